"""What becomes of an engine's groups: rows that are no facts are found again, and none gets lost on the way."""

import pyarrow as pa
import pytest
from tests.engines.columns import april, table

from kpix_billing_core.batch.asked import asked, settled
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import TallyMismatch

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
    "again", [[], [BAD], [BAD, BAD, BAD], [BAD, BAD, GOOD]], ids=["none", "fewer", "more", "good ones"]
)
def test_columns_that_are_not_the_same_when_they_are_read_again(again):
    """A stream that is used up, or a table that somebody writes to, gives other rows: that is no way to bill."""
    with pytest.raises(TallyMismatch, match="2 faulty rows, then .*: columns must give the same rows each time"):
        settled(WANTED, GROUPS, lambda bad: table(*again))
