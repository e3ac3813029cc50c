"""What arguments of the command stand for; a wrong one is a wrong use of the command, not a fault of a file."""

__all__ = ["add_events", "add_folder", "add_locale", "count_of", "day_of", "identifier_of", "month_of", "price_of"]

import argparse
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from ..dates import Month
from ..dates.period import parse_day
from ..errors import BillingError
from ..ids import check_id
from ..money import ExactMoney
from ..rendering.locales import locale_of

T = TypeVar("T")


def add_events(parser: argparse.ArgumentParser, *, begins: bool = False) -> None:
    """Add the files that everything about prepaid plans reads."""
    held = "what has happened; begun where it is missing" if begins else "what has happened"
    parser.add_argument("--events", required=True, type=Path, metavar="FILE", help=held)
    parser.add_argument("--accounts", required=True, type=Path, metavar="FILE", help="who pays, and how")


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add where the files go that a subcommand writes, and whether those of an earlier run may be replaced."""
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="a folder that is new or empty")
    parser.add_argument("--force", action="store_true", help="replace what an earlier run wrote into the folder")


def add_locale(parser: argparse.ArgumentParser) -> None:
    """Add the language of the pages that a subcommand writes; their words stay English."""
    parser.add_argument("--locale", default="en", type=locale_name, help="language of the pages (default: en)")


def month_of(text: str) -> Month:
    """Return the month of "2013-06"."""
    return _read(Month.parse, text)


def day_of(text: str) -> date:
    """Return the day of "2013-06-30"."""
    return _read(parse_day, text)


def price_of(text: str) -> ExactMoney:
    """Return the price of "13.00 USD"."""
    return _read(ExactMoney.parse, text)


def identifier_of(text: str) -> str:
    """Return the name of an account, a device, a plan or a wish."""
    _read(lambda given: check_id("name", given), text)
    return text


def count_of(text: str) -> int:
    """Return the count of "12": a whole number from 1 on, written in digits."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len("999999999") and int(text)):
        raise ArgumentTypeError(f"expected a count from 1 on, got {text}")
    return int(text)


def locale_name(text: str) -> str:
    """Return the name of a locale that exists."""
    _read(locale_of, text)
    return text


def _read(reader: Callable[[str], T], text: str) -> T:
    try:
        return reader(text)
    except BillingError as error:
        raise ArgumentTypeError(str(error)) from None
