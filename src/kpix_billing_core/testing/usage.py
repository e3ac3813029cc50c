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
from .dates import zones
from .metering import account_or_any, month_or_any
from .payers import device_ids
from .texts import ids

_EDGES = (timedelta(0), -timedelta.resolution, timedelta.resolution, timedelta(hours=1))
_COUNTERS = tuple(ApiCalls.__annotations__)
_NUMBERS = (0, 0, 1, 999_983, 2**63)


def connections(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[Connection]:
    """Return connections of a few devices, within a month of a zone (any, if none is given) and around its edges."""
    return st.builds(_connection, device_ids(), account_or_any(account), month_or_any(month), _zone(zone), _moments())


def sessions(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[Session]:
    """Return sessions, still open or ended, some after no time at all, within a month and around its edges."""
    lengths = st.none() | st.sampled_from((timedelta(0), timedelta(hours=1))) | st.timedeltas(timedelta(0), _YEAR)
    return st.builds(_session, connections(month=month, account=account, zone=zone), lengths)


def firmware_updates(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[FirmwareUpdate]:
    """Return updates that were completed within a month and around its edges, by one of a few campaigns."""
    campaigns = st.sampled_from(("spring", "autumn")) | ids()
    endpoints = st.sampled_from(("", "node-1"))
    return st.builds(_update, connections(month=month, account=account, zone=zone), campaigns, endpoints)


def active_devices(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[ActiveDevices]:
    """Return the devices that up to a dozen connections make active, perhaps none."""
    made = st.lists(st.tuples(device_ids(), _moments()), max_size=12)
    return st.builds(_active, made, account_or_any(account), month_or_any(month), _zone(zone))


def activities(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[Activity]:
    """Return the activity that up to a dozen connections make, perhaps none."""
    made = st.lists(st.tuples(device_ids(), _moments()), max_size=12)
    return st.builds(_activity, made, account_or_any(account), month_or_any(month), _zone(zone))


def device_activities() -> SearchStrategy[DeviceActivity]:
    """Return devices that connected on one day of a month, on each, or on any, once a day or more often."""
    days = st.sampled_from((1, 1 << 27, (1 << 28) - 1)) | st.integers(1, (1 << 28) - 1)
    return st.builds(_device, device_ids(), month_or_any(None), _moments(), days, st.integers(0, 1000))


def at_least_connections() -> SearchStrategy[AtLeastConnections]:
    """Return rules that ask for one connection, a few, or many."""
    return st.builds(AtLeastConnections, st.sampled_from((1, 2, 9)) | st.integers(1, 10**6))


def on_days() -> SearchStrategy[OnDays]:
    """Return rules that ask for 1 to 31 days."""
    return st.builds(OnDays, st.integers(1, 31))


def peaks(
    *, month: Month | None = None, account: AccountId | None = None, zone: tzinfo | None = None
) -> SearchStrategy[PeakConcurrent]:
    """Return the peaks of up to six sessions, perhaps of none."""
    lengths = st.none() | st.timedeltas(timedelta(0), timedelta(days=40))
    made = st.lists(st.tuples(device_ids(), _moments(), lengths), max_size=6)
    return st.builds(_peak, made, account_or_any(account), month_or_any(month), _zone(zone))


def api_calls() -> SearchStrategy[ApiCalls]:
    """Return API calls: none, a few of some categories, and more than fit into 64 bits."""
    # One number says them all: to draw each would take as long as twenty other draws.
    return st.integers(0, len(_NUMBERS) ** len(_COUNTERS) - 1).map(_calls)


def _calls(number: int) -> ApiCalls:
    counters: dict[str, int] = {}
    for counter in _COUNTERS:
        number, which = divmod(number, len(_NUMBERS))
        counters[counter] = _NUMBERS[which]
    return ApiCalls(**counters)


_YEAR = timedelta(days=365)


def _zone(zone: tzinfo | None) -> SearchStrategy[tzinfo]:
    if zone is None:
        return zones()
    if not isinstance(zone, tzinfo):
        raise WrongType("zone", "tzinfo", zone)
    return st.just(zone)


def _moments() -> SearchStrategy[tuple[int, timedelta]]:
    """Return a month, counted from the one that is meant, and how long after its start."""
    return st.tuples(
        st.sampled_from((0, 0, 0, 1, -1)), st.sampled_from(_EDGES) | st.timedeltas(timedelta(0), timedelta(days=31))
    )


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
    made: list[tuple[DeviceId, tuple[int, timedelta]]], account: AccountId, month: Month, zone: tzinfo
) -> ActiveDevices:
    rows = [_connection(device, account, month, zone, moment) for device, moment in made]
    return counted_devices(rows, month, account, zone)


def _activity(
    made: list[tuple[DeviceId, tuple[int, timedelta]]], account: AccountId, month: Month, zone: tzinfo
) -> Activity:
    rows = [_connection(device, account, month, zone, moment) for device, moment in made]
    return counted_activity(rows, month, account, zone)


def _device(device: DeviceId, month: Month, moment: tuple[int, timedelta], days: int, more: int) -> DeviceActivity:
    return DeviceActivity(device, _at(month, UTC, moment), days.bit_count() + more, days)


def _peak(
    made: list[tuple[DeviceId, tuple[int, timedelta], timedelta | None]],
    account: AccountId,
    month: Month,
    zone: tzinfo,
) -> PeakConcurrent:
    held = [_session(_connection(device, account, month, zone, moment), length) for device, moment, length in made]
    return peak_concurrent(held, month, account, zone)
