"""Counting connections: each device once, in its month, from objects or tuples."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from tests.examples import complaint
from tests.usage import APRIL, BEGINS, ENDS, HOUR, MOMENT, NOON, april, met

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue
from kpix_billing_core.usage import ActiveDevices, Connection, active_devices, active_devices_by_account

BERLIN = ZoneInfo("Europe/Berlin")


def shapes(rows):
    """Return connections as objects, as tuples, as both, and as a generator of tuples."""
    tuples = [(row.device, row.account, row.connected_at) for row in rows]
    return {
        "objects": rows,
        "tuples": tuples,
        "both": [one if number % 2 else other for number, (one, other) in enumerate(zip(rows, tuples, strict=True))],
        "generator": (row for row in tuples),
    }


def counted(shape, rows, **options):
    return active_devices(shapes(rows)[shape], APRIL, "acme", **options)


@pytest.mark.parametrize("shape", ["objects", "tuples", "both", "generator"])
class TestOneAccount:
    """The devices of one account."""

    def test_each_device_once_with_its_first_connection(self, shape):
        """Whatever the order, the earliest of the month stands."""
        rows = [
            met("d2", april(9)),
            met("d1", april(8)),
            met("d1", april(7)),
            met("d1", april(8)),
            met("d2", april(30)),
        ]
        found = counted(shape, rows)
        assert found.first == (("d1", april(7)), ("d2", april(9)))
        assert found.count == 2

    def test_edges_of_the_month(self, shape):
        """The first instant of a month is in it, the first of the next one is not."""
        at = {"a": BEGINS - MOMENT, "b": BEGINS, "c": ENDS - MOMENT, "d": ENDS}
        rows = [met(device, instant) for device, instant in at.items()]
        assert counted(shape, rows).first == (("b", BEGINS), ("c", ENDS - MOMENT))

    def test_a_first_connection_before_the_month_is_none_of_it(self, shape):
        """Earlier and later connections of a device leave its first of the month as it is."""
        rows = [met(at=april(7)), met(at=BEGINS - MOMENT), met(at=ENDS)]
        assert counted(shape, rows).first == (("d1", april(7)),)

    def test_the_first_instant_after_a_later_one(self, shape):
        """A connection at the very start of the month is its first, also where it comes last."""
        assert counted(shape, [met(at=april(7)), met(at=BEGINS)]).first == (("d1", BEGINS),)

    def test_a_zone_moves_the_edges(self, shape):
        """April in Berlin begins and ends two hours earlier than in UTC."""
        at = {
            "a": BEGINS - 2 * HOUR - MOMENT,
            "b": BEGINS - 2 * HOUR,
            "c": ENDS - 2 * HOUR - MOMENT,
            "d": ENDS - 2 * HOUR,
        }
        rows = [met(device, instant) for device, instant in at.items()]
        found = counted(shape, rows, zone=BERLIN)
        assert found == ActiveDevices("acme", APRIL, BERLIN, (("b", at["b"]), ("c", at["c"])))

    def test_nothing(self, shape):
        """An account without connections has no active devices, and is an account all the same."""
        assert counted(shape, []) == ActiveDevices("acme", APRIL)
        assert counted(shape, [met(at=ENDS)]) == ActiveDevices("acme", APRIL)

    def test_another_account(self, shape):
        """A stranger's connection is an error, be it in the month or not."""
        for at in (NOON, ENDS):
            problem = complaint(TallyMismatch, counted, shape, [met(), met(account="b", at=at), met(account="c")])
            assert problem == "expected connections of acme, got one of b"

    def test_many(self, shape):
        """More than fit into one part; each connects thrice."""
        rows = [met(f"d{number:04}", april(day)) for day in (3, 2, 4) for number in range(700)]
        found = counted(shape, rows)
        assert found.count == 700
        assert set(found.first) == {(f"d{number:04}", april(2)) for number in range(700)}


def test_instants_of_any_zone():
    """A tuple may say its instant in any zone; what counts is the instant."""
    first = datetime(2026, 4, 16, 14, tzinfo=timezone(timedelta(hours=2), "east"))
    found = active_devices([("d1", "acme", first), ("d1", "acme", NOON + MOMENT)], APRIL, "acme")
    assert found.first == (("d1", NOON),)
    assert found.first[0][1].tzinfo is UTC


def test_the_repeated_hour():
    """The earlier of two connections is the earlier one, though the clock says otherwise."""
    later = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    earlier = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN, fold=0)
    found = active_devices([("d1", "acme", later), ("d1", "acme", earlier)], Month(2026, 10), "acme", BERLIN)
    assert found.first == (("d1", datetime(2026, 10, 25, 0, 50, tzinfo=UTC)),)


class TestByAccount:
    """A whole file."""

    def test_in_order_of_account(self):
        """Each account that has any, in order; a device under two accounts counts in both."""
        rows = [met("d1", account="b"), met("d1", account="a"), met("d2", account="b"), met(account="c", at=ENDS)]
        found = dict(active_devices_by_account(rows, APRIL))
        assert list(found) == ["a", "b"]
        assert [active.count for active in found.values()] == [1, 2]
        assert found["b"] == ActiveDevices("b", APRIL, UTC, (("d1", NOON), ("d2", NOON)))

    @pytest.mark.parametrize("account", [lambda name: name, lambda name: "".join(list(name))])
    def test_accounts_in_turns_and_together(self, account):
        """Tuples of two accounts, in turns and in a row, with one id for all of them or a text of its own in each."""
        turns = ["one", "two", "one", "one", "two", "two", "one"]
        rows = [(f"d{number}", account(name), NOON) for number, name in enumerate(turns)]
        found = dict(active_devices_by_account(rows, APRIL))
        assert {name: [device for device, _ in active.first] for name, active in found.items()} == {
            "one": ["d0", "d2", "d3", "d6"],
            "two": ["d1", "d4", "d5"],
        }

    def test_a_zone(self):
        """The edges are those of the zone."""
        assert list(active_devices_by_account([met(at=ENDS - HOUR)], APRIL, BERLIN)) == []

    def test_counting_comes_first(self):
        """What is wrong with the last row is said before the first account is given."""
        complaint(WrongType, active_devices_by_account, [met(), None], APRIL)


@pytest.mark.parametrize(
    ("row", "kind", "problem"),
    [
        (("d1", "acme"), WrongType, "connection: expected Connection or a tuple of its 3 fields, got tuple"),
        (("d1", "acme", NOON, 1), WrongType, "connection: expected Connection or a tuple of its 3 fields, got tuple"),
        (["d1", "acme", NOON], WrongType, "connection: expected Connection or a tuple of its 3 fields, got list"),
        ("d1a", WrongType, "connection: expected Connection or a tuple of its 3 fields, got str 'd1a'"),
        ((1, "acme", NOON), WrongType, "device: expected str, got int 1"),
        ((["d1"], "acme", NOON), WrongType, "device: expected str, got list"),
        (("d1", ["acme"], NOON), WrongType, "account: expected str, got list"),
        (("d1", None, NOON), WrongType, "account: expected str, got NoneType None"),
        (("d1", "north\t", NOON), WrongValue, "account: expected printable text, got str 'north\\t'"),
        (("", "acme", NOON), WrongValue, "device: expected an id, got str ''"),
        (("d1", "", NOON), WrongValue, "account: expected an id, got str ''"),
        (("d\t1", "acme", ENDS), WrongValue, "device: expected printable text, got str 'd\\t1'"),
        (("d1", "acme", "2026-04-16"), WrongType, "connected_at: expected aware datetime, got str '2026-04-16'"),
        (("d1", "acme", NOON.replace(tzinfo=None)), WrongValue, "connected_at: expected a datetime with its zone"),
    ],
)
def test_a_faulty_row_is_named(row, kind, problem):
    """What is no connection is refused, with its row counted from 0, and where it was, in the third part of rows."""
    good = [met(f"d{number}") for number in range(1_100)]
    for rows in ([*good, row], [*((one.device, one.account, one.connected_at) for one in good), row]):
        with pytest.raises(kind) as caught:
            active_devices(rows, APRIL, "acme")
        assert str(caught.value).startswith(problem)
        assert caught.value.__notes__ == ["in row 1100 of the connections, counted from 0"]


def test_an_account_that_is_none_is_not_taken_for_no_account_before():
    """Of the first row of all, too."""
    assert complaint(WrongType, active_devices, [("d1", None, NOON)], APRIL, "acme") == (
        "account: expected str, got NoneType None"
    )


@pytest.mark.unmeasured
def test_connections_are_not_held():
    """A hundred thousand connections of two devices are read as they come, objects and tuples."""
    rows = (("d1", "acme", NOON) if number % 2 else met("d2") for number in range(100_000))
    assert active_devices(rows, APRIL, "acme").count == 2


@pytest.mark.parametrize("connections", [{met()}, "d1", 1, {"d1": NOON}])
def test_what_holds_no_connections(connections):
    """A set would hide how often something was given, and a mapping the rest."""
    assert complaint(WrongType, active_devices, connections, APRIL, "acme").startswith("connections: expected")


def test_what_is_asked():
    """The account is an id, the month a month, the zone one that knows its offset."""
    assert complaint(WrongValue, active_devices, [], APRIL, "") == "account: expected an id, got str ''"
    assert complaint(WrongType, active_devices, [], "2026-04", "acme") == "month: expected Month, got str '2026-04'"
    assert complaint(WrongType, active_devices, [], APRIL, "acme", "UTC") == "zone: expected tzinfo, got str 'UTC'"
    assert complaint(WrongType, active_devices_by_account, [], 4).startswith("month: expected Month")


def test_objects_are_taken_as_they_are():
    """A connection was checked when it was made."""
    assert active_devices([Connection("d1", "acme", NOON)], APRIL, "acme").count == 1
