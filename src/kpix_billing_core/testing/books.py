"""Strategies for price books: a default price for every SKU, and newer ones, custom ones, floors and names."""

__all__ = ["price_books", "prices"]

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..catalogue import (
    BillingTerms,
    CustomBands,
    FlatFee,
    Graduated,
    MinimumScope,
    MinimumSpend,
    Package,
    PerUnit,
    Plan,
    Price,
    PriceBand,
    PriceBook,
    PricingModel,
    Stairstep,
    Volume,
)
from ..ids import AccountId, SkuCode, check_id
from ..money import Currency, ExactMoney, Money
from .catalogue import MODEL_KINDS, billing_terms, minimum_spends, pricing_models
from .dates import days
from .making import made
from .money import HARD_CURRENCIES, currency_or_any, payable
from .texts import check_ids, ids, words

Priced = TypeVar("Priced")
Other: TypeAlias = tuple[SkuCode, PricingModel, bool, date | None]
"""A price beside the default one: whether it is the account's own, and since when."""


class BookParts(NamedTuple):
    """What a price book is made of, before its currency, its SKUs and its account are known."""

    terms: BillingTerms
    models: Sequence[PricingModel]
    others: Sequence[Other]
    names: Sequence[str]
    minimum: MinimumSpend | None


CARRIED: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        BillingTerms: ("minimum_spend",),
        FlatFee: ("price",),
        Graduated: ("bands",),
        MinimumSpend: ("amounts",),
        Package: ("price",),
        PerUnit: ("price",),
        Price: ("model",),
        PriceBand: ("price",),
        Stairstep: ("bands",),
        Volume: ("bands",),
    }
)
"""Where the amounts of each class are."""

OTHERS = 3
"""Prices beside the default ones, at most."""

AMONG = HARD_CURRENCIES[0]
"""What books are made in, before they are carried over."""


def prices(
    *, currency: Currency | None = None, sku: SkuCode | None = None, account: AccountId | None = None
) -> SearchStrategy[Price]:
    """Return prices: default ones, custom ones (of `account`, if given), since ever or from a day on."""
    for name, value in (("sku", sku), ("account", account)):
        if value is not None:
            check_id(name, value)
    owners = st.none() | (ids() if account is None else st.just(account))
    skus = ids() if sku is None else st.just(sku)
    return made(Price, skus, pricing_models(currency=currency), owners, st.none() | days())


def price_books(
    *,
    currency: Currency | None = None,
    skus: Sequence[SkuCode] = ("LITE", "STD"),
    account: AccountId = "acme",
) -> SearchStrategy[PriceBook]:
    """Return books in which every SKU has a default price since ever in `currency`, and some have others beside it.

    The others are from a day on, or of `account` alone. Whatever uses these SKUs can be rated.
    """
    check_id("account", account)
    check_ids("skus", skus)
    return made(book_of, book_parts(skus), st.just(tuple(skus)), st.just(account), currency_or_any(currency))


def book_parts(skus: Sequence[SkuCode]) -> SearchStrategy[BookParts]:
    """Return what a price book of these SKUs is made of."""
    kinds = (MODEL_KINDS, (Volume,), (Graduated,))
    drawn = [_models_and_others(pricing_models(currency=AMONG, kinds=some), skus) for some in kinds]
    return made(
        _parts,
        billing_terms(currency=AMONG),
        st.one_of(*drawn),
        st.tuples(*[words()] * len(skus)),
        st.none() | minimum_spends(currency=AMONG),
    )


def book_of(parts: BookParts, skus: tuple[SkuCode, ...], account: AccountId, currency: Currency) -> PriceBook:
    """Return the price book made of its parts."""
    since_ever = tuple(map(Price, skus, parts.models))
    named = tuple(map(Plan, skus, parts.names))
    book = PriceBook(in_currency(since_ever, currency), in_currency(parts.terms, currency))
    book = attrs.evolve(book, plans=named)
    for sku, model, own, since in parts.others:
        book = book.with_price(in_currency(Price(sku, model, account if own else None, since), currency))
    return book if parts.minimum is None else book.with_minimum(account, in_currency(parts.minimum, currency))


def in_currency(value: Priced, currency: Currency) -> Priced:
    """Return a value with the same numbers of another currency throughout; a step it cannot pay is left out.

    Made once for one currency and carried over, strategies need not be built anew for each.
    """
    carried: Priced = _carried(value, currency)
    return carried


def _carried(value: Any, currency: Currency) -> Any:
    kind = value.__class__
    if kind is tuple:
        return tuple(_carried(member, currency) for member in value)
    changed = {name: _carried(getattr(value, name), currency) for name in CARRIED.get(kind, ())}
    if kind in {ExactMoney, Money}:
        changed["currency"] = currency
    if kind is BillingTerms:
        changed["rounding"] = payable(value.rounding, currency)
    return attrs.evolve(value, **changed) if changed else value


def _models_and_others(
    models: SearchStrategy[PricingModel], skus: Sequence[SkuCode]
) -> SearchStrategy[tuple[Sequence[PricingModel], Sequence[Other]]]:
    if not skus:
        return st.just(((), ()))
    others = st.tuples(st.sampled_from(tuple(skus)), models, st.booleans(), st.none() | days())
    return st.tuples(st.tuples(*[models] * len(skus)), st.lists(others, max_size=OTHERS))


def _parts(
    terms: BillingTerms,
    drawn: tuple[Sequence[PricingModel], Sequence[Other]],
    names: Sequence[str],
    minimum: MinimumSpend | None,
) -> BookParts:
    models, others = drawn
    kinds = {type(model) for model in (*models, *(model for _, model, _, _ in others))}
    if terms.custom_bands is CustomBands.MERGE and kinds not in ({Volume}, {Graduated}):
        # Only bands of one model can be merged.
        terms = attrs.evolve(terms, custom_bands=CustomBands.REPLACE)
    if minimum is not None and minimum.scope is MinimumScope.ALLOCATION and terms.dedupe_days:
        # Days that are the device's are nobody's allocation's.
        minimum = attrs.evolve(minimum, scope=MinimumScope.LINE)
    return BookParts(terms, models, others, names, minimum)
