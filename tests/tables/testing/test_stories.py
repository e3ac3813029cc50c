"""What each wish of a story comes to, event by event."""

from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum

import pytest
from tests.every import every

from kpix_billing_core.accounts import Account, Device, PaymentMethod
from kpix_billing_core.accounts.account_tier import AccountTier
from kpix_billing_core.accounts.tenancy import Tenancy, Tenant
from kpix_billing_core.catalogue import PLAN_POOL, BillingTerms, UnusedShare
from kpix_billing_core.dates import Month
from kpix_billing_core.quota import HistoryReason, QuotaTerms
from kpix_billing_core.reporting import ReportTerms, Usage
from kpix_billing_core.testing import campaigns, renewing, reports
from kpix_billing_core.testing.stories import Wish

NOW, DAY = timedelta(0), timedelta(days=1)


def told(*wishes, method=PaymentMethod.PREPAY, terms=PLAN_POOL):
    """A story from the first of April 2026 on."""
    return renewing._told("acme", method, terms, date(2026, 4, 1), [Wish(*wish) for wish in wishes])


def line(event, names, day):
    """What an event says, without what is not said."""
    said = [getattr(event, name, None) for name in names.split()]
    words = [
        str(each.value if isinstance(each, Enum) else each) for each in said if each is not None and each is not False
    ]
    return " ".join([type(event).__name__, format(day, "%d.%m."), *words])


def pool_lines(story):
    """The events of a pool."""
    names = "device sku count source unit_price expires_on pending grant payer occasion why to"
    return [line(event, names, event.on) for event in story.events]


def quota_lines(*wishes, terms=None):
    """The events of a quota."""
    terms = terms or QuotaTerms()
    _, events = campaigns._told("acme", terms, [campaigns.Wish(*wish) for wish in wishes])
    return [line(event, "package count campaign tenant device size consumed amount", event.at) for event in events]


STORIES = {
    "a life": (
        lambda: pool_lines(
            told(
                ("purchase", "d1", "STD", 4, 0),
                ("bulk", "d1", "LITE", 1, 1),
                ("bundle", "d1", "STD", 2, 3),
                ("confirm", "d1", "STD", 2, 0),
                ("withdraw", "d1", "STD", 1, 0),
                ("withdraw", "d1", "STD", 0, 0),
                ("activate", "d3", "STD", 0, 0),
                ("activate", "d1", "STD", 0, 0),
                ("transfer", "d1", "STD", 0, 5),
                ("activate", "d2", "STD", 0, 40),
                ("renew", "d1", "STD", 0, 0),
                ("deactivate", "d2", "STD", 0, 2),
                ("cancel", "d3", "STD", 0, 2),
                ("renew", "d1", "STD", 0, 0),
            )
        ),
        [
            "Granted 01.04. STD 5 purchase",
            "Granted 02.04. LITE 2 bulk 1/3 USD 2026-04-03",
            "Granted 05.04. STD 3 bundle 2026-04-08 True",
            "Confirmed 05.04. 2",
            "Withdrawn 05.04. 2 1",
            "Withdrawn 05.04. 1 0",
            "Consumed 05.04. d3 STD 2 acme-reseller activation",
            "Consumed 05.04. d1 STD 2 acme activation",
            "Transferred 10.04. d1 acme-other acme-other",
            "Consumed 30.04. d2 STD 0 acme activation",
            "Consumed 01.05. d3 STD 0 acme-reseller cycle",
            "Consumed 01.05. d2 STD 0 acme cycle",
            "Removed 03.05. d2 STD switched_off",
            "Removed 05.05. d3 STD cancelled",
        ],
    ),
    "an upgrade, billed later": (
        lambda: pool_lines(
            told(
                ("adjustment", "d1", "LITE", 0, 0),
                ("activate", "d1", "LITE", 0, 7),
                ("change", "d1", "STD", 0, 7),
                ("renew", "d1", "STD", 0, 0),
                method=PaymentMethod.POSTPAY,
            )
        ),
        [
            "Granted 01.04. LITE 1 adjustment",
            "Consumed 08.04. d1 LITE 0 acme activation",
            "Removed 15.04. d1 LITE upgraded",
            "BilledLater 15.04. d1 STD acme change",
            "BilledLater 01.05. d1 STD acme cycle",
        ],
    ),
    "what was unused": (
        lambda: [
            (unused.kind.value, unused.days, unused.share_rule)
            for outcome in told(
                ("adjustment", "d1", "LITE", 0, 0),
                ("activate", "d1", "LITE", 0, 7),
                ("change", "d1", "STD", 0, 7),
                method=PaymentMethod.POSTPAY,
                terms=BillingTerms(unused_share=UnusedShare.EXACT_DAYS),
            ).outcomes
            for unused in outcome.unused
        ],
        [("started", 7, UnusedShare.EXACT_DAYS), ("upgraded", 15, UnusedShare.EXACT_DAYS)],
    ),
    "a plan asked for where none is held": (
        lambda: pool_lines(
            told(
                ("adjustment", "d1", "LITE", 4, 0),
                ("change", "d1", "LITE", 0, 0),
                ("cancel", "d2", "LITE", 0, 0),
                ("change", "d2", "LITE", 0, 0),
            )
        ),
        [
            "Granted 01.04. LITE 5 adjustment",
            "Consumed 01.04. d1 LITE 0 acme activation",
            "Consumed 01.04. d2 LITE 0 acme activation",
        ],
    ),
    "credits that last for ever": (
        lambda: pool_lines(told(("purchase", "d1", "STD", 4, 2))),
        ["Granted 03.04. STD 5 purchase"],
    ),
    "one credit is withdrawn, or two": (
        lambda: pool_lines(
            told(
                *[("adjustment", "d1", "LITE", 4, 0)] * 3,
                *[("withdraw", "d1", "LITE", grant, 0) for grant in (0, 1, 2)],
            )
        )[3:],
        ["Withdrawn 01.04. 1 0", "Withdrawn 01.04. 2 1", "Withdrawn 01.04. 1 2"],
    ),
    "a plan asked for twice": (
        lambda: pool_lines(
            told(("adjustment", "d1", "LITE", 4, 0), ("activate", "d1", "LITE", 0, 0), ("activate", "d1", "LITE", 0, 1))
        ),
        ["Granted 01.04. LITE 5 adjustment", "Consumed 01.04. d1 LITE 0 acme activation"],
    ),
    "a device that changes plans is as old as before": (
        lambda: (
            told(("activate", "d1", "LITE", 0, 0), ("change", "d1", "STD", 0, 7), method=PaymentMethod.POSTPAY).devices
        ),
        {"d1": Device("d1", "acme", "acme", date(2026, 4, 1))},
    ),
    "whose story": (lambda: told().owner, Account("acme", "USD", PaymentMethod.PREPAY)),
    "nothing was done": (lambda: renewing._outcome(told(), 3).device.id, "d1"),
    **{
        f"what was done {which}": (
            lambda number=number: (
                renewing._outcome(
                    told(
                        ("adjustment", "d1", "LITE", 4, 0),
                        ("activate", "d1", "LITE", 0, 0),
                        ("activate", "d2", "LITE", 0, 0),
                    ),
                    number,
                ).device.id
            ),
            expected,
        )
        for which, number, expected in [("first", 0, "d1"), ("then", 1, "d2"), ("after the last", 2, "d1")]
    },
    # --- quotas
    "campaigns": (
        lambda: quota_lines(
            ("create", "a", None, 3, DAY),
            ("reserve", "a", None, 0, NOW),
            ("reserve", "c", "north", 2, NOW),
            ("top up", "a", None, 1, 2 * DAY),
            ("commit", "a", None, 0, NOW),
            ("release", "a", None, 0, NOW),
            ("adjust", "a", None, 3, NOW),
            ("adjust", "a", None, 2, NOW),
            ("adjust", "a", None, 0, NOW),
            ("renew", "a", None, 1, NOW),
        ),
        [
            "PackageCreated 01.03. package 0 15",
            "Reserved 01.03. a 1",
            "Reserved 01.03. c north 3",
            "Reserved 03.03. a 2",
            "Committed 03.03. a d4",
            "Released 03.03. a 1",
            "Adjusted 03.03. 1",
            "Adjusted 03.03. 1",
            "Adjusted 03.03. -2",
            "PackageRenewed 03.03. package 9 5",
        ],
    ),
    "packages without limit": (
        lambda: quota_lines(("create", "a", None, 0, NOW), ("renew", "a", None, 0, NOW)),
        ["PackageCreated 29.02. package 0", "PackageRenewed 29.02. package 1"],
    ),
    "at noon": (
        lambda: campaigns._told("acme", QuotaTerms(), [campaigns.Wish("create", "a", None, 0, NOW)])[1][0].at,
        datetime(2024, 2, 29, 12, tzinfo=UTC),
    ),
    "under other terms": (
        lambda: campaigns._told("acme", QuotaTerms(grace_days=60), [])[0].terms,
        QuotaTerms(grace_days=60),
    ),
}


@every(STORIES)
def test_what_a_story_comes_to(case):
    """Whose it is, when it happens, how many there are, and what is left."""
    tell, expected = case
    assert tell() == expected


YEAR = [("create", "a", None, 3, NOW), ("reserve", "a", None, 1, 30 * DAY)]


def test_a_history_goes_on_after_the_last_event():
    """A package of a year, half of which is lost: 336 days after 30 have gone, and not two days before."""
    story = campaigns._told("acme", QuotaTerms(), [campaigns.Wish(*wish) for wish in YEAR])
    early, late = (campaigns._history(story, days * DAY) for days in (334, 336))
    assert (early.account, [entry.amount for entry in early.entries]) == ("acme", [15, -2])
    assert [entry.known for entry in late.entries[2:]] == [
        HistoryReason.RESERVATION_TERMINATION,
        HistoryReason.PACKAGE_TERMINATION,
    ]


def test_a_history_is_read_under_the_terms_of_its_quota():
    """With days of grace, a campaign runs on while they last."""
    story = campaigns._told("acme", QuotaTerms(grace_days=60), [campaigns.Wish(*wish) for wish in YEAR])
    found = campaigns._history(story, 365 * DAY)
    assert HistoryReason.RESERVATION_TERMINATION not in [entry.known for entry in found.entries]


def test_a_history_of_nothing():
    """Without an event nothing is told."""
    assert campaigns._history(campaigns._told("acme", QuotaTerms(), []), DAY).entries == ()


NORTH = Tenant(id="north", name="North", created_at=datetime(2024, 1, 1, tzinfo=UTC))
TENANCY = Tenancy("acme", (NORTH, Tenant(id="other", name="Other", created_at=datetime(2024, 1, 1, tzinfo=UTC))))
QUOTA = campaigns._told("other", QuotaTerms(), [campaigns.Wish("create", "a", None, 3, NOW)])[1]
FIRST, SECOND = (Usage(active_devices=number, firmware_updates=0) for number in (1, 2))


def test_a_report_is_of_the_account_whose_quota_it_is():
    """It is not its own tenant; what was counted goes round."""
    report = reports._report(TENANCY, QUOTA, 2, (FIRST, SECOND), ReportTerms())
    assert (report.own.account, report.month, [tenant.account for tenant in report.tenants]) == (
        "other",
        Month(2024, 3),
        ["north"],
    )
    assert (report.own.usage, report.tenants[0].usage) == (FIRST, SECOND)
    assert report.package.package.id == "package 0"


def test_a_report_without_a_quota():
    """It is of the account above, with both tenants; any tier is commercial."""
    report = reports._report(TENANCY, (), 0, (FIRST, SECOND), ReportTerms())
    assert (report.own.account, report.month, report.package) == ("acme", Month(2024, 1), None)
    assert [(each.account, each.usage) for each in report.tenants] == [("north", SECOND), ("other", FIRST)]
    assert [reports._one_of(report, number).account for number in range(4)] == ["acme", "north", "other", "acme"]
    assert reports._of(TENANCY, "x").tier is AccountTier.COMMERCIAL


@pytest.mark.parametrize(("hours", "tenants"), [(-12, ["late", "north", "other"]), (14, ["north", "other"])])
def test_a_report_knows_the_tenants_of_its_zone(hours, tenants):
    """Six o'clock in the morning of the first of February is still January, twelve hours behind, and has usage."""
    late = Tenant(id="late", name="Late", created_at=datetime(2024, 2, 1, 6, tzinfo=UTC))
    terms = ReportTerms(zone=timezone(timedelta(hours=hours)))
    report = reports._report(Tenancy("acme", (*TENANCY.tenants, late)), (), 0, (FIRST, SECOND), terms)
    assert [tenant.account for tenant in report.tenants] == tenants
    assert {tenant.usage for tenant in report.tenants} <= {FIRST, SECOND}


def test_a_list_is_searched():
    """As its reader would."""
    report = reports._report(TENANCY, (), 0, (FIRST, SECOND), ReportTerms())
    assert [row.account for row in reports._searched(report, "nor").entries] == ["north"]
