"""Money in whole minor units, exact money as a fraction of major units, and the one declared step between them.

What is settled is `Money`: it can be paid. What lies between (a unit price of 0.0035 USD, a third of a euro) is
`ExactMoney`; only `rounded` leads back, and it names its rounding.
"""

__all__ = ["ExactMoney", "Money", "total"]

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import overload

import attrs

from ..checks import TOO_LARGE, check_many, check_text, check_whole, instance
from ..errors import CurrencyMismatch, WrongType, WrongValue
from ..exact import Exact, fraction_text, scaled_text, to_fraction
from .currency import Currency
from .rounding import Rounding


@attrs.frozen(repr=False)
class Money:
    """An amount that can be paid: a whole number of a currency's minor units, of either sign and any size.

    Adding and comparing need the same currency (CurrencyMismatch otherwise). Multiplying by a whole number stays
    Money; by a fraction it becomes ExactMoney. There is no float in or out.

    Attributes:
        minor: minor units: 435 is 4.35 USD, 435 JPY, 0.435 KWD.
        currency: what they are units of.

    >>> Money.parse("4.35 USD") + Money.of("0.65", "USD")
    Money.parse('5.00 USD')
    >>> Money.parse("1.00 USD") * Fraction(1, 3)
    ExactMoney.parse('1/3 USD')
    """

    minor: int
    currency: Currency

    def __attrs_post_init__(self) -> None:
        # Every sum makes one of these: one look at the usual case, and the reasons only where it fails.
        if not (type(self.minor) is int and -TOO_LARGE < self.minor < TOO_LARGE and type(self.currency) is Currency):
            _complain(self)

    @classmethod
    def of(cls, amount: Exact, currency: Currency | str) -> "Money":
        """Return an amount of major units exactly; one finer than the minor unit is an error, never rounded."""
        return _settled(ExactMoney.of(amount, currency), amount)

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read "4.35 USD"; the inverse of `str`."""
        return _settled(ExactMoney.parse(text), text)

    @classmethod
    def zero(cls, currency: Currency | str) -> "Money":
        """Return nothing of this currency."""
        return cls(0, _currency(currency))

    @property
    def exact(self) -> "ExactMoney":
        """The same amount as a fraction of major units."""
        return _exact(self)

    def to_decimal(self) -> Decimal:
        """Return the amount in major units as a Decimal with the currency's decimals, whatever the decimal context."""
        return Decimal(_amount_text(self))

    def __str__(self) -> str:
        return f"{_amount_text(self)} {self.currency}"

    def __repr__(self) -> str:
        return f"Money.parse({str(self)!r})"

    def _repr_html_(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __add__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        return Money(self.minor + _in(self.currency, other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        return Money(self.minor - _in(self.currency, other).minor, self.currency)

    @overload
    def __mul__(self, factor: int) -> "Money": ...
    @overload
    def __mul__(self, factor: Fraction) -> "ExactMoney": ...
    def __mul__(self, factor: int | Fraction) -> "Money | ExactMoney":
        if type(factor) is int:
            return Money(self.minor * factor, self.currency)
        if type(factor) is Fraction:
            return self.exact * factor
        return NotImplemented

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.minor < _in(self.currency, other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= _in(self.currency, other).minor

    def __gt__(self, other: "Money") -> bool:
        return self.minor > _in(self.currency, other).minor

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= _in(self.currency, other).minor


@attrs.frozen(repr=False)
class ExactMoney:
    """An exact amount of major units, as fine as need be: a unit price, a share, what a line comes to before rounding.

    Attributes:
        amount: major units as a fraction.
        currency: what they are units of.

    >>> price = ExactMoney.parse("0.0035 USD")
    >>> (price * Fraction(1_000)).rounded(Rounding())
    Money.parse('3.50 USD')
    """

    amount: Fraction = attrs.field(validator=instance(Fraction))
    currency: Currency = attrs.field(validator=instance(Currency))

    @classmethod
    def of(cls, amount: Exact, currency: Currency | str) -> "ExactMoney":
        """Return an amount of major units given as an int, a fraction, a Decimal or text; a float is an error."""
        return cls(to_fraction(amount, "amount"), _currency(currency))

    @classmethod
    def parse(cls, text: str) -> "ExactMoney":
        """Read "0.0035 USD" or "1/3 USD"; the inverse of `str`."""
        check_text("money", text)
        amount, blank, currency = text.partition(" ")
        if not blank:
            raise WrongValue("money", 'an amount and a currency such as "4.35 USD"', text)
        return cls(to_fraction(amount, "money"), Currency.parse(currency))

    def rounded(self, rounding: Rounding) -> Money:
        """Return what can be paid, rounded once as declared."""
        return _rounded(self, rounding)

    def __str__(self) -> str:
        return _exact_text(self)

    def __repr__(self) -> str:
        return f"ExactMoney.parse({str(self)!r})"

    def _repr_html_(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __neg__(self) -> "ExactMoney":
        return ExactMoney(-self.amount, self.currency)

    def __add__(self, other: "ExactMoney") -> "ExactMoney":
        if type(other) is not ExactMoney:
            return NotImplemented
        return ExactMoney(self.amount + _same_exact(self, other).amount, self.currency)

    def __sub__(self, other: "ExactMoney") -> "ExactMoney":
        if type(other) is not ExactMoney:
            return NotImplemented
        return ExactMoney(self.amount - _same_exact(self, other).amount, self.currency)

    def __mul__(self, factor: int | Fraction) -> "ExactMoney":
        if type(factor) is not int and type(factor) is not Fraction:
            return NotImplemented
        return ExactMoney(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "ExactMoney") -> bool:
        return self.amount < _same_exact(self, other).amount

    def __le__(self, other: "ExactMoney") -> bool:
        return self.amount <= _same_exact(self, other).amount

    def __gt__(self, other: "ExactMoney") -> bool:
        return self.amount > _same_exact(self, other).amount

    def __ge__(self, other: "ExactMoney") -> bool:
        return self.amount >= _same_exact(self, other).amount


def total(amounts: Iterable[Money], currency: Currency | str) -> Money:
    """Return the sum of amounts, nothing of `currency` for none; another currency among them is an error.

    >>> total([Money.parse("1.10 USD"), Money.parse("2.20 USD")], "USD")
    Money.parse('3.30 USD')
    """
    nothing = Money.zero(currency)
    check_many("amounts", amounts)
    return summed(amounts, nothing.currency)


def summed(amounts: Iterable[Money], currency: Currency) -> Money:
    """Return the total of what is known to be an iterable, in what is known to be a currency."""
    minor = 0
    for amount in amounts:
        minor += _in(currency, amount).minor
    return Money(minor, currency)


def _complain(money: Money) -> None:
    check_whole("minor", money.minor)
    raise WrongType("currency", "Currency", money.currency)


def _currency(currency: Currency | str) -> Currency:
    return Currency.parse(currency) if isinstance(currency, str) else currency


def _in(currency: Currency, amount: object) -> Money:
    if type(amount) is not Money:
        raise WrongType("amount", "Money", amount)
    if amount.currency is not currency and amount.currency != currency:
        raise CurrencyMismatch(currency, amount.currency)
    return amount


def _same_exact(one: ExactMoney, other: object) -> ExactMoney:
    if type(other) is not ExactMoney:
        raise WrongType("amount", "ExactMoney", other)
    if other.currency != one.currency:
        raise CurrencyMismatch(one.currency, other.currency)
    return other


def _exact(money: Money) -> ExactMoney:
    return ExactMoney(Fraction(money.minor, 10**money.currency.exponent), money.currency)


def _settled(money: ExactMoney, given: object) -> Money:
    minor = money.amount * 10**money.currency.exponent
    if minor.denominator != 1:
        raise WrongValue("money", f"at most {money.currency.exponent} decimals in {money.currency}", given)
    return Money(minor.numerator, money.currency)


def _rounded(money: ExactMoney, rounding: Rounding) -> Money:
    if type(rounding) is not Rounding:
        raise WrongType("rounding", "Rounding", rounding)
    amount, currency = money.amount, money.currency
    return Money(rounding.minor_units(amount.numerator, amount.denominator, currency.exponent), currency)


def _exact_text(money: ExactMoney) -> str:
    # At least the minor unit's digits, as a price is written: 1.10, not 1.1.
    return f"{fraction_text(money.amount, money.currency.exponent)} {money.currency}"


def _amount_text(money: Money) -> str:
    return scaled_text(money.minor, money.currency.exponent)
