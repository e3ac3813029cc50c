"""Raw data behind a report as rows of a file: plain or compressed, and the same bytes for the same rows, anywhere.

Rows are read one at a time and never held together, so there may be ten million of them.
"""

__all__ = [
    "ACTIVE_DEVICE_COLUMNS",
    "FIRMWARE_UPDATE_COLUMNS",
    "active_device_rows",
    "export_name",
    "firmware_update_rows",
    "write_export",
]

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Protocol

from ..checks import check_many
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import DeviceId, check_id
from ..interchange import write_rows
from ..usage import ActiveDevices, FirmwareUpdate, firmware_updates_by_account

ACTIVE_DEVICE_COLUMNS = ("account_id", "timestamp", "device_id", "endpoint_name")
"""The columns of the active devices as a file, in the published order; their spelling is ours (rule P39)."""

FIRMWARE_UPDATE_COLUMNS = ("account_id", "timestamp", "campaign_name", "device_id", "endpoint_name")
"""The columns of the firmware updates as a file, in the published order; their spelling is ours (rule P40)."""

_NONE: Mapping[DeviceId, str] = MappingProxyType({})
_KINDS = ("active-devices", "firmware-updates", "quota-history", "usage")
# As gzip itself does: more costs much time and saves little space.
_LEVEL = 6


class BinarySink(Protocol):
    """An open binary file to write to."""

    def write(self, data: bytes, /) -> object:
        """Take bytes."""


class _Sink(io.RawIOBase):
    """Whatever takes bytes, as the end of a chain of files; it stays open when they are closed."""

    def __init__(self, file: BinarySink) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._file.write(bytes(data))
        return len(data)


def active_device_rows(
    active: Iterable[ActiveDevices], endpoints: Mapping[DeviceId, str] = _NONE
) -> Iterator[tuple[str, datetime, str, str]]:
    """Yield a row for each active device under `ACTIVE_DEVICE_COLUMNS`: as many as are counted (rule P39).

    Accounts come as given, devices in order of id, each with its first connection in the month. `endpoints` has what
    devices call themselves, where that is known. Raises WrongType.

    >>> april, noon = Month.parse("2026-04"), datetime(2026, 4, 16, 12, tzinfo=UTC)
    >>> next(active_device_rows([ActiveDevices("acme", april, first=(("d1", noon),))], {"d1": "pump"}))[2:]
    ('d1', 'pump')
    """
    check_many("active", active)
    if not isinstance(endpoints, Mapping):
        raise WrongType("endpoints", "a mapping of device to text", endpoints)
    return _device_rows(active, endpoints)


def firmware_update_rows(
    updates: Iterable[FirmwareUpdate], month: Month, zone: tzinfo = UTC
) -> Iterator[tuple[str, datetime, str, str, str]]:
    """Yield a row for each update of a month under `FIRMWARE_UPDATE_COLUMNS`: as many as are counted (rule P40).

    Accounts come in order of id, the updates of each in order of time. Raises WrongType or WrongValue.
    """
    counted = firmware_updates_by_account(updates, month, zone)
    return (
        (update.account, update.completed_at, update.campaign, update.device, update.endpoint)
        for _, found in counted
        for update in found
    )


def export_name(kind: str, month: Month, *, compressed: bool = True) -> str:
    """Return the name of a file of raw data; raises WrongType or WrongValue.

    >>> export_name("active-devices", Month.parse("2026-04"))
    'active-devices-2026-04.csv.gz'
    """
    check_id("kind", kind)
    if kind not in _KINDS:
        raise WrongValue("kind", f"one of {', '.join(_KINDS)}", kind)
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    _check_truth("compressed", compressed)
    return f"{kind}-{month}.csv{'.gz' if compressed else ''}"


def write_export(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    file: BinarySink,
    *,
    compressed: bool = False,
    guard: bool = True,
) -> None:
    r"""Write rows as CSV by RFC 4180, in UTF-8, into an open binary file, perhaps compressed (rules P39, P40, P56).

    For the rows of a view its columns are `HISTORY_COLUMNS` or `USAGE_COLUMNS`. Equal rows give equal bytes wherever
    they are written; compressed bytes carry no name and no time, so they too are equal with one build of zlib. `guard`
    puts an apostrophe before text that a spreadsheet would take for a formula; `read_csv` takes it away again. Raises
    WrongType or WrongValue, as `write_rows`, after the rows before the one that is wrong.

    >>> file = io.BytesIO()
    >>> write_export(("campaign_name",), [("spring, again",), ("=1+1",)], file)
    >>> file.getvalue()
    b'campaign_name\r\n"spring, again"\r\n\'=1+1\r\n'
    """
    if not callable(getattr(file, "write", None)):
        raise WrongType("file", "an open binary file", file)
    _check_truth("compressed", compressed)
    with (
        io.BufferedWriter(_Sink(file)) as plain,
        _packed(plain, compressed=compressed) as binary,
        io.TextIOWrapper(binary, encoding="utf-8", newline="") as text,
    ):
        write_rows(columns, rows, text, guard=guard, line_end="\r\n")


def _device_rows(
    active: Iterable[ActiveDevices], endpoints: Mapping[DeviceId, str]
) -> Iterator[tuple[str, datetime, str, str]]:
    for devices in active:
        if type(devices) is not ActiveDevices:
            raise WrongType("active", "ActiveDevices", devices)
        for device, connected_at in devices.first:
            yield devices.account, connected_at, device, endpoints.get(device, "")


def _check_truth(name: str, value: object) -> None:
    if type(value) is not bool:
        raise WrongType(name, "bool", value)


def _packed(plain: "io.BufferedWriter[_Sink]", *, compressed: bool) -> Any:
    if not compressed:
        return plain
    # Imported here: who writes no compressed file need not wait for it.
    import gzip  # noqa: PLC0415

    # What it writes into has no name, so none is kept; nor is the time.
    return gzip.GzipFile(mode="wb", compresslevel=_LEVEL, fileobj=plain, mtime=0)
