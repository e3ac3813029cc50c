"""Which file explains a result of prepaid plans; loaded when one is given."""

__all__ = ["Prepaid", "explain_prepaid"]

from typing import TypeAlias

from ..errors import WrongType
from ..lifecycle import Outcome, Renewal, Shortage, UnusedCredit, UnusedDays
from ..pool import PoolEvent
from .explanation import Explanation
from .of_devices import explain_outcome, explain_renewal, explain_shortage
from .of_pool import explain_event
from .of_unused import explain_unused_credit, explain_unused_days

Prepaid: TypeAlias = PoolEvent | Outcome | Renewal | Shortage | UnusedDays | UnusedCredit
"""What prepaid plans can be asked about."""

_KNOWN = "a result to explain, such as Invoice, Charge, an event of a pool or Renewal"


def explain_prepaid(result: Prepaid) -> Explanation:
    """Explain what happened to a pool or a device; raises WrongType for what is neither."""
    match result:
        case UnusedDays():
            return explain_unused_days(result)
        case UnusedCredit():
            return explain_unused_credit(result)
        case Outcome():
            return explain_outcome(result)
        case Renewal():
            return explain_renewal(result)
        case Shortage():
            return explain_shortage(result)
        case _:
            if isinstance(result, PoolEvent):
                return explain_event(result)
            raise WrongType("result", _KNOWN, result)
