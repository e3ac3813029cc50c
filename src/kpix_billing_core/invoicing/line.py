"""What stands on an invoice: charges by SKU, and adjustments that bring what they come to up to what is billed."""

__all__ = ["Adjustment", "AdjustmentKind", "InvoiceLine"]

from enum import Enum
from fractions import Fraction

import attrs

from ..catalogue import MinimumSpend
from ..checks import derived, instance, optional
from ..errors import CurrencyMismatch, WrongValue
from ..ids import SkuCode, identifier
from ..money import ExactMoney, Money, Rounding
from ..rating import Charge


def _line_id(line: "InvoiceLine") -> str:
    return f"charge:{line.charge.entry.sku}"


@attrs.frozen
class InvoiceLine:
    """One SKU on an invoice (rule L39); everything about it is in its charge.

    Attributes:
        charge: how it came about.
        id: unique within the invoice, and the same whenever it is drafted; derived.
    """

    charge: Charge = attrs.field(validator=instance(Charge))
    id: str = attrs.field(init=False, eq=False, repr=False, default=derived(_line_id))

    @property
    def sku(self) -> SkuCode:
        """What is charged."""
        return self.charge.sku

    @property
    def description(self) -> str:
        """The plan's name, else the SKU."""
        return _line_description(self)

    @property
    def quantity(self) -> Fraction:
        """How much was used."""
        return self.charge.quantity

    @property
    def unit_price(self) -> ExactMoney | None:
        """The price of one unit, None where the pricing model has no single one."""
        return self.charge.unit_price

    @property
    def amount(self) -> Money:
        """What it comes to, rounded."""
        return self.charge.amount


class AdjustmentKind(Enum):
    """Why an adjustment stands on an invoice.

    MINIMUM_SPEND: charges came to less than the floor.
    ROUNDING: rounded lines sum to something else than the rounded total.
    """

    MINIMUM_SPEND = "minimum_spend"
    ROUNDING = "rounding"


def _amount(line: "Adjustment") -> Money:
    if line.target.currency != line.reached.currency:
        raise CurrencyMismatch(line.reached.currency, line.target.currency)
    return line.target.rounded(line.rounding) - line.reached


def _adjustment_id(line: "Adjustment") -> str:
    # Added, not formatted: it is derived before it is checked, and what is no text may be anything.
    return line.kind.value if line.sku is None else line.kind.value + ":" + line.sku


@attrs.frozen
class Adjustment:
    """A line that brings what was reached to what is billed: the target, rounded once, less what was reached.

    Raises WrongType or WrongValue, CurrencyMismatch, and PriceNotFound for a floor without an amount in the currency.

    Attributes:
        kind: why.
        target: what shall be billed, exactly.
        reached: what the lines it adjusts come to.
        rounding: how the target becomes payable.
        sku: the line it adjusts, or None for the whole invoice.
        minimum_spend: the floor that was agreed, where that is why.
        amount: the difference; derived.
        id: unique within the invoice, and the same whenever it is drafted; derived.
    """

    kind: AdjustmentKind = attrs.field(validator=instance(AdjustmentKind))
    target: ExactMoney = attrs.field(validator=instance(ExactMoney))
    reached: Money = attrs.field(validator=instance(Money))
    rounding: Rounding = attrs.field(validator=instance(Rounding))
    sku: SkuCode | None = attrs.field(default=None, validator=optional(identifier))
    minimum_spend: MinimumSpend | None = attrs.field(default=None, validator=optional(instance(MinimumSpend)))
    amount: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_amount))
    id: str = attrs.field(init=False, eq=False, repr=False, default=derived(_adjustment_id))

    def __attrs_post_init__(self) -> None:
        _check_minimum(self)

    @property
    def description(self) -> str:
        """What it is, in English."""
        return _description(self)


def _line_description(line: InvoiceLine) -> str:
    return line.charge.name or line.charge.sku


def _check_minimum(line: Adjustment) -> None:
    if line.minimum_spend is None:
        return
    if line.kind is not AdjustmentKind.MINIMUM_SPEND:
        raise WrongValue("minimum_spend", "None where a total is rounded", line.kind.value)
    line.minimum_spend.amount(line.target.currency)  # raises where the floor has none in it


def _description(line: Adjustment) -> str:
    words = line.kind.value.replace("_", " ").capitalize()
    return words if line.sku is None else f"{words}, {line.sku}"
