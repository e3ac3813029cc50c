"""Pricing a tally: for each SKU the price in force, and what it comes to."""

__all__ = ["rate"]

from datetime import date
from fractions import Fraction
from typing import NamedTuple

import attrs

from ..accounts import Account, PaymentMethod
from ..catalogue import (
    BillingTerms,
    CustomBands,
    Graduated,
    Price,
    PriceBand,
    PriceBook,
    PricingModel,
    Stairstep,
    Volume,
)
from ..catalogue.price_book import price_missing
from ..checks import check_text
from ..dates import Month
from ..errors import TallyMismatch, WrongType, WrongValue
from ..ids import SkuCode
from ..metering import Tally, TallyEntry
from .amount import Use, exact_ratio, plain_steps, reaches, use_of
from .charge import Charge, Charges


def rate(tally: Tally, book: PriceBook, account: Account, run: str = "") -> Charges:
    """Price what an account used in a month (rules L05, L25, L37, L39, L40, L46 to L49).

    Included: one charge for each SKU with a quantity above 0, at the price in force on the month's first day in the
    account's currency; things counted are priced by the same function as days. Not included: credits, and the minimum
    spend, which the result only carries along (see `draft`); a `run` of purchases has none.
    Raises TallyMismatch for another account's tally or one counted under another day count, PriceNotFound for a SKU
    without a price, QuantityBelowBands where the terms say so, WrongValue for days used by an account that pays in
    advance.

    >>> from ..catalogue import PLAN_POOL, bands
    >>> from ..dates import Month
    >>> used = Tally.of_counts("acme", Month.parse("2026-04"), {"STD": 10}, PLAN_POOL)
    >>> book = PriceBook.of(Price("STD", bands((0, "4.35 USD"), (10, "4.26 USD"))))
    >>> rate(used, book, Account("acme", "USD")).charges[0].amount
    Money.parse('42.60 USD')
    """
    _check(tally, book, account)
    check_text("run", run)
    on = tally.month.first_day
    charges = [_charge(entry, tally.month, on, book, account) for entry in tally.entries if entry.units]
    # The floor is under a month's use. A run is a sale at a price of its own, and there may be many in a month.
    minimum = None if run else book.minimum_spend(account.id)
    return Charges(account.id, tally.month, account.currency, book.terms, tuple(charges), minimum, run)


def _check(tally: object, book: object, account: object) -> None:
    if type(tally) is not Tally:
        raise WrongType("tally", "Tally", tally)
    if type(book) is not PriceBook:
        raise WrongType("book", "PriceBook", book)
    if type(account) is not Account:
        raise WrongType("account", "Account", account)
    if tally.account is not None and tally.account != account.id:
        raise TallyMismatch(f"expected a tally of {account.id}, got one of {tally.account}")
    terms = book.terms
    if (tally.day_count, tally.dedupe_days) != (terms.day_count, terms.dedupe_days):
        raise TallyMismatch("the tally was counted under another day count than the price book's terms name")
    if account.payment_method is not PaymentMethod.POSTPAY:
        _check_no_days(tally, account)


def _check_no_days(tally: Tally, account: Account) -> None:
    for entry in tally.entries:
        if entry.divisor != 1:
            raise WrongValue(
                f"payment_method of {account.id}", "postpay, as days were used", account.payment_method.value
            )


def _charge(entry: TallyEntry, month: Month, on: date, book: PriceBook, account: Account) -> Charge:
    offers = offers_of(prices_of(entry.sku, on, book, account), book.terms)
    price, passed_over = cheapest(offers, use_of(entry), book.terms)
    return Charge(month, entry, price, passed_over, book.terms, book.name(entry.sku))


def prices_of(sku: SkuCode, on: date, book: PriceBook, account: Account) -> tuple[Price, ...]:
    """Return the prices of a SKU that are in force for an account: the default, its own, or both in this order."""
    found = book.prices_in_force(sku, account.currency, account.id, on)
    if not found:
        raise price_missing(sku, account.currency, account.id, on)
    return found


class Offer(NamedTuple):
    """A price that may apply, and the prices in force that are then passed over."""

    price: Price
    passed_over: tuple[Price, ...]


def offers_of(prices: tuple[Price, ...], terms: BillingTerms) -> tuple[Offer, ...]:
    """Return what the prices in force offer, one and the same for all who have these (rule L46)."""
    if len(prices) == 1:
        return (Offer(prices[0], ()),)
    default, custom = prices
    if terms.custom_bands is CustomBands.MERGE:
        # Merged before anything is priced: the account's own bands alone need not reach down to the quantity.
        return (Offer(attrs.evolve(custom, model=_merged(default, custom)), prices),)
    own = Offer(custom, (default,))
    return (own,) if terms.custom_bands is CustomBands.REPLACE else (own, Offer(default, (custom,)))


def cheapest(offers: tuple[Offer, ...], use: Use, terms: BillingTerms) -> Offer:
    """Return the offer at which a use comes to least, the first of equal ones, of those whose bands it reaches.

    Raises QuantityBelowBands where it reaches those of none and the terms call that an error.
    """
    if len(offers) == 1:
        return offers[0]
    reached = [offer for offer in offers if reaches(use, offer.price, terms)]
    return min(reached or offers, key=lambda offer: Fraction(*exact_ratio(plain_steps(use, offer.price, terms))))


def _merged(default: Price, custom: Price) -> PricingModel:
    mine, theirs = custom.model, default.model
    if isinstance(mine, Volume) and isinstance(theirs, Volume):
        return Volume(_merged_bands(theirs.bands, mine.bands))
    if isinstance(mine, Graduated) and isinstance(theirs, Graduated):
        return Graduated(_merged_bands(theirs.bands, mine.bands))
    if isinstance(mine, Stairstep) and isinstance(theirs, Stairstep) and mine.mode is theirs.mode:
        return Stairstep(_merged_bands(theirs.bands, mine.bands), mine.mode)
    raise WrongValue("custom_bands", f"bands of one pricing model to merge for {custom.sku}", type(mine).__name__)


def _merged_bands(default: tuple[PriceBand, ...], custom: tuple[PriceBand, ...]) -> tuple[PriceBand, ...]:
    by_threshold = {band.threshold: band for band in (*default, *custom)}
    return tuple(attrs.evolve(by_threshold[threshold], up_to=None) for threshold in sorted(by_threshold))
