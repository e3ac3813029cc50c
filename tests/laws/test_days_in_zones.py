"""Instants and days in every zone whose clocks were ever changed, against transitions read from the database itself."""

import struct
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.dates import Month, local_day, month_start, next_cycle
from kpix_billing_core.testing import instants, months

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
DATABASE = files("tzdata").joinpath("zoneinfo")


def transitions(data):
    """(instant, offset from then on) of a compiled zone, newest format: a reading of RFC 8536 that owes zoneinfo nothing."""
    header = ">4s1s15x6l"
    *_, isut, isstd, leap, count, types, chars = struct.unpack_from(header, data)
    start = 44 + count * 5 + types * 6 + chars + leap * 8 + isstd + isut
    *_, isut, isstd, leap, count, types, chars = struct.unpack_from(header, data, start)
    place = start + 44
    seconds = struct.unpack_from(f">{count}q", data, place)
    kinds = struct.unpack_from(f">{count}B", data, place + count * 8)
    offsets = [struct.unpack_from(">lBB", data, place + count * 9 + kind * 6)[0] for kind in range(types)]
    return [
        (EPOCH + timedelta(seconds=second), timedelta(seconds=offsets[kind]))
        for second, kind in zip(seconds, kinds, strict=True)
        if second > -(2**33)
    ]


@cache
def zones():
    """Each different zone of the database with its transitions."""
    names = DATABASE.parent.joinpath("zones").read_text(encoding="utf-8").split()
    found = {}
    for name in names:
        data = DATABASE.joinpath(*name.split("/")).read_bytes()
        if data not in found:
            with DATABASE.joinpath(*name.split("/")).open("rb") as file:
                found[data] = name, ZoneInfo.from_file(file, key=name), transitions(data)
    return tuple(found.values())


def test_the_database_is_read():
    """There are hundreds of zones and thousands of transitions, among them the one everybody knows."""
    assert len(zones()) > 300
    assert sum(len(changes) for _, _, changes in zones()) > 15_000
    berlin = next(changes for name, _, changes in zones() if name == "Europe/Berlin")
    assert (datetime(1995, 3, 26, 1, tzinfo=UTC), timedelta(hours=2)) in berlin


def test_the_day_around_every_transition():
    """Up to a transition the day follows the old offset, from it on the new one: getlago/lago-api#1438."""
    wrong = []
    for name, zone, changes in zones():
        for (_, before), (instant, after) in pairwise(changes):
            for moment, offset in ((instant - TICK, before), (instant, after)):
                if local_day(moment, zone) != (moment + offset).date():
                    wrong.append((name, moment))
    assert wrong == []


def changes_by_rule(zone):
    """The changes of a zone's clock that no table lists but a standing rule makes, from 2026 to 2032, to the second."""
    probes = [EPOCH + timedelta(days=day) for day in range(20_454, 23_010, 30)]
    offsets = [probe.astimezone(zone).utcoffset() for probe in probes]
    for (early, before), (late, after) in pairwise(zip(probes, offsets, strict=True)):
        if before != after:
            seconds = range((late - early) // SECOND)
            place = bisect_left(
                seconds, True, key=lambda n: (early + n * SECOND).astimezone(zone).utcoffset() != before
            )
            yield early + place * SECOND


def test_no_clock_is_changed_twice_within_three_days():
    """So it is enough to ask a zone at the starts of days: columns of instants lean on it."""
    for name, zone, changes in zones():
        moved = [changes[0][0]] if changes else []
        moved += [instant for (_, before), (instant, after) in pairwise(changes) if before != after]
        moved = sorted({*moved, *changes_by_rule(zone)})
        assert all(late - early >= timedelta(days=3) for early, late in pairwise(moved)), name


@cache
def near_month_starts():
    """(name, zone, instant, month) where a clock is changed within two days of the month's start."""
    found = []
    for name, zone, changes in zones():
        for instant in (*(instant for instant, _ in changes), *changes_by_rule(zone)):
            later = local_day(instant, UTC) + timedelta(days=2)
            if later.day <= 5:
                found.append((name, zone, instant, Month.of(later)))
    return found


@pytest.mark.rule("L28")
def test_months_start_where_their_days_do():
    """At its start a month's first day has begun, and just before it has not, wherever clocks are changed at midnight."""
    wrong, tried = [], 0
    for name, zone, _, month in near_month_starts():
        start = month_start(month, zone)
        tried += 1
        # the last day before may itself have been skipped, as in Manila in 1844
        if local_day(start, zone) != month.first_day or local_day(start - TICK, zone) not in month - 1:
            wrong.append((name, str(month)))
    assert wrong == []
    assert tried > 1_000
    assert ("America/Havana", "2020-11") in {(name, str(month)) for name, _, _, month in near_month_starts()}


@pytest.mark.rule("L28")
def test_the_next_cycle_is_the_first_start_to_come():
    """Asked at any moment around such a change, the next cycle is the earliest start of a month that is still to come."""
    wrong = []
    for name, zone, instant, month in near_month_starts():
        starts = [month_start(month + step, zone) for step in (-1, 0, 1, 2)]
        for hours in (-25, -1, 0, 1):
            moment = instant + timedelta(hours=hours, seconds=30)
            if next_cycle(moment, zone) != min(start for start in starts if start > moment):
                wrong.append((name, moment))
    assert wrong == []


@given(instants(), st.integers(-14 * 60, 14 * 60))
def test_moving_clock_and_zone_together_changes_no_day(instant, minutes):
    """An instant later and a zone as much behind give the same day: killbill/killbill#1966.

    And months begin at the zone's own midnight, in India five and a half hours before UTC's: flexprice/flexprice#2584.
    """
    shift = timedelta(minutes=minutes)
    assert local_day(instant + shift, timezone(-shift)) == local_day(instant, UTC)
    assert next_cycle(instant + shift, timezone(-shift)) == next_cycle(instant, UTC) + shift


@given(instants(), st.timezones())
def test_only_the_moment_counts(instant, zone):
    """The zone an instant is written in is no part of the answer: killbill/killbill#1981."""
    assert local_day(instant.astimezone(UTC), zone) == local_day(instant, zone)
    assert next_cycle(instant.astimezone(UTC), zone) == next_cycle(instant, zone)


@pytest.mark.rule("L28")
@given(instants(), st.timezones())
def test_cycles_move_on(instant, zone):
    """The next cycle is later, and at most a month and a day away: killbill/killbill#445."""
    cycle = next_cycle(instant, zone)
    assert timedelta(0) < cycle - instant <= timedelta(days=32)
    assert local_day(cycle, zone).day == 1
    assert next_cycle(cycle, zone) > cycle


@given(months(), st.timezones())
def test_month_starts_tile_time(month, zone):
    """Months begin one after the other, some four weeks to a month and a day apart."""
    start, following = month_start(month, zone), month_start(month + 1, zone)
    assert timedelta(days=27) < following - start < timedelta(days=32)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.timezones())
def test_a_day_of_a_month_lies_in_it(day, zone):
    """Noon of a local day falls on that day, and between the start of its month and of the next."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
    month = Month.of(local_day(noon, zone))
    assert month_start(month, zone) <= noon < month_start(month + 1, zone)
