"""Applying the events of a quota up to an instant, and noting on the way whatever somebody wants to know."""

__all__ = ["followed"]

from collections.abc import Iterable
from datetime import datetime

from ..checks import check_instant, check_many
from ..errors import WrongType
from ..ids import check_id
from .due import settle
from .events import QuotaEvent
from .happen import apply
from .instants import utc
from .ledger import Ledger
from .places import TOKEN_MOVES
from .terms import QuotaTerms


def followed(events: Iterable[QuotaEvent], at: datetime, ledger: Ledger) -> Ledger:
    """Return a ledger once the events up to an instant, and the dates, have happened to it; later ones are passed over.

    It is a new one, of whatever account and terms the caller was asked about.
    """
    check_many("events", events)
    check_instant("at", at)
    if ledger.account is not None:
        check_id("account", ledger.account)
    if type(ledger.terms) is not QuotaTerms:
        raise WrongType("terms", "QuotaTerms", ledger.terms)
    moment = utc(at)
    for event in events:
        if type(event) not in TOKEN_MOVES:
            raise WrongType("event", "an event of a quota", event)
        if event.at <= moment:
            apply(ledger, (event,))
    settle(ledger, moment)
    return ledger
