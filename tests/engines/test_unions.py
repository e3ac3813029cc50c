"""Devices with several records, by hand: which of them lasts, what stands between them, and who is told."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from kpix_billing_core.batch.calendars import calendars_of
from kpix_billing_core.batch.clocks import clocks_of
from kpix_billing_core.batch.instants import number_of
from kpix_billing_core.batch.records import NOT_SAID, Records
from kpix_billing_core.batch.scales import DAYS, INSTANTS
from kpix_billing_core.batch.stretches import STATUSES, Stretches, stretches_of
from kpix_billing_core.batch.unions import held_apart, in_time, tied, united
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.validity import ApplicationRules, BillingStatus, Overlap

RULES = ApplicationRules(grace_days=3)
LATEST = ApplicationRules(grace_days=3, overlap=Overlap.LATEST)
EPOCH = date(1970, 1, 1)
EVER, FOREVER = (date.min - EPOCH).days, (date.max - EPOCH).days


def records_of(*rows, made=None):
    """Return records of a device, a start, a last day, and a day on which somebody ended it, or None, from 1970 on."""
    device, start, last, ended = (
        np.array([DAYS.no_end if value is None else value for value in values], np.int64)
        for values in zip(*rows, strict=True)
    )
    days = (each.astype(np.int32) for each in (start, last, ended))
    return Records(device, device * 0, None, *days, None if made is None else np.array(made))


def stretches(*rows, rules=RULES):
    """Return records as stretches, and whose they are."""
    records = records_of(*rows)
    return stretches_of(records, rules, calendars_of({"a": rules})["a"]), records.device


def spans(*rows, rules=RULES):
    """Return what devices are from when until when, and by which record; rows are in order."""
    held, device = stretches(*rows, rules=rules)
    held, left = held_apart(held, device, rules)
    found, whose = united(held, device[left], rules, DAYS)
    assert [each.dtype for each in found] == [np.int8, np.int32, np.int32, np.int64]
    shown = (each.tolist() for each in (whose, found.status, found.since, found.until, left[found.record]))
    return [
        (device, STATUSES[status].value, since, until, record)
        for device, status, since, until, record in zip(*shown, strict=True)
    ]


def after(end, record, *, device=0, graced=None):
    """Return the spans after an end."""
    graced = end + 3 if graced is None else graced
    return [(device, "in_grace", end, graced, record), (device, "disabled", graced, FOREVER, record)]


def test_one_after_the_other():
    """In grace and disabled between them; from when on they meet, one validity, told of by the later."""
    first, pending = (0, 10, 19, None), (0, "pending", EVER, 10, 0)
    assert spans(first) == [pending, (0, "active", 10, 20, 0), *after(20, 0)]
    assert spans(first, (0, 30, 39, None)) == [
        *(pending, (0, "active", 10, 20, 0), (0, "in_grace", 20, 23, 0), (0, "disabled", 23, 30, 0)),
        *((0, "active", 30, 40, 1), *after(40, 1)),
    ]
    for start in (21, 22, 23):
        assert spans(first, (0, start, 39, None)) == [
            *(pending, (0, "active", 10, 20, 0), (0, "in_grace", 20, start, 0)),
            *((0, "active", start, 40, 1), *after(40, 1)),
        ]
    for start in (19, 20):
        assert spans(first, (0, start, 39, None)) == [pending, (0, "active", 10, 40, 1), *after(40, 1)]


def test_one_within_the_other():
    """The one that ends last is who is told, whichever starts first; of two of one end, the later in order."""
    for rows, last in (
        (((0, 10, 39, None), (0, 15, 19, None)), 0),
        (((0, 10, 19, None), (0, 10, 39, None)), 1),
        (((0, 10, 39, None), (0, 12, 39, None)), 1),
        (((0, 10, 39, None), (0, 10, 39, None), (0, 20, 21, None)), 1),
    ):
        assert spans(*rows) == [(0, "pending", EVER, 10, 0), (0, "active", 10, 40, last), *after(40, last)]


def test_grace_that_was_over_before():
    """The one that ends last has the grace, not the one that was in grace first, nor the one that starts last."""
    rows = ((0, 10, 19, None), (0, 21, 29, None), (0, 25, 26, None))
    assert spans(*rows)[3:] == [(0, "active", 21, 30, 1), *after(30, 1)]


def test_what_somebody_ended():
    """It has no grace; a device is active until then, and deactivated, though another was in grace."""
    assert spans((0, 10, 29, 14)) == [
        *((0, "pending", EVER, 10, 0), (0, "active", 10, 15, 0)),
        (0, "deactivated", 15, FOREVER, 0),
    ]
    assert spans((0, 5, 40, 21), (0, 10, 19, None)) == [
        *((0, "pending", EVER, 5, 0), (0, "active", 5, 22, 0)),
        (0, "deactivated", 22, FOREVER, 0),
    ]
    assert spans((0, 10, 19, None), (0, 30, 40, 20)) == [
        *((0, "pending", EVER, 10, 0), (0, "active", 10, 20, 0), (0, "in_grace", 20, 21, 0)),
        (0, "deactivated", 21, FOREVER, 1),
    ]


def test_what_comes_after_somebody_ended_it():
    """A later record is valid again, and has its grace; one that was ended before it began never was anything."""
    assert spans((0, 10, 29, 14), (0, 18, 24, None)) == [
        *((0, "pending", EVER, 10, 0), (0, "active", 10, 15, 0), (0, "deactivated", 15, 18, 0)),
        *((0, "active", 18, 25, 1), (0, "in_grace", 25, 28, 1), (0, "deactivated", 28, FOREVER, 0)),
    ]
    assert spans((0, 10, 29, 9)) == [(0, "pending", EVER, 10, 0), (0, "deactivated", 10, FOREVER, 0)]
    assert spans((0, 10, 29, 4)) == [(0, "pending", EVER, 5, 0), (0, "deactivated", 5, FOREVER, 0)]
    active = [(0, "pending", EVER, 2, 0), (0, "active", 2, 9, 0)]
    graced = [(0, "in_grace", 9, 12, 0), (0, "deactivated", 12, FOREVER, 1)]
    assert spans((0, 2, 8, None), (0, 10, 29, 4)) == [*active, *graced]
    assert spans((0, 2, 8, None), (0, 10, 29, 8)) == [*active, (0, "deactivated", 9, FOREVER, 1)]


def test_devices_beside_each_other():
    """Nothing of one is another's: neither its validity, nor its grace, nor that somebody ended it."""
    alone = [(1, "pending", EVER, 10, 1), (1, "active", 10, 20, 1), *after(20, 1, device=1)]
    for first, last in (((0, 1, 99, None), (3, 1, 99, None)), ((0, 1, 15, None), (3, 1, 15, None))):
        assert spans(first, (1, 10, 19, None), last)[4:8] == alone
    found = spans((0, 1, 99, 9), (1, 10, 19, None), (3, 10, 99, 12))
    assert [row for row in found if row[0] == 1] == alone
    assert found[-3:] == [(3, "pending", EVER, 10, 2), (3, "active", 10, 13, 2), (3, "deactivated", 13, FOREVER, 2)]
    found = spans((0, 1, 19, 12), (1, 10, 19, None), (1, 50, 60, 20), (2, 10, 19, None))
    assert [row for row in found if row[0] == 1][2:] == [
        (1, "in_grace", 20, 21, 1),
        (1, "deactivated", 21, FOREVER, 2),
    ]
    assert [row for row in found if row[0] == 2][2:] == after(20, 3, device=2)


def test_the_ends_of_time():
    """What starts with all days has always been; what ends with them never ends, nor does its grace."""
    found = spans((0, EVER, 9, None), (0, 20, FOREVER, None))
    assert found[:3] == [(0, "active", EVER, 10, 0), (0, "in_grace", 10, 13, 0), (0, "disabled", 13, 20, 0)]
    assert [row[:4] for row in found[3:]] == [(0, "active", 20, FOREVER)]
    assert spans((0, 10, FOREVER - 3, None))[2:] == [(0, "in_grace", FOREVER - 2, FOREVER, 0)]
    assert spans((0, 10, 19, FOREVER), (1, FOREVER, FOREVER, None))[1:] == [
        *((0, "active", 10, 20, 0), *after(20, 0)),
        (1, "pending", EVER, FOREVER, 1),
    ]


def test_other_rules():
    """Without grace none is in grace; where nothing is cut off or billed, it is expired; grace may never end."""
    rows = ((0, 10, 19, None), (0, 30, 39, None))
    for rules, named in (
        (ApplicationRules(), "disabled"),
        (ApplicationRules(enforcement=False), "expired"),
        (ApplicationRules(billing=False), "expired"),
    ):
        assert [row[1:] for row in spans(*rows, rules=rules)[1:]] == [
            *(("active", 10, 20, 0), (named, 20, 30, 0), ("active", 30, 40, 1), (named, 40, FOREVER, 1)),
        ]
    assert [row[1:] for row in spans(*rows, rules=ApplicationRules(grace_days=10**9))[1:]] == [
        *(("active", 10, 20, 0), ("in_grace", 20, 30, 0)),
        *(("active", 30, 40, 1), ("in_grace", 40, FOREVER, 1)),
    ]


def test_no_devices():
    """Of nobody there is nothing to say."""
    none = np.zeros(0, np.int32)
    held = Stretches(none, none, none, none, none.astype(np.bool_))
    found, whose = united(held, none, RULES, DAYS)
    assert [each.tolist() for each in (*found, whose)] == [[]] * 5
    assert found.since.dtype == np.int32
    for rules in (RULES, LATEST, ApplicationRules(overlap=Overlap.REJECT)):
        same, left = held_apart(held, none, rules)
        assert (same, left.tolist()) == (held, [])


# --- instants: too large to be multiplied -----------------------------------------------------------------


def instants(*numbers):
    """Return instants as records have them."""
    return np.array(numbers, np.int64)


def test_who_is_told_in_instants():
    """The one with the latest end, among instants at both ends of time."""
    first, last = INSTANTS.since_ever, INSTANTS.forever
    start, end = instants(0, first, first, first), instants(7, last - 5, last - 3, last - 4)
    held = Stretches(start, end, end + 2, instants(*[last] * 4), np.zeros(4, np.bool_))
    found, whose = united(held, np.array([1, 2, 2, 2]), RULES, INSTANTS)
    assert [each.dtype for each in found] == [np.int8, np.int64, np.int64, np.int64]
    assert [(STATUSES[status].value, since, until) for status, since, until in zip(*list(found)[:3], strict=True)] == [
        *(("pending", first, 0), ("active", 0, 7), ("in_grace", 7, 9), ("disabled", 9, last)),
        *(("active", first, last - 3), ("in_grace", last - 3, last - 1), ("disabled", last - 1, last)),
    ]
    assert found.record.tolist() == [0, 0, 0, 0, 2, 2, 2]
    assert whose.tolist() == [1, 1, 1, 1, 2, 2, 2]


def test_who_is_told_of_many():
    """Of a hundred devices with two records each, the one that ends last, the first or the second in turn."""
    last, odd = INSTANTS.forever, np.arange(200) % 4
    end = np.where((odd == 0) | (odd == 3), last - 3, last - 4)
    held = Stretches(end - 10, end, end + 2, np.full(200, last), np.zeros(200, np.bool_))
    found, _ = united(held, np.arange(200) // 2, RULES, INSTANTS)
    active = found.record[found.status == [status.value for status in STATUSES].index("active")]
    assert active.tolist() == np.flatnonzero(end == last - 3).tolist()


def test_a_record_that_was_ended_before_all_time():
    """It is deactivated since ever, and was never anything else."""
    first, last = INSTANTS.since_ever, INSTANTS.forever
    held = Stretches(instants(5), instants(9), instants(12), instants(first), np.array([True]))
    found, _ = united(held, np.array([7]), RULES, INSTANTS)
    assert [each.tolist() for each in found] == [[STATUSES.index(BillingStatus.DEACTIVATED)], [first], [last], [0]]


def test_a_record_of_no_time():
    """One of a day that a zone left out, at the end of another or within it: the other is told of."""
    for end in (10, 20):
        held = Stretches(instants(2, 10), instants(end, 10), instants(end, 10), instants(99, 99), np.zeros(2, np.bool_))
        found, _ = united(held, np.array([0, 0]), ApplicationRules(), INSTANTS)
        assert [each.tolist()[1] for each in found] == [STATUSES.index(BillingStatus.ACTIVE), 2, end, 0]


# --- what the rules say of records that overlap ------------------------------------------------------------


def test_the_latest_supersedes():
    """The one before it ends where it starts, without grace; what starts with its successor is nothing."""
    held, device = stretches((0, 10, 29, None), (0, 15, 19, None), (0, 15, 24, 30), (1, 5, 24, None), rules=LATEST)
    found, left = held_apart(held, device, LATEST)
    assert left.tolist() == [0, 2, 3]
    assert (found.start.tolist(), found.end.tolist()) == ([10, 15, 5], [15, 25, 25])
    assert found.grace_end.tolist() == [15, 28, 28]
    assert found.ended.tolist() == [FOREVER, 31, FOREVER]
    assert found.is_ended.tolist() == [False, False, False]
    # What was given stays as it was.
    assert held.end.tolist() == [30, 20, 25, 25]
    assert held.grace_end.tolist() == [33, 23, 28, 28]


def test_a_record_that_was_ended_and_superseded():
    """Ended before it was superseded, it stays ended; afterwards, there was nothing left to end."""
    for ended, is_ended in ((12, True), (13, True), (14, False), (20, False)):
        held, device = stretches((0, 10, 29, ended), (0, 15, 40, None), rules=LATEST)
        assert held_apart(held, device, LATEST)[0].is_ended.tolist() == [is_ended, False]
    assert spans((0, 10, 29, 14), (0, 15, 40, None), rules=LATEST)[1:2] == [(0, "active", 10, 41, 1)]


def test_whose_records_overlap():
    """Those of the second device do, and the first has another one."""
    rows = ((0, 10, 19, None), (1, 10, 19, None), (1, 15, 29, None))
    assert held_apart(*stretches(*rows, rules=LATEST), LATEST)[0].end.tolist() == [20, 15, 30]
    assert spans(*rows, rules=LATEST)[4:6] == [(1, "pending", EVER, 10, 1), (1, "active", 10, 30, 2)]


def test_a_superseded_record_that_stops_last_has_no_grace():
    """The first is in grace, the second was superseded by the third, and that was ended before it began."""
    rules = ApplicationRules(grace_days=30, overlap=Overlap.LATEST)
    assert spans((0, 1, 10, None), (0, 12, 31, None), (0, 20, 25, 5), rules=rules) == [
        *((0, "pending", EVER, 1, 0), (0, "active", 1, 11, 0), (0, "in_grace", 11, 12, 0)),
        *((0, "active", 12, 20, 1), (0, "in_grace", 20, 41, 0), (0, "deactivated", 41, FOREVER, 2)),
    ]


def test_records_that_meet():
    """They do not overlap, nor do those of two devices; under any rules they stay."""
    for rules in (LATEST, ApplicationRules(grace_days=3, overlap=Overlap.REJECT)):
        held, device = stretches((0, 10, 19, None), (0, 20, 29, None), (1, 25, 30, None), rules=rules)
        same, left = held_apart(held, device, rules)
        assert same is held
        assert left.tolist() == [0, 1, 2]


def test_records_that_the_rules_reject():
    """How many overlap is said."""
    rules = ApplicationRules(overlap=Overlap.REJECT)
    held, device = stretches((0, 10, 19, None), (0, 19, 29, None), (0, 29, 40, None), (1, 1, 2, None), rules=rules)
    with pytest.raises(WrongValue) as raised:
        held_apart(held, device, rules)
    assert str(raised.value) == "records: expected records that do not overlap, got str '2 that do'"
    both = held_apart(held, device, RULES)
    assert both[0] is held
    assert both[1].tolist() == [0, 1, 2, 3]


# --- which of them comes first -----------------------------------------------------------------------------


def test_the_order_of_records():
    """By device, then start, end, where they were ended, and what is left is tied."""
    rows = [
        (1, 5, 9, None),
        (0, 6, 9, None),
        (0, 5, 9, 7),
        (0, 5, 8, None),
        (0, 5, 9, 6),
        (0, 5, 9, 6),
        (0, 5, 9, None),
    ]
    held, device = stretches(*rows)
    assert in_time(held, device, np.array([0, 0, 0, 0, 2, 1, 0])).tolist() == [3, 5, 4, 2, 6, 1, 0]


def ranks(*rows, made=None):
    """Return the ranks of records that are alike."""
    records = records_of(*rows, made=made)
    return tied(stretches_of(records, RULES, calendars_of({"a": RULES})["a"]), records, DAYS).tolist()


ALIKE = (0, 10, 19, None)


def noon(day):
    """Return noon of a day in 2026 as a number."""
    return number_of(datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day))


def test_records_made_at_different_times():
    """By their text, where None is before datetime and 2 before 30; those of another device, start or end need none."""
    made = [noon(29), NOT_SAID, noon(1), noon(1)]
    assert ranks(ALIKE, ALIKE, ALIKE, ALIKE, made=made) == [2, 0, 1, 1]
    others = [(1, 10, 19, None), (0, 11, 19, None), (0, 10, 20, None), (0, 10, 19, 12)]
    assert ranks(ALIKE, *others, made=[noon(day) for day in range(5)]) == [0] * 5
    assert ranks(*others, ALIKE, ALIKE, made=[noon(day) for day in range(6)])[:4] == [0] * 4
    assert sorted(ranks(*others, ALIKE, ALIKE, made=[noon(day) for day in range(6)])) == [0] * 5 + [1]


def test_records_that_say_the_same():
    """There is nothing to tell them apart by, and nothing is written."""
    assert ranks(ALIKE, ALIKE) == [0, 0]
    assert ranks(ALIKE, ALIKE, made=[noon(1)] * 2) == [0, 0]
    assert ranks(ALIKE) == [0]


def test_records_that_come_to_the_same_days():
    """Ended at the end of all days or by nobody is the same stretch, and another text: None before datetime."""
    assert ranks((0, 10, 19, FOREVER), ALIKE) == [1, 0]
    assert ranks((0, 10, 19, 12), (0, 10, 19, 12), made=[noon(3), noon(2)]) == [1, 0]
    assert ranks((0, 10, FOREVER, None), (0, 10, FOREVER - 1, None)) == [1, 0]


def test_days_that_start_at_one_instant():
    """Where a zone left one out: the 10th of January comes before the 9th as text."""
    held, _ = stretches(ALIKE, ALIKE)
    assert tied(held, records_of((0, 8, 19, None), (0, 9, 19, None)), DAYS).tolist() == [1, 0]
    assert tied(held, records_of((0, 10, 8, None), (0, 10, 9, None)), DAYS).tolist() == [1, 0]


def test_instants_that_are_alike():
    """By what their texts say: the start, the end, where one was ended, when it was made."""
    last = INSTANTS.forever
    ended = instants(last, INSTANTS.no_end, INSTANTS.no_end, 30, 30)
    made = instants(noon(1), noon(9), noon(3), noon(3), noon(2))
    records = Records(
        instants(*[0] * 5), instants(*[0] * 5), None, instants(*[10] * 5), instants(*[99] * 5), ended, made
    )
    held = stretches_of(records, RULES, clocks_of({"a": RULES})["a"])
    assert held.ended.tolist() == [last, last, last, 30, 30]
    found = tied(held, records, INSTANTS).tolist()
    # None is before an instant, and the 10th of January before the 4th.
    assert found[1] < found[2] < found[0]
    assert found[4] < found[3]


def test_several_groups_of_records_that_are_alike():
    """Each record of a group has a rank, by its text: that of the 10th comes before that of the 4th."""
    rows = [ALIKE, (0, 30, 39, None), (2, 10, 19, None), ALIKE, (2, 10, 19, None), (0, 30, 39, None)]
    made = [noon(2), noon(9), noon(8), noon(1), noon(8), noon(3)]
    found = ranks(*rows, made=made)
    assert found[0] > found[3]
    assert found[1] < found[5]
    assert found[2] == found[4] == 0
