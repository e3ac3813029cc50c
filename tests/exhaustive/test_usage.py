"""Every history of up to three connections at the edges of a month, and of up to three sessions, is counted right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo, available_timezones

import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.usage import Session, active_devices_by_account, peak_concurrent
from kpix_billing_core.usage.instants import month_span

APRIL = Month(2026, 4)
BEGINS, ENDS = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
# Each with whether it is of April.
INSTANTS = (
    (BEGINS - MOMENT, False),
    (BEGINS, True),
    (BEGINS + MOMENT, True),
    (ENDS - MOMENT, True),
    (ENDS, False),
)
ROWS = tuple(product("ab", INSTANTS))
HOURS = range(4)


def histories() -> Iterator[tuple]:
    """Yield every sequence of up to three connections of two devices."""
    for length in range(4):
        yield from product(ROWS, repeat=length)


def test_every_history():
    """An account for each: its active devices are those that have an instant of April, with the earliest of them."""
    batch = list(histories())
    assert len(batch) == 1 + 10 + 100 + 1000
    rows = [(device, f"{number:04}", instant) for number, held in enumerate(batch) for device, (instant, _) in held]
    found = dict(active_devices_by_account(rows, APRIL))
    for number, held in enumerate(batch):
        expected = {
            device: min(at for each, (at, inside) in held if inside and each == device)
            for device in sorted({device for device, (_, inside) in held if inside})
        }
        counted = found.pop(f"{number:04}", None)
        assert (counted.first if counted else ()) == tuple(expected.items())
        assert (counted is None) == (not expected)
    assert found == {}


@pytest.mark.deep
def test_every_month_of_every_zone():
    """From 2007 to 2026 a month ends where the next one begins, and what is counted in it is so to the microsecond."""
    for zone in map(ZoneInfo, sorted(available_timezones())):
        spans = [month_span(month, zone) for month in Month(2007, 1).until(Month(2026, 12))]
        for before, after in pairwise(spans):
            assert before.first < before.last
            assert before.last + MOMENT == after.first


def test_every_three_sessions():
    """The most devices on any hour, ticked off hour by hour."""
    spans = [(device, since, until) for device in "ab" for since in HOURS for until in HOURS if since <= until]
    for first, second, third in product(spans, repeat=3):
        if first > second:  # order means nothing: told once
            continue
        held = [first, second, third]
        hours = [{device for device, since, until in held if since <= hour < until} for hour in HOURS]
        most = max(map(len, hours))
        at = BEGINS + timedelta(hours=[len(there) for there in hours].index(most)) if most else None
        sessions = [
            Session(device, "x", BEGINS + timedelta(hours=since), BEGINS + timedelta(hours=until))
            for device, since, until in held
        ]
        found = peak_concurrent(sessions, APRIL, "x")
        assert (found.count, found.at) == (most, at), held
