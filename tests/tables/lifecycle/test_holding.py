"""Plans that devices hold: who paid, which days are billed, and what cannot be ended."""

import pytest
from tests.examples import april, complaint
from tests.stock import D1, D2, POSTPAY, RESELLER, begun, held, may

from kpix_billing_core.accounts import Device
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Holding, billable
from kpix_billing_core.lifecycle.holding import held_by
from kpix_billing_core.metering import Allocation

ON_RESELLER = Device("d2", "acme", RESELLER.id)


@pytest.mark.parametrize(
    ("account", "prepaid", "holding"),
    [
        ("acme", True, held(april(2))),
        # the owner's pool paid, though the device is on another's account
        ("acme", True, held(april(2), device=Device("d1", "acme", "reseller"))),
        ("acme", False, held(april(2), method=POSTPAY)),
        ("reseller", False, held(april(2), device=Device("d1", "acme", "reseller"), method=POSTPAY)),
    ],
)
def test_who_pays_for_a_plan(account, prepaid, holding):
    """A credit was paid by the owner of the pool, days billed later by the account that the device is on."""
    assert (holding.device, holding.sku, holding.consumed_on) == ("d1", "STD", april(2))
    assert (holding.account, holding.prepaid) == (account, prepaid)
    assert holding.allocation == Allocation("d1", account, "STD", april(2), None)


def test_an_ended_plan_is_an_ended_allocation():
    """The last day is included, and may be the first."""
    holding = Holding(begun(april(2)), april(2))
    assert holding.allocation == Allocation("d1", "acme", "STD", april(2), april(2))


def test_only_days_that_no_credit_paid_for_are_billed():
    """What was prepaid is not charged twice."""
    later = held(april(3), device=ON_RESELLER, method=POSTPAY)
    assert list(billable(iter([held(april(2)), later]))) == [Allocation("d2", "reseller", "STD", april(3), None)]
    assert list(billable([])) == []


def test_the_plan_that_a_device_holds():
    """Its open one: ended ones, and those of others, are none."""
    mine, ended, others = held(april(2)), Holding(begun(april(1)), april(1)), held(april(2), device=D2)
    assert held_by(D1, [ended, others, mine]) == mine
    assert held_by(D1, [ended, others]) is None


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "holdings: expected Holding, got str 'STD'", lambda: list(billable(["STD"]))),
        (
            WrongType,
            "holdings: expected a list, tuple or other iterable in order, got set set()",
            lambda: list(billable(set())),
        ),
        (WrongType, "holdings: expected Holding, got str 'STD'", lambda: held_by(D1, ["STD"])),
        (
            WrongType,
            "holdings: expected a list, tuple or other iterable in order, got set set()",
            lambda: held_by(D1, set()),
        ),
        (WrongType, "device: expected Device, got str 'd1'", lambda: held_by("d1", [])),
        (
            WrongValue,
            "holdings: expected one open plan of d1, got str 'PRO'",
            lambda: held_by(D1, [held(april(2)), held(april(3), "PRO")]),
        ),
        (
            WrongType,
            "start: expected Consumed, Purchased or BilledLater, got str 'd1'",
            lambda: Holding("d1"),
        ),
        (
            WrongValue,
            "removed_on: expected a day from 2026-05-02 on, got date 2026-05-01",
            lambda: Holding(begun(may(2)), may(1)),
        ),
        (WrongType, "removed_on: expected date, got str ''", lambda: Holding(begun(may(2)), "")),
    ],
)
def test_what_no_plan_is(kind, message, call):
    """A plan begins with one of three events, ends no earlier, and a device holds one at a time."""
    assert complaint(kind, call) == message
