"""What happened to a pool or to a device's plan, and why: each event tells it from its own fields."""

__all__ = ["ENDINGS", "explain_event"]

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ..pool import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Ending,
    Granted,
    GrantSource,
    Occasion,
    PlanStart,
    PoolEvent,
    Purchased,
    Removed,
    Transferred,
    Withdrawn,
)
from .explanation import Explanation, Fact
from .of_price import price_facts
from .words import counted

Told: TypeAlias = tuple[str, tuple[Fact, ...]]
"""A title, and the facts below it."""


def explain_event(event: PoolEvent) -> Explanation:
    """Return what happened and why, and where it stands in the log."""
    title, facts = _TELL[type(event)](event)
    key = "" if event.key is None else f", as {event.key}"
    recorded = Fact("recorded", f"{event.at.isoformat()}, on version {event.version}{key}")
    return Explanation(title, (*facts, recorded))


def _held(event: PlanStart, how: str) -> str:
    return f"{event.device} holds {event.sku} from {event.on.isoformat()}, {how}"


def _wish(event: PlanStart) -> tuple[Fact, ...]:
    why, rules = _OCCASIONS[event.occasion]
    payer = Fact("on the account of", f"{event.payer}, which is not its owner", ("L14",))
    return (
        Fact("needed", why, rules),
        Fact("pool", f"{event.account}'s, who owns the device; all its devices share it", ("L10", "L16")),
        *([payer] if event.payer != event.account else ()),
    )


_OCCASIONS: Mapping[Occasion, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Occasion.ACTIVATION: ("the device is switched on", ("L09", "L22")),
        Occasion.CYCLE: ("a month begins", ("L01", "L09", "L28")),
        Occasion.CHANGE: ("the device changes its plan", ("L32", "L34", "L35")),
    }
)


def _consumed(event: Consumed) -> Told:
    order = f"of {event.sku} and no other plan: lowest priority, then earliest expiry, then oldest grant"
    return _held(event, "with a credit"), (
        *_wish(event),
        Fact("credit", f"one of grant {event.grant}", ("L09", "L11")),
        Fact("drawdown", order, ("L11", "L16")),
        *price_facts(event.unit_price, event.run),
        Fact("paid for", _WHOLE, ("L23",)),
    )


def _purchased(event: Purchased) -> Told:
    return _held(event, "with a credit bought for it"), (
        *_wish(event),
        _none_left(event),
        Fact("bought", "one, used at once: paid in advance, with billing details on file", ("L02", "L12")),
        *price_facts(None, event.run),
        Fact("paid for", _WHOLE, ("L23", "L29")),
    )


_WHOLE = "the whole month, whatever its first day"


def _billed_later(event: BilledLater) -> Told:
    billed = f"to {event.payer}, who pays after use: the days from {event.on.isoformat()} on"
    return _held(event, "billed later"), (
        *_wish(event),
        _none_left(event),
        Fact("billed", billed, ("L13", "L14", "L25", "L26")),
    )


def _none_left(event: Purchased | BilledLater | Deactivated) -> Fact:
    return Fact("credit", f"none of {event.sku} was left in the pool of {event.account}", ("L11",))


def _deactivated(event: Deactivated) -> Told:
    why, rules = ENDINGS[event.why]
    return f"{event.device} switched off {_on(event)}", (
        *([_none_left(event)] if event.why is Ending.NO_CREDIT else ()),
        Fact("why", why, rules),
        Fact("plan", f"{event.sku}, to the day before", ("L67",)),
    )


def _removed(event: Removed) -> Told:
    why, rules = ENDINGS[event.why]
    return f"{event.sku} of {event.device} ended {_on(event)}", (
        Fact("why", why, rules),
        Fact("last day", f"{event.on.isoformat()}, included", ("L43", "L63")),
        Fact("days after it", _days_after(event.why), rules),
        Fact("credit", "one that paid for it is used and does not come back", ("L63",)),
    )


ENDINGS: Mapping[Ending, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Ending.NO_CREDIT: ("no credit, and no billing details to buy one with", ("L03", "L15")),
        Ending.NOT_RENEWED: ("it was not to be renewed", ("L09",)),
        Ending.SWITCHED_OFF: ("the device was switched off", ("L36", "L63")),
        Ending.CANCELLED: ("the plan was cancelled", ("L36",)),
        Ending.UNPAID: ("it was bought, and the payment failed", ("L12",)),
        Ending.UPGRADED: ("the device moved to a better plan", ("L32", "L33")),
        Ending.DOWNGRADED: ("the device moved to a lesser or equal plan", ("L32", "L35")),
    }
)
"""Why a plan ended, in words, and the rules that say so."""


def _days_after(why: Ending) -> str:
    return "credited, if they were paid for" if why is Ending.UPGRADED else "not credited"


def _granted(event: Granted) -> Told:
    source, rules = _SOURCES[event.source]
    lasts = "for ever" if event.expires_on is None else f"to {event.expires_on.isoformat()}, included"
    return f"{counted(event.count, 'credit')} of {event.sku} came to {event.account} {_on(event)}", (
        Fact("grant", f"{event.version}, with priority {event.priority}"),
        Fact("source", source, rules),
        *price_facts(event.unit_price, event.run),
        Fact("lasts", lasts),
        *([Fact("pending", "they pay for nothing before somebody confirms them", ("L19",))] if event.pending else ()),
        *_reference(event),
    )


_SOURCES: Mapping[GrantSource, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        GrantSource.PURCHASE: ("bought", ("L12",)),
        GrantSource.BULK: ("bought in bulk, into the pool of who bought them", ("L20", "L21")),
        GrantSource.BUNDLE: ("bundled with a product, into the pool of who ordered it", ("L17", "L18")),
        GrantSource.ADJUSTMENT: ("by hand", ()),
    }
)


def _confirmed(event: Confirmed) -> Told:
    title = f"Grant {event.grant} of {event.account} confirmed {_on(event)}"
    return title, (Fact("credits", "they pay for plans from now on", ("L19",)),)


def _withdrawn(event: Withdrawn) -> Told:
    credits = f"{counted(event.count, 'credit')} of grant {event.grant}"
    return f"{credits} taken back from {event.account} {_on(event)}", _reference(event)


def _reference(event: Granted | Withdrawn) -> tuple[Fact, ...]:
    return (Fact("reference", event.reference),) if event.reference else ()


def _transferred(event: Transferred) -> Told:
    return f"{event.device} given to {event.to} {_on(event)}", (
        Fact("pool", f"the next plan comes from {event.to}'s; the plan it holds stays with it", ("L10",)),
        Fact("on the account of", event.payer, ("L14",)),
    )


def _on(event: PoolEvent) -> str:
    return f"on {event.on.isoformat()}"


_TELL: Mapping[type, Callable[[Any], Told]] = MappingProxyType(
    {
        Consumed: _consumed,
        Purchased: _purchased,
        BilledLater: _billed_later,
        Deactivated: _deactivated,
        Removed: _removed,
        Granted: _granted,
        Confirmed: _confirmed,
        Withdrawn: _withdrawn,
        Transferred: _transferred,
    }
)
