"""What the published documents about usage are made of: reports, raw data, statistics and errors."""

__all__ = ["REPORT_FIELDS"]

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from ..interop import (
    ACTIVE_DEVICES_DATA,
    FIRMWARE_UPDATES_DATA,
    PelionAccount,
    PelionBillingData,
    PelionError,
    PelionFault,
    PelionFromDevices,
    PelionMetadata,
    PelionRawData,
    PelionReport,
    PelionStatistic,
    PelionStatistics,
    PelionTenantReport,
    PelionToDevices,
    PelionTokenLine,
    PelionTokens,
)
from .dates import months
from .numbers import HEX_IDS
from .pelion_parts import COUNTS, LIMITS, REASONS, Fields, built, few, moments, names, some_names

_ADDRESS = ("contact", "email", "phone_number", "address_line1", "address_line2", "city", "state", "postal_code")
_FROM_DEVICES = (
    *("total", "registrations", "registration_updates", "registration_deletes", "observations"),
    *("est_requests", "proxy_responses", "bootstrap_requests"),
)
_TO_DEVICES = ("total", "proxy_requests", "subscriptions")
_REQUESTS = ("sda_tokens", "user_token_requests", "api_key_requests", "notifications")
_TIMES = ("generated", "period_start", "period_end")
_TEXTS = st.none() | st.sampled_from(("", "Straße 1", "a, b"))
_MODELS = st.none() | st.sampled_from(("active_device_business_model", "api_calls_1_business_model", "a new word"))
_AMOUNTS = st.integers(-9, 9) | st.just(-(2**63))
_ABOUT = st.sampled_from((ACTIVE_DEVICES_DATA, FIRMWARE_UPDATES_DATA, "billing-report-x"))
_FILES = st.sampled_from(("example.csv.gz", "ü 1", "-", "..."))
_URLS = st.sampled_from(("https://example.com/example.csv.gz", "http://127.0.0.1:8000/?a=b&c"))
_ORDERS = st.sampled_from(("asc", "desc", "ASC", "Desc"))
_CODES = st.sampled_from((100, 400, 404, 599))
_MESSAGES = st.just("") | names()
_KINDS = st.sampled_from(("validation_error", "a new word"))


def _account() -> Fields:
    return {
        "id": names(),
        **dict.fromkeys(("company", *_ADDRESS, "country", "alias", "tenant_id"), _TEXTS),
        "business_model": _MODELS,
    }


def _from_devices() -> Fields:
    return dict.fromkeys(_FROM_DEVICES, COUNTS)


def _to_devices() -> Fields:
    return dict.fromkeys(_TO_DEVICES, COUNTS)


def _counters() -> Fields:
    return {
        "active_devices": COUNTS,
        "firmware_updates": COUNTS,
        **dict.fromkeys(_REQUESTS, st.none() | COUNTS),
        "from_devices": st.none() | built(PelionFromDevices, _from_devices()),
        "to_devices": st.none() | built(PelionToDevices, _to_devices()),
    }


def _billing_data() -> Fields:
    return {**dict.fromkeys(_TIMES, moments()), **_counters()}


def _line() -> Fields:
    return {
        "amount": _AMOUNTS,
        "reason": REASONS,
        "added": moments(),
        "campaign": some_names(),
        "account": some_names(),
    }


def _metadata() -> Fields:
    return {
        "starts_at": moments(),
        "ends_at": st.none() | moments(),
        "remaining": COUNTS,
        "reserved": COUNTS,
    }


def _tokens() -> Fields:
    named = built(PelionTokenLine, {**_line(), "account": names()})
    return {
        "lines": few(built(PelionTokenLine, _line())),
        "metadata": st.none() | built(PelionMetadata, _metadata()),
        "aggregated": st.none() | few(named),
    }


def _tenant_report() -> Fields:
    return {
        "account": built(PelionAccount, _account()),
        "billing_data": built(PelionBillingData, _billing_data()),
        "tokens": st.none() | built(PelionTokens, _tokens()),
    }


def _report() -> Fields:
    return {
        **_tenant_report(),
        "id": names(),
        "month": months(),
        "aggregated": st.none() | built(PelionBillingData, _billing_data()),
        "tenants": st.none() | few(built(PelionTenantReport, _tenant_report())),
    }


def _raw_data() -> Fields:
    return {
        "about": _ABOUT,
        "filename": _FILES,
        "url": _URLS,
    }


def _statistic() -> Fields:
    return {"id": HEX_IDS, "starts_at": moments(), **_counters()}


def _statistics() -> Fields:
    return {
        "intervals": few(built(PelionStatistic, _statistic())),
        "has_more": st.booleans(),
        "limit": LIMITS,
        "order": _ORDERS,
        "after": st.none() | HEX_IDS,
        "total_count": st.none() | COUNTS,
    }


def _fault() -> Fields:
    return {"name": names(), "message": names()}


def _error() -> Fields:
    return {
        "code": _CODES,
        "kind": _KINDS,
        "message": _MESSAGES,
        "request_id": names(),
        "faults": st.none() | few(built(PelionFault, _fault())),
    }


REPORT_FIELDS: Mapping[type[Any], Callable[[], Fields]] = MappingProxyType(
    {
        PelionAccount: _account,
        PelionFromDevices: _from_devices,
        PelionToDevices: _to_devices,
        PelionBillingData: _billing_data,
        PelionTokenLine: _line,
        PelionMetadata: _metadata,
        PelionTokens: _tokens,
        PelionTenantReport: _tenant_report,
        PelionReport: _report,
        PelionRawData: _raw_data,
        PelionStatistic: _statistic,
        PelionStatistics: _statistics,
        PelionFault: _fault,
        PelionError: _error,
    }
)
"""The fields of each class, as strategies."""
