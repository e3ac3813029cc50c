"""ARCHITECTURE.md names the files that exist, and every room."""

import re

import pytest
from tests.house.source import ROOT, modules

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "src" / "kpix_billing_core"
PLANNED = set(re.findall(r"`(\w+/)`", " ".join(re.findall(r"\*[^*\n]*`[^*\n]*\*", TEXT))))


def named(text: str) -> set[str]:
    """Return the files and folders of code that a text names."""
    return set(re.findall(r"`((?:\w+/)*\w+(?:\.py|/))`", text))


def test_what_is_named_exists():
    missing = [name for name in named(TEXT) - PLANNED if not (PACKAGE / name).exists() and not (ROOT / name).exists()]
    assert sorted(missing) == []


@pytest.mark.parametrize("name", sorted(PLANNED))
def test_what_is_planned_does_not_exist_yet(name):
    assert not (PACKAGE / name).exists(), "built by now: set it upright in the table of floors, and say what it is for"


def test_every_room_is_named():
    rooms = {each.parts[0] for each in modules() if each.parts and not each.parts[0].startswith("_")}
    names = {name.removesuffix(".py").split("/")[0] for name in re.findall(r"`([\w/.]+)`", TEXT)}
    assert rooms - names == set()


def test_every_file_of_the_trade_is_named():
    """Of the rooms that are listed file by file, none is left out; the edges are described as rooms."""
    listed = {name.split("/")[0] for name in named(TEXT) if "/" in name.rstrip("/")} & {
        path.name for path in PACKAGE.iterdir() if path.is_dir()
    }
    files = {f"{room}/{path.name}" for room in listed for path in (PACKAGE / room).glob("[!_]*.py")}
    assert files - named(TEXT) == set()
