"""Renewal: the next record of a device, without a hole and without a free day."""

__all__ = ["renew"]

from collections.abc import Iterable
from datetime import date, datetime

from ..checks import check_day, check_instant
from ..errors import WrongType, WrongValue
from .boundaries import day_at, instant_of
from .fleet import listed
from .record import TimedValidity, Validity, ValidityRecord
from .rules import ApplicationRules, RenewalFrom
from .status import BillingStatus, Timeline
from .timeline import timeline


def renew(
    records: Iterable[ValidityRecord],
    until: date | datetime,
    on: date | datetime,
    rules: ApplicationRules,
    *,
    created_at: datetime | None = None,
) -> ValidityRecord:
    """Return the record that renews a device, given all its records (rule K22).

    While it is valid the new one starts where the old ones end, so that renewals chain; in grace too, or by other rules
    on the day of renewal; in any other state it starts then. With days, `until` is the new last day; with instants, the
    new end. The caller adds it to the records. Raises WrongType, or WrongValue for an end before that start.

    >>> from .rules import ASSET_LIFECYCLE
    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> renew([april], date(2026, 5, 31), date(2026, 4, 20), ASSET_LIFECYCLE).start.isoformat()
    '2026-05-01'
    """
    held = listed(records)
    line = timeline(held, rules)
    if not held:
        raise WrongValue("records", "at least one record", records)
    device, application = held[0].device, held[0].application
    if isinstance(on, datetime):
        check_instant("on", on)
        start_at = _start(line, on) or on
        return TimedValidity(device, application, start_at, _instant("until", until), created_at=created_at)
    start = _start(line, instant_of(check_day("on", on), 0, rules))
    day = on if start is None else day_at(start, rules)
    return Validity(device, application, day, check_day("until", until), created_at=created_at)


def _instant(name: str, value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        raise WrongType(name, "aware datetime", value)
    return value


def _start(line: Timeline, on: datetime) -> datetime | None:
    """Return where a renewal starts; None: at the renewal."""
    span = line.span(on)
    if span.status is BillingStatus.ACTIVE:
        return span.until
    back_dated = span.status is BillingStatus.IN_GRACE and line.rules.renewal_from is RenewalFrom.OLD_EXPIRY
    return span.expires_at if back_dated else None
