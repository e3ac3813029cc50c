# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A hundred million allocations
#
# A month of a large fleet as columns, counted and priced on one thread: what it takes in time, what in memory,
# and that it is the same invoices as ever. Needs the extra `arrow`.
#
# The fleet is made up and the same on every run. A hundred thousand rows are enough to see it work;
# set `ROWS` to 100_000_000 and it writes a file of 760 MB and closes that.

# %%
import csv
import math
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import kpix_billing_core as kpix
from kpix_billing_core.batch import on_arrow, paper, tallies
from kpix_billing_core.tables import Table

ROWS, ACCOUNTS, SKUS = 100_000, 250, ("STD", "LITE", "PRO", "MAX")
april = kpix.Month.parse("2026-04")
# A path, not a value: the notebook runs wherever it is opened.
fleet = Path(tempfile.mkdtemp(), "fleet.parquet")

# %% [markdown]
# ## A file
#
# Rows in no order, ids by dictionary, more than half of the plans still held, a million rows to a row group.

# %%
names = pa.array([f"account-{number:04}" for number in range(ACCOUNTS)])
coded = pa.dictionary(pa.int32(), pa.string())
schema = pa.schema(
    {"device_id": pa.int64(), "account_id": coded, "sku": coded, "consumed_on": pa.date32(), "removed_on": pa.date32()}
)
chance = np.random.default_rng(7)
with pq.ParquetWriter(fleet, schema, use_dictionary=["account_id", "sku"]) as writer:
    for start in range(0, ROWS, 1_000_000):
        many = min(1_000_000, ROWS - start)
        first = np.datetime64("2026-04-01").astype(np.int32) + chance.integers(-400, 30, many, dtype=np.int32)
        last = first + chance.integers(0, 420, many, dtype=np.int32)
        accounts, skus = (pa.array(chance.integers(0, most, many, dtype=np.int32)) for most in (ACCOUNTS, len(SKUS)))
        columns = [
            pa.array(np.arange(start, start + many)),
            pa.DictionaryArray.from_arrays(accounts, names),
            pa.DictionaryArray.from_arrays(skus, pa.array(SKUS)),
            pa.array(first).cast(pa.date32()),
            pa.array(last, mask=chance.random(many) < 0.55).cast(pa.date32()),
        ]
        writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=1_000_000)
fleet.stat().st_size

# %% [markdown]
# ## The month, closed
#
# The kernel reads four of the five columns and adds up whole days; the core prices each distinct line once.

# %%
book = kpix.PriceBook.of(
    *(
        kpix.Price(sku, kpix.bands((0, f"{dollars}.35 USD"), (10, f"{dollars}.2555 USD")))
        for dollars, sku in enumerate(SKUS, 4)
    )
)
payers = [kpix.Account(name, "USD") for name in names.to_pylist()]
totals = on_arrow.tally(str(fleet), april, book.terms)
closed = paper(totals, book, payers)
assert totals.read == ROWS
assert closed.invoices.num_rows == ACCOUNTS
Table(
    title=f"{ROWS:,} rows, counted and on paper",
    columns=("what", "how many"),
    rows=(
        ("rows read", f"{totals.read:,}"),
        ("lines", f"{closed.lines.num_rows:,}"),
        ("invoices", f"{closed.invoices.num_rows:,}"),
    ),
    right=(1,),
)

# %% [markdown]
# ## The same invoices as ever
#
# One account, its rows taken out of the file and billed by the core alone, from objects: the same to the last cent.

# %%
who = payers[17]
rows = pq.read_table(fleet, filters=[("account_id", "=", who.id)])
held = [
    kpix.Allocation(str(row["device_id"]), row["account_id"], row["sku"], row["consumed_on"], row["removed_on"])
    for row in rows.to_pylist()
]
by_objects = kpix.draft(who, april, kpix.rate(kpix.tally(held, april, book.terms), book, who))
by_columns = dict(tallies(totals))[who.id]
assert kpix.tally(held, april, book.terms) == by_columns
assert kpix.draft(who, april, kpix.rate(by_columns, book, who)) == by_objects
by_objects

# %% [markdown]
# ## What it takes
#
# Measured beside what else could be done with the same file, each a process of its own on one thread
# (2026-11-26, two cores of a shared machine, Python 3.11, medians of three rounds that took turns):
#
#     make bench-scale BENCH_ARGS="--rows 1e6 1e7 5e7 1e8 --groups 1e4 --rounds 3"
#
# `decode` only reads the four columns: nothing that looks at the rows can be faster. `close` is everything from the
# file to lines and invoices in Arrow; the others count only, and price nothing.

# %%
with Path("hundred_million.csv").open(encoding="utf-8", newline="") as file:
    measured = [
        (int(row["rows"]), row["subject"], row["seconds"], int(row["megabytes"])) for row in csv.DictReader(file)
    ]
SUBJECTS = tuple(dict.fromkeys(subject for _, subject, _, _ in measured))
SIZES = tuple(dict.fromkeys(rows for rows, _, _, _ in measured))
found = {(rows, subject): (seconds, megabytes) for rows, subject, seconds, megabytes in measured}
Table(
    title="Seconds and megabytes at most, on one thread",
    columns=("million rows", *SUBJECTS),
    rows=tuple(
        (
            f"{rows // 1_000_000}",
            *("{} s, {} MB".format(*found[rows, each]) if (rows, each) in found else "" for each in SUBJECTS),
        )
        for rows in SIZES
    ),
    right=tuple(range(1 + len(SUBJECTS))),
)

# %% [markdown]
# ## Drawn
#
# Both axes are logarithmic. Time grows with rows, as it must: ten times the rows are one step up and one to the right.
# Memory does not, but for those who hold the whole file.


# %%
class Picture:
    """SVG that a notebook shows."""

    def __init__(self, svg: str) -> None:
        """Keep it."""
        self.svg = svg

    def _repr_html_(self) -> str:
        return self.svg


COLOURS = dict(zip(SUBJECTS, ("#777777", "#0b6e4f", "#d1495b", "#30638e", "#b8860b"), strict=True))
WIDTH, HEIGHT, LEFT, TOP = 300, 220, 62, 34


def panel(number: int, title: str, unit: str, values: dict[tuple[int, str], float]) -> str:
    """Return one plot: a line for each subject."""
    left = LEFT + number * (WIDTH + 190)
    ticks = range(math.floor(math.log10(min(values.values()))), math.ceil(math.log10(max(values.values()))) + 1)

    def across(rows: int) -> int:
        return left + round((math.log10(rows) - 6) / 2 * WIDTH)

    def down(value: float) -> int:
        return TOP + HEIGHT - round((math.log10(value) - ticks[0]) / (len(ticks) - 1) * HEIGHT)

    parts = [f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{title}</text>']
    for tick in ticks:
        y = down(10**tick)
        parts.append(f'<line x1="{left}" y1="{y}" x2="{left + WIDTH}" y2="{y}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{10**tick:g} {unit}</text>')
    parts += [
        f'<text x="{across(rows)}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{rows // 10**6} M rows</text>'
        for rows in (10**6, 10**7, 10**8)
    ]
    ends: list[int] = []
    for subject in sorted(SUBJECTS, key=lambda each: -max(v for (_, name), v in values.items() if name == each)):
        points = [(across(rows), down(value)) for (rows, name), value in values.items() if name == subject]
        line = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[subject]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{COLOURS[subject]}"/>' for x, y in points]
        ends.append(max(points[-1][1] + 4, ends[-1] + 14 if ends else 0))
        parts.append(f'<text x="{left + WIDTH + 8}" y="{ends[-1]}" fill="{COLOURS[subject]}">{subject}</text>')
    return "".join(parts)


Picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="960" height="300" viewBox="0 0 960 300"'
    ' font-family="sans-serif" font-size="12">'
    + panel(0, "Time", "s", {key: float(seconds) for key, (seconds, _) in found.items()})
    + panel(1, "Memory at most", "MB", {key: float(megabytes) for key, (_, megabytes) in found.items()})
    + "</svg>"
)
