"""Devices and plans as the log tells of them: nothing is kept twice."""

from datetime import date, timedelta

import attrs
import pytest
from tests.examples import april, complaint
from tests.stock import D1, D2, EMPTY, begun, granted, held, may, midnight, stocked

from kpix_billing_core.accounts import Device
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Fleet, Holding, cancel, deactivate, fleet, transfer
from kpix_billing_core.pool import Deactivated, Ending, Removed

ON = april(10)
START = begun(april(2))
OFF = Deactivated(
    version=1, at=midnight(may(1)), account="acme", on=may(1), device="d1", sku="STD", why=Ending.NO_CREDIT
)
LEFT = Removed(version=1, at=midnight(ON), account="acme", on=ON, device="d1", sku="STD", why=Ending.UPGRADED)
ACTIVE = Device("d1", "acme", "acme", april(2))


def test_nothing_tells_of_nobody():
    """Credits that come in are no device's."""
    assert fleet([]) == fleet([granted(EMPTY)]) == Fleet() == Fleet(devices=(), holdings=())
    assert Fleet().open == ()


def test_a_plan_that_is_held():
    """The device is active since its first plan, on the account that the event names."""
    start = begun(april(2), device=Device("d1", "acme", "reseller"))
    found = fleet([start])
    assert found == Fleet((Device("d1", "acme", "reseller", april(2)),), (Holding(start),))
    assert found.open == (Holding(start),)


def test_a_renewal_ends_the_plan_before():
    """On the day before the new one; the device is active since the first."""
    renewed = attrs.evolve(START, version=1, on=may(1), at=midnight(may(1)))
    assert fleet([START, renewed]) == Fleet((ACTIVE,), (Holding(START, april(30)), Holding(renewed)))


@pytest.mark.parametrize(
    ("last", "active", "event"),
    [
        (april(30), None, OFF),
        (ON, None, cancel(stocked(STD=1), D1, Holding(START), on=ON).events[0]),
        (ON, None, deactivate(stocked(STD=1), D1, Holding(START), on=ON).events[0]),
        (ON, april(2), LEFT),
        (ON, april(2), attrs.evolve(LEFT, why=Ending.DOWNGRADED)),
    ],
)
def test_how_plans_end(last, active, event):
    """A cycle ends them the day before, a verb on its day; a device that only leaves a plan for another stays active."""
    found = fleet([START, event])
    assert found.holdings == (Holding(START, last),)
    assert found.devices == (attrs.evolve(ACTIVE, activated_on=active),)
    assert found.open == ()


def test_a_device_that_comes_back_is_active_from_then():
    """Another plan, another day."""
    again = attrs.evolve(START, version=2, on=april(20), at=midnight(april(20)))
    off = attrs.evolve(LEFT, why=Ending.CANCELLED)
    found = fleet([START, off, again])
    assert found.devices == (attrs.evolve(ACTIVE, activated_on=april(20)),)
    assert found.holdings == (Holding(START, ON), Holding(again))


def test_a_device_changes_hands():
    """The plan stays with it and the account that paid; its new owner's events go on with it."""
    moved = transfer(stocked(STD=1), D1, "other", on=ON, payer="reseller").events[0]
    assert fleet([START, moved]) == Fleet((Device("d1", "other", "reseller", april(2)),), (Holding(START),))
    theirs = attrs.evolve(START, account="other", payer="reseller", version=0, on=may(1), at=midnight(may(1)))
    found = fleet([theirs, START, moved])
    assert found == Fleet((Device("d1", "other", "reseller", april(2)),), (Holding(START, april(30)), Holding(theirs)))
    # one that never held a plan is known all the same
    assert fleet([moved]).devices == (Device("d1", "other", "reseller"),)


def test_devices_by_id_and_plans_by_their_beginning():
    """Whatever the order in which different logs are given."""
    late, early = attrs.evolve(begun(april(20)), version=5), begun(april(3), device=D2)
    first = fleet([late, early])
    assert first == fleet([early, late])
    assert [device.id for device in first.devices] == ["d1", "d2"]
    assert [holding.device for holding in first.holdings] == ["d2", "d1"]


@pytest.mark.parametrize(
    ("message", "events"),
    [
        ("events: expected a plan STD held by d1 before it ends, got int 1", [OFF]),
        ("events: expected a plan STD held by d1 before it ends, got int 1", [LEFT]),
        ("events: expected a plan PRO held by d1 before it ends, got int 1", [START, attrs.evolve(LEFT, sku="PRO")]),
        (
            "removed_on: expected a day from 2026-04-02 on, got date 2026-04-01",
            [START, attrs.evolve(LEFT, on=april(1))],
        ),
        (
            "events: expected a plan that is held before it is renewed, got int 1",
            [attrs.evolve(START, on=date.min), attrs.evolve(OFF, on=date.min)],
        ),
        (
            "events: expected a plan that is held before it is renewed, got int 7",
            [START, attrs.evolve(START, on=date.min, version=7, at=START.at + timedelta(days=1))],
        ),
    ],
)
def test_events_that_do_not_follow(message, events):
    """An end without a beginning, of another plan, or before it."""
    assert complaint(WrongValue, fleet, events) == message


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("events: expected events of a pool, got str 'begun'", lambda: fleet(["begun"])),
        ("events: expected a list, tuple or other iterable in order, got set set()", lambda: fleet(set())),
        ("devices: expected tuple of Device, got str 'd1'", lambda: Fleet(("d1",))),
        ("holdings: expected tuple of Holding, got str 'd1'", lambda: Fleet((), ("d1",))),
        ("holdings: expected tuple, got list [", lambda: Fleet((), [held(april(1))])),
    ],
)
def test_what_is_a_mistake(message, call):
    """Events are events, and a fleet holds devices and plans."""
    assert complaint(WrongType, call).startswith(message)
