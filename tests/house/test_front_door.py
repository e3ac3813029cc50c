"""The front door changes on purpose or not at all, and opening it costs little."""

import difflib
import subprocess
import sys
from pathlib import Path

from tests.house.front_door import snapshot
from tests.house.public import exports, faces

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


def test_importing_is_cheap():
    """A fresh interpreter that imports the package has loaded nothing that most users never need."""
    code = f"import sys, kpix_billing_core; print([name for name in {NOT_LOADED!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
