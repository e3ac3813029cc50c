"""Validity: when a device is active and billable in an application, what it is at any other time, and who must be told.

`Validity` says it in days, `TimedValidity` in instants; `deactivate` and `renew` make new records.
`ApplicationRules` hold grace, alerts, enforcement and billing of one `Application`.
`timeline` turns all records of a device into a `Timeline`: one `BillingStatus` at every instant, so that nothing has to
be sampled and no job has to have run.
"""

__all__ = [
    "ASSET_LIFECYCLE",
    "Application",
    "ApplicationRules",
    "BillingStatus",
    "Overlap",
    "RenewalFrom",
    "StatusSpan",
    "TimedValidity",
    "Timeline",
    "Validity",
    "ValidityRecord",
    "deactivate",
    "timeline",
]

from .record import TimedValidity, Validity, ValidityRecord, deactivate
from .rules import ASSET_LIFECYCLE, Application, ApplicationRules, Overlap, RenewalFrom
from .timeline import BillingStatus, StatusSpan, Timeline, timeline
