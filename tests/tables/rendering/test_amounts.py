"""Amounts in a locale: all digits of the minor unit, whatever the locale, the currency or the decimal context."""

import decimal
import re
from fractions import Fraction

import pytest
from babel import localedata
from tests.deep import mostly_deep
from tests.examples import APRIL, USD

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import Currency, ExactMoney, Money
from kpix_billing_core.money.iso4217 import MINOR_UNITS
from kpix_billing_core.rendering import format_day, format_money, format_month, format_price, format_quantity

NARROW, NO_BREAK, RLM, LRM = "\u202f", "\u00a0", "\u200f", "\u200e"
LOCALES = sorted(localedata.locale_identifiers())


def digits(text: str) -> str:
    """Return the digits of a formatted number, whatever stands between them."""
    return "".join(re.findall("[0-9]", text))


@pytest.mark.parametrize(
    ("money", "locale", "expected"),
    [
        ("1234.50 USD", "en", "$1,234.50"),
        ("-1234.50 USD", "en", "-$1,234.50"),
        ("0 USD", "en", "$0.00"),
        ("0.05 USD", "en", "$0.05"),
        ("1234567.89 EUR", "de", f"1.234.567,89{NO_BREAK}€"),
        ("1234567.89 EUR", "fr", f"1{NARROW}234{NARROW}567,89{NO_BREAK}€"),
        ("1234567.89 INR", "hi", "₹12,34,567.89"),
        ("1234567 JPY", "ja", "￥1,234,567"),
        ("1.234 KWD", "en", f"KWD{NO_BREAK}1.234"),
        ("1.2345 CLF", "en", f"CLF{NO_BREAK}1.2345"),
        # letters do not stick to digits, signs do
        ("4.35 CHF", "en", f"CHF{NO_BREAK}4.35"),
        ("4.35 CHF", "de_CH", f"CHF{NO_BREAK}4.35"),
        ("4.35 USD", "en_AU", f"USD{NO_BREAK}4.35"),
        ("-4.35 USD", "en_AU", f"-USD{NO_BREAK}4.35"),
        ("4.35 USD", "de_CH", f"${NO_BREAK}4.35"),
        ("4.35 NPR", "hi", f"NPR{NO_BREAK}4.35"),
        ("435 JPY", "th", f"¥{NO_BREAK}435".replace(NO_BREAK, "")),
        ("4.35 CHF", "km", f"4.35{NO_BREAK}CHF"),
        ("-4.35 CHF", "bn", f"-4.35{NO_BREAK}CHF"),
        ("4.35 BDT", "bn", "4.35৳"),
        ("4.35 EUR", "fy", f"€{NO_BREAK}4,35"),
        ("-4.35 EUR", "fy", f"€{NO_BREAK}4,35-"),
        ("-4.35 EUR", "nl", f"€{NO_BREAK}-4,35"),
        # the sign stays on its side of the digits where people write from right to left
        ("-4.35 ILS", "he", f"{RLM}{LRM}-4.35{NO_BREAK}{RLM}₪"),
        # letters and their sign stay together there, and apart from the digits
        ("4.35 USD", "ar", f"{RLM}4.35{RLM}{NO_BREAK}US${LRM}"),
        ("-4.35 USD", "ar", f"{RLM}{LRM}-4.35{RLM}{NO_BREAK}US${LRM}"),
        ("-4.35 CHF", "he", f"{RLM}{LRM}-4.35{RLM}{NO_BREAK}{RLM}CHF{LRM}"),
        ("4.35 EUR", "ar", f"{RLM}4.35{NO_BREAK}€"),
        ("-4.35 USD", "ur", f"{LRM}-$4.35"),
        ("-4.35 SEK", "sv", f"\N{MINUS SIGN}4,35{NO_BREAK}kr"),
        # the caller's own decimals
        ("1.2345678 XBT/8", "en", f"XBT{NO_BREAK}1.23456780"),
        ("3.50 UGX/2", "en", f"UGX{NO_BREAK}3.50"),
        ("350 UGX", "en", f"UGX{NO_BREAK}350"),
    ],
)
def test_money(money, locale, expected):
    assert format_money(Money.parse(money), locale) == expected


@pytest.mark.parametrize(
    ("price", "locale", "expected"),
    [
        ("13 USD", "en", "$13.00"),
        ("4.3 USD", "en", "$4.30"),
        ("0.0035 USD", "en", "$0.0035"),
        ("1234.0035 USD", "de", f"1.234,0035{NO_BREAK}$"),
        ("435 JPY", "en", "¥435"),
        ("0.5 JPY", "en", "¥0.5"),
        ("1/3 USD", "en", "$1/3"),
        ("-1/3 USD", "en", "-$1/3"),
        ("1000/3 EUR", "de", f"1.000/3{NO_BREAK}€"),
        ("0 USD", "en", "$0.00"),
        # West Frisian writes the minus behind, and only where there is one
        ("1/3 USD", "ar", f"{RLM}1/3{RLM}{NO_BREAK}US${LRM}"),
        ("1/3 EUR", "fy", f"€{NO_BREAK}1/3"),
        ("-1/3 EUR", "fy", f"€{NO_BREAK}1/3-"),
    ],
)
def test_prices(price, locale, expected):
    assert format_price(ExactMoney.parse(price), locale) == expected


@pytest.mark.parametrize(
    ("quantity", "places", "expected"),
    [
        (Fraction(0), 4, "0"),
        (Fraction(24, 31), 4, "0.7742"),
        (Fraction(24, 31), 0, "1"),
        (Fraction(1, 2), 4, "0.5"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(1_000_000), 4, "1,000,000"),
        (Fraction(12_345_678, 1000), 4, "12,345.678"),
        (Fraction(1, 10**6), 4, "0"),
        (Fraction(-1, 10**6), 4, "0"),
        (Fraction(9_999_999, 1_000_000), 4, "10"),
        (Fraction(1, 3), 40, f"0.{'3' * 40}"),
    ],
)
def test_quantities(quantity, places, expected):
    assert format_quantity(quantity, "en", places) == expected


def test_a_negative_quantity_has_the_minus_of_the_locale():
    assert format_quantity(Fraction(-5, 2), "sv") == "\N{MINUS SIGN}2,5"


@pytest.mark.unmeasured
@pytest.mark.parametrize("locales", mostly_deep([LOCALES[::10], LOCALES], LOCALES[::10]), ids=len)
def test_every_locale_keeps_every_digit(locales):
    """In each locale that babel has data for: an amount, a price, a quantity, a day and a month, no digit lost or added."""
    assert len(locales) > 100
    money, price = Money.parse("-1234567.80 USD"), ExactMoney.parse("1234.0035 JPY")
    wrong = [
        locale
        for locale in locales
        if (
            digits(format_money(money, locale)),
            digits(format_price(price, locale)),
            digits(format_quantity(Fraction(-5, 2), locale)),
        )
        != ("123456780", "12340035", "25")
        or "2026" not in format_month(APRIL, locale)
        or not {2026, 1} <= set(map(int, re.findall("[0-9]+", format_day(APRIL.first_day, locale))))
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", ["en", "de", "fa", "ar_EG", "my", "pt_PT"])
def test_every_currency_keeps_its_own_decimals(locale):
    """ISO 4217 decides, also for the 13 codes that the locale data shows with fewer decimals."""
    for code, exponent in MINOR_UNITS.items():
        money = Money(1_234_567, Currency.of(code))
        whole = str(1_234_567)
        assert digits(format_money(money, locale)) == whole
        decimals = format_money(money, locale).rpartition(whole[-exponent:] if exponent else whole[-1])[0]
        assert decimals, (locale, code)
        parts = re.findall("[0-9]+", format_money(money, locale))
        assert parts[-1] == (whole[-exponent:] if exponent else parts[-1])


@pytest.mark.parametrize("zero", ["0 USD", "-0.00 USD", "0 JPY", "0.000 KWD"])
@pytest.mark.parametrize("locale", ["en", "sv", "he", "de_CH"])
def test_nothing_has_no_sign(zero, locale):
    for shown in (format_money(Money.parse(zero), locale), format_price(ExactMoney.parse(zero), locale)):
        assert not re.search("[-\N{MINUS SIGN}]", shown)


@pytest.mark.parametrize("length", [29, 200, 640])
def test_amounts_of_any_length(length):
    """More digits than the usual decimal context keeps."""
    number = "123456789" * (length // 9 + 1)
    assert digits(format_money(Money(int(number[:length]), Currency.of("USD")), "en")) == number[:length]
    assert digits(format_quantity(Fraction(int(number[:length])), "de")) == number[:length]
    assert (
        digits(format_price(ExactMoney(Fraction(int(number[:length]), 100), Currency.of("USD")), "fr"))
        == number[:length]
    )


EXPECTED = ("-$1,234,567,890,123,456,789,012,345,678,901.23", "$0.000000000000000000000000000000000001", "0.7742")


def shown() -> tuple[str, str, str]:
    """Return an amount, a price and a quantity that any usual context would spoil."""
    return (
        format_money(Money(-123_456_789_012_345_678_901_234_567_890_123, Currency.of("USD")), "en"),
        format_price(ExactMoney(Fraction(1, 10**36), Currency.of("USD")), "en"),
        format_quantity(Fraction(24, 31), "en"),
    )


@pytest.mark.parametrize("precision", [1, 5, 1_000])
@pytest.mark.parametrize(
    "rounding", [decimal.ROUND_UP, decimal.ROUND_DOWN, decimal.ROUND_FLOOR, decimal.ROUND_05UP, decimal.ROUND_HALF_EVEN]
)
def test_the_ambient_decimal_context_changes_nothing(precision, rounding):
    traps = [decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.FloatOperation, decimal.Clamped]
    hostile = decimal.Context(precision, rounding, Emin=-1, Emax=1, capitals=0, clamp=1, traps=traps)
    with decimal.localcontext(hostile):
        assert shown() == EXPECTED
        assert decimal.getcontext().prec == precision


def test_the_default_decimal_context_changes_nothing(monkeypatch):
    """What a new context takes for a field that is not given belongs to everybody, so that anybody may change it."""
    for name, value in {"prec": 1, "Emin": -1, "Emax": 1, "clamp": 1}.items():
        monkeypatch.setattr(decimal.DefaultContext, name, value)
    for signal in (decimal.Rounded, decimal.Clamped, decimal.Subnormal):
        monkeypatch.setitem(decimal.DefaultContext.traps, signal, True)
    assert shown() == EXPECTED


@pytest.mark.parametrize(
    "name", ["en-US", "EN_us", "pt_br", "zh_Hant_TW", "zh-hant-tw", "ca_ES_valencia", "sr_Latn_RS"]
)
def test_names_of_locales(name):
    assert digits(format_money(Money.parse("4.35 USD"), name)) == "435"


@pytest.mark.parametrize(
    "name",
    ["", "e", "xx", "C", "en_XX", "english", "en US", "../en", "en\n", "en_US.UTF-8", "en" * 200, "１２", "en_US-x"],
)
def test_unknown_locales_are_named(name):
    with pytest.raises(WrongValue, match="^locale: expected a locale of the CLDR such as") as caught:
        format_money(Money.parse("4.35 USD"), name)
    assert caught.value.got == name


@pytest.mark.parametrize("name", [None, 1, b"en", ["en"]])
def test_a_locale_is_a_name(name):
    for call in (
        lambda: format_money(Money.parse("4.35 USD"), name),
        lambda: format_price(ExactMoney.parse("4.35 USD"), name),
        lambda: format_quantity(Fraction(1), name),
        lambda: format_day(APRIL.first_day, name),
        lambda: format_month(APRIL, name),
    ):
        with pytest.raises(WrongType) as caught:
            call()
        assert (caught.value.name, caught.value.expected, caught.value.got) == ("locale", "str", name)


LARGE = Fraction(2) ** 12_000


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: format_money("4.35", "en"), WrongType, "money: expected Money, got str '4.35'"),
        (
            lambda: format_money(ExactMoney.parse("1 USD"), "en"),
            WrongType,
            "money: expected Money, got ExactMoney ExactMoney.parse('1.00 USD')",
        ),
        (
            lambda: format_price(Money.parse("1 USD"), "en"),
            WrongType,
            "price: expected ExactMoney, got Money Money.parse('1.00 USD')",
        ),
        (
            # 400 digits over 300 make 701: a number that only a sum comes to
            lambda: format_price(ExactMoney(Fraction(10**400), USD) + ExactMoney(Fraction(1, 10**300 + 1), USD), "en"),
            WrongValue,
            "price: expected at most 640 digits, got an int of 2326 bits",
        ),
        (lambda: format_quantity(1, "en"), WrongType, "quantity: expected Fraction, got int 1"),
        (lambda: format_quantity(0.5, "en"), WrongType, "quantity: expected Fraction, got float 0.5"),
        (lambda: format_quantity(Fraction(1), "en", -1), WrongValue, "places: expected at least 0, got int -1"),
        (lambda: format_quantity(Fraction(1), "en", 201), WrongValue, "places: expected at most 200, got int 201"),
        (lambda: format_quantity(Fraction(1), "en", True), WrongType, "places: expected int, got bool True"),
        (
            lambda: format_quantity(LARGE, "en"),
            WrongValue,
            "quantity: expected at most 640 digits, got an int of 12001 bits",
        ),
        (
            lambda: format_quantity(1 / LARGE, "en"),
            WrongValue,
            "quantity: expected at most 640 digits, got an int of 12001 bits",
        ),
        (lambda: format_day("2026-04-01", "en"), WrongType, "day: expected date, got str '2026-04-01'"),
        (lambda: format_month("2026-04", "en"), WrongType, "month: expected Month, got str '2026-04'"),
    ],
)
def test_anything_else_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_the_most_places():
    assert format_quantity(Fraction(1, 3), "en", 200) == f"0.{'3' * 200}"


@pytest.mark.parametrize(
    ("locale", "day", "month"),
    [
        ("en", "April 1, 2026", "April 2026"),
        ("en_GB", "1 April 2026", "April 2026"),
        ("de", "1. April 2026", "April 2026"),
        ("pl", "1 kwietnia 2026", "kwiecień 2026"),
        ("ja", "2026年4月1日", "2026年4月"),
    ],
)
def test_days_and_months(locale, day, month):
    """A month that stands alone may be another form of the word than one with a day."""
    assert format_day(APRIL.first_day, locale) == day
    assert format_month(APRIL, locale) == month
