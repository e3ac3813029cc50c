"""Strategies for days: month ends, leap days, year ends and changes of the clock, mixed with generated ones."""

__all__ = ["day_counts", "days", "instants", "month_days", "months", "periods", "zones"]

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..checks import check_day, check_whole
from ..dates import (
    ACTUAL_360,
    END_EXCLUDED,
    INCLUSIVE_DAYS,
    STRICT_30_360,
    DayCount,
    DayRule,
    Month,
    MonthDays,
    Period,
)
from ..errors import WrongType, WrongValue
from ..interchange.zones import parse_zone
from .making import made
from .numbers import within

FIRST_DAY = date(1900, 1, 1)
"""The default start of what is generated: earlier bills are not our business, and 1900 was no leap year."""

LAST_DAY = date(2199, 12, 31)
"""The default end of what is generated."""

FIRST_MONTH = Month.of(FIRST_DAY)
LAST_MONTH = Month.of(LAST_DAY)

# Leap days and the days around them, a century that leaps and two that do not, ends of months and years.
HARD_DAYS = (
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2023, 2, 28), date(2023, 3, 1)),
    *(date(2000, 2, 29), date(1900, 2, 28), date(1900, 3, 1), date(2100, 2, 28), date(2100, 3, 1)),
    *(date(2026, 1, 1), date(2026, 1, 29), date(2026, 1, 30), date(2026, 1, 31), date(2025, 12, 31)),
    *(date(2026, 4, 1), date(2026, 4, 16), date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31)),
    *(FIRST_DAY, LAST_DAY, date.min, date.max),
)

# On these the clock changed at or near midnight, so a day or a month began late, twice, or not at all.
HARD_INSTANTS = (
    datetime(2009, 11, 1, 2, 30, tzinfo=UTC),  # St John's put back 00:01 on the 1st to 23:01 on the 31st
    datetime(2020, 11, 1, 4, 30, tzinfo=UTC),  # Havana had the first hour of November twice
    datetime(2011, 12, 30, 10, 0, tzinfo=UTC),  # Apia had no 30 December
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # most of Europe puts the clock forward
    datetime(2026, 10, 25, 1, 0, tzinfo=UTC),  # and back
)

# A month of each length, ends of years, and the century that did not leap.
HARD_MONTHS = tuple(map(Month.parse, ("2026-04", "2026-02", "2024-02", "2026-01", "2025-12", "1900-02", "2000-02")))

# One day, months of every length and a day beside them, two months, a quarter, years.
HARD_LENGTHS = (1, 2, 28, 29, 30, 31, 32, 59, 60, 61, 92, 365, 366)

NAMED_DAY_COUNTS = (INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360)
_EXOTIC_OFFSETS = (timedelta(hours=14), timedelta(hours=-12), timedelta(hours=5, minutes=45), timedelta(seconds=1))


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def _is_place(key: str) -> bool:
    # The database at hand may name this machine's own zone, and one for machines that were never set up.
    return key not in {"Factory", "localtime"}


DIVISORS = st.none() | st.integers(2, 366)
"""Of day counts without a name."""

MOMENTS = st.sampled_from((time.min, time.max, time(0, 0, 30), time(12))) | st.times()
"""Of a day: its first, its last, one in the first minute, noon, and any."""

OFFSETS = st.sampled_from(_EXOTIC_OFFSETS) | st.integers(-23 * 60, 23 * 60).map(_minutes)

# One for all: for each such strategy Hypothesis looks through the files of the database, a twentieth of a second.
_PLACES = st.timezone_keys(allow_prefix=False).filter(_is_place).map(parse_zone)
_ZONES = st.just(UTC) | OFFSETS.map(timezone) | _PLACES


def days(*, min_day: date = FIRST_DAY, max_day: date = LAST_DAY) -> SearchStrategy[date]:
    """Return calendar days from `min_day` to `max_day`, both included."""
    _check_days(min_day, max_day)
    hard = sorted({min_day, max_day, *within(HARD_DAYS, min_day, max_day)})
    ordinals = st.integers(min_day.toordinal(), max_day.toordinal())
    return st.sampled_from(hard) | ordinals.map(date.fromordinal)


def months(*, min_month: Month = FIRST_MONTH, max_month: Month = LAST_MONTH) -> SearchStrategy[Month]:
    """Return months from `min_month` to `max_month`, both included: Februaries of every kind, and the others."""
    check_month("min_month", min_month)
    check_month("max_month", max_month)
    if max_month < min_month:
        raise WrongValue("max_month", f"a month from {min_month} on", str(max_month))
    hard = sorted({min_month, max_month, *within(map(Month.of, HARD_DAYS), min_month, max_month)})
    return st.sampled_from(hard) | st.integers(0, max_month - min_month).map(lambda later: min_month + later)


def periods(
    *, min_day: date = FIRST_DAY, max_day: date = LAST_DAY, max_days: int | None = None
) -> SearchStrategy[Period]:
    """Return runs of at most `max_days` days between two days, all included: one day, whole months, and any other."""
    _check_days(min_day, max_day)
    span = (max_day - min_day).days + 1
    if max_days is not None:
        check_whole("max_days", max_days, 1)
        span = min(span, max_days)
    lengths = st.sampled_from(within(HARD_LENGTHS, None, span)) | st.integers(1, span)
    stretches = made(_stretch, days(min_day=min_day, max_day=max_day), lengths, st.just(max_day))
    whole = _whole_months(min_day, max_day, span)
    return st.sampled_from(whole) | stretches if whole else stretches


def day_counts() -> SearchStrategy[DayCount]:
    """Return day counts: the named ones, and every rule over other divisors."""
    rules = st.sampled_from([DayRule.INCLUSIVE, DayRule.END_EXCLUDED])
    return st.sampled_from(NAMED_DAY_COUNTS) | made(DayCount, rules, DIVISORS)


def month_days() -> SearchStrategy[MonthDays]:
    """Return day counts worked out for a month."""
    return made(DayCount.of, day_counts(), months())


def zones() -> SearchStrategy[tzinfo]:
    """Return zones: UTC, fixed offsets from it, and every zone of the time zone database at hand."""
    return _ZONES


def instants(
    *, min_day: date = FIRST_DAY, max_day: date = LAST_DAY, zone: tzinfo | None = None
) -> SearchStrategy[datetime]:
    """Return aware instants on days from `min_day` to `max_day` in a zone, or in any: a day's first, last, any moment.

    Where a clock was changed, either reading of a repeated hour, and readings that the clock skipped, are among them.
    """
    if zone is not None and not isinstance(zone, tzinfo):
        raise WrongType("zone", "tzinfo", zone)
    in_zone = zones() if zone is None else st.just(zone)
    on_days = made(_instant, days(min_day=min_day, max_day=max_day), MOMENTS, in_zone, st.booleans())
    hard = _hard_instants(min_day, max_day)
    return on_days | made(datetime.astimezone, st.sampled_from(hard), in_zone) if hard else on_days


def _stretch(first: date, length: int, last: date) -> Period:
    return Period(first, first + timedelta(days=min(length - 1, (last - first).days)))


def _whole_months(first: date, last: date, span: int) -> list[Period]:
    periods_ = map(Period.of, HARD_MONTHS)
    return [period for period in periods_ if first <= period.first and period.last <= last and period.days <= span]


def _hard_instants(first: date, last: date) -> list[datetime]:
    # A day inside at either end: in some zone it is the day before or after.
    return [instant for instant in HARD_INSTANTS if first < instant.date() < last]


def _instant(day: date, moment: time, zone: tzinfo, later: bool) -> datetime:  # noqa: FBT001  built by position
    return datetime.combine(day, moment, zone).replace(fold=int(later))


def _check_days(first: object, last: object) -> None:
    earliest = check_day("min_day", first)
    if check_day("max_day", last) < earliest:
        raise WrongValue("max_day", f"a day from {earliest.isoformat()} on", last)


def check_month(name: str, value: object) -> None:
    """Refuse anything but a Month."""
    if type(value) is not Month:
        raise WrongType(name, "Month", value)
