"""Explanations, word for word: each pricing model, the bands passed over, prices, floors, rounding and credits."""

from datetime import date

import attrs
import pytest
from tests.examples import ACME, APRIL, april, bill, book, complaint, counted, exact, held, money

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import (
    BandBasis,
    BelowFirstBand,
    CustomBands,
    FlatFee,
    Graduated,
    IssueDay,
    MinimumScope,
    MinimumSpend,
    Package,
    PerUnit,
    Plan,
    Price,
    PriceBook,
    RoundingScope,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, STRICT_30_360
from kpix_billing_core.errors import WrongType, WrongValue, describe
from kpix_billing_core.explain import Explanation, Fact, explain
from kpix_billing_core.invoicing import Adjustment, AdjustmentKind, CreditUse, draft
from kpix_billing_core.money import HALF_EVEN, Rounding, RoundingMode
from kpix_billing_core.rating import AccountCredit, rate

BANDS = bands((1, "5.00 USD"), (10, "3.00 USD"), (100, "2.00 USD"))


def told(title, *rows):
    """Return an explanation as text: the title, and below it each label, value and rules, the labels of one width."""
    width = max(len(label) for label, _, _ in rows)
    return "\n".join([title, *(f"  {label:{width}}  {value}  {rules}".rstrip() for label, value, rules in rows)])


HEAD = [("used", "12 counted", ""), ("quantity", "12", "")]
LOW, MIDDLE, HIGH = (
    ("band passed over", "1 to 10: 5.00 USD", "[L46]"),
    ("band taken", "10 to 100: 3.00 USD, as 12 reaches it", "[L46 L47]"),
    ("band passed over", "100 and more: 2.00 USD", "[L46]"),
)
LOW_TAKEN = ("band taken", *LOW[1:])

# the amount, the model and its name, then what lies between the price and the exact amount
MODELS = [
    ("36", PerUnit("3.00 USD"), "per unit", [], ["12 at 3.00 USD"]),
    ("9", FlatFee("9.00 USD"), "flat fee", [], ["9.00 USD for the month"]),
    ("10", Package(10, "5.00 USD"), "package of 10", [], ["2 started blocks of 10 at 5.00 USD"]),
    ("5", Package("12.5", "5.00 USD"), "package of 12.5", [], ["1 started block of 12.5 at 5.00 USD"]),
    ("36", Volume(BANDS), "volume", [LOW, MIDDLE, HIGH], ["12 at 3.00 USD"]),
    ("56", Graduated(BANDS), "graduated", [LOW_TAKEN, MIDDLE, HIGH], ["10 at 5.00 USD", "2 at 3.00 USD"]),
    (
        "3",
        Stairstep(BANDS, StairstepMode.REACHED),
        "stairstep, the band reached",
        [LOW, MIDDLE, HIGH],
        ["3.00 USD for the band"],
    ),
    (
        "8",
        Stairstep(BANDS, StairstepMode.SUM),
        "stairstep, all bands up to it",
        [LOW_TAKEN, MIDDLE, HIGH],
        ["5.00 USD for the band", "3.00 USD for the band"],
    ),
]


@pytest.mark.parametrize(("amount", "model", "name", "of_bands", "steps"), MODELS)
def test_each_model_word_for_word(amount, model, name, of_bands, steps):
    """Quantity, price, bands taken and passed over, steps, exact and rounded amount, aligned, each with its rules."""
    prices = book(Price("STD", model))
    invoice = bill(counted(prices, STD=12), prices)
    price = ("price", f"default, {name}, in force ever since", "[L46]")
    foot = [
        *(("step", step, "[L48]") for step in steps),
        ("exact amount", f"{amount}.00 USD", "[L48]"),
        ("rounded", f"{amount}.00 USD, half away from zero to the minor unit", "[L48 L69]"),
    ]
    assert str(explain(invoice.line("STD"))) == told(f"STD in 2026-04: {amount}.00 USD", *HEAD, price, *of_bands, *foot)
    assert explain(invoice.line("STD").charge) == explain(invoice.line("STD"))


def facts(result, label):
    """Return the values of all facts of this label, and their rules."""
    return [(fact.value, " ".join(fact.rules)) for fact in explain(result).facts if fact.label == label]


def line(used, prices):
    """Return the only line of acme's bill."""
    [only] = bill(used, prices).lines
    return only


@pytest.mark.parametrize(
    ("used", "quantity", "days"),
    [
        ("1 allocation, 1 day together", "1/30 (0.0333)", [held(1, 1)]),
        ("2 allocations, 16 days together", "16/30 = 8/15 (0.5333)", [held(1, 5), held(15, 25)]),
        ("1 allocation, 15 days together", "15/30 = 0.5", [held(16)]),
        ("2 allocations, 60 days together", "60/30 = 2", [held(1), held(1, 30)]),
        ("3 allocations, 61 days together", "61/30 (2.0333)", [held(1), held(1), held(1, 1)]),
    ],
)
def test_days_become_a_quantity(used, quantity, days):
    """Days over the days of the month, reduced where that is another fraction, with decimals where it has no short ones."""
    one = line(days, book(Price("STD", PerUnit("1.00 USD"))))
    assert facts(one, "used") == [(used, "L39 L49")]
    assert facts(one, "quantity") == [(quantity, "L40")]


@pytest.mark.parametrize(
    ("text", "day_count"),
    [
        ("calendar days, the last one left out, over 30", END_EXCLUDED),
        ("calendar days, both ends included, over 30", ACTUAL_360),
        ("thirty days in every month, over 30", STRICT_30_360),
    ],
)
def test_the_day_count_is_said(text, day_count):
    """Which days count, and what they are divided by."""
    one = line([held(1, 20)], book(Price("STD", PerUnit("1.00 USD")), day_count=day_count))
    assert facts(one, "day count") == [(text, "L41 L42 L43 L44")]


def test_things_counted_have_no_day_count():
    """Things counted are said to be counted, without rules about days."""
    prices = book(Price("CALLS", PerUnit("0.0035 USD")))
    one = line(counted(prices, CALLS=10), prices)
    assert facts(one, "used") == [("10 counted", "")]
    assert facts(one, "quantity") == [("10", "")]
    assert facts(one, "day count") == []
    assert facts(one, "exact amount") == [("0.035 USD", "L48")]


DEFAULT = Price("STD", bands((0, "4.00 USD")))
OWN = Price("STD", bands((10, "3.00 USD")), "acme", april(1))


@pytest.mark.parametrize(
    ("price", "passed_over", "rule", "units"),
    [
        (
            "acme's own, volume, in force since 2026-04-01",
            ["default, volume, in force ever since: the account's own price replaces it (0 and more: 4.00 USD)"],
            CustomBands.REPLACE,
            10,
        ),
        (
            "acme's own, volume, in force since 2026-04-01, merged with the default",
            [
                "default, volume, in force ever since: merged into the price above (0 and more: 4.00 USD)",
                "acme's own, volume, in force since 2026-04-01: merged into the price above (10 and more: 3.00 USD)",
            ],
            CustomBands.MERGE,
            10,
        ),
        (
            "acme's own, volume, in force since 2026-04-01",
            ["default, volume, in force ever since: it comes to no less (0 and more: 4.00 USD)"],
            CustomBands.CHEAPER,
            10,
        ),
    ],
)
def test_prices_taken_and_passed_over(price, passed_over, rule, units):
    """Whose price it is, since when, and why another one in force was not applied."""
    prices = book(DEFAULT, OWN, custom_bands=rule)
    one = line(counted(prices, STD=units), prices)
    assert facts(one, "price") == [(price, "L46")]
    assert facts(one, "passed over") == [(text, "L46") for text in passed_over]


def test_a_price_that_is_not_reached():
    """Where the terms call it an error to lie below a price's bands, the price is passed over for that, whatever it says."""
    prices = book(DEFAULT, OWN, custom_bands=CustomBands.CHEAPER, below_first_band=BelowFirstBand.ERROR)
    why = "its bands begin above the quantity (10 and more: 3.00 USD)"
    [(text, _)] = facts(line(counted(prices, STD=5), prices), "passed over")
    assert text == f"acme's own, volume, in force since 2026-04-01: {why}"


def test_days_used_twice():
    """Where a device's day counts once, it is said: the days of its allocations sum to more."""
    twice = [held(1, 5), held(5, 7)]
    once = line(twice, book(DEFAULT, dedupe_days=True))
    assert (facts(once, "used"), facts(once, "days used twice")) == (
        [("2 allocations, 7 days together", "L39 L49")],
        [("counted once for each device", "L44")],
    )
    assert facts(line(twice, book(DEFAULT)), "days used twice") == []


@pytest.mark.parametrize(
    ("schedule", "model"),
    [
        ("0 to 10: 4.00 USD; 10 and more: 3.00 USD", Volume(bands((0, "4 USD"), (10, "3 USD")))),
        ("0 and more: 4.00 USD", Stairstep(bands((0, "4 USD")), StairstepMode.SUM)),
        ("0.0035 USD", PerUnit("0.0035 USD")),
        ("9.00 USD", FlatFee("9 USD")),
        ("5.00 USD", Package(10, "5 USD")),
    ],
)
def test_what_was_passed_over_is_shown(schedule, model):
    """A price that was not applied is shown with its bands, or its one price."""
    prices = book(Price("STD", model), OWN)
    [(text, _)] = facts(line(counted(prices, STD=10), prices), "passed over")
    assert text.endswith(f": the account's own price replaces it ({schedule})")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("1/3 (0.3333) USD", "1/3 USD"),
        ("0.125 USD", "0.125 USD"),
        ("4.00 USD", "4 USD"),
        ("0.50000000 XBT/8", "0.5 XBT/8"),
    ],
)
def test_an_exact_amount_has_decimals_beside_it_where_it_has_no_end(text, price):
    """A fraction of money is shown with a few decimals, any other amount as it is, whatever its currency is called."""
    prices = book(Price("STD", PerUnit(price)))
    [(found, _)] = facts(
        bill(counted(prices, STD=1), prices, Account("acme", price.split()[1])).lines[0], "exact amount"
    )
    assert found == text


@pytest.mark.parametrize(
    ("text", "basis", "model"),
    [
        ("0 to 2: 4.00 USD, as 8/15 (0.5333) reaches it", BandBasis.QUANTITY, Volume),
        ("2 and more: 3.00 USD, as 2, the number of allocations, reaches it", BandBasis.ALLOCATIONS, Volume),
        ("0 to 2: 4.00 USD, as 1, the number of devices, reaches it", BandBasis.DEVICES, Volume),
        ("0 to 2: 4.00 USD, as 8/15 (0.5333) reaches it", BandBasis.ALLOCATIONS, Graduated),
    ],
)
def test_what_chose_the_band(text, basis, model):
    """The quantity, the allocations or the devices that reach a band are named; graduated looks at the quantity."""
    prices = book(Price("STD", model(bands((0, "4.00 USD"), (2, "3.00 USD")))), band_basis=basis)
    assert facts(line([held(1, 5), held(15, 25)], prices), "band taken") == [(text, "L46 L47")]
    things = line(counted(prices, STD=3), prices)
    assert facts(things, "band taken")[-1] == ("2 and more: 3.00 USD, as 3 reaches it", "L46 L47")


def test_labels_of_other_scripts_are_aligned():
    """A label may name a SKU, and Chinese letters take two columns of a terminal."""
    told = Explanation("whole", (Fact("最低, 標準", "1.00 USD"), Fact("total", "2.00 USD")))
    assert str(told).split("\n") == ["whole", "  最低, 標準  1.00 USD", "  total       2.00 USD"]


def test_below_the_first_band_is_said():
    """A quantity below the first threshold takes the first band, and is said to lie below it."""
    one = line([held(1, 5)], book(Price("STD", BANDS)))
    assert facts(one, "band taken") == [("1 to 10: 5.00 USD, as 1/6 (0.1667) lies below the first band", "L46 L47")]
    assert [value for value, _ in facts(one, "band passed over")] == ["10 to 100: 3.00 USD", "100 and more: 2.00 USD"]


@pytest.mark.parametrize(
    ("taken", "units", "how_far"), [(1, 10, "fills"), (2, 11, "reaches"), (2, 100, "fills"), (3, 101, "reaches")]
)
def test_a_graduated_band_that_took_nothing_is_passed_over(taken, units, how_far):
    """A quantity that ends on a threshold fills the band below it, and leaves nothing for the one above."""
    prices = book(Price("STD", Graduated(BANDS)))
    one = line(counted(prices, STD=units), prices)
    assert len(facts(one, "band taken")) == len(facts(one, "step")) == taken
    assert facts(one, "band taken")[-1][0].endswith(f"as {units} {how_far} it")


@pytest.mark.parametrize(
    ("text", "rounding"),
    [
        ("0.13 USD, half away from zero to the minor unit", Rounding()),
        ("0.12 USD, half even to the minor unit", HALF_EVEN),
        ("0.15 USD, up to 0.05", Rounding(RoundingMode.UP, "0.05")),
    ],
)
def test_the_rounding_is_said(text, rounding):
    """Mode and step stand beside the rounded amount."""
    one = line([held(1)], book(Price("STD", PerUnit("0.125 USD")), rounding=rounding))
    assert facts(one, "rounded") == [(text, "L48 L69")]


@pytest.mark.parametrize(
    ("quantity", "size"),
    [
        ("12", "12"),
        ("0.0001", "0.0001"),
        ("0.00005", "0.00005"),
        ("1/3 (0.3333)", "1/3"),
        ("2/3 (0.6667)", "2/3"),
    ],
)
def test_numbers_are_exact_with_decimals_beside(quantity, size):
    """A number whose digits end stands alone; beside any other stand four decimals, half away from zero."""
    one = line([held(1, 1)], book(Price("STD", Package(size, "1.00 USD"))))
    assert facts(one, "step")[0][0].endswith(f" of {quantity} at 1.00 USD")


def test_a_plan_is_called_by_its_name():
    """The title says what was used by its name, when, and what it comes to."""
    prices = PriceBook((Price("STD", PerUnit("4.35 USD")),), plans=(Plan("STD", "Standard"),))
    assert explain(line([held(1)], prices)).title == "Standard in 2026-04: 4.35 USD"


ROUNDED = Adjustment(AdjustmentKind.ROUNDING, exact("2.425 USD"), money("2.42 USD"), Rounding(step="0.05"))


@pytest.mark.parametrize(
    ("text", "adjustment"),
    [
        (
            (
                "Rounding: 0.03 USD\n"
                "  reached      2.42 USD  [L48]\n"
                "  exact total  2.425 USD  [L69]\n"
                "  rounded      2.45 USD, half away from zero to 0.05  [L69]\n"
                "  difference   0.03 USD  [L69]"
            ),
            ROUNDED,
        ),
        (
            (
                "Minimum spend, STD: 0.96 USD\n"
                "  reached     0.04 USD  [L48]\n"
                "  floor       1.00 USD  [L27]\n"
                "  rounded     1.00 USD, half even to the minor unit  [L69]\n"
                "  difference  0.96 USD  [L27]"
            ),
            Adjustment(AdjustmentKind.MINIMUM_SPEND, exact("1.00 USD"), money("0.04 USD"), HALF_EVEN, "STD"),
        ),
    ],
)
def test_adjustments_word_for_word(text, adjustment):
    """What was reached, what shall be billed, and the rounded difference."""
    assert str(explain(adjustment)) == text


def invoice():
    """Return an invoice with a line, a floor, and two credits."""
    prices = book(Price("STD", PerUnit("4.35 USD")), minimum_spend=MinimumSpend("5.00 USD", MinimumScope.LINE))
    credits = [
        AccountCredit("c1", "acme", money("2.00 USD"), date(2026, 3, 1), "goodwill"),
        AccountCredit("c2", "acme", money("4.00 USD"), april(2)),
    ]
    return bill([held(1)], prices, credits=credits)


def test_an_invoice_word_for_word():
    """Lines, adjustments, total, each credit, what is due and when; below it each line and adjustment, indented."""
    assert str(explain(invoice())) == (
        "Invoice 2026-04 for acme: 0.00 USD\n"
        "  lines               4.35 USD for 1 SKU  [L39 L61]\n"
        "  Minimum spend, STD  0.65 USD  [L27]\n"
        "  total               5.00 USD  [L48]\n"
        "  credit              c1 (goodwill) of 2026-03-01: 2.00 USD used, 0.00 USD carried  [L31]\n"
        "  credit              c2 of 2026-04-02: 3.00 USD used, 1.00 USD carried  [L31]\n"
        "  due                 0.00 USD, dated 2026-05-01  [L06 L31]\n"
        "  STD in 2026-04: 4.35 USD\n"
        "    used          1 allocation, 30 days together  [L39 L49]\n"
        "    day count     calendar days, both ends included, over 30  [L41 L42 L43 L44]\n"
        "    quantity      30/30 = 1  [L40]\n"
        "    price         default, per unit, in force ever since  [L46]\n"
        "    step          1 at 4.35 USD  [L48]\n"
        "    exact amount  4.35 USD  [L48]\n"
        "    rounded       4.35 USD, half away from zero to the minor unit  [L48 L69]\n"
        "  Minimum spend, STD: 0.65 USD\n"
        "    reached     4.35 USD  [L48]\n"
        "    agreed      at least 5.00 USD for each SKU  [L27]\n"
        "    floor       5.00 USD  [L27]\n"
        "    rounded     5.00 USD, half away from zero to the minor unit  [L69]\n"
        "    difference  0.65 USD  [L27]"
    )


@pytest.mark.parametrize(
    ("earned", "told"),
    [
        (april(30), "c1 of 2026-04-30: 4.35 USD used, 0.65 USD carried"),
        (date(2026, 5, 1), "c1 of 2026-05-01: 0.00 USD used, 5.00 USD carried, earned after 2026-04"),
    ],
)
def test_why_a_credit_waits(earned, told):
    """A credit that does not pay though something is due says why."""
    owed = AccountCredit("c1", "acme", money("5.00 USD"), earned)
    one = bill([held(1)], book(Price("STD", PerUnit("4.35 USD"))), credits=[owed])
    assert [fact.value for fact in explain(one).facts if fact.label == "credit"] == [told]


def test_where_nothing_is_due_a_credit_of_the_month_does_not_wait():
    """It is carried because there is nothing to pay, whenever it was earned."""
    owed = AccountCredit("c1", "acme", money("5.00 USD"), april(30))
    (fact,) = (fact for fact in explain(bill([], book(), credits=[owed])).facts if fact.label == "credit")
    assert fact.value == "c1 of 2026-04-30: 0.00 USD used, 5.00 USD carried"


def test_what_was_used_does_not_wait():
    """An invoice that somebody else made may use what was earned later: it says no more than that."""
    owed = AccountCredit("c1", "acme", money("5.00 USD"), date(2026, 5, 1))
    one = bill([held(1)], book(Price("STD", PerUnit("4.35 USD"))))
    used = attrs.evolve(one, credits=(CreditUse(owed, money("1.00 USD")),))
    assert explain(used).facts[-2].value == "c1 of 2026-05-01: 1.00 USD used, 4.00 USD carried"


def test_the_parts_are_the_lines_and_adjustments():
    """An invoice's parts are the explanations of its lines and adjustments; an empty one has none."""
    whole = invoice()
    assert explain(whole).parts == (explain(whole.lines[0]), explain(whole.adjustments[0]))
    prices = book(rounding_scope=RoundingScope.INVOICE, issue_day=IssueDay.LAST_OF_MONTH)
    empty = bill([], prices)
    assert str(explain(empty)) == (
        "Invoice 2026-04 for acme: 0.00 USD\n"
        "  lines  0.00 USD for 0 SKUs  [L39 L61]\n"
        "  total  0.00 USD  [L48]\n"
        "  due    0.00 USD, dated 2026-04-30  [L06 L31]"
    )


@pytest.mark.parametrize(
    ("used", "credit", "text"),
    [
        (
            "0.00 USD",
            AccountCredit("c1", "acme", money("2.86 USD"), april(8), "PRO not used", "PRO of tracker-1 in 2026-04"),
            (
                "Credit c1: 0.00 USD used, 2.86 USD carried\n"
                "  owed     2.86 USD to acme, since 2026-04-08  [L31]\n"
                "  reason   PRO not used\n"
                "  origin   PRO of tracker-1 in 2026-04\n"
                "  used     0.00 USD, the oldest credit first, never more than the total  [L31]\n"
                "  carried  2.86 USD, for a later invoice  [L31]"
            ),
        ),
        (
            "2.00 USD",
            AccountCredit("c2", "acme", money("2.86 USD"), april(9)),
            (
                "Credit c2: 2.00 USD used, 0.86 USD carried\n"
                "  owed     2.86 USD to acme, since 2026-04-09  [L31]\n"
                "  used     2.00 USD, the oldest credit first, never more than the total  [L31]\n"
                "  carried  0.86 USD, for a later invoice  [L31]"
            ),
        ),
    ],
)
def test_a_credit_that_is_carried_word_for_word(used, credit, text):
    """What was owed, why and for what where somebody said so, what the invoice took, and what is left for the next."""
    assert str(explain(CreditUse(credit, money(used)))) == text


def test_an_invoice_of_purchases_names_its_run():
    """What was bought in a run is priced together, and its invoice says so first."""
    prices = book(Price("STD", PerUnit("4.00 USD")))
    bought = rate(counted(prices, STD=2), prices, ACME, run="2026-04")
    assert str(explain(draft(ACME, APRIL, bought))).splitlines()[:3] == [
        "Invoice 2026-04 for acme: 8.00 USD",
        "  purchases  run 2026-04: what was bought in it, priced together  [L12 L29]",
        "  lines      8.00 USD for 1 SKU  [L39 L61]",
    ]


@pytest.mark.parametrize(
    ("floor", "rows"),
    [
        (
            MinimumSpend("25 USD"),
            [
                ("agreed", "at least 25.00 USD for all charges of the month together", "L27"),
                ("floor", "25.00 USD", "L27"),
            ],
        ),
        (
            MinimumSpend("3 USD", MinimumScope.ALLOCATION),
            [
                ("agreed", "at least 3.00 USD for each allocation", "L27"),
                ("lifted", "2 of 3 allocations", "L27"),
                ("all allocations", "10.35 USD", "L27"),
            ],
        ),
        (
            # 20 days of 30 come to 2.90 exactly: one day less would be lifted
            MinimumSpend("2.90 USD", MinimumScope.ALLOCATION),
            [
                ("agreed", "at least 2.90 USD for each allocation", "L27"),
                ("lifted", "1 of 3 allocations", "L27"),
                ("all allocations", "10.15 USD", "L27"),
            ],
        ),
    ],
)
def test_what_was_agreed_of_a_floor(floor, rows):
    """The floor as it was agreed, of what, and how many allocations it lifted, which the invoice's own part can tell."""
    prices = book(Price("STD", PerUnit("4.35 USD")), minimum_spend=floor)
    made = bill([held(1), held(30), held(11)], prices)
    told_ = [(fact.label, fact.value, " ".join(fact.rules)) for fact in explain(made).parts[-1].facts]
    assert told_[1:-2] == rows
    [adjustment] = made.adjustments
    alone = [(fact.label, fact.value, " ".join(fact.rules)) for fact in explain(adjustment).facts]
    assert alone == [fact for fact in told_ if fact[0] != "lifted"]


def test_an_explanation_in_a_notebook():
    """As HTML: a table of facts, twenty at most, and as many parts folded below, everything escaped; as text, all."""
    html = explain(invoice())._repr_html_()
    assert html.startswith(
        "<table><caption>Invoice 2026-04 for acme: 0.00 USD</caption>"
        '<thead><tr><th style="text-align:left"></th><th style="text-align:left"></th><th style="text-align:left">rules</th></tr></thead><tbody>'
        '<tr><td style="text-align:left">lines</td><td style="text-align:left">4.35 USD for 1 SKU</td><td style="text-align:left">L39 L61</td></tr>'
    )
    assert html.count("<details><summary>") == html.count("</details>") == 2
    part = explain(invoice().lines[0])
    assert f"<details><summary>{part.title}</summary>{part._repr_html_()}</details>" in html
    assert "</details><details>" in html
    fact, part = Fact("<i>", "&", ("L40", "L41")), Explanation("<u>", ())
    hostile = Explanation("<b>", (fact,) * 25, (part,) * 20)
    assert (
        hostile._repr_html_().count(
            '<tr><td style="text-align:left">&lt;i&gt;</td><td style="text-align:left">&amp;</td><td style="text-align:left">L40 L41</td></tr>'
        )
        == 20
    )
    assert "… and 5 more" in hostile._repr_html_()
    assert hostile._repr_html_().count("<details>") == 20
    longer = Explanation("<b>", (fact,) * 20, (part,) * 21)._repr_html_()
    assert (longer.count("<details>"), longer.count("more"), longer.endswith("</details><p>… and 1 more</p>")) == (
        20,
        1,
        True,
    )
    assert len(str(hostile).splitlines()) == 1 + 25 + 20
    assert "<summary>&lt;u&gt;</summary>" in hostile._repr_html_()
    assert "<b>" not in hostile._repr_html_()


def test_facts_without_rules_show_none():
    """No rules take no brackets, labels are aligned, and an explanation without facts is its title."""
    assert str(Explanation("t", (Fact("a", "1"), Fact("bcd", "2", ("L1",))))) == "t\n  a    1\n  bcd  2  [L1]"
    assert str(Explanation("t", (), (Explanation("u", (Fact("a", "1"),)),))) == "t\n  u\n    a  1"


@pytest.mark.parametrize("result", [None, "STD", APRIL, (), [ROUNDED]])
def test_only_results_are_explained(result):
    """Anything that came about in no way of ours is refused."""
    assert complaint(WrongType, explain, result) == (
        "result: expected a result to explain, such as Invoice, Charge, an event of a pool or Renewal, "
        f"got {describe(result)}"
    )


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (WrongType, "label: expected str, got int 1", lambda: Fact(1, "x")),
        (WrongValue, "value: expected printable text, got str '\\n'", lambda: Fact("x", "\n")),
        (WrongType, "rules: expected tuple, got str 'L40'", lambda: Fact("x", "y", "L40")),
        (WrongType, "rules: expected tuple of str, got int 40", lambda: Fact("x", "y", (40,))),
        (WrongValue, "rules: expected printable text, got str 'L40\\n'", lambda: Fact("x", "y", ("L40\n",))),
        (WrongType, "title: expected str, got NoneType None", lambda: Explanation(None, ())),
        (WrongType, "facts: expected tuple, got list []", lambda: Explanation("x", [])),
        (WrongType, "facts: expected tuple of Fact, got str 'a'", lambda: Explanation("x", ("a",))),
        (WrongType, "parts: expected tuple, got list []", lambda: Explanation("x", (), [])),
        (WrongType, "parts: expected tuple of Explanation, got str 'a'", lambda: Explanation("x", (), ("a",))),
    ],
)
def test_what_no_explanation_can_be(kind, message, call):
    """Titles, labels and values are printable text, facts are facts."""
    assert complaint(kind, call) == message
