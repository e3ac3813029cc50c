"""Fleets, terms and prices for the golden results, all of them by the same chance."""

from datetime import date, timedelta
from fractions import Fraction

from tests.golden.chance import Chance

from kpix_billing_core import (
    Allocation,
    BillingTerms,
    Currency,
    DayCount,
    ExactMoney,
    FlatFee,
    Graduated,
    MinimumSpend,
    Money,
    Month,
    Package,
    PerUnit,
    Plan,
    Price,
    PriceBook,
    Rounding,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from kpix_billing_core.catalogue import BandBasis, CustomBands, MinimumScope, RoundingScope
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360
from kpix_billing_core.money import RoundingMode

SKUS = ("AIR", "Besuch ü", "SEA & <b>", "STD")
DEVICES = tuple(f"gerät-{number}" for number in range(9))


def allocations(chance: Chance, month: Month, accounts: int, each: int) -> list[Allocation]:
    """Return what some accounts held around a month."""
    return [_held(chance, f"a{number}", month) for number in range(accounts) for _ in range(chance.between(1, each))]


def _held(chance: Chance, payer: str, month: Month) -> Allocation:
    first = chance.day(month.first_day - timedelta(days=20), month.last_day + timedelta(days=2))
    last = first + timedelta(days=chance.below(50)) if chance.often(60) else None
    return Allocation(chance.choice(DEVICES), payer, chance.choice(SKUS), first, last)


def terms(chance: Chance) -> BillingTerms:
    """Return conventions that agree with each other."""
    counted: DayCount = chance.choice((INCLUSIVE_DAYS, INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360))
    return BillingTerms(
        day_count=counted,
        dedupe_days=counted is not STRICT_30_360 and chance.often(20),
        rounding=Rounding(chance.choice(tuple(RoundingMode))),
        rounding_scope=chance.choice(tuple(RoundingScope)),
        band_basis=chance.choice(tuple(BandBasis)),
        custom_bands=chance.choice((CustomBands.REPLACE, CustomBands.CHEAPER)),
    )


def price_book(chance: Chance, conventions: BillingTerms, currency: Currency) -> PriceBook:
    """Return prices of every SKU for everybody, some for one account, with a minimum spend and names for some."""
    prices = [Price(sku, _model(chance, currency)) for sku in SKUS]
    prices += [Price(sku, _model(chance, currency), "a1", date(2023, 1, 1)) for sku in SKUS if chance.often(50)]
    book = PriceBook(tuple(prices), conventions, plans=(Plan("STD", "Standard “Ω”"), Plan("AIR", "Air")))
    if chance.often(30):
        return book.with_minimum("a2", MinimumSpend(Money(chance.below(9_000), currency)))
    if chance.often(30) and not conventions.dedupe_days:
        scope = chance.choice((MinimumScope.LINE, MinimumScope.INVOICE))
        return book.with_terms(minimum_spend=MinimumSpend(Money(chance.below(9_000), currency), scope))
    return book


def _model(chance: Chance, currency: Currency) -> object:
    schedule = bands(*((Fraction(start, 2), _price(chance, currency)) for start in (chance.below(2), 3, 9)))
    price = _price(chance, currency)
    return chance.choice(
        (
            Volume(schedule),
            Volume(schedule),
            Graduated(schedule),
            Stairstep(schedule, chance.choice(tuple(StairstepMode))),
            PerUnit(price),
            FlatFee(price),
            Package(chance.choice((1, Fraction(3, 2), 5)), price),
        )
    )


def _price(chance: Chance, currency: Currency) -> ExactMoney:
    return ExactMoney(Fraction(chance.between(1, 99_999), chance.choice((100, 1_000, 10_000, 3))), currency)
