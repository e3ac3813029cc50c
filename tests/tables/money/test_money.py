"""Money and exact money: written and read, computed with, and what they refuse."""

import operator
from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest

from kpix_billing_core.errors import CurrencyMismatch, UnknownCurrency, WrongType, WrongValue
from kpix_billing_core.money import Currency, ExactMoney, Money, total

USD, JPY, KWD, CLF = map(Currency.of, ("USD", "JPY", "KWD", "CLF"))
ONE, EXACT_ONE = Money(100, USD), ExactMoney(Fraction(1), USD)
ONE_EURO, EXACT_EURO = Money.parse("1.00 EUR"), ExactMoney.parse("1 EUR")


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("4.35 USD", Money(435, USD)),
        ("0.05 USD", Money(5, USD)),
        ("-0.05 USD", Money(-5, USD)),
        ("0.00 USD", Money(0, USD)),
        ("435 JPY", Money(435, JPY)),
        ("0.435 KWD", Money(435, KWD)),
        ("-1.0000 CLF", Money(-10_000, CLF)),
        ("10000000000000000.00 USD", Money(10**18, USD)),
        ("1.00 UGX/2", Money(100, Currency("UGX", 2))),
    ],
)
def test_money_shows_every_decimal_of_its_currency(text, money):
    """Text carries as many decimals as the minor unit has, no exponent, no minus nothing; reading it gives it back."""
    assert str(money) == text
    assert repr(money) == f"Money.parse('{text}')"
    assert money._repr_html_() == text
    assert Money.parse(text) == money


@pytest.mark.parametrize(
    ("minor", "amount", "currency"),
    [
        (435, "4.35", "USD"),
        (400, 4, "USD"),
        (435, Decimal("4.350"), USD),
        (25, Fraction(1, 4), USD),
        (-10, "-0.1", "USD"),
        (5, 5, JPY),
        (5, "0.005", "KWD"),
        (150, "1.5", Currency("UGX", 2)),
    ],
)
def test_money_of_major_units(minor, amount, currency):
    """An exact number of major units becomes minor units through the currency, by its code or itself."""
    assert Money.of(amount, currency).minor == minor


@pytest.mark.parametrize(
    ("message", "amount", "currency"),
    [
        ("money: expected at most 2 decimals in USD, got str '4.355'", "4.355", "USD"),
        ("money: expected at most 2 decimals in USD, got Fraction Fraction(1, 3)", Fraction(1, 3), "USD"),
        ("money: expected at most 0 decimals in JPY, got str '0.4'", "0.4", "JPY"),
        ("money: expected at most 3 decimals in KWD, got str '0.0004'", "0.0004", "KWD"),
        ("money: expected at most 2 decimals in UGX/2, got str '0.004'", "0.004", Currency("UGX", 2)),
    ],
)
def test_money_is_never_rounded_silently(message, amount, currency):
    """An amount finer than the minor unit is a mistake, never nothing and never rounded: getlago/lago-api#5792."""
    with pytest.raises(WrongValue) as caught:
        Money.of(amount, currency)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "text"),
    [
        (WrongType, "money: expected str, got int 4", 4),
        (WrongValue, "money: expected printable text, got str '4.35\\nUSD'", "4.35\nUSD"),
        (WrongValue, "money: expected an amount and a currency such as \"4.35 USD\", got str '4.35'", "4.35"),
        (WrongValue, "money: expected an amount and a currency such as \"4.35 USD\", got str 'USD'", "USD"),
        (WrongValue, "money: expected an amount and a currency such as \"4.35 USD\", got str ''", ""),
        (WrongValue, 'money: expected a number such as "12", "0.35" or "16/30", got str \'USD\'', "USD 4.35"),
        (WrongValue, 'money: expected a number such as "12", "0.35" or "16/30", got str \'4,35\'', "4,35 USD"),
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str ' USD'", "4.35  USD"),
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str 'DOLLAR'", "4.35 DOLLAR"),
    ],
)
@pytest.mark.parametrize("kind_of_money", [Money, ExactMoney])
def test_text_that_is_no_money(kind, message, text, kind_of_money):
    """Anything but a plain number, a blank and a currency is refused, and says which part is wrong."""
    with pytest.raises(kind) as caught:
        kind_of_money.parse(text)
    assert str(caught.value) == message


def test_reading_money_does_not_round():
    """Text finer than the minor unit is exact money, not money."""
    with pytest.raises(WrongValue, match=r"^money: expected at most 2 decimals in USD, got str '0.0035 USD'$"):
        Money.parse("0.0035 USD")


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("0.0035 USD", ExactMoney(Fraction(35, 10_000), USD)),
        ("1/3 USD", ExactMoney(Fraction(1, 3), USD)),
        ("-8/15 KWD", ExactMoney(Fraction(-8, 15), KWD)),
        ("4.00 USD", ExactMoney(Fraction(4), USD)),
        ("1.10 USD", ExactMoney(Fraction(11, 10), USD)),
        ("7 JPY", ExactMoney(Fraction(7), JPY)),
        ("0.000000001 XBT/8", ExactMoney(Fraction(1, 10**9), Currency("XBT", 8))),
    ],
)
def test_exact_money_shows_what_it_is(text, exact):
    """Exact money is written with its decimals, at least those of the minor unit, or as a fraction."""
    assert str(exact) == text
    assert repr(exact) == f"ExactMoney.parse('{text}')"
    assert exact._repr_html_() == text
    assert ExactMoney.parse(text) == exact
    assert ExactMoney.of(exact.amount, exact.currency) == exact


@pytest.mark.parametrize(
    ("kind", "message", "build"),
    [
        (WrongType, "minor: expected int, got float 1.0", lambda: Money(1.0, USD)),
        (WrongType, "minor: expected int, got bool True", lambda: Money(True, USD)),
        (WrongValue, "minor: expected at most 640 digits, got an int of 2127 bits", lambda: Money(10**640, USD)),
        (WrongValue, "minor: expected at most 640 digits, got an int of 2127 bits", lambda: Money(-(10**640), USD)),
        (WrongType, "currency: expected Currency, got str 'USD'", lambda: Money(1, "USD")),
        (WrongType, "amount: expected Fraction, got int 1", lambda: ExactMoney(1, USD)),
        (WrongType, "currency: expected Currency, got str 'USD'", lambda: ExactMoney(Fraction(1), "USD")),
        (WrongType, "amount: expected int, Fraction, Decimal or text, got float 0.1", lambda: Money.of(0.1, "USD")),
        (
            WrongType,
            "amount: expected int, Fraction, Decimal or text, got float 0.1",
            lambda: ExactMoney.of(0.1, "USD"),
        ),
        (WrongType, "currency: expected Currency, got int 840", lambda: Money.of(1, 840)),
        (WrongType, "currency: expected Currency, got NoneType None", lambda: Money.zero(None)),
    ],
)
def test_no_float_and_no_bare_code(kind, message, build):
    """A float never becomes money, and the plain constructors take whole types only."""
    with pytest.raises(kind) as caught:
        build()
    assert str(caught.value) == message


def test_zero():
    """Nothing of a currency, by its code or itself, is false; anything else is true."""
    assert Money.zero("USD") == Money.zero(USD) == Money(0, USD)
    assert not Money.zero("USD")
    assert not ExactMoney.parse("0 USD")
    assert Money(-1, USD)
    assert ExactMoney.parse("0.000000001 USD")


@pytest.mark.parametrize(
    ("result", "computed"),
    [
        (Money(150, USD), lambda: Money(100, USD) + Money(50, USD)),
        (Money(-50, USD), lambda: Money(50, USD) - Money(100, USD)),
        (Money(-435, USD), lambda: -Money(435, USD)),
        (Money(435, USD), lambda: abs(Money(-435, USD))),
        (Money(435, USD), lambda: abs(Money(435, USD))),
        (Money(1305, USD), lambda: Money(435, USD) * 3),
        (Money(1305, USD), lambda: 3 * Money(435, USD)),
        (Money(0, USD), lambda: Money(435, USD) * 0),
        (ExactMoney(Fraction(435, 300), USD), lambda: Money(435, USD) * Fraction(1, 3)),
        (ExactMoney(Fraction(435, 300), USD), lambda: Fraction(1, 3) * Money(435, USD)),
        (ExactMoney(Fraction(435), JPY), lambda: Money(435, JPY).exact),
        (ExactMoney(Fraction(435, 1000), KWD), lambda: Money(435, KWD).exact),
        (ExactMoney(Fraction(5, 6), USD), lambda: ExactMoney(Fraction(1, 2), USD) + ExactMoney(Fraction(1, 3), USD)),
        (ExactMoney(Fraction(1, 6), USD), lambda: ExactMoney(Fraction(1, 2), USD) - ExactMoney(Fraction(1, 3), USD)),
        (ExactMoney(Fraction(-1, 3), USD), lambda: -ExactMoney(Fraction(1, 3), USD)),
        (ExactMoney(Fraction(2, 3), USD), lambda: ExactMoney(Fraction(1, 3), USD) * 2),
        (ExactMoney(Fraction(1, 9), USD), lambda: Fraction(1, 3) * ExactMoney(Fraction(1, 3), USD)),
    ],
)
def test_arithmetic(result, computed):
    """Whole factors keep money money; a fraction makes it exact money; nothing is lost on the way."""
    assert computed() == result
    assert type(computed()) is type(result)


@pytest.mark.parametrize("operate", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize(
    ("one", "other"), [(ONE, ONE_EURO), (EXACT_ONE, EXACT_EURO), (ONE, Money(1, Currency("USD", 3)))]
)
def test_currencies_never_mix(operate, one, other):
    """Two currencies are not added or compared, nor two readings of one code; the error keeps both."""
    with pytest.raises(CurrencyMismatch) as caught:
        operate(one, other)
    assert (caught.value.expected, caught.value.got) == (one.currency, other.currency)


@pytest.mark.parametrize(
    ("operate", "others"),
    [
        (operator.add, ("x", 1, 1.5, True, None, Fraction(1, 2))),
        (operator.sub, ("x", 1, 1.5, True, None, Fraction(1, 2))),
        (operator.mul, ("x", 1.5, True, None, ONE, EXACT_ONE, Decimal(2))),
    ],
)
@pytest.mark.parametrize("one", [ONE, EXACT_ONE])
def test_what_does_not_compute(operate, others, one):
    """Bare numbers are not added, money is not multiplied by money, and floats, booleans and text do neither."""
    for other in others:
        with pytest.raises(TypeError, match=r"unsupported operand|can't multiply"):
            operate(one, other)
        with pytest.raises(TypeError, match=r"unsupported operand|can't multiply|can only concatenate"):
            operate(other, one)


@pytest.mark.parametrize("operate", [operator.add, operator.sub])
def test_money_and_exact_money_are_not_added(operate):
    """What is payable and what is not yet rounded are added only after one has been turned into the other."""
    for one, other in ((ONE, EXACT_ONE), (EXACT_ONE, ONE)):
        with pytest.raises(TypeError, match="unsupported operand"):
            operate(one, other)


@pytest.mark.parametrize(("one", "other"), [(ONE, 1), (ONE, EXACT_ONE), (EXACT_ONE, ONE), (EXACT_ONE, Fraction(1))])
@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
def test_only_the_same_kind_is_compared(compare, one, other):
    """Comparing with a bare number or the other kind of money is a mistake that names the kind wanted."""
    with pytest.raises(WrongType) as caught:
        compare(one, other)
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("amount", type(one).__name__, other)


@pytest.mark.parametrize("kind", [lambda n: Money(n, USD), lambda n: ExactMoney(Fraction(n), USD)])
@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 2), (3, 2), (-1, 0)])
def test_order_is_that_of_the_amounts(kind, one, other):
    """Amounts of one currency compare as their numbers do."""
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        assert compare(kind(one), kind(other)) is compare(one, other)


def test_equal_amounts_of_two_currencies_are_not_equal():
    """Equality never raises: another currency, or another kind, is simply not the same."""
    assert Money(0, USD) != Money(0, JPY)
    assert Money(100, USD) != Money(100, USD).exact
    assert Money(100, USD) != 100
    assert len({Money(100, USD), Money.parse("1.00 USD"), Money(100, JPY)}) == 2


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("4.35", Money(435, USD)),
        ("-0.05", Money(-5, USD)),
        ("0.00", Money(0, USD)),
        ("435", Money(435, JPY)),
        ("100000000000000000000000000000000000000.01", Money(10**40 + 1, USD)),
    ],
)
def test_a_decimal_has_every_digit(text, money):
    """The ambient decimal context, however narrow, changes no digit and no scale."""
    with localcontext(prec=1, rounding=ROUND_UP):
        assert str(money.to_decimal()) == text


def test_a_total_is_of_one_currency():
    """A total names its currency, so that the total of nothing has one; another currency or kind is a mistake."""
    assert total([], "USD") == Money.zero(USD)
    assert total(iter([Money(110, USD), Money(-220, USD)]), USD) == Money(-110, USD)
    with pytest.raises(CurrencyMismatch, match=r"^expected USD, got EUR"):
        total([ONE, ONE_EURO], "USD")
    with pytest.raises(WrongType, match=r"^amount: expected Money, got ExactMoney"):
        total([EXACT_ONE], "USD")
    with pytest.raises(WrongType, match=r"^amounts: expected a list, tuple or other iterable in order, got set"):
        total({ONE}, "USD")
