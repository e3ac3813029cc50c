"""What the published API counts: devices, updates, tokens, and the calls of those who pay by calls."""

__all__ = [
    "COUNTER_KEYS",
    "FROM_DEVICES_KEYS",
    "TO_DEVICES_KEYS",
    "PelionFromDevices",
    "PelionToDevices",
    "check_counters",
]

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from ..interchange.extra import Extra, check_extra
from .numbers import check_count

FROM_DEVICES_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "total": "total_count",
        "registrations": "registrations",
        "registration_updates": "registration_updates",
        "registration_deletes": "registration_deletes",
        "observations": "observations",
        "est_requests": "est_requests",
        "proxy_responses": "proxy_responses",
        "bootstrap_requests": "bootstrap_requests",
    }
)
TO_DEVICES_KEYS: Mapping[str, str] = MappingProxyType(
    {"total": "total_count", "proxy_requests": "proxy_requests", "subscriptions": "subscriptions"}
)
COUNTER_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "active_devices": "active_devices",
        "firmware_updates": "firmware_updates",
        "sda_tokens": "sda_tokens",
        "user_token_requests": "rest_api_requests_with_user_token",
        "api_key_requests": "rest_api_requests_with_api_key_token",
        "notifications": "pelion_to_webapp_notifications",
        "from_devices": "device_to_pelion_messages",
        "to_devices": "pelion_to_device_messages",
    }
)
"""The counters of a report and of an interval of statistics, and the keys under which they are sent."""

_MAY_BE_MISSING = ("sda_tokens", "user_token_requests", "api_key_requests", "notifications")


@attrs.frozen(kw_only=True)
class PelionFromDevices:
    """What devices sent, by kind (rule P36).

    The total is what the sender says it is: a newer one may count a kind that is not known here.

    Attributes:
        total: of all kinds.
        registrations: devices that registered.
        registration_updates: registrations renewed.
        registration_deletes: registrations ended.
        observations: values that were being watched.
        est_requests: requests for a certificate.
        proxy_responses: answers to requests of an application.
        bootstrap_requests: requests for the first configuration.
        extra: what else the sender said.
    """

    total: int
    registrations: int
    registration_updates: int
    registration_deletes: int
    observations: int
    est_requests: int
    proxy_responses: int
    bootstrap_requests: int
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_all(self, FROM_DEVICES_KEYS)


@attrs.frozen(kw_only=True)
class PelionToDevices:
    """What was sent to devices, by kind (rule P37).

    Attributes:
        total: of all kinds, as the sender says.
        proxy_requests: requests of an application.
        subscriptions: values to be watched from now on.
        extra: what else the sender said.
    """

    total: int
    proxy_requests: int
    subscriptions: int
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_all(self, TO_DEVICES_KEYS)


def check_counters(value: Any) -> None:
    """Refuse counters that are no numbers; all but devices and updates may be missing."""
    check_count("active_devices", value.active_devices)
    check_count("firmware_updates", value.firmware_updates)
    for name in _MAY_BE_MISSING:
        count = getattr(value, name)
        if count is not None:
            check_count(name, count)


def _check_all(value: Any, keys: Mapping[str, str]) -> None:
    for name in keys:
        check_count(name, getattr(value, name))
    check_extra(value.extra, keys.values())
