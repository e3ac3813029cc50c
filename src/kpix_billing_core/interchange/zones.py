"""Zones by name: the one place, apart from commands, where a name becomes a `tzinfo`."""

__all__ = ["parse_zone", "zone_text"]

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Any

from ..checks import check_text
from ..errors import WrongType, WrongValue

_OFFSET = r"([+-])([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?"
# A zone directory also holds this machine's own zone, and second copies of all others: none of them is a zone's name.
_NAME = r"(?i:(?!(localtime|Factory|posixrules|posix/.*|right/.*)$)[A-Z][A-Z0-9_+-]*(/[A-Z0-9_+-]+)*)"


def zone_text(zone: tzinfo) -> str:
    """Return "UTC", a key of the IANA database such as "Europe/Berlin", or a fixed offset such as "+02:00".

    Raises WrongValue for a zone of another kind, WrongType for what is no zone.

    >>> zone_text(UTC), zone_text(parse_zone("Europe/Berlin")), zone_text(timezone(-timedelta(minutes=210)))
    ('UTC', 'Europe/Berlin', '-03:30')
    """
    if type(zone) is timezone:
        return _offset_text(zone.utcoffset(None))
    if not isinstance(zone, tzinfo):
        raise WrongType("zone", "tzinfo", zone)
    key: object = getattr(zone, "key", None)
    if type(zone) is not _zone_info() or type(key) is not str or not _is_name(key):
        raise WrongValue("zone", "UTC, a ZoneInfo with a name or a fixed offset", zone)
    return key


def _offset_text(offset: timedelta) -> str:
    if offset % timedelta(seconds=1):
        raise WrongValue("zone", "an offset of whole seconds", offset)
    name = timezone(offset).tzname(None)
    return name.removeprefix("UTC") or name


def parse_zone(text: str) -> tzinfo:
    """Return the zone of a name or fixed offset; the inverse of `zone_text`, and "UTC" is `datetime.UTC`.

    Names are those of the IANA database as Python finds it (the system's, or the tzdata package); this machine's own
    zone has no name here. Raises WrongValue for a name that is not there, WrongType for what is no text.

    >>> parse_zone("+02:00").utcoffset(None)
    datetime.timedelta(seconds=7200)
    """
    check_text("zone", text)
    if text == "UTC":
        return UTC
    if match := re.fullmatch(_OFFSET, text):
        size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
        return timezone(-size if match[1] == "-" else size)
    return _named(text)


def _named(text: str) -> tzinfo:
    try:
        if _is_name(text):
            zone: tzinfo = _zone_info()(text)
            return zone
    except (KeyError, ValueError, OSError):
        # Not there, no zone's file, or a folder of them such as "Europe": all the same to whoever wrote the name.
        pass
    raise WrongValue("zone", 'a zone such as "UTC", "Europe/Berlin" or "+02:00"', text)


def _is_name(text: str) -> bool:
    return re.fullmatch(_NAME, text, re.ASCII) is not None


def _zone_info() -> Any:
    # Imported here: most bills need no zone but UTC, and an import should cost what it is used for.
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return ZoneInfo
