"""Files whose ids are plain text: an engine that reads text faster counts them, if one is installed.

The kernel adds up what dictionaries have numbered, and is slow where there are none. DuckDB and Polars come to the same
totals, so what is installed makes a difference to the time only.
"""

__all__ = ["handed_over"]

from importlib import import_module

import pyarrow.parquet as pq

from ..catalogue import BillingTerms
from ..dates import Month
from .rejected import IDS
from .schema import ALLOCATIONS
from .source import Source, opened, parquet_files
from .totals import Totals, fine_schema

ENGINES = ("on_duckdb", "on_polars")
"""Who may be asked, in order."""
MANY = 1 << 20
"""From how many rows on: below, the kernel is done before an engine is loaded."""
_BYTES_OF_A_NUMBER = 4


def handed_over(
    columns: Source, month: Month, terms: BillingTerms, *, histogram: bool | None, workers: int
) -> Totals | None:
    """Return the totals of files that the kernel would be slow at, counted by an engine; None if it should count."""
    paths = parquet_files(columns)
    if not _are_plain(paths, [name for name in fine_schema(terms, histogram=histogram).names if name in IDS]):
        return None
    for name in ENGINES:
        try:
            engine = import_module(f".{name}", __package__)
        except ImportError:
            continue
        found: Totals | None = engine.in_place(paths, month, terms, histogram=histogram, workers=workers)
        if found is not None:
            return found
    return None


def _are_plain(paths: tuple[str, ...], ids: list[str]) -> bool:
    held = [opened(path, ALLOCATIONS).metadata for path in paths]
    if sum(metadata.num_rows for metadata in held) < MANY:
        return False
    groups = (each.row_group(number) for each in held for number in range(each.num_row_groups))
    return any(_is_plain_group(group, ids) for group in groups)


def _is_plain_group(group: pq.RowGroupMetaData, ids: list[str]) -> bool:
    chunks = [group.column(number) for number in range(group.num_columns)]
    return any(_is_plain(chunk) for chunk in chunks if chunk.path_in_schema in ids)


def _is_plain(chunk: pq.ColumnChunkMetaData) -> bool:
    """Whether a piece of a column is text without a dictionary, or with one that has been given up on the way."""
    if chunk.physical_type != "BYTE_ARRAY" or chunk.dictionary_page_offset is None:
        return chunk.physical_type == "BYTE_ARRAY"
    dictionary = chunk.data_page_offset - chunk.dictionary_page_offset
    # Numbers take no more than this, however many there are; text begins again where a dictionary has no room.
    return chunk.total_compressed_size - dictionary > _BYTES_OF_A_NUMBER * chunk.num_values
