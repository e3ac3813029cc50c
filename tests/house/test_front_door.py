"""The front door changes on purpose or not at all, and opening it costs little."""

import ast
import difflib
import subprocess
import sys
from pathlib import Path

from tests.house.front_door import snapshot
from tests.house.public import exports, faces
from tests.house.source import Module, module, modules

import kpix_billing_core

AGREED = Path(__file__).with_name("front_door.txt")
HOW = "python -m tests.house.front_door > tests/house/front_door.txt"
# Each would cost more than everything else together, or is for people who asked for it.
NOT_LOADED = ("babel", "dateutil", "numpy", "pyarrow", "pandas", "hypothesis")
AT_MOST = 45


def test_the_front_door_is_as_agreed():
    """Every exported name with its signature is as it was; a change is made on purpose and shows in review."""
    agreed = AGREED.read_text(encoding="utf-8").splitlines()
    diff = list(difflib.unified_diff(agreed, snapshot().splitlines(), "agreed", "now", lineterm="", n=2))
    assert not diff, "\n".join([f"the front door changed; if it was meant to: {HOW}", *diff])


def test_the_snapshot_is_the_same_twice():
    """Nothing in it depends on the run: no address, no order of a set."""
    command = [sys.executable, "-m", "tests.house.front_door"]
    run = subprocess.run(command, capture_output=True, cwd=AGREED.parents[2], env={"PYTHONHASHSEED": "1"}, check=True)
    assert run.stdout.decode() == snapshot()


def test_the_front_door_is_small():
    """What a newcomer sees fits on a screen; the rooms have the rest."""
    assert len(kpix_billing_core.__all__) <= AT_MOST


def test_whatever_is_at_the_front_is_in_a_room():
    """The root defines nothing of its own but the version: each name has a home."""
    homes = list(map(id, exports().values()))
    strays = [name for name in kpix_billing_core.__all__ if id(getattr(kpix_billing_core, name)) not in homes]
    assert strays == ["__version__"]


def test_every_face_lists_what_it_offers():
    """Tab completion and `import *` give the promise and no more."""
    assert [name for name, face in faces().items() if not hasattr(face, "__all__")] == []


def taken_for_files(given: tuple[Module, ...]) -> list[str]:
    """Return the names that a package takes from one file and then imports another file of."""
    found: list[str] = []
    for package in given:
        imports = [node for node in package.tree.body if isinstance(node, ast.ImportFrom)] if package.is_package else []
        bound: dict[str | None, str | None] = {}
        for node in imports:
            if bound.get(node.module, node.module) != node.module:
                found.append(f"{package.name}: {node.module}")
            bound |= {alias.name: node.module for alias in node.names}
    return found


def test_no_name_is_taken_for_a_file():
    """To a type checker `kpix.tally` is whatever was imported last, the function or the file that is called so too."""
    assert taken_for_files(modules()) == []


def test_a_name_that_is_taken_for_a_file_is_found():
    wrong = "from .count import tally\nfrom .draft import draft\nfrom .tally import Tally"
    right = "from .tally import Tally\nfrom .count import tally"
    given = tuple(module((name,), text, package=True) for name, text in (("a", wrong), ("b", right)))
    assert taken_for_files((*given, module(("c",), wrong))) == ["a/__init__.py: tally"]


def test_importing_is_cheap():
    """A fresh interpreter that imports the package has loaded nothing that most users never need."""
    code = f"import sys, kpix_billing_core; print([name for name in {NOT_LOADED!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
