"""Bands: what one may be, how they join, and which one a quantity lies in, a hair before and after each threshold."""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.examples import EUR, USD, complaint, exact

from kpix_billing_core.catalogue import PriceBand, band_index, bands
from kpix_billing_core.catalogue.price_band import closed, currency_of
from kpix_billing_core.errors import CurrencyMismatch, WrongType, WrongValue

HAIR = Fraction(1, 10**30)


@pytest.mark.parametrize("threshold", [Fraction(5, 2), "2.5", "5/2", Decimal("2.5")])
def test_a_threshold_is_an_exact_number(threshold):
    """Fractions, decimals and text give the same exact threshold, and a price may be text or exact money."""
    assert PriceBand(threshold, "0.0035 USD") == PriceBand(Fraction(5, 2), exact("0.0035 USD"))


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("0 and more: 4.35 USD", PriceBand(0, "4.35 USD")),
        ("2.5 to 10: 1/3 USD", PriceBand("2.5", "1/3 USD", "10")),
        ("1/3 to 2/3: 0 JPY", PriceBand("1/3", "0 JPY", "2/3")),
    ],
)
def test_a_band_says_where_it_holds(text, band):
    """A band reads as its threshold, its end and its price."""
    assert str(band) == text


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "threshold: expected int, Fraction, Decimal or text, got float 0.5", (0.5, "1.00 USD")),
        (WrongType, "threshold: expected int, Fraction, Decimal or text, got NoneType None", (None, "1.00 USD")),
        (WrongType, "threshold: expected int, Fraction, Decimal or text, got float 1.5", (0, "1.00 USD", 1.5)),
        (WrongType, "price: expected ExactMoney, got int 4", (0, 4)),
        (WrongValue, "money: expected an amount and a currency such as \"4.35 USD\", got str '4.35'", (0, "4.35")),
        (WrongValue, "threshold: expected 0 or more, got str '-0.5 and more: 1.00 USD'", ("-1/2", "1.00 USD")),
        (WrongValue, "price: expected 0 or more, got str '0 and more: -0.01 USD'", (0, "-0.01 USD")),
        (
            WrongValue,
            "up_to: expected an end above the threshold, or the band is never reached, got str '5 to 5: 1.00 USD'",
            (5, "1.00 USD", 5),
        ),
        (
            WrongValue,
            "up_to: expected an end above the threshold, or the band is never reached, got str '5 to 4: 1.00 USD'",
            (5, "1.00 USD", 4),
        ),
    ],
)
def test_what_no_band_can_be(kind, message, arguments):
    """A float, a price below nothing, and a band that ends where it starts or before, are refused with the band."""
    assert complaint(kind, PriceBand, *arguments) == message


def test_bands_close_each_other():
    """Each band ends where the next one starts, and the last one never."""
    made = bands((0, "3.00 USD"), ("2.5", "2.00 USD"), (10, "1.00 USD"))
    assert [(band.threshold, band.up_to) for band in made] == [(0, Fraction(5, 2)), (Fraction(5, 2), 10), (10, None)]
    assert bands((7, "1.00 USD")) == (PriceBand(7, "1.00 USD"),)


def test_ends_may_be_given():
    """Ends that meet the next threshold are taken as they are, beside ends left out."""
    given = (PriceBand(0, "3.00 USD", 5), PriceBand(5, "2.00 USD"), PriceBand(9, "1.00 USD"))
    assert closed(given) == bands((0, "3.00 USD"), (5, "2.00 USD"), (9, "1.00 USD"))
    once = closed(given)
    assert [one is two for one, two in zip(closed(once), once, strict=True)] == [True] * 3


PAIRS = [
    ("one band for each threshold, or one is never reached", PriceBand(1, "3.00 USD"), PriceBand(1, "2.00 USD")),
    ("rising thresholds", PriceBand(2, "3.00 USD"), PriceBand(1, "2.00 USD")),
    ("no gap between two bands", PriceBand(1, "3.00 USD", 4), PriceBand(5, "2.00 USD")),
    ("no overlap of two bands", PriceBand(1, "3.00 USD", 6), PriceBand(5, "2.00 USD")),
]


@pytest.mark.parametrize(("expected", "one", "following"), PAIRS)
def test_bands_that_do_not_join_are_named(expected, one, following):
    """A gap, an overlap, a wrong order and a threshold twice name both bands, wherever among the others they stand."""
    message = f"bands: expected {expected}, got str '{one}; {following}'"
    before, after = PriceBand(0, "9.00 USD"), PriceBand(100, "0.00 USD")
    for given in ((one, following), (before, one, following), (one, following, after), (before, one, following, after)):
        assert complaint(WrongValue, closed, given) == message


@pytest.mark.parametrize(
    ("kind", "message", "given"),
    [
        (WrongType, "bands: expected tuple of PriceBand, got list []", []),
        (WrongType, "bands: expected tuple of PriceBand, got int 1", (PriceBand(0, "1.00 USD"), 1)),
        (WrongValue, "bands: expected at least one band, got tuple ()", ()),
        (
            WrongValue,
            "bands: expected a last band without an end, got str '5 to 9: 2.00 USD'",
            (PriceBand(0, "3.00 USD"), PriceBand(1, "1.00 USD"), PriceBand(5, "2.00 USD", 9)),
        ),
    ],
)
def test_what_no_schedule_can_be(kind, message, given):
    """Nothing, something else than bands, and a schedule that ends are refused."""
    assert complaint(kind, closed, given) == message


def test_bands_have_one_currency():
    """All prices of a schedule are in one currency; the first other one is named."""
    assert currency_of(bands((0, "2.00 USD"), (1, "1.00 USD"))) == USD
    message = complaint(CurrencyMismatch, currency_of, bands((0, "3.00 USD"), (1, "2 EUR"), (2, "1 JPY")))
    assert message == f"expected {USD}, got {EUR}: currencies are never mixed or converted"


BANDS = bands(("1/3", "3.00 USD"), (1, "2.00 USD"), ("2.5", "1.00 USD"))


@pytest.mark.parametrize(
    ("index", "quantity"),
    [
        (-1, Fraction(0)),
        *((-1, Fraction(1, 3) - HAIR), (0, Fraction(1, 3)), (0, Fraction(1, 3) + HAIR)),
        *((0, 1 - HAIR), (1, Fraction(1)), (1, 1 + HAIR)),
        *((1, Fraction(5, 2) - HAIR), (2, Fraction(5, 2)), (2, Fraction(5, 2) + HAIR)),
        (2, Fraction(10**40)),
    ],
)
def test_a_threshold_belongs_to_the_band_it_opens(index, quantity):
    """A hair below a threshold is the band before, the threshold itself is the band, reduced or not."""
    assert band_index(BANDS, quantity.numerator, quantity.denominator) == index
    assert band_index(BANDS, 7 * quantity.numerator, 7 * quantity.denominator) == index


@pytest.mark.parametrize(
    ("message", "pair"),
    [
        ("band: expected (threshold, price), got list [0, '1 USD']", [0, "1 USD"]),
        ("band: expected (threshold, price), got tuple (0,)", (0,)),
        ("band: expected (threshold, price), got tuple (0, '1 USD', 5)", (0, "1 USD", 5)),
        ("band: expected (threshold, price), got str '01'", "01"),
    ],
)
def test_a_schedule_is_written_in_pairs(message, pair):
    """Each band is written as a threshold and a price, wherever among the others it stands."""
    assert complaint(WrongType, bands, pair) == message
    assert complaint(WrongType, bands, (0, "2 USD"), pair) == message


@pytest.mark.parametrize(
    ("kind", "message", "ratio"),
    [
        (WrongType, "numerator of the quantity: expected int, got float 1.0", (1.0, 1)),
        (WrongValue, "numerator of the quantity: expected at least 0, got int -1", (-1, 1)),
        (WrongValue, "denominator of the quantity: expected at least 1, got int 0", (1, 0)),
    ],
)
def test_a_band_is_asked_for_by_a_ratio(kind, message, ratio):
    """A quantity is a ratio of whole numbers, never below nothing; what it is looked up in are bands that join."""
    assert complaint(kind, band_index, BANDS, *ratio) == message
    assert "rising thresholds" in complaint(WrongValue, band_index, BANDS[::-1], 1, 1)
