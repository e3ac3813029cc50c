"""Updates count in the month they were completed in, each once."""

from datetime import UTC, timedelta, timezone

import pytest
from tests.examples import complaint
from tests.usage import APRIL, BEGINS, ENDS, HOUR, MOMENT, NOON, april

from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue
from kpix_billing_core.usage import FirmwareUpdate, firmware_updates, firmware_updates_by_account

EAST = timezone(timedelta(hours=2))


def done(device="d1", at=NOON, campaign="spring", account="acme", endpoint=""):
    return FirmwareUpdate(account, device, campaign, at, endpoint)


def test_completion_decides():
    """The edges of the month, in UTC and two hours east."""
    rows = [done(at=at) for at in (BEGINS - MOMENT, BEGINS, ENDS - MOMENT, ENDS)]
    assert firmware_updates(rows, APRIL, "acme") == tuple(rows[1:3])
    rows = [done(at=at - 2 * HOUR) for at in (BEGINS - MOMENT, BEGINS, ENDS - MOMENT, ENDS)]
    assert firmware_updates(rows, APRIL, "acme", EAST) == tuple(rows[1:3])


def test_in_order_each_once():
    """By time, then device, campaign and endpoint; the same update given twice stands once."""
    ordered = [
        done("d9", april(1)),
        *(
            done("d1", april(2)),
            done("d2", april(2), "autumn"),
            done("d2", april(2)),
            done("d2", april(2), endpoint="n"),
        ),
    ]
    assert firmware_updates([*reversed(ordered), *ordered], APRIL, "acme") == tuple(ordered)


def test_nothing():
    assert firmware_updates([], APRIL, "acme") == ()
    assert firmware_updates([done(at=ENDS)], APRIL, "acme") == ()


def test_by_account():
    """Each account that has any, in order of id."""
    rows = [done(account="b"), done(account="a"), done("d2", account="b"), done(account="c", at=ENDS)]
    found = dict(firmware_updates_by_account(rows, APRIL))
    assert found == {"a": (rows[1],), "b": (rows[0], rows[2])}
    assert list(found) == ["a", "b"]
    assert list(firmware_updates_by_account([done(at=ENDS - HOUR)], APRIL, EAST)) == []


def test_strangers():
    """Updates of another account, and what is no update."""
    problem = complaint(TallyMismatch, firmware_updates, [done(account="b", at=ENDS)], APRIL, "acme")
    assert problem == "expected updates of acme, got one of b"
    assert complaint(WrongType, firmware_updates, [1], APRIL, "acme") == "update: expected FirmwareUpdate, got int 1"
    assert complaint(WrongType, firmware_updates, 1, APRIL, "acme").startswith("updates: expected")
    assert complaint(WrongType, firmware_updates, [], 4, "acme").startswith("month: expected Month")
    assert complaint(WrongType, firmware_updates_by_account, [], 4).startswith("month: expected Month")
    assert complaint(WrongValue, firmware_updates, [], APRIL, "").startswith("account: expected an id")


@pytest.mark.parametrize(
    ("fields", "kind", "problem"),
    [
        ({"account": ""}, WrongValue, "account: expected an id"),
        ({"device": ""}, WrongValue, "device: expected an id"),
        ({"campaign": ""}, WrongValue, "campaign: expected an id"),
        ({"at": NOON.replace(tzinfo=None)}, WrongValue, "completed_at: expected a datetime with its zone"),
        ({"endpoint": None}, WrongType, "endpoint: expected str"),
    ],
)
def test_what_is_no_update(fields, kind, problem):
    assert complaint(kind, done, **fields).startswith(problem)


def test_instants_are_kept_in_utc():
    assert done(at=NOON.astimezone(EAST)).completed_at.tzinfo is UTC
