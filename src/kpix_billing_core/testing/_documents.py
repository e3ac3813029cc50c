"""Which strategy makes each class of published documents and queries; a part of what is registered."""

__all__ = ["DOCUMENTS"]

from collections.abc import Mapping
from types import MappingProxyType

from ..interop import (
    PelionAccount,
    PelionBillingData,
    PelionEntry,
    PelionError,
    PelionFault,
    PelionFromDevices,
    PelionHistory,
    PelionMetadata,
    PelionPackage,
    PelionPackages,
    PelionPageQuery,
    PelionQuota,
    PelionRawData,
    PelionReport,
    PelionReservation,
    PelionSpan,
    PelionStatistic,
    PelionStatistics,
    PelionStatisticsQuery,
    PelionTenantReport,
    PelionToDevices,
    PelionTokenLine,
    PelionTokens,
)

_KINDS: tuple[type, ...] = (
    *(PelionAccount, PelionBillingData, PelionEntry, PelionError, PelionFault, PelionFromDevices, PelionHistory),
    *(PelionMetadata, PelionPackage, PelionPackages, PelionQuota, PelionRawData, PelionReport, PelionReservation),
    *(PelionStatistic, PelionStatistics, PelionTenantReport, PelionToDevices, PelionTokenLine, PelionTokens),
)
DOCUMENTS: Mapping[type, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(_KINDS, ("pelion", "pelion_documents")),
        PelionPageQuery: ("pelion", "pelion_page_queries"),
        PelionSpan: ("pelion", "pelion_spans"),
        PelionStatisticsQuery: ("pelion", "pelion_statistics_queries"),
    }
)
"""Value classes of interop, and where the strategy of each is."""
