"""Random histories and the conventions they are billed under, as plain text and numbers that belong to no implementation."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import NamedTuple

from hypothesis import settings

CHUNK = 2_500
"""Histories of one test."""
HISTORIES = max(CHUNK, min(1_000_000, 10 * settings().max_examples ** 2 // CHUNK * CHUNK))
"""Histories tried: 2,500 at least, 100,000 by `make deep`, a million under the profiles `explore` and `soak`."""
ACCOUNTS = 500
"""Histories of one case: each is an account of its own, so that the core sees files, not lists."""


class Held(NamedTuple):
    """A plan held by a device from one day to another, both included."""

    device: str
    account: str
    sku: str
    first: date
    last: date | None


class Band(NamedTuple):
    """A price from a threshold on."""

    threshold: Fraction
    price: Fraction


class Tariff(NamedTuple):
    """How a SKU is priced, for everyone (account None) or for one account, from a day on.

    Models: volume, graduated, stairs (one step of them), stairs_sum (all up to it), per_unit, flat, package (of `size`).
    """

    sku: str
    model: str
    bands: tuple[Band, ...]
    account: str | None = None
    since: date | None = None
    size: int = 1


class Case(NamedTuple):
    """A month, its conventions, its prices and what was held."""

    year: int
    number: int
    rule: str = "inclusive"
    divisor: int | None = None
    dedupe: bool = False
    basis: str = "quantity"
    custom: str = "replace"
    mode: str = "half_away_from_zero"
    step: Fraction | None = None
    scope: str = "line"
    minimum: tuple[str, Fraction, bool] | None = None
    currency: str = "USD"
    exponent: int = 2
    tariffs: tuple[Tariff, ...] = ()
    held: tuple[Held, ...] = ()


@cache
def calendar(year: int, number: int) -> tuple[date, ...]:
    """Return the days of a month, one after the other."""
    day, found = date(year, number, 1), []
    while day.month == number:
        found.append(day)
        day += timedelta(days=1)
    return tuple(found)


class Line(NamedTuple):
    """What stands on an invoice for one SKU."""

    sku: str
    allocations: int
    units: int
    divisor: int
    minor: int


class Bill(NamedTuple):
    """What an account is billed, in minor units; adjustments by name and SKU."""

    lines: tuple[Line, ...]
    adjustments: tuple[tuple[str, str | None, int], ...]
    due: int


SKUS = ("AIR", "SEA", "STD")
DEVICES = ("d1", "d2", "d3")
CURRENCIES = (("USD", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4))
MODELS = ("volume", "volume", "volume", "graduated", "stairs", "stairs_sum", "per_unit", "flat", "package")
BANDED = ("volume", "graduated", "stairs", "stairs_sum")
MODES = ("half_away_from_zero", "half_even", "down", "up", "floor", "ceiling")


def cases(seed: int, histories: int = CHUNK) -> Iterator[Case]:
    """Yield cases of ACCOUNTS histories each, the same for the same seed."""
    chance = Random(seed)
    for _ in range(histories // ACCOUNTS):
        yield _held(_priced(_conventions(chance), chance), chance)


def _conventions(chance: Random) -> Case:
    rule, divisor = chance.choice(
        (("inclusive", None), ("inclusive", None), ("inclusive", 30), ("end_excluded", None), ("thirty", 30))
    )
    minimum = chance.choice((None, None, "invoice", "line", "allocation"))
    currency, exponent = chance.choice(CURRENCIES)
    floor = Fraction(chance.randrange(600), 100 if exponent == 2 else 1)
    return Case(
        year=chance.choice((2023, 2024, 2025)),
        number=chance.choice((1, 2, 2, 4, 12)),
        rule=rule,
        divisor=divisor,
        dedupe=rule != "thirty" and minimum != "allocation" and chance.random() < 0.2,
        basis=chance.choice(("quantity", "quantity", "allocations", "devices")),
        custom=chance.choice(("replace", "replace", "merge", "cheaper")),
        mode=chance.choice(MODES),
        step=chance.choice((None, None, Fraction(1, 20) if exponent >= 2 else Fraction(5))),
        scope=chance.choice(("line", "line", "invoice")),
        minimum=None if minimum is None else (minimum, floor, minimum == "invoice" and chance.random() < 0.5),
        currency=currency,
        exponent=exponent,
    )


def _priced(case: Case, chance: Random) -> Case:
    start = date(case.year, case.number, 1)
    tariffs: list[Tariff] = []
    for sku in SKUS:
        model = chance.choice(MODELS)
        size = chance.randrange(1, 4)
        older, newer = start - timedelta(days=90), chance.choice((start, start - timedelta(days=1)))
        tariffs.append(Tariff(sku, model, _bands(model, chance), None, chance.choice((None, older)), size))
        if chance.random() < 0.5:
            tariffs.append(Tariff(sku, model, _bands(model, chance), None, newer, size))
        tariffs.append(Tariff(sku, model, _bands(model, chance), None, start + timedelta(days=1), size))
        if case.custom != "merge" or model in BANDED:
            for account in chance.sample(range(ACCOUNTS), ACCOUNTS // 20):
                # only bands of one kind can be merged
                own = model if case.custom == "merge" else chance.choice(MODELS)
                tariffs.append(Tariff(sku, own, _bands(own, chance), _account(account), None, size))
    return case._replace(tariffs=tuple(tariffs))


def _bands(model: str, chance: Random) -> tuple[Band, ...]:
    banded = model in BANDED
    # halves and tenths are hit exactly by sums of days of a month of 30, the other quantities fall between them
    first = Fraction(chance.choice((0, 0, 5, 10)), 10)
    tenths = sorted(chance.sample(range(11, 40), chance.randrange(4))) if banded else []
    return tuple(Band(threshold, _price(chance)) for threshold in (first, *(Fraction(each, 10) for each in tenths)))


def _price(chance: Random) -> Fraction:
    return Fraction(chance.randrange(0, 60_000), chance.choice((100, 100, 10_000)))


def _held(case: Case, chance: Random) -> Case:
    start = date(case.year, case.number, 1)
    length = len(calendar(case.year, case.number))
    # half of all days are those at which something can go wrong
    edges = [-1, 0, 0, 1, length - 2, length - 1, length - 1, length]
    held: list[Held] = []
    for number in range(ACCOUNTS):
        account = _account(number)
        for _ in range(chance.randrange(1, 5)):
            first = chance.choice(edges) if chance.random() < 0.5 else chance.randrange(-40, length + 2)
            last = chance.choice(edges) if chance.random() < 0.5 else first + chance.randrange(60)
            ended = chance.random() < 0.6
            held.append(
                Held(
                    chance.choice(DEVICES),
                    account,
                    chance.choice(SKUS),
                    start + timedelta(days=first),
                    start + timedelta(days=max(first, last)) if ended else None,
                )
            )
    chance.shuffle(held)
    return case._replace(held=tuple(held))


def _account(number: int) -> str:
    return f"a{number:03d}"
