"""What `tests/house` looks at in rooms that anybody can load, looked at in the one that needs an extra."""

import difflib
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Protocol

import pytest
from tests.engines.front_door import snapshot
from tests.house.public import is_named_tuple
from tests.house.source import OPTIONAL, PACKAGE, exported, modules
from tests.house.test_glossary import CODE, glossary

from kpix_billing_core import batch

AGREED = Path(__file__).with_name("front_door.txt")
HOW = "python -m tests.engines.front_door > tests/engines/front_door.txt"
MODULES = [each for each in modules() if each.room in OPTIONAL]
# Tuples with names: an engine's columns are no values, and a table of Arrow has no hash.
NAMED_TUPLES = {"ActiveTotals", "Column", "Demand", "Due", "FleetStatus", "Paper", "Renewals", "Totals", "Window"}


def test_the_front_door_is_as_agreed():
    """Every exported name with its signature is as it was; a change is made on purpose and shows in review."""
    agreed = AGREED.read_text(encoding="utf-8").splitlines()
    diff = list(difflib.unified_diff(agreed, snapshot().splitlines(), "agreed", "now", lineterm="", n=2))
    assert not diff, "\n".join([f"the front door changed; if it was meant to: {HOW}", *diff])


@pytest.mark.parametrize("each", MODULES, ids=lambda each: each.name)
def test_every_module_has_what_it_exports(each):
    """Every name in `__all__` exists."""
    loaded = import_module(".".join((PACKAGE, *each.parts)))
    assert [name for name in exported(each.tree) if not hasattr(loaded, name)] == []


def test_every_exported_class_is_of_a_known_sort():
    """Tuples with names, closed sets of names, and protocols; each has its word in the glossary."""
    classes = {name: thing for name in batch.__all__ if isinstance(thing := getattr(batch, name), type)}
    tuples = {name for name, kind in classes.items() if is_named_tuple(kind)}
    others = {name for name, kind in classes.items() if issubclass(kind, Enum | Protocol)}
    assert (tuples, tuples | others) == (NAMED_TUPLES, set(classes))
    assert set(classes) <= {name for row in glossary() for name in CODE.findall(row.group())}
