"""Columns as DuckDB has them, whatever the facts: their types, ids letter by letter, and rows that have no ids."""

__all__ = ["AT_OF_NANOSECONDS", "are_no_ids", "compared_exactly", "kinds_of", "relation_of", "schema_of"]

from collections.abc import Iterator, Mapping
from functools import reduce
from types import MappingProxyType

import duckdb
import pyarrow as pa
from duckdb.sqltypes import VARCHAR

from .alike import Alike
from .asked import BadIds
from .schema import Column, ColumnKind, Contract

AT_OF_NANOSECONDS = "(epoch_ns({0}) - (epoch_ns({0}) % 1000 + 1000) % 1000) // 1000"
"""Microseconds of an instant in nanoseconds, cut off backwards in time. A cast would round them, into the next month
too, and // goes towards 1970."""
_TYPES: Mapping[ColumnKind, str] = MappingProxyType(
    {ColumnKind.ID: "varchar", ColumnKind.DAY: "date", ColumnKind.INSTANT: "timestamptz"}
)


def relation_of(
    session: duckdb.DuckDBPyConnection, files: tuple[Alike, ...], contract: Contract
) -> duckdb.DuckDBPyRelation:
    """Return files as a relation: just these, whatever signs are in their paths.

    Where they differ in the type of a column, each value is what it is in its own file: DuckDB by itself would read
    the text of a file as the numbers of the first one.
    """
    if len(files) == 1:
        return _read(session, files[0])
    pieces = (
        _read(session, each).project(", ".join(_common(column, each.differing) for column in contract))
        for each in files
    )
    return reduce(duckdb.DuckDBPyRelation.union, pieces)


def _read(session: duckdb.DuckDBPyConnection, files: Alike) -> duckdb.DuckDBPyRelation:
    return session.read_parquet([_literally(path) for path in files.paths], hive_partitioning=False)


def _common(column: Column, differing: Mapping[Column, pa.DataType]) -> str:
    name, type_ = column.name, differing.get(column)
    if type_ is None:
        return name
    if pa.types.is_null(type_):
        return f"cast(null as {_TYPES[column.kind]}) as {name}"
    if isinstance(type_, pa.TimestampType) and type_.unit == "ns":
        return f"make_timestamptz({AT_OF_NANOSECONDS.format(name)}) as {name}"
    return f"cast({name} as {_TYPES[column.kind]}) as {name}"


def _literally(path: str) -> str:
    """Return a pattern that fits one path only."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


def schema_of(columns: duckdb.DuckDBPyRelation) -> pa.Schema:
    """Return the columns of a relation, as Arrow's types."""
    schema: pa.Schema = columns.limit(0).to_arrow_table().schema
    return schema


def kinds_of(columns: duckdb.DuckDBPyRelation) -> dict[str, str]:
    """Return the columns of a relation, as DuckDB's types."""
    return dict(zip(columns.columns, map(str, columns.types), strict=True))


def compared_exactly(columns: duckdb.DuckDBPyRelation, names: tuple[str, ...]) -> list[str]:
    """Return ids as SQL, letter by letter: a column may compare text in a way of its own, by which ACME is acme."""
    kinds = kinds_of(columns)
    return [f'{name} collate "C" as {name}' if kinds[name] == "VARCHAR" else name for name in names]


def are_no_ids(bad: BadIds) -> Iterator[duckdb.Expression]:
    """Yield for each column of ids whether a row has none there."""
    for name, texts in bad.items():
        yield duckdb.ColumnExpression(name).isnull()
        if texts:
            # Not as SQL: such a text may hold anything, a zero byte too.
            yield duckdb.ColumnExpression(name).cast(VARCHAR).isin(*map(duckdb.ConstantExpression, texts))
