"""Broken files: every fault is said with its place, nothing is written, and there is no traceback."""

import gzip
import json

import pytest
from tests.tables.command.conftest import price, volume

from kpix_billing_core.command.folder import write_folder

BROKEN_ALLOCATIONS = """\
device_id,account_id,sku,consumed_on,removed_on
d1,acme,STD,2013-06-31,
,acme,STD,2013-06-01,2013-06-02
d3,acme,STD,2013-06-02,2013-06-01
d4,acme,STD
"""


def complaints(files, result) -> list[str]:
    """Return what a failed run said, without the folder's name; it must have left nothing behind."""
    assert result.code == 1
    assert result.out == ""
    assert files.left() == []
    return [line.removeprefix("kpix-billing: ").replace(f"{files.folder}/", "") for line in result.err.splitlines()]


def test_every_fault_of_every_file(files):
    """The rows of one file, the header of another, and where a third is no JSON: all in one run."""
    files.write("allocations.csv", BROKEN_ALLOCATIONS)
    files.write("accounts.csv", "account_id,currency,colour\nacme,USD,red\n")
    files.write("price-book.json", '{"schema": "kpix.price_book/1", "prices": [}')
    said = complaints(files, files.close())
    assert [line.split(": expected")[0].split(": no JSON")[0] for line in said] == [
        "accounts.csv: row 1",
        "price-book.json: line 1, column 44",
        "allocations.csv: row 2, column consumed_on",
        "allocations.csv: row 3, column device_id",
        "allocations.csv: row 4, column removed_on",
        "allocations.csv: row 5",
        "6 faults: nothing was written",
    ]


def test_faults_of_files_and_between_them(files):
    """A row that cannot be read hides no other: what it says as far as it goes, and every good one, is checked on."""
    files.write(
        "allocations.csv",
        "device_id,account_id,sku,consumed_on,removed_on\n"
        "d1,who,STD,2013-06-31,\n"
        "d2,acme,NEW,2013-06-01,\n"
        ",acme,STD,2013-06-02,2013-06-01\n"
        "d4,half,STD,2013-06-01,2013-06-01\n"
        "d5,'=1+1\n"
        "d6,acme,STD,2013-06-01,\n",
    )
    files.write("accounts.csv", "account_id,currency,payment_method\nacme,USD,postpay\nhalf,U$,postpay\nacme,U$,\n")
    files.write("credits.csv", "id,account,amount,granted_on\nc1,who,1 USD,2013-13-01\nc1,acme,1.00 EUR,2013-01-01\n")
    assert complaints(files, files.close("--credits", files.folder.joinpath("credits.csv"))) == [
        "accounts.csv: row 3, column currency: expected an ISO 4217 code, got str 'U$'",
        "accounts.csv: row 4, column currency: expected an ISO 4217 code, got str 'U$'",
        "accounts.csv: row 4, column payment_method: expected one of prepay_auto, prepay, postpay, got str ''",
        "credits.csv: row 2, column granted_on: expected a day such as \"2026-04-28\", got str '2013-13-01'",
        "allocations.csv: row 2, column consumed_on: expected a day such as \"2026-04-28\", got str '2013-06-31'",
        "allocations.csv: row 4, column device_id: expected an id, got str ''",
        "allocations.csv: row 4, column removed_on: expected a day from 2013-06-02 on, got date 2013-06-01",
        "allocations.csv: row 6: expected 5 cells, got 2",
        "accounts.csv: row 4, column account_id: expected each account once, got str 'acme' again",
        "allocations.csv: row 2, column account_id: expected an account of the accounts file, got str 'who'",
        "credits.csv: row 2, column account: expected an account of the accounts file, got str 'who'",
        "credits.csv: row 3, column id: expected each credit once, got str 'c1' again",
        "credits.csv: row 3, column amount: expected USD, the account's, got 1.00 EUR",
        "price-book.json: no price of NEW in USD in force on 2013-06-01, needed for account acme (allocations.csv: row 3)",
        "14 faults: nothing was written",
    ]


@pytest.mark.parametrize(
    ("accounts", "fault"),
    [
        ("account_id,currency\n who,USD\n", "row 2, column account_id"),
        ("account_id,currency\nacme,USD\nwho\n", "row 3"),
        ('account_id,currency\nacme,USD\n"who"x,USD\n', "row 3"),
        ("account,currency\nwho,USD\n", "row 1"),
        ("", "row 1"),
    ],
)
def test_nobody_is_unknown_while_an_accounts_name_cannot_be_read(files, accounts, fault):
    """The row that cannot be read may be the one that another file names."""
    files.write("allocations.csv", "device_id,account_id,sku,consumed_on\nd2,who,STD,2013-06-01\nd3,,STD,2013-06-01\n")
    files.write("accounts.csv", accounts)
    said = complaints(files, files.close())
    assert said[0].startswith(f"accounts.csv: {fault}: ")
    assert [line for line in said if "of the accounts file" in line] == []
    assert said[-2] == "allocations.csv: row 3, column account_id: expected an id, got str ''"


def test_a_price_book_with_a_fault_hides_prices_only(files):
    files.write("price-book.json", "{}")
    files.write("accounts.csv", "account_id,currency\nacme,USD\nearly,USD\n")
    said = complaints(files, files.close())
    assert said[0].startswith("price-book.json: $.schema: expected ")
    assert [line.partition(": expected an account")[0] for line in said[1:]] == [
        "allocations.csv: row 5, column account_id",
        "allocations.csv: row 7, column account_id",
        "allocations.csv: row 10, column account_id",
        "4 faults: nothing was written",
    ]


def test_faults_between_files(files):
    """Unknown accounts once each, an account given twice, missing prices, in one run and with the rows that need them."""
    files.write(
        "allocations.csv",
        "device_id,account_id,sku,consumed_on,removed_on\n"
        "d1,acme,NEW,2013-06-01,\n"
        "d2,who,STD,2013-06-01,\n"
        "d3,who,STD,2013-06-01,\n"
        "d4,what,STD,2013-06-01,\n"
        "d5,acme,STD,2013-06-01,\n"
        "d6,acme,NEW,2013-06-01,\n"
        "d7,early,NEW,2013-06-01,\n"
        "d8,acme,OWN,2013-06-01,\n"
        "d9,acme,OLD,2013-05-01,2013-05-31\n",
    )
    files.write(
        "accounts.csv", "account_id,currency,payment_method\nacme,JPY,postpay\nacme,USD,postpay\nearly,USD,prepay\n"
    )
    book = json.loads(files.folder.joinpath("price-book.json").read_text(encoding="utf-8"))
    book["prices"] += [price("OWN", volume(currency, ("0", "1")), account="acme") for currency in ("JPY", "USD")]
    files.write("price-book.json", json.dumps(book))
    said = complaints(files, files.close())
    assert said[:3] == [
        "accounts.csv: row 3, column account_id: expected each account once, got str 'acme' again",
        "allocations.csv: row 3, column account_id: expected an account of the accounts file, got str 'who', and in 1 more row",
        "allocations.csv: row 5, column account_id: expected an account of the accounts file, got str 'what'",
    ]
    needed = "in force on 2013-06-01, needed for account acme (allocations.csv: row"
    assert set(said[3:]) == {
        f"price-book.json: no price of NEW in JPY {needed} 2)",
        f"price-book.json: no price of STD in JPY {needed} 6)",
        f"price-book.json: no price of NEW in USD {needed} 2)",
        f"{len(said) - 1} faults: nothing was written",
    }


def test_faults_of_credits(files):
    files.write(
        "credits.csv",
        "id,account,amount,granted_on\n"
        "c1,acme,1.00 USD,2013-01-01\n"
        "c1,acme,1.00 USD,2013-01-01\n"
        "c2,acme,1.00 EUR,2013-01-01\n"
        "c3,who,1.00 EUR,2013-01-01\n",
    )
    assert complaints(files, files.close("--credits", files.folder.joinpath("credits.csv"))) == [
        "credits.csv: row 5, column account: expected an account of the accounts file, got str 'who'",
        "credits.csv: row 3, column id: expected each credit once, got str 'c1' again",
        "credits.csv: row 4, column amount: expected USD, the account's, got 1.00 EUR",
        "3 faults: nothing was written",
    ]


def change(files, **terms) -> None:
    """Change some of the price book's terms."""
    path = files.folder.joinpath("price-book.json")
    book = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**book, "terms": terms}), encoding="utf-8")


def test_a_minimum_without_the_currency_is_a_fault(files):
    change(files, minimum_spend={"amounts": [{"minor": 1, "currency": "USD"}]})
    assert complaints(files, files.close()) == [
        "price-book.json: the minimum spend has no amount in EUR; a floor of nothing is written 0 EUR",
        "1 fault: nothing was written",
    ]


def test_what_terms_forbid_is_a_fault(files):
    """Under terms that call it an error, each account with a quantity below the first band is named."""
    change(files, below_first_band="error")
    text = files.folder.joinpath("price-book.json").read_text(encoding="utf-8")
    files.write(
        "price-book.json",
        text.replace('"threshold": "0", "price": {"amount": "4.30"', '"threshold": "2", "price": {"amount": "4.30"'),
    )
    said = complaints(files, files.close())
    assert [line.partition(" in 2013-06: ")[0] for line in said] == [
        "price-book.json: account =1+1",
        "price-book.json: account acme",
        "2 faults: nothing was written",
    ]
    assert "0.7 is below the first band, from 2" in said[1]


def test_a_quantity_that_lacks_rows_is_not_called_too_low(files):
    """With the row that cannot be read there may be enough of it."""
    text = files.folder.joinpath("price-book.json").read_text(encoding="utf-8")
    changed = text.replace(
        '"threshold": "0", "price": {"amount": "4.30"', '"threshold": "1", "price": {"amount": "4.30"'
    )
    files.write("price-book.json", changed)
    change(files, below_first_band="error")
    rows = "device_id,account_id,sku,consumed_on\nd1,acme,STD,2013-06-02\n"
    files.write("allocations.csv", rows)
    assert complaints(files, files.close())[0].startswith("price-book.json: account acme in 2013-06: ")
    files.write("allocations.csv", rows + "d2,acme,STD,2013-06-99\n")
    assert [line.partition(": expected")[0] for line in complaints(files, files.close())] == [
        "allocations.csv: row 3, column consumed_on",
        "1 fault: nothing was written",
    ]


def test_files_that_cannot_be_read(files):
    files.folder.joinpath("allocations.csv").unlink()
    files.folder.joinpath("accounts.csv").unlink()
    files.folder.joinpath("accounts.csv").mkdir()
    files.folder.joinpath("price-book.json").unlink()
    assert complaints(files, files.close()) == [
        "accounts.csv: Is a directory",
        "price-book.json: No such file or directory",
        "allocations.csv: No such file or directory",
        "3 faults: nothing was written",
    ]


def test_gzip_that_breaks_off(files):
    whole = gzip.compress(files.folder.joinpath("allocations.csv").read_bytes())
    files.folder.joinpath("allocations.csv").write_bytes(whole[:-20])
    (said, _) = complaints(files, files.close())
    assert "allocations.csv: row" in said
    assert "gzip" in said


def test_a_name_cannot_draw_over_the_terminal(files, command):
    result = command("explain", files.folder.joinpath("\x1b[2Jnone.json"))
    shown = f"{files.folder}/\N{REPLACEMENT CHARACTER}[2Jnone.json"
    assert (result.code, result.err) == (1, f"kpix-billing: {shown}: No such file or directory\n")


# --- the folder of the result ---------------------------------------------------------------------------


def test_a_folder_with_something_in_it_is_left_alone(files):
    files.close()
    before = {path: path.read_bytes() for path in files.out.rglob("*") if path.is_file()}
    result = files.close(month="2013-05")
    assert (result.code, result.out) == (1, "")
    assert result.err == f"kpix-billing: {files.out}: is not empty; --force replaces what was written before\n"
    assert {path: path.read_bytes() for path in files.out.rglob("*") if path.is_file()} == before


def test_force_replaces_what_the_command_wrote(files):
    files.close()
    assert files.close("--force", month="2013-05").code == 0
    assert "2013-06" not in files.read("lines.csv")
    assert files.left() == ["out"]


@pytest.mark.parametrize("more", [(), ("--force",)])
def test_files_of_others_are_never_replaced(files, more):
    files.out.mkdir()
    files.out.joinpath("thesis.txt").write_text("ten years", encoding="utf-8")
    result = files.close(*more)
    assert result.code == 1
    assert "holds what this command did not write, such as thesis.txt" in result.err
    assert files.out.joinpath("thesis.txt").exists()


def test_an_empty_folder_is_used_and_parents_are_made(files, command):
    files.out.mkdir()
    assert files.close().code == 0
    deep = files._replace(folder=files.folder).folder.joinpath("a", "b", "c")
    assert files.close("--out", deep).code == 0
    assert deep.joinpath("lines.csv").exists()


def test_a_file_in_the_place_of_the_folder(files):
    files.write("out", "")
    result = files.close()
    assert (result.code, result.err) == (1, f"kpix-billing: {files.out}: is no folder\n")


def test_nothing_is_left_of_a_run_that_was_interrupted(files, monkeypatch):
    """Ctrl-C while pages are written: the old result is whole, and nothing lies beside it."""
    files.close()
    before = files.read("lines.csv")

    def interrupt(*arguments: object, **more: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("kpix_billing_core.command.writing.invoice_html", interrupt)
    result = files.close("--force", month="2013-05")
    assert (result.code, result.out) == (130, "")
    assert result.err.endswith("kpix-billing: interrupted\n")
    assert files.read("lines.csv") == before
    assert files.left() == ["out"]


def test_a_disk_that_is_full(files, monkeypatch):
    def full(path: object, text: str) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("kpix_billing_core.command.writing.write_text", full)
    result = files.close()
    assert result.code == 1
    assert result.err.endswith("%3D1%2B1.json: No space left on device\n")
    assert files.left() == []


def test_the_old_folder_comes_back_where_the_new_one_cannot_take_its_place(tmp_path):
    target = tmp_path.joinpath("out")
    target.mkdir()
    target.joinpath("old").touch()

    def vanish(folder: object) -> None:
        folder.rmdir()

    with pytest.raises(FileNotFoundError):
        write_folder(target, vanish, lambda name: name == "old", replace=True)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "old"]
    with pytest.raises(FileNotFoundError):
        write_folder(tmp_path.joinpath("other"), vanish, lambda name: True, replace=True)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "old"]
