"""How a fleet stands, as a page: each application by status, a calendar of what expires, and the devices that do."""

__all__ = ["fleet_html"]

from collections.abc import Iterable
from datetime import date

from ..validity import BillingStatus, Expiry, Glance, StatusCount
from .calendar import check_glance, expiry_calendar
from .locales import DEFAULT
from .page import html_page, tag

_MOST_DEVICES = 500
"""Devices listed: who has more to look at takes a file. The calendar counts them all."""

_COUNTS = ("Application", *(status.value.replace("_", " ").capitalize() for status in BillingStatus), "Devices")
_DEVICES = ("Last day", "Application", "Device", "Days left")


def fleet_html(shown: Glance, on: date) -> str:
    """Write a glance at a fleet as a whole HTML page, with a calendar of the days on which validity ends.

    `on` is the day of the glance. At most 500 devices are listed, the calendar counts all. The words are English.
    Raises WrongType, or WrongValue for another day and for more than 366 days.

    >>> "<title>Fleet on 2026-04-27</title>" in fleet_html(Glance((), (), 6), date(2026, 4, 27))
    True
    """
    check_glance(shown, on)
    title = f"Fleet on {on}"
    soon = f"Expiring within {shown.within} days"
    expiring = f"{tag('span', soon)}{tag('strong', f'{len(shown.expiring):,}')}"
    parts = (
        f'<header><div>{tag("h1", title)}</div><div class="due">{expiring}</div></header>\n',
        tag("h2", "Devices by status"),
        f'<div class="scroll">{_table(_COUNTS, map(_count_row, shown.counts), left=1)}</div>\n',
        tag("h2", "Last days of validity"),
        f'<div class="scroll">{expiry_calendar(shown, on)}</div>\n',
        _devices(soon, shown.expiring),
    )
    return html_page(title, f"<main>\n{''.join(parts)}</main>", DEFAULT)


def _count_row(count: StatusCount) -> tuple[str, ...]:
    return count.application, *(f"{count.of(status):,}" for status in BillingStatus), f"{count.registered:,}"


def _devices(title: str, expiring: tuple[Expiry, ...]) -> str:
    if not expiring:
        return ""
    rows = [
        (each.last_day.isoformat(), each.application, each.device, str(each.days_left))
        for each in expiring[:_MOST_DEVICES]
    ]
    hidden = len(expiring) - len(rows)
    more = tag("p", f"\N{HORIZONTAL ELLIPSIS} and {hidden:,} more", "hint") if hidden else ""
    return f'{tag("h2", title)}<div class="scroll">{_table(_DEVICES, rows, left=3)}</div>\n{more}'


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], left: int) -> str:
    """Return a table; so many columns are words, the others numbers."""
    head = "".join(tag("th", column, "" if index < left else "number") for index, column in enumerate(columns))
    body = "".join(
        f"<tr>{''.join(tag('td', cell, '' if index < left else 'number') for index, cell in enumerate(row))}</tr>\n"
        for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
