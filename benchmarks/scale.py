"""`make bench-scale`: fleets of millions of rows, counted and closed, beside what else could be done with their files.

Each measurement is a process of its own, so that its peak of memory is its own; the subjects take turns, and ratios are
of the same round. Of one thread seconds are of the processor, of two by the clock, and then two cores must be free: see
the spin check. The files are made once, in build/scale. What each subject counts must be the same. Less than all is
measured by `--rows 1e6 1e7 --groups 1e4 --threads 1`; `--columns` measures what is looked at in memory instead,
connections and validity records, and `--spark` what pricing adds to Spark.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import renewing_columns, scale_spark
from benchmarks.fleet_files import made
from benchmarks.harness import Finding, at_most, peak, spin
from benchmarks.scale_columns import looking
from benchmarks.scale_subjects import SUBJECTS

FOLDER = Path("build/scale")
MILLION = 1_000_000
COMPARED_FROM = {1: 10 * MILLION, 2: 50 * MILLION}
"""From how many rows on something is wanted, by threads."""
PANDAS_AT = 50 * MILLION
MANY_GROUPS = 100_000
GROWTH = (10 * MILLION, 100 * MILLION)
Taken = dict[str, list[dict[str, float]]]
"""What each round of each subject took."""


def _one(name: str, path: str, threads: int) -> None:
    """Run a subject in this process, and print what it took."""
    run = SUBJECTS[name](path, threads)
    clock = time.process_time if threads == 1 else time.perf_counter
    started = clock()
    answer = run()
    seconds = clock() - started
    print(json.dumps({"seconds": seconds, "peak": peak(), **answer}))


def _measured(name: str, path: str, threads: int) -> dict[str, object]:
    settings = dict.fromkeys(("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "ARROW_NUM_THREADS"), str(threads))
    command = [sys.executable, "-m", "benchmarks.scale", "--one", name, path, str(threads)]
    environment = {**os.environ, **settings}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def taken_by(path: str, rows: int, threads: int, rounds: int) -> Taken:
    """Measure one file."""
    names = [name for name in SUBJECTS if name != "pandas" or (threads == 1 and rows <= PANDAS_AT)]
    taken: Taken = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            taken[name].append(_measured(name, path, threads))
    return taken


def told(what: str, taken: Taken) -> Iterator[Finding]:
    """Yield what each subject took, and whether all count the same."""
    for name, rounds in taken.items():
        yield Finding(f"{what}: {name}", f"{_seconds(taken, name):.2f} s, {max(each['peak'] for each in rounds)} MB")
    answers = {json.dumps(each["answer"]) for rounds in taken.values() for each in rounds if each.get("answer")}
    yield Finding(f"{what}: one answer", str(len(answers)), "1", len(answers) == 1)


def compared(what: str, rows: int, groups: int, threads: int, taken: Taken) -> Iterator[Finding]:
    """Yield what is wanted of files that are large enough for it."""
    many = groups > MANY_GROUPS
    limits = {"duckdb": 0.65, "polars": 0.6}
    if threads == 1:
        limits = {"decode": 1.8 if many else 1.5, **limits}
    if rows == PANDAS_AT and "pandas" in taken:
        limits["pandas"] = 0.12
    for other, limit in limits.items():
        yield at_most(f"{what}: close by {other}", _ratio(taken, "seconds", "close", other), limit)
    if threads > 1:
        return
    if rows == PANDAS_AT:
        yield at_most(f"{what}: memory by pandas", _ratio(taken, "peak", "close", "pandas"), 1 / 20, "{:.3f} x")
    if many:  # of fewer lines almost each has a charge of its own
        yield at_most(
            f"{what}: pricing, a line", 1e6 * median(each["pricing"] for each in taken["close"]), 0.3, "{:.2f} us"
        )
    most = max(each["peak"] for each in taken["close"])
    yield at_most(f"{what}: peak of close", most, 450 if many else 220, "{:.0f} MB")


def grown(groups: int, closed: dict[int, float]) -> Iterator[Finding]:
    """Yield how much longer ten times as many rows take, where both were measured; decoding tells what files do."""
    few, many = GROWTH
    if few in closed and many in closed:
        times = closed[many] / closed[few]
        found = f"{times:.1f} times as long"
        yield Finding(f"{many / few:g} times the rows, {groups:,} groups", found, "9 to 11", 9 <= times <= 11)  # noqa: PLR2004


def _seconds(taken: Taken, name: str) -> float:
    return median(each["seconds"] for each in taken[name])


def _ratio(taken: Taken, what: str, one: str, other: str) -> float:
    return median(mine[what] / theirs[what] for mine, theirs in zip(taken[one], taken[other], strict=True))


def main() -> int:
    """Measure what is asked for, print, and say by the exit code whether every target was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7, 5e7, 1e8])
    parser.add_argument("--groups", type=float, nargs="+", default=[1e4, 1e6])
    parser.add_argument("--threads", type=int, nargs="+", choices=COMPARED_FROM, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--columns", action="store_true", help="only active devices and what falls due")
    parser.add_argument("--spark", action="store_true", help="only what pricing adds to Spark")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        name, path, threads = asked.one
        _one(name, path, int(threads))
        return 0
    missed = 0
    for finding in _findings(asked):
        mark = {None: "", True: "met", False: "MISSED"}[finding.met]
        print(f"{finding.what:52} {finding.found:42} {finding.wanted:24} {mark}".rstrip(), flush=True)
        missed += finding.met is False
    return 1 if missed else 0


def _findings(asked: argparse.Namespace) -> Iterator[Finding]:
    yield spin()
    if not asked.spark:
        yield from looking(asked.rounds)
    if not (asked.columns or asked.spark):
        yield from _files(asked)
        if GROWTH[0] in map(int, asked.rows):
            yield from renewing_columns.findings(asked.rounds)
    if not asked.columns:
        for groups in map(int, asked.groups):
            yield from scale_spark.findings(str(made(FOLDER, GROWTH[0], groups)), groups, asked.rounds)
    yield spin()


def _files(asked: argparse.Namespace) -> Iterator[Finding]:
    for groups in map(int, asked.groups):
        closed: dict[int, float] = {}
        for rows in map(int, asked.rows):
            for threads in asked.threads:
                # Where nothing is wanted of two threads they are not measured.
                if rows > groups and (threads == 1 or rows >= COMPARED_FROM[threads]):
                    what = f"{rows / MILLION:g} M rows, {groups:,} groups" + ", two threads" * (threads > 1)
                    taken = taken_by(str(made(FOLDER, rows, groups)), rows, threads, asked.rounds)
                    yield from told(what, taken)
                    if rows >= COMPARED_FROM[threads]:
                        yield from compared(what, rows, groups, threads, taken)
                    if threads == 1:
                        closed[rows] = _seconds(taken, "close")
        yield from grown(groups, closed)


if __name__ == "__main__":
    sys.exit(main())
