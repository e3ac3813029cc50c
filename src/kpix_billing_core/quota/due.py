"""What the dates do to a quota by themselves: a renewal takes over, or a package expires and its campaigns end."""

__all__ = ["settle", "take_over"]

from datetime import datetime

from .events import PackageTerminated, QuotaRecord, RenewalStarted, ReservationTerminated
from .instants import days_later
from .ledger import FORFEITED, OUTSIDE, REMAINING, RESERVED, HistoryReason, Ledger
from .package import ServicePackage

_Records = list[QuotaRecord]


def settle(ledger: Ledger, at: datetime) -> _Records:
    """Let everything happen that is due by an instant, in order (rule P64); return a record of each."""
    records: _Records = []
    while ledger.due is not None and ledger.due <= at:
        due = ledger.due
        if due in ledger.lapses or ledger.active is None:
            _lapse(ledger, due, records)
        else:
            _expire(ledger, due, ledger.active, records)
        ledger.reckon()
    return records


def take_over(ledger: Ledger, at: datetime, package: ServicePackage) -> int:
    """Let a renewal take over from whatever was active; return by how much the remaining tokens changed (P50, P51)."""
    lost = 0 if ledger.terms.carry_over else ledger.tokens[REMAINING]
    ledger.move(lost, REMAINING, FORFEITED)
    before, ledger.active = ledger.active, package
    if before is not None:
        ledger.carry(before.id, package.id)
        ledger.lapsed = before
    brought = package.count or 0
    ledger.move(brought, OUTSIDE, REMAINING)
    ledger.enter(at, brought - lost, HistoryReason.PACKAGE_RENEWAL, package=package)
    return brought - lost


def _expire(ledger: Ledger, at: datetime, ended: ServicePackage, records: _Records) -> None:
    renewal = ledger.pending
    if renewal is None:
        _end(ledger, at, ended, records)
        return
    ledger.cause, ledger.pending = RenewalStarted, None
    amount = take_over(ledger, at, renewal)
    records.append(RenewalStarted(**ledger.head(at, len(records)), package=renewal.id, amount=amount))


def _end(ledger: Ledger, at: datetime, ended: ServicePackage, records: _Records) -> None:
    # First the campaigns, then the package: the balance is 0 after the last of them (rule P64).
    lapses_at = days_later(at, ledger.terms.grace_days)
    for each in ledger.reservations.every():
        if each.lapses_at is None:
            each.lapses_at, each.package = lapses_at, ended.id
    if lapses_at > at:
        ledger.lapses.add(lapses_at)
    else:
        _lapse(ledger, at, records)
    ledger.cause = PackageTerminated
    lost = ledger.tokens[REMAINING]
    ledger.move(lost, REMAINING, FORFEITED)
    ledger.lapsed, ledger.active = ended, None
    ledger.enter(at, -lost, HistoryReason.PACKAGE_TERMINATION, package=ended)
    records.append(PackageTerminated(**ledger.head(at, len(records)), package=ended.id, unused=lost))


def _lapse(ledger: Ledger, at: datetime, records: _Records) -> None:
    # They had left the remaining tokens when they were reserved, so the amount is 0 (rule P46).
    ledger.cause = ReservationTerminated
    ledger.lapses.discard(at)
    for each in [each for each in ledger.reservations.every() if each.lapses_at == at]:
        ledger.reservations.close(each.campaign)
        unused = each.size - each.consumed
        ledger.move(unused, RESERVED, FORFEITED, each)
        ledger.enter(at, 0, HistoryReason.RESERVATION_TERMINATION, each.tenant, each.campaign)
        head = ledger.head(at, len(records), each.tenant)
        records.append(ReservationTerminated(**head, campaign=each.campaign, unused=unused))
