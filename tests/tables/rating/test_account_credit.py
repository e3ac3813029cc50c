"""Credits: money owed to an account, never below nothing."""

import pytest
from tests.examples import april, complaint, money

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.rating import AccountCredit

GOOD = ("c1", "acme", money("2.86 USD"), april(8))


@pytest.mark.parametrize("amount", ["0.00 USD", "2.86 USD"])
def test_a_credit_may_be_used_up(amount):
    """A credit of nothing is one that is used up; without a reason it has an empty one."""
    credit = AccountCredit("c1", "acme", money(amount), april(8))
    assert credit == AccountCredit(
        id="c1", account="acme", amount=money(amount), granted_on=april(8), reason="", origin=""
    )


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongValue, "id: expected an id, got str ''", ("", *GOOD[1:])),
        (WrongType, "account: expected str, got NoneType None", ("c1", None, *GOOD[2:])),
        (WrongType, "amount: expected Money, got str '1 USD'", ("c1", "acme", "1 USD", april(8))),
        (WrongValue, "amount: expected 0 or more, got str '-0.01 USD'", ("c1", "acme", money("-0.01 USD"), april(8))),
        (WrongType, "granted_on: expected date, got str '2026-04-08'", (*GOOD[:3], "2026-04-08")),
        (WrongType, "reason: expected str, got NoneType None", (*GOOD, None)),
        (WrongValue, "reason: expected printable text, got str '\\t'", (*GOOD, "\t")),
        (WrongType, "origin: expected str, got int 7", (*GOOD, "", 7)),
        (WrongValue, "origin: expected printable text, got str '\\n'", (*GOOD, "", "\n")),
    ],
)
def test_what_no_credit_can_be(kind, message, arguments):
    """A credit has an id, an account, an amount of nothing or more, and a day."""
    assert complaint(kind, AccountCredit, *arguments) == message
