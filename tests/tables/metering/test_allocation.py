"""Allocations: ids and days that are some, the last day not before the first, and local days of instants."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.examples import april, complaint

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.metering import Allocation


class Code(str):
    """Text of a subclass, whose equality could be anything."""

    __slots__ = ()


class Day(date):
    """A day of a subclass."""


@pytest.mark.parametrize("last", [None, april(16), april(30), date(2027, 1, 1)])
def test_an_allocation_is_held_from_a_day_to_a_day(last):
    """Open, one day long, or longer: all are allocations."""
    one = Allocation("d1", "acme", "STD", april(16), last)
    assert (one.consumed_on, one.removed_on) == (april(16), last)
    assert one == Allocation(device="d1", account="acme", sku="STD", consumed_on=april(16), removed_on=last)


@pytest.mark.parametrize("last", [None, april(16), april(30)])
def test_a_usual_allocation_is_looked_at_once(monkeypatch, last):
    """Millions are made: a right one is not looked at a second time for its faults."""
    monkeypatch.setattr("kpix_billing_core.metering.allocation._complain", None)
    assert Allocation("d1", "acme", "STD", april(16), last).removed_on == last


GOOD = ("d1", "acme", "STD", april(16), april(20))


@pytest.mark.parametrize(
    ("kind", "message", "index", "value"),
    [
        *(
            (WrongType, f"{name}: expected str, got int 1", at, 1)
            for at, name in enumerate(("device", "account", "sku"))
        ),
        *(
            (WrongType, f"{name}: expected str, got Code 'd1'", at, Code("d1"))
            for at, name in enumerate(("device", "account", "sku"))
        ),
        *(
            (WrongValue, f"{name}: expected an id, got str ''", at, "")
            for at, name in enumerate(("device", "account", "sku"))
        ),
        *(
            (WrongValue, f"{name}: expected printable text, got str 'a\\x00'", at, "a\0")
            for at, name in enumerate(("device", "account", "sku"))
        ),
        (WrongType, "consumed_on: expected date, got str '2026-04-16'", 3, "2026-04-16"),
        (WrongType, "consumed_on: expected date, got NoneType None", 3, None),
        (
            WrongType,
            "consumed_on: expected date, got datetime datetime.datetime(2026, 4, 16, 0, 0)",
            3,
            datetime(2026, 4, 16),
        ),
        (WrongType, "consumed_on: expected date, got Day Day(2026, 4, 16)", 3, Day(2026, 4, 16)),
        (WrongType, "removed_on: expected date, got str ''", 4, ""),
        (WrongType, "removed_on: expected date, got Day Day(2026, 4, 20)", 4, Day(2026, 4, 20)),
        (
            WrongValue,
            "removed_on: expected a day from 2026-04-16 on, got date 2026-04-15",
            4,
            april(15),
        ),
    ],
)
def test_what_no_allocation_can_be(kind, message, index, value):
    """An id that is none, an instant for a day, and a last day before the first are refused by name."""
    assert complaint(kind, Allocation, *GOOD[:index], value, *GOOD[index + 1 :]) == message


NIGHT = datetime(2026, 4, 15, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expected", "removed_at", "zone"),
    [
        ((april(15), None), None, UTC),
        ((april(15), april(15)), NIGHT, UTC),
        ((april(16), april(16)), NIGHT, timezone(timedelta(hours=1))),
        ((april(15), april(16)), NIGHT + timedelta(minutes=30), UTC),
        ((april(15), april(15)), NIGHT + timedelta(minutes=30), timezone(timedelta(hours=-1))),
    ],
)
def test_instants_become_local_days(expected, removed_at, zone):
    """An instant is the day it falls on in the zone given, first and last alike."""
    one = Allocation.from_instants("d1", "acme", "STD", NIGHT, removed_at, zone)
    assert one == Allocation("d1", "acme", "STD", *expected)


def test_instants_need_their_zone():
    """A naive instant is a mistake."""
    message = complaint(WrongValue, Allocation.from_instants, "d1", "acme", "STD", datetime(2026, 4, 15), None, UTC)
    assert message.startswith("instant: expected a datetime with its zone")
