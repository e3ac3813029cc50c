"""Switching on: one whole credit, the days before it credited, and no plan twice."""

import attrs
import pytest
from tests.examples import april, complaint
from tests.stock import AUTO, D1, D2, EMPTY, IN_ADVANCE, LATER, RESELLER, granted, held, log, may, stocked

from kpix_billing_core.accounts import Device
from kpix_billing_core.catalogue import BillingTerms, UnusedShare
from kpix_billing_core.dates import STRICT_30_360
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Holding, Outcome, UnusedKind, activate, reactivate
from kpix_billing_core.pool import BilledLater, Consumed, Occasion, Purchased

STOCK = stocked(STD=2)


def test_a_device_takes_a_credit():
    """It is active from that day, holds the plan, and the 15 days before the 16th of 30 are credited."""
    outcome = activate(STOCK, D1, "STD", on=april(16), owner=IN_ADVANCE, key="wish-1")
    [event] = outcome.events
    assert type(event) is Consumed
    assert (event.version, event.account, event.device, event.sku) == (1, "acme", "d1", "STD")
    assert (event.on, event.occasion, event.key, event.grant) == (april(16), Occasion.ACTIVATION, "wish-1", 0)
    assert outcome == Outcome(
        device=attrs.evolve(D1, activated_on=april(16)),
        events=(event,),
        started=Holding(event),
        unused=outcome.unused,
    )
    [unused] = outcome.unused
    assert (unused.account, unused.device, unused.sku, unused.kind) == ("acme", "d1", "STD", UnusedKind.STARTED)
    assert (unused.earned_on, unused.days, unused.divisor, unused.before) == (april(16), 16 - 1, 30, 0)


def test_on_the_first_of_a_month_nothing_is_unused():
    """The whole month is used: a credit of no days would be none."""
    assert activate(STOCK, D1, "STD", on=may(1), owner=IN_ADVANCE).unused == ()


@pytest.mark.parametrize(
    ("days", "divisor", "on", "terms"),
    [
        (30 - 1, 31, may(30), BillingTerms()),
        (31 - 1, 31, may(31), BillingTerms()),
        (30 - 1, 30, may(30), BillingTerms(day_count=STRICT_30_360)),
        # in which no 31st is counted, hence none is used
        (30, 30, may(31), BillingTerms(day_count=STRICT_30_360)),
        (31 - 1, 31, may(31), BillingTerms(unused_share=UnusedShare.EXACT_DAYS)),
    ],
)
def test_the_terms_count_the_days(days, divisor, on, terms):
    """As they count them for a bill; what a share is, they say too."""
    [unused] = activate(STOCK, D1, "STD", on=on, owner=IN_ADVANCE, terms=terms).unused
    assert (unused.days, unused.divisor, unused.share_rule) == (days, divisor, terms.unused_share)


def test_without_a_credit_one_is_bought():
    """With billing details on file; the price is that of the run, which the unused days name."""
    outcome = activate(EMPTY, D1, "STD", on=april(16), owner=AUTO, run="run-1")
    [event] = outcome.events
    assert (type(event), event.run) == (Purchased, "run-1")
    assert [unused.run for unused in outcome.unused] == ["run-1"]


def test_days_billed_later_are_not_credited():
    """They are billed from the first day held, so there is nothing to give back."""
    outcome = activate(EMPTY, D1, "STD", on=april(16), owner=LATER)
    assert type(outcome.events[0]) is BilledLater
    assert outcome.unused == ()


def test_a_device_on_a_resellers_account():
    """Without a credit in its owner's pool the reseller is billed."""
    device = Device("d1", "acme", "reseller")
    [event] = activate(EMPTY, device, "STD", on=april(16), owner=IN_ADVANCE, payer=RESELLER).events
    assert (type(event), event.account, event.payer) == (BilledLater, "acme", "reseller")


@pytest.mark.parametrize(
    ("refused", "pool", "holdings"),
    [
        (Refused(Reason.PURCHASE_REQUIRED, "no credit of STD in the pool of acme"), EMPTY, ()),
        (Refused(Reason.PURCHASE_REQUIRED, "no credit of STD in the pool of acme"), stocked(PRO=1), ()),
        # one that begins on the next day
        (
            Refused(Reason.PURCHASE_REQUIRED, "no credit of STD in the pool of acme"),
            log(granted(EMPTY, on=april(17))),
            (),
        ),
        (Refused(Reason.ALREADY_ACTIVE, "d1 holds a plan"), STOCK, (held(april(2)),)),
        (Refused(Reason.ALREADY_ACTIVE, "d1 holds a plan"), EMPTY, (held(april(2), "PRO"),)),
    ],
)
def test_what_is_refused(refused, pool, holdings):
    """A second plan, and one that nobody has bought."""
    assert activate(pool, D1, "STD", on=april(16), owner=IN_ADVANCE, holdings=holdings) == refused


def test_a_plan_that_ended_is_not_taken_up_again():
    """Switched on again a device takes another credit, and is credited the days before, even in the same month."""
    assert reactivate is activate
    ended = attrs.evolve(held(april(2)), removed_on=april(10))
    outcome = reactivate(STOCK, D1, "STD", on=april(20), owner=IN_ADVANCE, holdings=(ended, held(april(1), device=D2)))
    assert [event.grant for event in outcome.events] == [0]
    assert [unused.days for unused in outcome.unused] == [20 - 1]


@pytest.mark.parametrize(("last", "refused"), [(15, False), (16, False), (17, True), (30, True)])
def test_no_plan_starts_within_one_that_ended(last, refused):
    """On the last day of the plan before, a device can be switched on again; earlier, days would be held twice."""
    ended = (attrs.evolve(held(april(2)), removed_on=april(10)), attrs.evolve(held(april(11)), removed_on=april(last)))
    found = activate(STOCK, D1, "STD", on=april(16), owner=IN_ADVANCE, holdings=iter(ended))
    if refused:
        assert found == Refused(Reason.ALREADY_ACTIVE, f"d1 held a plan to 2026-04-{last}")
    else:
        assert found.started.consumed_on == april(16)


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "terms: expected BillingTerms, got str 'usual'", {"terms": "usual"}),
        (WrongType, "device: expected Device, got str 'd1'", {"device": "d1"}),
        (WrongType, "pool: expected Pool, got str 'acme'", {"pool": "acme"}),
        (WrongType, "holdings: expected Holding, got int 1", {"holdings": [1]}),
        (
            WrongType,
            "holdings: expected a list, tuple or other iterable in order, got set set()",
            {"holdings": set()},
        ),
        (WrongType, "owner: expected Account, got str 'acme'", {"owner": "acme"}),
        (WrongValue, "owner: expected account acme, which owns d1, got str 'reseller'", {"owner": RESELLER}),
        (WrongValue, "sku: expected an id, got str ''", {"sku": ""}),
        (WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (WrongType, "on: expected date, got str 'today'", {"on": "today"}),
    ],
)
def test_what_is_a_mistake(kind, message, fields):
    """Each argument is of its kind, and the accounts are the device's."""
    good = {"pool": STOCK, "device": D1, "sku": "STD", "on": april(16), "owner": IN_ADVANCE}
    call = {**good, **fields}
    assert complaint(kind, activate, call.pop("pool"), call.pop("device"), call.pop("sku"), **call) == message
