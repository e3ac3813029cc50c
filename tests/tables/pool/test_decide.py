"""The verbs of the pool: an event to append, or a refusal after which nothing has happened."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from tests.examples import april, complaint, exact
from tests.stock import D1, EMPTY, POSTPAY, PREPAY, PREPAY_AUTO, granted, log, may, midnight, stocked

from kpix_billing_core.accounts import Device
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.pool import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Ending,
    Granted,
    GrantSource,
    Occasion,
    Pool,
    Purchased,
    Withdrawn,
    confirm,
    consume,
    evolve,
    grant,
    withdraw,
)

HEAD = {"version": 0, "at": midnight(april(1)), "account": "acme", "on": april(1), "key": None}
PRICE = exact("4 USD")


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ({"source": GrantSource.ADJUSTMENT}, {}),
        ({"source": GrantSource.BULK, "unit_price": PRICE}, {"unit_price": PRICE}),
        ({"source": GrantSource.BUNDLE, "pending": True}, {}),
        ({"source": GrantSource.BUNDLE, "pending": True, "unit_price": PRICE}, {"unit_price": PRICE}),
        ({"source": GrantSource.PURCHASE, "run": "run-1"}, {"run": "run-1"}),
        ({"source": GrantSource.PURCHASE, "unit_price": PRICE}, {"unit_price": PRICE}),
        (
            {"source": GrantSource.ADJUSTMENT, "expires_on": april(30), "priority": -1, "reference": "order 7"},
            {"expires_on": april(30), "priority": -1, "reference": "order 7"},
        ),
        ({"source": GrantSource.ADJUSTMENT, "key": "wish-1"}, {"key": "wish-1"}),
    ],
)
def test_what_is_granted(expected, given):
    """A bundle waits to be confirmed; a purchase has a price or a run that tells it; terms are kept."""
    event = grant(EMPTY, sku="STD", count=4, source=expected["source"], on=april(1), **given)
    assert event == Granted(**{**HEAD, "sku": "STD", "count": 4, **expected})


def test_a_purchase_without_a_price_has_a_run():
    """Something has to say what it cost; two purchases are two runs."""
    first = granted(EMPTY, source=GrantSource.PURCHASE)
    second = granted(log(first), source=GrantSource.PURCHASE)
    assert first.run
    assert second.run not in {None, first.run}


@pytest.mark.parametrize(
    ("expected", "before", "on", "at"),
    [
        # the start of the day, in UTC
        (midnight(april(10)), midnight(april(1)), april(10), None),
        # never before the newest event
        (midnight(april(20)), midnight(april(20)), april(10), None),
        # as told
        (datetime(2026, 4, 10, 9, tzinfo=UTC), midnight(april(1)), april(10), datetime(2026, 4, 10, 9, tzinfo=UTC)),
    ],
)
def test_when_an_event_is_recorded(expected, before, on, at):
    """The start of its day unless told otherwise, and in order of time."""
    pool = log(attrs.evolve(granted(EMPTY), at=before))
    assert granted(pool, on=on, at=at).at == expected


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "pool: expected Pool, got NoneType None", {"pool": None}),
        (
            WrongValue,
            "pool: expected one that knows its account, such as replay(events, account), got NoneType None",
            {"pool": Pool()},
        ),
        (WrongType, "on: expected date, got str 'today'", {"on": "today"}),
        (WrongValue, "key: expected an id, got str ''", {"key": ""}),
        (WrongType, "at: expected aware datetime, got str 'now'", {"at": "now"}),
        (WrongType, "source: expected GrantSource, got str 'bulk'", {"source": "bulk"}),
        (
            WrongValue,
            "unit_price: expected the price agreed for each credit bought in bulk, got NoneType None",
            {"source": GrantSource.BULK},
        ),
        (WrongValue, "count: expected at least 1, got int 0", {"count": 0}),
    ],
)
def test_what_cannot_be_granted(kind, message, fields):
    """Grants go into a pool of somebody's, and bulk has its price."""
    good = {"pool": EMPTY, "sku": "STD", "count": 4, "source": GrantSource.ADJUSTMENT, "on": april(1)}
    assert complaint(kind, lambda pool, **rest: grant(pool, **rest), **{**good, **fields}) == message


WAITING = log(granted(EMPTY, count=4, source=GrantSource.BUNDLE))
STOCK = stocked(STD=4)
NEXT = {**HEAD, "version": 1}


def test_a_grant_is_confirmed():
    """Once."""
    event = confirm(WAITING, grant=0, on=april(1), key="wish-1")
    assert event == Confirmed(**{**NEXT, "key": "wish-1"}, grant=0)
    again = confirm(evolve(WAITING, event), grant=0, on=april(1))
    assert again == Refused(Reason.NOT_PENDING, "grant 0 is confirmed already")


def test_credits_are_taken_back():
    """As many as are left, with a word why; also from a grant that waits."""
    event = withdraw(STOCK, grant=0, count=4, on=april(1), reference="order 7")
    assert event == Withdrawn(**NEXT, grant=0, count=4, reference="order 7")
    assert withdraw(WAITING, grant=0, count=1, on=april(1)) == Withdrawn(**NEXT, grant=0, count=1, reference="")


@pytest.mark.parametrize(
    ("refused", "call"),
    [
        (Refused(Reason.UNKNOWN_GRANT, "no open grant 7"), lambda: confirm(WAITING, grant=7, on=april(1))),
        (Refused(Reason.UNKNOWN_GRANT, "no open grant 7"), lambda: withdraw(STOCK, grant=7, count=1, on=april(1))),
        (
            Refused(Reason.NOT_ENOUGH_CREDITS, "have 4, need 5"),
            lambda: withdraw(STOCK, grant=0, count=5, on=april(1)),
        ),
    ],
)
def test_what_is_refused(refused, call):
    """A grant that is not open, and more than it has left."""
    assert call() == refused


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "grant: expected int, got str '0'", lambda: confirm(WAITING, grant="0", on=april(1))),
        (WrongValue, "grant: expected at least 0, got int -1", lambda: withdraw(STOCK, grant=-1, count=1, on=april(1))),
        (WrongValue, "count: expected at least 1, got int 0", lambda: withdraw(STOCK, grant=7, count=0, on=april(1))),
        (
            WrongType,
            "reference: expected str, got NoneType None",
            lambda: withdraw(STOCK, grant=7, count=1, on=april(1), reference=None),
        ),
        (WrongType, "pool: expected Pool, got str 'acme'", lambda: confirm("acme", grant=0, on=april(1))),
    ],
)
def test_what_is_a_mistake(kind, message, call):
    """Numbers are numbers, also where the answer would be a refusal."""
    assert complaint(kind, call) == message


START = {"device": "d1", "sku": "STD", "payer": "acme", "occasion": Occasion.CYCLE}
MAYDAY = {**NEXT, "at": midnight(may(1)), "on": may(1)}


@pytest.mark.parametrize("method", [PREPAY, PREPAY_AUTO, POSTPAY])
@pytest.mark.parametrize("occasion", Occasion)
def test_a_credit_is_taken_whatever_the_method(method, occasion):
    """Whoever has a credit uses it, at any occasion, with what it cost."""
    pool = log(granted(EMPTY, source=GrantSource.BULK, unit_price=PRICE))
    event = consume(pool, sku="STD", device=D1, on=may(1), method=method, occasion=occasion, key="wish-1")
    fields = {**MAYDAY, **START, "occasion": occasion, "key": "wish-1"}
    assert event == Consumed(**fields, grant=0, unit_price=PRICE)


def test_a_credit_remembers_the_run_it_was_bought_in():
    """The charge of that run says what it cost, whatever run uses it."""
    pool = log(granted(EMPTY, source=GrantSource.PURCHASE, run="run-1"))
    assert consume(pool, sku="STD", device=D1, on=may(1), method=PREPAY).run == "run-1"


WISHES = {
    "confirm": lambda **when: confirm(WAITING, grant=0, **when),
    "withdraw": lambda **when: withdraw(STOCK, grant=0, count=1, **when),
    "consume": lambda **when: consume(STOCK, sku="STD", device=D1, method=PREPAY, **when),
    "consume, and there is none": lambda **when: consume(STOCK, sku="PRO", device=D1, method=PREPAY, **when),
}


@pytest.mark.parametrize("wish", WISHES)
def test_an_event_has_the_instant_and_the_key_it_is_given(wish):
    """Else the midnight with which its day begins, and none."""
    event = WISHES[wish](on=may(1), at=midnight(may(2)), key="wish-1")
    assert (event.on, event.at, event.key) == (may(1), midnight(may(2)), "wish-1")
    event = WISHES[wish](on=may(1))
    assert (event.at, event.key) == (midnight(may(1)), None)


def test_a_device_in_a_pool_that_nobody_has_named():
    """Switched off it is its owner's."""
    assert consume(Pool(), sku="STD", device=D1, on=may(1), method=PREPAY).account == "acme"


@pytest.mark.parametrize(
    ("expected", "method", "occasion"),
    [
        (Purchased(**MAYDAY, **START, run="run-1"), PREPAY_AUTO, Occasion.CYCLE),
        (Purchased(**MAYDAY, **{**START, "occasion": Occasion.CHANGE}, run="run-1"), PREPAY_AUTO, Occasion.CHANGE),
        (BilledLater(**MAYDAY, **START), POSTPAY, Occasion.CYCLE),
        (BilledLater(**MAYDAY, **{**START, "occasion": Occasion.ACTIVATION}), POSTPAY, Occasion.ACTIVATION),
        (Deactivated(**MAYDAY, device="d1", sku="STD", why=Ending.NO_CREDIT), PREPAY, Occasion.CYCLE),
        (Refused(Reason.PURCHASE_REQUIRED, "no credit of STD in the pool of acme"), PREPAY, Occasion.ACTIVATION),
        (Refused(Reason.PURCHASE_REQUIRED, "no credit of STD in the pool of acme"), PREPAY, Occasion.CHANGE),
    ],
)
def test_without_a_credit_the_method_says_what_happens(expected, method, occasion):
    """Credits of another SKU pay for nothing, however many there are."""
    pool = stocked(PRO=9)
    assert consume(pool, sku="STD", device=D1, on=may(1), method=method, occasion=occasion, run="run-1") == expected


def test_purchases_of_a_cycle_are_one_run():
    """Named by the month; a purchase at another occasion is a run of its own."""
    cycle = consume(EMPTY, sku="STD", device=D1, on=may(1), method=PREPAY_AUTO)
    alone = consume(EMPTY, sku="STD", device=D1, on=may(1), method=PREPAY_AUTO, occasion=Occasion.CHANGE)
    assert cycle.run == "2026-05"
    assert alone.run not in {"2026-05", None}


def test_a_device_on_anothers_account():
    """The pool is the owner's, the payer stands in the event."""
    device = Device("d1", "acme", "reseller")
    event = consume(EMPTY, sku="STD", device=device, on=may(1), method=POSTPAY)
    assert (event.account, event.payer) == ("acme", "reseller")
    assert consume(Pool(), sku="STD", device=device, on=may(1), method=POSTPAY) == event


def test_the_order_of_drawdown_decides():
    """The grant that expires first pays, though the other is older."""
    pool = log(granted(EMPTY), attrs.evolve(granted(EMPTY, expires_on=may(31)), version=1))
    assert consume(pool, sku="STD", device=D1, on=may(1), method=PREPAY).grant == 1
    assert consume(pool, sku="STD", device=D1, on=may(31) + timedelta(days=1), method=PREPAY).grant == 0


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "pool: expected Pool, got NoneType None", {"pool": None}),
        (WrongType, "device: expected Device, got str 'd1'", {"device": "d1"}),
        (WrongType, "method: expected PaymentMethod, got str 'prepay'", {"method": "prepay"}),
        (WrongType, "occasion: expected Occasion, got str 'cycle'", {"occasion": "cycle"}),
        (WrongValue, "sku: expected an id, got str ''", {"sku": ""}),
        (WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (WrongType, "on: expected date, got str 'today'", {"on": "today"}),
        (
            WrongValue,
            "device: expected one of acme, whose pool this is, got str 'other'",
            {"device": Device("d1", "other")},
        ),
    ],
)
def test_what_cannot_be_used(kind, message, fields):
    """Only a device of the pool's owner takes a credit from it."""
    good = {"pool": STOCK, "sku": "STD", "device": D1, "on": may(1), "method": PREPAY}
    assert complaint(kind, lambda pool, **rest: consume(pool, **rest), **{**good, **fields}) == message
