"""What a month's use of a SKU costs, with everything that made it so."""

__all__ = ["Charge", "Charges"]

from fractions import Fraction
from itertools import starmap
from operator import attrgetter

import attrs

from ..catalogue import BandBasis, BillingTerms, MinimumScope, MinimumSpend, Price, PriceBand, Step
from ..catalogue.pricing import bands_of
from ..catalogue.step import PlainStep, Ratio
from ..checks import derived, each, instance, optional, text
from ..dates import Month
from ..errors import CurrencyMismatch, TallyMismatch, WrongValue
from ..exact import short_text
from ..ids import AccountId, SkuCode, identifier
from ..metering import TallyEntry
from ..money import Currency, ExactMoney, Money, Rounding
from ..tables import Table
from .amount import band_basis_of, basis_of, exact_ratio, line_rounding, minor_units, plain_steps, use_of

_PARTS = attrgetter("band", "numerator", "denominator", "price")


def _steps(charge: "Charge") -> tuple[Step, ...]:
    return tuple(starmap(Step, plain_steps(use_of(charge.entry), charge.price, charge.terms)))


def _plain_steps(charge: "Charge") -> tuple[PlainStep, ...]:
    return tuple(map(_PARTS, charge.steps))


def _amount(charge: "Charge") -> Money:
    steps = _plain_steps(charge)
    _, _, _, price = steps[0]
    return Money(minor_units(steps, line_rounding(charge.terms)), price.currency)


@attrs.frozen
class Charge:
    """The price of one SKU in one month: its use, the price in force and those passed over, and the terms.

    The steps and the amount are derived from these, once, by the same function that `explain` reads: there is no second
    calculation. Raises QuantityBelowBands where the terms call that an error, TallyMismatch where the entry lacks what
    the terms need (rules L40 to L48, L69).

    Attributes:
        month: when.
        entry: the use.
        price: the price in force that was applied.
        passed_over: prices in force that were not: the default beside a custom one, or the dearer of two.
        terms: the conventions.
        name: the plan's name, where it has one.
        steps: which part of the quantity costs what; derived.
        amount: what it comes to, rounded once as the terms say; derived.

    >>> from ..catalogue import PLAN_POOL, bands
    >>> used = TallyEntry("STD", count=2, units=16, divisor=30)
    >>> Charge(Month.parse("2026-04"), used, Price("STD", bands((0, "4.35 USD"))), (), PLAN_POOL).amount
    Money.parse('2.32 USD')
    """

    month: Month = attrs.field(validator=instance(Month))
    entry: TallyEntry = attrs.field(validator=instance(TallyEntry))
    price: Price = attrs.field(validator=instance(Price))
    passed_over: tuple[Price, ...] = attrs.field(validator=each(Price))
    terms: BillingTerms = attrs.field(validator=instance(BillingTerms))
    name: str = attrs.field(default="", validator=text)
    steps: tuple[Step, ...] = attrs.field(init=False, eq=False, repr=False, default=derived(_steps))
    amount: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_amount))

    def __attrs_post_init__(self) -> None:
        _check_price(self)

    @property
    def sku(self) -> SkuCode:
        """What was used."""
        return self.entry.sku

    @property
    def quantity(self) -> Fraction:
        """How much was used: plan-months, or things counted."""
        return self.entry.quantity

    @property
    def band_basis(self) -> BandBasis:
        """What chose the band: as the terms say, but the quantity where there is nothing else to choose by."""
        return band_basis_of(self.entry.divisor, self.price, self.terms)

    @property
    def basis(self) -> Fraction:
        """The quantity that chose the band."""
        return Fraction(*_basis(self))

    @property
    def band(self) -> PriceBand | None:
        """The band reached, the first one for a quantity below it; None where the model has no bands."""
        return _band(self)

    @property
    def unit_price(self) -> ExactMoney | None:
        """The price of one unit, None where the model has no single one."""
        return self.price.model.unit_price(_basis(self))

    @property
    def rounding(self) -> Rounding:
        """How the line was rounded."""
        return line_rounding(self.terms)

    @property
    def exact_amount(self) -> ExactMoney:
        """What it comes to before rounding."""
        return _exact_amount(self)

    def _repr_html_(self) -> str:
        return _table((self,)).html()


@attrs.frozen
class Charges:
    """All charges of one account in one month, with what an invoice needs even where there are none.

    Attributes:
        account: who is charged.
        month: when.
        currency: of every charge.
        terms: the conventions.
        charges: by SKU, in order.
        minimum_spend: the floor under them, or None.
        run: the run of purchases that is charged (rule L12); empty for the use of the month.
    """

    account: AccountId = attrs.field(validator=identifier)
    month: Month = attrs.field(validator=instance(Month))
    currency: Currency = attrs.field(validator=instance(Currency))
    terms: BillingTerms = attrs.field(validator=instance(BillingTerms))
    charges: tuple[Charge, ...] = attrs.field(default=(), validator=each(Charge))
    minimum_spend: MinimumSpend | None = attrs.field(default=None, validator=optional(instance(MinimumSpend)))
    run: str = attrs.field(default="", validator=text)

    def __attrs_post_init__(self) -> None:
        _check(self)

    def __str__(self) -> str:
        return str(_table(self.charges))

    def _repr_html_(self) -> str:
        return _table(self.charges).html()


def _basis(charge: Charge) -> Ratio:
    return basis_of(use_of(charge.entry), charge.price, charge.terms)


def _check_price(charge: Charge) -> None:
    if charge.price.sku != charge.entry.sku:
        raise WrongValue("price", f"a price of {charge.entry.sku}", charge.price.sku)


def _exact_amount(charge: Charge) -> ExactMoney:
    return ExactMoney(Fraction(*exact_ratio(_plain_steps(charge))), charge.price.currency)


def _band(charge: Charge) -> PriceBand | None:
    # The last step's, which is not always the one whose threshold is met: a graduated quantity that ends exactly on a
    # threshold has no part above it.
    last = charge.steps[-1].band
    return None if last is None else bands_of(charge.price.model)[last]


def _check(charges: Charges) -> None:
    currency, conventions, before = charges.currency, (charges.month, charges.terms), ""
    for charge in charges.charges:
        if charge.amount.currency is not currency and charge.amount.currency != currency:
            raise CurrencyMismatch(currency, charge.amount.currency)
        if (charge.month, charge.terms) != conventions:
            raise TallyMismatch(f"{charge.sku}: charged for another month or under other terms")
        sku = charge.entry.sku
        if sku <= before:
            raise TallyMismatch(f"expected one charge for each SKU, in order, got {before}, {sku}")
        before = sku
    minimum = charges.minimum_spend
    if minimum is not None and minimum.scope is MinimumScope.ALLOCATION:
        _check_histograms(charges)


def _check_histograms(charges: Charges) -> None:
    if charges.terms.dedupe_days:
        raise TallyMismatch("a minimum for each allocation has nothing to look at, as days are the devices'")
    for charge in charges.charges:
        if charge.entry.histogram is None and charge.entry.divisor != 1:
            raise TallyMismatch(
                f"{charge.sku}: a minimum for each allocation needs the tally's histogram of days"
                " (count with histogram=True, or under the account's own terms)"
            )


def _table(charges: tuple[Charge, ...]) -> Table:
    rows = tuple(
        (
            charge.sku,
            short_text(charge.quantity),
            "" if charge.unit_price is None else str(charge.unit_price),
            str(charge.amount),
        )
        for charge in charges
    )
    return Table(columns=("sku", "quantity", "unit price", "amount"), rows=rows, right=(1, 2, 3))
