"""The allocations that a month is closed from: rows of a CSV file, or columns of Parquet, which need an extra."""

__all__ = ["AllocationRows", "Allocations", "columns_of"]

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from ..catalogue import BillingTerms
from ..dates import Month
from ..ids import AccountId, SkuCode
from ..interchange.csv_read import Scan
from ..metering import Allocation, Tally, tally_by_account
from .failure import Failed, Faults
from .rows import Stranger, good, numbered, row_of, strangers_of
from .screen import Progress


class Allocations(Protocol):
    """What a file of allocations is asked, whichever way it is written."""

    @property
    def faulty(self) -> bool: ...  # noqa: D102  as below, of rows
    def tallied(  # noqa: D102
        self, month: Month, terms: BillingTerms, *, histogram: bool | None
    ) -> Mapping[AccountId, Tally]: ...
    def strangers(self, known: set[str]) -> Iterator[Stranger]: ...  # noqa: D102
    def first(self, account: AccountId, sku: SkuCode) -> str: ...  # noqa: D102


class AllocationRows(NamedTuple):
    """The rows of a CSV file."""

    scan: Scan[Allocation]
    path: Path

    @property
    def faulty(self) -> bool:
        """Whether any row cannot be read."""
        return bool(self.scan.faults)

    def tallied(self, month: Month, terms: BillingTerms, *, histogram: bool | None) -> Mapping[AccountId, Tally]:
        """Return what each account used in a month."""
        held: tuple[Allocation, ...] = good(self.scan)
        return dict(tally_by_account(held, month, terms, histogram=histogram))

    def strangers(self, known: set[str]) -> Iterator[Stranger]:
        """Yield the accounts that are not among those known."""
        return strangers_of(self.scan, known, self.path)

    def first(self, account: AccountId, sku: SkuCode) -> str:
        """Return where a SKU of an account stands first, in whatever month."""
        found = (index for index, one in numbered(self.scan) if (one.account, one.sku) == (account, sku))
        return f"{self.path}: {row_of(next(found))}"


def columns_of(path: Path, faults: Faults, progress: Progress) -> Allocations:
    """Return the columns of a Parquet file; raises Failed where the extra is missing that reads them."""
    try:
        # By name: nothing outside that room needs what it needs.
        return cast(
            "Allocations",
            import_module("..batch.allocation_file", __package__).AllocationFile(
                str(path), path.name, faults.add, progress.show
            ),
        )
    except ImportError as error:
        raise Failed(f"{path}: {error}") from None
