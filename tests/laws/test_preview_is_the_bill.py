"""A preview is the bill: the same call on the same facts, as often and as late as one likes."""

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import ACME, APRIL, NOTHING, bill, books, credits, histories, unit_prices

from kpix_billing_core.catalogue import PerUnit
from kpix_billing_core.invoicing import draft
from kpix_billing_core.metering import tally
from kpix_billing_core.rating import rate


@given(histories, books(), credits)
def test_drafting_twice_is_drafting_once(held, book, owed):
    """Nothing is remembered between two drafts, whatever is billed in between: killbill/killbill#2249, #154.

    No cached moment or month leaks from one into the other: getlago/lago-api#5187.
    """
    first = bill(held, book, owed)
    for month in (APRIL - 1, APRIL + 1):
        draft(ACME, month, rate(tally(held, month, book.terms), book, ACME), owed)
    again = bill(list(held), attrs.evolve(book), list(owed))
    assert (first, hash(first), str(first)) == (again, hash(again), str(again))
    assert (first.due, first.id, first.issued_on) == (again.due, again.id, again.issued_on)


@given(histories, books(), unit_prices, credits)
def test_a_what_if_is_what_it_would_be(held, book, price, owed):
    """A tried price bills what the price itself would, and leaves the real book alone: Unleash/unleash#11561."""
    before = bill(held, book, owed)
    tried = book.with_custom("acme", "STD", PerUnit(price))
    assert bill(held, book, owed) == before
    assert bill(held, tried, owed) == bill(held, attrs.evolve(book, prices=tried.prices), owed)


@given(histories, books(), credits)
def test_billing_again_charges_no_more(held, book, owed):
    """Drafted again with what a first draft carried, the month comes to the same: killbill/killbill#1395, #1505."""
    first = bill(held, book, owed)
    second = bill(held, book, list(first.carried))
    assert (second.total, second.lines) == (first.total, first.lines)
    assert first.credits_applied + second.credits_applied <= sum((credit.amount for credit in owed), NOTHING)


@given(histories, books(), st.integers(0, 7))
def test_a_bill_by_parts_is_the_bill(held, book, at):
    """Counted in two places and added, the month bills the same: the count is all that pricing knows."""
    used = tally(held[:at], APRIL, book.terms) + tally(held[at:], APRIL, book.terms)
    assert draft(ACME, APRIL, rate(used, book, ACME)) == bill(held, book)
