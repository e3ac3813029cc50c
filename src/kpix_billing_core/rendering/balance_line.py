"""Where the line of a balance runs: which stretch of time is shown, and whole pixels for instants and numbers."""

__all__ = ["BOTTOM", "HEIGHT", "LEFT", "TOP", "WIDTH", "Frame", "Level", "frame_of", "levels_of", "path"]

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from ..errors import WrongValue
from ..quota import History, HistoryEntry

LEFT, TOP, WIDTH, HEIGHT = 104, 44, 600, 200
BOTTOM = TOP + HEIGHT
"""Pixels: where the plot begins beside and under the words, how large it is, and where it ends."""

_TINY = timedelta(microseconds=1)
_STEPS = 4
_FEW = 3


class Level(NamedTuple):
    """From an instant on so many tokens remain; None: without limit."""

    at: datetime
    tokens: int | None


class Frame(NamedTuple):
    """The time that is shown, and the step between two numbers beside the plot and the highest of them."""

    since: datetime
    until: datetime
    step: int
    top: int

    def across(self, at: datetime) -> int:
        """Return the column of an instant."""
        whole = max((self.until - self.since) // _TINY, 1)
        return LEFT + WIDTH * ((at - self.since) // _TINY) // whole

    def down(self, tokens: int) -> int:
        """Return the row of a number of tokens."""
        return BOTTOM - HEIGHT * tokens // self.top


def levels_of(shown: History, since: datetime, until: datetime) -> list[Level]:
    """Return what remains from which instant on, in a stretch of time: one level an instant, the last line of it.

    Raises WrongValue for lines between which others are missing.
    """
    for before, after in pairwise(shown.entries):
        if before.balance is not None and after.balance not in {None, before.balance + after.amount}:
            raise WrongValue("shown", "all lines, or all of a month: none between them left out", after.balance)
    last_of_each = [list(lines)[-1] for _, lines in groupby(shown.entries, key=lambda line: line.added)]
    earlier = [line for line in last_of_each if line.added <= since]
    within = [Level(line.added, line.balance) for line in last_of_each[len(earlier) :] if line.added <= until]
    if earlier:
        return [Level(since, earlier[-1].balance), *within]
    return [*_before(shown.entries[0], since), *within]


def _before(first: HistoryEntry, since: datetime) -> list[Level]:
    """Return what remained before the first line, as far as it says so."""
    if first.balance is None or first.balance < first.amount:
        return []
    return [Level(since, first.balance - first.amount)]


def frame_of(levels: list[Level], since: datetime, until: datetime) -> Frame:
    """Return the frame that all levels fit into: steps of 1, 2 or 5, and so many zeros."""
    highest = max((level.tokens for level in levels if level.tokens is not None), default=1)
    least = max(-(-highest // _STEPS), 1)
    zeros = 10 ** (len(str(least)) - 1)
    step = next(each * zeros for each in (1, 2, 5, 10) if each * zeros >= least)
    return Frame(since, until, step, step * max(-(-highest // step), 1))


def path(frame: Frame, levels: list[Level], end: datetime, row: Callable[[int | None], int | None]) -> str:
    """Return the line through the levels up to an instant as the data of an SVG path; no line where `row` has none.

    Of many levels within one column the lowest, the highest and the last are drawn, so a line never grows beyond the
    columns there are.
    """
    drawn: list[str] = []
    pen: int | None = None
    for column, here in groupby(levels, key=lambda level: frame.across(level.at)):
        if pen is not None:
            drawn.append(f"H{column}")
        for place in _few([row(level.tokens) for level in here]):
            if place is not None and place != pen:
                drawn.append(f"M{column} {place}" if pen is None else f"V{place}")
            pen = place
    return "".join(drawn) + ("" if pen is None else f"H{frame.across(end)}")


def _few(rows: list[int | None]) -> list[int | None]:
    some = [row for row in rows if row is not None]
    return [min(some), max(some), rows[-1]] if len(rows) > _FEW and some else rows
