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
from .pelion_parts import Fields, built, counts, few, hex_ids, moments, names, some_names

_ADDRESS = ("contact", "email", "phone_number", "address_line1", "address_line2", "city", "state", "postal_code")
_FROM_DEVICES = (
    *("total", "registrations", "registration_updates", "registration_deletes", "observations"),
    *("est_requests", "proxy_responses", "bootstrap_requests"),
)


def _account() -> Fields:
    words = ("active_device_business_model", "api_calls_1_business_model", "a new word")
    text = st.none() | st.sampled_from(("", "Straße 1", "a, b"))
    return {
        "id": names(),
        **dict.fromkeys(("company", *_ADDRESS, "country", "alias", "tenant_id"), text),
        "business_model": st.none() | st.sampled_from(words),
    }


def _from_devices() -> Fields:
    return dict.fromkeys(_FROM_DEVICES, counts())


def _to_devices() -> Fields:
    return dict.fromkeys(("total", "proxy_requests", "subscriptions"), counts())


def _counters() -> Fields:
    return {
        "active_devices": counts(),
        "firmware_updates": counts(),
        **dict.fromkeys(
            ("sda_tokens", "user_token_requests", "api_key_requests", "notifications"), st.none() | counts()
        ),
        "from_devices": st.none() | built(PelionFromDevices, _from_devices()),
        "to_devices": st.none() | built(PelionToDevices, _to_devices()),
    }


def _billing_data() -> Fields:
    return {**dict.fromkeys(("generated", "period_start", "period_end"), moments()), **_counters()}


def _line() -> Fields:
    return {
        "amount": st.integers(-9, 9) | st.just(-(2**63)),
        "reason": st.sampled_from(("reservation", "package_tokens_edit", "a new word")),
        "added": moments(),
        "campaign": some_names(),
        "account": some_names(),
    }


def _metadata() -> Fields:
    return {
        "starts_at": moments(),
        "ends_at": st.none() | moments(),
        "remaining": counts(),
        "reserved": counts(),
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
        "about": st.sampled_from((ACTIVE_DEVICES_DATA, FIRMWARE_UPDATES_DATA, "billing-report-x")),
        "filename": st.sampled_from(("example.csv.gz", "ü 1", "-", "...")),
        "url": st.sampled_from(("https://example.com/example.csv.gz", "http://127.0.0.1:8000/?a=b&c")),
    }


def _statistic() -> Fields:
    return {"id": hex_ids(), "starts_at": moments(), **_counters()}


def _statistics() -> Fields:
    return {
        "intervals": few(built(PelionStatistic, _statistic())),
        "has_more": st.booleans(),
        "limit": st.integers(2, 1000),
        "order": st.sampled_from(("asc", "desc", "ASC", "Desc")),
        "after": st.none() | hex_ids(),
        "total_count": st.none() | counts(),
    }


def _fault() -> Fields:
    return {"name": names(), "message": names()}


def _error() -> Fields:
    return {
        "code": st.sampled_from((100, 400, 404, 599)),
        "kind": st.sampled_from(("validation_error", "a new word")),
        "message": st.just("") | names(),
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
