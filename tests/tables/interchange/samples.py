"""Classes of every kind of field, and the form that each has as plain data: made up, so that no room is needed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Generic, NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import attrs
import pytest

from kpix_billing_core.dates import Month, Period
from kpix_billing_core.errors import CurrencyMismatch, WrongValue
from kpix_billing_core.money import Currency, ExactMoney, Money


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(Enum):
    LOW = 1
    HIGH = 2


class Mixed(Enum):
    TEXT = "text"
    NUMBER = 1


class Pair(NamedTuple):
    left: int
    right: str = "r"


@attrs.frozen
class Sprocket:
    teeth: int = attrs.field()
    name: str = ""

    @teeth.validator
    def _check(self, attribute, value):
        if value < 3:
            raise WrongValue("teeth", "at least 3", value)
        if value == 13:
            raise WrongValue("luck", "more of it", value)
        if value == 99:
            raise CurrencyMismatch("USD", "EUR")


@attrs.frozen
class Stretch:
    numbers: Sequence[int]


@attrs.frozen(kw_only=True)
class BigWheel:
    spokes: int


Part: TypeAlias = Sprocket | BigWheel


@attrs.frozen(kw_only=True)
class Everything:
    """A field of every kind."""

    whole: int = 0
    text: str = ""
    truth: bool = False
    fraction: Fraction = Fraction(0)
    decimal: Decimal = Decimal(0)
    day: date = date(2026, 4, 28)
    instant: datetime = datetime(2026, 4, 28, tzinfo=UTC)
    zone: tzinfo = UTC
    month: Month = Month(2026, 4)
    period: Period = Period(date(2026, 4, 1), date(2026, 4, 2))
    currency: Currency = Currency("USD", 2)
    money: Money = Money(435, Currency("USD", 2))
    exact: ExactMoney = ExactMoney(Fraction(1, 3), Currency("USD", 2))
    colour: Colour = Colour.RED
    level: Level = Level.LOW
    maybe: int | None = None
    many: tuple[int, ...] = ()
    fixed: tuple[int, str] = (1, "a")
    unordered: frozenset[str] = frozenset()
    pair: Pair = Pair(1)
    sprocket: Sprocket = Sprocket(3)
    part: Part = BigWheel(spokes=1)
    perhaps_part: Part | None = None
    parts: tuple[Part, ...] = ()


@attrs.frozen
class Circle:
    """A class with a derived field, a private one and an argument of another name than its field."""

    radius: int = attrs.field(alias="r")
    diameter: int = attrs.field(
        init=False, eq=False, default=attrs.Factory(lambda self: 2 * self.radius, takes_self=True)
    )
    _cache: int = attrs.field(init=False, eq=False, default=7)


@attrs.frozen
class Tree:
    name: str
    children: "tuple[Tree, ...]" = ()


@attrs.frozen
class Branch:
    node: "Node"


@attrs.frozen
class Tip:
    leaf: int


Node: TypeAlias = Branch | Tip

T = TypeVar("T")
U = TypeVar("U")


@attrs.frozen
class Box(Generic[T, U]):
    content: T
    others: tuple[U, ...]
    spare: T | None = None
    inner: "Box[U, T] | None" = None
    size: int = 0


@attrs.frozen
class Shelf(Generic[T]):
    boxes: tuple[T, ...]


FORMS = [
    ("whole", 0, 0),
    ("whole", -(10**40), -(10**40)),
    pytest.param("whole", 10**640 - 1, 10**640 - 1, id="largest"),
    pytest.param("whole", 1 - 10**640, 1 - 10**640, id="least"),
    ("text", "", ""),
    ("text", "é設 \n", "é設 \n"),
    ("truth", True, True),
    ("fraction", "0.5", Fraction(1, 2)),
    ("fraction", "8/15", Fraction(8, 15)),
    ("fraction", "-0.0035", Fraction(-7, 2000)),
    ("fraction", "9" * 200, Fraction(10**200 - 1)),
    ("fraction", f"{10**200 - 1}/7", Fraction(10**200 - 1, 7)),
    # more digits than a ratio may have, but a decimal of fewer
    ("fraction", "1" + "0" * 150 + "." + "0" * 99 + "1", Fraction(10**250 + 1, 10**100)),
    ("decimal", "1.10", Decimal("1.10")),
    ("decimal", "1000", Decimal("1E+3")),
    ("decimal", "0.0000001", Decimal("1E-7")),
    ("day", "0001-01-01", date(1, 1, 1)),
    ("instant", "2026-04-28T10:00:00Z", datetime(2026, 4, 28, 12, tzinfo=timezone(timedelta(hours=2)))),
    ("instant", "2026-04-28T10:00:00.000001Z", datetime(2026, 4, 28, 10, 0, 0, 1, tzinfo=UTC)),
    ("zone", "UTC", UTC),
    ("zone", "Europe/Berlin", ZoneInfo("Europe/Berlin")),
    ("zone", "+02:00", timezone(timedelta(hours=2))),
    ("month", "2026-04", Month(2026, 4)),
    ("period", "2026-04-28/2026-05-02", Period(date(2026, 4, 28), date(2026, 5, 2))),
    ("currency", "KWD", Currency("KWD", 3)),
    ("currency", "XBT/8", Currency("XBT", 8)),
    ("money", {"minor": -435, "currency": "USD"}, Money.parse("-4.35 USD")),
    ("exact", {"amount": "0.0035", "currency": "USD"}, ExactMoney.parse("0.0035 USD")),
    ("colour", "blue", Colour.BLUE),
    ("level", 2, Level.HIGH),
    ("maybe", None, None),
    ("maybe", 3, 3),
    ("many", [], ()),
    ("many", [2, 1], (2, 1)),
    ("fixed", [5, "x"], (5, "x")),
    ("unordered", ["a", "b"], frozenset({"b", "a"})),
    ("pair", {"left": 4, "right": "x"}, Pair(4, "x")),
    ("sprocket", {"teeth": 4, "name": ""}, Sprocket(4)),
    ("part", {"kind": "big_wheel", "spokes": 8}, BigWheel(spokes=8)),
    ("part", {"kind": "sprocket", "teeth": 4, "name": "n"}, Sprocket(4, "n")),
    ("perhaps_part", None, None),
    ("perhaps_part", {"kind": "big_wheel", "spokes": 8}, BigWheel(spokes=8)),
    ("parts", [{"kind": "big_wheel", "spokes": 8}], (BigWheel(spokes=8),)),
]
