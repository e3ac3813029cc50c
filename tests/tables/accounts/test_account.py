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
