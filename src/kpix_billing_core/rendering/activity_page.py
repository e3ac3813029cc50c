"""How active the devices of many accounts were in a month, as a page: account by account, and day by day."""

__all__ = ["activity_html"]

from collections.abc import Collection, Iterable
from fractions import Fraction
from html import escape
from typing import NamedTuple

from ..checks import check_many
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from ..usage import Activity
from .amounts import format_count, format_quantity
from .bars import bars
from .days import format_month
from .locales import DEFAULT
from .page import html_page, tag
from .usage_labels import ENGLISH_USAGE, UsageLabels, check_usage_labels

_BAR, _PLACES = 5, 1
"""Pixels of a bar, and decimals of an average."""
_MOST_ACCOUNTS = 500
"""Accounts listed: who has more to look at takes a file."""


class _Used(NamedTuple):
    """What is shown of an account; its devices are not kept."""

    devices: int
    connections: int
    by_day: tuple[int, ...]


def activity_html(
    activities: Iterable[Activity], month: Month, locale: str = DEFAULT, labels: UsageLabels = ENGLISH_USAGE
) -> str:
    """Write the activity of accounts in a month as a whole HTML page, in order of account, with a chart of its days.

    They are read one at a time, so those of `activity_by_account` are never held together. A device that connected for
    two accounts counts once in each. The 500 accounts with the most devices are listed; what is said of all together is
    of all. The page needs no other file and runs no script. Raises WrongType, or WrongValue for an unknown locale, for
    activity of another month and for an account given twice.

    >>> "<title>Active devices in April 2026</title>" in activity_html([], Month.parse("2026-04"))
    True
    """
    check_usage_labels(labels)
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    title = labels.activity.replace("{month}", format_month(month, locale))
    found = _read(activities, month)
    whole = _together(found.values(), month)
    billed = f"{tag('span', labels.active_devices)}{tag('strong', format_count(whole.devices, locale))}"
    parts = (
        f'<header>\n<div>{tag("h1", title)}</div>\n<div class="due">{billed}</div>\n</header>\n',
        _table(_largest(found), whole, locale, labels) if found else tag("p", labels.nothing, "hint"),
        _more(len(found) - _MOST_ACCOUNTS, locale, labels),
    )
    return html_page(title, f'<main class="overview">\n{"".join(parts)}</main>', locale)


def _read(activities: Iterable[Activity], month: Month) -> dict[AccountId, _Used]:
    check_many("activities", activities)
    found: dict[AccountId, _Used] = {}
    for each in activities:
        if type(each) is not Activity:
            raise WrongType("activities", "Activity", each)
        if each.month != month:
            raise WrongValue("activities", f"activity of {month}", str(each.month))
        if each.account in found:
            raise WrongValue("activities", "each account once", each.account)
        found[each.account] = _Used(len(each.devices), sum(one.connections for one in each.devices), each.by_day)
    return found


def _largest(found: dict[AccountId, _Used]) -> list[tuple[AccountId, _Used]]:
    """Return the accounts with the most devices, as many as are listed, in order of account."""
    by_size = sorted(found.items(), key=lambda item: (-item[1].devices, item[0]))
    return sorted(by_size[:_MOST_ACCOUNTS])


def _more(hidden: int, locale: str, labels: UsageLabels) -> str:
    return tag("p", labels.more.replace("{number}", format_count(hidden, locale)), "hint") if hidden > 0 else ""


def _together(found: Collection[_Used], month: Month) -> _Used:
    by_day = tuple(sum(each.by_day[day] for each in found) for day in range(month.days))
    return _Used(sum(each.devices for each in found), sum(each.connections for each in found), by_day)


def _table(listed: Iterable[tuple[AccountId, _Used]], whole: _Used, locale: str, labels: UsageLabels) -> str:
    words = "".join(f'<th scope="col">{escape(name)}</th>' for name in (labels.account, labels.by_day))
    figures = "".join(
        f'<th scope="col" class="number">{escape(name)}</th>'
        for name in (labels.active_devices, labels.daily_average, labels.connections)
    )
    body = "".join(_row(escape(account), used, locale, labels) for account, used in listed)
    return (
        f'<div class="scroll"><table>\n<thead><tr>{words}{figures}</tr></thead>\n<tbody>\n{body}</tbody>\n'
        f"<tfoot>\n{_row(escape(labels.together), whole, locale, labels)}</tfoot>\n</table></div>\n"
    )


def _row(name: str, used: _Used, locale: str, labels: UsageLabels) -> str:
    days = [(number, f"{day}: {format_count(number, locale)}") for day, number in enumerate(used.by_day, start=1)]
    numbers = (
        tag("td", format_count(used.devices, locale), "number sum"),
        tag("td", format_quantity(Fraction(sum(used.by_day), len(used.by_day)), locale, _PLACES), "number"),
        tag("td", format_count(used.connections, locale), "number"),
    )
    chart = bars(days, labels.by_day, locale, _BAR)
    return f'<tr><th scope="row"><bdi>{name}</bdi></th><td>{chart}</td>{"".join(numbers)}</tr>\n'
