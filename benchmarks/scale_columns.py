"""Active devices of ten million connections, and what falls due of ten million validity records, in memory.

`make bench-scale BENCH_ARGS="--columns"` measures this and no more. Each subject is a process of its own on one thread,
and the subjects take turns; seconds are of the processor. DuckDB reads a table of its own, which it was given before.
All of its answer must be that of the kernel: every device with its first connection, every event in order.
"""

# ruff: noqa: PLC0415  each subject has a process of its own, and imports what it needs
import gc
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.fleet_columns import APPLICATIONS, DAY, FIRST, NEXT, connections, validities
from benchmarks.harness import Finding, at_most, peak

ROWS = 10_000_000
DEVICES, ACCOUNTS = 1_000_000, 10_000
Run = Callable[[], Any]
"""What is measured; it returns a table of Arrow."""


def active_kernel() -> Run:
    """Look at connections with the kernel."""
    from kpix_billing_core import Month
    from kpix_billing_core.batch import on_arrow_active

    table = connections(ROWS, DEVICES, ACCOUNTS)
    return lambda: on_arrow_active.active_devices(table, Month.parse("2026-04")).devices


def active_duckdb() -> Run:
    """Ask DuckDB for the first connection of each device of each account, in no order."""
    session = _session("met", connections(ROWS, DEVICES, ACCOUNTS))
    query = f"""
        select account_id, device_id, min(connected_at) as connected_at from met
        where connected_at >= timestamptz '{FIRST} 00:00:00+00' and connected_at < timestamptz '{NEXT} 00:00:00+00'
        group by all
        """
    return lambda: session.sql(query).to_arrow_table()


def sweep_kernel() -> Run:
    """Look at validity records with the kernel."""
    from kpix_billing_core.batch import on_arrow_sweep
    from kpix_billing_core.validity import Application, ApplicationRules

    table, since = validities(ROWS), datetime.combine(date.fromisoformat(DAY), datetime.min.time(), UTC)
    applications = [
        Application(name, ApplicationRules(grace_days=grace, alert_days=days))
        for name, (grace, days) in APPLICATIONS.items()
    ]
    return lambda: on_arrow_sweep.sweep(table, applications, since, since + timedelta(days=1)).events


def sweep_duckdb() -> Run:
    """Ask DuckDB for the same events: first which devices they may concern, then for unions of the records of these."""
    session = _session("records", validities(ROWS))
    day, rules = f"date '{DAY}'", list(APPLICATIONS.items())
    session.execute("create table rules (application_id varchar, grace integer)")
    session.execute("create table alerts (application_id varchar, days_left bigint)")
    session.executemany("insert into rules values (?, ?)", [(name, grace) for name, (grace, _) in rules])
    session.executemany(
        "insert into alerts values (?, ?)", [(name, days) for name, (_, told) in rules for days in told]
    )
    ends = {name: [0, -grace, *told] for name, (grace, told) in rules}
    near = " or ".join(
        f"application_id = '{name}' and last_day in ({', '.join(f'{day} + {shift - 1}' for shift in shifts)})"
        for name, shifts in ends.items()
    )
    # Records of several that follow each other are one; the fleet has no others that were ended by somebody.
    query = f"""
        with concerned as (select distinct device_id, application_id from records where start = {day} or {near}),
        held as (
            select device_id, application_id, start, last_day + 1 as ends,
                case when deactivated_on < last_day then deactivated_on + 1 end as ended
            from records semi join concerned using (device_id, application_id)
        ),
        marked as (
            select *, (start > max(ends) over (
                partition by device_id, application_id order by start, ends
                rows between unbounded preceding and 1 preceding
            )) is not false as begins
            from held
        ),
        numbered as (
            select *, sum(begins::integer) over (partition by device_id, application_id order by start, ends) as island
            from marked
        ),
        islands as (
            select device_id, application_id, island, min(start) as start, max(ends) as ends, max(ended) as ended
            from numbered group by all
        ),
        followed as (
            select *, lead(start) over (partition by device_id, application_id order by start) as follows
            from islands join rules using (application_id)
        ),
        events as (
            select greatest(start, ends - days_left::integer) as due, application_id, device_id, 'alert_due' as event,
                ends, days_left
            from followed join alerts using (application_id)
            where greatest(start, ends - days_left::integer) < coalesce(ended, ends)
            union all
            select ends, application_id, device_id, 'grace_entered', ends, null from followed
            where ended is null and grace > 0 and (follows is null or follows > ends)
            union all
            select ends + grace, application_id, device_id, 'disabled', ends, null from followed
            where ended is null and (follows is null or follows > ends + grace)
        )
        select due::timestamptz as due_at, application_id, device_id::varchar as device_id, event,
            ends::timestamptz as expires_at, days_left
        from events where due = {day} order by due_at, application_id, device_id, event, days_left
        """
    return lambda: session.sql(query).to_arrow_table()


def _session(name: str, table: object) -> Any:
    """Return DuckDB on one thread, with a table of its own."""
    import duckdb

    session = duckdb.connect(config={"threads": 1})
    session.execute("set timezone = 'UTC'")
    session.register("given", table)
    session.execute(f"create table {name} as select * from given")
    session.unregister("given")
    return session


SUBJECTS: dict[str, Callable[[], Run]] = {
    subject.__name__: subject for subject in (active_kernel, active_duckdb, sweep_kernel, sweep_duckdb)
}
LIMITS = {"active": 0.7, "sweep": 0.3}
"""How much of DuckDB's time each may take."""


def digest(table: Any) -> str:
    """Return how many rows there are, and the sum of what they are in order."""
    import pyarrow as pa

    names = sorted(table.column_names)
    plain = [table.column(name).cast("int64" if name.endswith("_at") else "string") for name in names]
    whole = pa.table(plain, names)
    ordered = whole.sort_by([(name, "ascending") for name in names]).combine_chunks()
    rows = zip(*(column.to_pylist() for column in ordered.columns), strict=True)
    return f"{table.num_rows:,} rows, {hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:12]}"


def looking(rounds: int) -> Iterator[Finding]:
    """Yield how fast each subject is, that answers are the same, and what is wanted of them."""
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in SUBJECTS}
    for _ in range(rounds):
        for name in SUBJECTS:
            taken[name].append(_measured(name))
    for name, rows in taken.items():
        seconds = median(each["seconds"] for each in rows)
        held, most = (max(each[kind] for each in rows) for kind in ("held", "peak"))
        yield Finding(f"10 M rows in memory: {name}", f"{seconds:.2f} s, {held} MB before, {most} MB at most")
    for what, limit in LIMITS.items():
        mine, theirs = taken[f"{what}_kernel"], taken[f"{what}_duckdb"]
        answers = {each["answer"] for each in mine + theirs}
        yield Finding(f"10 M rows in memory: one answer, {what}", " / ".join(sorted(answers)), "1", len(answers) == 1)
        found = median(one["seconds"] / other["seconds"] for one, other in zip(mine, theirs, strict=True))
        yield at_most(f"10 M rows in memory: {what} by DuckDB", found, limit)


def _measured(name: str) -> dict[str, Any]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "ARROW_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "benchmarks.scale_columns", name]
    environment = {**os.environ, **threads}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _one(name: str) -> None:
    """Run a subject in this process twice, and print what the second run took, and what was held before both."""
    run = SUBJECTS[name]()
    gc.collect()
    # What making the rows took is no matter of looking at them: the most is counted from here on.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    held = peak()
    run()
    started = time.process_time()
    table = run()
    seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "held": held, "peak": peak(), "answer": digest(table)}))


if __name__ == "__main__":
    _one(sys.argv[1])
