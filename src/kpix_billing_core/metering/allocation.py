"""A plan held by a device from one day to another."""

__all__ = ["Allocation"]

from datetime import date, datetime, tzinfo

import attrs

from ..checks import check_day
from ..dates import local_day
from ..errors import WrongValue
from ..ids import AccountId, DeviceId, SkuCode, check_id


def _check(row: "Allocation") -> None:
    """Refuse what is no allocation: ids that are none, days that are none, a last day before the first."""
    # Millions of these are made: one look at the usual case, and the reasons only where it is another.
    if not (
        type(row.device) is type(row.account) is type(row.sku) is str
        and (row.device and row.account and row.sku)
        and row.device.isprintable()
        and row.account.isprintable()
        and row.sku.isprintable()
        and type(row.consumed_on) is date
        and (row.removed_on is None or (type(row.removed_on) is date and row.consumed_on <= row.removed_on))
    ):
        _complain(row)


def _complain(row: "Allocation") -> None:
    check_id("device", row.device)
    check_id("account", row.account)
    check_id("sku", row.sku)
    first = check_day("consumed_on", row.consumed_on)
    if row.removed_on is not None and check_day("removed_on", row.removed_on) < first:
        raise WrongValue("removed_on", f"a day from {first.isoformat()} on", row.removed_on)


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

    # Not a method that calls the function: a call is a tenth of what making an allocation costs.
    __attrs_post_init__ = _check

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
