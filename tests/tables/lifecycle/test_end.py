"""Switching off and cancelling: a last day, no credit back."""

import attrs
import pytest
from tests.examples import april, complaint
from tests.stock import D1, D2, POSTPAY, held, may, midnight, stocked

from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Outcome, cancel, deactivate
from kpix_billing_core.pool import Ending, Pool, Removed

STOCK = stocked(STD=1)
HELD = held(april(10))
ACTIVE = attrs.evolve(D1, activated_on=april(10))


@pytest.mark.parametrize(("verb", "why"), [(deactivate, Ending.SWITCHED_OFF), (cancel, Ending.CANCELLED)])
@pytest.mark.parametrize("day", [10, 20, 30])
def test_a_plan_ends_on_its_last_day(verb, why, day):
    """The first day held may be the last; no days are credited, and the device is no longer active."""
    outcome = verb(STOCK, ACTIVE, HELD, on=april(day), key="wish-1")
    event = Removed(
        version=1,
        at=midnight(april(day)),
        account="acme",
        on=april(day),
        key="wish-1",
        device="d1",
        sku="STD",
        why=why,
    )
    ended = attrs.evolve(HELD, removed_on=april(day))
    assert outcome == Outcome(device=D1, events=(event,), ended=ended, started=None, unused=())


def test_a_plan_billed_later_runs_on_over_the_month():
    """It was paid for no month, so no renewal is due before it ends."""
    later = held(april(10), method=POSTPAY)
    assert cancel(STOCK, ACTIVE, later, on=may(20)).ended.removed_on == may(20)


@pytest.mark.parametrize("verb", [deactivate, cancel])
@pytest.mark.parametrize(
    ("refused", "holding", "on"),
    [
        (Refused(Reason.NOT_ACTIVE, "d1 does not hold STD on 2026-04-09"), HELD, april(9)),
        (
            Refused(Reason.NOT_ACTIVE, "d1 does not hold STD on 2026-04-20"),
            attrs.evolve(HELD, removed_on=april(20)),
            april(20),
        ),
        (Refused(Reason.RENEWAL_DUE, "STD of d1 is paid for 2026-04"), HELD, may(1)),
    ],
)
def test_what_is_refused(verb, refused, holding, on):
    """A plan that has ended or not begun, and a prepaid one that has not been renewed."""
    assert verb(STOCK, ACTIVE, holding, on=on) == refused


@pytest.mark.parametrize("verb", [deactivate, cancel])
@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "device: expected Device, got str 'd1'", (STOCK, "d1", HELD)),
        (WrongType, "held: expected Holding, got NoneType None", (STOCK, D1, None)),
        (WrongValue, "held: expected a plan of d2, got str 'd1'", (STOCK, D2, HELD)),
        (WrongType, "pool: expected Pool, got NoneType None", (None, D1, HELD)),
        (WrongValue, "device: expected one of other, whose pool this is, got str 'acme'", (Pool("other"), D1, HELD)),
    ],
)
def test_what_is_a_mistake(verb, kind, message, arguments):
    """The plan is the device's, and the pool its owner's."""
    assert complaint(kind, verb, *arguments, on=april(20)) == message


def test_a_plan_that_was_not_paid_for():
    """The service that could not collect the price says so; it is an end like the others."""
    outcome = deactivate(STOCK, ACTIVE, HELD, on=april(12), unpaid=True)
    assert ([event.why for event in outcome.events], outcome.device, outcome.unused) == ([Ending.UNPAID], D1, ())
    message = complaint(WrongType, deactivate, STOCK, ACTIVE, HELD, on=april(12), unpaid=1)
    assert message == "unpaid: expected bool, got int 1"


def test_a_day_is_a_day():
    """An instant is not one."""
    assert complaint(WrongType, cancel, STOCK, D1, HELD, on="today") == "on: expected date, got str 'today'"
