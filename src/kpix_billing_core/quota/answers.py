"""What a quota answers: where its tokens are, yes or no with the reason, and the warning before an expiry."""

__all__ = ["ExpiryWarning", "QuotaBalance", "Verdict"]

from datetime import datetime

import attrs

from ..checks import check_instant, check_whole, instance, optional, text
from ..decisions import Reason
from ..errors import WrongValue
from .instants import utc


@attrs.frozen(kw_only=True)
class QuotaBalance:
    """Where the tokens are: `granted == remaining + reserved + consumed + forfeited`, always (rules P10, P29).

    Tokens of a package without limit count as granted once they are reserved, and no more once they are given back.

    Attributes:
        granted: all that came in.
        remaining: can be reserved.
        reserved: set aside for campaigns and not used yet.
        consumed: used for updates.
        forfeited: lost when a package expired.

    >>> QuotaBalance(granted=20, remaining=15, reserved=2, consumed=3).reserved
    2
    """

    granted: int = 0
    remaining: int = 0
    reserved: int = 0
    consumed: int = 0
    forfeited: int = 0

    def __attrs_post_init__(self) -> None:
        _check_balance(self)


@attrs.frozen
class Verdict:
    """Yes, or no with the reason; true where it is yes.

    Attributes:
        reason: why not; None: yes.
        detail: in words and numbers.

    >>> bool(Verdict()), bool(Verdict(Reason.PACKAGE_EXPIRED))
    (True, False)
    """

    reason: Reason | None = attrs.field(default=None, validator=optional(instance(Reason)))
    detail: str = attrs.field(default="", validator=text)

    def __bool__(self) -> bool:
        return self.reason is None


@attrs.frozen(kw_only=True)
class ExpiryWarning:
    """That a package is about to expire (rule P31).

    Attributes:
        expires_at: when.
        days_left: calendar days in UTC from now to then.
        renewal_pending: whether a renewal waits to take over.
    """

    expires_at: datetime = attrs.field(converter=utc)
    days_left: int
    renewal_pending: bool = attrs.field(validator=instance(bool))

    def __attrs_post_init__(self) -> None:
        _check_warning(self)


def _check_balance(balance: QuotaBalance) -> None:
    for field in attrs.fields(QuotaBalance):
        check_whole(field.name, getattr(balance, field.name), 0)
    spent = balance.remaining + balance.reserved + balance.consumed + balance.forfeited
    if balance.granted != spent:
        raise WrongValue("granted", f"{spent}, the sum of remaining, reserved, consumed and forfeited", balance.granted)


def _check_warning(warning: ExpiryWarning) -> None:
    check_instant("expires_at", warning.expires_at)
    check_whole("days_left", warning.days_left, 0)
