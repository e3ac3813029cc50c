"""Active devices by month and tenant as a picture: a row for each tenant, the darker the more devices a month had."""

__all__ = ["active_devices_chart"]

from collections.abc import Iterable, Mapping
from html import escape

from ..checks import check_many
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from ..usage import ActiveDevices
from .svg import picture, words_at

_MOST_MONTHS, _MOST_TENANTS = 60, 500
_LEFT, _TOP, _WIDTH, _HEIGHT, _GAP = 120, 28, 60, 28, 3
"""Pixels of the room for names beside and above the cells, of a cell, and between two."""
_LONGEST = 16
_SHADES = ("#f0f3f6", "#cfe3f4", "#94c0e4", "#2b77b8", "#0b4a82")
_PALE, _INK, _SOFT, _LIGHT_SHADES = "#ffffff", "#1c2430", "#5b6675", 3

_Counts = Mapping[tuple[AccountId, Month], int]


def active_devices_chart(active: Iterable[ActiveDevices]) -> str:
    """Draw as SVG how many devices each account had active in each month, from the first month given to the last.

    What is given must differ in account or month: parts of one are added first. A month without any is an empty cell.
    The picture needs no other file; its words are English. Raises WrongType, or WrongValue for an account and month
    given twice, for more than 60 months and more than 500 accounts.

    >>> active_devices_chart([ActiveDevices("acme", Month(2026, 4))]).count("<rect")
    1
    """
    check_many("active", active)
    counts = _counted(active)
    accounts = sorted({account for account, _ in counts})
    months = _months(counts)
    highest = max(counts.values(), default=0)
    beside = "".join(words_at(0, _top(row) + 18, _short(name), _INK) for row, name in enumerate(accounts))
    middle = 'text-anchor="middle"'
    above = "".join(
        words_at(_start(column) + _WIDTH // 2, _TOP - 10, str(month), _SOFT, middle)
        for column, month in enumerate(months)
    )
    cells = "".join(
        _cell(_start(column), _top(row), f"{account} {month}", counts.get((account, month), 0), highest)
        for row, account in enumerate(accounts)
        for column, month in enumerate(months)
    )
    width, height = _start(len(months)), _top(len(accounts))
    return picture(_sentence(counts, accounts, months), width, height, f"{above}{beside}{cells}")


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


def _cell(left: int, top: int, name: str, count: int, highest: int) -> str:
    # Rounded up: a month with any device is never as pale as one without.
    shade = -(-count * (len(_SHADES) - 1) // highest) if count else 0
    ink = _INK if shade < _LIGHT_SHADES else _PALE
    number = words_at(left + _WIDTH // 2, top + 18, f"{count:,}", ink, 'text-anchor="middle"') if count else ""
    return (
        f'<g><title>{escape(f"{name}: {count:,}")}</title><rect x="{left}" y="{top}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" rx="4" fill="{_SHADES[shade]}"/>{number}</g>'
    )


def _start(column: int) -> int:
    return _LEFT + column * (_WIDTH + _GAP)


def _top(row: int) -> int:
    return _TOP + row * (_HEIGHT + _GAP)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _sentence(counts: _Counts, accounts: list[AccountId], months: list[Month]) -> str:
    if not months:
        return "Active devices by month: none"
    (account, month), most = max(counts.items(), key=lambda item: item[1])
    span = f"from {months[0]} to {months[-1]}"
    return f"Active devices of {len(accounts):,} accounts {span}: at most {most:,}, of {account} in {month}"
