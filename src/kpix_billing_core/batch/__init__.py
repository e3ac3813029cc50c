"""Batch: fleets by columns, for whom objects are too many: engines count them, the scalar core prices them.

`ALLOCATIONS`, `CONNECTIONS`, `VALIDITIES` (or `TIMED_VALIDITIES`), `PLANS` and `GRANTS` say which columns facts come
in; `check_columns` holds a schema to that.
`Totals` is what every engine counts into, the same numbers whichever counted: `merge` adds up those of parts in any
order, `tallies` gives them as the core's own tallies, `totals_of` takes those back.
`close_month` counts and yields the invoices; `invoices` and `paper` (all of them as tables) begin with totals.
The engines are files to be imported by name: `on_arrow` counts with NumPy, from Parquet or whatever streams Arrow;
`on_duckdb`, `on_polars` and `on_spark` let those count, each with an extra of its own, and all come to equal totals.
An adapter asks `window_of` for the month as whole numbers, `fine_schema` for what to count by, and hands to `counted`
what came out; `sift` says of suspect rows why they are no facts. `reader_of` opens whatever holds columns.
`ActiveTotals` are active devices with their first connections, counted by `on_arrow_active` and its like, and
`merge_active` adds them up; `on_arrow_status` says what every device is, `on_arrow_sweep` what falls due.
`renewal` renews the prepaid plans of many accounts, as `Renewals`; `demand` says beforehand what they lack.
Needs the extra `arrow`; nothing outside this room imports it.
"""

__all__ = [
    "ALLOCATIONS",
    "CONNECTIONS",
    "GRANTS",
    "PLANS",
    "TIMED_VALIDITIES",
    "VALIDITIES",
    "ActiveTotals",
    "Column",
    "ColumnKind",
    "Demand",
    "Due",
    "FleetStatus",
    "Paper",
    "RenewalOutcome",
    "Renewals",
    "Totals",
    "Window",
    "active_by_account",
    "active_totals",
    "check_columns",
    "close_month",
    "counted",
    "demand",
    "fine_schema",
    "invoices",
    "merge",
    "merge_active",
    "no_totals",
    "paper",
    "reader_of",
    "renewal",
    "sift",
    "tallies",
    "totals_of",
    "window_of",
]

from . import needs as needs  # the first: the others would fail with less to say
from .active import ActiveTotals, active_by_account, active_totals, merge_active
from .allocations import sift
from .close import close_month
from .demand import Demand, demand
from .fleet_tables import Due, FleetStatus
from .invoices import invoices
from .outcomes import RenewalOutcome
from .paper import Paper, paper
from .prepaid import GRANTS, PLANS
from .renewal import Renewals, renewal
from .schema import ALLOCATIONS, CONNECTIONS, Column, ColumnKind, check_columns
from .source import reader_of
from .tallies import tallies, totals_of
from .totals import Totals, counted, fine_schema, merge, no_totals
from .validities import TIMED_VALIDITIES, VALIDITIES
from .window import Window, window_of
