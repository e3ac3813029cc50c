"""Targets of service packages: what a quota is made of, its verbs, its history and its forecasts."""

import datetime as dt

import attrs
from tests.bad_input.spec import Given, Target, each, given, target

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason
from kpix_billing_core.quota import (
    SERVICE_PACKAGES,
    HistoryReason,
    Quota,
    RenewalStart,
    create_package,
    history,
    replay,
    reserve,
)

NOON = dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC)
YEAR = NOON.replace(year=2027)
CREATED = create_package(Quota(account="acme"), package="p1", count=20, at=NOON)
NEW = replay([CREATED])
RESERVED = reserve(NEW, campaign="a", size=5, at=NOON)
QUOTA = replay([RESERVED], NEW)
HISTORY = history([CREATED, RESERVED], NOON, "acme")
OTHERS = {"another account's event": attrs.evolve(RESERVED, account="other")}
SUM = {"granted": 10, "remaining": 4, "reserved": 3, "consumed": 2, "forfeited": 1}
# They are many, and much alike: each tries its share of the catalogue.
SHARES = 4

ID, TEXT, BOOL = given("z", "id"), given("", "text"), given(True, "bool")
AT = given(NOON, "instant")
LATER = given(YEAR, "instant", but=("an aware datetime",))
BEFORE_YEAR = given(NOON, "instant", but=("the last instant",))
KEY = TENANT = given(None, "id", "None")
NO_TENANT = given(None, "None")
COUNT = given(20, "whole>=1", "None")
SIZE, NATURAL = given(5, "whole>=1"), given(2, "whole>=0")
AMOUNT = given(5, "whole")
MORE_OR_LESS = given(5, "whole", but=("0",))
ITS_ACCOUNT = given("acme", "its account")  # another one is a mistake beside these events
EVENTS = each((CREATED, RESERVED), "event", container=("tuple", "iterable", "list of none"))
TERMS = given(SERVICE_PACKAGES)
PACE = given("1/2", "exact>=0")


def event(name: str, *, at: Given = AT, tenant: Given = TENANT, **fields: object) -> Target:
    """Return the target of an event's constructor."""
    head = {"version": NATURAL, "at": at, "account": given("acme", "id")}
    return target(f"quota.{name}", **head, **fields, tenant=tenant, key=KEY)


EVENT_TARGETS = (
    event(
        "PackageCreated",
        at=BEFORE_YEAR,
        package=ID,
        count=COUNT,
        starts_at=BEFORE_YEAR,
        expires_at=LATER,
        tenant=NO_TENANT,
    ),
    event(
        "PackageRenewed",
        at=BEFORE_YEAR,
        package=ID,
        count=COUNT,
        starts_at=BEFORE_YEAR,
        expires_at=LATER,
        tenant=NO_TENANT,
    ),
    event("Reserved", campaign=ID, size=SIZE),
    event("Committed", campaign=ID, device=ID, succeeded=BOOL),
    event("Released", campaign=ID, consumed=NATURAL),
    event("Adjusted", amount=MORE_OR_LESS, reference=TEXT, tenant=NO_TENANT),
    event("RenewalStarted", package=ID, amount=AMOUNT, tenant=NO_TENANT),
    event("ReservationTerminated", campaign=ID, unused=NATURAL),
    event("PackageTerminated", package=ID, unused=NATURAL, tenant=NO_TENANT),
)
VALUE_TARGETS = (
    target("quota.Unlimited"),
    target(
        "quota.QuotaTerms",
        validity_months=given(12, "whole>=1"),
        warning_months=NATURAL,
        grace_days=NATURAL,
        renewal_start=RenewalStart.AT_ONCE,
        carry_over=BOOL,
        failed_updates_count=BOOL,
        list_zero_releases=BOOL,
    ),
    target("quota.ServicePackage", id=ID, count=COUNT, starts_at=BEFORE_YEAR, expires_at=LATER, previous=KEY),
    target(
        "quota.Reservation",
        campaign=ID,
        size=given(2**70, "whole>=1"),
        consumed=given(0, "whole>=0"),
        lent=given(0, "whole>=0"),
        tenant=TENANT,
        reserved_at=AT,
        lapses_at=given(None, "instant", "None"),
    ),
    target("quota.QuotaBalance", **{name: given(number, "the sum") for name, number in SUM.items()}),
    target("quota.Verdict", reason=given(Reason.NO_PACKAGE, "Reason", "None"), detail=TEXT),
    target("quota.ExpiryWarning", expires_at=AT, days_left=NATURAL, renewal_pending=BOOL),
    target(
        "quota.Quota",
        account=given("acme", "id"),
        terms=TERMS,
        version=NATURAL,
        at=given(NOON, "instant", "None"),
        active=QUOTA.active,
        pending=NO_TENANT,
        lapsed=NO_TENANT,
        reservations=each(tuple(QUOTA.reservations), container="reservations"),
        balance=QUOTA.balance,
    ),
    target(
        "quota.HistoryEntry",
        id=given("0" * 32, "hexadecimal digits"),
        added=AT,
        amount=AMOUNT,
        reason=ID,
        account=ID,
        campaign=KEY,
        package=NO_TENANT,
        balance=given(5, "whole>=0", "None"),
    ),
    target("quota.History", account=ID, entries=each(HISTORY.entries[:1])),
)
VERB_TARGETS = (
    target(
        "quota.create_package",
        quota=Quota(account="acme"),
        package=ID,
        count=COUNT,
        at=BEFORE_YEAR,
        starts_at=given(None, "instant", "None", but=("the last instant",)),
        key=KEY,
    ),
    target(
        "quota.renew",
        quota=QUOTA,
        package=ID,
        count=COUNT,
        at=AT,
        start=given(RenewalStart.AT_ONCE, "None"),
        key=KEY,
    ),
    target("quota.reserve", quota=QUOTA, campaign=ID, size=SIZE, at=AT, tenant=TENANT, top_up=BOOL, key=KEY),
    target("quota.commit", quota=QUOTA, campaign=ID, device=ID, at=AT, tenant=TENANT, succeeded=BOOL, key=KEY),
    target("quota.commit_key", campaign=ID, device=ID, succeeded=BOOL),
    target(
        "quota.release",
        quota=QUOTA,
        campaign=ID,
        at=AT,
        tenant=TENANT,
        consumed=given(None, "whole>=0", "None"),
        key=KEY,
    ),
    target("quota.adjust", quota=QUOTA, amount=MORE_OR_LESS, at=AT, reference=TEXT, key=KEY),
    target("quota.expire", quota=QUOTA, at=AT),
    target("quota.evolve", quota=NEW, event=given(RESERVED, bad=OTHERS)),
    target("quota.replay", events=EVENTS, start=given("acme", "None"), terms=TERMS),
)
QUESTION_TARGETS = (
    *(target(f"quota.Quota.{name}", QUOTA, at=AT) for name in ("as_of", "remaining", "updates_enabled")),
    *(target(f"quota.Quota.{name}", QUOTA, at=AT) for name in ("expires_on", "expiry_warning", "table")),
    target("quota.Quota.can_start", QUOTA, size=SIZE, at=AT),
    target("quota.Quota.reservation", QUOTA, campaign=ID, at=AT),
    target("quota.as_of", events=EVENTS, at=AT, account=given("acme", "None"), terms=TERMS),
    *(
        target(f"quota.{name}", events=EVENTS, at=AT, account=ITS_ACCOUNT, terms=TERMS)
        for name in ("history", "balances_by_account", "balances_by_package")
    ),
    *(target(f"quota.History.{name}", HISTORY) for name in ("rows", "table")),
    target(
        "quota.History.view",
        HISTORY,
        month=given(Month(2026, 4), "Month", "None"),
        campaign=given("a", "text", "None"),
        reason=given(HistoryReason.RESERVATION, "id", "None"),
        account=given("acme", "id", "None"),
        zone=given(dt.UTC, "zone asked"),
    ),
    target("quota.previous_month", now=AT, zone=given(dt.UTC, "zone asked")),
    *(
        target(f"quota.{name}", quota=QUOTA, at=AT, pace=PACE)
        for name in ("tokens_exhausted_at", "tokens_lost", "tokens_needed")
    ),
)
TARGETS = tuple(
    each_target._replace(shares=SHARES)
    for each_target in (*EVENT_TARGETS, *VALUE_TARGETS, *VERB_TARGETS, *QUESTION_TARGETS)
)
