"""A quota's packages, tokens and history in the published shapes."""

__all__ = ["pelion_history", "pelion_packages", "pelion_quota"]

from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from ..checks import check_many
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id
from ..quota import (
    SERVICE_PACKAGES,
    TOKEN_MOVES,
    UNLIMITED,
    History,
    HistoryEntry,
    Quota,
    QuotaEvent,
    QuotaTerms,
    ServicePackage,
)
from .lives import Life, lives
from .pages import check_limit, check_order
from .pelion_history import PelionEntry, PelionHistory, PelionReservation
from .pelion_packages import PelionPackage, PelionPackages, PelionQuota

_COUNTED = "a number of tokens, as the published shape has no other"


def pelion_quota(quota: Quota, at: datetime) -> PelionQuota:
    """Return how many tokens remain at an instant; 0 without a package.

    Raises WrongValue without limit, which the published shape cannot say; WrongType.

    >>> from datetime import UTC
    >>> pelion_quota(Quota(account="acme"), datetime(2026, 4, 1, tzinfo=UTC)).quota
    0
    """
    if type(quota) is not Quota:
        raise WrongType("quota", "Quota", quota)
    remaining = quota.remaining(at)
    if type(remaining) is not int:
        raise WrongValue("quota", _COUNTED, UNLIMITED)
    return PelionQuota(quota=remaining)


def pelion_history(history: History, *, limit: int = 50, after: str | None = None, order: str = "ASC") -> PelionHistory:
    """Return a page of a history: the lines after the one with the id `after`, the oldest first unless DESC is asked.

    Raises WrongValue for an id that is not there, and for a package without limit; WrongType.
    """
    if type(history) is not History:
        raise WrongType("history", "History", history)
    check_limit(limit)
    check_order(order)
    lines = history.entries if order == "ASC" else history.entries[::-1]
    first = _place(lines, after)
    return PelionHistory(
        entries=tuple(map(_entry, lines[first : first + limit])),
        has_more=first + limit < len(lines),
        limit=limit,
        total_count=len(lines),
        order=order,
        after=after,
    )


def pelion_packages(
    events: Iterable[QuotaEvent], at: datetime, account: AccountId, terms: QuotaTerms = SERVICE_PACKAGES
) -> PelionPackages:
    """Return the packages of an account at an instant: active, pending, and those before, the newest first.

    In days of grace the package that expired is still the active one, and says so. It ends, terminated, when they are
    over, or, renewed, when a renewal takes over. Raises as `history`; WrongValue for a package without limit.

    >>> from datetime import UTC
    >>> pelion_packages([], datetime(2026, 4, 1, tzinfo=UTC), "acme")
    PelionPackages(active=None, pending=None, previous=(), extra=())
    """
    check_many("events", events)
    found = lives(tuple(map(_event, events)), at, account, terms)
    sent = [(life, _sent(life, *found[place + 1 : place + 2])) for place, life in enumerate(found)]
    return PelionPackages(
        active=next((package for life, package in sent if life.begun is not None and life.ended is None), None),
        pending=next((package for life, package in sent if life.begun is None), None),
        previous=tuple(package for life, package in reversed(sent) if life.ended is not None),
    )


def _event(event: QuotaEvent) -> QuotaEvent:
    # Looked at one by one: of what never ends, no more is taken than the first that is none.
    if type(event) not in TOKEN_MOVES:
        raise WrongType("event", "an event of a quota", event)
    return event


def _sent(life: Life, after: Life | None = None) -> PelionPackage:
    """Return a package in the fields of the place where it stands: active, pending or previous."""
    changes = (life.created, life.edited, life.ended, None if after is None else after.created)
    active = life.begun is not None and life.ended is None
    return attrs.evolve(
        _package(life.package),
        created=life.created,
        modified=max(filter(None, changes)),
        next_id=None if after is None else after.package.id,
        grace_period=life.expired is not None if active else None,
        ended_at=life.ended,
        reason=None if life.ended is None else "renewed" if life.renewed else "terminated",
    )


def _package(package: ServicePackage) -> PelionPackage:
    if package.count is None:
        raise WrongValue("count", _COUNTED, UNLIMITED)
    return PelionPackage(
        id=package.id,
        count=package.count,
        starts_at=package.starts_at,
        expires_at=package.expires_at,
        previous_id=package.previous,
    )


def _place(lines: Sequence[HistoryEntry], after: str | None) -> int:
    if after is None:
        return 0
    check_id("after", after)
    for place, line in enumerate(lines, 1):
        if line.id == after:
            return place
    raise WrongValue("after", "the id of a line of the history", after)


def _entry(line: HistoryEntry) -> PelionEntry:
    campaign, package = line.campaign, line.package
    return PelionEntry(
        id=line.id,
        added=line.added,
        amount=line.amount,
        reason=line.reason,
        reservation=None
        if campaign is None
        else PelionReservation(id=campaign, account=line.account, campaign=campaign),
        package=None if package is None else _package(package),
    )
