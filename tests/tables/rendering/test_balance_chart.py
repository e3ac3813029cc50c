"""The tokens of a quota over time, drawn: where the line runs, what is marked, what is written, and how much of it.

The plot is 600 wide and 200 high, and begins 104 from the left and 44 from above.
"""

import re
from datetime import datetime, timedelta

import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, START, Desk, day
from tests.tables.rendering.test_documents import HOSTILE, Page

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.quota import History, HistoryEntry, RenewalStart, ServicePackage, history
from kpix_billing_core.rendering import balance_chart

AT_ONCE = RenewalStart.AT_ONCE
FIFTH = 365 // 5


def desk() -> Desk:
    """Return a quota of 20 of which 5 are reserved after a fifth of the year, 73 days."""
    return Desk().package(20).reserved("spring", 5, day(FIFTH))


def shown(of: Desk, at: datetime) -> History:
    return history(of.log, at, "acme")


def lines(picture: str) -> list[str]:
    """Return the data of the three paths: what was, what will be, and without limit."""
    return re.findall('<path d="([^"]*)"', picture)


def words(picture: str) -> list[str]:
    """Return what is written in the picture, the titles of marks left out."""
    return re.findall(r"<text [^>]*>([^<]*)</text>", picture)


def says(picture: str) -> str:
    """Return the sentence for those who cannot see it."""
    [frame] = [found for tag, found in Page(picture).tags if tag == "svg"]
    return frame["aria-label"]


def line(number: int, amount: int, balance: int | None, reason: str = "reservation", **given: object) -> HistoryEntry:
    return HistoryEntry(
        id="0" * 32, added=day(number), amount=amount, reason=reason, account="acme", balance=balance, **given
    )


def package(id_: str, start: datetime = START) -> ServicePackage:
    return ServicePackage(id=id_, count=1, starts_at=start, expires_at=start + 3_650 * DAY)


def test_the_line_steps_where_the_history_does():
    """20 is the top, 44; 15 is 3/4 of 200 above 244; 73 of 365 days are a fifth of 600. From then on it is dashed."""
    x, y = 104 + 600 // 5, 244 - 150
    assert lines(balance_chart(shown(desk(), day(FIFTH)))) == [f"M104 44H{x}V{y}H{x}", f"M{x} {y}H704", ""]


def test_the_line_after_an_expiry():
    x, y = 104 + 600 // 5, 244 - 150
    whole = f"M104 44H{x}V{y}H704V244"
    assert lines(balance_chart(shown(desk(), EXPIRY))) == [f"{whole}H704", "M704 244H704", ""]
    after = balance_chart(shown(desk(), EXPIRY), until=START + 730 * DAY)
    x = 104 + 600 // 10
    assert lines(after) == [f"M104 44H{x}V{y}H404V244H404", "M404 244H704", ""]


def test_a_stretch_of_time_begins_with_what_remained_then():
    """With the line at its very start, with an earlier one, or with what the first line found."""
    reserved = shown(desk().reserved("summer", 5, day(100)), day(150))
    y = 244 - 200 * 10 // 15
    assert lines(balance_chart(reserved, day(73), day(150)))[0] == f"M104 44H{104 + 600 * 27 // 77}V{y}H314"
    assert lines(balance_chart(reserved, day(74), day(150)))[0] == f"M104 44H{104 + 600 * 26 // 76}V{y}H309"
    july = balance_chart(reserved.view(Month(2026, 7)), day(91), day(122))
    assert lines(july) == [f"M104 44H{104 + 600 * 9 // 31}V{y}H278", f"M278 {y}H704", ""]
    assert lines(balance_chart(reserved, day(90), day(95))) == ["M104 44H704", "M704 44H704", ""]


def test_before_the_first_line_of_all_there_was_nothing():
    assert lines(balance_chart(shown(desk(), START), day(-365), START + 365 * DAY))[0] == "M104 244H404V44H404"


def test_a_first_line_that_does_not_say_what_was_before():
    """Without limit after it, or more than is there now: the line begins with it."""
    y = 244 - 200 * 5 // 6
    unknown = History("acme", (line(5, 0, None), line(10, 0, 20)))
    assert lines(balance_chart(unknown, START, day(20))) == ["M404 44H404", "M404 44H704", "M254 44H404"]
    assert lines(balance_chart(History("acme", (line(10, 7, 5),)), START, day(20)))[0] == f"M404 {y}H404"
    exactly = History("acme", (line(10, 5, 5),))
    assert lines(balance_chart(exactly, START, day(20)))[0] == f"M104 244H404V{y}H404"
    assert lines(balance_chart(History("acme", (line(10, 0, None),)), START, day(5))) == ["", "", ""]


def test_a_package_without_limit_is_dashed_at_the_top():
    quota = Desk().package(20).renewed(None, day(FIFTH), start=AT_ONCE).renewed(10, day(146), "p3", start=AT_ONCE)
    picture = balance_chart(shown(quota, day(150)), until=START + 365 * DAY)
    y = 244 - 200 * 20 // 30
    assert lines(picture) == [f"M104 {y}H224M344 44H344", "M344 44H704", "M224 44H344"]
    assert f'<text x="{224 + 4}" y="{44 + 16}" fill="#5b6675">without limit</text>' in picture
    assert words(balance_chart(History("acme", (line(0, 0, None), line(1, 0, None))))).count("without limit") == 1
    limitless = balance_chart(shown(Desk().package(None), START))
    assert lines(limitless) == ["", "", "M104 44H704"]
    assert words(limitless)[-6:-3] == ["0", "1", "remaining"]
    assert says(limitless) == (
        "Remaining tokens of acme from 2026-04-01 to 2027-04-01: without limit; without limit at the last line; "
        "p1 begins 2026-04-01; p1 expires 2027-04-01"
    )


def edits(number: int) -> History:
    """Return as many lines, a minute apart, of 5 tokens more and fewer: 15 remain and 10 remain in turn."""
    found = []
    for place in range(number):
        more = place % 2 == 0
        found.append(
            HistoryEntry(
                id="0" * 32,
                added=START + place * timedelta(minutes=1),
                amount=5 if more else -5,
                reason="package_tokens_edit",
                account="acme",
                balance=15 if more else 10,
            )
        )
    return History("acme", tuple(found))


@pytest.mark.unmeasured
def test_of_many_lines_in_a_column_three_are_drawn():
    """The lowest number, the highest and the last; up to three, each in its place."""
    low = 244 - 200 * 10 // 15
    assert lines(balance_chart(edits(2_000), START, day(6_000)))[:2] == [f"M104 44V{low}H104", f"M104 {low}H704"]
    assert lines(balance_chart(edits(3), START, day(6_000)))[0] == f"M104 44V{low}V44H104"
    assert lines(balance_chart(edits(5), START, day(6_000)))[0] == f"M104 44V{low}V44H104"
    assert lines(balance_chart(edits(2), day(-1), day(6_000)))[0] == f"M104 {low}V44V{low}H104"
    assert len(re.findall("[MHV]", lines(balance_chart(edits(6_000)))[0])) <= 4 * 601


def test_where_a_column_of_many_ends_without_limit():
    mixed = History("acme", (*edits(3).entries, line(1, 0, None)))
    assert lines(balance_chart(mixed, START, day(6_000))) == ["M104 44V111", "", "M104 44H704"]
    limitless = History("acme", tuple(line(0, 0, None) for _ in range(4)))
    assert lines(balance_chart(limitless, START, day(6_000)))[2] == "M104 44H704"


def test_of_lines_at_one_instant_the_last_counts():
    quota = Desk().package(20).reserved("a", 20, START).closed("a", START, consumed=10)
    assert lines(balance_chart(shown(quota, START))) == ["M104 44H104", "M104 44H704", ""]
    assert lines(balance_chart(shown(quota, START), day(-1), day(1)))[0] == "M104 244H404V44H404"
    assert words(balance_chart(shown(quota, START)))[-3:-1] == ["remaining", "p1 begins"]


@pytest.mark.parametrize(
    ("highest", "told"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (5, ["0", "2", "4", "6"]),
        (8, ["0", "2", "4", "6", "8"]),
        (9, ["0", "5", "10"]),
        (20, ["0", "5", "10", "15", "20"]),
        (21, ["0", "10", "20", "30"]),
        (40, ["0", "10", "20", "30", "40"]),
        (41, ["0", "20", "40", "60"]),
        (4_000, ["0", "1,000", "2,000", "3,000", "4,000"]),
        (10**9, ["0", "500,000,000", "1,000,000,000"]),
        (4 * 10**9, ["0", "1 × 10^9", "2 × 10^9", "3 × 10^9", "4 × 10^9"]),
        (10**30, ["0", "5 × 10^29", "10 × 10^29"]),
    ],
)
def test_numbers_beside_the_plot(highest, told):
    picture = balance_chart(History("acme", (line(0, 0, highest),)))
    assert words(picture)[-len(told) - 1 :] == [*told, "remaining"]
    rows = re.findall('<line x1="104" y1="([0-9]+)" x2="704"', picture)
    assert rows == [str(244 - 200 * place // (len(told) - 1)) for place in range(len(told))]


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2026-04-01", "2026-12-01", [f"2026-{month:02}" for month in range(4, 13)]),
        ("2026-04-01", "2027-01-01", ["2026-04", "2026-07", "2026-10", "2027-01"]),
        ("2026-04-02", "2027-04-01", ["2026-07", "2026-10", "2027-01", "2027-04"]),
        ("2026-04-02", "2026-06-30", ["2026-04-02", "2026-04-24", "2026-05-16", "2026-06-07", "2026-06-30"]),
        ("2026-04-02", "2026-07-01", ["2026-05", "2026-06", "2026-07"]),
        (
            "2026-01-01",
            "2028-03-01",
            [f"{year}-{month}" for year in (2026, 2027) for month in ("01", "04", "07", "10")] + ["2028-01"],
        ),
        ("2026-01-01", "2028-04-01", ["2026", "2027", "2028"]),
        ("2001-01-01", "2026-01-01", ["2005", "2010", "2015", "2020", "2025"]),
        ("0001-01-01", "9999-12-31", ["1500", "3000", "4500", "6000", "7500", "9000"]),
        ("2026-04-01", "2026-04-09", ["2026-04-01", "2026-04-03", "2026-04-05", "2026-04-07", "2026-04-09"]),
        (
            "2026-04-01",
            "2026-04-08",
            ["2026-04-01 00:00", "2026-04-02 18:00", "2026-04-04 12:00", "2026-04-06 06:00", "2026-04-08 00:00"],
        ),
        ("2026-04-01", "2026-04-01", ["2026-04-01 00:00"]),
    ],
)
def test_instants_below_the_plot(since, until, told):
    """Starts of months or years, no more than nine; where there are fewer than three, quarters of the time."""
    since, until = (datetime.fromisoformat(f"{each}T00:00+00:00") for each in (since, until))
    picture = balance_chart(History("acme", (line(0, 0, 1),)), since, until)
    assert words(picture)[: len(told) + 1] == [*told, "0"]
    assert picture.count('y2="249"') == len(told)


def test_a_month_stands_where_it_begins():
    picture = balance_chart(shown(desk(), START))
    days = [0, 91, 183, 275, 365]
    for number, name in zip(days, ("2026-04", "2026-07", "2026-10", "2027-01", "2027-04"), strict=True):
        x = 104 + 600 * number // 365
        assert f'<line x1="{x}" y1="244" x2="{x}" y2="249" stroke="#5b6675"/><text x="{x}" y="264"' in picture
        assert f'text-anchor="middle">{name}<' in picture


def test_ticks_stand_at_their_instants_to_the_microsecond():
    """Of five microseconds the quarters are those after 0, 1, 2, 3 and 5; of one, both ends."""
    for micro, columns in ((5, [104, 224, 344, 464, 704]), (1, [104, 704])):
        picture = balance_chart(History("acme", (line(0, 0, 1),)), START, START + timedelta(microseconds=micro))
        assert re.findall('<line x1="([0-9]+)" y1="244" x2="[0-9]+" y2="249"', picture) == list(map(str, columns))


def marked(picture: str) -> list[tuple[str, str, str]]:
    """Return the title, the column and the colour of each mark."""
    return re.findall('<title>([^<]*)</title><line x1="([0-9]+)" [^>]*stroke="(#[0-9a-f]+)" stroke-dash', picture)


def test_packages_that_begin_and_expire_are_marked():
    renewed = desk().renewed(5, day(300))
    at, then = "2026-04-01T00:00:00+00:00", "2027-04-01T00:00:00+00:00"
    assert marked(balance_chart(shown(desk(), START))) == [
        (f"p1 begins {at}", "104", "#5b6675"),
        (f"p1 expires {then}", "704", "#b3261e"),
    ]
    assert marked(balance_chart(shown(desk(), EXPIRY)))[1] == (f"p1 expired {then}", "704", "#b3261e")
    assert marked(balance_chart(shown(renewed, EXPIRY)))[1:] == [
        (f"p2 begins {then}", str(104 + 600 * 365 // 731), "#5b6675"),
        ("p2 expires 2028-04-01T00:00:00+00:00", "704", "#b3261e"),
    ]
    picture = balance_chart(shown(renewed, EXPIRY))
    assert words(picture)[-3:] == ["p1 begins", "p2 begins", "p2 expires"]
    assert '<text x="704" y="36" fill="#b3261e" text-anchor="end">p2 expires</text>' in picture
    assert '<text x="104" y="36" fill="#5b6675" text-anchor="start">p1 begins</text>' in picture


def test_what_is_outside_is_not_marked():
    renewed = shown(desk().renewed(5, day(300)), EXPIRY)
    assert marked(balance_chart(renewed, START + DAY, EXPIRY - DAY)) == []
    assert len(marked(balance_chart(renewed, START, EXPIRY))) == 2
    edited = History("acme", (line(0, 1, 1, "package_tokens_edit", package=package("p1")),))
    assert marked(balance_chart(edited)) == []
    unsaid = History("acme", (line(0, 1, 1, "package_creation"),))
    assert marked(balance_chart(unsaid)) == []


def test_words_of_marks_do_not_touch():
    """Nine letters of 7 and a blank are 70: so far from 104 the next words may begin."""
    entries = [line(number, 0, 1, "package_creation", package=package("p1")) for number in (0, 69, 70)]
    picture = balance_chart(History("acme", tuple(entries)), START, day(600))
    assert re.findall('<text x="([0-9]+)" y="36"', picture) == ["104", "174"]
    assert len(marked(picture)) == 3
    assert words(picture).count("p1 begins") == 2


def test_words_right_of_the_middle_stand_left_of_their_mark():
    entries = [
        line(number, 0, 1, "package_creation", package=package("p1")) for number in (299, 300, 368, 369, 431, 432)
    ]
    picture = balance_chart(History("acme", tuple(entries)), START, day(600))
    found = re.findall('<text x="([0-9]+)" y="36" fill="#5b6675" text-anchor="([a-z]+)"', picture)
    assert found == [("403", "start"), ("536", "end")]
    whole = balance_chart(History("acme", tuple(entries[1:2])), START, day(600))
    assert re.findall('<text x="([0-9]+)" y="36" fill="#5b6675" text-anchor="([a-z]+)"', whole) == [("404", "end")]


def test_of_marks_in_one_column_the_last_is_drawn():
    entries = [line(number, 0, 1, "package_creation", package=package(f"p{number}")) for number in (1, 2)]
    picture = balance_chart(History("acme", tuple(entries)), START, day(6_000))
    assert [title[:9] for title, _, _ in marked(picture)] == ["p2 begins", "p2 expire"]


def test_long_names_are_cut_where_they_are_shown():
    for name, told in (("p" * 17, "p" * 17 + " begins"), ("p" * 18, "…" + "p" * 16 + " begins")):
        picture = balance_chart(History("acme", (line(0, 1, 1, "package_creation", package=package(name)),)))
        assert words(picture)[-2] == told
        assert len(told) == 24
        assert f"{name} begins" in says(picture)


def test_whatever_is_written_is_escaped():
    entry = line(0, 1, 1, "package_creation", package=package(HOSTILE))
    page = Page(balance_chart(History(HOSTILE, (entry,))))
    assert page.count("script") == 0
    assert f"{HOSTILE} begins 2026-04-01T00:00:00+00:00" in page.texts
    [frame] = [found for tag, found in page.tags if tag == "svg"]
    assert frame["aria-label"].startswith(f"Remaining tokens of {HOSTILE} from 2026")


def test_the_sentence_for_those_who_cannot_see():
    assert says(balance_chart(shown(desk().adjusted(2_000, day(100)), EXPIRY))) == (
        "Remaining tokens of acme from 2026-04-01 to 2027-04-01: at least 0, at most 2,015; 0 at the last line; "
        "p1 begins 2026-04-01; p1 expired 2027-04-01"
    )
    entries = [line(number, 0, 1, "package_creation", package=package(f"p{number}")) for number in range(13)]
    told = [f"p{number} begins 2026-04-{number + 1:02}" for number in range(12)]
    assert says(balance_chart(History("acme", tuple(entries[:12])), START, day(20))).endswith(f"; {'; '.join(told)}")
    assert says(balance_chart(History("acme", tuple(entries)), START, day(20))).endswith(
        f"at least 1, at most 1; 1 at the last line; {'; '.join(told)}; and 1 marks more"
    )


def test_the_picture_is_as_large_as_any_other_and_on_paper():
    for picture in (balance_chart(shown(desk(), START)), balance_chart(History("acme"))):
        [frame] = [found for tag, found in Page(picture).tags if tag == "svg"]
        assert (frame["width"], frame["height"], frame["viewbox"]) == ("764", "280", "0 0 764 280")
        assert (frame["xmlns"], frame["role"]) == ("http://www.w3.org/2000/svg", "img")
        assert '<rect width="764" height="280" fill="#ffffff"/>' in picture
        assert "<path" not in picture or picture.count('fill="none" stroke="#2b77b8" stroke-width="2"') == 3


def test_the_line_ahead_and_the_one_without_limit_are_dashed():
    dashes = re.findall(
        '<path [^>]*stroke-width="2"( stroke-dasharray="[^"]*")?/>', balance_chart(shown(desk(), START))
    )
    assert dashes == ["", ' stroke-dasharray="2 4"', ' stroke-dasharray="8 4"']


def test_no_lines():
    picture = balance_chart(History("acme"), EXPIRY, START)
    assert says(picture) == "Remaining tokens of acme: no lines"
    assert '<text x="104" y="44" fill="#5b6675">no lines</text>' in picture


def test_instants_are_drawn_in_utc():
    zone = datetime.fromisoformat("2026-04-01T02:00:00+02:00")
    assert balance_chart(shown(desk(), START), zone, EXPIRY) == balance_chart(shown(desk(), START), START, EXPIRY)
    assert balance_chart(shown(desk(), START), START, zone) == balance_chart(shown(desk(), START), START, START)


def test_the_last_line_is_drawn_though_its_package_is_over():
    """What others have written may lack the end of a package."""
    entries = (line(0, 20, 20, "package_creation", package=package("p1")), line(4_000, -5, 15))
    assert lines(balance_chart(History("acme", entries)))[:2] == ["M104 44H704V94H704", "M704 94H704"]


def test_a_line_that_is_left_out():
    entries = shown(desk().reserved("summer", 5, day(100)), day(150)).entries
    gap = History("acme", (entries[0], entries[2]))
    expected = "shown: expected all lines, or all of a month: none between them left out, got int 10"
    assert complaint(WrongValue, balance_chart, gap) == expected
    assert balance_chart(History("acme", entries[1:]))
    assert balance_chart(History("acme", (line(0, 1, None), line(1, 1, 7), line(2, 0, None))))


def test_what_cannot_be_drawn():
    assert complaint(WrongType, balance_chart, "acme") == "shown: expected History, got str 'acme'"
    assert complaint(WrongType, balance_chart, History("acme"), START.date()).startswith(
        "since: expected aware datetime"
    )
    assert complaint(WrongType, balance_chart, History("acme"), None, "x").startswith("until: expected aware datetime")
    before = "until: expected an instant from 2026-04-01T00:00:00+00:00 on, got datetime"
    assert complaint(WrongValue, balance_chart, shown(desk(), START), None, START - DAY).startswith(before)
    assert lines(balance_chart(shown(desk(), START), EXPIRY + DAY))[:2] == ["M104 44H104", "M104 44H104"]
