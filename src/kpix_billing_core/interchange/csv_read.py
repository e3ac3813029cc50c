"""Rows of a file as values: every fault of every row is named, and nothing is dropped, guessed or read twice.

A fault's row counts records, as a spreadsheet does: the header is row 1, an empty line is a row, and a line break
inside quotes begins none. One empty line at the end is let pass, empty lines elsewhere are faults; so are rows too
short or too long, quotes that do not end, NUL, bytes that are no UTF-8, and blanks around text.
"""

__all__ = ["Scan", "read_csv", "scan_csv", "stream_csv"]

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from operator import getitem
from typing import Any, Generic, NamedTuple, TypeVar, cast

from ..checks import check_text, check_whole
from ..errors import BillingError, Fault, MalformedFile, WrongType, describe
from .csv_cells import Cell, Column, columns_of
from .csv_faults import Partial, faults_of_row
from .csv_lines import MOST_BYTES, Source, Unreadable, lines_of

T = TypeVar("T")

MOST_FAULTS = 100_000
"""Faults collected at most; a file with more is read no further, and the last fault says so."""

_ROWS_BETWEEN_CALLS = 10_000
_MOST_REMEMBERED = 200_000


class Scan(NamedTuple, Generic[T]):
    """What a file holds, faulty rows too.

    Attributes:
        rows: one for each row after the header, in order: its value, or what is good of it.
        faults: everything wrong with the file.
        whole: whether it was read to its end, with its columns known.
    """

    rows: tuple[T | Partial, ...]
    faults: tuple[Fault, ...] = ()
    whole: bool = True


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
    if name is not None:
        check_text("name", name)
    found = scan_csv(cls, file, most_bytes=most_bytes, on_rows=on_rows)
    if found.faults:
        raise MalformedFile(_name_of(file) if name is None else name, found.faults)
    return cast("tuple[T, ...]", found.rows)


def scan_csv(
    cls: type[T],
    file: Source,
    *,
    most_bytes: int = MOST_BYTES,
    on_rows: Callable[[int], None] | None = None,
) -> Scan[T]:
    """Return what `read_csv` does, and where there are faults, them and what is good beside them.

    For those who have more files to check against this one, and want to tell all faults at once.
    """
    report = _Report()
    rows = tuple(_values(cls, file, report, most_bytes, on_rows))
    return Scan(rows, tuple(report.faults), report.whole)


def stream_csv(
    cls: type[T],
    file: Source,
    faults: list[Fault],
    *,
    most_bytes: int = MOST_BYTES,
    on_rows: Callable[[int], None] | None = None,
) -> Iterator[T]:
    r"""Yield the values of the rows without faults as they are read, none of them held; faults are added to a list.

    For files of which only a count is kept. Whether all of it was right is known when the last value was yielded.

    >>> import io
    >>> from ..money import Money
    >>> faults = []
    >>> list(stream_csv(Money, io.BytesIO(b"currency,minor\nUSD,435\nUSD,x\n"), faults)), len(faults)
    ([Money.parse('4.35 USD')], 1)
    """
    rows = _values(cls, file, _Report(faults), most_bytes, on_rows)
    return (row for row in rows if not isinstance(row, Partial))


def _values(
    cls: type[T], file: Source, report: "_Report", most_bytes: int, on_rows: Callable[[int], None] | None
) -> Iterator[T | Partial]:
    """Return the rows after the header, one after another; raises WrongType or WrongValue before the first is read."""
    check_whole("most_bytes", most_bytes, 0)
    if on_rows is not None and not callable(on_rows):
        raise WrongType("on_rows", "a function of a number", on_rows)
    return _scanned(cls, columns_of(cls), _rows(lines_of(file, most_bytes), report), report, on_rows)


def _scanned(
    cls: type[T],
    columns: tuple[Column, ...],
    rows: Iterator[tuple[int, list[str] | None]],
    report: "_Report",
    on_rows: Callable[[int], None] | None,
) -> Iterator[T | Partial]:
    with suppress(_Full, Unreadable):
        present = _header(rows, columns, report)
        if any(present):
            yield from _read(_Reader(cls, columns, present, report), rows, on_rows)
            report.whole = True


class _Full(Exception):
    """There are more faults than anybody reads."""


class _Report:
    """The faults found so far, and whether the file was read to its end."""

    def __init__(self, faults: list[Fault] | None = None) -> None:
        self.faults: list[Fault] = [] if faults is None else faults
        self.whole = False

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


def _rows(lines: Iterator[str], report: _Report) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row with its number: an empty line is a row of no cells, None is one that is not even CSV.

    Raises Unreadable, which is noted, where there is no reading on.
    """
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
            raise
        except csv.Error as error:
            report.add(number, None, f"expected CSV, got {error}")
            yield number, None
        else:
            yield number, cells


def _header(
    rows: Iterator[tuple[int, list[str] | None]], columns: tuple[Column, ...], report: _Report
) -> list[Column | None]:
    """Return the columns in the file's order, None for one that is unknown or there already; nothing for no header."""
    nothing: list[str] = []
    names = next((cells for _, cells in rows), nothing)
    by_name = {column.name: column for column in columns}
    if names is None:
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
    return [by_name.pop(name, None) for name in names]


class _Reader(Generic[T]):
    """Reads the cells of one row after another."""

    def __init__(
        self, cls: type[T], columns: tuple[Column, ...], present: list[Column | None], report: _Report
    ) -> None:
        self.report = report
        self._cls, self._columns, self._present = cls, columns, present
        # Where the header is wrong no row can be right, but its cells can still be looked at.
        self._wrong = bool(report.faults)
        self._arguments = [column.argument for column in present if column is not None]
        self._remembered = [_Remembered(column.cell) for column in present if column is not None]

    def read(self, number: int, cells: list[str]) -> T | Partial:
        """Return a row's value, or what is good of it where there are faults, which are noted."""
        if len(cells) != len(self._present):
            self.report.add(number, None, f"expected {len(self._present)} cells, got {len(cells)}")
            return Partial({})
        if self._wrong:
            return self._explain(number, cells)
        try:
            # the constructor is called by names that are known only here
            make = cast("Callable[..., T]", self._cls)
            return make(**dict(zip(self._arguments, map(getitem, self._remembered, cells), strict=True)))
        except BillingError:
            return self._explain(number, cells)

    def _explain(self, number: int, cells: list[str]) -> Partial:
        texts = {column.name: cell for column, cell in zip(self._present, cells, strict=True) if column is not None}
        good, faults = faults_of_row(number, self._cls, self._columns, texts)
        for fault in faults:
            self.report.add(*fault)
        return good


def _read(
    reader: _Reader[T], rows: Iterator[tuple[int, list[str] | None]], on_rows: Callable[[int], None] | None
) -> Iterator[T | Partial]:
    empty: int | None = None
    for number, cells in rows:
        if empty is not None:
            yield Partial({})
            reader.report.add(empty, None, "expected a row, got an empty line")
        empty = None if cells or cells is None else number
        if on_rows is not None and number % _ROWS_BETWEEN_CALLS == 1:
            on_rows(number - 1)
        if empty is None:
            yield reader.read(number, cells) if cells else Partial({})


def _name_of(file: object) -> str:
    """Return the name that an open file goes by."""
    name = getattr(file, "name", None)
    return name if type(name) is str else "file"
