"""What the demonstration points out: who owes what, how use went, and the crossing of a band that changed most."""

from fractions import Fraction

from tests.examples import APRIL, LIST_BANDS, bill, book, counted

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import FlatFee, Price, bands
from kpix_billing_core.command.closing import ClosedMonth
from kpix_billing_core.command.highlights import crossing_of, due_by_month, quantities_by_month, story_of
from kpix_billing_core.dates import Month

PRICES = book(
    Price("STD", LIST_BANDS),
    Price("PRO", bands((0, "9 USD"), (20, "8 USD"))),
    Price("FEE", FlatFee("3 USD")),
    Price("STD", bands((0, "4 EUR"), (10, "3 EUR"))),
)
ACME, BERTA = Account("acme", "USD"), Account("berta", "EUR")


def closed(month: Month, **used: dict[str, int]) -> ClosedMonth:
    """Return a month in which accounts used so many things of each SKU."""
    accounts = {"acme": ACME, "berta": BERTA}
    invoices = tuple(
        bill(counted(PRICES, name, month, **counts), PRICES, accounts[name], month) for name, counts in used.items()
    )
    return ClosedMonth(month, invoices, (), 0, 0, ())


MONTHS = [
    closed(APRIL, acme={"STD": 5, "PRO": 19, "FEE": 1}, berta={"STD": 9}),
    closed(APRIL + 1, acme={"STD": 10, "PRO": 20, "FEE": 9}, berta={"STD": 14}),
    closed(APRIL + 2, acme={"STD": 10, "PRO": 500}),
    closed(APRIL + 3, acme={"STD": 5}, berta={"STD": 9}),
]


def test_due_by_month():
    """A column for each payer, a blank where a month has no invoice."""
    assert str(due_by_month(MONTHS)).splitlines() == [
        "Amounts due",
        "month    acme USD  berta EUR",
        "-------  --------  ---------",
        "2026-04    195.75      36.00",
        "2026-05    205.60      42.00",
        "2026-06   4042.60",
        "2026-07     21.75      36.00",
        "-------  --------  ---------",
        "sum       4465.70     114.00",
    ]


def test_quantities_by_month():
    """Of everything, or of one SKU, whoever used it."""
    assert quantities_by_month(MONTHS) == [
        (APRIL, Fraction(34)),
        (APRIL + 1, Fraction(53)),
        (APRIL + 2, Fraction(510)),
        (APRIL + 3, Fraction(14)),
    ]
    assert [quantity for _, quantity in quantities_by_month(MONTHS, "STD")] == [14, 24, 10, 14]


def test_the_crossing_with_the_largest_change():
    """Five units up, at two accounts, five down, and one: of equal changes the first; 480 more within a band are none."""
    crossing = crossing_of(MONTHS)
    assert crossing is not None
    assert (crossing.before, crossing.line) == (MONTHS[0].invoices[0].line("STD"), MONTHS[1].invoices[0].line("STD"))
    assert crossing.invoice is MONTHS[1].invoices[0]


def test_a_crossing_may_go_down():
    crossing = crossing_of(MONTHS[2:])
    assert crossing is not None
    assert (crossing.before.quantity, crossing.line.quantity) == (10, 5)


def test_another_account_in_another_month_is_no_crossing():
    """The first month of a SKU has nothing before it, and what pauses for a month starts anew."""
    assert crossing_of(MONTHS[:1]) is None
    assert crossing_of([]) is None
    assert crossing_of([closed(APRIL, acme={"STD": 5}), closed(APRIL + 1, berta={"STD": 10})]) is None
    assert crossing_of([closed(APRIL, acme={"FEE": 5}), closed(APRIL + 1, acme={"FEE": 10})]) is None


def test_the_story_of_a_crossing():
    crossing = crossing_of([closed(APRIL, acme={"STD": 5}), closed(APRIL + 1, acme={"STD": 1_000})])
    assert crossing is not None
    first, blank, title, *derivation = story_of(crossing, "en").splitlines()
    assert first == "STD of acme went from 5 in 2026-04 to 1,000 in 2026-05, and so into another price band:"
    assert (blank, title) == ("", "STD in 2026-05: 4260.00 USD")
    assert any("10 and more: 4.26 USD" in line for line in derivation)
    assert "1.000" in story_of(crossing, "de")
