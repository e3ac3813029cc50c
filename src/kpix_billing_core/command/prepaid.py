"""What the commands over a file of events have in common: the two files, and the device that is meant."""

__all__ = ["Accounts", "device_of", "read_prepaid", "write_outcome"]

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..accounts import Account, Device
from ..decisions import Refused
from ..ids import AccountId, DeviceId
from ..lifecycle import Outcome
from .event_file import EventFile, append_events, read_events
from .failure import Failed, Faults
from .inputs import check_accounts, read_rows
from .outcomes import outcomes_table, refusal, say_unused
from .rows import good
from .screen import Progress


class Accounts(NamedTuple):
    """The accounts of a file, by id."""

    path: Path
    by_id: Mapping[AccountId, Account]

    def of(self, id_: AccountId) -> Account:
        """Return an account; raises Failed for one that the file does not have."""
        found = self.by_id.get(id_)
        if found is None:
            raise Failed(f"{self.path}: has no account {id_}", "nothing was written")
        return found


def read_prepaid(arguments: argparse.Namespace, *, begin: bool = False) -> tuple[EventFile, Accounts]:
    """Read the accounts and the events that the arguments name; `begin` lets the events be missing."""
    faults, progress = Faults(), Progress()
    path: Path = arguments.accounts
    accounts = read_rows(Account, path, faults, progress)
    check_accounts(accounts, path, faults)
    by_id = {account.id: account for account in good(accounts)}
    return read_events(arguments.events, faults, progress, begin=begin), Accounts(path, by_id)


def device_of(file: EventFile, id_: DeviceId) -> Device | None:
    """Return a device as the newest event leaves it; None for one that no event tells of."""
    return next((device for device in file.fleet.devices if device.id == id_), None)


def write_outcome(file: EventFile, what: str, outcome: Outcome | Refused) -> int:
    """Append what was decided and show it; raises Failed for a refusal."""
    if isinstance(outcome, Refused):
        raise refusal(outcome)
    append_events(file, outcome.events)
    print(outcomes_table(what, outcome.events))
    say_unused(outcome.unused)
    return 0
