"""The real fleet of the example, as cases: a drive is a device, its model a SKU, its maker an account."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from tests.oracles.case import Band, Case, Held, Tariff

FILE = Path(__file__).parents[2] / "docs" / "examples" / "drives-2013" / "drives-2013.csv.gz"
MONTHS = range(4, 13)

PUBLISHED = Case(2013, 4)
OTHERS = {
    5: Case(2013, 5, mode="half_even", divisor=30, basis="devices", minimum=("invoice", Fraction(25_000), True)),
    8: Case(
        2013, 8, rule="end_excluded", basis="allocations", step=Fraction(1, 20), minimum=("line", Fraction(75), False)
    ),
    10: Case(2013, 10, rule="thirty", divisor=30, scope="invoice", minimum=("allocation", Fraction(3), False)),
    11: Case(2013, 11, dedupe=True, mode="up", currency="JPY", exponent=0),
}
"""Conventions tried beside the published ones, by month."""


@cache
def held() -> tuple[Held, ...]:
    """Return the fleet's allocations."""
    with gzip.open(FILE, "rt", encoding="ascii", newline="") as text:
        return tuple(_held(row) for row in csv.DictReader(text))


def _held(row: dict[str, str]) -> Held:
    last = date.fromisoformat(row["last_day"]) if row["last_day"] else None
    return Held(row["serial_number"], _maker(row["model"]), row["model"], date.fromisoformat(row["first_day"]), last)


def _maker(model: str) -> str:
    return "Seagate" if model.startswith("ST") else model.split(maxsplit=1)[0].replace("HGST", "Hitachi")


def cases(number: int) -> Iterator[Case]:
    """Yield the fleet in a month of 2013 under the published conventions, in some months under others too."""
    for case in (PUBLISHED._replace(number=number), *(OTHERS[other] for other in OTHERS if other == number)):
        yield case._replace(tariffs=tuple(_tariffs()), held=held())


def _tariffs() -> Iterator[Tariff]:
    for rank, sku in enumerate(sorted({each.sku for each in held()})):
        first = Fraction(435 + 7 * rank, 100)
        steps = ((1, 0), (10, 9), (100, 25), (1_000, 60), (3_000, 105))
        bands = tuple(Band(Fraction(from_), first - Fraction(cents, 100)) for from_, cents in steps)
        yield Tariff(sku, "volume" if rank % 3 else "graduated", bands)
        own = (Band(Fraction(0), Fraction("3.9999")), Band(Fraction(365), Fraction("3.3333")))
        yield Tariff(sku, "volume", own, "Seagate", date(2013, 8, 1))
