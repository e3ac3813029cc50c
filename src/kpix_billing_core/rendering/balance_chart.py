"""The tokens of a quota over time, as a picture: a line of steps, with the packages that begin and expire."""

__all__ = ["balance_chart"]

from datetime import datetime
from html import escape
from typing import NamedTuple

from ..checks import check_instant
from ..errors import WrongType, WrongValue
from ..quota import History, HistoryReason, ServicePackage
from ..quota.instants import utc
from .balance_axes import RIGHT, SOFT, instants, numbers
from .balance_line import BOTTOM, LEFT, TOP, WIDTH, Frame, Level, frame_of, levels_of, path
from .svg import picture, words_at

_PICTURE = (RIGHT + 60, BOTTOM + 36)
_LETTER = 7
"""Pixels that a letter takes at most, to tell whether two words would touch."""
_LONGEST, _MOST_MARKS, _MIDDLE = 24, 12, LEFT + WIDTH // 2
_PAPER, _LINE, _END = "#ffffff", "#2b77b8", "#b3261e"
_BEGINS = frozenset({HistoryReason.PACKAGE_CREATION, HistoryReason.PACKAGE_RENEWAL})
_ENDS = frozenset({HistoryReason.PACKAGE_TERMINATION})


class _Mark(NamedTuple):
    at: datetime
    words: str
    ends: bool


def balance_chart(shown: History, since: datetime | None = None, until: datetime | None = None) -> str:
    """Draw as SVG how many tokens remain over time: a step for each line, the packages that begin and expire marked.

    Drawn is the time from `since`, or else the first line, to `until`, or else the last line or the expiry of the
    package in force, whichever is later. After the last line the balance is dashed: so it stays if nothing happens, up
    to the expiry. A package without limit is dashed at the top. Instants are in UTC, words English, and the picture
    says in a sentence what it shows to whoever cannot see it. It needs no other file.
    Raises WrongType, or WrongValue for an `until` before `since`, and where lines between those shown are left out.

    >>> balance_chart(History("acme")).count("no lines")
    2
    """
    if type(shown) is not History:
        raise WrongType("shown", "History", shown)
    for name, value in (("since", since), ("until", until)):
        if value is not None:
            check_instant(name, value)
    if not shown.entries:
        return _drawing(f"Remaining tokens of {shown.account}: no lines", words_at(LEFT, TOP, "no lines", SOFT))
    return _chart(shown, *_stretch(shown, since, until))


def _stretch(shown: History, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    first, last = shown.entries[0].added, shown.entries[-1].added
    expiry = _expiry(shown)
    start = first if since is None else utc(since)
    end = max(start, last, expiry or last) if until is None else utc(until)
    if end < start:
        raise WrongValue("until", f"an instant from {start.isoformat()} on", until)
    return start, end


def _in_force(shown: History) -> ServicePackage | None:
    """Return the package in force after the last line, as far as the lines say."""
    found = None
    for line in shown.entries:
        if line.known in _BEGINS:
            found = line.package
        elif line.known is HistoryReason.PACKAGE_TERMINATION:
            found = None
    return found


def _expiry(shown: History) -> datetime | None:
    package = _in_force(shown)
    return None if package is None else package.expires_at


def _chart(shown: History, since: datetime, until: datetime) -> str:
    levels = levels_of(shown, since, until)
    frame = frame_of(levels, since, until)
    marks = [mark for mark in _marks(shown) if since <= mark.at <= until]
    return _drawing(
        _sentence(shown, frame, levels, marks),
        f"{instants(frame)}{numbers(frame)}{_drawn(marks, frame)}{_lines(shown, frame, levels)}",
    )


def _marks(shown: History) -> list[_Mark]:
    found = [
        _Mark(line.added, f"{line.package.id} {'begins' if line.known in _BEGINS else 'expired'}", line.known in _ENDS)
        for line in shown.entries
        if line.package is not None and (line.known in _BEGINS or line.known in _ENDS)
    ]
    package = _in_force(shown)
    return found if package is None else [*found, _Mark(package.expires_at, f"{package.id} expires", ends=True)]


def _lines(shown: History, frame: Frame, levels: list[Level]) -> str:
    """Draw what was, and dashed what will be if nothing happens; without limit is dashed at the top."""
    last = min(max(shown.entries[-1].added, frame.since), frame.until)
    known = max(last, min(frame.until, _expiry(shown) or frame.until))

    def row(tokens: int | None) -> int | None:
        return None if tokens is None else frame.down(tokens)

    def top(tokens: int | None) -> int | None:
        return TOP if tokens is None else None

    ahead = [Level(last, level.tokens) for level in levels[-1:]]
    was = f'<path d="{path(frame, levels, last, row)}" {_STROKE}/>'
    will_be = f'<path d="{path(frame, ahead, known, row)}" {_STROKE} stroke-dasharray="2 4"/>'
    without = f'<path d="{path(frame, levels, known, top)}" {_STROKE} stroke-dasharray="8 4"/>'
    first = next((level for level in levels if level.tokens is None), None)
    name = "" if first is None else words_at(frame.across(first.at) + 4, TOP + 16, "without limit", SOFT)
    return was + will_be + without + name


_STROKE = f'fill="none" stroke="{_LINE}" stroke-width="2"'


def _drawn(marks: list[_Mark], frame: Frame) -> str:
    """Draw one mark a column, and its words where they touch no others."""
    drawn: list[str] = []
    free = LEFT
    for column, mark in {frame.across(mark.at): mark for mark in marks}.items():
        ink = _END if mark.ends else SOFT
        rule = f'<line x1="{column}" y1="{TOP}" x2="{column}" y2="{BOTTOM}" stroke="{ink}" stroke-dasharray="4 3"/>'
        words, left = _short(mark.words), column < _MIDDLE
        start = column if left else column - _LETTER * len(words)
        anchor = 'text-anchor="start"' if left else 'text-anchor="end"'
        label = words_at(column, TOP - 8, words, ink, anchor) if start >= free else ""
        free = start + _LETTER * (len(words) + 1) if label else free
        drawn.append(f"<g><title>{escape(f'{mark.words} {mark.at.isoformat()}')}</title>{rule}{label}</g>")
    return "".join(drawn)


def _sentence(shown: History, frame: Frame, levels: list[Level], marks: list[_Mark]) -> str:
    numbers = [level.tokens for level in levels if level.tokens is not None]
    days = f"from {frame.since.date()} to {frame.until.date()}"
    what = f"at least {min(numbers):,}, at most {max(numbers):,}" if numbers else "without limit"
    now = [f"{_words(level.tokens)} at the last line" for level in levels[-1:]]
    more = [f"and {len(marks) - _MOST_MARKS} marks more"] if len(marks) > _MOST_MARKS else []
    told = [f"{mark.words} {mark.at.date()}" for mark in marks[:_MOST_MARKS]]
    return f"Remaining tokens of {shown.account} {days}: {'; '.join([what, *now, *told, *more])}"


def _words(tokens: int | None) -> str:
    return "without limit" if tokens is None else f"{tokens:,}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"…{words[1 - _LONGEST :]}"


def _drawing(sentence: str, body: str) -> str:
    width, height = _PICTURE
    return picture(sentence, width, height, f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>{body}')
