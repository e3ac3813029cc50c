"""Giving a device to another account."""

__all__ = ["transfer"]

from datetime import date, datetime

from ..accounts import Device
from ..errors import WrongValue
from ..ids import AccountId
from ..pool import Pool, Transferred
from ..pool.decide import head_of
from .holding import check_device
from .outcome import Outcome


def transfer(  # noqa: PLR0913  as `activate`
    pool: Pool,
    device: Device,
    to: AccountId,
    *,
    on: date,
    payer: AccountId | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Outcome:
    """Give a device to another account; the plan it holds stays, and the next one comes from the new pool (rule L10).

    `pool` is that of the account which gives it away. `payer` is the account it is on from then, by default its owner.
    Raises WrongType, or WrongValue for a device that is not the pool's or is given to whom it belongs.
    """
    check_device(device)
    head = head_of(pool, on, at, key, device.owner)
    moved = Device(device.id, to, to if payer is None else payer, device.activated_on, device.renew_until)
    if moved.owner == device.owner:
        raise WrongValue("to", f"another account than {device.owner}", to)
    return Outcome(device=moved, events=(Transferred(**head, device=device.id, to=moved.owner, payer=moved.payer),))
