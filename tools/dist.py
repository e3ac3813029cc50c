"""Build wheel and sdist twice, from this folder and from a copy of what git knows; compare every byte and member.

`--out DIR` keeps what was built and refuses files that git does not track yet: a release comes from a commit.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ALLOWED = CONFIG["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
PACKAGE = "src/kpix_billing_core/"
# hatchling adds these by itself
ALWAYS = {"pyproject.toml", ".gitignore"}


def known(*, release: bool) -> set[str]:
    """Name the files git tracks and, where this is no release, those it would take."""
    selection = [] if release else ["--others"]
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", *selection, "--exclude-standard"]
    names = subprocess.run(git, check=True, capture_output=True).stdout.decode().split("\0")
    return {name for name in names if name and (ROOT / name).is_file()}


def build(source: Path, out: Path) -> list[Path]:
    """Build both kinds with the backend alone, as an installer would."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return sorted(out.iterdir())


def members(archive: Path) -> set[str]:
    """Name what is inside, an sdist's without its top folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name for name in wheel.namelist() if not name.endswith("/")}
    with tarfile.open(archive) as sdist:
        return {str(PurePosixPath(*PurePosixPath(m.name).parts[1:])) for m in sdist.getmembers() if m.isfile()}


def expected(archive: Path, files: set[str]) -> set[str]:
    """Name what should be inside: exactly this, no file more or less."""
    if archive.suffix == ".whl":
        info = f"{'-'.join(archive.name.split('-')[:2])}.dist-info/"
        added = {info + name for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")}
        return {name.removeprefix("src/") for name in files if name.startswith(PACKAGE)} | added
    listed = {name for name in files if any(name == entry or name.startswith(entry + "/") for entry in ALLOWED)}
    return listed | (ALWAYS & files) | {"PKG-INFO"}


def digest(path: Path) -> str:
    """Return the file's fingerprint."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Build, compare, print; return how many things are wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="keep wheel, sdist and their digests here")
    out = parser.parse_args().out
    files = known(release=out is not None)
    faults = []
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        copy = scratch / "copy"
        for file in files:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, copy / file)
        here, there = build(ROOT, scratch / "here"), build(copy, scratch / "there")
        for first, second in zip(here, there, strict=True):
            inside = members(first)
            right = expected(first, files)
            faults += [f"{first.name}: {path} is inside and should not be" for path in sorted(inside - right)]
            faults += [f"{first.name}: {path} is missing" for path in sorted(right - inside)]
            if digest(first) != digest(second):
                faults.append(f"{first.name}: two builds differ")
            print(f"{first.name}: {len(inside)} members, {first.stat().st_size} bytes, sha256 {digest(first)}")
            if out is not None:
                print(*sorted(inside), sep="\n")
        if out is not None and not faults:
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(scratch / "here", out)
            sums = "".join(f"{digest(path)}  {path.name}\n" for path in here)
            (out / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(*faults, sep="\n", end="\n" if faults else "")
    return len(faults)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
