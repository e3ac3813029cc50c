"""Columns as Spark has them, whatever the facts: their types, ids letter by letter, and rows that have no ids."""

__all__ = ["are_no_ids", "compared_exactly", "schema_of"]

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  Spark's own name for them
from pyspark.sql.types import DataType

from ..errors import WrongType
from .asked import BadIds
from .instants import INSTANT

_TEXT = frozenset({"string", "varchar", "char"})
_TYPES: Mapping[str, pa.DataType] = MappingProxyType(
    {
        **dict.fromkeys(_TEXT, pa.string()),
        "byte": pa.int8(),
        "short": pa.int16(),
        "integer": pa.int32(),
        "long": pa.int64(),
        "date": pa.date32(),
        "timestamp": INSTANT,
        "void": pa.null(),
    }
)
"""What Spark calls the types that a column of a contract may have."""


def schema_of(columns: object) -> pa.Schema:
    """Return the columns of a frame as Arrow calls them; raises WrongType for anything but a frame."""
    if not isinstance(columns, DataFrame):
        raise WrongType("columns", "a frame of Spark", columns)
    return pa.schema([(field.name, _arrow(field.dataType)) for field in columns.schema.fields])


def _arrow(kind: DataType) -> pa.DataType:
    """Return a type as Arrow calls it; of those that no column of a contract has, only the name."""
    name = kind.typeName()
    return _TYPES[name] if name in _TYPES else pa.opaque(pa.null(), name, "Spark")


def compared_exactly(columns: DataFrame, names: tuple[str, ...]) -> list[Column]:
    """Return ids letter by letter: a column may compare text in a way of its own, by which ACME is acme."""
    return [
        F.col(name).cast("string").alias(name) if columns.schema[name].dataType.typeName() in _TEXT else F.col(name)
        for name in names
    ]


def are_no_ids(bad: BadIds) -> list[Column]:
    """Return for each column of ids whether a row has none there."""
    return [F.col(name).isNull() | F.col(name).cast("string").isin(texts) for name, texts in bad.items()]
