"""A Parquet file of allocations as the command asks it: what each account used, and what is wrong with it."""

__all__ = ["AllocationFile"]

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from ..catalogue import BillingTerms
from ..dates import Month
from ..errors import MalformedColumns
from ..ids import AccountId, SkuCode
from ..metering import Tally
from . import on_arrow
from .arrays import nothing
from .handed_over import handed_over
from .rejected import REJECTED, is_id
from .schema import ALLOCATIONS
from .source import opened
from .tallies import tallies
from .totals import Totals

T = TypeVar("T")
Note = Callable[[str, str], None]
"""Told of a fault: where it is, and what is wrong there."""
Show = Callable[[str, int], None]
"""Told how far something has come: of what, and how many."""


class Stranger(NamedTuple):
    """An account that nobody knows: where it stands, and in how many rows."""

    account: AccountId
    place: str
    rows: int


class AllocationFile:
    """A Parquet file of the columns of `ALLOCATIONS`; what is wrong with it is noted.

    One that cannot be read holds nothing then, of others what rows that are no allocations leave.

    `show` is told how many rows are done, by the name of the file.

    Attributes:
        faulty: whether anything is wrong with it, as far as it was read.
    """

    def __init__(self, path: str, name: str, note: Note, show: Show) -> None:
        self._path, self._note, self._show = path, note, show
        self._rows = f"rows of {name}"
        self.faulty = False
        self._file: pq.ParquetFile | None = self._noted(lambda: opened(path, ALLOCATIONS), None)

    def _noted(self, work: Callable[[], T], otherwise: T) -> T:
        """Return what comes of some work on the file, something else where that is not as it should be."""
        try:
            return work()
        except MalformedColumns as error:
            problems = tuple(map(str, error.faults))
        except OSError as error:
            problems = (error.strerror or str(error),)
        except pa.ArrowException as error:
            problems = (str(error),)
        self.faulty = True
        for problem in problems:
            self._note(self._path, problem)
        return otherwise

    def tallied(self, month: Month, terms: BillingTerms, *, histogram: bool | None) -> Mapping[AccountId, Tally]:
        """Return what each account used in a month; rows that are no allocations are noted, and others counted."""
        totals = None if self.faulty else self._noted(lambda: self._counted(month, terms, histogram=histogram), None)
        if totals is None:
            return {}
        self._noted(totals.check, None)
        return dict(tallies(totals._replace(rejected=nothing(REJECTED))))

    def _counted(self, month: Month, terms: BillingTerms, *, histogram: bool | None) -> Totals:
        self._show(f"{self._rows} to count", self._file.metadata.num_rows if self._file else 0)
        # An engine tells nothing on the way, and is so much sooner done that it counts all the same.
        found = handed_over(self._path, month, terms, histogram=histogram, workers=1)
        if found is not None:
            return found
        return on_arrow.tally(
            self._path, month, terms, histogram=histogram, progress=lambda read: self._show(self._rows, read)
        )

    def strangers(self, known: set[str]) -> Iterator[Stranger]:
        """Yield the accounts that are not among those known, in order; what is no id is no account."""
        none: Counter[str] = Counter()
        counts = self._noted(self._rows_of_accounts, none)
        for account in sorted(filter(is_id, counts.keys() - known)):
            yield Stranger(account, self._path, counts[account])

    def _rows_of_accounts(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        read = 0
        groups = range(self._file.num_row_groups) if self._file else ()
        for ids in (self._file.read_row_group(group, ["account_id"]).column(0) for group in groups if self._file):
            found: Any = ids.drop_null()
            for entry in found.value_counts().to_pylist():
                counts[str(entry["values"])] += entry["counts"]
            read += len(ids)
            self._show(f"{self._rows} looked through", read)
        return counts

    def first(self, account: AccountId, sku: SkuCode) -> str:
        """Return where a SKU of an account stands."""
        return self._path
