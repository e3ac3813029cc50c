"""Currencies: ISO 4217's minor units, where CLDR's digits differ, and currencies of the caller's own."""

import iso4217
import pytest
from babel.numbers import get_currency_precision

from kpix_billing_core.errors import UnknownCurrency, WrongType, WrongValue
from kpix_billing_core.money import Currency, currency
from kpix_billing_core.money.iso4217 import MINOR_UNITS, WITHOUT_MINOR_UNIT

PUBLISHED = {listed.code: listed.exponent for listed in iso4217.Currency}


@pytest.fixture(autouse=True)
def anew():
    """Every test looks its codes up anew: a currency kept from another test says nothing about the code as it is."""
    currency._by_code.cache_clear()


def test_minor_units_are_those_of_the_published_list():
    """Every code of ISO 4217 list one is known with its minor unit, or known to have none; no other code is."""
    assert {code: unit for code, unit in PUBLISHED.items() if unit is not None} == MINOR_UNITS
    assert {code for code, unit in PUBLISHED.items() if unit is None} == WITHOUT_MINOR_UNIT


def test_cldr_shows_other_digits_for_thirteen_codes():
    """How prices are usually shown is not what the minor unit is: getlago/lago-api#643, polarsource/polar#11557."""
    shown = {code: get_currency_precision(code) for code in MINOR_UNITS}
    assert {code: (MINOR_UNITS[code], shown[code]) for code in shown if shown[code] != MINOR_UNITS[code]} == {
        **dict.fromkeys(("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"), (2, 0)),
        "IQD": (3, 0),
    }


@pytest.mark.parametrize(
    ("exponent", "code"),
    [(0, "JPY"), (0, "KRW"), (0, "UGX"), (2, "USD"), (2, "IRR"), (3, "KWD"), (3, "IQD"), (4, "CLF")],
)
def test_a_code_brings_its_decimals(exponent, code):
    """The decimals of a listed currency come from the list."""
    assert Currency.of(code) == Currency.parse(code) == Currency(code, exponent)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("USD", Currency("USD", 2)),
        ("UGX", Currency("UGX", 0)),
        ("UGX/2", Currency("UGX", 2)),
        ("XBT/8", Currency("XBT", 8)),
        ("USD/0", Currency("USD", 0)),
        ("XAU/18", Currency("XAU", 18)),
        ("A00/0", Currency("A00", 0)),
        ("ABCDEFGHI9/3", Currency("ABCDEFGHI9", 3)),
    ],
)
def test_other_decimals_are_another_currency(text, currency):
    """A currency with decimals of its own is written with them, and is not the listed one."""
    assert str(currency) == text
    assert Currency.parse(text) == currency


def test_listed_decimals_may_be_written():
    """USD/2 is USD."""
    assert Currency.parse("USD/2") == Currency.of("USD")
    assert str(Currency.parse("USD/2")) == "USD"


@pytest.mark.parametrize(
    ("kind", "message", "code"),
    [
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str 'ABC'", "ABC"),
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str 'usd'", "usd"),
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str ''", ""),
        (UnknownCurrency, "currency code: expected one with a minor unit, got str 'XAU'", "XAU"),
        (UnknownCurrency, "currency code: expected one with a minor unit, got str 'XXX'", "XXX"),
        (WrongType, "currency code: expected str, got int 840", 840),
        (WrongValue, "currency code: expected printable text, got str 'USD\\n'", "USD\n"),
    ],
)
def test_a_code_must_be_listed(kind, message, code):
    """A code the standard does not list, or lists without a minor unit, names no currency."""
    with pytest.raises(kind) as caught:
        Currency.of(code)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "text"),
    [
        (WrongType, "currency: expected str, got NoneType None", None),
        (WrongValue, "currency: expected printable text, got str 'US\\x00'", "US\x00"),
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str 'XBT'", "XBT"),
        (WrongValue, 'currency: expected a code such as "USD" or "XBT/8", got str \'XBT/\'', "XBT/"),
        (WrongValue, 'currency: expected a code such as "USD" or "XBT/8", got str \'XBT/008\'', "XBT/008"),
        (WrongValue, 'currency: expected a code such as "USD" or "XBT/8", got str \'XBT/-1\'', "XBT/-1"),
        (WrongValue, 'currency: expected a code such as "USD" or "XBT/8", got str \'XBT/٨\'', "XBT/٨"),
        (WrongValue, 'currency: expected a code such as "USD" or "XBT/8", got str \'XBT/8/8\'', "XBT/8/8"),
        (WrongValue, "exponent: expected 0 to 18, got int 19", "XBT/19"),
        (WrongValue, "currency code: expected three to ten capital letters and digits, got str ''", "/2"),
    ],
)
def test_text_that_is_no_currency(kind, message, text):
    """What is written otherwise is refused, and says how it should be written."""
    with pytest.raises(kind) as caught:
        Currency.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("code", ["US", "usd", "1AB", "ABCDEFGHIJK", "U-D", "ÄBC", "USD "])
def test_a_code_is_three_to_ten_capitals_and_digits(code):
    """A code starts with a capital letter and holds nothing but capitals and digits."""
    with pytest.raises(WrongValue, match=r"^currency code: expected three to ten capital letters and digits, got str"):
        Currency(code, 2)


@pytest.mark.parametrize(
    ("kind", "message", "code", "exponent"),
    [
        (WrongType, "currency code: expected str, got NoneType None", None, 2),
        (WrongType, "exponent: expected int, got bool True", "USD", True),
        (WrongType, "exponent: expected int, got str '2'", "USD", "2"),
        (WrongValue, "exponent: expected 0 to 18, got int -1", "USD", -1),
        (WrongValue, "exponent: expected 0 to 18, got int 19", "USD", 19),
    ],
)
def test_decimals_are_a_small_number(kind, message, code, exponent):
    """Decimals are a whole number from 0 to 18."""
    with pytest.raises(kind) as caught:
        Currency(code, exponent)
    assert str(caught.value) == message


def test_currencies_are_in_order_of_code_then_decimals():
    """Sorted books and reports need an order: by code, then by decimals."""
    given = [Currency("USD", 2), Currency("UGX", 2), Currency("EUR", 2), Currency("UGX", 0)]
    assert [str(currency) for currency in sorted(given)] == ["EUR", "UGX", "UGX/2", "USD"]
