"""What an adapter asks of its engine, and what becomes of the answer: the same words for DuckDB, Polars and Spark.

An engine groups all rows once, those beyond the month too, and says of each group how many rows it has and how many of
them have faulty days. So ids are looked at once for each group, and a fleet without faults is read once. Only where
something is wrong are rows asked for again, and no others than those; `sift` then says why they are no facts.
"""

__all__ = [
    "ALLOCATIONS_OF",
    "FAULTY",
    "READ",
    "Asked",
    "BadIds",
    "Judged",
    "asked",
    "judged",
    "lost_of",
    "ordered",
    "settled",
]

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..catalogue import BillingTerms
from ..dates import Month
from ..errors import TallyMismatch
from .allocations import sift
from .arrays import ArrowArray, Numbers, column, combined, exact_sum, nothing, numbers, valid
from .rejected import IDS, REJECTED, is_id
from .schema import ALLOCATIONS, check_columns
from .totals import Totals, counted, fine_schema
from .window import Window, window_of

BadIds: TypeAlias = Mapping[str, list[str]]
"""Of each column of ids, the texts that are no ids."""

READ, FAULTY, ALLOCATIONS_OF = "read", "faulty", "allocations"
"""Columns of groups beside those of `fine_schema`: how many rows, and how many of them have faulty days; and how many
are counted. A group of which none is counted has nothing in `days_each`."""


class Asked(NamedTuple):
    """What is to be counted of columns that were found to be as the contract says.

    Attributes:
        month, terms, histogram: as they were given.
        window: the month as whole numbers.
        ids: the columns of ids that rows are grouped by.
        by_days: whether they are grouped by the days they used, too.
    """

    month: Month
    terms: BillingTerms
    histogram: bool | None
    window: Window
    ids: tuple[str, ...]
    by_days: bool

    @property
    def by_devices(self) -> bool:
        """Whether the days of each device are asked for."""
        return _by_devices(self)


def _by_devices(wanted: Asked) -> bool:
    return "device_id" in wanted.ids


def asked(schema: pa.Schema, month: Month, terms: BillingTerms, histogram: bool | None) -> Asked:  # noqa: FBT001  as given
    """Return what to count of columns of a schema; raises MalformedColumns, or WrongType and WrongValue as `tally`."""
    window = window_of(month, terms)
    names = fine_schema(terms, histogram=histogram).names
    check_columns(schema, ALLOCATIONS)
    ids = tuple(name for name in names if name in IDS)
    return Asked(month, terms, histogram, window, ids, "days_each" in names)


def settled(wanted: Asked, groups: pa.Table, suspects: Callable[[BadIds], pa.Table]) -> Totals:
    """Return the totals of groups, each key any number of times.

    `suspects` gives the rows that have faulty days, no id, or one of the bad ids; it is asked only where there are any.
    Raises TallyMismatch where these are not as many as there were among the groups.
    """
    found = judged(groups, wanted.ids)
    read, faulty, allocations = (numbers(groups.column(name)) for name in (READ, FAULTY, ALLOCATIONS_OF))
    lost = lost_of(found.sound, read, faulty)
    rejected = ordered(sift(suspects(found.bad), wanted.ids), lost) if lost else nothing(REJECTED)
    for name, array in found.ids.items():
        groups = groups.set_column(groups.column_names.index(name), name, array)
    return counted(
        groups.take(column(np.flatnonzero(found.sound & (allocations > 0)))),
        wanted.month,
        wanted.terms,
        histogram=wanted.histogram,
        read=exact_sum(read),
        rejected=rejected,
    )


class Judged(NamedTuple):
    """The ids of groups, as text with a dictionary; which groups have good ones only; the texts that are none."""

    ids: Mapping[str, ArrowArray]
    sound: NDArray[np.bool_]
    bad: BadIds


def judged(groups: pa.Table, ids: tuple[str, ...]) -> Judged:
    """Return what is to be said of the ids of groups."""
    held = {name: _coded(groups.column(name)) for name in ids}
    are_good = {name: _are_ids(array) for name, array in held.items()}
    sound = np.logical_and.reduce([_of_rows(array, are_good[name]) for name, array in held.items()])
    return Judged(held, sound, {name: _bad(array, are_good[name]) for name, array in held.items()})


def lost_of(sound: NDArray[np.bool_], read: Numbers, faulty: Numbers) -> int:
    """Return how many rows are no facts: all of a group without ids, the faulty ones of others."""
    return exact_sum(read[~sound]) + exact_sum(faulty[sound])


def _coded(ids: ArrowArray) -> ArrowArray:
    """Return ids as text with a dictionary; whole numbers become their digits."""
    coded = combined(ids).dictionary_encode()  # what has a dictionary keeps it
    return pa.DictionaryArray.from_arrays(coded.indices, coded.dictionary.cast(pa.string()))


def _are_ids(coded: ArrowArray) -> NDArray[np.bool_]:
    return np.fromiter(map(is_id, coded.dictionary.to_pylist()), np.bool_, len(coded.dictionary))


def _of_rows(coded: ArrowArray, are_good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return of each row whether it has a good id."""
    there = valid(coded)
    places = numbers(coded.indices).astype(np.int64)
    if there is None:
        return are_good[places]
    # Where there is nothing, the place may be anything.
    return np.append(are_good, np.False_)[np.where(there, places, len(are_good))]


def _bad(coded: ArrowArray, are_good: NDArray[np.bool_]) -> list[str]:
    return [text for text, good in zip(coded.dictionary.to_pylist(), are_good, strict=True) if not good]


def ordered(sifted: tuple[pa.Table, pa.Table], lost: int) -> pa.Table:
    """Return the rejected of sifted rows in order, for an engine has none; raises TallyMismatch unless all are."""
    accepted, rejected = sifted
    if accepted.num_rows or rejected.num_rows != lost:
        again = f"{accepted.num_rows + rejected.num_rows} suspect and {rejected.num_rows} faulty"
        raise TallyMismatch(
            f"{lost} faulty rows, then {again}: columns must give the same rows each time they are read"
        )
    return rejected.take(pc.sort_indices(rejected, sort_keys=[(name, "ascending") for name in rejected.column_names]))
