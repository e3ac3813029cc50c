"""`kpix-billing explain`: how the amounts of an invoice came about, from the JSON that `close-month` wrote."""

__all__ = ["add_explain"]

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ..errors import MalformedData
from ..explain import explain
from ..interchange import from_json
from ..invoicing import Adjustment, Invoice, InvoiceLine
from .failure import Failed

_STDIN = "-"


def add_explain(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "explain",
        help="say how the amounts of an invoice came about",
        description=(
            "Say how the amounts of an invoice came about: days, quantities, price bands taken and passed over,"
            " rounding, and the rules they rest on. Everything is read from the invoice itself."
        ),
        allow_abbrev=False,
    )
    parser.add_argument(
        "invoice", metavar="INVOICE.json", help="an invoice that close-month wrote; - reads standard input"
    )
    parser.add_argument("--sku", help="only the line of this SKU and what adjusts it, or minimum_spend, or rounding")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    invoice = _read(arguments.invoice)
    found = [invoice] if arguments.sku is None else _parts(invoice, arguments.sku)
    print("\n\n".join(str(explain(part)) for part in found))
    return 0


def _read(name: str) -> Invoice:
    data = _standard_input() if name == _STDIN else Path(name).read_bytes()
    try:
        return from_json(Invoice, data)
    except MalformedData as error:
        raise Failed(f"{name}: {error}") from None


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise Failed(f"{_STDIN}: standard input is closed")
    return sys.stdin.buffer.read()


def _parts(invoice: Invoice, sku: str) -> list[InvoiceLine | Adjustment]:
    found: list[InvoiceLine | Adjustment] = [line for line in invoice.lines if line.sku == sku]
    found += [line for line in invoice.adjustments if sku in (line.sku, line.id)]
    if not found:
        there = ", ".join((*(line.sku for line in invoice.lines), *(line.id for line in invoice.adjustments)))
        raise Failed(f"nothing for {sku} on invoice {invoice.id}, which has: {there}")
    return found
