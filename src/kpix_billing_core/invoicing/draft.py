"""Drafting an invoice from charges: lines, the minimum spend, the rounding, then the credits; a preview is the bill."""

__all__ = ["draft"]

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from ..accounts import Account
from ..catalogue import MinimumScope, RoundingScope
from ..dates import Month
from ..errors import CurrencyMismatch, TallyMismatch, WrongType
from ..money import ExactMoney, Money
from ..money.money import summed
from ..rating import AccountCredit, Charge, Charges
from ..rating.amount import line_rounding
from .carry_over import CreditUse, use_credits
from .invoice import Invoice
from .line import Adjustment, AdjustmentKind, InvoiceLine

_Targets: TypeAlias = list[tuple[Charge, ExactMoney]]
"""Each charge with what its line shall come to."""
_NO_CREDITS: tuple[AccountCredit, ...] = ()


def draft(account: Account, month: Month, charges: Charges, credits: Iterable[AccountCredit] = _NO_CREDITS) -> Invoice:
    """Draft an account's invoice for a month from its charges and open credits (rules L06, L27, L31, L39, L61).

    Included: one line for each charge; the minimum spend's shortfall and the rounding difference as lines of their own;
    credits used oldest first after that, never beyond the total, the rest carried; one that was earned after the month
    is listed and waits for a later invoice, so that a month drafted late or once more is not paid by what came since.
    Not included: taxes, a number, a payment. Nothing is stored: the same facts give an equal invoice whenever drafted.
    Raises TallyMismatch for charges of another account or month, CurrencyMismatch, PriceNotFound for a minimum spend
    without an amount in the currency, WrongType or WrongValue.

    >>> from ..catalogue import PLAN_POOL
    >>> nothing = Charges("acme", Month.parse("2026-04"), Account("acme", "USD").currency, PLAN_POOL)
    >>> draft(Account("acme", "USD"), Month.parse("2026-04"), nothing).due
    Money.parse('0.00 USD')
    """
    _check(account, month, charges)
    lines = tuple(map(InvoiceLine, charges.charges))
    adjustments = _adjustments(charges)
    applied = _applied(credits, charges, adjustments)
    return Invoice(account, month, charges.terms, lines, adjustments, applied, charges.run)


def _check(account: object, month: object, charges: object) -> None:
    if type(account) is not Account:
        raise WrongType("account", "Account", account)
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    if type(charges) is not Charges:
        raise WrongType("charges", "Charges", charges)
    if (charges.account, charges.month) != (account.id, month):
        raise TallyMismatch(f"expected charges of {account.id} in {month}, got {charges.account} in {charges.month}")
    if charges.currency != account.currency:
        raise CurrencyMismatch(account.currency, charges.currency)


def _applied(
    credits: Iterable[AccountCredit], charges: Charges, adjustments: tuple[Adjustment, ...]
) -> tuple[CreditUse, ...]:
    if credits is _NO_CREDITS:
        return ()  # most accounts have none: then there is nothing to sum up that the invoice does not sum up itself
    amounts = [charge.amount for charge in charges.charges] + [line.amount for line in adjustments]
    return use_credits(credits, summed(amounts, charges.currency), until=charges.month.last_day)


def _adjustments(charges: Charges) -> tuple[Adjustment, ...]:
    if charges.minimum_spend is None and not _rounds_total(charges):
        return ()
    # Fractions only where a floor or the total looks at them.
    targets = _targets(charges) if _has_line_floor(charges) or _rounds_total(charges) else []
    by_line = _line_minimums(charges, targets)
    reached = summed((charge.amount for charge in charges.charges), charges.currency) + _together(by_line, charges)
    difference = _rounding(charges, targets, reached)
    rest = _invoice_minimum(charges, reached + _together(difference, charges))
    return (*by_line, *difference, *rest)


def _together(lines: Iterable[Adjustment], charges: Charges) -> Money:
    return summed((line.amount for line in lines), charges.currency)


def _rounds_total(charges: Charges) -> bool:
    return charges.terms.rounding_scope is RoundingScope.INVOICE


def _has_line_floor(charges: Charges) -> bool:
    return charges.minimum_spend is not None and charges.minimum_spend.scope is not MinimumScope.INVOICE


def _targets(charges: Charges) -> _Targets:
    """Return what each line shall come to, exactly: its charge, or the floor under it where that is more."""
    minimum = charges.minimum_spend
    if minimum is None or minimum.scope is MinimumScope.INVOICE:
        return [(charge, charge.exact_amount) for charge in charges.charges]
    floor = minimum.amount(charges.currency)
    target = _line_target if minimum.scope is MinimumScope.LINE else _allocation_target
    return [(charge, target(charge, floor)) for charge in charges.charges]


def _line_minimums(charges: Charges, targets: _Targets) -> tuple[Adjustment, ...]:
    if not _has_line_floor(charges):
        return ()
    rounding = line_rounding(charges.terms)
    found = (
        Adjustment(AdjustmentKind.MINIMUM_SPEND, target, charge.amount, rounding, charge.sku, charges.minimum_spend)
        for charge, target in targets
    )
    return tuple(line for line in found if line.amount.minor > 0)


def _line_target(charge: Charge, floor: Money) -> ExactMoney:
    return max(floor.exact, charge.exact_amount)


def _allocation_target(charge: Charge, floor: Money) -> ExactMoney:
    """Return each allocation's share of the line by its days, or the floor where that is more, summed exactly."""
    line, units = charge.exact_amount, charge.entry.units
    if charge.entry.histogram is None:
        return line  # things counted are no allocations: nothing to put a floor under
    least, target = floor.exact.amount, Fraction(0)
    # Where a day count gives an allocation no day, it has not been used, and is owed no floor.
    for days, count in enumerate(charge.entry.histogram):
        if days and count:
            target += count * max(least, line.amount * Fraction(days, units))
    return ExactMoney(target, line.currency)


def _rounding(charges: Charges, targets: _Targets, reached: Money) -> tuple[Adjustment, ...]:
    if not _rounds_total(charges):
        return ()
    target = sum((exact.amount for _, exact in targets), Fraction(0))
    line = Adjustment(AdjustmentKind.ROUNDING, ExactMoney(target, charges.currency), reached, charges.terms.rounding)
    return (line,) if line.amount else ()


def _invoice_minimum(charges: Charges, reached: Money) -> tuple[Adjustment, ...]:
    minimum = charges.minimum_spend
    if minimum is None or minimum.scope is not MinimumScope.INVOICE:
        return ()
    if not charges.charges and not minimum.without_usage:
        return ()
    floor = minimum.amount(charges.currency).exact
    line = Adjustment(AdjustmentKind.MINIMUM_SPEND, floor, reached, charges.terms.rounding, minimum_spend=minimum)
    return (line,) if line.amount.minor > 0 else ()
