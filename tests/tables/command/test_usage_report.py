"""`usage-report`: what it counts, against a count of its own over a real year, and what it says of a wrong file."""

import csv
import gzip
from pathlib import Path
from weakref import WeakValueDictionary

import pytest
from tests.tables.command.conftest import DOCS, run

from kpix_billing_core.command import usage_report
from kpix_billing_core.command.screen import Progress
from kpix_billing_core.interchange import csv_read
from kpix_billing_core.usage import Connection, rows

REAL = DOCS.joinpath("examples", "connections-2013", "connections-2013.csv.gz")
HEAD = "connected_at,tenant_id,device_id\n"
CONNECTIONS = f"""{HEAD}\
2013-05-31T23:59:59.999999Z,acme,d1
2013-06-01T00:00:00Z,acme,d1
2013-06-01T01:30:00+02:00,acme,d2
2013-06-30T23:59:59.999999Z,acme,d3
2013-06-09T12:00:00Z,acme,d3
2013-06-09T12:00:00Z,acme,d3
2013-06-09T12:00:00Z,'=1+1,d3
2013-07-01T00:00:00Z,late,d4
"""


class Folder:
    """A file of connections, and the command over it; what this says names no folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = folder.joinpath("connections.csv")
        self.write(CONNECTIONS)

    def write(self, text: str | bytes):
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run(self, month="2013-06", *more, path=None):
        """Return the code, what is printed, what is complained of, and the rows of the file that was written."""
        out = self.folder.joinpath("out")
        result = run("usage-report", "--connections", path or self.path, "--month", month, "--out", out, *more)
        said = result.err.replace(f"{self.folder}/", "").replace("kpix-billing: ", "")
        written = out.joinpath("tenants.csv")
        rows = written.read_text(encoding="utf-8").splitlines() if written.exists() else []
        return result.code, result.out.replace(f"{self.folder}/", ""), said, rows


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_each_device_once_and_every_connection(folder):
    """At 23:30 UTC on 31 May d2 was not there in June yet; d3 came three times, and once for another tenant."""
    code, out, said, written = folder.run()
    assert (code, said) == (0, "")
    assert out.splitlines() == [
        "Usage in 2013-06",
        "tenant    active devices  connections",
        "--------  --------------  -----------",
        "=1+1                   1            1",
        "acme                   2            4",
        "--------  --------------  -----------",
        "together               3            5",
        "written to out",
    ]
    assert written == ["month,tenant_id,active_devices,connections", "2013-06,'=1+1,1,1", "2013-06,acme,2,4"]


def test_the_page(folder):
    folder.run("2013-06")
    page = folder.folder.joinpath("out", "index.html").read_text(encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in page
    assert "<title>Active devices in June 2013</title>" in page
    assert '<th scope="row"><bdi>=1+1</bdi></th>' in page
    # acme: d1 on the 1st, d3 on the 9th and the 30th.
    assert page.count("<title>1: 1</title>") == 2  # acme, together
    assert page.count("<title>9: 2</title>") == 1  # together
    assert '<td class="number sum">3</td><td class="number">0.1</td><td class="number">5</td>' in page


def test_the_page_in_another_language(folder):
    folder.run("2013-06", "--locale", "he")
    page = folder.folder.joinpath("out", "index.html").read_text(encoding="utf-8")
    assert '<html lang="he" dir="rtl">' in page


def test_the_other_months(folder):
    assert folder.run("2013-05")[3][1:] == ["2013-05,acme,2,2"]
    assert folder.run("2013-07", "--force")[3][1:] == ["2013-07,late,1,1"]


def test_an_empty_month(folder):
    code, out, said, rows = folder.run("2013-08")
    assert (code, said, rows) == (0, "", ["month,tenant_id,active_devices,connections"])
    assert out.splitlines()[-2:] == ["together               0            0", "written to out"]


def test_a_file_with_no_rows(folder):
    folder.write(HEAD)
    assert folder.run()[::3] == (0, ["month,tenant_id,active_devices,connections"])


def test_compressed_and_in_any_order(folder):
    before = folder.run()
    rows = CONNECTIONS.splitlines()
    folder.write(gzip.compress("\n".join([rows[0], *reversed(rows[1:]), ""]).encode()))
    assert folder.run("2013-06", "--force") == before


def counted(month: str) -> list[str]:
    """Count the real connections with nothing of the library: sets of text."""
    devices, connections = {}, {}
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        head = next(file).rstrip("\n").split(",")
        for row in csv.DictReader((line for line in file if line.startswith(month)), head):
            devices.setdefault(row["tenant_id"], set()).add(row["device_id"])
            connections[row["tenant_id"]] = connections.get(row["tenant_id"], 0) + 1
    return [f"{month},{tenant},{len(devices[tenant])},{connections[tenant]}" for tenant in sorted(devices)]


def since(start: str) -> str:
    """Return the file of the real connections from a day on."""
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        return "".join(row for row in file if row >= start)  # the head begins with a letter


@pytest.mark.unmeasured
@pytest.mark.deep
def test_the_real_june(folder):
    """27,173 departures, as the description of the file says; 3,151 aircraft, some of them of two carriers."""
    code, out, said, rows = folder.run(path=REAL)
    assert (code, said, rows[1:]) == (0, "", counted("2013-06"))
    assert sum(int(row.split(",")[3]) for row in rows[1:]) == 27_173
    assert out.splitlines()[-2].split()[2] == "27173"


@pytest.mark.unmeasured
def test_the_real_last_evening(folder):
    """What took off in New York on the evening of 31 December, and 3 after midnight, is of January: 89 departures."""
    folder.write(since("2013-12-31"))
    rows = folder.run("2014-01")[3][1:]
    assert rows == counted("2014-01")
    assert sum(int(row.split(",")[3]) for row in rows) == 89


def test_every_fault_is_named(folder):
    folder.write(
        f"{HEAD}2013-06-01T00:00:00,acme,d1\n2013-06-31T00:00:00Z,,d1\n2013-06-01T00:00:00Z,acme\n\n"
        "2013-06-01T00:00:00Z,acme,d1\n"
    )
    code, out, said, rows = folder.run()
    assert (code, out, rows) == (1, "", [])
    assert [line.split(": expected")[0] for line in said.splitlines()] == [
        "connections.csv: row 2, column connected_at",
        "connections.csv: row 3, column connected_at",
        "connections.csv: row 3, column tenant_id",
        "connections.csv: row 4",
        "connections.csv: row 5",
        "5 faults: nothing was written",
    ]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "row 1: expected the columns device_id, tenant_id, connected_at, got nothing"),
        (b"device_id,tenant_id\n", "row 1, column connected_at: expected the column, got none"),
        (
            gzip.compress(CONNECTIONS.encode(), mtime=0)[:40],
            "expected whole gzip data, got what breaks off or is damaged",
        ),
    ],
)
def test_what_is_no_file_of_connections(folder, data, complaint):
    folder.write(data)
    code, _, said, rows = folder.run()
    assert (code, rows) == (1, [])
    assert complaint in said
    assert said.endswith("1 fault: nothing was written\n")


def test_no_file(folder):
    folder.path.unlink()
    assert folder.run() == (
        1,
        "",
        "connections.csv: No such file or directory\n1 fault: nothing was written\n",
        [],
    )


def test_what_was_written_is_replaced_when_told(folder):
    folder.run()
    code, _, said, _ = folder.run("2013-05")
    assert (code, said) == (1, "out: is not empty; --force replaces what was written before\n")


def test_no_row_is_held(folder, monkeypatch):
    """However long the file is, what is alive of its rows is the part that is being counted, and the one before."""
    alive, held = [], WeakValueDictionary()

    def watched(*arguments, **more):
        for number, row in enumerate(csv_read.stream_csv(*arguments, **more)):
            assert type(row) is Connection
            held[number] = row
            if number % 1_000 == 999:
                alive.append(len(held))
            yield row

    folder.write(HEAD + "2013-06-01T00:00:00Z,acme,d1\n" * 5_000)
    monkeypatch.setattr(usage_report, "stream_csv", watched)
    assert folder.run()[3][1:] == ["2013-06,acme,1,5000"]
    assert len(alive) == 5
    assert max(alive) <= 2 * rows._BATCH + 1


def test_there_is_a_limit_all_the_same(folder, monkeypatch):
    """Bytes that unpack to more than any disk holds are no file of connections."""
    monkeypatch.setattr(usage_report, "_MOST_BYTES", len(CONNECTIONS) - 1)
    code, _, said, rows = folder.run()
    assert (code, rows) == (1, [])
    assert said.splitlines() == [
        f"connections.csv: row 1: expected at most {len(CONNECTIONS) - 1} bytes, got more",
        "1 fault: nothing was written",
    ]


def test_progress_over_many_rows(folder, monkeypatch):
    said = []
    monkeypatch.setattr(csv_read, "_ROWS_BETWEEN_CALLS", 4)
    monkeypatch.setattr(Progress, "show", lambda self, what, count: said.append((what, count)))
    folder.run()
    assert said == [("rows of connections.csv", 4), ("rows of connections.csv", 8)]
