"""The files that a month is closed from: read, checked against each other, and every fault named with its place."""

__all__ = [
    "Inputs",
    "Paths",
    "check_accounts",
    "check_inputs",
    "read_book",
    "read_inputs",
    "read_rows",
    "scan_book",
]

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..accounts import Account
from ..catalogue import PriceBook
from ..errors import MalformedData, MalformedFile, describe
from ..interchange import from_json
from ..interchange.csv_read import Scan, scan_csv
from ..metering import Allocation
from ..price_list import read_prices
from ..rating import AccountCredit
from .allocations import AllocationRows, Allocations, columns_of
from .failure import Faults, reason_of
from .rows import Stranger, field_of, good, numbered, row_of, strangers_of, values_of
from .screen import Progress, counted

T = TypeVar("T")


class Paths(NamedTuple):
    """Where the files are; without a file of credits, nobody has any."""

    allocations: Path
    price_book: Path
    accounts: Path
    credits: Path | None = None


class Inputs(NamedTuple):
    """What the files hold, row by row, and where it came from; no book where it could not be read."""

    allocations: Allocations
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
    allocations = _allocations(paths.allocations, faults, progress)
    progress.clear()
    return Inputs(allocations, book, accounts, credits, paths)


def _allocations(path: Path, faults: Faults, progress: Progress) -> Allocations:
    if path.suffix.lower() == ".parquet":
        return columns_of(path, faults, progress)
    return AllocationRows(read_rows(Allocation, path, faults, progress), path)


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
        if ".csv" in map(str.lower, path.suffixes):
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


def check_inputs(inputs: Inputs, faults: Faults) -> None:
    """Note what does not fit together: an account given twice or nowhere, a credit that is not the account's.

    Rows with faults are looked at too, as far as they can be read; what hangs on a cell that cannot be is let pass.
    """
    named = check_accounts(inputs.accounts, inputs.paths.accounts, faults)
    # An account that nobody seems to know may be the one whose row cannot be read.
    if inputs.accounts.whole and all(field_of(row, "id") is not None for row in inputs.accounts.rows):
        _check_known(inputs.allocations.strangers(named), "account_id", faults)
        _check_known(strangers_of(inputs.credits, named, inputs.paths.credits), "account", faults)
    _check_credits(inputs, faults)


def check_accounts(scan: Scan[Account], path: Path, faults: Faults) -> set[str]:
    """Note each account that is given twice; return the ids of all."""
    named: set[str] = set()
    for index, account in values_of(scan, "id"):
        if account in named:
            place = f"{path}: {row_of(index)}, column account_id"
            faults.add(place, f"expected each account once, got {describe(account)} again")
        named.add(account)
    return named


def _check_known(strangers: Iterable[Stranger], column: str, faults: Faults) -> None:
    """Note each unknown account once, at its first row: a file may name it a million times."""
    for account, place, rows in strangers:
        more = f", and in {counted(rows - 1, 'more row')}" if rows > 1 else ""
        faults.add(
            f"{place}, column {column}", f"expected an account of the accounts file, got {describe(account)}{more}"
        )


def _check_credits(inputs: Inputs, faults: Faults) -> None:
    seen: set[str] = set()
    for index, id_ in values_of(inputs.credits, "id"):
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
