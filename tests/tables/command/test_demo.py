"""The demonstration with a handful of drives: a maker for each, all it says, a second run, and faults."""

import gzip
import io
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.tables.command.conftest import DRIVES, run

from kpix_billing_core.command import demo, main
from kpix_billing_core.command.drives import Drive, allocation_of, maker_of
from kpix_billing_core.command.screen import Progress
from kpix_billing_core.interchange import csv_read


@pytest.mark.parametrize(
    ("model", "maker"),
    [
        ("ST4000DM000", "Seagate"),
        ("Hitachi HDS722020ALA330", "Hitachi"),
        ("WDC WD30EFRX", "WDC"),
        ("TOSHIBA DT01ACA300", "TOSHIBA"),
        ("HGST HMS5C4040ALE640", "HGST"),
        ("SAMSUNG HD103UJ", "SAMSUNG"),
        ("WDC WD30 EFRX", "WDC"),
        ("IBM-ESXS\N{NO-BREAK SPACE}A", "IBM-ESXS\N{NO-BREAK SPACE}A"),
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


# 900 drives in May at 0.72; 200 more from 2 June on at 0.64: 900 + 200 x 29/30 = 1093.33, then 1,100.
# 18 days of 30 of one more, at 0.80, are 0.48.
SAID = f"""\
1,101 drives by 6 makers: a drive is a device, its model a SKU, its maker an account.
Data: Backblaze Drive Stats, 2013, with thanks to Backblaze. Accounts and prices are made up.

Amounts due
month    SAMSUNG USD  WDC USD
-------  -----------  -------
2013-04
2013-05                648.00
2013-06         0.48   699.73
2013-07                704.00
2013-08                704.00
2013-09                704.00
2013-10                704.00
2013-11                704.00
2013-12                704.00
-------  -----------  -------
sum             0.48  5571.73

Plan-months, all models
2013-04      0
2013-05    900  {"█" * 32}▋
2013-06  1.094  {"█" * 39}▊
2013-07  1.100  {"█" * 40}
2013-08  1.100  {"█" * 40}
2013-09  1.100  {"█" * 40}
2013-10  1.100  {"█" * 40}
2013-11  1.100  {"█" * 40}
2013-12  1.100  {"█" * 40}

Plan-months, WDC WD1001FALS
2013-04      0
2013-05    900  {"█" * 32}▋
2013-06  1.093  {"█" * 39}▊
2013-07  1.100  {"█" * 40}
2013-08  1.100  {"█" * 40}
2013-09  1.100  {"█" * 40}
2013-10  1.100  {"█" * 40}
2013-11  1.100  {"█" * 40}
2013-12  1.100  {"█" * 40}

WDC WD1001FALS of WDC went from 900 in 2013-05 to 1.093,3 in 2013-06, and so into another price band:

1 TB drive, WDC WD1001FALS in 2013-06: 699.73 USD
"""


def crossing(folder: Path) -> None:
    """Write an example whose drives of one model cross the band from 1,000 on, and where one more comes for 18 days."""
    began = ["2013-05-01"] * 900 + ["2013-06-02"] * 200
    drives = "".join(f"S{number},WDC WD1001FALS,{day},,\n" for number, day in enumerate(began))
    small(folder, f"{drives}T1,SAMSUNG HD103UJ,2013-06-03,2013-06-20,\n")


def test_all_it_says_and_writes(tmp_path):
    """In the language asked for: the table, a chart of everything and one of the model that crossed, and its story."""
    crossing(tmp_path)
    out = tmp_path.joinpath("out")
    done = run("demo", "--data", tmp_path, "--out", out, "--locale", "de")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(SAID)
    assert done.out.endswith(
        f"""
Written to {out}:
  index.html               what is due, with links to the pages of 9 invoices: open it in a browser
  lines.csv, invoices.csv  every line and every invoice of the nine months
  2013-04 to 2013-12       each month as close-month writes it
  allocations.csv          the drives as allocations, for close-month to read

"""
    )
    index = out.joinpath("index.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in index
    assert 'href="2013-06/invoices/SAMSUNG.html"' in index
    assert sorted(path.name for path in out.joinpath("2013-06").iterdir()) == [
        *("index.html", "invoices", "invoices.csv", "lines.csv", "summary.json")
    ]


@pytest.mark.unmeasured
def test_bars_for_a_terminal_without_blocks(tmp_path, monkeypatch):
    """Codes instead of bars would be no chart: 900 of 1,100 are 32.7 of 40, 1,093 are 39.8."""
    crossing(tmp_path)
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["demo", "--data", str(tmp_path), "--out", str(tmp_path.joinpath("out"))]) == 0
    bars = [line.rpartition(" ")[2] for line in out.buffer.getvalue().decode().splitlines() if "#" in line]
    assert [len(bar) for bar in bars] == [32, 39, *[40] * 6] * 2
    assert set("".join(bars)) == {"#"}


def test_it_says_at_once_what_it_looks_at(tmp_path, monkeypatch):
    """Before the first month is closed, whoever watches has read what comes, a pipe or not."""
    small(tmp_path, "S1,WDC WD30EFRX,2013-05-01,,\n")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    monkeypatch.setattr(sys, "stdout", out)
    shown: list[bytes] = []
    close = demo.close

    def watched(*arguments: object) -> object:
        shown.append(out.buffer.getvalue())
        return close(*arguments)

    monkeypatch.setattr(demo, "close", watched)
    assert main(["demo", "--data", str(tmp_path), "--out", str(tmp_path.joinpath("out"))]) == 0
    assert shown[0].startswith(b"1 drives by 6 makers: ")


def test_progress_of_the_example(tmp_path, monkeypatch):
    """Rows of both files, here every two, so that few will do."""
    monkeypatch.setattr(csv_read, "_ROWS_BETWEEN_CALLS", 2)
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(Progress, "show", lambda self, what, count: said.append((what, count)))
    small(tmp_path, "".join(f"S{number},WDC WD30EFRX,2013-05-01,,\n" for number in range(3)))
    assert run("demo", "--data", tmp_path, "--out", tmp_path.joinpath("out")).code == 0
    assert said == [("rows of drives-2013.csv.gz", 2), *[("rows of accounts.csv", rows) for rows in (2, 4, 6)]]


def test_faults_of_every_file_of_the_example(tmp_path):
    """A day that cannot be read, an account without a currency, a book that is none: all in one run."""
    small(tmp_path, "S1,WDC WD30EFRX,2013-05-32,,\n")
    tmp_path.joinpath("accounts.csv").write_text("account_id,currency\nWDC,U$\n", encoding="utf-8")
    tmp_path.joinpath("price-book.json").write_text("[]", encoding="utf-8")
    done = run("demo", "--data", tmp_path, "--out", tmp_path.joinpath("out"))
    assert (done.code, done.out) == (1, "")
    said = [line.removeprefix("kpix-billing: ").replace(f"{tmp_path}/", "") for line in done.err.splitlines()]
    assert [line.partition(": expected")[0] for line in said] == [
        "drives-2013.csv.gz: row 2, column first_day",
        "accounts.csv: row 2, column currency",
        "price-book.json: $",
        "3 faults: nothing was written",
    ]


def test_a_model_without_a_price(tmp_path):
    """Missing in each of the nine months, and said for each."""
    small(tmp_path, "S1,WDC NEW,2013-01-01,,\n")
    done = run("demo", "--data", tmp_path, "--out", tmp_path.joinpath("out"))
    assert done.code == 1
    said = [line.rpartition("price-book.json: ")[2] for line in done.err.splitlines()]
    assert [line.partition(" in force on ")[::2] for line in said[:-1]] == [
        (
            "no price of WDC NEW in USD",
            f"2013-{month:02}-01, needed for account WDC ({tmp_path}/drives-2013.csv.gz: row 2)",
        )
        for month in range(4, 13)
    ]
    assert said[-1] == "kpix-billing: 9 faults: nothing was written"


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
