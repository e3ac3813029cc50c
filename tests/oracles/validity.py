"""What devices are, and what falls due, found by walking: each day, or each minute, asks every record, by the rules' words.

Days and minutes are numbers. It knows no instants, no spans and no order of boundaries; of a zone it knows what its clock
shows at each minute.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from operator import add
from typing import NamedTuple


class Held(NamedTuple):
    """A record: its first and its last day, and the last day it was let be active, where somebody ended it.

    Of a record in instants the same in minutes.
    """

    start: int
    last: int
    ended: int | None = None

    @property
    def cut(self) -> bool:
        """Whether somebody ended it before it was over: what has elapsed is not ended any more."""
        return self.ended is not None and self.ended < self.last

    def valid(self, day: int) -> bool:
        """Whether it makes its device valid on a day."""
        return self.start <= day <= self.last and (not self.cut or day <= self.ended)


class Rules(NamedTuple):
    """What the walk knows of an application; `later` finds the day, or the minute, that is so many days later."""

    grace: int = 0
    alerts: tuple[int, ...] = ()
    enforcement: bool = True
    billing: bool = True
    later: Callable[[int, int], int] = add


def by_the_clock(shown: Sequence[datetime]) -> Callable[[int, int], int]:
    """Return how to find the minute at which a clock shows the same so many days later, from what it shows at each.

    Of a time shown twice it is the first. A time that the clock skips is as long after the last one before it as if
    the clock had gone on.
    """

    @cache
    def later(minute: int, days: int) -> int:
        if not days:
            return minute
        wanted = shown[minute] + timedelta(days=days)
        found = next(number for number, time in enumerate(shown) if time >= wanted)
        skipped = 0 if shown[found] == wanted else (wanted - shown[found - 1]) // timedelta(minutes=1)
        return found - 1 + skipped if skipped else found

    return later


def status(records: Iterable[Held], day: int, rules: Rules) -> str:
    """Return what a device is on a day."""
    held = list(records)
    if any(each.valid(day) for each in held):
        return "active"
    if any(_in_grace(each, held, day, rules) for each in held if not each.cut):
        return "in_grace"
    if any(each.cut and each.ended < day for each in held):
        return "deactivated"
    if any(each.last < day for each in held if not each.cut):
        return "disabled" if rules.enforcement and rules.billing else "expired"
    return "pending" if held else "unmanaged"


def _in_grace(one: Held, held: list[Held], day: int, rules: Rules) -> bool:
    """Whether a day is in a record's grace, and nobody ended another record between its end and the day."""
    ended_within = any(each.cut and one.last < each.ended + 1 <= day for each in held)
    return one.last < day < rules.later(one.last + 1, rules.grace) and not ended_within


def events(records: Iterable[Held], days: range, rules: Rules) -> list[tuple[int, str, int | None]]:
    """Return what falls due on each of the days, which must begin before all records and end after all."""
    held = list(records)
    by_day = {day: status(held, day, rules) for day in days}
    found: list[tuple[int, str, int | None]] = []
    for day in days[1:]:
        before, now = by_day[day - 1], by_day[day]
        if now != before and now in {"in_grace", "disabled"}:
            found.append((day, "grace_entered" if now == "in_grace" else now, None))
        if now != before and before == "active" and rules.billing:
            found += _alerts(held, by_day, day, rules)
    return sorted(found, key=str)


def _alerts(held: list[Held], by_day: dict[int, str], end: int, rules: Rules) -> Iterable[tuple]:
    """Yield the alerts of a run of valid days: each so many days before the end known on its last day."""
    first = end - 1
    while by_day.get(first - 1) == "active":
        first -= 1
    known_end = max(each.last + 1 for each in held if each.valid(end - 1))
    for days in rules.alerts:
        due = max(first, rules.later(known_end, -days))
        if due < end:
            yield due, "alert_due", days
