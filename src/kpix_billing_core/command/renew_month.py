"""`kpix-billing renew-month`: every device of every account that holds a plan gets its plan for a month."""

__all__ = ["add_renew_month"]

import argparse
from collections.abc import Callable, Iterator

from ..accounts import Device
from ..catalogue import RenewalOrder
from ..decisions import Refused
from ..ids import AccountId
from ..lifecycle import Holding, Renewal, renew_month
from .arguments import add_events, month_of
from .event_file import EventFile, append_events
from .outcomes import outcomes_table, refusal
from .prepaid import Accounts, read_prepaid
from .screen import counted, note

_ORDERS = (RenewalOrder.OLDEST_ACTIVATION, RenewalOrder.DEVICE_ID)


def add_renew_month(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "renew-month",
        help="renew the plans of all devices for a month",
        description=(
            "Renew the plan of every device that holds one, account by account, at the start of a month. A device that"
            " has its plan for the month already is left alone, so running it again adds nothing."
        ),
        allow_abbrev=False,
    )
    add_events(parser)
    parser.add_argument("--month", required=True, type=month_of, metavar="YYYY-MM", help="the month that starts")
    parser.add_argument(
        "--order",
        choices=[order.value for order in _ORDERS],
        default=RenewalOrder.OLDEST_ACTIVATION.value,
        help="who gets the last credit of a pool (default: oldest_activation)",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    file, accounts = read_prepaid(arguments)
    answers = list(_renewals(file, accounts, arguments))
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    if refused:
        raise refusal(*refused)
    renewals = [answer for answer in answers if isinstance(answer, Renewal)]
    events = [event for renewal in renewals for event in renewal.events]
    append_events(file, events)
    print(outcomes_table(f"Renewed for {arguments.month}", events))
    already = sum(len(renewal.renewed) for renewal in renewals)
    if already:
        note(f"{counted(already, 'device')} had a plan for {arguments.month} already")
    return 0


def _renewals(file: EventFile, accounts: Accounts, arguments: argparse.Namespace) -> Iterator[Renewal | Refused]:
    """Yield the renewal of each account that owns a device with a plan, in order of accounts."""
    held = {holding.device: holding for holding in file.fleet.open}
    owned: dict[AccountId, list[tuple[Device, Holding]]] = {}
    for device in file.fleet.devices:
        if device.id in held:
            owned.setdefault(device.owner, []).append((device, held[device.id]))
    for owner, pairs in sorted(owned.items()):
        payers = sorted({device.payer for device, _ in pairs})
        yield renew_month(
            file.pool(owner),
            [device for device, _ in pairs],
            [holding for _, holding in pairs],
            arguments.month,
            owner=accounts.of(owner),
            payers=[accounts.of(payer) for payer in payers],
            order=RenewalOrder(arguments.order),
        )
