"""What only Spark does: it shuffles totals, tries again, and prices where the totals are."""

import pyarrow as pa
import pytest
from pyspark.errors import PythonException
from pyspark.sql.functions import lit
from tests.engines.columns import april, table
from tests.engines.fleets import CASES, columns_of, hard_fleet

from kpix_billing_core.accounts import Account
from kpix_billing_core.batch import invoices, on_arrow, on_spark
from kpix_billing_core.batch.asked import asked
from kpix_billing_core.catalogue import BillingTerms, Price, PriceBook, bands
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns, WrongType, WrongValue

APRIL = Month.parse("2026-04")
PLAIN = BillingTerms()
DEVICES = CASES[9].terms
SUMS = "account_id string, sku string, allocations bigint, days bigint"
ACCOUNTS = [f"account-{number}" for number in range(11)]
# Without a fault: eleven accounts, each with the days 1 to 30 of April, of one SKU or the other.
FLEET = table(
    *((f"d{day}", account, ("STD", "LITE")[day % 2], april(day), None) for day in range(1, 31) for account in ACCOUNTS)
)


def sums(totals):
    """Return the sums of totals, as a function of a worker does."""
    return totals.sums


def in_order(found: pa.Table) -> list[dict[str, object]]:
    """Return rows in order: Spark has none."""
    return sorted(found.to_pylist(), key=lambda row: tuple(row.values()))


def test_the_shuffle_carries_totals(spark):
    """Rows are added up before they are exchanged, in Spark's own terms: no function of Python's is in the plan."""
    groups = on_spark.groups(spark.createDataFrame(FLEET), APRIL, DEVICES)
    plan = groups._jdf.queryExecution().executedPlan().toString()
    before, after = plan.split("Exchange")
    assert "partial_sum(" not in before
    assert all(name in after for name in ("partial_sum(", "partial_bit_or(", "partial_count("))
    assert "python" not in plan.lower()
    assert "pythonudf" not in plan.lower()


def test_totals_are_priced_where_they_are(spark):
    """The same function that prices on the driver prices on the workers, each account in one part, and whole."""
    book = PriceBook.of(Price("STD", bands((0, "4.35 USD"), (4, "4.26 USD"))), Price("LITE", bands((0, "1.95 USD"))))

    accounts = {name: Account(name, "USD") for name in ACCOUNTS}

    def priced(totals):
        mine = [accounts[name] for name in totals.sums.column("account_id").unique().to_pylist()]
        made = [(one.account.id, str(one.due)) for one in invoices(totals, book, mine)]
        return pa.table(list(map(pa.array, zip(*made, strict=True))), ["account_id", "due"])

    frame = spark.createDataFrame(FLEET)
    found = on_spark.map_totals(frame, APRIL, PLAIN, priced, "account_id string, due string", parts=3)
    assert found.rdd.getNumPartitions() == 3
    assert in_order(found.toArrow()) == in_order(priced(on_arrow.tally(FLEET, APRIL, PLAIN)))


def test_an_account_is_in_one_part(spark):
    """However its rows lay: each part says who is in it and how many rows it had."""

    def accounts(totals):
        names = " ".join(totals.sums.column("account_id").unique().to_pylist())
        return pa.table([pa.array([names]), pa.array([totals.read])], ["accounts", "read"])

    frame = spark.createDataFrame(FLEET).repartition(7)
    found = on_spark.map_totals(frame, APRIL, PLAIN, accounts, "accounts string, read bigint", parts=4).toArrow()
    assert found.num_rows > 1
    assert sorted(" ".join(found.column("accounts").to_pylist()).split()) == sorted(ACCOUNTS)
    assert sum(found.column("read").to_pylist()) == FLEET.num_rows


def test_a_task_that_is_tried_again_changes_nothing(spark):
    """Each task fails once, after it has made its result; the second try makes the same."""

    def lost_once(totals):
        from pyspark import TaskContext

        made = totals.sums
        if not TaskContext.get().attemptNumber():
            raise RuntimeError("the machine went away")
        return made

    found = on_spark.map_totals(spark.createDataFrame(FLEET), APRIL, PLAIN, lost_once, SUMS).toArrow()
    assert in_order(found) == on_arrow.tally(FLEET, APRIL, PLAIN).sums.to_pylist()


def test_faulty_rows_stop_a_run_and_are_listed(spark):
    """They stop it before anything is priced; `rejected` has them, each as in the totals."""
    hard = columns_of(hard_fleet(APRIL, 200))
    frame = spark.createDataFrame(hard)
    with pytest.raises(PythonException, match="no allocation; `rejected` lists the rows"):
        on_spark.map_totals(frame, APRIL, PLAIN, lambda totals: totals.sums, SUMS).toArrow()
    found = on_spark.rejected(frame, APRIL, PLAIN)
    assert found.num_rows > 30
    assert found == on_spark.tally(frame, APRIL, PLAIN).rejected
    assert on_spark.rejected(frame.filter(lit(False)), APRIL, PLAIN).num_rows == 0


def test_what_a_worker_does():
    """Looked at in this process: groups become totals, no groups become nothing, and faulty ones are refused."""
    wanted = asked(FLEET.schema, APRIL, PLAIN, None)
    columns = {"account_id": ["a", "a"], "sku": ["S", "S"], "allocations": [1, 0], "days": [3, 0], "read": [1, 2]}
    good, bad = (pa.table({**columns, "faulty": [0, faulty]}) for faulty in (0, 1))
    made = pa.Table.from_batches(on_spark._mapped(wanted, sums, good.to_batches()))
    assert made.to_pylist() == [{"account_id": "a", "sku": "S", "allocations": 1, "days": 3}]
    assert list(on_spark._mapped(wanted, sums, good.slice(0, 0).to_batches())) == []
    with pytest.raises(MalformedColumns, match="no allocation; `rejected` lists the rows$"):
        list(on_spark._mapped(wanted, sums, bad.to_batches()))
    odd = good.set_column(0, "account_id", pa.array(["a\n", ""]))
    with pytest.raises(
        MalformedColumns,
        match=r"column an id or a day: no allocation; `rejected` lists the rows \(account_id 'a\\n', account_id ''\)",
    ):
        list(on_spark._mapped(wanted, sums, odd.to_batches()))


@pytest.mark.parametrize(
    ("kind", "message", "changed"),
    [
        (WrongType, "columns: expected a frame of Spark", {"columns": FLEET}),
        (WrongType, "function: expected a function of Totals", {"function": "sums"}),
        (WrongType, "parts: expected int", {"parts": "3"}),
        (WrongValue, "parts: expected at least 1", {"parts": 0}),
        (WrongType, "month: expected Month", {"month": "2026-04"}),
    ],
)
def test_what_cannot_be_mapped(spark, kind, message, changed):
    """Refused before Spark is asked to do anything."""
    given = {"columns": spark.range(0), "month": APRIL, "terms": PLAIN, "function": sums, "schema": SUMS, **changed}
    with pytest.raises(kind, match=message):
        on_spark.map_totals(**given)
