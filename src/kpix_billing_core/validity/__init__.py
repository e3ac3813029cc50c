"""Validity: when a device is active and billable in an application, what it is at any other time, and who must be told.

`Validity` says it in days, `TimedValidity` in instants; `deactivate` ends a record early, `renew` makes the next one.
`ApplicationRules` hold grace, alerts, enforcement and billing of one `Application`.
`timeline` turns all records of a device into a `Timeline`: one `BillingStatus` at every instant, so that nothing has to
be sampled and no job has to have run. `statuses` asks for a whole fleet at once, and `glance` sums it up.
`sweep` says what falls due between two instants; a `Schedule` answers that many times.
`billable_rows` gives the days to be billed to `tally`; `status_counts` and `month_counts` count devices.
`read_applications` and `write_applications` keep applications in a file of rows.
A `SubscriptionTier` says how many of them an account may have, and for how long it is bound.
"""

__all__ = [
    "ASSET_LIFECYCLE",
    "ESSENTIALS",
    "FREE",
    "PREMIER",
    "PRO",
    "TIERS",
    "Application",
    "ApplicationRules",
    "BillingStatus",
    "Commitment",
    "Counted",
    "DeviceStatus",
    "Expiry",
    "Glance",
    "MonthCount",
    "Overlap",
    "RenewalFrom",
    "Schedule",
    "StatusCount",
    "StatusSpan",
    "Subscription",
    "SubscriptionMove",
    "SubscriptionTier",
    "SweepEvent",
    "SweepKind",
    "TimedValidity",
    "Timeline",
    "Validity",
    "ValidityRecord",
    "admit",
    "billable_rows",
    "cheapest_tier",
    "commitment",
    "day_span",
    "deactivate",
    "fleet_status",
    "glance",
    "month_counts",
    "move",
    "read_applications",
    "renew",
    "schedule",
    "smallest_tier",
    "status_counts",
    "statuses",
    "sweep",
    "tier_size",
    "timeline",
    "write_applications",
]

from .application_file import read_applications, write_applications
from .billable import billable_rows
from .counts import MonthCount, StatusCount, month_counts, status_counts
from .glance import Expiry, Glance, glance
from .record import TimedValidity, Validity, ValidityRecord, deactivate
from .renew import renew
from .rules import ASSET_LIFECYCLE, Application, ApplicationRules, Overlap, RenewalFrom
from .status import BillingStatus, StatusSpan, Timeline
from .statuses import DeviceStatus, day_span, fleet_status, statuses
from .subscription import Commitment, Subscription, SubscriptionMove, commitment, move
from .sweep import Schedule, SweepEvent, SweepKind, schedule, sweep
from .tiers import (
    ESSENTIALS,
    FREE,
    PREMIER,
    PRO,
    TIERS,
    Counted,
    SubscriptionTier,
    admit,
    cheapest_tier,
    smallest_tier,
    tier_size,
)
from .timeline import timeline
