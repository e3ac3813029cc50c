"""Where the rows behind a report are to be fetched, as the published API says it."""

__all__ = ["ACTIVE_DEVICES_DATA", "FIRMWARE_UPDATES_DATA", "RAW_DATA_KEYS", "PelionRawData"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from ..checks import check_text
from ..errors import WrongValue
from ..ids import check_id, identifier
from ..interchange.extra import Extra, check_extra

ACTIVE_DEVICES_DATA: Final = "billing-report-active-devices"
FIRMWARE_UPDATES_DATA: Final = "billing-report-firmware-updates"
_RAW = "billing-report-"
RAW_DATA_KEYS: Mapping[str, str] = MappingProxyType({"about": "object", "filename": "filename", "url": "url"})


@attrs.frozen(kw_only=True)
class PelionRawData:
    """Where the gzipped CSV of a month is (rules P39, P40).

    A client writes what it fetches under the name that it is told, so a name that leads into another folder is refused.

    Attributes:
        about: `ACTIVE_DEVICES_DATA`, `FIRMWARE_UPDATES_DATA`, or what else begins with `billing-report-`.
        filename: the file's name, with its endings.
        url: where it is; of http or https.
        extra: what else the sender said.
    """

    about: str = attrs.field(validator=identifier)
    filename: str
    url: str
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check(self)


def _check(data: PelionRawData) -> None:
    if not data.about.startswith(_RAW):
        raise WrongValue("about", f"a word that begins with {_RAW}", data.about)
    check_id("filename", data.filename)
    if data.filename in {".", ".."} or {"/", "\\", ":"} & set(data.filename):
        raise WrongValue("filename", "the name of a file, without a folder", data.filename)
    check_text("url", data.url)
    if not data.url.startswith(("https://", "http://")):
        raise WrongValue("url", "an address that begins with https:// or http://", data.url)
    check_extra(data.extra, RAW_DATA_KEYS.values())
