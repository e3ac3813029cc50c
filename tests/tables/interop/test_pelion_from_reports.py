"""A month's report in the published shapes: every figure, whose it is, and what cannot be said."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.quota import DAY, EXPIRY, START, Desk
from tests.reports import APRIL, LATER, counts, report, tenant

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interop import (
    ACTIVE_DEVICES_DATA,
    FIRMWARE_UPDATES_DATA,
    PelionAccount,
    PelionFromDevices,
    PelionMetadata,
    PelionReport,
    PelionToDevices,
    PelionTokenLine,
    PelionTokens,
    from_pelion,
    pelion_raw_data,
    pelion_refusal,
    pelion_report,
    pelion_tenant_report,
    to_pelion,
)
from kpix_billing_core.reporting import BusinessModel, BusinessModelChange, Tenancy, attributes_of, usage_report
from kpix_billing_core.usage import ApiCalls

NORTH, SOUTH = tenant("north"), tenant("south")
SAMPLE = {
    "acme": counts(100, 100, access_tokens=200),
    "north": counts(200, 200, access_tokens=300),
    "south": counts(300, 300, access_tokens=200),
}


def sent(**given):
    """Return the published sample's figures in the published shape."""
    return pelion_report(report(SAMPLE, NORTH, SOUTH, **given), "r1")


def figures(data):
    """Return the three counts."""
    return data.active_devices, data.firmware_updates, data.sda_tokens


def test_the_figures_of_the_published_sample():
    """Own 100, 100, 200; its tenants'; and all together: 600, 600, 700."""
    found = sent()
    assert (found.id, found.month, found.account.id) == ("r1", APRIL, "acme")
    assert figures(found.billing_data) == (100, 100, 200)
    assert {each.account.id: figures(each.billing_data) for each in found.tenants} == {
        "north": (200, 200, 300),
        "south": (300, 300, 200),
    }
    assert figures(found.aggregated) == (100 + 200 + 300, 100 + 200 + 300, 200 + 300 + 200)


def test_the_month():
    """From its first millisecond to its last, generated when it was made; for the tenants too."""
    found = sent()
    parts = [found.billing_data, found.aggregated, *(each.billing_data for each in found.tenants)]
    assert {(data.generated, data.period_start, data.period_end) for data in parts} == {
        (LATER, datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 30, 23, 59, 59, 999_000, UTC))
    }


def test_it_reads_back():
    """As every document does."""
    found = sent()
    assert from_pelion(PelionReport, to_pelion(found)) == found


def test_tokens_that_nobody_counts():
    """They are 0: the shape has a number there."""
    assert pelion_report(report({"acme": counts(1)}), "r1").billing_data.sda_tokens == 0


def test_an_account_alone():
    """It has an empty list of tenants, and together is its own."""
    found = pelion_report(report({"acme": counts(3, 2)}), "r1")
    assert (found.tenants, found.tokens, found.aggregated) == ((), None, found.billing_data)
    assert found.account == PelionAccount(id="acme", business_model="active_device_business_model")


CALLS = ApiCalls(
    registrations=1,
    registration_updates=2,
    registration_deletes=3,
    observations=4,
    est_requests=5,
    proxy_responses=6,
    bootstrap_requests=7,
    proxy_requests=8,
    subscriptions=9,
    user_token_requests=10,
    api_key_requests=11,
    notifications=12,
)


def test_an_account_that_pays_by_calls():
    """Every counter has its place; totals are 1 + ... + 7 = 28 and 8 + 9 = 17; a tenant without calls has zeros."""
    models = (BusinessModelChange(START, BusinessModel.API_CALLS),)
    usage = {"acme": counts(1, api_calls=CALLS), "north": counts(1), "south": counts(2, api_calls=CALLS)}
    found = pelion_report(report(usage, NORTH, SOUTH, models=models), "r1")
    data = found.billing_data
    assert (data.user_token_requests, data.api_key_requests, data.notifications) == (10, 11, 12)
    assert data.from_devices == PelionFromDevices(
        total=28,
        registrations=1,
        registration_updates=2,
        registration_deletes=3,
        observations=4,
        est_requests=5,
        proxy_responses=6,
        bootstrap_requests=7,
    )
    assert data.to_devices == PelionToDevices(total=17, proxy_requests=8, subscriptions=9)
    assert found.aggregated.from_devices.total == 28 + 0 + 28
    assert {each.account.id: each.billing_data.notifications for each in found.tenants} == {"north": 0, "south": 12}
    assert {each.account.business_model for each in (found, *found.tenants)} == {"api_calls_1_business_model"}


def test_an_account_that_pays_by_devices():
    """Its calls are not said."""
    data = pelion_report(report({"acme": counts(1, api_calls=CALLS)}), "r1").billing_data
    assert (data.user_token_requests, data.from_devices, data.to_devices) == (None, None, None)


def test_what_is_known_of_an_account():
    """What its attributes hold under published keys, its organisation as the company; other attributes are not asked for."""
    said = {
        **{key: key.upper() for key in ("contact", "email", "phone_number", "address_line1", "address_line2", "city")},
        **{key: key.upper() for key in ("state", "postal_code", "alias", "customer_subtenant_id")},
        "country": None,
        "company": "Other",
        "id": "f00",
        "business_model": 5,
        "seats": [5],
    }
    north = tenant("north", organisation="North Ltd", attributes=attributes_of(said))
    (found,) = pelion_report(report({"north": counts(1)}, north), "r1").tenants
    assert found.account == PelionAccount(
        id="north",
        company="North Ltd",
        contact="CONTACT",
        email="EMAIL",
        phone_number="PHONE_NUMBER",
        address_line1="ADDRESS_LINE1",
        address_line2="ADDRESS_LINE2",
        city="CITY",
        state="STATE",
        postal_code="POSTAL_CODE",
        country=None,
        alias="ALIAS",
        business_model="active_device_business_model",
        tenant_id="CUSTOMER_SUBTENANT_ID",
    )


def test_a_company_among_the_attributes():
    """It stands in where no organisation is said; the account above its tenants has both as well."""
    for known, company in (({}, "Other"), ({"organisation": "Acme Ltd"}, "Acme Ltd")):
        acme = Tenancy("acme", attributes=attributes_of({"company": "Other"}), **known)
        found = pelion_report(usage_report(acme, APRIL, {}, now=LATER), "r1")
        assert found.account.company == company


def test_an_attribute_of_another_kind():
    """A number is no city."""
    north = tenant("north", attributes=attributes_of({"city": 5}))
    with pytest.raises(WrongType, match="city: expected str"):
        pelion_report(report({"north": counts(1)}, north), "r1")


# --- tokens --------------------------------------------------------------------------------------------


def used():
    """20 tokens; 5 for a tenant's campaign that uses 2 and gives back 3; 4 for one of the account's own."""
    desk = Desk().package(20).reserved("n1", 5, START + DAY, tenant="north").used("n1", 2, START + DAY, tenant="north")
    return desk.closed("n1", START + 2 * DAY, tenant="north").reserved("own", 4, START + 3 * DAY)


def line(amount, reason, days, campaign=None, account=None):
    """Return a line so many days after the start."""
    return PelionTokenLine(amount=amount, reason=reason, added=START + days * DAY, campaign=campaign, account=account)


def test_tokens_in_the_report():
    """20 - 2 - 4 = 14 remain, 4 are reserved; its own lines, and those of all with their accounts."""
    found = pelion_report(report({}, NORTH, quota=used().log), "r1")
    assert found.tokens == PelionTokens(
        lines=(line(20, "package_creation", 0), line(-4, "reservation", 3, "own")),
        metadata=PelionMetadata(starts_at=START, ends_at=EXPIRY, remaining=14, reserved=4),
        aggregated=(
            line(20, "package_creation", 0, None, "acme"),
            line(-5, "reservation", 1, "n1", "north"),
            line(3, "reservation_release", 2, "n1", "north"),
            line(-4, "reservation", 3, "own", "acme"),
        ),
    )
    assert found.tenants[0].tokens == PelionTokens(
        lines=(line(-5, "reservation", 1, "n1"), line(3, "reservation_release", 2, "n1"))
    )


def test_a_campaign_that_was_ended():
    """Its line does not say which campaign it was: only those of reservations and releases do. Its 4 do not come back."""
    desk = used()
    april = Month(2027, 4)
    found = pelion_report(report({}, NORTH, month=april, quota=desk.log, now=EXPIRY + 60 * DAY), "r1")
    assert found.tokens.lines == (
        PelionTokenLine(amount=0, reason="reservation_termination", added=EXPIRY),
        PelionTokenLine(amount=-14, reason="package_termination", added=EXPIRY),
    )
    assert found.tokens.metadata is None


def test_after_the_package():
    """A month without package and lines has no part about tokens, for no account."""
    found = pelion_report(report({"north": counts(1)}, NORTH, month=APRIL - 1, quota=used().log), "r1")
    assert (found.tokens, found.tenants[0].tokens) == (None, None)


def test_a_month_in_which_nothing_happens():
    """The package is there all the same, and its tenants have no lines."""
    found = pelion_report(report({}, NORTH, month=APRIL + 1, quota=used().log), "r1")
    assert (found.tokens.lines, found.tokens.aggregated, found.tokens.metadata.remaining) == ((), (), 14)
    assert found.tenants[0].tokens == PelionTokens()


def test_a_package_without_limit():
    """The shape has whole numbers only."""
    with pytest.raises(WrongValue, match=r"^remaining: expected a number .* other, got Unlimited Unlimited\(\)$"):
        pelion_report(report({}, quota=Desk().package(None).log), "r1")


# --- for a tenant --------------------------------------------------------------------------------------


def test_a_tenants_own_report():
    """Its figures and its lines, and nothing of the package, of others, or of all together."""
    whole = report(SAMPLE, NORTH, SOUTH, quota=used().log)
    found = pelion_tenant_report(whole, "north", "r2")
    assert (found.id, found.month, found.account.id, figures(found.billing_data)) == (
        "r2",
        APRIL,
        "north",
        (200, 200, 300),
    )
    assert (found.aggregated, found.tenants) == (None, None)
    assert found.tokens == pelion_report(whole, "r1").tenants[0].tokens
    assert "metadata" not in to_pelion(found)["service_package"]
    assert pelion_tenant_report(whole, "south", "r3").tokens is None


# --- raw data, and no report ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "filename", "message"),
    [
        (ACTIVE_DEVICES_DATA, "active-devices-2026-04.csv.gz", "Active devices billing data not yet available."),
        (FIRMWARE_UPDATES_DATA, "firmware-updates-2026-04.csv.gz", "Firmware updates billing data not yet available."),
    ],
)
def test_raw_data(about, filename, message):
    """Under the name of its file; and where there is none, in published words."""
    found = pelion_raw_data(about, APRIL, "https://example.com/x")
    assert (found.about, found.filename, found.url) == (about, filename, "https://example.com/x")
    answer = pelion_refusal(Refused(Reason.NOT_YET_AVAILABLE, ""), "q1", about=about)
    assert (answer.code, answer.kind, answer.message, answer.request_id) == (404, "report_not_found", message, "q1")
    answer = pelion_refusal(Refused(Reason.NOT_COMMERCIAL, ""), "q1", about=about)
    assert (answer.code, answer.message) == (403, "Account is not a commercial account.")


@pytest.mark.parametrize(
    ("reason", "code", "message"),
    [
        (Reason.NOT_COMMERCIAL, 403, "Account is not a commercial account."),
        (Reason.NOT_YET_AVAILABLE, 404, "Billing report not yet available."),
    ],
)
def test_refusals(reason, code, message):
    """The two reasons why there is no report."""
    answer = pelion_refusal(Refused(reason, "in our words"), "q1")
    assert (answer.code, answer.message, answer.request_id) == (code, message, "q1")


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (WrongType, "report: expected UsageReport, got str 'r'", lambda: pelion_report("r", "r1")),
        (WrongType, "report: expected UsageReport, got int 3", lambda: pelion_tenant_report(3, "north", "r1")),
        (WrongType, "id: expected str", lambda: pelion_report(report({}), None)),
        (WrongValue, "account: expected a tenant", lambda: pelion_tenant_report(report({}), "acme", "r1")),
        (WrongType, "refused: expected Refused, got str 'no'", lambda: pelion_refusal("no", "q1")),
        (
            WrongValue,
            "refused: expected a reason why there is no report, got Reason <Reason.NO_PACKAGE: 'no_package'>",
            lambda: pelion_refusal(Refused(Reason.NO_PACKAGE, ""), "q1"),
        ),
        (
            WrongValue,
            "about: expected billing-report",
            lambda: pelion_refusal(Refused(Reason.NOT_COMMERCIAL, ""), "q1", about="x"),
        ),
        (
            WrongValue,
            "about: expected billing-report-active-devices or billing-report-firmware-updates, got str 'x'",
            lambda: pelion_raw_data("x", APRIL, "https://a"),
        ),
        (WrongValue, "about: expected billing-report", lambda: pelion_raw_data("billing-report", APRIL, "https://a")),
        (WrongType, "about: expected str", lambda: pelion_raw_data(None, APRIL, "https://a")),
        (WrongType, "month: expected Month", lambda: pelion_raw_data(ACTIVE_DEVICES_DATA, "2026-04", "https://a")),
        (WrongValue, "url: expected an address", lambda: pelion_raw_data(ACTIVE_DEVICES_DATA, APRIL, "a")),
        (WrongType, "request_id: expected str", lambda: pelion_refusal(Refused(Reason.NOT_COMMERCIAL, ""), 5)),
    ],
)
def test_what_is_refused(error, message, call):
    """Other values, other reasons, other data."""
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_the_last_millisecond_follows_the_zone():
    """Where months begin at another place, the period does as well."""
    from zoneinfo import ZoneInfo

    from kpix_billing_core.reporting import ReportTerms

    berlin = ReportTerms(zone=ZoneInfo("Europe/Berlin"))
    data = pelion_report(report({}, terms=berlin), "r1").billing_data
    assert data.period_start == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert data.period_end == datetime(2026, 4, 30, 22, tzinfo=UTC) - timedelta(milliseconds=1)
