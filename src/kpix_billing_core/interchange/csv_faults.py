"""What is wrong with a row: each of its cells, and what its class has against those that can be read."""

__all__ = ["Partial", "faults_of_row"]

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from ..errors import BillingError, Fault
from .csv_cells import Column
from .misfit import problem_of

_STAND_INS = (
    *("x", "1", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    *("true", "USD", "0 USD", "0001-01", "UTC"),
)
"""Cells for a faulty one: of days and instants the first and the last, so that one of them fits any other."""


class Partial(NamedTuple):
    """What can be read of a row that is faulty: values by the name of their field."""

    fields: Mapping[str, Any]


def faults_of_row(
    number: int, cls: Callable[..., object], columns: Sequence[Column], cells: Mapping[str, str]
) -> tuple[Partial, list[Fault]]:
    """Return what is good in a row, and all that is wrong, in the order of the columns; `cells` are texts by column.

    A cell that cannot be read, and one that the class refuses, does not hide the others: the class is asked again with
    stand-ins for it. What it refuses whatever stands there is a fault of its own; what depends on the faulty cell, such
    as a last day before a first one that is no day, is none.
    """
    values, problems = _read(columns, cells)
    while (refused := _refused(cls, columns, values, problems)) is not None:
        column = _column_of(refused, columns)
        if column is None:
            problems[None] = str(refused)
            break
        if column not in values:
            break
        problems[column] = problem_of(refused)
        del values[column]
    faults = [Fault(number, name, problems[name]) for name in (*cells, None) if name in problems]
    return Partial({column.field: values[column.name] for column in columns if column.name in values}), faults


def _read(columns: Sequence[Column], cells: Mapping[str, str]) -> tuple[dict[str, Any], dict[str | None, str]]:
    """Return the values of the cells that can be read, and what is wrong with the others."""
    values: dict[str, Any] = {}
    problems: dict[str | None, str] = {}
    for column in columns:
        if column.name in cells:
            try:
                values[column.name] = column.cell.read(cells[column.name])
            except BillingError as error:
                problems[column.name] = problem_of(error)
    return values, problems


def _refused(
    cls: Callable[..., object], columns: Sequence[Column], values: dict[str, Any], faulty: Container[str | None]
) -> BillingError | None:
    """Return what the class has against these values whatever the others are; None where it would take them."""
    refused = None
    for arguments in _completed(columns, values, faulty):
        try:
            cls(**arguments)
        except BillingError as error:
            refused = error if refused is None else refused
        else:
            return None
    return refused


def _completed(
    columns: Sequence[Column], values: dict[str, Any], faulty: Container[str | None]
) -> Iterator[dict[str, Any]]:
    """Yield arguments with these values and stand-ins for the others; nothing where there is none for one of them.

    A faulty cell that could be left out has stand-ins, too: what is refused without it may be right beside another.
    """
    given = {column.argument: values[column.name] for column in columns if column.name in values}
    missing = [column for column in columns if column.name not in values]
    asked = [column for column in missing if column.required or column.name in faulty]
    for chosen in product(*(_stand_ins(column) for column in asked)):
        named = zip((column.argument for column in asked), chosen, strict=True)
        yield given | {argument: value for argument, value in named if value is not _LEFT_OUT}


_LEFT_OUT = object()


def _stand_ins(column: Column) -> list[Any]:
    found: list[Any] = [] if column.required else [_LEFT_OUT]
    for text in _STAND_INS:
        try:
            found.append(column.cell.read(text))
        except BillingError:
            continue
    return found


def _column_of(refused: BillingError, columns: Sequence[Column]) -> str | None:
    """Return the column whose field an error names."""
    field = getattr(refused, "name", None)
    return next((column.name for column in columns if column.field == field), None)
