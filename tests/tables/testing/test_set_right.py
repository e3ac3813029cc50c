"""What strategies set right, or leave out, because it could not be: each by hand, and not when chance has it."""

from datetime import date
from fractions import Fraction

import pytest

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.catalogue import PLAN_POOL
from kpix_billing_core.money import Currency, Rounding, RoundingMode
from kpix_billing_core.testing.money import payable
from kpix_billing_core.testing.stories import Story, Wish

JPY, CHF = map(Currency.of, ("JPY", "CHF"))
FIVE_RAPPEN = Rounding(RoundingMode.HALF_EVEN, Fraction(1, 20))


@pytest.mark.parametrize(
    ("rounding", "currency", "expected"),
    [
        (FIVE_RAPPEN, CHF, FIVE_RAPPEN),
        (FIVE_RAPPEN, JPY, Rounding(RoundingMode.HALF_EVEN)),
        (Rounding(RoundingMode.DOWN), JPY, Rounding(RoundingMode.DOWN)),
    ],
)
def test_a_step_that_cannot_be_paid_is_left_out(rounding, currency, expected):
    """No coin of the yen is a twentieth."""
    assert payable(rounding, currency) == expected


@pytest.mark.parametrize("verb", ["activate", "withdraw"])
def test_what_is_refused_has_not_happened(verb):
    """Without a credit, and without billing details, nothing can be switched on or taken back."""
    story = Story(Account("acme", CHF, PaymentMethod.PREPAY), PLAN_POOL, date(2026, 4, 1))
    story.ask(Wish(verb, "d1", "STD", 0, 3))
    assert (story.events, story.outcomes, story.held, story.on) == ([], [], {}, date(2026, 4, 4))
