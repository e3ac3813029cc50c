"""What a verb did to one device: the events to append, the plan that ended, the one that began, the days to credit."""

__all__ = ["Outcome"]

import attrs

from ..accounts import Device
from ..checks import each, instance, optional
from ..pool import BilledLater, Consumed, PoolEvent, Purchased, Removed, Transferred
from .holding import Holding
from .unused_days import UnusedDays


@attrs.frozen(kw_only=True)
class Outcome:
    """What happened to a device; without events, nothing did.

    Attributes:
        device: as it is afterwards.
        events: to be appended in this order, all or none.
        ended: the plan that ended, with its last day.
        started: the plan that began.
        unused: days paid for and not had, for which the account is owed a credit.
    """

    device: Device = attrs.field(validator=instance(Device))
    events: tuple[PoolEvent, ...] = attrs.field(
        default=(), validator=each(Consumed, Purchased, BilledLater, Removed, Transferred)
    )
    ended: Holding | None = attrs.field(default=None, validator=optional(instance(Holding)))
    started: Holding | None = attrs.field(default=None, validator=optional(instance(Holding)))
    unused: tuple[UnusedDays, ...] = attrs.field(default=(), validator=each(UnusedDays))
