"""The column contract: which columns facts come in, of which types, where they may be empty, and whose day a day is.

A contract is looked at before any row is read, so a wrong file costs nothing. Ids are text, text with a dictionary, or
whole numbers, which are read as their digits. A day is a calendar day in the billing zone: an instant is none until a
zone says which (see `dates.local_day`), so a column of instants is refused rather than cut off. Further columns are let
be, and the order of columns means nothing.
"""

__all__ = ["ALLOCATIONS", "CONNECTIONS", "Column", "ColumnKind", "Contract", "check_columns"]

from enum import Enum
from typing import NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.types as kinds

from ..errors import ColumnFault, MalformedColumns


class ColumnKind(Enum):
    """What a column holds: ID, what is billed, who pays or what is sold; DAY, dates; INSTANT, times with a zone.

    COUNT, whole numbers; FLAG, a yes or a no.
    """

    ID = "an id: text, text with a dictionary, or whole numbers"
    DAY = "a day: date32 or date64, the local day in the billing zone"
    INSTANT = "an instant: a timestamp with a zone"
    COUNT = "a count: whole numbers with a sign, of at most 64 bits"
    FLAG = "a flag: bool"


class Column(NamedTuple):
    """One column of a contract: its name, what it holds, and whether it may be empty, or not be there at all."""

    name: str
    kind: ColumnKind
    may_be_empty: bool = False
    may_be_missing: bool = False


Contract: TypeAlias = tuple[Column, ...]
"""The columns that facts of one sort come in."""

ALLOCATIONS: Contract = (
    Column("device_id", ColumnKind.ID),
    Column("account_id", ColumnKind.ID),
    Column("sku", ColumnKind.ID),
    Column("consumed_on", ColumnKind.DAY),
    Column("removed_on", ColumnKind.DAY, may_be_empty=True),
)
"""Plans held by devices: both days are included, and an empty last day means that the plan is still held.

What is in `device_id` is looked at where the terms look at devices, by every adapter, and otherwise by none: then a row
without one is counted. `sift` always looks.
"""

CONNECTIONS: Contract = (
    Column("device_id", ColumnKind.ID),
    Column("account_id", ColumnKind.ID),
    Column("connected_at", ColumnKind.INSTANT),
)
"""Times at which devices connected."""


def check_columns(schema: pa.Schema, contract: Contract, source: str = "columns") -> None:
    """Refuse columns that are not as the contract says; raises MalformedColumns with everything that is wrong.

    >>> check_columns(pa.schema({"device_id": pa.string(), "account_id": pa.int64()}), CONNECTIONS)
    Traceback (most recent call last):
    kpix_billing_core.errors.MalformedColumns: columns: 1 fault
      column connected_at: missing
    """
    found = ((column.name, _problem(schema, column)) for column in contract)
    faults = tuple(ColumnFault(name, problem) for name, problem in found if problem)
    if faults:
        raise MalformedColumns(source, faults)


def _problem(schema: pa.Schema, column: Column) -> str:
    number = len(schema.get_all_field_indices(column.name))
    if not number and column.may_be_missing:
        return ""
    if number != 1:
        return "missing" if not number else f"expected once, got {number} columns of that name"
    type_ = schema.field(column.name).type
    if _fits(type_, column):
        return ""
    return f"expected {column.kind.value}; got {type_}"


def _fits(type_: pa.DataType, column: Column) -> bool:
    if column.may_be_empty and kinds.is_null(type_):
        return True  # nothing in it says what it would hold
    if column.kind is ColumnKind.ID:
        return _is_id(type_)
    if column.kind is ColumnKind.DAY:
        return kinds.is_date(type_)
    if column.kind is ColumnKind.COUNT:
        return kinds.is_signed_integer(type_)
    if column.kind is ColumnKind.FLAG:
        return kinds.is_boolean(type_)
    return isinstance(type_, pa.TimestampType) and type_.tz is not None


def _is_id(type_: pa.DataType) -> bool:
    plain = type_.value_type if isinstance(type_, pa.DictionaryType) else type_
    return is_text(plain) or kinds.is_integer(plain)


def is_text(type_: pa.DataType) -> bool:
    """Whether a type is one of Arrow's three for text."""
    return kinds.is_string(type_) or kinds.is_large_string(type_) or kinds.is_string_view(type_)
