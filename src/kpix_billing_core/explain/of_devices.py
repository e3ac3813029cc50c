"""What a verb did to a device, a renewal run to all devices of an account, and what the next one lacks."""

__all__ = ["explain_outcome", "explain_renewal", "explain_shortage"]

from ..lifecycle import Holding, Outcome, Renewal, Shortage, UnusedDays
from ..pool import BilledLater, Consumed, Deactivated, Purchased, Transferred
from .explanation import Explanation, Fact
from .of_pool import ENDINGS, explain_event
from .of_unused import explain_unused_days
from .words import counted


def explain_outcome(outcome: Outcome) -> Explanation:
    """Return what a verb did: the plan that ended, the one that began, days to credit; each event is a part."""
    facts = (
        *([] if outcome.ended is None else [_ended(outcome.ended)]),
        *([] if outcome.started is None else [_started(outcome.started)]),
        *(_given(event) for event in outcome.events if isinstance(event, Transferred)),
        *map(_to_credit, outcome.unused),
    )
    parts = (*map(explain_event, outcome.events), *map(explain_unused_days, outcome.unused))
    return Explanation(
        f"{outcome.device.id}: {counted(len(outcome.events), 'event')}",
        facts if outcome.events else (_NOTHING,),
        parts,
    )


_NOTHING = Fact("nothing happened", "it holds that plan already", ("L32",))


def _ended(held: Holding) -> Fact:
    last = "" if held.removed_on is None else f" to {held.removed_on.isoformat()}, both included"
    return Fact("plan ended", f"{held.sku}, from {held.consumed_on.isoformat()}{last}", ("L43", "L51", "L63"))


def _started(held: Holding) -> Fact:
    since = f"{held.sku}, from {held.consumed_on.isoformat()}"
    if held.prepaid:
        return Fact("plan started", f"{since}, paid for to the end of the month", ("L23", "L64"))
    return Fact("plan started", f"{since}, billed later for its days", ("L13", "L25", "L64"))


def _given(event: Transferred) -> Fact:
    return Fact("given", f"by {event.account} to {event.to}, with the plan it holds", ("L10",))


def _to_credit(unused: UnusedDays) -> Fact:
    return Fact(
        "to credit", f"{counted(unused.days, 'day')} of {unused.sku} to {unused.account}", ("L24", "L30", "L33")
    )


def explain_renewal(renewal: Renewal) -> Explanation:
    """Return what the run did to each device, in the order they were served, and who else there was."""
    served = f"{counted(len(renewal.events), 'device')} that needed a plan, in this order"
    bought = (f"{count} of {sku}, priced together under run {renewal.run}" for sku, count in renewal.purchases.items())
    facts = (
        Fact("cycle", f"{renewal.month.first_day.isoformat()}; plans end on the day before", ("L01", "L28", "L67")),
        Fact("served", served, ("L09", "L16")),
        *map(_served, renewal.events),
        *(Fact("bought", words, ("L12",)) for words in bought),
        *(Fact("left alone", f"{id_}, which holds a plan of the month already", ("L09",)) for id_ in renewal.renewed),
        *(Fact("left alone", f"{id_}, which holds no plan", ("L01",)) for id_ in renewal.idle),
        *(Fact("left alone", f"{held.device} with {held.sku}, which was not given") for held in renewal.others),
    )
    return Explanation(f"Renewal of {renewal.account} for {renewal.month}", facts)


def _served(event: Consumed | Purchased | BilledLater | Deactivated) -> Fact:
    who = f"{event.device}, {event.sku}"
    match event:
        case Consumed():
            return Fact("device", f"{who}: a credit of grant {event.grant}", ("L09", "L11"))
        case Purchased():
            return Fact("device", f"{who}: a credit bought in run {event.run}", ("L11", "L12"))
        case BilledLater():
            return Fact("device", f"{who}: {event.payer} is billed its days", ("L11", "L13", "L14"))
        case _:
            why, rules = ENDINGS[event.why]
            return Fact("device", f"{who}: switched off, {why}", rules)


def explain_shortage(short: Shortage) -> Explanation:
    """Return what a cycle needs of a plan and what the pool has, and what comes of the difference."""
    facts = (
        Fact("needed", f"{counted(short.needed, 'credit')}, one for each device", ("L04", "L09")),
        Fact("available", f"{short.available} of {short.sku}, which no other plan can stand for", ("L11",)),
        Fact("short", str(short.short), ("L04",)),
        *([_CONSEQUENCE] if short.short else ()),
    )
    return Explanation(f"{counted(short.short, 'credit')} of {short.sku} short", facts)


_CONSEQUENCE = Fact(
    "then", "bought, billed later, or switched off, as each device's way to pay says", ("L12", "L13", "L15")
)
