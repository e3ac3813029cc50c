"""Allocations by columns in all the shapes they come in, for the tests of the engines."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from kpix_billing_core.batch import ALLOCATIONS
from kpix_billing_core.metering import Allocation

NAMES = [column.name for column in ALLOCATIONS]
IDS = ("device_id", "account_id", "sku")


def table(*rows: tuple[object, ...]) -> pa.Table:
    """Return rows of device, account, SKU, first and last day as a table of text and days."""
    columns = zip(*rows, strict=True) if rows else [()] * len(NAMES)
    types = [pa.string()] * 3 + [pa.date32()] * 2
    arrays = [pa.array(list(values), type_) for values, type_ in zip(columns, types, strict=True)]
    return pa.Table.from_arrays(arrays, NAMES)


def table_of(allocations: Iterable[Allocation]) -> pa.Table:
    """Return allocations as a table."""
    return table(*((row.device, row.account, row.sku, row.consumed_on, row.removed_on) for row in allocations))


def with_dictionaries(plain: pa.Table, index: pa.DataType | None = None) -> pa.Table:
    """Return a table whose ids are coded by a dictionary."""
    for name in IDS:
        coded = plain.column(name).cast(pa.dictionary(index or pa.int32(), pa.string()))
        plain = plain.set_column(NAMES.index(name), name, coded)
    return plain


def april(day: int) -> date:
    """Return a day of April 2026, a month of 30 days."""
    return date(2026, 4, day)
