"""`make test` runs two halves: together they are everything, and none of it twice."""

import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def root(pytestconfig) -> ModuleType:
    """Return the conftest of the whole, which decides what is in which half."""
    found = pytestconfig.pluginmanager.get_plugin(str(ROOT / "conftest.py"))
    assert found is not None
    return found


def test_make_test_runs_both(root):
    """One that is not named would run nowhere."""
    (named,) = re.findall(r"-j2 ([a-z ]+);", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert tuple(named.split()) == root.HALVES


def test_whatever_is_collected_is_in_one(root, pytestconfig):
    """Each page, each folder of examples and each folder of tests."""
    places = [ROOT / name for name in pytestconfig.getini("testpaths")]
    assert ROOT / "tests" in places
    folders = [path for path in ROOT.joinpath("tests").iterdir() if path.is_dir()]
    assert {root.half_of(path) for path in (*places, *folders) if path != ROOT / "tests"} == set(root.HALVES)


@pytest.mark.parametrize(
    ("name", "half"),
    [
        (".", None),
        ("tests", None),
        ("README.md", "measured"),
        ("docs/concepts/money.md", "measured"),
        ("src/kpix_billing_core/money/money.py", "measured"),
        ("tests/tables", "measured"),
        ("tests/rules/test_citations.py", "measured"),
        ("tests/laws", "compared"),
        ("tests/house/test_halves.py", "compared"),
    ],
)
def test_what_is_in_which(root, name, half):
    """What reaches every line by itself is measured; folders that hold both are looked into."""
    assert root.half_of(ROOT / name) == half
