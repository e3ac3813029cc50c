"""A small fleet in files, and the command run inside the test."""

import io
import json
import re
import shlex
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from kpix_billing_core.command import main

DRIVES = Path(__file__).parents[3].joinpath("docs", "examples", "drives-2013")

ACCOUNTS = """\
account_id,currency,payment_method
acme,USD,postpay
R&D/Köln,EUR,postpay
'=1+1,USD,postpay
idle,USD,postpay
floor,USD,postpay
early,USD,prepay_auto
"""
ALLOCATIONS = """\
device_id,account_id,sku,consumed_on,removed_on
d1,acme,STD,2013-06-16,
d2,acme,STD,2013-05-01,2013-06-06
d3,acme,FLAT,2013-06-30,2013-07-02
d4,R&D/Köln,STD,2013-01-01,
d5,R&D/Köln,'@SKU,2013-06-01,2013-06-01
d6,'=1+1,STD,2013-06-01,
d7,early,STD,2013-06-01,
d8,early,STD,2013-06-02,
d9,idle,STD,2013-07-01,
"""


def price(sku: str, model: dict, **more: str) -> dict:
    """Return a price as data."""
    return {"sku": sku, "model": model, **more}


def volume(currency: str, *bands: tuple[str, str]) -> dict:
    """Return volume bands as data."""
    prices = [
        {"threshold": threshold, "price": {"amount": amount, "currency": currency}} for threshold, amount in bands
    ]
    return {"kind": "volume", "bands": prices}


PRICE_BOOK = {
    "schema": "kpix.price_book/1",
    "prices": [
        price("STD", volume("USD", ("0", "4.30"), ("10", "4.2575"))),
        price("STD", volume("EUR", ("0", "1/3"))),
        price("FLAT", {"kind": "flat_fee", "price": {"amount": "9", "currency": "USD"}}),
        price("@SKU", volume("EUR", ("0", "30"))),
    ],
    "minimums": [
        {
            "account": "floor",
            "minimum_spend": {
                "amounts": [{"minor": 2500, "currency": "USD"}],
                "scope": "invoice",
                "without_usage": True,
            },
        },
        {
            "account": "=1+1",
            "minimum_spend": {"amounts": [{"minor": 500, "currency": "USD"}], "scope": "allocation"},
        },
    ],
    "plans": [{"sku": "STD", "name": "Standard"}],
}


class Result(NamedTuple):
    """What a run gave."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Result:
    """Run the command inside this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except KeyboardInterrupt:
            # it would end all tests, not this one
            pytest.fail("interrupted without a word")
    return Result(code, *(stream.buffer.getvalue().decode() for stream in (out, err) if not stream.flush()))


class Files(NamedTuple):
    """Where the small fleet is."""

    folder: Path

    @property
    def out(self) -> Path:
        """The folder of the result."""
        return self.folder.joinpath("out")

    def write(self, name: str, text: str) -> Path:
        """Put another text into a file."""
        path = self.folder.joinpath(name)
        path.write_text(text, encoding="utf-8")
        return path

    def close(self, *more: object, month: str = "2013-06") -> Result:
        """Close a month from the files."""
        return run(*self.closing(month), *more)

    def closing(self, month: str = "2013-06") -> list[str]:
        """Return how the command is called for that."""
        names = ("allocations", "accounts", "price-book")
        files = [
            str(part)
            for name in names
            for part in (f"--{name}", self.folder.joinpath(f"{name}.{'json' if name == 'price-book' else 'csv'}"))
        ]
        return ["close-month", "--month", month, *files, "--out", str(self.out)]

    def read(self, *names: str) -> str:
        """Return the text of a file of the result."""
        return self.out.joinpath(*names).read_text(encoding="utf-8")

    def left(self) -> list[str]:
        """Return the names of what lies beside the input: nothing but the result, if there is one."""
        inputs = {"allocations.csv", "accounts.csv", "price-book.json", "credits.csv"}
        return sorted(path.name for path in self.folder.iterdir() if path.name not in inputs)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return the small fleet in a folder of its own."""
    found = Files(tmp_path)
    found.write("accounts.csv", ACCOUNTS)
    found.write("allocations.csv", ALLOCATIONS)
    found.write("price-book.json", json.dumps(PRICE_BOOK))
    return found


DOCS = DRIVES.parents[1]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(page: str, language: str) -> list[str]:
    """Return the blocks of a language on a page."""
    text = DOCS.joinpath(page).read_text(encoding="utf-8")
    return [body for name, body in FENCE.findall(text) if name == language]


def shown(console: str) -> tuple[list[str], str]:
    """Return the arguments of the command in a block, and what it prints there."""
    line, _, output = console.partition("\n")
    program, *arguments = shlex.split(line.removeprefix("$ "))
    assert program == "kpix-billing"
    return arguments, output


class Demo(NamedTuple):
    """The demonstration, run once."""

    out: Path
    result: Result


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Return what the demonstration wrote and said."""
    out = tmp_path_factory.mktemp("demo").joinpath("build", "demo")
    return Demo(out, run("demo", "--data", DRIVES, "--out", out))


@pytest.fixture
def command() -> Callable[..., Result]:
    """Return a way to run the command."""
    return run


@pytest.fixture
def prepaid(tmp_path: Path):
    """Return a folder with accounts and prices, and no events yet."""
    from tests.tables.command.prepaid import ACCOUNTS, BOOK, Prepaid

    tmp_path.joinpath("accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    tmp_path.joinpath("book.json").write_text(BOOK, encoding="utf-8")
    return Prepaid(tmp_path)
