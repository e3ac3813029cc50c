"""What a device's records amount to: one status at every instant there is, from the first to the last."""

__all__ = ["timeline"]

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from itertools import groupby

import attrs

from ..errors import WrongType, WrongValue
from .boundaries import FIRST, LAST, Stretch, stretch_of
from .fleet import listed
from .record import ValidityRecord
from .rules import ApplicationRules, Overlap
from .status import BillingStatus, StatusSpan, Timeline, lapsed


class _Kind(Enum):
    """What a record meets, in the order in which those of one instant count.

    A stop comes before what ends its grace: a deactivation at that instant, or the end of a grace of no days.
    """

    STOP = 0
    DEACTIVATE = 1
    GRACE_END = 2
    START = 3


def timeline(records: Iterable[ValidityRecord], rules: ApplicationRules) -> Timeline:
    """Return what a device is at every instant, given all its records in one application, in any order.

    A valid record wins; then grace, unless a deactivation ended it; then a deactivation, then a validity that is over,
    then one to come (rules K01, K04, K05, K07, K08). Costs as much as sorting the records.
    Raises WrongType, or WrongValue for records of two devices or, where the rules reject them, ones that overlap.

    >>> from datetime import UTC, date
    >>> from .record import Validity
    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> timeline([april], ApplicationRules(grace_days=7)).status(datetime(2026, 5, 7, 23, 59, tzinfo=UTC)).value
    'in_grace'
    """
    if type(rules) is not ApplicationRules:
        raise WrongType("rules", "ApplicationRules", rules)
    return Timeline(tuple(_spans(_stretches(_checked(records), rules), rules)), rules)


def _spans(stretches: list[Stretch], rules: ApplicationRules) -> Iterable[StatusSpan]:
    match stretches:
        case []:
            return (StatusSpan(BillingStatus.UNMANAGED),)
        case [stretch]:
            return _alone(stretch, rules)
        case _:
            return _merged(_swept(_held_apart(sorted(stretches, key=_in_time), rules), rules))


def _checked(records: Iterable[ValidityRecord]) -> list[ValidityRecord]:
    found = listed(records)
    for record in found:
        if (record.device, record.application) != (found[0].device, found[0].application):
            raise WrongValue("records", f"records of {found[0].device} in {found[0].application}", record.device)
    return found


def _stretches(records: list[ValidityRecord], rules: ApplicationRules) -> list[Stretch]:
    return [stretch for record in records if (stretch := stretch_of(record, rules)) is not None]


def _in_time(stretch: Stretch) -> tuple[datetime, datetime, datetime, str]:
    # The text makes the order that of the records alone: which of two alike is named must not depend on how they came.
    return stretch.start, stretch.end, stretch.deactivated or LAST, repr(stretch.record)


def _alone(stretch: Stretch, rules: ApplicationRules) -> Iterator[StatusSpan]:
    """Yield the spans of one record, as nearly every device has: what the pass over boundaries would find."""
    start, end, grace_end, ended, record = stretch
    phases = [(BillingStatus.PENDING, start), (BillingStatus.ACTIVE, end), (BillingStatus.IN_GRACE, grace_end)]
    last = lapsed(rules)
    if ended is not None and ended < end:
        phases = [(BillingStatus.PENDING, min(start, ended)), (BillingStatus.ACTIVE, ended)]
        last = BillingStatus.DEACTIVATED
    expires_at = None if end == LAST else end
    since = FIRST
    for status, until in (*phases, (last, LAST)):
        if since < until:
            yield StatusSpan(
                status, None if since == FIRST else since, None if until == LAST else until, record, expires_at
            )
            since = until


def _held_apart(stretches: list[Stretch], rules: ApplicationRules) -> list[Stretch]:
    """Let overlapping records come to what the rules say; a union needs nothing done (rule K03)."""
    if rules.overlap is Overlap.UNION:
        return stretches
    found: list[Stretch] = []
    for each in stretches:
        if found and each.start < found[-1].end:
            if rules.overlap is Overlap.REJECT:
                raise WrongValue("records", "records that do not overlap", each.record)
            before = found.pop()
            if before.start < each.start:
                # Superseded, not elapsed: no grace.
                found.append(before._replace(end=each.start, grace_end=each.start))
        found.append(each)
    return found


def _swept(stretches: list[Stretch], rules: ApplicationRules) -> Iterator[StatusSpan]:
    """Yield spans from boundary to boundary, by one pass over all boundaries in order."""
    now = _Now(stretches, rules)
    since: datetime | None = None
    for at, boundaries in groupby(sorted(_boundaries(stretches), key=_in_order), key=lambda boundary: boundary[0]):
        if at == LAST:
            break
        if at != FIRST:
            yield now.span(since, at)
            since = at
        for _, kind, index in boundaries:
            now.cross(kind, index)
    yield now.span(since, None)


def _boundaries(stretches: list[Stretch]) -> Iterator[tuple[datetime, _Kind, int]]:
    for index, each in enumerate(stretches):
        if each.deactivated is None or each.deactivated >= each.end:
            # Deactivated after its end: it has elapsed by then, so nothing is left to end (K05).
            if each.start < each.end:
                # A day that a zone left out has no instant.
                yield each.start, _Kind.START, index
            yield each.end, _Kind.STOP, index
            yield each.grace_end, _Kind.GRACE_END, index
        else:
            yield each.deactivated, _Kind.DEACTIVATE, index
            if each.start < each.deactivated:
                yield each.start, _Kind.START, index


def _in_order(boundary: tuple[datetime, _Kind, int]) -> tuple[datetime, int, int]:
    at, kind, index = boundary
    return at, kind.value, index


class _Now:
    """What holds between two boundaries: the records that are valid or in grace, and what ended last."""

    def __init__(self, stretches: list[Stretch], rules: ApplicationRules) -> None:
        self._stretches = stretches
        self._lapsed_is = lapsed(rules)
        self._valid: set[int] = set()
        self._grace: set[int] = set()
        self._deactivated: int | None = None
        self._lapsed: int | None = None

    def cross(self, kind: _Kind, index: int) -> None:
        """Cross a boundary of a record."""
        match kind:
            case _Kind.START:
                self._valid.add(index)
            case _Kind.STOP:
                self._valid.discard(index)
                self._grace.add(index)
            case _Kind.GRACE_END:
                self._grace.discard(index)
                self._lapsed = index
            case _:
                self._valid.discard(index)
                self._grace.clear()
                self._deactivated = index

    def span(self, since: datetime | None, until: datetime | None) -> StatusSpan:
        """Return what the device is between two boundaries."""
        status, index = self._status()
        stretch = self._stretches[index]
        return StatusSpan(status, since, until, stretch.record, None if stretch.end == LAST else stretch.end)

    def _status(self) -> tuple[BillingStatus, int]:
        if self._valid:
            return BillingStatus.ACTIVE, self._longest(self._valid)
        if self._grace:
            return BillingStatus.IN_GRACE, self._longest(self._grace)
        if self._deactivated is not None:
            return BillingStatus.DEACTIVATED, self._deactivated
        if self._lapsed is not None:
            return self._lapsed_is, self._lapsed
        # Nothing has begun yet, and they are in order of start.
        return BillingStatus.PENDING, 0

    def _longest(self, indices: Iterable[int]) -> int:
        return max(indices, key=lambda index: (self._stretches[index].end, index))


def _merged(spans: Iterable[StatusSpan]) -> list[StatusSpan]:
    """Join spans of one status that meet: records that follow each other are one validity."""
    found: list[StatusSpan] = []
    for span in spans:
        if found and found[-1].status is span.status:
            found[-1] = attrs.evolve(span, since=found[-1].since)
        else:
            found.append(span)
    return found
