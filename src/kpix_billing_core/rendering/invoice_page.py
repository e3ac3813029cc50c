"""An invoice as one HTML page."""

__all__ = ["invoice_html"]

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from ..explain import Explanation, Fact, explain
from ..invoicing import Invoice
from .labels import ENGLISH, Labels
from .locales import DEFAULT
from .page import html_page, tag
from .sheet import Sheet, SheetLine, sheet_of


def invoice_html(invoice: Invoice, locale: str = DEFAULT, labels: Labels = ENGLISH) -> str:
    """Write an invoice as a whole HTML page in a locale, with the derivation of each amount folded in.

    The page needs no other file, runs no script and may be printed or mailed; all text that is not the library's own is
    escaped. Derivations are in English. Raises WrongType, or WrongValue for an unknown locale.

    >>> from ..accounts import Account
    >>> from ..catalogue import PLAN_POOL
    >>> from ..dates import Month
    >>> from ..invoicing import draft
    >>> from ..rating import Charges
    >>> account, april = Account("R&D", "USD"), Month.parse("2026-04")
    >>> nothing = draft(account, april, Charges(account.id, april, account.currency, PLAN_POOL))
    >>> "<title>Rechnung R&amp;D, April 2026</title>" in invoice_html(nothing, "de", Labels(invoice="Rechnung"))
    True
    """
    sheet = sheet_of(invoice, locale, labels)
    (_, account), (_, month), *_ = sheet.facts
    parts = (_header(sheet, labels), _table(sheet), _derivation(sheet, explain(invoice), labels))
    return html_page(f"{labels.invoice} {account}, {month}", f"<main>\n{''.join(parts)}</main>", locale)


def _header(sheet: Sheet, labels: Labels) -> str:
    facts = "".join(tag("dt", label) + f"<dd><bdi>{escape(value)}</bdi></dd>" for label, value in sheet.facts)
    label, due = sheet.due
    return (
        f'<header>\n<div>{tag("h1", labels.invoice)}<dl class="facts">{facts}</dl></div>\n'
        f'<div class="due">{tag("span", label)}{tag("strong", due)}</div>\n</header>\n'
    )


def _table(sheet: Sheet) -> str:
    item, *figures = sheet.columns
    head = f'<th scope="col">{escape(item)}</th>' + "".join(
        f'<th scope="col" class="number">{escape(column)}</th>' for column in figures
    )
    body = "".join(_line(number, line) for number, line in enumerate(sheet.lines, start=1))
    foot = "".join(
        [
            *(_sum(label, amount) for label, amount in sheet.sums),
            _sum(*sheet.due, "grand"),
            *(_sum(label, amount, "after") for label, amount in sheet.carried),
        ]
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n<tfoot>\n{foot}</tfoot>\n</table>\n"


def _line(number: int, line: SheetLine) -> str:
    code = f'<span class="code"><bdi>{escape(line.code)}</bdi></span>' if line.code else ""
    # The target lies inside the folded derivation: following the link unfolds it.
    name = f'<a href="#part-{number}"><bdi>{escape(line.name)}</bdi></a>'
    figures = "".join(tag("td", figure, "number") for figure in (line.quantity, line.unit_price, line.amount))
    return f'<tr><th scope="row">{name}{code}</th>{figures}</tr>\n'


def _sum(label: str, amount: str, css_class: str = "") -> str:
    row = f'<tr class="{css_class}">' if css_class else "<tr>"
    return f'{row}<th scope="row" colspan="3">{escape(label)}</th>{tag("td", amount, "number")}</tr>\n'


def _derivation(sheet: Sheet, explanation: Explanation, labels: Labels) -> str:
    titles = [*((line.name, line.amount) for line in sheet.lines), *sheet.adjustments, sheet.due]
    parts = "".join(
        _folded(index + 1, *titles[index], part) for index, part in enumerate((*explanation.parts, explanation))
    )
    return f"<section>\n{tag('h2', labels.derivation)}\n{parts}</section>\n"


def _folded(number: int, name: str, amount: str, explanation: Explanation) -> str:
    facts = "".join(map(_fact, explanation.facts))
    title = f"<bdi>{escape(name)}</bdi>{tag('span', amount, 'number')}"
    steps = f'<dl class="steps" id="part-{number}" lang="en" dir="ltr">{facts}</dl>'
    return f"<details><summary>{title}</summary>{steps}</details>\n"


_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "band taken": "taken",
        "band passed over": "passed",
        "passed over": "passed",
        "rounded": "result",
        "due": "result",
    }
)
"""How facts stand out, by their labels."""


def _fact(fact: Fact) -> str:
    css_class = _CLASSES.get(fact.label)
    row = f'<div class="{css_class}">' if css_class else "<div>"
    rules = tag("span", " ".join(fact.rules), "rules") if fact.rules else ""
    return f"{row}{tag('dt', fact.label)}<dd>{tag('span', fact.value)}{rules}</dd></div>"
