"""Using an account's credits on an invoice, oldest first, and carrying what is left to the next."""

__all__ = ["CreditUse", "use_credits"]

from collections.abc import Iterable
from datetime import date

import attrs

from ..checks import check_day, check_many, instance
from ..errors import CurrencyMismatch, WrongType, WrongValue
from ..money import Money
from ..rating import AccountCredit


@attrs.frozen
class CreditUse:
    """How much of a credit an invoice used, and so how much of it is carried (rule L31).

    Attributes:
        credit: as it was before.
        used: from nothing to all of it.
    """

    credit: AccountCredit = attrs.field(validator=instance(AccountCredit))
    used: Money = attrs.field(validator=instance(Money))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def left(self) -> Money:
        """What is carried to a later invoice."""
        return _left(self)


def use_credits(credits: Iterable[AccountCredit], total: Money, *, until: date | None = None) -> tuple[CreditUse, ...]:
    """Use credits against a total, oldest first and then by id, never beyond it; each credit is listed, used or not.

    `until` is the last day on which a credit that pays was earned; a later one is listed, and left whole. Without it
    all may pay. Raises WrongType, CurrencyMismatch, or WrongValue for a credit given twice (rule L31).

    >>> april, may = (AccountCredit("c", "acme", Money.parse("5 USD"), date(2026, month, 8)) for month in (4, 5))
    >>> [str(use.used) for use in use_credits([april], Money.parse("8 USD"), until=date(2026, 4, 30))]
    ['5.00 USD']
    >>> [str(use.used) for use in use_credits([may], Money.parse("8 USD"), until=date(2026, 4, 30))]
    ['0.00 USD']
    """
    if until is not None:
        check_day("until", until)
    uses: list[CreditUse] = []
    open_ = total
    for credit in sorted(_checked(credits, total), key=lambda credit: (credit.granted_on, credit.id)):
        pays = until is None or credit.granted_on <= until
        used = min(credit.amount, open_) if pays else Money.zero(total.currency)
        uses.append(CreditUse(credit, used))
        open_ -= used
    return tuple(uses)


def _checked(credits: Iterable[AccountCredit], total: Money) -> list[AccountCredit]:
    if type(total) is not Money:
        raise WrongType("total", "Money", total)
    if total.minor < 0:
        raise WrongValue("total", "0 or more", str(total))
    check_many("credits", credits)
    found: dict[str, AccountCredit] = {}
    for credit in credits:
        if type(credit) is not AccountCredit:
            raise WrongType("credits", "AccountCredit", credit)
        if credit.amount.currency != total.currency:
            raise CurrencyMismatch(total.currency, credit.amount.currency)
        if credit.id in found:
            raise WrongValue("credits", "each credit once", credit.id)
        found[credit.id] = credit
    return list(found.values())


def _check(use: CreditUse) -> None:
    if not Money.zero(use.credit.amount.currency) <= use.used <= use.credit.amount:
        raise WrongValue("used", f"nothing up to {use.credit.amount}", str(use.used))


def _left(use: CreditUse) -> Money:
    return use.credit.amount - use.used
