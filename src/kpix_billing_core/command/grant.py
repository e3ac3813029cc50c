"""`kpix-billing grant`: plan credits into an account's pool."""

__all__ = ["add_grant"]

import argparse
from collections.abc import Callable

import attrs

from ..pool import Granted, GrantSource
from ..pool import grant as grant_to
from .arguments import add_events, count_of, day_of, identifier_of, price_of
from .event_file import EventFile, append_events
from .failure import Failed
from .outcomes import key_reused, outcomes_table, title
from .prepaid import read_prepaid

_SOURCES = (GrantSource.PURCHASE, GrantSource.BULK, GrantSource.ADJUSTMENT)


def add_grant(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "grant",
        help="put plan credits into an account's pool",
        description="Put prepaid plan credits into an account's pool; the file of events is begun where it is missing.",
        allow_abbrev=False,
    )
    add_events(parser, begins=True)
    parser.add_argument("--account", required=True, type=identifier_of, help="whose pool")
    parser.add_argument("--sku", required=True, type=identifier_of, help="the plan they are good for")
    parser.add_argument("--count", required=True, type=count_of, metavar="N", help="how many")
    parser.add_argument("--on", required=True, type=day_of, metavar="DATE", help="the first day they pay for")
    parser.add_argument(
        "--source",
        choices=[source.value for source in _SOURCES],
        default=GrantSource.PURCHASE.value,
        help="where they come from (default: purchase); bulk needs --unit-price",
    )
    parser.add_argument("--unit-price", type=price_of, metavar="PRICE", help='what each cost, such as "13.00 USD"')
    parser.add_argument("--expires-on", type=day_of, metavar="DATE", help="the last day they pay for")
    parser.add_argument("--reference", default="", metavar="TEXT", help="the order or invoice they belong to")
    parser.add_argument("--key", type=identifier_of, help="names this wish: given again, nothing is done twice")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    file, accounts = read_prepaid(arguments, begin=True)
    account = accounts.of(arguments.account)
    price = arguments.unit_price
    if price is not None and price.currency != account.currency:
        problem = f"--unit-price: expected {account.currency}, the account's, got {price}"
        raise Failed(problem, "nothing was written")
    event = _granted(file, arguments)
    first = file.with_key(event.account, event.key)
    if first is None:
        append_events(file, (event,))
    elif type(first) is not Granted or attrs.evolve(event, version=first.version, at=first.at) != first:
        raise key_reused(event.key)
    print(outcomes_table(title("Granted", again=first is not None), (first or event,)))
    return 0


def _granted(file: EventFile, arguments: argparse.Namespace) -> Granted:
    return grant_to(
        file.pool(arguments.account),
        sku=arguments.sku,
        count=arguments.count,
        source=GrantSource(arguments.source),
        on=arguments.on,
        unit_price=arguments.unit_price,
        expires_on=arguments.expires_on,
        reference=arguments.reference,
        key=arguments.key,
    )
