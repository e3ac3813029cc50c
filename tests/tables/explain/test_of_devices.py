"""What verbs and runs did to devices, word for word, and what a cycle lacks."""

from datetime import UTC, date, datetime

import pytest

from kpix_billing_core.accounts import Device
from kpix_billing_core.dates import Month
from kpix_billing_core.explain import explain
from kpix_billing_core.lifecycle import Holding, Outcome, Renewal, Shortage, UnusedDays, UnusedKind
from kpix_billing_core.pool import (
    BilledLater,
    Consumed,
    Deactivated,
    Ending,
    Occasion,
    Purchased,
    Removed,
    Transferred,
)

TRACKER = Device("tracker-1", "acme")


def head(version: int, on: date) -> dict[str, object]:
    """Return what events of acme start with."""
    return {"version": version, "at": datetime(2026, 5, 1, tzinfo=UTC), "account": "acme", "on": on}


def start(version: int, on: date, device: str = "tracker-1", sku: str = "STD") -> dict[str, object]:
    """Return what the start of a plan is made from."""
    return {**head(version, on), "device": device, "sku": sku, "payer": "acme", "occasion": Occasion.CYCLE}


APRIL, MAY, MID = date(2026, 4, 1), date(2026, 5, 1), date(2026, 4, 20)
HELD = Holding(BilledLater(**start(0, APRIL)))
ENDED = Holding(HELD.start, MID)
LEFT = Removed(**head(1, MID), device="tracker-1", sku="STD", why=Ending.UPGRADED)
BOUGHT = Purchased(**start(2, MID, sku="PRO"), run="r")
EARLY = UnusedDays(
    account="acme",
    event=2,
    device="tracker-1",
    sku="PRO",
    kind=UnusedKind.STARTED,
    earned_on=MID,
    days=19,
    divisor=30,
)
GIVEN = Transferred(**head(1, MID), device="tracker-1", to="other", payer="other")


@pytest.mark.parametrize(
    ("outcome", "lines"),
    [
        (
            Outcome(device=TRACKER, events=(LEFT, BOUGHT), ended=ENDED, started=Holding(BOUGHT), unused=(EARLY,)),
            [
                "tracker-1: 2 events",
                "  plan ended    STD, from 2026-04-01 to 2026-04-20, both included  [L43 L51 L63]",
                "  plan started  PRO, from 2026-04-20, paid for to the end of the month  [L23 L64]",
                "  to credit     19 days of PRO to acme  [L24 L30 L33]",
            ],
        ),
        (
            Outcome(device=TRACKER, events=(HELD.start,), started=HELD),
            [
                "tracker-1: 1 event",
                "  plan started  STD, from 2026-04-01, billed later for its days  [L13 L25 L64]",
            ],
        ),
        (
            Outcome(device=TRACKER, events=(GIVEN,), ended=HELD),
            [
                "tracker-1: 1 event",
                "  plan ended  STD, from 2026-04-01  [L43 L51 L63]",
                "  given       by acme to other, with the plan it holds  [L10]",
            ],
        ),
        (
            Outcome(device=TRACKER),
            ["tracker-1: 0 events", "  nothing happened  it holds that plan already  [L32]"],
        ),
    ],
)
def test_each_outcome_word_for_word(outcome, lines):
    """The plan that ended, the one that began, who it was given to, days to credit; nothing where nothing happened."""
    explanation = explain(outcome)
    assert str(explanation).splitlines()[: len(lines)] == lines
    assert len(explanation.facts) == len(lines) - 1


def test_the_parts_of_an_outcome_are_its_events_and_credits():
    """Each event and each credit is explained as it would be alone."""
    outcome = Outcome(device=TRACKER, events=(LEFT, BOUGHT), ended=ENDED, started=Holding(BOUGHT), unused=(EARLY,))
    assert explain(outcome).parts == (explain(LEFT), explain(BOUGHT), explain(EARLY))
    assert explain(Outcome(device=TRACKER)).parts == ()


def test_a_renewal_word_for_word():
    """Every device in the order they were served, what was bought, and who was left alone."""
    renewal = Renewal(
        account="acme",
        month=Month(2026, 5),
        run="2026-05",
        events=(
            Consumed(**start(1, MAY), grant=0),
            Purchased(**start(2, MAY, "tracker-2"), run="2026-05"),
            Purchased(**start(3, MAY, "tracker-3"), run="2026-05"),
            BilledLater(**{**start(4, MAY, "tracker-4", "PRO"), "payer": "reseller"}),
            Deactivated(**head(5, MAY), device="tracker-5", sku="PRO", why=Ending.NO_CREDIT),
            Deactivated(**head(6, MAY), device="tracker-6", sku="PRO", why=Ending.NOT_RENEWED),
        ),
        renewed=("tracker-7",),
        idle=("tracker-8",),
        others=(HELD,),
    )
    assert str(explain(renewal)) == (
        "Renewal of acme for 2026-05\n"
        "  cycle       2026-05-01; plans end on the day before  [L01 L28 L67]\n"
        "  served      6 devices that needed a plan, in this order  [L09 L16]\n"
        "  device      tracker-1, STD: a credit of grant 0  [L09 L11]\n"
        "  device      tracker-2, STD: a credit bought in run 2026-05  [L11 L12]\n"
        "  device      tracker-3, STD: a credit bought in run 2026-05  [L11 L12]\n"
        "  device      tracker-4, PRO: reseller is billed its days  [L11 L13 L14]\n"
        "  device      tracker-5, PRO: switched off, no credit, and no billing details to buy one with  [L03 L15]\n"
        "  device      tracker-6, PRO: switched off, it was not to be renewed  [L09]\n"
        "  bought      2 of STD, priced together under run 2026-05  [L12]\n"
        "  left alone  tracker-7, which holds a plan of the month already  [L09]\n"
        "  left alone  tracker-8, which holds no plan  [L01]\n"
        "  left alone  tracker-1 with STD, which was not given"
    )
    assert explain(renewal).parts == ()


def test_a_shortage_word_for_word():
    """What is needed, what there is, what is missing, and what comes of it; nothing comes of nothing."""
    assert str(explain(Shortage("STD", 4, 3))) == (
        "1 credit of STD short\n"
        "  needed     4 credits, one for each device  [L04 L09]\n"
        "  available  3 of STD, which no other plan can stand for  [L11]\n"
        "  short      1  [L04]\n"
        "  then       bought, billed later, or switched off, as each device's way to pay says  [L12 L13 L15]"
    )
    assert str(explain(Shortage("STD", 1, 3))) == (
        "0 credits of STD short\n"
        "  needed     1 credit, one for each device  [L04 L09]\n"
        "  available  3 of STD, which no other plan can stand for  [L11]\n"
        "  short      0  [L04]"
    )
