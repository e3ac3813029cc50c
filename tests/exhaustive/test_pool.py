"""Drawing down is right for every small pool: at most three grants of up to four credits, every order of five demands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import permutations, product

import pytest
from tests.deep import mostly_deep
from tests.exhaustive.histories import DEEP

from kpix_billing_core import Account, Month, PaymentMethod
from kpix_billing_core.accounts import Device
from kpix_billing_core.lifecycle import Holding, renew_month
from kpix_billing_core.pool import (
    BilledLater,
    Consumed,
    CreditGrant,
    Deactivated,
    GrantSource,
    Occasion,
    Pool,
    Purchased,
    SkuTotal,
    consume,
    drawdown_order,
    evolve,
    replay,
)

SKUS = ("PRO", "STD")
DAY = date(2026, 5, 1)
TRACKER = Device("d1", "acme")
DEMANDS = 5
WITHOUT = {
    PaymentMethod.PREPAY: Deactivated,
    PaymentMethod.PREPAY_AUTO: Purchased,
    PaymentMethod.POSTPAY: BilledLater,
}
CHARACTERS = ((0, None), (0, DAY), (-1, None))
"""Priority and last day of a grant: an ordinary one, one that is lost soon, and one that goes first."""
ONE = list(product(SKUS, range(1, 5)))

Stack = tuple[tuple[str, int, int, date | None], ...]


def stacks(first: int) -> Iterator[Stack]:
    """Yield the stacks of at most three grants whose first is ONE[first] (-1: none): SKU, amount, priority, last day.

    Each with one set of characters, every set in its turn; with all of them in the deep profiles.
    """
    rests = [()] if first < 0 else [(ONE[first], *rest) for size in range(3) for rest in product(ONE, repeat=size)]
    for turn, grants in enumerate(rests):
        sets = list(product(CHARACTERS, repeat=len(grants)))
        for characters in sets if DEEP else [sets[(5 * turn + first) % len(sets)]]:
            yield tuple((*one, *character) for one, character in zip(grants, characters, strict=True))


def pool_of(stack: Stack) -> Pool:
    """Return the pool, made of its parts and not by events: the constructor checks the sum."""
    grants = [
        CreditGrant(
            number=number, sku=sku, granted=count, source=GrantSource.ADJUSTMENT, granted_on=DAY,
            priority=priority, expires_on=last,
        )
        for number, (sku, count, priority, last) in enumerate(stack)
    ]  # fmt: skip
    sums = {sku: sum(count for each, count, *_ in stack if each == sku) for sku in sorted({each for each, *_ in stack})}
    totals = tuple(SkuTotal(sku, count, 0, 0) for sku, count in sums.items())
    at = datetime(2026, 5, 1, tzinfo=UTC)
    return Pool("acme", len(stack), at, tuple(sorted(grants, key=drawdown_order)), totals)


def turns(stack: Stack, sku: str) -> list[int]:
    """Return the grant that each credit of a SKU belongs to, first to go first: a list as long as there are credits."""
    found: list[int] = []
    for wanted in ((-1, None), (0, DAY), (0, None)):
        for number, (each, count, *character) in enumerate(stack):
            if each == sku and tuple(character) == wanted:
                found += [number] * count
    return found


def demanded(pool: Pool, left: dict[str, list[int]], method: PaymentMethod, steps: int) -> int:
    """Try every order of so many demands from here on; return how many were tried."""
    if not steps:
        return 0
    tried = 0
    for sku in SKUS:
        event = consume(pool, sku=sku, device=TRACKER, on=DAY, method=method)
        rest = left[sku]
        if rest:
            assert (type(event), event.grant) == (Consumed, rest[0])
        else:
            assert type(event) is WITHOUT[method]
        after = evolve(pool, event)
        remaining = {**left, sku: rest[1:]}
        assert {grant.number: grant.left for grant in after.grants} == counted(remaining)
        tried += 1 + demanded(after, remaining, method, steps - 1)
    return tried


def counted(left: dict[str, list[int]]) -> dict[int, int]:
    """Count what is left of each grant."""
    found: dict[int, int] = {}
    for numbers in left.values():
        for number in numbers:
            found[number] = found.get(number, 0) + 1
    return found


@pytest.mark.parametrize("first", mostly_deep(range(-1, len(ONE)), -1, 2, 5))
def test_every_stack_and_every_order_of_demands(first):
    """Every credit goes in its turn, none twice, none of another SKU, and what is left is what was not taken."""
    tried, mine = 0, list(stacks(first))
    for number, stack in enumerate(mine):
        method = tuple(PaymentMethod)[(number + first) % 3]
        left = {sku: turns(stack, sku) for sku in SKUS}
        tried += demanded(pool_of(stack), left, method, DEMANDS)
    assert tried == len(mine) * (2 ** (DEMANDS + 1) - 2)


def test_every_stack_is_tried():
    """None, and each of 8 + 64 + 512; in every deep profile with every set of characters."""
    found = [stack for first in range(-1, len(ONE)) for stack in stacks(first)]
    assert len({tuple(each[:2] for each in stack) for stack in found}) == 1 + 8 + 8**2 + 8**3
    assert len(found) == len(set(found)) == (sum((8 * 3) ** size for size in range(4)) if DEEP else 1 + 8 + 8**2 + 8**3)
    assert {tuple(each[2:] for each in stack) for stack in found if len(stack) == 3} == set(
        product(CHARACTERS, repeat=3)
    )


def held(device: Device, sku: str) -> Holding:
    """Return the plan of April that a device holds."""
    return Holding(
        Consumed(
            version=0, at=datetime(2026, 4, 1, tzinfo=UTC), account="acme", on=date(2026, 4, 1), device=device.id,
            sku=sku, payer="acme", occasion=Occasion.CYCLE, grant=0,
        )
    )  # fmt: skip


@pytest.mark.parametrize("method", PaymentMethod)
def test_a_run_is_as_many_single_demands(method):
    """For all orders of up to four devices on two plans, the run does what consuming one by one does, in its order."""
    owner = Account("acme", "USD", method)
    fleets = [plans for size in range(5) for plans in product(SKUS, repeat=size)]
    few = [stack for first in (-1, 1, 4) for stack in stacks(first) if len(stack) < 3]
    for stack in few[::2]:
        pool = pool_of(stack)
        for plans in fleets:
            devices = [Device(f"d{number}", "acme", activated_on=DAY) for number in range(len(plans))]
            run = renew_month(pool, devices, map(held, devices, plans), Month.of(DAY), owner=owner)
            now = pool
            for device, sku, event in zip(devices, plans, run.events, strict=True):
                single = consume(now, sku=sku, device=device, on=DAY, method=method, key=f"renew:2026-05:{device.id}")
                assert single == event
                now = evolve(now, single)
            assert replay(run.events, pool) == now


def test_who_is_served_first():
    """Every order of three devices at one credit: the oldest gets it, whoever is listed first."""
    for ages in permutations((date(2025, 1, 1), date(2025, 6, 1), date(2026, 1, 1))):
        devices = [Device(f"d{number}", "acme", activated_on=age) for number, age in enumerate(ages)]
        for listed in permutations(devices):
            owner = Account("acme", "USD", PaymentMethod.PREPAY)
            pool = pool_of((("STD", 1, 0, None),))
            run = renew_month(pool, listed, [held(device, "STD") for device in listed], Month.of(DAY), owner=owner)
            [lucky] = [event.device for event in run.events if type(event) is Consumed]
            assert devices[int(lucky[1])].activated_on == min(ages)
