"""What was bought in a run: counted together, so that the charge of the run prices all of it at one band."""

import attrs
import pytest
from tests.examples import APRIL, april, complaint, counted, exact, money
from tests.stock import EMPTY, IN_ADVANCE, begun, bought, granted

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import BillingTerms, PerUnit, Price, PriceBook, bands
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import PriceNotFound, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.lifecycle import list_price, purchase_runs, purchase_tally
from kpix_billing_core.metering import Tally
from kpix_billing_core.pool import GrantSource
from kpix_billing_core.rating import rate

TERMS = BillingTerms()
BANDS = bands((1, "4.35 USD"), (3, "4.00 USD"))
BOOK = PriceBook.of(Price("STD", BANDS), Price("PRO", PerUnit("9 USD")))
PURCHASE = {"source": GrantSource.PURCHASE}
EVENTS = (
    granted(EMPTY, "STD", 2, run="r1", **PURCHASE),
    bought(1, "STD", "r1"),
    bought(2, "PRO", "r1"),
    bought(3, "STD", "r2"),
    # of no run: bought at a price of their own, bundled, by hand
    granted(EMPTY, "STD", 9, unit_price=exact("3 USD"), run="r1", **PURCHASE),
    granted(EMPTY, "STD", 9, source=GrantSource.BULK, unit_price=exact("3 USD"), run="r1"),
    granted(EMPTY, "STD", 9, source=GrantSource.BUNDLE, run="r1"),
    granted(EMPTY, "STD", 9, run="r1"),
)


def test_the_runs_of_a_log():
    """Each once, in order of name."""
    assert purchase_runs(EVENTS) == purchase_runs(EVENTS[::-1]) == ("r1", "r2")
    assert purchase_runs([]) == purchase_runs(EVENTS[4:]) == ()


@pytest.mark.parametrize(("counts", "run"), [({"STD": 2 + 1, "PRO": 1}, "r1"), ({"STD": 1}, "r2"), ({}, "r3")])
def test_what_was_bought_in_a_run(counts, run):
    """Credits bought into the pool, and those bought and used at once; what has a price of its own is no part of it."""
    assert purchase_tally(EVENTS, run, "acme", APRIL, TERMS) == Tally.of_counts("acme", APRIL, counts, TERMS)


def test_all_of_a_run_is_one_quantity():
    """3 x 4.00, though two were bought by hand and one by a device: the band is that of the whole run."""
    charges = rate(purchase_tally(EVENTS, "r1", "acme", APRIL, TERMS), BOOK, IN_ADVANCE, "r1")
    assert [(charge.sku, charge.amount) for charge in charges.charges] == [
        ("PRO", money("9.00 USD")),
        ("STD", money("12.00 USD")),
    ]
    assert charges.run == "r1"


OTHERS = attrs.evolve(EVENTS[1], account="other")


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (
            TallyMismatch,
            "run r1: expected purchases of acme, got one of other",
            lambda: purchase_tally([OTHERS], "r1", "acme", APRIL, TERMS),
        ),
        (
            WrongType,
            "events: expected events of a pool, got NoneType None",
            lambda: purchase_tally([None], "r1", "acme", APRIL, TERMS),
        ),
        (WrongType, "events: expected events of a pool, got str 'r1'", lambda: purchase_runs(["r1"])),
        (
            WrongType,
            "events: expected a list, tuple or other iterable in order, got set set()",
            lambda: purchase_runs(set()),
        ),
        (WrongValue, "run: expected an id, got str ''", lambda: purchase_tally([], "", "acme", APRIL, TERMS)),
        (
            WrongType,
            "account: expected str, got NoneType None",
            lambda: purchase_tally([], "r1", None, APRIL, TERMS),
        ),
    ],
)
def test_what_cannot_be_counted(kind, message, call):
    """A run is one account's, and events are events."""
    assert complaint(kind, call) == message


def test_others_may_have_bought_in_other_runs():
    """Only purchases of the run asked for are looked at."""
    assert purchase_tally([OTHERS, begun(april(1))], "run-1", "acme", APRIL, TERMS) == counted(BOOK, STD=1)


CUSTOM = BOOK.with_custom("acme", "STD", PerUnit("3.50 USD"))


@pytest.mark.parametrize(
    ("price", "sku", "book", "account"),
    [
        ("4.35 USD", "STD", BOOK, IN_ADVANCE),
        ("9 USD", "PRO", BOOK, IN_ADVANCE),
        ("3.50 USD", "STD", CUSTOM, IN_ADVANCE),
        ("4.35 USD", "STD", CUSTOM, Account("other", "USD")),
    ],
)
def test_the_list_price_is_that_of_one(price, sku, book, account):
    """One plan-month bought alone, at the account's own price where it has one."""
    assert list_price(sku, book, account, APRIL) == exact(price)


def test_the_list_price_is_that_of_its_month():
    """The price in force on the first."""
    book = BOOK.with_price(Price("STD", PerUnit("5 USD"), effective_from=april(2)))
    assert list_price("STD", book, IN_ADVANCE, APRIL) == exact("4.35 USD")
    assert list_price("STD", book, IN_ADVANCE, Month(2026, 5)) == exact("5 USD")


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (
            PriceNotFound,
            "no price of NEW in USD for account acme in force on 2026-04-01",
            ("NEW", BOOK, IN_ADVANCE, APRIL),
        ),
        (WrongType, "sku: expected str, got int 1", (1, BOOK, IN_ADVANCE, APRIL)),
        (WrongType, "book: expected PriceBook, got dict {}", ("STD", {}, IN_ADVANCE, APRIL)),
        (WrongType, "account: expected Account, got str 'acme'", ("STD", BOOK, "acme", APRIL)),
        (WrongType, "month: expected Month, got str '2026-04'", ("STD", BOOK, IN_ADVANCE, "2026-04")),
    ],
)
def test_what_has_no_list_price(kind, message, arguments):
    """A SKU that nobody priced, and what is no book, account or month."""
    assert complaint(kind, list_price, *arguments) == message
