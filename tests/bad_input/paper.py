"""Targets of what comes of a month: rating, invoicing, explaining, documents and interchange."""

import datetime as dt
import io
from datetime import date
from fractions import Fraction

from tests.bad_input.spec import each, given, target
from tests.bad_input.trade import APRIL, BOOK, CUSTOM, DAY, ENTRY, FLOOR, STANDARD, TALLY, USD

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.catalogue import PLAN_POOL, PriceBook
from kpix_billing_core.explain import Explanation, Fact
from kpix_billing_core.invoicing import Adjustment, AdjustmentKind, InvoiceLine, draft
from kpix_billing_core.metering import TallyEntry
from kpix_billing_core.money import ExactMoney, Money, Rounding
from kpix_billing_core.quota import Quota, create_package, history
from kpix_billing_core.rating import AccountCredit, rate
from kpix_billing_core.rendering import ENGLISH, ENGLISH_FLEET
from kpix_billing_core.validity import Application, Expiry, Glance

ACME = Account("acme", "USD")
OTHER = Account("other", "USD")
IN_ADVANCE = Account("acme", "USD", PaymentMethod.PREPAY)
CREDIT = AccountCredit("c1", "acme", Money(286, USD), DAY)
IN_EURO = AccountCredit("c2", "acme", Money.parse("1 EUR"), DAY)
CHARGES = rate(TALLY, BOOK, ACME)
CHARGE = CHARGES.charges[0]
LINE = InvoiceLine(CHARGE)
INVOICE = draft(ACME, APRIL, CHARGES, (CREDIT,))
TARGET = ExactMoney.parse("25 USD")
ADJUSTMENT = Adjustment(AdjustmentKind.MINIMUM_SPEND, TARGET, Money(286, USD), Rounding())
FACT = Fact("used", "2 allocations")


class Again:
    """An open file that starts anew whenever somebody asks what it is."""

    def __init__(self, text: str) -> None:
        """Remember what is in it."""
        self._text = text

    def read(self, size: int) -> str:
        """Read nothing, to start with."""
        self._file = io.StringIO(self._text)
        return self._file.read(size)

    def readline(self, size: int) -> str:
        """Read on."""
        return self._file.readline(size)


EXPIRY = Expiry(DAY, "fleet", "d1", 0)
NOON = dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC)
CREATED = create_package(Quota(account="acme"), package="p1", count=20, at=NOON)
HISTORY = history([CREATED], NOON, "acme")
GLANCE = given(Glance((), (EXPIRY,), 7), "no", bad={"more than a year": Glance((), (), 367)})
ON = given(DAY, "day", but=("the first day", "the last day"), bad={"another day": date(2020, 1, 1)})
LOCALE = given("en", "locale")
LABELS = given(
    ENGLISH, bad={"labels of text": ("Invoice",) * len(ENGLISH), "a label of nothing": ENGLISH._replace(due="")}
)
FLEET_LABELS = given(
    ENGLISH_FLEET,
    bad={
        "labels of text": ("Fleet",) * len(ENGLISH_FLEET),
        "labels of an invoice": ENGLISH,
        "a label of nothing": ENGLISH_FLEET._replace(device=""),
        "a label without its place": ENGLISH_FLEET._replace(more="more"),
    },
)
# A question that has to look a class up asks for its hash, which is the caller's own.
CLASS = given(
    Money,
    "class",
    also=("a datetime whose zone fails",),
    bad={"a class that is no value": object, "a union with a stranger": Money | bytes},
)
BAD_LINKS = {
    "a script": {INVOICE.id: "javascript:alert(1)"},
    "a script after a blank": {INVOICE.id: " JavaScript:alert(1)"},
    "a script with a tab": {INVOICE.id: "java\tscript:alert(1)"},
    "data": {INVOICE.id: "data:text/html,x"},
    "no text": {INVOICE.id: 1},
}
# What has a plain form: text that can be encoded, exact numbers, days, instants and values.
PLAIN = given(INVOICE, "text", "any text", "plain", but=("a lone surrogate",))
ONE_CURRENCY = ("money in another currency", "money in a currency of its own")

TARGETS = (
    # --- rating
    target(
        "rating.AccountCredit",
        id=given("c1", "id"),
        account=given("acme", "id"),
        amount=given(Money(286, USD), "floor of one"),
        granted_on=given(DAY, "day"),
        reason=given("unused days", "text"),
        origin=given("STD of d1", "text"),
    ),
    target(
        "rating.Charge",
        month=APRIL,
        entry=given(ENTRY, bad={"the entry of another SKU": TallyEntry("LITE", 1, 1, 30)}),
        price=STANDARD,
        passed_over=each((CUSTOM,)),
        terms=PLAN_POOL,
        name=given("Standard", "text"),
    ),
    target(
        "rating.Charges",
        account=given("acme", "id"),
        month=given(APRIL, bad={"another month": APRIL + 1}, but=("the last month",)),
        currency=given(USD, "no other currency"),
        terms=PLAN_POOL,
        charges=each((CHARGE,), bad={"a charge twice": (CHARGE, CHARGE)}),
        minimum_spend=given(FLOOR, "None"),
        run=given("2026-04", "text"),
    ),
    target(
        "rating.rate",
        tally=TALLY,
        book=given(BOOK, bad={"a book without the price": PriceBook(())}),
        account=given(ACME, bad={"another account": OTHER, "an account that pays in advance": IN_ADVANCE}),
        run=given("2026-04", "text"),
    ),
    # --- invoicing
    target(
        "invoicing.CreditUse",
        credit=CREDIT,
        used=given(
            Money(100, USD), "Money", but=("money", "negative money"), bad={"more than there is": Money(287, USD)}
        ),
    ),
    target(
        "invoicing.use_credits",
        credits=each((CREDIT,), container="iterable"),
        total=given(Money(435, USD), "Money", but=("negative money",)),
        until=given(None, "None", "day"),
    ),
    target("invoicing.InvoiceLine", charge=CHARGE),
    target(
        "invoicing.Adjustment",
        kind=given(AdjustmentKind.MINIMUM_SPEND, bad={"a floor under what is rounded": AdjustmentKind.ROUNDING}),
        target=given(TARGET, "ExactMoney"),
        reached=given(Money(286, USD), "Money"),
        rounding=Rounding(),
        sku=given("STD", "id", "None"),
        minimum_spend=given(FLOOR, "None"),
    ),
    target(
        "invoicing.Invoice",
        account=given(ACME, bad={"another account": OTHER}),
        month=given(APRIL, bad={"another month": APRIL + 1}, but=("the last month",)),
        terms=PLAN_POOL,
        lines=each((LINE,), bad={"a line twice": (LINE, LINE)}),
        adjustments=each((ADJUSTMENT,), bad={"an adjustment twice": (ADJUSTMENT, ADJUSTMENT)}),
        credits=each(INVOICE.credits, bad={"a credit twice": INVOICE.credits * 2}),
        run=given("2026-04", "text"),
    ),
    target("invoicing.Invoice.line", INVOICE, sku=given("STD", "nothing else is on it")),
    target(
        "invoicing.draft",
        account=given(ACME, bad={"another account": OTHER, "another currency": Account("acme", "EUR")}),
        month=given(APRIL, bad={"another month": APRIL + 1}, but=("the last month",)),
        charges=CHARGES,
        credits=each((CREDIT,), container="iterable", bad={"a credit twice": [CREDIT, CREDIT], "in euro": [IN_EURO]}),
    ),
    # --- explain
    target(
        "explain.Fact",
        label=given("used", "text"),
        value=given("2 allocations", "text"),
        rules=each(("L49",), "text", container=("tuple", "texts")),
    ),
    target(
        "explain.Explanation",
        title=given("STD", "text"),
        facts=each((FACT,)),
        parts=each((Explanation("part", (FACT,)),)),
    ),
    target("explain.explain", result=given(INVOICE, "Invoice", "Refused")),
    # --- rendering
    target("rendering.format_day", day=given(DAY, "day"), locale=LOCALE),
    target("rendering.format_month", month=given(APRIL, "Month"), locale=LOCALE),
    target("rendering.format_money", money=given(Money(435, USD), "any money"), locale=LOCALE),
    target("rendering.format_price", price=given(TARGET, "any exact money"), locale=LOCALE),
    target(
        "rendering.format_quantity",
        quantity=given(Fraction(8, 15), "any fraction", but=("a huge fraction",)),
        locale=LOCALE,
        places=given(4, "whole>=0", but=("more than 64 bits",)),
    ),
    target("rendering.invoice_text", invoice=INVOICE, locale=LOCALE, labels=LABELS),
    target("rendering.invoice_html", invoice=INVOICE, locale=LOCALE, labels=LABELS),
    target(
        "rendering.overview_html",
        invoices=each((INVOICE,), container="iterable", bad={"an invoice twice": (INVOICE, INVOICE)}),
        locale=LOCALE,
        labels=LABELS,
        links=given({INVOICE.id: "acme.html"}, "mapping", "None", bad=BAD_LINKS),
    ),
    target(
        "rendering.quantity_chart",
        quantities=each(
            ((APRIL, Fraction(3, 2)),),
            container="iterable",
            bad={
                "less than nothing": [(APRIL, Fraction(-1))],
                "a float": [(APRIL, 1.5)],
                "a month as text": [("2026-04", 1)],
            },
        ),
        locale=LOCALE,
        width=given(40, "whole>=1", but=("more than 64 bits",)),
        places=given(1, "whole>=0", but=("more than 64 bits",)),
        ascii_only=given(True, "bool"),
    ),
    target("rendering.expiry_calendar", shown=GLANCE, on=ON, locale=LOCALE, labels=FLEET_LABELS),
    target("rendering.fleet_html", shown=GLANCE, on=ON, locale=LOCALE, labels=FLEET_LABELS),
    target(
        "rendering.balance_chart",
        shown=HISTORY,
        since=given(None, "instant", "None"),
        until=given(None, "instant", "None"),
    ),
    # --- interchange
    target("interchange.to_data", value=PLAIN),
    target(
        "interchange.from_data",
        cls=CLASS,
        data=given({"schema": "kpix.money/1", "minor": 435, "currency": "USD"}, "no"),
    ),
    target("interchange.to_json", value=PLAIN, indent=given(2, "whole>=0", "None", but=("more than 64 bits",))),
    target(
        "interchange.from_json",
        cls=CLASS,
        text=given('{"schema": "kpix.money/1", "minor": 435, "currency": "USD"}', "no"),
    ),
    target("interchange.json_schema", cls=CLASS),
    target("interchange.csv_text", cls=CLASS, values=each((Money(435, USD),), "any money", container="iterable")),
    target(
        "interchange.write_csv",
        cls=CLASS,
        values=each((Money(435, USD),), "any money", container="iterable"),
        file=given(io.StringIO(), "file to write"),
    ),
    target(
        "interchange.write_rows",
        columns=each(("sku",), "text", "any text", container="headings", but=("a NUL inside", "a lone surrogate")),
        rows=each((("STD",),), "cells", container="iterable"),
        file=given(io.StringIO(), "file to write"),
        guard=given(True, "bool"),
        line_end=given("\n", "end of a line", bad={"a carriage return": "\r"}),
    ),
    target(
        "interchange.read_csv",
        cls=CLASS,
        file=given(Again("minor,currency\n435,USD\n"), "file to read"),
        name=given("a.csv", "text", "None"),
        most_bytes=given(1000, "whole>=0", but=("0", "1", "13")),
        on_rows=given(None, "None", "function", also=("a class", "a duck")),
    ),
    target(
        "price_list.read_prices",
        file=given(Again("sku,pricing,price\nSTD,per_unit,4.35 USD\n"), "file to read"),
        name=given("a.csv", "text"),
        most_bytes=given(1000, "whole>=0", but=("0", "1", "13")),
    ),
    target(
        "validity.read_applications",
        file=given(Again("application_id,zone\nfleet,UTC\n"), "file to read"),
        name=given("a.csv", "text"),
        most_bytes=given(1000, "whole>=0", but=("0", "1", "13")),
    ),
    target(
        "validity.write_applications",
        applications=each((Application("fleet"),), "Application", container="iterable"),
        file=given(io.StringIO(), "file to write"),
    ),
    target(
        "price_list.write_prices",
        prices=each((STANDARD,), "Price", container="iterable"),
        file=given(io.StringIO(), "file to write"),
    ),
)
