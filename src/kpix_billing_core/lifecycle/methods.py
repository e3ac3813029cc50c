"""How the devices of one owner pay, whatever accounts they are on."""

__all__ = ["Methods"]

from collections.abc import Iterable

from ..accounts import Account, Device, PaymentMethod, payment_method_of
from ..checks import check_many
from ..errors import WrongType, WrongValue
from ..ids import AccountId


class Methods:
    """How the devices of one owner pay, worked out once for each account they are on."""

    def __init__(self, owner: Account, payers: Iterable[Account], devices: Iterable[Device]) -> None:
        if type(owner) is not Account:
            raise WrongType("owner", "Account", owner)
        check_many("payers", payers)
        self._owner = owner
        self._accounts = {owner.id: owner}
        for payer in payers:
            if type(payer) is not Account:
                raise WrongType("payers", "Account", payer)
            if self._accounts.setdefault(payer.id, payer) != payer:
                raise WrongValue("payers", "each account once", payer.id)
        for device in devices:
            if device.owner != owner.id:
                raise WrongValue("devices", f"devices of {owner.id}", device.owner)
        self._methods: dict[AccountId, PaymentMethod] = {}

    def of(self, device: Device) -> PaymentMethod:
        """Return how one of the devices pays; raises WrongValue where its payer was not given."""
        method = self._methods.get(device.payer)
        if method is None:
            payer = self._accounts.get(device.payer)
            if payer is None:
                raise WrongValue("payers", f"account {device.payer}, which {device.id} is on", None)
            method = self._methods[device.payer] = payment_method_of(device, self._owner, payer)
        return method
