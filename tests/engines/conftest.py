"""One session of Spark for all tests that need one: it takes seconds to start."""

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
