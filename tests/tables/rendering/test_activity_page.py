"""How active devices were in a month, as a page, and the bars that pages draw beside a row."""

import pytest
from tests.examples import complaint
from tests.tables.rendering.test_documents import HOSTILE, Page
from tests.tables.rendering.test_usage_page import HOSTILE_WORDS
from tests.usage import APRIL, NOON, april, met

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.rendering import ENGLISH, UsageLabels, activity_html, activity_page
from kpix_billing_core.rendering.bars import bars
from kpix_billing_core.usage import Activity, activity


def acme() -> Activity:
    """Return two devices of acme: one on the 1st and twice on the 30th, one on the 30th."""
    return activity([met("d1", april(1)), *[met("d1", april(30))] * 2, met("d2", april(30))], APRIL, "acme")


def north() -> Activity:
    """Return a thousand devices of north on the 2nd of April."""
    return activity([met(f"d{number}", april(2), "north") for number in range(1_000)], APRIL, "north")


def test_the_page():
    """Of 30 days acme had one device on one and two on another, an average of 3/30; together it is 1,003/30."""
    page = Page(activity_html([north(), acme()], APRIL))
    assert page.texts[:9] == [
        *("Active devices in April 2026", "Active devices in April 2026", "Active devices", "1,002"),
        *("Account", "Active by day", "Active devices", "Daily average", "Connections"),
    ]
    texts = [text for text in page.texts[9:] if not text.endswith(": 0")]
    assert texts == [
        *("acme", "1: 1", "30: 2", "2", "0.1", "4"),
        *("north", "2: 1,000", "1,000", "33.3", "1,000"),
        *("Together", "1: 1", "2: 1,000", "30: 2", "1,002", "33.4", "1,004"),
    ]
    assert sum(text.endswith(": 0") for text in page.texts) == 3 * 30 - 6


def test_one_account_is_read_after_the_other():
    """None is kept: the next one is asked for when the page has let go of the one before."""
    seen = []

    def each():
        for account in ("b", "a"):
            seen.append(account)
            yield activity([met("d1", NOON, account)], APRIL, account)

    texts = Page(activity_html(each(), APRIL)).texts
    assert seen == ["b", "a"]
    assert texts.index("a") < texts.index("b") < texts.index("Together")


def many(count: int) -> list[Activity]:
    """Return accounts with a device each, and one in the middle with two."""
    names = [f"t{number:04}" for number in range(count)]
    rows = {name: [met("d1", NOON, name)] for name in names}
    rows[names[count // 2]].append(met("d2", NOON, names[count // 2]))
    return [activity(rows[name], APRIL, name) for name in names]


def test_the_largest_are_listed(monkeypatch):
    """The one with the most devices, then the first ones; together they are all."""
    monkeypatch.setattr(activity_page, "_MOST_ACCOUNTS", 3)
    whole, most = (Page(activity_html(many(count)[::-1], APRIL)).texts for count in (3, 8))
    assert whole[-3:] == ["4", "0.1", "4"]
    assert [text for text in most if text.startswith("t0")] == ["t0000", "t0001", "t0004"]
    assert most[-4:] == ["9", "0.3", "9", "… and 5 more"]
    monkeypatch.setattr(activity_page, "_MOST_ACCOUNTS", 1)
    words = UsageLabels(more="{number} weitere")
    assert Page(activity_html(many(1_002), APRIL, "de", words)).texts[-1] == "1.001 weitere"


@pytest.mark.unmeasured
def test_no_more_than_500_are_listed():
    """A row for each of them, one above and one below."""
    assert [activity_html(many(count), APRIL).count("<tr>") for count in (500, 501)] == [502, 502]


def test_nobody():
    assert Page(activity_html([], APRIL)).texts[2:] == ["Active devices", "0", "none"]
    quiet = Page(activity_html([Activity("acme", APRIL)], APRIL)).texts
    nothing = ["0"] * 3
    assert [text for text in quiet[9:] if not text.endswith(": 0")] == ["acme", *nothing, "Together", *nothing]


def test_in_another_language():
    words = UsageLabels(
        activity="Aktiv im {month}",
        active_devices="Aktive Geräte",
        account="Konto",
        by_day="Je Tag",
        daily_average="Im Mittel",
        connections="Verbindungen",
        together="Zusammen",
    )
    page = Page(activity_html([north()], APRIL, "de", words))
    assert page.tags[0] == ("html", {"lang": "de", "dir": "ltr"})
    assert [text for text in page.texts if not text.endswith(": 0")] == [
        *("Aktiv im April 2026", "Aktiv im April 2026", "Aktive Geräte", "1.000"),
        *("Konto", "Je Tag", "Aktive Geräte", "Im Mittel", "Verbindungen"),
        *("north", "2: 1.000", "1.000", "33,3", "1.000"),
        *("Zusammen", "2: 1.000", "1.000", "33,3", "1.000"),
    ]
    assert {found["aria-label"] for tag, found in page.tags if tag == "svg"} == {"Je Tag"}


def test_what_a_user_wrote_is_escaped():
    page = activity_html([activity([met("d1", NOON, HOSTILE)], APRIL, HOSTILE)], APRIL, "en", HOSTILE_WORDS)
    assert not {tag for tag, _ in Page(page).tags} & {"script", "b"}
    assert HOSTILE in Page(page).texts


def test_what_is_refused():
    assert complaint(WrongType, activity_html, ["acme"], APRIL) == "activities: expected Activity, got str 'acme'"
    assert complaint(WrongType, activity_html, acme(), APRIL).startswith("activities: expected")
    assert complaint(WrongType, activity_html, [], "2026-04") == "month: expected Month, got str '2026-04'"
    assert complaint(WrongValue, activity_html, [acme()], APRIL + 1) == (
        "activities: expected activity of 2026-05, got str '2026-04'"
    )
    assert complaint(WrongValue, activity_html, [acme(), acme()], APRIL) == (
        "activities: expected each account once, got str 'acme'"
    )
    assert complaint(WrongValue, activity_html, [], APRIL, "xx").startswith("locale: expected a locale")
    assert complaint(WrongType, activity_html, [], APRIL, "en", ENGLISH).startswith("labels: expected UsageLabels")


def places(locale: str, width: int) -> list[tuple[str, str, str, str]]:
    """Return where three bars stand: 1, nothing and 4."""
    page = Page(bars([(1, "a"), (0, "b"), (4, "c")], "<says>", locale, width))
    return [tuple(found[name] for name in ("x", "y", "width", "height")) for tag, found in page.tags if tag == "rect"]


def test_bars():
    """The highest is 30 high, a quarter of it is 8 as it is rounded up; between two is a third of one's width."""
    assert places("en", 9) == [("0", "22", "9", "8"), ("12", "30", "9", "0"), ("24", "0", "9", "30")]
    assert places("en", 5) == [("0", "22", "5", "8"), ("6", "30", "5", "0"), ("12", "0", "5", "30")]
    assert places("he", 9) == [("24", "22", "9", "8"), ("12", "30", "9", "0"), ("0", "0", "9", "30")]


def test_the_frame_of_bars():
    page = Page(bars([(1, "<a>")] * 3, "<says>", "en", 9))
    [frame] = [found for tag, found in page.tags if tag == "svg"]
    assert (frame["aria-label"], frame["width"], frame["height"]) == ("<says>", "33", "30")
    assert (frame["viewbox"], frame["role"], frame["class"]) == ("0 0 33 30", "img", "bars")
    assert page.texts == ["<a>"] * 3
