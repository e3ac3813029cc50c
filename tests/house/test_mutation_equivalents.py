"""Each change that no test can notice is of a line that is still there, once, and says why it makes no difference."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.house.source import ROOT, SRC

REVIEWED = ROOT / "tests" / "mutation-equivalents.toml"
BAR = "\u01c1"  # how mutmut writes the dot between a class and its method


def entries(text: str) -> list[dict[str, str]]:
    """Return the reviewed changes of a list."""
    return tomllib.loads(text).get("equivalent", [])


@cache
def read(path: Path) -> tuple[list[str], ast.Module]:
    """Return a file's lines and its tree."""
    text = path.read_text(encoding="utf-8")
    return text.split("\n"), ast.parse(text)


def function_of(name: str, root: Path) -> str | None:
    """Return the source of the function that mutmut gave a name to, or None where there is none."""
    name_of_module, _, mangled = name.rpartition(".")
    path = root.joinpath(*name_of_module.split(".")).with_suffix(".py")
    if not path.is_file():
        return None
    lines, module = read(path)
    body: list[Any] = module.body
    for part in mangled.removeprefix("x").strip(BAR).removeprefix("_" if BAR not in mangled else "").split(BAR):
        found = [node for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == part]
        if not found:
            return None
        body = found[0].body
    return "\n".join(lines[found[0].lineno - 1 : found[0].end_lineno])


def faults(text: str, root: Path = SRC) -> list[str]:
    """Return what is wrong with a list: changes of lines that are gone, twice the same, without a reason."""
    wrong, seen = [], set()
    for entry in entries(text):
        name, change = entry["function"], entry["change"].strip().splitlines()
        source = function_of(name, root)
        lines = set() if source is None else {line.strip() for line in source.splitlines()}
        before = [line.removeprefix("- ").strip() for line in change if line.startswith("-")]
        wrong += [f"{name}: no such function"] if source is None else []
        wrong += [f"{name}: no such line: {line}" for line in before if lines and line not in lines]
        wrong += [] if before else [f"{name}: changes no line"]
        wrong += [] if entry["why"].strip() else [f"{name}: no reason"]
        wrong += [f"{name}: listed twice"] if (name, *change) in seen else []
        seen.add((name, *change))
    return wrong


def test_every_reviewed_change_is_of_code_that_exists():
    """A reason for a line that was rewritten is no reason for the new one."""
    assert faults(REVIEWED.read_text(encoding="utf-8")) == []


# --- the test can fail ---------------------------------------------------------------------------------

SOURCE = "def f():\n    return 1\n\n\nclass A:\n    def _g(self):\n        return 2\n"


def entry(function: str = "pack.one.x_f", change: str = "- return 1\n+ return 3", why: str = "w") -> str:
    """Return a list of one change."""
    return f"[[equivalent]]\nfunction = '{function}'\nchange = '''\n{change}\n'''\nwhy = '{why}'\n"


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        ("no such function", entry("pack.one.x_h")),
        ("no such function", entry("pack.two.x_f")),
        ("no such function", entry(f"pack.one.x{BAR}B{BAR}_g")),
        ("no such line: return 2", entry(change="- return 2\n+ return 3")),
        ("no such line: return 1", entry(f"pack.one.x{BAR}A{BAR}_g")),
        ("changes no line", entry(change="+ return 3")),
        ("no reason", entry(why=" ")),
        ("listed twice", entry() * 2),
    ],
)
def test_a_faulty_list_is_seen(tmp_path, problem, text):
    """A function or a line that is gone, no reason, and a change listed twice are found."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "one.py").write_text(SOURCE, encoding="utf-8")
    assert any(problem in fault for fault in faults(text, tmp_path))


@pytest.mark.parametrize("text", [entry(), entry(f"pack.one.x{BAR}A{BAR}_g", "- return 2\n+ return 3")])
def test_a_good_list_is_let_pass(tmp_path, text):
    """Functions and methods are found by the names that mutmut gives them."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "one.py").write_text(SOURCE, encoding="utf-8")
    assert faults(text, tmp_path) == []
