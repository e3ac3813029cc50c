"""What happens to an owner's pool and devices over some months, told by the very verbs: every event in it is legal."""

__all__ = ["DEVICES", "LIFE", "SKUS", "STOCK", "Story", "Wish"]

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

import attrs

from ..accounts import Account, Device
from ..catalogue import BillingTerms, Plan, PriceBook
from ..dates import Month
from ..decisions import Refused
from ..ids import DeviceId, SkuCode
from ..lifecycle import Holding, Outcome, Renewal, activate, cancel, change_plan, deactivate, renew_month, transfer
from ..money import ExactMoney
from ..pool import GrantSource, Pool, PoolEvent, confirm, evolve, grant, withdraw
from .making import accepted

PLANS = (Plan("LITE", rank=1), Plan("STD", rank=2))
SKUS = ("LITE", "STD")
DEVICES = ("d1", "d2", "d3")
"""The last is on the account of a reseller, who pays after use."""

STOCK = ("purchase", "bulk", "bundle", "adjustment", "confirm", "withdraw")
LIFE = ("activate", "deactivate", "cancel", "change", "transfer", "renew")
SOURCES: Mapping[str, GrantSource] = MappingProxyType({source.value: source for source in GrantSource})


class Wish(NamedTuple):
    """What somebody asks for: a verb, for which device and plan, how many (or which grant), how many days later."""

    verb: str
    device: DeviceId
    sku: SkuCode
    number: int
    later: int


@attrs.define
class Story:
    """An owner's pool and devices while wishes come in; what is refused has not happened.

    Attributes:
        owner: whose pool it is.
        terms: what unused days are.
        on: today.
        pool: as the events left it.
        events: all of them, in order.
        devices: those of the owner, by id.
        held: the plans they hold, by device.
        gone: devices given to others.
        outcomes: what verbs did to single devices.
    """

    owner: Account
    terms: BillingTerms
    on: date
    pool: Pool = attrs.field(default=attrs.Factory(lambda story: Pool(story.owner.id), takes_self=True))
    events: list[PoolEvent] = attrs.Factory(list[PoolEvent])
    devices: dict[DeviceId, Device] = attrs.Factory(dict[DeviceId, Device])
    held: dict[DeviceId, Holding] = attrs.Factory(dict[DeviceId, Holding])
    gone: set[DeviceId] = attrs.Factory(set[DeviceId])
    outcomes: list[Outcome] = attrs.Factory(list[Outcome])

    def ask(self, wish: Wish) -> None:
        """Let a wish come in, some days later but within the month: only a renewal ends it, so nothing is ever late."""
        self.on = min(self.on + timedelta(days=wish.later), Month.of(self.on).last_day)
        if wish.verb in STOCK:
            _move(self, wish)
        elif wish.verb == "renew":
            self.renew()
        elif wish.device not in self.gone:
            _live(self, wish)

    def renew(self) -> Renewal:
        """Renew every plan at the start of the next month."""
        return _renew(self)

    def append(self, *events: PoolEvent) -> None:
        """Let events happen."""
        for event in events:
            self.pool = evolve(self.pool, event)
            self.events.append(event)


def _reseller(owner: Account) -> Account:
    return Account(f"{owner.id}-reseller", owner.currency)


def _move(story: Story, wish: Wish) -> None:
    event = _moved(story, wish)
    if not isinstance(event, Refused):
        story.append(event)


def _moved(story: Story, wish: Wish) -> PoolEvent | Refused:
    pool, on, number = story.pool, story.on, wish.number
    if wish.verb == "confirm":
        return confirm(pool, grant=number, on=on)
    if wish.verb == "withdraw":
        return withdraw(pool, grant=number, count=1 + number % 2, on=on)
    price = ExactMoney(Fraction(number, 3), story.owner.currency) if wish.verb == "bulk" else None
    # Some last for ever, some to the end of a month or beyond.
    expires_on = on + timedelta(days=wish.later) if wish.later % 2 else None
    source = SOURCES[wish.verb]
    return grant(pool, sku=wish.sku, count=1 + number, source=source, on=on, unit_price=price, expires_on=expires_on)


def _live(story: Story, wish: Wish) -> None:
    outcome = _lived(story, wish)
    if isinstance(outcome, Refused):
        return
    device = outcome.device
    story.outcomes.append(outcome)
    story.append(*outcome.events)
    if outcome.ended is not None:
        del story.held[device.id]
    if outcome.started is not None:
        story.held[device.id] = outcome.started
    story.devices[device.id] = device
    if device.owner != story.owner.id:
        _give_away(story, device.id)


def _give_away(story: Story, device: DeviceId) -> None:
    story.gone.add(device)
    del story.devices[device]
    story.held.pop(device, None)


def _lived(story: Story, wish: Wish) -> Outcome | Refused:
    pool, on, owner = story.pool, story.on, story.owner
    payer = _reseller(owner) if wish.device == DEVICES[-1] else owner
    device = story.devices.get(wish.device, Device(wish.device, owner.id, payer.id))
    held = story.held.get(wish.device)
    if wish.verb == "transfer":
        return transfer(pool, device, f"{owner.id}-other", on=on)
    if wish.verb == "activate" or held is None:
        open_ = tuple(story.held.values())
        return activate(pool, device, wish.sku, on=on, owner=owner, payer=payer, holdings=open_, terms=story.terms)
    if wish.verb == "change":
        book = PriceBook((), story.terms, plans=PLANS)
        return change_plan(pool, device, held, wish.sku, on=on, owner=owner, book=book, payer=payer)
    return (cancel if wish.verb == "cancel" else deactivate)(pool, device, held, on=on)


def _renew(story: Story) -> Renewal:
    owner, month = story.owner, Month.of(story.on) + 1
    story.on = month.first_day
    devices, held, payers = tuple(story.devices.values()), tuple(story.held.values()), (_reseller(owner),)
    # It was asked for every month so far: never refused.
    done = accepted(renew_month(story.pool, devices, held, month, owner=owner, payers=payers))
    story.append(*done.events)
    for ended in done.ended:
        del story.held[ended.device]
    for started in done.started:
        story.held[started.device] = started
    return done
