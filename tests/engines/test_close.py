"""Invoices from columns are the scalar core's own, one by one and as tables, under all terms."""

from datetime import date
from fractions import Fraction
from functools import partial
from math import floor

import attrs
import numpy as np
import pyarrow as pa
import pytest
from tests.engines.columns import table_of, with_dictionaries
from tests.engines.test_totals import APRIL
from tests.golden.chance import Chance
from tests.golden.fleets import allocations, price_book, terms

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.batch import amounts, invoices, no_totals, on_arrow, paper, totals, totals_of
from kpix_billing_core.batch.close import close_month
from kpix_billing_core.batch.paper import ADJUSTMENTS, INVOICES, LINES
from kpix_billing_core.batch.totals import SUMS
from kpix_billing_core.catalogue import (
    BandBasis,
    BillingTerms,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Price,
    PriceBook,
    RoundingScope,
    bands,
)
from kpix_billing_core.dates import END_EXCLUDED, Month
from kpix_billing_core.errors import (
    CurrencyMismatch,
    MalformedColumns,
    PriceNotFound,
    TallyMismatch,
    WrongType,
    WrongValue,
)
from kpix_billing_core.invoicing import Invoice, draft
from kpix_billing_core.metering import Allocation, tally, tally_by_account
from kpix_billing_core.money import Currency, Money
from kpix_billing_core.rating import AccountCredit, rate

USD, JPY = Currency.of("USD"), Currency.of("JPY")


def by_hand(held, month, book, accounts, credits=()) -> list[Invoice]:
    """Return the invoices as a service makes them: account by account, each under its own terms."""
    found = []
    for account in sorted(accounts, key=lambda account: account.id):
        if account.payment_method is PaymentMethod.POSTPAY:
            mine = [row for row in held if row.account == account.id]
            used = tally(mine, month, book.terms_for(account.id))
            owed = [credit for credit in credits if credit.account == account.id]
            found.append(draft(account, month, rate(used, book, account), owed))
    return [invoice for invoice in found if invoice.lines or invoice.adjustments]


def on_paper(found: list[Invoice]) -> tuple[list[tuple[object, ...]], ...]:
    """Return what stands on invoices as rows: lines, adjustments, invoices."""
    lines = [
        (
            *(invoice.account.id, line.sku, line.charge.entry.count, line.charge.entry.units),
            None if line.unit_price is None else str(line.unit_price),
            *(invoice.currency.code, invoice.currency.exponent, line.amount.minor),
        )
        for invoice in found
        for line in invoice.lines
    ]
    adjustments = [
        (
            *(invoice.account.id, line.kind.value, line.sku),
            *(invoice.currency.code, invoice.currency.exponent, line.amount.minor),
        )
        for invoice in found
        for line in invoice.adjustments
    ]
    sums = [
        (
            *(invoice.account.id, invoice.currency.code, invoice.currency.exponent, len(invoice.lines)),
            *(invoice.subtotal.minor, invoice.adjusted.minor, invoice.credits_applied.minor),
            *(invoice.credits_carried.minor, invoice.due.minor),
        )
        for invoice in found
    ]
    return lines, adjustments, sums


def rows(found) -> list[tuple[object, ...]]:
    """Return the rows of a table."""
    return [tuple(row.values()) for row in found.to_pylist()]


def as_rows(found) -> tuple[list[tuple[object, ...]], ...]:
    """Return what stands on paper, as rows."""
    return rows(found.lines), rows(found.adjustments), rows(found.invoices)


def closings(chance: Chance):
    """Yield months to close: who held what, the prices, who pays, and what is owed to them."""
    for number in range(80):
        month, currency = Month(2024, chance.between(1, 12)), Currency.of(chance.choice(("USD", "JPY", "KWD")))
        book = price_book(chance, terms(chance), currency)
        if number % 4 == 0 and not book.terms.dedupe_days:
            floor = Money(chance.below(900), currency)
            book = book.with_minimum("a3", MinimumSpend(floor, chance.choice(tuple(MinimumScope))))
        if number % 8 == 1:
            book = book.with_minimum("idle", MinimumSpend(Money(4_200, currency), without_usage=number % 16 == 1))
        accounts = [Account(id_, currency) for id_ in ("a5", "a0", "a1", "a2", "a3", "a4", "idle", "other")]
        earned = (date(2023, 3, 1), month.last_day, (month + 1).first_day)
        owed = [
            AccountCredit(
                f"c{index}", chance.choice(accounts).id, Money(chance.below(9_000), currency), earned[index % 3]
            )
            for index in range(chance.below(9))
        ]
        yield allocations(chance, month, accounts=6, each=8), month, book, accounts, owed


def test_invoices_are_those_of_the_core():
    """Every field of every invoice, under random terms and prices; and the tables say the same."""
    billed = 0
    for held, month, book, accounts, owed in closings(Chance(7)):
        want = by_hand(held, month, book, accounts, owed)
        columns = with_dictionaries(table_of(held))
        assert list(close_month(columns, month, book, accounts, credits=owed)) == want
        totals = on_arrow.tally(columns, month, book.terms, histogram=True)
        found = paper(totals, book, accounts, credits=owed)
        assert as_rows(found) == on_paper(want)
        assert (found.lines.schema, found.adjustments.schema, found.invoices.schema) == (LINES, ADJUSTMENTS, INVOICES)
        billed += len(want)
    assert billed > 300


# --- one thing at a time -------------------------------------------------------------------------------

BOOK = PriceBook.of(
    Price("STD", bands((0, "4.35 USD"), (10, "4.26 USD"))),
    Price("STD", PerUnit("100 JPY")),
    Price("AIR", PerUnit("1/3 USD")),
)
ACME, BETA, JAPAN = Account("acme", "USD"), Account("beta", "USD"), Account("japan", "JPY")
HELD = [
    Allocation("d1", "acme", "STD", date(2026, 4, 16)),
    Allocation("d2", "acme", "STD", date(2026, 1, 1)),
    Allocation("d3", "acme", "AIR", date(2026, 4, 30)),
    Allocation("d1", "japan", "STD", date(2026, 4, 1), date(2026, 4, 15)),
]


def counted(book=BOOK, held=HELD, **options):
    """Return the totals of the examples."""
    return on_arrow.tally(table_of(held), APRIL, book.terms, **options)


def test_an_example():
    """3/2 of 4.35 are 6.525, so 6.53; 1/30 of a third is a cent; half of 100 yen are 50."""
    found = paper(counted(), BOOK, [JAPAN, ACME, BETA])
    assert rows(found.lines) == [
        ("acme", "AIR", 1, 1, "1/3 USD", "USD", 2, 1),
        ("acme", "STD", 2, 45, "4.35 USD", "USD", 2, 653),
        ("japan", "STD", 1, 15, "100 JPY", "JPY", 0, 50),
    ]
    assert rows(found.invoices) == [
        ("acme", "USD", 2, 2, 654, 0, 0, 0, 654),
        ("japan", "JPY", 0, 1, 50, 0, 0, 0, 50),
    ]
    assert found.adjustments.num_rows == found.prepaid.num_rows == 0


def test_accounts_that_pay_in_advance():
    """Their use is not billed, and it comes back."""
    advance = Account("acme", "USD", PaymentMethod.PREPAY)
    owed = [AccountCredit("c", "acme", Money(5, USD), date(2026, 1, 1))]
    found = paper(counted(), BOOK, [advance, JAPAN], credits=owed)
    assert found.invoices.column("account_id").to_pylist() == ["japan"]
    assert rows(found.prepaid) == [("acme", "AIR", 1, 1), ("acme", "STD", 2, 45)]
    assert [one.account.id for one in invoices(counted(), BOOK, [advance, JAPAN])] == ["japan"]


def test_a_credit_earned_after_the_month_waits():
    """It is carried whole, by invoices and on paper, where one of the month's last day pays."""
    for earned, applied, carried in ((date(2026, 4, 30), 600, 0), (date(2026, 5, 1), 0, 600)):
        owed = [AccountCredit("c", "acme", Money(600, USD), earned)]
        (one, _) = close_month(table_of(HELD), APRIL, BOOK, [ACME, JAPAN], credits=owed)
        assert (one.credits_applied.minor, one.credits_carried.minor, one.due.minor) == (
            applied,
            carried,
            654 - applied,
        )
        found = paper(counted(), BOOK, [ACME, JAPAN], credits=owed)
        assert rows(found.invoices)[0][-3:] == (applied, carried, 654 - applied)


def test_no_days_are_no_line():
    """An allocation that ends on the day it begins has no day under a day count without the last one."""
    book = BOOK.with_terms(day_count=END_EXCLUDED)
    held = [Allocation("d1", "acme", "STD", date(2026, 4, 16), date(2026, 4, 16))]
    totals = counted(book, held)
    assert rows(totals.sums) == [("acme", "STD", 1, 0)]
    assert paper(totals, book, [ACME]).invoices.num_rows == 0
    assert list(invoices(totals, book, [ACME])) == by_hand(held, APRIL, book, [ACME]) == []


def test_prices_are_asked_for_once(monkeypatch):
    """A thousand accounts with the same use are one charge; an account of its own prices is another."""
    held = [Allocation("d", f"a{number:04}", "STD", date(2026, 4, 16)) for number in range(1_000)]
    accounts = [Account(f"a{number:04}", "USD") for number in range(1_000)]
    book = BOOK.with_custom("a0007", "STD", PerUnit("2 USD"))
    seen = []
    found = paper(counted(book, held), book, accounts, progress=seen.append)
    assert seen == [1, 2]
    assert sorted(set(found.lines.column("amount").to_pylist())) == [100, 218]
    assert found.lines.column("amount").to_pylist().index(100) == 7


AT_THE_END = (
    [[2**63 - 1, 3, 2**63 - 1]],
    [[0, 1, 2, 3, 4], [2**62 - 1] * 5],
    [[2**63 - 1, 2**63 - 1, 0], [2**63 - 1, 5, 2**63 - 1], [4, 2**63 - 1, 4]],
)
"""Where 64 bits end: numbers of which two together do not fit, and one more than which none does."""


@pytest.mark.parametrize(
    "keys", [[[7, 7, 0, 7, 9]], [[1, 1, 0, 1, 1], [0, 1, 0, 1, 0]], [[2**40, 1, 2**40]], [[]], *AT_THE_END]
)
def test_distinct_keys(keys):
    """The first row with each, in order of the keys, and which key each row has: of few numbers and of many."""
    held = list(zip(*keys, strict=True))
    first, which = amounts._distinct([np.array(key, np.int64) for key in keys], len(held))
    assert first.tolist() == [held.index(key) for key in sorted(set(held))]
    assert [sorted(set(held))[number] for number in which.tolist()] == held


def test_thousands_of_accounts():
    """They come in any order and in two currencies, and more are given than have any use."""
    accounts = [Account(f"a{number:04}", "USD" if number % 3 else "JPY") for number in range(9_000)]
    held = [Allocation("d", f"a{number:04}", "STD", date(2026, 4, 16)) for number in range(1, 9_000, 2)]
    found = paper(counted(held=held), BOOK, sorted(accounts, key=lambda account: account.id[::-1]))
    assert found.invoices.column("account_id").to_pylist() == [row.account for row in held]
    assert rows(found.invoices)[:2] == [
        ("a0001", "USD", 2, 1, 218, 0, 0, 0, 218),
        ("a0003", "JPY", 0, 1, 50, 0, 0, 0, 50),
    ]
    with pytest.raises(WrongType, match="accounts: expected Account, got str 'a9000'"):
        paper(counted(held=held), BOOK, [*accounts, "a9000"])
    with pytest.raises(WrongValue, match="each account once, got str 'a0700'"):
        paper(counted(held=held), BOOK, [*accounts, accounts[700]])


@pytest.mark.parametrize(
    ("first", "last", "ids"),
    [
        (None, None, ["a", "b", "c", "d"]),
        ("b", None, ["b", "c", "d"]),
        (None, "c", ["a", "b", "c"]),
        ("bb", "cc", ["c"]),
        ("d", "a", []),
        ("x", None, []),
    ],
)
@pytest.mark.parametrize("basis", BandBasis)
def test_a_range_of_accounts(first, last, ids, basis):
    """From one account to another, both included: what was closed before a stop is not closed again."""
    minimum = MinimumSpend("1.00 USD", MinimumScope.ALLOCATION)
    book = BOOK.with_terms(band_basis=basis, minimum_spend=minimum)
    held = [Allocation("d", id_, "STD", date(2026, 4, 16)) for id_ in "abcd"]
    owed = [AccountCredit("c", "a", Money(5, USD), date(2026, 1, 1))]
    accounts = [Account(id_, "USD") for id_ in "dbac"]
    totals = counted(book, held)
    bounds = {"between": (first, last), "credits": owed}
    found = list(invoices(totals, book, accounts, **bounds))
    assert [one.account.id for one in found] == ids
    assert found == [one for one in by_hand(held, APRIL, book, accounts, owed) if one.account.id in ids]
    assert as_rows(paper(totals, book, accounts, **bounds)) == on_paper(found)


def test_progress_and_stopping():
    """Told after each account; what it raises stops the run between two invoices."""

    class Stop(Exception):
        pass

    seen = []
    found = invoices(counted(), BOOK, [ACME, BETA, JAPAN], progress=seen.append)
    assert next(found).account is ACME
    assert seen == []
    assert [one.account.id for one in found] == ["japan"]
    assert seen == [1, 2, 3]

    def stop(done):
        raise Stop

    with pytest.raises(Stop):
        list(invoices(counted(), BOOK, [ACME, BETA, JAPAN], progress=stop))
    with pytest.raises(Stop):
        paper(counted(), BOOK, [ACME, BETA, JAPAN], progress=stop)


def test_any_engine():
    """Whatever counts takes columns, month, terms and whether a histogram is needed; its own options are bound."""
    asked = []

    def core(columns, month, terms, *, histogram):
        asked.append(histogram)
        held = [Allocation(*row.values()) for row in columns.to_pylist()]
        found = tally_by_account(held, month, terms, histogram=histogram)
        return totals_of((used for _, used in found), month, terms, histogram=histogram)

    accounts = [ACME, JAPAN]
    by_allocation = BOOK.with_minimum("acme", MinimumSpend("3.00 USD", MinimumScope.ALLOCATION))
    for book in (BOOK, by_allocation):
        want = by_hand(HELD, APRIL, book, accounts)
        assert list(close_month(table_of(HELD), APRIL, book, accounts, engine=core)) == want
        workers = partial(on_arrow.tally, workers=2)
        assert list(close_month(table_of(HELD), APRIL, book, accounts, engine=workers)) == want
    assert asked == [None, True]


# --- what cannot be closed -----------------------------------------------------------------------------

BAD = [Allocation("d", "ghost", "STD", date(2026, 4, 1)), Allocation("d", "zombie", "STD", date(2026, 4, 1))]
FLOOR = MinimumSpend("1.00 USD", MinimumScope.ALLOCATION)


@pytest.mark.parametrize(
    "way", [paper, lambda *given, **named: list(invoices(*given, **named))], ids=["paper", "invoices"]
)
@pytest.mark.parametrize(
    ("kind", "message", "given"),
    [
        (WrongType, "totals: expected Totals, got NoneType None", {"totals": None}),
        (WrongType, "book: expected PriceBook, got NoneType None", {"book": None}),
        (WrongType, "accounts: expected a list, tuple or other iterable in order, got set", {"accounts": {ACME}}),
        (WrongType, "accounts: expected Account, got str 'acme'", {"accounts": ["acme"]}),
        (WrongValue, "accounts: expected each account once, got str 'acme'", {"accounts": [ACME, JAPAN, ACME]}),
        (WrongValue, "accounts: expected every account with use, 1 are missing, got str 'japan'", {"accounts": [ACME]}),
        (
            WrongValue,
            "accounts: expected every account with use, 2 are missing, got str 'ghost'",
            {"totals": counted(held=BAD)},
        ),
        (WrongType, "credits: expected AccountCredit, got int 1", {"credits": [1]}),
        (
            WrongValue,
            "credits: expected credits of the accounts, got str 'ghost'",
            {"credits": [AccountCredit("c", "ghost", Money(1, USD), date(2026, 1, 1))]},
        ),
        (
            CurrencyMismatch,
            "expected USD, got JPY",
            {"credits": [AccountCredit("c", "acme", Money(1, JPY), date(2026, 1, 1))]},
        ),
        (WrongType, "progress: expected a function or None, got int 1", {"progress": 1}),
        (WrongType, "between: expected str, got int 1", {"between": (1, None)}),
        (WrongValue, "between: expected an id, got str ''", {"between": (None, "")}),
        (WrongType, "between: expected (first account, last account), got list", {"between": ["a", "b"]}),
        (WrongType, "between: expected (first account, last account), got str 'ab'", {"between": "ab"}),
        (
            TallyMismatch,
            "the totals were counted under another day count",
            {"book": BOOK.with_terms(day_count=END_EXCLUDED)},
        ),
        (
            TallyMismatch,
            "the terms look at devices, the totals do not know them",
            {"book": BOOK.with_terms(band_basis=BandBasis.DEVICES)},
        ),
        (TallyMismatch, "AIR: a minimum for each allocation needs", {"book": BOOK.with_minimum("acme", FLOOR)}),
        (
            PriceNotFound,
            "no price of STD in JPY for account japan",
            {"book": PriceBook(tuple(price for price in BOOK.prices if price.currency == USD))},
        ),
        (
            PriceNotFound,
            "the minimum spend has no amount in JPY",
            {"book": BOOK.with_terms(minimum_spend=MinimumSpend("1.00 USD"))},
        ),
    ],
)
def test_what_cannot_be_closed(way, kind, message, given):
    """The same mistakes, the same words, whichever way."""
    arguments = {"totals": counted(), "book": BOOK, "accounts": [ACME, JAPAN], **given}
    totals, book, accounts = (arguments.pop(name) for name in ("totals", "book", "accounts"))
    with pytest.raises(kind) as raised:
        way(totals, book, accounts, **arguments)
    assert str(raised.value).startswith(message)


def test_rejected_rows_are_not_priced():
    """Before the first amount the rows that were set apart must be dealt with."""
    columns = table_of(HELD)
    columns = columns.set_column(1, "account_id", columns.column("account_id").take([0, 1, None, 3]))
    for way in (invoices, paper):
        with pytest.raises(MalformedColumns, match="account_id: nothing in 1 row"):
            way(on_arrow.tally(columns, APRIL, BOOK.terms), BOOK, [ACME, JAPAN])
    with pytest.raises(MalformedColumns):
        close_month(columns, APRIL, BOOK, [ACME, JAPAN])


def test_what_is_no_engine_or_book():
    """Named before anything is counted."""
    with pytest.raises(WrongType, match="engine: expected a function that counts, got str 'duckdb'"):
        close_month(table_of(HELD), APRIL, BOOK, [ACME], engine="duckdb")
    with pytest.raises(WrongType, match="book: expected PriceBook, got NoneType None"):
        close_month(table_of(HELD), APRIL, None, [ACME])


def test_amounts_beyond_64_bits():
    """Invoices have no end; a column does, and says so rather than begin again from below."""
    book = PriceBook.of(Price("STD", PerUnit(f"{2**62} USD")))
    held = [Allocation("d", "acme", "STD", date(2026, 4, 1))]
    totals = counted(book, held)
    assert [one.due.minor for one in invoices(totals, book, [ACME])] == [2**62 * 100]
    with pytest.raises(WrongValue, match=f"amounts: expected at most {2**63 - 1} minor units in a column"):
        paper(totals, book, [ACME])
    half = PriceBook.of(Price("STD", PerUnit(f"{2**56} USD")))
    held = [Allocation("d", f"a{number}", "STD", date(2026, 4, 1)) for number in range(2)]
    accounts = [Account(f"a{number}", "USD") for number in range(2)]
    with pytest.raises(WrongValue, match=f"amounts: expected at most {2**63 - 1} minor units together"):
        paper(counted(half, held), half, accounts)
    owed = [AccountCredit(f"c{number}", "acme", Money(2**62, USD), date(2026, 1, 1)) for number in range(3)]
    with pytest.raises(WrongValue, match=f"amounts: expected at most {2**63 - 1} minor units in a column"):
        paper(counted(), BOOK, [ACME, JAPAN], credits=owed)


def test_use_at_the_end_of_64_bits():
    """As many days as a column holds are priced as the core prices them, of one account or of more."""
    for many, days in ((5, 2**62 - 1), (1, 2**63 - 1)):
        ids = [f"a{number}" for number in range(many)]
        book = PriceBook.of(*(Price("STD", PerUnit(f"{place}/1000 USD"), id_) for place, id_ in enumerate(ids, 1)))
        accounts = [Account(id_, "USD") for id_ in ids]
        found = paper(used(ids, days), book, accounts)
        assert as_rows(found) == on_paper(list(invoices(used(ids, days), book, accounts)))
        # Of 30 days a cent for each tenth of a dollar.
        cents = [Fraction(days * place, 30 * 10) for place in range(1, many + 1)]
        assert found.invoices.column("due").to_pylist() == [floor(each + Fraction(1, 2)) for each in cents]
    with pytest.raises(WrongValue, match=f"amounts: expected at most {2**63 - 1} minor units in a column"):
        paper(used(["acme"], 2**63 - 1), BOOK, [ACME])


def used(ids, days):
    """Return totals of so many days for each account, of as few allocations as can have them."""
    many = -(-days // APRIL.days)
    sums = pa.table([ids, ["STD"] * len(ids), [many] * len(ids), [days] * len(ids)], SUMS.names)
    return totals.counted(sums, APRIL, BOOK.terms, read=many * len(ids))


def test_a_month_of_nothing():
    """No rows and no accounts are no invoices; an account with a floor under idle months has one."""
    assert list(invoices(no_totals(APRIL, BOOK.terms), BOOK, [])) == []
    assert as_rows(paper(no_totals(APRIL, BOOK.terms), BOOK, [])) == ([], [], [])
    book = BOOK.with_minimum("beta", MinimumSpend("25.00 USD", without_usage=True))
    found = paper(no_totals(APRIL, book.terms), book, [ACME, BETA])
    assert rows(found.adjustments) == [("beta", "minimum_spend", None, "USD", 2, 2500)]
    assert rows(found.invoices) == [("beta", "USD", 2, 0, 0, 2500, 0, 0, 2500)]
    exact = attrs.evolve(book, terms=BillingTerms(rounding_scope=RoundingScope.INVOICE))
    assert as_rows(paper(no_totals(APRIL, exact.terms), exact, [ACME, BETA])) == as_rows(found)


def test_amounts_that_just_fit():
    """In either direction, and nothing; one more does not, and is shown."""
    most = 2**63 - 1
    assert amounts.whole([most, -most]).tolist() == [most, -most]
    assert amounts.whole([]).dtype == np.int64
    with pytest.raises(WrongValue) as raised:
        amounts.whole([1, most + 1])
    assert str(raised.value) == (
        f"amounts: expected at most {most} minor units in a column; `invoices` has no end, got int {most + 1}"
    )


# Thirty days each: by one allocation, by two of two devices, and by two of one device.
SAME_DAYS = [
    Allocation("d1", "one", "STD", date(2026, 4, 1)),
    *(Allocation(f"d{number}", "two", "STD", date(2026, 4, 16)) for number in range(2)),
    Allocation("d1", "again", "STD", date(2026, 4, 1), date(2026, 4, 15)),
    Allocation("d1", "again", "STD", date(2026, 4, 16)),
]


@pytest.mark.parametrize(
    ("basis", "amounts_due"),
    [
        (BandBasis.ALLOCATIONS, {"again": 100, "one": 1_000, "two": 100}),
        (BandBasis.DEVICES, {"again": 1_000, "one": 1_000, "two": 100}),
        (BandBasis.QUANTITY, {"again": 1_000, "one": 1_000, "two": 1_000}),
    ],
)
def test_what_chooses_the_band_of_a_line(basis, amounts_due):
    """Of lines of the same days, not the first that was met; by the rows, and of columns by whatever counted."""
    book = PriceBook.of(Price("STD", bands((0, "10 USD"), (2, "1 USD")))).with_terms(band_basis=basis)
    accounts = [Account(name, "USD") for name in amounts_due]
    found = paper(counted(book, SAME_DAYS), book, accounts)
    assert (
        dict(zip(*(found.lines.column(name).to_pylist() for name in ("account_id", "amount")), strict=True))
        == amounts_due
    )
    assert as_rows(found) == on_paper(by_hand(SAME_DAYS, APRIL, book, accounts))
    assert list(invoices(counted(book, SAME_DAYS), book, accounts)) == by_hand(SAME_DAYS, APRIL, book, accounts)
