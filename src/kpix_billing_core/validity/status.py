"""What a device is: a status for each span of time, and all spans together for all of time."""

__all__ = ["CONNECTED", "BillingStatus", "StatusSpan", "Timeline", "lapsed"]

from bisect import bisect_right
from datetime import datetime
from enum import Enum
from itertools import pairwise

import attrs

from ..checks import check_instant, each, instance, optional
from ..errors import WrongValue
from .boundaries import FIRST, days_before
from .record import TimedValidity, Validity, ValidityRecord
from .rules import ApplicationRules


class BillingStatus(Enum):
    """What a device is, exactly one of these at any instant (rule K04).

    UNMANAGED: without a record. PENDING: not valid yet. ACTIVE: valid. IN_GRACE: no longer, but still connected.
    DISABLED: cut off after grace. EXPIRED: after grace, where nothing is cut off. DEACTIVATED: ended by somebody.
    """

    UNMANAGED = "unmanaged"
    PENDING = "pending"
    ACTIVE = "active"
    IN_GRACE = "in_grace"
    DISABLED = "disabled"
    EXPIRED = "expired"
    DEACTIVATED = "deactivated"

    @property
    def connected(self) -> bool:
        """Whether the device is connected: while valid, in grace, and after it where nothing is cut off (K08, K12)."""
        return _is_connected(self)


CONNECTED = (BillingStatus.ACTIVE, BillingStatus.IN_GRACE, BillingStatus.EXPIRED)


def lapsed(rules: ApplicationRules) -> BillingStatus:
    """Return what a device is once validity and grace are over (rules K07, K12, K13)."""
    return BillingStatus.DISABLED if rules.enforcement and rules.billing else BillingStatus.EXPIRED


@attrs.frozen
class StatusSpan:
    """A status from one instant up to, not including, another, and the record it follows from.

    Attributes:
        status: what the device is.
        since: the first instant; None: since ever.
        until: the first instant it is something else; None: for ever.
        record: the record that says so, where there is one; of several that follow each other, the last.
        expires_at: the end of validity that it is before or after: while active, by the record that ends last.
    """

    status: BillingStatus = attrs.field(validator=instance(BillingStatus))
    since: datetime | None = None
    until: datetime | None = None
    record: ValidityRecord | None = attrs.field(default=None, validator=optional(instance(Validity, TimedValidity)))
    expires_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check_span(self)


@attrs.frozen
class Timeline:
    """The spans of one device in one application, in order; together they are all of time (rule K04).

    Attributes:
        spans: each begins where the one before it ends.
        rules: what they were worked out under.
    """

    spans: tuple[StatusSpan, ...] = attrs.field(validator=each(StatusSpan))
    rules: ApplicationRules = attrs.field(validator=instance(ApplicationRules))

    def __attrs_post_init__(self) -> None:
        _check_tiles(self.spans)

    def span(self, at: datetime) -> StatusSpan:
        """Return the span that an instant lies in."""
        return _span(self, at)

    def status(self, at: datetime) -> BillingStatus:
        """Return what the device is at an instant."""
        return self.span(at).status

    def next_change(self, at: datetime) -> datetime | None:
        """Return the first instant after this one at which it is something else; None: never."""
        return self.span(at).until

    def billable(self, at: datetime) -> bool:
        """Whether the device is billed at an instant: while valid, where the application bills (rules K02, K13)."""
        return self.rules.billing and self.status(at) is BillingStatus.ACTIVE

    def expiring(self, at: datetime) -> bool:
        """Whether it is valid at an instant and the first of its alerts is due by then, had it been asked for (K04)."""
        return _expiring(self, at)


def _is_connected(status: BillingStatus) -> bool:
    return status in CONNECTED


def _span(line: Timeline, at: datetime) -> StatusSpan:
    check_instant("at", at)
    return line.spans[_place(line.spans, at)]


def _place(spans: tuple[StatusSpan, ...], at: datetime) -> int:
    return bisect_right(spans, at, lo=1, key=_since) - 1


def _since(span: StatusSpan) -> datetime:
    return span.since or FIRST


def _expiring(line: Timeline, at: datetime) -> bool:
    span = line.span(at)
    if span.status is not BillingStatus.ACTIVE or span.record is None or not line.rules.alert_days:
        return False
    return at >= days_before(span.record, line.rules.alert_days[-1], line.rules)


def _check_span(span: StatusSpan) -> None:
    for name in ("since", "until", "expires_at"):
        instant = getattr(span, name)
        if instant is not None:
            check_instant(name, instant)
    if span.since is not None and span.until is not None and span.until <= span.since:
        raise WrongValue("until", f"an instant after {span.since.isoformat()}", span.until)


def _check_tiles(spans: tuple[StatusSpan, ...]) -> None:
    if not spans or spans[0].since is not None or spans[-1].until is not None:
        raise WrongValue("spans", "spans from ever to for ever", spans)
    for before, after in pairwise(spans):
        if before.until is None or before.until != after.since:
            raise WrongValue("spans", "spans that meet", after)
