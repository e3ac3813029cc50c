"""From fifty allocations to an invoice of four lines, and from a file to nine months of invoices of a real fleet."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from benchmarks import by_hand
from benchmarks.harness import Finding, at_most, best, ratio, side_by_side
from benchmarks.workload import MONTH, SKUS, rows
from kpix_billing_core import (
    Account,
    Allocation,
    Invoice,
    Month,
    Price,
    PriceBook,
    bands,
    draft,
    explain,
    from_json,
    rate,
    read_csv,
    tally,
    tally_by_account,
)
from kpix_billing_core.command.drives import Drive, allocation_of

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "drives-2013"
TIMES = 200
PRICES = (("0", "4.35"), ("10", "4.26"), ("50", "4.10"))


def one_invoice(rounds: int) -> Iterator[Finding]:
    """Yield what one small invoice costs, beside attrs classes and Decimal amounts without a check or a why."""
    held = [
        Allocation(device, "acme", SKUS[index % 4], *days) for index, (device, _, _, *days) in enumerate(rows(50, 1))
    ]
    book = PriceBook.of(*(Price(sku, bands(*((start, f"{price} USD") for start, price in PRICES))) for sku in SKUS))
    acme = Account("acme", "USD")
    plain = {sku: tuple((Decimal(start), Decimal(price)) for start, price in PRICES) for sku in SKUS}

    def bill() -> Invoice:
        return draft(acme, MONTH, rate(tally(held, MONTH, book.terms), book, acme))

    made = bill()
    for write in (by_hand.invoice, by_hand.guarded_invoice):
        assert write(held, "acme", plain).due == made.due.to_decimal()
    measured = side_by_side(
        {
            "ours": lambda: [bill() for _ in range(TIMES)],
            "by hand": lambda: [by_hand.invoice(held, "acme", plain) for _ in range(TIMES)],
            "guarded": lambda: [by_hand.guarded_invoice(held, "acme", plain) for _ in range(TIMES)],
            "explain": lambda: [explain(made) for _ in range(TIMES)],
        },
        rounds,
    )
    micros = {name: best(measured, name) / TIMES * 1e6 for name in measured}
    yield Finding("invoice of 50 allocations, 4 lines", f"{micros['ours']:.1f} us")
    yield at_most(f"  against attrs and Decimal ({micros['by hand']:.1f} us)", ratio(measured, "ours", "by hand"), 3)
    clipped = f"{ratio(measured, 'ours', 'guarded'):.2f} x"
    yield Finding(f"  against the same, clipped by hand ({micros['guarded']:.1f} us)", clipped)
    yield Finding("  explaining it, where somebody asks", f"{micros['explain']:.0f} us")


def fleet(rounds: int) -> Iterator[Finding]:
    """Yield what nine months of the example's fleet cost, from compressed CSV to invoices."""
    months = list(Month(2013, 4).until(Month(2013, 12)))
    path = EXAMPLE / "drives-2013.csv.gz"
    book = from_json(PriceBook, (EXAMPLE / "price-book.json").read_text(encoding="utf-8"))
    with (EXAMPLE / "accounts.csv").open("rb") as file:
        accounts = {account.id: account for account in read_csv(Account, file)}

    def read() -> list[Allocation]:
        with path.open("rb") as file:
            return [allocation_of(drive) for drive in read_csv(Drive, file)]

    def bill(held: list[Allocation]) -> list[Invoice]:
        return [
            draft(accounts[id_], month, rate(used, book, accounts[id_]))
            for month in months
            for id_, used in tally_by_account(held, month, book.terms)
        ]

    held, plain = read(), by_hand.read_drives(path)
    days = [(month.first_day, month.last_day) for month in months]
    measured = side_by_side(
        {
            "read": read,
            "bill": lambda: bill(held),
            "read by hand": lambda: by_hand.read_drives(path),
            "bill by hand": lambda: [by_hand.bill_month(plain, *ends) for ends in days],
        },
        rounds,
    )
    lines = sum(len(invoice.lines) for invoice in bill(held))
    yield Finding(
        "real fleet, CSV to invoices of nine months", f"{best(measured, 'read') + best(measured, 'bill'):.2f} s"
    )
    yield Finding(
        f"  reading and checking {len(held):,} drives",
        f"{best(measured, 'read'):.2f} s, {ratio(measured, 'read', 'read by hand'):.1f} x csv.DictReader and attrs",
    )
    yield Finding(
        f"  billing {9 * len(held):,} rows, {lines} lines",
        f"{best(measured, 'bill'):.3f} s, {ratio(measured, 'bill', 'bill by hand'):.2f} x a Decimal for each row",
    )
