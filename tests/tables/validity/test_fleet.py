"""Whole fleets: statuses at once, sweeps, counts and the glance, and what they complain of."""

import copy
import pickle
from datetime import UTC, date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

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
    day_span,
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


def test_days_at_their_edges():
    """Valid on the last day, also on one that somebody made the last; what is ended on it has elapsed."""
    assert [one([valid(1, 5)], number) for number in (0, 1, 5, 6, 7)] == [
        *("pending", "active", "active", "in_grace", "disabled")
    ]
    assert [one([valid(1, 9, 5)], number) for number in (5, 6)] == ["active", "deactivated"]
    assert one([valid(1, 5, 5)], 6) == "in_grace"


def test_instants_of_some_and_days_of_others():
    """One device by instants; of another the valid record counts, not the one to come, in any order."""
    records = [timed(at(1), at(9)), valid(1, 9, device="d2"), valid(20, 30, device="d2")]
    for each in (records, records[::-1]):
        assert statuses(each, [under()], day(5)) == {FLEET: dict.fromkeys(("d1", "d2"), BillingStatus.ACTIVE)}


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


def test_a_month_of_one_day_and_of_all_of_them():
    """One device is valid on the last day, another for ever."""
    ever = Validity("d2", FLEET, date.min, date.max)
    assert month_counts([valid(30, 30), ever], [under()], APRIL) == (month(2, 31, 2, FLEET),)
    assert month_counts([valid(30, 30)], [under()], APRIL) == (month(1, 1, 1, FLEET),)


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


def month(devices, device_days, peak, application="a"):
    return MonthCount(application=application, month=APRIL, devices=devices, device_days=device_days, peak=peak)


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


def test_a_sweep_sees_what_starts_within_it():
    """An alert that was due long before, at a start on the first day or on the last, part of which it takes."""
    fleet = [under(alert_days=(100,))]
    for since, until in ((at(9), at(10)), (at(8), at(9, 12))):
        [found] = sweep([valid(9, 40)], fleet, since, until)
        assert (found.due_at, found.days_left) == (at(9), 100)


@pytest.mark.parametrize(("first", "ends"), [(31, ["grace_entered", "disabled"]), (38, ["disabled"]), (39, [])])
def test_a_sweep_of_years_sees_its_edges(first, ends):
    """An end, the end of grace, and an alert of what ends a week after it; not what is over or far away."""
    since, until, last = at(first), at(first + 1_200), first + 1_199
    records = [
        valid(1, 30, device="ends"),
        valid(1, last + 6, device="alert"),
        valid(1, last + 7, device="far"),
        valid(-90, -80, device="over"),
        valid(last, last + 40, device="starts"),
    ]
    found = [
        (each.device, each.kind.value) for each in sweep(records, [under(grace_days=7, alert_days=(7,))], since, until)
    ]
    assert found == [*(("ends", kind) for kind in ends), ("alert", "alert_due")]


def test_what_never_ends_hides_nothing():
    """A record for ever, ended on the fifth, and one from the tenth to the twelfth that has its alert and its end."""
    records = [Validity("d1", FLEET, day(1), date.max, day(5)), valid(10, 12)]
    assert [each.due_at for each in schedule(records, [under(alert_days=(1,))]).events] == [at(12)]


def test_an_alert_made_at_the_end_is_missed():
    """A record of April that was made with the first instant of May."""
    [alert, _] = schedule([valid(created_at=at(31))], [under(alert_days=(1,))]).events
    assert (alert.kind, alert.due_at) == (SweepKind.ALERT_MISSED, at(31))


def test_no_alert_of_what_was_ended_before_it_was_known():
    """Ended on the fifth and made on the tenth: its alerts were never due, and never missed."""
    record = valid(1, 30, 5, created_at=at(10))
    assert schedule([record], [under(alert_days=(1, 7))]).events == ()


def test_events_of_one_instant_are_in_order():
    """By application and device, then as they follow; of alerts, the nearest first."""
    fleet = [valid(9, 10, device=name) for name in ("d2", "d1")]
    found = sweep(fleet, [under(alert_days=(2, 7))], at(9), at(10))
    assert [(each.device, each.days_left) for each in found] == [("d1", 2), ("d1", 7), ("d2", 2), ("d2", 7)]
    assert schedule(fleet, [under(alert_days=(2, 7))]).sweep(at(9), at(10)) == found


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

    def test_within_thirty_days(self):
        """If nothing is said: the last of them is within, the next is not."""
        found = glance([valid(1, 15 + 30, device="d1"), valid(1, 15 + 31, device="d2")], [under()], day(15))
        assert (found.within, [each.device for each in found.expiring]) == (30, ["d1"])

    def test_what_is_over_is_counted_under_its_rules(self):
        """Two days after an end: in grace where there are two days of it, disabled where there is one."""
        for grace, expected in ((2, (1, 0)), (1, (0, 1))):
            [count] = glance([valid(1, 13)], [under(grace_days=grace)], day(15)).counts
            assert (count.in_grace, count.disabled) == expected

    def test_as_text_and_as_html(self):
        """Two tables; one where nothing expires."""
        found = glance(self.FLEET_OF_FOUR, [under()], day(15), 5)
        assert str(found).splitlines()[:3] == [
            "application  unmanaged  pending  active  in grace  disabled  expired  deactivated  devices",
            "-----------  ---------  -------  ------  --------  --------  -------  -----------  -------",
            "fleet                1        0       4         0         0        0            0        5",
        ]
        assert found._repr_html_().count("<table>") == found._repr_html_().count("</table><table>") + 1 == 2
        assert str(found).splitlines()[3:] == [
            "",
            "Expiring within 5 days: 2",
            "last day    application  device  days left",
            "----------  -----------  ------  ---------",
            "2026-04-18  fleet        d2              3",
            "2026-04-20  fleet        d1              5",
        ]
        assert str(glance([], [Application("a", ApplicationRules())], date(2026, 4, 1))).count("\n") == 2


class TestStatusesByDevice:
    """The answer of `statuses`: a mapping to be read, whatever its records are like."""

    FOUND = statuses([valid(device="d2"), valid(5, 30, device="d1"), Validity("d3", FLEET)], [under()], day(2))[FLEET]
    EXPECTED: ClassVar = {
        "d2": BillingStatus.ACTIVE,
        "d1": BillingStatus.PENDING,
        "d3": BillingStatus.UNMANAGED,
    }

    def test_reads_as_a_dict(self):
        """Ids, statuses and both, in the order of the records; equal to a dict of them, and printed as one."""
        assert list(self.FOUND) == list(self.FOUND.keys()) == list(self.EXPECTED)
        assert list(self.FOUND.values()) == list(self.EXPECTED.values())
        assert list(self.FOUND.items()) == list(self.EXPECTED.items())
        assert self.FOUND == self.EXPECTED
        assert (len(self.FOUND), str(self.FOUND)) == (3, str(self.EXPECTED))
        assert (len(self.FOUND.items()), len(self.FOUND.values())) == (3, 3)

    def test_is_asked_by_id(self):
        """As a dict is, also for a device that is not there."""
        assert [self.FOUND[device] for device in ("d1", "d2", "d3")] == [
            *(BillingStatus.PENDING, BillingStatus.ACTIVE, BillingStatus.UNMANAGED)
        ]
        assert ("d1" in self.FOUND, "d4" in self.FOUND, self.FOUND.get("d4")) == (True, False, None)
        assert ("d1", BillingStatus.PENDING) in self.FOUND.items()
        with pytest.raises(KeyError, match="d4"):
            self.FOUND["d4"]

    def test_does_not_change(self):
        """Nor does it lose anything on its way to another process."""
        with pytest.raises(TypeError, match="item assignment"):
            self.FOUND["d1"] = BillingStatus.ACTIVE
        assert pickle.loads(pickle.dumps(self.FOUND)) == copy.deepcopy(self.FOUND) == self.EXPECTED


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")], ids=str)
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (9, ("pending", None, 9)),
        (10, ("active", 10, 20)),
        (20, ("active", 10, 20)),
        (21, ("in_grace", 21, 22)),
        (22, ("in_grace", 21, 22)),
        (23, ("disabled", 23, None)),
    ],
)
def test_from_which_day_to_which(number, expected, zone):
    """Days of the application's zone, both included; None: since ever, for ever."""
    said, first, last = expected
    found = day_span([valid(10, 20)], ApplicationRules(grace_days=2, zone=zone), day(number))
    assert found == (BillingStatus(said), *(None if each is None else day(each) for each in (first, last)))


ACTIVE_THEN_OVER = (valid(1, 9), valid(10, 12))
"""Two records of one device; on the tenth the second speaks for it, on the first the first."""


@pytest.mark.parametrize(
    "records",
    [
        (*ACTIVE_THEN_OVER, valid(device="d2"), valid(device="d3")),
        (valid(device="d0"), *ACTIVE_THEN_OVER),
        (valid(device="d0"), *ACTIVE_THEN_OVER[::-1], valid(device="d2")),
        (ACTIVE_THEN_OVER[0], valid(device="d2"), ACTIVE_THEN_OVER[1]),
        (valid(device="d2"), ACTIVE_THEN_OVER[1], ACTIVE_THEN_OVER[0]),
        (valid(device="d3"), valid(device="d2"), *ACTIVE_THEN_OVER),
    ],
)
def test_several_records_wherever_they_stand(records):
    """In order or not, next to each other or apart: each device is there once, with what speaks for it."""
    for number in (1, 9, 10, 12):
        found = statuses(records, [under()], day(number))[FLEET]
        assert (len(found), set(found.values())) == (len(set(found)), {BillingStatus.ACTIVE})
    over = statuses(records, [under()], day(13))[FLEET]
    assert [device for device, each in over.items() if each is BillingStatus.DISABLED] == ["d1"]


def test_what_stands_between_belongs_to_another_application():
    """Each application has its own devices, also where their records alternate and one id is in both."""
    records = [
        valid(1, 5),
        valid(application="a"),
        valid(1, 9, device="d2"),
        valid(20, 30, application="a", device="d2"),
    ]
    for each in (records, records[::-1]):
        assert statuses(each, [under(), Application("a")], day(6)) == {
            FLEET: {"d1": BillingStatus.DISABLED, "d2": BillingStatus.ACTIVE},
            "a": {"d1": BillingStatus.ACTIVE, "d2": BillingStatus.PENDING},
        }


def test_of_several_overlaps_the_same_is_named():
    """Whichever record comes first."""
    records = [valid(first, 9, device=device) for device in ("d3", "d1", "d2") for first in (1, 5)]
    for each in (records, records[::-1], sorted(records, key=lambda record: record.device)):
        said = complaint(WrongValue, lambda each=each: statuses(each, [under(overlap=Overlap.REJECT)], day(1)))
        assert "device='d1'" in said
