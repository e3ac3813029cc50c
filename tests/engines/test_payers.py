"""Who pays: accounts in order, what of their prices is their own, and what was used by those of a range."""

from datetime import date

import pytest
from tests.engines.columns import table_of

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.batch import on_arrow
from kpix_billing_core.batch.payers import is_among, payers_of, within
from kpix_billing_core.catalogue import BillingTerms, PerUnit, Price, PriceBook
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.metering import Allocation

APRIL = Month.parse("2026-04")
BOOK = PriceBook.of(Price("STD", PerUnit("1 USD")), Price("STD", PerUnit("100 JPY")))
RANGES = [
    (None, None, "abcd"),
    ("a", "d", "abcd"),
    ("b", None, "bcd"),
    (None, "c", "abc"),
    ("bb", "cc", "c"),
    ("d", "a", ""),
    ("x", None, ""),
    (None, "A", ""),
]


@pytest.mark.parametrize("given", ["abcd", "dcba", "bacd", "abdc"])
@pytest.mark.parametrize(("first", "last", "ids"), RANGES)
def test_payers_of_a_range(given, first, last, ids):
    """In order whatever their order was; all that were given are known."""
    found = payers_of([Account(id_, "USD") for id_ in given], BOOK, first, last)
    assert [account.id for account in found.accounts] == list(ids)
    assert (found.ids.to_pylist(), found.known) == (list(ids), list("abcd"))
    assert [len(each) for each in (found.currency, found.tariffs, found.postpay)] == [len(ids)] * 3


def test_two_accounts():
    """The least that can be in disorder, or twice."""
    found = payers_of([Account("b", "USD"), Account("a", "JPY", PaymentMethod.PREPAY)], BOOK, None, None)
    assert [account.id for account in found.accounts] == ["a", "b"]
    assert (found.currency.tolist(), found.currencies) == ([0, 1], [("JPY", 0), ("USD", 2)])
    assert (found.postpay.tolist(), found.postpay.dtype) == ([False, True], bool)
    with pytest.raises(WrongValue, match="^accounts: expected each account once, got str 'a'$"):
        payers_of([Account("a", "USD"), Account("a", "USD")], BOOK, None, None)


def test_tariffs():
    """One for each currency, and one for each account that has a price of its own, those of none that is not there."""
    own = [Price("STD", PerUnit("2 USD"), account=id_) for id_ in ("d", "b", "z", "a", "0")]
    accounts = [Account(id_, "JPY" if id_ == "c" else "USD") for id_ in "abcde"]
    found = payers_of(accounts, PriceBook.of(*BOOK.prices, *own), None, None)
    assert found.tariffs.tolist() == [2, 3, 1, 4, 0]


def test_what_is_no_account():
    """Some are looked at, at once; what comes after those is not, and may have no end."""

    def given():
        yield from ["x"] * 5_000
        pytest.fail("more was asked for")

    with pytest.raises(WrongType, match="^accounts: expected Account, got str 'x'$"):
        payers_of(given(), BOOK, None, None)


def test_is_among():
    """One of some, before them all, between them, after them all; none is among none."""
    assert [is_among(["b", "d"], id_) for id_ in "abcde"] == [False, True, False, True, False]
    assert not is_among([], "a")


@pytest.mark.parametrize(("first", "last", "ids"), RANGES)
def test_totals_of_a_range(first, last, ids):
    """Those of each table; of nothing nothing is left."""
    held = [Allocation("d", id_, "STD", date(2026, 4, 16)) for id_ in "abcd"]
    by_days = on_arrow.tally(table_of(held), APRIL, BillingTerms(), histogram=True)
    by_devices = on_arrow.tally(table_of(held), APRIL, BillingTerms(dedupe_days=True))
    for totals, names in ((by_days, ("sums", "histogram")), (by_devices, ("sums", "devices"))):
        found = within(totals, first, last)
        assert [getattr(found, name).column("account_id").to_pylist() for name in names] == [list(ids)] * 2
        assert {name for name in ("histogram", "devices") if getattr(found, name) is None}.isdisjoint(names)
    nothing = within(on_arrow.tally(table_of([]), APRIL, BillingTerms()), first, last)
    assert (nothing.sums.num_rows, nothing.histogram, nothing.devices) == (0, None, None)
