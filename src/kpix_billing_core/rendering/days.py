"""Days and months in the words of a locale."""

__all__ = ["format_day", "format_month", "format_weekdays"]

from datetime import date

from ..checks import check_day
from ..dates import Month
from ..errors import WrongType
from .locales import locale_of


def format_day(day: date, locale: str) -> str:
    """Write a day with the name of its month; raises WrongType, or WrongValue for an unknown locale.

    >>> format_day(date(2026, 4, 1), "en"), format_day(date(2026, 4, 1), "de")
    ('April 1, 2026', '1. April 2026')
    """
    from babel.dates import format_date  # noqa: PLC0415  slow to import, needed only where something is shown

    return format_date(check_day("day", day), "long", locale_of(locale))


def format_month(month: Month, locale: str) -> str:
    """Write a month by its name; raises WrongType, or WrongValue for an unknown locale.

    >>> format_month(Month.parse("2026-04"), "en"), format_month(Month.parse("2026-04"), "fr")
    ('April 2026', 'avril 2026')
    """
    from babel.dates import format_skeleton  # noqa: PLC0415  slow to import, needed only where something is shown

    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    return format_skeleton("yMMMM", month.first_day, locale=locale_of(locale))


def format_weekdays(locale: str) -> tuple[str, ...]:
    """Write the days of the week in short, from Monday on; raises WrongType, or WrongValue for an unknown locale.

    >>> format_weekdays("en")[0], format_weekdays("fr")[0]
    ('Mon', 'lun.')
    """
    names = locale_of(locale).days["stand-alone"]["abbreviated"]
    return tuple(names[day] for day in range(7))
