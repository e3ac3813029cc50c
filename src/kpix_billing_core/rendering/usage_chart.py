"""Active devices by month and tenant as a picture: a row for each tenant, the darker the more devices a month had."""

__all__ = ["active_devices_chart"]

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

from ..checks import check_many
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from ..usage import ActiveDevices
from .amounts import format_count
from .locales import DEFAULT, text_direction
from .svg import picture, words_at
from .usage_labels import ENGLISH_USAGE, UsageLabels, check_usage_labels

_MOST_MONTHS, _MOST_TENANTS = 60, 500
_LEFT, _TOP, _WIDTH, _HEIGHT, _GAP = 120, 28, 60, 28, 3
"""Pixels of the room for names beside and above the cells, of a cell, and between two."""
_BASE, _MIDDLE = 18, 'text-anchor="middle"'
"""Where in a cell words stand."""
_LONGEST = 16
_SHADES = ("#f0f3f6", "#cfe3f4", "#94c0e4", "#2b77b8", "#0b4a82")
_PALE, _INK, _SOFT, _LIGHT_SHADES = "#ffffff", "#1c2430", "#5b6675", 3

_Counts = Mapping[tuple[AccountId, Month], int]


class _Frame(NamedTuple):
    """What every part of the picture needs: its rows and columns, its language, and from which side it is read."""

    accounts: list[AccountId]
    months: list[Month]
    locale: str
    labels: UsageLabels
    direction: str


def active_devices_chart(
    active: Iterable[ActiveDevices], locale: str = DEFAULT, labels: UsageLabels = ENGLISH_USAGE
) -> str:
    """Draw as SVG how many devices each account had active in each month, from the first month given to the last.

    What is given must differ in account or month: parts of one are added first. A month without any is an empty cell.
    The picture needs no other file. Raises WrongType, or WrongValue for an unknown locale, for an account and month
    given twice, for more than 60 months and more than 500 accounts.

    >>> active_devices_chart([ActiveDevices("acme", Month(2026, 4))]).count("<rect")
    1
    """
    check_many("active", active)
    check_usage_labels(labels)
    direction = text_direction(locale)
    counts = _counted(active)
    frame = _Frame(sorted({account for account, _ in counts}), _months(counts), locale, labels, direction)
    highest = max(counts.values(), default=0)
    cells = "".join(
        _cell((row, column), counts.get((account, month), 0), highest, frame)
        for row, account in enumerate(frame.accounts)
        for column, month in enumerate(frame.months)
    )
    width, height = _start(len(frame.months)), _top(len(frame.accounts))
    return picture(_sentence(counts, frame), width, height, f"{_names(frame)}{cells}", direction)


def _names(frame: _Frame) -> str:
    above = (
        words_at(_across(_start(column) + _WIDTH // 2, frame), _TOP - 10, str(month), _SOFT, _MIDDLE)
        for column, month in enumerate(frame.months)
    )
    beside = (
        words_at(_across(0, frame), _top(row) + _BASE, _short(name), _INK) for row, name in enumerate(frame.accounts)
    )
    return "".join((*above, *beside))


def _counted(active: Iterable[ActiveDevices]) -> _Counts:
    counts: dict[tuple[AccountId, Month], int] = {}
    accounts: set[AccountId] = set()
    for each in active:
        if type(each) is not ActiveDevices:
            raise WrongType("active", "ActiveDevices", each)
        key = each.account, each.month
        if key in counts:
            raise WrongValue("active", "each account once a month", f"{each.account} in {each.month}")
        accounts.add(each.account)
        if len(accounts) > _MOST_TENANTS:
            raise WrongValue("active", f"at most {_MOST_TENANTS} accounts", len(accounts))
        counts[key] = each.count
    return counts


def _months(counts: _Counts) -> list[Month]:
    if not counts:
        return []
    first, last = min(month for _, month in counts), max(month for _, month in counts)
    between = (last.year - first.year) * 12 + last.number - first.number
    if between >= _MOST_MONTHS:
        raise WrongValue("active", f"at most {_MOST_MONTHS} months", between + 1)
    return [first + number for number in range(between + 1)]


def _cell(place: tuple[int, int], count: int, highest: int, frame: _Frame) -> str:
    row, column = place
    left, top = _start(column), _top(row)
    # Rounded up: a month with any device is never as pale as one without.
    shade = -(-count * (len(_SHADES) - 1) // highest) if count else 0
    ink = _INK if shade < _LIGHT_SHADES else _PALE
    figure = format_count(count, frame.locale)
    number = words_at(_across(left + _WIDTH // 2, frame), top + _BASE, figure, ink, _MIDDLE) if count else ""
    title = f"{frame.accounts[row]} {frame.months[column]}: {figure}"
    return (
        f'<g><title>{escape(title)}</title><rect x="{_across(left, frame, _WIDTH)}" y="{top}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="4" fill="{_SHADES[shade]}"/>{number}</g>'
    )


def _across(pixels: int, frame: _Frame, width: int = 0) -> int:
    """Return the left edge of what is so wide and so many pixels from the side that is read from."""
    return pixels if frame.direction == "ltr" else _start(len(frame.months)) - pixels - width


def _start(column: int) -> int:
    return _LEFT + column * (_WIDTH + _GAP)


def _top(row: int) -> int:
    return _TOP + row * (_HEIGHT + _GAP)


def _short(name: str) -> str:
    """Return a name cut to its room, set apart from the side that the picture is read from, as pages set it apart."""
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
    return f"\N{FIRST STRONG ISOLATE}{short}\N{POP DIRECTIONAL ISOLATE}"


def _sentence(counts: _Counts, frame: _Frame) -> str:
    if not frame.months:
        return f"{frame.labels.active_devices}: {frame.labels.nothing}"
    (account, month), most = max(counts.items(), key=lambda item: item[1])
    said = {
        "{accounts}": format_count(len(frame.accounts), frame.locale),
        "{first}": str(frame.months[0]),
        "{last}": str(frame.months[-1]),
        "{most}": format_count(most, frame.locale),
        "{account}": account,
        "{month}": str(month),
    }
    # All at once: what an account calls itself is never taken for a place.
    return re.sub("|".join(map(re.escape, said)), lambda found: said[found.group()], frame.labels.picture)
