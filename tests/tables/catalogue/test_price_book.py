"""Which price is in force: by SKU, currency, account and day; ties are errors, and a new price is a new book."""

from datetime import date

import pytest
from tests.examples import EUR, USD, april, complaint, money

from kpix_billing_core.catalogue import (
    PLAN_POOL,
    AccountMinimum,
    BillingTerms,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Plan,
    Price,
    PriceBook,
    Volume,
    bands,
)
from kpix_billing_core.catalogue.price_book import price_missing
from kpix_billing_core.errors import PriceNotFound, WrongType, WrongValue
from kpix_billing_core.money import HALF_EVEN, Currency

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
OLD = Price("STD", PerUnit("3 USD"))
MID = Price("STD", PerUnit("4 USD"), effective_from=MARCH)
NEW = Price("STD", PerUnit("5 USD"), effective_from=april(1))
OWN = Price("STD", PerUnit("2 USD"), "acme", april(1))
LITE = Price("LITE", PerUnit("1 USD"))
AGREED = Price("TAGS", PerUnit("1 USD"), "acme")
EURO = Price("STD", PerUnit("6 EUR"))
BOOK = PriceBook((NEW, OWN, EURO, OLD, LITE, MID))
FLOOR, OTHER_FLOOR = MinimumSpend("25 USD"), MinimumSpend("30 USD")


def test_bands_alone_mean_volume():
    """Bands without a model are volume pricing; the currency is the model's."""
    price = Price("STD", bands((0, "4.35 EUR")))
    assert price == Price("STD", Volume(bands((0, "4.35 EUR"))), account=None, effective_from=None)
    assert price.currency == EUR


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "sku: expected str, got int 1", (1, PerUnit("1 USD"))),
        (WrongValue, "sku: expected an id, got str ''", ("", PerUnit("1 USD"))),
        (
            WrongType,
            "model: expected FlatFee or PerUnit or Volume or Graduated or Package or Stairstep, got str '1 USD'",
            ("STD", "1 USD"),
        ),
        (WrongValue, "bands: expected at least one band, got tuple ()", ("STD", ())),
        (WrongValue, "account: expected an id, got str ''", ("STD", PerUnit("1 USD"), "")),
        (
            WrongType,
            "effective_from: expected date, got str '2026-04-01'",
            ("STD", PerUnit("1 USD"), None, "2026-04-01"),
        ),
    ],
)
def test_what_no_price_can_be(kind, message, arguments):
    """A price is of a SKU, by a model, from a day."""
    assert complaint(kind, Price, *arguments) == message


@pytest.mark.parametrize(
    ("price", "on"),
    [
        (OLD, date(1, 1, 1)),
        (OLD, date(2026, 2, 28)),
        (MID, MARCH),
        (MID, date(2026, 3, 31)),
        (NEW, april(1)),
        (NEW, date(9999, 12, 31)),
    ],
)
def test_the_latest_price_on_or_before_the_day(price, on):
    """Of several default prices the one with the latest first day, on or before the day asked for, is in force."""
    assert BOOK.default_price("STD", USD, on) == price


@pytest.mark.parametrize(
    ("price", "sku", "currency"),
    [
        (LITE, "LITE", USD),
        (EURO, "STD", EUR),
        (None, "LITE", EUR),
        (None, "std", USD),
        (None, "STD", Currency("USD", 3)),
    ],
)
def test_prices_are_by_sku_and_currency(price, sku, currency):
    """A SKU, compared letter by letter, has a price in a currency or it has none."""
    assert BOOK.default_price(sku, currency, MAY) == price


@pytest.mark.parametrize(
    ("price", "account", "on"),
    [(OWN, "acme", april(1)), (OWN, "acme", MAY), (None, "acme", date(2026, 3, 31)), (None, "other", MAY)],
)
def test_an_own_price_is_the_accounts(price, account, on):
    """An account's own price holds from its day on, for this account only; before, it has none."""
    assert BOOK.custom_price("STD", USD, account, on) == price


@pytest.mark.parametrize(
    ("prices", "sku", "account", "on"),
    [
        ((NEW, OWN), "STD", "acme", MAY),
        ((NEW,), "STD", "other", MAY),
        ((LITE,), "LITE", "acme", MAY),
        ((AGREED,), "TAGS", "acme", MAY),
        ((), "TAGS", "other", MAY),
        ((), "GONE", "acme", MAY),
    ],
)
def test_the_default_price_stands_before_the_own(prices, sku, account, on):
    """The prices in force for an account are the default and its own, or the one there is, or none."""
    assert BOOK.with_price(AGREED).prices_in_force(sku, USD, account, on) == prices


def test_a_price_not_yet_in_force_is_none():
    """A SKU whose only price starts later has no price yet."""
    book = PriceBook((Price("STD", PerUnit("1 USD"), effective_from=MAY),))
    assert book.default_price("STD", USD, april(30)) is None
    assert book.default_price("STD", USD, MAY) == book.prices[0]


@pytest.mark.parametrize("order", [(OLD, MID, NEW), (NEW, MID, OLD), (MID, NEW, OLD)])
def test_the_order_of_writing_means_nothing(order):
    """Books of the same prices are equal, and sorted by SKU, currency, account and day."""
    assert PriceBook((*order, LITE, OWN, EURO)) == BOOK
    assert BOOK.prices == (LITE, EURO, OLD, MID, NEW, OWN)


@pytest.mark.parametrize(
    ("tie", "prices"),
    [
        ("STD in USD for everybody, from 2026-04-01", (NEW, Price("STD", PerUnit("9 USD"), effective_from=april(1)))),
        ("STD in USD for everybody, ever since", (OLD, Price("STD", PerUnit("9 USD")))),
        ("STD in USD for account acme, from 2026-04-01", (OWN, NEW, Price("STD", PerUnit("9 USD"), "acme", april(1)))),
    ],
)
def test_two_prices_from_one_day_are_an_error(tie, prices):
    """A tie is never decided silently, not even between equal days written apart."""
    message = f"prices: expected one price for each SKU, currency, account and day, got str '{tie}'"
    assert complaint(WrongValue, PriceBook, prices) == message
    assert complaint(WrongValue, PriceBook, (prices[-1], LITE, *prices[:-1])) == message


@pytest.mark.parametrize("account", ["A", "XXXX", "acme", "~"])
def test_default_prices_stand_before_those_of_accounts(account):
    """A default price ties with no account's, whatever the account is called, and stands before it."""
    own = Price("STD", PerUnit("3 USD"), account)
    assert PriceBook((own, OLD)).prices == (OLD, own)


def test_ever_since_is_the_first_day_there_is():
    """A price from the first day of the calendar ties with one that holds ever since."""
    first = Price("STD", PerUnit("9 USD"), effective_from=date.min)
    assert "one price for each SKU" in complaint(WrongValue, PriceBook, (OLD, first))


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "prices: expected tuple, got list []", {"prices": []}),
        (WrongType, "prices: expected tuple of Price, got int 1", {"prices": (OLD, 1)}),
        (WrongType, "terms: expected BillingTerms, got NoneType None", {"terms": None}),
        (WrongType, "minimums: expected tuple, got dict {}", {"minimums": {}}),
        (WrongType, "minimums: expected tuple of AccountMinimum, got int 1", {"minimums": (1,)}),
        (WrongType, "plans: expected tuple of Plan, got str 'STD'", {"plans": (Plan("LITE"), "STD")}),
        (
            WrongValue,
            "minimums: expected each id once, got str 'acme'",
            {"minimums": (AccountMinimum("acme", FLOOR), AccountMinimum("b", FLOOR), AccountMinimum("acme", FLOOR))},
        ),
        (
            WrongValue,
            "plans: expected each id once, got str 'STD'",
            {"plans": (Plan("STD", "one"), Plan("LITE"), Plan("STD", "two"))},
        ),
    ],
)
def test_what_no_book_can_be(kind, message, fields):
    """A book holds tuples of its kinds, and nothing twice."""
    assert complaint(kind, PriceBook, **{"prices": (), **fields}) == message


def test_names_are_the_plans():
    """A SKU's name is its plan's; one without a plan, or whose plan has no name, has an empty one."""
    book = PriceBook((), plans=(Plan("STD", "Standard"), Plan("LITE")))
    assert [book.name(sku) for sku in ("STD", "LITE", "NONE")] == ["Standard", "", ""]
    assert book == PriceBook((), plans=(Plan("LITE"), Plan("STD", "Standard")))


def test_ranks_are_those_of_the_plans():
    """A plan without a rank has none, and so has a SKU without a plan; 0 is a rank."""
    book = PriceBook((), plans=(Plan("STD", rank=2), Plan("LITE", rank=0), Plan("OLD")))
    assert [book.rank(sku) for sku in ("STD", "LITE", "OLD", "NONE")] == [2, 0, None, None]


def test_a_floor_of_ones_own_stands_before_the_terms():
    """An account's own floor is used in place of the terms'; the others keep those."""
    book = PriceBook((OLD,), BillingTerms(minimum_spend=FLOOR)).with_minimum("acme", OTHER_FLOOR)
    assert book.minimum_spend("acme") == OTHER_FLOOR
    assert book.minimum_spend("other") == FLOOR
    assert PriceBook(()).minimum_spend("acme") is None
    assert book.terms_for("acme") == BillingTerms(minimum_spend=OTHER_FLOOR)
    assert book.terms_for("other") is book.terms


def test_terms_for_an_account_keep_the_rest():
    """Only the floor of the terms is replaced, the other conventions stay."""
    book = PriceBook((), BillingTerms(rounding=HALF_EVEN)).with_minimum("acme", FLOOR)
    assert book.terms_for("acme") == BillingTerms(rounding=HALF_EVEN, minimum_spend=FLOOR)


def test_a_floor_that_the_terms_forbid_is_refused_in_the_book():
    """A floor for each allocation of one account contradicts terms that count a device's day once, before any bill."""
    book = PriceBook((OLD,), BillingTerms(dedupe_days=True))
    message = complaint(WrongValue, book.with_minimum, "acme", MinimumSpend("1 USD", MinimumScope.ALLOCATION))
    assert message.startswith("dedupe_days: expected False with a minimum for each allocation")
    assert book.with_minimum("acme", MinimumSpend("1 USD", MinimumScope.LINE)).minimums


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongValue, "account: expected an id, got str ''", ("", FLOOR)),
        (
            WrongType,
            "minimum_spend: expected MinimumSpend, got Money Money.parse('1.00 USD')",
            ("acme", money("1 USD")),
        ),
    ],
)
def test_what_no_accounts_floor_can_be(kind, message, arguments):
    """A floor of one's own names the account and is a minimum spend."""
    assert complaint(kind, AccountMinimum, *arguments) == message


def test_floors_are_sorted_by_account():
    """Books of the same floors are equal, in whatever order they were agreed."""
    one, two = AccountMinimum("a", FLOOR), AccountMinimum("b", OTHER_FLOOR)
    assert PriceBook((), minimums=(two, one)) == PriceBook((), minimums=(one, two))
    assert PriceBook((), minimums=(two, one)).minimums == (one, two)


def test_a_what_if_is_a_new_book():
    """An own price is added, or takes the place of the one from the same day; the old book stays as it was."""
    what_if = BOOK.with_custom("acme", "STD", bands((0, "1 USD")), april(1))
    assert what_if.custom_price("STD", USD, "acme", MAY) == Price("STD", bands((0, "1 USD")), "acme", april(1))
    assert len(what_if.prices) == len(BOOK.prices)
    assert BOOK.custom_price("STD", USD, "acme", MAY) == OWN
    added = BOOK.with_custom("acme", "STD", PerUnit("1 USD"))
    assert len(added.prices) == len(BOOK.prices) + 1
    assert added.custom_price("STD", USD, "acme", MARCH) == Price("STD", PerUnit("1 USD"), "acme")
    assert added.custom_price("STD", USD, "acme", april(1)) == OWN


def test_a_default_price_is_replaced_from_its_day():
    """A default price takes the place of the default from the same day, and of no other."""
    book = BOOK.with_price(Price("STD", PerUnit("9 USD"), effective_from=MARCH))
    found = [book.default_price("STD", USD, day) for day in (date(2026, 2, 1), MARCH, april(1))]
    assert found == [OLD, Price("STD", PerUnit("9 USD"), effective_from=MARCH), NEW]
    assert book.custom_price("STD", USD, "acme", april(1)) == OWN


def test_a_floor_is_replaced():
    """A second floor of an account takes the place of its first one, and of no other account's."""
    book = PriceBook(()).with_minimum("a", FLOOR).with_minimum("b", FLOOR).with_minimum("a", OTHER_FLOOR)
    assert book.minimums == (AccountMinimum("a", OTHER_FLOOR), AccountMinimum("b", FLOOR))


def test_terms_are_changed_in_a_new_book():
    """Some terms change, prices stay, and the old book keeps its own."""
    changed = BOOK.with_terms(rounding=HALF_EVEN)
    assert (changed.terms, changed.prices) == (BillingTerms(rounding=HALF_EVEN), BOOK.prices)
    assert BOOK.terms == PLAN_POOL


def test_a_usual_question_is_looked_at_once(monkeypatch):
    """What is asked for every line of every invoice is not looked at a second time for its faults."""
    for name in ("check_text", "check_day"):
        monkeypatch.setattr(f"kpix_billing_core.catalogue.price_book.{name}", None)
    assert BOOK.default_price("STD", USD, MAY) == NEW
    assert BOOK.custom_price("STD", USD, "acme", MAY) == OWN


def test_a_missing_price_is_named():
    """The error for a SKU without a price names all that it was looked up by."""
    missing = price_missing("STD", EUR, "acme", april(1))
    assert type(missing) is PriceNotFound
    assert str(missing) == "no price of STD in EUR for account acme in force on 2026-04-01"


def test_a_book_of_prices():
    """Prices may be given one by one, terms and plans by name; the terms are the published ones by default."""
    terms, plans = BillingTerms(rounding=HALF_EVEN), (Plan("STD", "Standard"),)
    assert PriceBook.of(NEW, OLD) == PriceBook((OLD, NEW))
    assert PriceBook.of(OLD, terms=terms, plans=plans) == PriceBook((OLD,), terms, plans=plans)


@pytest.mark.parametrize(
    ("kind", "message", "question"),
    [
        (WrongType, "sku: expected str, got NoneType None", (None, USD, "acme", MAY)),
        (WrongType, "currency: expected Currency, got str 'USD'", ("STD", "USD", "acme", MAY)),
        (WrongType, "account: expected str, got NoneType None", ("STD", USD, None, MAY)),
        (WrongType, "on: expected date, got str '2026-05-01'", ("STD", USD, "acme", "2026-05-01")),
    ],
)
def test_a_price_is_asked_for_in_full(kind, message, question):
    """A SKU, a currency, an account and a day are named where they are none; nothing is looked up for them."""
    assert complaint(kind, BOOK.custom_price, *question) == message
    assert complaint(kind, BOOK.prices_in_force, *question) == message
    if "account" not in message:
        sku, currency, _, on = question
        assert complaint(kind, BOOK.default_price, sku, currency, on) == message


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "account: expected str, got NoneType None", lambda: BOOK.minimum_spend(None)),
        (WrongType, "account: expected str, got int 1", lambda: BOOK.terms_for(1)),
        (WrongType, "sku: expected str, got NoneType None", lambda: BOOK.name(None)),
        (WrongType, "sku: expected str, got NoneType None", lambda: BOOK.rank(None)),
        (
            WrongType,
            "account: expected str, got NoneType None",
            lambda: BOOK.with_custom(None, "STD", PerUnit("1 USD")),
        ),
        (WrongValue, "account: expected an id, got str ''", lambda: BOOK.with_custom("", "STD", PerUnit("1 USD"))),
        (WrongType, "price: expected Price, got str 'STD'", lambda: BOOK.with_price("STD")),
        (WrongType, "account: expected str, got NoneType None", lambda: BOOK.with_minimum(None, FLOOR)),
        (WrongType, "minimum_spend: expected MinimumSpend, got NoneType None", lambda: BOOK.with_minimum("acme", None)),
    ],
)
def test_what_a_book_is_not_asked(kind, message, call):
    """Accounts and SKUs are ids, prices are prices: a default price is never written by leaving the account out."""
    assert complaint(kind, call) == message
