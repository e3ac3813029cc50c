"""Money of one currency is a group under addition, exact money a vector space over the fractions, both in order."""

from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.money import Currency, ExactMoney, Money, total
from kpix_billing_core.testing import currencies, exact_moneys, moneys

USD = Currency.of("USD")


def of_one_currency(amounts, count):
    """`count` amounts in one currency, whichever it is."""
    some = st.tuples(*[amounts(currency=USD)] * count)
    return st.builds(lambda of, currency: [attrs.evolve(one, currency=currency) for one in of], some, currencies())


fractions = st.builds(Fraction, st.integers(), st.integers(1, 10**9))
factors = st.integers() | fractions


@given(of_one_currency(moneys, 3))
def test_money_adds_in_any_order(amounts):
    """However sums are bracketed and ordered, a balance is the sum of its transactions: getlago/lago-api#5121."""
    one, two, three = amounts
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one


@given(of_one_currency(exact_moneys, 3))
def test_exact_money_adds_in_any_order(amounts):
    """No fraction of a unit is lost between additions: getlago/lago-api#3174."""
    one, two, three = amounts
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one


@given(of_one_currency(moneys, 2) | of_one_currency(exact_moneys, 2))
def test_taking_away_undoes_adding(amounts):
    """Zero changes nothing, and every amount has its opposite: polarsource/polar#13221 kept a sign it should not."""
    one, two = amounts
    nothing = one - one
    assert not nothing
    assert one + nothing == one
    assert one + -one == nothing
    assert (one + two) - two == one
    assert one - two == -(two - one)


@given(moneys(), st.integers(), st.integers())
def test_whole_multiples_of_money(amount, times, more):
    """So many times and so many times more are so many times together."""
    assert amount * times + amount * more == amount * (times + more)
    assert amount * 1 == amount
    assert amount * times * more == amount * (times * more)


@given(of_one_currency(exact_moneys, 2), factors, factors)
def test_shares_of_exact_money(amounts, share, more):
    """Shares add up to the share of the sum, and a share of a share is one share: nothing is rounded on the way."""
    one, two = amounts
    assert one * share + one * more == one * (share + more)
    assert (one + two) * share == one * share + two * share
    assert one * share * more == one * (Fraction(share) * more)


@given(of_one_currency(moneys, 2), fractions)
def test_exact_money_extends_money(amounts, share):
    """Turning money into exact money changes no sum, no order and no share."""
    one, two = amounts
    assert (one + two).exact == one.exact + two.exact
    assert (one < two) == (one.exact < two.exact)
    assert one * share == one.exact * share


@given(of_one_currency(moneys, 3) | of_one_currency(exact_moneys, 3))
def test_order_goes_with_adding(amounts):
    """Adding the same to both sides keeps their order, and of two amounts one is the lesser or they are equal."""
    one, two, more = amounts
    assert (one <= two) == (one + more <= two + more)
    assert [one < two, one == two, one > two].count(True) == 1
    assert (one >= two) == (not one < two)


@given(of_one_currency(moneys, 6), st.permutations(range(6)))
def test_a_total_does_not_depend_on_order(amounts, order):
    """Totals are the same in whatever order a store returns the rows."""
    currency = amounts[0].currency
    expected = total(amounts, currency)
    assert total((amounts[index] for index in order), currency) == expected
    assert expected.minor == sum(amount.minor for amount in amounts)
    assert total([expected, -expected], currency) == Money.zero(currency)


@given(moneys())
def test_money_that_hashes_alike_is_alike(amount):
    """Equal amounts are one key of a dict, however they were made."""
    same = Money.of(amount.to_decimal(), Currency(amount.currency.code, amount.currency.exponent))
    assert same == amount
    assert hash(same) == hash(amount)
    assert abs(amount).minor == abs(amount.minor)


def test_lines_are_exact_before_their_one_rounding():
    """55 times 0.067 is 3.685 exactly, whichever way it is summed: killbill/killbill#1124."""
    price = ExactMoney.parse("0.067 USD")
    assert price * 55 == ExactMoney.parse("3.685 USD")
    assert sum((price * 1 for _ in range(54)), start=price) == price * 55
