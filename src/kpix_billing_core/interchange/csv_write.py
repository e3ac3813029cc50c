"""Values and reports as rows of a file that reads back as it was, and that no spreadsheet takes for formulas."""

__all__ = ["csv_text", "write_csv", "write_rows"]

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

from ..checks import check_many
from ..errors import BillingError, WrongType, WrongValue
from .csv_cells import Column, as_it_is, cell_of, columns_of, guarded
from .data import checked_shape

T = TypeVar("T")

Writers: TypeAlias = dict[type, Callable[[Any], str]]
"""How values of each type are written into a cell."""

_QUOTED = frozenset('",\r\n')


class Sink(Protocol):
    """An open text file to write to."""

    def write(self, text: str, /) -> object:
        """Take text."""


def write_csv(cls: type[T], values: Iterable[T], file: Sink) -> None:
    """Write values as CSV into an open text file, a header and one row each; `read_csv` reads it back as it was.

    Lines end with a line feed, so open the file with `newline=""`. Text that a spreadsheet would take for a formula
    (`=`, `+`, `-`, `@`, tab or carriage return first, perhaps after apostrophes) or trim (blanks around it) gets one
    apostrophe in front; numbers, money and days are written as they are. Derived fields are not written.
    Raises WrongType for a class whose fields do not fit into cells or a value of another class, WrongValue for text
    with NUL or lone surrogates, and for empty text where None is possible.

    >>> from ..money import Money
    >>> print(csv_text(Money, [Money.parse("4.35 USD")]), end="")
    minor,currency
    435,USD
    """
    columns = columns_of(cls)
    check_many("values", values)
    _check_open(file)
    file.write(_row(column.name for column in columns))
    for value in values:
        if type(value) is not cls:
            raise WrongType("value", cls.__name__, value)
        file.write(_row(_cell(column, value) for column in columns))


def csv_text(cls: type[T], values: Iterable[T]) -> str:
    """Return values as the text of a CSV file; as `write_csv`."""
    file = io.StringIO()
    write_csv(cls, values, file)
    return file.getvalue()


def write_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    file: Sink,
    *,
    guard: bool = True,
    line_end: str = "\n",
) -> None:
    """Write a report as CSV: a heading for each column and rows of any values that fit into cells.

    Text is guarded against formulas as `write_csv` does it, headings too; without `guard` it is written as it is, for
    readers that are no spreadsheets. None is an empty cell. Lines end with a line feed, or as RFC 4180 has it with a
    carriage return before it. Raises WrongType for a value that is more than one cell, WrongValue for a row of another
    length than the headings.

    >>> import io
    >>> from fractions import Fraction
    >>> file = io.StringIO()
    >>> write_rows(("sku", "quantity"), [("=1+1", Fraction(8, 15)), (None, -1)], file)
    >>> print(file.getvalue(), end="")
    sku,quantity
    '=1+1,8/15
    ,-1
    """
    _check_cells("columns", columns)
    check_many("rows", rows)
    _check_open(file)
    _check_form(guard, line_end)
    text = guarded if guard else as_it_is
    # A file has millions of cells of a few types: how each is written is found out once.
    writers: Writers = {str: text, type(None): _nothing}
    file.write(_row(map(text, columns), line_end))
    for row in rows:
        _check_cells("row", row)
        if len(row) != len(columns):
            raise WrongValue("row", f"{len(columns)} cells", tuple(row))
        file.write(_row([_any_cell(value, writers) for value in row], line_end))


def _check_cells(name: str, cells: Any) -> None:
    if type(cells) not in (tuple, list):
        raise WrongType(name, "a tuple or list of cells", cells)
    if not cells:
        raise WrongValue(name, "at least one cell", cells)


def _check_form(guard: object, line_end: object) -> None:
    if type(guard) is not bool:
        raise WrongType("guard", "bool", guard)
    if type(line_end) is not str:
        raise WrongType("line_end", "str", line_end)
    if line_end not in ("\n", "\r\n"):
        raise WrongValue("line_end", r'"\n" or "\r\n"', line_end)


def _check_open(file: object) -> None:
    if not callable(getattr(file, "write", None)):
        raise WrongType("file", "an open text file", file)


def _cell(column: Column, value: object) -> str:
    try:
        return column.cell.write(getattr(value, column.field))
    except BillingError as error:
        error.add_note(f"in column {column.name}")
        raise


def _any_cell(value: object, writers: Writers) -> str:
    kind = type(value)
    if kind not in writers:
        writers[kind] = cell_of(checked_shape(kind), "cell").write
    return writers[kind](value)


def _nothing(_: object) -> str:
    return ""


def _row(cells: Iterable[str], line_end: str = "\n") -> str:
    # By hand, because what the standard library quotes has changed from version to version.
    return (",".join(map(_quoted, cells)) or '""') + line_end


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if not _QUOTED.isdisjoint(cell) else cell
