"""Floors: one amount for each currency, and what they may be floors of."""

import pytest
from tests.examples import EUR, USD, complaint, money

from kpix_billing_core.catalogue import MinimumScope, MinimumSpend
from kpix_billing_core.errors import PriceNotFound, WrongType, WrongValue
from kpix_billing_core.money import Currency

BOTH = MinimumSpend((money("25.00 USD"), money("20.00 EUR")))


@pytest.mark.parametrize("given", ["25.00 USD", money("25.00 USD"), (money("25.00 USD"),)])
def test_one_amount_may_be_given_alone(given):
    """Text, one amount and a tuple of one amount say the same; the scope is the invoice, and only with use."""
    assert MinimumSpend(given) == MinimumSpend(
        amounts=(money("25.00 USD"),), scope=MinimumScope.INVOICE, without_usage=False
    )


@pytest.mark.parametrize(("amount", "currency"), [(money("25.00 USD"), USD), (money("20.00 EUR"), EUR)])
def test_each_currency_has_its_own_amount(amount, currency):
    """The floor is looked up by currency, decimals included."""
    assert BOTH.amount(currency) == amount


@pytest.mark.parametrize("currency", [Currency.of("JPY"), Currency("USD", 3)])
def test_a_currency_without_an_amount_is_no_free_pass(currency):
    """A currency without a floor is an error that says how a floor of nothing is written."""
    message = f"the minimum spend has no amount in {currency}; a floor of nothing is written 0 {currency}"
    assert complaint(PriceNotFound, BOTH.amount, currency) == message


@pytest.mark.parametrize("scope", MinimumScope)
def test_a_floor_of_nothing_can_be_written(scope):
    """Zero is a floor, in every scope."""
    assert MinimumSpend("0 USD", scope).amount(USD) == money("0 USD")


def test_only_an_invoice_can_have_no_use():
    """A month without use can be billed a floor for the invoice."""
    assert MinimumSpend("25.00 USD", MinimumScope.INVOICE, without_usage=True).without_usage


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongValue, "amounts: expected at least one amount, got tuple ()", ((),)),
        (WrongType, "amounts: expected tuple, got list []", ([],)),
        (WrongType, "amounts: expected tuple, got int 25", (25,)),
        (WrongType, "amounts: expected tuple of Money, got str '25 USD'", (("25 USD",),)),
        (
            WrongValue,
            "amounts: expected one amount for each currency, got tuple ('1.00 USD', '2.00 USD')",
            ((money("1 USD"), money("2 USD")),),
        ),
        (WrongValue, "amounts: expected 0 or more, got str '-0.01 USD'", ((money("1 EUR"), money("-0.01 USD")),)),
        (WrongType, "scope: expected MinimumScope, got str 'line'", ("1 USD", "line")),
        (WrongType, "without_usage: expected bool, got int 1", ("1 USD", MinimumScope.INVOICE, 1)),
        *(
            (
                WrongValue,
                "without_usage: expected False, as a line or allocation exists only by its use, got bool True",
                ("1 USD", scope, True),
            )
            for scope in (MinimumScope.LINE, MinimumScope.ALLOCATION)
        ),
    ],
)
def test_what_no_floor_can_be(kind, message, arguments):
    """No amount, two of one currency, one below nothing, and a line's floor without use are refused."""
    assert complaint(kind, MinimumSpend, *arguments) == message


@pytest.mark.parametrize(("shown", "currency"), [("str 'USD'", "USD"), ("NoneType None", None)])
def test_a_floor_is_asked_for_by_currency(shown, currency):
    """The floor is looked up by a currency, not by its code."""
    assert complaint(WrongType, BOTH.amount, currency) == f"currency: expected Currency, got {shown}"
