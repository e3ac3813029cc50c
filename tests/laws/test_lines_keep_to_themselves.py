"""Computing one line never changes another: a SKU's charge is the same alone and in company."""

from hypothesis import given
from tests.laws.fleet import ACME, APRIL, SKUS, bill, books, histories

from kpix_billing_core.catalogue import PerUnit, Price
from kpix_billing_core.metering import Tally, tally
from kpix_billing_core.rating import rate


@given(histories, books())
def test_a_charge_alone_and_in_company(held, book):
    """Each line of several is the line that its SKU's allocations make alone: OCA/contract#989, #1065, #1448."""
    whole = {line.sku: line for line in bill(held, book).lines}
    for sku in SKUS:
        alone = bill([one for one in held if one.sku == sku], book).lines
        assert alone == ((whole[sku],) if sku in whole else ())
    more = book.with_price(Price("MORE", PerUnit("1 USD")))
    used = tally(held, APRIL, book.terms) + Tally.of_counts("acme", APRIL, {"MORE": 3}, book.terms)
    charges = rate(used, more, ACME).charges
    assert [charge for charge in charges if charge.sku != "MORE"] == [line.charge for line in bill(held, book).lines]
