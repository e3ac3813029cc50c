"""Imports go down the floors, never round in a circle, and every third-party package has one home."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

import pytest
from tests.every import every
from tests.house.source import OPTIONAL, PACKAGE, Module, exported, module, modules, nodes, rooms

# A file imports only from lower floors, or downwards within its own room; rooms on one floor are strangers.
FLOORS = (
    {"errors", "checks", "exact", "ids", "tables", "decisions", "log"},
    {"money", "dates"},
    {"interchange"},
    {"catalogue", "accounts", "quota", "validity"},
    {"metering", "pool", "price_list", "usage"},
    {"rating", "reporting"},
    {"invoicing", "lifecycle"},
    {"explain"},
    {"rendering", "interop", "batch"},
    {"testing"},
    {"command"},
    {"__main__"},
)
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}
GROUND = 0  # whose files are one room: they may lean on each other

# Where a third-party package may be imported; attrs is the house's own style, so anywhere.
HOMES = {
    "attrs": "",
    "dateutil": "dates/months.py",
    "babel": "rendering/",
    "hypothesis": "testing/",
    "numpy": "batch/",
    "pyarrow": "batch/",
    "duckdb": "batch/on_duckdb",
    "polars": "batch/on_polars",
    "pyspark": "batch/on_spark",
}
# Those that most users never need: imported where they are used, so that importing the package stays cheap.
LAZY = {"dateutil", "babel"}


class Import(NamedTuple):
    """One name imported somewhere: the module it comes from, whether at module level, and the line."""

    target: tuple[str, ...]
    third_party: bool
    at_top: bool
    line: int


def imports(importer: Module, known: frozenset[tuple[str, ...]]) -> Iterator[Import]:
    """Yield every import of a file, in functions and under TYPE_CHECKING too, except those of the standard library."""
    at_top = {id(node) for node in importer.tree.body}
    for node in nodes(importer.tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        top = id(node) in at_top
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _absolute(alias.name, top, node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from _absolute(node.module or "", top, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            yield from _relative(importer, node, known, top)


def _absolute(name: str, at_top: bool, line: int) -> Iterator[Import]:
    first, *rest = name.split(".")
    if first == PACKAGE:
        yield Import(tuple(rest), False, at_top, line)
    elif first not in sys.stdlib_module_names:
        yield Import((first,), True, at_top, line)


def _relative(importer: Module, node: ast.ImportFrom, known: frozenset, at_top: bool) -> Iterator[Import]:
    here = importer.parts if importer.is_package else importer.parts[:-1]
    base = here[: len(here) - node.level + 1] + tuple((node.module or "").split(".") if node.module else ())
    for alias in node.names:
        # `from . import pool` means the module pool, `from .money import Money` a name in the module money
        target = (*base, alias.name) if (*base, alias.name) in known else base
        yield Import(target, False, at_top, node.lineno)


def known(files: Iterable[Module]) -> frozenset[tuple[str, ...]]:
    """Return the names of all modules, to tell `from . import module` from `from . import name`."""
    return frozenset(each.parts for each in files)


def wrong_directions(files: Iterable[Module]) -> list[str]:
    """Return every import that goes up, to a stranger, or to the front door."""
    names = known(files)
    return [
        f"{importer.name}:{each.line}: {'.'.join(each.target) or PACKAGE}: {problem}"
        for importer in files
        for each in imports(importer, names)
        if importer.parts and not each.third_party and (problem := _direction(importer, each.target))
    ]


def _direction(importer: Module, target: tuple[str, ...]) -> str:
    if not target:
        return "nobody inside imports the front door"
    if target[0] == importer.room:
        return "a file does not import its own room's front" if target == importer.parts[:-1] else ""
    if importer.room not in FLOOR or target[0] not in FLOOR:
        return "a room that is on no floor"
    here, there = FLOOR[importer.room], FLOOR[target[0]]
    if there > here:
        return f"floor {here + 1} does not import from floor {there + 1}"
    if there == here and here != GROUND:
        return "rooms on one floor are strangers"
    return ""


def circles(files: Iterable[Module]) -> list[list[str]]:
    """Return every circle of modules that import each other, whenever they do it."""
    names = known(files)
    graph = {each.parts: _leans_on(each, names) for each in files}
    found, done = [], set()

    def visit(node: tuple[str, ...], path: list[tuple[str, ...]]) -> None:
        if node in path:
            found.append([".".join(part) or PACKAGE for part in path[path.index(node) :]])
        elif node not in done:
            for target in sorted(graph.get(node, ())):
                visit(target, [*path, node])
            done.add(node)

    for start in sorted(graph):
        visit(start, [])
    return found


def _leans_on(importer: Module, names: frozenset[tuple[str, ...]]) -> set[tuple[str, ...]]:
    return {each.target for each in imports(importer, names) if not each.third_party}


def homeless(files: Iterable[Module]) -> list[str]:
    """Return every import of a third-party package outside its home, or earlier than needed."""
    found, names = [], known(files)
    for importer in files:
        for each in imports(importer, names):
            if not each.third_party:
                continue
            name = each.target[0]
            if name not in HOMES:
                found.append(f"{importer.name}:{each.line}: {name} has no home")
            elif not importer.name.startswith(HOMES[name]):
                found.append(f"{importer.name}:{each.line}: {name} lives in {HOMES[name]}")
            elif name in LAZY and each.at_top:
                found.append(f"{importer.name}:{each.line}: {name} is imported in the function that needs it")
    return found


def absolute(files: Iterable[Module]) -> list[str]:
    """Return every import of the package by its own name, which a vendor may have changed."""
    found = []
    for importer in files:
        for node in nodes(importer.tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            found += [f"{importer.name}:{node.lineno}" for name in names if name.split(".")[0] == PACKAGE]
    return found


# --- the package ---------------------------------------------------------------------------------------


def test_imports_go_down():
    """A file imports from lower floors or its own room, never from a stranger and never the front door."""
    assert wrong_directions(modules()) == []


def test_there_is_no_circle():
    """No two modules lean on each other, not even inside a function or for a type checker."""
    assert circles(modules()) == []


def test_third_party_packages_stay_at_home():
    """Each third-party package is imported in one place, and a heavy one only where it is used."""
    assert homeless(modules()) == []


def test_the_package_does_not_know_its_own_name():
    """Inside, imports are relative: a vendor can embed the package under another name."""
    assert absolute(modules()) == []


def test_every_room_is_on_a_floor():
    """A new room or ground-floor file is entered in the table before anything leans on it."""
    assert {each.room for each in modules() if each.parts} - set(FLOOR) == set()


@every({module.name: module for module in modules()})
def test_every_public_module_says_what_it_exports(each):
    """A public module has `__all__`: constants, classes, functions, each sorted, and every name exists."""
    if each.parts[-1:] == ("__main__",) or any(part.startswith("_") for part in each.parts):
        return
    names = exported(each.tree)
    assert names is not None, "no __all__"
    assert names == sorted(set(names), key=_kind_then_name)
    if each.room not in OPTIONAL:
        loaded = import_module(".".join((PACKAGE, *each.parts)))
        assert [name for name in names if not hasattr(loaded, name)] == []


def _kind_then_name(name: str) -> tuple[int, list]:
    kind = 0 if name.isupper() else 1 if name.lstrip("_")[:1].isupper() else 2
    return kind, [int(piece) if piece.isdecimal() else piece for piece in re.split(r"([0-9]+)", name)]


@every({room: room for room in sorted(rooms())})
def test_every_room_opens_with_an_essay(room):
    """A room's front is an essay of some sentences, one for each main type, and then only re-exports."""
    front = rooms()[room]
    essay = ast.get_docstring(front.tree) or ""
    assert len(re.findall(r"[.!?](?=\s|$)", essay)) >= 4, "too short to orient anybody"
    named = set(re.findall(r"`(\w+)`", essay))
    assert named & set(exported(front.tree) or ()), "it names nothing of what is here"
    body = [type(node) for node in front.tree.body[1:]]
    assert set(body) <= {ast.Assign, ast.ImportFrom}, "more than re-exports"


@every({module.name: module for module in modules()})
def test_every_module_says_what_it_is_for(each):
    """Every file opens with a docstring."""
    assert ast.get_docstring(each.tree)


# --- the tests can fail --------------------------------------------------------------------------------


def house(**texts: str) -> list[Module]:
    """Return modules from their texts: `money__rounding` is a file of the room money, `money` its front."""
    names = [tuple(name.split("__")) for name in texts]
    fronts = {parts[:1] for parts in names if len(parts) > 1}
    return [module(parts, text, package=parts in fronts) for parts, text in zip(names, texts.values(), strict=True)]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"money": "", "money__a": "from ..rating import Charge"}, "floor 2 does not import from floor 6"),
        (
            {"money": "", "money__a": "def f():\n    from ..rating import Charge"},
            "floor 2 does not import from floor 6",
        ),
        ({"money": "", "money__a": "from ..dates.month import Month"}, "rooms on one floor are strangers"),
        ({"money": "", "money__a": "from .. import dates", "dates": ""}, "rooms on one floor are strangers"),
        ({"money": "", "money__a": "from .. import Money"}, "nobody inside imports the front door"),
        ({"money": "", "money__a": "from . import Money"}, "a file does not import its own room's front"),
        ({"explain": "import kpix_billing_core"}, "nobody inside imports the front door"),
        ({"explain": "from .somewhere import x"}, "a room that is on no floor"),
    ],
)
def test_a_wrong_direction_is_seen(texts, problem):
    """Imports upwards, sideways and of the front door are found, wherever they hide."""
    assert [fault.split(": ")[-1] for fault in wrong_directions(house(**texts))] == [problem]


def test_right_directions_are_let_pass():
    """Down the floors, across the ground floor and within a room is where imports may go."""
    texts = {"checks": "from .errors import X", "money": "from .a import A", "money__a": "from ..checks import y"}
    assert wrong_directions(house(**texts, errors="", money__b="from .a import A\nfrom . import a")) == []


@pytest.mark.parametrize(
    "texts",
    [
        {"errors": "from .checks import x", "checks": "from .errors import y"},
        {"errors": "from .checks import x", "checks": "def f():\n    from .errors import y"},
        {"errors": "from .checks import x", "checks": "if TYPE_CHECKING:\n    from .errors import y"},
        {"money": "", "money__a": "from . import b", "money__b": "from .c import c", "money__c": "from .a import a"},
    ],
)
def test_a_circle_is_seen(texts):
    """Circles are found at module level, in functions, for type checkers, and over several files."""
    assert len(circles(house(**texts))) == 1


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"explain": "import babel.numbers"}, "babel lives in rendering/"),
        ({"explain": "def f():\n    from dateutil import rrule"}, "dateutil lives in dates/months.py"),
        ({"explain": "import numpy as np"}, "numpy lives in batch/"),
        ({"explain": "import scipy"}, "scipy has no home"),
        ({"rendering": "", "rendering__a": "import babel"}, "babel is imported in the function that needs it"),
    ],
)
def test_a_stray_dependency_is_seen(texts, problem):
    """A package away from home, without one, or loaded too early is found."""
    assert [fault.split(": ")[-1] for fault in homeless(house(**texts))] == [problem]


def test_a_dependency_at_home_is_let_pass():
    """Babel inside a function of rendering, attrs and the standard library anywhere."""
    assert homeless(house(rendering="", rendering__a="import re, attrs\ndef f():\n    import babel")) == []


def test_an_absolute_import_is_seen():
    """The package's own name is found in either form of import."""
    texts = {"errors": "import kpix_billing_core.money", "checks": "from kpix_billing_core.money import Money"}
    assert len(absolute(house(**texts))) == 2
