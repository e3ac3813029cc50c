"""Measuring things side by side: round by round in turn, so that a busy machine slows all of them alike.

Seconds are those of the processor: what other processes take of it does not count, what they take of its caches does.
"""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

Measured = Mapping[str, list[float]]
"""Processor seconds of each round, by name."""


class Finding(NamedTuple):
    """A line of the table: what was measured, what came out, what was wanted."""

    what: str
    found: str
    wanted: str = ""
    met: bool | None = None


def side_by_side(subjects: Mapping[str, Callable[[], object]], rounds: int) -> Measured:
    """Call every subject once a round, in turn; what it returns is freed outside the measured time."""
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            gc.collect()
            start = time.process_time()
            result = subject()
            seconds[name].append(time.process_time() - start)
            del result
    return seconds


def best(measured: Measured, name: str) -> float:
    """Return the least time of a subject: what it takes where nothing else takes part."""
    return min(measured[name])


def ratio(measured: Measured, one: str, other: str) -> float:
    """Return the median over all rounds of one subject's time by another's."""
    return median(a / b for a, b in zip(measured[one], measured[other], strict=True))


def at_most(what: str, found: float, limit: float, text: str = "{:.2f} x") -> Finding:
    """Return a finding that should not exceed a limit."""
    return Finding(what, text.format(found), f"<= {text.format(limit)}", found <= limit)


def at_least(what: str, found: float, limit: float, text: str = "{:.1f} x") -> Finding:
    """Return a finding that should reach a limit."""
    return Finding(what, text.format(found), f">= {text.format(limit)}", found >= limit)


_WORK = "import time; s = time.perf_counter(); sum(i * i for i in range(3_000_000)); print(time.perf_counter() - s)"


def peak() -> int:
    """Return the most MB that this process has had; what the system says of resources begins with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def spin() -> Finding:
    """Return how much longer the same work takes in two processes at once: 1 on two free cores, 2 on one."""
    alone = min(_spun(1) for _ in range(3))
    both = min(_spun(2) for _ in range(3))
    found = f"{both / alone:.2f} x, {alone:.2f} s"
    return Finding("spin check: the same work in two processes", found, "1 on two free cores")


def _spun(processes: int) -> float:
    running = [
        subprocess.Popen([sys.executable, "-c", _WORK], stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    return max(float(process.communicate()[0]) for process in running)
