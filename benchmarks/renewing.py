"""The renewal run of a million devices in ten thousand accounts, and the replay of a log as long."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import NamedTuple

from benchmarks.harness import Finding, at_most, best, ratio, side_by_side
from benchmarks.workload import SKUS
from kpix_billing_core import Account, Month, PaymentMethod
from kpix_billing_core.accounts import Device
from kpix_billing_core.lifecycle import Holding, Renewal, renew_month
from kpix_billing_core.pool import (
    Consumed,
    Granted,
    GrantSource,
    Occasion,
    Pool,
    PoolEvent,
    Purchased,
    replay,
)

DEVICES, ACCOUNTS = 1_000_000, 10_000
MAY = Month(2026, 5)
FIRST, LAST, BEFORE = MAY.first_day, date(2026, 4, 30), date(2026, 4, 1)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
AT = datetime(2026, 5, 1, tzinfo=UTC)
CREDITS = 20
"""Of each of four plans in a pool of a hundred devices: so every fifth device has to buy."""
RUN = "2026-05"


class Fleet(NamedTuple):
    """An account with its pool, its devices and their plans, in no order, and in the order they are served in."""

    account: Account
    pool: Pool
    devices: list[Device]
    holdings: list[Holding]
    served: list[tuple[Device, Holding]]


def fleets(devices: int, accounts: int, seed: int = 1) -> list[Fleet]:
    """Return accounts with as many devices each, a fifth more than their pools have credits for."""
    chance = Random(seed)
    return [_fleet(f"account-{number:05d}", devices // accounts, chance) for number in range(accounts)]


def _fleet(name: str, devices: int, chance: Random) -> Fleet:
    granted = [
        Granted(
            version=version,
            at=MARCH,
            account=name,
            on=MARCH.date(),
            sku=sku,
            count=CREDITS,
            source=GrantSource.ADJUSTMENT,
        )
        for version, sku in enumerate(SKUS)
    ]
    served = [_held(f"{name}-{number:04d}", name, SKUS[number % len(SKUS)], number) for number in range(devices)]
    given = list(served)
    chance.shuffle(given)
    account = Account(name, "USD", PaymentMethod.PREPAY_AUTO)
    return Fleet(account, replay(granted), [device for device, _ in given], [held for _, held in given], served)


def _held(device: str, account: str, sku: str, number: int) -> tuple[Device, Holding]:
    start = Consumed(
        version=4 + number,
        at=MARCH,
        account=account,
        on=BEFORE,
        device=device,
        sku=sku,
        payer=account,
        occasion=Occasion.CYCLE,
        grant=SKUS.index(sku),
        key=f"renew:2026-04:{device}",
    )
    return Device(device, account, activated_on=BEFORE), Holding(start)


def by_machine(given: list[Fleet]) -> list[Renewal]:
    """Renew with the library."""
    return [renew_month(each.pool, each.devices, each.holdings, MAY, owner=each.account) for each in given]


def by_loop(given: list[Fleet]) -> list[tuple[list[PoolEvent], list[Holding]]]:
    """Build the same events and ended plans, everything known beforehand: order, credits, payment, no plan twice."""
    done = []
    for each in given:
        name, version = each.account.id, each.pool.version
        left = {grant.sku: [grant.number, grant.left] for grant in each.pool.grants}
        events: list[PoolEvent] = []
        ended = []
        for device, held in each.served:
            sku = held.start.sku
            credit = left[sku]
            if credit[1]:
                credit[1] -= 1
                event = Consumed(
                    version=version,
                    at=AT,
                    account=name,
                    on=FIRST,
                    device=device.id,
                    sku=sku,
                    payer=device.payer,
                    occasion=Occasion.CYCLE,
                    grant=credit[0],
                    key=f"renew:2026-05:{device.id}",
                )
            else:
                event = Purchased(
                    version=version,
                    at=AT,
                    account=name,
                    on=FIRST,
                    device=device.id,
                    sku=sku,
                    payer=device.payer,
                    occasion=Occasion.CYCLE,
                    run=RUN,
                    key=f"renew:2026-05:{device.id}",
                )
            events.append(event)
            ended.append(Holding(held.start, LAST))
            version += 1
        done.append((events, ended))
    return done


def renewing(rounds: int, devices: int = DEVICES, accounts: int = ACCOUNTS) -> Iterator[Finding]:
    """Yield what a renewal run costs beside a plain loop, whether it is linear, and what it takes of memory."""
    many, few = fleets(devices, accounts), fleets(devices // 10, accounts // 10)
    for renewed, (events, ended) in zip(by_machine(few), by_loop(few), strict=True):
        assert [list(renewed.events), list(renewed.ended)] == [events, ended]
    gc.collect()
    gc.freeze()  # as a service with its fleet loaded would
    measured = side_by_side(
        {
            "machine": lambda: by_machine(many),
            "loop": lambda: by_loop(many),
            "few": lambda: by_machine(few),
            "few by loop": lambda: by_loop(few),
        },
        rounds,
    )
    gc.unfreeze()
    each = best(measured, "machine") / devices * 1e6
    title = f"renewal of {devices:,} devices in {accounts:,} accounts"
    yield Finding(title, f"{best(measured, 'machine'):.1f} s, {each:.1f} us a device")
    plain = best(measured, "loop") / devices * 1e6
    yield at_most(f"  against a plain loop ({plain:.1f} us a device)", ratio(measured, "machine", "loop"), 1.5)
    times = ratio(measured, "machine", "few")
    yield at_most("  ten times the devices and the accounts", times, 11, "{:.1f} times as long")
    yield Finding("    the plain loop", f"{ratio(measured, 'loop', 'few by loop'):.1f} times as long")
    yield from _weights(few, devices // 10)


def _weights(given: list[Fleet], devices: int) -> Iterator[Finding]:
    for name, build in (("machine", by_machine), ("loop", by_loop)):
        kept, most = _traced(lambda build=build: build(given))
        yield Finding(f"  memory of the {name}", f"{kept / devices:.0f} B a device, {most / devices:.0f} B at most")


def _traced(build: Callable[[], object]) -> tuple[int, int]:
    gc.collect()
    tracemalloc.start()
    built = build()
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del built
    return kept, most


def replaying(rounds: int, number: int = DEVICES) -> Iterator[Finding]:
    """Yield whether a log ten times as long takes ten times as long to replay, and what is kept meanwhile."""
    log = _log(number)
    short = log[: number // 10]
    gc.collect()
    gc.freeze()
    measured = side_by_side({"long": lambda: replay(log), "short": lambda: replay(short)}, rounds)
    gc.unfreeze()
    each = best(measured, "long") / number * 1e6
    yield Finding(f"replay of a log of {number:,} events", f"{best(measured, 'long'):.2f} s, {each:.2f} us an event")
    yield at_most("  ten times the events", ratio(measured, "long", "short"), 11, "{:.1f} times as long")
    _, most = _traced(lambda: replay(log))
    yield Finding("  memory at most", f"{most / 1024:.0f} KiB")


def _log(number: int) -> list[PoolEvent]:
    """Return a log of one pool: for every ten credits granted, eight are used, in turn with two bought at once."""
    log: list[PoolEvent] = []
    head = {"at": MARCH, "account": "acme", "on": MARCH.date(), "sku": "STD"}
    start = {**head, "payer": "acme", "occasion": Occasion.CYCLE}
    grant = 0
    for version in range(number):
        place = version % 10
        if place == 0:
            grant = version
            log.append(Granted(**head, version=version, count=8, source=GrantSource.ADJUSTMENT))
        elif place == 1:
            log.append(Purchased(**start, version=version, device=f"device-{version}", run=RUN))
        else:
            log.append(Consumed(**start, version=version, device=f"device-{version}", grant=grant))
    return log
