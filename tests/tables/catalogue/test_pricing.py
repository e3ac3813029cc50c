"""Every pricing model at a hair before and after each threshold, from one table; and what a model refuses."""

from fractions import Fraction

import pytest
from tests.examples import EUR, USD, complaint, exact

from kpix_billing_core.catalogue import (
    FlatFee,
    Graduated,
    Package,
    PerUnit,
    PriceBand,
    Stairstep,
    StairstepMode,
    Step,
    Volume,
    bands,
)
from kpix_billing_core.catalogue.pricing import PRICING_MODELS, bands_of
from kpix_billing_core.errors import CurrencyMismatch, WrongType, WrongValue

HAIR = Fraction(1, 10**30)
BANDS = bands((1, "5.00 USD"), (10, "3.00 USD"), (100, "2.00 USD"))
VOLUME, GRADUATED = Volume(BANDS), Graduated(BANDS)
REACHED, SUM = Stairstep(BANDS, StairstepMode.REACHED), Stairstep(BANDS, StairstepMode.SUM)
PER_UNIT, FLAT, PACKAGE = PerUnit("5.00 USD"), FlatFee("5.00 USD"), Package(10, "5.00 USD")


def ratio(quantity: Fraction) -> tuple[int, int]:
    """Return a quantity as models take it."""
    return quantity.numerator, quantity.denominator


def steps(model, quantity, basis=None):
    """Return what a model makes of a quantity as (band, part, price in USD) for each step."""
    made = model.steps(ratio(quantity), ratio(quantity if basis is None else basis))
    return [(step.band, step.quantity, step.price.amount) for step in made]


# quantity; band by volume; parts by graduated bands; blocks of ten begun
BOUNDARIES = [
    (Fraction(0), 0, [Fraction(0)], 0),
    (HAIR, 0, [HAIR], 1),
    (1 - HAIR, 0, [1 - HAIR], 1),
    (Fraction(1), 0, [Fraction(1)], 1),
    (1 + HAIR, 0, [1 + HAIR], 1),
    (Fraction(11, 2), 0, [Fraction(11, 2)], 1),
    (10 - HAIR, 0, [10 - HAIR], 1),
    (Fraction(10), 1, [Fraction(10)], 1),
    (10 + HAIR, 1, [Fraction(10), HAIR], 2),
    (Fraction(21, 2), 1, [Fraction(10), Fraction(1, 2)], 2),
    (100 - HAIR, 1, [Fraction(10), 90 - HAIR], 10),
    (Fraction(100), 2, [Fraction(10), Fraction(90)], 10),
    (100 + HAIR, 2, [Fraction(10), Fraction(90), HAIR], 11),
    (Fraction(10**18), 2, [Fraction(10), Fraction(90), Fraction(10**18 - 100)], 10**17),
]
PRICES = [Fraction(5), Fraction(3), Fraction(2)]


@pytest.mark.parametrize(("quantity", "band", "parts", "blocks"), BOUNDARIES)
def test_every_model_at_every_boundary(quantity, band, parts, blocks):
    """One table says for each quantity which band, which parts and how many blocks each model charges."""
    assert steps(VOLUME, quantity) == [(band, quantity, PRICES[band])]
    assert steps(GRADUATED, quantity) == [(index, part, PRICES[index]) for index, part in enumerate(parts)]
    assert steps(REACHED, quantity) == [(band, 1, PRICES[band])]
    assert steps(SUM, quantity) == [(index, 1, PRICES[index]) for index in range(band + 1)]
    assert steps(PER_UNIT, quantity) == [(None, quantity, 5)]
    assert steps(FLAT, quantity) == [(None, 1, 5)]
    assert steps(PACKAGE, quantity) == [(None, blocks, 5)]


@pytest.mark.parametrize(
    ("index", "basis"),
    [(0, 1 - HAIR), (0, Fraction(1)), (0, 10 - HAIR), (1, Fraction(10)), (1, 100 - HAIR), (2, Fraction(100))],
)
def test_the_basis_chooses_the_band(index, basis):
    """Where the terms choose by something else, volume and stairs look at that; the quantity charged stays the same."""
    quantity = Fraction(16, 30)
    assert steps(VOLUME, quantity, basis) == [(index, quantity, PRICES[index])]
    assert steps(REACHED, quantity, basis) == [(index, 1, PRICES[index])]
    assert len(steps(SUM, quantity, basis)) == index + 1
    assert VOLUME.unit_price(ratio(basis)) == BANDS[index].price


def test_the_basis_cannot_cut_a_graduated_quantity():
    """Graduated bands are cut from the quantity, whatever the basis."""
    assert steps(GRADUATED, Fraction(12), Fraction(100)) == steps(GRADUATED, Fraction(12))


@pytest.mark.parametrize(
    ("blocks", "size", "quantity"),
    [
        (0, "2.5", Fraction(0)),
        (1, "2.5", Fraction(5, 2)),
        (2, "2.5", Fraction(5, 2) + HAIR),
        (3, "1/3", Fraction(1)),
        (4, "1/3", 1 + HAIR),
        (1, 10**18, HAIR),
    ],
)
def test_a_started_block_is_a_block(blocks, size, quantity):
    """Blocks of any exact size are counted up."""
    assert steps(Package(size, "5.00 USD"), quantity) == [(None, blocks, 5)]


@pytest.mark.parametrize(
    ("price", "model"),
    [
        (exact("5.00 USD"), PER_UNIT),
        (exact("3.00 USD"), VOLUME),
        (None, GRADUATED),
        (exact("7.00 USD"), Graduated(bands((3, "7.00 USD")))),
        (None, FLAT),
        (None, PACKAGE),
        (None, REACHED),
        (None, SUM),
    ],
)
def test_a_unit_price_only_where_there_is_one(price, model):
    """Per unit, volume and a single graduated band have a price of one unit; the others have none."""
    assert model.unit_price((10, 1)) == price


@pytest.mark.parametrize("model", [PER_UNIT, VOLUME, GRADUATED, FLAT, PACKAGE, REACHED, SUM])
def test_a_model_knows_its_currency_and_bands(model):
    """Each model says the currency of its prices, and its bands where it has some."""
    assert model.currency == USD
    assert type(model) in PRICING_MODELS
    assert bands_of(model) == (BANDS if model in (VOLUME, GRADUATED, REACHED, SUM) else ())


@pytest.mark.parametrize("model", [Volume, Graduated, lambda given: Stairstep(given, StairstepMode.SUM)])
def test_models_close_and_check_their_bands(model):
    """Bands given without ends get them; a faulty schedule, a list, and two currencies are refused."""
    assert model((PriceBand(0, "2 EUR"), PriceBand(5, "1 EUR"))).bands == bands((0, "2 EUR"), (5, "1 EUR"))
    assert model(bands((0, "2 EUR"))).currency == EUR
    assert "rising thresholds" in complaint(WrongValue, model, (PriceBand(5, "2.00 USD"), PriceBand(0, "1.00 USD")))
    assert complaint(WrongType, model, list(BANDS)).startswith("bands: expected tuple of PriceBand, got list")
    message = "expected USD, got EUR: currencies are never mixed or converted"
    assert complaint(CurrencyMismatch, model, (PriceBand(0, "2.00 USD"), PriceBand(5, "1 EUR"))) == message


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "price: expected ExactMoney, got float 5.0", lambda: PerUnit(5.0)),
        (WrongValue, "price: expected 0 or more, got str '-0.01 USD'", lambda: PerUnit("-0.01 USD")),
        (WrongType, "price: expected ExactMoney, got int 5", lambda: FlatFee(5)),
        (WrongValue, "price: expected 0 or more, got str '-1.00 USD'", lambda: FlatFee("-1.00 USD")),
        (WrongType, "price: expected ExactMoney, got NoneType None", lambda: Package(1, None)),
        (WrongValue, "price: expected 0 or more, got str '-1.00 USD'", lambda: Package(1, "-1.00 USD")),
        (WrongValue, "size: expected more than 0, got str '0'", lambda: Package(0, "1.00 USD")),
        (WrongValue, "size: expected more than 0, got str '-2.5'", lambda: Package("-2.5", "1.00 USD")),
        (
            WrongType,
            "size: expected int, Fraction, Decimal or text, got float 1.0",
            lambda: Package(1.0, "1.00 USD"),
        ),
        (WrongType, "mode: expected StairstepMode, got str 'sum'", lambda: Stairstep(BANDS, "sum")),
    ],
)
def test_what_no_model_can_be(kind, message, call):
    """A price below nothing, a block of nothing, a float, and a mode that is not said are refused."""
    assert complaint(kind, call) == message


def test_a_price_of_nothing_is_a_price():
    """Zero is a price in every model."""
    free = bands((0, "0.00 USD"))
    models = (PerUnit("0.00 USD"), FlatFee("0.00 USD"), Package(1, "0.00 USD"), Volume(free), Graduated(free))
    assert [model.steps((3, 1), (3, 1))[0].price for model in models] == [exact("0.00 USD")] * len(models)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "band: expected int, got str '0'", ("0", 1, 1, exact("1.00 USD"))),
        (WrongValue, "band: expected at least 0, got int -1", (-1, 1, 1, exact("1.00 USD"))),
        (WrongType, "numerator: expected int, got float 1.0", (None, 1.0, 1, exact("1.00 USD"))),
        (WrongValue, "numerator: expected at least 0, got int -1", (None, -1, 1, exact("1.00 USD"))),
        (WrongValue, "denominator: expected at least 1, got int 0", (None, 1, 0, exact("1.00 USD"))),
        (WrongType, "price: expected ExactMoney, got str '1.00 USD'", (None, 1, 1, "1.00 USD")),
    ],
)
def test_what_no_step_can_be(kind, message, arguments):
    """A step is a part of a quantity, from a band that exists, at an exact price."""
    assert complaint(kind, Step, *arguments) == message


def test_a_step_is_a_fraction_of_units():
    """A step's quantity is its ratio, reduced."""
    assert Step(None, 16, 30, exact("1.00 USD")).quantity == Fraction(8, 15)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_step_has_numbers_of_640_digits_at_most(place):
    """Of each of its three numbers."""
    numbers = [0, 1, 1]
    numbers[place] = 10**640 - 1
    assert Step(*numbers, exact("1.00 USD")).price == exact("1.00 USD")
    numbers[place] = 10**640
    name = ("band", "numerator", "denominator")[place]
    assert complaint(WrongValue, Step, *numbers, exact("1.00 USD")).startswith(f"{name}: expected at most 640 digits")


@pytest.mark.parametrize("model", [PER_UNIT, VOLUME, GRADUATED, FLAT, PACKAGE, REACHED, SUM])
def test_a_quantity_is_a_ratio(model):
    """Quantity and basis are ratios of whole numbers, named where they are none."""
    message = "{}: expected (numerator, denominator), got Fraction Fraction(1, 2)"
    assert complaint(WrongType, model.steps, Fraction(1, 2), (1, 1)) == message.format("quantity")
    assert complaint(WrongType, model.steps, (1, 1), Fraction(1, 2)) == message.format("basis")
    assert complaint(WrongType, model.unit_price, Fraction(1, 2)) == message.format("basis")
