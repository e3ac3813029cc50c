"""A minimum spend is a floor in each scope: never undercut, never charged on top, counted once."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import FLOORS, NOTHING, USD, bill, books, histories

from kpix_billing_core.catalogue import MinimumScope, MinimumSpend, RoundingScope
from kpix_billing_core.metering import shares
from kpix_billing_core.money import ExactMoney, Rounding

floors = st.sampled_from(FLOORS)
plain = books(minimum_spend=None, dedupe_days=False)


def with_floor(held, book, floor, scope, **more):
    """Return the invoice with a floor in the book's terms."""
    return bill(held, book.with_terms(minimum_spend=MinimumSpend(floor, scope, **more)))


def expected(targets, terms):
    """Return what exact targets of lines come to, rounded by line or as a whole."""
    if terms.rounding_scope is RoundingScope.INVOICE:
        return rounded(sum(targets, Fraction(0)), terms.rounding)
    return sum((rounded(target, terms.rounding) for target in targets), NOTHING)


def rounded(amount, rounding):
    """Return an amount in USD as it is paid."""
    return ExactMoney(amount, USD).rounded(rounding)


@given(histories, plain, floors, st.booleans())
def test_of_an_invoice(held, book, floor, without_usage):
    """With use, the total is the floor or the charges, whichever is more; without use only where the terms say so."""
    without = bill(held, book)
    invoice = with_floor(held, book, floor, MinimumScope.INVOICE, without_usage=without_usage)
    least = rounded(floor.exact.amount, book.terms.rounding)
    assert invoice.total == (max(without.total, least) if without.lines or without_usage else NOTHING)


@given(histories, plain, floors)
def test_of_each_line(held, book, floor):
    """Each line with its adjustment is its charge or the floor, whichever is more: one true-up to a line.

    Counted once for each line, never once for each part of it: getlago/lago-api#6123.
    """
    invoice = with_floor(held, book, floor, MinimumScope.LINE)
    targets = [max(line.charge.exact_amount.amount, floor.exact.amount) for line in invoice.lines]
    assert invoice.total == expected(targets, book.terms)
    brought_up = {one.sku: one.amount for one in invoice.adjustments}
    by_line = book.terms.rounding_scope is RoundingScope.LINE
    rounding = book.terms.rounding if by_line else Rounding(book.terms.rounding.mode)
    for line, target in zip(invoice.lines, targets, strict=True):
        assert line.amount + brought_up.get(line.sku, NOTHING) == rounded(target, rounding)


@given(histories, plain, floors)
def test_of_each_allocation(held, book, floor):
    """Each allocation pays its part of the line by its days, or the floor where that is more; the parts are summed."""
    invoice = with_floor(held, book, floor, MinimumScope.ALLOCATION)
    targets = {line.sku: Fraction(0) for line in invoice.lines}
    # An allocation to which the day count gives no day was not used.
    for share in (share for share in shares(held, invoice.month, book.terms) if share.days):
        charge = invoice.line(share.allocation.sku).charge
        part = charge.exact_amount.amount * Fraction(share.days, charge.entry.units)
        targets[share.allocation.sku] += max(part, floor.exact.amount)
    assert invoice.total == expected(targets.values(), book.terms)


@given(histories, plain, st.sampled_from(MinimumScope))
def test_a_higher_floor_never_costs_less(held, book, scope):
    """Raising the floor never lowers the total, and a floor of nothing changes nothing."""
    totals = [with_floor(held, book, floor, scope).total for floor in (NOTHING, FLOORS[-2], FLOORS[-1])]
    assert totals == sorted(totals)
    assert totals[0] == bill(held, book).total
