"""Strategies for what a quota is made of: packages, reservations, balances, answers, and every event by itself."""

__all__ = [
    "expiry_warnings",
    "history_entries",
    "quota_balances",
    "quota_events",
    "quota_terms",
    "reservations",
    "service_packages",
    "unlimited",
    "verdicts",
]

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..dates.zone import utc
from ..decisions import Reason
from ..ids import AccountId
from ..quota import (
    UNLIMITED,
    Adjusted,
    Committed,
    ExpiryWarning,
    HistoryEntry,
    HistoryReason,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    QuotaBalance,
    QuotaEvent,
    QuotaTerms,
    Released,
    RenewalStart,
    RenewalStarted,
    Reservation,
    ReservationTerminated,
    Reserved,
    ServicePackage,
    Unlimited,
    Verdict,
)
from .dates import instants
from .making import made
from .metering import account_or_any
from .numbers import HEX_IDS, MANY, SOME, SOME_OR_NONE, VERSIONS
from .texts import ids, kinds_among, words

EventKind = type[QuotaEvent]
EVENT_KINDS: tuple[EventKind, ...] = (
    *(PackageCreated, PackageRenewed, Reserved, Committed, Released, Adjusted),
    *(RenewalStarted, ReservationTerminated, PackageTerminated),
)
_TERMS = st.sampled_from([timedelta(days=days) for days in (1, 30, 365, 366)])
_VALID, _WARNED = st.sampled_from((1, 12, 36)), st.sampled_from((0, 1, 3, 12))
"""Months."""

_GRACE = st.sampled_from((0, 1, 60))
_PUBLISHED = st.sampled_from((QuotaTerms(), QuotaTerms(grace_days=60)))
_USED = st.integers(0, 4)
_DAYS_LEFT = st.integers(0, 366)
_LINES = st.integers(-9, 9) | st.just(-MANY)
_BALANCES = st.none() | st.integers(0, 9)
_ADJUSTED = st.integers(-9, -1) | SOME
_BEFORE = st.sampled_from((timedelta(0), -timedelta(milliseconds=1)))
_AHEAD = st.sampled_from([timedelta(days=days) for days in (0, 1, 90)])
"""When a package was put down: a moment after it began, or days before."""


def unlimited() -> SearchStrategy[Unlimited]:
    """Return the number of tokens without limit; there is one."""
    return st.just(UNLIMITED)


def quota_terms() -> SearchStrategy[QuotaTerms]:
    """Return terms of service packages: the published ones, with days of grace, and any others."""
    others = made(
        QuotaTerms,
        validity_months=_VALID,
        warning_months=_WARNED,
        grace_days=_GRACE,
        renewal_start=st.sampled_from(RenewalStart),
        carry_over=st.booleans(),
        failed_updates_count=st.booleans(),
        list_zero_releases=st.booleans(),
    )
    return _PUBLISHED | others


def service_packages() -> SearchStrategy[ServicePackage]:
    """Return packages of one token, of many, or without limit."""
    return made(_package, ids(), SOME | st.none(), instants(), _TERMS, st.none() | ids())


def reservations() -> SearchStrategy[Reservation]:
    """Return reservations that are new, partly used or used up, of any tenant, some of which lapse."""
    sizes = st.tuples(SOME, _USED, _USED)
    return made(_reservation, ids(), sizes, st.none() | ids(), instants(), st.none() | instants())


def quota_balances() -> SearchStrategy[QuotaBalance]:
    """Return balances with tokens in every place, in some or in none."""
    return made(_balance, *[SOME_OR_NONE] * 4)


def verdicts() -> SearchStrategy[Verdict]:
    """Return yes, and no for every reason."""
    return st.just(Verdict()) | made(Verdict, st.sampled_from(Reason), ids())


def expiry_warnings() -> SearchStrategy[ExpiryWarning]:
    """Return warnings from the last day to a year before."""
    return made(ExpiryWarning, expires_at=instants(), days_left=_DAYS_LEFT, renewal_pending=st.booleans())


def history_entries() -> SearchStrategy[HistoryEntry]:
    """Return lines of a history for every reason, and for words that are not known."""
    nothing: dict[str, Any] = {}
    about = st.fixed_dictionaries({"campaign": ids()}) | st.fixed_dictionaries({"package": service_packages()})
    fields = {
        "id": HEX_IDS,
        "added": instants(),
        "amount": _LINES,
        "reason": st.sampled_from([reason.value for reason in HistoryReason]) | ids(),
        "account": ids(),
        "balance": _BALANCES,
    }
    return made(_entry, st.fixed_dictionaries(fields), st.just(nothing) | about)


def quota_events(
    *, account: AccountId | None = None, kinds: Collection[EventKind] = EVENT_KINDS
) -> SearchStrategy[QuotaEvent]:
    """Return events of these kinds, all by default, of one account or of any; each by itself, on any version.

    Events that follow from each other are `quota_histories`.
    """
    wanted = kinds_among(kinds, EVENT_KINDS, "the events of a quota")
    owner = account_or_any(account)
    return st.one_of(*(_events(kind, owner) for kind in EVENT_KINDS if kind in wanted))


def _events(kind: EventKind, owner: SearchStrategy[AccountId]) -> SearchStrategy[QuotaEvent]:
    head = {
        "version": VERSIONS,
        "at": instants(),
        "account": owner,
        "key": st.none() | ids(),
    }
    events: SearchStrategy[QuotaEvent] = made(_made, st.just(kind), st.fixed_dictionaries({**head, **_fields(kind)}))
    return events


def _fields(kind: EventKind) -> dict[str, SearchStrategy[Any]]:
    """Return what an event has beside what all have."""
    term = {"package": ids(), "count": SOME | st.none(), "lasts": _TERMS}
    whose = {"campaign": ids(), "tenant": st.none() | ids()}
    fields: Mapping[EventKind, dict[str, SearchStrategy[Any]]] = {
        PackageCreated: {**term, "ahead": _BEFORE},
        PackageRenewed: {**term, "ahead": _AHEAD},
        Reserved: {**whose, "size": SOME},
        Committed: {**whose, "device": ids(), "succeeded": st.booleans()},
        Released: {**whose, "consumed": SOME_OR_NONE},
        Adjusted: {"amount": _ADJUSTED, "reference": words()},
        RenewalStarted: {"package": ids(), "amount": _ADJUSTED | st.just(0)},
        ReservationTerminated: {**whose, "unused": SOME_OR_NONE},
        PackageTerminated: {"package": ids(), "unused": SOME_OR_NONE},
    }
    return fields[kind]


def _made(kind: EventKind, fields: dict[str, Any]) -> QuotaEvent:
    if "lasts" in fields:
        lasts = fields.pop("lasts")
        # In UTC, where no clock is changed in between.
        starts_at = utc(fields["at"]) + fields.pop("ahead")
        fields |= {"starts_at": starts_at, "expires_at": starts_at + lasts}
    if "tenant" in fields:
        # No account is its own tenant.
        fields["tenant"] = None if fields["tenant"] == fields["account"] else fields["tenant"]
    return kind(**fields)


def _package(id_: str, count: int | None, start: datetime, lasts: timedelta, previous: str | None) -> ServicePackage:
    return ServicePackage(id=id_, count=count, starts_at=start, expires_at=start + lasts, previous=previous)


def _reservation(
    campaign: str,
    sizes: tuple[int, int, int],
    tenant: AccountId | None,
    reserved_at: datetime,
    lapses_at: datetime | None,
) -> Reservation:
    size, consumed, lent = sizes
    return Reservation(
        campaign=campaign,
        size=size,
        consumed=min(size, consumed),
        lent=min(size, lent),
        tenant=tenant,
        reserved_at=reserved_at,
        lapses_at=lapses_at,
    )


def _balance(remaining: int, reserved: int, consumed: int, forfeited: int) -> QuotaBalance:
    return QuotaBalance(
        granted=remaining + reserved + consumed + forfeited,
        remaining=remaining,
        reserved=reserved,
        consumed=consumed,
        forfeited=forfeited,
    )


def _entry(fields: dict[str, Any], about: dict[str, Any]) -> HistoryEntry:
    return HistoryEntry(**fields, **about)
