"""Order never matters: allocations, prices, floors, plans and credits are sets of facts."""

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import APRIL, USD, bill, books, conventions, credits, histories

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import AccountMinimum, MinimumSpend, Plan, PriceBook
from kpix_billing_core.invoicing import draft
from kpix_billing_core.metering import shares, tally, tally_by_account
from kpix_billing_core.money import Money
from kpix_billing_core.rating import rate

chance = st.integers(0, 10**9)


def shuffled(facts, chance):
    """Return the facts in an order that a number chooses."""
    rest, order = list(facts), []
    while rest:
        chance, at = divmod(chance, len(rest))
        order.append(rest.pop(at))
    return order


@given(histories, books(), credits, chance)
def test_the_order_of_facts(held, book, owed, chance):
    """Shuffled allocations, prices and credits make an equal invoice, and equal detail: killbill/killbill#1842."""
    other_book = attrs.evolve(book, prices=tuple(shuffled(book.prices, chance)))
    assert (other_book, hash(other_book)) == (book, hash(book))
    assert bill(shuffled(held, chance), other_book, shuffled(owed, chance)) == bill(held, book, owed)
    assert shares(shuffled(held, chance), APRIL, book.terms) == shares(held, APRIL, book.terms)


@given(chance)
def test_the_order_within_a_book(chance):
    """Floors and plans of a book are found whatever order they were written in."""
    names = shuffled("abcd", chance)
    minimums = tuple(AccountMinimum(name, MinimumSpend(Money(ord(name), USD))) for name in names)
    plans = tuple(Plan(name.upper(), f"Plan {name}") for name in names)
    made = PriceBook((), minimums=minimums, plans=plans)
    assert [made.minimum_spend(name).amount(USD).minor for name in "abcd"] == [ord(name) for name in "abcd"]
    assert [made.name(name) for name in "ABCD"] == ["Plan a", "Plan b", "Plan c", "Plan d"]


@given(st.lists(st.tuples(histories, st.sampled_from(("a", "b", "c"))), max_size=3), conventions())
def test_accounts_are_strangers(parts, terms):
    """A whole file counted at once is each account counted alone, whoever else is in it: killbill/killbill#1934."""
    held = [attrs.evolve(one, account=account) for history, account in parts for one in history]
    alone = {name: tally([one for one in held if one.account == name], APRIL, terms) for name in "abc"}
    assert dict(tally_by_account(held, APRIL, terms)) == {name: one for name, one in alone.items() if one.entries}


@given(histories, books(), st.sampled_from(("a", "zzz")))
def test_a_name_changes_no_amount(held, book, name):
    """Under another name an account with the same facts and prices owes the same: killbill/killbill#1934."""
    prices = tuple(attrs.evolve(price, account=name) if price.account else price for price in book.prices)
    used = tally([attrs.evolve(one, account=name) for one in held], APRIL, book.terms)
    account = Account(name, "USD")
    other = draft(account, APRIL, rate(used, attrs.evolve(book, prices=prices), account))
    invoice = bill(held, book)
    assert [(line.sku, line.amount) for line in other.lines] == [(line.sku, line.amount) for line in invoice.lines]
    assert (other.adjustments, other.due) == (invoice.adjustments, invoice.due)
