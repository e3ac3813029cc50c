"""What `make deep` tries is all that is left to it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKS = re.compile(r"mark\.deep\b|\bmostly_deep\(|\bsettings\(\)\.max_examples\b")


def test_make_deep_runs_every_folder_that_leaves_something_to_it():
    """A test marked deep anywhere else would run nowhere."""
    (named,) = re.findall(r"^DEEP := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    folders = [ROOT / name for name in named.split()]
    assert all(folder.exists() for folder in folders)
    files = [path for path in ROOT.glob("tests/**/*.py") if MARKS.search(path.read_text(encoding="utf-8"))]
    own = {ROOT / "tests/deep.py", Path(__file__)}
    left = [path for path in files if path not in own and not any(map(path.is_relative_to, folders))]
    assert left == []
    assert len(files) > 10
