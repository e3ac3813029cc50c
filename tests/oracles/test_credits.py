"""Who gets which credit is what a plain list of single credits says, whatever came before."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from tests.oracles.credits import CHUNK, HISTORIES, SKUS, Credits, Life, lives
from tests.prepaid import PLANS

from kpix_billing_core import Account, Month, PaymentMethod, Refused
from kpix_billing_core.accounts import Device
from kpix_billing_core.catalogue import RenewalOrder
from kpix_billing_core.lifecycle import activate, change_plan, deactivate, renew_month
from kpix_billing_core.pool import (
    Consumed,
    Deactivated,
    GrantSource,
    Pool,
    PoolEvent,
    Purchased,
    confirm,
    grant,
    replay,
    withdraw,
)

WORDS = {Purchased: "bought", Deactivated: "off"}


class Core:
    """The library's answers to the same steps, in the oracle's words."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.owner = Account("acme", "USD", PaymentMethod(life.method))
        self.pool, self.numbers, self.held = Pool("acme"), [], {}
        self.devices = {}

    def answers(self) -> Iterator[Any]:
        for what, *given in self.life.steps:
            yield getattr(self, f"do_{what}")(*given)

    def admit(self, events: tuple[PoolEvent, ...]) -> None:
        self.pool = replay(events, self.pool)

    def said(self, event: PoolEvent) -> str:
        if type(event) is Consumed:
            return f"credit of {self.numbers.index(event.grant)}"
        return WORDS.get(type(event), "later")

    def do_credits(self, day, sku, count, first, last, priority, waits):
        source = GrantSource.BUNDLE if waits else GrantSource.ADJUSTMENT
        # Stored now, however far ahead its first day is.
        at = datetime.combine(day, time(), UTC)
        what = {"sku": sku, "count": count, "source": source, "expires_on": last, "priority": priority}
        event = grant(self.pool, on=first, at=at, **what)
        self.numbers.append(event.version)
        self.admit((event,))
        return "stored"

    def do_confirm(self, day, bundle):
        if bundle >= len(self.numbers):
            return 0
        number = self.numbers[bundle]
        count = sum(grant.left for grant in self.pool.grants if grant.number == number)
        answer = confirm(self.pool, grant=number, on=day)
        if isinstance(answer, Refused):
            return 0
        self.admit((answer,))
        return count

    def do_back(self, day, bundle):
        if bundle >= len(self.numbers):
            return 0
        answer = withdraw(self.pool, grant=self.numbers[bundle], count=1, on=day)
        if isinstance(answer, Refused):
            return 0
        self.admit((answer,))
        return 1

    def do_on(self, day, device, sku):
        known = Device(device, "acme")
        answer = activate(self.pool, known, sku, on=day, owner=self.owner, holdings=self.held.values())
        if isinstance(answer, Refused):
            return "already" if device in self.held else "refused"
        self.admit(answer.events)
        self.held[device], self.devices[device] = answer.started, answer.device
        return self.said(answer.events[0])

    def do_off(self, day, device, sku):
        if device not in self.held:
            return "nothing"
        answer = deactivate(self.pool, self.devices[device], self.held.pop(device), on=day)
        self.admit(answer.events)
        return "off"

    def do_move(self, day, device, sku):
        if device not in self.held:
            return "nothing"
        wish = {"on": day, "owner": self.owner, "book": PLANS}
        answer = change_plan(self.pool, self.devices[device], self.held[device], sku, **wish)
        if isinstance(answer, Refused):
            return "refused"
        if not answer.events:
            return "same"
        self.admit(answer.events)
        self.held[device] = answer.started
        return self.said(answer.events[1])

    def do_cycle(self, day, listed):
        devices = [self.devices[name] for name in listed if name in self.devices]
        run = {"owner": self.owner, "order": RenewalOrder(self.life.order)}
        renewal = renew_month(self.pool, devices, self.held.values(), Month.of(day), **run)
        self.admit(renewal.events)
        for plan in renewal.ended:
            del self.held[plan.device]
        self.held |= {plan.device: plan for plan in renewal.started}
        return [(event.device, self.said(event)) for event in renewal.events]


def differences(life: Life) -> list[Any]:
    """Return the first step that is answered differently, with the history."""
    core, oracle = Core(life), Credits(life)
    bought = 0
    for step, ours, theirs in zip(life.steps, core.answers(), oracle.answers(), strict=True):
        if ours != theirs:
            return [life, step, ours, theirs]
        bought += str(theirs).count("bought")
        balance = core.pool.balance(step[1])
        found = {
            "available": balance.available,
            "expired": balance.expired,
            "used": balance.consumed - bought,
            "pending": balance.pending,
        }
        if found != oracle.places(step[1]):
            return [life, step, found, oracle.places(step[1])]
    return []


@pytest.mark.parametrize("seed", range(HISTORIES // CHUNK))
def test_random_lives(seed):
    """Every device gets the credit that a plain list gives it, or what its owner's way to pay says, step by step."""
    for life in lives(seed):
        assert differences(life) == []


def test_random_lives_try_everything():
    """Credits of every kind are taken in cycles and in between, run out, expire, and are fought over."""
    words, skipped, waiting = set(), 0, 0
    for life in lives(0):
        oracle = Credits(life)
        for step, answer in zip(life.steps, oracle.answers(), strict=True):
            words.update([word for _, word in answer] if isinstance(answer, list) else [str(answer)])
            places = oracle.places(step[1])
            waiting += places["pending"] > 0
            skipped += places["expired"] > 0
    assert words >= {"bought", "later", "off", "refused", "already", "same", "nothing", "credit of 0", "credit of 2"}
    assert min(waiting, skipped) > 100
    assert {life.order for life in lives(0)} == {"oldest_activation", "device_id", "given"}


def test_a_difference_is_seen():
    """Another order of two bundles, or one credit less, is no agreement."""
    day, later = date(2026, 3, 1), date(2026, 3, 9)
    bundles = (("credits", day, SKUS[0], 1, day, None, 0, False), ("credits", day, SKUS[0], 1, day, later, 0, False))
    life = Life("prepay", "given", (*bundles, ("on", day, "d1", SKUS[0])))
    assert differences(life) == []
    assert [*Core(life).answers()][2] == "credit of 1"
    turned = life._replace(steps=(bundles[1], bundles[0], life.steps[2]))
    assert [*Credits(turned).answers()][2] == "credit of 0"
    assert [*Credits(life._replace(steps=life.steps[2:])).answers()] == ["refused"]
