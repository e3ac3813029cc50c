"""Firmware updates that devices completed: the second thing that is counted of a month."""

__all__ = ["FirmwareUpdate", "firmware_updates", "firmware_updates_by_account"]

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

import attrs

from ..checks import check_many, check_text
from ..dates import Month
from ..errors import TallyMismatch, WrongType, clipped
from ..ids import AccountId, DeviceId, check_id
from .instants import check_month_of, check_utc, month_span, utc


@attrs.frozen
class FirmwareUpdate:
    """A device of an account was updated by a campaign (rule P34).

    Included: updates that succeeded, and no others. Raises WrongType or WrongValue.

    Attributes:
        account: whose device it is: an account, or a tenant of one.
        device: what was updated.
        campaign: by which campaign.
        completed_at: when it was done, kept in UTC; it decides the month, whenever the update began.
        endpoint: what the device calls itself; empty where that is not known.

    >>> FirmwareUpdate("acme", "d1", "spring", datetime(2026, 4, 16, 12, tzinfo=UTC)).endpoint
    ''
    """

    account: AccountId
    device: DeviceId
    campaign: str
    completed_at: datetime = attrs.field(converter=utc)
    endpoint: str = ""

    def __attrs_post_init__(self) -> None:
        _check(self)


def firmware_updates(
    updates: Iterable[FirmwareUpdate], month: Month, account: AccountId, zone: tzinfo = UTC
) -> tuple[FirmwareUpdate, ...]:
    """Return the updates of one account that were completed in a month, in order of time; their number counts (P34).

    The same update given twice is returned once; a device that two campaigns updated stands there twice. Raises
    TallyMismatch for an update of another account, WrongType or WrongValue for what is none.

    >>> at_midnight = FirmwareUpdate("acme", "d1", "spring", datetime(2026, 5, 1, tzinfo=UTC))
    >>> len(firmware_updates([at_midnight], Month.parse("2026-04"), "acme"))
    0
    """
    check_id("account", account)
    check_month_of(month, zone)
    for _, found in _completed_in(_of_one(updates, account), month, zone):
        return found
    return ()


def firmware_updates_by_account(
    updates: Iterable[FirmwareUpdate], month: Month, zone: tzinfo = UTC
) -> Iterator[tuple[AccountId, tuple[FirmwareUpdate, ...]]]:
    """Yield (account id, its updates of a month) in order of id, for each account with any; as `firmware_updates`."""
    check_month_of(month, zone)
    return _completed_in(_each(updates), month, zone)


def _check(update: FirmwareUpdate) -> None:
    check_id("account", update.account)
    check_id("device", update.device)
    check_id("campaign", update.campaign)
    check_utc("completed_at", update.completed_at)
    check_text("endpoint", update.endpoint)


def _each(updates: Iterable[FirmwareUpdate]) -> Iterator[FirmwareUpdate]:
    check_many("updates", updates)
    for update in updates:
        if type(update) is not FirmwareUpdate:
            raise WrongType("update", "FirmwareUpdate", update)
        yield update


def _of_one(updates: Iterable[FirmwareUpdate], account: AccountId) -> Iterator[FirmwareUpdate]:
    for update in _each(updates):
        if update.account != account:
            raise TallyMismatch(f"expected updates of {clipped(account)}, got one of {clipped(update.account)}")
        yield update


def _completed_in(
    updates: Iterable[FirmwareUpdate], month: Month, zone: tzinfo
) -> Iterator[tuple[AccountId, tuple[FirmwareUpdate, ...]]]:
    span = month_span(month, zone)
    found: defaultdict[AccountId, set[FirmwareUpdate]] = defaultdict(set)
    for update in updates:
        if span.first <= update.completed_at <= span.last:
            found[update.account].add(update)
    return ((account, tuple(sorted(found[account], key=_order))) for account in sorted(found))


def _order(update: FirmwareUpdate) -> tuple[object, ...]:
    return update.completed_at, update.device, update.campaign, update.endpoint
