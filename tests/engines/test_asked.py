"""What becomes of an engine's groups: rows that are no facts are found again, and none gets lost on the way."""

from datetime import date

import pyarrow as pa
import pytest
from tests.engines.columns import april, table

from kpix_billing_core.batch.asked import asked, settled
from kpix_billing_core.batch.window import Window
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns, TallyMismatch

GOOD = ("d1", "acme", "STD", april(1), None)
BAD = ("d2", "", "STD", april(1), None)
WANTED = asked(table().schema, Month.parse("2026-04"), BillingTerms(), None)
# Two rows of acme of which one is faulty, and one of nobody.
GROUPS = pa.table(
    {
        "account_id": pa.array(["acme", "", "other"]),
        "sku": pa.array(["STD", "STD", "STD"]),
        "allocations": pa.array([1, 1, 0]),
        "days": pa.array([30, 30, 0]),
        "read": pa.array([2, 1, 5]),
        "faulty": pa.array([1, 0, 0]),
    }
)


def test_accepted_and_rejected_are_what_was_read():
    """The group without an id goes, the faulty row of a good group is in no sum, and a group of nothing is no group."""
    asked_for = []

    def suspects(bad):
        asked_for.append(bad)
        return table(BAD, ("d3", "acme", "STD", april(2), april(1)))

    found = settled(WANTED, GROUPS, suspects)
    assert asked_for == [{"account_id": [""], "sku": []}]
    assert found.sums.to_pylist() == [{"account_id": "acme", "sku": "STD", "allocations": 1, "days": 30}]
    assert (found.read, found.rejected.column("device_id").to_pylist()) == (8, ["d2", "d3"])


def test_rows_are_asked_for_only_where_some_are_faulty():
    """A fleet without a fault is read once."""
    good = GROUPS.slice(2)
    assert settled(WANTED, good, lambda bad: pytest.fail("asked")).read == 5


@pytest.mark.parametrize(
    ("again", "suspect", "faulty"),
    [([], 0, 0), ([BAD], 1, 1), ([BAD, BAD, BAD], 3, 3), ([BAD, BAD, GOOD], 3, 2)],
    ids=["none", "fewer", "more", "good ones"],
)
def test_columns_that_are_not_the_same_when_they_are_read_again(again, suspect, faulty):
    """A stream that is used up, or a table that somebody writes to, gives other rows: that is no way to bill."""
    with pytest.raises(TallyMismatch) as raised:
        settled(WANTED, GROUPS, lambda bad: table(*again))
    assert str(raised.value) == (
        f"2 faulty rows, then {suspect} suspect and {faulty} faulty: columns must give the same rows each time they are read"
    )


@pytest.mark.parametrize(
    ("terms", "histogram", "ids", "by_days", "by_devices"),
    [
        (BillingTerms(), None, ("account_id", "sku"), False, False),
        (BillingTerms(), True, ("account_id", "sku"), True, False),
        (BillingTerms(dedupe_days=True), False, ("account_id", "sku", "device_id"), False, True),
    ],
    ids=["plain", "histogram", "devices"],
)
def test_what_is_asked_of_an_engine(terms, histogram, ids, by_days, by_devices):
    """What was given is kept; the terms and the wish for a histogram say what rows are grouped by."""
    april_2026 = Month.parse("2026-04")
    wanted = asked(table().schema, april_2026, terms, histogram)
    assert (wanted.month, wanted.terms, wanted.histogram) == (april_2026, terms, histogram)
    first = (april(1) - date(1970, 1, 1)).days
    assert wanted.window == Window(first=first, last=first + 30 - 1, shift=0, top=30, bonus=0)
    assert (wanted.ids, wanted.by_days, wanted.by_devices) == (ids, by_days, by_devices)


def test_columns_that_are_no_allocations_are_not_asked_for():
    """They are looked at before anything is read."""
    with pytest.raises(MalformedColumns, match="column sku: missing"):
        asked(table().drop_columns("sku").schema, Month.parse("2026-04"), BillingTerms(), None)


@pytest.mark.parametrize("coded", [lambda ids: ids, lambda ids: ids.dictionary_encode()], ids=["plain", "dictionary"])
def test_groups_without_an_id(coded):
    """A group of no account at all goes with its row, and no other group does."""
    groups = GROUPS.set_column(0, "account_id", coded(pa.array(["acme", None, "other"])))
    asked_for = []

    def suspects(bad):
        asked_for.append(bad)
        return table(("d2", None, "STD", april(1), None), ("d3", "acme", "STD", april(2), april(1)))

    found = settled(WANTED, groups, suspects)
    assert asked_for == [{"account_id": [], "sku": []}]
    assert found.sums.column("account_id").to_pylist() == ["acme"]
    assert found.rejected.column("reasons").to_pylist() == ["account_id: nothing", "removed_on: before consumed_on"]


def test_devices_that_nobody_asked_for_are_not_judged():
    """A row of no device is rejected for what it was read again for, and for nothing else."""
    rows = table((None, "", "STD", april(1), None), (None, "acme", "STD", april(2), april(1)))
    found = settled(WANTED, GROUPS, lambda bad: rows)
    assert sorted(found.rejected.column("reasons").to_pylist()) == [
        "account_id: nothing",
        "removed_on: before consumed_on",
    ]


def test_a_histogram_is_counted_where_it_is_asked_for():
    """One allocation of acme of 30 days."""
    wanted = asked(table().schema, Month.parse("2026-04"), BillingTerms(), True)
    groups = GROUPS.slice(0, 1).append_column("days_each", pa.array([30])).drop_columns(["read", "faulty"])
    groups = groups.append_column("read", pa.array([1])).append_column("faulty", pa.array([0]))
    found = settled(wanted, groups, lambda bad: pytest.fail("asked"))
    assert found.histogram.to_pylist() == [{"account_id": "acme", "sku": "STD", "days_each": 30, "allocations": 1}]
    assert settled(WANTED, groups, lambda bad: pytest.fail("asked")).histogram is None
