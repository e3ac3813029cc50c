"""What callers write, as type checkers see it: `make check` looks at this file with the eyes of strict users."""

import io
from datetime import date
from fractions import Fraction
from typing import assert_type

import kpix_billing_core as kpix

APRIL, ACME = kpix.Month.parse("2026-04"), kpix.Account("acme", "USD")
BOOK = kpix.PriceBook.of(kpix.Price("STD", kpix.bands((0, "4.35 USD"), (10, "4.26 USD"))))
HELD = [kpix.Allocation("d1", "acme", "STD", date(2026, 4, 16))]


def test_amounts() -> None:
    """So many times an amount can be paid again, a part of it perhaps not."""
    due = kpix.Money.parse("4.35 USD")
    assert str(assert_type(due * 3, kpix.Money)) == str(assert_type(3 * due, kpix.Money)) == "13.05 USD"
    assert str(assert_type(due * Fraction(1, 3), kpix.ExactMoney)) == "1.45 USD"
    assert str(assert_type(sum([due, due], kpix.Money.zero("USD")), kpix.Money)) == "8.70 USD"
    assert str(assert_type(-due - due, kpix.Money)) == "-8.70 USD"


def test_months() -> None:
    """A month and a number make a month, two months a number."""
    assert str(assert_type(APRIL + 1, kpix.Month)) == "2026-05"
    assert str(assert_type(APRIL - 1, kpix.Month)) == "2026-03"
    assert assert_type(APRIL - kpix.Month(2026, 1), int) == 3


def test_a_month_in_a_service() -> None:
    """Each step gives what the next one takes, whether allocations are objects or tuples."""
    used = assert_type(kpix.tally(HELD, APRIL, BOOK.terms), kpix.Tally)
    assert used == kpix.tally([("d1", "acme", "STD", date(2026, 4, 16), None)], APRIL, BOOK.terms)
    charges = assert_type(kpix.rate(used, BOOK, ACME), kpix.Charges)
    invoice = assert_type(kpix.draft(ACME, APRIL, charges, credits=[]), kpix.Invoice)
    assert str(assert_type(invoice.line("STD").amount, kpix.Money)) == "2.18 USD"
    assert "4.35 USD" in str(kpix.explain(invoice.line("STD")))


def test_a_whole_file() -> None:
    """Accounts come with their tallies."""
    for account, used in kpix.tally_by_account(HELD, APRIL, BOOK.terms):
        assert assert_type(account, str) == "acme"
        assert assert_type(used.entry("STD").quantity, Fraction) == Fraction(15, 30)


def test_what_is_written_and_read() -> None:
    """What comes back is of the class that was asked for."""
    text = kpix.to_json(BOOK)
    assert assert_type(kpix.from_json(kpix.PriceBook, text), kpix.PriceBook) == BOOK
    assert assert_type(kpix.from_data(kpix.PriceBook, kpix.to_data(BOOK)), kpix.PriceBook) == BOOK
    file = io.StringIO()
    kpix.write_csv(kpix.Allocation, HELD, file)
    file.seek(0)
    assert assert_type(kpix.read_csv(kpix.Allocation, file), tuple[kpix.Allocation, ...]) == tuple(HELD)


def test_a_price_told_by_its_kind() -> None:
    """The pricing models are a closed union, so a match over them narrows."""
    match BOOK.prices[0].model:
        case kpix.Volume(bands=schedule):
            assert str(assert_type(schedule[0].price, kpix.ExactMoney)) == "4.35 USD"
        case kpix.FlatFee() | kpix.PerUnit() | kpix.Package() | kpix.Graduated() | kpix.Stairstep():
            raise AssertionError
