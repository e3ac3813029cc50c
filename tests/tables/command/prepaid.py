"""A file of events and its accounts, for the commands over them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tests.tables.command.conftest import Result, run

from kpix_billing_core import Account, to_json
from kpix_billing_core.accounts import Device, PaymentMethod
from kpix_billing_core.lifecycle import activate
from kpix_billing_core.pool import GrantSource, PoolEvent, grant, replay

ACCOUNTS = """\
account_id,currency,payment_method
acme,USD,prepay
beta,USD,prepay_auto
later,EUR,postpay
"""
BOOK = """\
{"schema": "kpix.price_book/1", "prices": [
  {"sku": "STD", "model": {"kind": "per_unit", "price": {"amount": "4", "currency": "USD"}}},
  {"sku": "PRO", "model": {"kind": "per_unit", "price": {"amount": "13", "currency": "USD"}}}
]}
"""
APRIL_8 = date(2026, 4, 8)


class Prepaid(NamedTuple):
    """Where the files are."""

    folder: Path

    @property
    def events(self) -> Path:
        """The file of events."""
        return self.folder.joinpath("events.jsonl")

    def run(self, command: str, *more: object) -> Result:
        """Run a command over the files; what it says names no folder."""
        files = ("--events", self.events, "--accounts", self.folder.joinpath("accounts.csv"))
        result = run(command, *files, *more)
        return Result(result.code, result.out, result.err.replace(f"{self.folder}/", "").replace("kpix-billing: ", ""))

    def grant(self, *more: object, account: str = "acme", sku: str = "STD", count: int = 4) -> Result:
        """Put credits into a pool on the first of April."""
        wish = ("--account", account, "--sku", sku, "--count", count, "--on", "2026-04-01")
        return self.run("grant", *wish, *more)

    def activate(
        self, device: str, *more: object, owner: str = "acme", sku: str = "STD", on: object = APRIL_8
    ) -> Result:
        """Switch a device on, on the eighth of April."""
        return self.run("activate", "--device", device, "--owner", owner, "--sku", sku, "--on", on, *more)

    def renew(self, *more: object, month: str = "2026-05") -> Result:
        """Renew all plans for May."""
        return self.run("renew-month", "--month", month, *more)

    def change(self, device: str, to: str, *more: object, on: str = "2026-04-20") -> Result:
        """Move a device to another plan on the twentieth of April."""
        book = self.folder.joinpath("book.json")
        return self.run("change-plan", "--device", device, "--to", to, "--on", on, "--price-book", book, *more)

    def write(self, events: Iterable[PoolEvent]) -> bytes:
        """Put events into the file, and return its bytes."""
        data = "".join(f"{to_json(event, indent=None)}\n" for event in events).encode()
        self.events.write_bytes(data)
        return data


def outcomes(result: Result) -> list[list[str]]:
    """Return the cells of each row of a table of outcomes, of a run that went well."""
    assert result.code == 0, result.err
    rule = result.out.splitlines()[2]
    ends = [index for index, character in enumerate(f"{rule} ") if character == " " and rule[index - 1] == "-"]
    rows = result.out.splitlines()[3:]
    return [
        [row[start:end].strip() for start, end in zip((0, *ends), (*ends[:-1], None), strict=False)] for row in rows
    ]


def story() -> list[PoolEvent]:
    """Return a grant of two credits, and two devices that take them."""
    acme = Account("acme", "USD", PaymentMethod.PREPAY)
    events: list[PoolEvent] = [
        grant(replay([], "acme"), sku="STD", count=2, source=GrantSource.ADJUSTMENT, on=date(2026, 4, 1))
    ]
    for name in ("tracker-1", "tracker-2"):
        outcome = activate(replay(events, "acme"), Device(name, "acme"), "STD", on=APRIL_8, owner=acme, key=name)
        events += outcome.events
    return events
