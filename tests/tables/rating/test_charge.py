"""Charges: the amount rounded once, the band by every basis, and charges that belong together."""

from fractions import Fraction

import attrs
import pytest
from tests.examples import APRIL, EUR, LIST_BANDS, USD, complaint, exact, money

from kpix_billing_core.catalogue import (
    PLAN_POOL,
    BandBasis,
    BelowFirstBand,
    BillingTerms,
    FlatFee,
    Graduated,
    MinimumScope,
    MinimumSpend,
    Package,
    PerUnit,
    Price,
    RoundingScope,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import CurrencyMismatch, QuantityBelowBands, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.metering import TallyEntry
from kpix_billing_core.money import HALF_EVEN, Currency, ExactMoney, Rounding, RoundingMode
from kpix_billing_core.rating import Charge, Charges

LIST = Volume(LIST_BANDS)


def charge(model, units, divisor=1, count=None, devices=None, sku="STD", **terms):
    """Return the charge for units over a divisor, by a model or bands."""
    entry = TallyEntry(sku, units if count is None else count, units, divisor, None, devices)
    return Charge(APRIL, entry, Price(sku, model), (), BillingTerms(**terms))


@pytest.mark.parametrize(
    ("amount", "exact_amount", "model", "units", "divisor"),
    [
        ("2.18 USD", Fraction(435, 100) * Fraction(1, 2), LIST, 15, 30),
        ("2.32 USD", Fraction(435, 100) * Fraction(16, 30), LIST, 16, 30),
        ("43.37 USD", Fraction(435, 100) * Fraction(997, 100), LIST, 997, 100),
        ("42.60 USD", Fraction(426, 100) * 10, LIST, 300, 30),
        ("2.51 USD", Fraction(1, 3) * Fraction(753, 100), PerUnit("1/3 USD"), 753, 100),
        ("9.00 USD", Fraction(9), FlatFee("9 USD"), 1, 30),
        ("10.00 USD", Fraction(10), Package(100, "5 USD"), 101, 1),
        ("44.00 USD", Fraction(10 * 4 + 2 * 2), Graduated(bands((0, "4 USD"), (10, "2 USD"))), 12, 1),
        ("40.07 USD", 10 * 4 + Fraction(1, 30) * 2, Graduated(bands((0, "4 USD"), (10, "2 USD"))), 301, 30),
        ("2.00 USD", Fraction(2), Stairstep(bands((0, "4 USD"), (10, "2 USD")), StairstepMode.REACHED), 12, 1),
        ("6.00 USD", Fraction(4 + 2), Stairstep(bands((0, "4 USD"), (10, "2 USD")), StairstepMode.SUM), 12, 1),
        ("435 JPY", Fraction(4354, 10) * Fraction(999, 1000), PerUnit("435.4 JPY"), 999, 1000),
        ("0.435 KWD", Fraction(435, 1000), PerUnit("0.87 KWD"), 15, 30),
    ],
)
def test_the_amount_is_rounded_once(amount, exact_amount, model, units, divisor):
    """What the steps come to is exact, and the amount is that, rounded to the currency's minor unit."""
    one = charge(model, units, divisor)
    assert one.amount == money(amount)
    assert one.exact_amount.amount == exact_amount
    assert one.exact_amount.currency == one.amount.currency
    assert one.quantity == Fraction(units, divisor)


@pytest.mark.parametrize(
    ("amount", "terms"),
    [
        ("2.18 USD", {}),
        ("2.18 USD", {"rounding": HALF_EVEN}),
        ("2.17 USD", {"rounding": Rounding(RoundingMode.DOWN)}),
        ("2.20 USD", {"rounding": Rounding(step="0.05")}),
        ("2.15 USD", {"rounding": Rounding(RoundingMode.FLOOR, "0.05")}),
        ("2.18 USD", {"rounding": Rounding(step="0.05"), "rounding_scope": RoundingScope.INVOICE}),
        ("2.17 USD", {"rounding": Rounding(RoundingMode.FLOOR, "0.05"), "rounding_scope": RoundingScope.INVOICE}),
        ("2.17 USD", {"rounding": Rounding(RoundingMode.DOWN), "rounding_scope": RoundingScope.INVOICE}),
    ],
)
def test_a_line_is_rounded_as_the_terms_say(amount, terms):
    """4.35 x 1/2 = 2.175 goes where mode and step say; a step for the invoice leaves the line at the minor unit."""
    one = charge(LIST, 15, 30, **terms)
    assert one.amount == money(amount)
    whole_terms = BillingTerms(**terms)
    of_line = whole_terms.rounding_scope is RoundingScope.LINE
    assert one.rounding == (whole_terms.rounding if of_line else Rounding(whole_terms.rounding.mode))


DEVICES = (("d1", 0b1), ("d2", 0b1))


@pytest.mark.parametrize(
    ("basis", "band", "model", "chosen_by"),
    [
        (Fraction(60, 30), 0, bands((0, "4 USD"), (3, "3 USD"), (5, "2 USD")), BandBasis.QUANTITY),
        (Fraction(5), 2, bands((0, "4 USD"), (3, "3 USD"), (5, "2 USD")), BandBasis.ALLOCATIONS),
        (Fraction(3), 1, bands((0, "4 USD"), (3, "3 USD"), (5, "2 USD")), BandBasis.DEVICES),
        (Fraction(60, 30), 0, Graduated(bands((0, "4 USD"), (3, "3 USD"))), BandBasis.ALLOCATIONS),
        (Fraction(60, 30), 0, Graduated(bands((0, "4 USD"), (3, "3 USD"))), BandBasis.DEVICES),
        (Fraction(60, 30), 0, Graduated(bands((0, "4 USD"), (3, "3 USD"))), BandBasis.QUANTITY),
    ],
)
def test_the_terms_choose_the_basis(basis, band, model, chosen_by):
    """Five allocations of three devices and two plan-months reach another band by each basis; graduated looks away."""
    devices = (("d1", 0b1), ("d2", 0b1), ("d3", 0b1))
    one = charge(model, 60, 30, 5, devices, band_basis=chosen_by)
    assert one.basis == basis
    assert one.band_basis is (BandBasis.QUANTITY if type(model) is Graduated else chosen_by)
    assert one.band == one.price.model.bands[band]
    assert one.quantity == 2


@pytest.mark.parametrize("chosen_by", BandBasis)
def test_things_counted_choose_by_their_number(chosen_by):
    """Things counted are neither allocations nor devices: their number is the only basis there is."""
    one = charge(LIST, 10, 1, count=3, band_basis=chosen_by)
    assert (one.basis, one.band_basis, one.band) == (10, BandBasis.QUANTITY, LIST.bands[1])


def test_devices_must_be_known_where_they_choose():
    """A tally without its devices cannot be priced by terms that choose by devices."""
    message = "STD: the terms choose bands by distinct devices, the tally does not know them"
    assert complaint(TallyMismatch, charge, LIST, 60, 30, band_basis=BandBasis.DEVICES) == message
    assert charge(PerUnit("1 USD"), 60, 30, 2, DEVICES, band_basis=BandBasis.DEVICES).amount == money("2.00 USD")


@pytest.mark.parametrize(
    ("band", "unit_price", "model", "units"),
    [
        (0, "4.35 USD", LIST, 9),
        (1, "4.26 USD", LIST, 10),
        (0, "4.35 USD", LIST, 0),
        (0, None, Graduated(LIST_BANDS), 10),
        (1, None, Graduated(LIST_BANDS), 11),
        (0, None, Stairstep(LIST_BANDS, StairstepMode.SUM), 9),
        (1, None, Stairstep(LIST_BANDS, StairstepMode.SUM), 10),
        (1, None, Stairstep(LIST_BANDS, StairstepMode.REACHED), 10),
        (None, "4 USD", PerUnit("4 USD"), 10),
        (None, None, FlatFee("4 USD"), 10),
    ],
)
def test_the_band_is_the_last_that_was_used(band, unit_price, model, units):
    """The band of a graduated quantity that ends on a threshold is the one below; models without bands have none."""
    one = charge(model, units)
    assert one.band == (None if band is None else LIST_BANDS[band])
    assert one.unit_price == (None if unit_price is None else exact(unit_price))


BANDED = [LIST, Graduated(LIST_BANDS), Stairstep(LIST_BANDS, StairstepMode.SUM)]


@pytest.mark.parametrize("model", BANDED)
def test_below_the_first_band(model):
    """Below the first threshold the first band's price holds, or it is an error that names both."""
    assert charge(model, 29, 30).band == LIST_BANDS[0]
    message = "STD: 29/30 is below the first band, from 1"
    error = BelowFirstBand.ERROR
    assert complaint(QuantityBelowBands, charge, model, 29, 30, below_first_band=error) == message
    assert charge(model, 30, 30, below_first_band=error) == attrs.evolve(
        charge(model, 30, 30), terms=BillingTerms(below_first_band=error)
    )


def test_only_bands_have_a_below():
    """A model without bands covers every quantity; what is below is judged by the basis that chooses."""
    error = BelowFirstBand.ERROR
    assert charge(PerUnit("3 USD"), 1, 30, below_first_band=error).amount == money("0.10 USD")
    many = charge(LIST, 1, 30, count=10, band_basis=BandBasis.ALLOCATIONS, below_first_band=error)
    assert many.unit_price == exact("4.26 USD")
    message = complaint(
        QuantityBelowBands,
        charge,
        bands(("2.5", "1 USD")),
        60,
        30,
        count=2,
        band_basis=BandBasis.ALLOCATIONS,
        below_first_band=error,
    )
    assert message == "STD: 2 is below the first band, from 2.5"


ENTRY = TallyEntry("STD", 2, 16, 30)
PRICE = Price("STD", LIST)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "month: expected Month, got str '2026-04'", ("2026-04", ENTRY, PRICE, (), PLAN_POOL)),
        (WrongType, "entry: expected TallyEntry, got str 'STD'", (APRIL, "STD", PRICE, (), PLAN_POOL)),
        (WrongType, "price: expected Price, got NoneType None", (APRIL, ENTRY, None, (), PLAN_POOL)),
        (WrongType, "terms: expected BillingTerms, got NoneType None", (APRIL, ENTRY, PRICE, (), None)),
        (WrongType, "passed_over: expected tuple, got list []", (APRIL, ENTRY, PRICE, [], PLAN_POOL)),
        (WrongType, "name: expected str, got NoneType None", (APRIL, ENTRY, PRICE, (), PLAN_POOL, None)),
        (
            WrongValue,
            "price: expected a price of STD, got str 'LITE'",
            (APRIL, ENTRY, Price("LITE", LIST), (), PLAN_POOL),
        ),
        (
            WrongValue,
            "step: expected a whole number of minor units (1/1), got Fraction Fraction(1, 20)",
            (APRIL, ENTRY, Price("STD", PerUnit("1 JPY")), (), BillingTerms(rounding=Rounding(step="0.05"))),
        ),
    ],
)
def test_what_no_charge_can_be(kind, message, arguments):
    """A charge's price is of its SKU, and its currency can pay the step it is rounded to."""
    assert complaint(kind, Charge, *arguments) == message


def test_a_charge_is_its_inputs():
    """Charges of the same inputs are equal, and changing one input derives the amount anew."""
    one = Charge(APRIL, ENTRY, PRICE, (), PLAN_POOL, "Standard")
    assert one == Charge(APRIL, ENTRY, PRICE, (), PLAN_POOL, "Standard")
    assert one != Charge(APRIL, ENTRY, PRICE, (), PLAN_POOL)
    assert attrs.evolve(one, entry=attrs.evolve(ENTRY, count=10, units=300)).amount == money("42.60 USD")
    assert (one.sku, one.name) == ("STD", "Standard")


def charges(*given, minimum=None, **terms):
    """Return charges of acme in April."""
    return Charges("acme", APRIL, USD, BillingTerms(**terms), given, minimum)


LITE, STD = charge(PerUnit("1 USD"), 2, sku="LITE"), charge(LIST, 15, 30)
FOR_EACH = MinimumSpend("1 USD", MinimumScope.ALLOCATION)
OTHERWISE = "STD: charged for another month or under other terms"
NO_HISTOGRAM = (
    "STD: a minimum for each allocation needs the tally's histogram of days"
    " (count with histogram=True, or under the account's own terms)"
)


@pytest.mark.parametrize(
    ("kind", "message", "given"),
    [
        (WrongValue, "account: expected an id, got str ''", {"account": ""}),
        (WrongType, "currency: expected Currency, got str 'USD'", {"currency": "USD"}),
        (WrongType, "charges: expected tuple, got list []", {"charges": []}),
        (WrongType, "minimum_spend: expected MinimumSpend, got str '1 USD'", {"minimum_spend": "1 USD"}),
        (CurrencyMismatch, "expected EUR, got USD: currencies are never mixed or converted", {"currency": EUR}),
        (TallyMismatch, OTHERWISE, {"month": Month.parse("2026-05")}),
        (TallyMismatch, OTHERWISE, {"terms": BillingTerms(rounding=HALF_EVEN)}),
        (TallyMismatch, "expected one charge for each SKU, in order, got STD, LITE", {"charges": (STD, LITE)}),
        (TallyMismatch, "expected one charge for each SKU, in order, got STD, STD", {"charges": (STD, STD)}),
        (TallyMismatch, NO_HISTOGRAM, {"charges": (LITE, STD), "minimum_spend": FOR_EACH}),
    ],
)
def test_what_charges_belong_together(kind, message, given):
    """One account's charges share currency, month and terms, stand by SKU, and know what a floor asks for."""
    fields = {"account": "acme", "month": APRIL, "currency": USD, "terms": PLAN_POOL, "charges": (STD,), **given}
    assert complaint(kind, lambda: Charges(**fields)) == message


def test_a_floor_for_each_allocation_looks_at_allocations_only():
    """Things counted need no histogram; a device's days that count once have no allocations to look at."""
    assert charges(LITE, minimum=FOR_EACH).charges == (LITE,)
    assert charges(minimum=MinimumSpend("1 USD", MinimumScope.LINE), dedupe_days=True).charges == ()
    message = "a minimum for each allocation has nothing to look at, as days are the devices'"
    assert complaint(TallyMismatch, charges, minimum=FOR_EACH, dedupe_days=True) == message


def test_charges_show_themselves():
    """As text and as HTML: SKU, quantity, unit price where there is one, and amount; a charge is a table of one."""
    flat = charge(FlatFee("9 USD"), 1, sku="<b>")
    assert str(charges(flat, LITE, STD)) == (
        "sku   quantity  unit price    amount\n"
        "----  --------  ----------  --------\n"
        "<b>          1              9.00 USD\n"
        "LITE         2    1.00 USD  2.00 USD\n"
        "STD        0.5    4.35 USD  2.18 USD"
    )
    left, right = ' style="text-align:left"', ' style="text-align:right"'
    row = f"<tr><td{left}>STD</td><td{right}>0.5</td><td{right}>4.35 USD</td><td{right}>2.18 USD</td></tr>"
    assert row in charges(flat, LITE, STD)._repr_html_()
    assert row in STD._repr_html_()
    assert f"<tr><td{left}>&lt;b&gt;</td>" in flat._repr_html_()
    assert flat._repr_html_().count(f"<td{left}>") == 1


def test_equal_currencies_are_one_currency():
    """A currency is what it says: another value that says the same is no other currency."""
    made, again = Currency("XBT", 8), Currency("XBT", 8)
    assert made is not again
    one = charge(PerUnit(ExactMoney(Fraction(1), made)), 2)
    assert Charges("acme", APRIL, again, PLAN_POOL, (one,)).charges == (one,)
