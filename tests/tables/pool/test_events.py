"""Events: each says on which version it was decided, when, for whom, and from which day on."""

from datetime import datetime

import attrs
import pytest
from tests.examples import april, complaint, exact
from tests.stock import midnight

from kpix_billing_core.errors import BillingError, WrongType, WrongValue
from kpix_billing_core.pool import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Ending,
    Granted,
    GrantSource,
    Occasion,
    Purchased,
    Removed,
    Transferred,
    Withdrawn,
)

HEAD = {"version": 3, "at": midnight(april(10)), "account": "acme", "on": april(10), "key": "wish-1"}
PLAN = {**HEAD, "device": "d1", "sku": "STD"}
START = {**PLAN, "payer": "reseller", "occasion": Occasion.CYCLE}
GRANTED = {**HEAD, "sku": "STD", "count": 4, "source": GrantSource.BULK, "unit_price": exact("4 USD")}
EVENTS = (
    Granted(**GRANTED),
    Confirmed(**HEAD, grant=2),
    Withdrawn(**HEAD, grant=2, count=1),
    Consumed(**START, grant=2),
    Purchased(**START, run="2026-04"),
    BilledLater(**START),
    Deactivated(**PLAN, why=Ending.NO_CREDIT),
    Removed(**PLAN, why=Ending.CANCELLED),
    Transferred(**HEAD, device="d1", to="other", payer="other"),
)
STARTS = EVENTS[3:6]


def faults(event, fields):
    """Return the kind and the words of what an event with other fields complains of."""
    with pytest.raises(BillingError) as caught:
        attrs.evolve(event, **fields)
    return type(caught.value), str(caught.value)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "version: expected at least 0, got int -1", {"version": -1}),
        (WrongType, "version: expected int, got bool True", {"version": True}),
        (WrongValue, "version: expected at most 640 digits, got an int of 2127 bits", {"version": 10**640}),
        (WrongType, "at: expected aware datetime, got date 2026-04-10", {"at": april(10)}),
        (
            WrongValue,
            "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 10, 0, 0)",
            {"at": datetime(2026, 4, 10)},
        ),
        (WrongValue, "account: expected an id, got str ''", {"account": ""}),
        (WrongType, "account: expected str, got NoneType None", {"account": None}),
        (WrongType, "on: expected date, got str '2026-04-10'", {"on": "2026-04-10"}),
        (
            WrongType,
            "on: expected date, got datetime datetime.datetime(2026, 4, 10, 0, 0)",
            {"on": datetime(2026, 4, 10)},
        ),
        (WrongValue, "key: expected an id, got str ''", {"key": ""}),
        (WrongType, "key: expected str, got int 7", {"key": 7}),
    ],
)
def test_what_every_event_has(event, kind, message, fields):
    """Version, instant, account and day; a key, if there is one, is an id."""
    assert faults(event, fields) == (kind, message)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_a_key_may_be_left_out(event):
    """Not every wish has a name."""
    assert attrs.evolve(event, key=None).key is None


@pytest.mark.parametrize("event", STARTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "device: expected an id, got str ''", {"device": ""}),
        (WrongValue, "sku: expected printable text, got str 'a\\n'", {"sku": "a\n"}),
        (WrongType, "payer: expected str, got NoneType None", {"payer": None}),
        (WrongType, "occasion: expected Occasion, got str 'cycle'", {"occasion": "cycle"}),
    ],
)
def test_what_every_start_of_a_plan_has(event, kind, message, fields):
    """Who holds it, what, on whose account, and why now."""
    assert faults(event, fields) == (kind, message)


@pytest.mark.parametrize("event", STARTS, ids=lambda event: type(event).__name__)
def test_a_usual_start_is_looked_at_once(monkeypatch, event):
    """A renewal makes one for each device: a right one is not looked at a second time for its faults."""
    monkeypatch.setattr("kpix_billing_core.pool.event_fields._complain", None)
    assert attrs.evolve(event, device="d2").device == "d2"


@pytest.mark.parametrize(
    ("index", "kind", "message", "fields"),
    [
        (0, WrongValue, "sku: expected an id, got str ''", {"sku": ""}),
        (0, WrongValue, "count: expected at least 1, got int 0", {"count": 0}),
        (0, WrongType, "source: expected GrantSource, got str 'bulk'", {"source": "bulk"}),
        (0, WrongType, "unit_price: expected ExactMoney, got int 4", {"unit_price": 4}),
        (0, WrongValue, "unit_price: expected 0 or more, got str '-0.01 USD'", {"unit_price": exact("-0.01 USD")}),
        (0, WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (
            0,
            WrongValue,
            "expires_on: expected a day from 2026-04-10 on, got date 2026-04-09",
            {"expires_on": april(9)},
        ),
        (0, WrongType, "priority: expected int, got bool False", {"priority": False}),
        (0, WrongType, "pending: expected bool, got int 1", {"pending": 1}),
        (0, WrongType, "reference: expected str, got NoneType None", {"reference": None}),
        (1, WrongValue, "grant: expected at least 0, got int -1", {"grant": -1}),
        (2, WrongType, "grant: expected int, got NoneType None", {"grant": None}),
        (2, WrongValue, "grant: expected at least 0, got int -1", {"grant": -1}),
        (2, WrongValue, "count: expected at least 1, got int 0", {"count": 0}),
        (2, WrongValue, "reference: expected printable text, got str '\\t'", {"reference": "\t"}),
        (3, WrongValue, "grant: expected at least 0, got int -1", {"grant": -1}),
        (3, WrongType, "unit_price: expected ExactMoney, got str '4 USD'", {"unit_price": "4 USD"}),
        (3, WrongValue, "unit_price: expected 0 or more, got str '-1.00 USD'", {"unit_price": exact("-1 USD")}),
        (3, WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (4, WrongType, "run: expected str, got NoneType None", {"run": None}),
        (6, WrongValue, "device: expected an id, got str ''", {"device": ""}),
        (6, WrongValue, "sku: expected an id, got str ''", {"sku": ""}),
        (6, WrongType, "why: expected Ending, got str 'no_credit'", {"why": "no_credit"}),
        (7, WrongValue, "device: expected an id, got str ''", {"device": ""}),
        (7, WrongValue, "sku: expected an id, got str ''", {"sku": ""}),
        (7, WrongType, "why: expected Ending, got NoneType None", {"why": None}),
        (8, WrongValue, "device: expected an id, got str ''", {"device": ""}),
        (8, WrongValue, "to: expected an id, got str ''", {"to": ""}),
        (8, WrongType, "payer: expected str, got NoneType None", {"payer": None}),
    ],
)
def test_what_an_event_cannot_say(index, kind, message, fields):
    """Each field of each event is of its kind."""
    assert faults(EVENTS[index], fields) == (kind, message)


def test_what_a_grant_need_not_say():
    """A grant without price, run, expiry or reference is good for ever, at once, and of middle priority."""
    plain = {name: value for name, value in GRANTED.items() if name != "unit_price"}
    event = Granted(**plain)
    assert (event.unit_price, event.run, event.expires_on, event.reference) == (None, None, None, "")
    assert (event.priority, event.pending) == (0, False)


def test_what_a_used_credit_may_say():
    """What it cost, or the run that tells, as the grant does."""
    event = Consumed(**START, grant=2, unit_price=exact("4 USD"), run="2026-04")
    assert (event.unit_price, event.run) == (exact("4 USD"), "2026-04")


@pytest.mark.parametrize(
    ("names", "enum"),
    [
        (["activation", "cycle", "change"], Occasion),
        (["no_credit", "not_renewed", "switched_off", "cancelled", "unpaid", "upgraded", "downgraded"], Ending),
        (["purchase", "bulk", "bundle", "adjustment"], GrantSource),
    ],
)
def test_the_closed_sets(names, enum):
    """Why plans begin and end and where credits come from, by these names."""
    assert [member.value for member in enum] == names


def test_events_are_built_by_name():
    """Nobody counts positions."""
    with pytest.raises(TypeError):
        Confirmed(3, midnight(april(10)), "acme", april(10), 2)
    assert complaint(WrongType, Confirmed, **{**HEAD, "grant": "2"}) == "grant: expected int, got str '2'"
