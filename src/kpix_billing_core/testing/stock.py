"""Strategies for what a pool is made of: credits granted together, balances, and every event by itself."""

__all__ = ["EVENT_KINDS", "credit_grants", "pool_balances", "pool_events", "sku_totals"]

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..ids import AccountId, SkuCode
from ..pool import (
    BilledLater,
    Confirmed,
    Consumed,
    CreditGrant,
    Deactivated,
    Ending,
    Granted,
    GrantSource,
    Occasion,
    PoolBalance,
    PoolEvent,
    Purchased,
    Removed,
    SkuTotal,
    Transferred,
    Withdrawn,
)
from .catalogue import unit_prices
from .dates import days, instants
from .making import made
from .metering import account_or_any
from .numbers import MANY, PLACES, SOME_OR_NONE, VERSIONS
from .payers import device_ids
from .texts import ids, kinds_among, words

EventKind = type[PoolEvent]
EVENT_KINDS: tuple[EventKind, ...] = (
    *(Granted, Confirmed, Withdrawn, Consumed, Purchased, BilledLater),
    *(Deactivated, Removed, Transferred),
)
COUNTS = st.integers(1, 9)
LASTS = st.none() | st.sampled_from((0, 30, 365))
"""For how many days credits last; None is for ever."""

PRIORITIES = st.sampled_from((0, -1, 1))


def credit_grants(*, sku: SkuCode | None = None) -> SearchStrategy[CreditGrant]:
    """Return grants of every source: used up, partly used, not yet confirmed, expiring, and of a price or a run."""
    return made(
        _grant,
        PLACES,
        account_or_any(sku, "sku"),
        st.tuples(SOME_OR_NONE, SOME_OR_NONE, SOME_OR_NONE),
        st.booleans(),
        _terms(),
        days(),
    )


def sku_totals() -> SearchStrategy[SkuTotal]:
    """Return totals of a SKU, from nothing to more than any fleet needs."""
    # nothing left is the hard case: a third of the time
    return made(_total, ids(), SOME_OR_NONE, SOME_OR_NONE, st.just(0) | SOME_OR_NONE)


def pool_balances() -> SearchStrategy[PoolBalance]:
    """Return balances with credits in every place, in some or in none."""
    return made(_balance, *[SOME_OR_NONE] * 5)


def pool_events(
    *, account: AccountId | None = None, kinds: Collection[EventKind] = EVENT_KINDS
) -> SearchStrategy[PoolEvent]:
    """Return events of these kinds, all by default, of one account or of any; each by itself, on any version.

    Events that follow from each other are `pool_histories`.
    """
    wanted = kinds_among(kinds, EVENT_KINDS, "the events of a pool")
    owner = account_or_any(account)
    return st.one_of(*(_event(kind, owner) for kind in EVENT_KINDS if kind in wanted))


def _event(kind: EventKind, owner: SearchStrategy[AccountId]) -> SearchStrategy[PoolEvent]:
    head = {
        "version": VERSIONS,
        "at": instants(),
        "account": owner,
        "on": days(),
        "key": st.none() | ids(),
    }
    events: SearchStrategy[PoolEvent] = made(_made, st.just(kind), st.fixed_dictionaries({**head, **_fields(kind)}))
    return events


def _fields(kind: EventKind) -> dict[str, SearchStrategy[Any]]:
    """Return what an event has beside what all have."""
    plan = {"device": device_ids(), "sku": ids()}
    start = {**plan, "payer": ids(), "occasion": st.sampled_from(Occasion)}
    price = {"unit_price": st.none() | unit_prices(), "run": st.none() | ids()}
    ended = {**plan, "why": st.sampled_from(Ending)}
    fields: Mapping[EventKind, dict[str, SearchStrategy[Any]]] = {
        Granted: {"sku": ids(), "count": COUNTS | st.just(MANY), "reference": words(), "terms": _terms()},
        Confirmed: {"grant": PLACES},
        Withdrawn: {"grant": PLACES, "count": COUNTS, "reference": words()},
        Consumed: {**start, **price, "grant": PLACES},
        Purchased: {**start, "run": ids()},
        BilledLater: start,
        Deactivated: ended,
        Removed: ended,
        Transferred: {"device": device_ids(), "to": ids(), "payer": ids()},
    }
    return fields[kind]


def _terms() -> SearchStrategy[dict[str, Any]]:
    """Return where credits come from, what they cost and for how many days they last."""
    return st.fixed_dictionaries(
        {
            "source": st.sampled_from(GrantSource),
            "unit_price": st.none() | unit_prices(),
            "run": st.none() | ids(),
            "lasts": LASTS,
            "priority": PRIORITIES,
        }
    )


def _made(kind: EventKind, fields: dict[str, Any]) -> PoolEvent:
    if kind is Granted:
        terms = fields.pop("terms")
        fields |= {**_dated(terms, fields["on"]), "pending": terms["source"] is GrantSource.BUNDLE}
    return kind(**fields)


def _grant(
    number: int,
    sku: SkuCode,
    counts: tuple[int, int, int],
    pending: bool,  # noqa: FBT001  drawn by position
    terms: dict[str, Any],
    on: date,
) -> CreditGrant:
    consumed, withdrawn, left = counts
    waits = pending and terms["source"] is GrantSource.BUNDLE
    return CreditGrant(
        number=number,
        sku=sku,
        granted=max(1, left + withdrawn + (0 if waits else consumed)),
        consumed=0 if waits else consumed,
        withdrawn=withdrawn,
        granted_on=on,
        pending=waits,
        **_dated(terms, on),
    )


def _dated(terms: dict[str, Any], on: date) -> dict[str, Any]:
    lasts: int | None = terms["lasts"]
    rest = {name: value for name, value in terms.items() if name != "lasts"}
    return {**rest, "expires_on": None if lasts is None else later(on, lasts)}


def later(on: date, number: int) -> date:
    """Return a day so many days later, or the last there is."""
    return on + timedelta(days=min(number, (date.max - on).days))


def _total(sku: SkuCode, consumed: int, withdrawn: int, left: int) -> SkuTotal:
    return SkuTotal(sku, consumed + withdrawn + left, consumed, withdrawn)


def _balance(available: int, consumed: int, expired: int, withdrawn: int, pending: int) -> PoolBalance:
    return PoolBalance(
        granted=available + consumed + expired + withdrawn,
        available=available,
        consumed=consumed,
        expired=expired,
        withdrawn=withdrawn,
        pending=pending,
    )
