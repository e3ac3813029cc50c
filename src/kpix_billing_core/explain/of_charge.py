"""Why a charge is what it is: days, quantity, bands taken and passed over, price, steps, rounding."""

__all__ = ["explain_charge"]

from collections.abc import Mapping
from types import MappingProxyType

from ..catalogue import (
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
from ..catalogue.pricing import bands_of
from ..dates import DayRule
from ..exact import fraction_text
from ..metering import TallyEntry
from ..rating import Charge
from ..rating.amount import reaches, use_of
from .explanation import Explanation, Fact
from .words import amount_text, counted, number_text, rounding_text


def explain_charge(charge: Charge) -> Explanation:
    """Return the derivation of a charge: use, price, bands, steps, amount."""
    facts = (
        *_use(charge.entry, charge.terms),
        *_prices(charge),
        *_bands(charge),
        *(Fact("step", _step(step, charge.price.model), ("L48",)) for step in charge.steps),
        Fact("exact amount", amount_text(charge.exact_amount), ("L48",)),
        Fact("rounded", f"{charge.amount}, {rounding_text(charge.rounding)}", ("L48", "L69")),
    )
    return Explanation(f"{charge.name or charge.sku} in {charge.month}: {charge.amount}", facts)


def _use(entry: TallyEntry, terms: BillingTerms) -> tuple[Fact, ...]:
    exact, shown = f"{entry.units}/{entry.divisor}", number_text(entry.quantity)
    quantity = shown if exact == fraction_text(entry.quantity) or entry.divisor == 1 else f"{exact} = {shown}"
    if entry.divisor == 1:
        return (Fact("used", f"{entry.units} counted"), Fact("quantity", quantity))
    used = f"{counted(entry.count, 'allocation')}, {counted(entry.units, 'day')} together"
    rule = _DAY_RULES[terms.day_count.rule]
    once = (Fact("days used twice", "counted once for each device", ("L44",)),) if terms.dedupe_days else ()
    return (
        Fact("used", used, ("L39", "L49")),
        Fact("day count", f"{rule}, over {entry.divisor}", ("L41", "L42", "L43", "L44")),
        *once,
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
        *(Fact("passed over", _passed_over(price, charge), ("L46",)) for price in charge.passed_over),
    )


def _passed_over(price: Price, charge: Charge) -> str:
    return f"{_price(price)}: {_reason(price, charge)} ({_schedule(price.model)})"


def _reason(price: Price, charge: Charge) -> str:
    custom_bands = charge.terms.custom_bands
    if custom_bands is CustomBands.CHEAPER and not reaches(use_of(charge.entry), price, charge.terms):
        return "its bands begin above the quantity"
    return _REASONS[custom_bands]


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
        return f"package of {number_text(model.size)}"
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
    return Fact("band taken", f"{band}, as {number_text(charge.basis)}{what} {_how_far(charge, band)}", ("L46", "L47"))


def _how_far(charge: Charge, band: PriceBand) -> str:
    if charge.basis < band.threshold:
        return "lies below the first band"
    # A graduated quantity that ends on a threshold has no part in the band that begins there.
    return "fills it" if charge.basis == band.up_to else "reaches it"


def _step(step: Step, model: PricingModel) -> str:
    if isinstance(model, FlatFee):
        return f"{step.price} for the month"
    if isinstance(model, Stairstep):
        return f"{step.price} for the band"
    if isinstance(model, Package):
        return f"{counted(step.numerator, 'started block')} of {number_text(model.size)} at {step.price}"
    return f"{number_text(step.quantity)} at {step.price}"
