"""Nothing is a price and a quantity: free lines stay on the invoice, unused SKUs and days change nothing."""

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import ACME, APRIL, allocations, bill, books, histories, models, schedules

from kpix_billing_core.catalogue import Graduated, PerUnit, Price, PriceBook, Volume
from kpix_billing_core.invoicing import draft
from kpix_billing_core.metering import Tally, tally
from kpix_billing_core.money import ExactMoney
from kpix_billing_core.rating import rate


def free(model):
    """Return a model of the same shape at a price of nothing."""
    nothing = ExactMoney.parse("0 USD")
    if hasattr(model, "bands"):
        return attrs.evolve(model, bands=tuple(attrs.evolve(band, price=nothing) for band in model.bands))
    return attrs.evolve(model, price=nothing)


@given(histories, models())
def test_a_free_line_is_a_line(held, model):
    """Use at a price of nothing stands on the invoice with its quantity and comes to nothing: openmeterio/openmeter#3151."""
    book = PriceBook((Price("STD", free(model)), Price("LITE", PerUnit("1 USD"))))
    used = tally(held, APRIL, book.terms)
    invoice = bill(held, book)
    assert [line.sku for line in invoice.lines] == [entry.sku for entry in used.entries]
    for line in invoice.lines:
        assert line.quantity == used.entry(line.sku).quantity
        assert line.amount.minor == 0 or line.sku == "LITE"


@given(histories, books())
def test_no_use_is_no_line(held, book):
    """A SKU counted zero times adds nothing and needs no price, and no use at all is an invoice: polarsource/polar#10567."""
    used = tally(held, APRIL, book.terms)
    nothing = Tally.of_counts("acme", APRIL, {"UNPRICED": 0}, book.terms)
    assert draft(ACME, APRIL, rate(used + nothing, book, ACME)) == bill(held, book)
    assert bill([], book).lines == ()


@given(histories, books(), allocations, st.booleans())
def test_what_lies_outside_the_month_changes_nothing(held, book, other, before):
    """Plans removed before the month or consumed after it occupy no place in it: getlago/lago-api#4862."""
    first = APRIL.first_day - timedelta(days=100) if before else APRIL.last_day + timedelta(days=1)
    outside = attrs.evolve(other, consumed_on=first, removed_on=first + timedelta(days=20))
    assert bill([*held, outside], book) == bill(held, book)


@given(schedules, st.integers(1, 10**18))
def test_a_unit_price_is_given_never_derived(schedule, units):
    """The price of a unit is one of the bands', whatever the quantity; nothing is divided by it: getlago/lago-api#3676."""
    for model in (Volume(schedule), Graduated(schedule[-1:])):
        for quantity in ((0, 1), (units, 30)):
            assert model.unit_price(quantity) in {band.price for band in schedule}
