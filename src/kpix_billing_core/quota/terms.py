"""Every convention of service packages on which two honest people could disagree, as the fields of one value."""

__all__ = ["SERVICE_PACKAGES", "SERVICE_PACKAGES_WITH_GRACE", "QuotaTerms", "RenewalStart"]

from enum import Enum

import attrs

from ..checks import instance, whole


class RenewalStart(Enum):
    """When a renewal takes effect: AT_EXPIRY of the package it follows, or AT_ONCE."""

    AT_EXPIRY = "at_expiry"
    AT_ONCE = "at_once"


@attrs.frozen(kw_only=True)
class QuotaTerms:
    """The conventions of a quota; the defaults are the published rules.

    Attributes:
        validity_months: calendar months that a package is valid (rule P04).
        warning_months: calendar months before its expiry that a warning is due from (rule P31).
        grace_days: days of 24 hours after an expiry that running campaigns go on (rule P08); none by default.
        renewal_start: when a renewal takes effect (rule P49).
        carry_over: whether tokens neither used nor reserved go over to the renewal (rule P50); otherwise they are lost.
        failed_updates_count: whether an update that failed costs a token (rule P07).
        list_zero_releases: whether a release that returns nothing is listed in the history (rule P45).

    >>> QuotaTerms().validity_months
    12
    """

    validity_months: int = attrs.field(default=12, validator=whole(1))
    warning_months: int = attrs.field(default=3, validator=whole(0))
    grace_days: int = attrs.field(default=0, validator=whole(0))
    renewal_start: RenewalStart = attrs.field(default=RenewalStart.AT_EXPIRY, validator=instance(RenewalStart))
    carry_over: bool = attrs.field(default=True, validator=instance(bool))
    failed_updates_count: bool = attrs.field(default=False, validator=instance(bool))
    list_zero_releases: bool = attrs.field(default=False, validator=instance(bool))


SERVICE_PACKAGES = QuotaTerms()
"""The published rules of service packages: twelve months, a warning three months before, no grace."""

SERVICE_PACKAGES_WITH_GRACE = QuotaTerms(grace_days=60)
"""The vendor's later text: running campaigns go on for 60 days after an expiry."""
