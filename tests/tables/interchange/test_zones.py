"""Zones by name: which names there are, and which are this machine's own business."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interchange.zones import parse_zone, zone_text

PAIRS = [
    ("UTC", UTC),
    ("Europe/Berlin", ZoneInfo("Europe/Berlin")),
    ("America/Argentina/Buenos_Aires", ZoneInfo("America/Argentina/Buenos_Aires")),
    ("Etc/GMT+5", ZoneInfo("Etc/GMT+5")),
    ("EST5EDT", ZoneInfo("EST5EDT")),
    ("+00:01", timezone(timedelta(minutes=1))),
    ("-00:30", timezone(-timedelta(minutes=30))),
    ("+05:45", timezone(timedelta(hours=5, minutes=45))),
    ("-03:30", timezone(-timedelta(hours=3, minutes=30))),
    ("+23:59:59", timezone(timedelta(hours=23, minutes=59, seconds=59))),
    ("-00:00:01", timezone(-timedelta(seconds=1))),
]


@pytest.mark.parametrize(("text", "zone"), PAIRS)
def test_name_and_zone(text, zone):
    """A zone has one name, and the name gives the zone."""
    assert zone_text(zone) == text
    assert parse_zone(text) == zone


@pytest.mark.parametrize("zone", [timezone(timedelta(0)), timezone(timedelta(0), "GMT"), ZoneInfo("UTC")])
def test_utc_by_any_other_name(zone):
    """Every zone called UTC, or without an offset, is written as UTC and read as the standard library's own."""
    assert zone_text(zone) == "UTC"
    assert parse_zone("+00:00") == parse_zone("-00:00") == parse_zone("UTC") == UTC


def test_the_name_of_an_offset_does_not_matter():
    """A fixed offset is its offset, whatever it calls itself."""
    assert zone_text(timezone(timedelta(hours=2), "CEST")) == "+02:00"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "utc+2", "+2:00", "+24:00", "+02:60", "+02:00:60", "02:00", "+0200", "Z", "Europe", "Mars/Olympus"),
        *("/etc/localtime", "../UTC", "Europe/../UTC", "Europe//Berlin", "Europe/Berlin/", "Europe\\Berlin", "Ｅurope"),
        *(
            "localtime",
            "LocalTime",
            "Factory",
            "posixrules",
            "posix/Europe/Berlin",
            "right/UTC",
            "tzdata.zi",
            "x" * 300,
        ),
        *("zone.tab", "Europe/Berlin ", "+０2:00"),
    ],
)
def test_other_names_are_refused(text):
    """A name that no zone has, a path, a folder and this machine's own zone are errors."""
    with pytest.raises(WrongValue) as caught:
        parse_zone(text)
    assert (caught.value.name, caught.value.got) == ("zone", text)
    assert caught.value.expected == 'a zone such as "UTC", "Europe/Berlin" or "+02:00"'


@pytest.mark.parametrize("text", ["UTC\n", "\0", "Europe/Berlin\0"])
def test_a_name_is_printable(text):
    """A control character is in no zone's name."""
    with pytest.raises(WrongValue, match="^zone: expected printable text"):
        parse_zone(text)


@pytest.mark.parametrize("value", [None, 2, UTC, b"UTC"])
def test_a_name_is_text(value):
    """A name is text, not a zone or a number."""
    with pytest.raises(WrongType, match="^zone: expected str, got "):
        parse_zone(value)


class Odd(tzinfo):
    key = "Europe/Berlin"


def keyless():
    """Return a zone that was read from a file without being told its name."""
    with files("tzdata.zoneinfo.Europe").joinpath("Berlin").open("rb") as file:
        return ZoneInfo.from_file(file)


def called(name):
    """Return a zone under a name that is none: one that means another zone on every machine, or in letters of no key."""
    with files("tzdata.zoneinfo.Europe").joinpath("Berlin").open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


class Nameless(tzinfo):
    """A zone of somebody's own."""


@pytest.mark.parametrize("zone", [Odd(), Nameless(), keyless(), called("localtime"), called("A\u017fia/Tokyo")])
def test_zones_without_a_name_are_refused(zone):
    """A zone that could not be found again by its name is not written."""
    with pytest.raises(WrongValue) as caught:
        zone_text(zone)
    assert (caught.value.name, caught.value.got) == ("zone", zone)
    assert caught.value.expected == "UTC, a ZoneInfo with a name or a fixed offset"


@pytest.mark.parametrize("offset", [timedelta(microseconds=1), -timedelta(seconds=59, microseconds=1)])
def test_offsets_are_whole_seconds(offset):
    """An offset finer than a second has no name."""
    with pytest.raises(WrongValue) as caught:
        zone_text(timezone(offset))
    assert (caught.value.name, caught.value.got) == ("zone", offset)
    assert caught.value.expected == "an offset of whole seconds"


@pytest.mark.parametrize("value", [None, "UTC", timedelta(0), datetime(2026, 4, 1, tzinfo=UTC)])
def test_only_zones_have_names(value):
    """What is no zone is an error of its own."""
    with pytest.raises(WrongType) as caught:
        zone_text(value)
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("zone", "tzinfo", value)
