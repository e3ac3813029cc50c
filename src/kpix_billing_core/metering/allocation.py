"""A plan held by a device from one day to another."""

__all__ = ["Allocation"]

from datetime import date, datetime, tzinfo

import attrs

from ..checks import check_day
from ..dates import local_day
from ..errors import WrongValue
from ..ids import AccountId, DeviceId, SkuCode, check_id


@attrs.frozen
class Allocation:
    """A plan held by a device from one day to another, both included, billed to an account (rules L43, L49 to L51).

    It is the unit of billing: a device that is switched off and on again, or moved between plans, has one allocation
    for each time, and no rule makes them unique. Raises WrongType or WrongValue.

    Attributes:
        device: what holds the plan.
        account: who is billed.
        sku: the plan.
        consumed_on: the first day, in the billing zone.
        removed_on: the last day, included; None while the plan is still held.

    >>> Allocation("tracker-1", "acme", "STD", date(2026, 4, 16)).removed_on is None
    True
    """

    device: DeviceId = attrs.field(metadata={"column": "device_id"})
    account: AccountId = attrs.field(metadata={"column": "account_id"})
    sku: SkuCode
    consumed_on: date
    removed_on: date | None = None

    def __attrs_post_init__(self) -> None:
        # Millions of these are made: one check of the usual case, and the reasons only where it fails.
        if not (
            type(self.device) is type(self.account) is type(self.sku) is str
            and (self.device and self.account and self.sku)
            and self.device.isprintable()
            and self.account.isprintable()
            and self.sku.isprintable()
            and type(self.consumed_on) is date
            and (self.removed_on is None or (type(self.removed_on) is date and self.consumed_on <= self.removed_on))
        ):
            check_allocation(self.device, self.account, self.sku, self.consumed_on, self.removed_on)

    @classmethod
    def from_instants(
        cls,
        device: DeviceId,
        account: AccountId,
        sku: SkuCode,
        consumed_at: datetime,
        removed_at: datetime | None,
        zone: tzinfo,
    ) -> "Allocation":
        """Return the allocation of the local days that two instants fall on; both days are included."""
        removed_on = None if removed_at is None else local_day(removed_at, zone)
        return cls(device, account, sku, local_day(consumed_at, zone), removed_on)


def check_allocation(device: object, account: object, sku: object, consumed_on: object, removed_on: object) -> None:
    """Refuse what is no allocation: ids that are none, days that are none, a last day before the first."""
    check_id("device", device)
    check_id("account", account)
    check_id("sku", sku)
    first = check_day("consumed_on", consumed_on)
    if removed_on is not None and check_day("removed_on", removed_on) < first:
        raise WrongValue("removed_on", f"a day from {first.isoformat()} on", removed_on)
