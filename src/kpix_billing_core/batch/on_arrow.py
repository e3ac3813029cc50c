"""Counting with NumPy, from files of Parquet or whatever streams Arrow; no row ever becomes an object.

Text becomes numbers once for each dictionary; days are a few operations on whole numbers; one addition puts both into
their cell. Only the columns that the terms look at are read, a piece at a time, so memory does not grow with the rows.
"""

__all__ = ["tally"]

from contextlib import closing

from ..catalogue import BillingTerms
from ..checks import check_whole
from ..dates import Month
from ..metering.count import check_asked
from .closing import Progress, check_progress
from .counter import Counter
from .handed_over import handed_over
from .pieces import pieces_of
from .source import Source
from .totals import Totals


def tally(
    columns: Source,
    month: Month,
    terms: BillingTerms,
    *,
    histogram: bool | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Totals:
    """Count a fleet's allocations in a month, by account and SKU: the totals that `tally_by_account` would come to.

    `columns` are those of `ALLOCATIONS`. Of a file only what the terms look at is read, by so many `workers` at once.
    `progress` is told after each piece how many rows have been read; what it raises stops the run. Without it a million
    rows or more whose ids are plain text are counted by DuckDB or Polars, if installed: the same totals, and sooner.
    Rows that are no allocations are set apart in the totals. Raises MalformedColumns for columns of another sort.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> ids = {"device_id": ["d1", "d2"], "account_id": ["acme", "acme"], "sku": ["STD", "STD"]}
    >>> days = {"consumed_on": [date(2026, 4, 16), date(2026, 1, 1)], "removed_on": pa.nulls(2)}
    >>> tally(pa.table({**ids, **days}), Month.parse("2026-04"), BillingTerms()).sums.to_pylist()
    [{'account_id': 'acme', 'sku': 'STD', 'allocations': 2, 'days': 45}]
    """
    check_asked(month, terms, histogram)
    check_whole("workers", workers, 1)
    check_progress(progress)
    if progress is None and (found := handed_over(columns, month, terms, histogram=histogram, workers=workers)):
        return found
    counter = Counter(month, terms, histogram=histogram)
    with closing(pieces_of(columns, counter.names, workers)) as pieces:
        for piece in pieces:
            counter.add(piece)
            del piece  # its room is there for the next one: to have it anew takes longer than to reckon
            if progress is not None:
                progress(counter.read)
    return counter.totals()
