"""The scalar core asked for amounts, and for nothing else: no charge is made, as nobody will ask what made it so.

What follows from a plan alone is asked once for each plan, and the text of a unit price once for each band.
"""

__all__ = ["Uses", "answers"]

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ..catalogue import BillingTerms, Price
from ..rating.amount import Use, basis_of, line_rounding, minor_units, plain_steps
from ..rating.rate import Offer, cheapest, offers_of, prices_of
from .closing import Closing

Uses: TypeAlias = tuple[int, Iterable[Use]]
"""Uses of one plan, which is one SKU at the same prices, and before them a row of the sums that is of it."""


def answers(closing: Closing, plans: Iterable[Uses]) -> Iterator[tuple[int, str | None]]:
    """Yield what each use comes to in minor units, and the price of one unit as text where there is a single one."""
    terms, rounding = closing.book.terms, line_rounding(closing.book.terms)
    for row, uses in plans:
        offers = _offered(closing, row)
        unit_prices: dict[tuple[object, ...], str | None] = {}
        only = offers[0].price if len(offers) == 1 else None
        for use in uses:
            price = only or cheapest(offers, use, terms).price
            steps = plain_steps(use, price, terms)
            band = price.account, steps[-1][0]
            if band not in unit_prices:
                unit_prices[band] = _unit_price(price, use, terms)
            yield minor_units(steps, rounding), unit_prices[band]


def _offered(closing: Closing, row: int) -> tuple[Offer, ...]:
    sku = closing.totals.sums.column("sku")[row].as_py()
    account = closing.payers.accounts[closing.places[row]]
    return offers_of(prices_of(sku, closing.totals.month.first_day, closing.book, account), closing.book.terms)


def _unit_price(price: Price, use: Use, terms: BillingTerms) -> str | None:
    # One and the same for all of a band.
    found = price.model.unit_price(basis_of(use, price, terms))
    return None if found is None else str(found)
