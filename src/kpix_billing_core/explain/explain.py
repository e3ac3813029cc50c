"""One door for every result: which file explains it follows from its type."""

__all__ = ["explain"]

from typing import TYPE_CHECKING, Any, TypeAlias

from ..decisions import Refused
from ..invoicing import Adjustment, CreditUse, Invoice, InvoiceLine
from ..rating import Charge
from .explanation import Explanation
from .of_charge import explain_charge
from .of_invoice import explain_adjustment, explain_credit_use, explain_invoice

if TYPE_CHECKING:
    from .of_prepaid import Prepaid
    from .of_quota import OfQuota
    from .of_report import OfReport
    from .of_validity import OfValidity

OfInvoice: TypeAlias = Invoice | InvoiceLine | Adjustment | Charge | CreditUse
"""What is explained without loading anything more."""


def explain(result: "OfInvoice | Refused | Prepaid | OfValidity | OfQuota | OfReport") -> Explanation:
    """Explain how a result came about: the figures and words it was made from, in order, each with its rules.

    An amount tells days, quantity, bands taken and passed over, price and rounding; an event of a pool, the `Outcome`
    of a verb and a `Renewal` tell what happened and why; `UnusedDays` and an `UnusedCredit` what was not used and what
    that is worth; a `CreditUse` what was carried over; a `Shortage` what is missing. A `Timeline`, one of its spans, a
    `SweepEvent` and a `SubscriptionMove` tell which record, which rule and which boundary made them so. A `Quota` and
    its balance tell where the tokens are, a `Verdict` why not, an `ExpiryWarning` what will be, a `HistoryEntry` and an
    event of a quota what happened to it; any `Refused` tells what its reason means. A `UsageReport` and an
    `AccountReport` tell whose counters their numbers come from, and what was counted.
    It reads the result and looks up nothing. Raises WrongType for anything else.

    >>> from ..catalogue import PLAN_POOL, Price, bands
    >>> from ..dates import Month
    >>> from ..metering import TallyEntry
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
        return explain_invoice(result)
    if isinstance(result, InvoiceLine):
        return explain_charge(result.charge)
    if isinstance(result, Charge):
        return explain_charge(result)
    if isinstance(result, Adjustment):
        return explain_adjustment(result)
    if isinstance(result, CreditUse):
        return explain_credit_use(result)
    return _later(result)


def _later(result: Any) -> Explanation:
    """Explain what only some need; its file and its room are loaded when it is asked for."""
    if isinstance(result, Refused):
        from .of_refusal import explain_refusal  # noqa: PLC0415

        return explain_refusal(result)
    # By name: to ask for the classes would load the room.
    room = f"{type(result).__module__}.".removeprefix(f"{_HOUSE}.").partition(".")[0]
    if room == "validity":
        from .of_validity import explain_validity  # noqa: PLC0415

        return explain_validity(result)
    if room == "quota":
        from .of_quota import explain_quota  # noqa: PLC0415

        return explain_quota(result)
    if room == "reporting":
        from .of_report import explain_report  # noqa: PLC0415

        return explain_report(result)
    from .of_prepaid import explain_prepaid  # noqa: PLC0415

    return explain_prepaid(result)


_HOUSE = __name__.split(".explain.")[0]
