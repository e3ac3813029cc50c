"""Whole fleets: statuses at once, sweeps, counts and the glance, and what they complain of."""

from datetime import UTC, date, datetime

import pytest
from tests.examples import APRIL, complaint
from tests.validity import FLEET, at, day, timed, under, valid

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    BillingStatus,
    DeviceStatus,
    Expiry,
    MonthCount,
    Overlap,
    Schedule,
    StatusCount,
    SweepEvent,
    SweepKind,
    Validity,
    fleet_status,
    glance,
    month_counts,
    schedule,
    statuses,
    sweep,
)

LATEST = under(overlap=Overlap.LATEST)


def one(records, number, application=None):
    """What the device is on a day."""
    [found] = statuses(records, [application or under(grace_days=1)], day(number))[FLEET].values()
    return found.value


def test_records_of_instants_among_days():
    """They are worked out by timelines, in any order, from whatever is iterable."""
    records = [timed(at(1, 10), at(9, 10)), Validity("d1", FLEET), valid(20, 21)]
    for each in (records, records[::-1], tuple(records), iter(records)):
        assert one(each, 5) == "active"
    assert [one(records, number) for number in (1, 2, 10, 11, 20)] == [
        "pending",
        "active",
        "in_grace",
        "disabled",
        "active",
    ]


def test_records_that_do_not_unite():
    """Where the latest holds alone, comparing each by itself will not do."""
    records = [valid(1, 20), valid(5, 10)]
    assert [one(records, number, LATEST) for number in (4, 10, 11)] == ["active", "active", "disabled"]


def test_an_end_among_several_records():
    """It ends the grace that runs, so the device's records are looked at together."""
    records = [valid(1, 4), valid(3, 9, 4)]
    assert [one(each, 5) for each in (records, records[::-1])] == ["deactivated", "deactivated"]


def test_values_in_order():
    """By application, then device, whatever came first."""
    records = [valid(device="d2"), valid(device="d1"), valid(application="a")]
    found = fleet_status(records, [under(), Application("a")], day(1))
    assert found == tuple(
        DeviceStatus(*where, BillingStatus.ACTIVE) for where in (("a", "d1"), (FLEET, "d1"), (FLEET, "d2"))
    )


def test_an_application_without_devices_is_there():
    assert statuses([], [under()], day(1)) == {FLEET: {}}
    assert month_counts([], [under()], APRIL)[0].devices == 0


@pytest.mark.parametrize(
    ("kind", "said", "ask"),
    [
        (
            WrongValue,
            "records: expected records of the applications given",
            lambda: statuses([valid(application="b")], [under()], day(1)),
        ),
        (
            WrongValue,
            "records: expected records of the applications given",
            lambda: sweep([valid(application="b")], [under()], at(1), at(2)),
        ),
        (WrongType, "records: expected Validity or TimedValidity", lambda: statuses(["d1"], [under()], day(1))),
        (WrongType, "records: expected Validity or TimedValidity", lambda: statuses(iter(["d1"]), [under()], day(1))),
        (WrongType, "records: expected Validity or TimedValidity", lambda: schedule(["d1"], [under()])),
        (WrongType, "applications: expected Application", lambda: statuses([], [under().rules], day(1))),
        (WrongValue, "applications: expected each application once", lambda: statuses([], [under(), under()], day(1))),
        (WrongType, "at: expected date or aware datetime", lambda: statuses([], [under()], "2026-04-01")),
        (WrongValue, "at: expected a datetime with its zone", lambda: statuses([], [under()], datetime(2026, 4, 1))),
        (WrongValue, "until: expected an instant from", lambda: sweep([], [under()], at(2), at(1))),
        (WrongValue, "until: expected an instant from", lambda: Schedule(()).sweep(at(2), at(1))),
        (WrongType, "month: expected Month", lambda: month_counts([], [under()], "2026-04")),
        (WrongType, "status: expected BillingStatus", lambda: StatusCount(application="a").of("active")),
        (WrongValue, "device_days: expected days that so many devices can have", lambda: month(1, 31, 1)),
        (WrongValue, "device_days: expected days that so many devices can have", lambda: month(2, 1, 1)),
        (WrongValue, "days_left: expected a number of days for an alert", lambda: event(SweepKind.DISABLED, 1)),
        (WrongValue, "days_left: expected a number of days for an alert", lambda: event(SweepKind.ALERT_DUE, None)),
        (WrongValue, "events: expected each once, in order", lambda: Schedule((event(SweepKind.DISABLED, None),) * 2)),
    ],
)
def test_what_is_refused(kind, said, ask):
    assert complaint(kind, ask).startswith(said)


def month(devices, device_days, peak):
    return MonthCount(application="a", month=APRIL, devices=devices, device_days=device_days, peak=peak)


def event(kind, days_left):
    return SweepEvent(at(1), "a", "d1", kind, at(2), days_left)


def test_a_sweep_looks_only_at_what_can_be_due():
    """A record far away, one without days, and one made long after its end."""
    records = [valid(300, 400), Validity("d2", FLEET), valid(1, 2, device="d3", created_at=at(60))]
    found = sweep(records, [under(alert_days=(1,))], at(50), at(70))
    assert [(each.device, each.kind, each.due_at) for each in found] == [("d3", SweepKind.ALERT_MISSED, at(60))]
    assert (
        sweep(records, [under()], datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))[0].device == "d3"
    )


def test_no_alert_of_what_was_ended_before_it_was_known():
    """Ended on the fifth and made on the tenth: its alerts were never due, and never missed."""
    record = valid(1, 30, 5, created_at=at(10))
    assert schedule([record], [under(alert_days=(1, 7))]).events == ()


def test_events_of_one_instant_are_in_order():
    """By application and device, then as they follow; of alerts, the nearest first."""
    fleet = [valid(9, 10, device=name) for name in ("d2", "d1")]
    found = sweep(fleet, [under(alert_days=(2, 7))], at(9), at(10))
    assert [(each.device, each.days_left) for each in found] == [("d1", 2), ("d1", 7), ("d2", 2), ("d2", 7)]


class TestGlance:
    """The fleet by application and status, and what expires soon."""

    FLEET_OF_FOUR = (
        *(
            valid(1, 20, device="d1"),
            valid(1, 30, 18, device="d2"),
            valid(1, 16, device="d3"),
            valid(17, 60, device="d3"),
        ),
        *(valid(1, 59, device="d4"), Validity("d5", FLEET), timed(at(1), at(17, 6))),
    )

    def test_what_expires(self):
        """Within five days of the fifteenth: an end, an end that somebody set; not what is renewed."""
        found = glance(self.FLEET_OF_FOUR[:-1], [under()], day(15), 5)
        assert found.expiring == (Expiry(day(18), FLEET, "d2", 3), Expiry(day(20), FLEET, "d1", 5))
        assert glance(self.FLEET_OF_FOUR[:-1], [under()], day(15), 4).expiring == found.expiring[:1]

    def test_instants_expire_on_their_last_day(self):
        """Valid to six in the morning of the seventeenth."""
        assert glance(self.FLEET_OF_FOUR[-1:], [under()], at(15, 12)).expiring == (Expiry(day(17), FLEET, "d1", 2),)

    def test_what_is_not_valid_yet_does_not_expire(self):
        """A device that starts tomorrow and ends the day after, by one record or two."""
        for records in ([valid(16, 17)], [valid(16, 16), valid(17, 17)]):
            assert glance(records, [under()], day(15)).expiring == ()

    def test_as_text_and_as_html(self):
        """Two tables; one where nothing expires."""
        found = glance(self.FLEET_OF_FOUR, [under()], day(15), 5)
        assert str(found).splitlines()[2].split() == ["fleet", "1", "0", "4", "0", "0", "0", "0", "5"]
        assert found._repr_html_().count("<table>") == 2
        assert str(glance([], [Application("a", ApplicationRules())], date(2026, 4, 1))).count("\n") == 2
