"""Calls and messages, counted, in the counters of the published shapes."""

__all__ = ["calls_counted"]

from collections.abc import Iterable
from typing import Any

from ..usage import ApiCalls
from .pelion_counters import FROM_DEVICES_KEYS, TO_DEVICES_KEYS, PelionFromDevices, PelionToDevices


def calls_counted(calls: ApiCalls | None) -> dict[str, Any]:
    """Return the five counters of an account that pays by calls, by field; none of another (rules P35 to P38)."""
    if calls is None:
        return {}
    return {
        "user_token_requests": calls.user_token_requests,
        "api_key_requests": calls.api_key_requests,
        "notifications": calls.notifications,
        "from_devices": PelionFromDevices(total=calls.to_services, **_kinds(calls, FROM_DEVICES_KEYS)),
        "to_devices": PelionToDevices(total=calls.to_devices, **_kinds(calls, TO_DEVICES_KEYS)),
    }


def _kinds(calls: ApiCalls, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(calls, name) for name in names if name != "total"}
