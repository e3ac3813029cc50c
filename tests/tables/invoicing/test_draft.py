"""Drafting: floors in each scope, rounding by line and by invoice, credits after both."""

from datetime import date
from fractions import Fraction

import attrs
import pytest
from tests.examples import ACME, APRIL, USD, april, bill, book, complaint, counted, held, money

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import (
    PLAN_POOL,
    BillingTerms,
    Graduated,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Price,
    PriceBook,
    RoundingScope,
    bands,
)
from kpix_billing_core.dates import END_EXCLUDED
from kpix_billing_core.errors import CurrencyMismatch, PriceNotFound, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.invoicing import AdjustmentKind, draft
from kpix_billing_core.metering import Tally, tally
from kpix_billing_core.money import HALF_AWAY_FROM_ZERO, HALF_EVEN, Rounding, RoundingMode
from kpix_billing_core.rating import AccountCredit, Charges, rate

MINIMUM, ROUNDING = AdjustmentKind.MINIMUM_SPEND, AdjustmentKind.ROUNDING
STD, LITE = Price("STD", PerUnit("4.35 USD")), Price("LITE", PerUnit("1 USD"))


def floor(text, scope=MinimumScope.INVOICE, *, without_usage=False):
    """Return a minimum spend as a field of terms."""
    return {"minimum_spend": MinimumSpend(text, scope, without_usage)}


def adjustments(invoice):
    """Return why and how much, for each adjustment."""
    return [(line.kind, str(line.amount), line.sku) for line in invoice.adjustments]


def test_one_line_for_each_charge():
    """Charges become lines in their order, and nothing is adjusted without a floor or a total to round."""
    invoice = bill([held(1, 5), held(16, 25), held(1, sku="LITE")], book(STD, LITE))
    assert [(line.sku, line.amount) for line in invoice.lines] == [
        ("LITE", money("1.00 USD")),
        ("STD", money("2.18 USD")),
    ]
    assert (invoice.adjustments, invoice.credits, invoice.due) == ((), (), money("3.18 USD"))
    assert (invoice.account, invoice.month, invoice.terms) == (ACME, APRIL, PLAN_POOL)


# --- the floor of an invoice ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shortfall", "least"),
    [
        ("21.64 USD", "25.00 USD"),
        ("0.01 USD", "3.37 USD"),
        (None, "3.36 USD"),
        (None, "3.35 USD"),
        (None, "0.00 USD"),
    ],
)
def test_the_floor_of_an_invoice(shortfall, least):
    """4.35 x 16/30 + 1 x 1 comes to 3.36 with rounded lines with 2.32 + 1.04; what is missing to the floor is a line."""
    prices = book(STD, Price("LITE", PerUnit("1.04 USD")), **floor(least))
    invoice = bill([held(1, 16), held(1, sku="LITE")], prices)
    assert invoice.subtotal == money("2.32 USD") + money("1.04 USD")
    assert adjustments(invoice) == ([] if shortfall is None else [(MINIMUM, shortfall, None)])
    assert invoice.due == max(money(least), invoice.subtotal)


@pytest.mark.parametrize(("due", "without_usage"), [("0.00 USD", False), ("25.00 USD", True)])
def test_the_floor_of_a_month_without_use(due, without_usage):
    """A month without use is billed the floor only where the terms say so."""
    prices = book(STD, **floor("25 USD", without_usage=without_usage))
    for nothing in ([], [held(date(2026, 5, 1))]):
        invoice = bill(nothing, prices)
        assert (invoice.lines, invoice.due) == ((), money(due))
        assert adjustments(invoice) == ([(MINIMUM, "25.00 USD", None)] if without_usage else [])


def test_a_floor_with_use_ignores_without_usage():
    """A month with use has its floor either way."""
    for without_usage in (False, True):
        assert bill([held(1, 5)], book(STD, **floor("25 USD", without_usage=without_usage))).due == money("25 USD")


def test_use_that_costs_nothing_is_use():
    """A charge of nothing is use, so the floor holds."""
    assert bill([held(1, 5)], book(Price("STD", PerUnit("0 USD")), **floor("25 USD"))).due == money("25 USD")


@pytest.mark.parametrize("scope", MinimumScope)
def test_a_floor_in_another_currency_is_no_free_pass(scope):
    """An account in a currency that the floor does not name is an error, where the floor would apply."""
    prices = book(Price("STD", PerUnit("1 EUR")), **floor("25 USD", scope))
    message = "the minimum spend has no amount in EUR; a floor of nothing is written 0 EUR"
    assert complaint(PriceNotFound, bill, [held(1)], prices, Account("acme", "EUR")) == message


def test_each_currency_has_its_floor():
    """The floor in the account's currency is the one that applies."""
    both = MinimumSpend((money("25 USD"), money("20 EUR")))
    prices = book(STD, Price("STD", PerUnit("1 EUR")), minimum_spend=both)
    assert bill([held(1)], prices, Account("acme", "EUR")).due == money("20 EUR")


def test_an_accounts_own_floor():
    """A floor agreed with the account is applied in place of the terms', by invoice or by allocation."""
    prices = book(STD, **floor("25 USD")).with_minimum("acme", MinimumSpend("30 USD"))
    assert bill([held(1)], prices).due == money("30 USD")
    assert bill([held(1, account="other")], prices, Account("other", "USD")).due == money("25 USD")
    prices = prices.with_minimum("acme", MinimumSpend("3 USD", MinimumScope.ALLOCATION))
    assert bill([held(1), held(1, 1)], prices).due == money("4.35 USD") + money("3 USD")


# --- the floor of a line -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "due", "least"),
    [
        ([(MINIMUM, "2.68 USD", "STD"), (MINIMUM, "4.00 USD", "LITE")], "10.00 USD", "5.00 USD"),
        ([(MINIMUM, "0.01 USD", "STD"), (MINIMUM, "1.33 USD", "LITE")], "4.66 USD", "2.33 USD"),
        ([(MINIMUM, "1.32 USD", "LITE")], "4.64 USD", "2.32 USD"),
        ([], "3.32 USD", "1.00 USD"),
    ],
)
def test_the_floor_of_each_line(expected, due, least):
    """Each SKU's line is brought up to the floor on its own: 4.35 x 16/30 = 2.32 and 1.00."""
    invoice = bill([held(1, 16), held(1, sku="LITE")], book(STD, LITE, **floor(least, MinimumScope.LINE)))
    assert adjustments(invoice) == sorted(expected, key=lambda line: line[2])
    assert invoice.due == money(due)


# --- the floor of an allocation ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "least", "used"),
    [
        # 3.00 for a month: 0.10 a day; each allocation at least a dollar
        ("4.00 USD", "1 USD", [held(1), held(1, 5)]),
        ("1.00 USD", "1 USD", [held(1, 10)]),
        ("1.10 USD", "1 USD", [held(1, 11)]),
        ("2.10 USD", "1 USD", [held(1, 9), held(10, 20)]),
        ("3.00 USD", "1 USD", [held(1, 1), held(2, 2), held(2, 2)]),
        ("0.50 USD", "0 USD", [held(1, 5)]),
    ],
)
def test_the_floor_of_each_allocation(due, least, used):
    """Each allocation's share of the line, by its days, is at least the floor."""
    prices = book(Price("STD", PerUnit("3 USD")), **floor(least, MinimumScope.ALLOCATION))
    invoice = bill(used, prices)
    assert invoice.due == money(due)
    missing = money(due) - invoice.subtotal
    assert adjustments(invoice) == ([(MINIMUM, str(missing), "STD")] if missing else [])


def test_shares_of_a_graduated_line_are_by_days():
    """The first plan-month at 4, the next at 2: 45 days cost 5, of which 15 days are a third, below a floor of 2."""
    prices = book(Price("STD", Graduated(bands((0, "4 USD"), (1, "2 USD")))), **floor("2 USD", MinimumScope.ALLOCATION))
    invoice = bill([held(1), held(16)], prices)
    assert invoice.adjustments[0].target.amount == Fraction(5) * 30 / 45 + 2
    assert (invoice.subtotal, invoice.due) == (money("5 USD"), money("5.33 USD"))


def test_things_counted_have_no_allocations():
    """No floor for each allocation falls on things counted, also beside days."""
    prices = book(STD, Price("CALLS", PerUnit("0.01 USD")), **floor("5 USD", MinimumScope.ALLOCATION))
    used = counted(prices, CALLS=3) + tally([held(1)], APRIL, prices.terms)
    assert adjustments(bill(used, prices)) == [(MINIMUM, "0.65 USD", "STD")]


def test_an_allocation_without_a_day_has_no_floor():
    """Where the day count gives an allocation no day it is not used: no floor, whether others are used or not."""
    prices = book(Price("STD", PerUnit("3 USD")), day_count=END_EXCLUDED, **floor("1 USD", MinimumScope.ALLOCATION))
    assert bill([held(4, 4)], prices).due == money("0 USD")
    assert bill([held(1), held(4, 4)], prices).due == money("3 USD")
    assert bill([held(4, 5), held(4, 4)], prices).due == money("1 USD")


def test_a_floor_by_allocation_needs_the_histogram():
    """A tally counted without it is refused, never billed without the floor."""
    prices = book(STD, **floor("1 USD", MinimumScope.ALLOCATION))
    used = tally([held(1)], APRIL, prices.terms, histogram=False)
    assert complaint(TallyMismatch, rate, used, prices, ACME).startswith("STD: a minimum for each allocation needs")


# --- rounding ------------------------------------------------------------------------------------------

PARTS = book(*(Price(sku, PerUnit("0.125 USD")) for sku in "ABC"))


@pytest.mark.parametrize(
    ("lines", "rounding", "due", "terms"),
    [
        # three times 0.125 = 0.375
        ("0.13 USD", None, "0.39 USD", {}),
        ("0.12 USD", None, "0.36 USD", {"rounding": HALF_EVEN}),
        ("0.13 USD", "-0.01 USD", "0.38 USD", {"rounding_scope": RoundingScope.INVOICE}),
        ("0.12 USD", "0.02 USD", "0.38 USD", {"rounding_scope": RoundingScope.INVOICE, "rounding": HALF_EVEN}),
        (
            "0.12 USD",
            "0.01 USD",
            "0.37 USD",
            {"rounding_scope": RoundingScope.INVOICE, "rounding": Rounding(RoundingMode.DOWN)},
        ),
        ("0.15 USD", None, "0.45 USD", {"rounding": Rounding(step="0.05")}),
        (
            "0.13 USD",
            "0.01 USD",
            "0.40 USD",
            {"rounding_scope": RoundingScope.INVOICE, "rounding": Rounding(step="0.05")},
        ),
        (
            "0.12 USD",
            "-0.01 USD",
            "0.35 USD",
            {"rounding_scope": RoundingScope.INVOICE, "rounding": Rounding(RoundingMode.DOWN, "0.05")},
        ),
    ],
)
def test_rounding_by_line_and_by_invoice(lines, rounding, due, terms):
    """By line each line is rounded and summed; by invoice the exact total is, and the difference is a line of its own."""
    prices = PARTS.with_terms(**terms)
    invoice = bill(counted(prices, A=1, B=1, C=1), prices)
    assert [line.amount for line in invoice.lines] == [money(lines)] * 3
    assert adjustments(invoice) == ([] if rounding is None else [(ROUNDING, rounding, None)])
    assert invoice.due == money(due)


@pytest.mark.parametrize("terms", [{}, {"rounding": Rounding(step="0.05")}])
def test_no_difference_is_no_line(terms):
    """Where the rounded lines sum to the rounded total, nothing is adjusted."""
    prices = PARTS.with_terms(rounding_scope=RoundingScope.INVOICE, **terms)
    assert bill(counted(prices, A=2, B=2), prices).adjustments == ()
    assert bill([], prices).adjustments == ()


def test_a_line_floor_survives_the_rounded_total():
    """Lines that reach their floor only by rounding count with the floor when the exact total is rounded."""
    prices = book(
        *(Price(sku, PerUnit("0.006 USD")) for sku in "AB"),
        rounding_scope=RoundingScope.INVOICE,
        **floor("0.01 USD", MinimumScope.LINE),
    )
    invoice = bill(counted(prices, A=1, B=1), prices)
    assert (invoice.adjustments, invoice.due) == ((), money("0.02 USD"))


def test_a_rounded_total_over_line_floors():
    """The exact total takes the floors of the lines below it and the exact amounts of the others: 1 + 2.125 = 3.125."""
    prices = book(
        Price("A", PerUnit("0.125 USD")),
        Price("B", PerUnit("2.125 USD")),
        rounding_scope=RoundingScope.INVOICE,
        rounding=HALF_EVEN,
        **floor("1 USD", MinimumScope.LINE),
    )
    invoice = bill(counted(prices, A=1, B=1), prices)
    assert [line.amount for line in invoice.lines] == [money("0.12 USD"), money("2.12 USD")]
    assert adjustments(invoice) == [(MINIMUM, "0.88 USD", "A")]
    assert invoice.due == money("3.12 USD")
    prices = prices.with_terms(rounding=HALF_AWAY_FROM_ZERO, minimum_spend=MinimumSpend("0.13 USD", MinimumScope.LINE))
    invoice = bill(counted(prices, A=1, B=1), prices)
    # 0.13 + 2.125 = 2.255 -> 2.26, as the lines say
    assert (adjustments(invoice), invoice.due) == ([], money("2.26 USD"))


def test_the_floor_of_an_invoice_comes_after_its_rounding():
    """The rounded total is compared with the floor, which is rounded alike; both stand as lines, in this order."""
    prices = PARTS.with_terms(
        rounding_scope=RoundingScope.INVOICE, rounding=Rounding(step="0.05"), minimum_spend=MinimumSpend("1.02 USD")
    )
    invoice = bill(counted(prices, A=1, B=1, C=1), prices)
    assert adjustments(invoice) == [(ROUNDING, "0.01 USD", None), (MINIMUM, "0.60 USD", None)]
    assert invoice.due == money("1.00 USD")
    line_rounding = book(STD, rounding=Rounding(step="0.05"), minimum_spend=MinimumSpend("25.02 USD"))
    assert bill([held(1)], line_rounding).due == money("25.00 USD")


def test_a_line_floor_is_rounded_as_lines_are():
    """A floor for lines follows the step of lines, and the minor unit where the step is for the invoice."""
    terms = {"rounding": Rounding(step="0.05"), **floor("1.02 USD", MinimumScope.LINE)}
    assert bill([held(1, 1)], book(STD, **terms)).due == money("1.00 USD")
    by_invoice = bill([held(1, 1)], book(STD, rounding_scope=RoundingScope.INVOICE, **terms))
    assert adjustments(by_invoice) == [(MINIMUM, "0.87 USD", "STD"), (ROUNDING, "-0.02 USD", None)]
    assert by_invoice.due == money("1.00 USD")


# --- credits -------------------------------------------------------------------------------------------


def test_credits_come_last():
    """The floor is met before credits: they pay of it, and only the rest of them is carried."""
    old = AccountCredit("c1", "acme", money("20 USD"), april(1))
    new = AccountCredit("c2", "acme", money("20 USD"), april(2))
    invoice = bill([held(1)], book(STD, **floor("25 USD")), credits=iter([new, old]))
    assert [(use.credit.id, use.used) for use in invoice.credits] == [("c1", money("20 USD")), ("c2", money("5 USD"))]
    assert (invoice.total, invoice.due, invoice.credits_carried) == (money("25 USD"), money("0 USD"), money("15 USD"))
    assert [credit.id for credit in invoice.carried] == ["c2"]


def test_credits_of_a_month_without_use_are_carried():
    """An invoice of nothing uses no credit and carries all of them."""
    credit = AccountCredit("c1", "acme", money("2.86 USD"), april(8))
    invoice = bill([], book(STD), credits=[credit])
    assert (invoice.due, invoice.carried) == (money("0 USD"), (credit,))


# --- what does not belong together ---------------------------------------------------------------------

NOTHING = rate(Tally.empty(APRIL, PLAN_POOL), book(STD), ACME)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "account: expected Account, got str 'acme'", ("acme", APRIL, NOTHING)),
        (WrongType, "month: expected Month, got str '2026-04'", (ACME, "2026-04", NOTHING)),
        (WrongType, "charges: expected Charges, got tuple ()", (ACME, APRIL, ())),
        (
            TallyMismatch,
            "expected charges of acme in 2026-05, got acme in 2026-04",
            (ACME, APRIL + 1, NOTHING),
        ),
        (
            TallyMismatch,
            "expected charges of other in 2026-04, got acme in 2026-04",
            (Account("other", "USD"), APRIL, NOTHING),
        ),
        (
            CurrencyMismatch,
            "expected EUR, got USD: currencies are never mixed or converted",
            (Account("acme", "EUR"), APRIL, NOTHING),
        ),
        (
            WrongValue,
            "credits: expected credits of acme, got str 'other'",
            (ACME, APRIL, NOTHING, [AccountCredit("c1", "other", money("1 USD"), april(1))]),
        ),
        (WrongType, "credits: expected AccountCredit, got str 'c1'", (ACME, APRIL, NOTHING, ["c1"])),
    ],
)
def test_what_cannot_be_drafted(kind, message, arguments):
    """Charges and credits of another account, month or currency never come onto an invoice."""
    assert complaint(kind, draft, *arguments) == message


def test_terms_of_the_invoice_are_the_charges():
    """The invoice carries the conventions that its charges were made under."""
    terms = BillingTerms(rounding=HALF_EVEN)
    assert draft(ACME, APRIL, Charges("acme", APRIL, USD, terms)).terms == terms
    assert PriceBook((), terms).terms == terms


def test_a_run_is_drafted_as_what_it_is():
    """The invoice is of the run that was charged, and of the same amounts."""
    plain = book(STD)
    bought = counted(plain, STD=2)
    of_month, of_run = (draft(ACME, APRIL, rate(bought, plain, ACME, run)) for run in ("", "2026-04"))
    assert (of_month.run, of_run.run) == ("", "2026-04")
    assert of_run.id == "2026-04:acme:2026-04"
    assert attrs.evolve(of_run, run="") == of_month
