"""`make bench`: everything that is measured, in one table.

Ratios are of the same run, round by round in turn: trust them more than the times, and the times only where the spin
check is near 1. `make bench BENCH_ARGS="--only invoice --rounds 50"` looks closer at one thing.
"""

import argparse
import platform
import sys
from collections.abc import Callable, Iterator

import attrs

from benchmarks.exports import exporting
from benchmarks.harness import Finding, spin
from benchmarks.importing import importing
from benchmarks.invoicing import fleet, one_invoice
from benchmarks.metering import counting, growth, making
from benchmarks.quota import replaying as replaying_tokens
from benchmarks.renewing import renewing, replaying
from benchmarks.usage import connecting
from benchmarks.validity import looking, looking_anywhere, sweeping

GROUPS: dict[str, tuple[Callable[[int], Iterator[Finding]], int]] = {
    "tally": (counting, 7),
    "allocation": (making, 15),
    "invoice": (one_invoice, 40),
    "fleet": (fleet, 5),
    "import": (importing, 7),
    "growth": (growth, 7),
    "renewal": (renewing, 5),
    "replay": (replaying, 7),
    "quota": (replaying_tokens, 5),
    "status": (looking, 5),
    "status-anywhere": (looking_anywhere, 5),
    "sweep": (sweeping, 3),
    "connections": (connecting, 3),
    "exports": (exporting, 1),
}
"""What is measured, and in how many rounds."""


def main() -> int:
    """Measure, print, and say by the exit code whether every target was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=GROUPS, action="append", help="measure this alone; may be given again")
    parser.add_argument("--rounds", type=int, help="in place of each measurement's own number")
    asked = parser.parse_args()
    version = f"{platform.python_implementation()} {platform.python_version()}, attrs {attrs.__version__}"
    print(f"{version}, {platform.machine()}")
    missed = 0
    for finding in _findings(asked.only or list(GROUPS), asked.rounds):
        mark = {None: "", True: "met", False: "MISSED"}[finding.met]
        print(f"{finding.what:52} {finding.found:42} {finding.wanted:24} {mark}".rstrip(), flush=True)
        missed += finding.met is False
    return 1 if missed else 0


def _findings(names: list[str], rounds: int | None) -> Iterator[Finding]:
    yield spin()
    for name in names:
        measure, usual = GROUPS[name]
        yield from measure(rounds or usual)
    yield spin()


if __name__ == "__main__":
    sys.exit(main())
