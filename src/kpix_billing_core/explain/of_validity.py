"""What a device is and why: which record, which rule, which boundary; what falls due; what a move of tiers means."""

__all__ = ["OfValidity", "explain_validity"]

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from ..errors import WrongType
from ..validity import (
    ApplicationRules,
    BillingStatus,
    StatusSpan,
    SubscriptionMove,
    SweepEvent,
    SweepKind,
    TimedValidity,
    Timeline,
    ValidityRecord,
)
from .explanation import Explanation, Fact
from .words import counted

OfValidity: TypeAlias = Timeline | StatusSpan | SweepEvent | SubscriptionMove
"""What validity can be asked about."""

_WHY: Mapping[BillingStatus, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        BillingStatus.UNMANAGED: ("it has no record with days", ("K04",)),
        BillingStatus.PENDING: ("a record is to come, and nothing before it", ("K01", "K04")),
        BillingStatus.ACTIVE: ("a record is valid", ("K01", "K02")),
        BillingStatus.IN_GRACE: ("validity is over, grace is not: connected, not billed", ("K08", "K09")),
        BillingStatus.DISABLED: ("validity and grace are over: cut off", ("K07",)),
        BillingStatus.EXPIRED: ("validity and grace are over, and nothing is cut off", ("K12", "K13")),
        BillingStatus.DEACTIVATED: ("somebody ended it", ("K05", "K06")),
    }
)
_DUE: Mapping[SweepKind, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        SweepKind.ALERT_DUE: ("administrators are to be told that it will expire", ("K10", "K11")),
        SweepKind.ALERT_MISSED: ("it was too late to tell that it would expire", ("K11",)),
        SweepKind.GRACE_ENTERED: ("validity is over, grace begins", ("K08",)),
        SweepKind.DISABLED: ("validity and grace are over", ("K07",)),
    }
)


def explain_validity(result: OfValidity) -> Explanation:
    """Explain what a device is, what falls due or what a move means; raises WrongType for anything else of validity."""
    match result:
        case Timeline():
            return _timeline(result)
        case StatusSpan():
            return _span(result)
        case SweepEvent():
            return _event(result)
        case SubscriptionMove():
            return _move(result)
        case _:
            raise WrongType("result", "Timeline, StatusSpan, SweepEvent or SubscriptionMove", result)


def _timeline(line: Timeline) -> Explanation:
    held = next((span.record for span in line.spans if span.record is not None), None)
    title = "A device without a record" if held is None else f"{held.device} in {held.application}"
    return Explanation(title, tuple(_rules(line.rules)), tuple(map(_span, line.spans)))


def _rules(rules: ApplicationRules) -> list[Fact]:
    days = " and ".join(map(str, rules.alert_days)) or "none"
    return [
        Fact("grace", counted(rules.grace_days, "day"), ("K09",)),
        Fact("alerts", days if days == "none" else f"{days} days before the end", ("K10",)),
        Fact("enforcement", _switch(rules.enforcement), ("K12",)),
        Fact("billing", _switch(rules.billing), ("K13",)),
        Fact("overlaps", rules.overlap.value, ("K03",)),
    ]


def _switch(on: bool) -> str:  # noqa: FBT001  read by position
    return "on" if on else "off"


def _span(span: StatusSpan) -> Explanation:
    why, ids = _WHY[span.status]
    facts = [
        Fact("why", why, ids),
        Fact("since", _since(span)),
        Fact("until", _until(span)),
        *([] if span.record is None else _record(span.record)),
    ]
    return Explanation(span.status.value.replace("_", " "), tuple(facts))


def _since(span: StatusSpan) -> str:
    if span.since is None:
        return "ever"
    of = {
        BillingStatus.ACTIVE: "a start",
        BillingStatus.IN_GRACE: "the end of validity",
        BillingStatus.DISABLED: "the end of grace",
        BillingStatus.EXPIRED: "the end of grace",
        BillingStatus.DEACTIVATED: "the end that somebody set",
    }.get(span.status)
    return _text(span.since) if of is None else f"{_text(span.since)}, {of}"


def _until(span: StatusSpan) -> str:
    if span.until is None:
        return "for ever"
    if span.status is BillingStatus.ACTIVE:
        of = "the end of validity" if span.until == span.expires_at else "an end that somebody set"
        return f"{_text(span.until)}, not included, {of}"
    return f"{_text(span.until)}, not included"


def _record(record: ValidityRecord) -> list[Fact]:
    if isinstance(record, TimedValidity):
        held = f"from {_text(record.start_at)} to {_text(record.end_at)}, not included"
        ended = None if record.deactivated_at is None else _text(record.deactivated_at)
    else:
        held = f"{record.start} to {record.last_day}, both included"
        ended = None if record.deactivated_on is None else f"{record.deactivated_on} was the last day"
    reason = f": {record.reason}" if record.reason else ""
    return [
        Fact("record", held, ("K01",)),
        *([] if ended is None else [Fact("ended", f"{ended}{reason}", ("K05", "K06"))]),
    ]


def _event(event: SweepEvent) -> Explanation:
    why, ids = _DUE[event.kind]
    before = (
        [] if event.days_left is None else [Fact("for", f"{counted(event.days_left, 'day')} before the end", ("K10",))]
    )
    facts = (
        Fact("why", why, ids),
        Fact("due", _text(event.due_at), ("K23",)),
        Fact("end of validity", _text(event.expires_at), ("K01",)),
        *before,
    )
    return Explanation(f"{event.device} in {event.application}: {event.kind.value.replace('_', ' ')}", facts)


def _move(moved: SubscriptionMove) -> Explanation:
    left, limit = moved.remaining, moved.after.tier.device_limit
    facts = (
        Fact("devices", f"{moved.devices}, {'no limit' if limit is None else f'of {limit} allowed'}", ("K19",)),
        Fact("too many", str(moved.excess), ("K19",)),
        Fact("bound until", f"{left.earliest_end.isoformat()}, not included", ("K20",)),
        Fact("left of that", f"{counted(left.months, 'month')} and {counted(left.days, 'day')}", ("K20",)),
        Fact("breach", "moves down before it may" if moved.breach else "none", ("K20",)),
        Fact("counts from", moved.after.since.isoformat(), ("K20",)),
    )
    return Explanation(f"{moved.before.tier.name} to {moved.after.tier.name} on {moved.on.isoformat()}", facts)


def _text(instant: datetime) -> str:
    return instant.isoformat()
