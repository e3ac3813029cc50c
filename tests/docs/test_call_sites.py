"""The calls that everything is designed toward work as they were written down, letter by letter."""

from datetime import date

from tests.examples import money

import kpix_billing_core as kpix
from kpix_billing_core import bands

ACME, ZEBRA = kpix.Account("acme", "USD"), kpix.Account("zebra", "USD")
ROWS = """\
device_id,account_id,sku,consumed_on,removed_on
d1,acme,STD,2026-01-09,
d2,acme,STD,2026-04-16,
d3,zebra,STD,2026-04-01,2026-04-15
"""


class Store:
    """What a service keeps, as far as a month needs it."""

    def __init__(self, file):
        with file.open(encoding="utf-8", newline="") as opened:
            self._held = kpix.read_csv(kpix.Allocation, opened)

    def price_book(self):
        return kpix.PriceBook.of(kpix.Price("STD", kpix.bands((0, "4.35 USD"), (10, "4.26 USD"))))

    def allocations(self, account, month):
        return [one for one in self._held if one.account == account]

    def open_credits(self, account):
        return [kpix.AccountCredit("c1", account, kpix.Money.parse("2.86 USD"), date(2026, 3, 8))]


def file_of(tmp_path):
    path = tmp_path / "allocations.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def close_month(store, account: kpix.Account, month: kpix.Month) -> kpix.Invoice:
    book = store.price_book()  # its `terms` are the conventions
    used = kpix.tally(store.allocations(account.id, month), month, book.terms)
    charges = kpix.rate(used, book, account)
    return kpix.draft(account, month, charges, credits=store.open_credits(account.id))


def test_a_service_developer(tmp_path):
    """One function closes a month: 1 + 15/30 plan-months at 4.35 are 6.53, less a credit of 2.86."""
    store, april = Store(file_of(tmp_path)), kpix.Month.parse("2026-04")
    assert close_month(store, ACME, april).due == money("3.67 USD")
    assert close_month(store, ZEBRA, april).due == money("0.00 USD")  # 2.18, of which the credit leaves nothing


def test_a_notebook_user(tmp_path, monkeypatch):
    """A month, a what-if beside it, and why: 1.5 at 4.00 are 6.00, 0.53 less than at 4.35."""
    file_of(tmp_path)
    monkeypatch.chdir(tmp_path)
    acme, book = ACME, Store(tmp_path / "allocations.csv").price_book()
    with open("allocations.csv") as file:  # noqa: PTH123  as people write it
        april = kpix.Month.parse("2026-04")
        mine = [a for a in kpix.read_csv(kpix.Allocation, file) if a.account == acme.id]
    used = kpix.tally(mine, april, book.terms)
    now = kpix.draft(acme, april, kpix.rate(used, book, acme))
    cheaper = book.with_custom(acme.id, "STD", bands((0, "4.00 USD")))
    then = kpix.draft(acme, april, kpix.rate(used, cheaper, acme))
    assert (now.due, then.due, then.due - now.due) == (money("6.53 USD"), money("6.00 USD"), money("-0.53 USD"))
    assert all("<table" in shown._repr_html_() for shown in (now, kpix.explain(then.line("STD"))))


def test_a_vendor(tmp_path):
    """A whole file, account by account, as plain data: the names of the accounts, and what each owes."""
    april, store = kpix.Month.parse("2026-04"), Store(file_of(tmp_path))
    book, accounts = store.price_book(), {"acme": ACME, "zebra": ZEBRA}
    sink = []
    with file_of(tmp_path).open(encoding="utf-8", newline="") as file:
        for account_id, used in kpix.tally_by_account(kpix.read_csv(kpix.Allocation, file), april, book.terms):
            account = accounts[account_id]
            sink.append(kpix.to_data(kpix.draft(account, april, kpix.rate(used, book, account))))
    assert [(data["account"]["id"], data["due"]) for data in sink] == [
        ("acme", {"minor": 653, "currency": "USD"}),
        ("zebra", {"minor": 218, "currency": "USD"}),
    ]
