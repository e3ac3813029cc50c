"""The quota of a service package: update tokens that are reserved, used, released, renewed, and never overdrawn.

A `ServicePackage` brings so many tokens for twelve calendar months; a `Reservation` sets some aside for one campaign.
What happened is events (`PackageCreated`, `Reserved`, `Committed`, …); `Quota` is the state that `replay` makes of them,
and it answers for any later instant: what the dates do by themselves has happened, whether or not a job has run.
The verbs (`create_package`, `renew`, `reserve`, `commit`, `release`, `adjust`) answer with an event to append, or
`Refused`; `expire` gives records of what fell due. `QuotaTerms` holds the conventions.
"""

__all__ = [
    "SERVICE_PACKAGES",
    "SERVICE_PACKAGES_WITH_GRACE",
    "UNLIMITED",
    "Adjusted",
    "Committed",
    "ExpiryWarning",
    "PackageCreated",
    "PackageRenewed",
    "PackageTerminated",
    "Quota",
    "QuotaBalance",
    "QuotaEvent",
    "QuotaRecord",
    "QuotaTerms",
    "Released",
    "RenewalStart",
    "RenewalStarted",
    "Reservation",
    "ReservationTerminated",
    "Reserved",
    "ServicePackage",
    "Tokens",
    "Unlimited",
    "Verdict",
    "adjust",
    "as_of",
    "commit",
    "create_package",
    "evolve",
    "expire",
    "release",
    "renew",
    "replay",
    "reserve",
]

from .decide import adjust, commit, create_package, expire, release, renew, reserve
from .events import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    QuotaEvent,
    QuotaRecord,
    Released,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
)
from .package import Reservation, ServicePackage
from .state import ExpiryWarning, Quota, QuotaBalance, Verdict, as_of, evolve, replay
from .terms import SERVICE_PACKAGES, SERVICE_PACKAGES_WITH_GRACE, QuotaTerms, RenewalStart
from .tokens import UNLIMITED, Tokens, Unlimited
