"""Credits on an invoice: oldest first, never beyond the total, the rest carried."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from tests.examples import APRIL, april, complaint, money

from kpix_billing_core.errors import CurrencyMismatch, WrongType, WrongValue
from kpix_billing_core.invoicing import CreditUse, use_credits
from kpix_billing_core.rating import AccountCredit

DAY = april(8)


def credit(id_, amount, granted_on=DAY):
    """Return a credit of acme's."""
    return AccountCredit(id_, "acme", money(amount), granted_on)


OLD = credit("z", "2.00 USD", date(2026, 2, 1))
ONE, TWO = credit("a", "3.00 USD"), credit("b", "4.00 USD")


@pytest.mark.parametrize(
    ("used", "total"),
    [
        (["0.00", "0.00", "0.00"], "0.00 USD"),
        (["1.50", "0.00", "0.00"], "1.50 USD"),
        (["2.00", "0.00", "0.00"], "2.00 USD"),
        (["2.00", "0.01", "0.00"], "2.01 USD"),
        (["2.00", "3.00", "1.00"], "6.00 USD"),
        (["2.00", "3.00", "4.00"], "9.00 USD"),
        (["2.00", "3.00", "4.00"], "9.01 USD"),
    ],
)
def test_oldest_first_never_beyond_the_total(used, total):
    """The oldest credit is used first, those of one day by id, whatever order they come in; each is listed."""
    expected = tuple(CreditUse(one, money(f"{part} USD")) for one, part in zip((OLD, ONE, TWO), used, strict=True))
    for given in permutations((OLD, ONE, TWO)):
        assert use_credits(given, money(total)) == expected
    assert [use.left for use in expected] == [use.credit.amount - use.used for use in expected]


LATE = credit("0", "5.00 USD", date(2026, 5, 1))


@pytest.mark.parametrize(
    ("used", "until"),
    [
        (["2.00", "3.00", "4.00", "1.00"], None),
        (["2.00", "3.00", "4.00", "1.00"], date(2026, 5, 1)),
        (["2.00", "3.00", "4.00", "0.00"], date(2026, 4, 30)),
        (["2.00", "3.00", "4.00", "0.00"], DAY),
        (["2.00", "0.00", "0.00", "0.00"], april(7)),
        (["0.00", "0.00", "0.00", "0.00"], date(2026, 1, 31)),
    ],
)
def test_nothing_earned_later_pays(used, until):
    """Up to a day, that day included, credits pay; later ones are listed after them and left whole."""
    held = (OLD, ONE, TWO, LATE)
    expected = tuple(CreditUse(one, money(f"{part} USD")) for one, part in zip(held, used, strict=True))
    for given in permutations(held):
        assert use_credits(given, money("10.00 USD"), until=until) == expected


@pytest.mark.parametrize("until", ["2026-04-30", datetime(2026, 4, 30, tzinfo=UTC), APRIL])
def test_until_is_a_day(until):
    """Neither text nor an instant nor a month says on which day the last credit was earned."""
    assert complaint(WrongType, use_credits, (ONE,), money("5 USD"), until=until).startswith(
        "until: expected date, got"
    )


def test_no_credits_are_used_for_nothing():
    """Without credits there is nothing to use; an iterator of them will do."""
    assert use_credits((), money("5 USD")) == ()
    assert use_credits(iter([ONE]), money("5 USD")) == (CreditUse(ONE, money("3 USD")),)


def test_a_credit_of_nothing_stays_one():
    """A credit that is used up already is listed and uses nothing."""
    empty = credit("c", "0 USD")
    assert use_credits((empty,), money("5 USD")) == (CreditUse(empty, money("0 USD")),)


@pytest.mark.parametrize(
    ("kind", "message", "credits"),
    [
        (WrongType, "credits: expected AccountCredit, got str 'c1'", ("c1",)),
        (
            CurrencyMismatch,
            "expected USD, got EUR: currencies are never mixed or converted",
            (ONE, credit("c", "1 EUR")),
        ),
        (WrongValue, "credits: expected each credit once, got str 'a'", (ONE, TWO, credit("a", "9 USD"))),
    ],
)
def test_what_no_credits_can_be(kind, message, credits):
    """Something else, another currency, and a credit given twice are refused."""
    assert complaint(kind, use_credits, credits, money("5 USD")) == message


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "credit: expected AccountCredit, got NoneType None", (None, money("0 USD"))),
        (WrongType, "used: expected Money, got int 0", (ONE, 0)),
        (WrongValue, "used: expected nothing up to 3.00 USD, got str '3.01 USD'", (ONE, money("3.01 USD"))),
        (WrongValue, "used: expected nothing up to 3.00 USD, got str '-0.01 USD'", (ONE, money("-0.01 USD"))),
        (CurrencyMismatch, "expected USD, got EUR: currencies are never mixed or converted", (ONE, money("1 EUR"))),
    ],
)
def test_what_no_use_can_be(kind, message, arguments):
    """From nothing to all of a credit can be used, in its currency."""
    assert complaint(kind, CreditUse, *arguments) == message


@pytest.mark.parametrize(("left", "used"), [("3.00 USD", "0 USD"), ("0.01 USD", "2.99 USD"), ("0.00 USD", "3 USD")])
def test_what_is_left(left, used):
    """What is not used is left."""
    assert CreditUse(ONE, money(used)).left == money(left)


@pytest.mark.parametrize(
    ("kind", "message", "credits", "total"),
    [
        (WrongType, "total: expected Money, got int 5", (), 5),
        (WrongValue, "total: expected 0 or more, got str '-0.01 USD'", (), money("-0.01 USD")),
        (
            WrongType,
            "credits: expected a list, tuple or other iterable in order, got NoneType None",
            None,
            money("5 USD"),
        ),
        (WrongType, "credits: expected a list, tuple or other iterable in order, got set set()", set(), money("5 USD")),
    ],
)
def test_credits_pay_of_a_total(kind, message, credits, total):
    """A total is money of nothing or more, and credits come one by one, in an order."""
    assert complaint(kind, use_credits, credits, total) == message
    assert use_credits((), money("0 USD")) == ()
