"""The life of a device's plans: switched on, renewed each month, changed, ended, handed over.

A `Holding` is a plan that a device holds, with the event it began with; `fleet` reads them all from the events.
`activate`, `deactivate`, `cancel`, `change_plan` and `transfer` answer with an `Outcome` for one device, or `Refused`.
`renew_month` is the run at the start of a month over all devices of an account, and answers with a `Renewal`.
`billable` gives the allocations whose days are billed; `purchase_tally` counts what was bought in a run, to be rated.
`UnusedDays` are days of a prepaid plan that a device did not have, and `credit_unused` says what they are worth.
`shortage` and `runs_dry` look ahead.
Nothing is stored: the events are for the caller's log, which admits them once and on the version they were decided on.
"""

__all__ = [
    "Direction",
    "Fleet",
    "Holding",
    "Outcome",
    "PriceSource",
    "Renewal",
    "Shortage",
    "UnusedCredit",
    "UnusedDays",
    "UnusedKind",
    "activate",
    "billable",
    "cancel",
    "change_plan",
    "credit_unused",
    "deactivate",
    "direction",
    "fleet",
    "list_price",
    "purchase_runs",
    "purchase_tally",
    "reactivate",
    "renew_month",
    "runs_dry",
    "shortage",
    "transfer",
]

from .activate import activate, reactivate
from .change import change_plan
from .end import cancel, deactivate
from .fleet import Fleet, fleet
from .forecast import Shortage, runs_dry, shortage
from .holding import Holding, billable
from .outcome import Outcome
from .plan_direction import Direction, direction
from .purchases import list_price, purchase_runs, purchase_tally
from .renew import renew_month
from .renewal import Renewal
from .transfer import transfer
from .unused_credit import PriceSource, UnusedCredit, credit_unused
from .unused_days import UnusedDays, UnusedKind
