"""How far an interval reaches: which last days and starts of records it may concern, by hand."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from kpix_billing_core.batch.calendars import MOST_DAYS, calendars_of
from kpix_billing_core.batch.instants import number_of
from kpix_billing_core.batch.reach import reach_of
from kpix_billing_core.batch.records import Records
from kpix_billing_core.batch.scales import DAYS
from kpix_billing_core.validity import ApplicationRules

A_MICROSECOND = timedelta.resolution
EPOCH = date(1970, 1, 1)
FIRST_DAYS = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC))
"""The first two of May."""


def number(*day):
    """Return a day as a number."""
    return (date(*day) - EPOCH).days


def reach(span=FIRST_DAYS, *rules):
    """Return how far an interval reaches in applications with these rules."""
    named = {str(place): each for place, each in enumerate(rules)}
    return reach_of(named, calendars_of(named), *span)


def days_from(found):
    """Return the last days of records of which something may fall due, by how many days they are after the first."""
    return np.flatnonzero(found.ends).tolist()


def days(found):
    """Return them as days."""
    return [EPOCH + timedelta(days=found.least + place) for place in days_from(found)]


def rows(found, **columns):
    """Return which records are concerned, of some that are not but for what is given of them."""
    many = max(map(len, columns.values()))
    far = {name: np.full(many, number(2020, 1, 1), np.int32) for name in ("start", "last")}
    given = {**far, **{name: np.array(values, np.int32) for name, values in columns.items() if name != "made"}}
    made = np.array(columns["made"]) if "made" in columns else None
    return sorted(set(found.rows(Records._make(0 for _ in Records._fields)._replace(**given, made=made)).tolist()))


def test_ends_of_an_interval():
    """The day after an end, the end of grace, and each alert, on either day of two."""
    found = reach(FIRST_DAYS, ApplicationRules(grace_days=7, alert_days=(1, 3)))
    assert (found.first, found.last) == (number(2026, 5, 1), number(2026, 5, 2))
    assert found.span == (number_of(FIRST_DAYS[0]), number_of(FIRST_DAYS[1]))
    assert days(found) == [
        *(date(2026, 4, 23), date(2026, 4, 24)),  # grace of seven days ends
        *(date(2026, 4, 30), date(2026, 5, 1)),  # ended
        date(2026, 5, 2),  # the last day, which begins a day before the end
        *(date(2026, 5, 3), date(2026, 5, 4)),  # three days before the end
    ]


def test_of_several_applications():
    """All that any of them looks for; without any, nothing but ends."""
    found = reach(FIRST_DAYS, ApplicationRules(grace_days=2), ApplicationRules(alert_days=(5,)))
    assert days(found) == [date(2026, 4, day) for day in (28, 29, 30)] + [date(2026, 5, day) for day in (1, 5, 6)]
    found = reach()
    assert (found.first, found.last) == (0, 0)


def test_which_days_are_told_of():
    """So many days before a day of the interval; more than there are of all come to as many as these."""
    found = reach(FIRST_DAYS, ApplicationRules(alert_days=(3,)))
    near = np.arange(number(2026, 4, 28), number(2026, 5, 8), dtype=np.int32)
    assert near[found.tells(near, 3)].tolist() == [number(2026, 5, 3), number(2026, 5, 4)]
    assert near[found.holds(near)].tolist() == [number(2026, 5, 1), number(2026, 5, 2)]
    assert not found.tells(near, 10**12).any()
    always = reach((datetime.min.replace(tzinfo=UTC), FIRST_DAYS[0]), ApplicationRules(alert_days=(10**12,)))
    assert always.tells(near, 10**12).all()


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ((2026, 5, 1, 0), (2026, 5, 1, 0), 1, 1),
        ((2026, 5, 1, 12), (2026, 5, 1, 13), 1, 1),
        ((2026, 5, 1, 12), (2026, 5, 2, 0), 1, 1),
        ((2026, 5, 1, 12), (2026, 5, 2, 1), 1, 2),
    ],
)
def test_days_of_an_interval(since, until, first, last):
    """Those that start in it, and the one it starts in."""
    found = reach((datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC)), ApplicationRules())
    assert (found.first, found.last) == (number(2026, 5, first), number(2026, 5, last))


def test_of_several_zones():
    """From the first day of any to the last of any."""
    zones = [timezone(timedelta(hours=hours)) for hours in (-12, 14)]
    found = reach(FIRST_DAYS, *(ApplicationRules(zone=zone) for zone in zones))
    assert (found.first, found.last) == (number(2026, 4, 30), number(2026, 5, 3))


@pytest.mark.parametrize(
    ("first", "hours", "days"),
    [
        ((2011, 12, 28, 10), 24, (28, 28)),  # the 28th in Apia
        ((2011, 12, 29, 10), 24, (29, 30)),  # the 29th; what is told of the 30th, which was left out, is told on it
        ((2011, 12, 30, 10), 24, (30, 31)),  # the 31st, and the 30th, which begins with it
        ((2011, 12, 29, 10), 25, (29, 31)),
        ((2011, 12, 31, 10), 24, (32, 32)),
    ],
)
def test_a_day_that_was_left_out(first, hours, days):
    """It begins with the next, and is told of on the day before."""
    since = datetime(*first, tzinfo=UTC)
    found = reach((since, since + timedelta(hours=hours)), ApplicationRules(zone=ZoneInfo("Pacific/Apia")))
    begins = number(2011, 12, 1) - 1
    assert (found.first - begins, found.last - begins) == days


def test_the_ends_of_time():
    """What would fall due before all days falls due on the first; what never ends has no end to tell of."""
    far = ApplicationRules(grace_days=10**12, alert_days=(10**12,))
    first = datetime.min.replace(tzinfo=UTC)
    found = reach((first, first + timedelta(days=1)), far)
    assert (found.first, found.last, found.least) == (DAYS.since_ever - MOST_DAYS, DAYS.since_ever, DAYS.since_ever)
    assert len(found.ends) == MOST_DAYS
    assert not len(reach((first, first + timedelta(days=1)), ApplicationRules()).ends)
    third = (first + timedelta(days=2), first + timedelta(days=3))
    assert days_from(reach(third, ApplicationRules(grace_days=9))) == [1]
    last = datetime.max.replace(tzinfo=UTC)
    found = reach((last - timedelta(days=1), last), ApplicationRules(alert_days=(30,)))
    assert found.least + len(found.ends) - 1 == DAYS.forever


def test_rows():
    """By an end, by a start, and by when they were made: from the first instant to that before the last."""
    found = reach(FIRST_DAYS, ApplicationRules(grace_days=7))
    ends = [number(2026, 4, day) for day in (22, 23, 24, 25, 29, 30)] + [number(2026, 5, day) for day in (1, 2)]
    assert rows(found, last=ends) == [1, 2, 5, 6]
    assert rows(found, last=[DAYS.since_ever, DAYS.forever, number(1950, 1, 1)]) == []
    assert rows(found, start=[number(2026, 4, 30), *(number(2026, 5, day) for day in (1, 2, 3)), -1]) == [1, 2]
    made = [
        number_of(FIRST_DAYS[0]) - 1,
        number_of(FIRST_DAYS[0]),
        number_of(FIRST_DAYS[1]) - 1,
        number_of(FIRST_DAYS[1]),
    ]
    assert rows(found, made=made) == [1, 2]
