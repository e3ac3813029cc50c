"""Every convention of reports on which two honest people could disagree, as the fields of one value."""

__all__ = ["USAGE_REPORTS", "ReportTerms"]

from datetime import UTC, tzinfo

import attrs

from ..accounts.business_model import ModelChoice
from ..checks import instance
from ..dates import Month, month_start
from ..quota import SERVICE_PACKAGES, QuotaTerms

_ANY_MONTH = Month(2026, 1)


@attrs.frozen(kw_only=True)
class ReportTerms:
    """The conventions of reports; the defaults are the published rules.

    Attributes:
        zone: where months begin and end (rule P22).
        model_choice: which business model holds for a month in which it changed (rule P01).
        quota: the conventions of the service packages.

    >>> ReportTerms().model_choice.value
    'at_end'
    """

    zone: tzinfo = UTC
    model_choice: ModelChoice = attrs.field(default=ModelChoice.AT_END, validator=instance(ModelChoice))
    quota: QuotaTerms = attrs.field(default=SERVICE_PACKAGES, validator=instance(QuotaTerms))

    def __attrs_post_init__(self) -> None:
        # Asked once here: a zone that does not know its offset would mean the machine's own.
        month_start(_ANY_MONTH, self.zone)


USAGE_REPORTS = ReportTerms()
"""The published rules of usage reports: months of UTC, and the business model that each month ends with."""
