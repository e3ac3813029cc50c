"""A line of a quota's history as an account may see it that only draws on the quota: without what is left of it."""

__all__ = ["QuotaLine", "lines_of"]

from datetime import datetime

import attrs

from ..checks import check_instant, check_whole, optional
from ..dates.zone import utc
from ..ids import AccountId, identifier
from ..quota import History


@attrs.frozen(kw_only=True)
class QuotaLine:
    """By how much the remaining tokens of a quota changed, and why; not how many remain (rules P42, P60, P63).

    It has no package and no balance: those are of the whole quota, of which a tenant sees its own part alone. Nor has
    it the id that the line has in the whole history, as ids tell how many lines there were before. Raises WrongType or
    WrongValue.

    Attributes:
        added: when, kept in UTC.
        amount: how many tokens more, or with a minus how many fewer; 0 where only a campaign ended.
        reason: a word, as `HistoryEntry.reason`.
        campaign: whose reservation it is about, if any.

    >>> from datetime import UTC
    >>> QuotaLine(added=datetime(2026, 4, 9, tzinfo=UTC), amount=-5, reason="reservation", campaign="spring").amount
    -5
    """

    added: datetime = attrs.field(converter=utc)
    amount: int
    reason: str = attrs.field(validator=identifier)
    campaign: str | None = attrs.field(default=None, validator=optional(identifier))

    def __attrs_post_init__(self) -> None:
        _check(self)


def lines_of(history: History, account: AccountId) -> tuple[QuotaLine, ...]:
    """Return what an account may see of a history: the lines on its own account, in the same order."""
    return tuple(
        QuotaLine(added=entry.added, amount=entry.amount, reason=entry.reason, campaign=entry.campaign)
        for entry in history.view(account=account).entries
    )


def _check(line: QuotaLine) -> None:
    check_instant("added", line.added)
    check_whole("amount", line.amount)
