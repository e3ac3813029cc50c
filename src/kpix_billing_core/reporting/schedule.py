"""When a month's report is there: on the third business day of the next month, two hours after midnight in UTC."""

__all__ = ["default_month", "period_label", "printed_end", "report_available_at", "report_day", "report_period"]

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ..checks import check_instant
from ..dates import Month, business_day, month_start
from ..dates.zone import utc
from ..decisions import Reason, Refused
from ..errors import WrongType
from ..quota import previous_month

_NTH = 3
_AVAILABLE = time(2, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def default_month(now: datetime, zone: tzinfo = UTC) -> Month:
    """Return the month that a report shows unless another is asked for: the one before the present one (rule P23).

    On the first days of a month its report may not be there yet. Raises WrongType or WrongValue.

    >>> default_month(datetime(2026, 1, 31, tzinfo=UTC))
    Month.parse('2025-12')
    """
    return previous_month(now, zone)


def report_day(month: Month) -> date:
    """Return the day on which a month's report is made: the third Monday to Friday of the next month (rules P16, P17).

    No holiday of any country moves it. Raises WrongType, or WrongValue for the last month there is.

    >>> report_day(Month.parse("2024-10")).isoformat()
    '2024-11-05'
    """
    return business_day(_month(month) + 1, _NTH)


def report_available_at(month: Month, override: datetime | None = None) -> datetime:
    """Return from when on a month's report can be expected: 02:00 UTC of its `report_day` (rules P16, P18).

    `override` is another instant for this month: reports were early or late. Before the month has ended there is none,
    whatever the override says; that is a refusal of `usage_report`.

    >>> report_available_at(Month.parse("2018-07")).isoformat()
    '2018-08-03T02:00:00+00:00'
    """
    usual = datetime.combine(report_day(month), _AVAILABLE)
    if override is None:
        return usual
    check_instant("override", override)
    return utc(override)


def report_period(month: Month, zone: tzinfo = UTC) -> tuple[datetime, datetime]:
    """Return the first instant of a month and the first instant after it, in UTC (rule P22).

    >>> [instant.isoformat() for instant in report_period(Month.parse("2024-02"))]
    ['2024-02-01T00:00:00+00:00', '2024-03-01T00:00:00+00:00']
    """
    return month_start(month, zone), month_start(month + 1, zone)


def printed_end(month: Month, zone: tzinfo = UTC) -> datetime:
    """Return the end of a month as reports print it: its last millisecond (rule P22).

    >>> printed_end(Month.parse("2024-02")).isoformat(timespec="milliseconds")
    '2024-02-29T23:59:59.999+00:00'
    """
    return report_period(month, zone)[1] - _MILLISECOND


def period_label(month: Month) -> str:
    """Return how a report calls a month, in English whatever the locale (rule P41).

    >>> period_label(Month.parse("2016-09"))
    'September 2016'
    """
    return f"{_NAMES[_month(month).number - 1]} {month.year}"


def not_yet(month: Month, now: datetime, zone: tzinfo, override: datetime | None) -> Refused | None:
    """Return that a month's report is not there yet, or None (rule P18)."""
    check_instant("now", now)
    _, end = report_period(month, zone)
    # A month that still runs has no report, whatever somebody promised.
    expected = max(end, report_available_at(month, override))
    if utc(now) >= expected:
        return None
    return Refused(Reason.NOT_YET_AVAILABLE, f"the report for {month} is expected at {expected.isoformat()}")


def _month(month: object) -> Month:
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    return month
