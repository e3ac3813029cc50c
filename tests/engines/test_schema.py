"""The column contract: what columns may be, and every way in which they may not."""

import pyarrow as pa
import pytest

from kpix_billing_core.batch import ALLOCATIONS, CONNECTIONS, GRANTS, Column, ColumnKind, check_columns
from kpix_billing_core.errors import ColumnFault, MalformedColumns

GOOD = {
    "device_id": pa.string(),
    "account_id": pa.string(),
    "sku": pa.string(),
    "consumed_on": pa.date32(),
    "removed_on": pa.date32(),
}


CREDITS = {
    "account_id": pa.string(),
    "number": pa.int64(),
    "sku": pa.string(),
    "left": pa.int64(),
    "granted_on": pa.date32(),
    "expires_on": pa.date32(),
    "priority": pa.int64(),
    "pending": pa.bool_(),
}


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("device_id", pa.large_string()),
        ("device_id", pa.string_view()),
        ("device_id", pa.int64()),
        ("account_id", pa.uint16()),
        ("account_id", pa.dictionary(pa.int32(), pa.string())),
        ("account_id", pa.dictionary(pa.uint8(), pa.large_string())),
        ("sku", pa.dictionary(pa.int8(), pa.int64())),
        ("consumed_on", pa.date64()),
        ("removed_on", pa.null()),
    ],
)
def test_types_that_fit(name, type_):
    """Text of every sort, whole numbers, either with a dictionary; days of both widths; a last day that no row has."""
    assert check_columns(pa.schema({**GOOD, name: type_}), ALLOCATIONS) is None


@pytest.mark.parametrize(
    ("name", "type_", "kind"),
    [
        ("device_id", pa.float64(), "an id: text, text with a dictionary, or whole numbers; got double"),
        ("account_id", pa.null(), "an id: text, text with a dictionary, or whole numbers; got null"),
        ("sku", pa.binary(), "an id: text, text with a dictionary, or whole numbers; got binary"),
        ("sku", pa.bool_(), "an id: text, text with a dictionary, or whole numbers; got bool"),
        (
            "sku",
            pa.dictionary(pa.int8(), pa.float32()),
            f"an id: text, text with a dictionary, or whole numbers; got {pa.dictionary(pa.int8(), pa.float32())}",
        ),
        ("consumed_on", pa.null(), "a day: date32 or date64, the local day in the billing zone; got null"),
        ("consumed_on", pa.string(), "a day: date32 or date64, the local day in the billing zone; got string"),
        (
            "removed_on",
            pa.timestamp("us", "UTC"),
            "a day: date32 or date64, the local day in the billing zone; got timestamp[us, tz=UTC]",
        ),
        (
            "removed_on",
            pa.timestamp("ns"),
            "a day: date32 or date64, the local day in the billing zone; got timestamp[ns]",
        ),
    ],
)
def test_types_that_do_not_fit(name, type_, kind):
    """A float is no id, an instant no day; the fault names the column, what was expected and what came."""
    with pytest.raises(MalformedColumns) as raised:
        check_columns(pa.schema({**GOOD, name: type_}), ALLOCATIONS, "a.parquet")
    assert raised.value.source == "a.parquet"
    assert raised.value.faults == (ColumnFault(name, f"expected {kind}"),)


def test_all_faults_are_named():
    """Each column that is missing, comes twice, or is of another type: one look at the file tells everything."""
    twice = [("device_id", pa.string()), ("device_id", pa.string()), ("sku", pa.date32())]
    fields = pa.schema([*twice, ("consumed_on", pa.date32()), ("removed_on", pa.date32())])
    with pytest.raises(MalformedColumns) as raised:
        check_columns(fields, ALLOCATIONS)
    assert str(raised.value).splitlines() == [
        "columns: 3 faults",
        "  column device_id: expected once, got 2 columns of that name",
        "  column account_id: missing",
        "  column sku: expected an id: text, text with a dictionary, or whole numbers; got date32[day]",
    ]


def test_further_columns_and_their_order_do_not_matter():
    """Columns of the caller's own are let be."""
    fields = pa.schema([("note", pa.float64()), *reversed(GOOD.items())])
    assert check_columns(fields, ALLOCATIONS) is None


def test_a_column_that_may_be_missing():
    """Where it is there, it is looked at as any other."""
    contract = (Column("made_at", ColumnKind.INSTANT, may_be_missing=True),)
    assert check_columns(pa.schema([]), contract) is None
    assert check_columns(pa.schema({"made_at": pa.timestamp("us", "UTC")}), contract) is None
    for wrong in ({"made_at": pa.date32()}, {"made_at": pa.null()}):
        with pytest.raises(MalformedColumns, match="column made_at: expected an instant"):
            check_columns(pa.schema(wrong), contract)


@pytest.mark.parametrize("type_", [pa.timestamp("s", "UTC"), pa.timestamp("ns", "+02:00")])
def test_instants_have_a_zone(type_):
    """An instant of whatever unit is one only with a zone."""
    connections = {"device_id": pa.string(), "account_id": pa.string()}
    assert check_columns(pa.schema({**connections, "connected_at": type_}), CONNECTIONS) is None
    for wrong in (pa.timestamp(type_.unit), pa.date32(), pa.null()):
        with pytest.raises(MalformedColumns, match="expected an instant: a timestamp with a zone; got"):
            check_columns(pa.schema({**connections, "connected_at": wrong}), CONNECTIONS)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("number", pa.int8()), ("left", pa.int32()), ("priority", pa.null()), ("pending", pa.null())],
)
def test_counts_and_flags(name, type_):
    """Whole numbers of any width, and where a column may be empty one that is empty throughout."""
    assert check_columns(pa.schema({**CREDITS, name: type_}), GRANTS) is None


COUNT = "a count: whole numbers with a sign, of at most 64 bits"


@pytest.mark.parametrize(
    ("name", "type_", "problem"),
    [
        ("number", pa.uint8(), f"expected {COUNT}; got uint8"),
        ("left", pa.uint64(), f"expected {COUNT}; got uint64"),
        ("left", pa.float64(), f"expected {COUNT}; got double"),
        ("left", pa.null(), f"expected {COUNT}; got null"),
        ("priority", pa.bool_(), f"expected {COUNT}; got bool"),
        ("pending", pa.int8(), "expected a flag: bool; got int8"),
        ("pending", pa.string(), "expected a flag: bool; got string"),
    ],
)
def test_what_is_no_count_and_no_flag(name, type_, problem):
    """Numbers without a sign reach too far, and a one is no yes."""
    with pytest.raises(MalformedColumns) as raised:
        check_columns(pa.schema({**CREDITS, name: type_}), GRANTS)
    assert raised.value.faults == (ColumnFault(name, problem),)
