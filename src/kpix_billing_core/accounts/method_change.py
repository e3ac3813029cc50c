"""How an account's way to pay changes over time: billing details come and go, post pay is granted."""

__all__ = ["MethodChange", "method_at"]

from collections.abc import Iterable
from datetime import datetime

import attrs

from ..checks import check_instant, check_many, instance
from ..errors import WrongType, WrongValue
from .payment_method import PaymentMethod


def _instant(_: object, attribute: "attrs.Attribute[datetime]", value: object) -> None:
    check_instant(attribute.name, value)


@attrs.frozen
class MethodChange:
    """From an instant on an account pays so (rules L02, L03, L07).

    Attributes:
        since: the first instant it holds.
        method: how the account pays from then on.
    """

    since: datetime = attrs.field(validator=_instant)
    method: PaymentMethod = attrs.field(validator=instance(PaymentMethod))


def method_at(changes: Iterable[MethodChange], at: datetime) -> PaymentMethod:
    """Return how an account pays at an instant: as the latest change at or before it says, in whatever order given.

    Raises WrongType, or WrongValue where two methods start at one instant or none has started.

    >>> from datetime import UTC
    >>> since, at = datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    >>> method_at([MethodChange(since, PaymentMethod.PREPAY)], at).value
    'prepay'
    """
    check_instant("at", at)
    check_many("changes", changes)
    found: dict[datetime, PaymentMethod] = {}
    for change in changes:
        if type(change) is not MethodChange:
            raise WrongType("changes", "MethodChange", change)
        if found.setdefault(change.since, change.method) is not change.method:
            raise WrongValue("changes", "one method from each instant on", change.since.isoformat())
    before = [since for since in found if since <= at]
    if not before:
        raise WrongValue("at", "an instant from the first change on", at.isoformat())
    return found[max(before)]
