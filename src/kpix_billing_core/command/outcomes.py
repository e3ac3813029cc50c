"""What happened to devices, as a table: an event is a row."""

__all__ = ["key_reused", "outcomes_table", "refusal", "say_unused", "title"]

from collections.abc import Iterable

from ..decisions import Reason, Refused
from ..lifecycle import UnusedDays
from ..pool import BilledLater, Confirmed, Consumed, Deactivated, Granted, PoolEvent, Purchased, Removed, Transferred
from ..tables import Table
from .failure import Failed


def outcomes_table(title: str, events: Iterable[PoolEvent]) -> Table:
    """Return a table of what events did, in their order."""
    columns = ("account", "device", "plan", "on", "outcome")
    return Table(title=title, columns=columns, rows=tuple(map(_row, events)))


def refusal(*refused: Refused) -> Failed:
    """Return the end of a run that the business says no to."""
    return Failed(*(f"{each.reason.value}: {each.detail}" for each in refused), "refused: nothing was written")


def key_reused(key: str | None) -> Failed:
    """Return the end of a run whose key names something else that was done."""
    return refusal(Refused(Reason.KEY_REUSED, f"key {key} names another event"))


def title(what: str, *, again: bool) -> str:
    """Return the title of a table, for what was done now or, under the same key, before."""
    return f"{what} before, under the same key; nothing was written" if again else what


def say_unused(unused: Iterable[UnusedDays]) -> None:
    """Print the days that were paid for and not had."""
    for each in unused:
        days = f"{each.days} of {each.divisor} days"
        print(f"{each.sku} of {each.device} not had for {days} in {each.month}: to be credited to {each.account}")


def _row(event: PoolEvent) -> tuple[str, ...]:
    device = getattr(event, "device", "")
    return event.account, device, getattr(event, "sku", ""), event.on.isoformat(), _words(event)


def _words(event: PoolEvent) -> str:
    match event:
        case Consumed():
            words = f"{event.occasion.value}: a credit of grant {event.grant}"
        case Purchased():
            words = f"{event.occasion.value}: a credit bought in run {event.run}"
        case BilledLater():
            words = f"{event.occasion.value}: its days are billed to {event.payer}"
        case Deactivated() | Removed():
            words = f"ended: {event.why.value.replace('_', ' ')}"
        case Transferred():
            words = f"handed over to {event.to}"
        case Granted():
            words = f"grant {event.version}: {event.count} from {event.source.value}"
        case Confirmed():
            words = f"grant {event.grant} confirmed"
        case _:
            words = f"{event.count} taken back from grant {event.grant}"
    return words
