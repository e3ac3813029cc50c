"""What each value and each function of validity complains of, word for word: which argument, what it expects, what it got."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo

import pytest
from tests.examples import APRIL
from tests.validity import FLEET, at, day, timed, under, valid

from kpix_billing_core.errors import BillingError
from kpix_billing_core.validity import (
    ASSET_LIFECYCLE,
    FREE,
    PRO,
    ApplicationRules,
    BillingStatus,
    MonthCount,
    Overlap,
    Schedule,
    StatusCount,
    StatusSpan,
    Subscription,
    SubscriptionTier,
    SweepEvent,
    SweepKind,
    TimedValidity,
    Timeline,
    Validity,
    admit,
    billable_rows,
    cheapest_tier,
    commitment,
    day_span,
    deactivate,
    glance,
    month_counts,
    move,
    renew,
    schedule,
    smallest_tier,
    statuses,
    sweep,
    tier_size,
    timeline,
)


class Adrift(tzinfo):
    """A zone without an offset."""

    def __repr__(self) -> str:
        return "Adrift()"

    def utcoffset(self, _: object) -> None:
        return None


RECORD = valid(1, 2)
ON_PRO = Subscription(PRO, date(2026, 1, 1))
ALERT = SweepEvent(at(1), FLEET, "d1", SweepKind.ALERT_DUE, at(2), 1)
A_TIER = "expected SubscriptionTier, got str 'Pro'"
A_RECORD = "expected Validity or TimedValidity, got str 'd1'"
A_DAY = "expected date, got str '1'"
AN_INSTANT = "expected aware datetime, got str '1'"
AN_ID = "expected an id, got str ''"
MANY = "expected a list, tuple or other iterable in order, got int 1"
FEWER = "expected at least 0, got int -1"


def spans(*found: StatusSpan) -> Timeline:
    """Return the timeline of spans."""
    return Timeline(found, ASSET_LIFECYCLE)


def event(**fields: object) -> SweepEvent:
    """Return an alert, unless fields say otherwise."""
    usual = {"due_at": at(1), "application": FLEET, "device": "d1", "kind": SweepKind.ALERT_DUE, "expires_at": at(2)}
    return SweepEvent(**{**usual, "days_left": 1, **fields})


def month(devices: int = 1, device_days: int = 1, peak: int = 1) -> MonthCount:
    """Return how many were valid in April."""
    return MonthCount(application=FLEET, month=APRIL, devices=devices, device_days=device_days, peak=peak)


REFUSALS: dict[str, Callable[[], object]] = {
    # records
    f"device: {AN_ID}": lambda: Validity("", FLEET),
    f"application: {AN_ID}": lambda: Validity("d1", ""),
    "reason: expected str, got int 1": lambda: Validity("d1", FLEET, reason=1),
    f"created_at: {AN_INSTANT}": lambda: Validity("d1", FLEET, created_at="1"),
    f"start: {A_DAY}": lambda: Validity("d1", FLEET, "1", day(2)),
    f"last_day: {A_DAY}": lambda: Validity("d1", FLEET, day(1), "1"),
    f"deactivated_on: {A_DAY}": lambda: Validity("d1", FLEET, day(1), day(2), "1"),
    "last_day: expected a day from 2026-04-02 on, got date 2026-04-01": lambda: valid(2, 1),
    f"start_at: {AN_INSTANT}": lambda: TimedValidity("d1", FLEET, "1", at(2)),
    f"end_at: {AN_INSTANT}": lambda: TimedValidity("d1", FLEET, at(1), "1"),
    f"deactivated_at: {AN_INSTANT}": lambda: timed(at(1), at(2), "1"),
    f"end_at: expected an instant after 2026-04-02T00:00:00+00:00, got datetime {at(2)!r}": (
        lambda: timed(at(2), at(2))
    ),
    f"record: {A_RECORD}": lambda: deactivate("d1", day(1)),
    "reason: expected printable text, got str '\\n'": lambda: deactivate(RECORD, day(1), "\n"),
    "on: expected aware datetime, got date 2026-04-01": lambda: deactivate(timed(at(1), at(2)), day(1)),
    "records: expected at least one record, got list []": lambda: renew([], day(2), day(1), ASSET_LIFECYCLE),
    f"on: {A_DAY}": lambda: renew([RECORD], day(9), "1", ASSET_LIFECYCLE),
    "on: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)": (
        lambda: renew([RECORD], at(9), datetime(2026, 4, 1), ASSET_LIFECYCLE)
    ),
    "until: expected aware datetime, got date 2026-04-09": lambda: renew([RECORD], day(9), at(1), ASSET_LIFECYCLE),
    # rules
    "alert_days: expected each number once, in order, got tuple (7, 7)": lambda: under(alert_days=(7, 7)),
    "zone: expected tzinfo, got str 'UTC'": lambda: under(zone="UTC"),
    "zone: expected a zone that knows its offset, got Adrift Adrift()": lambda: under(zone=Adrift()),
    # timelines
    "rules: expected ApplicationRules, got str 'fleet'": lambda: timeline([], FLEET),
    f"records: {A_RECORD}": lambda: timeline(["d1"], ASSET_LIFECYCLE),
    f"records: {MANY}": lambda: timeline(1, ASSET_LIFECYCLE),
    "records: expected records of d1 in fleet, got str 'd2'": (
        lambda: timeline([RECORD, valid(device="d2", application="other")], ASSET_LIFECYCLE)
    ),
    f"until: expected an instant after 2026-04-02T00:00:00+00:00, got datetime {at(2)!r}": (
        lambda: StatusSpan(BillingStatus.ACTIVE, at(2), at(2))
    ),
    f"since: {AN_INSTANT}": lambda: StatusSpan(BillingStatus.ACTIVE, "1"),
    f"expires_at: {AN_INSTANT}": lambda: StatusSpan(BillingStatus.ACTIVE, expires_at="1"),
    "spans: expected spans from ever to for ever, got tuple ()": spans,
    f"at: {AN_INSTANT}": lambda: timeline([RECORD], ASSET_LIFECYCLE).status("1"),
    # fleets
    f"applications: {MANY}": lambda: statuses([], 1, day(1)),
    "applications: expected Application, got str 'fleet'": lambda: statuses([], [FLEET], day(1)),
    "applications: expected each application once, got str 'fleet'": lambda: statuses([], [under()] * 2, day(1)),
    "at: expected date or aware datetime, got str '1'": lambda: statuses([], [under()], "1"),
    "records: expected records of the applications given, got str 'b'": (
        lambda: statuses([valid(application="b")], [under()], day(1))
    ),
    "application: expected Application, got str 'fleet'": lambda: billable_rows([], FLEET, "acme"),
    f"account: {AN_ID}": lambda: billable_rows([], under(), ""),
    f"sku: {AN_ID}": lambda: billable_rows([], under(), "acme", ""),
    "month: expected Month, got str '2026-04'": lambda: month_counts([], [under()], "2026-04"),
    "status: expected BillingStatus, got str 'active'": lambda: StatusCount(application=FLEET).of("active"),
    f"active: {FEWER}": lambda: StatusCount(application=FLEET, active=-1),
    "deactivated: expected int, got str '1'": lambda: StatusCount(application=FLEET, deactivated="1"),
    "devices: expected int, got str '1'": lambda: month(devices="1"),
    "device_days: expected int, got str '1'": lambda: month(device_days="1"),
    "peak: expected int, got str '1'": lambda: month(peak="1"),
    f"peak: {FEWER}": lambda: month(peak=-1),
    "device_days: expected days that so many devices can have, got int 31": lambda: month(device_days=31),
    f"within: {FEWER}": lambda: glance([], [under()], day(1), -1),
    # what falls due
    f"due_at: {AN_INSTANT}": lambda: event(due_at="1"),
    "days_left: expected at least 1, got int 0": lambda: event(days_left=0),
    "days_left: expected a number of days for an alert, and only there, got int 1": (
        lambda: event(kind=SweepKind.DISABLED)
    ),
    f"until: expected an instant from 2026-04-02T00:00:00+00:00 on, got datetime {at(1)!r}": (
        lambda: sweep([], [under()], at(2), at(1))
    ),
    f"until: {AN_INSTANT}": lambda: Schedule(()).sweep(at(1), "1"),
    # tiers
    "days: expected months or days, not both, got int 2": lambda: SubscriptionTier(name="X", months=1, days=2),
    "start: expected an end within the years 1 to 9999, got date 9999-12-31": lambda: FREE.earliest_end(date.max),
    f"tier: {A_TIER}": lambda: admit("Pro", 1),
    f"to: {A_TIER}": lambda: move(ON_PRO, "Pro", 1, day(1)),
    f"tiers: {A_TIER}": lambda: smallest_tier(["Pro"], 1),
    f"tiers: {MANY}": lambda: smallest_tier(1, 1),
    f"prices: {MANY}": lambda: cheapest_tier(1, 1),
    "prices: expected (SubscriptionTier, ExactMoney), got str 'Pro'": lambda: cheapest_tier(["Pro"], 1),
    f"counts: {MANY}": lambda: tier_size(1),
    "counts: expected StatusCount, got int 1": lambda: tier_size([1]),
    "counted: expected Counted, got str 'active'": lambda: tier_size([], "active"),
    "subscription: expected Subscription, got str 'Pro'": lambda: commitment("Pro", day(1)),
    "keeps_start: expected bool, got int 1": lambda: move(ON_PRO, PRO, 1, day(1), keeps_start=1),
}
SAME = {
    f"records: {MANY}": [lambda: statuses(1, [under()], day(1)), lambda: schedule(1, [under()])],
    f"records: {A_RECORD}": [
        lambda: statuses(["d1"], [under()], day(1)),
        lambda: statuses(iter(["d1"]), [under()], day(1)),
        lambda: schedule(["d1"], [under()]),
    ],
    "records: expected records of the applications given, got str 'b'": [
        lambda: schedule([valid(application="b")], [under()]),
        lambda: statuses([timed(at(1), at(2)), valid(application="b")], [under()], day(1)),
    ],
    f"since: {AN_INSTANT}": [lambda: sweep([], [under()], "1", at(1))],
    f"at: {AN_INSTANT}": [lambda: ALERT.seen("1")],
    f"expires_at: {AN_INSTANT}": [lambda: event(expires_at="1")],
    f"until: {AN_INSTANT}": [lambda: StatusSpan(BillingStatus.ACTIVE, None, "1")],
    f"on: {A_DAY}": [
        lambda: day_span([], ASSET_LIFECYCLE, "1"),
        lambda: commitment(ON_PRO, "1"),
        lambda: deactivate(RECORD, "1"),
    ],
    f"start: {A_DAY}": [lambda: PRO.earliest_end("1"), lambda: FREE.earliest_end("1")],
    f"device_limit: {FEWER}": [lambda: SubscriptionTier(name="X", device_limit=-1)],
    f"devices: {FEWER}": [
        lambda: PRO.admits(-1),
        lambda: admit(PRO, -1, 2),
        lambda: move(ON_PRO, PRO, -1, day(1)),
        lambda: month(devices=-1),
    ],
    "devices: expected int, got str '1'": [
        lambda: PRO.admits("1"),
        lambda: admit(PRO, "1"),
        lambda: move(ON_PRO, PRO, "1", day(1)),
    ],
    f"more: {FEWER}": [lambda: admit(PRO, 1, -1)],
    "more: expected int, got str '1'": [lambda: admit(PRO, 1, "1")],
    "within: expected int, got str '1'": [lambda: glance([RECORD], [under()], day(1), "1")],
    "days_left: expected int, got str '1'": [lambda: event(days_left="1")],
    "days_left: expected a number of days for an alert, and only there, got NoneType None": [
        lambda: event(days_left=None)
    ],
}
"""The same words for others."""


def complained(ask: Callable[[], object]) -> str:
    """Return what is complained of."""
    with pytest.raises(BillingError) as caught:
        ask()
    return str(caught.value)


@pytest.mark.parametrize(
    ("said", "ask"),
    [*REFUSALS.items(), *((said, ask) for said, others in SAME.items() for ask in others)],
)
def test_what_is_refused(said, ask):
    assert complained(ask) == said


@pytest.mark.parametrize(
    ("starts", "ask"),
    [
        (
            "records: expected records that do not overlap, got Validity Validity(device='d1', application='fleet', ",
            lambda: timeline([RECORD, valid(2, 3)], ApplicationRules(overlap=Overlap.REJECT)),
        ),
        (
            "spans: expected spans that meet, got StatusSpan StatusSpan(",
            lambda: spans(*[StatusSpan(BillingStatus.ACTIVE)] * 2),
        ),
        ("events: expected each once, in order, got SweepEvent SweepEvent(", lambda: Schedule((ALERT, ALERT))),
    ],
)
def test_values_too_long_to_be_shown(starts, ask):
    said = complained(ask)
    assert (said[: len(starts)], said[-1]) == (starts, "…")


def test_what_is_just_allowed():
    """No devices, no more of them, a glance at today alone, an interval of no time, a limit of none."""
    nothing = SubscriptionTier(name="X", device_limit=0)
    assert (PRO.admits(0), nothing.admits(0), nothing.admits(1)) == (True, True, False)
    assert (admit(nothing, 0, 0), admit(PRO, 0, 0)) == (0, 0)
    assert move(ON_PRO, nothing, 0, day(1)).excess == 0
    assert glance([valid(1, 3)], [under()], day(3), 0).expiring[0].days_left == 0
    assert sweep([RECORD], [under()], at(3), at(3)) == ()
    assert smallest_tier([SubscriptionTier(name="Y", device_limit=1, months=1), nothing], 0) == nothing
    assert SubscriptionTier(name="Y", days=1).earliest_end(day(1)) == day(2)
