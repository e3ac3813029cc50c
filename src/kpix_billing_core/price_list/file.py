"""Prices in a file of rows: read with every fault at its row and column, and written to be read again."""

__all__ = ["read_prices", "write_prices"]

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import cast

from ..catalogue import Price
from ..checks import check_many, check_text
from ..errors import BillingError, Fault, MalformedFile, WrongType
from ..interchange import write_csv
from ..interchange.csv_faults import Partial
from ..interchange.csv_lines import MOST_BYTES, Source
from ..interchange.csv_read import scan_csv
from ..interchange.csv_write import Sink
from ..interchange.misfit import problem_of
from .rows import PriceRow, pricing_model, rows_of

_COLUMNS = MappingProxyType(
    {"pricing": "pricing", "price": "price", "size": "size", "threshold": "threshold", "bands": "threshold"}
)
"""The column that is at fault where a model refuses a row, by what the model complains of."""

_Numbered = tuple[int, PriceRow]


def read_prices(file: Source, *, name: str = "file", most_bytes: int = MOST_BYTES) -> tuple[Price, ...]:
    r"""Return the prices of an open CSV file of `sku,account_id,effective_from,pricing,threshold,size,price`.

    One row is one band; rows of the same SKU, account, day and currency are one price, their thresholds rising. The
    file is read as `read_csv` reads it. Raises MalformedFile with every fault.

    >>> import io
    >>> file = io.BytesIO(b"sku,pricing,threshold,price\nSTD,volume,0,4.35 USD\nSTD,volume,10,4.26 USD\n")
    >>> [str(band) for band in read_prices(file)[0].model.bands]
    ['0 to 10: 4.35 USD', '10 and more: 4.26 USD']
    """
    check_text("name", name)
    scan = scan_csv(PriceRow, file, most_bytes=most_bytes)
    rows = ((index, row) for index, row in enumerate(scan.rows, start=2) if not isinstance(row, Partial))
    found = [_price_or_fault(group) for group in _by_price(rows)]
    faults = [*scan.faults, *(one for one in found if isinstance(one, Fault))]
    if faults:
        raise MalformedFile(name, tuple(sorted(faults, key=_row_of)))
    return tuple(one for one in found if isinstance(one, Price))


def _row_of(fault: Fault) -> int:
    return fault.row


def _by_price(rows: Iterator[_Numbered]) -> Iterable[Sequence[_Numbered]]:
    found: dict[tuple[object, ...], list[_Numbered]] = {}
    for number, row in rows:
        key = (row.sku, row.account, row.effective_from, row.price.currency)
        found.setdefault(key, []).append((number, row))
    return found.values()


def _price_or_fault(rows: Sequence[_Numbered]) -> Price | Fault:
    """Return the price that rows make, or what is wrong at the first one that does not go with those before it."""
    fault: Fault | None = None
    for end in range(len(rows), 0, -1):
        try:
            price = _price([row for _, row in rows[:end]])
        except BillingError as error:
            fault = Fault(rows[end - 1][0], _COLUMNS.get(getattr(error, "name", "")), problem_of(error))
        else:
            return fault or price
    return cast("Fault", fault)


def _price(rows: Sequence[PriceRow]) -> Price:
    return Price(rows[0].sku, pricing_model(rows), rows[0].account, rows[0].effective_from)


def write_prices(prices: Iterable[Price], file: Sink) -> None:
    """Write prices as CSV into an open text file, one row for each band; `read_prices` reads them back.

    Terms, minimum spends and names of plans are no prices: a whole price book is written as JSON. Opened and guarded as
    for `write_csv`. Raises WrongType for what is no price.

    >>> import io
    >>> from ..catalogue import Package
    >>> file = io.StringIO()
    >>> write_prices([Price("API", Package(1000, "0.35 USD"))], file)
    >>> print(file.getvalue(), end="")
    sku,account_id,effective_from,pricing,threshold,size,price
    API,,,package,,1000,0.35 USD
    """
    check_many("prices", prices)
    write_csv(PriceRow, list(_rows(prices)), file)


def _rows(prices: Iterable[Price]) -> Iterator[PriceRow]:
    for price in prices:
        if type(price) is not Price:
            raise WrongType("prices", "Price", price)
        yield from rows_of(price)
