"""What the events of a pool have in common: why a plan began or ended, and the checks of the fields they share."""

__all__ = ["Ending", "Occasion", "check_head", "check_start"]

from datetime import date
from enum import Enum
from typing import Any, NoReturn

from ..checks import TOO_LARGE, check_day, check_instant, check_whole
from ..errors import WrongType
from ..ids import check_id


class Occasion(Enum):
    """Why a device needs a plan: it is switched on, a month begins, or it changes from one plan to another."""

    ACTIVATION = "activation"
    CYCLE = "cycle"
    CHANGE = "change"


class Ending(Enum):
    """Why a plan ended before or at the end of a month.

    NO_CREDIT: nothing was left to renew it with (rule L15). NOT_RENEWED: it was not to be renewed (rule L09).
    SWITCHED_OFF, CANCELLED: somebody ended it (rules L36, L63). UNPAID: it was bought, and the payment failed (rule
    L12). UPGRADED, DOWNGRADED: for another plan (rule L32).
    """

    NO_CREDIT = "no_credit"
    NOT_RENEWED = "not_renewed"
    SWITCHED_OFF = "switched_off"
    CANCELLED = "cancelled"
    UNPAID = "unpaid"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"


def check_head(event: Any) -> None:
    """Refuse an event without version, instant, account or day, or with a key that is no id."""
    check_whole("version", event.version, 0)
    check_instant("at", event.at)
    check_id("account", event.account)
    check_day("on", event.on)
    if event.key is not None:
        check_id("key", event.key)


def check_start(event: Any) -> None:
    """Refuse the start of a plan without what every one of them has."""
    # A renewal run makes one for each device: one look at the usual case, and the reasons only where it is another.
    if not (
        type(event.account) is type(event.device) is type(event.sku) is type(event.payer) is str
        and (event.account and event.device and event.sku and event.payer)
        and (event.account + event.device + event.sku + event.payer).isprintable()
        and type(event.on) is date
        and type(event.version) is int
        and 0 <= event.version < TOO_LARGE
        and type(event.occasion) is Occasion
    ):
        _complain(event)
    check_instant("at", event.at)
    if event.key is not None:
        check_id("key", event.key)


def _complain(event: Any) -> NoReturn:
    check_head(event)
    check_id("device", event.device)
    check_id("sku", event.sku)
    check_id("payer", event.payer)
    raise WrongType("occasion", "Occasion", event.occasion)  # nothing else is left
