"""Strategies for what is sold: hard thresholds, prices below every minor unit, every model and every term."""

__all__ = [
    "account_minimums",
    "band_schedules",
    "billing_terms",
    "minimum_spends",
    "plans",
    "price_bands",
    "pricing_models",
    "steps",
    "unit_prices",
]

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..catalogue import (
    AccountMinimum,
    BandBasis,
    BelowFirstBand,
    BillingTerms,
    CreditValue,
    CustomBands,
    FlatFee,
    Graduated,
    IssueDay,
    MinimumScope,
    MinimumSpend,
    Package,
    PerUnit,
    Plan,
    PriceBand,
    PricingModel,
    RenewalOrder,
    RoundingScope,
    Stairstep,
    StairstepMode,
    Step,
    UnusedShare,
    Volume,
    bands,
)
from ..dates import DayRule
from ..money import Currency, ExactMoney, Money
from .dates import day_counts, zones
from .making import made
from .money import HARD_AMOUNTS, currencies, currency_or_any, roundings
from .texts import MOST_PARTS, check_size, ids, kinds_among, words

# Nothing, parts of a plan, the published bands, more than a float can tell apart.
HARD_THRESHOLDS = (
    *map(Fraction, (0, 1, 2, 10, 100, 126, 10**18)),
    *(Fraction(1, 2), Fraction(1, 30), Fraction(16, 30), Fraction(99, 10)),
)
HARD_SIZES = (Fraction(1), Fraction(10), Fraction(100), Fraction(1, 3), Fraction(10**9))
HARD_PRICES = (Fraction(0), Fraction(435, 100), Fraction(426, 100), Fraction(13), *HARD_AMOUNTS)

THRESHOLDS = st.sampled_from(HARD_THRESHOLDS) | made(Fraction, st.integers(0, 500), st.sampled_from((1, 2, 30, 31)))
WIDTHS = made(Fraction, st.integers(1, 500), st.sampled_from((1, 2, 30)))
SIZES = st.sampled_from(HARD_SIZES) | st.integers(1, 1000).map(Fraction)
PRICES = st.sampled_from(HARD_PRICES) | made(
    Fraction, st.integers(0, 10**6), st.sampled_from((1, 10, 100, 10**4, 10**9, 3))
)
RANKS = st.none() | st.integers(-1, 9)
BANDS = 4
"""In a schedule, unless more are asked for."""

STEP_BANDS = st.none() | st.integers(0, 9)
STEP_COUNTS, STEP_DIVISORS = st.integers(0), st.integers(1)
"""A quantity in a step, as a fraction."""

FLOORS = st.lists(st.sampled_from((0, 1, 2500)) | st.integers(0, 10**6), min_size=3, max_size=3)
FLOOR_CURRENCIES = st.lists(currencies(), min_size=1, max_size=3, unique=True)
"""A floor in minor units for each of up to three currencies."""

ModelKind = type[FlatFee] | type[PerUnit] | type[Volume] | type[Graduated] | type[Package] | type[Stairstep]
MODEL_KINDS: tuple[ModelKind, ...] = (FlatFee, PerUnit, Package, Volume, Graduated, Stairstep)


def plans() -> SearchStrategy[Plan]:
    """Return plans with and without a name and a rank."""
    return made(Plan, ids(), words(), RANKS)


def unit_prices(*, currency: Currency | None = None) -> SearchStrategy[ExactMoney]:
    """Return prices of 0 or more, free ones and ones of a billionth among them."""
    return made(ExactMoney, PRICES, currency_or_any(currency))


def price_bands(*, currency: Currency | None = None) -> SearchStrategy[PriceBand]:
    """Return single price bands, with and without an end."""
    return made(_band, THRESHOLDS, unit_prices(currency=currency), st.none() | WIDTHS)


def band_schedules(
    *, currency: Currency | None = None, max_bands: int = BANDS
) -> SearchStrategy[tuple[PriceBand, ...]]:
    """Return up to `max_bands` bands in rising order that leave no gap, in one currency; the last has no end."""
    check_size("max_bands", max_bands, 1, most=MOST_PARTS)
    pairs = st.lists(st.tuples(THRESHOLDS, PRICES), min_size=1, max_size=max_bands, unique_by=_first)
    return made(_schedule, pairs, currency_or_any(currency))


def pricing_models(
    *, currency: Currency | None = None, kinds: Collection[ModelKind] = MODEL_KINDS
) -> SearchStrategy[PricingModel]:
    """Return pricing models of these kinds, all kinds by default."""
    wanted = kinds_among(kinds, MODEL_KINDS, "the pricing models")
    price, schedule = unit_prices(currency=currency), band_schedules(currency=currency)
    models: dict[ModelKind, SearchStrategy[Any]] = {
        FlatFee: made(FlatFee, price),
        PerUnit: made(PerUnit, price),
        Package: made(Package, SIZES, price),
        Volume: made(Volume, schedule),
        Graduated: made(Graduated, schedule),
        Stairstep: made(Stairstep, schedule, st.sampled_from(StairstepMode)),
    }
    return st.one_of(*(models[kind] for kind in MODEL_KINDS if kind in wanted))


def steps(*, currency: Currency | None = None) -> SearchStrategy[Step]:
    """Return steps: some part of a quantity at a price, of a band or of none."""
    return made(Step, STEP_BANDS, STEP_COUNTS, STEP_DIVISORS, unit_prices(currency=currency))


def minimum_spends(*, currency: Currency | None = None) -> SearchStrategy[MinimumSpend]:
    """Return floors of every scope, in the one currency given or in up to three."""
    among = FLOOR_CURRENCIES if currency is None else currency_or_any(currency).map(_alone)
    return made(_minimum, among, FLOORS, st.sampled_from(MinimumScope), st.booleans())


def account_minimums(*, currency: Currency | None = None) -> SearchStrategy[AccountMinimum]:
    """Return floors agreed with single accounts."""
    return made(AccountMinimum, ids(), minimum_spends(currency=currency))


def billing_terms(*, currency: Currency | None = None) -> SearchStrategy[BillingTerms]:
    """Return terms with each convention at any value that contradicts no other; payable in `currency`, if given."""
    return made(
        _terms,
        zone=zones(),
        day_count=day_counts(),
        dedupe_days=st.booleans(),
        rounding=roundings(currency=currency),
        rounding_scope=st.sampled_from(RoundingScope),
        band_basis=st.sampled_from(BandBasis),
        custom_bands=st.sampled_from(CustomBands),
        below_first_band=st.sampled_from(BelowFirstBand),
        minimum_spend=st.none() | minimum_spends(currency=currency),
        issue_day=st.sampled_from(IssueDay),
        unused_share=st.sampled_from(UnusedShare),
        credit_new_plan=st.booleans(),
        credit_value=st.sampled_from(CreditValue),
        renewal_order=st.sampled_from(RenewalOrder),
    )


def _band(threshold: Fraction, price: ExactMoney, width: Fraction | None) -> PriceBand:
    return PriceBand(threshold, price, None if width is None else threshold + width)


def _schedule(pairs: list[tuple[Fraction, Fraction]], currency: Currency) -> tuple[PriceBand, ...]:
    return bands(*((threshold, ExactMoney(amount, currency)) for threshold, amount in sorted(pairs)))


def _first(pair: tuple[Fraction, Fraction]) -> Fraction:
    return pair[0]


def _alone(currency: Currency) -> list[Currency]:
    return [currency]


def _minimum(among: list[Currency], floors: list[int], scope: MinimumScope, always: bool) -> MinimumSpend:  # noqa: FBT001
    return MinimumSpend(tuple(map(Money, floors, among)), scope, always and scope is MinimumScope.INVOICE)


def _terms(**fields: Any) -> BillingTerms:
    minimum: MinimumSpend | None = fields["minimum_spend"]
    by_allocation = minimum is not None and minimum.scope is MinimumScope.ALLOCATION
    # Counting a device's day once is for calendar days, and for no floor under single allocations.
    if by_allocation or fields["day_count"].rule is DayRule.THIRTY:
        fields["dedupe_days"] = False
    return BillingTerms(**fields)
