"""Whether a change of plan is an upgrade or a downgrade."""

__all__ = ["Direction", "direction"]

from enum import Enum

from ..accounts import Account
from ..catalogue import PriceBook
from ..dates import Month
from ..errors import WrongType
from ..ids import SkuCode
from .purchases import check_wish, list_price


class Direction(Enum):
    """Where a change of plan leads: UPGRADE, to a better one; DOWNGRADE, to a lesser or an equal one."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


def direction(old: SkuCode, new: SkuCode, book: PriceBook, account: Account, month: Month) -> Direction:
    """Return where a change leads: by rank where the book ranks both plans, else by monthly list price (rule L38).

    Equal is a downgrade, which earns no credit. Prices are the account's, in its currency, for one plan-month.
    Raises PriceNotFound, WrongType or WrongValue.
    """
    check_wish(book, account)
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    ranks = book.rank(old), book.rank(new)
    if ranks[0] is not None and ranks[1] is not None:
        better = ranks[1] > ranks[0]
    else:
        better = list_price(new, book, account, month) > list_price(old, book, account, month)
    return Direction.UPGRADE if better else Direction.DOWNGRADE
