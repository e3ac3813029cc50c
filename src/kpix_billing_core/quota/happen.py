"""The one place that says what each event does to the tokens.

Before an event happens, everything that was due by its instant has happened: a renewal that took over, a package that
expired, campaigns that lost their tokens. So no result depends on when, or whether, a job has run.
"""

__all__ = ["apply"]

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..errors import BrokenLog, WrongType
from .due import settle, take_over
from .events import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    QuotaEvent,
    Released,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
)
from .instants import days_later
from .ledger import CONSUMED, FORFEITED, OUTSIDE, REMAINING, RESERVED, HistoryReason, Ledger
from .open_reservations import Open
from .package import ServicePackage


def apply(ledger: Ledger, events: Iterable[QuotaEvent]) -> None:
    """Let events happen, each after all that was due by its instant; raises BrokenLog where one cannot have."""
    for event in events:
        kind = type(event)
        try:
            happen = _HAPPEN[kind]
        except KeyError:
            raise WrongType("event", "an event of a quota", event) from None
        at = event.at
        if event.version != ledger.version or event.account != ledger.account or ledger.at is None or at < ledger.at:
            _check_head(ledger, event)
        if ledger.due is not None and ledger.due <= at:
            settle(ledger, at)
        ledger.cause = kind
        happen(ledger, event)
        ledger.version += 1
        ledger.at = at


def _check_head(ledger: Ledger, event: QuotaEvent) -> None:
    if event.version != ledger.version:
        raise ledger.broken(f"expected the event decided on {ledger.version}, got one on {event.version}")
    if ledger.at is not None and event.at < ledger.at:
        raise ledger.broken(f"expected an instant from {ledger.at} on, got {event.at}")
    if ledger.account is None:
        ledger.account = event.account
    elif event.account != ledger.account:
        raise ledger.broken(f"expected an event of {ledger.account}, got one of {event.account}")


def _create(ledger: Ledger, event: PackageCreated) -> None:
    if ledger.active is not None:
        raise ledger.broken(f"expected no active package beside {ledger.active.id}")
    if ledger.lapsed is not None and event.starts_at < ledger.lapsed.expires_at:
        raise ledger.broken(f"expected a package that starts once {ledger.lapsed.id} has expired")
    ledger.active = _package(event, ledger.lapsed)
    brought = event.count or 0
    ledger.move(brought, OUTSIDE, REMAINING)
    ledger.enter(event.at, brought, HistoryReason.PACKAGE_CREATION, package=ledger.active)
    ledger.reckon()


def _renew(ledger: Ledger, event: PackageRenewed) -> None:
    before = ledger.active or ledger.lapsed
    if before is None or ledger.pending is not None:
        raise ledger.broken("expected a package to renew, and no renewal waiting")
    package = _package(event, before)
    if ledger.active is not None and event.starts_at == ledger.active.expires_at:
        ledger.pending = package
        return
    if event.starts_at != event.at:
        raise ledger.broken("expected a renewal that starts at once, or at the expiry before it")
    if ledger.active is None:
        _save(ledger, event, before)
    take_over(ledger, event.at, package)
    ledger.reckon()


def _save(ledger: Ledger, event: PackageRenewed, lapsed: ServicePackage) -> None:
    """Let the campaigns of a package that is renewed in its days of grace run on under the next one."""
    lapses_at = days_later(lapsed.expires_at, ledger.terms.grace_days)
    if event.at >= lapses_at:
        raise ledger.broken(f"expected a renewal of {lapsed.id} before {lapses_at}, got one at {event.at}")
    ledger.carry(lapsed.id, event.package, expired=lapses_at)
    for each in ledger.reservations.every():
        if each.lapses_at == lapses_at:
            each.lapses_at = each.package = None


def _reserve(ledger: Ledger, event: Reserved) -> None:
    if ledger.active is None:
        raise ledger.broken("expected an active package to reserve tokens of")
    lent = ledger.active.count is None
    if not lent and event.size > ledger.tokens[REMAINING]:
        raise ledger.broken(f"expected at most {ledger.tokens[REMAINING]} tokens reserved, got {event.size}")
    each = ledger.reservations.known(event.campaign)
    if each is None:
        each = ledger.reservations[event.campaign] = Open(event.campaign, event.tenant, event.at, event.size)
    elif each.tenant != event.tenant or each.lapses_at is not None:
        raise ledger.broken(f"expected more tokens for {event.campaign} by its own tenant, while its package is valid")
    else:
        each.size += event.size
    if lent:
        each.lent += event.size
    ledger.move(event.size, OUTSIDE if lent else REMAINING, RESERVED, each)
    if ledger.entries is not None:
        ledger.enter(event.at, 0 if lent else -event.size, HistoryReason.RESERVATION, event.tenant, event.campaign)


def _commit(ledger: Ledger, event: Committed) -> None:
    each = ledger.reservations[event.campaign]
    if each is None or each.tenant != event.tenant:
        raise _none_open(ledger, event)
    if each.consumed == each.size:
        raise ledger.broken(f"expected a token left of {event.campaign}, got none")
    each.consumed += 1
    ledger.move(1, RESERVED, CONSUMED, each)


def _release(ledger: Ledger, event: Released) -> None:
    each = ledger.reservations[event.campaign]
    if each is None or each.tenant != event.tenant:
        raise _none_open(ledger, event)
    if not each.consumed <= event.consumed <= each.size:
        raise ledger.broken(f"expected {each.consumed} to {each.size} tokens consumed, got {event.consumed}")
    ledger.reservations.close(event.campaign)
    ledger.move(event.consumed - each.consumed, RESERVED, CONSUMED, each)
    returned = _give_back(ledger, each, each.size - event.consumed)
    if ledger.entries is not None and (returned or ledger.terms.list_zero_releases):
        ledger.enter(event.at, returned, HistoryReason.RESERVATION_RELEASE, event.tenant, event.campaign)


def _give_back(ledger: Ledger, each: Open, unused: int) -> int:
    """Put unused tokens where they belong, and return how many can be reserved again (rules P45, P47, P51)."""
    if each.lapses_at is not None:
        ledger.move(unused, RESERVED, FORFEITED, each)
        return 0
    # What a package without limit lent was used first; the rest of it goes back there, never to one with a limit.
    lent = unused - each.size + each.lent
    if lent > 0:
        ledger.move(lent, RESERVED, OUTSIDE, each)
        unused -= lent
    ledger.move(unused, RESERVED, REMAINING, each)
    return unused


def _adjust(ledger: Ledger, event: Adjusted) -> None:
    if ledger.active is None or ledger.active.count is None or ledger.tokens[REMAINING] + event.amount < 0:
        raise ledger.broken(f"expected an active package with a limit and {-event.amount} tokens to take")
    if event.amount > 0:
        ledger.move(event.amount, OUTSIDE, REMAINING)
    else:
        ledger.move(-event.amount, REMAINING, OUTSIDE)
    ledger.enter(event.at, event.amount, HistoryReason.PACKAGE_TOKENS_EDIT, package=ledger.active)


def _note_renewal(ledger: Ledger, event: RenewalStarted) -> None:
    _check_known(ledger, known=ledger.active is not None and ledger.active.id == event.package)


def _note_reservation(ledger: Ledger, event: ReservationTerminated) -> None:
    _check_known(ledger, known=ledger.reservations[event.campaign] is None)


def _note_package(ledger: Ledger, event: PackageTerminated) -> None:
    _check_known(ledger, known=ledger.lapsed is not None and ledger.lapsed.id == event.package)


def _check_known(ledger: Ledger, *, known: bool) -> None:
    # The dates have done it already, whether or not somebody put it down.
    if not known:
        raise ledger.broken("expected a record of what has happened")


def _package(event: PackageCreated | PackageRenewed, previous: ServicePackage | None) -> ServicePackage:
    return ServicePackage(
        id=event.package,
        count=event.count,
        starts_at=event.starts_at,
        expires_at=event.expires_at,
        previous=None if previous is None else previous.id,
    )


def _none_open(ledger: Ledger, event: Committed | Released) -> BrokenLog:
    return ledger.broken(f"expected an open reservation of {event.campaign} by its own tenant")


_HAPPEN: Mapping[type, Callable[[Ledger, Any], None]] = MappingProxyType(
    {
        PackageCreated: _create,
        PackageRenewed: _renew,
        Reserved: _reserve,
        Committed: _commit,
        Released: _release,
        Adjusted: _adjust,
        RenewalStarted: _note_renewal,
        ReservationTerminated: _note_reservation,
        PackageTerminated: _note_package,
    }
)
