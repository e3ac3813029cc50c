"""Calendar days later by the clocks of a zone: by columns what the scalar core says of each instant."""

import io
import struct
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from dateutil.tz import gettz
from tests.engines.valid_fleets import EVER

from kpix_billing_core.batch import clocks, offsets
from kpix_billing_core.batch.instants import datetime_of, number_of
from kpix_billing_core.validity import ApplicationRules
from kpix_billing_core.validity.boundaries import days_later

HALF_HOUR, A_DAY = 1_800 * 10**6, 86_400 * 10**6
FIRST, LAST = map(number_of, EVER)

# A zone, and a day on which its clocks did something.
CHANGES = [
    ("Europe/Madrid", (2026, 3, 29)),
    ("Europe/Madrid", (2026, 10, 25)),
    ("Europe/Dublin", (2026, 10, 25)),  # where winter is what is not standard
    ("Australia/Lord_Howe", (2026, 4, 4)),  # by half an hour
    ("America/Sao_Paulo", (2018, 11, 4)),  # put forward over midnight
    ("America/St_Johns", (2006, 10, 29)),  # put back over midnight
    ("Pacific/Apia", (2011, 12, 30)),  # a day left out
    ("America/Juneau", (1867, 10, 18)),  # a day said again
    ("Asia/Manila", (1844, 12, 31)),
    ("Africa/Monrovia", (1972, 1, 7)),  # by 44 minutes and a half
    ("Africa/Freetown", (1939, 9, 3)),
    ("Africa/Casablanca", (2008, 6, 1)),  # as a day starts in UTC
    ("Africa/Casablanca", (2008, 8, 31)),  # until a day starts
    ("Africa/Casablanca", (2087, 5, 11)),
    ("Europe/Amsterdam", (1937, 7, 1)),  # by seconds
    ("America/New_York", (9999, 11, 7)),
]
DAYS = (1, -1, 0, 2, -7, 7, 182, -182, 364, -364, 371, 5 * 364)


def told(instants, days, zone):
    """Return what columns say of instants."""
    rules = ApplicationRules(zone=zone)
    [clock] = clocks.clocks_of({"a": rules}).values()
    return clock._later(np.array(instants, np.int64), days).tolist()


def wanted(instants, days, zone):
    """Return what the scalar core says of them."""
    rules = ApplicationRules(zone=zone)
    return [number_of(days_later(datetime_of(each), days, rules)) for each in instants]


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_around_a_change(name, day):
    """A microsecond before, at and after each half hour of four days, as where days begin and as where they lead to."""
    zone, middle = ZoneInfo(name), number_of(datetime(*day, tzinfo=UTC))
    assert offsets.are_steady(zone)
    near = [middle + half * HALF_HOUR + step for half in range(-96, 97) for step in (-1, 0, 1)]
    assert len({datetime_of(each).astimezone(zone).utcoffset() for each in near}) == 2
    for days in DAYS:
        instants = near + [found for each in near if FIRST <= (found := each - days * A_DAY) <= LAST]
        assert told(instants, days, zone) == wanted(instants, days, zone)


@pytest.mark.parametrize(
    "zone",
    [
        *(ZoneInfo(name) for name in ("America/New_York", "Asia/Manila", "Pacific/Kiritimati", "UTC")),
        *(timezone(sign * timedelta(hours=23, minutes=59, seconds=59, microseconds=1)) for sign in (1, -1)),
        UTC,
    ],
    ids=str,
)
def test_at_the_ends_of_time(zone):
    """What is beyond the years 1 to 9999, in UTC or by the clocks, is for ever."""
    assert offsets.are_steady(zone)
    steps = [half * HALF_HOUR + step for half in range(120) for step in (0, 1, 2)]
    near = [*(FIRST + step for step in steps), *(LAST - step for step in steps)]
    for days in (0, 1, -1, 2, -2, 3_652_057, 3_652_058, 3_652_059, -3_652_057, -3_652_058, 10**12, -(10**12)):
        assert told(near, days, zone) == wanted(near, days, zone)


def test_what_is_before_all_days_says_nothing_of_the_last():
    """There was no such day to ask for; at first the clocks of New York were four minutes ahead of what they are."""
    zone = ZoneInfo("America/New_York")
    told_of, last = offsets.Offsets(zone), [LAST - A_DAY - 20 * HALF_HOUR]
    for days in (-1, -2):
        assert told_of.later(np.array([FIRST + A_DAY]), days).tolist() == wanted([FIRST + A_DAY], days, zone)
    assert told_of.later(np.array(last), 1).tolist() == wanted(last, 1, zone)


def test_what_is_asked(monkeypatch):
    """Where each day begins and ends, in UTC and by the clocks; and for when it changes, some more; nothing twice."""
    asked = []
    monkeypatch.setattr(offsets, "datetime_of", lambda number: asked.append(number) or datetime_of(number))
    noon = number_of(datetime(2026, 3, 10, 12, tzinfo=UTC))
    told_of = offsets.Offsets(ZoneInfo("Europe/Madrid"))
    for count, days, instants in (
        (2 + 4, 7, [noon, noon + 1]),  # the 10th, and by the clocks the 17th, too
        (0, 7, [noon + 2]),
        (3, 7, [noon + A_DAY]),  # of the days after, only where these end
        (2 + 36, 18, [noon + A_DAY]),  # the 29th, on which they change: halved until it is a microsecond
    ):
        before = len(asked)
        told_of.later(np.array(instants), days)
        assert len(asked) - before == count


def twice_a_day(name):
    """Return a zone from a file: an hour ahead from noon to three on a day in 1970, and named as another."""
    header = b"TZif2" + bytes(15)
    first = header + struct.pack(">6l", 0, 0, 0, 0, 1, 1) + bytes(7)
    times = struct.pack(">2q2B", 12 * 3600, 15 * 3600, 1, 0)
    second = header + struct.pack(">6l", 0, 0, 0, 2, 2, 4) + times + struct.pack(">lBBlBB", 0, 0, 0, 3600, 1, 2)
    return ZoneInfo.from_file(io.BytesIO(first + second + b"A\0B\0" + b"\n\n"), key=name)


@pytest.mark.parametrize("name", [None, "Europe/Madrid", "UTC", "Europe", "Nowhere/At_All"])
def test_a_zone_from_a_file_may_do_anything(name):
    """Whatever it is called; each of its instants is asked for."""
    zone = twice_a_day(name)
    assert not offsets.are_steady(zone)
    assert not offsets.are_steady(gettz("Europe/Madrid"))
    instants = [half * HALF_HOUR for half in range(-96, 96)]
    assert {datetime_of(each).astimezone(zone).utcoffset() for each in instants} == {timedelta(0), timedelta(hours=1)}
    instants.append(LAST - 3 * A_DAY)  # too many microseconds for a float
    for days in (0, 1, -1):
        assert told(instants, days, zone) == wanted(instants, days, zone)


def test_applications_of_one_zone_share_what_is_known_of_it():
    """Of another, they do not."""
    zones = {"a": ZoneInfo("Europe/Madrid"), "b": ZoneInfo("Europe/Madrid"), "c": UTC}
    found = clocks.clocks_of({name: ApplicationRules(zone=zone) for name, zone in zones.items()})
    assert found["a"]._later is found["b"]._later is not found["c"]._later
