"""Grants: what is left of them, when they pay, and in which order they go."""

from datetime import timedelta

import attrs
import pytest
from tests.examples import april, complaint, exact

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.pool import CreditGrant, GrantSource, drawdown_order

GRANT = CreditGrant(number=3, sku="STD", granted=5, source=GrantSource.ADJUSTMENT, granted_on=april(10))


def test_a_grant_that_says_little():
    """Nothing used, no price, no run, good for ever, of middle priority, confirmed."""
    assert attrs.asdict(GRANT, recurse=False) == {
        "number": 3,
        "sku": "STD",
        "granted": 5,
        "source": GrantSource.ADJUSTMENT,
        "granted_on": april(10),
        "consumed": 0,
        "withdrawn": 0,
        "unit_price": None,
        "run": None,
        "expires_on": None,
        "priority": 0,
        "pending": False,
    }


@pytest.mark.parametrize(("left", "consumed", "withdrawn"), [(5 - 0 - 0, 0, 0), (5 - 2 - 1, 2, 1), (5 - 3 - 2, 3, 2)])
def test_what_is_left(left, consumed, withdrawn):
    """What was granted, less what was used and what was taken back."""
    assert attrs.evolve(GRANT, consumed=consumed, withdrawn=withdrawn).left == left


@pytest.mark.parametrize(
    ("usable", "expired", "on", "fields"),
    [
        (False, False, april(9), {}),
        (True, False, april(10), {}),
        (True, False, april(20), {"expires_on": april(20)}),
        (False, True, april(21), {"expires_on": april(20)}),
        (True, False, april(10), {"expires_on": april(10)}),
        (True, False, april(10) + timedelta(days=365_000), {}),
        (False, False, april(10), {"pending": True}),
        (False, False, april(10), {"consumed": 5}),
        (True, False, april(10), {"consumed": 4}),
    ],
)
def test_when_a_grant_pays(usable, expired, on, fields):
    """From its first day to its last, both included, once confirmed, while something is left."""
    grant = attrs.evolve(GRANT, **fields)
    assert (grant.usable(on), grant.expired(on)) == (usable, expired)


def test_the_order_of_drawdown():
    """Priority, then the earliest expiry (never is last), then the oldest: whatever order they are given in."""
    first = attrs.evolve(GRANT, number=9, priority=-1)
    soon = attrs.evolve(GRANT, number=8, expires_on=april(11))
    later = attrs.evolve(GRANT, number=1, expires_on=april(12))
    old, new = attrs.evolve(GRANT, number=2), attrs.evolve(GRANT, number=7)
    last = attrs.evolve(GRANT, number=0, priority=1, expires_on=april(10))
    assert sorted((last, new, later, old, first, soon), key=drawdown_order) == [first, soon, later, old, new, last]


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "number: expected at least 0, got int -1", {"number": -1}),
        (WrongValue, "sku: expected an id, got str ''", {"sku": ""}),
        (WrongValue, "granted: expected at least 1, got int 0", {"granted": 0}),
        (WrongType, "granted: expected int, got bool True", {"granted": True}),
        (WrongType, "source: expected GrantSource, got str 'bulk'", {"source": "bulk"}),
        (WrongType, "granted_on: expected date, got NoneType None", {"granted_on": None}),
        (WrongValue, "consumed: expected at least 0, got int -1", {"consumed": -1}),
        (WrongValue, "withdrawn: expected at least 0, got int -1", {"withdrawn": -1}),
        (WrongType, "unit_price: expected ExactMoney, got str '1 USD'", {"unit_price": "1 USD"}),
        (WrongValue, "unit_price: expected 0 or more, got str '-1.00 USD'", {"unit_price": exact("-1 USD")}),
        (WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (
            WrongValue,
            "expires_on: expected a day from 2026-04-10 on, got date 2026-04-09",
            {"expires_on": april(9)},
        ),
        (WrongType, "expires_on: expected date, got str 'never'", {"expires_on": "never"}),
        (WrongType, "priority: expected int, got NoneType None", {"priority": None}),
        (WrongType, "pending: expected bool, got int 0", {"pending": 0}),
        (
            WrongValue,
            "consumed: expected at most the 5 granted, with what was withdrawn, got int 4",
            {"consumed": 4, "withdrawn": 2},
        ),
        (
            WrongValue,
            "consumed: expected 0 while the grant is pending, got int 1",
            {"consumed": 1, "pending": True},
        ),
    ],
)
def test_what_no_grant_can_be(kind, message, fields):
    """No more goes out than came in, nothing before it is confirmed, and no day of expiry before the first."""
    assert complaint(kind, attrs.evolve, GRANT, **fields) == message


def test_days_and_grants_are_asked_for():
    """A question about something else is a mistake."""
    assert complaint(WrongType, GRANT.usable, "today") == "on: expected date, got str 'today'"
    assert complaint(WrongType, GRANT.expired, None) == "on: expected date, got NoneType None"
    assert complaint(WrongType, drawdown_order, 3) == "grant: expected CreditGrant, got int 3"
