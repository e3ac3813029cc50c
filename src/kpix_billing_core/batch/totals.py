"""Totals: what an engine hands over when it has counted, whichever it was; sums that merge in any order and grouping.

They are the `Tally` of many accounts at once, by columns: the same numbers, and nothing else, leave an engine. One
table always has the sums. Two more are there only where terms look closer than sums.
"""

__all__ = ["DEVICES", "HISTOGRAM", "SUMS", "Totals", "counted", "merge", "no_totals"]

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.types import is_integer

from ..catalogue import BillingTerms
from ..checks import check_many, check_whole
from ..dates import DayCount, Month
from ..errors import TallyMismatch, WrongType, WrongValue
from ..metering.count import check_asked
from .arrays import Numbers, column, exact_sum, nothing, numbers
from .grouping import grouped
from .possible import check_possible
from .rejected import REJECTED, check_rejected
from .schema import is_text

_KEYS = ("account_id", "sku")
_TEXT = frozenset({*_KEYS, "device_id"})


def _columns(*names: str) -> pa.Schema:
    return pa.schema({name: pa.string() if name in _TEXT else pa.int64() for name in names})


SUMS = _columns(*_KEYS, "allocations", "days")
"""A row for each account and SKU: how many allocations, and the days of all of them together."""
HISTOGRAM = _columns(*_KEYS, "days_each", "allocations")
"""A row for each account, SKU and number of days: how many allocations used exactly so many."""
DEVICES = _columns(*_KEYS, "device_id", "used")
"""A row for each account, SKU and device: the days it used, a bit for each day of the month."""


class Totals(NamedTuple):
    """What a fleet used in one month, by account and SKU, both in order; totals of parts merge into those of the whole.

    Attributes:
        month: when.
        day_count: how days were counted.
        dedupe_days: whether a day that a device used twice counts once.
        sums: allocations and days (`SUMS`); days as the tally has them.
        histogram: allocations by days (`HISTOGRAM`), or None.
        devices: the days of each device (`DEVICES`), or None.
        read: how many rows were read, rejected ones included.
        rejected: the rows that are no allocations, with the reasons (`REJECTED`), in an order of their own.
    """

    month: Month
    day_count: DayCount
    dedupe_days: bool
    sums: pa.Table
    histogram: pa.Table | None
    devices: pa.Table | None
    read: int
    rejected: pa.Table

    def check(self) -> None:
        """Refuse to go on with rows that were rejected, and with more days than there can be.

        Raises MalformedColumns, with count and examples, and TallyMismatch for an allocation that has more days than
        the day count gives the month.
        """
        check_rejected(f"{self.read} rows of allocations", self.rejected)
        _check_possible(self)


def no_totals(month: Month, terms: BillingTerms, *, histogram: bool | None = None) -> Totals:
    """Return the totals of nothing: merging them in changes nothing.

    >>> from ..dates import Month
    >>> no_totals(Month.parse("2026-04"), BillingTerms()).sums.num_rows
    0
    """
    return counted(nothing(fine_schema(terms, histogram=histogram)), month, terms, histogram=histogram, read=0)


def fine_schema(terms: BillingTerms, *, histogram: bool | None = None) -> pa.Schema:
    """Return what an engine has to count: what it groups by, then what it adds up (bits of `used` are united).

    The keys are account_id and sku, device_id where the terms look at devices, days_each where a histogram is wanted;
    by default the terms decide. Then come allocations, days, and used where the terms look at devices.
    """
    needs_histogram = terms.needs_histogram if histogram is None else histogram
    device, used = (["device_id"], ["used"]) if terms.needs_devices else ([], [])
    return _columns(*_KEYS, *device, *(["days_each"] if needs_histogram else []), "allocations", "days", *used)


def counted(
    fine: pa.Table,
    month: Month,
    terms: BillingTerms,
    *,
    histogram: bool | None = None,
    read: int,
    rejected: pa.Table | None = None,
) -> Totals:
    """Return the totals of what an engine has counted, in any order, each key any number of times.

    `fine` has the columns of `fine_schema`. Raises WrongType where an engine has made anything but whole numbers of
    them, TallyMismatch where rows were lost or sums have run over: more allocations than rows, or more days than the
    allocations can have of the month.
    """
    check_asked(month, terms, histogram)
    wanted = fine_schema(terms, histogram=histogram)
    exact, apart = _exact("fine", fine, wanted), nothing(REJECTED) if rejected is None else rejected
    for name in wanted.names:
        if exact.column(name).null_count:
            raise WrongValue(f"{name} of fine", "something in every row", None)
    return _checked(
        Totals(
            month,
            terms.day_count,
            terms.dedupe_days,
            exact,
            exact if "days_each" in wanted.names else None,
            exact if "used" in wanted.names else None,
            read,
            _exact("rejected", apart, REJECTED),
        )
    )


def condensed(totals: Totals) -> Totals:
    """Return totals whose tables may have a key many times, in any order, with each key once, in order."""
    sums = grouped(totals.sums, SUMS)
    histogram = None if totals.histogram is None else grouped(totals.histogram, HISTOGRAM)
    devices = None if totals.devices is None else grouped(totals.devices, DEVICES)
    if totals.dedupe_days and devices is not None:
        sums = sums.set_column(sums.num_columns - 1, "days", column(_days_once(devices)))
    # An engine has no order of rows, and parts come in any: so rejected ones have one of their own.
    by_all: Any = [(name, "ascending") for name in REJECTED.names]
    rejected = totals.rejected.take(pc.sort_indices(totals.rejected, sort_keys=by_all))
    return totals._replace(sums=sums, histogram=histogram, devices=devices, rejected=rejected)


def _days_once(devices: pa.Table) -> Numbers:
    """Return the days of each account and SKU where a day that a device used twice counts once."""
    days = np.bitwise_count(numbers(devices.column("used"))).astype(np.int64)
    fine = devices.select(("account_id", "sku")).append_column("days", column(days))
    return numbers(grouped(fine, _columns(*_KEYS, "days")).column("days"))


def _exact(name: str, table: pa.Table, wanted: pa.Schema) -> pa.Table:
    """Return the columns wanted; whole numbers of another width and text of another sort pass, nothing else does."""
    if not isinstance(table, pa.Table):
        raise WrongType(name, "pyarrow.Table", table)
    for field in wanted:
        if field.name not in table.column_names:
            raise WrongValue(name, f"a column {field.name}", table.column_names)
        got = table.schema.field(field.name).type
        if not _is_like(got, field.type):
            raise WrongType(f"{field.name} of {name}", str(field.type), got)
    picked = table.select(wanted.names)
    return picked.cast(
        pa.schema({field.name: _kept(picked.schema.field(field.name).type, field.type) for field in wanted})
    )


def _kept(got: pa.DataType, wanted: Any) -> pa.DataType:
    # A dictionary is half of the way to an order; it goes when the order is found.
    return pa.dictionary(pa.int32(), wanted) if isinstance(got, pa.DictionaryType) else wanted


def _is_like(got: pa.DataType, wanted: pa.DataType) -> bool:
    plain = got.value_type if isinstance(got, pa.DictionaryType) else got
    return plain == wanted or (is_text(plain) and is_text(wanted)) or (wanted == pa.int64() and _fits(plain))


def _fits(got: pa.DataType) -> bool:
    return is_integer(got) and got != pa.uint64()


def _checked(counted: Totals) -> Totals:
    totals = condensed(counted)
    check_whole("read", totals.read, 0)
    allocations = exact_sum(numbers(totals.sums.column("allocations")))
    if allocations > totals.read - totals.rejected.num_rows:
        raise TallyMismatch(f"{allocations} allocations of {totals.read} rows, {totals.rejected.num_rows} rejected")
    _check_possible(totals)
    return totals


def _check_possible(totals: Totals) -> None:
    most = totals.day_count.of(totals.month).whole_month
    check_possible(totals.month, most, totals.sums, totals.histogram, totals.devices)


def merge(parts: Iterable[Totals]) -> Totals:
    """Merge the totals of parts of a fleet, of one part at least; their order and grouping makes no difference.

    Raises TallyMismatch for parts of two months, counted in two ways, or of which some know more than others.
    """
    check_many("parts", parts)
    held: list[Totals] = []
    for part in parts:
        if type(part) is not Totals:
            raise WrongType("parts", "Totals", part)
        if held and _made(part) != _made(held[0]):
            raise TallyMismatch("totals merge only within one month, counted in one way")
        held.append(part)
    if not held:
        raise WrongValue("parts", "at least one", 0)
    merged = held[0]._replace(
        sums=_together([part.sums for part in held]),
        histogram=_together([part.histogram for part in held]),
        devices=_together([part.devices for part in held]),
        read=sum(part.read for part in held),
        rejected=_together([part.rejected for part in held]),
    )
    return condensed(merged)


def _made(part: Totals) -> tuple[object, ...]:
    return part.month, part.day_count, part.dedupe_days, part.histogram is None, part.devices is None


def _together(tables: list[Any]) -> Any:
    # Of the parts either all have a table or none has it.
    return tables[0] if len(tables) == 1 or tables[0] is None else pa.concat_tables(tables)
