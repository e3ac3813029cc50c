"""Targets of reports: accounts with tenants, what a month's report is made of, its lists and its files."""

import datetime as dt
import io

import attrs
from tests.bad_input.spec import Target, each, given, target
from tests.bad_input.usage import ACTIVITY

from kpix_billing_core.catalogue import PLAN_POOL
from kpix_billing_core.dates import Month
from kpix_billing_core.quota import QuotaTerms, create_package, history, replay
from kpix_billing_core.quota.state import Quota
from kpix_billing_core.rendering import ENGLISH, ENGLISH_USAGE
from kpix_billing_core.reporting import (
    USAGE_REPORTS,
    AccountTier,
    BusinessModel,
    BusinessModelChange,
    ModelChoice,
    QuotaLine,
    Tenancy,
    Tenant,
    TransactionSample,
    Usage,
    usage_list,
    usage_report,
)
from kpix_billing_core.usage import ActiveDevices, ApiCalls, FirmwareUpdate

APRIL = Month(2026, 4)
LONG_AGO, NOON = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC)
JUNE = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
CREATED = create_package(Quota(account="acme"), package="p1", count=20, at=NOON)
LATE = attrs.evolve(CREATED, at=JUNE)
QUOTA = replay([CREATED])
NORTH = Tenant(id="north", name="North", created_at=LONG_AGO)
CHANGE = BusinessModelChange(LONG_AGO, BusinessModel.API_CALLS)
OTHER_MODEL = attrs.evolve(CHANGE, model=BusinessModel.ACTIVE_DEVICES)
ACME = Tenancy("acme", (NORTH,))
USED = Usage(active_devices=3, firmware_updates=2, access_tokens=1)
REPORT = usage_report(ACME, APRIL, {"acme": USED, "north": USED}, now=JUNE, quota=[CREATED])
LISTED = usage_list(REPORT)
LINE = QuotaLine(added=NOON, amount=-5, reason="reservation", campaign="spring")
SEEN = ActiveDevices("acme", APRIL, first=(("d1", NOON),))
UPDATE = FirmwareUpdate("acme", "d1", "spring", NOON)
SAMPLE = TransactionSample("acme", NOON, 1)
# They are many, and much alike: each tries its share of the catalogue.
SHARES = 3
LOCALE = given("en", "locale")
LABELS = given(
    ENGLISH_USAGE,
    bad={
        "labels of text": ("Account",) * len(ENGLISH_USAGE),
        "labels of an invoice": ENGLISH,
        "a label of nothing": ENGLISH_USAGE._replace(name=""),
        "a label without its place": ENGLISH_USAGE._replace(activity="Active"),
    },
)

ID, TEXT, BOOL = given("z", "id"), given("", "text"), given(True, "bool")
AT = given(NOON, "instant")
COUNT, MAYBE = given(3, "whole>=0"), given(3, "whole>=0", "None")
ZONE = given(dt.UTC, "zone asked")
MONTH, NOT_LAST = given(APRIL, "Month"), given(APRIL, "Month", but=("the last month",))
NOW = given(JUNE, "instant")
EXTRA = given(
    (("alias", '"x"'),), "tuple", bad={"no JSON": (("alias", "x"),), "out of order": (("b", "1"), ("a", "1"))}
)
CHANGES = each((CHANGE,), container="iterable", bad={"two at once": (CHANGE, OTHER_MODEL)})
KEPT_CHANGES = each((CHANGE,), bad={"two at once": (CHANGE, OTHER_MODEL)})
SOME_TENANTS = each((NORTH,), bad={"one twice": (NORTH, NORTH), "itself": (attrs.evolve(NORTH, id="z"),)})
EVENTS = each((CREATED,), "event", container="iterable")
COUNTED = given(
    {"acme": USED, "north": USED},
    "mapping",
    bad={"of a stranger": {"other": USED}, "a number": {"acme": 3}, "a set": {"acme"}},
)
WHOLE, OWN = given(REPORT), given(REPORT.own)
NOT_ITS_OWN = {"a stranger's": attrs.evolve(REPORT.own, account="z")}

ACCOUNT_TARGETS = (
    target(
        "reporting.Tenant",
        id=ID,
        name=ID,
        organisation=TEXT,
        created_at=given(LONG_AGO, "instant"),
        closed_at=given(None, "instant", "None", bad={"before it began": LONG_AGO}),
        attributes=EXTRA,
    ),
    target("reporting.Tenant.exists_at", NORTH, instant=AT),
    target("reporting.Tenant.exists_in", NORTH, month=MONTH, zone=ZONE),
    target("reporting.Tenant.details", NORTH),
    target(
        "reporting.Tenancy",
        aggregator=ID,
        tenants=SOME_TENANTS,
        name=TEXT,
        organisation=TEXT,
        tier=AccountTier.FREE,
        models=KEPT_CHANGES,
        attributes=EXTRA,
    ),
    target("reporting.Tenancy.tenant", ACME, account=given("north", "its tenant")),
    target("reporting.Tenancy.at", ACME, instant=AT),
    target("reporting.Tenancy.in_month", ACME, month=MONTH, zone=ZONE),
    target("reporting.Tenancy.search", ACME, text=TEXT),
    target(
        "reporting.attributes_of",
        data=given({"a": 1}, "mapping", "JSON", also=("a dict",), bad={"an object": {"a": object()}, "a key": {1: 2}}),
    ),
    target("reporting.BusinessModelChange", since=AT, model=BusinessModel.API_CALLS),
    target("reporting.choose_business_model", model=BusinessModel.API_CALLS, since=AT, administrator=BOOL),
    target("reporting.business_model_in", changes=CHANGES, month=MONTH, zone=ZONE, choice=ModelChoice.AT_START),
)
SCHEDULE_TARGETS = (
    target("reporting.default_month", now=AT, zone=ZONE),
    target("reporting.report_day", month=NOT_LAST),
    target("reporting.report_available_at", month=NOT_LAST, override=given(None, "instant", "None")),
    *(target(f"reporting.{name}", month=NOT_LAST, zone=ZONE) for name in ("report_period", "printed_end")),
    target("reporting.period_label", month=MONTH),
)
VALUE_TARGETS = (
    target(
        "reporting.Usage",
        active_devices=COUNT,
        firmware_updates=COUNT,
        access_tokens=MAYBE,
        api_calls=given(ApiCalls(), "ApiCalls", "None"),
    ),
    target("reporting.Usage.metrics", USED),
    target("reporting.ReportTerms", zone=ZONE, model_choice=ModelChoice.AT_START, quota=given(QuotaTerms())),
    target(
        "reporting.PackageSection",
        package=QUOTA.active,
        remaining=given(20, "whole>=0"),
        reserved=COUNT,
        warning=given(None, "None"),
    ),
    target("reporting.package_section", quota=QUOTA, at=AT),
    target("reporting.QuotaLine", added=AT, amount=given(-5, "whole"), reason=ID, campaign=given("z", "id", "None")),
    target(
        "reporting.AccountReport",
        account=given("acme", "id"),
        month=NOT_LAST,
        zone=given(dt.UTC, "zone asked"),
        generated_at=given(JUNE, "instant", but=("an aware datetime",)),
        business_model=BusinessModel.ACTIVE_DEVICES,
        usage=given(USED, bad={"with calls": attrs.evolve(USED, api_calls=ApiCalls())}),
        history=each((LINE,), bad={"of June": (attrs.evolve(LINE, added=JUNE),)}),
    ),
    target(
        "reporting.UsageReport",
        tenancy=given(ACME, bad={"another account": Tenancy("z", (NORTH,)), "without tenants": Tenancy("acme")}),
        own=given(REPORT.own, bad=NOT_ITS_OWN),
        tenants=each(REPORT.tenants, container="tenants", but=("an empty tuple",)),
        history=given(REPORT.history, bad={"without a line": history([], NOON, "acme")}),
        package=given(REPORT.package, "PackageSection", "None"),
    ),
    target("reporting.UsageReport.tenant", REPORT, account=given("north", "its tenant")),
    target("reporting.TransactionSample", account=ID, starts_at=AT, count=COUNT),
    target(
        "reporting.AccountSnapshot",
        account=ID,
        at=AT,
        month=MONTH,
        active_devices=COUNT,
        transactions=COUNT,
        tenants=given(None, "whole>=1", "None"),
    ),
    target("reporting.UsageRow", account=ID, name=TEXT, organisation=TEXT, usage=USED),
    target("reporting.UsageList", month=MONTH, entries=each(LISTED.entries)),
    *(target(f"reporting.UsageList.{name}", LISTED) for name in ("rows", "table")),
    target("reporting.UsageList.search", LISTED, text=TEXT),
)
CALL_TARGETS = (
    target(
        "reporting.usage_by_account",
        month=NOT_LAST,
        zone=given(dt.UTC, "its zone", also=("UTC",)),
        active=each((SEEN,), container="iterable", bad={"of May": (ActiveDevices("acme", APRIL + 1),)}),
        updates=each((UPDATE,), container="iterable"),
        api_calls=given({"acme": ApiCalls()}, "mapping", bad={"a number": {"acme": 1}, "nobody's": {"": ApiCalls()}}),
        access_tokens=given({"acme": 1}, "mapping", also=("a dict",), bad={"less than none": {"acme": -1}}),
    ),
    target(
        "reporting.usage_report",
        tenancy=ACME,
        month=NOT_LAST,
        usage=COUNTED,
        now=NOW,
        quota=EVENTS,
        terms=given(USAGE_REPORTS),
        available_from=given(None, "instant", "None"),
    ),
    target(
        "reporting.account_snapshot",
        tenancy=ACME,
        active=given(SEEN, bad={"a tenant's": ActiveDevices("north", APRIL)}),
        samples=each((SAMPLE,), container="iterable", bad={"a tenant's": (attrs.evolve(SAMPLE, account="north"),)}),
        now=NOW,
    ),
    target("reporting.usage_list", report=WHOLE),
    target(
        "reporting.usage_tally",
        report=given(REPORT, bad={"a list": LISTED}),
        terms=given(PLAN_POOL),
        skus=given(
            {"active_devices": "DEVICE"},
            "mapping",
            "None",
            bad={"no metric": {"a": "A"}, "no SKU": {"api_calls": ""}, "twice": {"api_calls": "A", "to_devices": "B"}},
        ),
    ),
    target(
        "reporting.active_device_rows",
        active=each((SEEN,), container="iterable"),
        endpoints=given({"d1": "pump"}, "mapping", also=("a dict", "a read-only mapping with a float")),
    ),
    target(
        "reporting.firmware_update_rows",
        updates=each((UPDATE,), container="iterable"),
        month=MONTH,
        zone=ZONE,
    ),
    target("reporting.export_name", kind=given("usage", "its kind"), month=MONTH, compressed=BOOL),
    target(
        "reporting.write_export",
        columns=each(("sku",), "text", "any text", container="headings", but=("a NUL inside", "a lone surrogate")),
        rows=each((("STD",),), "cells", container="iterable"),
        file=given(io.BytesIO(), "file to write"),
        compressed=BOOL,
        guard=BOOL,
    ),
)
PAGE_TARGETS = (
    *(
        target(f"rendering.usage_{form}", report=given(REPORT), locale=LOCALE, labels=LABELS)
        for form in ("html", "text")
    ),
    *(
        target(f"rendering.tenant_{form}", report=given(REPORT), account=given("north"), locale=LOCALE, labels=LABELS)
        for form in ("html", "text")
    ),
    target(
        "rendering.active_devices_chart",
        active=each((SEEN,), container="iterable", bad={"one twice": (SEEN, SEEN)}),
        locale=LOCALE,
        labels=LABELS,
    ),
    target(
        "rendering.activity_html",
        activities=each((ACTIVITY,), container="iterable", bad={"one twice": (ACTIVITY, ACTIVITY)}),
        month=MONTH,
        locale=LOCALE,
        labels=LABELS,
    ),
)
TARGETS: tuple[Target, ...] = tuple(
    each_target._replace(shares=SHARES)
    for each_target in (*ACCOUNT_TARGETS, *SCHEDULE_TARGETS, *VALUE_TARGETS, *CALL_TARGETS, *PAGE_TARGETS)
)
