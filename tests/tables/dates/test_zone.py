"""Instants and billing days: which day an instant falls on, and when a month begins where clocks are changed."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from kpix_billing_core.dates import Month, local_day, month_start, next_cycle
from kpix_billing_core.dates.zone import utc as in_utc
from kpix_billing_core.errors import WrongType, WrongValue


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.rule("L43")
@pytest.mark.parametrize(
    ("day", "instant", "zone"),
    [
        ("2026-04-30", "2026-04-30T23:59:59.999999", "UTC"),
        ("2026-05-01", "2026-05-01T00:00:00", "UTC"),
        ("2026-05-01", "2026-04-30T22:00:00", "Europe/Berlin"),
        ("2026-04-30", "2026-04-30T21:59:59", "Europe/Berlin"),
        ("2026-01-31", "2026-01-31T22:59:59", "Europe/Berlin"),
        ("2026-04-30", "2026-05-01T03:59:59", "America/New_York"),
        ("2026-05-01", "2026-04-30T18:30:00", "Asia/Kolkata"),
        ("2026-05-01", "2026-04-30T10:00:00", "Pacific/Kiritimati"),
        # no 30 December in Apia, two midnights in Havana, an hour of October after November began at St John's
        ("2011-12-29", "2011-12-30T09:59:59", "Pacific/Apia"),
        ("2011-12-31", "2011-12-30T10:00:00", "Pacific/Apia"),
        ("2020-11-01", "2020-11-01T04:00:00", "America/Havana"),
        ("2020-11-01", "2020-11-01T05:00:00", "America/Havana"),
        ("2009-11-01", "2009-11-01T02:30:30", "America/St_Johns"),
        ("2009-10-31", "2009-11-01T02:31:00", "America/St_Johns"),
    ],
)
def test_the_day_an_instant_falls_on(day, instant, zone):
    """The zone at that instant says the day, by its own rules of that time: killbill/killbill#1934."""
    assert local_day(utc(instant), ZoneInfo(zone)) == date.fromisoformat(day)


def test_the_day_is_the_same_from_whatever_zone_an_instant_is_given_in():
    """An instant is one moment, however it is written: killbill/killbill#1923."""
    instant = utc("2026-04-30T22:30:00")
    zones = [ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), timezone(timedelta(hours=14)), UTC]
    assert {local_day(instant.astimezone(zone), ZoneInfo("Europe/Berlin")) for zone in zones} == {date(2026, 5, 1)}


def test_days_are_in_utc_unless_a_zone_is_given():
    """Each function takes the zone as a value, and UTC where none is given: getlago/lago#61 had UTC for everybody."""
    late = datetime(2026, 4, 30, 23, tzinfo=timezone(timedelta(hours=-2)))
    assert local_day(late) == date(2026, 5, 1)
    assert month_start(Month(2026, 5)) == utc("2026-05-01T00:00:00")
    assert next_cycle(late) == utc("2026-06-01T00:00:00")


@pytest.mark.parametrize(
    ("start", "month", "zone"),
    [
        ("2026-04-01T00:00:00", "2026-04", "UTC"),
        ("2026-03-31T22:00:00", "2026-04", "Europe/Berlin"),
        ("2026-01-31T23:00:00", "2026-02", "Europe/Berlin"),
        ("2026-04-01T04:00:00", "2026-04", "America/New_York"),
        ("2026-03-31T18:30:00", "2026-04", "Asia/Kolkata"),
        # the clock skipped midnight of the first: it starts at the skip
        ("2014-07-31T22:00:00", "2014-08", "Africa/Cairo"),
        ("2023-10-01T04:00:00", "2023-10", "America/Asuncion"),
        # the clock went back over midnight of the first: it starts at the first of the two midnights
        ("2020-11-01T04:00:00", "2020-11", "America/Havana"),
        ("2009-11-01T02:30:00", "2009-11", "America/St_Johns"),
        ("0001-01-01T00:00:00", "0001-01", "UTC"),
        ("9999-12-01T00:00:00", "9999-12", "UTC"),
    ],
)
def test_a_month_starts_at_its_first_local_instant(start, month, zone):
    """It starts at midnight of the zone, as an instant in UTC."""
    found = month_start(Month.parse(month), ZoneInfo(zone))
    assert found == utc(start)
    assert found.tzinfo is UTC


@pytest.mark.rule("L28")
@pytest.mark.parametrize(
    ("cycle", "instant", "zone"),
    [
        ("2026-05-01T00:00:00", "2026-04-15T12:00:00", "UTC"),
        ("2026-05-01T00:00:00", "2026-04-30T23:59:59.999999", "UTC"),
        # at the very start of a cycle, the next is a month later
        ("2026-05-01T00:00:00", "2026-04-01T00:00:00", "UTC"),
        ("2027-01-01T00:00:00", "2026-12-31T12:00:00", "UTC"),
        # in the zone's own months
        ("2026-05-31T22:00:00", "2026-04-30T22:00:00", "Europe/Berlin"),
        ("2026-04-30T22:00:00", "2026-04-30T21:59:59.999999", "Europe/Berlin"),
        # the second of two last hours of October belongs to the cycle that began between them
        ("2009-11-01T02:30:00", "2009-11-01T02:29:59", "America/St_Johns"),
        ("2009-12-01T03:30:00", "2009-11-01T02:30:30", "America/St_Johns"),
        ("2009-12-01T03:30:00", "2009-11-01T02:31:00", "America/St_Johns"),
        ("2009-12-01T03:30:00", "2009-11-01T03:29:59", "America/St_Johns"),
        ("2020-12-01T05:00:00", "2020-11-01T04:30:00", "America/Havana"),
    ],
)
def test_the_next_cycle_is_the_start_of_the_next_month(cycle, instant, zone):
    """It is fixed to month starts and always later than the instant: killbill/killbill#445 looped where it was not."""
    found = next_cycle(utc(instant), ZoneInfo(zone))
    assert found == utc(cycle)
    assert found.tzinfo is UTC


class ZoneWithoutOffset(tzinfo):
    """With it an instant is aware only by its looks; Python would silently take this machine's zone."""

    def utcoffset(self, _):
        return None


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("kind", "message", "ask"),
    [
        (WrongType, "instant: expected aware datetime, got date", lambda: local_day(date(2026, 4, 1))),
        (WrongType, "instant: expected aware datetime, got str", lambda: next_cycle("2026-04-01T00:00:00Z")),
        (WrongValue, "instant: expected a datetime with its zone, got", lambda: local_day(datetime(2026, 4, 1))),
        (WrongValue, "instant: expected a datetime with its zone, got", lambda: next_cycle(datetime(2026, 4, 1))),
        (WrongType, "zone: expected tzinfo, got str 'UTC'", lambda: local_day(utc("2026-04-01"), "UTC")),
        (WrongType, "zone: expected tzinfo, got NoneType None", lambda: local_day(utc("2026-04-01"), None)),
        (WrongType, "zone: expected tzinfo, got str 'UTC'", lambda: month_start(Month(2026, 4), "UTC")),
        (WrongType, "zone: expected tzinfo, got str 'UTC'", lambda: next_cycle(utc("2026-04-01"), "UTC")),
        (WrongType, "month: expected Month, got str '2026-04'", lambda: month_start("2026-04")),
        (
            WrongValue,
            "start of the month in the zone: expected a datetime with its zone, got datetime",
            lambda: month_start(Month(2026, 4), ZoneWithoutOffset()),
        ),
        (
            WrongValue,
            "instant: expected a local day within the years 1 to 9999, got datetime",
            lambda: local_day(utc("9999-12-31T23:30:00"), BERLIN),
        ),
        (
            WrongValue,
            "instant: expected a local day within the years 1 to 9999, got datetime",
            lambda: local_day(utc("0001-01-01T00:30:00"), ZoneInfo("America/New_York")),
        ),
        (
            WrongValue,
            "month: expected a start within the years 1 to 9999, got Month Month.parse('0001-01')",
            lambda: month_start(Month(1, 1), BERLIN),
        ),
        (WrongValue, "year: expected 1 to 9999, got int 10000", lambda: next_cycle(utc("9999-12-31"))),
    ],
)
def test_what_has_no_day(kind, message, ask):
    """A day needs an aware instant, a zone that is a value, and a year that the calendar has."""
    with pytest.raises(kind) as caught:
        ask()
    assert str(caught.value).startswith(message)


def test_in_utc():
    """The same instant; what is none, or has no year in UTC, comes back as it is."""
    noon = datetime(2026, 4, 16, 14, tzinfo=BERLIN)
    assert (in_utc(noon), in_utc(noon).tzinfo) == (noon, UTC)
    late = datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))
    for strange in (late, noon.replace(tzinfo=None), noon.date(), None):
        assert in_utc(strange) is strange
