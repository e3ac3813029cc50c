"""What stands on an invoice beside its lines: the floor under it, the rounding of its total.

The floor under a whole invoice is a subtraction of whole cents, for all accounts at once. Whatever looks at more (a
floor under each line or allocation, the exact total) is drafted by the scalar core, account by account.
"""

__all__ = ["Adjusted", "adjustments"]

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..catalogue import MinimumScope, MinimumSpend, RoundingScope
from ..ids import SkuCode
from ..invoicing import AdjustmentKind
from .arrays import Numbers
from .closing import Closing
from .invoices import drafted, in_step


class Adjusted(NamedTuple):
    """One adjustment: whose, as a place among the payers, of which kind, of which line or of all, and the amount."""

    place: int
    kind: AdjustmentKind
    sku: SkuCode | None
    amount: int


def adjustments(closing: Closing, subtotals: Numbers, lines: Numbers) -> list[Adjusted]:
    """Return all adjustments, in order of accounts; `subtotals` and the number of `lines` are by place."""
    book, payers = closing.book, closing.payers
    by_core = book.terms.rounding_scope is RoundingScope.INVOICE
    if not (by_core or book.minimums or book.terms.minimum_spend):
        return []
    found: list[Adjusted] = []
    careful: list[int] = []
    floors: dict[int, int] = {}
    for place in np.flatnonzero(payers.postpay).tolist():
        minimum = book.minimum_spend(payers.accounts[place].id)
        if by_core or (minimum is not None and minimum.scope is not MinimumScope.INVOICE):
            careful.append(place)
        elif minimum is not None and (lines[place] or minimum.without_usage):
            amount = _floor(closing, place, minimum, floors) - int(subtotals[place])
            if amount > 0:
                found.append(Adjusted(place, AdjustmentKind.MINIMUM_SPEND, None, amount))
    return sorted([*found, *_by_core(closing, careful)], key=lambda one: one.place)


def _floor(closing: Closing, place: int, minimum: MinimumSpend, floors: dict[int, int]) -> int:
    """Return a floor in minor units; that of the terms is asked for once for each currency."""
    account, rounding = closing.payers.accounts[place], closing.book.terms.rounding
    if minimum is not closing.book.terms.minimum_spend:
        return minimum.amount(account.currency).exact.rounded(rounding).minor
    tariff = int(closing.payers.tariffs[place])
    if tariff not in floors:
        floors[tariff] = minimum.amount(account.currency).exact.rounded(rounding).minor
    return floors[tariff]


def _by_core(closing: Closing, careful: list[int]) -> Iterator[Adjusted]:
    """Yield the adjustments of invoices that the scalar core drafts."""
    places = set(careful)
    for place, (account, tally) in enumerate(in_step(closing) if places else ()):
        if place in places:
            for line in drafted(closing, account, tally).adjustments:
                yield Adjusted(place, line.kind, line.sku, line.amount.minor)
