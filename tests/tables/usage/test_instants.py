"""A month of a zone as instants: where it begins and ends, also where clocks are changed at its edges."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from tests.examples import complaint
from tests.usage import APRIL, met

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.usage import active_devices

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def within(instant: datetime, month: str, zone: tzinfo) -> bool:
    """Whether a connection at an instant counts in a month."""
    return active_devices([met(at=instant)], Month.parse(month), "acme", zone).count == 1


@pytest.mark.parametrize(
    ("zone", "before", "after", "starts"),
    [
        # put back from 00:01 on the 1st to 23:01 on the 31st: November has begun, and that is that
        ("America/St_Johns", "2009-10", "2009-11", datetime(2009, 11, 1, 2, 30, tzinfo=UTC)),
        # the first hour of November twice
        ("America/Havana", "2020-10", "2020-11", datetime(2020, 11, 1, 4, 0, tzinfo=UTC)),
        # no midnight on 1 October: the month begins at one
        ("America/Asuncion", "2023-09", "2023-10", datetime(2023, 10, 1, 4, 0, tzinfo=UTC)),
        # no 30 December: the year ends a day early, and months are where they were
        ("Pacific/Apia", "2011-12", "2012-01", datetime(2011, 12, 31, 10, 0, tzinfo=UTC)),
    ],
)
def test_clocks_changed_at_the_edge(zone, before, after, starts):
    """The instant a month starts is in it; the one before is in the month before."""
    place = ZoneInfo(zone)
    assert within(starts, after, place)
    assert not within(starts, before, place)
    assert within(starts - MOMENT, before, place)
    assert not within(starts - MOMENT, after, place)


def test_the_hour_after_the_clock_went_back():
    """In St John's it is 23:30 on 31 October again, but November has begun."""
    again = datetime(2009, 10, 31, 23, 30, tzinfo=ZoneInfo("America/St_Johns"), fold=1)
    assert again.astimezone(UTC) == datetime(2009, 11, 1, 3, 0, tzinfo=UTC)
    assert within(again, "2009-11", again.tzinfo)
    assert not within(again, "2009-10", again.tzinfo)


@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_the_ends_of_time(hours):
    """The first month there is has the first instant, the last month the last one, in every zone."""
    zone = timezone(timedelta(hours=hours))
    assert within(FIRST, "0001-01", zone)
    assert within(LAST, "9999-12", zone)
    assert not within(LAST, "9999-11", zone)
    assert not within(FIRST, "0001-02", zone)


def test_a_zone_without_offset():
    """A zone that does not know its offset would be this machine's own."""

    class Nowhere(tzinfo):
        def utcoffset(self, _):
            return None

    problem = complaint(WrongValue, active_devices, [], APRIL, "acme", Nowhere())
    assert problem.startswith("zone: expected a zone that knows its offset, got Nowhere")
