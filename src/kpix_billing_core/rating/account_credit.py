"""Money owed to an account on a later invoice, with where it came from."""

__all__ = ["AccountCredit"]

from datetime import date

import attrs

from ..checks import day, instance, text
from ..errors import WrongValue
from ..ids import AccountId, identifier
from ..money import Money


@attrs.frozen
class AccountCredit:
    """Money owed to an account on a later invoice: used oldest first, in part if need be, and never paid out (L31).

    Raises WrongType, or WrongValue for an amount below 0.

    Attributes:
        id: the caller's name for it; each credit once.
        account: who it is owed to.
        amount: what is left of it.
        granted_on: the day it was earned; older credits are used first, and none pays for a month before it.
        reason: why, in the caller's words.
        origin: what it came from, such as a plan, a device and a month; empty where nobody said.

    >>> AccountCredit("c1", "acme", Money.parse("2.86 USD"), date(2026, 4, 8)).reason
    ''
    """

    id: str = attrs.field(validator=identifier)
    account: AccountId = attrs.field(validator=identifier)
    amount: Money = attrs.field(validator=instance(Money))
    granted_on: date = attrs.field(validator=day)
    reason: str = attrs.field(default="", validator=text)
    origin: str = attrs.field(default="", validator=text)

    def __attrs_post_init__(self) -> None:
        _check(self)


def _check(credit: AccountCredit) -> None:
    if credit.amount.minor < 0:
        raise WrongValue("amount", "0 or more", str(credit.amount))
