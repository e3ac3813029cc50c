"""Lines and adjustments: names that stay the same, and a difference that is rounded once."""

import pytest
from tests.examples import APRIL, LIST_BANDS, complaint, exact, money

from kpix_billing_core.catalogue import PLAN_POOL, FlatFee, MinimumSpend, Price
from kpix_billing_core.errors import CurrencyMismatch, PriceNotFound, WrongType, WrongValue
from kpix_billing_core.invoicing import Adjustment, AdjustmentKind, InvoiceLine
from kpix_billing_core.metering import TallyEntry
from kpix_billing_core.money import HALF_AWAY_FROM_ZERO, HALF_EVEN, Rounding
from kpix_billing_core.rating import Charge

CHARGE = Charge(APRIL, TallyEntry("STD", 2, 16, 30), Price("STD", LIST_BANDS), (), PLAN_POOL)
MINIMUM, ROUNDING = AdjustmentKind.MINIMUM_SPEND, AdjustmentKind.ROUNDING


def test_a_line_shows_its_charge():
    """Everything on a line is the charge's; its id is made from the SKU."""
    line = InvoiceLine(CHARGE)
    assert (line.id, line.sku, line.amount) == ("charge:STD", "STD", money("2.32 USD"))
    assert (line.quantity, line.unit_price) == (CHARGE.quantity, exact("4.35 USD"))


@pytest.mark.parametrize(("description", "name"), [("STD", ""), ("Standard", "Standard")])
def test_a_line_is_called_by_the_plan(description, name):
    """The plan's name stands on the line, the SKU where it has none."""
    charge = Charge(APRIL, CHARGE.entry, Price("STD", FlatFee("9 USD")), (), PLAN_POOL, name)
    assert (InvoiceLine(charge).description, InvoiceLine(charge).unit_price) == (description, None)


def test_a_line_is_of_a_charge():
    """A line is made from a charge, nothing else."""
    assert complaint(WrongType, InvoiceLine, 5) == "charge: expected Charge, got int 5"


@pytest.mark.parametrize(
    ("amount", "target", "reached", "rounding"),
    [
        ("22.68 USD", "25 USD", "2.32 USD", HALF_AWAY_FROM_ZERO),
        ("0.01 USD", "0.125 USD", "0.12 USD", HALF_AWAY_FROM_ZERO),
        ("0.00 USD", "0.125 USD", "0.12 USD", HALF_EVEN),
        ("-0.02 USD", "2.32 USD", "2.32 USD", Rounding(step="0.05")),
        ("-1.00 USD", "0 USD", "1.00 USD", HALF_AWAY_FROM_ZERO),
    ],
)
def test_the_difference_is_rounded_once(amount, target, reached, rounding):
    """An adjustment is the rounded target less what was reached, of either sign."""
    assert Adjustment(ROUNDING, exact(target), money(reached), rounding).amount == money(amount)


@pytest.mark.parametrize(
    ("id_", "description", "kind", "sku"),
    [
        ("minimum_spend", "Minimum spend", MINIMUM, None),
        ("minimum_spend:STD", "Minimum spend, STD", MINIMUM, "STD"),
        ("rounding", "Rounding", ROUNDING, None),
    ],
)
def test_an_adjustment_has_a_name(id_, description, kind, sku):
    """Its id and its English words tell why it is there, and for which line."""
    one = Adjustment(kind, exact("1 USD"), money("0 USD"), HALF_AWAY_FROM_ZERO, sku)
    assert (one.id, one.description) == (id_, description)


FLOOR = MinimumSpend("1 USD")


@pytest.mark.parametrize(
    ("error", "message", "kind", "target"),
    [
        (WrongValue, "minimum_spend: expected None where a total is rounded, got str 'rounding'", ROUNDING, "1 USD"),
        (
            PriceNotFound,
            "the minimum spend has no amount in EUR; a floor of nothing is written 0 EUR",
            MINIMUM,
            "1 EUR",
        ),
    ],
)
def test_a_floor_is_of_a_minimum_spend(error, message, kind, target):
    """What was agreed stands beside what it led to, and in the same currency; the rounding of a total has none."""
    assert (
        Adjustment(MINIMUM, exact("1 USD"), money("0 USD"), HALF_AWAY_FROM_ZERO, minimum_spend=FLOOR).minimum_spend
        == FLOOR
    )
    reached = money("0 " + target[2:])
    refused = complaint(error, Adjustment, kind, exact(target), reached, HALF_AWAY_FROM_ZERO, None, FLOOR)
    assert refused == message


GOOD = (MINIMUM, exact("1 USD"), money("0 USD"), HALF_AWAY_FROM_ZERO)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "kind: expected AdjustmentKind, got str 'rounding'", ("rounding", *GOOD[1:])),
        (
            WrongType,
            "target: expected ExactMoney, got Money Money.parse('1.00 USD')",
            (MINIMUM, money("1 USD"), *GOOD[2:]),
        ),
        (WrongType, "reached: expected Money, got str '0 USD'", (*GOOD[:2], "0 USD", HALF_EVEN)),
        (WrongType, "rounding: expected Rounding, got NoneType None", (*GOOD[:3], None)),
        (WrongValue, "sku: expected an id, got str ''", (*GOOD, "")),
        (
            CurrencyMismatch,
            "expected EUR, got USD: currencies are never mixed or converted",
            (*GOOD[:2], money("0 EUR"), HALF_EVEN),
        ),
    ],
)
def test_what_no_adjustment_can_be(kind, message, arguments):
    """Target and reached are in one currency, and each field is of its kind."""
    assert complaint(kind, Adjustment, *arguments) == message
