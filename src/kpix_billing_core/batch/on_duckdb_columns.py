"""Columns as DuckDB has them, whatever the facts: their types, ids letter by letter, and rows that have no ids."""

__all__ = ["are_no_ids", "compared_exactly", "relation_of", "schema_of"]

from collections.abc import Iterator

import duckdb
import pyarrow as pa
from duckdb.sqltypes import VARCHAR

from .asked import BadIds


def relation_of(session: duckdb.DuckDBPyConnection, paths: tuple[str, ...]) -> duckdb.DuckDBPyRelation:
    """Return files as a relation: just these, whatever signs are in their paths."""
    return session.read_parquet([_literally(path) for path in paths], hive_partitioning=False)


def _literally(path: str) -> str:
    """Return a pattern that fits one path only."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


def schema_of(columns: duckdb.DuckDBPyRelation) -> pa.Schema:
    """Return the columns of a relation, as Arrow's types."""
    schema: pa.Schema = columns.limit(0).to_arrow_table().schema
    return schema


def compared_exactly(columns: duckdb.DuckDBPyRelation, names: tuple[str, ...]) -> list[str]:
    """Return ids as SQL, letter by letter: a column may compare text in a way of its own, by which ACME is acme."""
    kinds = dict(zip(columns.columns, map(str, columns.types), strict=True))
    return [f'{name} collate "C" as {name}' if kinds[name] == "VARCHAR" else name for name in names]


def are_no_ids(bad: BadIds) -> Iterator[duckdb.Expression]:
    """Yield for each column of ids whether a row has none there."""
    for name, texts in bad.items():
        yield duckdb.ColumnExpression(name).isnull()
        if texts:
            # Not as SQL: such a text may hold anything, a zero byte too.
            yield duckdb.ColumnExpression(name).cast(VARCHAR).isin(*map(duckdb.ConstantExpression, texts))
