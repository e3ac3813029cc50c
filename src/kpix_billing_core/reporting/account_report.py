"""What a month's report says of one account by itself, be it the account above others or one of its tenants."""

__all__ = ["AccountReport"]

from datetime import UTC, datetime, tzinfo
from itertools import pairwise

import attrs

from ..accounts.business_model import BusinessModel
from ..checks import check_instant, each, instance
from ..dates import Month
from ..dates.zone import check_zone, utc
from ..errors import WrongValue
from ..ids import AccountId, identifier
from ..quota import History
from .quota_line import QuotaLine
from .schedule import printed_end, report_period
from .usage import Usage


@attrs.frozen(kw_only=True)
class AccountReport:
    """One account's own figures of one month; nothing of its tenants (rules P22, P35, P60, P63).

    A tenant's is made as that of the account above it, and may be handed to the tenant: it has no section about the
    service package, and its lines have no balance, for both are of the whole quota. Raises WrongType or WrongValue.

    Attributes:
        account: whose.
        month: which.
        zone: where the month begins and ends.
        generated_at: when the report was made, kept in UTC.
        business_model: what the account is billed for; calls are there exactly where it is API_CALLS.
        usage: what was counted.
        history: what happened to the quota in the month on its account, in order of time.
    """

    account: AccountId = attrs.field(validator=identifier)
    month: Month = attrs.field(validator=instance(Month))
    zone: tzinfo = UTC
    generated_at: datetime = attrs.field(converter=utc)
    business_model: BusinessModel = attrs.field(validator=instance(BusinessModel))
    usage: Usage = attrs.field(validator=instance(Usage))
    history: tuple[QuotaLine, ...] = attrs.field(default=(), validator=each(QuotaLine))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def period_start(self) -> datetime:
        """The first instant of the month."""
        return _start(self)

    @property
    def period_end(self) -> datetime:
        """The first instant after the month; `printed_end` has what reports print."""
        return _end(self)

    @property
    def printed_end(self) -> datetime:
        """The last millisecond of the month."""
        return printed_end(self.month, self.zone)


def _start(report: AccountReport) -> datetime:
    return report_period(report.month, report.zone)[0]


def _end(report: AccountReport) -> datetime:
    return report_period(report.month, report.zone)[1]


def in_period(history: History, month: Month, zone: tzinfo) -> History:
    """Return the lines of a history from the first instant of a month up to, not including, the one after it."""
    start, end = report_period(month, zone)
    return History(history.account, tuple(line for line in history.entries if start <= line.added < end))


def _check(report: AccountReport) -> None:
    check_zone("zone", report.zone)
    check_instant("generated_at", report.generated_at)
    if report.generated_at < report.period_end:
        raise WrongValue("generated_at", f"an instant after {report.month}", report.generated_at)
    if (report.usage.api_calls is not None) is not (report.business_model is BusinessModel.API_CALLS):
        raise WrongValue("usage", "calls exactly where the account is billed for them", report.usage.api_calls)
    if any(not report.period_start <= line.added < report.period_end for line in report.history):
        raise WrongValue("history", f"lines of {report.month}", report.history)
    if any(after.added < before.added for before, after in pairwise(report.history)):
        raise WrongValue("history", "lines in order of time", report.history)
