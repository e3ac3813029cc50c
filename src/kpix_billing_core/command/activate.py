"""`kpix-billing activate`: a device switched on with a plan."""

__all__ = ["add_activate"]

import argparse
from collections.abc import Callable

import attrs

from ..accounts import Device
from ..lifecycle import activate
from ..pool import BilledLater, Consumed, Occasion, PoolEvent, Purchased
from .arguments import add_events, day_of, identifier_of
from .event_file import EventFile
from .failure import Failed
from .outcomes import key_reused, outcomes_table, title
from .prepaid import device_of, read_prepaid, write_outcome


def add_activate(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "activate",
        help="switch a device on with a plan",
        description=(
            "Switch a device on with a plan: with a credit of its owner's pool, else with one bought at once, or"
            " billed later, as its account pays; else refused."
        ),
        allow_abbrev=False,
    )
    add_events(parser, begins=True)
    parser.add_argument("--device", required=True, type=identifier_of, help="which device")
    parser.add_argument("--owner", required=True, type=identifier_of, metavar="ACCOUNT", help="who owns it")
    parser.add_argument(
        "--payer", type=identifier_of, metavar="ACCOUNT", help="whose account it is on (default: OWNER)"
    )
    parser.add_argument("--sku", required=True, type=identifier_of, help="the plan")
    parser.add_argument("--on", required=True, type=day_of, metavar="DATE", help="the first day of the plan")
    parser.add_argument("--key", type=identifier_of, help="names this wish: given again, nothing is done twice")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    file, accounts = read_prepaid(arguments, begin=True)
    device = _device(file, arguments)
    owner, payer = accounts.of(device.owner), accounts.of(device.payer)
    first = file.with_key(owner.id, arguments.key)
    if first is not None:
        return _done_before(first, device, arguments)
    outcome = activate(
        file.pool(owner.id),
        device,
        arguments.sku,
        on=arguments.on,
        owner=owner,
        payer=payer,
        holdings=file.fleet.open,
        key=arguments.key,
    )
    return write_outcome(file, "Activated", outcome)


def _device(file: EventFile, arguments: argparse.Namespace) -> Device:
    known = device_of(file, arguments.device)
    if known is None:
        return Device(arguments.device, arguments.owner, arguments.payer or arguments.owner)
    if known.owner != arguments.owner:
        raise Failed(f"{known.id} belongs to {known.owner}, not to {arguments.owner}", "nothing was written")
    return attrs.evolve(known, payer=arguments.payer or arguments.owner)


def _done_before(first: PoolEvent, device: Device, arguments: argparse.Namespace) -> int:
    same = (
        isinstance(first, Consumed | Purchased | BilledLater)
        and first.occasion is Occasion.ACTIVATION
        and (first.device, first.payer, first.sku, first.on) == (device.id, device.payer, arguments.sku, arguments.on)
    )
    if not same:
        raise key_reused(arguments.key)
    print(outcomes_table(title("Activated", again=True), (first,)))
    return 0
