"""The pool: what events leave of it, where its credits are on a day, and what no log can have in it."""

from datetime import timedelta

import attrs
import pytest
from tests.examples import april, complaint, exact
from tests.stock import D1, EMPTY, IN_ADVANCE, PREPAY, begun, granted, log, midnight, stocked

from kpix_billing_core.errors import BrokenLog, WrongType, WrongValue
from kpix_billing_core.lifecycle import deactivate, transfer
from kpix_billing_core.lifecycle.holding import Holding
from kpix_billing_core.pool import (
    MOVES,
    BilledLater,
    Confirmed,
    CreditGrant,
    Deactivated,
    Ending,
    GrantSource,
    Place,
    Pool,
    PoolBalance,
    PoolEvent,
    SkuTotal,
    Withdrawn,
    confirm,
    consume,
    evolve,
    replay,
    withdraw,
)


def used(pool, sku="STD", device=D1):
    """Return the pool after a device took a credit on 10 April."""
    return evolve(pool, consume(pool, sku=sku, device=device, on=april(10), method=PREPAY))


def test_a_pool_that_nothing_has_happened_to():
    """It may know its account or not."""
    assert replay([]) == Pool() == Pool(account=None, version=0, at=None, grants=(), totals=())
    assert replay([], "acme") == replay([], EMPTY) == EMPTY
    assert EMPTY.skus == ()
    assert EMPTY.balance(april(1)) == PoolBalance()


def test_grants_come_in():
    """Each is numbered by the version it was granted on, and keeps its terms."""
    price = exact("4 USD")
    first = granted(EMPTY, "STD", 4, source=GrantSource.BULK, unit_price=price, expires_on=april(30), priority=2)
    second = granted(log(first), "LITE", 2, run="r1")
    pool = log(first, second)
    assert pool.version == 2
    assert pool.at == midnight(april(1))
    assert pool.totals == (SkuTotal("LITE", 2, 0, 0), SkuTotal("STD", 4, 0, 0))
    assert pool.skus == ("LITE", "STD")
    fields = {"source": GrantSource.BULK, "unit_price": price, "expires_on": april(30), "priority": 2}
    lite = CreditGrant(number=1, sku="LITE", granted=2, source=GrantSource.ADJUSTMENT, granted_on=april(1), run="r1")
    assert pool.grants == (lite, CreditGrant(number=0, sku="STD", granted=4, granted_on=april(1), **fields))


def test_credits_are_used_one_by_one():
    """4 - 1 - 1 = 2; a grant with nothing left is no longer kept, its credits still count."""
    pool = used(used(stocked(STD=4)))
    assert [(grant.consumed, grant.left) for grant in pool.grants] == [(2, 4 - 1 - 1)]
    assert pool.balance(april(10)) == PoolBalance(granted=4, available=4 - 2, consumed=2)
    gone = used(used(pool))
    assert gone.grants == ()
    assert gone.skus == ("STD",)
    assert gone.balance(april(10), "STD") == PoolBalance(granted=4, available=0, consumed=4)


def test_what_is_bought_and_used_at_once_counts_too():
    """Granted 1 + 1, consumed 1: of a SKU that the pool never held as well."""
    pool = log(
        granted(EMPTY), attrs.evolve(begun(april(10)), version=1), attrs.evolve(begun(april(10), "PRO"), version=2)
    )
    assert pool.totals == (SkuTotal("PRO", 1, 1, 0), SkuTotal("STD", 1 + 1, 1, 0))
    assert [grant.left for grant in pool.grants] == [1]


def test_pending_credits_wait():
    """They count for nothing before they are confirmed, and one taken back before was never there."""
    waiting = log(granted(EMPTY, count=5, source=GrantSource.BUNDLE))
    assert waiting.balance(april(10)) == PoolBalance(pending=5)
    assert waiting.skus == ("STD",)
    assert waiting.usable("STD", april(10)) == ()
    fewer = evolve(waiting, withdraw(waiting, grant=0, count=2, on=april(2)))
    assert fewer.balance(april(10)) == PoolBalance(pending=5 - 2)
    confirmed = evolve(fewer, confirm(fewer, grant=0, on=april(3)))
    assert confirmed.balance(april(10)) == PoolBalance(granted=5 - 2, available=5 - 2)
    assert [grant.number for grant in confirmed.usable("STD", april(10))] == [0]


def test_confirmed_credits_join_those_that_were_there():
    """3 in stock, 5 that waited: of one SKU."""
    pool = evolve(stocked(STD=3), attrs.evolve(PENDING, version=1, count=5))
    pool = evolve(pool, confirm(pool, grant=1, on=april(3)))
    assert pool.balance(april(10)) == PoolBalance(granted=3 + 5, available=3 + 5)


def test_credits_are_taken_back():
    """5 granted, 1 used, 3 taken back: 1 left; then none, and the grant is closed."""
    pool = used(stocked(STD=5))
    pool = evolve(pool, withdraw(pool, grant=0, count=3, on=april(11)))
    assert pool.balance(april(11)) == PoolBalance(granted=5, available=5 - 1 - 3, consumed=1, withdrawn=3)
    pool = evolve(pool, withdraw(pool, grant=0, count=1, on=april(11)))
    assert pool.grants == ()
    assert pool.balance(april(11)) == PoolBalance(granted=5, consumed=1, withdrawn=3 + 1)


def test_credits_expire_by_the_day_alone():
    """On the last day they are there, on the next they are lost; the pool itself is the same."""
    pool = used(log(granted(EMPTY, count=3, expires_on=april(20))))
    assert pool.balance(april(20)) == PoolBalance(granted=3, available=2, consumed=1)
    assert pool.balance(april(21)) == PoolBalance(granted=3, expired=2, consumed=1)


def test_the_balance_of_one_sku_is_its_own():
    """Each SKU has its own balance, an unknown one an empty one, and all together are their sum."""
    pool = used(stocked(STD=3, LITE=4))
    assert pool.balance(april(10), "STD") == PoolBalance(granted=3, available=3 - 1, consumed=1)
    assert pool.balance(april(10), "LITE") == PoolBalance(granted=4, available=4)
    assert pool.balance(april(10), "PRO") == PoolBalance()
    assert pool.balance(april(10)) == PoolBalance(granted=3 + 4, available=3 - 1 + 4, consumed=1)


def test_usable_grants_are_of_the_sku_and_the_day():
    """In the order they are used in; those of another SKU, not begun or expired are not among them."""
    events = [granted(EMPTY, "LITE")]
    for terms in ({"on": april(15)}, {"expires_on": april(9)}, {}, {"expires_on": april(30)}):
        events.append(granted(log(*events), "STD", **terms))
    pool = log(*(attrs.evolve(event, at=midnight(april(1))) for event in events))
    assert [grant.number for grant in pool.usable("STD", april(10))] == [4, 3]
    assert [grant.number for grant in pool.usable("STD", april(15))] == [4, 1, 3]
    assert [grant.number for grant in pool.usable("LITE", april(10))] == [0]


def test_what_a_table_shows():
    """One row for each SKU, pending ones too."""
    pool = log(granted(EMPTY, "STD", 3), attrs.evolve(granted(EMPTY, "PRO", 2, source=GrantSource.BUNDLE), version=1))
    table = used(pool).table(april(10))
    assert table.title == "Pool of acme on 2026-04-10"
    assert table.columns == ("sku", "granted", "available", "consumed", "expired", "withdrawn", "pending")
    assert table.right == (1, 2, 3, 4, 5, 6)
    assert table.rows == (("PRO", "0", "0", "0", "0", "0", "2"), ("STD", "3", "2", "1", "0", "0", "0"))
    assert Pool().table(april(10)).title == "Pool of nobody on 2026-04-10"
    assert complaint(WrongType, pool.table, None) == "on: expected date, got NoneType None"


def test_events_that_move_no_credit():
    """Plans that end, that are billed later, and devices that change hands leave the stock as it is."""
    pool, held = stocked(STD=2), Holding(begun(april(2)))
    later = BilledLater(**{field.name: getattr(held.start, field.name) for field in attrs.fields(BilledLater)})
    ended = deactivate(pool, D1, held, on=april(10)).events[0]
    moved = transfer(pool, D1, "other", on=april(10)).events[0]
    off = Deactivated(
        version=0, at=midnight(april(2)), account="acme", on=april(2), device="d1", sku="STD", why=Ending.NO_CREDIT
    )
    assert IN_ADVANCE.id == pool.account
    for event in (later, off, ended, moved):
        after = evolve(pool, attrs.evolve(event, version=1))
        assert (after.grants, after.totals, after.version) == (pool.grants, pool.totals, 2)


def test_all_at_once_is_one_by_one():
    """A replay from nothing, from a pool in between, and event by event leave the same pool."""
    events = [granted(EMPTY, count=3)]
    for number in range(3):
        events.append(consume(log(*events), sku="STD", device=D1, on=april(2 + number), method=PREPAY))
    events.insert(2, withdraw(log(*events[:2]), grant=0, count=1, on=april(2)))
    events = [attrs.evolve(event, version=number) for number, event in enumerate(events[:-1])]
    step_by_step = EMPTY
    for event in events:
        step_by_step = evolve(step_by_step, event)
    assert step_by_step == replay(events) == replay(iter(events[2:]), replay(events[:2]))
    assert step_by_step.totals == (SkuTotal("STD", 3, 2, 1),)


PENDING = granted(EMPTY, count=2, source=GrantSource.BUNDLE)
STOCK = stocked(STD=2)
HEAD = {"version": 1, "at": midnight(april(1)), "account": "acme", "on": april(1)}
TAKEN = consume(STOCK, sku="STD", device=D1, on=april(2), method=PREPAY)


@pytest.mark.parametrize(
    ("message", "pool", "event"),
    [
        ("event 1: expected the event decided on 1, got one on 0", STOCK, granted(EMPTY)),
        ("event 1: expected the event decided on 1, got one on 2", STOCK, attrs.evolve(TAKEN, version=2)),
        (
            "event 1: expected an instant from 2026-04-01 00:00:00+00:00 on, got 2026-03-31 23:00:00+00:00",
            STOCK,
            attrs.evolve(TAKEN, at=HEAD["at"] - timedelta(hours=1)),
        ),
        (
            "event 1: expected an event of str 'acme', got str 'other'",
            STOCK,
            attrs.evolve(TAKEN, account="other"),
        ),
        ("event 1: expected an open grant, got 7", STOCK, Confirmed(**HEAD, grant=7)),
        ("event 1: expected a pending grant, got 0, which is none", STOCK, Confirmed(**HEAD, grant=0)),
        ("event 1: expected an open grant, got 7", STOCK, Withdrawn(**HEAD, grant=7, count=1)),
        ("event 1: expected at most 2 withdrawn of grant 0", STOCK, Withdrawn(**HEAD, grant=0, count=3)),
        ("event 1: expected an open grant, got 7", STOCK, attrs.evolve(TAKEN, grant=7)),
        ("event 1: expected a credit of PRO in grant 0, got none", STOCK, attrs.evolve(TAKEN, sku="PRO")),
        ("event 1: expected a credit of STD in grant 0, got none", log(PENDING), TAKEN),
    ],
)
def test_what_no_log_can_have_in_it(message, pool, event):
    """A gap, a step back in time, a stranger's event, and credits that are not there."""
    assert complaint(BrokenLog, evolve, pool, event) == message


def test_a_grant_gives_no_more_than_it_has():
    """The third of two credits is nobody's, also where all are taken in one replay; the error says which event it is."""
    events = [granted(EMPTY, count=2), *(attrs.evolve(TAKEN, version=number) for number in (1, 2, 3))]
    assert replay(events[:3]).grants == ()
    with pytest.raises(BrokenLog) as caught:
        replay(events)
    assert (caught.value.version, caught.value.problem) == (3, "expected a credit of STD in grant 0, got none")


@pytest.mark.parametrize(
    ("message", "call", "arguments"),
    [
        ("event: expected an event of a pool, got str 'granted'", evolve, (EMPTY, "granted")),
        ("start: expected Pool or the id of an account, got int 7", replay, ([], 7)),
        ("events: expected a list, tuple or other iterable in order, got set set()", replay, (set(),)),
    ],
)
def test_what_is_no_event_and_no_pool(message, call, arguments):
    """Only events are replayed, from a pool or an account's id."""
    assert complaint(WrongType, call, *arguments) == message


def test_every_event_has_its_moves():
    """The table of moves knows every event, and nothing else; no event makes credits expire."""
    assert set(MOVES) == set(PoolEvent.__args__)
    assert Place.EXPIRED not in {place for ways in MOVES.values() for way in ways for place in way}


GRANT = STOCK.grants[0]
OTHER = attrs.evolve(GRANT, number=1)
TOTAL = STOCK.totals[0]


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "account: expected an id, got str ''", {"account": ""}),
        (WrongValue, "version: expected at least 0, got int -1", {"version": -1}),
        (WrongType, "at: expected aware datetime, got str 'noon'", {"at": "noon"}),
        (WrongType, "grants: expected tuple, got list [", {"grants": [GRANT]}),
        (WrongType, "totals: expected tuple of SkuTotal, got str 'STD'", {"totals": ("STD",)}),
        (
            WrongValue,
            "totals: expected one total for each SKU, in order, got str 'STD'",
            {"totals": (TOTAL, TOTAL)},
        ),
        (
            WrongValue,
            "totals: expected one total for each SKU, in order, got str 'LITE'",
            {"totals": (TOTAL, SkuTotal("LITE", 0, 0, 0))},
        ),
        (
            WrongValue,
            "grants: expected each grant once, in the order they are used in, got int 0",
            {"grants": (GRANT, GRANT)},
        ),
        (
            WrongValue,
            "grants: expected each grant once, in the order they are used in, got int 0",
            {"grants": (OTHER, GRANT)},
        ),
        (
            WrongValue,
            "grants: expected grants with credits left, got int 0",
            {"grants": (attrs.evolve(GRANT, consumed=2),)},
        ),
        (WrongValue, "totals: expected as many credits of STD as its grants have left, got int 2", {"grants": ()}),
        (WrongValue, "totals: expected as many credits of STD as its grants have left, got int -2", {"totals": ()}),
        (
            WrongValue,
            "totals: expected as many credits of STD as its grants have left, got int 1",
            {"totals": (SkuTotal("STD", 3, 0, 0),)},
        ),
    ],
)
def test_what_no_pool_can_be(kind, message, fields):
    """A stock that does not balance is refused, and so is one in disorder."""
    assert complaint(kind, attrs.evolve, STOCK, **fields).startswith(message)


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "sku: expected str, got int 1", lambda: STOCK.usable(1, april(1))),
        (WrongType, "on: expected date, got NoneType None", lambda: STOCK.usable("NONE", None)),
        (WrongType, "on: expected date, got str 'today'", lambda: STOCK.balance("today")),
        (WrongValue, "sku: expected an id, got str ''", lambda: STOCK.balance(april(1), "")),
    ],
)
def test_what_is_asked_of_a_pool(kind, message, call):
    """SKUs are ids and days are days."""
    assert complaint(kind, call) == message


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("sku: expected an id, got str ''", ("", 1, 0, 0)),
        ("granted: expected at least 0, got int -1", ("STD", -1, 0, 0)),
        ("consumed: expected at least 0, got int -1", ("STD", 1, -1, 0)),
        ("withdrawn: expected at least 0, got int -1", ("STD", 1, 0, -1)),
        ("consumed: expected at most the 3 granted, with what was withdrawn, got int 2", ("STD", 3, 2, 2)),
    ],
)
def test_what_no_total_can_be(message, arguments):
    """No more goes out than came in."""
    assert complaint(WrongValue, SkuTotal, *arguments) == message


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "pending: expected at least 0, got int -1", {"pending": -1}),
        (WrongType, "available: expected int, got NoneType None", {"available": None}),
        (
            WrongValue,
            "granted: expected 4, the sum of available, consumed, expired and withdrawn, got int 3",
            {"granted": 3, "available": 1, "consumed": 1, "expired": 1, "withdrawn": 1},
        ),
    ],
)
def test_what_no_balance_can_be(kind, message, fields):
    """Each credit is in one place."""
    assert complaint(kind, PoolBalance, **fields) == message
