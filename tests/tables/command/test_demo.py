"""The demonstration with a handful of drives: a maker for each, a second run, and faults."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from tests.tables.command.conftest import DRIVES, run

from kpix_billing_core.command.drives import Drive, allocation_of, maker_of


@pytest.mark.parametrize(
    ("model", "maker"),
    [
        ("ST4000DM000", "Seagate"),
        ("Hitachi HDS722020ALA330", "Hitachi"),
        ("WDC WD30EFRX", "WDC"),
        ("TOSHIBA DT01ACA300", "TOSHIBA"),
        ("HGST HMS5C4040ALE640", "HGST"),
        ("SAMSUNG HD103UJ", "SAMSUNG"),
    ],
)
def test_makers(model, maker):
    assert maker_of(model) == maker


def test_a_drive_is_an_allocation():
    drive = Drive("S1", "WDC WD30EFRX", date(2013, 4, 10), date(2013, 4, 11), date(2013, 4, 11))
    one = allocation_of(drive)
    assert (one.device, one.account, one.sku) == ("S1", "WDC", "WDC WD30EFRX")
    assert (one.consumed_on, one.removed_on) == (date(2013, 4, 10), date(2013, 4, 11))


def small(folder: Path, drives: str) -> None:
    """Write an example of a few drives beside the real accounts and prices."""
    for name in ("accounts.csv", "price-book.json", "NOTICE"):
        folder.joinpath(name).write_bytes(DRIVES.joinpath(name).read_bytes())
    header = "serial_number,model,first_day,last_day,failed_on\n"
    folder.joinpath("drives-2013.csv.gz").write_bytes(gzip.compress((header + drives).encode()))


def test_without_a_crossing_and_again(tmp_path):
    """A fleet too small to cross a band has no story to tell; a second run replaces the first."""
    small(tmp_path, "S1,WDC WD30EFRX,2013-05-01,,\n")
    out = tmp_path.joinpath("out")
    first = run("demo", "--data", tmp_path, "--out", out)
    assert first.code == 0
    assert "price band" not in first.out
    assert run("demo", "--data", tmp_path, "--out", out).out == first.out


def test_a_crossing(tmp_path):
    """99 drives in May pay 0.80 each; 11 more in June make it 110, in the band from 100 on, at 0.72."""
    began = ["2013-05-01"] * 99 + ["2013-06-01"] * 11
    small(tmp_path, "".join(f"S{number},WDC WD1001FALS,{day},,\n" for number, day in enumerate(began)))
    done = run("demo", "--data", tmp_path, "--out", tmp_path.joinpath("out"))
    assert done.code == 0
    assert "Plan-months, WDC WD1001FALS" in done.out
    assert "WDC WD1001FALS of WDC went from 99 in 2013-05 to 110 in 2013-06" in done.out


def test_faults_of_drives(tmp_path):
    small(tmp_path, "S1,WDC WD30EFRX,2013-05-02,2013-05-01,\nS2,Quantum X,2013-05-01,,\n")
    result = run("demo", "--data", tmp_path, "--out", tmp_path.joinpath("out"))
    assert result.code == 1
    assert "drives-2013.csv.gz: row 2: removed_on: expected a day from 2013-05-02 on" in result.err
    small(tmp_path, "S1,WDC WD30EFRX,2013-05-02,,\nS2,Quantum X,2013-05-01,,\n")
    result = run("demo", "--data", tmp_path, "--out", tmp_path.joinpath("out"))
    assert result.code == 1
    assert "drives-2013.csv.gz: row 3, column account_id: expected an account of the accounts file" in result.err
    assert not tmp_path.joinpath("out").exists()
