"""The closed family of mistakes a caller can make.

A mistake of the caller raises one of these; what the business forbids is an answer, `Refused` (see `decisions`).
Each error is a builtin error too, so `except ValueError` works; each keeps the values it complains of.
"""

__all__ = [
    "BillingError",
    "BrokenLog",
    "ColumnFault",
    "CurrencyMismatch",
    "Fault",
    "MalformedColumns",
    "MalformedData",
    "MalformedFile",
    "PriceNotFound",
    "QuantityBelowBands",
    "TallyMismatch",
    "UnknownCurrency",
    "WrongType",
    "WrongValue",
]

from datetime import date
from typing import NamedTuple

_LONGEST_SHOWN = 80
_LONGEST_TEXT = 200
_MOST_BITS_SHOWN = 256
_MOST_FAULTS_SHOWN = 20
_CONTAINERS = (tuple, list, dict, set, frozenset)


def describe(value: object) -> str:
    """Return a short, safe text for any value: an absurdly large one is named by its size, never printed."""
    # An int of more than 4,300 digits refuses repr(), a huge one takes minutes; neither may break an error message.
    if isinstance(value, int) and value.bit_length() > _MOST_BITS_SHOWN:
        return f"an int of {value.bit_length()} bits"
    # A day is shown as it is written in files.
    if type(value) is date:
        return f"date {value.isoformat()}"
    # Nor may a million members, or ten megabytes of text, of which the beginning says enough.
    if type(value) in _CONTAINERS and len(value) > _LONGEST_SHOWN:  # type: ignore[arg-type]
        return f"a {type(value).__name__} of {len(value)} members"  # type: ignore[arg-type]
    try:
        text = repr(value[:_LONGEST_SHOWN] if type(value) is str or type(value) is bytes else value)
    except Exception:  # noqa: BLE001  the value belongs to the caller: its repr may do anything
        return f"a {type(value).__name__}"
    # A table or a frame shows itself on many lines; a message has one.
    text = text.partition("\n")[0]
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    return f"{type(value).__name__} {text}"


def clipped(text: str) -> str:
    """Return text as it is, or the beginning of text that is too long for a message.

    >>> clipped("STD"), len(clipped("S" * 10_000_000))
    ('STD', 200)
    """
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


class BillingError(Exception):
    """A mistake of the caller: the root of every exception this package raises on purpose."""


class _Unexpected(BillingError):
    """What was expected of a named value, and what came instead."""

    def __init__(self, name: str, expected: str, got: object) -> None:
        super().__init__(name, expected, got)
        self.name = name
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"{self.name}: expected {self.expected}, got {describe(self.got)}"


class WrongType(_Unexpected, TypeError):
    """A value of another type than the one promised, such as a float for money or a datetime for a day.

    >>> str(WrongType("minor", "int", 1.5))
    'minor: expected int, got float 1.5'
    """


class WrongValue(_Unexpected, ValueError):
    """A value of the right type outside what it may be, such as a reversed period or a negative count.

    >>> str(WrongValue("month number", "1 to 12", 13))
    'month number: expected 1 to 12, got int 13'
    """


class UnknownCurrency(WrongValue):
    """A code that ISO 4217 does not list, or lists without a minor unit."""


class CurrencyMismatch(BillingError, ValueError):
    """Two currencies where one is needed; both are kept."""

    def __init__(self, expected: object, got: object) -> None:
        super().__init__(expected, got)
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"expected {self.expected}, got {self.got}: currencies are never mixed or converted"


class TallyMismatch(BillingError, ValueError):
    """A tally that cannot answer what the terms ask, or two tallies that do not add up to one."""


class PriceNotFound(BillingError, LookupError):
    """No price of a SKU in the account's currency is in force at the start of the period."""


class BrokenLog(BillingError, ValueError):
    """Events that no state can have come from: one is missing, out of order, or of somebody else.

    >>> str(BrokenLog(7, "expected version 6"))
    'event 7: expected version 6'
    """

    def __init__(self, version: int, problem: str) -> None:
        super().__init__(version, problem)
        self.version = version
        self.problem = problem

    def __str__(self) -> str:
        return f"event {self.version}: {self.problem}"


class QuantityBelowBands(BillingError, ValueError):
    """A quantity below the first band's threshold, under terms that call this an error (L46)."""


class MalformedData(BillingError, ValueError):
    """Plain data or JSON that is not the value it claims to be; `path` says where."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


class Fault(NamedTuple):
    """One thing wrong with a file: its row (1 is the header), its column name where there is one, and what is wrong."""

    row: int
    column: str | None
    problem: str

    def __str__(self) -> str:
        place = f"row {self.row}" if self.column is None else f"row {self.row}, column {self.column}"
        return f"{place}: {self.problem}"


class MalformedFile(BillingError, ValueError):
    """Everything wrong with a file, collected: no row is dropped silently and none is read twice.

    >>> print(MalformedFile("a.csv", (Fault(2, "sku", "expected text, got nothing"),)))
    a.csv: 1 fault
      row 2, column sku: expected text, got nothing
    """

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(file, faults)
        self.file = file
        self.faults = faults

    def __str__(self) -> str:
        return _report(self.file, self.faults)


class ColumnFault(NamedTuple):
    """One thing wrong with a column: its name, what is wrong, in how many rows (0: in its type), and some of them."""

    column: str
    problem: str
    rows: int = 0
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f" in {self.rows} row{'s' if self.rows != 1 else ''}" if self.rows else ""
        shown = f" ({', '.join(map(clipped, self.examples))})" if self.examples else ""
        return f"column {self.column}: {self.problem}{where}{shown}"


class MalformedColumns(BillingError, ValueError):
    """Everything wrong with columns of facts, collected: no row is dropped silently.

    >>> print(MalformedColumns("a.parquet", (ColumnFault("sku", "nothing", 2, ("account 'acme'",)),)))
    a.parquet: 1 fault
      column sku: nothing in 2 rows (account 'acme')
    """

    def __init__(self, source: str, faults: tuple[ColumnFault, ...]) -> None:
        super().__init__(source, faults)
        self.source = source
        self.faults = faults

    def __str__(self) -> str:
        return _report(self.source, self.faults)


def _report(source: str, faults: tuple[object, ...]) -> str:
    count = len(faults)
    shown = [f"  {fault}" for fault in faults[:_MOST_FAULTS_SHOWN]]
    hidden = count - _MOST_FAULTS_SHOWN
    rest = [f"  … and {hidden} more"] if hidden > 0 else []
    return "\n".join([f"{source}: {count} fault{'s' if count != 1 else ''}", *shown, *rest])
