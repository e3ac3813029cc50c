"""Every complaint names what it is about and shows what came instead; and the zone reaches every month."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from io import BytesIO

import attrs
import pytest
from tests.quota import Desk, day
from tests.reports import APRIL, LATER, LONG_AGO, MAY, asked, counts, instant, refusal, report, tenancy, tenant

from kpix_billing_core.accounts.business_model import BusinessModel, BusinessModelChange, choose_business_model
from kpix_billing_core.accounts.tenancy import Tenancy
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import BillingError, WrongType, WrongValue
from kpix_billing_core.quota import ExpiryWarning, History, QuotaTerms, history
from kpix_billing_core.reporting import (
    AccountTier,
    PackageSection,
    ReportTerms,
    TransactionSample,
    account_snapshot,
    active_device_rows,
    default_month,
    export_name,
    firmware_update_rows,
    printed_end,
    report_period,
    usage_by_account,
    usage_list,
    usage_report,
    usage_tally,
    write_export,
)
from kpix_billing_core.usage import ActiveDevices, ApiCalls, FirmwareUpdate

NORTH = tenant("north")
ACME = tenancy(NORTH)
TERMS = BillingTerms()
DESK = Desk().package(20).reserved("a", 5, day(3), tenant="north")
REPORT = report({"acme": counts(3), "north": counts(2)}, NORTH, quota=DESK.log)
SEEN = ActiveDevices("acme", APRIL)
DISORDER = (attrs.evolve(REPORT.own.history[0], added=day(9)), *REPORT.own.history)
PACKAGE = DESK.quota.active
NONE = History("acme")
BEFORE = instant("2026-04-30T23:00")
OTHER = ExpiryWarning(expires_at=LATER, days_left=1, renewal_pending=False)
ELSEWHERE = History("other")

COMPLAINTS = [
    (lambda: BusinessModelChange(1, BusinessModel.API_CALLS), WrongType, "since", 1),
    (lambda: NORTH.exists_at(1), WrongType, "instant", 1),
    (lambda: ACME.at(1), WrongType, "instant", 1),
    (lambda: ACME.tenant(1), WrongType, "account", 1),
    (lambda: ACME.search(1), WrongType, "text", 1),
    (lambda: tenant("t", created_at=1), WrongType, "created_at", 1),
    (lambda: tenant("t", closed_at=1), WrongType, "closed_at", 1),
    (lambda: tenant("t", closed_at=LONG_AGO), WrongValue, "closed_at", LONG_AGO),
    (lambda: Tenancy("acme", (NORTH, NORTH)), WrongValue, "tenants", ("north", "north")),
    (lambda: attrs.evolve(REPORT.own, zone=1), WrongType, "zone", 1),
    (lambda: attrs.evolve(REPORT.own, generated_at=1), WrongType, "generated_at", 1),
    (lambda: attrs.evolve(REPORT.own, generated_at=BEFORE), WrongValue, "generated_at", BEFORE),
    (lambda: attrs.evolve(REPORT.own, usage=counts(api_calls=ApiCalls())), WrongValue, "usage", ApiCalls()),
    (
        lambda: attrs.evolve(REPORT.own, month=MAY),
        WrongValue,
        "history",
        REPORT.own.history,
    ),
    (lambda: attrs.evolve(REPORT.own, history=DISORDER), WrongValue, "history", DISORDER),
    (lambda: usage_by_account(APRIL, active=1), WrongType, "active", 1),
    (lambda: usage_by_account(MAY, active=[SEEN]), WrongValue, "active", "2026-04"),
    (lambda: usage_by_account(APRIL, access_tokens=1), WrongType, "access_tokens", 1),
    (lambda: usage_by_account(APRIL, access_tokens={"acme": -1}), WrongValue, "access_tokens", -1),
    (lambda: active_device_rows(1), WrongType, "active", 1),
    (lambda: export_name(1, APRIL), WrongType, "kind", 1),
    (lambda: PackageSection(package=PACKAGE, remaining=None, reserved=0), WrongValue, "remaining", None),
    (
        lambda: PackageSection(package=attrs.evolve(PACKAGE, count=None), remaining=7, reserved=0),
        WrongValue,
        "remaining",
        7,
    ),
    (lambda: PackageSection(package=PACKAGE, remaining=1, reserved=0, warning=OTHER), WrongValue, "warning", LATER),
    (lambda: REPORT.tenant(1), WrongType, "account", 1),
    (lambda: attrs.evolve(REPORT, tenants=()), WrongValue, "tenants", ()),
    (lambda: attrs.evolve(REPORT, history=ELSEWHERE), WrongValue, "history", ELSEWHERE),
    (lambda: attrs.evolve(REPORT, history=NONE), WrongValue, "history", NONE),
    (lambda: usage_report(ACME, APRIL, {}, now=1), WrongType, "now", 1),
    (lambda: usage_report(ACME, APRIL, {}, now=LATER, quota=1), WrongType, "quota", 1),
    (
        lambda: report({"new": counts(1)}, tenant("new", created_at=LATER)),
        WrongValue,
        "usage",
        {"active_devices": 1, "firmware_updates": 0},
    ),
    (lambda: usage_tally(REPORT, TERMS, [1]), WrongType, "skus", [1]),
    (lambda: usage_tally(REPORT, TERMS, {"a": "A"}), WrongValue, "skus", "a"),
    (
        lambda: usage_tally(REPORT, TERMS, {"api_calls": "A", "to_devices": "B"}),
        WrongValue,
        "skus",
        ("api_calls", "to_devices"),
    ),
    (lambda: account_snapshot(ACME, SEEN, now=1), WrongType, "now", 1),
    (lambda: account_snapshot(ACME, SEEN, 1, now=LATER), WrongType, "samples", 1),
    (lambda: TransactionSample("acme", 1, 1), WrongType, "starts_at", 1),
    (lambda: usage_list(REPORT).search(1), WrongType, "text", 1),
]


@pytest.mark.parametrize(("call", "kind", "name", "got"), COMPLAINTS)
def test_what_is_complained_of(call, kind, name, got):
    """By its name, with the value itself."""
    with pytest.raises(BillingError) as caught:
        call()
    assert (type(caught.value), caught.value.name, caught.value.got) == (kind, name, got)


def test_who_may_choose_is_said():
    """In words."""
    answer = choose_business_model(BusinessModel.API_CALLS, since=LONG_AGO, administrator=False)
    assert answer == Refused(Reason.NOT_ADMINISTRATOR, "an administrator chooses the model")


def test_who_may_not_see_is_told():
    """In words."""
    answer = asked(tier=AccountTier.FREE)
    assert answer == Refused(Reason.NOT_COMMERCIAL, "the account is not a commercial account")


# --- zones ---------------------------------------------------------------------------------------------

AHEAD, BEHIND = timezone(timedelta(hours=2)), timezone(timedelta(hours=-12))
START_AHEAD, END_AHEAD = instant("2026-03-31T22:00"), instant("2026-04-30T22:00")
MOMENT = timedelta.resolution


class NoOffset(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> None:
        """Return nothing."""


def test_the_month_of_a_zone():
    """Start, end and what is printed of it; and which month comes before now."""
    assert report_period(APRIL, AHEAD) == (START_AHEAD, END_AHEAD)
    assert printed_end(APRIL, AHEAD) == END_AHEAD - timedelta(milliseconds=1)
    assert default_month(END_AHEAD, AHEAD) == APRIL
    assert default_month(END_AHEAD) == APRIL - 1
    own = report(terms=ReportTerms(zone=AHEAD)).own
    assert (own.period_start, own.period_end) == (START_AHEAD, END_AHEAD)


def test_a_zone_without_an_offset():
    """Would mean the machine's own."""
    with pytest.raises(WrongValue):
        ReportTerms(zone=NoOffset())


def test_tenants_of_a_zone():
    """One that was closed in the last hours of March in UTC was there in April."""
    gone = tenant("gone", closed_at=START_AHEAD + MOMENT)
    assert gone.exists_in(APRIL, AHEAD)
    assert not gone.exists_in(APRIL)
    with pytest.raises(WrongType):
        tenancy().in_month(APRIL, 1)


def test_packages_of_a_zone():
    """One that began in the last hours of March in UTC was in force in April there, and not in March."""
    log = Desk().package(20, START_AHEAD).log
    listed = [
        len(report({}, NORTH, month=APRIL - 1, quota=log, terms=ReportTerms(zone=zone)).tenants)
        for zone in (UTC, AHEAD)
    ]
    assert listed == [1, 0]


def test_no_report_before_the_month_has_ended_there():
    """Whatever was promised."""
    end = instant("2026-05-01T12:00")
    given = {"available_from": LONG_AGO, "terms": ReportTerms(zone=BEHIND)}
    assert refusal(now=end - MOMENT, **given) is Reason.NOT_YET_AVAILABLE
    assert refusal(now=end, **given) is None


def test_updates_of_a_zone():
    """Counted and listed in the month of the zone."""
    updates = [FirmwareUpdate("acme", "d1", "spring", END_AHEAD)]
    assert usage_by_account(MAY, AHEAD, updates=updates)["acme"].firmware_updates == 1
    assert usage_by_account(APRIL, updates=updates)["acme"].firmware_updates == 1
    assert [len(list(firmware_update_rows(updates, month, AHEAD))) for month in (APRIL, MAY)] == [0, 1]


def test_snapshots_of_a_zone():
    """A month has begun and ended there."""
    begun = account_snapshot(tenancy(), ActiveDevices("acme", MAY, AHEAD), now=END_AHEAD)
    assert begun.month == MAY
    with pytest.raises(WrongValue):
        account_snapshot(tenancy(), ActiveDevices("acme", MAY, AHEAD), now=END_AHEAD - MOMENT)
    came = tenant("came", created_at=END_AHEAD)
    assert account_snapshot(tenancy(came), ActiveDevices("acme", APRIL, AHEAD), now=LATER).tenants is None
    assert account_snapshot(tenancy(came), ActiveDevices("acme", APRIL), now=LATER).tenants == 1


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"created_at": instant("2026-05-01T00:00")}, None),
        ({"closed_at": instant("2026-05-01T00:00")}, 1),
        ({"closed_at": instant("2026-05-01T00:00") - MOMENT}, None),
    ],
)
def test_tenants_as_the_month_ended(fields, number):
    """At its last instant, neither before nor after."""
    assert account_snapshot(tenancy(tenant("t", **fields)), SEEN, now=LATER).tenants == number


# --- terms, blanks -------------------------------------------------------------------------------------


def test_lines_follow_the_terms():
    """A release of nothing is listed where the terms say so."""
    strict = QuotaTerms(list_zero_releases=True)
    desk = Desk(strict).package(20).reserved("a", 1, day(1)).used("a", 1, day(2)).closed("a", day(3))
    assert len(report(quota=desk.log).history.entries) == 2
    assert len(report(quota=desk.log, terms=ReportTerms(quota=strict)).history.entries) == 3
    assert history(desk.log, LATER, "acme", strict).entries[-1].amount == 0


def test_a_counter_that_one_of_them_lacks():
    """Is blank, in the table as in the file."""
    listed = usage_list(report({"acme": counts(3), "north": counts(2, access_tokens=7)}, NORTH))
    assert listed.table().columns[-1] == "access tokens"
    assert [row[-1] for row in listed.table().rows] == ["", "7"]


def test_endpoints_that_are_not_known():
    """Are empty text."""
    seen = ActiveDevices("acme", APRIL, first=(("d1", instant("2026-04-09T00:00")),))
    assert list(active_device_rows([seen])) == [("acme", datetime(2026, 4, 9, tzinfo=UTC), "d1", "")]


def test_a_file_with_a_name():
    """Keeps it to itself when its bytes are compressed."""

    class Named(BytesIO):
        name = "secret.csv.gz"

    named, plain = Named(), BytesIO()
    for file in (named, plain):
        write_export(("a",), [(1,)], file, compressed=True)
    assert named.getvalue() == plain.getvalue()
    assert b"secret" not in named.getvalue()
    # The format says so where time was given for the least space; this is the ordinary way.
    assert named.getvalue()[8] == 0
