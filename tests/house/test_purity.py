"""No result depends on a clock, a setting or chance, and none passes through a float."""

import pytest
from tests.house.purity import CHECKERS
from tests.house.source import Module, module, modules

# The one room with input and output.
FREE = "command"

# Where a checker is too strict, by checker and file: how many findings, and why they are right.
EXCEPTIONS: dict[tuple[str, str], tuple[int, str]] = {
    ("swallowed_errors", "errors.py"): (
        1,
        "describe: a caller's repr may raise anything, a message may not",
    ),
    ("swallowed_errors", "checks.py"): (1, "derived: whatever stumbles, the validators may name it; then it goes on"),
    ("loose_types", "errors.py"): (1, "describe: an int of any kind may be too large to print"),
    ("builtins", "quota/reservations.py"): (1, "hash: what equals a tuple must hash as that tuple"),
    ("surroundings", "interchange/zones.py"): (
        1,
        "zoneinfo: the one place below the commands where a name becomes a zone",
    ),
    ("surroundings", "batch/instants.py"): (1, "timestamp: what Arrow calls the type of a column of instants"),
    ("decimal_context", "rendering/amounts.py"): (
        1,
        "localcontext: babel reckons in the ambient context, so it is given a private one",
    ),
}


def findings(checker: str, each: Module) -> list[str]:
    """Return what a checker finds in a file, as text."""
    return [f"{each.name}:{line}: {problem}" for line, problem in CHECKERS[checker](each)]


@pytest.mark.parametrize("checker", sorted(CHECKERS))
def test_source_is_pure(checker):
    """Outside the room of commands, no file does what the checker looks for, beyond the reasoned exceptions."""
    found = {each.name: findings(checker, each) for each in modules() if each.room != FREE}
    allowed = {name: count for (by, name), (count, _) in EXCEPTIONS.items() if by == checker}
    assert {name: faults for name, faults in found.items() if len(faults) != allowed.get(name, 0)} == {}


@pytest.mark.parametrize("checker", ["floats", "decimal_context", "swallowed_errors", "mutable_state", "hidden_bodies"])
def test_commands_are_exact_too(checker):
    """The room of commands may read and print, but it computes no otherwise than the rest."""
    assert [found for each in modules() if each.room == FREE for found in findings(checker, each)] == []


def test_exceptions_are_for_files_that_exist():
    """An exception goes when its file goes."""
    assert {name for _, name in EXCEPTIONS} <= {each.name for each in modules()}


# --- the checkers can fail -----------------------------------------------------------------------------

OFFENDERS = {
    "floats": [
        "x = 0.5",
        "x = 1e3",
        "x = 2j",
        "x = float('1')",
        "x = map(float, y)",
        "x = round(y)",
        "x = f'{y:.2f}'",
        "x = f'{y:n}'",
        "x = f'{y:>{width}.3g}'",
    ],
    "division": ["x = a / b", "x /= 2", "def f(a):\n    return Fraction(1) / a"],
    "approximate_libraries": ["import math", "from math import floor", "import statistics", "from cmath import pi"],
    "decimal_context": [
        "from decimal import getcontext",
        "import decimal\ndecimal.setcontext(c)",
        "x = y.quantize(z)",
        "x = y.normalize()",
        "from decimal import Decimal, localcontext",
    ],
    "surroundings": [
        "import time",
        "from time import monotonic",
        "import os.path",
        "from os import environ",
        "import locale",
        "def f():\n    import random",
        "x = datetime.now(UTC)",
        "x = date.today()",
        "x = y.astimezone()",
        "f = datetime.utcnow",
        "from zoneinfo import ZoneInfo",
    ],
    "builtins": [
        "print(1)",
        "x = open(y)",
        "assert x",
        "def f():\n    global x",
        "x = hash(y)",
        "object.__setattr__(a, 'b', 1)",
    ],
    "swallowed_errors": ["try:\n    x\nexcept:\n    y", "try:\n    x\nexcept Exception:\n    y"],
    "loose_types": [
        "isinstance(x, int)",
        "isinstance(x, (str, int))",
        "isinstance(x, int | str)",
        "isinstance(x, date)",
        "match x:\n    case int():\n        pass",
        "match x:\n    case (1, date(y)):\n        pass",
    ],
    "mutable_state": [
        "X = []",
        "X = {1: 2}",
        "X: set[int] = set()",
        "_X = {1: 2}\ndef f():\n    return _X[1]",
        "class A:\n    x = {}",
        "X = defaultdict(list)",
        "X = [y for y in z]",
        "_X = {1: 2}\nf = lambda: _X[1]",
    ],
    "endless_caches": [
        "from functools import cache",
        "import functools\nf = functools.cache(g)",
        "@lru_cache(maxsize=None)\ndef f(): ...",
    ],
    "hidden_bodies": [
        "class A:\n    @property\n    def f(self):\n        return self.x + 1",
        "class A:\n    @property\n    def f(self):\n        y = g(self)\n        return y",
        "class A:\n    @x.validator\n    def f(self, a, v):\n        if v: raise E",
        "@lru_cache(maxsize=9)\ndef f(x):\n    return x * 2",
        "class A:\n    @property\n    def f(self):\n        return g(self, 1)",
        "class A:\n    @property\n    def f(self):\n        return not self.x",
    ],
}
INNOCENT = {
    "floats": ["x = Fraction(1, 3)", "x = f'{y:04d}'", "x = f'{y:>{width}}'", "x = 10**2"],
    "division": ["x = a // b", "x = 'a/b'", "x = divmod(a, b)"],
    "approximate_libraries": ["from math import gcd, lcm"],
    "decimal_context": ["from decimal import Decimal\nx = Decimal('1').as_tuple()"],
    "surroundings": ["from datetime import time, date", "x = y.astimezone(zone)", "from .os import x", "x = time(0)"],
    "builtins": ["x = self.open()", "def f():\n    return hashed(x)", "__hash__ = f"],
    "swallowed_errors": ["try:\n    x\nexcept (ValueError, OverflowError):\n    y"],
    "loose_types": [
        "type(x) is int",
        "isinstance(x, str)",
        "isinstance(x, Month)",
        "match x:\n    case Month():\n        pass",
    ],
    "mutable_state": [
        "__all__ = []",
        "X = ()",
        "X = MappingProxyType({1: 2})",
        "X = frozenset({1})",
        "_X = {1: 2}\nY = MappingProxyType(_X)",
        "def f():\n    x = []",
    ],
    "endless_caches": ["from functools import lru_cache\n@lru_cache(maxsize=9)\ndef f(): ..."],
    "hidden_bodies": [
        "class A:\n    @property\n    def f(self):\n        '''Doc.'''\n        return _f(self, self.x)",
        "class A:\n    @property\n    def f(self):\n        '''Doc only, in a protocol.'''",
        "class A:\n    @property\n    def f(self):\n        return self.x.y",
        "class A:\n    @x.validator\n    def f(self, a, v):\n        _check(a, v)",
        "class A:\n    @classmethod\n    def f(cls, x):\n        return cls(x + 1)",
        "class A:\n    @overload\n    def f(self): ...",
        "def f(x):\n    return x + 1",
    ],
}


@pytest.mark.parametrize(("checker", "text"), [(name, text) for name, texts in OFFENDERS.items() for text in texts])
def test_an_offender_is_seen(checker, text):
    """Each checker finds each way of doing what it forbids."""
    assert list(CHECKERS[checker](module(("x",), text)))


@pytest.mark.parametrize(("checker", "text"), [(name, text) for name, texts in INNOCENT.items() for text in texts])
def test_the_innocent_are_let_pass(checker, text):
    """No checker complains of what only looks similar."""
    assert list(CHECKERS[checker](module(("x",), text))) == []


def test_every_checker_is_tested():
    """No checker is without an offender and an innocent."""
    assert set(OFFENDERS) == set(INNOCENT) == set(CHECKERS)
