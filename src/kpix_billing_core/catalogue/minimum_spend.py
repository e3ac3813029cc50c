"""A floor under what is billed, and what it is a floor of."""

__all__ = ["MinimumScope", "MinimumSpend"]

from enum import Enum

import attrs

from ..checks import each, instance
from ..errors import PriceNotFound, WrongType, WrongValue
from ..money import Currency, Money


class MinimumScope(Enum):
    """What a minimum is a floor of.

    INVOICE: all charges of the month together. LINE: the charge of each SKU.
    ALLOCATION: each single allocation's share.
    """

    INVOICE = "invoice"
    LINE = "line"
    ALLOCATION = "allocation"


def _moneys(value: tuple[Money, ...] | Money | str) -> tuple[Money, ...]:
    if isinstance(value, str):
        return (Money.parse(value),)
    return (value,) if isinstance(value, Money) else value


@attrs.frozen
class MinimumSpend:
    """A floor: where the charges come to less, the shortfall is billed as a line of its own (rule L27).

    One amount for each currency billed; an account in another currency is an error, never a free pass. It applies
    before credits. It is rounded as the terms say: where they have a step, a floor should be a whole number of steps,
    or what is billed may be a little less than it. Raises WrongType or WrongValue.

    Attributes:
        amounts: the floor, once for each currency; one amount or its text will do for one currency.
        scope: what it is a floor of.
        without_usage: whether a month without any use is billed the floor too; only an invoice can have no use.

    >>> MinimumSpend("25.00 USD").amount(Currency.of("USD"))
    Money.parse('25.00 USD')
    """

    amounts: tuple[Money, ...] = attrs.field(converter=_moneys, validator=each(Money))
    scope: MinimumScope = attrs.field(default=MinimumScope.INVOICE, validator=instance(MinimumScope))
    without_usage: bool = attrs.field(default=False, validator=instance(bool))

    def __attrs_post_init__(self) -> None:
        _check(self)

    def amount(self, currency: Currency) -> Money:
        """Return the floor in a currency; raises PriceNotFound where none is given."""
        return _amount(self, currency)


def _check(minimum: MinimumSpend) -> None:
    if not minimum.amounts:
        raise WrongValue("amounts", "at least one amount", minimum.amounts)
    currencies = [amount.currency for amount in minimum.amounts]
    if len(set(currencies)) < len(currencies):
        raise WrongValue("amounts", "one amount for each currency", tuple(map(str, minimum.amounts)))
    for amount in minimum.amounts:
        if amount.minor < 0:
            raise WrongValue("amounts", "0 or more", str(amount))
    if minimum.without_usage and minimum.scope is not MinimumScope.INVOICE:
        raise WrongValue("without_usage", "False, as a line or allocation exists only by its use", got=True)


def _amount(minimum: MinimumSpend, currency: Currency) -> Money:
    if type(currency) is not Currency:
        raise WrongType("currency", "Currency", currency)
    for amount in minimum.amounts:
        if amount.currency == currency:
            return amount
    raise PriceNotFound(f"the minimum spend has no amount in {currency}; a floor of nothing is written 0 {currency}")
