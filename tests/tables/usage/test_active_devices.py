"""Active devices are a value: checked, added, listed and shown."""

from datetime import UTC, timedelta, timezone

import pytest
from tests.examples import complaint
from tests.usage import APRIL, BEGINS, ENDS, HOUR, MOMENT, NOON, april, met

from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue
from kpix_billing_core.interchange import from_json, to_json
from kpix_billing_core.usage import ActiveDevices, active_devices

EAST = timezone(timedelta(hours=2))


def active(*first, account="acme", month=APRIL, zone=UTC):
    return ActiveDevices(account, month, zone, first)


def test_the_sum_is_the_union():
    """Each device of either once, with the earlier of its first connections, in order."""
    one = active(("b", april(7)), ("c", april(7)), ("d", april(9)))
    other = active(("a", april(1)), ("c", april(8)), ("d", april(8)))
    expected = active(("a", april(1)), ("b", april(7)), ("c", april(7)), ("d", april(8)))
    assert one + other == other + one == expected
    assert one + one == one
    assert one + active() == active() + one == one


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (active(account="b"), "active devices of two accounts do not add up: acme and b"),
        (active(month=APRIL + 1), "active devices add up only within one month of one zone"),
        (active(zone=EAST), "active devices add up only within one month of one zone"),
    ],
)
def test_what_does_not_add_up(other, problem):
    """Of other accounts, months or zones nothing is added, be it nothing at all."""
    assert complaint(TallyMismatch, active().__add__, other) == problem


def test_edges():
    """The first and the last instant of the month are in it, those beside are not."""
    assert active(("a", BEGINS), ("b", ENDS - MOMENT)).count == 2
    assert active(("a", BEGINS - 2 * HOUR), ("b", ENDS - 2 * HOUR - MOMENT), zone=EAST).count == 2
    for at in (BEGINS - MOMENT, ENDS):
        assert "connected_at: expected an instant of 2026-04, got datetime" in complaint(WrongValue, active, ("a", at))


@pytest.mark.parametrize(
    ("first", "kind", "problem"),
    [
        ([("d1", NOON)], WrongType, "first: expected tuple of (device, instant), got list"),
        (("d1",), WrongType, "first: expected tuple of (device, instant), got str 'd1'"),
        ((["d1", NOON],), WrongType, "first: expected tuple of (device, instant), got list"),
        ((("d1", NOON, 1),), WrongType, "first: expected tuple of (device, instant), got tuple"),
        (((1, NOON),), WrongType, "device: expected str, got int 1"),
        ((("", NOON),), WrongValue, "device: expected an id, got str ''"),
        ((("a\nb", NOON),), WrongValue, "device: expected printable text, got str 'a\\nb'"),
        ((("b", NOON), ("a", NOON)), WrongValue, "first: expected each device once, in order, got str 'a'"),
        ((("a", NOON), ("a", NOON)), WrongValue, "first: expected each device once, in order, got str 'a'"),
        ((("a", NOON.date()),), WrongType, "connected_at: expected aware datetime, got date"),
        ((("a", NOON.replace(tzinfo=None)),), WrongValue, "connected_at: expected a datetime with its zone"),
        (
            (("a", NOON.astimezone(EAST)),),
            WrongValue,
            "connected_at: expected an instant in UTC, within the years 1 to 9999, got datetime",
        ),
        ((("A", NOON), ("b", 1)), WrongType, "connected_at: expected aware datetime, got int 1"),
        (
            (("a", BEGINS), ("b", ENDS - MOMENT), ("c", 1)),
            WrongType,
            "connected_at: expected aware datetime, got int 1",
        ),
    ],
)
def test_what_is_no_list_of_devices(first, kind, problem):
    """Each device once, in order, with an instant of the month in UTC."""
    assert complaint(kind, ActiveDevices, "acme", APRIL, UTC, first).startswith(problem)


def test_rows_are_connections():
    """The list of active devices is their first connections, and counts as itself."""
    found = active(("a", april(7)), ("b", april(3)))
    assert list(found.rows()) == [met("a", april(7)), met("b", april(3))]
    assert active_devices(found.rows(), APRIL, "acme") == found


def test_it_is_a_document():
    """Parts counted elsewhere travel as JSON."""
    found = active(("a", NOON), zone=EAST)
    text = to_json(found, indent=None)
    assert '"zone":"+02:00"' in text.replace(" ", "")
    assert from_json(ActiveDevices, text) == found


def test_it_shows_its_number():
    """Who looks at it sees how many, not ten million ids."""
    found = active(("a", NOON), ("b", NOON))
    assert str(found).splitlines() == [
        "account  month    active devices",
        "-------  -------  --------------",
        "acme     2026-04               2",
    ]
    assert found._repr_html_().startswith("<table>")


def test_strangers_are_not_added():
    """Python says so."""
    with pytest.raises(TypeError, match="unsupported operand"):
        active() + 1


def test_whose_and_when():
    """An id, a month, a zone."""
    assert complaint(WrongValue, ActiveDevices, "", APRIL) == "account: expected an id, got str ''"
    assert complaint(WrongType, ActiveDevices, "acme", "2026-04") == "month: expected Month, got str '2026-04'"
    assert complaint(WrongType, ActiveDevices, "acme", APRIL, "UTC") == "zone: expected tzinfo, got str 'UTC'"
