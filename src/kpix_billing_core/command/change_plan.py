"""`kpix-billing change-plan`: a device moved from one plan to another."""

__all__ = ["add_change_plan"]

import argparse
from collections.abc import Callable
from pathlib import Path

from ..accounts import Device
from ..decisions import Reason, Refused
from ..lifecycle import Holding, change_plan
from ..pool import BilledLater, Consumed, Occasion, PoolEvent, Purchased, Removed
from .arguments import add_events, day_of, identifier_of
from .event_file import EventFile
from .failure import Failed
from .inputs import read_book
from .outcomes import key_reused, outcomes_table, refusal, title
from .prepaid import device_of, read_prepaid, write_outcome


def add_change_plan(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "change-plan",
        help="move a device to another plan",
        description="Move a device to another plan on any day, which counts for both; prices tell an upgrade.",
        allow_abbrev=False,
    )
    add_events(parser)
    parser.add_argument("--price-book", required=True, type=Path, metavar="FILE", help="what plans cost, and the terms")
    parser.add_argument("--device", required=True, type=identifier_of, help="which device")
    parser.add_argument("--to", required=True, type=identifier_of, metavar="SKU", help="the new plan")
    parser.add_argument("--on", required=True, type=day_of, metavar="DATE", help="the day of change")
    parser.add_argument("--key", type=identifier_of, help="names this wish: given again, nothing is done twice")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    book = read_book(arguments.price_book)
    file, accounts = read_prepaid(arguments)
    device = device_of(file, arguments.device)
    if device is None:
        raise Failed(f"{file.path}: tells of no device {arguments.device}", "nothing was written")
    first = file.with_key(device.owner, arguments.key)
    if first is not None:
        return _done_before(file, first, arguments)
    outcome = change_plan(
        file.pool(device.owner),
        device,
        _held(file, device),
        arguments.to,
        on=arguments.on,
        owner=accounts.of(device.owner),
        book=book,
        payer=accounts.of(device.payer),
        key=arguments.key,
    )
    return write_outcome(file, "Changed", outcome)


def _held(file: EventFile, device: Device) -> Holding:
    held = next((holding for holding in file.fleet.open if holding.device == device.id), None)
    if held is None:
        raise refusal(Refused(Reason.NOT_ACTIVE, f"{device.id} holds no plan"))
    return held


def _done_before(file: EventFile, first: PoolEvent, arguments: argparse.Namespace) -> int:
    """Show a change that was made under the same key: its two events, the key being the first one's."""
    versions = range(first.version, first.version + 2)
    both = tuple(event for event in file.events if event.account == first.account and event.version in versions)
    new = both[-1]
    # A plan that was cancelled under the key ended too, and nothing took its place.
    same = (
        isinstance(first, Removed)
        and isinstance(new, Consumed | Purchased | BilledLater)
        and new.occasion is Occasion.CHANGE
        and (new.device, new.sku, new.on) == (arguments.device, arguments.to, arguments.on)
    )
    if not same:
        raise key_reused(arguments.key)
    print(outcomes_table(title("Changed", again=True), both))
    return 0
