"""Unused days and what they are worth, word for word: days, share, price and its source, rounding, and the limit."""

from datetime import date

import attrs
import pytest
from tests.examples import exact

from kpix_billing_core.catalogue import UnusedShare
from kpix_billing_core.explain import explain
from kpix_billing_core.lifecycle import PriceSource, UnusedCredit, UnusedDays, UnusedKind
from kpix_billing_core.money import Rounding, RoundingMode

PAID = {"account": "acme", "event": 3, "device": "tracker-1", "sku": "PRO"}
STARTED = UnusedDays(**PAID, kind=UnusedKind.STARTED, earned_on=date(2024, 10, 8), days=7, divisor=31)
UPGRADED = UnusedDays(
    **PAID,
    kind=UnusedKind.UPGRADED,
    earned_on=date(2024, 10, 30),
    days=1,
    divisor=31,
    before=7,
    share_rule=UnusedShare.EXACT_DAYS,
    run="2024-10-08:tracker-1",
)
UP = Rounding(RoundingMode.UP)
OWED = "acme, on its next invoice  [L30 L31 L68]"


def test_days_before_a_start_word_for_word():
    """Seven days of October before the 8th: 700 / 31 = 22.58, so 22 whole percents."""
    assert str(explain(STARTED)) == (
        "7 days of PRO not used by tracker-1 in 2024-10: 0.22 of its price\n"
        "  not used  before the plan started, on 2024-10-08; its credit paid for the whole month  [L24 L30]\n"
        "  days      7 of 31  [L41 L42 L43]\n"
        "  share     0.22, in whole percents, rounded down  [L56]\n"
        "  price     none of its own: days not used are worth the list price  [L68]\n"
        f"  owed to   {OWED}"
    )


def test_days_after_an_upgrade_word_for_word():
    """One day after the 30th, in exact days, beside the seven that were credited already."""
    assert str(explain(UPGRADED)) == (
        "1 day of PRO not used by tracker-1 in 2024-10: 1/31 (0.0323) of its price\n"
        "  not used          after the last day of the plan, 2024-10-30, which was left for a better one  [L33]\n"
        "  days              1 of 31  [L41 L42 L43]\n"
        "  share             1/31 (0.0323), exact days  [L56]\n"
        "  credited already  7 days of the same plan-month, before it started  [L24 L33]\n"
        "  price             what the charge of run 2024-10-08:tracker-1 comes to for each  [L12 L68]\n"
        f"  owed to           {OWED}"
    )


def test_days_whose_price_was_agreed():
    """The price that their credit says, whatever run there is."""
    facts = {fact.label: fact.value for fact in explain(attrs.evolve(UPGRADED, unit_price=exact("13 USD"))).facts}
    assert facts["price"] == "13.00 USD, agreed with the credit"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (PriceSource.AGREED, "agreed with its credit"),
        (PriceSource.CHARGE, "as the charge of its run came to for each"),
        (PriceSource.LIST, "the list price"),
    ],
)
def test_a_credit_word_for_word(source, words):
    """13.00 × 22 % = 2.86, as the vendor prints it, and where the 13.00 are from."""
    assert str(explain(UnusedCredit(unused=STARTED, price=exact("13 USD"), source=source))) == (
        "7 days of PRO not used by tracker-1 in 2024-10: 2.86 USD\n"
        "  not used      before the plan started, on 2024-10-08; its credit paid for the whole month  [L24 L30]\n"
        "  days          7 of 31  [L41 L42 L43]\n"
        "  share         0.22, in whole percents, rounded down  [L56]\n"
        f"  price         13.00 USD for the whole plan-month, {words}  [L57 L68]\n"
        "  exact amount  13.00 USD × 0.22 = 2.86 USD  [L57]\n"
        "  rounded       2.86 USD, half away from zero to the minor unit  [L57 L69]\n"
        "  at most       13.00 USD, the whole price  [L68]\n"
        f"  owed to       {OWED}"
    )


def test_a_credit_that_meets_its_limit():
    """Rounded up, 24/31 and 7/31 of 0.03 would be 0.03 + 0.01; so the second is only what the first left: 0.00."""
    later = UnusedDays(
        **PAID,
        kind=UnusedKind.UPGRADED,
        earned_on=date(2024, 10, 24),
        days=7,
        divisor=31,
        before=24,
        share_rule=UnusedShare.EXACT_DAYS,
    )
    credit = UnusedCredit(unused=later, price=exact("0.03 USD"), source=PriceSource.LIST, rounding=UP)
    facts = {fact.label: fact.value for fact in explain(credit).facts}
    assert facts["exact amount"] == "0.03 USD × 7/31 (0.2258) = 21/3100 (0.0068) USD"
    assert facts["rounded"] == "0.01 USD, up to the minor unit"
    assert facts["at most"] == "0.00 USD, what the credit for the days before it started left of the price"
    assert explain(credit).title == "7 days of PRO not used by tracker-1 in 2024-10: 0.00 USD"


@pytest.mark.parametrize(("before", "limit"), [(0, "13.00 USD, the whole price"), (1, "12.61 USD, what the credit")])
def test_what_a_credit_is_at_most(before, limit):
    """13.00, less the 3 % of 1 of 31 days: 0.39; one day credited before is enough."""
    credit = UnusedCredit(unused=attrs.evolve(STARTED, before=before), price=exact("13 USD"), source=PriceSource.LIST)
    [fact] = [fact for fact in explain(credit).facts if fact.label == "at most"]
    assert fact.value.startswith(limit)
