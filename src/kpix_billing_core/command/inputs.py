"""The files that a month is closed from: read, checked against each other, and every fault named with its place."""

__all__ = [
    "Inputs",
    "Paths",
    "check_accounts",
    "check_inputs",
    "good",
    "numbered",
    "read_book",
    "read_inputs",
    "read_rows",
    "row_of",
    "scan_book",
]

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..accounts import Account
from ..catalogue import PriceBook
from ..errors import MalformedData, MalformedFile, describe
from ..interchange import from_json
from ..interchange.csv_faults import Partial
from ..interchange.csv_read import Scan, scan_csv
from ..metering import Allocation
from ..price_list import read_prices
from ..rating import AccountCredit
from .failure import Faults, reason_of
from .screen import Progress, counted

T = TypeVar("T")

_FIRST_ROW = 2
"""The row of a file's first value: the header is row 1."""


class Paths(NamedTuple):
    """Where the files are; without a file of credits, nobody has any."""

    allocations: Path
    price_book: Path
    accounts: Path
    credits: Path | None = None


class Inputs(NamedTuple):
    """What the files hold, row by row, and where it came from; no book where it could not be read."""

    allocations: Scan[Allocation]
    book: PriceBook | None
    accounts: Scan[Account]
    credits: Scan[AccountCredit]
    paths: Paths


def read_inputs(paths: Paths, faults: Faults, progress: Progress) -> Inputs:
    """Read all files, noting each fault of each."""
    accounts = read_rows(Account, paths.accounts, faults, progress)
    credits: Scan[AccountCredit] = Scan(())
    if paths.credits is not None:
        credits = read_rows(AccountCredit, paths.credits, faults, progress)
    book = scan_book(paths.price_book, faults)
    allocations = read_rows(Allocation, paths.allocations, faults, progress)
    progress.clear()
    return Inputs(allocations, book, accounts, credits, paths)


def read_rows(cls: type[T], path: Path, faults: Faults, progress: Progress) -> Scan[T]:
    """Return the rows of a file; its faults are noted."""
    try:
        with path.open("rb") as file:
            scan = scan_csv(cls, file, on_rows=lambda rows: progress.show(f"rows of {path.name}", rows))
    except OSError as error:
        faults.add(str(path), reason_of(error))
        return Scan((), whole=False)
    for fault in scan.faults:
        faults.add(str(path), str(fault))
    return scan


def read_book(path: Path) -> PriceBook:
    """Return the price book of a file, JSON or rows of prices; raises Failed with all that is wrong there."""
    faults = Faults()
    book = scan_book(path, faults)
    if book is None:
        raise faults.failed()
    return book


def scan_book(path: Path, faults: Faults) -> PriceBook | None:
    """Return the price book of a file among others; None where there is a fault, which is noted."""
    try:
        if ".csv" in path.suffixes:
            with path.open("rb") as file:
                return PriceBook(read_prices(file))
        return from_json(PriceBook, path.read_bytes())
    except MalformedFile as error:
        for fault in error.faults:
            faults.add(str(path), str(fault))
    except MalformedData as error:
        faults.add(str(path), str(error))
    except OSError as error:
        faults.add(str(path), reason_of(error))
    return None


def good(scan: Scan[T]) -> tuple[T, ...]:
    """Return the values of the rows without faults."""
    return tuple(value for _, value in numbered(scan))


def numbered(scan: Scan[T]) -> Iterator[tuple[int, T]]:
    """Yield the values of the rows without faults, and where each stands."""
    return ((index, row) for index, row in enumerate(scan.rows) if not isinstance(row, Partial))


def row_of(index: int) -> str:
    """Return where a value stands in its file."""
    return f"row {index + _FIRST_ROW}"


def check_inputs(inputs: Inputs, faults: Faults) -> None:
    """Note what does not fit together: an account given twice or nowhere, a credit that is not the account's.

    Rows with faults are looked at too, as far as they can be read; what hangs on a cell that cannot be is let pass.
    """
    named = check_accounts(inputs.accounts, inputs.paths.accounts, faults)
    # An account that nobody seems to know may be the one whose row cannot be read.
    if inputs.accounts.whole and all(_field(row, "id") is not None for row in inputs.accounts.rows):
        _check_known(inputs.allocations, named, inputs.paths.allocations, "account_id", faults)
        _check_known(inputs.credits, named, inputs.paths.credits, "account", faults)
    _check_credits(inputs, faults)


def check_accounts(scan: Scan[Account], path: Path, faults: Faults) -> set[str]:
    """Note each account that is given twice; return the ids of all."""
    named: set[str] = set()
    for index, account in _named(scan, "id"):
        if account in named:
            place = f"{path}: {row_of(index)}, column account_id"
            faults.add(place, f"expected each account once, got {describe(account)} again")
        named.add(account)
    return named


def _named(scan: Scan[Any], field: str) -> Iterator[tuple[int, str]]:
    """Yield what a field is in each row in which it can be read, and where."""
    for index, row in enumerate(scan.rows):
        value = _field(row, field)
        if value is not None:
            yield index, value


def _field(row: Any, field: str) -> Any:
    return row.fields.get(field) if isinstance(row, Partial) else getattr(row, field)


def _check_known(scan: Scan[Any], known: set[str], path: Path | None, column: str, faults: Faults) -> None:
    """Note each unknown account once, at its first row: a file may name it a million times."""
    strangers: dict[str, list[int]] = {}
    for index, account in _named(scan, "account"):
        if account not in known:
            strangers.setdefault(account, []).append(index)
    for account, rows in strangers.items():
        more = f", and in {counted(len(rows) - 1, 'more row')}" if len(rows) > 1 else ""
        faults.add(
            f"{path}: {row_of(rows[0])}, column {column}",
            f"expected an account of the accounts file, got {describe(account)}{more}",
        )


def _check_credits(inputs: Inputs, faults: Faults) -> None:
    seen: set[str] = set()
    for index, id_ in _named(inputs.credits, "id"):
        if id_ in seen:
            place = f"{inputs.paths.credits}: {row_of(index)}, column id"
            faults.add(place, f"expected each credit once, got {describe(id_)} again")
        seen.add(id_)
    currencies = {account.id: account.currency for account in reversed(good(inputs.accounts))}
    for index, credit in numbered(inputs.credits):
        currency = currencies.get(credit.account, credit.amount.currency)
        if currency != credit.amount.currency:
            place = f"{inputs.paths.credits}: {row_of(index)}, column amount"
            faults.add(place, f"expected {currency}, the account's, got {credit.amount}")
