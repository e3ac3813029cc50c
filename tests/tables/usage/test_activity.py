"""How often and on which days devices connected, what rules make of it, and the daily average."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.examples import complaint
from tests.usage import APRIL, BEGINS, ENDS, HOUR, MOMENT, NOON, april, met

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue
from kpix_billing_core.usage import (
    ActiveDevices,
    Activity,
    AtLeastConnections,
    DeviceActivity,
    OnDays,
    activity,
    activity_by_account,
)

BERLIN = ZoneInfo("Europe/Berlin")
ROWS = [
    *(met("a", april(1)), met("a", april(1, 23)), met("a", april(2))),
    *(met("b", april(30, 23)), met("b", april(2)), met("b", april(3)), met("b", april(3))),
    *(met("c", BEGINS - MOMENT), met("c", ENDS)),
]


def used(device="d1", first=NOON, connections=1, days=0b1):
    return DeviceActivity(device, first, connections, days)


def whole(*devices, account="acme", month=APRIL, zone=UTC):
    return Activity(account, month, zone, devices)


def test_connections_are_counted_by_device_and_day():
    """Three connections on two days, four on three; what lies beside the month is not counted."""
    expected = whole(used("a", april(1), 3, 0b11), used("b", april(2), 4, 1 << 29 | 0b110))
    assert activity(ROWS, APRIL, "acme") == expected
    assert activity([(row.device, row.account, row.connected_at) for row in ROWS], APRIL, "acme") == expected


def test_days_are_those_of_the_zone():
    """An hour before midnight in UTC it is the next day in Berlin; the last evening of March there is in April."""
    rows = [met(at=april(1, 22)), met(at=BEGINS - HOUR), met(at=ENDS - HOUR)]
    assert activity(rows, APRIL, "acme", BERLIN).devices == (used(first=BEGINS - HOUR, connections=2, days=0b11),)


def test_a_day_that_was_left_out():
    """Samoa had no 30 December 2011: what came after the 29th was the 31st."""
    skip = datetime(2011, 12, 30, 10, tzinfo=UTC)
    found = activity([met(at=skip - MOMENT), met(at=skip)], Month(2011, 12), "acme", ZoneInfo("Pacific/Apia"))
    assert found.devices[0].days == 1 << 28 | 1 << 30


def test_by_day_and_on_average():
    """One, two, one and at the end one device on a day: five device-days over thirty days."""
    found = activity(ROWS, APRIL, "acme")
    assert found.by_day == (1, 2, 1, *(0,) * 26, 1)
    assert found.daily_average == Fraction(5, 30)
    assert whole().daily_average == 0


@pytest.mark.parametrize(
    ("rule", "devices"),
    [
        (AtLeastConnections(1), ["a", "b"]),
        (AtLeastConnections(3), ["a", "b"]),
        (AtLeastConnections(4), ["b"]),
        (AtLeastConnections(5), []),
        (OnDays(2), ["a", "b"]),
        (OnDays(3), ["b"]),
        (OnDays(31), []),
    ],
)
def test_rules(rule, devices):
    """A device with exactly as many is active; its first connection stands, whichever rule counts it."""
    found = activity(ROWS, APRIL, "acme").active(rule)
    assert type(found) is ActiveDevices
    assert [device for device, _ in found.first] == devices
    assert set(found.first) <= {("a", april(1)), ("b", april(2))}
    assert (found.account, found.month, found.zone) == ("acme", APRIL, UTC)


def test_the_zone_goes_along():
    """What a rule counts is of the same zone."""
    assert whole(zone=BERLIN).active(OnDays(1)).zone is BERLIN


def test_by_account():
    """Each account that has any, in order of id."""
    found = dict(activity_by_account([met(account="b"), met(account="a"), met(account="c", at=ENDS)], APRIL))
    assert list(found) == ["a", "b"]
    assert found["b"] == whole(used(days=1 << 15), account="b")


def test_the_sum():
    """Connections add up, days unite, the earlier first one stands."""
    one = whole(used("a", april(2), 3, 0b110), used("b", april(5)))
    other = whole(used("a", april(1), 2, 0b011), used("c", april(9), 7))
    expected = whole(used("a", april(1), 5, 0b111), used("b", april(5)), used("c", april(9), 7))
    assert one + other == other + one == expected
    assert one + whole() == whole() + one == one


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (whole(account="b"), "the activity of two accounts does not add up: acme and b"),
        (whole(month=APRIL + 1), "activity adds up only within one month of one zone"),
        (whole(zone=BERLIN), "activity adds up only within one month of one zone"),
    ],
)
def test_what_does_not_add_up(other, problem):
    assert complaint(TallyMismatch, whole().__add__, other) == problem


def test_another_account():
    """As for active devices."""
    problem = complaint(TallyMismatch, activity, [met(), met(account="b", at=ENDS)], APRIL, "acme")
    assert problem == "expected connections of acme, got one of b"


@pytest.mark.parametrize(
    ("fields", "kind", "problem"),
    [
        ({"device": ""}, WrongValue, "device: expected an id"),
        ({"first": NOON.date()}, WrongType, "first: expected aware datetime"),
        ({"first": NOON.astimezone(BERLIN)}, WrongValue, "first: expected an instant in UTC"),
        ({"days": 0}, WrongValue, "days: expected at least 1, got int 0"),
        ({"days": 1 << 31}, WrongValue, "days: expected a bit for each day of a month, got int 2147483648"),
        ({"days": True}, WrongType, "days: expected int, got bool True"),
        ({"days": 0b111, "connections": 2}, WrongValue, "connections: expected at least 3, got int 2"),
    ],
)
def test_what_is_no_activity_of_a_device(fields, kind, problem):
    """At least one connection on each of its days."""
    assert complaint(kind, used, **fields).startswith(problem)


@pytest.mark.parametrize(
    ("devices", "kind", "problem"),
    [
        ([used()], WrongType, "devices: expected tuple of DeviceActivity, got list"),
        ((NOON,), WrongType, "devices: expected tuple of DeviceActivity, got datetime"),
        ((used("b"), used("a")), WrongValue, "devices: expected each device once, in order, got str 'a'"),
        ((used("a"), used("a")), WrongValue, "devices: expected each device once, in order, got str 'a'"),
        ((used(first=ENDS),), WrongValue, "first: expected an instant of 2026-04, got datetime"),
        ((used(first=BEGINS - MOMENT),), WrongValue, "first: expected an instant of 2026-04, got datetime"),
        ((used(days=1 << 30),), WrongValue, "days: expected a bit for each of 30 days, got int 1073741824"),
    ],
)
def test_what_is_no_activity(devices, kind, problem):
    """Each device once, in order, with instants and days of the month."""
    assert complaint(kind, Activity, "acme", APRIL, UTC, devices).startswith(problem)


def test_edges_and_last_day():
    """The first and the last instant, and the thirtieth day, are of April."""
    assert len(whole(used("a", BEGINS, 1, 1 << 29), used("b", ENDS - MOMENT)).devices) == 2
    assert used(days=1 << 30).days.bit_length() == 31


def test_it_shows_its_numbers():
    """How many devices, and how many connections."""
    found = activity(ROWS, APRIL, "acme")
    assert str(found).splitlines() == [
        "account  month    devices  connections",
        "-------  -------  -------  -----------",
        "acme     2026-04        2            7",
    ]
    assert found._repr_html_().startswith("<table>")


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ((AtLeastConnections, 0), "number: expected at least 1, got int 0"),
        ((OnDays, 0), "number: expected at least 1, got int 0"),
        ((OnDays, 32), "number: expected at most 31 days, got int 32"),
    ],
)
def test_rules_that_count_nothing_or_all(rule, problem):
    """A device is never active without a connection, and no month has 32 days."""
    kind, number = rule
    assert complaint(WrongValue, kind, number) == problem


def test_strangers():
    """A rule is one of this room, and looks at devices of this room."""
    assert complaint(WrongType, whole().active, 1) == "rule: expected AtLeastConnections or OnDays, got int 1"
    assert complaint(WrongType, OnDays(1).counts, "d1") == "device: expected DeviceActivity, got str 'd1'"
    assert complaint(WrongType, activity, [None], APRIL, "acme").startswith("connection: expected Connection")
    assert complaint(WrongType, activity, [], APRIL, "acme", 1).startswith("zone: expected tzinfo")
    assert complaint(WrongType, activity_by_account, [], 1).startswith("month: expected Month")


def test_strangers_are_not_added():
    """Python says so."""
    with pytest.raises(TypeError, match="unsupported operand"):
        whole() + 1


def test_whose_and_when():
    """An id, a month, a zone."""
    for kind in (Activity, lambda *rest: activity([], *reversed(rest))):
        assert complaint(WrongValue, kind, "", APRIL) == "account: expected an id, got str ''"
        assert complaint(WrongType, kind, "acme", "2026-04") == "month: expected Month, got str '2026-04'"


def test_a_faulty_row_is_named():
    """With its row, also in a whole file."""
    rows = [*(met() for _ in range(600)), None]
    for count in (lambda: activity(rows, APRIL, "acme"), lambda: activity_by_account(rows, APRIL)):
        with pytest.raises(WrongType) as caught:
            count()
        assert caught.value.__notes__ == ["in row 600 of the connections, counted from 0"]
