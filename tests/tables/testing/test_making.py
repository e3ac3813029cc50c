"""Values made of drawn parts: all of them given, none guessed."""

from datetime import date

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from kpix_billing_core.accounts import Account
from kpix_billing_core.dates import Period
from kpix_billing_core.testing.making import _Whole, made

FIRST = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=10)
DAY = st.just(date(2026, 4, 1))


def any_of(strategy):
    """Return a value of a strategy."""
    return find(strategy, lambda _: True, settings=FIRST)


def test_parts_are_given_by_place_and_by_name():
    """As whoever makes the value asks for them."""
    expected = Period(date(2026, 4, 1), date(2026, 4, 1))
    assert [any_of(made(Period, DAY, DAY)), any_of(made(Period, DAY, last=DAY))] == [expected, expected]


def test_a_forgotten_part_is_missed():
    """Its annotation says a day; that is no reason to make one up."""
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'last'"):
        any_of(made(Period, DAY))


def test_one_strategy_for_the_same_parts():
    """Hypothesis keeps what it has built, and shows in a failing example what was called."""
    assert (_Whole(Account) == _Whole(Account), hash(_Whole(Account)) == hash(_Whole(Account))) == (True, True)
    assert repr(_Whole(Account)) == "Account"
