"""Targets of the documents about usage in another system's shape, and of what a client asks."""

import datetime as dt

from tests.bad_input.documents import BOOL, EXTRA
from tests.bad_input.spec import Given, Target, each, given, target
from tests.bad_input.tokens import AT, ID, KEY
from tests.quota import Desk
from tests.reports import report, tenant

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.interop import (
    ACTIVE_DEVICES_DATA,
    PelionAccount,
    PelionBillingData,
    PelionFault,
    PelionFromDevices,
    PelionMetadata,
    PelionPageQuery,
    PelionSpan,
    PelionStatistic,
    PelionStatisticsQuery,
    PelionTenantReport,
    PelionTokenLine,
    PelionTokens,
)
from kpix_billing_core.usage import ApiCalls, FirmwareUpdate

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
WIDE = {"more than its 64 bits": 2**63}
COUNT = given(5, "whole>=0", but=("more than 64 bits",), bad=WIDE)
MAYBE_COUNT = given(None, "whole>=0", "None", but=("more than 64 bits",), bad=WIDE)
AMOUNT = given(5, "whole", but=("more than 64 bits",), bad=WIDE)
TEXT, MAYBE_TEXT = given("", "text"), given(None, "text", "None")
MAYBE_AT = given(None, "instant", "None")
LIMIT = given(50, "whole>=2", but=("more than 64 bits",), bad={"1": 1, "1001": 1001})
DIGITS = given("0" * 32, "hexadecimal digits", bad={"33 digits": "0" * 33})
MAYBE_DIGITS = given(None, "hexadecimal digits", "None")
URL = given("https://example.com/a.csv.gz", "url")
# A mapping is what a query is, and one of no text is looked at when its parameter is.
QUERY = ("mapping",)

FROM_DEVICES = PelionFromDevices(
    total=0,
    registrations=0,
    registration_updates=0,
    registration_deletes=0,
    observations=0,
    est_requests=0,
    proxy_responses=0,
    bootstrap_requests=0,
)
COUNTERS: dict[str, Given] = {
    "active_devices": COUNT,
    "firmware_updates": COUNT,
    "sda_tokens": MAYBE_COUNT,
    "user_token_requests": MAYBE_COUNT,
    "api_key_requests": MAYBE_COUNT,
    "notifications": MAYBE_COUNT,
    "from_devices": given(FROM_DEVICES, "PelionFromDevices", "None"),
    "to_devices": given(None, "None"),
}
ACCOUNT = PelionAccount(id="acme")
BILLING_DATA = PelionBillingData(generated=NOW, period_start=NOW, period_end=NOW, active_devices=1, firmware_updates=0)
LINE = PelionTokenLine(amount=1, reason="reservation", added=NOW, account="acme")
METADATA = PelionMetadata(starts_at=NOW, remaining=1, reserved=0)
TENANT = PelionTenantReport(account=ACCOUNT, billing_data=BILLING_DATA)
STATISTIC = PelionStatistic(id="0" * 32, starts_at=NOW, active_devices=0, firmware_updates=0)
REPORT = report({}, tenant("north"), quota=Desk().package(5).log)
ID_OF_ROWS = given("acme")
ASKED = PelionStatisticsQuery(start=NOW, end=NOW + dt.timedelta(days=3), interval=PelionSpan(1, "d"))

TARGETS: tuple[Target, ...] = (
    target(
        "interop.PelionAccount",
        id=ID,
        company=MAYBE_TEXT,
        contact=MAYBE_TEXT,
        email=MAYBE_TEXT,
        phone_number=MAYBE_TEXT,
        address_line1=MAYBE_TEXT,
        address_line2=MAYBE_TEXT,
        city=MAYBE_TEXT,
        state=MAYBE_TEXT,
        postal_code=MAYBE_TEXT,
        country=MAYBE_TEXT,
        alias=MAYBE_TEXT,
        business_model=KEY,
        tenant_id=MAYBE_TEXT,
        extra=EXTRA,
    ),
    target(
        "interop.PelionFromDevices",
        total=COUNT,
        registrations=COUNT,
        registration_updates=COUNT,
        registration_deletes=COUNT,
        observations=COUNT,
        est_requests=COUNT,
        proxy_responses=COUNT,
        bootstrap_requests=COUNT,
        extra=EXTRA,
    ),
    target("interop.PelionToDevices", total=COUNT, proxy_requests=COUNT, subscriptions=COUNT, extra=EXTRA),
    target("interop.PelionBillingData", generated=AT, period_start=AT, period_end=AT, **COUNTERS, extra=EXTRA),
    target(
        "interop.PelionTokenLine", amount=AMOUNT, reason=ID, added=AT, campaign=MAYBE_TEXT, account=KEY, extra=EXTRA
    ),
    target("interop.PelionMetadata", starts_at=AT, remaining=COUNT, reserved=COUNT, ends_at=MAYBE_AT, extra=EXTRA),
    target(
        "interop.PelionTokens",
        lines=each((LINE,)),
        metadata=given(METADATA, "PelionMetadata", "None"),
        aggregated=given(
            (LINE,), "tuple", "None", bad={"a line of nobody": (PelionTokenLine(amount=1, reason="a", added=NOW),)}
        ),
        extra=EXTRA,
    ),
    target(
        "interop.PelionTenantReport",
        account=ACCOUNT,
        billing_data=BILLING_DATA,
        tokens=given(PelionTokens(), "PelionTokens", "None"),
        extra=EXTRA,
    ),
    target(
        "interop.PelionReport",
        id=ID,
        month=Month(2026, 4),
        account=ACCOUNT,
        billing_data=BILLING_DATA,
        aggregated=given(None, "None"),
        tenants=given((TENANT,), "tuple", "None"),
        tokens=given(None, "None"),
        extra=EXTRA,
    ),
    target(
        "interop.PelionRawData",
        about=given(ACTIVE_DEVICES_DATA, "raw data"),
        filename=given(
            "a.csv.gz",
            "id",
            but=(
                "an absolute path",
                "a division by zero",
                "markup",
                "a currency of 99 decimals",
                "a reversed period",
                "a period as text",
                "a zone by name",
                "an instant as text",
            ),
        ),
        url=URL,
        extra=EXTRA,
    ),
    target("interop.PelionStatistic", id=DIGITS, starts_at=AT, **COUNTERS, extra=EXTRA),
    target(
        "interop.PelionStatistics",
        intervals=each((STATISTIC,)),
        has_more=BOOL,
        limit=LIMIT,
        order=given("asc", "order"),
        after=MAYBE_DIGITS,
        total_count=MAYBE_COUNT,
        extra=EXTRA,
    ),
    target("interop.PelionFault", name=TEXT, message=TEXT, extra=EXTRA),
    target(
        "interop.PelionError",
        code=given(404, "status", bad={"99": 99, "600": 600}),
        kind=ID,
        message=TEXT,
        request_id=TEXT,
        faults=given(None, "tuple", "None"),
        extra=EXTRA,
    ),
    target(
        "interop.pelion_error",
        code=given(400, "status"),
        request_id=TEXT,
        message=MAYBE_TEXT,
        faults=each([PelionFault(name="month", message="x")], container=("iterable",)),
    ),
    target("interop.PelionSpan", count=given(5, "span", also=("13",)), unit=given("m", "unit")),
    target("interop.PelionSpan.parse", text=given("5m", "span text")),
    target(
        "interop.PelionSpan.after",
        PelionSpan(5, "m"),
        instant=given(NOW, "instant", but=("the last instant",)),
        times=given(1, "whole", but=("more than 64 bits",)),
    ),
    target("interop.PelionPageQuery", limit=LIMIT, after=MAYBE_DIGITS, order=given("ASC", "order")),
    target(
        "interop.PelionStatisticsQuery",
        start=given(ASKED.start, "instant", but=("an aware datetime", "the last instant")),
        end=given(ASKED.end, "instant", but=("the last instant",)),
        interval=PelionSpan(1, "d"),
        page=PelionPageQuery(),
        total=BOOL,
    ),
    target("interop.report_month", query=given({"month": "2026-04"}, *QUERY), request_id=TEXT),
    target("interop.page_query", query=given({"limit": "2"}, *QUERY), request_id=TEXT),
    target("interop.statistics_query", query=given({"interval": "2h", "period": "2d"}, *QUERY), at=AT, request_id=TEXT),
    target(
        "interop.pelion_statistics",
        query=ASKED,
        account=ID_OF_ROWS,
        connections=each([("d", "acme", NOW)], container=("iterable",)),
        updates=each([FirmwareUpdate("acme", "d", "spring", NOW)], container=("iterable",)),
        access_tokens=each([NOW], "instant", container=("iterable",)),
        api_calls=given([(NOW, ApiCalls())], "iterable", "None"),
    ),
    target("interop.pelion_report", report=REPORT, id_=ID),
    target("interop.pelion_tenant_report", report=REPORT, account=given("north"), id_=ID),
    target("interop.pelion_raw_data", about=given(ACTIVE_DEVICES_DATA), month=Month(2026, 4), url=URL),
    target(
        "interop.pelion_refusal",
        refused=given(Refused(Reason.NOT_COMMERCIAL, ""), "a refusal of a report"),
        request_id=TEXT,
        about=given(None, "None"),
    ),
    target("interop.statistic_id", starts_at=AT),
    target("interop.statistic_start", id_=given("0" * 32, "hexadecimal digits")),
)
