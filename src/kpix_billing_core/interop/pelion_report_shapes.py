"""How reports, raw data, statistics and errors are sent: which key holds what, which are there, which may be null."""

__all__ = ["ERROR", "RAW_DATA", "REPORT", "STATISTICS"]

from types import MappingProxyType

from .pelion_account import ACCOUNT_KEYS, PelionAccount
from .pelion_counters import FROM_DEVICES_KEYS, TO_DEVICES_KEYS, PelionFromDevices, PelionToDevices
from .pelion_error import ERROR_KEYS, FAULT_KEYS, PelionError, PelionFault
from .pelion_raw_data import RAW_DATA_KEYS, PelionRawData
from .pelion_report import (
    BILLING_DATA_KEYS,
    REPORT_KEYS,
    TENANT_REPORT_KEYS,
    PelionBillingData,
    PelionReport,
    PelionTenantReport,
)
from .pelion_statistics import STATISTIC_KEYS, STATISTICS_KEYS, PelionStatistic, PelionStatistics
from .pelion_token_lines import (
    LINE_KEYS,
    METADATA_KEYS,
    SECTION_KEYS,
    PelionMetadata,
    PelionTokenLine,
    PelionTokens,
)
from .shape import Shape

# Sent by those who count calls only, and by those who know of them at all.
_CALLS = frozenset({"user_token_requests", "api_key_requests", "notifications", "from_devices", "to_devices"})
_SOMETIMES = _CALLS | {"sda_tokens"}
_MESSAGES = MappingProxyType(
    {
        "from_devices": Shape(PelionFromDevices, FROM_DEVICES_KEYS),
        "to_devices": Shape(PelionToDevices, TO_DEVICES_KEYS),
    }
)
_BILLING_DATA = Shape(PelionBillingData, BILLING_DATA_KEYS, free=_SOMETIMES, rare=_SOMETIMES, inner=_MESSAGES)

# Of an account everything is said, unknown or not, but for what a later age added.
_LATER = frozenset({"alias", "business_model", "tenant_id"})
_ACCOUNT = Shape(PelionAccount, ACCOUNT_KEYS, free=frozenset(ACCOUNT_KEYS) - {"id"}, rare=_LATER)
_TENANT = _ACCOUNT._replace(rare=_LATER - {"tenant_id"})

_LINE = Shape(PelionTokenLine, LINE_KEYS, free=frozenset({"account", "campaign"}), rare=frozenset({"account"}))
_METADATA = Shape(PelionMetadata, METADATA_KEYS, free=frozenset({"ends_at"}))
_TOKENS = Shape(
    PelionTokens,
    SECTION_KEYS,
    free=frozenset({"metadata", "aggregated"}),
    rare=frozenset({"aggregated"}),
    # of an account the null says that the package has expired; a tenant's section has no such key
    beside=MappingProxyType({"metadata": "aggregated"}),
    inner=MappingProxyType({"metadata": _METADATA, "lines": _LINE, "aggregated": _LINE}),
    many=frozenset({"lines", "aggregated"}),
)
_TENANT_REPORT = Shape(
    PelionTenantReport,
    TENANT_REPORT_KEYS,
    free=frozenset({"tokens"}),
    inner=MappingProxyType({"account": _TENANT, "billing_data": _BILLING_DATA, "tokens": _TOKENS}),
)
REPORT = Shape(
    PelionReport,
    REPORT_KEYS,
    free=frozenset({"aggregated", "tenants", "tokens"}),
    rare=frozenset({"aggregated", "tenants"}),
    tag="billing-report",
    inner=MappingProxyType(
        {
            "account": _ACCOUNT,
            "billing_data": _BILLING_DATA,
            "aggregated": _BILLING_DATA,
            "tenants": _TENANT_REPORT,
            "tokens": _TOKENS,
        }
    ),
    many=frozenset({"tenants"}),
)
RAW_DATA = Shape(PelionRawData, RAW_DATA_KEYS)
_STATISTIC = Shape(
    PelionStatistic,
    STATISTIC_KEYS,
    free=_SOMETIMES,
    rare=_SOMETIMES,
    tag="billing-statistics",
    inner=_MESSAGES,
)
STATISTICS = Shape(
    PelionStatistics,
    STATISTICS_KEYS,
    free=frozenset({"after", "total_count"}),
    rare=frozenset({"total_count"}),
    tag="list",
    inner=MappingProxyType({"intervals": _STATISTIC}),
    many=frozenset({"intervals"}),
)
ERROR = Shape(
    PelionError,
    ERROR_KEYS,
    free=frozenset({"faults"}),
    rare=frozenset({"faults"}),
    tag="error",
    inner=MappingProxyType({"faults": Shape(PelionFault, FAULT_KEYS)}),
    many=frozenset({"faults"}),
)
