"""Rating: which price is applied, which are passed over, and what a tally must be to be rated."""

from datetime import date

import attrs
import pytest
from tests.examples import ACME, APRIL, EUR, april, book, complaint, counted, exact, held, money

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.catalogue import (
    PLAN_POOL,
    BelowFirstBand,
    CustomBands,
    Graduated,
    MinimumSpend,
    PerUnit,
    Plan,
    Price,
    PriceBook,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from kpix_billing_core.dates import END_EXCLUDED
from kpix_billing_core.errors import PriceNotFound, QuantityBelowBands, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.metering import Tally, tally
from kpix_billing_core.rating import rate

DEFAULT = Price("STD", bands((1, "4 USD"), (10, "3 USD")))
OWN = Price("STD", bands((0, "5 USD"), (10, "2 USD"), (100, "1 USD")), "acme")


def one(prices, account=ACME, **counts):
    """Return the only charge for things counted."""
    [charge] = rate(counted(prices, **counts), prices, account).charges
    return charge


def test_a_charge_keeps_what_made_it():
    """Month, entry, price, terms and the plan's name stand in the charge; the account's floor beside the charges."""
    floor = MinimumSpend("25 USD")
    prices = PriceBook((DEFAULT,), plans=(Plan("STD", "Standard"),)).with_minimum("acme", floor)
    used = counted(prices, STD=10)
    found = rate(used, prices, ACME)
    assert (found.account, found.month, found.currency, found.terms) == ("acme", APRIL, ACME.currency, prices.terms)
    assert found.minimum_spend == floor
    [charge] = found.charges
    assert (charge.month, charge.entry, charge.price, charge.passed_over) == (APRIL, used.entries[0], DEFAULT, ())
    assert (charge.terms, charge.name, charge.amount) == (prices.terms, "Standard", money("30.00 USD"))


def test_one_charge_for_each_sku_used():
    """SKUs are charged in order, days and things counted alike; a quantity of nothing is no charge, and needs no price."""
    prices = book(DEFAULT, Price("CALLS", PerUnit("0.0035 USD")), day_count=END_EXCLUDED)
    days = tally([held(1), held(5, 5, sku="LITE")], APRIL, prices.terms)
    found = rate(days + counted(prices, CALLS=1000, NONE=0), prices, ACME)
    assert [(charge.sku, charge.amount) for charge in found.charges] == [
        ("CALLS", money("3.50 USD")),
        ("STD", money("4.00 USD")),
    ]


def test_nothing_used_is_no_charge():
    """An empty tally, of the account or of nobody, comes to no charges, still in the account's currency."""
    prices = book(DEFAULT)
    for nothing in (Tally.empty(APRIL, PLAN_POOL), Tally("acme", APRIL, PLAN_POOL.day_count)):
        assert rate(nothing, prices, ACME).charges == ()
        assert rate(nothing, prices, Account("acme", "EUR")).currency == EUR


@pytest.mark.parametrize(("amount", "currency"), [("4.00 USD", "USD"), ("5.00 EUR", "EUR")])
def test_the_accounts_currency_chooses_the_price(amount, currency):
    """Of two prices the one in the account's currency is applied, and none is passed over."""
    prices = book(DEFAULT, Price("STD", PerUnit("5 EUR")))
    charge = one(prices, Account("acme", currency), STD=1)
    assert (charge.amount, charge.passed_over) == (money(amount), ())


@pytest.mark.parametrize(
    ("sku", "account", "prices"),
    [
        ("LITE", ACME, book(DEFAULT)),
        ("STD", Account("acme", "EUR"), book(DEFAULT, OWN)),
        ("STD", ACME, book(attrs.evolve(DEFAULT, effective_from=april(2)))),
        ("STD", ACME, book(attrs.evolve(OWN, account="other"))),
    ],
)
def test_a_sku_without_a_price_is_an_error(sku, account, prices):
    """A use that nobody priced in this currency by the first of the month is never free."""
    message = f"no price of {sku} in {account.currency} for account acme in force on 2026-04-01"
    assert complaint(PriceNotFound, rate, counted(prices, **{sku: 1}), prices, account) == message


def test_a_later_own_price_leaves_the_default():
    """An own price that starts after the first of the month is not in force: the default holds alone."""
    charge = one(book(DEFAULT, attrs.evolve(OWN, effective_from=april(2))), STD=10)
    assert (charge.price, charge.passed_over) == (DEFAULT, ())
    started = attrs.evolve(OWN, effective_from=april(1))
    charge = one(book(DEFAULT, started), STD=10)
    assert (charge.price, charge.passed_over) == (started, (DEFAULT,))


def test_an_own_price_may_stand_alone():
    """An account's own price needs no default beside it, under any rule for the two."""
    for rule in CustomBands:
        charge = one(book(OWN, custom_bands=rule), STD=10)
        assert (charge.price, charge.passed_over) == (OWN, ())


@pytest.mark.parametrize(("amount", "units"), [("25.00 USD", 5), ("20.00 USD", 10), ("100.00 USD", 100)])
def test_own_bands_replace(amount, units):
    """Replacing, the account's own bands stand alone, dearer or not."""
    charge = one(book(DEFAULT, OWN), STD=units)
    assert charge == attrs.evolve(charge, price=OWN, passed_over=(DEFAULT,))
    assert charge.amount == money(amount)


@pytest.mark.parametrize(
    ("amount", "chosen", "units"),
    [
        ("20.00 USD", DEFAULT, 5),
        ("20.00 USD", OWN, 10),
        ("100.00 USD", OWN, 100),
    ],
)
def test_the_cheaper_wins(amount, chosen, units):
    """Where the cheaper wins, it does for the month's whole quantity; the other is passed over."""
    charge = one(book(DEFAULT, OWN, custom_bands=CustomBands.CHEAPER), STD=units)
    assert (charge.amount, charge.price) == (money(amount), chosen)
    assert charge.passed_over == tuple({DEFAULT, OWN} - {chosen})


@pytest.mark.parametrize(
    ("chosen", "own_price"),
    [(OWN, "4 USD"), (OWN, "3.9999 USD"), (DEFAULT, "4.0001 USD")],
)
def test_cheaper_is_judged_exactly(chosen, own_price):
    """A difference below a cent decides, and where both come to the same the account's own stands."""
    own = Price("STD", PerUnit(own_price), "acme")
    charge = one(book(DEFAULT, own, custom_bands=CustomBands.CHEAPER), STD=1)
    assert charge.price == (own if chosen is OWN else DEFAULT)


@pytest.mark.parametrize(
    ("model", "merged"),
    [
        (lambda given: Volume(given), [(0, 5), (1, 4), (10, 2), (100, 1)]),
        (lambda given: Graduated(given), [(0, 5), (1, 4), (10, 2), (100, 1)]),
        (lambda given: Stairstep(given, StairstepMode.SUM), [(0, 5), (1, 4), (10, 2), (100, 1)]),
        (lambda given: Stairstep(given, StairstepMode.REACHED), [(0, 5), (1, 4), (10, 2), (100, 1)]),
    ],
)
def test_bands_merge(model, merged):
    """Merging, the thresholds of both stand in one schedule, the account's own winning where they meet."""
    default = attrs.evolve(DEFAULT, model=model(DEFAULT.model.bands))
    own = attrs.evolve(OWN, model=model(OWN.model.bands), effective_from=april(1))
    charge = one(book(default, own, custom_bands=CustomBands.MERGE), STD=5)
    assert charge.price == attrs.evolve(own, model=model(bands(*((at, f"{price} USD") for at, price in merged))))
    assert charge.passed_over == (default, own)


@pytest.mark.parametrize(
    ("mine", "default", "own"),
    [
        ("Graduated", DEFAULT, Price("STD", Graduated(OWN.model.bands), "acme")),
        ("Volume", Price("STD", Graduated(DEFAULT.model.bands)), OWN),
        ("Volume", Price("STD", PerUnit("1 USD")), OWN),
        ("PerUnit", DEFAULT, Price("STD", PerUnit("1 USD"), "acme")),
        ("PerUnit", Price("STD", PerUnit("1 USD")), Price("STD", PerUnit("1 USD"), "acme")),
        ("Volume", Price("STD", Stairstep(DEFAULT.model.bands, StairstepMode.SUM)), OWN),
        (
            "Stairstep",
            Price("STD", Stairstep(DEFAULT.model.bands, StairstepMode.SUM)),
            Price("STD", Stairstep(OWN.model.bands, StairstepMode.REACHED), "acme"),
        ),
        ("Stairstep", DEFAULT, Price("STD", Stairstep(OWN.model.bands, StairstepMode.REACHED), "acme")),
    ],
)
def test_only_bands_of_one_model_merge(mine, default, own):
    """Bands of two models, stairs read in two ways, and prices without bands cannot be merged."""
    prices = book(default, own, custom_bands=CustomBands.MERGE)
    message = f"custom_bands: expected bands of one pricing model to merge for STD, got str '{mine}'"
    assert complaint(WrongValue, rate, counted(prices, STD=1), prices, ACME) == message


def test_merged_bands_are_judged_merged():
    """An own schedule that starts above the quantity is no error where the default's bands reach down to it."""
    own = Price("STD", bands((10, "2 USD")), "acme")
    strict = {"below_first_band": BelowFirstBand.ERROR}
    charge = one(book(DEFAULT, own, custom_bands=CustomBands.MERGE, **strict), STD=5)
    assert (charge.unit_price, charge.amount) == (exact("4 USD"), money("20.00 USD"))
    prices = book(DEFAULT, own, custom_bands=CustomBands.REPLACE, **strict)
    message = complaint(QuantityBelowBands, rate, counted(prices, STD=5), prices, ACME)
    assert message == "STD: 5 is below the first band, from 10"


def test_what_is_not_reached_is_not_cheaper():
    """Of two prices in force one that starts above the quantity is passed over; an error is only where both do."""
    own, strict = Price("STD", bands((10, "2 USD")), "acme"), {"below_first_band": BelowFirstBand.ERROR}
    prices = book(DEFAULT, own, custom_bands=CustomBands.CHEAPER, **strict)
    below, above = one(prices, STD=5), one(prices, STD=10)
    assert (below.unit_price, below.passed_over) == (exact("4 USD"), (own,))
    assert (above.unit_price, above.passed_over) == (exact("2 USD"), (DEFAULT,))
    late = book(Price("STD", bands((8, "4 USD"))), own, custom_bands=CustomBands.CHEAPER, **strict)
    message = complaint(QuantityBelowBands, rate, counted(late, STD=5), late, ACME)
    assert message == "STD: 5 is below the first band, from 10"  # its own price is asked first


@pytest.mark.parametrize("method", [PaymentMethod.PREPAY, PaymentMethod.PREPAY_AUTO])
def test_who_pays_in_advance_is_not_billed_days(method):
    """Days used are billed after use only; things counted are billed to anybody."""
    prices = book(DEFAULT)
    account = Account("acme", "USD", method)
    assert one(prices, account, STD=1).amount == money("4.00 USD")
    used = counted(prices, CALLS=1) + tally([held(1)], APRIL, PLAN_POOL)
    message = f"payment_method of acme: expected postpay, as days were used, got str '{method.value}'"
    assert complaint(WrongValue, rate, used, prices, account) == message


UNLIKE = "the tally was counted under another day count than the price book's terms name"


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "tally: expected Tally, got list []", ([], book(DEFAULT), ACME)),
        (WrongType, "book: expected PriceBook, got tuple ()", (Tally.empty(APRIL, PLAN_POOL), (), ACME)),
        (
            WrongType,
            "account: expected Account, got str 'acme'",
            (Tally.empty(APRIL, PLAN_POOL), book(DEFAULT), "acme"),
        ),
        (
            TallyMismatch,
            "expected a tally of acme, got one of other",
            (Tally("other", APRIL, PLAN_POOL.day_count), book(DEFAULT), ACME),
        ),
        (TallyMismatch, UNLIKE, (Tally.empty(APRIL, PLAN_POOL), book(DEFAULT, day_count=END_EXCLUDED), ACME)),
        (TallyMismatch, UNLIKE, (Tally.empty(APRIL, PLAN_POOL), book(DEFAULT, dedupe_days=True), ACME)),
    ],
)
def test_what_cannot_be_rated(kind, message, arguments):
    """Another account's tally, and one counted under another day count, are refused."""
    assert complaint(kind, rate, *arguments) == message


def test_prices_follow_the_month():
    """The price in force on the first of the month rates all of it; the next month may have another."""
    prices = book(DEFAULT, Price("STD", PerUnit("9 USD"), effective_from=date(2026, 4, 2)))
    [april_charge] = rate(tally([held(1)], APRIL, prices.terms), prices, ACME).charges
    [may_charge] = rate(tally([held(1)], APRIL + 1, prices.terms), prices, ACME).charges
    assert (april_charge.amount, may_charge.amount) == (money("4.00 USD"), money("9.00 USD"))


@pytest.mark.parametrize("rule", CustomBands)
@pytest.mark.parametrize("own", [OWN, attrs.evolve(OWN, effective_from=april(2))])
def test_a_charge_is_named_by_the_plan(own, rule):
    """Whichever price is applied, the plan's name stands in the charge."""
    prices = attrs.evolve(book(DEFAULT, own, custom_bands=rule), plans=(Plan("STD", "Standard"),))
    assert one(prices, STD=10).name == "Standard"


def test_a_run_of_purchases_is_named():
    """Charges say which run they are of; those of a month's use are of none, and the amounts are the same."""
    prices = book(DEFAULT)
    bought = counted(prices, STD=2)
    assert [rate(bought, prices, ACME, *run).run for run in ((), ("",), ("2026-04",))] == ["", "", "2026-04"]
    assert rate(bought, prices, ACME, "2026-04").charges == rate(bought, prices, ACME).charges


@pytest.mark.parametrize(
    ("kind", "message", "run"),
    [
        (WrongType, "run: expected str, got NoneType None", None),
        (WrongValue, "run: expected printable text, got str '\\t'", "\t"),
    ],
)
def test_a_run_is_printable_text(kind, message, run):
    """The name of a run is shown and written, so it has to be text."""
    prices = book(DEFAULT)
    assert complaint(kind, rate, counted(prices, STD=2), prices, ACME, run) == message
