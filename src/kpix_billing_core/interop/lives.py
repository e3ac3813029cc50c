"""What became of each package of a quota, read from its events and its history."""

__all__ = ["Life", "lives"]

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ..ids import AccountId
from ..quota import (
    HistoryReason,
    PackageCreated,
    PackageRenewed,
    QuotaEvent,
    QuotaTerms,
    ServicePackage,
    as_of,
    history,
)

_BEGIN = frozenset({HistoryReason.PACKAGE_CREATION.value, HistoryReason.PACKAGE_RENEWAL.value})


class Life(NamedTuple):
    """A package, its neighbours and its dates: what has not happened yet is None."""

    package: ServicePackage
    created: datetime
    begun: datetime | None
    renewed: bool = False
    expired: datetime | None = None
    ended: datetime | None = None
    edited: datetime | None = None


def lives(events: Sequence[QuotaEvent], at: datetime, account: AccountId, terms: QuotaTerms) -> list[Life]:
    """Return the packages at an instant in the order in which they came into force, the one that waits last."""
    created = {
        (each.package, each.starts_at): each.at for each in events if isinstance(each, PackageCreated | PackageRenewed)
    }
    found: list[Life] = []
    for line in history(events, at, account, terms).entries:
        package = line.package
        if package is None:
            continue
        if line.reason in _BEGIN:
            if found and line.reason == HistoryReason.PACKAGE_RENEWAL.value:
                found[-1] = found[-1]._replace(renewed=True, ended=line.added)
            found.append(Life(package, created[package.id, package.starts_at], line.added))
        elif line.reason == HistoryReason.PACKAGE_TERMINATION.value:
            over = line.added + timedelta(days=terms.grace_days)
            found[-1] = found[-1]._replace(expired=line.added, ended=over if over <= at else None)
        else:
            found[-1] = found[-1]._replace(edited=line.added)
    waits = as_of(events, at, account, terms).pending
    return found if waits is None else [*found, Life(waits, created[waits.id, waits.starts_at], None)]
