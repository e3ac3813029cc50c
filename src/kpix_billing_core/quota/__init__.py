"""The quota of a service package: update tokens that are reserved, used, released, renewed, and never overdrawn.

A `ServicePackage` brings so many tokens for twelve calendar months; a `Reservation` sets some aside for one campaign.
What happened is events (`PackageCreated`, `Reserved`, `Committed`, …); `Quota` is the state that `replay` makes of
them, and it answers for any later instant: what the dates do by themselves has happened, whether or not a job has run.
The verbs (`create_package`, `renew`, `reserve`, `commit`, `release`, `adjust`) answer with an event to append, or
`Refused`; `expire` gives records of what fell due. `TOKEN_MOVES` is the map of it all, `QuotaTerms` the conventions.
From the same events come the `history`, line by line, and the balances of each package and each account; from the
quota, what will be used up, missing or lost at a pace.
"""

__all__ = [
    "HISTORY_COLUMNS",
    "SERVICE_PACKAGES",
    "SERVICE_PACKAGES_WITH_GRACE",
    "TOKEN_MOVES",
    "UNLIMITED",
    "Adjusted",
    "Committed",
    "ExpiryWarning",
    "History",
    "HistoryEntry",
    "HistoryReason",
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
    "TokenPlace",
    "Tokens",
    "Unlimited",
    "Verdict",
    "adjust",
    "as_of",
    "balances_by_account",
    "balances_by_package",
    "commit",
    "commit_key",
    "create_package",
    "evolve",
    "expire",
    "history",
    "previous_month",
    "release",
    "renew",
    "replay",
    "reserve",
    "tokens_exhausted_at",
    "tokens_lost",
    "tokens_needed",
]

from .answers import ExpiryWarning, QuotaBalance, Verdict
from .balances import balances_by_account, balances_by_package
from .decide import adjust, commit, commit_key, create_package, expire, release, renew, reserve
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
from .forecast import tokens_exhausted_at, tokens_lost, tokens_needed
from .history import HISTORY_COLUMNS, History, HistoryEntry, history, previous_month
from .ledger import HistoryReason
from .package import Reservation, ServicePackage
from .places import TOKEN_MOVES, TokenPlace
from .state import Quota, as_of, evolve, replay
from .terms import SERVICE_PACKAGES, SERVICE_PACKAGES_WITH_GRACE, QuotaTerms, RenewalStart
from .tokens import UNLIMITED, Tokens, Unlimited
