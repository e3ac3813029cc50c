"""When a verb is recorded: at the instant it is told, whatever its day; else at the start of that day."""

from datetime import timedelta

import pytest
from tests.examples import april
from tests.stock import AUTO, D1, D2, EMPTY, IN_ADVANCE, POSTPAY, RESELLER, granted, held, midnight, stocked

from kpix_billing_core.accounts import Device
from kpix_billing_core.catalogue import Plan, PriceBook
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.lifecycle import activate, cancel, change_plan, deactivate, transfer
from kpix_billing_core.log import Log, append
from kpix_billing_core.pool import BilledLater, Pool

STOCK = stocked(STD=1, PRO=1)
HELD = held(april(2))
ON, LATER = april(10), midnight(april(12))
BOOK = PriceBook((), plans=(Plan("STD", rank=1), Plan("PRO", rank=2)))
VERBS = {
    "activate": lambda **when: activate(STOCK, D1, "STD", on=ON, owner=IN_ADVANCE, **when),
    "change_plan": lambda **when: change_plan(STOCK, D1, HELD, "PRO", on=ON, owner=IN_ADVANCE, book=BOOK, **when),
    "deactivate": lambda **when: deactivate(STOCK, D1, HELD, on=ON, **when),
    "cancel": lambda **when: cancel(STOCK, D1, HELD, on=ON, **when),
    "transfer": lambda **when: transfer(STOCK, D1, "other", on=ON, **when),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_event_is_recorded_when_the_caller_says(verb):
    """Two days after the billing day or the day before it; without a word, at the midnight with which it starts."""
    for at in (LATER, midnight(april(9))):
        assert {(event.on, event.at) for event in VERBS[verb](at=at).events} == {(ON, at)}
    assert {(event.on, event.at) for event in VERBS[verb]().events} == {(ON, midnight(ON))}


@pytest.mark.parametrize("verb", VERBS)
def test_an_event_before_the_newest_is_for_the_log_to_refuse(verb):
    """The pool was stocked on 1 April: what is recorded on 30 March is decided all the same, and no log admits it."""
    log = append(append(Log(), granted(EMPTY, "STD", 1)), granted(stocked(STD=1), "PRO", 1))
    before = midnight(april(1)) - timedelta(days=2)
    first, *others = VERBS[verb](at=before).events
    assert append(log, first) == Refused(
        Reason.OUT_OF_ORDER, "2026-03-30T00:00:00+00:00 is before 2026-04-01T00:00:00+00:00"
    )
    assert [(event.at, event.version) for event in others] == [(before, 3)] * (verb == "change_plan")


def test_a_change_in_a_pool_that_nobody_has_named():
    """The owner of the device is whose pool it is."""
    outcome = change_plan(Pool(), D1, HELD, "PRO", on=ON, owner=AUTO, book=BOOK)
    assert [event.account for event in outcome.events] == ["acme", "acme"]


def test_a_change_on_a_resellers_account():
    """Without a credit in its owner's pool the reseller is billed for the new plan."""
    device = Device("d1", "acme", "reseller")
    holding = held(april(2), device=device, method=POSTPAY)
    outcome = change_plan(EMPTY, device, holding, "PRO", on=ON, owner=IN_ADVANCE, payer=RESELLER, book=BOOK)
    assert (type(outcome.events[1]), outcome.events[1].payer) == (BilledLater, "reseller")


def test_the_plans_of_others_are_no_hindrance():
    """Another device held a plan on that day and longer, and it is none of this one's."""
    theirs = deactivate(STOCK, D2, held(april(2), device=D2), on=april(20)).ended
    assert activate(STOCK, D1, "STD", on=ON, owner=IN_ADVANCE, holdings=[theirs]).started.consumed_on == ON
