"""A small fleet, its prices and its conventions, around April 2026 and in USD.

A draw is what costs, so each of these is one draw of a number that says which of many: two hundred take a moment.
`kpix_billing_core.testing` draws from the whole world, at its price; some laws do both.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import prod
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import (
    BandBasis,
    BillingTerms,
    CustomBands,
    FlatFee,
    Graduated,
    MinimumScope,
    MinimumSpend,
    Package,
    PerUnit,
    Price,
    PriceBand,
    PriceBook,
    PricingModel,
    RoundingScope,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, Month
from kpix_billing_core.invoicing import Invoice, draft
from kpix_billing_core.metering import Allocation, tally
from kpix_billing_core.money import Currency, ExactMoney, Money, Rounding, RoundingMode
from kpix_billing_core.rating import AccountCredit, rate

APRIL = Month.parse("2026-04")
USD = Currency.of("USD")
NOTHING = Money(0, USD)
ACME = Account("acme", "USD")
SKUS = ("STD", "LITE")
DAY_COUNTS = (INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360)
ROUNDINGS = tuple(Rounding(mode, step) for mode in RoundingMode for step in (None, "0.05"))
# A price of every kind of digit: cents, none, halves of a cent, less than a cent, digits without end.
AMOUNTS = ("4.35", "0", "4.26", "13", "0.125", "0.0035", "1/3", "0.145", "1000000.005")
PRICES = tuple(ExactMoney.parse(f"{amount} USD") for amount in AMOUNTS)
SIZES = tuple(map(Fraction, ("1", "10", "1/3")))
WIDTHS = tuple(map(Fraction, ("1", "10", "1/2", "1/30", "100", "7/3")))


def picked(number: int, *pools: Sequence[Any]) -> tuple[Any, ...]:
    """Return one member of each pool, as a number says: 0 the first of each."""
    chosen = []
    for pool in pools:
        number, at = divmod(number, len(pool))
        chosen.append(pool[at])
    return tuple(chosen)


def choices(*pools: Sequence[Any]) -> SearchStrategy[tuple[Any, ...]]:
    """Return one member of each pool, the first ones being the simplest, in one draw."""
    return st.integers(0, prod(map(len, pools)) - 1).map(lambda number: picked(number, *pools))


_FIRSTS, _LENGTHS, _DEVICES = (*range(33), *range(-35, 0)), (None, *range(71)), ("d1", "d2", "d3")


def _allocation(first: int, length: int | None, device: str, sku: str) -> Allocation:
    consumed_on = APRIL.first_day + timedelta(days=first)
    return Allocation(
        device, "acme", sku, consumed_on, None if length is None else consumed_on + timedelta(days=length)
    )


allocations: SearchStrategy[Allocation] = choices(_FIRSTS, _LENGTHS, _DEVICES, SKUS).map(
    lambda given: _allocation(*given)
)


def _history(facts: bytes) -> list[Allocation]:
    pairs = zip(facts[::2], facts[1::2], strict=False)
    return [_allocation(*picked(256 * low + high, _FIRSTS, _LENGTHS, _DEVICES, SKUS)) for high, low in pairs]


histories: SearchStrategy[list[Allocation]] = st.binary(max_size=14).map(_history)
"""Up to seven allocations of acme's three devices around April: a device often comes back within the month."""

unit_prices: SearchStrategy[ExactMoney] = st.sampled_from(PRICES)
quantities: SearchStrategy[Fraction] = choices(range(400), (1, 30, 31, 100, 7)).map(lambda given: Fraction(*given))


def _schedule(first: Fraction, number: int, widths: Sequence[Fraction], prices: Sequence[ExactMoney]) -> Any:
    threshold, pairs = first, []
    for width, price in zip(widths, prices[:number], strict=False):
        pairs.append((threshold, price))
        threshold += width
    return bands(*pairs)


_SCHEDULES = ((Fraction(0), Fraction(1), Fraction(1, 2)), (1, 2, 3, 4), *[WIDTHS] * 4, *[PRICES] * 4)
schedules: SearchStrategy[tuple[PriceBand, ...]] = choices(*_SCHEDULES).map(
    lambda given: _schedule(given[0], given[1], given[2:6], given[6:])
)
"""One to four bands from 0, a half or 1 on."""

KINDS = ("volume", "graduated", "per unit", "flat", "package", "reached", "sum")
RISING = ("graduated", "per unit", "flat", "package", "sum")
"""Kinds of model under which more never costs less."""


def _model(kind: str, size: Fraction, *given: Any) -> PricingModel:
    if kind == "per unit":
        return PerUnit(given[-1])
    if kind == "flat":
        return FlatFee(given[-1])
    if kind == "package":
        return Package(size, given[-1])
    schedule = _schedule(given[0], given[1], given[2:6], given[6:])
    if kind in ("reached", "sum"):
        return Stairstep(schedule, StairstepMode(kind))
    return Volume(schedule) if kind == "volume" else Graduated(schedule)


def models(kinds: Sequence[str] = KINDS) -> SearchStrategy[PricingModel]:
    """Return pricing models of some kinds."""
    return choices(kinds, SIZES, *_SCHEDULES).map(lambda given: _model(*given))


FLOORS = tuple(Money(minor, USD) for minor in (0, 1, 13, 435, 2500))
MINIMUMS = (None, *(MinimumSpend(floor, scope) for floor in FLOORS for scope in MinimumScope))
CONVENTIONS: dict[str, Sequence[Any]] = {
    "day_count": DAY_COUNTS,
    "dedupe_days": (False, True),
    "rounding": ROUNDINGS,
    "rounding_scope": tuple(RoundingScope),
    "band_basis": tuple(BandBasis),
    "custom_bands": (CustomBands.REPLACE, CustomBands.CHEAPER),
    "minimum_spend": MINIMUMS,
}


def _terms(fixed: dict[str, Any], values: Sequence[Any]) -> BillingTerms:
    given = dict(zip(CONVENTIONS, values, strict=True)) | fixed
    minimum: MinimumSpend | None = given["minimum_spend"]
    by_allocation = minimum is not None and minimum.scope is MinimumScope.ALLOCATION
    # Counting a device's day once is for calendar days, and for no floor under single allocations.
    given["dedupe_days"] &= not by_allocation and given["day_count"] is not STRICT_30_360
    return BillingTerms(**given)


def conventions(**fixed: Any) -> SearchStrategy[BillingTerms]:
    """Return terms with every convention that changes a number at any value, or at the one given."""
    return choices(*CONVENTIONS.values()).map(lambda values: _terms(fixed, values))


def books(kinds: Sequence[str] = KINDS, **fixed: Any) -> SearchStrategy[PriceBook]:
    """Return books with a default price of each SKU, and sometimes one of acme's own, under any terms or given ones."""
    one = (kinds, SIZES, *_SCHEDULES)
    many = len(one)

    def make(given: tuple[Any, ...]) -> PriceBook:
        lite, std, own = (_model(*given[at * many : (at + 1) * many]) for at in range(3))
        has_own, *values = given[3 * many :]
        prices = (Price("LITE", lite), Price("STD", std), Price("STD", own, "acme"))
        return PriceBook(prices if has_own else prices[:2], _terms(fixed, values))

    return choices(*one, *one, *one, (False, True), *CONVENTIONS.values()).map(make)


EARNED = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 30), date(2026, 5, 1))
credits: SearchStrategy[list[AccountCredit]] = st.lists(choices((435, 0, 1, 100, 10**6), EARNED), max_size=3).map(
    lambda given: [
        AccountCredit(f"c{number}", "acme", Money(minor, USD), earned) for number, (minor, earned) in enumerate(given)
    ]
)
"""What acme is owed, often from the same day; what was earned in May waits."""


def bill(held: list[Allocation], book: PriceBook, owed: list[AccountCredit] | tuple[()] = ()) -> Invoice:
    """Return acme's invoice for April."""
    return draft(ACME, APRIL, rate(tally(held, APRIL, book.terms), book, ACME), owed)
