"""Many invoices on one page, and a number by month as a chart."""

from fractions import Fraction

import pytest
from tests.examples import ACME, APRIL, LIST_BANDS, bill, book, complaint, held
from tests.tables.rendering.test_documents import Page

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import Price, bands
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.rendering import Labels, overview_html, quantity_chart

PRICES = book(Price("STD", LIST_BANDS), Price("STD", bands((0, "4 EUR"))))
BERTA = Account("b<>", "EUR")


def invoices():
    """Return April and May of one account, June of another in another currency: 1/2, 1 and 1 plan-months."""
    mine = [bill([held(16)], PRICES, ACME, month) for month in (APRIL, APRIL + 1)]
    return [*mine, bill([held(16, account="b<>")], PRICES, BERTA, APRIL + 2)]


def rows(page: Page) -> list[str]:
    return page.texts[page.texts.index("Account") :]


def test_overview():
    page = Page(overview_html(invoices(), links={"2026-04:acme": 'x"y.html'}))
    assert page.texts[: page.texts.index("Account")] == [
        *("Invoices April 2026 – June 2026", "Invoices", "April 2026 – June 2026"),
        *("Amount due EUR", "€4.00", "Amount due USD", "$6.53", "Amount due"),
    ]
    assert rows(page) == [
        *("Account", "Quantity by month", "2026-04", "2026-05", "2026-06", "Total"),
        *("acme", "2026-04: 0.5", "2026-05: 1", "2026-06: 0", "$2.18", "$4.35", "–", "$6.53"),
        *("b<>", "2026-04: 0", "2026-05: 0", "2026-06: 1", "–", "–", "€4.00", "€4.00"),
        *("Total EUR", "€0.00", "€0.00", "€4.00", "€4.00"),
        *("Total USD", "$2.18", "$4.35", "$0.00", "$6.53"),
        "Each amount leads to its invoice, and there to how it came about.",
    ]
    assert [attributes for tag, attributes in page.tags if tag == "a"] == [{"href": 'x"y.html'}]


def test_an_overview_of_nothing():
    """There is nothing to owe, to link to, or to add up."""
    assert Page(overview_html([])).texts == ["Invoices", "Invoices", "Amount due", "Account"]


def test_bars_are_as_high_as_quantities():
    page = Page(overview_html(invoices()))
    bars = [(attributes["y"], attributes["height"]) for tag, attributes in page.tags if tag == "rect"]
    assert bars == [("15", "15"), ("0", "30"), ("30", "0"), ("30", "0"), ("30", "0"), ("0", "30")]


def test_one_month_has_nothing_to_add_up():
    page = Page(overview_html(invoices()[:1], "de", Labels(account="Account", total="Summe")))
    assert page.texts[0] == "Invoices April 2026"
    assert rows(page) == [
        "Account",
        "2026-04",
        "acme",
        "2,18\N{NO-BREAK SPACE}$",
        "Summe USD",
        "2,18\N{NO-BREAK SPACE}$",
    ]


def test_accounts_in_two_currencies_have_two_rows():
    """An account that changed its currency: amounts of the two are never added."""
    changed = [invoices()[0], bill([held(1)], PRICES, Account("acme", "EUR"), APRIL + 1)]
    assert rows(Page(overview_html(changed))).count("acme") == 2


def test_months_without_use():
    assert "rect" in overview_html([bill([], PRICES, ACME, month) for month in (APRIL, APRIL + 1)])


def test_overview_refuses():
    invoice = invoices()[0]
    assert complaint(WrongType, overview_html, 1).startswith("invoices: expected")
    assert complaint(WrongType, overview_html, "ab").startswith("invoices: expected")
    assert complaint(WrongType, overview_html, [1]).startswith("invoices: expected Invoice, got int")
    assert complaint(WrongValue, overview_html, [invoice, invoice]) == (
        "invoices: expected one for each account, currency and month, got str '2026-04:acme'"
    )
    assert complaint(WrongType, overview_html, [], "en", "x").startswith("labels: expected Labels")
    assert complaint(WrongType, overview_html, [], links=[]) == "links: expected a mapping of invoice ids, got list []"
    assert complaint(WrongType, overview_html, [], links={1: "a"}) == "links: expected str, got int 1"
    assert complaint(WrongType, overview_html, [], links={"a": 1}) == "links: expected str, got int 1"
    assert complaint(WrongValue, overview_html, [], links={"a": "javascript:x"}) == (
        "links: expected addresses of pages: relative, or https, got str 'javascript:x'"
    )
    assert complaint(WrongValue, overview_html, [], "xx").startswith("locale: expected")


# --- the chart -----------------------------------------------------------------------------------------

POINTS = [
    (APRIL, Fraction(0)),
    (APRIL + 1, Fraction(1, 1000)),
    (APRIL + 2, Fraction(5, 2)),
    (APRIL + 3, Fraction(1000)),
]


def test_a_chart_is_english_40_wide_with_a_decimal_unless_said():
    points = [*POINTS, (APRIL + 4, Fraction(1, 3))]
    assert quantity_chart(points) == quantity_chart(points, "en", width=40, places=1, ascii_only=False)
    assert quantity_chart(POINTS, width=1_000).endswith("█" * 1_000)


def test_chart():
    assert quantity_chart(POINTS[:3], width=10).splitlines() == [
        "2026-04    0",
        "2026-05    0  ▏",
        "2026-06  2.5  ██████████",
    ]


@pytest.mark.parametrize(
    ("eighths", "bar"),
    [(0, ""), (1, "▏"), (2, "▎"), (3, "▍"), (4, "▌"), (5, "▋"), (6, "▊"), (7, "▉"), (8, "█"), (9, "█▏")],
)
def test_bars_end_within_an_eighth(eighths, bar):
    shown = quantity_chart([(APRIL, Fraction(eighths)), (APRIL + 1, Fraction(16))], width=2)
    assert shown.splitlines()[0].partition("  ")[2].strip().split(" ")[-1].strip("0123456789") == bar


def test_chart_without_block_characters():
    shown = quantity_chart(POINTS, "de", width=20, places=0, ascii_only=True)
    assert shown.encode("ascii").decode().splitlines() == [
        "2026-04      0",
        "2026-05      0  #",
        "2026-06      3  #",
        "2026-07  1.000  ####################",
    ]


def test_empty_charts():
    assert quantity_chart([]) == ""
    assert quantity_chart([(APRIL, Fraction(0))]) == "2026-04  0"


def test_chart_refuses():
    assert complaint(WrongType, quantity_chart, 1).startswith("quantities: expected")
    assert complaint(WrongType, quantity_chart, "ab").startswith("quantities: expected")
    for row in (1, (APRIL,), (APRIL, 1), ("2026-04", Fraction(1)), [APRIL, Fraction(1)]):
        said = complaint(WrongType, quantity_chart, [row])
        assert said.startswith(f"quantities: expected (Month, Fraction), got {type(row).__name__}")
    negative = [(APRIL, Fraction(-1))]
    assert (
        complaint(WrongValue, quantity_chart, negative)
        == "quantities: expected 0 or more, got Fraction Fraction(-1, 1)"
    )
    assert complaint(WrongValue, quantity_chart, POINTS, width=0).startswith("width: expected at least 1")
    assert complaint(WrongValue, quantity_chart, POINTS, width=1_001) == "width: expected at most 1,000, got int 1001"
    assert complaint(WrongType, quantity_chart, POINTS, ascii_only=1) == "ascii_only: expected bool, got int 1"
    assert complaint(WrongValue, quantity_chart, POINTS, "xx").startswith("locale: expected")
