"""An amount is its exact amount rounded once: nothing is rounded before, and rounding it again changes nothing."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import APRIL, ROUNDINGS, bill, books, histories, models

from kpix_billing_core.catalogue import BillingTerms, Price, RoundingScope
from kpix_billing_core.metering import TallyEntry
from kpix_billing_core.money import Rounding
from kpix_billing_core.rating import Charge


@given(models(), st.integers(0, 9000), st.sampled_from(ROUNDINGS))
def test_the_amount_is_the_rounded_exact_amount(model, units, rounding):
    """55 x 0.067 is rounded at one place, and whatever checks it looks at the same figure: killbill/killbill#1124.

    However many parts it has, it is never as far as a step from the exact amount: cgrates/cgrates#260.
    """
    entry = TallyEntry("STD", units, units, 30)
    charge = Charge(APRIL, entry, Price("STD", model), (), BillingTerms(rounding=rounding))
    by_hand = sum((step.quantity * step.price.amount for step in charge.steps), Fraction(0))
    assert charge.exact_amount.amount == by_hand
    assert charge.amount == charge.exact_amount.rounded(rounding)
    assert charge.amount.exact.rounded(rounding) == charge.amount
    assert abs(charge.amount.exact.amount - by_hand) < (rounding.step or Fraction(1, 100))


@given(histories, books(rounding_scope=RoundingScope.INVOICE, minimum_spend=None))
def test_a_rounded_total_is_the_exact_total_rounded_once(held, book):
    """Rounding by invoice, the total is the sum of exact lines rounded once: OCA/OCB#1221, cgrates/cgrates#118.

    The residue is a line of its own, labelled: microsoft/finops-toolkit#1231. A step for the whole is not for lines.
    """
    invoice = bill(held, book)
    by_hand = sum((line.charge.exact_amount.amount for line in invoice.lines), Fraction(0))
    assert invoice.total.minor == book.terms.rounding.minor_units(*by_hand.as_integer_ratio(), 2)
    assert [line.kind.value for line in invoice.adjustments] == ["rounding"] * (invoice.subtotal != invoice.total)
    plain = Rounding(book.terms.rounding.mode)
    assert all(line.amount == line.charge.exact_amount.rounded(plain) for line in invoice.lines)
