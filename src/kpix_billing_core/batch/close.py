"""Closing a month from columns: count, then price; an engine does the one, the scalar core the other."""

__all__ = ["close_month"]

from collections.abc import Callable, Iterable, Iterator

from ..accounts import Account
from ..catalogue import PriceBook
from ..dates import Month
from ..errors import WrongType
from ..invoicing import Invoice
from ..rating import AccountCredit
from . import on_arrow
from .closing import needs_histogram
from .invoices import invoices
from .source import Source
from .totals import Totals


def close_month(
    columns: Source,
    month: Month,
    book: PriceBook,
    accounts: Iterable[Account],
    *,
    credits: Iterable[AccountCredit] = (),
    engine: Callable[..., Totals] = on_arrow.tally,
) -> Iterator[Invoice]:
    """Count a fleet's month and yield its invoices, in order of account ids: `invoices` of what an engine counted.

    `engine` is called with the columns, the month, the book's terms, and whether a histogram is needed: any adapter's
    `tally`, with its own options bound (`functools.partial`). Counting is done before the first invoice; who wants to
    keep what was counted, to follow the pricing or to take it up again calls the engine and `invoices` one by one.
    Raises as the engine and `invoices` do: MalformedColumns where rows are no allocations, before anything is priced.

    >>> from datetime import date
    >>> import pyarrow as pa
    >>> from ..catalogue import Price, bands
    >>> ids = {"device_id": ["d1"], "account_id": ["acme"], "sku": ["STD"]}
    >>> held = pa.table({**ids, "consumed_on": [date(2026, 4, 16)], "removed_on": pa.nulls(1)})
    >>> book = PriceBook.of(Price("STD", bands((0, "4.35 USD"))))
    >>> [str(one.due) for one in close_month(held, Month.parse("2026-04"), book, [Account("acme", "USD")])]
    ['2.18 USD']
    """
    histogram = needs_histogram(book)
    if not callable(engine):
        raise WrongType("engine", "a function that counts", engine)
    totals = engine(columns, month, book.terms, histogram=histogram)
    return invoices(totals, book, accounts, credits=credits)
