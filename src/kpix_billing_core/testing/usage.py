"""Strategies for usage: connections around the edges of a month, sessions, updates, calls, and what is counted."""

__all__ = [
    "active_devices",
    "activities",
    "api_calls",
    "at_least_connections",
    "connections",
    "device_activities",
    "firmware_updates",
    "on_days",
    "peaks",
    "sessions",
]

from datetime import UTC, datetime, timedelta, tzinfo

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..dates import Month, month_start
from ..errors import WrongType
from ..ids import AccountId, DeviceId
from ..usage import (
    ActiveDevices,
    Activity,
    ApiCalls,
    AtLeastConnections,
    Connection,
    DeviceActivity,
    FirmwareUpdate,
    OnDays,
    PeakConcurrent,
    Session,
    peak_concurrent,
)
from ..usage.count import active_devices as counted_devices
from ..usage.count_activity import activity as counted_activity
from .dates import months, zones
from .making import made
from .metering import account_or_any, month_or_any
from .payers import device_ids
from .texts import ids

_EDGES = (timedelta(0), -timedelta.resolution, timedelta.resolution, timedelta(hours=1))
_COUNTERS = tuple(ApiCalls.__annotations__)
_NUMBERS = (0, 0, 1, 999_983, 2**63)
# One number says them all: to draw each would take as long as twenty other draws.
_CALLS = st.integers(0, len(_NUMBERS) ** len(_COUNTERS) - 1)

_CAMPAIGNS, _ENDPOINTS = st.sampled_from(("spring", "autumn")) | ids(), st.sampled_from(("", "node-1"))
_HELD = st.none() | st.sampled_from((timedelta(0), timedelta(hours=1))) | st.timedeltas(timedelta(0), timedelta(365))
_HELD_AT_ONCE = st.none() | st.timedeltas(timedelta(0), timedelta(40))
"""How long sessions last; None is still."""

_MOMENTS = st.tuples(
    st.sampled_from((0, 0, 0, 1, -1)), st.sampled_from(_EDGES) | st.timedeltas(timedelta(0), timedelta(31))
)
"""A month, counted from the one that is meant, and how long after its start."""

_CONNECTED = st.lists(st.tuples(device_ids(), _MOMENTS), max_size=12)
_SESSIONS = st.lists(st.tuples(device_ids(), _MOMENTS, _HELD_AT_ONCE), max_size=6)
"""Counted together."""

_EACH_DAY = (1 << 28) - 1
_ON_DAYS = st.sampled_from((1, 1 << 27, _EACH_DAY)) | st.integers(1, _EACH_DAY)
_MORE = st.integers(0, 1000)
"""Connections beside one for each day."""

_LEAST = st.sampled_from((1, 2, 9)) | st.integers(1, 10**6)
_DAYS = st.integers(1, 31)


def connections(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[Connection]:
    """Return connections of a few devices, within a month of a zone (any, if none is given) and around its edges."""
    return made(_connection, device_ids(), account_or_any(account), month_or_any(month), _zone(zone), _MOMENTS)


def sessions(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[Session]:
    """Return sessions, still open or ended, some after no time at all, within a month and around its edges."""
    return made(_session, connections(month=month, account=account, zone=zone), _HELD)


def firmware_updates(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[FirmwareUpdate]:
    """Return updates that were completed within a month and around its edges, by one of a few campaigns."""
    return made(_update, connections(month=month, account=account, zone=zone), _CAMPAIGNS, _ENDPOINTS)


def active_devices(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[ActiveDevices]:
    """Return the devices that up to a dozen connections make active, perhaps none."""
    return made(_active, _CONNECTED, account_or_any(account), month_or_any(month), _zone(zone))


def activities(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[Activity]:
    """Return the activity that up to a dozen connections make, perhaps none."""
    return made(_activity, _CONNECTED, account_or_any(account), month_or_any(month), _zone(zone))


def device_activities() -> SearchStrategy[DeviceActivity]:
    """Return devices that connected on one day of a month, on each, or on any, once a day or more often."""
    return made(_device, device_ids(), months(), _MOMENTS, _ON_DAYS, _MORE)


def at_least_connections() -> SearchStrategy[AtLeastConnections]:
    """Return rules that ask for one connection, a few, or many."""
    return made(AtLeastConnections, _LEAST)


def on_days() -> SearchStrategy[OnDays]:
    """Return rules that ask for 1 to 31 days."""
    return made(OnDays, _DAYS)


def peaks(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[PeakConcurrent]:
    """Return the peaks of up to six sessions, perhaps of none."""
    return made(_peak, _SESSIONS, account_or_any(account), month_or_any(month), _zone(zone))


def api_calls() -> SearchStrategy[ApiCalls]:
    """Return API calls: none, a few of some categories, and more than fit into 64 bits."""
    return _CALLS.map(_calls)


def _calls(number: int) -> ApiCalls:
    counters: dict[str, int] = {}
    for counter in _COUNTERS:
        number, which = divmod(number, len(_NUMBERS))
        counters[counter] = _NUMBERS[which]
    return ApiCalls(**counters)


def _zone(zone: tzinfo | None) -> SearchStrategy[tzinfo]:
    if zone is None:
        return zones()
    if not isinstance(zone, tzinfo):
        raise WrongType("zone", "tzinfo", zone)
    return st.just(zone)


def _at(month: Month, zone: tzinfo, moment: tuple[int, timedelta]) -> datetime:
    return month_start(month + moment[0], zone) + moment[1]


def _connection(
    device: DeviceId, account: AccountId, month: Month, zone: tzinfo, moment: tuple[int, timedelta]
) -> Connection:
    return Connection(device, account, _at(month, zone, moment))


def _session(began: Connection, length: timedelta | None) -> Session:
    until = None if length is None else began.connected_at + length
    return Session(began.device, began.account, began.connected_at, until)


def _update(done: Connection, campaign: str, endpoint: str) -> FirmwareUpdate:
    return FirmwareUpdate(done.account, done.device, campaign, done.connected_at, endpoint)


def _active(
    drawn: list[tuple[DeviceId, tuple[int, timedelta]]], account: AccountId, month: Month, zone: tzinfo
) -> ActiveDevices:
    rows = [_connection(device, account, month, zone, moment) for device, moment in drawn]
    return counted_devices(rows, month, account, zone)


def _activity(
    drawn: list[tuple[DeviceId, tuple[int, timedelta]]], account: AccountId, month: Month, zone: tzinfo
) -> Activity:
    rows = [_connection(device, account, month, zone, moment) for device, moment in drawn]
    return counted_activity(rows, month, account, zone)


def _device(device: DeviceId, month: Month, moment: tuple[int, timedelta], days: int, more: int) -> DeviceActivity:
    return DeviceActivity(device, _at(month, UTC, moment), days.bit_count() + more, days)


def _peak(
    drawn: list[tuple[DeviceId, tuple[int, timedelta], timedelta | None]],
    account: AccountId,
    month: Month,
    zone: tzinfo,
) -> PeakConcurrent:
    held = [_session(_connection(device, account, month, zone, moment), length) for device, moment, length in drawn]
    return peak_concurrent(held, month, account, zone)
