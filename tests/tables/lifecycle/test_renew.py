"""The renewal: every active device in the declared order, one credit each, complete and idempotent."""

from datetime import date

import attrs
import pytest
from tests.examples import april, complaint
from tests.stock import (
    AUTO,
    D1,
    D2,
    D3,
    EMPTY,
    IN_ADVANCE,
    LATER,
    MAY,
    POSTPAY,
    RESELLER,
    granted,
    held,
    log,
    may,
    midnight,
    stocked,
)

from kpix_billing_core.accounts import Account, Device
from kpix_billing_core.catalogue import RenewalOrder
from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Holding, Renewal, renew_month
from kpix_billing_core.pool import BilledLater, Consumed, Deactivated, Ending, Occasion, Pool, Purchased, replay

HELD = (held(april(3)), held(april(2), device=D2), held(april(1), device=D3))


def run(pool=EMPTY, devices=(D1, D2, D3), holdings=HELD, month=MAY, owner=IN_ADVANCE, **more):
    """Return what comes of the run at the start of May, unless said otherwise."""
    return renew_month(pool, devices, holdings, month, owner=owner, **more)


def served(renewal):
    """Return who was served with which kind of event, in order."""
    return [(event.device, type(event)) for event in renewal.events]


def test_everybody_gets_a_credit():
    """One each, under the key of the month and the device; the old plans end with the month before."""
    renewal = run(stocked(STD=3))
    first = Consumed(
        version=1,
        at=midnight(may(1)),
        account="acme",
        on=may(1),
        key="renew:2026-05:d3",
        device="d3",
        sku="STD",
        payer="acme",
        occasion=Occasion.CYCLE,
        grant=0,
    )
    assert renewal.events[0] == first
    assert [event.version for event in renewal.events] == [1, 2, 3]
    assert served(renewal) == [("d3", Consumed), ("d2", Consumed), ("d1", Consumed)]
    assert renewal == Renewal(
        account="acme",
        month=MAY,
        run="2026-05",
        events=renewal.events,
        ended=tuple(Holding(holding.start, april(30)) for holding in HELD[::-1]),
    )
    assert replay(renewal.events, stocked(STD=3)).grants == ()


@pytest.mark.parametrize(
    ("expected", "owner"),
    [
        ([("d3", Consumed), ("d2", Deactivated), ("d1", Deactivated)], IN_ADVANCE),
        ([("d3", Consumed), ("d2", Purchased), ("d1", Purchased)], AUTO),
        ([("d3", Consumed), ("d2", BilledLater), ("d1", BilledLater)], LATER),
    ],
)
def test_credits_run_out_halfway(expected, owner):
    """The rest is bought, billed later or switched off, as the account pays; nobody is left out."""
    renewal = run(stocked(STD=1, PRO=9), owner=owner)
    assert served(renewal) == expected
    assert {event.why for event in renewal.events if type(event) is Deactivated} <= {Ending.NO_CREDIT}
    assert {event.run for event in renewal.events if type(event) is Purchased} <= {"2026-05"}
    assert [holding.device for holding in renewal.ended] == ["d3", "d2", "d1"]


@pytest.mark.parametrize(
    ("devices", "order"),
    [
        (["d3", "d2", "d1"], RenewalOrder.OLDEST_ACTIVATION),
        (["d1", "d2", "d3"], RenewalOrder.DEVICE_ID),
        (["d2", "d1", "d3"], RenewalOrder.GIVEN),
    ],
)
def test_who_gets_the_last_credit(devices, order):
    """The one active longest unless the terms say otherwise."""
    renewal = run(stocked(STD=1), devices=(D2, D1, D3), order=order)
    assert [event.device for event in renewal.events] == devices
    assert type(renewal.events[0]) is Consumed


def test_active_since_is_the_devices_own():
    """Where it is known; else since its plan began. Equals go by id."""
    devices = (D3, attrs.evolve(D2, activated_on=april(1)), attrs.evolve(D1, activated_on=date(2020, 1, 1)))
    assert [event.device for event in run(devices=devices).events] == ["d1", "d2", "d3"]


def test_a_run_again_adds_nothing():
    """It sees the plans held; and what is already appended has the same keys."""
    pool = stocked(STD=3)
    once = run(pool)
    again = run(replay(once.events, pool), holdings=once.started)
    assert again == Renewal(account="acme", month=MAY, run="2026-05", renewed=("d1", "d2", "d3"))
    assert [event.key for event in run(pool).events] == [event.key for event in once.events]


def test_a_run_that_broke_off_goes_on():
    """A device that was served is left alone, the others are served."""
    pool = stocked(STD=3)
    first = run(pool).events[:1]
    rest = run(replay(first, pool), holdings=(Holding(first[0]), *HELD[:2]))
    assert rest.renewed == ("d3",)
    assert served(rest) == [("d2", Consumed), ("d1", Consumed)]
    assert replay((*first, *rest.events), pool) == replay(run(pool).events, pool)


def test_activation_at_the_cycle_counts_once():
    """A plan that began on the first needs no other."""
    renewal = run(stocked(STD=3), devices=(D1,), holdings=(held(may(1)),))
    assert (renewal.events, renewal.renewed) == ((), ("d1",))


def test_who_else_there_was():
    """Devices without a plan are idle; ended plans are nothing; plans of devices not given are named and left."""
    ended = attrs.evolve(HELD[1], removed_on=april(20))
    renewal = run(stocked(STD=3), devices=(D1, D2), holdings=(HELD[0], ended, HELD[2]))
    assert served(renewal) == [("d1", Consumed)]
    assert (renewal.idle, renewal.others) == (("d2",), (HELD[2],))


@pytest.mark.parametrize(("kind", "last"), [(Deactivated, april(30)), (Consumed, may(1)), (Consumed, None)])
def test_a_device_that_is_not_to_be_renewed(kind, last):
    """Its credit stays for the others, though there is one."""
    [event] = run(stocked(STD=1), devices=(attrs.evolve(D1, renew_until=last),), holdings=HELD[:1]).events
    assert type(event) is kind
    assert kind is Consumed or event.why is Ending.NOT_RENEWED


def test_the_others_are_renewed_all_the_same():
    """One that is not to be renewed comes first in the order, and those after it are served."""
    renewal = run(stocked(STD=1), devices=(D1, D2, attrs.evolve(D3, renew_until=april(30))))
    assert served(renewal) == [("d3", Deactivated), ("d2", Consumed), ("d1", Deactivated)]


def test_a_pool_that_nobody_has_named():
    """It is the owner's, whose account the events name."""
    renewal = run(Pool(), devices=(D1,))
    assert [(event.account, event.key) for event in renewal.events] == [("acme", "renew:2026-05:d1")]


def test_devices_on_other_accounts():
    """A reseller's post pay account is billed where the owner's pool has none left."""
    devices = (D3, Device("d2", "acme", "reseller"), Device("d1", "acme", "reseller"))
    renewal = run(stocked(STD=1), devices=devices, payers=(RESELLER,))
    assert served(renewal) == [("d3", Consumed), ("d2", BilledLater), ("d1", BilledLater)]
    assert {event.payer for event in renewal.events[1:]} == {"reseller"}
    # the owner may be named among them
    assert run(stocked(STD=1), devices=devices, payers=iter([IN_ADVANCE, RESELLER])) == renewal


def test_each_sku_has_its_own_stock():
    """In the order of drawdown: first what expires first."""
    pool = log(granted(EMPTY), attrs.evolve(granted(EMPTY, "STD", expires_on=may(1)), version=1))
    pool = replay([attrs.evolve(granted(EMPTY, "PRO"), version=2)], pool)
    holdings = (*HELD[:2], held(april(1), "PRO", device=D3))
    events = run(pool, holdings=holdings).events
    assert [(event.device, event.sku, event.grant) for event in events] == [
        ("d3", "PRO", 2),
        ("d2", "STD", 1),
        ("d1", "STD", 0),
    ]


def test_a_plan_billed_later_may_be_old():
    """Nobody paid for its months, so none is missing."""
    renewal = run(devices=(D1,), holdings=(held(date(2026, 1, 5), method=POSTPAY),), owner=LATER)
    assert served(renewal) == [("d1", BilledLater)]


def test_a_month_that_was_left_out_comes_first():
    """A prepaid plan of March has not been renewed for April."""
    late = held(date(2026, 3, 31))
    assert run(stocked(STD=9), devices=(D2, D1), holdings=(HELD[1], late)) == Refused(
        Reason.RENEWAL_DUE, "d1 has not been renewed for 2026-04"
    )
    # a mistake is one also where the run would be refused
    message = complaint(WrongValue, run, devices=(D1,), holdings=(late,), run="")
    assert message == "run: expected an id, got str ''"


def test_a_run_has_the_name_and_the_instant_it_is_given():
    """Else the month's, and the start of its first day."""
    at = midnight(may(2))
    renewal = run(owner=AUTO, run="spring", at=at)
    assert renewal.run == "spring"
    assert {(event.run, event.at) for event in renewal.events} == {("spring", at)}


def test_the_first_month_there_is():
    """Before it there is no day on which a plan could end, and none did."""
    assert run(month=Month(1, 1), devices=(D1,), holdings=(held(april(1)),)).renewed == ("d1",)


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "month: expected Month, got str '2026-05'", {"month": "2026-05"}),
        (WrongType, "order: expected RenewalOrder, got str 'given'", {"order": "given"}),
        (WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (WrongType, "owner: expected Account, got str 'acme'", {"owner": "acme"}),
        (WrongType, "payers: expected Account, got str 'reseller'", {"payers": ("reseller",)}),
        (
            WrongType,
            "payers: expected a list, tuple or other iterable in order, got set set()",
            {"payers": set()},
        ),
        (
            WrongType,
            "devices: expected a list, tuple or other iterable in order, got set set()",
            {"devices": set()},
        ),
        (
            WrongType,
            "holdings: expected a list, tuple or other iterable in order, got set set()",
            {"holdings": set()},
        ),
        (
            WrongValue,
            "payers: expected each account once, got str 'acme'",
            {"payers": (Account("acme", "EUR"),)},
        ),
        (
            WrongValue,
            "payers: expected account reseller, which d1 is on, got NoneType None",
            {"devices": (Device("d1", "acme", "reseller"),)},
        ),
        (
            WrongValue,
            "devices: expected devices of acme, got str 'other'",
            {"devices": (Device("d1", "other", "acme"),)},
        ),
        (
            WrongValue,
            "devices: expected devices of other, got str 'acme'",
            {"owner": Account("other", "USD")},
        ),
        (WrongType, "devices: expected Device, got str 'd1'", {"devices": ("d1",)}),
        (WrongValue, "devices: expected each device once, got str 'd1'", {"devices": (D1, D1)}),
        (WrongType, "holdings: expected Holding, got str 'STD'", {"holdings": ("STD",)}),
        (
            WrongValue,
            "holdings: expected one open plan of each device, got str 'd1'",
            {"holdings": (HELD[0], HELD[0])},
        ),
        (WrongType, "pool: expected Pool, got NoneType None", {"pool": None}),
        (WrongType, "at: expected aware datetime, got str 'now'", {"at": "now"}),
    ],
)
def test_what_is_a_mistake(kind, message, fields):
    """Devices of the owner, each once and with one plan, and every account that one is on."""
    assert complaint(kind, run, **fields) == message


def test_the_second_device_of_a_stranger_is_seen_too():
    """The way to pay of an account is worked out once, but for its owner's devices only."""
    message = complaint(WrongValue, run, stocked(STD=9), devices=(D3, Device("d1", "other", "acme")))
    assert message == "devices: expected devices of acme, got str 'other'"
