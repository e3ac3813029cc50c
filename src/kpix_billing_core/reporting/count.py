"""What was counted of many accounts in a month, each thing on its own, put together account by account."""

__all__ = ["usage_by_account"]

from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import Any

from ..checks import check_many
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id
from ..usage import ActiveDevices, ApiCalls, FirmwareUpdate, firmware_updates_by_account
from .usage import Usage

_NONE: Mapping[Any, Any] = MappingProxyType({})


def usage_by_account(
    month: Month,
    zone: tzinfo = UTC,
    *,
    active: Iterable[ActiveDevices] = (),
    updates: Iterable[FirmwareUpdate] = (),
    api_calls: Mapping[AccountId, ApiCalls] = _NONE,
    access_tokens: Mapping[AccountId, int] = _NONE,
) -> dict[AccountId, Usage]:
    """Return the usage of each account that has any counter, in order of id (rules P12, P34).

    Active devices of one account in parts are united, so a device in two parts counts once; a device of two accounts
    counts once in each. An update counts in the month in which it was completed. Raises WrongType, or WrongValue for
    active devices of another month or zone.

    >>> from datetime import datetime
    >>> done = FirmwareUpdate("acme", "d1", "spring", datetime(2026, 5, 1, tzinfo=UTC))
    >>> usage_by_account(Month.parse("2026-05"), updates=[done])["acme"].firmware_updates
    1
    """
    devices = _united(active, month, zone)
    updated = {account: len(found) for account, found in firmware_updates_by_account(updates, month, zone)}
    _check_calls(api_calls)
    _check_accounts(access_tokens)
    return {
        account: Usage(
            active_devices=devices[account].count if account in devices else 0,
            firmware_updates=updated.get(account, 0),
            access_tokens=access_tokens.get(account),
            api_calls=api_calls.get(account),
        )
        for account in sorted({*devices, *updated, *api_calls, *access_tokens})
    }


def _united(active: Iterable[ActiveDevices], month: Month, zone: tzinfo) -> dict[AccountId, ActiveDevices]:
    check_many("active", active)
    found: dict[AccountId, ActiveDevices] = {}
    for part in active:
        if type(part) is not ActiveDevices:
            raise WrongType("active", "ActiveDevices", part)
        if (part.month, part.zone) != (month, zone):
            raise WrongValue("active", f"devices of {month}, in its zone", str(part.month))
        found[part.account] = found[part.account] + part if part.account in found else part
    return found


def _check_calls(api_calls: Mapping[AccountId, ApiCalls]) -> None:
    for account, calls in _pairs("api_calls", api_calls):
        check_id("account", account)
        if type(calls) is not ApiCalls:
            raise WrongType("api_calls", "a mapping of account to ApiCalls", calls)


def _check_accounts(access_tokens: Mapping[AccountId, int]) -> None:
    # Their numbers are checked where each becomes a counter.
    for account, _ in _pairs("access_tokens", access_tokens):
        check_id("account", account)


def _pairs(name: str, mapping: Mapping[AccountId, Any]) -> Iterable[tuple[AccountId, Any]]:
    if not isinstance(mapping, Mapping):
        raise WrongType(name, "a mapping by account", mapping)
    return mapping.items()
