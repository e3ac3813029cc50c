"""Invoices as text and as a page: everything that is on them, in its place, escaped, in the language of the locale."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from tests.examples import ACME, LIST_BANDS, bill, book, complaint, counted, held

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import (
    FlatFee,
    Graduated,
    MinimumScope,
    MinimumSpend,
    Plan,
    Price,
    PriceBook,
    RoundingScope,
    bands,
)
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.invoicing import Invoice
from kpix_billing_core.money import Money, Rounding
from kpix_billing_core.rating import AccountCredit
from kpix_billing_core.rendering import ENGLISH, Labels, invoice_html, invoice_text

HOSTILE = '<script>alert("x")</script>&amp;'
GERMAN = Labels(
    invoice="Rechnung", account="Kunde", month="Monat", due="Zu zahlen", item="Artikel", derivation="Herleitung"
)


def rich(account: Account = ACME, name: str = "Standard tracking") -> Invoice:
    """Return an invoice with a bit of everything: 9 days of April each, 12 devices."""
    prices = PriceBook(
        (
            Price("STD", LIST_BANDS),
            Price("STD", bands((0, "4.00 USD"), (2, "3.9550 USD")), account.id),
            Price("PRO", Graduated(bands((0, "9 USD"), (1, "8.50 USD")))),
            Price("SIM", FlatFee("3.20 USD")),
        ),
        plans=(Plan("STD", name), Plan("PRO", "Professional (PRO)")),
    ).with_minimum(account.id, MinimumSpend("60.00 USD"))
    used = [held(22, None, f"d{n}", sku, account.id) for n in range(12) for sku in ("STD", "PRO", "SIM")]
    credits = [
        AccountCredit("c1", account.id, Money.parse("2.86 USD"), date(2026, 4, 8), "Plan changed"),
        AccountCredit("c2", account.id, Money.parse("100.00 USD"), date(2026, 4, 9)),
    ]
    return bill(used, prices, account, credits=credits)


class Page(HTMLParser):
    """A page read back: whether its tags are balanced, and what stands in them."""

    VOID = frozenset({"meta"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip() and self.open[-1] != "style":
            self.texts.append(data)

    def count(self, tag: str) -> int:
        """Return how many elements there are of a name."""
        return sum(name == tag for name, _ in self.tags)


def test_the_language_is_english_unless_said():
    assert invoice_text(rich()) == invoice_text(rich(), "en", ENGLISH)
    assert invoice_html(rich()) == invoice_html(rich(), "en", ENGLISH)


def test_text():
    # 12 devices for 9 of 30 days are 3.6; 3.6 x 3.955 = 14.238, 1 x 9 + 2.6 x 8.5 = 31.1; 60 - 48.54 = 11.46
    assert invoice_text(rich()).splitlines() == [
        "Invoice",
        "Account        acme",
        "Month          April 2026",
        "Date of issue  May 1, 2026",
        "Reference      2026-04:acme",
        "",
        "Item                     Quantity  Unit price   Amount",
        "-----------------------  --------  ----------  -------",
        "Professional (PRO)            3.6               $31.10",
        "SIM                           3.6                $3.20",
        "Standard tracking (STD)       3.6      $3.955   $14.24",
        "-----------------------  --------  ----------  -------",
        "Subtotal                                        $48.54",
        "Minimum spend                                   $11.46",
        "Credits applied                                -$60.00",
        "Amount due                                       $0.00",
        "Credits carried over                            $42.86",
    ]


def test_text_in_another_locale():
    lines = invoice_text(rich(), "de", GERMAN).splitlines()
    assert lines[:3] == ["Rechnung", "Kunde          acme", "Monat          April 2026"]
    assert "Zu zahlen                                        0,00\N{NO-BREAK SPACE}$" in lines


def test_text_is_aligned_by_what_a_terminal_shows():
    """Wide letters take two columns, marks none: the figures stay below each other."""
    wide = bill([held(1)], book(Price("STD", LIST_BANDS), Price("PRO", LIST_BANDS)), ACME)
    names = Labels(item="製品", due="お支払い額", quantity="数量")
    lines = invoice_text(wide, "ja", names).splitlines()
    assert lines[-4:] == [
        "----------  ----  ----------  ------",
        "STD            1       $4.35   $4.35",
        "----------  ----  ----------  ------",
        "お支払い額                     $4.35",
    ]
    marked = invoice_text(wide, "he").splitlines()
    assert {len(re.sub("[\u200e\u200f]", "", line)) for line in marked[-4:]} == {40}


@pytest.mark.parametrize(
    ("word", "columns"),
    [
        ("STD", 3),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("a\N{COMBINING ENCLOSING CIRCLE}", 1),
        ("Ａ", 2),
        ("数", 2),
        ("ｱ", 1),
    ],
)
def test_widths_of_letters(word, columns):
    """Wide and full-width letters take two columns, marks over a letter none, half-width ones one."""
    lines = invoice_text(bill([held(1)], book(Price("STD", LIST_BANDS))), "en", Labels(account=word)).splitlines()
    assert lines[1] == f"{word}{' ' * (13 - columns)}  acme"


def test_text_of_an_invoice_with_nothing_on_it():
    nothing = bill([], book(Price("STD", LIST_BANDS)))
    assert invoice_text(nothing).splitlines()[-4:] == [
        "Item        Quantity  Unit price  Amount",
        "----------  --------  ----------  ------",
        "----------  --------  ----------  ------",
        "Amount due                         $0.00",
    ]


def test_page():
    html = invoice_html(rich())
    page = Page(html)
    assert html.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')
    assert "<title>Invoice acme, April 2026</title>" in html
    assert html.endswith("</html>\n")
    for text in ("acme", "April 2026", "May 1, 2026", "2026-04:acme", "Standard tracking", "STD", "3.6", "$3.955"):
        assert text in page.texts
    for text in ("$48.54", "Minimum spend", "$11.46", "Credits applied", "-$60.00", "Amount due", "$0.00", "$42.86"):
        assert text in page.texts
    assert page.count("script") == 0
    # a derivation of each of 3 lines, of the adjustment, and of the invoice
    assert page.count("details") == page.count("summary") == 5


def test_page_is_safe_to_open():
    """Whatever a page holds, it runs nothing and loads nothing."""
    page = Page(invoice_html(rich()))
    (policy,) = [attributes["content"] for tag, attributes in page.tags if "http-equiv" in attributes]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert {"src", "srcset", "onclick", "style"} & {name for _, attributes in page.tags for name in attributes} == set()
    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == ["#part-1", "#part-2", "#part-3"]


def test_links_lead_to_derivations():
    """Each line leads to its own derivation: the target is inside the folded part, so that it unfolds."""
    html = invoice_html(rich())
    ids = re.findall(r'id="(part-[0-9])"', html)
    assert ids == [f"part-{number}" for number in range(1, 6)]
    third = html.split('id="part-3"')[1].split("</details>")[0]
    assert "3.955 USD" in third
    assert "acme" in third
    assert 'class="taken"' in third


def test_the_table_can_be_heard():
    """Headings of columns and rows say what they head."""
    page = Page(invoice_html(rich()))
    scopes = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert scopes.count("col") == 4
    assert scopes.count("row") == len(scopes) - 4


@pytest.mark.parametrize(
    ("locale", "start"),
    [
        ("he", '<html lang="he" dir="rtl">'),
        ("ar_EG", '<html lang="ar-EG" dir="rtl">'),
        ("zh_Hant_TW", '<html lang="zh-Hant-TW" dir="ltr">'),
        ("de_CH", '<html lang="de-CH" dir="ltr">'),
    ],
)
def test_language_and_direction(locale, start):
    """Derivations are English in any locale, and say so."""
    html = invoice_html(rich(), locale)
    assert start in html
    assert html.count('<dl class="steps"') == html.count('lang="en" dir="ltr">') == 5


def test_what_users_wrote_is_escaped():
    account = Account(HOSTILE, "USD")
    html = invoice_html(rich(account, HOSTILE), "en", Labels(invoice=HOSTILE, due=HOSTILE, derivation=HOSTILE))
    page = Page(html)
    assert page.count("script") == 0
    assert "<script" not in html
    assert page.texts.count(HOSTILE) >= 4


def test_adjustments_of_lines():
    """A minimum for each line names the line; a rounded total is a line of its own."""
    each = MinimumSpend("10.00 USD", MinimumScope.LINE)
    text = invoice_text(bill([held(16)], book(Price("STD", LIST_BANDS), minimum_spend=each)))
    assert "Minimum spend, STD                         $7.82" in text.splitlines()
    terms = {"rounding_scope": RoundingScope.INVOICE, "rounding": Rounding(step="0.05")}
    rounded = bill([held(16)], book(Price("STD", LIST_BANDS), **terms))
    assert "Rounding                           $0.02" in invoice_text(rounded).splitlines()


@pytest.mark.parametrize("write", [invoice_text, invoice_html])
def test_wrong_arguments(write):
    invoice = rich()
    assert complaint(WrongType, write, "invoice").startswith("invoice: expected Invoice, got str")
    assert complaint(WrongType, write, invoice, None).startswith("locale: expected str")
    assert complaint(WrongValue, write, invoice, "xx").startswith("locale: expected a locale of the CLDR")
    assert complaint(WrongType, write, invoice, "en", {"due": "x"}).startswith("labels: expected Labels, got dict")
    assert complaint(WrongValue, write, invoice, "en", Labels(due="")) == "due: expected a word, got str ''"
    assert complaint(WrongType, write, invoice, "en", Labels(due=1)).startswith("due: expected str")
    assert complaint(WrongValue, write, invoice, "en", Labels(due="\x1b[2J")).startswith("due: expected printable text")


def test_counted_things_have_no_days():
    html = invoice_html(bill(counted(book(Price("CALLS", LIST_BANDS)), CALLS=120), book(Price("CALLS", LIST_BANDS))))
    assert "120 counted" in html


@pytest.mark.parametrize(
    "locale", ["en", "de_CH", "fr", "hi", "ar_EG", "he", "fa", "ja", "my", "sv", "th", "zh_Hant_TW"]
)
def test_documents_in_many_locales(locale):
    """The same figures in every language."""
    page = Page(invoice_html(rich(), locale))
    figures = {"".join(re.findall("[0-9]", text)) for text in page.texts}
    assert {"3110", "320", "1424", "3955", "4854", "1146", "6000", "4286"} <= figures
    assert "1424" in "".join(re.findall("[0-9]", invoice_text(rich(), locale)))


def test_equal_invoices_give_equal_documents():
    assert invoice_html(rich()) == invoice_html(rich())
    assert invoice_text(rich()) == invoice_text(rich())
