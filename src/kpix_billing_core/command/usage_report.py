"""`kpix-billing usage-report`: the active devices of each tenant in a month, counted from a file of connections."""

__all__ = ["add_usage_report"]

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..dates import Month
from ..errors import Fault
from ..interchange import write_rows
from ..interchange.csv_read import stream_csv
from ..rendering import activity_html
from ..tables import Table
from ..usage import Activity, Connection, activity_by_account
from .arguments import add_folder, add_locale, month_of
from .failure import Faults, reason_of
from .folder import check_target, new_file, write_folder, write_text
from .screen import Progress

OWN_NAMES = frozenset(("tenants.csv", "index.html"))
COLUMNS = ("month", "tenant_id", "active_devices", "connections")
_FILES = """\
file read (CSV, may be compressed with gzip):
  connections   connected_at,tenant_id,device_id; instants as 2013-06-30T23:59:59Z or with another offset, in any order

files written:
  tenants.csv   month,tenant_id,active_devices,connections: a row for each tenant with a connection in the month;
                active_devices counts each device once, connections counts every row of the month
  index.html    the same, with a chart of each tenant's active devices by day: open it in a browser

Months are those of UTC. A device that connected for two tenants counts once for each. Rows are counted as they are
read, so only devices take memory, however long the file is. Any fault in the file stops the run: all faults are
listed, and nothing is written.
"""
_MOST_BYTES = 2**50
"""Bytes read at most: none of them stay, so that a limit would only be in the way of an honest file."""


class _Tenant(NamedTuple):
    """What a tenant used in the month."""

    month: Month
    id: str
    devices: int
    connections: int


def add_usage_report(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "usage-report",
        help="count the active devices of each tenant in a month",
        description="Count a month's active devices and connections, tenant by tenant.",
        epilog=_FILES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--connections", required=True, type=Path, metavar="FILE", help="which devices connected when")
    parser.add_argument("--month", required=True, type=month_of, metavar="YYYY-MM", help="the month")
    add_folder(parser)
    add_locale(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    target: Path = arguments.out.resolve()
    check_target(target, OWN_NAMES.__contains__, replace=arguments.force)
    tenants, page = _counted(arguments.connections, arguments.month, arguments.locale)
    table = _table(tenants, arguments.month)

    def fill(folder: Path) -> None:
        with new_file(folder.joinpath("tenants.csv")) as file:
            write_rows(COLUMNS, [(str(one.month), *one[1:]) for one in tenants], file)
        write_text(folder.joinpath("index.html"), page)

    write_folder(target, fill, OWN_NAMES.__contains__, replace=arguments.force)
    print(table.text(None))
    print(f"written to {arguments.out}")
    return 0


def _counted(path: Path, month: Month, locale: str) -> tuple[list[_Tenant], str]:
    """Count the connections of a file, and make a page of them; raises Failed with every fault of it."""
    faults, progress, found = Faults(), Progress(), list[Fault]()
    tenants: list[_Tenant] = []
    page = ""
    try:
        page = activity_html(_activities(path, month, found, progress, tenants), month, locale)
    except OSError as error:
        faults.add(str(path), reason_of(error))
    progress.clear()
    for fault in found:
        faults.add(str(path), str(fault))
    faults.stop_if_any()
    return tenants, page


def _activities(
    path: Path, month: Month, found: list[Fault], progress: Progress, tenants: list[_Tenant]
) -> Iterator[Activity]:
    """Yield what each tenant used, and note down the row that stays of it."""
    with path.open("rb") as file:
        rows = stream_csv(
            Connection,
            file,
            found,
            most_bytes=_MOST_BYTES,
            on_rows=lambda count: progress.show(f"rows of {path.name}", count),
        )
        # Account by account: the devices of one are gone before those of the next are put in order.
        for account, used in activity_by_account(rows, month):
            tenants.append(_Tenant(month, account, len(used.devices), sum(one.connections for one in used.devices)))
            yield used


def _table(tenants: list[_Tenant], month: Month) -> Table:
    rows = tuple((one.id, str(one.devices), str(one.connections)) for one in tenants)
    together = str(sum(one.devices for one in tenants)), str(sum(one.connections for one in tenants))
    columns = ("tenant", "active devices", "connections")
    return Table(title=f"Usage in {month}", columns=columns, rows=rows, right=(1, 2), foot=(("together", *together),))
