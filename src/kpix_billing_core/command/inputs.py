"""The files that a month is closed from: read, checked against each other, and every fault named with its place."""

__all__ = ["Inputs", "Paths", "accounts_by_id", "check_inputs", "read_book", "read_inputs", "read_rows", "row_of"]

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..accounts import Account
from ..catalogue import PriceBook
from ..errors import MalformedData, MalformedFile, describe
from ..ids import AccountId
from ..interchange import from_json, read_csv
from ..metering import Allocation
from ..rating import AccountCredit
from .failure import Faults
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
    """What the files hold, in the order of their rows, and where it came from."""

    allocations: tuple[Allocation, ...]
    book: PriceBook
    accounts: tuple[Account, ...]
    credits: tuple[AccountCredit, ...]
    paths: Paths


def read_inputs(paths: Paths, faults: Faults, progress: Progress) -> Inputs:
    """Read all files, each fault of each; raises Failed where there are any."""
    accounts = read_rows(Account, paths.accounts, faults, progress)
    credits = () if paths.credits is None else read_rows(AccountCredit, paths.credits, faults, progress)
    book = read_book(paths.price_book, faults)
    allocations = read_rows(Allocation, paths.allocations, faults, progress)
    progress.clear()
    # Faults of one file hide those between files: a row that could not be read may be the one that another names.
    faults.stop_if_any()
    return Inputs(allocations, book, accounts, credits, paths)


def read_rows(cls: type[T], path: Path, faults: Faults, progress: Progress) -> tuple[T, ...]:
    """Return the values of a file of rows; none where there are faults, which are noted."""
    try:
        with path.open("rb") as file:
            return read_csv(cls, file, name=str(path), on_rows=lambda rows: progress.show(f"rows of {path.name}", rows))
    except MalformedFile as error:
        faults.add_rows(error)
    except OSError as error:
        faults.add(str(path), error.strerror or str(error))
    return ()


def read_book(path: Path, faults: Faults) -> PriceBook:
    """Return the price book of a file; an empty one where there is a fault, which is noted."""
    try:
        return from_json(PriceBook, path.read_bytes())
    except MalformedData as error:
        faults.add(str(path), str(error))
    except OSError as error:
        faults.add(str(path), error.strerror or str(error))
    return PriceBook(())


def row_of(index: int) -> str:
    """Return where a value stands in its file."""
    return f"row {index + _FIRST_ROW}"


def check_inputs(inputs: Inputs, faults: Faults) -> None:
    """Note what does not fit together: an account given twice or nowhere, a credit that is not the account's."""
    known = accounts_by_id(inputs.accounts, inputs.paths.accounts, faults)
    _check_known(inputs.allocations, known, inputs.paths.allocations, "account_id", faults)
    _check_known(inputs.credits, known, inputs.paths.credits, "account", faults)
    _check_credits(inputs, known, faults)


def accounts_by_id(accounts: Iterable[Account], path: Path, faults: Faults) -> dict[AccountId, Account]:
    """Return the accounts of a file by id, and note each that is there twice."""
    known: dict[AccountId, Account] = {}
    for index, account in enumerate(accounts):
        if known.setdefault(account.id, account) is not account:
            place = f"{path}: {row_of(index)}, column account_id"
            faults.add(place, f"expected each account once, got {describe(account.id)} again")
    return known


def _check_known(
    values: Iterable[Allocation | AccountCredit],
    known: dict[str, Account],
    path: Path | None,
    column: str,
    faults: Faults,
) -> None:
    """Note each unknown account once, at its first row: a file may name it a million times."""
    strangers: dict[str, list[int]] = {}
    for index, value in enumerate(values):
        if value.account not in known:
            strangers.setdefault(value.account, []).append(index)
    for account, rows in strangers.items():
        more = f", and in {counted(len(rows) - 1, 'more row')}" if len(rows) > 1 else ""
        faults.add(
            f"{path}: {row_of(rows[0])}, column {column}",
            f"expected an account of the accounts file, got {describe(account)}{more}",
        )


def _check_credits(inputs: Inputs, known: dict[str, Account], faults: Faults) -> None:
    seen: set[str] = set()
    for index, credit in enumerate(inputs.credits):
        place = f"{inputs.paths.credits}: {row_of(index)}"
        if credit.id in seen:
            faults.add(f"{place}, column id", f"expected each credit once, got {describe(credit.id)} again")
        seen.add(credit.id)
        account = known.get(credit.account)
        if account is not None and account.currency != credit.amount.currency:
            faults.add(f"{place}, column amount", f"expected {account.currency}, the account's, got {credit.amount}")
