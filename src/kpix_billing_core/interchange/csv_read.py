"""Rows of a file as values: every fault of every row is named, and nothing is dropped, guessed or read twice.

A fault's row counts records, as a spreadsheet does: the header is row 1, an empty line is a row, and a line break
inside quotes begins none. One empty line at the end is let pass, empty lines elsewhere are faults; so are rows too
short or too long, quotes that do not end, NUL, bytes that are no UTF-8, and blanks around text.
"""

__all__ = ["read_csv"]

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from operator import getitem
from typing import Any, TypeVar

from ..checks import check_text, check_whole
from ..errors import BillingError, Fault, MalformedFile, WrongType, describe
from .csv_cells import Cell, Column, columns_of
from .csv_lines import MOST_BYTES, Source, Unreadable, lines_of
from .misfit import problem_of

T = TypeVar("T")

MOST_FAULTS = 100_000
"""Faults collected at most; a file with more is read no further, and the last fault says so."""

_ROWS_BETWEEN_CALLS = 10_000
_MOST_REMEMBERED = 200_000


def read_csv(
    cls: type[T],
    file: Source,
    *,
    name: str | None = None,
    most_bytes: int = MOST_BYTES,
    on_rows: Callable[[int], None] | None = None,
) -> tuple[T, ...]:
    r"""Return the values of an open CSV file, one for each row after the header.

    The header names the columns in any order: a field's own name, or the one its class gives it; only those of fields
    with a default may be missing. Cells are read by the field's type: a day as "2026-04-28" and in no other way, a
    member of an enumeration in any case, an empty cell as None where the field may be None. The file is text or bytes
    in UTF-8, perhaps compressed with gzip; at most `most_bytes` of it are read, counted after decompression (characters
    of a text file), and it is not closed. `on_rows` is told how many rows were read after every 10,000.
    Raises MalformedFile with every fault, WrongType for a class that has no columns and for what is no open file.

    >>> import io
    >>> from ..money import Money
    >>> read_csv(Money, io.BytesIO(b"currency,minor\nUSD,435\n"))
    (Money.parse('4.35 USD'),)
    """
    check_whole("most_bytes", most_bytes, 0)
    if name is not None:
        check_text("name", name)
    if on_rows is not None and not callable(on_rows):
        raise WrongType("on_rows", "a function of a number", on_rows)
    columns = columns_of(cls)
    report = _Report()
    values: list[T] = []
    with suppress(_Full):
        rows = _rows(lines_of(file, most_bytes), report)
        present = _header(rows, columns, report)
        if not report.faults:
            _read(cls, rows, present, report, values.append, on_rows)
    if report.faults:
        raise MalformedFile(_name_of(file) if name is None else name, tuple(report.faults))
    return tuple(values)


class _Full(Exception):
    """There are more faults than anybody reads."""


class _Report:
    """The faults found so far."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, row: int, column: str | None, problem: str) -> None:
        """Note a fault; raises _Full after the last one that is noted."""
        self.faults.append(Fault(row, column, problem))
        if len(self.faults) >= MOST_FAULTS:
            self.faults.append(Fault(row, None, "too many faults: the rest of the file was not read"))
            raise _Full


class _Remembered(dict[str, Any]):
    """The values of a column's cells, each read once, so that rows share them."""

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self._read = cell.read

    def __missing__(self, text: str) -> Any:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        value = self[text] = self._read(text)
        return value


def _rows(lines: Iterator[str], report: _Report) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is CSV at all, with its number; an empty line is a row of no cells."""
    # No dialect is named: those that have a name belong to the process, and anybody may have changed them.
    reader = csv.reader(lines, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except Unreadable as problem:
            report.add(number, None, str(problem))
            return
        except csv.Error as error:
            report.add(number, None, f"expected CSV, got {error}")
        else:
            yield number, cells


def _header(rows: Iterator[tuple[int, list[str]]], columns: tuple[Column, ...], report: _Report) -> list[Column]:
    """Return the columns in the file's order."""
    nothing: list[str] = []
    names = next((cells for _, cells in rows), nothing)
    by_name = {column.name: column for column in columns}
    if report.faults:
        return []
    if not any(names):
        report.add(1, None, f"expected the columns {', '.join(by_name)}, got nothing")
        return []
    for name in dict.fromkeys(names):
        if name not in by_name:
            report.add(1, None, f"expected the columns {', '.join(by_name)}, got {describe(name)}")
        elif names.count(name) > 1:
            report.add(1, name, "expected each column once, got it twice")
    for column in columns:
        if column.required and column.name not in names:
            report.add(1, column.name, "expected the column, got none")
    return [by_name[name] for name in names if name in by_name]


def _read(
    cls: Callable[..., T],
    rows: Iterator[tuple[int, list[str]]],
    columns: list[Column],
    report: _Report,
    keep: Callable[[T], None],
    on_rows: Callable[[int], None] | None,
) -> None:
    arguments = [column.argument for column in columns]
    remembered = [_Remembered(column.cell) for column in columns]
    empty: int | None = None
    for number, cells in rows:
        if empty is not None:
            report.add(empty, None, "expected a row, got an empty line")
        empty = None if cells else number
        if len(cells) == len(columns):
            try:
                keep(cls(**dict(zip(arguments, map(getitem, remembered, cells), strict=True))))
            except BillingError as error:
                _explain(number, cells, columns, error, report)
        elif cells:
            report.add(number, None, f"expected {len(columns)} cells, got {len(cells)}")
        if on_rows is not None and number % _ROWS_BETWEEN_CALLS == 1:
            on_rows(number - 1)


def _explain(number: int, cells: list[str], columns: list[Column], refused: BillingError, report: _Report) -> None:
    """Note each cell that cannot be read; where all can, what the class has against the row."""
    faults = [fault for fault in map(partial(_fault, number), columns, cells) if fault is not None]
    for fault in faults or [_fault_of_row(number, columns, refused)]:
        report.add(*fault)


def _fault(number: int, column: Column, cell: str) -> Fault | None:
    try:
        column.cell.read(cell)
    except BillingError as error:
        return Fault(number, column.name, problem_of(error))
    return None


def _fault_of_row(number: int, columns: list[Column], refused: BillingError) -> Fault:
    field = getattr(refused, "name", None)
    for column in columns:
        if column.field == field:
            return Fault(number, column.name, problem_of(refused))
    return Fault(number, None, str(refused))


def _name_of(file: object) -> str:
    """Return the name that an open file goes by."""
    name = getattr(file, "name", None)
    return name if type(name) is str else "file"
