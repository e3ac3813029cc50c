"""Fleets drawn by chance, with all switches, are what walking says: day by day, and minute by minute for instants."""

import random
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from tests.deep import mostly_deep
from tests.exhaustive.histories import DEEP
from tests.oracles.validity import Held, Rules, by_the_clock, events, status
from tests.validity import FLEET, at, day, valid

from kpix_billing_core.dates import Month
from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    TimedValidity,
    month_counts,
    schedule,
    statuses,
    sweep,
    timeline,
)

FLEETS = 60
REACH = 70
MINUTE = timedelta(minutes=1)
MINUTES = 6 * 24 * 60
"""Minutes of each walk: two days before the first of the records, in case of alerts, and two after the last, for grace."""


def held(chance: random.Random) -> list[Held]:
    """Return up to four records of a device, some of them ended by somebody."""
    found = []
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, 40)
        last = start + chance.choice((0, 1, 5, 12, 20))
        found.append(Held(start, last, chance.choice((None, None, start + chance.randint(-3, 22)))))
    return found


def rules(chance: random.Random) -> Rules:
    """Return rules with any switch."""
    alerts = chance.choice(((), (1,), (3, 7)))
    return Rules(chance.choice((0, 1, 3, 9)), alerts, chance.random() < 0.7, chance.random() < 0.8)


@pytest.mark.parametrize("seed", mostly_deep(range(4), 0, 1))
def test_devices_are_what_the_days_say(seed):
    """Statuses of every day, one device by its timeline and all of them at once, what falls due, and a month's counts."""
    chance = random.Random(seed)
    for _ in range(FLEETS // 4):
        asked = rules(chance)
        fleet = {f"d{number}": held(chance) for number in range(5)}
        application = Application(FLEET, core_rules(asked))
        records = [
            valid(each.start, each.last, each.ended, device=device) for device, found in fleet.items() for each in found
        ]
        chance.shuffle(records)
        days = range(-3, REACH + 20)
        for number in days[::3]:
            core = statuses(records, [application], day(number))[FLEET]
            assert {device: each.value for device, each in core.items()} == {
                device: status(found, number, asked) for device, found in fleet.items()
            }
        for device, found in fleet.items():
            own = [record for record in records if record.device == device]
            line = timeline(own, application.rules)
            assert [line.status(at(number, 23)).value for number in days] == [
                status(found, number, asked) for number in days
            ]
            fell = [
                ((each.due_at - at(0)).days, each.kind.value, each.days_left)
                for each in schedule(own, [application]).events
            ]
            assert sorted(fell, key=str) == events(found, days, asked)
        active = [[status(found, number, asked) == "active" for number in range(1, 31)] for found in fleet.values()]
        [month] = month_counts(records, [application], Month(2026, 4))
        assert (month.devices, month.device_days, month.peak) == (
            sum(map(any, active)),
            sum(map(sum, active)),
            max(map(sum, zip(*active, strict=True))),
        )


def lasting(chance: random.Random, shown: list[datetime]) -> list[Held]:
    """Return up to three records of minutes of the third and fourth day, some of them ended, some that follow another.

    Some end at a quarter past two, which on another day a clock shows twice, or not at all.
    """
    quarters = [number for number in range(2880, 5760) if shown[number].time() == time(2, 15)]
    found = []
    for _ in range(chance.randint(1, 3)):
        start = chance.choice([2880, 2880 + chance.randint(0, 1500), *(each.last + 1 for each in found)])
        last = start + chance.choice([0, 61, 600, *(end - 1 - start for end in quarters if end > start)])
        found.append(Held(start, last, chance.choice((None, None, start + chance.randint(-90, 700)))))
    return found


@pytest.mark.parametrize("part", mostly_deep(range(2), 0))
@pytest.mark.parametrize(
    ("zone", "first"),
    [
        (UTC, datetime(2026, 4, 1, tzinfo=UTC)),
        # The clock is put forward, back, and by half an hour, on the fourth of the days.
        (ZoneInfo("Europe/Berlin"), datetime(2026, 3, 26, tzinfo=UTC)),
        (ZoneInfo("Europe/Berlin"), datetime(2026, 10, 22, tzinfo=UTC)),
        (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 9, 30, tzinfo=UTC)),
    ],
)
def test_devices_are_what_the_minutes_say(zone, first, part):
    """What a device is at every minute of six days, the spans between, what falls due, and each part of a sweep."""
    chance = random.Random(first.toordinal() + part)
    minutes = range(MINUTES)
    shown = [(first + number * MINUTE).astimezone(zone).replace(tzinfo=None) for number in minutes]
    later = by_the_clock(shown)
    for _ in range(60 if DEEP else 3):
        asked = rules(chance)._replace(grace=chance.choice((0, 1, 1)), alerts=chance.choice(((), (1,))), later=later)
        held = lasting(chance, shown)
        application = Application(FLEET, core_rules(asked, zone))
        records = [timed_validity(each, first) for each in held]
        walk = [status(held, number, asked) for number in minutes]
        line = timeline(records, application.rules)
        assert [(each.status.value, each.since) for each in line.spans] == list(runs(walk, first))
        for number in chance.sample(minutes, 20):
            late = first + (number + 1) * MINUTE - timedelta.resolution
            assert statuses(records, [application], late)[FLEET]["d1"].value == line.status(late).value == walk[number]
        fell = [
            ((each.due_at - first) // MINUTE, each.kind.value, each.days_left)
            for each in schedule(records, [application]).events
        ]
        due = events(held, minutes, asked)
        assert sorted(fell, key=str) == due
        cut = first + chance.choice([number for number, *_ in due] or [0]) * MINUTE
        parts = ((first, cut), (cut, first + MINUTES * MINUTE))
        assert [len(sweep(records, [application], *part)) for part in parts] == [
            sum(part[0] <= first + number * MINUTE < part[1] for number, *_ in due) for part in parts
        ]


def core_rules(asked: Rules, zone: tzinfo = UTC) -> ApplicationRules:
    """Return what the walk is asked under, as the library has it."""
    return ApplicationRules(
        grace_days=asked.grace,
        alert_days=asked.alerts,
        enforcement=asked.enforcement,
        billing=asked.billing,
        zone=zone,
    )


def timed_validity(held: Held, first: datetime) -> TimedValidity:
    """Return a record of minutes as the library has it: what is over ends with the minute after the last."""
    ended = None if held.ended is None else first + (held.ended + 1) * MINUTE
    return TimedValidity("d1", FLEET, first + held.start * MINUTE, first + (held.last + 1) * MINUTE, ended)


def runs(walk: list[str], first: datetime):
    """Yield each status of a walk with the instant it begins at; the first has always been."""
    number = 0
    for status_, same in groupby(walk):
        yield status_, first + number * MINUTE if number else None
        number += len(list(same))
