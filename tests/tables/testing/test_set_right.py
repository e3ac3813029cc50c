"""What strategies set right, or leave out, because it could not be: each by hand, and not when chance has it."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.catalogue import PLAN_POOL
from kpix_billing_core.money import Currency, Rounding, RoundingMode
from kpix_billing_core.quota import ServicePackage
from kpix_billing_core.testing.money import payable
from kpix_billing_core.testing.reports import _section
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


@pytest.mark.parametrize(("warned", "expected"), [(None, None), ((30, True), (30, True))])
def test_a_section_warns_when_told(warned, expected):
    """A warning is of the expiry of the package that the section is about."""
    starts = datetime(2026, 4, 1, tzinfo=UTC)
    package = ServicePackage(id="p1", count=20, starts_at=starts, expires_at=datetime(2027, 4, 1, tzinfo=UTC))
    warning = _section(package, 5, warned).warning
    assert (warning and (warning.days_left, warning.renewal_pending)) == expected
    assert warning is None or warning.expires_at == package.expires_at
