"""`kpix-billing sweep`: what falls due in a fleet from one day to another."""

__all__ = ["add_sweep"]

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from ..interchange import write_rows
from ..tables import Table
from ..validity import Application, SweepEvent, SweepKind, Validity, sweep
from ..validity.boundaries import instant_of
from .arguments import day_of
from .failure import Failed
from .folder import check_target, new_file, write_folder
from .screen import counted
from .validity_file import FILES, add_validity, read_validity

OWN_NAMES = frozenset(("events.csv",))
COLUMNS = ("due_at", "application_id", "device_id", "event")
_FILES = f"""\
{FILES}
file written:
  events.csv    due_at,application_id,device_id,event in order of instant; the events are alert_due, alert_missed,
                grace_entered and disabled, and instants are in UTC

Every day belongs to one sweep: from Monday to Tuesday and from Wednesday to Friday give what Monday to Friday gives.
"""


def add_sweep(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "sweep",
        help="list what falls due from one day to another",
        description="List who enters grace, who is disabled, and of whose end administrators must be told.",
        epilog=_FILES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_validity(parser)
    parser.add_argument("--since", required=True, type=day_of, metavar="DAY", help="the first day")
    parser.add_argument("--until", required=True, type=day_of, metavar="DAY", help="the last day, included")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.until < arguments.since:
        raise Failed(f"--until: expected a day from {arguments.since} on, got {arguments.until}", "nothing was written")
    target: Path = arguments.out.resolve()
    check_target(target, OWN_NAMES.__contains__, replace=arguments.force)
    records, applications = read_validity(arguments)
    found = sorted(_events(records, applications, arguments.since, arguments.until), key=_instant)
    rows = [(event.due_at, event.application, event.device, event.kind.value) for event in found]

    def fill(folder: Path) -> None:
        with new_file(folder.joinpath("events.csv")) as file:
            write_rows(COLUMNS, rows, file)

    write_folder(target, fill, OWN_NAMES.__contains__, replace=arguments.force)
    print(_table(found, arguments.since, arguments.until))
    print(f"written to {arguments.out}")
    return 0


def _events(
    records: tuple[Validity, ...], applications: tuple[Application, ...], since: date, until: date
) -> Iterator[SweepEvent]:
    """Yield what falls due, application by application: each has days of its own zone."""
    held: dict[str, list[Validity]] = {application.id: [] for application in applications}
    for record in records:
        held[record.application].append(record)
    for application in applications:
        first, end = instant_of(since, 0, application.rules), instant_of(until, 1, application.rules)
        yield from sweep(held[application.id], [application], first, end)


def _instant(event: SweepEvent) -> tuple[str, str, str]:
    # What falls due at one instant for one device is in order already.
    return event.due_at.isoformat(), event.application, event.device


def _table(events: list[SweepEvent], since: date, until: date) -> Table:
    found = Counter((event.application, event.kind) for event in events)
    columns = ("application", *(kind.value.replace("_", " ") for kind in SweepKind))
    rows = tuple(
        (application, *(str(found[application, kind]) for kind in SweepKind))
        for application in sorted({event.application for event in events})
    )
    title = f"{since} to {until}: {counted(len(events), 'event')}"
    return Table(title=title, columns=columns, rows=rows, right=tuple(range(1, len(columns))))
