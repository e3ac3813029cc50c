"""Invoices: sums that balance, dates, carried credits, and lines that belong on it."""

from datetime import date

import attrs
import pytest
from tests.examples import ACME, APRIL, april, book, complaint, counted, exact, money

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import PLAN_POOL, BillingTerms, FlatFee, IssueDay, PerUnit, Plan, Price, PriceBook
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import CurrencyMismatch, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.explain import explain
from kpix_billing_core.invoicing import Adjustment, AdjustmentKind, CreditUse, Invoice, InvoiceLine
from kpix_billing_core.money import HALF_AWAY_FROM_ZERO, HALF_EVEN
from kpix_billing_core.rating import AccountCredit, rate
from kpix_billing_core.rendering import invoice_text

BOOK = PriceBook((Price("STD", PerUnit("4.35 USD")), Price("LITE", FlatFee("2 USD"))), plans=(Plan("STD", "Standard"),))
LITE, STD = (InvoiceLine(charge) for charge in rate(counted(BOOK, STD=2, LITE=7), BOOK, ACME).charges)
UPLIFT = Adjustment(AdjustmentKind.MINIMUM_SPEND, exact("25 USD"), money("10.70 USD"), HALF_AWAY_FROM_ZERO)
OLD = AccountCredit("c1", "acme", money("5 USD"), april(1), "goodwill")
NEW = AccountCredit("c2", "acme", money("4 USD"), april(2))
USES = (CreditUse(OLD, money("5 USD")), CreditUse(NEW, money("1.50 USD")))
INVOICE = Invoice(ACME, APRIL, PLAN_POOL, (LITE, STD), (UPLIFT,), USES)


def test_an_invoice_balances():
    """Lines make the subtotal, adjustments the total, credits used the due, and the rest of them is carried."""
    assert INVOICE.subtotal == money("2.00 USD") + money("8.70 USD")
    assert INVOICE.adjusted == money("25 USD") - money("10.70 USD")
    assert INVOICE.total == money("25 USD")
    assert INVOICE.credits_applied == money("5 USD") + money("1.50 USD")
    assert INVOICE.due == money("25 USD") - money("6.50 USD")
    assert INVOICE.credits_carried == money("9 USD") - money("6.50 USD")
    again = attrs.evolve(INVOICE)
    assert (again.id, again.currency) == ("2026-04:acme", ACME.currency)
    assert (again, again.due) == (INVOICE, INVOICE.due)


def test_an_invoice_of_a_run_is_another():
    """Its id ends with the run, so that it stands beside the invoice of the month; the rest is the same."""
    of_run = attrs.evolve(INVOICE, run="2026-05")
    assert (INVOICE.run, of_run.run) == ("", "2026-05")
    assert of_run.id == "2026-04:acme:2026-05"
    assert of_run != INVOICE
    assert (of_run.due, of_run.issued_on) == (INVOICE.due, INVOICE.issued_on)
    assert complaint(WrongType, attrs.evolve, INVOICE, run=7) == "run: expected str, got int 7"
    assert complaint(WrongValue, attrs.evolve, INVOICE, run="\n") == "run: expected printable text, got str '\\n'"


def test_an_invoice_of_nothing():
    """Without lines, adjustments and credits every sum is nothing of the account's currency."""
    empty = Invoice(Account("acme", "JPY"), APRIL, PLAN_POOL)
    sums = (empty.subtotal, empty.adjusted, empty.total, empty.credits_applied, empty.credits_carried, empty.due)
    assert set(sums) == {money("0 JPY")}
    assert empty.carried == ()


def test_what_is_carried_is_what_is_left():
    """A credit used in part is carried with what is left of it, one used up is not, one not used as it is."""
    unused = AccountCredit("c3", "acme", money("1 USD"), april(3))
    used = attrs.evolve(INVOICE, credits=(*USES, CreditUse(unused, money("0 USD"))))
    assert used.carried == (AccountCredit("c2", "acme", money("2.50 USD"), april(2)), unused)


@pytest.mark.parametrize(
    ("issued_on", "month", "issue_day"),
    [
        (date(2026, 5, 1), APRIL, IssueDay.FIRST_OF_NEXT_MONTH),
        (date(2026, 4, 30), APRIL, IssueDay.LAST_OF_MONTH),
        (date(2027, 1, 1), Month(2026, 12), IssueDay.FIRST_OF_NEXT_MONTH),
        (date(2024, 2, 29), Month(2024, 2), IssueDay.LAST_OF_MONTH),
        (date(9999, 12, 31), Month(9999, 12), IssueDay.LAST_OF_MONTH),
    ],
)
def test_the_date_of_an_invoice(issued_on, month, issue_day):
    """It is dated on the first of the next month, or on the last of the month billed, as the terms say."""
    assert Invoice(ACME, month, BillingTerms(issue_day=issue_day)).issued_on == issued_on


def test_the_last_month_has_no_next():
    """The last month of the calendar cannot be dated in the next one, and says that it is the month; the one before can."""
    last = Invoice(ACME, Month(9999, 12), PLAN_POOL)
    message = "month: expected one with a month after it, whose first day dates the invoice, got str '9999-12'"
    assert complaint(WrongValue, lambda: last.issued_on) == message
    assert complaint(WrongValue, explain, last) == message
    assert complaint(WrongValue, invoice_text, last) == message
    assert Invoice(ACME, Month(9999, 11), PLAN_POOL).issued_on == date(9999, 12, 1)


def test_a_line_is_found_by_sku():
    """A SKU's line is found; a SKU that is not on the invoice is an error."""
    assert INVOICE.line("STD") is STD
    assert complaint(WrongValue, INVOICE.line, "X") == "sku: expected one of the 2 on the invoice, got str 'X'"


FOREIGN = InvoiceLine(
    rate(
        counted(book(Price("A", PerUnit("1 EUR"))), A=1), book(Price("A", PerUnit("1 EUR"))), Account("acme", "EUR")
    ).charges[0]
)


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "account: expected Account, got str 'acme'", {"account": "acme"}),
        (WrongType, "month: expected Month, got str '2026-04'", {"month": "2026-04"}),
        (WrongType, "terms: expected BillingTerms, got NoneType None", {"terms": None}),
        (WrongType, "lines: expected tuple, got list []", {"lines": []}),
        (WrongType, "lines: expected tuple of InvoiceLine, got Adjustment", {"lines": (UPLIFT,)}),
        (WrongType, "adjustments: expected tuple of Adjustment, got InvoiceLine", {"adjustments": (LITE,)}),
        (WrongType, "credits: expected tuple of CreditUse, got AccountCredit", {"credits": (OLD,)}),
        (
            WrongValue,
            "lines: expected one line for each SKU, in order, got list ['STD', 'LITE']",
            {"lines": (STD, LITE)},
        ),
        (WrongValue, "lines: expected one line for each SKU, in order, got list ['STD', 'STD']", {"lines": (STD, STD)}),
        (TallyMismatch, "LITE: charged for another month or under other terms", {"month": APRIL + 1}),
        (
            TallyMismatch,
            "LITE: charged for another month or under other terms",
            {"terms": BillingTerms(rounding=HALF_EVEN)},
        ),
        (
            WrongValue,
            "adjustments: expected each adjustment once, got list ['minimum_spend', 'minimum_spend']",
            {"adjustments": (UPLIFT, UPLIFT)},
        ),
        (
            WrongValue,
            "credits: expected credits of acme, got str 'other'",
            {"credits": (CreditUse(attrs.evolve(OLD, account="other"), money("0 USD")),)},
        ),
        (WrongValue, "credits: expected each credit once, got list ['c1', 'c1']", {"credits": (USES[0], USES[0])}),
        (
            WrongValue,
            "credits: expected at most 2.00 USD used, got str '6.50 USD'",
            {"lines": (LITE,), "adjustments": ()},
        ),
        (CurrencyMismatch, "expected USD, got EUR: currencies are never mixed or converted", {"lines": (FOREIGN,)}),
    ],
)
def test_what_no_invoice_can_be(kind, message, fields):
    """Lines stand once, in order, of its month, terms and currency; credits are the account's, and never too much."""
    whole = {**attrs.asdict(INVOICE, recurse=False, filter=lambda field, _: field.init), **fields}
    assert complaint(kind, lambda: Invoice(**whole)).startswith(message)


def test_credits_may_use_it_up():
    """An invoice may be due nothing, exactly."""
    used = (CreditUse(OLD, money("2 USD")),)
    assert Invoice(ACME, APRIL, PLAN_POOL, (LITE,), (), used).due == money("0 USD")


def test_an_invoice_shows_itself():
    """As text: a row for each line and adjustment, closed by credits and what is due."""
    assert str(INVOICE) == (
        "Invoice 2026-04 for acme\n"
        "item             quantity  unit price     amount\n"
        "---------------  --------  ----------  ---------\n"
        "LITE                    7               2.00 USD\n"
        "Standard                2    4.35 USD   8.70 USD\n"
        "Minimum spend                          14.30 USD\n"
        "---------------  --------  ----------  ---------\n"
        "credits applied                        -6.50 USD\n"
        "due                                    18.50 USD\n"
        "credits carried                         2.50 USD"
    )


def test_sums_of_nothing_are_left_out():
    """Without credits only what is due closes the invoice."""
    assert str(Invoice(ACME, APRIL, PLAN_POOL)).splitlines()[-1].split() == ["due", "0.00", "USD"]
    assert "credits" not in str(Invoice(ACME, APRIL, PLAN_POOL, (LITE,)))


def test_an_invoice_in_a_notebook():
    """As HTML: escaped, amounts flush right, at most twenty rows before the sums, which are always there."""
    skus = {f"S{number:02}<": 1 for number in range(25)}
    prices = book(*(Price(sku, PerUnit("1 USD")) for sku in skus))
    long = Invoice(ACME, APRIL, PLAN_POOL, tuple(map(InvoiceLine, rate(counted(prices, **skus), prices, ACME).charges)))
    html = long._repr_html_()
    assert html.startswith("<table><caption>Invoice 2026-04 for acme</caption>")
    assert html.count('<tr><td style="text-align:left">S') == 20
    assert "… and 5 more" in html
    assert "S00&lt;" in html
    right = ' style="text-align:right"'
    assert (
        '<tr><th style="text-align:left">due</th>'
        f"<th{right}></th><th{right}></th><th{right}>25.00 USD</th></tr></tfoot>" in html
    )
