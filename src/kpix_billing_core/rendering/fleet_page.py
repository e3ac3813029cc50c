"""How a fleet stands, as a page: each application by status, a calendar of what expires, and the devices that do."""

__all__ = ["fleet_html"]

from collections.abc import Iterable
from datetime import date

from ..validity import BillingStatus, Expiry, Glance, StatusCount
from .amounts import format_count
from .calendar import check_glance, expiry_calendar
from .days import format_day
from .labels import ENGLISH_FLEET, FleetLabels, check_fleet_labels
from .locales import DEFAULT
from .page import html_page, tag

_MOST_DEVICES = 500
"""Devices listed: who has more to look at takes a file. The calendar counts them all."""


def fleet_html(shown: Glance, on: date, locale: str = DEFAULT, labels: FleetLabels = ENGLISH_FLEET) -> str:
    """Write a glance at a fleet as a whole HTML page, with a calendar of the days on which validity ends.

    `on` is the day of the glance. At most 500 devices are listed, the calendar counts all.
    Raises WrongType, or WrongValue for another day, for more than 366 days and for an unknown locale.

    >>> "<title>Fleet on April 27, 2026</title>" in fleet_html(Glance((), (), 6), date(2026, 4, 27))
    True
    """
    check_glance(shown, on)
    check_fleet_labels(labels)
    title = labels.fleet.replace("{day}", format_day(on, locale))
    soon = labels.expiring.replace("{days}", format_count(shown.within, locale))
    expiring = f"{tag('span', soon)}{tag('strong', format_count(len(shown.expiring), locale))}"
    columns = (labels.application, *(getattr(labels, status.value) for status in BillingStatus), labels.devices)
    counts = [_count_row(count, locale) for count in shown.counts]
    parts = (
        f'<header><div>{tag("h1", title)}</div><div class="due">{expiring}</div></header>\n',
        tag("h2", labels.by_status),
        f'<div class="scroll">{_table(columns, counts, left=1)}</div>\n',
        tag("h2", labels.last_days),
        f'<div class="scroll">{expiry_calendar(shown, on, locale, labels)}</div>\n',
        _devices(soon, shown.expiring, locale, labels),
    )
    return html_page(title, f"<main>\n{''.join(parts)}</main>", locale)


def _count_row(count: StatusCount, locale: str) -> tuple[str, ...]:
    numbers = (*(count.of(status) for status in BillingStatus), count.registered)
    return count.application, *(format_count(number, locale) for number in numbers)


def _devices(title: str, expiring: tuple[Expiry, ...], locale: str, labels: FleetLabels) -> str:
    if not expiring:
        return ""
    columns = (labels.last_day, labels.application, labels.device, labels.days_left)
    rows = [
        (each.last_day.isoformat(), each.application, each.device, format_count(each.days_left, locale))
        for each in expiring[:_MOST_DEVICES]
    ]
    hidden = len(expiring) - len(rows)
    more = tag("p", labels.more.replace("{number}", format_count(hidden, locale)), "hint") if hidden else ""
    return f'{tag("h2", title)}<div class="scroll">{_table(columns, rows, left=3)}</div>\n{more}'


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], left: int) -> str:
    """Return a table; so many columns are words, the others numbers."""
    head = "".join(tag("th", column, "" if index < left else "number") for index, column in enumerate(columns))
    body = "".join(
        f"<tr>{''.join(tag('td', cell, '' if index < left else 'number') for index, cell in enumerate(row))}</tr>\n"
        for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
