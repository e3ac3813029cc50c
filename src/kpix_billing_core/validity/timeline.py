"""What a device's records amount to: one status at every instant there is, from the first to the last."""

__all__ = ["BillingStatus", "StatusSpan", "Timeline", "timeline"]

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import groupby, pairwise
from typing import NamedTuple

import attrs

from ..checks import check_instant, check_many, each, instance, optional
from ..dates import day_start
from ..errors import WrongType, WrongValue
from .record import TimedValidity, Validity, ValidityRecord
from .rules import ApplicationRules, Overlap


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


@attrs.frozen
class StatusSpan:
    """A status from one instant up to, not including, another, and the record it follows from.

    Attributes:
        status: what the device is.
        since: the first instant; None: since ever.
        until: the first instant it is something else; None: for ever.
        record: the record that says so, where there is one.
    """

    status: BillingStatus = attrs.field(validator=instance(BillingStatus))
    since: datetime | None = None
    until: datetime | None = None
    record: ValidityRecord | None = attrs.field(default=None, validator=optional(instance(Validity, TimedValidity)))

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


class _Stretch(NamedTuple):
    """A record as instants: its start, its end, the end of its grace, and where somebody ended it."""

    start: datetime
    end: datetime
    grace_end: datetime
    deactivated: datetime | None
    record: ValidityRecord


class _Kind(Enum):
    DEACTIVATE = 0
    STOP = 1
    GRACE_END = 2
    START = 3


def timeline(records: Iterable[ValidityRecord], rules: ApplicationRules) -> Timeline:
    """Return what a device is at every instant, given all its records in one application, in any order.

    A valid record wins; then grace, unless a deactivation ended it; then a deactivation, then a validity that is over,
    then one to come (rules K01, K04, K05, K07, K08). Costs as much as sorting the records.
    Raises WrongType, or WrongValue for records of two devices or, where the rules reject them, ones that overlap.

    >>> from datetime import date
    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> timeline([april], ApplicationRules(grace_days=7)).status(datetime(2026, 5, 7, 23, 59, tzinfo=UTC)).value
    'in_grace'
    """
    if type(rules) is not ApplicationRules:
        raise WrongType("rules", "ApplicationRules", rules)
    stretches = _held_apart(_stretches(_checked(records), rules), rules)
    return Timeline(tuple(_merged(_swept(stretches, rules))), rules)


def grace_end(end: datetime, rules: ApplicationRules) -> datetime:
    """Return the instant at which grace after an end is over: whole calendar days of the application later (K09)."""
    return days_later(end, rules.grace_days, rules)


def days_later(instant: datetime, days: int, rules: ApplicationRules) -> datetime:
    """Return the instant so many calendar days later, at the same local time, in UTC: no clock change counts."""
    local = instant.astimezone(rules.zone)
    try:
        return datetime.combine(local.date() + timedelta(days=days), local.time(), rules.zone).astimezone(UTC)
    except (OverflowError, ValueError):
        raise WrongValue("days", "an instant within the years 1 to 9999", days) from None


def _checked(records: Iterable[ValidityRecord]) -> list[ValidityRecord]:
    check_many("records", records)
    found = list(records)
    for record in found:
        if not isinstance(record, Validity | TimedValidity):
            raise WrongType("records", "Validity or TimedValidity", record)
        if (record.device, record.application) != (found[0].device, found[0].application):
            raise WrongValue("records", f"records of {found[0].device} in {found[0].application}", record.device)
    return found


def _stretches(records: list[ValidityRecord], rules: ApplicationRules) -> list[_Stretch]:
    found = [stretch for record in records if (stretch := _stretch(record, rules)) is not None]
    return sorted(found, key=lambda each: (each.start, each.end, each.deactivated is None, each.deactivated or each.end))


def _stretch(record: ValidityRecord, rules: ApplicationRules) -> _Stretch | None:
    if isinstance(record, TimedValidity):
        end = record.end_at.astimezone(UTC)
        return _Stretch(record.start_at.astimezone(UTC), end, grace_end(end, rules), record.deactivated_at, record)
    if record.start is None or record.last_day is None:
        return None
    zone, day = rules.zone, timedelta(days=1)
    end = day_start(record.last_day + day, zone)
    # From the day, not from the instant: where midnight is skipped, the next one is midnight again.
    grace = day_start(record.last_day + day * (1 + rules.grace_days), zone)
    ended = None if record.deactivated_on is None else day_start(record.deactivated_on + day, zone)
    return _Stretch(day_start(record.start, zone), end, grace, ended, record)


def _held_apart(stretches: list[_Stretch], rules: ApplicationRules) -> list[_Stretch]:
    """Let overlapping records come to what the rules say; a union needs nothing done."""
    if rules.overlap is Overlap.UNION:
        return stretches
    found: list[_Stretch] = []
    for each in stretches:
        if found and each.start < found[-1].end:
            if rules.overlap is Overlap.REJECT:
                raise WrongValue("records", "records that do not overlap", each.record)
            before = found.pop()
            if before.start < each.start:
                # superseded, not elapsed: no grace
                found.append(before._replace(end=each.start, grace_end=each.start))
        found.append(each)
    return found


def _swept(stretches: list[_Stretch], rules: ApplicationRules) -> Iterable[StatusSpan]:
    """Yield spans from boundary to boundary, by one pass over all boundaries in order."""
    now = _Now(stretches, rules)
    since: datetime | None = None
    for at, boundaries in groupby(sorted(_boundaries(stretches), key=_in_order), key=lambda boundary: boundary[0]):
        yield now.span(since, at)
        for _, kind, stretch in boundaries:
            now.cross(kind, stretch)
        since = at
    yield now.span(since, None)


def _boundaries(stretches: list[_Stretch]) -> Iterable[tuple[datetime, _Kind, int]]:
    for index, each in enumerate(stretches):
        if each.deactivated is not None and each.deactivated < each.end:
            yield each.deactivated, _Kind.DEACTIVATE, index
            if each.start < each.deactivated:
                yield each.start, _Kind.START, index
        else:
            yield each.start, _Kind.START, index
            yield each.end, _Kind.STOP, index
            yield each.grace_end, _Kind.GRACE_END, index


def _in_order(boundary: tuple[datetime, _Kind, int]) -> tuple[datetime, int, int]:
    # A stop before the end of its grace, which is the same instant without grace.
    at, kind, index = boundary
    return at, kind.value, index


class _Now:
    """What holds between two boundaries."""

    def __init__(self, stretches: list[_Stretch], rules: ApplicationRules) -> None:
        self._stretches = stretches
        self._lapsed_is = BillingStatus.DISABLED if rules.enforcement and rules.billing else BillingStatus.EXPIRED
        self._to_come = [index for _, kind, index in sorted(_boundaries(stretches), key=_in_order) if kind is _Kind.START]
        self._to_come.reverse()
        self._valid: dict[int, None] = {}
        self._grace: dict[int, None] = {}
        self._deactivated: int | None = None
        self._lapsed: int | None = None

    def cross(self, kind: _Kind, index: int) -> None:
        """Cross a boundary of a record."""
        match kind:
            case _Kind.START:
                self._valid[index] = None
                self._to_come.pop()
            case _Kind.STOP:
                del self._valid[index]
                self._grace[index] = None
            case _Kind.GRACE_END:
                self._grace.pop(index, None)
                self._lapsed = index
            case _Kind.DEACTIVATE:
                self._valid.pop(index, None)
                self._grace.clear()
                self._deactivated = index

    def span(self, since: datetime | None, until: datetime | None) -> StatusSpan:
        """Return what the device is between two boundaries."""
        status, index = self._status()
        return StatusSpan(status, since, until, None if index is None else self._stretches[index].record)

    def _status(self) -> tuple[BillingStatus, int | None]:
        if self._valid:
            return BillingStatus.ACTIVE, self._longest(self._valid)
        if self._grace:
            return BillingStatus.IN_GRACE, self._longest(self._grace)
        if self._deactivated is not None:
            return BillingStatus.DEACTIVATED, self._deactivated
        if self._lapsed is not None:
            return self._lapsed_is, self._lapsed
        if self._to_come:
            return BillingStatus.PENDING, self._to_come[-1]
        return BillingStatus.UNMANAGED, None

    def _longest(self, indices: Iterable[int]) -> int:
        return max(indices, key=lambda index: (self._stretches[index].grace_end, index))


def _merged(spans: Iterable[StatusSpan]) -> Iterable[StatusSpan]:
    """Join spans of one status that meet: records that follow each other are one validity."""
    last: StatusSpan | None = None
    for span in spans:
        if last is not None and last.status is span.status:
            last = attrs.evolve(span, since=last.since)
        else:
            if last is not None:
                yield last
            last = span
    if last is not None:
        yield last


def _span(line: Timeline, at: datetime) -> StatusSpan:
    check_instant("at", at)
    return line.spans[_place(line.spans, at)]


def _place(spans: tuple[StatusSpan, ...], at: datetime) -> int:
    return bisect_right(spans, at, lo=1, key=_since) - 1


def _since(span: StatusSpan) -> datetime:
    # asked of all but the first span, which is the only one that has always been
    if span.since is None:
        raise WrongValue("spans", "a start of all but the first", span)
    return span.since


def _check_span(span: StatusSpan) -> None:
    for name in ("since", "until"):
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
