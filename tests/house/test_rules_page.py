"""Every rule of docs/rules is claimed by a test that exists, and every test that claims a rule finds it there."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.house.source import ROOT

PAGES = ROOT / "docs" / "rules"
# | L40 | what it says, in our words | tests/rules/test_x.py::TestY::test_z, tests/laws/test_w.py |
ROW = re.compile(r"^\| *(?P<id>[A-Z][0-9]{1,3}) *\|(?P<says>[^|]+)\|(?P<tests>[^|]+)\|\s*$", re.MULTILINE)
LIKELY_ROW = re.compile(r"^\|[ *_`\[]*[A-Z][0-9]{1,3}\b.*$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)*)`")


class Rule(NamedTuple):
    """One row of a rules page."""

    id: str
    says: str
    tests: list[str]


def rules(page: str) -> list[Rule]:
    """Return the rows of a page's tables."""
    return [Rule(row["id"], row["says"].strip(), TEST.findall(row["tests"])) for row in ROW.finditer(page)]


def faults(page: str, root: Path = ROOT) -> list[str]:
    """Return what is wrong with a page: rows that nothing reads, rules said twice, without words, without a test."""
    found = rules(page)
    wrong = [f"not a row of three cells: {line}" for line in LIKELY_ROW.findall(page) if not ROW.match(line)]
    wrong += [f"{rule.id}: said twice" for rule in found if sum(rule.id == other.id for other in found) > 1]
    wrong += [f"{rule.id}: says nothing" for rule in found if not rule.says]
    wrong += [f"{rule.id}: no test is named" for rule in found if not rule.tests]
    wrong += [f"{rule.id}: {test} does not exist" for rule in found for test in rule.tests if not exists(test, root)]
    return wrong


def exists(test: str, root: Path = ROOT) -> bool:
    """Whether a test's file, class and function are there, by the names pytest would take."""
    name, *inner = test.split("::")
    if not (root / name).is_file():
        return False
    body = tree(root / name).body
    for wanted in inner:
        named = [node for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == wanted]
        if not named or not wanted.startswith(("Test", "test_")):
            return False
        body = named[0].body
    return True


@cache
def tree(path: Path) -> ast.Module:
    """Return a file as a syntax tree, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def claimed(module: ast.Module) -> list[str]:
    """Return the ids of every `@pytest.mark.rule(...)` in a file."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    marks = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "rule"]
    return [arg.value for mark in marks for arg in mark.args if isinstance(arg, ast.Constant)]


def pages() -> list[Path]:
    """Return the pages of rules, without the one that explains the others."""
    return [page for page in sorted(PAGES.glob("*.md")) if page.name != "index.md"]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_rule_is_claimed_by_a_test(page):
    """Each row of a page says a rule once and names a test that exists."""
    text = page.read_text(encoding="utf-8")
    assert rules(text), "no rules on it"
    assert faults(text) == []


def test_no_rule_is_on_two_pages():
    """A rule's id means one thing over all pages."""
    ids = [rule.id for page in pages() for rule in rules(page.read_text(encoding="utf-8"))]
    assert sorted(ids) == sorted(set(ids))


def test_every_claim_is_of_a_rule():
    """A test's mark names rules that a page says, so that a claim leads to words."""
    if not pages():
        pytest.skip("no page of rules yet")
    said = {rule.id for page in pages() for rule in rules(page.read_text(encoding="utf-8"))}
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    marked = [path for path in tests if ".rule(" in path.read_text(encoding="utf-8")]
    wrong = [f"{path.relative_to(ROOT)}: {id_}" for path in marked for id_ in claimed(tree(path)) if id_ not in said]
    assert wrong == []


# --- the tests can fail --------------------------------------------------------------------------------

HEAD = "| rule | what it says | proved by |\n| --- | --- | --- |\n"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("| L40 | Days count. | `tests/rules/test_none.py` |", "tests/rules/test_none.py does not exist"),
        ("| L40 | Days count. | `tests/a.py::TestNone` |", "tests/a.py::TestNone does not exist"),
        ("| L40 | Days count. | `tests/a.py::TestA::test_none` |", "tests/a.py::TestA::test_none does not exist"),
        ("| L40 | Days count. | `tests/a.py::helper` |", "tests/a.py::helper does not exist"),
        ("| L40 | Days count. | later |", "L40: no test is named"),
        ("| L40 |   | `tests/a.py` |", "L40: says nothing"),
        ("| L40 | Days count. |", "not a row of three cells"),
        ("| **L40** | Days count. | `tests/a.py` |", "not a row of three cells"),
        ("| L40 | Days. | `tests/a.py` |\n| L40 | Days. | `tests/a.py` |", "L40: said twice"),
    ],
)
def test_a_faulty_page_is_seen(tmp_path, rows, problem):
    """Rows that claim nothing, a test that is not there, or a rule twice are found."""
    write_tests(tmp_path)
    assert any(problem in fault for fault in faults(HEAD + rows + "\n", tmp_path))


def test_a_good_page_is_let_pass(tmp_path):
    """A row may name a file, a class, a method, or several of them."""
    write_tests(tmp_path)
    row = "| L40 | Days count. | `tests/a.py::TestA`, `tests/a.py::TestA::test_b`, `tests/a.py` |\n"
    assert faults(HEAD + row, tmp_path) == []
    assert len(rules(HEAD + row)[0].tests) == 3


def test_claims_are_read():
    """Marks are read on functions and classes, with one id or several."""
    assert claimed(ast.parse("@pytest.mark.rule('L40', 'L41')\nclass TestA: ...\n")) == ["L40", "L41"]


def write_tests(root: Path) -> None:
    """Write a small file of tests below `root`."""
    (root / "tests").mkdir()
    (root / "tests" / "a.py").write_text(
        "class TestA:\n    def test_b(self): ...\ndef helper(): ...\n", encoding="utf-8"
    )
