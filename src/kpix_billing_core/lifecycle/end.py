"""Switching a device off, and cancelling its plan."""

__all__ = ["cancel", "deactivate"]

from datetime import date, datetime

import attrs

from ..accounts import Device
from ..decisions import Refused
from ..errors import WrongType
from ..pool import Ending, Pool, Removed
from ..pool.decide import head_of
from .holding import Holding, refused_end
from .outcome import Outcome


def deactivate(  # noqa: PLR0913  what it needs to know, each named at the call
    pool: Pool,
    device: Device,
    held: Holding,
    *,
    on: date,
    unpaid: bool = False,
    at: datetime | None = None,
    key: str | None = None,
) -> Outcome | Refused:
    """Switch a device off: `on` is the last day of its plan, whose credit does not come back (rules L36, L63).

    With `unpaid` the event says that its plan was bought and the payment failed (rule L12).
    Refused: NOT_ACTIVE for a plan that has ended or not begun, RENEWAL_DUE for a prepaid plan of a month gone by.
    Raises WrongType, or WrongValue for another device's plan.
    """
    if type(unpaid) is not bool:
        raise WrongType("unpaid", "bool", unpaid)
    return _ended(pool, device, held, on, Ending.UNPAID if unpaid else Ending.SWITCHED_OFF, at, key)


def cancel(
    pool: Pool, device: Device, held: Holding, *, on: date, at: datetime | None = None, key: str | None = None
) -> Outcome | Refused:
    """Cancel the plan of a device: as switching it off, on the account's own wish; no days are credited (rule L36)."""
    return _ended(pool, device, held, on, Ending.CANCELLED, at, key)


def _ended(  # noqa: PLR0917, PLR0913  shared by two verbs with the same arguments
    pool: Pool, device: Device, held: Holding, on: date, why: Ending, at: datetime | None, key: str | None
) -> Outcome | Refused:
    refused = refused_end(device, held, on)
    if refused is not None:
        return refused
    head = head_of(pool, on, at, key, device.owner)
    event = Removed(**head, device=device.id, sku=held.sku, why=why)
    return Outcome(
        device=attrs.evolve(device, activated_on=None),
        events=(event,),
        ended=attrs.evolve(held, removed_on=on),
    )
