"""What is billed for: a device, who owns it, and on whose bill it runs."""

__all__ = ["Device", "payment_method_of"]

from datetime import date

import attrs

from ..checks import day, optional
from ..errors import WrongType, WrongValue
from ..ids import AccountId, DeviceId, identifier
from .account import Account
from .payment_method import PaymentMethod


@attrs.frozen
class Device:
    """A device: plans come from its owner's pool, and bills after use go to its payer (rules L10, L14).

    Owner and payer differ where a reseller runs it on a post pay account of its own. Whether it is active is no field:
    a device is active while it holds a plan. Raises WrongType or WrongValue.

    Attributes:
        id: the caller's name for it.
        owner: the account whose pool it draws on.
        payer: the account it is on; the owner unless said otherwise.
        activated_on: since when it has been active; None where that is not known.
        renew_until: the last day a renewal may start on; None: it renews until told otherwise (rule L09).

    >>> Device("tracker-1", "acme").payer
    'acme'
    """

    id: DeviceId = attrs.field(validator=identifier, metadata={"column": "device_id"})
    owner: AccountId = attrs.field(validator=identifier)
    payer: AccountId = attrs.field(
        default=attrs.Factory(lambda device: device.owner, takes_self=True), validator=identifier
    )
    activated_on: date | None = attrs.field(default=None, validator=optional(day))
    renew_until: date | None = attrs.field(default=None, validator=optional(day))


def payment_method_of(device: Device, owner: Account, payer: Account | None = None) -> PaymentMethod:
    """Return how plans of a device are paid when its owner's pool has none left (rules L13, L14).

    A device on a post pay account is billed after use, whoever owns it. Otherwise its owner's way to pay holds; a post
    pay owner is not billed for a device that runs on somebody else's account, so there it is the payer's.
    `payer` may be left out where the owner pays. Raises WrongType, or WrongValue for accounts that are not its own.

    >>> acme, reseller = Account("acme", "USD", PaymentMethod.PREPAY), Account("reseller", "USD")
    >>> payment_method_of(Device("tracker-1", "acme", "reseller"), acme, reseller).value
    'postpay'
    """
    on_account = owner if payer is None else payer
    _check(device, owner, on_account)
    if on_account.payment_method is PaymentMethod.POSTPAY or owner.payment_method is PaymentMethod.POSTPAY:
        return on_account.payment_method
    return owner.payment_method


def _check(device: object, owner: object, payer: object) -> None:
    if type(device) is not Device:
        raise WrongType("device", "Device", device)
    if type(owner) is not Account:
        raise WrongType("owner", "Account", owner)
    if type(payer) is not Account:
        raise WrongType("payer", "Account", payer)
    if owner.id != device.owner:
        raise WrongValue("owner", f"account {device.owner}, which owns {device.id}", owner.id)
    if payer.id != device.payer:
        raise WrongValue("payer", f"account {device.payer}, which {device.id} is on", payer.id)
