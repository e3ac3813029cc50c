"""Tallies: what the month allows, sums, and what two tallies must share to add up."""

from datetime import date

import attrs
import pytest
from tests.examples import APRIL, by_days, complaint, held

from kpix_billing_core.catalogue import PLAN_POOL, BillingTerms
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, DayCount, Month
from kpix_billing_core.errors import MalformedData, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.interchange import from_data, to_data
from kpix_billing_core.metering import Tally, TallyEntry, tally

STD, LITE = TallyEntry("STD", 2, 16, 30), TallyEntry("LITE", 1, 30, 30)


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "account: expected str, got int 1", {"account": 1}),
        (WrongType, "month: expected Month, got str '2026-04'", {"month": "2026-04"}),
        (WrongType, "day_count: expected DayCount, got int 30", {"day_count": 30}),
        (WrongType, "dedupe_days: expected bool, got int 0", {"dedupe_days": 0}),
        (WrongType, "entries: expected tuple, got list []", {"entries": []}),
        (WrongType, "entries: expected tuple of TallyEntry, got str 'STD'", {"entries": (STD, "STD")}),
        (
            WrongValue,
            "account: expected an account, as there are entries, got NoneType None",
            {"account": None, "entries": (STD,)},
        ),
        (WrongValue, "entries: expected each SKU once, in order, got str 'STD'", {"entries": (STD, STD)}),
        (WrongValue, "entries: expected each SKU once, in order, got str 'LITE'", {"entries": (STD, LITE)}),
        (
            WrongValue,
            "divisor: expected 30 for days in 2026-04, or 1 for things counted, got int 31",
            {"entries": (LITE, attrs.evolve(STD, divisor=31))},
        ),
        (
            WrongValue,
            "devices: expected the days of each device, as a day counts once, got NoneType None",
            {"dedupe_days": True, "entries": (STD,)},
        ),
        (
            WrongValue,
            "units: expected the 2 days of its devices, got int 3",
            {"dedupe_days": True, "entries": (TallyEntry("STD", 2, 3, 30, None, (("d1", 0b1), ("d2", 0b1))),)},
        ),
    ],
)
def test_what_no_tally_can_be(kind, message, fields):
    """A tally is of one account and month, its entries by SKU and over the month's divisor, its days of devices."""
    whole = {"account": "acme", "month": APRIL, "day_count": INCLUSIVE_DAYS, **fields}
    assert complaint(kind, lambda: Tally(**whole)) == message


def tally_of(*entries, account="acme", month=APRIL, day_count=INCLUSIVE_DAYS, dedupe_days=False):
    """Return a tally of entries."""
    return Tally(account, month, day_count, dedupe_days, entries)


def test_a_divisor_is_the_months_or_one():
    """Days are divided as the day count has it, things counted by 1; both may stand in one tally."""
    assert tally_of(LITE, TallyEntry("STD", 3, 3, 1)).entry("STD").quantity == 3
    assert tally_of(attrs.evolve(STD, divisor=31), month=Month.parse("2026-05")).entries
    assert tally_of(STD, month=Month.parse("2026-05"), day_count=ACTUAL_360).entries
    once = BillingTerms(dedupe_days=True)
    assert Tally.of_counts("acme", APRIL, {"CALLS": 3}, once) == tally_of(
        TallyEntry("CALLS", 3, 3, 1), dedupe_days=True
    )


MAY, FEBRUARY, LEAP = map(Month.parse, ("2026-05", "2026-02", "2024-02"))


LONGEST = [
    (APRIL, INCLUSIVE_DAYS, 30, 30),
    (MAY, INCLUSIVE_DAYS, 31, 31),
    (FEBRUARY, INCLUSIVE_DAYS, 28, 28),
    (LEAP, INCLUSIVE_DAYS, 29, 29),
    (FEBRUARY, END_EXCLUDED, 28, 28),
    (MAY, END_EXCLUDED, 31, 31),
    (FEBRUARY, STRICT_30_360, 30, 30),
    (MAY, STRICT_30_360, 30, 30),
    (FEBRUARY, ACTUAL_360, 30, 28),
    (MAY, ACTUAL_360, 30, 31),
    (APRIL, DayCount(divisor=360), 360, 30),
]
"""A month and how its days are counted; what they are divided by, and how many of them an allocation can have."""


@pytest.mark.parametrize(("month", "day_count", "divisor", "most"), LONGEST)
@pytest.mark.parametrize("count", [1, 7])
def test_all_days_of_its_month_fit(month, day_count, divisor, most, count):
    """An allocation open all month has every day that the day count gives the month, and so may each of many."""
    open_all_month = tally([held(date(2000, 1, 1))], month, BillingTerms(day_count=day_count)).entry("STD")
    assert (open_all_month.units, open_all_month.divisor) == (most, divisor)
    full = by_days(**{f"d{most}": count})
    entry = TallyEntry("STD", count, most * count, divisor, full, (("d1", 2**most - 1),))
    assert tally_of(entry, month=month, day_count=day_count).entry("STD") is entry


@pytest.mark.parametrize(("month", "day_count", "divisor", "most"), [row for row in LONGEST if row[-1] < 31])
@pytest.mark.parametrize("count", [1, 7])
def test_no_allocation_has_more_days_than_its_month(month, day_count, divisor, most, count):
    """Of February there is no 29th day: not of all allocations together, not of one of them, not of a device."""
    of_all = f"for each of the {count} allocations"
    too_long = by_days(d1=count, **{f"d{most + 1}": 1})
    used = (("d1", 0b1), ("d2", 2**most))
    for entry, message in (
        (
            TallyEntry("STD", count, most * count + 1, divisor),
            f"units: expected at most {most} days of {month} {of_all}, got int {most * count + 1}",
        ),
        (
            TallyEntry("STD", count + 1, most + 1 + count, divisor, too_long),
            f"histogram: expected at most {most} days of {month} each, got tuple {str(too_long)[:79]}…",
        ),
        (
            TallyEntry("STD", count + 1, 2, divisor, None, used),
            f"devices: expected a bit for each of the {most} days of {month}, got tuple {used}",
        ),
    ):
        assert complaint(WrongValue, tally_of, entry, month=month, day_count=day_count) == message


def test_things_counted():
    """Counts become entries over 1, by SKU in order, zeros included."""
    found = Tally.of_counts("acme", APRIL, {"STD": 10**18, "CALLS": 0}, PLAN_POOL)
    assert found == tally_of(TallyEntry("CALLS", 0, 0, 1), TallyEntry("STD", 10**18, 10**18, 1))


def test_an_entry_is_found_by_sku():
    """A SKU's entry is found; one that was not used is an error."""
    assert tally_of(LITE, STD).entry("STD") is STD
    assert complaint(WrongValue, tally_of(LITE).entry, "STD") == "sku: expected one that was used, got str 'STD'"


def test_sums_by_sku():
    """Entries of one SKU add up in count, units and histogram; others stand side by side, in order."""
    one = tally_of(TallyEntry("STD", 1, 5, 30, by_days(d5=1)))
    two = tally_of(LITE, TallyEntry("STD", 2, 11, 30, by_days(d5=1, d6=1)))
    assert one + two == tally_of(LITE, TallyEntry("STD", 3, 16, 30, by_days(d5=2, d6=1)))
    assert two + one == one + two


@pytest.mark.parametrize(("units", "dedupe"), [(8, True), (11, False)])
def test_sums_unite_devices(units, dedupe):
    """A device in both tallies is one device with the days of both; its days count once only where the terms say so."""
    one = tally_of(TallyEntry("STD", 1, 5, 30, None, (("d1", 0b11111),)), dedupe_days=dedupe)
    devices = (("d0", 0b1110), ("d1", 0b11100))
    two = tally_of(TallyEntry("STD", 2, 3 + 3, 30, None, devices), dedupe_days=dedupe)
    expected = TallyEntry("STD", 3, units, 30, None, (("d0", 0b1110), ("d1", 0b11111)))
    assert one + two == tally_of(expected, dedupe_days=dedupe)
    assert two + one == one + two


def test_a_tally_of_nothing_changes_nothing():
    """The empty tally is nobody's, adds nothing on either side, and takes the other's account."""
    empty, one = Tally.empty(APRIL, PLAN_POOL), tally_of(STD)
    assert empty == Tally(None, APRIL, INCLUSIVE_DAYS)
    assert empty + one == one == one + empty
    assert empty + empty == empty
    assert tally_of() + empty == tally_of()


APART = "two tallies add up only within one month and under one day count"


@pytest.mark.parametrize(
    ("message", "other"),
    [
        (APART, tally_of(month=Month.parse("2026-06"))),
        (APART, tally_of(day_count=END_EXCLUDED)),
        (APART, tally_of(dedupe_days=True)),
        ("tallies of two accounts do not add up: acme and other", tally_of(account="other")),
        ("STD: days and counted things do not add up", tally_of(TallyEntry("STD", 3, 3, 1))),
        (
            "STD: one tally knows more of its allocations than the other",
            tally_of(TallyEntry("STD", 1, 5, 30, by_days(d5=1))),
        ),
        (
            "STD: one tally knows more of its allocations than the other",
            tally_of(TallyEntry("STD", 1, 5, 30, None, (("d1", 0b11111),))),
        ),
    ],
)
def test_what_does_not_add_up(message, other):
    """Another month, day count, account, unit or depth of knowledge never adds up, from either side."""
    one = tally_of(STD)
    assert complaint(TallyMismatch, lambda: one + other) == message
    turned = message.replace("acme and other", "other and acme")
    assert complaint(TallyMismatch, lambda: other + one) == turned


def test_a_tally_adds_tallies_only():
    """Anything else is a type error of Python's own, so `sum` needs a start."""
    with pytest.raises(TypeError, match="unsupported operand"):
        tally_of() + 0


def test_a_tally_shows_itself():
    """As text and as HTML: who, when, and a row for each SKU with allocations, units and quantity."""
    assert str(tally_of(LITE, STD)) == (
        "acme, 2026-04\n"
        "sku   allocations  units  quantity\n"
        "----  -----------  -----  --------\n"
        "LITE            1  30/30         1\n"
        "STD             2  16/30    0.5333"
    )
    assert str(tally_of(account=None)).splitlines()[0] == "nobody, 2026-04"
    html = tally_of(attrs.evolve(STD, sku="<b>"), account="<i>")._repr_html_()
    assert "<caption>&lt;i&gt;, 2026-04</caption>" in html
    assert (
        '<td style="text-align:left">&lt;b&gt;</td><td style="text-align:right">2</td><td style="text-align:right">16/30</td>'
        in html
    )


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "terms: expected BillingTerms, got tuple ()", lambda: Tally.empty(APRIL, ())),
        (WrongType, "month: expected Month, got NoneType None", lambda: Tally.empty(None, PLAN_POOL)),
        (
            WrongType,
            "terms: expected BillingTerms, got NoneType None",
            lambda: Tally.of_counts("acme", APRIL, {}, None),
        ),
        (
            WrongType,
            "counts: expected a mapping of SKU to int, got list []",
            lambda: Tally.of_counts("acme", APRIL, [], PLAN_POOL),
        ),
        (WrongType, "sku: expected str, got int 1", lambda: Tally.of_counts("acme", APRIL, {1: 1, "A": 1}, PLAN_POOL)),
        (WrongValue, "sku: expected an id, got str ''", lambda: Tally.of_counts("acme", APRIL, {"": 1}, PLAN_POOL)),
        (
            WrongType,
            "count: expected int, got float 1.0",
            lambda: Tally.of_counts("acme", APRIL, {"STD": 1.0}, PLAN_POOL),
        ),
        (
            WrongValue,
            "account: expected an account, as there are entries, got NoneType None",
            lambda: Tally.of_counts(None, APRIL, {"STD": 1}, PLAN_POOL),
        ),
    ],
)
def test_what_cannot_be_counted(kind, message, call):
    """Things counted are a mapping of ids to whole numbers, of an account, under terms."""
    assert complaint(kind, call) == message


def test_an_impossible_tally_is_not_read():
    """A document is looked at as a tally is: it says where it is wrong."""
    written = to_data(tally_of(LITE))
    assert from_data(Tally, written) == tally_of(LITE)
    for units, message in (
        (31, "$: units: expected at most 30 days of 2026-04 for each of the 1 allocations, got int 31"),
        (32, "$.entries[0].units: expected at most 31 days for each of the 1 allocations, got int 32"),
    ):
        written["entries"][0]["units"] = units
        assert complaint(MalformedData, from_data, Tally, written) == message
