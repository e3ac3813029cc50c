"""What a verb answers when the business says no.

`Refused` is an answer, not an exception: nothing happened, and its `Reason` is one of a closed set.
"""

__all__ = ["Reason", "Refused"]

from enum import Enum

import attrs

from .checks import instance, text


class Reason(Enum):
    """Why a verb was refused: the closed set."""

    STALE_VERSION = "stale_version"
    OUT_OF_ORDER = "out_of_order"
    KEY_REUSED = "key_reused"
    PURCHASE_REQUIRED = "purchase_required"
    NOT_ENOUGH_CREDITS = "not_enough_credits"
    UNKNOWN_GRANT = "unknown_grant"
    NOT_PENDING = "not_pending"
    ALREADY_ACTIVE = "already_active"
    NOT_ACTIVE = "not_active"
    RENEWAL_DUE = "renewal_due"
    LIMIT_EXCEEDED = "limit_exceeded"
    NO_PACKAGE = "no_package"
    PACKAGE_ACTIVE = "package_active"
    PACKAGE_EXPIRED = "package_expired"
    RENEWAL_PENDING = "renewal_pending"
    INSUFFICIENT_QUOTA = "insufficient_quota"
    TOKENS_EXHAUSTED = "tokens_exhausted"
    CAMPAIGN_OPEN = "campaign_open"
    NO_RESERVATION = "no_reservation"
    UPDATE_FAILED = "update_failed"
    NOT_ADMINISTRATOR = "not_administrator"
    NOT_COMMERCIAL = "not_commercial"
    NOT_YET_AVAILABLE = "not_yet_available"


@attrs.frozen
class Refused:
    """A verb's answer when the business says no; nothing happened.

    >>> Refused(Reason.STALE_VERSION, "decided on 3 events, the log holds 4").reason.value
    'stale_version'
    """

    reason: Reason = attrs.field(validator=instance(Reason))
    detail: str = attrs.field(validator=text)
