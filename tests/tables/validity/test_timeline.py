"""Spans at the edges: of overlapping records, of the calendar, and of zones that left a day out."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from tests.examples import complaint
from tests.validity import FLEET, at, day, due, spans, timed, valid

from kpix_billing_core.errors import WrongValue
from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    BillingStatus,
    Overlap,
    StatusSpan,
    Timeline,
    Validity,
    schedule,
    statuses,
    timeline,
)

APIA = ZoneInfo("Pacific/Apia")
GRACE = ApplicationRules(grace_days=2, alert_days=(1,))


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ((), "spans: expected spans from ever to for ever"),
        ((StatusSpan(BillingStatus.ACTIVE, at(1)),), "spans: expected spans from ever"),
        ((StatusSpan(BillingStatus.ACTIVE, None, at(1)),), "spans: expected spans from ever"),
        (
            (StatusSpan(BillingStatus.PENDING, None, at(1)), StatusSpan(BillingStatus.ACTIVE, at(2))),
            "spans: expected spans that meet",
        ),
        ((StatusSpan(BillingStatus.PENDING), StatusSpan(BillingStatus.ACTIVE)), "spans: expected spans that meet"),
    ],
)
def test_spans_that_are_not_all_of_time(spans, said):
    assert complaint(WrongValue, Timeline, spans, GRACE).startswith(said)


def test_a_span_that_ends_before_it_begins():
    assert complaint(WrongValue, StatusSpan, BillingStatus.ACTIVE, at(2), at(2)).startswith(
        "until: expected an instant after"
    )


def test_of_two_that_start_together_the_latest_to_end_holds():
    """Where the latest wins, a record superseded from its start is not there at all."""
    found = spans([valid(1, 5), valid(1, 9)], overlap=Overlap.LATEST)
    assert found == [("pending", None, at(1)), ("active", at(1), at(10)), ("disabled", at(10), None)]


def test_a_record_ended_before_its_start_is_never_valid():
    """Alone, or beside one that is."""
    never = valid(5, 9, 2)
    assert spans([never]) == [("pending", None, at(3)), ("deactivated", at(3), None)]
    assert spans([never, valid(1, 1)]) == [
        ("pending", None, at(1)),
        ("active", at(1), at(2)),
        ("disabled", at(2), at(3)),
        ("deactivated", at(3), None),
    ]


def test_records_that_follow_each_other_are_one_span():
    """It names the record that it ends with."""
    line = timeline([valid(1, 5), valid(6, 9)], GRACE)
    assert [(span.status.value, span.expires_at) for span in line.spans[1:3]] == [
        ("active", at(10)),
        ("in_grace", at(10)),
    ]
    assert line.spans[1].record == valid(6, 9)


def test_instants_have_grace_and_alerts_at_their_time_of_day():
    """Ending at ten on the fifth: an alert at ten on the fourth, grace to ten on the seventh."""
    found = due([timed(at(1, 9), at(5, 10))], grace_days=2, alert_days=(1,))
    assert found == [(at(4, 10), "alert_due 1"), (at(5, 10), "grace_entered"), (at(7, 10), "disabled")]


def test_an_instant_is_the_same_in_any_zone():
    """Written two hours ahead, it is two hours earlier."""
    ahead = timezone(timedelta(hours=2))
    record = timed(at(1).astimezone(ahead), at(5).astimezone(ahead), at(3).astimezone(ahead))
    assert [span.since for span in timeline([record], GRACE).spans[1:]] == [at(1), at(3)]
    assert timeline([record], GRACE).spans[1].since.tzinfo is UTC


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])
def test_the_ends_of_the_calendar_are_for_ever(zone):
    """A record from the first day to the last has always been, and never ends; so nothing ever falls due."""
    rules = ApplicationRules(grace_days=10**6, alert_days=(1, 10**6), zone=zone)
    for last in (date.max, date.max - timedelta(days=1)):
        record = Validity("d1", FLEET, date.min, last)
        for held in ([record], [record, record]):
            line = timeline(held, rules)
            assert [(span.status.value, span.since, span.until) for span in line.spans] == [("active", None, None)]
        assert schedule([record], [Application(FLEET, rules)]).events == ()


def test_a_grace_beyond_the_calendar_never_ends():
    """Nor does an alert before its beginning come before the start of the validity."""
    rules = ApplicationRules(grace_days=10**9, alert_days=(10**9,))
    for record in (valid(1, 30), timed(at(1), at(31))):
        found = schedule([record], [Application(FLEET, rules)]).events
        assert [(event.due_at, event.kind.value) for event in found] == [
            (at(1), "alert_due"),
            (at(31), "grace_entered"),
        ]


def test_instants_beyond_utc_are_for_ever():
    """The last moment of the west and the first of the east are no instants of UTC."""
    west, east = timezone(timedelta(hours=-1)), timezone(timedelta(hours=1))
    first, last = datetime.min.replace(tzinfo=east), datetime.max.replace(tzinfo=west)
    assert [(span.since, span.until) for span in timeline([timed(first, last)], GRACE).spans] == [(None, None)]


class TestADayLeftOut:
    """Apia had no 30 December 2011: what was said of that day alone has no instant."""

    RULES = ApplicationRules(grace_days=1, alert_days=(1,), zone=APIA)
    GONE = Validity("d1", FLEET, date(2011, 12, 30), date(2011, 12, 30))
    NOON = datetime(2011, 12, 31, 12, tzinfo=APIA)

    def test_it_is_never_valid(self):
        """It is over as it begins, and its grace is the day after."""
        for held in ([self.GONE], [self.GONE, self.GONE]):
            found = [span.status.value for span in timeline(held, self.RULES).spans]
            assert found == ["pending", "in_grace", "disabled"]
        found = [event.kind.value for event in schedule([self.GONE], [Application(FLEET, self.RULES)]).events]
        assert found == ["grace_entered", "disabled"]

    def test_an_alert_on_it_comes_the_day_before(self):
        """One day before the end of 30 December is the start of the 29th, the last day that there was."""
        record = Validity("d1", FLEET, date(2011, 12, 1), date(2011, 12, 30))
        [alert, *_] = schedule([record], [Application(FLEET, self.RULES)]).events
        assert alert.due_at == datetime(2011, 12, 29, tzinfo=APIA)

    def test_a_fleet_at_once_says_the_same(self):
        """On the day that there was not, it was the 31st."""
        fleet = [Application(FLEET, self.RULES)]
        for asked in (date(2011, 12, 30), self.NOON):
            assert statuses([self.GONE], fleet, asked)[FLEET]["d1"] is BillingStatus.IN_GRACE


def test_a_repeated_hour_belongs_to_the_day_that_began_before_it():
    """Havana had the first hour of November 2020 twice; St John's went back into October: the day had begun all the same."""
    for zone, instant in (("America/Havana", "2020-11-01T05:30"), ("America/St_Johns", "2009-11-01T02:45")):
        rules = ApplicationRules(zone=ZoneInfo(zone))
        year = int(instant[:4])
        record = Validity("d1", FLEET, date(year, 10, 1), date(year, 10, 31))
        moment = datetime.fromisoformat(instant).replace(tzinfo=UTC)
        assert timeline([record], rules).status(moment) is BillingStatus.DISABLED
        assert statuses([record], [Application(FLEET, rules)], moment)[FLEET]["d1"] is BillingStatus.DISABLED


def test_expiring_needs_a_record_that_ends():
    assert not timeline([valid(1, 5)], GRACE).expiring(at(9))
    assert timeline([valid(1, 5)], GRACE).expiring(at(5))
    assert day(5) == date(2026, 4, 5)
