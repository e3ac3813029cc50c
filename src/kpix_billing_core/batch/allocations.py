"""Rows that are no allocations: set apart with the reasons, never dropped."""

__all__ = ["sift"]

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from .apart import Judge, sifted
from .arrays import Numbers
from .plain_columns import filled
from .rejected import IDS, REJECTED
from .schema import ALLOCATIONS
from .window import LAST_DAY_EVER


def sift(rows: pa.Table, ids: tuple[str, ...] = IDS) -> tuple[pa.Table, pa.Table]:
    """Split rows of allocations into those that can be counted, and those that cannot with the reasons.

    `ids` are the columns of ids that rows are judged by. device_id is not among them where the terms do not look at
    devices: it may be there for people to see, and may be left out. Raises MalformedColumns for days of `date64` that
    have a time of day.
    """
    there = [each for each in ALLOCATIONS if each.name in rows.column_names]
    judged = tuple(each for each in there if each.name in ids or each.name not in IDS)
    beside = tuple(each for each in there if each not in judged)
    good, rejected = sifted(rows, Judge(judged, _may_end_too_soon, _reasons, beside=beside))
    held = [
        rejected.column(field.name) if field.name in rejected.column_names else pa.nulls(rejected.num_rows, field.type)
        for field in REJECTED
    ]
    return good, pa.Table.from_arrays(held, schema=REJECTED)


def _may_end_too_soon(rows: pa.Table) -> Numbers:
    first, last = (filled(rows.column(name), pa.date32(), LAST_DAY_EVER) for name in ("consumed_on", "removed_on"))
    found: Numbers = last < first
    return found


def _reasons(row: dict[str, Any]) -> Iterator[str]:
    first, last = row["consumed_on"], row["removed_on"]
    if None not in (first, last) and last < first:
        yield "removed_on: before consumed_on"
