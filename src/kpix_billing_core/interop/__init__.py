"""Interop: documents in the shapes that other systems publish, written and read with nothing lost.

What the public billing API of Pelion Device Management answers is here as values. About service packages these are
`PelionPackages`, `PelionQuota` and `PelionHistory`; `pelion_packages`, `pelion_quota` and `pelion_history` make them of
a quota. About usage they are `PelionReport`, which `pelion_report` makes of a month's report, `PelionRawData`, and
`PelionStatistics`, which `pelion_statistics` counts. Where there is no other answer it is a `PelionError`.
`to_pelion` and `from_pelion` turn all of them into plain data for JSON and back.
What a newer sender adds is kept: unknown keys in `extra`, unknown words as the words they are.
`report_month`, `page_query` and `statistics_query` read what a client asks.
Nothing here sends or receives anything, and nothing else in the house knows these shapes.
"""

__all__ = [
    "ACTIVE_DEVICES_DATA",
    "FIRMWARE_UPDATES_DATA",
    "Extra",
    "PelionAccount",
    "PelionBillingData",
    "PelionDocument",
    "PelionEntry",
    "PelionError",
    "PelionFault",
    "PelionFromDevices",
    "PelionHistory",
    "PelionMetadata",
    "PelionPackage",
    "PelionPackages",
    "PelionPageQuery",
    "PelionQuota",
    "PelionRawData",
    "PelionReport",
    "PelionReservation",
    "PelionSpan",
    "PelionStatistic",
    "PelionStatistics",
    "PelionStatisticsQuery",
    "PelionTenantReport",
    "PelionToDevices",
    "PelionTokenLine",
    "PelionTokens",
    "from_pelion",
    "page_query",
    "pelion_error",
    "pelion_history",
    "pelion_packages",
    "pelion_quota",
    "pelion_raw_data",
    "pelion_refusal",
    "pelion_report",
    "pelion_statistics",
    "pelion_tenant_report",
    "report_month",
    "statistic_id",
    "statistic_start",
    "statistics_query",
    "to_pelion",
]

from ..interchange.extra import Extra
from .pelion_account import PelionAccount
from .pelion_counters import PelionFromDevices, PelionToDevices
from .pelion_data import PelionDocument, from_pelion, to_pelion
from .pelion_error import PelionError, PelionFault, pelion_error
from .pelion_history import PelionEntry, PelionHistory, PelionReservation
from .pelion_packages import PelionPackage, PelionPackages, PelionQuota
from .pelion_parameters import page_query, report_month, statistics_query
from .pelion_query import PelionPageQuery, PelionStatisticsQuery
from .pelion_raw_data import ACTIVE_DEVICES_DATA, FIRMWARE_UPDATES_DATA, PelionRawData
from .pelion_report import PelionBillingData, PelionReport, PelionTenantReport
from .pelion_span import PelionSpan
from .pelion_statistics import PelionStatistic, PelionStatistics, statistic_id, statistic_start
from .pelion_token_lines import PelionMetadata, PelionTokenLine, PelionTokens

# isort: split
# After the files of their names: a type checker takes a name for what was imported last.
from .pelion_from_quota import pelion_history, pelion_packages, pelion_quota
from .pelion_from_reports import pelion_raw_data, pelion_refusal, pelion_report, pelion_tenant_report
from .pelion_intervals import pelion_statistics
