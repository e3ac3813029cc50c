"""Tallies: entries that agree with themselves, sums, and what two tallies must share to add up."""

import sys

import attrs
import pytest
from tests.examples import APRIL, complaint

from kpix_billing_core.catalogue import PLAN_POOL, BillingTerms
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, Month
from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue
from kpix_billing_core.metering import Tally, TallyEntry


def by_days(**counts):
    """Return a histogram from counts such as d5=2."""
    return tuple(counts.get(f"d{days}", 0) for days in range(32))


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "sku: expected str, got int 1", (1, 1, 1, 30)),
        (WrongValue, "sku: expected an id, got str ''", ("", 1, 1, 30)),
        (WrongType, "count: expected int, got bool True", ("STD", True, 1, 30)),
        (WrongValue, "count: expected at least 0, got int -1", ("STD", -1, 1, 30)),
        (WrongType, "units: expected int, got float 1.0", ("STD", 1, 1.0, 30)),
        (WrongValue, "units: expected at least 0, got int -1", ("STD", 1, -1, 30)),
        (WrongValue, "divisor: expected at least 1, got int 0", ("STD", 1, 1, 0)),
        (WrongType, "histogram: expected tuple of int, got list []", ("STD", 0, 0, 30, [])),
        (WrongType, "histogram: expected tuple of int, got tuple (0.0,)", ("STD", 0, 0, 30, (0.0,))),
        (WrongValue, "histogram: expected 32 numbers of 0 or more, got tuple (1,)", ("STD", 1, 0, 30, (1,))),
        (
            WrongValue,
            f"histogram: expected 32 numbers of 0 or more, got tuple {str((-1, 1) + (0,) * 30)[:79]}…",
            ("STD", 0, 1, 30, (-1, 1) + (0,) * 30),
        ),
        (WrongType, "devices: expected tuple of (device, days), got dict {}", ("STD", 0, 0, 30, None, {})),
        (WrongType, "devices: expected tuple of (device, days), got str 'd1'", ("STD", 0, 0, 30, None, ("d1",))),
        (
            WrongType,
            "devices: expected tuple of (device, days), got tuple ('d1',)",
            ("STD", 0, 0, 30, None, (("d1",),)),
        ),
        (
            WrongType,
            "devices: expected tuple of (device, days), got tuple ('d1', True)",
            ("STD", 0, 0, 30, None, (("d1", True),)),
        ),
        (
            WrongType,
            "devices: expected tuple of (device, days), got list ['d1', 1]",
            ("STD", 0, 0, 30, None, (["d1", 1],)),
        ),
        (WrongValue, "device: expected an id, got str ''", ("STD", 0, 0, 30, None, (("", 1),))),
        (
            WrongValue,
            "devices: expected a bit for each day of a month, got int -1",
            ("STD", 0, 0, 30, None, (("d1", -1),)),
        ),
        (
            WrongValue,
            f"devices: expected a bit for each day of a month, got int {2**32}",
            ("STD", 0, 0, 30, None, (("d1", 2**32),)),
        ),
        (
            WrongValue,
            "devices: expected each device once, in order, got str 'd1'",
            ("STD", 0, 0, 30, None, (("d1", 1), ("d1", 2))),
        ),
        (
            WrongValue,
            "devices: expected each device once, in order, got str 'd1'",
            ("STD", 0, 0, 30, None, (("d2", 1), ("d1", 2))),
        ),
    ],
)
def test_what_no_entry_can_be(kind, message, arguments):
    """Counts are whole and not below nothing, a histogram has a place for each day, a device is there once.

    A correction below nothing is refused and never made nothing in silence: getlago/lago-api#4247.
    """
    assert complaint(kind, TallyEntry, *arguments) == message


@pytest.mark.parametrize("entry", [("STD", 0, 0, 1), ("STD", 1, 1, 1), ("STD", 2, 16, 30), ("€", 10**18, 10**18, 1)])
def test_a_usual_entry_is_looked_at_once(monkeypatch, entry):
    """A file makes as many as it has accounts and SKUs: a right one is not looked at a second time for its faults."""
    monkeypatch.setattr(sys.modules[TallyEntry.__module__], "_complain", None)
    assert attrs.astuple(TallyEntry(*entry)) == (*entry, None, None)


@pytest.mark.parametrize(("count", "units"), [(2, 15), (4, 15), (3, 14), (3, 16)])
def test_a_histogram_agrees_with_its_entry(count, units):
    """A histogram of other allocations, or other days, than the entry says is refused."""
    assert TallyEntry("STD", 3, 15, 30, by_days(d0=1, d5=1, d10=1)).units == 15
    message = complaint(WrongValue, TallyEntry, "STD", count, units, 30, by_days(d0=1, d5=1, d10=1))
    assert message.startswith(f"histogram: expected {count} allocations and {units} days, got tuple (1, 0, 0")


def test_days_that_count_once_are_fewer_than_the_allocations():
    """With devices known the units may be fewer than the histogram's days, never more."""
    devices = (("d1", 0b11111),)
    assert TallyEntry("STD", 2, 5, 30, by_days(d5=2), devices).units == 5
    assert TallyEntry("STD", 2, 10, 30, by_days(d5=2), devices).units == 10
    message = complaint(WrongValue, TallyEntry, "STD", 2, 11, 30, by_days(d5=2), devices)
    assert message.startswith("histogram: expected 2 allocations and 11 days")
    message = complaint(WrongValue, TallyEntry, "STD", 1, 5, 30, by_days(d5=2), devices)
    assert message.startswith("histogram: expected 1 allocations and 5 days")


def test_all_days_of_a_month_fit():
    """The longest use of the longest month is an entry, in the histogram and by device."""
    assert TallyEntry("STD", 1, 31, 31, by_days(d31=1), (("d1", 2**31 - 1),)).quantity == 1
    assert TallyEntry("STD", 1, 31, 31, by_days(d31=1), (("0", 2**32 - 1), ("A", 0))).quantity == 1


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


@pytest.mark.parametrize("size", [10**640, 10**641])
@pytest.mark.parametrize("field", ["count", "units", "divisor"])
def test_an_absurd_size_is_no_count(size, field):
    """Numbers beyond any ledger are refused; the largest ones below are counted."""
    whole = {"sku": "STD", "count": 1, "units": 1, "divisor": 1}
    assert complaint(WrongValue, lambda: TallyEntry(**{**whole, field: size})).startswith(
        f"{field}: expected at most 640 digits"
    )
    assert TallyEntry(**{**whole, field: 10**640 - 1})
