"""The scalar core asked for amounts, and for nothing else: no charge is made, as nobody will ask what made it so.

What follows from a plan alone is asked once for each plan, and the text of a unit price once for each band.
"""

__all__ = ["Asked", "answers"]

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from ..catalogue import BillingTerms, Price
from ..rating.amount import Use, basis_of, line_rounding, minor_units, steps_of
from ..rating.rate import Offer, cheapest, offers_of, prices_of
from .closing import Closing

Asked: TypeAlias = tuple[int, int, Use]
"""A use, with the number of its plan before it, and of a row of the sums that it is of."""


def answers(closing: Closing, asked: Iterable[Asked]) -> Iterator[tuple[int, str | None]]:
    """Yield what each use comes to in minor units, and the price of one unit as text where there is a single one.

    Uses of a plan, which is one SKU at the same prices, follow each other.
    """
    terms, rounding = closing.book.terms, line_rounding(closing.book.terms)
    for _, together in groupby(asked, itemgetter(0)):
        offers: tuple[Offer, ...] = ()
        unit_prices: dict[tuple[object, ...], str | None] = {}
        for _, row, use in together:
            offers = offers or _offered(closing, row)
            price = cheapest(offers, use, terms).price
            steps = steps_of(use, price, terms)
            band = price.account, steps[-1].band
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
