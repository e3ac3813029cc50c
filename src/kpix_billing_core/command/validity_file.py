"""The files that validity is read from: records of devices, and the applications they belong to."""

__all__ = ["FILES", "add_validity", "read_validity"]

import argparse
from pathlib import Path
from typing import NamedTuple

from ..errors import describe
from ..validity import Application, Validity
from ..validity.application_file import ApplicationRow
from .arguments import add_folder
from .failure import Faults
from .inputs import read_rows
from .rows import good, numbered, row_of
from .screen import Progress

FILES = """\
files read (CSV may be compressed with gzip):
  validity      device_id,application_id,start,last_day,deactivated_on; days as 2013-06-30, all of them included; a row
                without start and last_day is a device without a record; several rows of a device are one validity
  applications  application_id,grace_days,alert_days,enforcement,billing,zone; several alert days as "1;7", switches as
                true or false, zones as Europe/Berlin; what is left empty is 0, none, true and UTC; two more columns may
                be there: overlap (union, reject or latest) and renewal_from (old_expiry or renewal)

Any fault in the files stops the run: all faults are listed, and nothing is written.
"""


class ValidityFiles(NamedTuple):
    """What the two files hold."""

    records: tuple[Validity, ...]
    applications: tuple[Application, ...]


def add_validity(parser: argparse.ArgumentParser) -> None:
    """Add the files that everything about validity reads, and the folder that it writes."""
    parser.add_argument("--validity", required=True, type=Path, metavar="FILE", help="when devices are valid")
    parser.add_argument("--applications", required=True, type=Path, metavar="FILE", help="grace, alerts and switches")
    add_folder(parser)


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
