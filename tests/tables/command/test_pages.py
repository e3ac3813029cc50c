"""The documentation's examples of the command: from the files shown, the commands shown give what is shown."""

from pathlib import Path

from tests.tables.command.conftest import fences, run, shown


def test_close_a_month_from_files(tmp_path, monkeypatch):
    """The how-to, from its files to its output."""
    page = "how-to/close-a-month-from-files.md"
    allocations, accounts, lines, invoices, credits = fences(page, "text")
    Path(tmp_path, "allocations.csv").write_text(allocations, encoding="utf-8")
    Path(tmp_path, "accounts.csv").write_text(accounts, encoding="utf-8")
    Path(tmp_path, "price-book.json").write_text(fences(page, "json")[0], encoding="utf-8")
    Path(tmp_path, "credits.csv").write_text(credits, encoding="utf-8")
    Path(tmp_path, "broken.csv").write_text(
        "device_id,account_id,sku,consumed_on,removed_on\nd1,acme,STD,2026-04-31,\nd2,acme,,2026-04-01,\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    for console in fences(page, "console"):
        arguments, output = shown(console)
        result = run(*arguments)
        assert result.err + result.out == output
    assert Path("april", "lines.csv").read_text(encoding="utf-8") == lines
    assert Path("april", "invoices.csv").read_text(encoding="utf-8") == invoices
    arguments, _ = shown(fences(page, "console")[0])
    assert run(*arguments, "--force", "--credits", "credits.csv").code == 0
    assert "2.86" in Path("april", "invoices.csv").read_text(encoding="utf-8")


def test_prepaid_plans_from_files(tmp_path, monkeypatch):
    """The how-to, command by command, in one folder; a line of the broken file is no event."""
    page = "how-to/prepaid-plans-from-files.md"
    Path(tmp_path, "accounts.csv").write_text(fences(page, "text")[0], encoding="utf-8")
    Path(tmp_path, "price-book.json").write_text(fences(page, "json")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for console in fences(page, "console"):
        if Path("events.jsonl").exists():
            lines = Path("events.jsonl").read_bytes().splitlines(keepends=True)
            Path("broken.jsonl").write_bytes(b"".join((lines[0], b"{}\n", *lines[1:])))
        arguments, output = shown(console)
        result = run(*arguments)
        assert result.err + result.out == output


def test_validity_from_files(tmp_path, monkeypatch):
    """The how-to, from its files to its output."""
    page = "how-to/validity-from-files.md"
    validity, applications, status, events = fences(page, "text")
    Path(tmp_path, "validity.csv").write_text(validity, encoding="utf-8")
    Path(tmp_path, "applications.csv").write_text(applications, encoding="utf-8")
    broken = "d1,fleet,2026-04-30,2026-04-01,\nd2,elsewhere,2026-04-01,2026-04-30,\n"
    Path(tmp_path, "broken.csv").write_text(f"{validity.splitlines()[0]}\n{broken}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for console in fences(page, "console"):
        arguments, output = shown(console)
        result = run(*arguments)
        assert result.err + result.out == output
    assert Path("status", "status.csv").read_text(encoding="utf-8") == status
    assert Path("events", "events.csv").read_text(encoding="utf-8") == events


def test_usage_from_files(tmp_path, monkeypatch):
    """The how-to, from its file to its output."""
    page = "how-to/usage-from-files.md"
    connections, tenants = fences(page, "text")
    Path(tmp_path, "connections.csv").write_text(connections, encoding="utf-8")
    broken = "2026-05-01,north,pump-1\n2026-05-01T00:00:00Z,,pump-1\n"
    Path(tmp_path, "broken.csv").write_text(f"{connections.splitlines()[0]}\n{broken}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for console in fences(page, "console"):
        arguments, output = shown(console)
        result = run(*arguments)
        assert result.err + result.out == output
    assert Path("may", "tenants.csv").read_text(encoding="utf-8") == tenants
