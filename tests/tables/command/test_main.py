"""The command as a command: how it is called, what it says, how it ends."""

import argparse
import io
import os
import re
import subprocess
import sys
from importlib import metadata

import pytest
from tests.tables.command.conftest import DOCS

from kpix_billing_core.command import main, screen
from kpix_billing_core.command.arguments import count_of
from kpix_billing_core.command.screen import Progress, shows
from kpix_billing_core.interchange import csv_read

MODULE = [sys.executable, "-m", "kpix_billing_core"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["close"], "invalid choice: 'close'"),
        (
            ["close-month"],
            "the following arguments are required: --month, --allocations, --price-book, --accounts, --out",
        ),
        (["close-month", "--month", "2013-6"], 'argument --month: month: expected a month such as "2026-04"'),
        (["demo", "--data", "x", "--locale", "xx"], "argument --locale: locale: expected a locale of the CLDR"),
        (["demo"], "the following arguments are required: --data"),
        (["demo", "--dat", "x"], "the following arguments are required: --data"),
        (["grant", "--count", "x"], "argument --count: expected a count from 1 on, got x"),
        (["activate"], "the following arguments are required: --events, --accounts, --device, --owner, --sku, --on"),
        (["renew-month", "--order", "given"], "argument --order: invalid choice: 'given'"),
        (["change-plan", "--on", "today"], 'argument --on: day: expected a day such as "2026-04-28"'),
        (["explain"], "the following arguments are required: INVOICE.json"),
        (["fleet-status"], "the following arguments are required: --validity, --applications, --out, --on"),
        (["sweep", "--since", "1 May"], "argument --since: day: expected a day such as"),
        (["usage-report"], "the following arguments are required: --connections, --month, --out"),
        (["--colour"], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_use(command, arguments, complaint):
    result = command(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("usage: kpix-billing")
    assert complaint in result.err


@pytest.mark.parametrize(
    "name",
    [
        *("", "close-month", "explain", "grant", "activate", "renew-month", "change-plan"),
        *("fleet-status", "sweep", "usage-report", "demo"),
    ],
)
def test_help(command, name):
    result = command(*name.split(), "--help")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("usage: kpix-billing")


def test_the_commands_have_a_heading(command):
    said = command("--help").out
    assert said.partition("\ncommands:\n")[2].split()[:2] == ["COMMAND", "close-month"]


def test_the_reference_names_every_command(command):
    """Whoever looks one up finds what it does, and the page that shows it."""
    known = re.findall("^    ([a-z-]+)", command("--help").out.partition("\ncommands:\n")[2], re.MULTILINE)
    page = DOCS.joinpath("reference", "command.md").read_text(encoding="utf-8")
    rows = [line.partition(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(re.findall("`([a-z-]+)`", " ".join(rows))) == sorted(known)
    assert len(known) == 10


def test_the_largest_count():
    """Nine digits, and not one more."""
    assert count_of("999999999") == 999_999_999
    with pytest.raises(argparse.ArgumentTypeError):
        count_of("1000000000")


def test_version(command):
    assert command("--version").out == f"kpix-billing {metadata.version('kpix-billing-core')}\n"


class Closed(io.StringIO):
    """Output whose reader went away, perhaps with a descriptor."""

    def __init__(self, descriptor: int | None = None) -> None:
        super().__init__()
        self.descriptor = descriptor

    def write(self, text: str) -> int:
        raise BrokenPipeError

    def fileno(self) -> int:
        return super().fileno() if self.descriptor is None else self.descriptor


def test_output_that_goes_away(files, monkeypatch):
    """`kpix-billing … | head` ends quietly, with the code that shells know; what is left goes nowhere."""
    files.close()
    explain = ["explain", str(files.out.joinpath("invoices", "acme.json"))]
    monkeypatch.setattr(sys, "stdout", Closed())
    assert main(explain) == 141
    with files.folder.joinpath("left.txt").open("wb") as left:
        monkeypatch.setattr(sys, "stdout", Closed(left.fileno()))
        assert main(explain) == 141
        os.write(left.fileno(), b"left")
    assert files.folder.joinpath("left.txt").read_bytes() == b""


@pytest.mark.unmeasured
def test_a_real_pipe_that_is_closed(files):
    """The interpreter itself must not complain either when it flushes what is left."""
    files.close()
    command = [*MODULE, "explain", str(files.out.joinpath("invoices", "acme.json"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("closed", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_streams_that_are_closed(files, monkeypatch, capsys, closed):
    """A job may have closed them (`>&-`): the run goes on to its end, and neither stream takes the other's words."""
    for stream in closed:
        monkeypatch.setattr(sys, stream, None)
    explain = ["explain", str(files.out.joinpath("invoices", "acme.json"))]
    assert [main(files.closing()), main(explain), main(["explain", "none.json"])] == [0, 0, 1]
    assert [getattr(sys, stream) for stream in closed] == [None] * len(closed)
    said = capsys.readouterr()
    assert (said.out == "", said.err == "") == ("stdout" in closed, "stderr" in closed)
    assert "none.json" not in said.out


def test_standard_input_that_is_closed(command, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert command("explain", "-") == (1, "", "kpix-billing: -: standard input is closed\n")


def test_a_terminal_without_the_letters(files):
    """An ASCII terminal gets codes for letters it lacks, never a traceback."""
    files.close()
    command = [*MODULE, "explain", str(files.out.joinpath("invoices", "R%26D%2FK%C3%B6ln.json"))]
    done = subprocess.run(command, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"R&D/K\\xf6ln" in done.stdout


def test_output_without_the_letters(files, monkeypatch):
    """The same for whatever takes the place of a terminal, errors among it: `ö` as its code."""
    files.close()
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert main(["explain", str(files.out.joinpath("invoices", "R%26D%2FK%C3%B6ln.json"))]) == 0
    assert out.buffer.getvalue().startswith(b"Invoice 2013-06 for R&D/K\\xf6ln: 1.33 EUR\n")
    assert main(["explain", "Köln.json"]) == 1
    err.flush()
    assert err.buffer.getvalue() == b"kpix-billing: K\\xf6ln.json: No such file or directory\n"


def test_an_error_of_the_library_is_a_message(files, monkeypatch, command):
    """What no check foresaw is still a sentence, as long as it is one of the library's own errors."""
    from kpix_billing_core.errors import WrongValue

    def refuse(*arguments: object) -> None:
        raise WrongValue("amount", "less", 1)

    monkeypatch.setattr("kpix_billing_core.command.close_month.close", refuse)
    assert files.close()[:3:2] == (1, "kpix-billing: amount: expected less, got int 1\n")


# --- explain --------------------------------------------------------------------------------------------


def test_explain_an_invoice(files, command):
    files.close()
    result = command("explain", files.out.joinpath("invoices", "acme.json"))
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[0] == "Invoice 2013-06 for acme: 12.01 USD"
    assert "  Standard in 2013-06: 3.01 USD" in result.out.splitlines()


def test_explain_a_line_and_its_floor(files, command):
    files.close()
    path = files.out.joinpath("invoices", "%3D1%2B1.json")
    out = command("explain", path, "--sku", "STD").out
    assert out.startswith("Standard in 2013-06: 4.30 USD\n")
    assert "\n\nMinimum spend, STD: 0.70 USD\n" in out
    floor = command("explain", files.out.joinpath("invoices", "floor.json"), "--sku", "minimum_spend")
    assert floor.out.startswith("Minimum spend: 25.00 USD\n")


def test_explain_from_standard_input(files, command, monkeypatch):
    files.close()
    data = files.out.joinpath("invoices", "acme.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert command("explain", "-", "--sku", "FLAT").out.startswith("FLAT in 2013-06: 9.00 USD\n")


def test_explain_what_is_not_there(files, command):
    files.close()
    invoices = files.out.joinpath("invoices")
    assert command("explain", invoices.joinpath("acme.json"), "--sku", "PRO")[:3:2] == (
        1,
        "kpix-billing: nothing for PRO on invoice 2013-06:acme, which has: FLAT, STD\n",
    )
    assert "which has: minimum_spend\n" in command("explain", invoices.joinpath("floor.json"), "--sku", "PRO").err
    assert command("explain", "none.json")[:3:2] == (1, "kpix-billing: none.json: No such file or directory\n")


def test_explain_refuses_an_invoice_that_was_changed(files, command):
    """Amounts that are not what the invoice's own facts amount to."""
    files.close()
    path = files.out.joinpath("invoices", "acme.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"minor": 1201', '"minor": 1101'), encoding="utf-8")
    result = command("explain", path)
    assert result.code == 1
    assert result.err.startswith(f"kpix-billing: {path}: $.")
    assert "12.01 USD" in result.err


# --- the screen -----------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Where somebody is watching."""

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_and_removed():
    terminal = Terminal()
    progress = Progress(terminal)
    progress.clear()
    progress.show("rows of allocations.csv", 10_000)
    progress.show("rows of allocations.csv", 20_000)
    progress.clear()
    progress.clear()
    shown = ["10,000 rows of allocations.csv", "20,000 rows of allocations.csv", ""]
    assert terminal.getvalue() == "".join(f"\r\x1b[K{line}" for line in shown)


def test_progress_is_shown_beside_the_result(monkeypatch):
    """On standard error, unless told otherwise."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    Progress().show("rows", 1)
    assert sys.stderr.getvalue() == "\r\x1b[K1 rows"


def test_no_progress_in_a_log():
    log = io.StringIO()
    Progress(log).show("rows", 10_000)
    assert log.getvalue() == ""


def test_progress_while_reading_and_writing(files, monkeypatch):
    """Many rows, and many invoices, on a terminal: here every ten and every two, so that few will do."""
    monkeypatch.setattr(csv_read, "_ROWS_BETWEEN_CALLS", 10)
    monkeypatch.setattr(screen, "_SHOW_EVERY", 2)
    rows = "".join(f"d{n},a{n % 5},STD,2013-06-01,\n" for n in range(11))
    files.write("allocations.csv", "device_id,account_id,sku,consumed_on,removed_on\n" + rows)
    accounts = [f"a{n},USD,postpay\n" for n in range(5)]
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(Progress, "show", lambda self, what, count: said.append((what, count)))
    for known, code in ((accounts[:2], 1), (accounts, 0)):
        files.write("accounts.csv", "account_id,currency,payment_method\n" + "".join(known))
        assert files.close().code == code
    rows, priced = ("rows of allocations.csv", 10), [("accounts priced", number) for number in (2, 4)]
    assert said == [rows, priced[0], rows, *priced, ("invoices", 2), ("invoices", 4)]


def test_progress_over_accounts_and_credits(files, monkeypatch):
    """Whichever file is long: 6 accounts, 2 credits, 9 allocations, counted by two."""
    monkeypatch.setattr(csv_read, "_ROWS_BETWEEN_CALLS", 2)
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(Progress, "show", lambda self, what, count: said.append((what, count)))
    credits = "id,account,amount,granted_on\n" + "".join(f"c{n},acme,1.00 USD,2013-05-01\n" for n in range(2))
    assert files.close("--credits", files.write("credits.csv", credits)).code == 0
    assert said == [
        *(("rows of accounts.csv", count) for count in (2, 4, 6)),
        ("rows of credits.csv", 2),
        *(("rows of allocations.csv", count) for count in (2, 4, 6, 8)),
    ]


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False)]
)
def test_what_a_terminal_shows(monkeypatch, encoding, expected):
    stream = io.StringIO() if encoding is None else io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    assert shows("█") is expected
