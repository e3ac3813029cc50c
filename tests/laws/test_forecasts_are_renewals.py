"""Looking ahead says what the runs will do: the shortage is the next run's, and a pool runs dry when runs would drain it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.laws.fleet import choices
from tests.prepaid import AUTO, BARE, LATER

from kpix_billing_core import Month
from kpix_billing_core.accounts import Device
from kpix_billing_core.lifecycle import activate, renew_month, runs_dry, shortage
from kpix_billing_core.pool import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Ending,
    GrantSource,
    Pool,
    Purchased,
    confirm,
    grant,
    replay,
)

MAY = Month(2026, 5)
SKUS = ("STD", "PRO")
HORIZON = 14
"""Months simulated; no pool below has more than that to give, but for ever is longer."""


def day(after: int) -> date:
    """Return a day counted from the first of May."""
    return MAY.first_day + timedelta(days=after)


STARTS = (-120, -5, 0, 1, 31, 40, 92)
"""First days of grants: gone by, on a cycle, just after it, in months to come."""
ENDS = (None, 0, 30, 31, 60, 61, 100, 200)
"""Days they last beyond the first."""
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
grants = st.lists(
    choices(
        SKUS, (1, 2, 3, 5, 8), STARTS, ENDS, (0, 1, -1), (GrantSource.ADJUSTMENT, GrantSource.BUNDLE), (True, False)
    ),
    max_size=4,
)
fleets = st.lists(choices(SKUS, (-29, -1, -10, 0, 12, 31), (None, -1, 0, 30, 31, 70)), max_size=4)


def stock(given):
    """Return a pool with grants of all kinds, some of them pending."""
    pool = Pool("acme")
    for sku, count, start, lasts, priority, source, confirmed in given:
        expires_on = None if lasts is None else day(start + lasts)
        what = {"sku": sku, "count": count, "source": source, "expires_on": expires_on, "priority": priority}
        event = grant(pool, on=day(start), **what)
        pool = replay([attrs.evolve(event, at=LONG_AGO)], pool)
        if source is GrantSource.BUNDLE and confirmed:
            answer = confirm(pool, grant=event.version, on=day(start), at=pool.at)
            assert type(answer) is Confirmed
            pool = replay([answer], pool)
    return pool


def plans(given):
    """Return devices and the plans they hold."""
    devices, held = [], []
    for number, (sku, start, until) in enumerate(given):
        device = Device(f"d{number}", "acme", renew_until=None if until is None else day(until))
        free = replay([grant(Pool("acme"), sku=sku, count=1, source=GrantSource.ADJUSTMENT, on=day(-100))])
        outcome = activate(free, device, sku, on=day(start), owner=BARE)
        devices.append(device)
        held.append(outcome.started)
    return devices, held


def simulated(pool, devices, held, month):
    """Return the first month in which a device is switched off for want of a credit, run after run."""
    for now in month.until(month + HORIZON):
        renewal = renew_month(pool, devices, held, now, owner=BARE)
        if any(type(event) is Deactivated and event.why is Ending.NO_CREDIT for event in renewal.events):
            return now
        pool = replay(renewal.events, pool)
        ended = {plan.device for plan in renewal.ended}
        held = [*(plan for plan in held if plan.device not in ended), *renewal.started]
    return None


@given(grants, fleets)
@example([("STD", 2, -120, None, 0, GrantSource.ADJUSTMENT, False)], [("STD", 12, None)])
@example([], [("STD", 31, None)])
def test_a_pool_runs_dry_when_runs_drain_it(given_grants, given_devices):
    """The month foretold is the one in which renewal after renewal, with nothing bought, first lacks a credit.

    The first example is a device with a plan of the very month: it needs none then, but one a month later.
    The projection uses the allocator of the run: getlago/lago-api#2542.
    """
    pool, (devices, held) = stock(given_grants), plans(given_devices)
    found = runs_dry(pool, devices, held, MAY)
    assert simulated(pool, devices, held, MAY) == (None if found is None or found > MAY + HORIZON else found)


@given(grants, fleets, st.sampled_from([(AUTO, Purchased), (BARE, Deactivated), (LATER, BilledLater)]))
def test_the_shortage_is_what_the_next_run_lacks(given_grants, given_devices, paying):
    """What is short of each SKU is bought, billed later or switched off by the next run, and the rest is taken.

    Preview and bill share one function: getlago/lago-api#5522.
    """
    owner, without = paying
    pool, (devices, held) = stock(given_grants), plans(given_devices)
    found = shortage(pool, devices, held, MAY)
    events = renew_month(pool, devices, held, MAY, owner=owner).events
    needing = [event for event in events if getattr(event, "why", None) is not Ending.NOT_RENEWED]
    assert {each.sku: each.needed for each in found} == Counter(event.sku for event in needing)
    lacked = Counter(event.sku for event in needing if type(event) is without)
    taken = Counter(event.sku for event in needing if type(event) is Consumed)
    assert {each.sku: (each.short, each.needed - each.short) for each in found} == {
        event.sku: (lacked[event.sku], taken[event.sku]) for event in needing
    }
    assert all(each.available == pool.balance(MAY.first_day, each.sku).available for each in found if not later(pool))


def later(pool: Pool) -> bool:
    """Whether some of a pool's credits are only good after the first of May."""
    return any(each.granted_on > MAY.first_day for each in pool.grants)


@pytest.mark.parametrize("month", [Month(9999, 11), Month(9999, 12)])
def test_the_end_of_time(month):
    """Nothing runs dry after the last month there is."""
    pool = stock([("STD", 3, -120, None, 0, GrantSource.ADJUSTMENT, False)])
    devices, held = plans([("STD", 0, None)])
    assert runs_dry(pool, devices, held, month) is None
    assert runs_dry(Pool("acme"), devices, held, month) == month
    one = stock([("STD", 1, -120, None, 0, GrantSource.ADJUSTMENT, False)])
    assert runs_dry(one, devices, held, Month(9999, 11)) == Month(9999, 12)


def test_who_holds_nothing_needs_nothing():
    """A plan that ended, and a device without one, are no need of a run."""
    devices, [plan] = plans([("STD", -5, None)])
    gone = attrs.evolve(plan, removed_on=day(-5))
    assert shortage(Pool("acme"), devices, [gone], MAY) == ()
    assert runs_dry(Pool("acme"), devices, [gone], MAY) is None
