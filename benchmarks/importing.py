"""What importing the library costs, in a process of its own each time, beside attrs."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.harness import Finding, at_most

STATEMENTS = ("pass", "import attrs", "import kpix_billing_core")
FORBIDDEN = ("babel", "dateutil", "numpy", "pandas", "pyarrow", "zoneinfo")


def importing(rounds: int) -> Iterator[Finding]:
    """Yield the processor time of an import, over that of the interpreter alone."""
    with tempfile.TemporaryDirectory() as cache:
        environment = _environment(Path(cache))
        seconds: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
        for _ in range(3 * rounds + 1):
            for statement in STATEMENTS:
                seconds[statement].append(_timed(statement, environment))
        measured = [_cumulative(environment) for _ in range(rounds)]
        code = f"import kpix_billing_core, sys; print(*sys.modules.keys() & set({FORBIDDEN!r}))"
        loaded = _run(["-c", code], environment).stdout.strip()
    # the first round writes the byte code
    bare, attrs, ours = (median(seconds[statement][1:]) for statement in STATEMENTS)
    yield at_most("import kpix_billing_core, over a bare interpreter", (ours - bare) * 1e3, 60, "{:.0f} ms")
    yield at_most(f"  against import attrs ({(attrs - bare) * 1e3:.0f} ms)", (ours - bare) / (attrs - bare), 2.5)
    yield Finding("  as -X importtime has it", f"{min(measured):.0f} ms")
    yield Finding("  babel, dateutil, numpy, pandas, pyarrow loaded", loaded or "none", "none", not loaded)


def _environment(cache: Path) -> dict[str, str]:
    # with byte code, as an installed package has it, wherever this environment wants it or not
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(cache)}


def _run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True)


def _timed(statement: str, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(["-c", statement], environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _cumulative(environment: dict[str, str]) -> float:
    report = _run(["-X", "importtime", "-c", "import kpix_billing_core"], environment).stderr
    last = next(line for line in report.splitlines() if line.rstrip().endswith("| kpix_billing_core"))
    return int(last.split("|")[1]) / 1e3
