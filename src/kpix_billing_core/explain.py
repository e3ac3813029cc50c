"""How an amount came about, read from the result that carries it: nothing here is calculated a second time.

`explain` turns an invoice, a line, an adjustment or a charge into an `Explanation`: facts in the order in which they
follow from each other, each with the rules it rests on. It shows itself as text and as HTML.
"""

__all__ = ["Explanation", "Fact", "explain"]

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import attrs

from .catalogue import (
    BandBasis,
    BillingTerms,
    CustomBands,
    FlatFee,
    Graduated,
    Package,
    PerUnit,
    Price,
    PriceBand,
    PricingModel,
    Stairstep,
    StairstepMode,
    Step,
    Volume,
)
from .catalogue.pricing import bands_of
from .checks import check_text, each, text
from .dates import DayCount, DayRule
from .errors import WrongType
from .exact import fraction_text, short_text
from .invoicing import Adjustment, AdjustmentKind, CreditUse, Invoice, InvoiceLine
from .metering import TallyEntry
from .money import ExactMoney, Rounding
from .rating import Charge
from .tables import Table, escaped


def _printable(_: object, attribute: "attrs.Attribute[tuple[str, ...]]", value: tuple[str, ...]) -> None:
    for text_ in value:
        check_text(attribute.name, text_)


def _parts(_: object, attribute: "attrs.Attribute[tuple[Explanation, ...]]", value: object) -> None:
    each(Explanation)(_, attribute, value)


@attrs.frozen
class Fact:
    """One step of a derivation.

    Attributes:
        label: what it is about.
        value: what holds, in words and figures.
        rules: the ids of the rules it rests on; empty for plain facts.
    """

    label: str = attrs.field(validator=text)
    value: str = attrs.field(validator=text)
    rules: tuple[str, ...] = attrs.field(default=(), validator=[each(str), _printable])


@attrs.frozen
class Explanation:
    """The derivation of one amount: facts in order, and the explanations of the parts it is made of.

    Attributes:
        title: the amount that is explained.
        facts: in the order in which they follow from each other.
        parts: of an invoice, its lines and adjustments.
    """

    title: str = attrs.field(validator=text)
    facts: tuple[Fact, ...] = attrs.field(validator=each(Fact))
    parts: tuple["Explanation", ...] = attrs.field(default=(), validator=_parts)

    def __str__(self) -> str:
        return _text(self)

    def _repr_html_(self) -> str:
        return _html(self)


def explain(result: Invoice | InvoiceLine | Adjustment | Charge) -> Explanation:
    """Explain how an amount came about: days, quantity, bands taken and passed over, price, rounding, rules.

    It reads the result and looks up nothing. Raises WrongType for anything else.

    >>> from .catalogue import PLAN_POOL, bands
    >>> from .dates import Month
    >>> used = TallyEntry("STD", count=2, units=16, divisor=30)
    >>> charge = Charge(Month.parse("2026-04"), used, Price("STD", bands((0, "4.35 USD"))), (), PLAN_POOL)
    >>> print(explain(charge))
    STD in 2026-04: 2.32 USD
      used          2 allocations, 16 days together  [L39 L49]
      day count     calendar days, both ends included, over 30  [L41 L42 L43 L44]
      quantity      16/30 = 8/15 (0.5333)  [L40]
      price         default, volume, in force ever since  [L46]
      band taken    0 and more: 4.35 USD, as 8/15 (0.5333) reaches it  [L46 L47]
      step          8/15 (0.5333) at 4.35 USD  [L48]
      exact amount  2.32 USD  [L48]
      rounded       2.32 USD, half away from zero to the minor unit  [L48 L69]
    """
    if isinstance(result, Invoice):
        return _invoice(result)
    if isinstance(result, InvoiceLine):
        return _charge(result.charge)
    if isinstance(result, Charge):
        return _charge(result)
    if isinstance(result, Adjustment):
        return _adjustment(result)
    raise WrongType("result", "Invoice, InvoiceLine, Adjustment or Charge", result)


def _charge(charge: Charge) -> Explanation:
    facts = (
        *_use(charge.entry, charge.terms.day_count),
        *_prices(charge),
        *_bands(charge),
        *(Fact("step", _step(step, charge.price.model), ("L48",)) for step in charge.steps),
        Fact("exact amount", _amount(charge.exact_amount), ("L48",)),
        Fact("rounded", f"{charge.amount}, {_rounding(charge.rounding)}", ("L48", "L69")),
    )
    return Explanation(f"{charge.name or charge.sku} in {charge.month}: {charge.amount}", facts)


def _use(entry: TallyEntry, day_count: DayCount) -> tuple[Fact, ...]:
    exact, shown = f"{entry.units}/{entry.divisor}", _number(entry.quantity)
    quantity = shown if exact == fraction_text(entry.quantity) or entry.divisor == 1 else f"{exact} = {shown}"
    if entry.divisor == 1:
        return (Fact("used", f"{entry.units} counted"), Fact("quantity", quantity))
    used = f"{_counted(entry.count, 'allocation')}, {_counted(entry.units, 'day')} together"
    return (
        Fact("used", used, ("L39", "L49")),
        Fact("day count", f"{_DAY_RULES[day_count.rule]}, over {entry.divisor}", ("L41", "L42", "L43", "L44")),
        Fact("quantity", quantity, ("L40",)),
    )


_DAY_RULES: Mapping[DayRule, str] = MappingProxyType(
    {
        DayRule.INCLUSIVE: "calendar days, both ends included",
        DayRule.END_EXCLUDED: "calendar days, the last one left out",
        DayRule.THIRTY: "thirty days in every month",
    }
)


def _prices(charge: Charge) -> tuple[Fact, ...]:
    merged = ", merged with the default" if len(charge.passed_over) > 1 else ""
    return (
        Fact("price", f"{_price(charge.price)}{merged}", ("L46",)),
        *(Fact("passed over", _passed_over(price, charge.terms), ("L46",)) for price in charge.passed_over),
    )


def _passed_over(price: Price, terms: BillingTerms) -> str:
    return f"{_price(price)}: {_REASONS[terms.custom_bands]} ({_schedule(price.model)})"


_REASONS: Mapping[CustomBands, str] = MappingProxyType(
    {
        CustomBands.REPLACE: "the account's own price replaces it",
        CustomBands.MERGE: "merged into the price above",
        CustomBands.CHEAPER: "it comes to no less",
    }
)


def _price(price: Price) -> str:
    whose = "default" if price.account is None else f"{price.account}'s own"
    since = "ever since" if price.effective_from is None else f"since {price.effective_from.isoformat()}"
    return f"{whose}, {_model(price.model)}, in force {since}"


def _model(model: PricingModel) -> str:
    if isinstance(model, Stairstep):
        return "stairstep, the band reached" if model.mode is StairstepMode.REACHED else "stairstep, all bands up to it"
    if isinstance(model, Package):
        return f"package of {_number(model.size)}"
    return _MODELS[type(model)]


_MODELS: Mapping[type, str] = MappingProxyType(
    {FlatFee: "flat fee", PerUnit: "per unit", Volume: "volume", Graduated: "graduated"}
)


def _schedule(model: PricingModel) -> str:
    if isinstance(model, FlatFee | PerUnit | Package):
        return str(model.price)
    return "; ".join(map(str, model.bands))


def _bands(charge: Charge) -> tuple[Fact, ...]:
    taken = {step.band for step in charge.steps}
    reached = charge.band
    return tuple(
        _band(charge, band, taken=index in taken, reached=band == reached)
        for index, band in enumerate(bands_of(charge.price.model))
    )


def _band(charge: Charge, band: PriceBand, *, taken: bool, reached: bool) -> Fact:
    if not reached:
        return Fact("band taken" if taken else "band passed over", str(band), ("L46",))
    chosen_by = charge.band_basis
    what = "" if chosen_by is BandBasis.QUANTITY else f", the number of {chosen_by.value},"
    verb = "reaches it" if charge.basis >= band.threshold else "lies below the first band"
    return Fact("band taken", f"{band}, as {_number(charge.basis)}{what} {verb}", ("L46", "L47"))


def _step(step: Step, model: PricingModel) -> str:
    if isinstance(model, FlatFee):
        return f"{step.price} for the month"
    if isinstance(model, Stairstep):
        return f"{step.price} for the band"
    if isinstance(model, Package):
        return f"{_counted(step.numerator, 'started block')} of {_number(model.size)} at {step.price}"
    return f"{_number(step.quantity)} at {step.price}"


def _adjustment(line: Adjustment) -> Explanation:
    rules = ("L27",) if line.kind is AdjustmentKind.MINIMUM_SPEND else ("L69",)
    label = "floor" if line.kind is AdjustmentKind.MINIMUM_SPEND else "exact total"
    facts = (
        Fact("reached", str(line.reached), ("L48",)),
        Fact(label, _amount(line.target), rules),
        Fact("rounded", f"{line.target.rounded(line.rounding)}, {_rounding(line.rounding)}", ("L69",)),
        Fact("difference", str(line.amount), rules),
    )
    return Explanation(f"{line.description}: {line.amount}", facts)


def _invoice(invoice: Invoice) -> Explanation:
    facts = (
        Fact("lines", f"{invoice.subtotal} for {_counted(len(invoice.lines), 'SKU')}", ("L39", "L61")),
        *(Fact(line.description, str(line.amount), ("L27", "L69")) for line in invoice.adjustments),
        Fact("total", str(invoice.total), ("L48",)),
        *map(_credit, invoice.credits),
        Fact("due", f"{invoice.due}, dated {invoice.issued_on.isoformat()}", ("L06", "L31")),
    )
    parts = (*(_charge(line.charge) for line in invoice.lines), *map(_adjustment, invoice.adjustments))
    return Explanation(f"Invoice {invoice.month} for {invoice.account.id}: {invoice.due}", facts, parts)


def _credit(use: CreditUse) -> Fact:
    credit = use.credit
    why = f" ({credit.reason})" if credit.reason else ""
    value = f"{credit.id}{why} of {credit.granted_on.isoformat()}: {use.used} used, {use.left} carried"
    return Fact("credit", value, ("L31",))


def _rounding(rounding: Rounding) -> str:
    mode = rounding.mode.value.replace("_", " ")
    return f"{mode} to {'the minor unit' if rounding.step is None else fraction_text(rounding.step)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _number(value: Fraction) -> str:
    """Return a number exactly, with a few decimals beside it where its digits never end."""
    exact = fraction_text(value)
    return f"{exact} ({short_text(value)})" if "/" in exact else exact


def _amount(money: ExactMoney) -> str:
    return f"{_number(money.amount)} {money.currency}" if "/" in fraction_text(money.amount) else str(money)


def _text(explanation: Explanation) -> str:
    width = max((len(fact.label) for fact in explanation.facts), default=0)
    lines = [explanation.title]
    for fact in explanation.facts:
        rules = f"  [{' '.join(fact.rules)}]" if fact.rules else ""
        lines.append(f"  {fact.label.ljust(width)}  {fact.value}{rules}")
    for part in explanation.parts:
        lines += [f"  {line}" for line in _text(part).splitlines()]
    return "\n".join(lines)


def _html(explanation: Explanation) -> str:
    rows = tuple((fact.label, fact.value, " ".join(fact.rules)) for fact in explanation.facts)
    table = Table(title=explanation.title, columns=("", "", "rules"), rows=rows).html(limit=None)
    parts = "".join(
        f"<details><summary>{escaped(part.title)}</summary>{_html(part)}</details>" for part in explanation.parts
    )
    return f"{table}{parts}"
