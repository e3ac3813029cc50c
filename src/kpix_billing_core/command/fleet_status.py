"""`kpix-billing fleet-status`: what every device is on a day, since when and until when."""

__all__ = ["add_fleet_status"]

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeAlias

from ..interchange import write_rows
from ..rendering import fleet_html
from ..validity import Application, Validity, day_span, glance
from .arguments import add_locale, day_of
from .folder import check_target, new_file, write_folder, write_text
from .validity_file import FILES, add_validity, read_validity

OWN_NAMES = frozenset(("status.csv", "index.html"))
COLUMNS = ("device_id", "application_id", "status", "since", "until")
_FILES = f"""\
{FILES}
files written:
  status.csv    device_id,application_id,status,since,until: a row for each device in each of its applications; since
                and until are days, both included, and empty where there is none
  index.html    devices by status, and what expires within 30 days with a calendar of it: open it in a browser
"""
_Row: TypeAlias = tuple[str, str, str, date | None, date | None]


def add_fleet_status(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "fleet-status",
        help="say what every device is on a day",
        description="Say what every device is on a day: valid, in grace, disabled, and so on; since when, until when.",
        epilog=_FILES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_validity(parser)
    parser.add_argument("--on", required=True, type=day_of, metavar="DATE", help="the day")
    add_locale(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    target: Path = arguments.out.resolve()
    check_target(target, OWN_NAMES.__contains__, replace=arguments.force)
    records, applications = read_validity(arguments)
    rows = list(_rows(records, applications, arguments.on))
    shown = glance(records, applications, arguments.on)
    page = fleet_html(shown, arguments.on, arguments.locale)

    def fill(folder: Path) -> None:
        with new_file(folder.joinpath("status.csv")) as file:
            write_rows(COLUMNS, rows, file)
        write_text(folder.joinpath("index.html"), page)

    write_folder(target, fill, OWN_NAMES.__contains__, replace=arguments.force)
    print(shown)
    print(f"written to {arguments.out}")
    return 0


def _rows(records: tuple[Validity, ...], applications: tuple[Application, ...], on: date) -> Iterator[_Row]:
    rules = {application.id: application.rules for application in applications}
    held: dict[tuple[str, str], list[Validity]] = {}
    for record in records:
        held.setdefault((record.device, record.application), []).append(record)
    for device, application in sorted(held):
        status, since, until = day_span(held[device, application], rules[application], on)
        yield device, application, status.value, since, until
