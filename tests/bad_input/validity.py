"""Targets of validity: records, rules, what follows from them, and tiers."""

import datetime as dt

from tests.bad_input.spec import Given, Target, each, given, target
from tests.bad_input.trade import APRIL, DAY

from kpix_billing_core.money import ExactMoney
from kpix_billing_core.validity import (
    ESSENTIALS,
    PRO,
    Application,
    ApplicationRules,
    BillingStatus,
    Commitment,
    Counted,
    Expiry,
    Overlap,
    RenewalFrom,
    StatusCount,
    Subscription,
    SweepKind,
    TimedValidity,
    Validity,
    schedule,
    timeline,
)

UTC = dt.UTC
FIRST, LAST = dt.date(2026, 4, 1), dt.date(2026, 4, 30)
NOON = dt.datetime(2026, 4, 16, 12, tzinfo=UTC)
MAY = dt.datetime(2026, 5, 1, tzinfo=UTC)
RULES = ApplicationRules(grace_days=7, alert_days=(1, 7))
FLEET = Application("fleet", RULES)
HELD = Validity("d1", "fleet", FIRST, LAST)
OTHER = Validity("d2", "fleet", FIRST, LAST)
ELSEWHERE = Validity("d1", "elsewhere", FIRST, LAST)
TIMED = TimedValidity("d1", "fleet", NOON, MAY)
LINE = timeline([HELD], RULES)
EVENTS = schedule([HELD], [FLEET]).events
ON_PRO = Subscription(PRO, FIRST)
COUNT = StatusCount(application="fleet", active=3)
NUMBER = given(0, "whole>=0")
ID = given("d1", "id")
AT = given(NOON, "instant")
WHEN = given(NOON, "instant", "day")
MADE = given(NOON, "instant", "None")
NO_GAP = ("an empty tuple", "an empty list", "an empty generator")

RECORDS = each((HELD, OTHER), container="iterable", bad={"a set": {HELD}, "a stranger's": (ELSEWHERE,)})
OF_ONE = each((HELD,), container="iterable", bad={"a set": {HELD}, "two devices": (HELD, OTHER)})
APPLICATIONS = each((FLEET,), container="iterable", but=NO_GAP, bad={"a set": {FLEET}, "one twice": (FLEET, FLEET)})
FLEETS: dict[str, Given] = {"records": RECORDS, "applications": APPLICATIONS}

TARGETS: tuple[Target, ...] = (
    # --- records and rules
    target(
        "validity.Validity",
        device=ID,
        application=ID,
        start=given(FIRST, "day", but=("the last day",)),
        last_day=given(LAST, "day", but=("the first day",)),
        deactivated_on=given(DAY, "day", "None"),
        reason=given("returned", "text"),
        created_at=MADE,
    ),
    target(
        "validity.TimedValidity",
        device=ID,
        application=ID,
        start_at=given(NOON, "instant", but=("the last instant",)),
        end_at=given(MAY, "instant", but=("an aware datetime",)),
        deactivated_at=MADE,
        reason=given("returned", "text"),
        created_at=MADE,
    ),
    target("validity.deactivate", record=HELD, on=given(DAY, "day"), reason=given("returned", "text")),
    target(
        "validity.ApplicationRules",
        grace_days=NUMBER,
        alert_days=each(
            (7,), "whole>=1", container=("tuple", "ratio"), bad={"not in order": (7, 1), "one twice": (1, 1)}
        ),
        enforcement=given(True, "bool"),
        billing=given(True, "bool"),
        zone=given(UTC, "zone asked"),
        overlap=Overlap.UNION,
        renewal_from=RenewalFrom.RENEWAL,
    ),
    target("validity.Application", id=ID, rules=RULES),
    target(
        "validity.renew",
        records=each((HELD,), container="iterable", but=NO_GAP, bad={"two devices": (HELD, OTHER)}),
        until=given(dt.date(2026, 5, 31), "day", but=("the first day",)),
        on=given(DAY, "day", but=("the last day",), also=("a datetime whose zone fails",)),
        rules=RULES,
        created_at=MADE,
    ),
    # --- timelines
    target(
        "validity.StatusSpan",
        status=BillingStatus.ACTIVE,
        since=given(NOON, "instant", "None", but=("the last instant",)),
        until=given(MAY, "instant", "None", but=("an aware datetime",)),
        record=given(HELD, "None"),
        expires_at=MADE,
    ),
    target(
        "validity.Timeline",
        spans=each(
            LINE.spans,
            but=("an empty tuple",),
            bad={
                "with a gap": (LINE.spans[0], *LINE.spans[2:]),
                "with a beginning": LINE.spans[1:],
                "with an end": LINE.spans[:-1],
            },
        ),
        rules=RULES,
    ),
    *(target(f"validity.Timeline.{name}", LINE, at=AT) for name in ("span", "status", "next_change")),
    *(target(f"validity.Timeline.{name}", LINE, at=AT) for name in ("billable", "expiring")),
    target("validity.timeline", records=OF_ONE, rules=RULES),
    # --- whole fleets
    target("validity.day_span", records=OF_ONE, rules=RULES, on=given(DAY, "day")),
    target("validity.DeviceStatus", application=ID, device=ID, status=BillingStatus.ACTIVE),
    target("validity.statuses", **FLEETS, at=WHEN),
    target("validity.fleet_status", **FLEETS, at=WHEN),
    target(
        "validity.SweepEvent",
        due_at=AT,
        application=ID,
        device=ID,
        kind=SweepKind.ALERT_DUE,
        expires_at=AT,
        days_left=given(7, "whole>=1"),
    ),
    target("validity.SweepEvent.seen", EVENTS[0], at=AT),
    target("validity.Schedule", events=each(EVENTS, bad={"out of order": EVENTS[::-1], "one twice": EVENTS[:1] * 2})),
    target(
        "validity.Schedule.sweep",
        schedule([HELD], [FLEET]),
        since=given(NOON, "instant", but=("the last instant",)),
        until=given(MAY, "instant", but=("an instant before",)),
    ),
    target("validity.schedule", **FLEETS),
    target(
        "validity.sweep", **FLEETS, since=given(NOON, "instant", but=("the last instant",)), until=given(MAY, "instant")
    ),
    target("validity.billable_rows", records=RECORDS, application=FLEET, account=ID, sku=given("STD", "id", "None")),
    target(
        "validity.StatusCount",
        application=ID,
        **{status.value: NUMBER for status in BillingStatus},
    ),
    target("validity.StatusCount.of", COUNT, status=BillingStatus.ACTIVE),
    target(
        "validity.MonthCount",
        application=ID,
        month=APRIL,
        devices=given(2, "no other number", also=("13",)),
        device_days=given(60, "no other number", also=("13",)),
        peak=given(2, "no other number"),
    ),
    target("validity.status_counts", **FLEETS, at=WHEN),
    target("validity.month_counts", **FLEETS, month=APRIL),
    target("validity.Expiry", last_day=given(LAST, "day"), application=ID, device=ID, days_left=NUMBER),
    target("validity.Glance", counts=each((COUNT,)), expiring=each((Expiry(LAST, "fleet", "d1", 2),)), within=NUMBER),
    target("validity.glance", **FLEETS, at=WHEN, within=NUMBER),
    # --- tiers
    target(
        "validity.SubscriptionTier",
        name=ID,
        device_limit=given(100, "whole>=0", "None"),
        months=given(3, "whole>=0"),
        days=given(0, "whole>=0", but=("1", "13", "more than 64 bits")),
        trial=given(False, "bool"),
    ),
    target("validity.SubscriptionTier.admits", ESSENTIALS, devices=NUMBER),
    target("validity.SubscriptionTier.earliest_end", ESSENTIALS, start=given(FIRST, "day", but=("the last day",))),
    target("validity.Subscription", tier=PRO, since=given(FIRST, "day")),
    target("validity.Commitment", earliest_end=given(LAST, "day"), months=NUMBER, days=NUMBER),
    target(
        "validity.SubscriptionMove",
        before=ON_PRO,
        after=ON_PRO,
        on=given(DAY, "day"),
        devices=NUMBER,
        excess=NUMBER,
        remaining=Commitment(LAST, 0, 14),
    ),
    target(
        "validity.tier_size",
        counts=each((COUNT,), container="iterable", bad={"a set": {COUNT}}),
        counted=Counted.ACTIVE,
    ),
    target("validity.admit", tier=ESSENTIALS, devices=NUMBER, more=NUMBER),
    target("validity.commitment", subscription=ON_PRO, on=given(DAY, "day")),
    target(
        "validity.move",
        subscription=ON_PRO,
        to=ESSENTIALS,
        devices=NUMBER,
        on=given(DAY, "day"),
        keeps_start=given(False, "bool"),
    ),
    target("validity.smallest_tier", tiers=each((PRO,), container="iterable", bad={"a set": {PRO}}), devices=NUMBER),
    target(
        "validity.cheapest_tier",
        prices=each(((PRO, ExactMoney.parse("9 USD")),), container="iterable", bad={"a price alone": ("9 USD",)}),
        devices=NUMBER,
    ),
)
