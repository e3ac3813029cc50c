"""Reports whose parts do not fit together, facts that are none, and what a report shows."""

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest
from tests.examples import complaint
from tests.quota import START, Desk, day
from tests.reports import APRIL, LATER, MAY, counts, instant, report, tenancy, tenant

from kpix_billing_core.accounts.business_model import BusinessModel, BusinessModelChange
from kpix_billing_core.errors import BrokenLog, WrongType, WrongValue
from kpix_billing_core.quota import ExpiryWarning, History, Quota, QuotaTerms, RenewalStart, history
from kpix_billing_core.reporting import (
    ModelChoice,
    PackageSection,
    QuotaLine,
    ReportTerms,
    Usage,
    package_section,
    usage_by_account,
    usage_report,
)
from kpix_billing_core.usage import ActiveDevices, ApiCalls, FirmwareUpdate

NORTH = tenant("north")
DESK = Desk().package(20).reserved("a", 5, day(3), tenant="north").reserved("b", 1, day(4))
USED = {"acme": counts(3, 1), "north": counts(2, 5)}
REPORT = report(USED, NORTH, quota=DESK.log)
NONE = History("acme")


def line(added: str, **fields) -> QuotaLine:
    """Return a line of a tenant's history."""
    return QuotaLine(**{"added": instant(added), "amount": -5, "reason": "reservation", **fields})


AHEAD = timezone(timedelta(hours=2))


def test_what_it_says():
    """All of it in one place."""
    assert (REPORT.account, REPORT.month, REPORT.zone) == ("acme", APRIL, REPORT.own.zone)
    assert REPORT.generated_at == LATER
    assert REPORT.business_model is BusinessModel.ACTIVE_DEVICES
    assert [(line.account, line.amount) for line in REPORT.history.entries] == [
        ("acme", 20),
        ("north", -5),
        ("acme", -1),
    ]
    assert [line.amount for line in REPORT.own.history] == [20, -1]
    assert REPORT.package == PackageSection(package=DESK.quota.active, remaining=14, reserved=6)
    assert REPORT.package.expires_on.isoformat() == "2027-04-01"
    assert REPORT.tenant("north").usage == counts(2, 5)


def test_it_shows_itself():
    """By account and together."""
    assert str(REPORT).splitlines() == [
        "acme: Aggregated monthly usage - period ending April 2026",
        "account   active devices  firmware updates",
        "--------  --------------  ----------------",
        "acme                   3                 1",
        "north                  2                 5",
        "--------  --------------  ----------------",
        "together               5                 6",
    ]
    assert REPORT._repr_html_().count(">north</td>") == 1


def test_what_one_account_does_not_count_is_blank():
    """Beside what another one counts."""
    shown = str(report({"acme": counts(3), "north": counts(2, access_tokens=7)}, NORTH))
    assert [line.split() for line in shown.splitlines()[3:5]] == [["acme", "3", "0"], ["north", "2", "0", "7"]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tenancy": tenancy()}, "tenants: expected the tenants of the tenancy, in order"),
        ({"tenants": ()}, "tenants: expected the tenants of the tenancy, in order"),
        ({"own": REPORT.tenant("north")}, "own: expected the report of acme, got str 'north'"),
        ({"history": NONE}, "history: expected all lines of acme, as in its own report"),
        (
            {"history": history(Desk(account="other").log, LATER, "other")},
            "history: expected lines of the quota of acme in 2026-04",
        ),
        (
            {"tenants": (attrs.evolve(REPORT.tenant("north"), generated_at=LATER + timedelta(days=1)),)},
            "tenants: expected reports of one month, zone, model and making, got str 'north'",
        ),
        (
            {"tenants": (attrs.evolve(REPORT.tenant("north"), history=()),)},
            "history: expected all lines of north, as in its own report",
        ),
    ],
)
def test_parts_fit_together(changes, message):
    """Another account's figures, missing lines, or figures of two makings are no report."""
    assert complaint(WrongValue, attrs.evolve, REPORT, **changes).startswith(message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"generated_at": instant("2026-04-30T23:59:59.999999")}, "generated_at: expected an instant after 2026-04"),
        ({"usage": counts(api_calls=ApiCalls())}, "usage: expected calls exactly where the account is billed for them"),
        (
            {"business_model": BusinessModel.API_CALLS},
            "usage: expected calls exactly where the account is billed for them",
        ),
        ({"history": (line("2026-05-01"),)}, "history: expected lines of 2026-04"),
        ({"history": (line("2026-03-31T23:59:59.999999"),)}, "history: expected lines of 2026-04"),
        ({"history": (line("2026-04-02"), line("2026-04-01"))}, "history: expected lines in order of time"),
    ],
)
def test_an_accounts_own(changes, message):
    """Not before the month has ended, nothing of other months or accounts, calls only where they are billed."""
    assert complaint(WrongValue, attrs.evolve, REPORT.own, **changes).startswith(message)


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        (WrongType, {"added": 1}, "added: expected aware datetime, got int 1"),
        (WrongType, {"amount": True}, "amount: expected int, got bool True"),
        (WrongValue, {"reason": ""}, "reason: expected an id, got str ''"),
        (WrongValue, {"campaign": ""}, "campaign: expected an id, got str ''"),
    ],
)
def test_a_line_that_is_none(kind, changes, message):
    assert complaint(kind, attrs.evolve, line("2026-04-09"), **changes) == message


def test_a_line_is_of_an_instant():
    """Wherever it is written down, it is kept in UTC."""
    away = datetime(2026, 4, 9, 14, tzinfo=AHEAD)
    assert attrs.evolve(line("2026-04-09"), added=away) == line("2026-04-09T12:00")
    assert attrs.evolve(line("2026-04-09"), added=away).added.tzinfo is UTC


def test_made_as_the_month_ends():
    """The first instant after it is not too early."""
    assert attrs.evolve(REPORT.own, generated_at=instant("2026-05-01T00:00")).generated_at == REPORT.own.period_end


def test_the_zone_moves_the_month():
    """Lines, tenants, models and the package are as of the month there."""
    terms = ReportTerms(zone=AHEAD)
    desk = Desk().package(20, instant("2026-04-01T00:00")).reserved("a", 5, instant("2026-04-30T22:00"))
    came = tenant("came", created_at=instant("2026-04-30T22:00"))
    change = BusinessModelChange(instant("2026-04-30T22:00"), BusinessModel.API_CALLS)
    here = report({}, came, quota=desk.log, models=(change,))
    there = report({}, came, quota=desk.log, models=(change,), terms=terms)
    assert [len(found.history.entries) for found in (here, there)] == [2, 1]
    assert [found.package.reserved for found in (here, there)] == [5, 0]
    assert [len(found.tenants) for found in (here, there)] == [1, 0]
    assert [found.business_model.value for found in (here, there)] == ["api_calls", "active_devices"]
    assert there.zone is AHEAD
    assert there.own.period_end == instant("2026-04-30T22:00")


def test_the_terms_say_which_model():
    """That of the first instant of the month, if so agreed."""
    change = BusinessModelChange(instant("2026-04-09T00:00"), BusinessModel.API_CALLS)
    terms = ReportTerms(model_choice=ModelChoice.AT_START)
    assert report(models=(change,), terms=terms).business_model is BusinessModel.ACTIVE_DEVICES
    assert report(models=(change,)).business_model is BusinessModel.API_CALLS


def test_the_terms_of_the_packages():
    """A renewal that carries nothing over."""
    strict = QuotaTerms(carry_over=False, renewal_start=RenewalStart.AT_ONCE)
    desk = Desk(strict).package(20).renewed(7, day(3))
    assert report(quota=desk.log, terms=ReportTerms(quota=strict)).package.remaining == 7
    assert report(quota=desk.log).package.remaining == 20 + 7


def test_a_renewal_at_once_ends_the_one_before():
    """One that lasts for a shorter time leaves no package behind it, though the old one would have lasted."""
    brief = QuotaTerms(validity_months=1, renewal_start=RenewalStart.AT_ONCE)
    desk = Desk().package(20)
    desk.quota = attrs.evolve(desk.quota, terms=brief)
    desk.renewed(7, day(3))
    months = {month: report({}, NORTH, month=month, quota=desk.log).tenants for month in (APRIL, MAY, MAY + 1)}
    assert [len(tenants) for tenants in months.values()] == [1, 1, 0]


def test_a_campaign_of_an_account_that_is_none():
    """Its lines stay in the history of the quota, and in nobody's own."""
    found = report({}, quota=DESK.log)
    assert [line.account for line in found.history.entries] == ["acme", "north", "acme"]
    assert found.tenants == ()


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"usage": {"other": Usage()}}, WrongValue, "usage: expected acme and its tenants, got str 'other'"),
        ({"usage": {"acme": 3}}, WrongType, "usage: expected a mapping of account to Usage, got int 3"),
        ({"usage": [3]}, WrongType, "usage: expected a mapping of account to Usage, got list [3]"),
        ({"quota": [3]}, WrongType, "quota: expected an event of a quota, got int 3"),
        ({"tenancy": "acme"}, WrongType, "tenancy: expected Tenancy, got str 'acme'"),
        ({"terms": 3}, WrongType, "terms: expected ReportTerms, got int 3"),
        ({"month": 3}, WrongType, "month: expected Month, got int 3"),
        ({"quota": tuple(DESK.log)[1:]}, BrokenLog, "event 0: expected the event decided on 0, got one on 1"),
    ],
)
def test_facts_that_are_none(given, kind, message):
    """Named, not passed over."""
    facts = {"tenancy": tenancy(), "month": APRIL, "usage": {}, "now": LATER, **given}
    assert complaint(kind, usage_report, **facts) == message


# --- packages ------------------------------------------------------------------------------------------


def test_a_package_without_limit():
    """Has as many left as anybody wants."""
    section = package_section(Desk().package(None).reserved("a", 5, START).quota, START)
    assert (section.remaining, section.reserved, section.warning) == (None, 5, None)


def test_a_package_that_is_about_to_expire():
    """From three months before."""
    quota = Desk().package(20).quota
    assert package_section(quota, instant("2026-12-31T23:59:59")).warning is None
    warning = package_section(quota, instant("2027-01-01T00:00")).warning
    assert warning == ExpiryWarning(expires_at=quota.active.expires_at, days_left=90, renewal_pending=False)


def test_no_package():
    """Neither before the first one nor after the last."""
    assert package_section(Quota(account="acme"), START) is None
    assert package_section(Desk().package(20).quota, instant("2027-04-01T00:00")) is None
    assert complaint(WrongType, package_section, 3, START) == "quota: expected Quota, got int 3"


def test_sections_fit_their_package():
    """No limit and no other number; a warning of its own expiry."""
    package = DESK.quota.active
    other = ExpiryWarning(expires_at=LATER, days_left=1, renewal_pending=False)
    given = {"package": package, "reserved": 0}
    assert complaint(WrongValue, PackageSection, remaining=None, **given).startswith("remaining: expected None for")
    message = "warning: expected one for 2027-04-01T00:00:00+00:00"
    assert complaint(WrongValue, PackageSection, remaining=1, warning=other, **given).startswith(message)


# --- counting ------------------------------------------------------------------------------------------

NINTH = instant("2026-04-09T00:00")


def active(account: str, *devices: str, month=APRIL) -> ActiveDevices:
    """Return devices that connected on the ninth."""
    return ActiveDevices(account, month, first=tuple((device, NINTH) for device in devices))


def test_parts_are_united():
    """A device in two parts counts once, and once in each account (the same member removed and added again)."""
    parts = [active("acme", "d1", "d2"), active("north", "d1"), active("acme", "d2", "d3")]
    found = usage_by_account(APRIL, active=parts)
    assert {account: usage.active_devices for account, usage in found.items()} == {"acme": 3, "north": 1}


def test_each_counter_of_its_own():
    """Accounts in order; what was not counted is 0 or absent."""
    found = usage_by_account(
        APRIL,
        active=[active("d", "d1")],
        updates=[FirmwareUpdate("c", "d1", "spring", NINTH), FirmwareUpdate("c", "d2", "spring", NINTH)],
        api_calls={"b": ApiCalls(notifications=1)},
        access_tokens={"a": 3},
    )
    assert list(found.items()) == [
        ("a", counts(access_tokens=3)),
        ("b", counts(api_calls=ApiCalls(notifications=1))),
        ("c", counts(0, 2)),
        ("d", counts(1)),
    ]


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"active": [3]}, WrongType, "active: expected ActiveDevices, got int 3"),
        ({"active": [active("acme", month=MAY)]}, WrongValue, "active: expected devices of 2026-04, in its zone"),
        ({"active": [ActiveDevices("acme", APRIL, AHEAD)]}, WrongValue, "active: expected devices of 2026-04"),
        ({"api_calls": {"acme": 3}}, WrongType, "api_calls: expected a mapping of account to ApiCalls, got int 3"),
        ({"api_calls": [3]}, WrongType, "api_calls: expected a mapping by account, got list [3]"),
        ({"api_calls": {"": ApiCalls()}}, WrongValue, "account: expected an id"),
        ({"access_tokens": {"acme": -1}}, WrongValue, "access_tokens: expected at least 0"),
        ({"access_tokens": {"": 1}}, WrongValue, "account: expected an id"),
    ],
)
def test_counts_that_are_none(given, kind, message):
    """Named, not passed over."""
    assert complaint(kind, usage_by_account, APRIL, **given).startswith(message)


def test_adding_what_is_no_usage():
    """Is left to the other, which knows no better."""
    with pytest.raises(TypeError):
        Usage() + 3
    assert not Usage(access_tokens=0)
    assert Usage(firmware_updates=1)
