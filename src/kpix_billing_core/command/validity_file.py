"""The files that validity is read from: records of devices, and the applications they belong to."""

__all__ = ["FILES", "ApplicationRow", "add_validity", "read_validity"]

import argparse
import re
from datetime import UTC, tzinfo
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import attrs

from ..errors import WrongValue, describe
from ..validity import Application, ApplicationRules, Validity
from .failure import Faults
from .inputs import good, numbered, read_rows, row_of
from .screen import Progress

FILES = """\
files read (CSV may be compressed with gzip):
  validity      device_id,application_id,start,last_day,deactivated_on; days as 2013-06-30, all of them included; a row
                without start and last_day is a device without a record; several rows of a device are one validity
  applications  application_id,grace_days,alert_days,enforcement,billing,zone; several alert days as "1;7", switches as
                true or false, zones as Europe/Berlin; what is left empty is 0, none, true and UTC

Any fault in the files stops the run: all faults are listed, and nothing is written.
"""


class _Switch(Enum):
    """A truth value as people write it."""

    TRUE = "true"
    FALSE = "false"
    ON = "on"
    OFF = "off"


def _alert_days(text: str) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[;, |]+", text) if part]
    if not all(re.fullmatch("[0-9]{1,9}", part) for part in parts):
        raise WrongValue("alert_days", 'whole numbers such as "1;7"', text)
    return tuple(sorted(set(map(int, parts))))


@attrs.frozen
class ApplicationRow:
    """A row of the file of applications."""

    id: str = attrs.field(metadata={"column": "application_id"})
    grace_days: int | None = None
    alert_days: str = ""
    enforcement: _Switch | None = None
    billing: _Switch | None = None
    zone: tzinfo | None = None

    def __attrs_post_init__(self) -> None:
        self.application()

    def application(self) -> Application:
        """Return the application; raises as its rules do."""
        rules = ApplicationRules(
            grace_days=0 if self.grace_days is None else self.grace_days,
            alert_days=_alert_days(self.alert_days),
            enforcement=self.enforcement not in _OFF,
            billing=self.billing not in _OFF,
            zone=UTC if self.zone is None else self.zone,
        )
        return Application(self.id, rules)


_OFF = (_Switch.FALSE, _Switch.OFF)


class ValidityFiles(NamedTuple):
    """What the two files hold."""

    records: tuple[Validity, ...]
    applications: tuple[Application, ...]


def add_validity(parser: argparse.ArgumentParser) -> None:
    """Add the files that everything about validity reads, and the folder that it writes."""
    parser.add_argument("--validity", required=True, type=Path, metavar="FILE", help="when devices are valid")
    parser.add_argument("--applications", required=True, type=Path, metavar="FILE", help="grace, alerts and switches")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="a folder that is new or empty")
    parser.add_argument("--force", action="store_true", help="replace what an earlier run wrote into the folder")


def read_validity(arguments: argparse.Namespace) -> ValidityFiles:
    """Read both files; raises Failed with every fault of each."""
    faults, progress = Faults(), Progress()
    rows = read_rows(ApplicationRow, arguments.applications, faults, progress)
    known: set[str] = set()
    for index, row in numbered(rows):
        if row.id in known:
            place = f"{arguments.applications}: {row_of(index)}, column application_id"
            faults.add(place, f"expected each application once, got {describe(row.id)} again")
        known.add(row.id)
    records = read_rows(Validity, arguments.validity, faults, progress)
    progress.clear()
    # An application that nobody seems to know may be the one whose row cannot be read.
    if rows.whole and len(good(rows)) == len(rows.rows):
        strangers: dict[str, int] = {}
        for index, record in numbered(records):
            if record.application not in known:
                strangers.setdefault(record.application, index)
        for stranger, index in strangers.items():
            place = f"{arguments.validity}: {row_of(index)}, column application_id"
            faults.add(place, f"expected an application of the applications file, got {describe(stranger)}")
    faults.stop_if_any()
    return ValidityFiles(good(records), tuple(row.application() for row in good(rows)))
