"""Rows that are no facts are set apart, whatever the contract: with all their reasons, in order, and none is lost."""

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest

from kpix_billing_core.batch.apart import Judge, nothing_else, nowhere_else, set_apart, sifted
from kpix_billing_core.batch.schema import Column, ColumnKind
from kpix_billing_core.errors import MalformedColumns

CONTRACT = (
    Column("id", ColumnKind.ID),
    Column("of", ColumnKind.ID, may_be_empty=True),
    Column("on", ColumnKind.DAY),
    Column("until", ColumnKind.DAY, may_be_empty=True),
    Column("at", ColumnKind.INSTANT, may_be_empty=True),
    Column("seen_at", ColumnKind.INSTANT),
)
DAY, INSTANT = date(2026, 4, 1), datetime(2026, 4, 1, 12, tzinfo=UTC)
GOOD = ("d1", "acme", DAY, None, None, INSTANT)
LEAST, MOST = -(2**31), 2**31 - 1  # days of no year that Python knows
EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
BEYOND = 2**53  # seconds of none


def table(*rows, pieces=1):
    """Return rows in a number of pieces."""
    types = [pa.string(), pa.string(), pa.date32(), pa.date32(), pa.timestamp("s", "UTC"), pa.timestamp("s", "UTC")]
    columns = [pa.array(values, type_) for values, type_ in zip(zip(*rows, strict=True), types, strict=True)]
    whole, length = pa.table(columns, [each.name for each in CONTRACT]), len(rows) // pieces
    return pa.concat_tables([whole.slice(start, length) for start in range(0, len(rows), length)])


def changed(**values):
    """Return a good row with other values."""
    names = [each.name for each in CONTRACT]
    return tuple(values.get(name, value) for name, value in zip(names, GOOD, strict=True))


PLAIN = Judge(CONTRACT, nowhere_else, nothing_else)
FAULTS = [
    ("id: nothing", changed(id=None)),
    ("id: nothing", changed(id="")),
    ("id: not printable", changed(id="a\n")),
    ("of: nothing", changed(of="")),
    ("on: nothing", changed(on=None)),
    ("on: not in the years 1 to 9999", changed(on=LEAST)),
    ("on: not in the years 1 to 9999", changed(on=MOST)),
    ("until: not in the years 1 to 9999", changed(until=MOST)),
    ("at: not in the years 1 to 9999", changed(at=BEYOND)),
    ("at: not in the years 1 to 9999", changed(at=-BEYOND)),
    ("seen_at: nothing", changed(seen_at=None)),
    ("seen_at: not in the years 1 to 9999", changed(seen_at=BEYOND)),
    ("id: nothing", changed(id=None, on=date.min, until=date.min, at=EVER[0], seen_at=EVER[0])),
    ("id: nothing", changed(id=None, on=date.max, until=date.max, at=EVER[1], seen_at=EVER[1])),
    ("id: nothing; of: not printable; on: nothing; seen_at: nothing", (None, "\t", None, None, None, None)),
]


@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize(("reasons", "row"), FAULTS)
def test_a_row_that_is_no_fact(reasons, row, pieces):
    """It is set apart with its reasons, and the others are as they came."""
    found = sifted(table(GOOD, row, changed(id="d2", of=None), pieces=pieces), PLAIN)
    assert found.rows.column("id").to_pylist() == ["d1", "d2"]
    assert found.rejected.column("reasons").to_pylist() == [reasons]
    assert found.rejected.column_names == [*(each.name for each in CONTRACT), "reasons"]


def test_days_and_instants_at_the_ends_of_time():
    """The first and the last of all are some."""
    rows = [changed(on=day, until=day, at=at, seen_at=at) for day in (date.min, date.max) for at in EVER]
    found = sifted(table(*rows), PLAIN)
    assert (found.rows.num_rows, found.rejected.num_rows) == (4, 0)


def test_no_rows():
    """In no piece, or in one that holds nothing."""
    for rows in (table(GOOD).slice(0, 0), table(GOOD).schema.empty_table()):
        found = sifted(rows, PLAIN)
        assert (found.rows.num_rows, found.rejected.num_rows) == (0, 0)


def test_rows_without_a_fault_are_as_they_came():
    """Nothing is copied."""
    rows = table(GOOD, GOOD)
    given, kept = (each.column("on").chunk(0).buffers()[1].address for each in (rows, sifted(rows, PLAIN).rows))
    assert given == kept


def test_what_a_contract_says_beside_its_columns():
    """Only doubtful rows are asked about; ids that are not among others; columns for people to see."""
    asked = []

    def further(row):
        asked.append(row)
        return [f"id: {row['id']} of {row['of']} is odd"] if row["id"] == "d3" else []

    rows = table(GOOD, changed(id="d2", of=None), changed(id="d3"), changed(id="d4", of="beta"))
    doubts = np.array([False, True, True, True])
    judge = Judge(CONTRACT[:2], lambda _rows: doubts, further, {"of": {"acme"}}, CONTRACT[2:3])
    found = sifted(rows, judge)
    assert [row["id"] for row in asked] == ["d2", "d3", "d4"]
    assert found.rows.column("id").to_pylist() == ["d1", "d2"]
    assert found.rejected.to_pylist() == [
        {"on": DAY, "id": "d3", "of": "acme", "reasons": "id: d3 of acme is odd"},
        {"on": DAY, "id": "d4", "of": "beta", "reasons": "of: not among those given"},
    ]


def test_days_and_instants_are_shown_as_numbers():
    """Days from 1970 on, and microseconds; so what Python does not know can be told from what is missing."""
    seen = []
    rows = table(changed(on=date(1970, 1, 3), seen_at=datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)), changed(at=BEYOND))
    all_of_them = Judge(CONTRACT, lambda rows: ~nowhere_else(rows), lambda row: seen.append(row) or [])
    assert sifted(rows, all_of_them).rejected.num_rows == 1
    assert [seen[0][name] for name in ("on", "until", "at", "seen_at")] == [2, None, None, 2_000_000]
    assert seen[1]["at"] is not None


def test_more_rows_set_apart():
    """With those that were, all for one reason."""
    found = sifted(table(GOOD, changed(id=None), changed(id="d2"), changed(id="d3")), PLAIN)
    more = set_apart(found, nowhere_else(found.rows) | [True, False, True], CONTRACT, "id: odd")
    assert more.rows.column("id").to_pylist() == ["d2"]
    assert more.rejected.column("id").to_pylist() == [None, "d1", "d3"]
    assert more.rejected.column("reasons").to_pylist() == ["id: nothing", "id: odd", "id: odd"]


def test_what_is_no_text():
    """The column is named."""
    rows = table(GOOD).set_column(0, "id", pa.array([b"\xff"]).cast(pa.binary()).dictionary_encode())
    with pytest.raises(MalformedColumns) as raised:
        sifted(rows, PLAIN)
    assert [fault.column for fault in raised.value.faults] == ["id"]
