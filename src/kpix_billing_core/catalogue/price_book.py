"""The price book: which pricing model holds for a SKU, a currency and an account on a day."""

__all__ = ["AccountMinimum", "Price", "PriceBook"]

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import attrs

from ..checks import check_day, check_text, day, each, instance, optional
from ..errors import PriceNotFound, WrongType, WrongValue, clipped
from ..ids import AccountId, SkuCode, check_id, identifier
from ..money import Currency
from .minimum_spend import MinimumSpend
from .plan import Plan
from .price_band import PriceBand
from .pricing import PRICING_MODELS, PricingModel, Volume
from .terms import PLAN_POOL, BillingTerms

T = TypeVar("T")
_Key: TypeAlias = tuple[SkuCode, str, int, AccountId | None]
"""SKU, code and exponent of the currency, account: plain values, as every line of every invoice looks two up."""


def _model(value: PricingModel | tuple[PriceBand, ...]) -> PricingModel:
    # Bands alone mean volume pricing, the published rule (L48); anything else is named.
    return Volume(value) if isinstance(value, tuple) else value


@attrs.frozen
class Price:
    """The pricing model of one SKU in the model's currency, for everyone or for one account, from a day on.

    Attributes:
        sku: what is priced.
        model: how; bands alone are read as volume pricing.
        account: whose own price it is, or None for the default.
        effective_from: the first day it holds; None: ever since.

    >>> from .price_band import bands
    >>> Price("STD", bands((0, "4.35 USD"))).currency.code
    'USD'
    """

    sku: SkuCode = attrs.field(validator=identifier)
    model: PricingModel = attrs.field(converter=_model, validator=instance(*PRICING_MODELS))
    account: AccountId | None = attrs.field(default=None, validator=optional(identifier))
    effective_from: date | None = attrs.field(default=None, validator=optional(day))

    @property
    def currency(self) -> Currency:
        """The currency of the model's prices."""
        return self.model.currency


@attrs.frozen
class AccountMinimum:
    """A minimum spend agreed with one account, in place of the terms' own (rule L27).

    Attributes:
        account: whose.
        minimum_spend: the floor.
    """

    account: AccountId = attrs.field(validator=identifier)
    minimum_spend: MinimumSpend = attrs.field(validator=instance(MinimumSpend))


def _order(price: Price) -> tuple[str, Currency, str, date]:
    return price.sku, price.currency, price.account or "", price.effective_from or date.min


def _sorted(given: tuple[T, ...], kind: type[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    # A book is a set of prices: the order they were written in is not part of its meaning.
    # What is no tuple of its kind is left as it is, for the validator to name.
    sortable = type(given) is tuple and all(type(member) is kind for member in given)
    return tuple(sorted(given, key=key)) if sortable else given


def _sorted_prices(given: tuple[Price, ...]) -> tuple[Price, ...]:
    return _sorted(given, Price, _order)


def _sorted_minimums(given: tuple[AccountMinimum, ...]) -> tuple[AccountMinimum, ...]:
    return _sorted(given, AccountMinimum, lambda minimum: minimum.account)


def _sorted_plans(given: tuple[Plan, ...]) -> tuple[Plan, ...]:
    return _sorted(given, Plan, lambda plan: plan.sku)


@attrs.frozen
class PriceBook:
    """All prices, default and custom, in any number of currencies, and the terms they are applied under (rule L46).

    For a SKU, a currency and an account, the price in force is the one with the latest `effective_from` on or before
    the period's first day; two with the same one are an error here, never a silent choice.
    Raises WrongType or WrongValue.

    Attributes:
        prices: in any order; kept sorted.
        terms: the conventions.
        minimums: minimum spends agreed with single accounts.
        plans: names and ranks for the SKUs, where they have one.

    >>> from .price_band import bands
    >>> book = PriceBook.of(Price("STD", bands((0, "4.35 USD"), (10, "4.26 USD"))))
    >>> what_if = book.with_custom("acme", "STD", bands((0, "4.00 USD")))
    >>> len(book.prices), len(what_if.prices)
    (1, 2)
    """

    prices: tuple[Price, ...] = attrs.field(converter=_sorted_prices, validator=each(Price))
    terms: BillingTerms = attrs.field(default=PLAN_POOL, validator=instance(BillingTerms))
    minimums: tuple[AccountMinimum, ...] = attrs.field(
        default=(), converter=_sorted_minimums, validator=each(AccountMinimum)
    )
    plans: tuple[Plan, ...] = attrs.field(default=(), converter=_sorted_plans, validator=each(Plan))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @cached_property
    def _by_key(self) -> Mapping[_Key, tuple[Price, ...]]:
        return _indexed(self.prices)

    @cached_property
    def _minimum_by_account(self) -> Mapping[AccountId, MinimumSpend]:
        return _minimums_by_account(self.minimums)

    @cached_property
    def _plan_by_sku(self) -> Mapping[SkuCode, Plan]:
        return _plans_by_sku(self.plans)

    @classmethod
    def of(cls, *prices: Price, terms: BillingTerms = PLAN_POOL, plans: tuple[Plan, ...] = ()) -> "PriceBook":
        """Return the book of these prices, with names for its SKUs; `with_minimum` adds what single accounts agreed."""
        return cls(prices, terms, plans=plans)

    def default_price(self, sku: SkuCode, currency: Currency, on: date) -> Price | None:
        """Return the default price of a SKU in force on a day, or None."""
        _check_question(sku, currency, "", on)
        return _in_force(self._by_key, _key(sku, currency, None), on)

    def custom_price(self, sku: SkuCode, currency: Currency, account: AccountId, on: date) -> Price | None:
        """Return the account's own price of a SKU in force on a day, or None."""
        _check_question(sku, currency, account, on)
        return _in_force(self._by_key, _key(sku, currency, account), on)

    def prices_in_force(self, sku: SkuCode, currency: Currency, account: AccountId, on: date) -> tuple[Price, ...]:
        """Return the prices of a SKU in force for an account on a day: the default, its own, or both in this order.

        Which of two applies is not said here: the terms decide (rule L46). Raises WrongType.

        >>> from .price_band import bands
        >>> book = PriceBook.of(Price("STD", bands((0, "4.35 USD")))).with_custom("acme", "STD", bands((0, "4 USD")))
        >>> [str(one.model.bands[0].price) for one in book.prices_in_force("STD", Currency.of("USD"), "acme", date.max)]
        ['4.35 USD', '4.00 USD']
        """
        _check_question(sku, currency, account, on)
        default = _in_force(self._by_key, _key(sku, currency, None), on)
        return _both(default, _in_force(self._by_key, _key(sku, currency, account), on))

    def minimum_spend(self, account: AccountId) -> MinimumSpend | None:
        """Return the floor agreed with an account, else the terms' own, or None."""
        check_text("account", account)
        return self._minimum_by_account.get(account, self.terms.minimum_spend)

    def name(self, sku: SkuCode) -> str:
        """Return the plan's name for a SKU; empty where it has none."""
        check_text("sku", sku)
        plan = self._plan_by_sku.get(sku)
        return "" if plan is None else plan.name

    def rank(self, sku: SkuCode) -> int | None:
        """Return where the plan of a SKU stands among plans, or None where the book does not say (rule L38)."""
        check_text("sku", sku)
        plan = self._plan_by_sku.get(sku)
        return None if plan is None else plan.rank

    def terms_for(self, account: AccountId) -> BillingTerms:
        """Return the terms with the account's own minimum spend in place."""
        return _terms_for(self, account)

    def with_custom(
        self,
        account: AccountId,
        sku: SkuCode,
        model: PricingModel | tuple[PriceBand, ...],
        effective_from: date | None = None,
    ) -> "PriceBook":
        """Return a book in which an account has its own price of a SKU, in place of one from the same day."""
        check_id("account", account)
        return self.with_price(Price(sku, model, account, effective_from))

    def with_price(self, price: Price) -> "PriceBook":
        """Return a book with a price added, in place of one for the same SKU, currency, account and day."""
        if type(price) is not Price:
            raise WrongType("price", "Price", price)
        kept = tuple(other for other in self.prices if _order(other) != _order(price))
        return attrs.evolve(self, prices=(*kept, price))

    def with_minimum(self, account: AccountId, minimum: MinimumSpend) -> "PriceBook":
        """Return a book in which an account has its own minimum spend."""
        check_id("account", account)
        kept = tuple(other for other in self.minimums if other.account != account)
        return attrs.evolve(self, minimums=(*kept, AccountMinimum(account, minimum)))

    def with_terms(self, **changes: Any) -> "PriceBook":
        """Return a book with some of its terms changed, such as `rounding=HALF_EVEN`."""
        return attrs.evolve(self, terms=attrs.evolve(self.terms, **changes))


def price_missing(sku: SkuCode, currency: Currency, account: AccountId, on: date) -> PriceNotFound:
    """Return the error for a SKU that nobody priced."""
    what, whose = clipped(sku), clipped(account)
    return PriceNotFound(f"no price of {what} in {currency} for account {whose} in force on {on.isoformat()}")


def _check(book: PriceBook) -> None:
    for price, following in pairwise(book.prices):
        if _order(price) == _order(following):
            raise WrongValue("prices", "one price for each SKU, currency, account and day", _in_words(price))
    _check_once("minimums", [minimum.account for minimum in book.minimums])
    _check_once("plans", [plan.sku for plan in book.plans])
    for minimum in book.minimums:
        attrs.evolve(book.terms, minimum_spend=minimum.minimum_spend)  # raises where the terms forbid it


def _in_words(price: Price) -> str:
    whose = "everybody" if price.account is None else f"account {price.account}"
    since = "ever since" if price.effective_from is None else f"from {price.effective_from.isoformat()}"
    return f"{price.sku} in {price.currency} for {whose}, {since}"


def _check_once(name: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise WrongValue(name, "each id once", id_)
        seen.add(id_)


def _check_question(sku: object, currency: object, account: object, on: object) -> None:
    # Asked for every line of every invoice: one look at the usual case, and the reasons only where it fails.
    if not (type(sku) is type(account) is str and type(currency) is Currency and type(on) is date):
        check_text("sku", sku)
        check_text("account", account)
        if type(currency) is not Currency:
            raise WrongType("currency", "Currency", currency)
        check_day("on", on)


def _key(sku: SkuCode, currency: Currency, account: AccountId | None) -> _Key:
    return sku, currency.code, currency.exponent, account


def _indexed(prices: tuple[Price, ...]) -> Mapping[_Key, tuple[Price, ...]]:
    index: dict[_Key, list[Price]] = {}
    for price in prices:
        index.setdefault(_key(price.sku, price.currency, price.account), []).append(price)
    return MappingProxyType({key: tuple(versions) for key, versions in index.items()})


def _minimums_by_account(minimums: tuple[AccountMinimum, ...]) -> Mapping[AccountId, MinimumSpend]:
    return MappingProxyType({minimum.account: minimum.minimum_spend for minimum in minimums})


def _plans_by_sku(plans: tuple[Plan, ...]) -> Mapping[SkuCode, Plan]:
    return MappingProxyType({plan.sku: plan for plan in plans})


def _in_force(index: Mapping[_Key, tuple[Price, ...]], key: _Key, on: date) -> Price | None:
    for price in reversed(index.get(key, ())):
        if price.effective_from is None or price.effective_from <= on:
            return price
    return None


def _both(default: Price | None, custom: Price | None) -> tuple[Price, ...]:
    if custom is None:
        return () if default is None else (default,)
    return (custom,) if default is None else (default, custom)


def _terms_for(book: PriceBook, account: AccountId) -> BillingTerms:
    minimum = book.minimum_spend(account)
    if minimum == book.terms.minimum_spend:
        return book.terms
    return attrs.evolve(book.terms, minimum_spend=minimum)
