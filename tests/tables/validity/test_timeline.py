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
    sweep,
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
    records = [valid(1, 5), valid(1, 9)]
    found = spans(records, overlap=Overlap.LATEST)
    assert found == [("pending", None, at(1)), ("active", at(1), at(10)), ("disabled", at(10), None)]
    line = timeline(records, ApplicationRules(overlap=Overlap.LATEST))
    assert {span.record for span in line.spans} == {valid(1, 9)}


@pytest.mark.parametrize("last", [2, 4])
def test_a_record_ended_before_its_start_is_never_valid(last):
    """Alone, twice, or beside one that is; also where its end is the very start."""
    never = valid(5, 9, last)
    for held in ([never], [never, never]):
        assert spans(held) == [("pending", None, at(last + 1)), ("deactivated", at(last + 1), None)]


def test_what_is_ended_on_its_last_day_has_elapsed():
    for held in ([valid(1, 5, 5)], [valid(1, 5, 5)] * 2):
        assert spans(held, grace_days=2)[2:] == [("in_grace", at(6), at(8)), ("disabled", at(8), None)]


def test_of_records_alike_the_same_is_named():
    """Of two with the same days, in any order: the one that nobody ended, or the last by its text."""
    for one, other in ((valid(1, 9, 4), valid(1, 9)), (valid(reason="a"), valid(reason="b"))):
        assert {timeline(held, GRACE).spans[1].record for held in ([one, other], [other, one])} == {other}


def test_the_end_told_is_that_of_the_longest():
    """Two that somebody ended on the tenth would have been valid to the thirtieth and the twentieth."""
    line = timeline([valid(1, 30, 10), valid(5, 20, 10)], GRACE)
    assert (line.spans[1].until, line.spans[1].expires_at) == (at(11), at(31))


def test_an_end_beside_a_validity():
    never = valid(5, 9, 2)
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


def test_days_of_instants_are_those_of_the_zone():
    """In Berlin one in the afternoon is noon in UTC on 28 March and eleven on the day after, when clocks went forward."""
    berlin = ApplicationRules(grace_days=1, alert_days=(1,), zone=ZoneInfo("Europe/Berlin"))
    for day_, alert, end, grace_end in ((28, (27, 12), (28, 12), (29, 11)), (29, (28, 12), (29, 11), (30, 11))):
        ends = [datetime(2026, 3, *time, tzinfo=UTC) for time in (alert, end, grace_end)]
        found = due([timed(at(-10), ends[1])], grace_days=1, alert_days=(1,), zone=berlin.zone)
        assert found == list(zip(ends, ("alert_due 1", "grace_entered", "disabled"), strict=True)), day_
        assert all(instant.tzinfo is UTC for instant, _ in found)


def test_a_day_in_the_west_ends_later():
    """Two in the morning of 1 May in UTC is the evening of 30 April in New York."""
    rules = ApplicationRules(zone=ZoneInfo("America/New_York"))
    assert statuses([valid()], [Application(FLEET, rules)], at(31, 2))[FLEET]["d1"] is BillingStatus.ACTIVE
    assert statuses([valid()], [Application(FLEET, rules)], at(31, 4))[FLEET]["d1"] is BillingStatus.DISABLED


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
            [span] = timeline(held, rules).spans
            assert (span.status, span.since, span.until) == (BillingStatus.ACTIVE, None, None)
            assert span.expires_at is None
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
    assert spans([timed(first, last)]) == [("active", None, None)]
    assert spans([timed(at(1), last)] * 2, zone=east) == [("pending", None, at(1)), ("active", at(1), None)]
    assert timeline([valid()], GRACE).status(first) is BillingStatus.PENDING
    for zone, instant, found in (
        (west, datetime.min.replace(tzinfo=UTC), BillingStatus.PENDING),
        (east, datetime.max.replace(tzinfo=UTC), BillingStatus.DISABLED),
    ):
        assert statuses([valid()], [Application(FLEET, ApplicationRules(zone=zone))], instant) == {FLEET: {"d1": found}}


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
        hour = timedelta(hours=1)
        assert sweep([record], [Application(FLEET, self.RULES)], alert.due_at, alert.due_at + hour) == (alert,)

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
        first = Validity("d1", FLEET, date(year, 11, 1), date(year, 11, 1))
        assert statuses([first], [Application(FLEET, rules)], moment)[FLEET]["d1"] is BillingStatus.ACTIVE


def test_expiring_needs_a_record_that_ends():
    assert not timeline([valid(1, 5)], GRACE).expiring(at(9))
    assert timeline([valid(1, 5)], GRACE).expiring(at(5))
    assert day(5) == date(2026, 4, 5)
