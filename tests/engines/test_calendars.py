"""Days of a zone as numbers, by hand: where they start, which of them are one, and what the ends of time come to."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from kpix_billing_core.batch.calendars import MOST_DAYS, Calendar, by_zone, calendars_of, clipped_days
from kpix_billing_core.batch.instants import FIRST_INSTANT, LAST_INSTANT, number_of
from kpix_billing_core.validity import ApplicationRules

EPOCH = date(1970, 1, 1)
FIRST, LAST = (date.min - EPOCH).days, (date.max - EPOCH).days
A_DAY = 86_400_000_000
APIA = ZoneInfo("Pacific/Apia")
LEFT_OUT = (date(2011, 12, 30) - EPOCH).days
"""There is no such day in Apia: it starts with the next one, at 10 o'clock on the 30th in UTC, and so does that."""
ITS_START = number_of(datetime(2011, 12, 30, 10, tzinfo=UTC))


def calendar(zone=UTC):
    """Return the calendar of a zone."""
    return Calendar(ApplicationRules(zone=zone))


def days(*numbers):
    """Return days as records have them."""
    return np.array(numbers, np.int32)


def test_all_days():
    """From the first of January of the year 1 to the last of December of 9999."""
    assert (date.max - date.min).days + 1 == MOST_DAYS
    assert clipped_days(np.array([FIRST - 1, FIRST, 0, LAST, LAST + 1])).tolist() == [FIRST, FIRST, 0, LAST, LAST]


def test_days_of_utc():
    """A record of days 10 to 19 begins on 10, ends where 20 begins, and its grace of three days where 23 does."""
    utc = calendar()
    assert utc.begin(days(10)).tolist() == [10]
    assert utc.end(days(19)).tolist() == [20]
    assert utc.graced(days(19), 3).tolist() == [23]
    assert utc.told(days(19), 7).tolist() == [13 * A_DAY]
    assert utc.told(days(19), 1).tolist() == [19 * A_DAY]
    assert utc.shown(days(20, 0, FIRST + 1)).tolist() == [19, -1, FIRST]
    assert utc.alike(days(10, -10)).tolist() == [10, -10]
    assert utc.before(days(10, -10)).tolist() == [9, -11]
    assert utc.starts(days(10, -10, 10)).tolist() == [10 * A_DAY, -10 * A_DAY, 10 * A_DAY]


def test_how_wide_numbers_of_days_are():
    """As records have them, so that those of a fleet take half the room."""
    utc = calendar()
    found = (utc.begin(days(1)), utc.end(days(1)), utc.alike(days(1)), utc.before(days(1)), utc.shown(days(1)))
    assert {each.dtype for each in found} == {np.dtype(np.int32)}
    assert utc.starts(days(1)).dtype == np.int64


def test_days_beyond_all_days():
    """They come to the first or the last; what never ends is shown as such; no number runs over."""
    utc = calendar()
    assert utc.begin(np.array([FIRST - 5, LAST + 5])).tolist() == [FIRST, LAST]
    assert utc.end(days(LAST, LAST - 1)).tolist() == [LAST, LAST]
    assert utc.graced(days(0, LAST - 2), 10**30).tolist() == [LAST, LAST]
    assert utc.graced(days(FIRST), MOST_DAYS - 3).tolist() == [LAST - 1]
    assert utc.told(days(0, LAST), 10**30).tolist() == [FIRST_INSTANT, FIRST_INSTANT]
    assert utc.told(days(LAST - 1), MOST_DAYS - 1).tolist() == [FIRST_INSTANT]
    assert utc.told(days(LAST - 1), MOST_DAYS - 2).tolist() == [FIRST_INSTANT + A_DAY]
    assert utc.shown(days(LAST, LAST - 1)).tolist() == [LAST, LAST - 2]
    assert utc.before(days(FIRST)).tolist() == [FIRST]


@pytest.mark.parametrize("short", [timedelta(0), timedelta(hours=12), timedelta.resolution])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_never_ends_is_shown_so(short, sign):
    """In every zone, those a day ahead or behind but for a microsecond, too."""
    zone = timezone(sign * (timedelta(days=1) - short)) if short else UTC
    assert calendar(zone).shown(days(LAST)).tolist() == [LAST]


def test_a_day_that_a_zone_left_out():
    """It starts with the next one and is that; before it comes the day before; what is due then is due a day earlier."""
    apia = calendar(APIA)
    assert apia.alike(days(LEFT_OUT - 1, LEFT_OUT, LEFT_OUT + 1)).tolist() == [LEFT_OUT - 1, LEFT_OUT + 1, LEFT_OUT + 1]
    assert apia.starts(days(LEFT_OUT - 1, LEFT_OUT, LEFT_OUT + 1)).tolist() == [ITS_START - A_DAY, ITS_START, ITS_START]
    assert apia.before(days(LEFT_OUT, LEFT_OUT + 1)).tolist() == [LEFT_OUT - 1, LEFT_OUT - 1]
    assert apia.begin(days(LEFT_OUT)).tolist() == apia.end(days(LEFT_OUT - 1)).tolist() == [LEFT_OUT + 1]
    assert apia.graced(days(LEFT_OUT - 2), 1).tolist() == [LEFT_OUT + 1]
    # One day before the end of 30 December is no day: the start of 29 is meant; of 31, the start of 31.
    assert apia.told(days(LEFT_OUT, LEFT_OUT + 1), 1).tolist() == [ITS_START - A_DAY, ITS_START]
    assert apia.told(days(LEFT_OUT), 2).tolist() == [ITS_START - A_DAY]
    assert apia.number(datetime(2011, 12, 30, 10, tzinfo=UTC)) == LEFT_OUT + 1
    assert apia.number(datetime(2011, 12, 30, 9, 59, tzinfo=UTC)) == LEFT_OUT - 1


def test_instants_and_days():
    """A day in a zone that is an hour ahead starts an hour earlier; what is earlier than all that starts is the first."""
    ahead = calendar(timezone(timedelta(hours=1)))
    assert ahead.start(date(2026, 4, 1)) == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert ahead.number(datetime(1970, 1, 2, 22, 59, tzinfo=UTC)) == 1
    assert ahead.number(datetime(1970, 1, 2, 23, tzinfo=UTC)) == 2
    assert ahead.starts(days(FIRST)).tolist() == [FIRST_INSTANT]
    behind = calendar(timezone(timedelta(hours=-1)))
    assert behind.starts(days(FIRST, LAST - 1, LAST)).tolist() == [
        FIRST_INSTANT,
        LAST_INSTANT + 1 - 47 * A_DAY // 24,
        LAST_INSTANT,
    ]


def test_days_are_looked_up_once(monkeypatch):
    """The scalar core is asked once for each day, in whatever order days come and however often."""
    asked = []
    learn = Calendar._learn
    monkeypatch.setattr(Calendar, "_learn", lambda self, place: (asked.append(place + FIRST), learn(self, place)))
    utc = calendar()
    for some in (days(5, 3, 5), days(3), days(), days(5, 4, 3)):
        assert utc.starts(some).tolist() == [day * A_DAY for day in some.tolist()]
    assert asked == [3, 5, 4]


@pytest.mark.parametrize("make", [calendars_of, lambda rules: by_zone(rules, lambda each: [each])])
def test_those_of_one_zone_share_a_calendar(make):
    """Whichever other rules they have, and whatever stands between them; a zone like another is not that zone."""
    one, other = timezone(timedelta(hours=1)), timezone(timedelta(hours=1))
    zones = {"a": APIA, "b": one, "c": APIA, "d": other, "e": one}
    found = make({name: ApplicationRules(grace_days=len(name), zone=zone) for name, zone in zones.items()})
    assert list(found) == list(zones)
    assert found["a"] is found["c"]
    assert found["b"] is found["e"]
    assert len({id(each) for each in found.values()}) == 3
    assert make({}) == {}


def test_a_calendar_is_of_its_own_zone():
    """Not of another application's."""
    found = calendars_of({"a": ApplicationRules(), "b": ApplicationRules(zone=APIA)})
    assert found["a"].alike(days(LEFT_OUT)).tolist() == [LEFT_OUT]
    assert found["b"].alike(days(LEFT_OUT)).tolist() == [LEFT_OUT + 1]
    made = by_zone({"a": ApplicationRules(grace_days=2), "b": ApplicationRules(zone=APIA)}, lambda each: each)
    assert [(each.grace_days, each.zone) for each in made.values()] == [(2, UTC), (0, APIA)]
