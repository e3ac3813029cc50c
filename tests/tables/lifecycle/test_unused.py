"""Unused days: which part of a plan-month they are, and what that is worth."""

from fractions import Fraction

import attrs
import pytest
from tests.examples import ACME, APRIL, april, complaint, counted, exact, money

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import CreditValue, PerUnit, Price, PriceBook, UnusedShare, bands
from kpix_billing_core.errors import CurrencyMismatch, PriceNotFound, WrongType, WrongValue
from kpix_billing_core.lifecycle import PriceSource, UnusedCredit, UnusedDays, UnusedKind, credit_unused
from kpix_billing_core.lifecycle.unused_days import unused_share
from kpix_billing_core.money import Rounding, RoundingMode
from kpix_billing_core.rating import AccountCredit, rate

PERCENT, EXACT = UnusedShare.WHOLE_PERCENT, UnusedShare.EXACT_DAYS
UNUSED = UnusedDays(
    account="acme",
    event=3,
    device="d1",
    sku="STD",
    kind=UnusedKind.STARTED,
    earned_on=april(8),
    days=7,
    divisor=30,
)


@pytest.mark.parametrize(
    ("share", "days", "divisor", "rule"),
    [
        # 7 of 31 are 22.58 %
        (Fraction(22, 100), 7, 31, PERCENT),
        (Fraction(7, 31), 7, 31, EXACT),
        (Fraction(23, 100), 7, 30, PERCENT),
        (Fraction(50, 100), 15, 30, PERCENT),
        (Fraction(96, 100), 29, 30, PERCENT),
        (0, 0, 30, PERCENT),
        (0, 0, 30, EXACT),
        (1, 30, 30, PERCENT),
        # never more than all of it, whatever the divisor
        (1, 31, 30, PERCENT),
        (1, 31, 30, EXACT),
        # 1 of 360 is less than a percent
        (0, 1, 360, PERCENT),
        (Fraction(1, 360), 1, 360, EXACT),
    ],
)
def test_which_part_days_are(share, days, divisor, rule):
    """Whole percents are rounded down; exact days are days over days."""
    assert unused_share(days, divisor, rule) == share
    assert attrs.evolve(UNUSED, days=days, divisor=divisor, share_rule=rule).share == share


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongValue, "days: expected at least 0, got int -1", (-1, 30, EXACT)),
        (WrongValue, "divisor: expected at least 1, got int 0", (7, 0, EXACT)),
        (WrongType, "rule: expected UnusedShare, got str 'exact_days'", (7, 30, "exact_days")),
    ],
)
def test_what_is_no_part(kind, message, arguments):
    """Days over days, by a rule that is one."""
    assert complaint(kind, unused_share, *arguments) == message


def test_unused_days_that_say_little():
    """By whole percents, with nothing credited before and no price: and of the month in which they were earned."""
    assert (UNUSED.share_rule, UNUSED.before, UNUSED.unit_price, UNUSED.run) == (PERCENT, 0, None, None)
    assert UNUSED.month == APRIL


def test_unused_days_are_known_again():
    """The same days have the same id; those of another event or kind have another."""
    others = ({"event": 4}, {"kind": UnusedKind.UPGRADED})
    assert UNUSED.id == attrs.evolve(UNUSED).id
    assert len({UNUSED.id, *(attrs.evolve(UNUSED, **fields).id for fields in others)}) == 1 + 2


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "account: expected an id, got str ''", {"account": ""}),
        (WrongValue, "event: expected at least 0, got int -1", {"event": -1}),
        (WrongType, "device: expected str, got int 1", {"device": 1}),
        (WrongType, "sku: expected str, got NoneType None", {"sku": None}),
        (WrongType, "kind: expected UnusedKind, got str 'started'", {"kind": "started"}),
        (WrongType, "earned_on: expected date, got str ''", {"earned_on": ""}),
        (WrongValue, "days: expected at least 0, got int -1", {"days": -1}),
        (WrongValue, "divisor: expected at least 1, got int 0", {"divisor": 0}),
        (WrongType, "share_rule: expected UnusedShare, got NoneType None", {"share_rule": None}),
        (WrongValue, "before: expected at least 0, got int -1", {"before": -1}),
        (WrongType, "unit_price: expected ExactMoney, got str '1 USD'", {"unit_price": "1 USD"}),
        (WrongValue, "unit_price: expected 0 or more, got str '-1.00 USD'", {"unit_price": exact("-1 USD")}),
        (WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (WrongValue, "days: expected at most 31, with those credited before, got int 32", {"days": 32}),
        (WrongValue, "days: expected at most 31, with those credited before, got int 7", {"before": 25}),
    ],
)
def test_what_no_unused_days_are(kind, message, fields):
    """No more days than a month has."""
    assert complaint(kind, lambda: attrs.evolve(UNUSED, **fields)) == message


def credit(price, source=PriceSource.LIST, rounding=None, **fields):
    """Return the credit for unused days at a price."""
    return UnusedCredit(
        unused=attrs.evolve(UNUSED, **fields), price=exact(price), source=source, rounding=rounding or Rounding()
    )


UP = Rounding(RoundingMode.UP)


@pytest.mark.parametrize(
    ("amount", "price", "fields"),
    [
        # 13.00 x 22 % = 2.86
        ("2.86 USD", "13 USD", {"divisor": 31}),
        # 13.00 x 7/31 = 2.935...
        ("2.94 USD", "13 USD", {"divisor": 31, "share_rule": EXACT}),
        ("0.00 USD", "13 USD", {"days": 0}),
        ("0.00 USD", "0 USD", {}),
        ("13.00 USD", "13 USD", {"days": 30}),
        # a third of a cent is none
        ("0.00 USD", "0.01 USD", {"days": 10, "share_rule": EXACT}),
        # 0.01 x 1/2, rounded away from nothing ...
        ("0.01 USD", "0.01 USD", {"days": 15}),
        # ... but the other half was credited already: 0.01 - 0.01
        ("0.00 USD", "0.01 USD", {"days": 15, "before": 15}),
        # 4.35 x 50 % = 2.175 twice: 2.18, then what is left of it, 4.35 - 2.18
        ("2.18 USD", "4.35 USD", {"days": 15}),
        ("2.17 USD", "4.35 USD", {"days": 15, "before": 15}),
        ("43 JPY", "430 JPY", {"days": 3}),
    ],
)
def test_what_unused_days_are_worth(amount, price, fields):
    """Price times share, rounded once, and with earlier credits never more than the price."""
    assert credit(price, **fields).amount == money(amount)


def test_the_exact_amount_is_kept():
    """Before its rounding: 13 x 22/100 and 4.35 x 7/30."""
    assert credit("13 USD", divisor=31).exact_amount == exact("2.86 USD")
    assert credit("4.35 USD", share_rule=EXACT).exact_amount.amount == Fraction(435, 100) * Fraction(7, 30)


def test_another_rounding():
    """To 5 cents, upwards: 1.015 becomes 1.05."""
    assert credit("4.35 USD", rounding=Rounding(RoundingMode.UP, "0.05"), share_rule=EXACT).amount == money("1.05 USD")
    assert credit("0.30 USD", rounding=UP, days=1).amount == money("0.01 USD")


@pytest.mark.parametrize(
    ("reason", "kind"),
    [("STD not used before its start", UnusedKind.STARTED), ("STD not used after an upgrade", UnusedKind.UPGRADED)],
)
def test_the_credit_on_an_account(reason, kind):
    """It says why it is owed, and for which plan, device and month; earned on the day of the event."""
    one = credit("13 USD", kind=kind)
    owed = AccountCredit(one.unused.id, "acme", money("2.99 USD"), april(8), reason, "STD of d1 in 2026-04")
    assert one.account_credit == owed


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "unused: expected UnusedDays, got int 7", {"unused": 7}),
        (WrongType, "price: expected ExactMoney, got str '13 USD'", {"price": "13 USD"}),
        (WrongValue, "price: expected 0 or more, got str '-13.00 USD'", {"price": exact("-13 USD")}),
        (WrongType, "source: expected PriceSource, got str 'list'", {"source": "list"}),
        (WrongType, "rounding: expected Rounding, got NoneType None", {"rounding": None}),
    ],
)
def test_what_no_credit_is(kind, message, fields):
    """Days, at a price of nothing or more."""
    good = {"unused": UNUSED, "price": exact("13 USD"), "source": PriceSource.LIST}
    assert complaint(kind, UnusedCredit, **{**good, **fields}) == message


BOOK = PriceBook.of(Price("STD", bands((1, "13 USD"), (3, "12 USD"))), Price("PRO", PerUnit("20 USD")))
CHARGES = rate(counted(BOOK, STD=3, PRO=1), BOOK, ACME, "r1")
OTHERS = rate(counted(BOOK, "other", STD=1), BOOK, Account("other", "USD"), "r1")
AT_LIST = BOOK.with_terms(credit_value=CreditValue.LIST_PRICE)


@pytest.mark.parametrize(
    ("price", "source", "fields", "book"),
    [
        ("13 USD", PriceSource.LIST, {}, BOOK),
        ("9 USD", PriceSource.AGREED, {"unit_price": exact("9 USD")}, BOOK),
        ("0 USD", PriceSource.AGREED, {"unit_price": exact("0 USD")}, BOOK),
        ("9 USD", PriceSource.AGREED, {"unit_price": exact("9 USD"), "run": "r1"}, BOOK),
        # three were bought: 36 / 3
        ("12 USD", PriceSource.CHARGE, {"run": "r1"}, BOOK),
        ("20 USD", PriceSource.CHARGE, {"run": "r1", "sku": "PRO"}, BOOK),
        ("13 USD", PriceSource.LIST, {"unit_price": exact("9 USD")}, AT_LIST),
        ("13 USD", PriceSource.LIST, {"run": "r1"}, AT_LIST),
    ],
)
def test_where_the_price_comes_from(price, source, fields, book):
    """What was agreed, what the charge of the run came to, else the list; or always the list, if the terms say so."""
    unused = attrs.evolve(UNUSED, **fields)
    found = credit_unused(unused, book, ACME, iter([OTHERS, CHARGES]))
    assert found == UnusedCredit(unused=unused, price=exact(price), source=source)


def test_the_terms_round():
    """As they round the lines of an invoice."""
    rounding = Rounding(RoundingMode.UP, "0.05")
    assert credit_unused(UNUSED, BOOK.with_terms(rounding=rounding), ACME).rounding == rounding


@pytest.mark.parametrize(
    ("kind", "message", "fields", "more"),
    [
        (PriceNotFound, "no charge of STD in run r2 of account acme", {"run": "r2"}, {}),
        (PriceNotFound, "no charge of LITE in run r1 of account acme", {"run": "r1", "sku": "LITE"}, {}),
        (PriceNotFound, "no charge of STD in run r1 of account acme", {"run": "r1"}, {"charges": [OTHERS]}),
        (PriceNotFound, "no price of LITE in USD for account acme in force on 2026-04-01", {"sku": "LITE"}, {}),
        (
            CurrencyMismatch,
            "expected USD, got EUR: currencies are never mixed or converted",
            {"unit_price": exact("9 EUR")},
            {},
        ),
        (WrongType, "charges: expected Charges, got str 'r1'", {"run": "r1"}, {"charges": ["r1"]}),
        (
            WrongType,
            "charges: expected a list, tuple or other iterable in order, got set set()",
            {"run": "r1"},
            {"charges": set()},
        ),
        (WrongType, "book: expected PriceBook, got str 'book'", {}, {"book": "book"}),
        (WrongType, "account: expected Account, got str 'acme'", {}, {"account": "acme"}),
        (WrongValue, "account: expected acme, got str 'other'", {}, {"account": Account("other", "USD")}),
    ],
)
def test_what_has_no_price(kind, message, fields, more):
    """A run that nobody charged, a SKU that nobody priced, another currency, and what is of another kind."""
    wish = {"unused": attrs.evolve(UNUSED, **fields), "book": BOOK, "account": ACME, "charges": [CHARGES], **more}
    assert complaint(kind, credit_unused, **wish) == message


def test_only_unused_days_are_valued():
    """And nothing that looks like them."""
    assert complaint(WrongType, credit_unused, 7, BOOK, ACME) == "unused: expected UnusedDays, got int 7"
