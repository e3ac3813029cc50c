"""Cells of a file of rows: one text for each field of a flat class, safe to open in a spreadsheet, and back."""

__all__ = ["Cell", "Column", "as_it_is", "cell_of", "columns_of", "guarded", "unguarded"]

import re
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, NamedTuple

from ..errors import WrongType, WrongValue
from ..money import ExactMoney, Money
from .data import checked_shape
from .leaves import TEXT, TRUTH, WHOLE, Leaf
from .shapes import Maybe, Name, Object, Shape

# What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# 640 digits: what `check_whole` allows, and what every interpreter converts, whatever limit somebody has set.
_WHOLE = "-?(0|[1-9][0-9]{0,639})"


class Cell(NamedTuple):
    """How values of one type are written into a cell and read from one; both raise a BillingError."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


class Column(NamedTuple):
    """A column of a file of rows.

    Attributes:
        name: its heading.
        field: the field's name in the class.
        argument: the field's name as an argument of the constructor.
        required: whether the file must have it.
        cell: how its cells are written and read.
    """

    name: str
    field: str
    argument: str
    required: bool
    cell: Cell


def columns_of(cls: Any) -> tuple[Column, ...]:
    """Return a class's columns, one for each argument of its constructor; raises WrongType where one is no cell."""
    shape = checked_shape(cls)
    if not isinstance(shape, Object):
        raise WrongType("class", "an attrs class", cls)
    return tuple(
        Column(field.column, name, field.argument, field.required, cell_of(field.shape, field.column))
        for name, field in shape.fields().items()
        if field.argument is not None
    )


def cell_of(shape: Shape, column: str) -> Cell:
    """Return how a shape is written into a cell; raises WrongType naming the column where it is more than one text."""
    match shape:
        case Maybe(inner):
            return _optional(cell_of(inner, column))
        case Name(enum):
            return Cell(partial(_member_text, enum), partial(_member, enum))
        case Leaf():
            return _of_leaf(shape)
        case Object(cls=cls) if cls in (Money, ExactMoney):
            return Cell(partial(_money_text, cls), cls.parse)
        case _:
            raise WrongType(column, "a type that fits into one cell", shape)


def _of_leaf(leaf: Leaf) -> Cell:
    if leaf is TEXT:
        return Cell(guarded, unguarded)
    if leaf is WHOLE:
        return Cell(_whole_text, _whole)
    if leaf is TRUTH:
        return Cell(_truth_text, _truth)
    return Cell(leaf.to_plain, leaf.from_plain)


def _optional(cell: Cell) -> Cell:
    def write(value: object) -> str:
        return "" if value is None else _not_empty(cell.write(value))

    def read(text: str) -> object:
        return cell.read(text) if text else None

    return Cell(write, read)


def _not_empty(text: str) -> str:
    if not text:
        raise WrongValue("text", "None or text that is not empty, as an empty cell stands for None", text)
    return text


def guarded(text: str) -> str:
    """Return text as a cell, with an apostrophe in front where a spreadsheet would take it for a formula or trim it.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded(" x"), guarded("it's = 1")
    ("'=1+1", "''=1+1", "' x", "it's = 1")
    """
    _check(TEXT.to_plain(text))
    return f"'{text}" if _is_risky(text) else text


def as_it_is(text: str) -> str:
    """Return text as a cell as it is, whatever a spreadsheet would take it for.

    >>> as_it_is("=1+1")
    '=1+1'
    """
    _check(TEXT.to_plain(text))
    return text


def unguarded(cell: str) -> str:
    """Return the text of a cell; the inverse of `guarded`. Raises WrongValue for blanks around it, most likely a slip.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("' x"), unguarded("'tis")
    ('=1+1', "'=1+1", ' x', "'tis")
    """
    _check(cell)
    if not _is_risky(cell):
        return cell
    if cell[0] == "'":
        return cell[1:]
    if cell != cell.strip():
        raise WrongValue("text", "text without blanks around it", cell)
    return cell


def _is_risky(text: str) -> bool:
    inside = text.lstrip("'")
    return inside != inside.strip() or inside.startswith(_FORMULA)


def _check(text: str) -> None:
    if not text.isprintable():
        _check_unprintable(text)


def _check_unprintable(text: str) -> None:
    if "\0" in text:
        raise WrongValue("text", "text without NUL", text)
    try:
        text.encode()
    except UnicodeEncodeError:
        # Bytes that are no UTF-8 were kept as lone surrogates, so that the cell they stand in can be named.
        raise WrongValue("text", "UTF-8", text) from None


def _money_text(kind: type, value: object) -> str:
    if type(value) is not kind:
        raise WrongType("value", kind.__name__, value)
    return str(value)


def _whole_text(value: object) -> str:
    return str(WHOLE.to_plain(value))


def _whole(text: str) -> int:
    if not re.fullmatch(_WHOLE, text):
        raise WrongValue("number", 'a whole number such as "12"', text)
    return int(text)


def _truth_text(value: object) -> str:
    return "true" if TRUTH.to_plain(value) else "false"


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise WrongValue("value", '"true" or "false"', text)
    return text == "true"


def _member_text(enum: type[Enum], value: object) -> str:
    if type(value) is not enum:
        raise WrongType("value", enum.__name__, value)
    return str(value.value)


def _member(enum: type[Enum], text: str) -> Enum:
    """Return the member of a value, whatever its case."""
    for member in enum:
        if str(member.value).casefold() == text.casefold():
            return member
    raise WrongValue("value", f"one of {', '.join(str(member.value) for member in enum)}", text)
