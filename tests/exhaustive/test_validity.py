"""Statuses and what falls due are right for all records within eight days: at most three of them, or two that are ended."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations_with_replacement

import pytest
from tests.deep import mostly_deep
from tests.exhaustive.histories import DEEP
from tests.oracles.validity import Held, Rules, events, status
from tests.validity import FLEET, at, day, under, valid

from kpix_billing_core.validity import Validity, schedule, statuses, timeline

GRACES = (0, 1, 2)
ALERTS = (1, 2)
DAYS = 8
LATER = 20
WHOLE = [Held(first, last) for first in range(DAYS) for last in range(first, DAYS)]
"""Every record of eight days."""
ENDED = [
    Held(first, last, ended) for first in range(3) for last in range(first, 4) for ended in (None, *range(-1, last + 2))
]
"""Every record of fewer days, ended on every day, before its start and after its end too."""


def sets(most: int, one: list[Held], part: int, parts: int) -> Iterator[tuple[Held, ...]]:
    """Yield a part of the sets of at most so many records."""
    found = chain.from_iterable(combinations_with_replacement(one, size) for size in range(1, most + 1))
    return (each for number, each in enumerate(found) if number % parts == part)


def record(held: Held) -> Validity:
    """Return a record as the library has it."""
    return valid(held.start, held.last, held.ended)


def differences(found: Iterable[tuple[Held, ...]], graces: Iterable[int]) -> Iterator[object]:
    """Yield each set of records and grace about which the library and the walk say two things, with what they say."""
    for held in found:
        records = [record(each) for each in held]
        for grace in graces:
            application, rules = under(grace_days=grace, alert_days=ALERTS), Rules(grace, ALERTS)
            line = timeline(records, application.rules)
            core = [line.status(at(number)).value for number in range(-2, DAYS + 4)]
            walk = [status(held, number, rules) for number in range(-2, DAYS + 4)]
            if core != walk:
                yield held, grace, core, walk
            fell = [
                ((each.due_at - at(0)).days, each.kind.value, each.days_left)
                for each in schedule(records, [application]).events
            ]
            if sorted(fell, key=str) != (due := events(held, range(-3, LATER), rules)):
                yield held, grace, fell, due


@pytest.mark.parametrize("part", mostly_deep(range(8), 0, 3, 6))
def test_two_records_of_eight_days(part):
    """All of them, with every grace."""
    assert list(differences(sets(2, WHOLE, part, 8), GRACES)) == []


@pytest.mark.parametrize("part", mostly_deep(range(8), 1, 4, 7))
def test_three_records_of_eight_days(part):
    """Each of them with one grace in its turn; with all of them in the deep profiles."""
    found = list(sets(3, WHOLE, part, 8))
    if DEEP:
        assert list(differences(found, GRACES)) == []
    for turn, grace in enumerate(GRACES):
        assert list(differences(found[turn :: 3 if DEEP else 24], (grace,))) == []


@pytest.mark.parametrize("part", mostly_deep(range(4), 2))
def test_two_records_that_were_ended(part):
    """An end on any day, in any pair; with the graces in turn."""
    found = list(sets(2, ENDED, part, 4))
    for turn, grace in enumerate(GRACES):
        assert list(differences(found if DEEP else found[turn::6], (grace,))) == []


def test_comparing_days_says_the_same():
    """A whole fleet at once, each device with one set of records, is what each walk says."""
    found = list(sets(2, ENDED, 0, 1))
    fleet = [
        valid(each.start, each.last, each.ended, device=str(number))
        for number, held in enumerate(found)
        for each in held
    ]
    for number in range(-2, 9):
        core = statuses(fleet, [under(grace_days=1)], day(number))[FLEET]
        assert {device: each.value for device, each in core.items()} == {
            str(index): status(held, number, Rules(1)) for index, held in enumerate(found)
        }
