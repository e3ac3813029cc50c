"""What strategies of price books set right: conventions drawn apart that no book may have together."""

import pytest

from kpix_billing_core.catalogue import (
    BillingTerms,
    CustomBands,
    Graduated,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Volume,
    bands,
)
from kpix_billing_core.money import ExactMoney, Money
from kpix_billing_core.testing.books import _parts

BANDS = Volume(bands((1, "2 USD")))
SLICES = Graduated(BANDS.bands)
ONE_PRICE = PerUnit(ExactMoney.parse("2 USD"))


@pytest.mark.parametrize(
    ("scope", "dedupe", "expected"),
    [
        (MinimumScope.ALLOCATION, True, MinimumScope.LINE),
        (MinimumScope.ALLOCATION, False, MinimumScope.ALLOCATION),
        (MinimumScope.INVOICE, True, MinimumScope.INVOICE),
    ],
)
def test_days_of_a_device_are_nobodys_allocation(scope, dedupe, expected):
    """Where each day counts once, a floor for each allocation becomes one for the line."""
    floor = MinimumSpend(Money.parse("5.00 USD"), scope)
    assert _parts(BillingTerms(dedupe_days=dedupe), ([BANDS], []), [], floor).minimum.scope is expected


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ([BANDS], CustomBands.MERGE),
        ([SLICES, SLICES], CustomBands.MERGE),
        ([BANDS, SLICES], CustomBands.REPLACE),
        ([ONE_PRICE], CustomBands.REPLACE),
        ([BANDS, ONE_PRICE], CustomBands.REPLACE),
    ],
)
def test_only_bands_of_one_model_are_merged(models, expected):
    """Where there are no bands, or not only, custom bands replace."""
    terms = BillingTerms(custom_bands=CustomBands.MERGE)
    assert _parts(terms, (models, []), [], None).terms.custom_bands is expected
