"""Rows of a CSV file as they were read: those without faults, and what can be said of the others."""

__all__ = ["Stranger", "field_of", "good", "numbered", "row_of", "strangers_of", "values_of"]

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..ids import AccountId
from ..interchange.csv_faults import Partial
from ..interchange.csv_read import Scan

T = TypeVar("T")

_FIRST_ROW = 2
"""The row of a file's first value: the header is row 1."""


class Stranger(NamedTuple):
    """An account that nobody knows: where it stands first, and in how many rows."""

    account: AccountId
    place: str
    rows: int


def good(scan: Scan[T]) -> tuple[T, ...]:
    """Return the values of the rows without faults."""
    return tuple(value for _, value in numbered(scan))


def numbered(scan: Scan[T]) -> Iterator[tuple[int, T]]:
    """Yield the values of the rows without faults, and where each stands."""
    return ((index, row) for index, row in enumerate(scan.rows) if not isinstance(row, Partial))


def row_of(index: int) -> str:
    """Return where a value stands in its file."""
    return f"row {index + _FIRST_ROW}"


def values_of(scan: Scan[Any], field: str) -> Iterator[tuple[int, str]]:
    """Yield what a field is in each row in which it can be read, and where."""
    for index, row in enumerate(scan.rows):
        value = field_of(row, field)
        if value is not None:
            yield index, value


def field_of(row: Any, field: str) -> Any:
    """Return what a field is in a row; None where it cannot be read."""
    return row.fields.get(field) if isinstance(row, Partial) else getattr(row, field)


def strangers_of(scan: Scan[Any], known: set[str], path: Path | None) -> Iterator[Stranger]:
    """Yield each account that is not among those known, at its first row."""
    found: dict[str, list[int]] = {}
    for index, account in values_of(scan, "account"):
        if account not in known:
            found.setdefault(account, []).append(index)
    for account, rows in found.items():
        yield Stranger(account, f"{path}: {row_of(rows[0])}", len(rows))
