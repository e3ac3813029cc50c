"""A connection keeps its instant in UTC, and is a row of a file."""

import gzip
import io
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from tests.examples import complaint
from tests.usage import NOON, met

from kpix_billing_core.errors import MalformedFile, WrongType, WrongValue
from kpix_billing_core.interchange import csv_text, read_csv
from kpix_billing_core.usage import Connection

EAST = timezone(timedelta(hours=2))


def test_instants_are_kept_in_utc():
    """Two o'clock two hours east is noon, written and compared as noon."""
    told = Connection("d1", "acme", datetime(2026, 4, 16, 14, tzinfo=EAST))
    assert told == met(at=NOON)
    assert told.connected_at.tzinfo is UTC
    assert str(told.connected_at) == "2026-04-16 12:00:00+00:00"


def test_either_reading_of_a_repeated_hour():
    """Where a clock is put back, half past two comes twice, an hour apart."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    again = first.replace(fold=1)
    assert first == again  # to Python, which looks at one clock
    assert met(at=again).connected_at - met(at=first).connected_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "row", "problem"),
    [
        (WrongType, (1, "acme", NOON), "device: expected str, got int 1"),
        (WrongValue, ("d1", "", NOON), "account: expected an id, got str ''"),
        (WrongValue, ("d\n1", "acme", NOON), "device: expected printable text, got str 'd\\n1'"),
        (WrongValue, ("d1", "\ud800", NOON), "account: expected printable text, got str '\\ud800'"),
        (WrongType, ("d1", "acme", NOON.date()), "connected_at: expected aware datetime, got date 2026-04-16"),
        (WrongValue, ("d1", "acme", NOON.replace(tzinfo=None)), "connected_at: expected a datetime with its zone"),
        (
            WrongValue,
            ("d1", "acme", datetime(1, 1, 1, tzinfo=EAST)),
            "connected_at: expected an instant in UTC, within the years 1 to 9999, got",
        ),
    ],
)
def test_what_is_no_connection(kind, row, problem):
    """Ids that are none and instants that are none are refused by name."""
    assert complaint(kind, Connection, *row).startswith(problem)


FILE = """connected_at,tenant_id,device_id
2026-04-16T12:00:00Z,acme,d1
2026-04-16T14:00:00+02:00,acme,d2
"""


@pytest.mark.parametrize("data", [FILE.encode(), gzip.compress(FILE.encode())], ids=["plain", "gzip"])
def test_a_file_of_connections(data):
    """The columns in any order, the file compressed or not."""
    found = read_csv(Connection, io.BytesIO(data))
    assert found == (met("d1"), met("d2"))
    assert csv_text(Connection, found).splitlines() == [
        "device_id,tenant_id,connected_at",
        "d1,acme,2026-04-16T12:00:00Z",
        "d2,acme,2026-04-16T12:00:00Z",
    ]


def test_a_file_that_swells():
    """Three megabytes of connections in less than a hundred kilobytes are not read beyond what is allowed."""
    bomb = gzip.compress(b"connected_at,tenant_id,device_id\n" + b"2026-04-16T12:00:00Z,acme,d1\n" * 100_000)
    assert len(bomb) < 100_000
    problem = complaint(MalformedFile, read_csv, Connection, io.BytesIO(bomb), most_bytes=50_000)
    assert "expected at most 50,000 bytes, got more" in problem


def test_faults_of_a_file_are_named():
    """A naive instant and a missing id stand in the rows that have them."""
    text = FILE + "2026-04-16T12:00:00,acme,d3\n2026-04-16T12:00:00Z,acme,\n"
    lines = complaint(MalformedFile, read_csv, Connection, io.StringIO(text)).splitlines()
    assert lines[1].startswith("  row 4, column connected_at: expected an instant such as")
    assert lines[2].startswith("  row 5, column device_id: expected an id")
