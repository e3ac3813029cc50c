"""Terms: the published conventions by default, and combinations that contradict themselves."""

from datetime import UTC, timedelta, timezone

import attrs
import pytest
from tests.examples import complaint

from kpix_billing_core.catalogue import (
    PLAN_POOL,
    BandBasis,
    BelowFirstBand,
    BillingTerms,
    CreditValue,
    CustomBands,
    IssueDay,
    MinimumScope,
    MinimumSpend,
    RenewalOrder,
    RoundingScope,
    UnusedShare,
)
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import HALF_AWAY_FROM_ZERO

FOR_EACH = MinimumSpend("1 USD", MinimumScope.ALLOCATION)


def test_the_defaults_are_the_published_rules():
    """Terms that say nothing are the plan-pool's, field by field."""
    assert BillingTerms() == PLAN_POOL
    assert attrs.asdict(PLAN_POOL, recurse=False) == {
        "zone": UTC,
        "day_count": INCLUSIVE_DAYS,
        "dedupe_days": False,
        "rounding": HALF_AWAY_FROM_ZERO,
        "rounding_scope": RoundingScope.LINE,
        "band_basis": BandBasis.QUANTITY,
        "custom_bands": CustomBands.REPLACE,
        "below_first_band": BelowFirstBand.FIRST_BAND,
        "minimum_spend": None,
        "issue_day": IssueDay.FIRST_OF_NEXT_MONTH,
        "unused_share": UnusedShare.WHOLE_PERCENT,
        "credit_new_plan": True,
        "credit_value": CreditValue.PRICE_PAID,
        "renewal_order": RenewalOrder.OLDEST_ACTIVATION,
    }


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=45))])
def test_a_zone_is_a_value(zone):
    """Any tzinfo will do."""
    assert BillingTerms(zone=zone).zone is zone


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("zone: expected tzinfo, got str 'UTC'", {"zone": "UTC"}),
        ("day_count: expected DayCount, got str 'inclusive'", {"day_count": "inclusive"}),
        ("dedupe_days: expected bool, got int 0", {"dedupe_days": 0}),
        ("rounding: expected Rounding, got NoneType None", {"rounding": None}),
        ("rounding_scope: expected RoundingScope, got str 'line'", {"rounding_scope": "line"}),
        ("band_basis: expected BandBasis, got str 'quantity'", {"band_basis": "quantity"}),
        ("custom_bands: expected CustomBands, got str 'merge'", {"custom_bands": "merge"}),
        ("below_first_band: expected BelowFirstBand, got bool False", {"below_first_band": False}),
        ("minimum_spend: expected MinimumSpend, got str '1 USD'", {"minimum_spend": "1 USD"}),
        ("issue_day: expected IssueDay, got int 1", {"issue_day": 1}),
        ("unused_share: expected UnusedShare, got str 'exact_days'", {"unused_share": "exact_days"}),
        ("credit_new_plan: expected bool, got int 1", {"credit_new_plan": 1}),
        ("credit_value: expected CreditValue, got NoneType None", {"credit_value": None}),
        ("renewal_order: expected RenewalOrder, got str 'given'", {"renewal_order": "given"}),
    ],
)
def test_each_term_is_of_its_kind(message, field):
    """A term is never guessed from text or a number."""
    assert complaint(WrongType, BillingTerms, **field) == message


@pytest.mark.parametrize(
    ("message", "terms"),
    [
        (
            "dedupe_days: expected False where months have 30 days, as these are no calendar days, got bool True",
            {"day_count": STRICT_30_360},
        ),
        (
            (
                "dedupe_days: expected False with a minimum for each allocation, as days are then the device's, "
                "got bool True"
            ),
            {"minimum_spend": FOR_EACH},
        ),
    ],
)
def test_a_devices_day_counts_once_only_where_days_are_days(message, terms):
    """Counting a device's day once contradicts months of 30 days, and a floor under each allocation."""
    assert complaint(WrongValue, BillingTerms, dedupe_days=True, **terms) == message
    assert BillingTerms(**terms).dedupe_days is False


@pytest.mark.parametrize("day_count", [INCLUSIVE_DAYS, END_EXCLUDED, ACTUAL_360])
@pytest.mark.parametrize("minimum", [None, *(MinimumSpend("1 USD", scope) for scope in list(MinimumScope)[:2])])
def test_a_devices_day_may_count_once(day_count, minimum):
    """With calendar days, and a floor for the invoice or the line, a device's day may count once."""
    assert BillingTerms(dedupe_days=True, day_count=day_count, minimum_spend=minimum).dedupe_days


@pytest.mark.parametrize(
    ("histogram", "devices", "terms"),
    [
        (False, False, {}),
        (False, False, {"minimum_spend": MinimumSpend("1 USD", MinimumScope.INVOICE)}),
        (False, False, {"minimum_spend": MinimumSpend("1 USD", MinimumScope.LINE)}),
        (True, False, {"minimum_spend": FOR_EACH}),
        (False, False, {"band_basis": BandBasis.ALLOCATIONS}),
        (False, True, {"band_basis": BandBasis.DEVICES}),
        (False, True, {"dedupe_days": True}),
        (True, True, {"band_basis": BandBasis.DEVICES, "minimum_spend": FOR_EACH}),
    ],
)
def test_terms_say_what_a_tally_must_know(histogram, devices, terms):
    """Only a floor for each allocation needs the histogram; only distinct devices, or their days, need the devices."""
    made = BillingTerms(**terms)
    assert (made.needs_histogram, made.needs_devices) == (histogram, devices)
