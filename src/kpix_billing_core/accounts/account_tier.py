"""What kind of account it is for its vendor: only commercial ones see billing."""

__all__ = ["AccountTier"]

from enum import Enum


class AccountTier(Enum):
    """What kind of account it is (rule P02).

    FREE: sees no billing. COMMERCIAL: does. PARTNER: counts as commercial.
    """

    FREE = "free"
    COMMERCIAL = "commercial"
    PARTNER = "partner"
