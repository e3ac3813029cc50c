"""What is published says one thing everywhere, and nothing about the machine it was written on."""

import re
import subprocess
import tomllib
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest

import kpix_billing_core

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRY = re.compile(r"^## \[(?P<version>[^\]]+)\] - (?P<day>\S+)$", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_one_version_everywhere():
    newest = ENTRY.search(changelog())
    assert newest is not None
    assert (
        newest["version"]
        == PROJECT["version"]
        == kpix_billing_core.__version__
        == metadata.version("kpix-billing-core")
    )


def test_changelog_entries_are_dated_newest_first():
    days = [date.fromisoformat(entry["day"]) for entry in ENTRY.finditer(changelog())]
    assert days == sorted(days, reverse=True)


def test_changelog_uses_the_known_kinds_of_change():
    assert {line[4:] for line in changelog().splitlines() if line.startswith("### ")} <= KINDS


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_readme_commands_exist(command):
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE)


def test_classifiers_start_at_the_floor():
    versions = [c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert f">={versions[0]}" == PROJECT["requires-python"]


def test_run_time_dependencies_are_three_and_uncapped():
    assert sorted(re.split(r"[><=!~]", need)[0] for need in PROJECT["dependencies"]) == [
        "attrs",
        "babel",
        "python-dateutil",
    ]
    assert all(re.fullmatch(r"[a-z-]+>=[0-9.]+", need) for need in PROJECT["dependencies"])


# --- no trace of the machine -----------------------------------------------------------------------------

# Put together from pieces, so that this file does not contain what it looks for.
FORBIDDEN = [
    "/" + "work" + "/",
    "/" + "root" + "/",
    "/" + "home" + "/",
    "/" + "Users" + "/",
    "/" + "opt" + "/",
    ".py" + "env",
    "../" + "shared",
    "../." + "library",
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npm",
    "npm" + "js.com",
    "index" + "-url",
    "find" + "-links",
    "js" + "delivr",
]


def tracked() -> list[Path]:
    """The files that git would ship: those it tracks, and new ones it does not ignore."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(git, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_tells_of_a_machine_or_a_package_host():
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        text = content.decode("utf-8").lower()
        found += [f"{path.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word.lower() in text]
    assert found == []


def test_locks_carry_hashes_and_no_host():
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "http" not in text, lock.name
        pins = re.findall(r"^[a-z].*", text, re.MULTILINE)
        assert pins, lock.name
        assert all("==" in pin and pin.endswith("\\") for pin in pins), lock.name
        assert len(re.findall(r"^    --hash=sha256:", text, re.MULTILINE)) >= len(pins), lock.name
