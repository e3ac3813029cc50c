"""Entries of a tally: whole numbers that agree with themselves, and no more days than there can be."""

import sys
from fractions import Fraction

import attrs
import pytest
from tests.examples import by_days, complaint

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.metering import TallyEntry


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
            ("STD", 1, 1, 30, (-1, 1) + (0,) * 30),
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
            f"devices: expected a bit for each day of a month, got int {2**31}",
            ("STD", 1, 0, 30, None, (("d1", 2**31),)),
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
    assert TallyEntry("STD", 2, 31, 31, by_days(d0=1, d31=1), (("0", 2**31 - 1), ("A", 0))).quantity == 1


@pytest.mark.parametrize("divisor", [2, 28, 29, 30, 31, 360])
@pytest.mark.parametrize(("count", "most"), [(0, 0), (1, 31), (2, 62), (100, 3100), (10**18, 31 * 10**18)])
def test_no_allocation_has_more_days_than_a_month(divisor, count, most):
    """Three thousand days of one allocation are no use of a month, whatever they are divided by."""
    assert TallyEntry("STD", count, most, divisor).quantity == Fraction(most, divisor)
    assert complaint(WrongValue, TallyEntry, "STD", count, most + 1, divisor) == (
        f"units: expected at most 31 days for each of the {count} allocations, got int {most + 1}"
    )


@pytest.mark.parametrize(("count", "units"), [(0, 1), (1, 3000), (3, 10**18)])
def test_things_counted_are_no_days(count, units):
    """Of what is counted rather than held there may be any number."""
    assert TallyEntry("CALLS", count, units, 1).quantity == units


def test_no_more_devices_than_allocations():
    """Each device has an allocation at least; several of one device are one."""
    two = (("d1", 0b1), ("d2", 0b1))
    assert TallyEntry("STD", 2, 2, 30, None, two).devices == two
    assert TallyEntry("STD", 3, 2, 30, None, two).devices == two
    assert complaint(WrongValue, TallyEntry, "STD", 1, 2, 30, None, two) == (
        "devices: expected at most 1, one for each allocation, got tuple (('d1', 1), ('d2', 1))"
    )


@pytest.mark.parametrize("size", [10**640, 10**641])
@pytest.mark.parametrize("field", ["count", "units", "divisor"])
def test_an_absurd_size_is_no_count(size, field):
    """Numbers beyond any ledger are refused; the largest ones below are counted."""
    whole = {"sku": "STD", "count": 1, "units": 1, "divisor": 1}
    assert complaint(WrongValue, lambda: TallyEntry(**{**whole, field: size})).startswith(
        f"{field}: expected at most 640 digits"
    )
    assert TallyEntry(**{**whole, field: 10**640 - 1})
