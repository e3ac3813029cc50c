"""Accounts: who pays, in which currency, and when."""

import pytest
from tests.examples import USD, complaint

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.errors import UnknownCurrency, WrongType, WrongValue
from kpix_billing_core.money import Currency


@pytest.mark.parametrize(("currency", "given"), [(USD, "USD"), (USD, USD), (Currency("XBT", 8), "XBT/8")])
def test_a_currency_may_be_text(currency, given):
    """The currency is read from text by ISO 4217, or with decimals of its own; who says nothing pays after use."""
    assert Account("acme", given) == Account(id="acme", currency=currency, payment_method=PaymentMethod.POSTPAY)


def test_the_ways_to_pay():
    """There are three ways to pay, by these names."""
    assert [method.value for method in PaymentMethod] == ["prepay_auto", "prepay", "postpay"]


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "id: expected str, got int 7", (7, "USD")),
        (WrongValue, "id: expected an id, got str ''", ("", "USD")),
        (WrongType, "currency: expected Currency, got NoneType None", ("acme", None)),
        (UnknownCurrency, "currency code: expected an ISO 4217 code, got str 'usd'", ("acme", "usd")),
        (WrongType, "payment_method: expected PaymentMethod, got str 'postpay'", ("acme", "USD", "postpay")),
    ],
)
def test_what_no_account_can_be(kind, message, arguments):
    """An account has an id, a currency that exists, and one of the ways to pay."""
    assert complaint(kind, Account, *arguments) == message


@pytest.mark.parametrize(
    ("expected", "before", "on_file"),
    [
        (PaymentMethod.PREPAY_AUTO, PaymentMethod.PREPAY, True),
        (PaymentMethod.PREPAY_AUTO, PaymentMethod.PREPAY_AUTO, True),
        (PaymentMethod.PREPAY, PaymentMethod.PREPAY_AUTO, False),
        (PaymentMethod.PREPAY, PaymentMethod.PREPAY, False),
        (PaymentMethod.POSTPAY, PaymentMethod.POSTPAY, True),
        (PaymentMethod.POSTPAY, PaymentMethod.POSTPAY, False),
    ],
)
def test_billing_details_come_and_go(expected, before, on_file):
    """Details move an account between its two ways to pay in advance; post pay neither comes nor goes with them."""
    account = Account("acme", "EUR", before).with_billing_details(on_file=on_file)
    assert account == Account("acme", "EUR", expected)


@pytest.mark.parametrize("wrong", [None, 1, "yes"])
def test_details_are_on_file_or_not(wrong):
    """Nothing is guessed from what looks true."""
    account = Account("acme", "USD", PaymentMethod.PREPAY)
    message = complaint(WrongType, account.with_billing_details, on_file=wrong)
    assert message == f"on_file: expected bool, got {type(wrong).__name__} {wrong!r}"
