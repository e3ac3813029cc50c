"""What stands beside and below the line of a balance: numbers of tokens, and months, years or days."""

__all__ = ["RIGHT", "SOFT", "instants", "numbers"]

from collections.abc import Iterable
from datetime import UTC, datetime

from .balance_line import BOTTOM, LEFT, TOP, WIDTH, Frame
from .svg import words_at

RIGHT = LEFT + WIDTH
SOFT, _GRID = "#5b6675", "#e1e6eb"
_MOST_TICKS, _FEWEST_TICKS, _MOST_DIGITS = 8, 3, 9
_MONTHS = (1, 3, 12, 60, 120, 600, 1200, 6000, 18000)
"""So many months from one tick to the next; with the last, all the years there are have no more than eight."""
_YEAR, _QUARTERS, _DAYS = 12, 4, 8


def numbers(frame: Frame) -> str:
    """Draw a line for every step of tokens, with its number beside it."""
    rows = "".join(
        f'<line x1="{LEFT}" y1="{frame.down(tokens)}" x2="{RIGHT}" y2="{frame.down(tokens)}" stroke="{_GRID}"/>'
        + words_at(LEFT - 8, frame.down(tokens) + 4, _number(tokens, frame.step), SOFT, 'text-anchor="end"')
        for tokens in range(0, frame.top + 1, frame.step)
    )
    return rows + words_at(LEFT - 8, TOP - 24, "remaining", SOFT, 'text-anchor="end"')


def _number(tokens: int, step: int) -> str:
    zeros = len(str(step)) - 1
    return f"{tokens:,}" if zeros < _MOST_DIGITS or not tokens else f"{tokens // 10**zeros} × 10^{zeros}"


def instants(frame: Frame) -> str:
    """Draw a tick at some instants, with its name below it."""
    return "".join(
        f'<line x1="{frame.across(at)}" y1="{BOTTOM}" x2="{frame.across(at)}" y2="{BOTTOM + 5}" stroke="{SOFT}"/>'
        + words_at(frame.across(at), BOTTOM + 20, words, SOFT, 'text-anchor="middle"')
        for at, words in _ticks(frame)
    )


def _ticks(frame: Frame) -> Iterable[tuple[datetime, str]]:
    """Return instants to be named below: starts of months or years, or where there are few, quarters of the time."""
    first, last = (at.year * _YEAR + at.month - 1 for at in (frame.since, frame.until))
    step = next(each for each in _MONTHS if (last - first) // each <= _MOST_TICKS)
    starts = [datetime(*_month(each), 1, tzinfo=UTC) for each in range(first + -first % step, last + 1, step)]
    shown = [at for at in starts if frame.since <= at]
    if len(shown) >= _FEWEST_TICKS:
        return [(at, at.date().isoformat()[: 4 if step >= _YEAR else 7]) for at in shown]
    whole = frame.until - frame.since
    letters = 16 if whole.days < _DAYS else 10
    quarters = dict.fromkeys(frame.since + whole * part // _QUARTERS for part in range(_QUARTERS + 1))
    return [(at, at.isoformat(" ")[:letters]) for at in quarters]


def _month(number: int) -> tuple[int, int]:
    return number // _YEAR, number % _YEAR + 1
