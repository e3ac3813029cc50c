"""What strategies of price books set right: conventions drawn apart that no book may have together."""

import pytest
from tests.examples import ACME, book, counted, money

from kpix_billing_core.catalogue import (
    BelowFirstBand,
    BillingTerms,
    CustomBands,
    Graduated,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Price,
    Volume,
    bands,
)
from kpix_billing_core.money import ExactMoney, Money
from kpix_billing_core.testing.billing import _priced
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


@pytest.mark.parametrize("below", BelowFirstBand)
def test_what_is_below_the_bands_has_a_price_all_the_same(below):
    """Where terms call it an error there would be no charge: the first band's price holds."""
    prices = book(Price("STD", bands((10, "2 USD"))), below_first_band=below)
    (charge,) = _priced(counted(prices, STD=5), prices, ACME).charges
    assert charge.amount == money("10.00 USD")  # 5 of 2 USD
