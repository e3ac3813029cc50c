"""The published strategies of usage: they keep to their arguments and reach the cases that are hard."""

from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import Phase, find, given, settings
from tests.examples import complaint
from tests.usage import APRIL, BEGINS, ENDS, HOUR, MOMENT

from kpix_billing_core import testing as kt
from kpix_billing_core.errors import WrongType

SEARCH = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=1_000)
EAST = timezone(timedelta(hours=2))
OPTIONS = {"month": APRIL, "account": "A", "zone": UTC}
# From before the month before to the month after.
NEAR = BEGINS - timedelta(days=32), ENDS + timedelta(days=62)

KEPT = {
    "connections": lambda row: row.account == "A" and NEAR[0] <= row.connected_at <= NEAR[1],
    "sessions": lambda row: row.account == "A" and NEAR[0] <= row.connected_at <= NEAR[1],
    "firmware_updates": lambda row: row.account == "A" and NEAR[0] <= row.completed_at <= NEAR[1],
    "active_devices": lambda found: (found.account, found.month, found.zone) == ("A", APRIL, UTC),
    "activities": lambda found: (found.account, found.month, found.zone) == ("A", APRIL, UTC),
    "peaks": lambda found: (found.account, found.month, found.zone) == ("A", APRIL, UTC),
}

HARD = {
    "connections": {
        "the first instant of the month": lambda row: row.connected_at == BEGINS,
        "the last one": lambda row: row.connected_at == ENDS - MOMENT,
        "the first of the next": lambda row: row.connected_at == ENDS,
        "a device that comes back": lambda row: row.device == "d1",
        "within the month": lambda row: BEGINS + HOUR < row.connected_at < ENDS - HOUR,
        "within the month before": lambda row: row.connected_at < BEGINS - 9 * HOUR,
    },
    "sessions": {
        "no time at all": lambda row: row.disconnected_at == row.connected_at,
        "still connected": lambda row: row.disconnected_at is None,
        "the whole month": lambda row: row.connected_at < BEGINS and row.disconnected_at and row.disconnected_at > ENDS,
    },
    "firmware_updates": {
        "at the edge": lambda row: row.completed_at == ENDS,
        "a device without a name": lambda row: not row.endpoint,
        "a device with one": lambda row: row.endpoint,
    },
    "active_devices": {"none": lambda found: found.count == 0, "several": lambda found: found.count > 3},
    "activities": {
        "none": lambda found: not found.devices,
        "a device on two days": lambda found: any(one.days.bit_count() > 1 for one in found.devices),
        "a device twice a day": lambda found: any(one.connections > one.days.bit_count() for one in found.devices),
    },
    "peaks": {"none": lambda found: found.at is None, "three at once": lambda found: found.count == 3},
}
FREE = {
    "device_activities": {"each day": lambda one: one.days.bit_count() == 28},
    "at_least_connections": {"once": lambda rule: rule.number == 1, "many": lambda rule: rule.number > 10**5},
    "on_days": {"a day": lambda rule: rule.number == 1, "every day": lambda rule: rule.number == 31},
    "api_calls": {"none": lambda calls: calls.total == 0, "very many": lambda calls: calls.total > 2**64},
}


@pytest.mark.parametrize("name", KEPT)
def test_options_are_kept(name):
    """What is generated is of the account, the month and the zone that were asked for."""

    @settings(max_examples=10)
    @given(getattr(kt, name)(**OPTIONS))
    def law(value):
        assert KEPT[name](value)

    law()


@pytest.mark.deep
@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in HARD.items() for case in cases])
def test_hard_cases_are_reached(name, case):
    """Each within a thousand values."""
    assert find(getattr(kt, name)(**OPTIONS), HARD[name][case], settings=SEARCH) is not None


@pytest.mark.deep
@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in FREE.items() for case in cases])
def test_hard_cases_of_what_has_no_options(name, case):
    """Each within a thousand values."""
    assert find(getattr(kt, name)(), FREE[name][case], settings=SEARCH) is not None


@pytest.mark.parametrize("name", ["active_devices", "activities", "peaks"])
def test_any_zone(name):
    """Without one, the month is that of any zone."""
    assert find(getattr(kt, name)(), lambda found: found.zone != UTC, settings=SEARCH).zone != UTC


def test_a_zone_is_a_zone():
    """A name is none."""
    assert complaint(WrongType, kt.connections, zone="UTC") == "zone: expected tzinfo, got str 'UTC'"
