"""How a fleet stands, as a page, and the calendar of what expires."""

from datetime import date, timedelta

import pytest
from tests.examples import complaint
from tests.tables.rendering.test_documents import HOSTILE, Page

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.rendering import ENGLISH, FleetLabels, expiry_calendar, fleet_html
from kpix_billing_core.validity import Expiry, Glance, StatusCount

WEDNESDAY = date(2026, 4, 29)
COUNT = StatusCount(application=HOSTILE, active=1_234, in_grace=2, disabled=1)


def looked(*days: int, application: str = "fleet", within: int = 7) -> Glance:
    """Return a glance on Wednesday at devices that have so many more days."""
    expiring = [Expiry(WEDNESDAY + timedelta(day), application, f"d{number}", day) for number, day in enumerate(days)]
    return Glance((COUNT,), tuple(expiring), within)


def cells(shown: Glance, on: date = WEDNESDAY, locale: str = "en") -> list[tuple[str, str, str]]:
    """Return the place and the shade of each day."""
    page = Page(expiry_calendar(shown, on, locale))
    return [(found["x"], found["y"], found["fill"]) for tag, found in page.tags if tag == "rect"]


def test_a_week_is_a_row_from_monday_on():
    """A day is 64 wide and 44 high, 4 apart; Wednesday is the third, and the eighth day is the next Wednesday."""
    places = [(x, y) for x, y, _ in cells(looked())]
    first = [(str(88 + column * 68), "24") for column in (2, 3, 4, 5, 6)]
    assert places == [*first, *((str(88 + column * 68), "72") for column in (0, 1, 2))]


def test_from_right_to_left():
    """In Hebrew Monday is on the right, 88 from the edge of 560; words begin where they are read from."""
    first = [(str(560 - 88 - 64 - column * 68), "24") for column in (2, 3, 4)]
    assert [(x, y) for x, y, _ in cells(looked(1), locale="he")][:3] == first
    page = Page(expiry_calendar(looked(1), WEDNESDAY, "he"))
    texts = [(found["x"], found["y"]) for tag, found in page.tags if tag == "text"]
    monday, wednesday, thursday = (560 - 88 - column * 68 for column in (0, 2, 3))
    assert texts[0] == (str(monday - 32), "14")
    assert texts[7:12] == [
        *(("560", "50"), ("560", "98")),
        *((str(wednesday - 6), "38"), (str(thursday - 6), "38"), (str(thursday - 32), "56")),
    ]
    directions = [
        found["direction"]
        for locale in ("en", "he")
        for tag, found in Page(expiry_calendar(looked(), WEDNESDAY, locale)).tags
        if tag == "svg"
    ]
    assert directions == ["ltr", "rtl"]


def test_the_picture_is_as_large_as_its_weeks():
    [frame] = [found for tag, found in Page(expiry_calendar(looked(), WEDNESDAY)).tags if tag == "svg"]
    assert (frame["width"], frame["height"], frame["viewbox"]) == ("560", "116", "0 0 560 116")


def test_what_is_written():
    page = Page(expiry_calendar(looked(0, 0, 1, within=5), WEDNESDAY))
    assert page.texts == [
        *("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "2026-04-29", "2026-05-04"),
        *("2026-04-29: fleet 2", "29", "2", "2026-04-30: fleet 1", "30", "1", "2026-05-01: none", "1"),
        *("2026-05-02: none", "2", "2026-05-03: none", "3", "2026-05-04: none", "4"),
    ]


def test_applications_of_a_day_are_named_in_order():
    both = looked(1).expiring + looked(1, 1, application="ahead").expiring
    assert "2026-04-30: ahead 2, fleet 1" in Page(expiry_calendar(Glance((), both, 1), WEDNESDAY)).texts


def test_the_most_is_the_darkest():
    """Of 8: 8 is the fourth shade of four, 6 the third, 4 the second, 1 the first, nothing none."""
    shown = looked(*[0] * 8, *[1] * 6, *[2] * 4, 3, within=4)
    assert [shade for _, _, shade in cells(shown)] == ["#0b4a82", "#2b77b8", "#94c0e4", "#cfe3f4", "#f0f3f6"]
    inks = [found["fill"] for tag, found in Page(expiry_calendar(shown, WEDNESDAY)).tags if tag == "text"]
    assert inks[8:] == [*["#ffffff"] * 4, *["#1c2430"] * 4, "#5b6675"]


def test_where_the_zone_is_a_day_ahead_or_behind():
    """At an instant the devices' own days may be the day before or after; none of them is left out."""
    ahead = Glance((), (Expiry(date(2026, 5, 1), "east", "d1", 1),), 1)
    assert len(cells(ahead)) == 3
    behind = Glance((), (Expiry(date(2026, 4, 28), "west", "d1", 0),), 1)
    assert len(cells(behind)) == 3


def test_days_end_with_the_calendar():
    assert len(cells(Glance((), (), 30), date.max)) == 1
    assert cells(Glance((), (), 0), date.min) == [("88", "24", "#f0f3f6")]


def test_the_page():
    page = Page(fleet_html(looked(1, 2), WEDNESDAY))
    assert page.texts[:5] == [
        "Fleet on April 29, 2026",
        "Fleet on April 29, 2026",
        "Expiring within 7 days",
        "2",
        "Devices by status",
    ]
    start = page.texts.index("Application")
    assert page.texts[start : start + 18] == [
        *("Application", "Unmanaged", "Pending", "Active", "In grace", "Disabled", "Expired", "Deactivated", "Devices"),
        *(HOSTILE, "0", "0", "1,234", "2", "1", "0", "0", "1,237"),
    ]
    assert page.texts[page.texts.index("Last day") :] == [
        *("Last day", "Application", "Device", "Days left"),
        *("2026-04-30", "fleet", "d0", "1", "2026-05-01", "fleet", "d1", "2"),
    ]


GERMAN = FleetLabels(
    fleet="Flotte am {day}",
    by_status="Geräte nach Zustand",
    last_days="Letzte Tage",
    expiring="Ende in {days} Tagen",
    more="{number} weitere",
    application="Anwendung",
    device="Gerät",
    devices="Geräte",
    last_day="Letzter Tag",
    days_left="Tage noch",
    nothing="nichts",
    unmanaged="Unverwaltet",
    pending="Künftig",
    active="Gültig",
    in_grace="Frist",
    disabled="Gesperrt",
    expired="Abgelaufen",
    deactivated="Beendet",
)


def test_in_another_language():
    """Every word is the caller's, numbers and the days of the week are the locale's."""
    page = Page(fleet_html(looked(*[1] * 1_501, within=2), WEDNESDAY, "de", GERMAN))
    assert page.tags[0] == ("html", {"lang": "de", "dir": "ltr"})
    assert page.texts[:27] == [
        *("Flotte am 29. April 2026", "Flotte am 29. April 2026", "Ende in 2 Tagen", "1.501", "Geräte nach Zustand"),
        *("Anwendung", "Unverwaltet", "Künftig", "Gültig", "Frist", "Gesperrt", "Abgelaufen", "Beendet", "Geräte"),
        *(HOSTILE, "0", "0", "1.234", "2", "1", "0", "0", "1.237"),
        *("Letzte Tage", "Mo", "Di", "Mi"),
    ]
    assert page.texts[31:41] == [
        *(
            "2026-04-29",
            "2026-04-29: nichts",
            "29",
            "2026-04-30: fleet 1.501",
            "30",
            "1.501",
            "2026-05-01: nichts",
            "1",
        ),
        *("Ende in 2 Tagen", "Letzter Tag"),
    ]
    assert page.texts[41:48] == ["Anwendung", "Gerät", "Tage noch", "2026-04-30", "fleet", "d0", "1"]
    assert page.texts[-1] == "1.001 weitere"
    assert [found["aria-label"] for tag, found in page.tags if tag == "svg"] == ["Letzte Tage"]


def test_the_words_of_a_caller_are_escaped():
    words = FleetLabels(*(f"{HOSTILE} {{day}} {{days}} {{number}}" for _ in FleetLabels._fields))
    assert "<script" not in fleet_html(looked(*[1] * 501), WEDNESDAY, "en", words)


@pytest.mark.parametrize("write", [expiry_calendar, fleet_html])
def test_words_and_languages_that_are_none(write):
    """Whether they are shown or not."""
    assert complaint(WrongType, write, looked(), WEDNESDAY, "en", ENGLISH).startswith(
        "labels: expected FleetLabels, got Labels Labels("
    )
    assert complaint(WrongValue, write, looked(), WEDNESDAY, "xx").startswith("locale: expected a locale")
    for word, said in (
        ({"device": ""}, "device: expected a word, got str ''"),
        ({"device": "\x1b"}, "device: expected printable text, got str '\\x1b'"),
        ({"fleet": "Flotte"}, "fleet: expected a word with {day}, got str 'Flotte'"),
        ({"expiring": "bald"}, "expiring: expected a word with {days}, got str 'bald'"),
        ({"more": "mehr"}, "more: expected a word with {number}, got str 'mehr'"),
    ):
        assert complaint(WrongValue, write, looked(), WEDNESDAY, "de", FleetLabels(**word)) == said


def test_numbers_are_set_right():
    page = Page(fleet_html(looked(1), WEDNESDAY))
    rows = [found.get("class") for tag, found in page.tags if tag in {"th", "td"}]
    assert rows == [*[None, *["number"] * 8] * 2, *[None, None, None, "number"] * 2]


def test_nothing_expires():
    page = Page(fleet_html(looked(), WEDNESDAY))
    assert page.texts[2:4] == ["Expiring within 7 days", "0"]
    assert "Last day" not in page.texts


def test_no_more_than_500_are_listed():
    texts = [fleet_html(looked(*[1] * count), WEDNESDAY) for count in (500, 1_501)]
    assert ["hint" in text.partition("<body>")[2] for text in texts] == [False, True]
    assert '</div>\n<p class="hint">… and 1,001 more</p></main>' in texts[1]
    whole, most = map(Page, texts)
    assert whole.texts[-2:] == ["d499", "1"]
    assert most.texts[-3:] == ["d499", "1", "… and 1,001 more"]
    assert "2026-04-30: fleet 1,501" in most.texts


def test_what_a_user_wrote_is_escaped():
    page = fleet_html(looked(1, application=HOSTILE), WEDNESDAY)
    assert "<script" not in page
    assert f"2026-04-30: {HOSTILE} 1" in Page(page).texts


@pytest.mark.parametrize("write", [expiry_calendar, fleet_html])
def test_refusals(write):
    assert complaint(WrongType, write, 1, WEDNESDAY) == "shown: expected Glance, got int 1"
    assert complaint(WrongType, write, looked(), "2026-04-29").startswith("on: expected")
    for days in (-2, 2):
        assert complaint(WrongValue, write, looked(1), WEDNESDAY + timedelta(days)).startswith(
            "on: expected the day of the glance, got date"
        )
    assert complaint(WrongValue, write, looked(within=367), WEDNESDAY) == (
        "shown: expected at most 366 days ahead, got int 367"
    )
    assert complaint(WrongValue, write, looked(367), WEDNESDAY).endswith("got int 367")
    assert len(cells(looked(within=366))) == 367
