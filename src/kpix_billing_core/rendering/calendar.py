"""What expires, day by day, as a picture: a calendar that is the darker the more devices have their last day there."""

__all__ = ["check_glance", "expiry_calendar"]

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import NamedTuple

from ..checks import check_day
from ..errors import WrongType, WrongValue
from ..validity import Glance
from .amounts import format_count
from .days import format_weekdays
from .labels import ENGLISH_FLEET, FleetLabels, check_fleet_labels
from .locales import DEFAULT, text_direction
from .svg import picture, words_at

_MOST_DAYS = 366
_WEEK = 7
_LEFT, _TOP, _WIDTH, _HEIGHT, _GAP = 88, 24, 64, 44, 4
"""Pixels of the room for names beside and above the days, of a day, and between two."""
_WHOLE = _LEFT + _WEEK * (_WIDTH + _GAP) - _GAP
"""Pixels from side to side."""

_SHADES = ("#f0f3f6", "#cfe3f4", "#94c0e4", "#2b77b8", "#0b4a82")
_PALE, _INK, _SOFT = "#ffffff", "#1c2430", "#5b6675"
_LIGHT_SHADES = 3
"""So many of the shades are light enough for dark figures."""

_Counts = Mapping[int, Mapping[str, int]]
"""How many devices of each application have their last day on a day, which is an ordinal: those have no bounds."""


class _Tongue(NamedTuple):
    """The language of a picture, and from which side it is read."""

    locale: str
    labels: FleetLabels
    direction: str


def expiry_calendar(shown: Glance, on: date, locale: str = DEFAULT, labels: FleetLabels = ENGLISH_FLEET) -> str:
    """Draw as SVG how many devices have their last day on each day from the day of the glance on, a week a row.

    `on` is the day of the glance. The picture needs no other file. Its days are those of each application's zone.
    Raises WrongType, or WrongValue for another day, for more than 366 days and for an unknown locale.

    >>> expiry_calendar(Glance((), (), 6), date(2026, 4, 27)).count("<rect")
    7
    """
    check_glance(shown, on)
    check_fleet_labels(labels)
    tongue = _Tongue(locale, labels, text_direction(locale))
    counts = _counts(shown)
    days = _days(shown, on)
    monday = days[0] - _column(days[0])
    highest = max((sum(each.values()) for each in counts.values()), default=0)
    cells = "".join(_cell(day, (day - monday) // 7, counts.get(day, {}), highest, tongue) for day in days)
    height = _TOP + ((days[-1] - monday) // 7 + 1) * (_HEIGHT + _GAP) - _GAP
    return picture(labels.last_days, _WHOLE, height, _names(days, monday, tongue) + cells, tongue.direction)


def check_glance(shown: Glance, on: date) -> None:
    """Refuse what is no glance, a day that is not the glance's, and more days than can be drawn."""
    if type(shown) is not Glance:
        raise WrongType("shown", "Glance", shown)
    check_day("on", on)
    # A glance at an instant is on the next day already where the zone is ahead.
    if any(abs(each.last_day.toordinal() - each.days_left - on.toordinal()) > 1 for each in shown.expiring):
        raise WrongValue("on", "the day of the glance", on)
    most = max([shown.within, *(each.days_left for each in shown.expiring)])
    if most > _MOST_DAYS:
        raise WrongValue("shown", f"at most {_MOST_DAYS} days ahead", most)


def _counts(shown: Glance) -> _Counts:
    counts: dict[int, dict[str, int]] = {}
    for expiry in shown.expiring:
        by_application = counts.setdefault(expiry.last_day.toordinal(), {})
        by_application[expiry.application] = by_application.get(expiry.application, 0) + 1
    return counts


def _days(shown: Glance, on: date) -> range:
    """Return the days to be drawn, as far as there are any."""
    ends = [each.last_day.toordinal() for each in shown.expiring]
    first = on.toordinal()
    last = min(first + shown.within, date.max.toordinal())
    return range(min(first, *ends, first), max(last, *ends, last) + 1)


def _column(day: int) -> int:
    return (day - 1) % 7  # the first day there is was a Monday


def _across(pixels: int, tongue: _Tongue, width: int = 0) -> int:
    """Return the left edge of what is so wide and so many pixels from the side that is read from."""
    return pixels if tongue.direction == "ltr" else _WHOLE - pixels - width


def _names(days: range, monday: int, tongue: _Tongue) -> str:
    middles = [_across(_LEFT + column * (_WIDTH + _GAP) + _WIDTH // 2, tongue) for column in range(_WEEK)]
    above = "".join(
        words_at(middle, _TOP - 10, name, _SOFT, 'text-anchor="middle"')
        for middle, name in zip(middles, format_weekdays(tongue.locale), strict=True)
    )
    firsts = [day for day in days if day == days[0] or _column(day) == 0]
    beside = "".join(
        words_at(
            _across(0, tongue), _top((day - monday) // 7) + _HEIGHT // 2 + 4, date.fromordinal(day).isoformat(), _SOFT
        )
        for day in firsts
    )
    return above + beside


def _cell(day: int, row: int, found: Mapping[str, int], highest: int, tongue: _Tongue) -> str:
    start, top, count = _LEFT + _column(day) * (_WIDTH + _GAP), _top(row), sum(found.values())
    # Rounded up: a day on which anything ends is never as pale as one without.
    shade = -(-count * (len(_SHADES) - 1) // highest) if count else 0
    ink = _INK if shade < _LIGHT_SHADES else _PALE
    this = date.fromordinal(day)
    each = ", ".join(f"{name} {format_count(found[name], tongue.locale)}" for name in sorted(found))
    title = f"{this}: {each or tongue.labels.nothing}"
    middle = 'text-anchor="middle" font-weight="600"'
    shown = format_count(count, tongue.locale)
    at = _across(start + _WIDTH // 2, tongue)
    figure = words_at(at, top + 32, shown, ink, f'{middle} font-size="16"') if count else ""
    number = words_at(_across(start + 6, tongue), top + 14, str(this.day), ink if shade else _SOFT)
    left = _across(start, tongue, _WIDTH)
    return (
        f'<g><title>{escape(title)}</title><rect x="{left}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" rx="5" '
        f'fill="{_SHADES[shade]}"/>{number}{figure}</g>'
    )


def _top(row: int) -> int:
    return _TOP + row * (_HEIGHT + _GAP)
