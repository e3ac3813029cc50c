"""Rows that are no allocations: each with its reasons, and none lost."""

from datetime import date

import pyarrow as pa
import pytest
from tests.engines.columns import NAMES, april, table, with_dictionaries

from kpix_billing_core.batch import sift
from kpix_billing_core.batch.rejected import REJECTED, check_rejected
from kpix_billing_core.errors import ColumnFault, MalformedColumns

GOOD = ("d1", "acme", "STD", april(1), april(1))


@pytest.mark.parametrize(
    ("reasons", "row"),
    [
        ("device_id: nothing", (None, *GOOD[1:])),
        ("device_id: nothing", ("", *GOOD[1:])),
        ("device_id: not printable", ("d\n", *GOOD[1:])),
        ("account_id: nothing", ("d1", None, *GOOD[2:])),
        ("account_id: not printable", ("d1", "a\u200b", *GOOD[2:])),
        ("sku: not printable", ("d1", "acme", "\x00", april(1), None)),
        ("consumed_on: nothing", ("d1", "acme", "STD", None, april(1))),
        ("consumed_on: nothing", ("d1", "acme", "STD", None, None)),
        ("removed_on: before consumed_on", ("d1", "acme", "STD", april(2), april(1))),
        ("account_id: nothing; sku: nothing; consumed_on: nothing", ("d1", "", None, None, None)),
    ],
)
@pytest.mark.parametrize("shape", [lambda plain: plain, with_dictionaries], ids=["plain", "dictionary"])
def test_reasons(reasons, row, shape):
    """Every reason is given, each after its column; the row itself is kept as it was."""
    good, rejected = sift(shape(table(GOOD, row, GOOD)))
    assert good.to_pylist() == table(GOOD, GOOD).to_pylist()
    assert rejected.schema == REJECTED
    assert rejected.to_pylist() == [{**dict(zip(NAMES, row, strict=True)), "reasons": reasons}]


@pytest.mark.parametrize("number", [-719_163, 2_932_897, 2**31 - 1, -(2**31)])
def test_days_that_python_does_not_know(number):
    """A day before the year 1 or after 9999 could be compared with nothing of the scalar core."""
    days = pa.array([number], pa.int32()).cast(pa.date32())
    rows = table(GOOD).set_column(4, "removed_on", days).set_column(3, "consumed_on", days)
    good, rejected = sift(rows)
    assert good.num_rows == 0
    assert rejected.column("reasons").to_pylist() == [
        "consumed_on: not in the years 1 to 9999; removed_on: not in the years 1 to 9999"
    ]
    first, last = pa.array([-719_162], pa.int32()), pa.array([2_932_896], pa.int32())
    rows = rows.set_column(3, "consumed_on", first.cast(pa.date32())).set_column(
        4, "removed_on", last.cast(pa.date32())
    )
    assert sift(rows)[0].column("removed_on").to_pylist() == [date.max]


def test_devices_that_nobody_looks_at_are_shown_and_not_judged():
    """Whether a row counts never depends on the rows beside it, which brought it here."""
    rows = table((None, *GOOD[1:]), ("d\n", "", *GOOD[2:]))
    good, rejected = sift(rows, ("account_id", "sku"))
    assert good.num_rows == 1
    assert [(row["device_id"], row["reasons"]) for row in rejected.to_pylist()] == [("d\n", "account_id: nothing")]


def test_devices_that_were_not_read_are_not_judged():
    """Where no column of devices was read, the others are judged, and the device is left open."""
    rows = table(GOOD, (None, "", *GOOD[2:])).drop_columns("device_id")
    good, rejected = sift(rows)
    assert good.num_rows == 1
    assert rejected.to_pylist()[0]["device_id"] is None
    assert rejected.to_pylist()[0]["reasons"] == "account_id: nothing"


def test_whole_numbers_are_ids():
    """Ids that are numbers are read as their digits, in a dictionary or not."""
    rows = table(("1", "-7", *GOOD[2:]), ("1", "8", "STD", april(2), april(1)))
    numbers = rows.set_column(1, "account_id", pa.array([-7, 8]))
    assert sift(numbers)[1].column("account_id").to_pylist() == ["8"]
    coded = rows.set_column(1, "account_id", pa.array([-7, 8]).dictionary_encode())
    assert sift(coded)[1].column("account_id").to_pylist() == ["8"]


def test_faults_are_counted_and_shown():
    """One line for each reason, with how many rows it is about and the first three of them."""
    bad = [(None if number == 1 else f"d{number}", "acme", "", april(1), None) for number in range(4)]
    other = ("d9", "a\n", "STD", april(2), april(1))
    with pytest.raises(MalformedColumns, match="5 rows: 4 faults") as found:
        check_rejected("5 rows", sift(table(*bad, other))[1])
    assert found.value.faults == (
        ColumnFault("account_id", "not printable", 1, ("account 'a\\n', device 'd9'",)),
        ColumnFault("device_id", "nothing", 1, ("account 'acme'",)),
        ColumnFault("removed_on", "before consumed_on", 1, ("account 'a\\n', device 'd9'",)),
        ColumnFault(
            "sku", "nothing", 4, ("account 'acme', device 'd0'", "account 'acme'", "account 'acme', device 'd2'")
        ),
    )
    assert check_rejected("1 row", sift(table(GOOD))[1]) is None


def test_facts_that_are_not_of_devices():
    """Where there is no column of devices, the examples name the account alone."""
    rejected = sift(table(("d1", "a\n", *GOOD[2:]), ("d2", "", *GOOD[2:])))[1].drop_columns("device_id")
    with pytest.raises(MalformedColumns) as found:
        check_rejected("2 rows", rejected)
    assert found.value.faults == (
        ColumnFault("account_id", "not printable", 1, ("account 'a\\n'",)),
        ColumnFault("account_id", "nothing", 1, ("account ''",)),
    )
