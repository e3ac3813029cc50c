"""Every history of a few events: two devices, each switched on and off, each changing its plan, on six days in order."""

from collections.abc import Iterator
from datetime import date

from hypothesis import settings

DEEP = settings().max_examples >= 1_000
"""Whether a profile for the night is on: then one event more."""

PLANS = ("PRO", "STD")
DEVICES = ("d1", "d2")

Held = tuple[str, str, date, date | None]
"""Device, plan, first day, last day."""
_Open = tuple[str, date] | None
"""The plan a device holds and since when."""


def histories(days: tuple[date, ...], events: int) -> Iterator[tuple[Held, ...]]:
    """Yield what was held after each history of at most so many events; an event is one of four, on a day or later."""
    return _extended((), (None, None), 0, days, events)


def how_many(days: int, events: int) -> int:
    """Return how many such histories there are: for each length, the days in order times four choices each."""
    total, of_length = 0, 1
    for length in range(events + 1):
        total += of_length * 4**length
        of_length = of_length * (days + length) // (length + 1)
    return total


def _extended(
    held: tuple[Held, ...], open_: tuple[_Open, _Open], start: int, days: tuple[date, ...], left: int
) -> Iterator[tuple[Held, ...]]:
    yield held + tuple((DEVICES[index], *plan, None) for index, plan in enumerate(open_) if plan is not None)
    if left:
        for number in range(start, len(days)):
            for device in (0, 1):
                for change in (False, True):
                    after, now = _after(held, open_, device, days[number], change=change)
                    yield from _extended(after, now, number, days, left - 1)


def _after(
    held: tuple[Held, ...], open_: tuple[_Open, _Open], device: int, day: date, *, change: bool
) -> tuple[tuple[Held, ...], tuple[_Open, _Open]]:
    """Apply one event: on, off, or from one plan to the other, the day of change counting for both."""
    holds = open_[device]
    then: _Open = None
    if holds is None:
        then = (PLANS[change], day)
    else:
        held = (*held, (DEVICES[device], *holds, day))
        if change:
            then = (PLANS[holds[0] == PLANS[0]], day)
    return held, (then, open_[1]) if device == 0 else (open_[0], then)
