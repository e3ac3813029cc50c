"""The package's own source as syntax trees: what the tests of the house read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
PACKAGE = "kpix_billing_core"
# Rooms that need an extra: read here like all others, loaded and tried by `make engines`.
OPTIONAL = frozenset({"batch"})


class Module(NamedTuple):
    """One file of the package: its parts below the root, such as ("money", "rounding"), and its tree."""

    parts: tuple[str, ...]
    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """How a finding names it: its path below the package."""
        return str(self.path.relative_to(SRC / PACKAGE))

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a room, or of the whole."""
        return self.path.name == "__init__.py"

    @property
    def room(self) -> str:
        """The folder or file directly below the root that it belongs to; empty for the root itself."""
        return self.parts[0] if self.parts else ""

    @property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")


def module(parts: tuple[str, ...], text: str, *, package: bool = False) -> Module:
    """Return a module that is in no file, for a test of the tests."""
    name = "__init__.py" if package else f"{parts[-1]}.py"
    folder = parts if package else parts[:-1]
    return Module(parts, SRC.joinpath(PACKAGE, *folder, name), ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Return every file of the package, in order."""
    return tuple(_read(path) for path in sorted((SRC / PACKAGE).rglob("*.py")))


def _read(path: Path) -> Module:
    parts = path.relative_to(SRC / PACKAGE).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return Module(parts, path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return every node of a file: many checks look at all of them, and walking there takes longer than looking."""
    return tuple(ast.walk(tree))


def rooms() -> dict[str, Module]:
    """Return the packages directly below the root, by name."""
    return {each.room: each for each in modules() if each.is_package and len(each.parts) == 1}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for node in nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def exported(tree: ast.Module) -> list[str] | None:
    """Return the literal list that `__all__` is, or None where there is none."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return list(ast.literal_eval(value))
    return None
