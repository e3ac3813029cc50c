"""Active devices are a set: order, duplicates and shards mean nothing, and each instant is in one month of a zone."""

from collections import Counter
from datetime import UTC
from functools import reduce
from operator import add

from hypothesis import assume, given
from hypothesis import strategies as st

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.testing import active_devices as some_devices
from kpix_billing_core.testing import connections, instants, months, zones
from kpix_billing_core.usage import (
    ActiveDevices,
    Activity,
    AtLeastConnections,
    Connection,
    OnDays,
    active_devices,
    active_devices_by_account,
    activity,
)

APRIL = Month.parse("2026-04")
places = zones()
histories = st.lists(connections(month=APRIL, account="acme"), max_size=12)
parted = st.lists(st.integers(0, 2), min_size=12, max_size=12)


def union(*found: ActiveDevices) -> dict:
    """Return the earliest first connection of each device: the sum, by a mapping and nothing else."""
    earliest = {}
    for active in found:
        for device, at in active.first:
            earliest[device] = min(at, earliest.get(device, at))
    return earliest


@given(histories, places, st.randoms(use_true_random=False))
def test_order_and_duplicates_mean_nothing(held, zone, chance):
    """A member added, removed and added again is one: zerotier/ZeroTierOne#2382, getlago/lago-api#3890, #4060, #4399."""
    once = active_devices(held, APRIL, "acme", zone)
    again = held * 2 + [row for row in held if chance.random() < 0.5]
    chance.shuffle(again)
    assert active_devices(again, APRIL, "acme", zone) == once
    assert once.count == len({device for device, _ in once.first}) <= len({row.device for row in held})


@given(histories, places, parted)
def test_any_shards_make_the_whole(held, zone, place):
    """However connections are parted, and whatever comes late, the parts sum to the whole: openmeterio/openmeter#4299."""
    parts = [[row for row, at in zip(held, place, strict=False) if at == number] for number in range(3)]
    a, b, c = (active_devices(part, APRIL, "acme", zone) for part in parts)
    whole = active_devices(held, APRIL, "acme", zone)
    assert (a + b) + c == a + (b + c) == (c + a) + b == whole
    by_one = [active_devices([row], APRIL, "acme", zone) for row in held]
    assert reduce(add, by_one, ActiveDevices("acme", APRIL, zone)) == whole


@given(*[some_devices(month=APRIL, account="acme", zone=UTC)] * 3)
def test_a_monoid(a, b, c):
    """The sum is the union: associative, commutative, idempotent, and nothing changes nothing."""
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + a == a == a + ActiveDevices("acme", APRIL)
    assert dict((a + b).first) == union(a, b)
    assert max(a.count, b.count) <= (a + b).count <= a.count + b.count


@given(instants(), places)
def test_each_instant_is_in_one_month(instant, zone):
    """Whatever clocks do, of the months around an instant it counts in exactly one.

    The boundary event is neither dropped nor told twice: getlago/lago-api#5104, #5583, #5651, #3274; nor is usage
    billed in two periods: polarsource/polar#11046, #6625, #9090.
    """
    try:
        row = Connection("d1", "acme", instant)
    except WrongValue:
        assume(False)  # an instant beyond the years there are
        raise
    near = Month(row.connected_at.year, row.connected_at.month)
    first, last = max(near, Month(1, 2)) - 1, min(near, Month(9999, 11)) + 1
    held = [month for month in first.until(last) if active_devices([row], month, "acme", zone).count]
    assert len(held) == 1


@given(histories, places)
def test_months_part_a_history(held, zone):
    """A device-month for each device and each month in which it connected, and no more."""
    found = [active_devices(held, month, "acme", zone) for month in (APRIL - 4).until(APRIL + 4)]
    listed = [row for active in found for row in active.rows()]
    assert set(listed) <= set(held)
    assert {row.device for row in listed} == {row.device for row in held}


@given(st.lists(connections(month=APRIL), max_size=12), places)
def test_accounts_part_a_file(held, zone):
    """Each account is counted as if it stood alone, in order; a device of two accounts is one in each."""
    found = list(active_devices_by_account(held, APRIL, zone))
    accounts = sorted({row.account for row in held})
    alone = {
        account: active_devices([row for row in held if row.account == account], APRIL, account, zone)
        for account in accounts
    }
    assert found == [(account, active) for account, active in alone.items() if active.count]


@given(histories, places)
def test_tuples_count_as_objects(held, zone):
    """The same facts as tuples, and by the list of those that are active, give the same."""
    whole = active_devices(held, APRIL, "acme", zone)
    rows = [(row.device, row.account, row.connected_at.astimezone(zone)) for row in held]
    assert active_devices(rows, APRIL, "acme", zone) == active_devices(whole.rows(), APRIL, "acme", zone) == whole


@given(histories, places, parted, st.integers(1, 4))
def test_activity_knows_the_active(held, zone, place, number):
    """One connection is the published rule; a stricter one counts fewer; parts add up, connection by connection.

    The rule that counted is part of the question, never guessed: Cumulocity-IoT/c8y-docs#2054.
    """
    whole = activity(held, APRIL, "acme", zone)
    active = active_devices(held, APRIL, "acme", zone)
    assert whole.active(AtLeastConnections(1)) == whole.active(OnDays(1)) == active
    for rule in (AtLeastConnections(number), OnDays(number)):
        assert set(whole.active(rule).first) <= set(active.first)
    assert whole.active(OnDays(number)).count <= whole.active(AtLeastConnections(number)).count
    parts = [[row for row, at in zip(held, place, strict=False) if at == part] for part in range(3)]
    a, b, c = (activity(part, APRIL, "acme", zone) for part in parts)
    assert (a + b) + c == a + (b + c) == (c + b) + a == whole
    assert whole + Activity("acme", APRIL, zone) == whole


@given(histories, places)
def test_device_days_are_those_of_days(held, zone):
    """Summed by day or by device, the days of all devices are the same; the average is theirs over the month."""
    found = activity(held, APRIL, "acme", zone)
    by_device = sum(one.days.bit_count() for one in found.devices)
    assert sum(found.by_day) == by_device == found.daily_average * APRIL.days
    assert max(found.by_day) <= len(found.devices) <= by_device or not found.devices


@given(months(max_month=Month(2199, 11)), places, st.data())
def test_connections_of_a_month_are_counted(month, zone, data):
    """What is told for a device of one month is what it has there: no connection is lost at an edge."""
    held = data.draw(st.lists(connections(month=month, account="acme", zone=zone), max_size=8))
    found = [activity(held, each, "acme", zone) for each in (month - 1, month, month + 1, month + 2)]
    told: Counter[str] = Counter()
    for each in found:
        told.update({one.device: one.connections for one in each.devices})
    before = [row for row in held if active_devices([row], month - 2, "acme", zone).count]
    assert told == Counter(row.device for row in held if row not in before)
