"""What tests of several files need: one session of Spark, which takes seconds to start; records in small pieces."""

import sys
from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Yield a session of two threads in this machine, which tries a failed task once more."""
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("PYSPARK_PYTHON", sys.executable)  # that of the workers, too
        session = SparkSession.builder.master("local[2,2]").config(map=settings).getOrCreate()
        yield session
        session.stop()


@pytest.fixture(params=[1 << 27, 1], ids=["places", "in order"])
def in_small_pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and look at few records at once; with devices that have a place each, and with devices put in order."""
    # Named, not imported: with pyarrow imported before all tests, the interpreter stopped while coverage was measured.
    monkeypatch.setattr("kpix_billing_core.batch.grouped_rows.LARGEST_ROOM", request.param)
    monkeypatch.setattr("kpix_billing_core.batch.reading.ROWS", 23)
    monkeypatch.setattr("kpix_billing_core.batch.on_arrow_status.ROWS", 11)
