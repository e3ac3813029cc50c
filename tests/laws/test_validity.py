"""Statuses tile time, sweeps add up however time is cut, a look depends on its instant alone, and days stay days."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.test_days_in_zones import zones

from kpix_billing_core.dates import day_start, local_day
from kpix_billing_core.testing import application_rules, instants, timed_validities, timelines, validities
from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    BillingStatus,
    Overlap,
    Validity,
    billable_rows,
    schedule,
    statuses,
    sweep,
    timeline,
)

TICK = timedelta.resolution
FLEET = "fleet"
OVER = {BillingStatus.DISABLED, BillingStatus.EXPIRED, BillingStatus.DEACTIVATED}


def of_one(records):
    return [attrs.evolve(record, device="d1", application=FLEET) for record in records]


def several(most=4):
    return st.lists(validities(min_day=date(2026, 1, 1), max_day=date(2026, 3, 1)), max_size=most).map(of_one)


def union(rules):
    return attrs.evolve(rules, overlap=Overlap.UNION)


# --- statuses --------------------------------------------------------------------------------------------


@given(timelines())
def test_statuses_tile_time(line):
    """Each begins where the one before ends, and no two that meet are alike: no instant is without, CESNET/perun#3821."""
    assert (line.spans[0].since, line.spans[-1].until) == (None, None)
    for before, after in pairwise(line.spans):
        assert before.until == after.since
        assert before.status is not after.status
        assert line.status(before.until - TICK) is before.status
        assert line.status(after.since) is after.status
        assert line.next_change(before.until - TICK) == before.until


@given(several(), application_rules().map(union), st.randoms(use_true_random=False))
def test_order_never_matters(records, rules, chance):
    """Nor does a record given twice."""
    shuffled = [*records, *records[:1]]
    chance.shuffle(shuffled)
    assert timeline(shuffled, rules) == timeline(records, rules)


@given((validities() | timed_validities()).map(lambda record: of_one([record])), application_rules())
def test_a_record_alone_is_the_pass_over_boundaries(records, rules):
    """The short cut for one record says what is found for that record given twice."""
    kept = attrs.evolve(rules, overlap=Overlap.UNION if rules.overlap is Overlap.REJECT else rules.overlap)
    assert timeline(records, rules).spans == timeline(records * 2, kept).spans


@given(st.lists(validities() | timed_validities(), max_size=4).map(of_one), application_rules().map(union), instants())
def test_a_whole_fleet_is_each_device(records, rules, instant):
    """Comparing days says what the timeline does, at any instant."""
    found = statuses(records, [Application(FLEET, rules)], instant)[FLEET]
    assert found == ({"d1": timeline(records, rules).status(instant)} if records else {})


@given(
    st.lists(st.tuples(st.sampled_from(["d1", "d2", "d3"]), validities() | timed_validities()), max_size=6),
    application_rules().map(union),
    instants(),
    st.randoms(use_true_random=False),
)
def test_a_whole_fleet_in_any_order_is_each_device(drawn, rules, instant, chance):
    """In order of device, in its reverse and shuffled, with devices that have one record, several or none."""
    records = [attrs.evolve(record, device=device, application=FLEET) for device, record in drawn]
    own = {device: [record for record in records if record.device == device] for device, _ in drawn}
    each = {device: timeline(held, rules).status(instant) for device, held in own.items()}
    ordered = sorted(records, key=lambda record: record.device)
    for found in (ordered, ordered[::-1], chance.sample(records, len(records))):
        assert statuses(found, [Application(FLEET, rules)], instant) == {FLEET: each}


@given(several(), validities(min_day=date(2026, 1, 1), max_day=date(2026, 3, 1)), application_rules().map(union))
def test_another_record_never_shortens_validity(records, more, rules):
    """Whatever was valid stays so under a union; an end that somebody set is of its own record."""
    before, after = timeline(records, rules), timeline([*records, *of_one([more])], rules)
    ends = [span.since for span in (*before.spans, *after.spans) if span.since is not None]
    for instant in (moment for end in ends for moment in (end, end - TICK)):
        if before.status(instant) is BillingStatus.ACTIVE:
            assert after.status(instant) is BillingStatus.ACTIVE


@given(several(), application_rules().map(union))
def test_grace_of_no_days_is_no_grace(records, rules):
    """Nothing is ever in it, and whatever is in it under more days is over, or ended by somebody, under none."""
    without, graceful = (attrs.evolve(rules, grace_days=days) for days in (0, 5))
    line = timeline(records, without)
    assert BillingStatus.IN_GRACE not in {span.status for span in line.spans}
    for span in timeline(records, graceful).spans:
        if span.status is BillingStatus.IN_GRACE:
            assert line.status(span.since) in OVER


@given(several(), application_rules().map(union), instants(min_day=date(2026, 1, 1), max_day=date(2026, 5, 1)))
def test_a_look_depends_on_its_instant_alone(records, rules, instant):
    """However the instant is written, whatever was asked before: twentyhq/twenty#25603, managoat/fountain#1126."""
    line = timeline(records, rules)
    first = line.status(instant)
    sweep(records, [Application(FLEET, rules)], instant, instant + timedelta(days=99))
    assert first is line.status(instant.astimezone(UTC)) is timeline(records, rules).status(instant)


# --- sweeps ----------------------------------------------------------------------------------------------

CUTS = st.lists(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 5, 1))
    | st.dates(date(2026, 1, 1), date(2026, 5, 1)).map(lambda day: datetime(day.year, day.month, day.day)),
    min_size=2,
    max_size=6,
)


@given(several(), application_rules().map(union), CUTS)
def test_sweeps_add_up(records, rules, cuts):
    """However time is cut, each event is in exactly one part, and an index answers the same.

    Also where a cut is the very instant that something falls due: openmeterio/openmeter#1408,
    openmeterio/openmeter#2955, openmeterio/openmeter#4252, openmeterio/openmeter#4278.
    """
    at = sorted(cut.replace(tzinfo=UTC) for cut in cuts)
    fleet = [Application(FLEET, rules)]
    parts = [sweep(records, fleet, *part) for part in pairwise(at)]
    whole = sweep(records, fleet, at[0], at[-1])
    assert tuple(event for part in parts for event in part) == whole
    assert schedule(records, fleet).sweep(at[0], at[-1]) == whole


@given(several(), application_rules().map(union))
def test_alerts_come_before_the_end(records, rules):
    """Unless they are missed; and each end has each of its alerts at most once."""
    found = schedule(records, [Application(FLEET, rules)]).events
    alerts = [event for event in found if event.days_left is not None]
    assert len({(event.expires_at, event.days_left) for event in alerts}) == len(alerts)
    for event in alerts:
        assert (event.due_at < event.expires_at) is (event.kind.value == "alert_due")


# --- zones -----------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_no_clock_change_counts():
    """In every zone, around every change of its clock: days of validity and of grace are as many as in UTC."""
    wrong, tried = [], 0
    for name, zone, changes in zones():
        for instant, _ in changes[-3:]:
            change = local_day(instant, zone)
            first, last = change - timedelta(days=1), change + timedelta(days=1)
            for record in (Validity("d1", FLEET, first, change), Validity("d1", FLEET, change, change)):
                graceful = ApplicationRules(grace_days=1, zone=zone)
                assert timeline([record], graceful) == timeline([record, record], graceful), name
            days = [first + timedelta(days=number) for number in range(-1, 7)]
            if any(local_day(day_start(each, zone), zone) != each for each in days):
                # A day that the zone left out of its calendar has no instant.
                continue
            tried += 1
            for record in (Validity("d1", FLEET, first, last), Validity("d1", FLEET, first, change)):
                here, there = (ApplicationRules(grace_days=2, zone=each) for each in (zone, UTC))
                if looks(record, here, days) != looks(record, there, days):
                    wrong.append((name, instant))
    assert wrong == []
    assert tried > 800


def looks(record, rules, days):
    """What a device is on each day, and the days that are billed."""
    application = Application(FLEET, rules)
    line = timeline([record], rules)
    found = [statuses([record], [application], day)[FLEET]["d1"] for day in days]
    assert found == [line.status(day_start(day, rules.zone)) for day in days]
    return found, [row[3:] for row in billable_rows([record], application, "acme")]
