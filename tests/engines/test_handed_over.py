"""Files of plain text are counted by whoever is installed, to the same totals, or by the kernel alone."""

import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.fleets import CASES, columns_of, hard_fleet, named

from kpix_billing_core.batch import handed_over, on_arrow, on_duckdb, on_polars
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns, TallyMismatch

APRIL, PLAIN = Month.parse("2026-04"), BillingTerms()
ENGINES = {"on_duckdb": on_duckdb, "on_polars": on_polars}


@pytest.fixture
def asked(monkeypatch):
    """Let few rows be many, and note which engines are asked."""
    names = []
    monkeypatch.setattr(handed_over, "MANY", 100)
    for name, engine in ENGINES.items():

        def noted(*given, name=name, in_place=engine.in_place, **more):
            names.append(name)
            return in_place(*given, **more)

        monkeypatch.setattr(engine, "in_place", noted)
    return names


def written(folder, rows, **layout):
    """Return the path of a file of rows."""
    path = folder / "fleet.parquet"
    pq.write_table(columns_of(rows), path, row_group_size=400, **layout)
    return path


@pytest.mark.parametrize("case", CASES, ids=named)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_totals(engine, case, tmp_path, asked, monkeypatch):
    """Whatever the terms look at, rejected rows and all."""
    month = Month.parse(case.month)
    path = written(tmp_path, hard_fleet(month, 900), use_dictionary=False)
    own = on_arrow.tally(path, month, case.terms, histogram=case.histogram, progress=lambda _: None)
    assert asked == []
    monkeypatch.setattr(handed_over, "ENGINES", (engine,))
    assert on_arrow.tally(path, month, case.terms, histogram=case.histogram, workers=2) == own
    assert asked == [engine]


LONG = [(f"d{number}", f"{number * 7919 % 600:0200d}", "STD", 20544, None) for number in range(600)]


@pytest.mark.parametrize(
    ("rows", "layout", "hands_over"),
    [
        (LONG, {"use_dictionary": False}, True),
        (LONG, {"use_dictionary": ["sku"]}, True),
        (LONG, {"use_dictionary": ["account_id", "sku"]}, False),
        # a dictionary that is given up on the way
        (LONG, {"dictionary_pagesize_limit": 400, "write_batch_size": 10, "compression": "none"}, True),
        # of which few rows are left, and which nobody looks at
        (LONG[:99], {"use_dictionary": False}, False),
        (LONG, {"use_dictionary": ["account_id", "sku", "consumed_on"]}, False),
    ],
)
def test_which_files_are_handed_over(rows, layout, hands_over, tmp_path, asked):
    """Those with many rows, and plain text in a column that is looked at; an engine sees them once."""
    path = written(tmp_path, rows, **layout)
    assert len(on_arrow.tally(path, APRIL, PLAIN).sums) == len({row[1] for row in rows})
    assert asked == ["on_duckdb"] * hands_over


def test_what_is_not_handed_over(tmp_path, asked):
    """Ids that are whole numbers, and what is no file: Arrow's own text the kernel looks at as fast."""
    rows = columns_of(LONG)
    numbers = rows.set_column(1, "account_id", pa.array(range(600)))
    path = tmp_path / "numbers.parquet"
    pq.write_table(numbers.set_column(2, "sku", numbers.column("account_id")), path, use_dictionary=False)
    assert on_arrow.tally(path, APRIL, PLAIN).read == 600
    assert on_arrow.tally(rows, APRIL, PLAIN).read == 600
    assert asked == []


def test_an_engine_that_cannot(tmp_path, asked):
    """Then the next is asked, and in the end the kernel says what is wrong."""
    ids = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    rows = columns_of([LONG[0]] * 200)
    broken = rows.set_column(1, "account_id", pa.concat_arrays([ids] * 200))
    path = tmp_path / "broken.parquet"
    pq.write_table(broken, path, use_dictionary=False)
    with pytest.raises(MalformedColumns, match="not text in UTF-8"):
        on_arrow.tally(path, APRIL, PLAIN)
    assert asked == ["on_duckdb", "on_polars"]


def test_what_an_engine_loses_is_not_counted_again(tmp_path, asked, monkeypatch):
    """A mismatch of totals is no inability: it is told."""

    def loses(*_, **__):
        raise TallyMismatch("lost")

    monkeypatch.setattr(on_duckdb, "in_place", loses)
    with pytest.raises(TallyMismatch, match="lost"):
        on_arrow.tally(written(tmp_path, LONG, use_dictionary=False), APRIL, PLAIN)


@pytest.mark.parametrize("missing", [("duckdb",), ("polars",), ("duckdb", "polars")])
def test_with_and_without_engines(missing, tmp_path):
    """What is not installed is not missed; the totals are the same."""
    path = written(tmp_path, hard_fleet(APRIL, 900), use_dictionary=False)
    code = f"""
import sys
sys.modules.update(dict.fromkeys({missing!r}))
from kpix_billing_core import BillingTerms, Month
from kpix_billing_core.batch import handed_over, on_arrow
handed_over.MANY = 1
april, path = Month.parse("2026-04"), {str(path)!r}
found = on_arrow.tally(path, april, BillingTerms())
print(found == on_arrow.tally(path, april, BillingTerms(), progress=lambda _: None))
print(*(name for name in ("duckdb", "polars") if sys.modules.get(name)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = [name for name in ("duckdb", "polars") if name not in missing][:1]
    assert run.stdout.split() == ["True", *used]


def test_without_the_extra():
    """Whoever imports the room without what it needs is told which extra brings it."""
    code = 'import sys; sys.modules["pyarrow"] = None\nimport kpix_billing_core.batch.on_arrow'
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stderr.splitlines()[-1] == (
        "ImportError: kpix_billing_core.batch needs the extra arrow:"
        ' pip install "kpix-billing-core[arrow]" (import of pyarrow halted; None in sys.modules)'
    )
