"""Where a model promises it, more use never costs less; volume does not promise it across a threshold."""

from datetime import timedelta
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import RISING, bill, books, histories, models, quantities, schedules

from kpix_billing_core.catalogue import CustomBands, Stairstep, StairstepMode, Volume, band_index


def cost(model, quantity):
    """Return what a quantity comes to, exactly."""
    ratio = quantity.as_integer_ratio()
    return sum((step.quantity * step.price.amount for step in model.steps(ratio, ratio)), Fraction(0))


@given(models(RISING), schedules, quantities, quantities)
def test_a_larger_quantity_costs_no_less(model, schedule, one, more):
    """Units beyond a threshold add to the cost, they never take from it: getlago/lago-api#4862.

    Volume keeps this within each band only: crossing a threshold may lower the total, by design.
    """
    assert cost(model, one) <= cost(model, one + more)
    reached = [band_index(schedule, *quantity.as_integer_ratio()) for quantity in (one, one + more)]
    if reached[0] == reached[1]:
        assert cost(Volume(schedule), one) <= cost(Volume(schedule), one + more)
        stairs = Stairstep(schedule, StairstepMode.REACHED)
        assert cost(stairs, one) == cost(stairs, one + more)


@given(histories.filter(bool), books(RISING, custom_bands=CustomBands.REPLACE), st.integers(0, 6), st.integers(1, 30))
def test_holding_a_plan_longer_costs_no_less(held, book, which, days):
    """An allocation that ends later makes no invoice smaller, whatever the rounding, floor and day count."""
    one = held[which % len(held)]
    end = None if one.removed_on is None else one.removed_on + timedelta(days=days)
    longer = [attrs.evolve(each, removed_on=end) if each is one else each for each in held]
    assert bill(held, book).total <= bill(longer, book).total
