"""The replay of a million events of a quota with a hundred thousand campaigns open, and a single verb there."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.harness import Finding, at_most, best, ratio, side_by_side
from kpix_billing_core.quota import (
    SERVICE_PACKAGES_WITH_GRACE,
    Committed,
    PackageCreated,
    Quota,
    QuotaBalance,
    QuotaEvent,
    Released,
    Reserved,
    commit,
    evolve,
    replay,
    reserve,
)

EVENTS, OPEN = 1_000_000, 100_000
START = datetime(2026, 4, 1, tzinfo=UTC)
SIZE, USED = 10, 4
Sums = tuple[int, int, int, dict[str, tuple[int, int]]]
"""Tokens that remain, are reserved and are used, and of each open campaign how many it reserved and used."""


def log(events: int, campaigns: int, seed: int = 1) -> list[QuotaEvent]:
    """Return a log of so many events that leaves so many campaigns open: the others reserve, use four and close."""
    chance = Random(seed)
    names = [f"campaign-{number:07d}" for number in range(campaigns + (events - 1 - campaigns) // (USED + 2))]
    chance.shuffle(names)
    wishes = [(Reserved, name) for name in names[:campaigns]]
    for name in names[campaigns:]:
        wishes += [(Reserved, name), *[(Committed, name)] * USED, (Released, name)]
    wishes += [(Committed, name) for name in names[: events - 1 - len(wishes)]]
    found: list[QuotaEvent] = [
        PackageCreated(
            version=0,
            at=START,
            account="acme",
            package="p1",
            count=SIZE * events,
            starts_at=START,
            expires_at=START + timedelta(days=365),
        )
    ]
    found += [_event(kind, name, version) for version, (kind, name) in enumerate(wishes, 1)]
    return found


def _event(kind: type[QuotaEvent], campaign: str, version: int) -> QuotaEvent:
    at = START + timedelta(seconds=version)
    if kind is Reserved:
        return Reserved(version=version, at=at, account="acme", campaign=campaign, size=SIZE)
    if kind is Committed:
        device = f"device-{version:07d}"
        return Committed(version=version, at=at, account="acme", campaign=campaign, device=device)
    return Released(version=version, at=at, account="acme", campaign=campaign, consumed=USED)


def by_loop(events: list[QuotaEvent]) -> Sums:
    """Make the same sums with dictionaries, asking nothing."""
    remaining = reserved = consumed = 0
    sizes: dict[str, int] = {}
    used: dict[str, int] = {}
    for event in events:
        if isinstance(event, Committed):
            used[event.campaign] += 1
            reserved -= 1
            consumed += 1
        elif isinstance(event, Reserved):
            sizes[event.campaign] = sizes.get(event.campaign, 0) + event.size
            used.setdefault(event.campaign, 0)
            remaining -= event.size
            reserved += event.size
        elif isinstance(event, Released):
            size, before = sizes.pop(event.campaign), used.pop(event.campaign)
            consumed += event.consumed - before
            reserved -= size - before
            remaining += size - event.consumed
        elif isinstance(event, PackageCreated):
            remaining += event.count or 0
    return remaining, reserved, consumed, {name: (sizes[name], used[name]) for name in sorted(sizes)}


def sums(quota: Quota) -> Sums:
    """Return what a quota says of the same."""
    balance: QuotaBalance = quota.balance
    each = {held.campaign: (held.size, held.consumed) for held in quota.reservations}
    return balance.remaining, balance.reserved, balance.consumed, each


def replaying(rounds: int, events: int = EVENTS, campaigns: int = OPEN) -> Iterator[Finding]:
    """Yield what a replay costs beside a plain loop, whether it is linear, and what one event more costs."""
    many = log(events, campaigns)
    few = log(events // 10, campaigns // 10)
    assert sums(replay(few)) == by_loop(few)
    gc.collect()
    gc.freeze()  # as a service with its log loaded would
    measured = side_by_side(
        {
            "replay": lambda: replay(many),
            "loop": lambda: by_loop(many),
            "few": lambda: replay(few),
            "few by loop": lambda: by_loop(few),
        },
        rounds,
    )
    each = best(measured, "replay") / events * 1e6
    title = f"replay of a quota's log of {events:,} events"
    yield Finding(title, f"{best(measured, 'replay'):.2f} s, {each:.2f} us an event")
    plain = best(measured, "loop") / events * 1e6
    yield at_most(f"  against a plain loop ({plain:.2f} us an event)", ratio(measured, "replay", "loop"), 3)
    yield at_most("  ten times the events", ratio(measured, "replay", "few"), 11, "{:.1f} times as long")
    # Ten times the campaigns are beyond the caches, whoever keeps them: so by how much more it grows than the loop.
    grown = ratio(measured, "loop", "few by loop")
    yield Finding("    the plain loop", f"{grown:.1f} times as long")
    yield at_most("    growth beside the plain loop", ratio(measured, "replay", "few") / grown, 1.1)
    yield from _one_more(replay(many), rounds)
    late = replay(many, terms=SERVICE_PACKAGES_WITH_GRACE).as_of(START + timedelta(days=366))
    yield from _one_more_in_grace(late, rounds)
    gc.unfreeze()


def _one_more(quota: Quota, rounds: int) -> Iterator[Finding]:
    at = START + timedelta(days=100)
    campaign = quota.reservations[len(quota.reservations) // 2].campaign

    def reserved() -> Quota:
        return evolve(quota, _happened(reserve(quota, campaign="campaign-x", size=1, at=at)))

    def committed() -> Quota:
        return evolve(quota, _happened(commit(quota, campaign=campaign, device="device-x", at=at)))

    every = tuple(quota.reservations)
    measured = side_by_side({"copy": lambda: list(every), "reserve": reserved, "commit": committed}, 10 * rounds)
    for name in ("reserve", "commit"):
        title = f"  {name} with {len(quota.reservations):,} campaigns open"
        yield at_most(title, best(measured, name) * 1e3, 0.7, "{:.2f} ms")
    yield Finding("    a copy of what is open", f"{best(measured, 'copy') * 1e3:.2f} ms")


def _one_more_in_grace(quota: Quota, rounds: int) -> Iterator[Finding]:
    at = START + timedelta(days=400)
    campaign = quota.reservations[len(quota.reservations) // 2].campaign
    measured = side_by_side(
        {"commit": lambda: evolve(quota, _happened(commit(quota, campaign=campaign, device="device-x", at=at)))},
        10 * rounds,
    )
    yield at_most("  commit in days of grace", best(measured, "commit") * 1e3, 0.7, "{:.2f} ms")


def _happened(answer: object) -> QuotaEvent:
    assert isinstance(answer, Reserved | Committed)
    return answer
