"""Run tests inside Pyodide, a Python compiled to WebAssembly: by default the laws and the golden results.

It stands for every host that embeds the library: no threads, no processes, no network, another platform,
and the youngest Python. Needs node and npm; everything it fetches goes to build/pyodide.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "pyodide"
WHEELS = BUILD / "wheels"

# Pyodide's version says which Python and platform its wheels are for: change the four together.
PYODIDE = "314.0.7"
INTEGRITY = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
PYTHON = "3.14"
PLATFORM = "pyemscripten_2026_0_wasm32"


def run(*command: str) -> None:
    """Run a command quietly; where it fails, show the end of what it said."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{(done.stderr or done.stdout)[-2000:]}")


def install_pyodide() -> None:
    """Install the pinned Pyodide, and refuse one with another content than the one that was tried."""
    lock = BUILD / "node_modules" / ".package-lock.json"
    if not (BUILD / "node_modules" / "pyodide").is_dir():
        BUILD.mkdir(parents=True, exist_ok=True)
        (BUILD / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        run("npm", "install", "--prefix", str(BUILD), "--no-audit", "--no-fund", "--silent", f"pyodide@{PYODIDE}")
    found = json.loads(lock.read_text(encoding="utf-8"))["packages"]["node_modules/pyodide"]
    if (found["version"], found["integrity"]) != (PYODIDE, INTEGRITY):
        sys.exit(f"expected pyodide {PYODIDE} {INTEGRITY}, got {found['version']} {found['integrity']}")


def collect_wheels() -> None:
    """Build our wheel; take those it needs from their lock, for Pyodide's platform."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(WHEELS))
    target = ["--python-version", PYTHON, "--platform", PLATFORM, "--only-binary", ":all:"]
    lock = ["--require-hashes", "--no-deps", "-r", "requirements/pyodide.txt"]
    run(sys.executable, "-m", "pip", "download", "-q", "-d", str(WHEELS), *target, *lock)


def main() -> int:
    """Prepare, then hand the arguments to pytest inside Pyodide."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} not found: it is needed to run Pyodide")
    install_pyodide()
    collect_wheels()
    script = Path(__file__).with_name("run.mjs")
    # -m "": the laws that are left to `make deep`, too
    arguments = sys.argv[1:] or ["-m", "", "tests/laws", "tests/golden/test_golden.py::test_results_are_as_agreed"]
    node = ["node", str(script), str(ROOT), str(BUILD), *arguments]
    return subprocess.run(node, cwd=BUILD, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
