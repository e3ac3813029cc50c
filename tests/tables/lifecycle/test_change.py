"""Changing plans: the day of change counts for both, an upgrade is credited, and a refusal leaves the old plan."""

import attrs
import pytest
from tests.examples import APRIL, april, complaint
from tests.stock import (
    AUTO,
    D1,
    D2,
    EMPTY,
    IN_ADVANCE,
    LATER,
    POSTPAY,
    held,
    may,
    midnight,
    stocked,
)

from kpix_billing_core.catalogue import PerUnit, Plan, Price, PriceBook
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import PriceNotFound, WrongType, WrongValue
from kpix_billing_core.lifecycle import Direction, Holding, Outcome, UnusedKind, change_plan, direction, fleet
from kpix_billing_core.pool import BilledLater, Consumed, Ending, Occasion, Purchased, Removed, replay

RANKED = PriceBook((), plans=(Plan("STD", rank=1), Plan("PRO", rank=2), Plan("MAX", rank=2)))
STOCK = stocked(STD=1, PRO=2)
HELD = held(april(1))


def changed(to="PRO", on=None, pool=STOCK, holding=HELD, owner=IN_ADVANCE, book=RANKED, **more):
    """Return what comes of a change on 16 April, unless said otherwise."""
    return change_plan(pool, D1, holding, to, on=on or april(16), owner=owner, book=book, **more)


def days(outcome):
    """Return the unused days as (SKU, which, how many, of them credited before)."""
    return [(unused.sku, unused.kind, unused.days, unused.before) for unused in outcome.unused]


STARTED, UPGRADED = UnusedKind.STARTED, UnusedKind.UPGRADED


def test_an_upgrade():
    """Two events, all or none; the old plan's 14 days after the 16th and the new one's 15 before it are credited."""
    outcome = changed(key="wish-1")
    removed, start = outcome.events
    assert removed == Removed(
        version=2,
        at=midnight(april(16)),
        account="acme",
        on=april(16),
        key="wish-1",
        device="d1",
        sku="STD",
        why=Ending.UPGRADED,
    )
    assert (type(start), start.version, start.on, start.sku, start.occasion) == (
        *(Consumed, 3, april(16), "PRO", Occasion.CHANGE),
    )
    assert start.key is None
    assert outcome == Outcome(
        device=D1,
        events=(removed, start),
        ended=attrs.evolve(HELD, removed_on=april(16)),
        started=Holding(start),
        unused=outcome.unused,
    )
    assert days(outcome) == [("STD", UPGRADED, 30 - 16, 0), ("PRO", STARTED, 16 - 1, 0)]
    assert [(unused.earned_on, unused.divisor) for unused in outcome.unused] == [(april(16), 30)] * 2
    assert replay(outcome.events, STOCK).balance(april(16), "PRO").consumed == 1


def test_a_downgrade():
    """Nothing for the plan that is left; the days before the new one are credited as at an activation."""
    outcome = changed("STD", holding=held(april(1), "PRO"))
    assert outcome.events[0].why is Ending.DOWNGRADED
    assert days(outcome) == [("STD", STARTED, 16 - 1, 0)]


@pytest.mark.parametrize(
    ("expected", "to"), [([("STD", UPGRADED, 14, 0)], "PRO"), ([], "STD")], ids=["upgrade", "downgrade"]
)
def test_terms_may_give_nothing_for_the_new_plan(expected, to):
    """Then only an upgrade is credited, for the old one."""
    book = RANKED.with_terms(credit_new_plan=False)
    holding = HELD if to == "PRO" else held(april(1), "PRO")
    assert days(changed(to, holding=holding, book=book)) == expected


@pytest.mark.parametrize(
    ("before", "occasion", "credit_new_plan"),
    [
        (8 - 1, Occasion.ACTIVATION, True),
        (8 - 1, Occasion.ACTIVATION, False),
        (8 - 1, Occasion.CHANGE, True),
        (0, Occasion.CHANGE, False),
        (0, Occasion.CYCLE, True),
    ],
)
def test_days_credited_before_are_told(before, occasion, credit_new_plan):
    """So that two parts of one price never come to more than it."""
    book = RANKED.with_terms(credit_new_plan=credit_new_plan)
    found = days(changed(holding=held(april(8), occasion=occasion), book=book))
    assert found[0] == ("STD", UPGRADED, 30 - 16, before)


def test_on_the_last_day_nothing_is_left_of_the_old_plan():
    """No credit of no days; of the new one all days but one are unused."""
    assert days(changed(on=april(30))) == [("PRO", STARTED, 30 - 1, 0)]


def test_at_a_cycle_no_day_is_shared():
    """On the first the old plan ends on the day before, and nothing is unused: that is a renewal on another plan."""
    outcome = changed(on=may(1))
    assert [event.on for event in outcome.events] == [april(30), may(1)]
    assert outcome.ended.removed_on == april(30)
    assert outcome.started.start.occasion is Occasion.CYCLE
    assert outcome.unused == ()


def test_on_the_first_day_of_a_plan_the_day_is_shared():
    """A plan that began on the first is left on the first."""
    outcome = changed(on=april(1))
    assert [event.on for event in outcome.events] == [april(1), april(1)]
    assert days(outcome) == [("STD", UPGRADED, 30 - 1, 0)]


def test_days_that_are_billed_later_are_not_credited():
    """Neither those of the old plan nor those of the new one."""
    outcome = changed(pool=EMPTY, holding=held(april(1), method=POSTPAY), owner=LATER)
    assert type(outcome.events[1]) is BilledLater
    assert outcome.unused == ()


def test_without_a_credit_one_is_bought():
    """With billing details on file, in a run of its own."""
    outcome = changed(pool=EMPTY, owner=AUTO, run="run-9")
    assert (type(outcome.events[1]), outcome.events[1].run) == (Purchased, "run-9")
    assert [unused.run for unused in outcome.unused] == ["run-1", "run-9"]


def test_a_run_of_its_own_at_a_cycle_too():
    """The run of the month may have been charged by then, and a charged run never grows."""
    outcome = changed(pool=EMPTY, owner=AUTO, on=may(1))
    assert outcome.events[1].run == "2026-05-01:v1"


def test_the_same_plan_is_no_change():
    """Nothing happens, so nothing is paid."""
    assert changed("STD") == Outcome(device=D1)


@pytest.mark.parametrize(
    ("refused", "call"),
    [
        (
            Refused(Reason.PURCHASE_REQUIRED, "no credit of MAX in the pool of acme"),
            lambda: changed("MAX"),
        ),
        (
            Refused(Reason.NOT_ACTIVE, "d1 does not hold STD on 2026-04-16"),
            lambda: changed(holding=attrs.evolve(HELD, removed_on=april(10))),
        ),
        (
            Refused(Reason.NOT_ACTIVE, "d1 does not hold STD on 2026-04-16"),
            lambda: changed("STD", holding=held(april(17))),
        ),
        (Refused(Reason.RENEWAL_DUE, "STD of d1 is paid for 2026-04"), lambda: changed(on=may(2))),
    ],
)
def test_what_is_refused(refused, call):
    """Then the old plan goes on."""
    assert call() == refused


def test_the_log_tells_the_same_story():
    """What the events say is what the outcome says."""
    outcome = changed()
    known = fleet([HELD.start, *outcome.events])
    assert known.holdings == (outcome.ended, outcome.started)


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "book: expected PriceBook, got str 'book'", {"book": "book"}),
        (WrongValue, "to: expected an id, got str ''", {"to": ""}),
        (WrongType, "held: expected Holding, got str 'STD'", {"holding": "STD"}),
        (WrongType, "on: expected date, got str 'today'", {"on": "today"}),
        (WrongValue, "held: expected a plan of d1, got str 'd2'", {"holding": held(april(1), device=D2)}),
        (
            PriceNotFound,
            "no price of NEW in USD for account acme in force on 2026-04-01",
            {"to": "NEW"},
        ),
    ],
)
def test_what_is_a_mistake(kind, message, fields):
    """A plan that nobody ranked or priced, and what is no plan, no day and no book."""
    assert complaint(kind, changed, **fields) == message


UP, DOWN = Direction.UPGRADE, Direction.DOWNGRADE
PRICED = PriceBook.of(Price("STD", PerUnit("4 USD")), Price("PRO", PerUnit("9 USD")), Price("MAX", PerUnit("9 USD")))
HALF = attrs.evolve(PRICED, plans=(Plan("STD", rank=9), Plan("PRO")))
AGAINST = attrs.evolve(PRICED, plans=(Plan("STD", rank=9), Plan("PRO", rank=0)))


@pytest.mark.parametrize(
    ("expected", "old", "new", "book"),
    [
        (UP, "STD", "PRO", RANKED),
        (DOWN, "PRO", "STD", RANKED),
        (DOWN, "PRO", "MAX", RANKED),
        (UP, "STD", "PRO", PRICED),
        (DOWN, "PRO", "STD", PRICED),
        (DOWN, "PRO", "MAX", PRICED),
        # one rank alone says nothing; two of them stand before prices, and 0 is one
        (UP, "STD", "PRO", HALF),
        (DOWN, "PRO", "STD", HALF),
        (DOWN, "STD", "PRO", AGAINST),
        (UP, "PRO", "STD", AGAINST),
    ],
)
def test_which_plan_is_better(expected, old, new, book):
    """By rank, else by list price; equal is no upgrade."""
    assert direction(old, new, book, IN_ADVANCE, APRIL) is expected


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "book: expected PriceBook, got str 'book'", ("STD", "PRO", "book", IN_ADVANCE, APRIL)),
        (WrongType, "account: expected Account, got str 'acme'", ("STD", "PRO", RANKED, "acme", APRIL)),
        (WrongType, "month: expected Month, got str '2026-04'", ("STD", "PRO", RANKED, IN_ADVANCE, "2026-04")),
        (
            PriceNotFound,
            "no price of NEW in USD for account acme in force on 2026-04-01",
            ("STD", "NEW", PRICED, IN_ADVANCE, APRIL),
        ),
    ],
)
def test_what_has_no_direction(kind, message, arguments):
    """Each argument is of its kind, also where ranks alone would answer."""
    assert complaint(kind, direction, *arguments) == message
