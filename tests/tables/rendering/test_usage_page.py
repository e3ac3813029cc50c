"""Reports of usage as pages and as text, and the picture of active devices."""

import attrs
import pytest
from tests.examples import complaint
from tests.quota import Desk, day
from tests.reports import LONG_AGO, MAY, counts, instant, report, tenant
from tests.tables.rendering.test_documents import HOSTILE, Page

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.quota import History
from kpix_billing_core.rendering import (
    ENGLISH,
    UsageLabels,
    active_devices_chart,
    tenant_html,
    tenant_text,
    usage_html,
    usage_text,
)
from kpix_billing_core.reporting import BusinessModel, BusinessModelChange, Tenancy, attributes_of, usage_report
from kpix_billing_core.usage import ActiveDevices, ApiCalls

APRIL = Month(2026, 4)
PLACES = "{accounts} {first} {last} {most} {account} {month}"
HOSTILE_WORDS = UsageLabels(*(HOSTILE for _ in UsageLabels._fields))._replace(
    activity=f"{HOSTILE} {{month}}", more=f"{HOSTILE} {{number}}", picture=f"{HOSTILE} {PLACES}"
)
CALLS = (BusinessModelChange(LONG_AGO, BusinessModel.API_CALLS),)


def used(**more):
    """Return April of acme and its tenant north: 1,234 and 3 active devices, together 1,237."""
    north = tenant("north", organisation="Globex", attributes=attributes_of({"state": "open", "seats": [1, 2]}))
    return report({"acme": counts(1_234, 2), "north": counts(3)}, north, **more)


def test_an_accounts_report_as_text():
    log = Desk().package(20).reserved("spring", 5, day(9), tenant="north").log
    lines = usage_text(used(quota=log)).splitlines()
    assert lines[:5] == [
        "My billing",
        "--------------  -------------------------",
        "Account         acme",
        "Month           April 2026",
        "Report made     2027-01-01 00:00:00+00:00",
    ]
    assert lines[5:15] == [
        "Active devices  1,237",
        "",
        "Own usage and tenants",
        "Account   Name   Organisation  Active devices  Firmware updates",
        "--------  -----  ------------  --------------  ----------------",
        "acme                                    1,234                 2",
        "north     North  Globex                     3                 0",
        "--------  -----  ------------  --------------  ----------------",
        "Together                                1,237                 2",
        "",
    ]
    package, history = "\n".join(lines[15:]).split("\n\n")
    assert package.splitlines()[2:] == [
        "Service package  p1",
        "Expires on       April 1, 2027",
        "Remaining        15",
        "Reserved         5",
    ]
    assert [line.split()[2:] for line in history.splitlines()[3:]] == [
        ["package_creation", "acme", "p1", "20", "20"],
        ["reservation", "north", "spring", "-5", "15"],
    ]


def test_a_tenants_part_as_text():
    """Of its own line of the history the amount is there; what remains is the account's above it (rule P60)."""
    log = Desk().package(20).reserved("spring", 5, day(9), tenant="north").log
    summary, own, details, history, attributes = tenant_text(used(quota=log), "north").split("\n\n")
    assert [line.split()[-1] for line in summary.splitlines()[2:]] == ["2026", "00:00:00+00:00", "3"]
    assert own.splitlines()[2:] == [
        "Account       north",
        "Name          North",
        "Organisation  Globex",
        "Created       2020-01-01 00:00:00+00:00",
    ]
    assert details.splitlines()[2:] == ["Active devices    3", "Firmware updates  0"]
    assert [line.split()[2:] for line in history.splitlines()[3:]] == [["reservation", "spring", "-5"]]
    assert attributes.splitlines()[2:] == ["seats       [1,2]", "state       open"]


def test_a_line_of_a_tenant_without_a_campaign():
    """As another sender's reason may have it: nothing stands there."""
    found = used(quota=Desk().package(20).reserved("spring", 5, day(9), tenant="north").log)
    first, second = found.history.entries
    (north,) = found.tenants
    (line,) = north.history
    found = attrs.evolve(
        found,
        history=History("acme", (first, attrs.evolve(second, reason="correction", campaign=None))),
        tenants=(attrs.evolve(north, history=(attrs.evolve(line, reason="correction", campaign=None),)),),
    )
    history = tenant_text(found, "north").split("\n\n")[3]
    assert [text.split()[2:] for text in history.splitlines()[3:]] == [["correction", "-5"]]


def test_where_there_is_nothing():
    text = tenant_text(report({"t1": counts(1)}, tenant("t1", closed_at=instant("2026-04-20"))), "t1")
    assert text.split("\n\n")[1].splitlines()[-1] == "Closed   2026-04-20 00:00:00+00:00"
    assert text.endswith("Quota history\nnone\n\nAttributes\nnone")
    assert "Service package" not in usage_text(report({}))
    assert usage_html(report({})).count('<p class="hint">none</p>') == 1


def test_a_package_without_limit_and_one_that_expires_soon():
    assert "Remaining        without limit" in usage_text(report({}, quota=Desk().package(None).log))
    soon = Desk().package(20).log
    text = usage_text(report({}, quota=soon, month=Month(2027, 3), now=instant("2027-06-01")))
    assert "Warning          expires soon" in text
    assert "Warning" not in usage_text(report({}, quota=soon))


def test_calls_are_what_is_billed_where_they_are():
    calls = {"acme": counts(9, api_calls=ApiCalls(registrations=5, notifications=7)), "t1": counts(1)}
    found = report(calls, tenant("t1"), models=CALLS)
    assert '<div class="due"><span>API calls</span><strong>12</strong></div>' in usage_html(found)
    assert '<div class="due"><span>API calls</span><strong>0</strong></div>' in tenant_html(found, "t1")


def test_a_counter_of_one_account_is_an_empty_cell_of_another():
    found = report({"acme": counts(access_tokens=2), "t1": counts(1)}, tenant("t1"))
    assert (
        '<td>T1</td><td></td><td class="number">1</td><td class="number">0</td><td class="number"></td>'
        in usage_html(found)
    )


def test_the_names_of_the_account():
    acme = Tenancy("acme", name="Acme", organisation="Acme GmbH")
    text = usage_text(usage_report(acme, APRIL, {}, now=instant("2027-01-01")))
    assert [line.split("  ")[-1].strip() for line in text.splitlines()[3:5]] == ["Acme", "Acme GmbH"]


def test_in_another_language():
    page = usage_html(used(), "de", UsageLabels(billing="Abrechnung", together="Zusammen"))
    assert "<title>Abrechnung acme, April 2026</title>" in page
    assert "<td>Zusammen</td>" in page
    assert "<strong>1.237</strong>" in page
    assert '<html lang="he" dir="rtl">' in tenant_html(used(), "north", "he")


def test_whatever_a_name_is_the_page_is_one():
    """Names, attributes, words and campaigns are text and nothing else."""
    north = tenant("north", HOSTILE, organisation=HOSTILE, attributes=attributes_of({HOSTILE: HOSTILE}))
    log = Desk().package(20).reserved(HOSTILE, 5, day(9), tenant="north").log
    found = report({"north": counts(3)}, north, quota=log)
    for text in (usage_html(found, "en", HOSTILE_WORDS), tenant_html(found, "north", "en", HOSTILE_WORDS)):
        page = Page(text)
        assert not {tag for tag, _ in page.tags} & {"script", "b"}
        assert HOSTILE in page.texts


@pytest.mark.parametrize("write", [usage_html, usage_text, lambda *given: tenant_html(given[0], "north", *given[1:])])
def test_what_is_refused(write):
    assert complaint(WrongType, write, 3) == "report: expected UsageReport, got int 3"
    assert complaint(WrongType, write, used(), "en", ENGLISH).startswith("labels: expected UsageLabels")
    assert complaint(WrongValue, write, used(), "en", UsageLabels(name="")) == "name: expected a word, got str ''"
    assert complaint(WrongValue, write, used(), "xx").startswith("locale: expected a locale")


def test_a_tenant_that_is_not_listed():
    assert complaint(WrongValue, tenant_text, used(), "acme").startswith("account: expected a tenant that is listed")


def active(month: Month, count: int, account: str = "acme") -> ActiveDevices:
    """Return an account's month with so many devices."""
    at = instant(f"{month}-09")
    return ActiveDevices(account, month, first=tuple((f"d{number:04}", at) for number in range(count)))


def cells(*given: ActiveDevices) -> list[tuple[str, str, str]]:
    """Return the place and the shade of each cell."""
    page = Page(active_devices_chart(given))
    return [(found["x"], found["y"], found["fill"]) for tag, found in page.tags if tag == "rect"]


def test_a_tenant_is_a_row_and_a_month_a_column():
    """A cell is 60 wide and 28 high, 3 apart; a month between that nobody gave is there, and pale."""
    assert cells(active(MAY + 1, 8, "b"), active(APRIL, 1, "a"), active(APRIL, 4, "b")) == [
        ("120", "28", "#cfe3f4"),
        ("183", "28", "#f0f3f6"),
        ("246", "28", "#f0f3f6"),
        ("120", "59", "#94c0e4"),
        ("183", "59", "#f0f3f6"),
        ("246", "59", "#0b4a82"),
    ]


def test_dark_cells_have_pale_figures():
    page = Page(active_devices_chart([active(APRIL, 2), active(MAY, 3)]))
    figures = [found["fill"] for tag, found in page.tags if tag == "text"][-2:]
    assert figures == ["#ffffff", "#ffffff"]
    assert [text for text in page.texts if text.isdecimal()] == ["2", "3"]


def test_what_the_picture_says():
    found = active_devices_chart([active(APRIL, 1_002, "<b>"), active(MAY, 3)])
    assert (
        'aria-label="Active devices of 2 accounts from 2026-04 to 2026-05: at most 1,002, of &lt;b&gt; in 2026-04"'
        in found
    )
    assert "<title>&lt;b&gt; 2026-04: 1,002</title>" in found
    assert 'aria-label="Active devices: none"' in active_devices_chart([])


def test_the_picture_in_another_language():
    """Every word is the caller's, numbers are the locale's."""
    words = UsageLabels(
        active_devices="Aktive Geräte",
        nothing="keine",
        picture="{accounts}: {first} - {last}, {most} {account} {month}",
    )
    found = active_devices_chart([active(APRIL, 1_002, "{month}"), active(MAY, 3)], "de", words)
    assert 'aria-label="2: 2026-04 - 2026-05, 1.002 {month} 2026-04"' in found
    assert "<title>{month} 2026-04: 1.002</title>" in found
    assert ">1.002</text>" in found
    assert 'aria-label="Aktive Geräte: keine"' in active_devices_chart([], "de", words)
    assert "<script" not in active_devices_chart([active(APRIL, 1)], "en", HOSTILE_WORDS)


def test_the_picture_from_right_to_left():
    """Two months are 120 + 2 * 63 = 246 wide; the first is on the right, 60 wide, 120 from the edge."""
    page = Page(active_devices_chart([active(APRIL, 1), active(MAY, 2)], "he"))
    assert [found["x"] for tag, found in page.tags if tag == "rect"] == [str(246 - 120 - 60), str(246 - 183 - 60)]
    april, may = str(246 - 150), str(246 - 213)
    assert [found["x"] for tag, found in page.tags if tag == "text"] == [april, may, "246", april, may]
    assert [found["direction"] for tag, found in page.tags if tag == "svg"] == ["rtl"]


def test_long_names_are_cut():
    """And read from the side of their own script, wherever the picture is read from: they are set apart."""
    assert ">\u2068aaaaaaaaaaaaaaaa\u2069<" in active_devices_chart([active(APRIL, 1, "a" * 16)])
    assert ">\u2068aaaaaaaaaaaaaaa…\u2069<" in active_devices_chart([active(APRIL, 1, "a" * 17)])


def test_words_and_languages_that_are_none():
    """Whether they are shown or not."""
    for given, said in (
        (("xx",), "locale: expected a locale"),
        (("en", UsageLabels(name="")), "name: expected a word, got str ''"),
        (("en", UsageLabels(activity="Aktiv")), "activity: expected a word with {month}, got str 'Aktiv'"),
        (("en", UsageLabels(more="mehr")), "more: expected a word with {number}, got str 'mehr'"),
        *(
            (("en", UsageLabels(picture=PLACES.replace(place, ""))), f"picture: expected a word with {place}, got")
            for place in PLACES.split()
        ),
    ):
        assert complaint(WrongValue, active_devices_chart, [], *given).startswith(said)
    assert complaint(WrongType, active_devices_chart, [], "en", ENGLISH).startswith("labels: expected UsageLabels")


def test_nobody_was_active():
    """Nothing is as pale as what was not given."""
    assert [shade for *_, shade in cells(active(APRIL, 0), active(MAY, 0, "b"))] == ["#f0f3f6"] * 4


def test_what_cannot_be_drawn():
    draw = active_devices_chart
    assert complaint(WrongType, draw, 3).startswith("active: expected")
    assert complaint(WrongType, draw, ["acme"]) == "active: expected ActiveDevices, got str 'acme'"
    assert complaint(WrongValue, draw, [active(APRIL, 1)] * 2) == (
        "active: expected each account once a month, got str 'acme in 2026-04'"
    )
    assert len(cells(active(APRIL, 1), active(APRIL + 59, 1))) == 60
    assert complaint(WrongValue, draw, [active(APRIL, 1), active(APRIL + 60, 1)]) == (
        "active: expected at most 60 months, got int 61"
    )
    many = [active(APRIL, 1, f"t{number}") for number in range(501)]
    assert len(cells(*many[:500])) == 500
    assert complaint(WrongValue, draw, many) == "active: expected at most 500 accounts, got int 501"
