"""Validity records by columns: their two contracts, in days and in instants, and rows that are no records."""

__all__ = [
    "REJECTED_TIMED_VALIDITIES",
    "REJECTED_VALIDITIES",
    "TIMED_VALIDITIES",
    "VALIDITIES",
    "Form",
    "form_of",
    "sift_validities",
]

from collections.abc import Callable, Collection, Container, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from ..errors import ColumnFault, MalformedColumns
from .apart import Judge, Sifted, sifted
from .arrays import Numbers, joined
from .instants import INSTANT
from .plain_columns import filled, instants_of, is_there
from .scales import DAYS, INSTANTS, Scale
from .schema import Column, ColumnKind, Contract
from .window import LAST_DAY_EVER

_IDS: Contract = (Column("device_id", ColumnKind.ID), Column("application_id", ColumnKind.ID))
VALIDITIES: Contract = (
    *_IDS,
    Column("start", ColumnKind.DAY, may_be_empty=True),
    Column("last_day", ColumnKind.DAY, may_be_empty=True),
    Column("deactivated_on", ColumnKind.DAY, may_be_empty=True),
)
"""Days on which devices are valid, both included; a row without days says that the device is there.

There may be one more column, `created_at`: instants at which records were made, or nothing.
"""

TIMED_VALIDITIES: Contract = (
    *_IDS,
    Column("start_at", ColumnKind.INSTANT),
    Column("end_at", ColumnKind.INSTANT),
    Column("deactivated_at", ColumnKind.INSTANT, may_be_empty=True),
)
"""Instants from which on devices are valid, and at which they are so no more; there may be `created_at`, too."""
_MADE = Column("created_at", ColumnKind.INSTANT, may_be_empty=True, may_be_missing=True)


def _rejected(contract: Contract, type_: pa.DataType) -> pa.Schema:
    ids, times = ([each.name for each in part] for part in (_IDS, contract[len(_IDS) :]))
    types: dict[str, pa.DataType] = {
        **dict.fromkeys(ids, pa.string()),
        **dict.fromkeys(times, type_),
        _MADE.name: INSTANT,
        "reasons": pa.string(),
    }
    return pa.schema(types)


REJECTED_VALIDITIES = _rejected(VALIDITIES, pa.date32())
"""What a table of rejected rows holds: the row, and every reason, each after the name of its column."""
REJECTED_TIMED_VALIDITIES = _rejected(TIMED_VALIDITIES, INSTANT)
"""The same of records in instants; one that Python does not know is not in it."""


class Form(NamedTuple):
    """A way in which columns say when devices are valid.

    Attributes:
        contract: the columns.
        times: those that say when: from, to, and where somebody ended it.
        rejected: those of rows that are no records.
        scale: how their times are numbered.
        is_doubtful, further: what else makes them records; see `Judge`.
    """

    contract: Contract
    times: tuple[str, str, str]
    rejected: pa.Schema
    scale: Scale
    is_doubtful: Callable[[pa.Table], Numbers]
    further: Callable[[dict[str, Any]], Iterator[str]]

    def with_made(self, names: Collection[str]) -> Contract:
        """Return the columns to be read: when records were made only where that is known."""
        return (*self.contract, _MADE) if _MADE.name in names else self.contract


def form_of(names: Collection[str]) -> Form:
    """Return the form of columns with these names; raises MalformedColumns where they are of both."""
    days, instants = ([name for name in form.times if name in names] for form in (_IN_DAYS, _IN_INSTANTS))
    if days and instants:
        problem = f"beside {', '.join(days)}; expected records in days or in instants, not both"
        raise MalformedColumns("columns", tuple(ColumnFault(name, problem) for name in instants))
    return _IN_INSTANTS if instants else _IN_DAYS


def sift_validities(rows: pa.Table, applications: Container[str]) -> Sifted:
    """Split rows of records into those that are some, and those that are none with the reasons.

    `applications` holds the ids of those that there are rules for.
    """
    form = form_of(rows.column_names)
    contract = form.with_made(rows.column_names)
    good, rejected = sifted(rows, Judge(contract, form.is_doubtful, form.further, {"application_id": applications}))
    if contract is form.contract:
        rejected = rejected.add_column(len(contract), _MADE.name, pa.nulls(rejected.num_rows, INSTANT))
    return Sifted(good, rejected)


def _are_doubtful_days(rows: pa.Table) -> Numbers:
    start, last_day, ended = (is_there(rows, name) for name in _IN_DAYS.times)
    first, last = (filled(rows.column(name), pa.date32(), LAST_DAY_EVER) for name in ("start", "last_day"))
    found: Numbers = (start != last_day) | (ended & ~start) | (last < first)
    return found


def _reasons_of_days(row: dict[str, Any]) -> Iterator[str]:
    start, last_day = row["start"], row["last_day"]
    if (start is None) != (last_day is None):
        yield f"{'start' if start is None else 'last_day'}: nothing"
    if row["deactivated_on"] is not None and start is None and last_day is None:
        yield "deactivated_on: of a record without days"
    if start is not None and last_day is not None and last_day < start:
        yield "last_day: before start"


def _are_doubtful_instants(rows: pa.Table) -> Numbers:
    start, end = (
        joined([instants_of(each)[0] for each in rows.column(name).chunks], INSTANTS.dtype)
        for name in ("start_at", "end_at")
    )
    # What stands where there is nothing may be anything; then more rows are looked at.
    found: Numbers = end <= start
    return found


def _reasons_of_instants(row: dict[str, Any]) -> Iterator[str]:
    start, end = row["start_at"], row["end_at"]
    # What Python does not know is before all instants, and has its reason already.
    if None not in (start, end) and INSTANTS.since_ever <= end <= start:
        yield "end_at: not after start_at"


_IN_DAYS = Form(
    VALIDITIES,
    ("start", "last_day", "deactivated_on"),
    REJECTED_VALIDITIES,
    DAYS,
    _are_doubtful_days,
    _reasons_of_days,
)
_IN_INSTANTS = Form(
    TIMED_VALIDITIES,
    ("start_at", "end_at", "deactivated_at"),
    REJECTED_TIMED_VALIDITIES,
    INSTANTS,
    _are_doubtful_instants,
    _reasons_of_instants,
)
