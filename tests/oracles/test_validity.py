"""Fleets drawn by chance, over years and with all switches, are what walking day by day says."""

import random

import pytest
from tests.oracles.validity import Held, Rules, events, status
from tests.validity import FLEET, at, day, valid

from kpix_billing_core.dates import Month
from kpix_billing_core.validity import Application, ApplicationRules, month_counts, schedule, statuses, timeline

FLEETS = 60
REACH = 70


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


@pytest.mark.parametrize("seed", range(4))
def test_devices_are_what_the_days_say(seed):
    """Statuses of every day, one device by its timeline and all of them at once, what falls due, and a month's counts."""
    chance = random.Random(seed)
    for _ in range(FLEETS // 4):
        asked = rules(chance)
        fleet = {f"d{number}": held(chance) for number in range(5)}
        application = Application(
            FLEET,
            ApplicationRules(
                grace_days=asked.grace, alert_days=asked.alerts, enforcement=asked.enforcement, billing=asked.billing
            ),
        )
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
