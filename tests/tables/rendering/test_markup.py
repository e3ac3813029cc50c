"""The markup of pages and pictures, to the letter: what a reader sees hangs on every class and every tag.

The pages are in `golden/`, without their style. Where a page is meant to change, look at it in a browser, then let
`python -m tests.tables.rendering.test_markup` write it anew.
"""

import re
from datetime import date, timedelta
from pathlib import Path

from tests.examples import ACME, APRIL, LIST_BANDS, bill, book, held
from tests.quota import Desk, day
from tests.reports import counts, instant, report, tenant
from tests.tables.rendering.test_documents import rich
from tests.tables.rendering.test_overview import PRICES, invoices

from kpix_billing_core.catalogue import Price
from kpix_billing_core.explain import Explanation, Fact
from kpix_billing_core.quota import RenewalStart, history
from kpix_billing_core.rendering import (
    FleetLabels,
    Labels,
    UsageLabels,
    active_devices_chart,
    activity_html,
    balance_chart,
    expiry_calendar,
    fleet_html,
    invoice_html,
    invoice_page,
    overview_html,
    tenant_html,
    usage_html,
)
from kpix_billing_core.reporting import UsageReport, attributes_of
from kpix_billing_core.usage import ActiveDevices, Activity, activity
from kpix_billing_core.validity import Expiry, Glance, StatusCount

GOLDEN = Path(__file__).with_name("golden")
STYLE = re.compile("<style>.*</style>", re.DOTALL)
FACTS = (
    Fact("used", "2 allocations"),
    Fact("price", "default", ("L46",)),
    Fact("passed over", "own <price>", ("L46", "L47")),
    Fact("band passed over", "0 to 10"),
    Fact("band taken", "10 and more"),
    Fact("rounded", "4.35 USD"),
    Fact("due", "4.35 USD"),
)


def explained(invoice: object) -> Explanation:
    """Return a derivation with every kind of fact, for each part of an invoice."""
    parts = tuple(Explanation(f"part {number}", FACTS[number : number + 2]) for number in range(4))
    return Explanation("whole", FACTS, parts)


SUNDAY = date(2026, 4, 26)


def glanced(*days: int) -> Glance:
    """Return a glance at devices that have so many more days; all but the first are of one application."""
    counts = (StatusCount(application="fleet", active=len(days)), StatusCount(application="<lab>", disabled=1_234))
    ends = [SUNDAY + timedelta(number) for number in days]
    expiring = [
        Expiry(end, "fleet" if number else "<lab>", f"d{number}", days[number]) for number, end in enumerate(ends)
    ]
    return Glance(counts, tuple(expiring), 8)


def used() -> UsageReport:
    """Return a report with a tenant of hostile names, a package and a line of its history for each."""
    log = Desk().package(20).reserved("spring & <b>", 5, day(9), tenant="north").log
    about = attributes_of({"state": "<open>", "seats": [1, 2]})
    north = tenant("north", "<North>", organisation="A&B", attributes=about, closed_at=instant("2026-06-01"))
    return report({"acme": counts(1_234, 2), "north": counts(3)}, north, quota=log)


def active() -> list[ActiveDevices]:
    """Return what two accounts had active, one of them not in May."""
    found = {(APRIL, "<acme>"): 4, (APRIL + 2, "<acme>"): 1, (APRIL + 1, "a-name-that-is-too-long"): 2}
    return [
        ActiveDevices(account, month, first=tuple((f"d{number}", instant(f"{month}-09")) for number in range(count)))
        for (month, account), count in found.items()
    ]


def months() -> list[Activity]:
    """Return how active two accounts were in April, one of them not at all."""
    rows = [(f"d{number % 3}", "<acme>", instant(f"2026-04-0{day}")) for day in (1, 2, 2, 9) for number in range(day)]
    return [Activity("berta", APRIL), activity(rows, APRIL, "<acme>")]


def pages() -> dict[str, str]:
    """Return the pages by their names."""
    labels = Labels(invoices="Bills & more", due="Due", total="Sum", account="Who", quantity_by_month="By <month>")
    links = {"2026-04:acme": "a b&c.html", "2026-05:acme": "https://example.org/x"}
    third = bill([held(1), held(date(2026, 6, 20))], PRICES, ACME, APRIL + 2)
    return {
        "invoice.html": invoice_html(rich(), "en", Labels(invoice="Bill", derivation="Why & how")),
        "overview.html": overview_html([*invoices(), third], "en", labels, links=links),
        "two-months.html": overview_html(invoices()[:2], "de"),
        "one-month.html": overview_html(invoices()[:1], "de", links=links),
        "fleet.html": fleet_html(glanced(0, 0, 0, 0, 1, 1, 1, 5), SUNDAY, "en", FleetLabels(by_status="By <status>")),
        "empty-fleet.html": fleet_html(Glance((), (), 0), SUNDAY, "he"),
        "usage.html": usage_html(used(), "de", UsageLabels(billing="Bill & more")),
        "tenant.html": tenant_html(used(), "north"),
        "no-activity.html": activity_html([], APRIL, "he"),
        "activity.html": activity_html(months(), APRIL, "en", UsageLabels(by_day="By <day>")),
        "plain-names.html": invoice_html(bill([held(1)], book(Price("STD", LIST_BANDS))), "ar_EG"),
    }


def found(monkeypatch) -> dict[str, str]:
    monkeypatch.setattr(invoice_page, "explain", lambda invoice: explained(invoice) if invoice.adjustments else short())
    return pictures() | {name: STYLE.sub("<style></style>", page) for name, page in pages().items()}


def pictures() -> dict[str, str]:
    """Return the pictures by their names."""
    wednesday = date(2026, 4, 29)
    days = (0, 0, 0, 0, 1, 1, 2, 5, 12)
    ending = [Expiry(wednesday + timedelta(number), "fleet", f"d{place}", number) for place, number in enumerate(days)]
    used = Desk().package(20).reserved("spring", 5, day(73)).renewed(30, day(300))
    without = Desk().package(20).renewed(None, day(73), start=RenewalStart.AT_ONCE)
    return {
        "calendar.svg": expiry_calendar(Glance((), tuple(ending), 13), wednesday),
        "active-devices.svg": active_devices_chart(active()),
        "active-devices-from-right-to-left.svg": active_devices_chart(active(), "he"),
        "balance.svg": balance_chart(history(used.log, day(400), "acme")),
        "balance-without-limit.svg": balance_chart(history(without.log, day(80), "acme")),
    }


def short() -> Explanation:
    return Explanation("whole", FACTS[:1], (Explanation("part", FACTS[5:6]),))


def test_pages(monkeypatch):
    for name, page in found(monkeypatch).items():
        assert page == GOLDEN.joinpath(name).read_text(encoding="utf-8"), name


def test_pages_have_one_style():
    styles = {STYLE.search(page).group() for page in pages().values()}
    assert len(styles) == 1
    assert len(styles.pop()) > 1_000


if __name__ == "__main__":
    import pytest

    with pytest.MonkeyPatch.context() as patch:
        for name, page in found(patch).items():
            GOLDEN.joinpath(name).write_text(page, encoding="utf-8")
