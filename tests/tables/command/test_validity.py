"""`fleet-status` and `sweep`: what they read, write, show and refuse."""

import gzip

import pytest
from tests.tables.command.conftest import run

from kpix_billing_core.command.screen import Progress
from kpix_billing_core.interchange import csv_read

VALIDITY = """\
device_id,application_id,start,last_day,deactivated_on
t1,fleet,2026-04-01,2026-04-30,
t2,fleet,2026-04-01,2026-04-30,2026-04-10
t3,fleet,,,
t4,madrid,2026-03-01,2026-04-20,
t4,madrid,2026-04-21,2026-05-20,
t1,madrid,2026-06-01,2026-06-30,
t5,madrid,2026-01-01,2026-01-31,
"""
APPLICATIONS = """\
application_id,grace_days,alert_days,enforcement,billing,zone
fleet,7,1;7,true,true,UTC
madrid,,,off,,Europe/Madrid
"""


class Files:
    """The two files, and the commands over them; what these say names no folder."""

    def __init__(self, folder):
        self.folder = folder
        self.write(VALIDITY, APPLICATIONS)

    def write(self, validity=None, applications=None):
        for name, text in (("validity.csv", validity), ("applications.csv", applications)):
            if text is not None:
                self.folder.joinpath(name).write_text(text, encoding="utf-8")

    def run(self, command, *more, out="out"):
        """Run a command, and return its code, what it prints, what it complains of, and the file it wrote."""
        paths = [f"--{name}={self.folder.joinpath(name)}.csv" for name in ("validity", "applications")]
        result = run(command, *paths, "--out", self.folder.joinpath(out), *more)
        said = result.err.replace(f"{self.folder}/", "").replace("kpix-billing: ", "")
        written = sorted(self.folder.joinpath(out).glob("*")) if self.folder.joinpath(out).is_dir() else []
        return result.code, result.out, said, [(path.name, path.read_text(encoding="utf-8")) for path in written]

    def status(self, on, *more):
        """Return the rows of the statuses of a day."""
        code, _, said, [(page, _), (name, text)] = self.run("fleet-status", "--on", on, "--force", *more)
        assert (code, said, page, name) == (0, "", "index.html", "status.csv")
        return text.splitlines()

    def events(self, since, until):
        """Return the rows of what falls due."""
        code, _, said, [(name, text)] = self.run("sweep", "--since", since, "--until", until, "--force")
        assert (code, said, name) == (0, "", "events.csv")
        return text.splitlines()


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def test_every_device_on_a_day(files):
    """Shown with last days that are included, as MHSanaei/3x-ui#6300 and MHSanaei/3x-ui#6516 asked for beside the cut-off."""
    assert files.status("2026-05-07") == [
        "device_id,application_id,status,since,until",
        "t1,fleet,in_grace,2026-05-01,2026-05-07",
        "t1,madrid,pending,,2026-05-31",
        "t2,fleet,deactivated,2026-04-11,",
        "t3,fleet,unmanaged,,",
        "t4,madrid,active,2026-03-01,2026-05-20",
        "t5,madrid,expired,2026-02-01,",
    ]
    assert files.status("2026-05-08")[1] == "t1,fleet,disabled,2026-05-08,"
    assert files.status("2026-04-10")[3] == "t2,fleet,active,2026-04-01,2026-04-10"


def test_the_summary_of_a_day(files):
    _, out, _, _ = files.run("fleet-status", "--on", "2026-05-01")
    assert out.splitlines()[:4] == [
        "application  unmanaged  pending  active  in grace  disabled  expired  deactivated  devices",
        "-----------  ---------  -------  ------  --------  --------  -------  -----------  -------",
        "fleet                1        0       0         1         0        0            1        3",
        "madrid               0        1       1         0         0        1            0        3",
    ]
    assert "Expiring within 30 days: 1" in out


def test_the_page_of_a_day(files):
    _, _, _, [(name, page), _] = files.run("fleet-status", "--on", "2026-05-01")
    assert name == "index.html"
    assert "<title>Fleet on May 1, 2026</title>" in page
    assert "<title>2026-05-20: madrid 1</title>" in page
    assert "<td>2026-05-20</td><td>madrid</td><td>t4</td>" in page


def test_the_page_in_another_language(files):
    _, _, _, [(_, page), _] = files.run("fleet-status", "--on", "2026-05-01", "--locale", "de")
    assert "<title>Fleet on 1. Mai 2026</title>" in page


def test_what_falls_due(files):
    assert files.events("2026-04-24", "2026-05-08") == [
        "due_at,application_id,device_id,event",
        "2026-04-24T00:00:00Z,fleet,t1,alert_due",
        "2026-04-30T00:00:00Z,fleet,t1,alert_due",
        "2026-05-01T00:00:00Z,fleet,t1,grace_entered",
        "2026-05-08T00:00:00Z,fleet,t1,disabled",
    ]


def test_an_application_that_is_not_billed(files):
    """Nobody is told of anything, and nobody is cut off; grace there is."""
    files.write(applications=APPLICATIONS.replace("true,true", "true,off"))
    assert [row.split(",")[2:] for row in files.events("2026-04-01", "2026-05-31")[1:]] == [["t1", "grace_entered"]]


def test_the_last_word(files):
    """Where it lies now."""
    for name, *more in (
        ("fleet-status", "--on", "2026-05-01"),
        ("sweep", "--since", "2026-05-01", "--until", "2026-05-01"),
    ):
        assert files.run(name, *more, out=name)[1].splitlines()[-1] == f"written to {files.folder.joinpath(name)}"


def test_progress_over_many_rows(files, monkeypatch):
    """Of either file, by its name."""
    said = []
    monkeypatch.setattr(csv_read, "_ROWS_BETWEEN_CALLS", 2)
    monkeypatch.setattr(Progress, "show", lambda self, what, count: said.append((what, count)))
    files.write(applications=APPLICATIONS + "other,,,,,\n")
    files.status("2026-05-07")
    assert said == [("rows of applications.csv", 2), *(("rows of validity.csv", count) for count in (2, 4, 6))]


def test_both_days_are_included(files):
    assert len(files.events("2026-05-08", "2026-05-08")) == 2
    assert len(files.events("2026-05-02", "2026-05-07")) == 1
    assert len(files.events("0001-01-01", "9999-12-31")) == 5


def test_days_are_those_of_the_application(files):
    files.write(applications=APPLICATIONS.replace("off", "ON"))
    assert files.events("2026-05-21", "2026-05-21")[1:] == ["2026-05-20T22:00:00Z,madrid,t4,disabled"]


def test_the_summary_of_a_sweep(files):
    _, out, _, _ = files.run("sweep", "--since", "2026-04-01", "--until", "2026-05-31")
    assert out.splitlines()[:4] == [
        "2026-04-01 to 2026-05-31: 4 events",
        "application  alert due  alert missed  grace entered  disabled",
        "-----------  ---------  ------------  -------------  --------",
        "fleet                2             0              1         1",
    ]


@pytest.mark.parametrize("days", ["7 1", '"1,7"', "7;1;7", "1|7"])
def test_alert_days_are_a_set(files, days):
    files.write(applications=APPLICATIONS.replace("1;7", days))
    assert [row[:10] for row in files.events("2026-04-20", "2026-04-30")[1:]] == ["2026-04-24", "2026-04-30"]


def test_compressed_and_in_any_order(files):
    rows = VALIDITY.splitlines()
    before = files.status("2026-05-07")
    data = "\n".join([rows[0], *reversed(rows[1:]), ""]).encode()
    files.folder.joinpath("validity.csv").write_bytes(gzip.compress(data))
    assert files.status("2026-05-07") == before


def test_what_was_written_is_replaced_when_told(files):
    files.run("fleet-status", "--on", "2026-05-07")
    code, _, said, _ = files.run("fleet-status", "--on", "2026-05-08")
    assert (code, said) == (1, "out: is not empty; --force replaces what was written before\n")
    code, _, said, _ = files.run("sweep", "--since", "2026-05-01", "--until", "2026-05-08", "--force")
    assert said.startswith("out: holds what this command did not write, such as index.html")


def test_a_reversed_interval(files):
    found = files.run("sweep", "--since", "2026-05-02", "--until", "2026-05-01")
    assert found == (1, "", "--until: expected a day from 2026-05-02 on, got 2026-05-01\nnothing was written\n", [])


def test_every_fault_is_named(files):
    files.write(
        VALIDITY.replace("2026-04-30,\n", "2026-03-31,\n", 1).replace("2026-06-01", ""),
        APPLICATIONS.replace("1;7", "0;7").replace("off", "perhaps") + "fleet,7,x,,,UTC\n",
    )
    code, _, said, written = files.run("sweep", "--since", "2026-05-01", "--until", "2026-05-02")
    assert (code, written) == (1, [])
    assert said.splitlines() == [
        "applications.csv: row 2, column alert_days: expected at least 1, got int 0",
        "applications.csv: row 3, column enforcement: expected one of true, false, on, off, got str 'perhaps'",
        "applications.csv: row 4, column alert_days: expected whole numbers such as \"1;7\", got str 'x'",
        "validity.csv: row 2, column last_day: expected a day from 2026-04-01 on, got date 2026-03-31",
        "validity.csv: row 7, column last_day: expected both a start and a last day, or neither, got date 2026-06-30",
        "5 faults: nothing was written",
    ]


def test_an_application_twice_and_one_that_is_missing(files):
    files.write(VALIDITY + "t9,elsewhere,,,\nt8,elsewhere,,,\n", APPLICATIONS + "fleet,,,,,\n")
    _, _, said, _ = files.run("fleet-status", "--on", "2026-05-07")
    assert said.splitlines() == [
        "applications.csv: row 4, column application_id: expected each application once, got str 'fleet' again",
        "validity.csv: row 9, column application_id: expected an application of the applications file, got str 'elsewhere'",
        "2 faults: nothing was written",
    ]


def test_no_file(files):
    files.folder.joinpath("applications.csv").unlink()
    _, _, said, _ = files.run("fleet-status", "--on", "2026-05-07")
    assert said.splitlines()[-1] == "1 fault: nothing was written"
