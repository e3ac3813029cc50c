"""Where the tokens of each package and of each account are: the balance of the quota in parts that add up to it."""

__all__ = ["balances_by_account", "balances_by_package"]

from collections.abc import Iterable
from datetime import datetime

from ..ids import AccountId, check_id
from .answers import QuotaBalance
from .events import QuotaEvent
from .follow import followed
from .ledger import Ledger
from .places import Move, TokenPlace
from .terms import SERVICE_PACKAGES, QuotaTerms

_Counts = dict[tuple[str, TokenPlace], int]


def balances_by_account(
    events: Iterable[QuotaEvent], at: datetime, account: AccountId, terms: QuotaTerms = SERVICE_PACKAGES
) -> dict[AccountId, QuotaBalance]:
    """Return where the tokens of the quota's own account and of each tenant are, at an instant (rules P15, P63).

    What remains is the own account's, as is what a package lost; tokens become a tenant's when it reserves them, and
    are granted to it as long as it does not give them back. Raises as `replay`.

    >>> balances_by_account([], datetime.fromisoformat("2026-05-01T00:00Z"), "acme")
    {}
    """
    counts: _Counts = {}
    for move in _moves(events, at, account, terms):
        tenant = move.tenant or account
        left = account if move.start is TokenPlace.REMAINING else tenant
        entered = account if move.end is TokenPlace.REMAINING else tenant
        _move(counts, move, left, entered)
    return _balances(counts)


def balances_by_package(
    events: Iterable[QuotaEvent], at: datetime, account: AccountId, terms: QuotaTerms = SERVICE_PACKAGES
) -> dict[str, QuotaBalance]:
    """Return where the tokens of each package are, at an instant, in the order the packages came (rules P50, P51).

    At a renewal what is left and what is reserved goes over: from then on the next package has granted it.
    Raises as `replay`.
    """
    counts: _Counts = {}
    for move in _moves(events, at, account, terms):
        _move(counts, move, move.left, move.entered)
    return _balances(counts)


def _moves(events: Iterable[QuotaEvent], at: datetime, account: AccountId, terms: QuotaTerms) -> list[Move]:
    check_id("account", account)
    ledger = Ledger(account, terms)
    moves = ledger.moves = []
    followed(events, at, ledger)
    return moves


def _move(counts: _Counts, move: Move, left: str, entered: str) -> None:
    for owner, place, count in ((left, move.start, -move.tokens), (entered, move.end, move.tokens)):
        counts[owner, place] = counts.get((owner, place), 0) + count


def _balances(counts: _Counts) -> dict[str, QuotaBalance]:
    # Only what is somebody's counts: tokens outside are nobody's.
    owners = dict.fromkeys(owner for owner, _ in counts)
    return {owner: _balance(counts, owner) for owner in owners}


def _balance(counts: _Counts, owner: str) -> QuotaBalance:
    inside = {place.value: counts.get((owner, place), 0) for place in TokenPlace if place is not TokenPlace.OUTSIDE}
    return QuotaBalance(granted=sum(inside.values()), **inside)
