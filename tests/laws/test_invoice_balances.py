"""An invoice balances to the cent: lines, adjustments, credits and what is due; no cent of a credit is lost."""

from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import USD, bill, books, credits, histories

from kpix_billing_core.invoicing import use_credits
from kpix_billing_core.money import Money


@given(histories, books(), credits)
def test_every_sum(held, book, owed):
    """Total and due are sums of what stands on the invoice, never negative: getlago/lago-api#4313, #5121.

    A credit is left only where nothing is due, or it was earned after the month: getlago/lago-api#4642. What stands above
    the credits is what it would be without them.
    """
    invoice = bill(held, book, owed)
    lines = sum(line.amount.minor for line in invoice.lines)
    adjusted = sum(line.amount.minor for line in invoice.adjustments)
    used = sum(use.used.minor for use in invoice.credits)
    assert (invoice.subtotal.minor, invoice.adjusted.minor) == (lines, adjusted)
    assert invoice.total.minor == lines + adjusted == invoice.due.minor + used
    assert (invoice.credits_applied.minor, len(invoice.credits)) == (used, len(owed))
    assert used + invoice.credits_carried.minor == sum(credit.amount.minor for credit in owed)
    assert sum(credit.amount.minor for credit in invoice.carried) == invoice.credits_carried.minor
    assert all(0 <= use.used.minor <= use.credit.amount.minor for use in invoice.credits)
    assert invoice.due.minor >= 0
    later = {credit.id for credit in owed if credit.granted_on == date(2026, 5, 1)}
    assert all(use.used.minor == 0 for use in invoice.credits if use.credit.id in later)
    left = sum(use.left.minor for use in invoice.credits if use.credit.id not in later)
    assert invoice.due.minor == 0 or left == 0
    plain = bill(held, book)
    assert (plain.lines, plain.adjustments, plain.due) == (invoice.lines, invoice.adjustments, invoice.total)


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=5), credits)
def test_no_credit_is_spent_twice(totals, owed):
    """Carried from invoice to invoice, credits pay what they are and no more: getlago/lago-api#5020, #4945."""
    left, paid = owed, dict.fromkeys((credit.id for credit in owed), 0)
    for total in totals:
        uses = use_credits(left, Money(total, USD))
        left = [attrs.evolve(use.credit, amount=use.left) for use in uses]
        paid = {use.credit.id: paid[use.credit.id] + use.used.minor for use in uses}
    rest = {credit.id: credit.amount.minor for credit in left}
    assert {credit.id: credit.amount.minor - paid[credit.id] for credit in owed} == rest
    assert sum(paid.values()) == min(sum(totals), sum(credit.amount.minor for credit in owed))
