"""Whether events follow from each other: each log in order and whole, its credits there, its plans held."""

__all__ = ["check_order", "checked_fleet", "checked_pools"]

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ..errors import BrokenLog, WrongValue
from ..ids import AccountId
from ..lifecycle import Fleet, fleet
from ..pool import Pool, PoolEvent, replay
from .failure import Faults


class _Before(NamedTuple):
    """What the lines of an account up to here were: the version that comes next, the newest instant, where keys are."""

    version: int
    at: datetime | None
    keys: dict[str, int]


def check_order(path: Path, events: Sequence[PoolEvent], faults: Faults) -> None:
    """Note each line that repeats a version or a key, skips a version, or lies before the line before it.

    After a fault it goes on from what the line says, so that one missing line is one fault.
    """
    accounts: dict[AccountId, _Before] = {}
    for number, event in enumerate(events, start=1):
        before = accounts.get(event.account, _Before(0, None, {}))
        problem = _problem(event, before)
        if problem is not None:
            faults.add(f"{path}: line {number}", problem)
        at = event.at if before.at is None else max(event.at, before.at)
        accounts[event.account] = _Before(max(before.version, event.version + 1), at, before.keys)
        if event.key is not None:
            before.keys.setdefault(event.key, number)


def _problem(event: PoolEvent, before: _Before) -> str | None:
    if event.version != before.version:
        twice = " again" if event.version < before.version else ""
        return f"expected version {before.version} of {event.account}, got {event.version}{twice}"
    if before.at is not None and event.at < before.at:
        return f"expected an instant from {before.at.isoformat()} on, got {event.at.isoformat()}"
    if event.key in before.keys:
        return f"expected each key of {event.account} once, got {event.key} again, as in line {before.keys[event.key]}"
    return None


def checked_pools(path: Path, events: Sequence[PoolEvent], faults: Faults) -> dict[AccountId, Pool]:
    """Return the pool of each account; note the first event of each that takes credits which are not there."""
    lines: dict[AccountId, list[int]] = {}
    for number, event in enumerate(events, start=1):
        lines.setdefault(event.account, []).append(number)
    found: dict[AccountId, Pool] = {}
    for account, numbers in lines.items():
        try:
            found[account] = replay(events[number - 1] for number in numbers)
        except BrokenLog as error:
            # Versions count an account's lines from 0.
            faults.add(f"{path}: line {numbers[error.version]}", error.problem)
    return found


def checked_fleet(path: Path, events: Sequence[PoolEvent], faults: Faults) -> Fleet:
    """Return the devices and plans; note the first event, in order of time, that ends a plan which nobody held."""
    try:
        return fleet(events)
    except WrongValue as error:
        order = sorted(range(len(events)), key=lambda index: events[index].at)
        faults.add(f"{path}: line {order[_first_wrong(events, order)] + 1}", f"expected {error.expected}")
    return Fleet()


def _first_wrong(events: Sequence[PoolEvent], order: Sequence[int]) -> int:
    """Return the place of the event that cannot follow those before it: up to it all is well, with it no longer."""
    good, wrong = 0, len(order)
    while wrong - good > 1:
        middle = (good + wrong) // 2
        try:
            fleet(events[index] for index in order[:middle])
            good = middle
        except WrongValue:
            wrong = middle
    return good
