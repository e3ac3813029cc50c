"""What falls due, by hand: in which order, of whom, and what is told of whom late, of one record and of several."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.engines.valid_fleets import table_of, timed_table_of

from kpix_billing_core.batch import on_arrow_sweep, reading
from kpix_billing_core.batch.due_events import KINDS, Events
from kpix_billing_core.batch.fleet_tables import EVENTS
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.validity import Application, ApplicationRules, Overlap, TimedValidity, Validity

FLEET = [
    Application("b", ApplicationRules(alert_days=(1,), zone=ZoneInfo("Europe/Madrid"))),
    Application("unused", ApplicationRules(alert_days=(9,))),
    Application("a", ApplicationRules(grace_days=3, alert_days=(1, 7))),
    Application("free", ApplicationRules(grace_days=1, alert_days=(1,), billing=False)),
    Application("open", ApplicationRules(enforcement=False)),
]
FIRST, LAST = (limit.replace(tzinfo=UTC) for limit in (datetime.min, datetime.max))


def april(day, hour=0):
    """Return an instant of April or early May 2026."""
    return datetime(2026, 4, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)


def day(number):
    """Return a day of April 2026."""
    return date(2026, 4, number)


def due(records, since=FIRST, until=LAST, applications=FLEET):
    """Return events, of which every column is as it should be."""
    rows = (timed_table_of if isinstance(records[0], TimedValidity) else table_of)(records)
    found = on_arrow_sweep.sweep(rows, applications, since, until)
    if all(record.created_at is None for record in records):
        unsaid = on_arrow_sweep.sweep(rows.drop_columns("created_at"), applications, since, until)
        assert unsaid.events == found.events
    assert found.events.schema == EVENTS
    assert (found.since, found.until, found.read, found.rejected.num_rows) == (since, until, len(records), 0)
    return [tuple(row.values()) for row in found.events.to_pylist()]


def test_the_order_of_events():
    """By instant, then application, device as text, event, and days; whatever order the records have."""
    records = [
        *(
            Validity("d2", "a", day(7), day(7)),
            Validity("d10", "a", day(7), day(7)),
            Validity("d9", "b", day(8), day(9)),
        ),
        *(
            Validity("d1", "free", day(1), day(6)),
            Validity("d1", "open", day(1), day(6)),
            Validity("d1", "a", day(1), day(3)),
        ),
    ]
    end, madrid = april(8), datetime(2026, 4, 9, 22, tzinfo=UTC)
    wanted = [
        *((april(1), "a", "d1", "alert_due", april(4), 7), (april(3), "a", "d1", "alert_due", april(4), 1)),
        (april(4), "a", "d1", "grace_entered", april(4), None),
        *((april(7), "a", "d1", "disabled", april(4), None), (april(7), "a", "d10", "alert_due", end, 1)),
        *((april(7), "a", "d10", "alert_due", end, 7), (april(7), "a", "d2", "alert_due", end, 1)),
        *((april(7), "a", "d2", "alert_due", end, 7), (april(7), "free", "d1", "grace_entered", april(7), None)),
        *((end, "a", "d10", "grace_entered", end, None), (end, "a", "d2", "grace_entered", end, None)),
        (datetime(2026, 4, 8, 22, tzinfo=UTC), "b", "d9", "alert_due", madrid, 1),
        (madrid, "b", "d9", "disabled", madrid, None),
        *((april(11), "a", "d10", "disabled", end, None), (april(11), "a", "d2", "disabled", end, None)),
    ]
    assert due(records) == wanted
    assert due(records[::-1]) == wanted
    for first in range(len(wanted)):
        since, until = wanted[first][0], wanted[-1][0]
        assert due(records, since, until) == [row for row in wanted if since <= row[0] < until]


def test_of_several_records():
    """Of a device that is valid again before its grace ends, only what is left falls due; a record may say nothing."""
    records = [
        *(Validity("d1", "a", day(20), day(30)), Validity("d1", "a"), Validity("d2", "a"), Validity("d2", "a")),
        *(
            Validity("d1", "a", day(1), day(17)),
            Validity("d3", "a", day(1), day(2), day(1)),
            Validity("d3", "a", day(1), day(2)),
        ),
    ]
    assert due(records) == [
        *((april(1), "a", "d3", "alert_due", april(3), 7), (april(2), "a", "d3", "alert_due", april(3), 1)),
        *((april(3), "a", "d3", "grace_entered", april(3), None), (april(11), "a", "d1", "alert_due", april(18), 7)),
        *((april(17), "a", "d1", "alert_due", april(18), 1), (april(18), "a", "d1", "grace_entered", april(18), None)),
        *((april(24), "a", "d1", "alert_due", april(31), 7), (april(30), "a", "d1", "alert_due", april(31), 1)),
        *(
            (april(31), "a", "d1", "grace_entered", april(31), None),
            (april(34), "a", "d1", "disabled", april(31), None),
        ),
    ]


def test_what_is_known_late():
    """Alerts are due when the record is made; one made at its end or later has missed them."""
    made = [april(1), april(29, 5), april(30), april(31) - timedelta.resolution, april(31), april(35), None]
    records = [Validity(f"d{number}", "b", day(1), day(30), None, "", at) for number, at in enumerate(made)]
    applications = [Application("b", ApplicationRules(alert_days=(1, 2)))]
    alerts = {(row[2], row[5]): (row[0], row[3]) for row in due(records, applications=applications) if row[5]}
    told = [
        *((april(29), april(30)), (april(29, 5), april(30)), (april(30), april(30))),
        *((made[3], made[3]), (april(31), april(31)), (april(35), april(35)), (april(29), april(30))),
    ]
    assert alerts == {
        (f"d{number}", days): (at, "alert_missed" if number in (4, 5) else "alert_due")
        for number, both in enumerate(told)
        for days, at in zip((2, 1), both, strict=True)
    }
    at = made[1]
    found = due(records, at, at + timedelta.resolution, applications)
    assert [(row[2], row[5]) for row in found] == [("d1", 2)]


def test_what_somebody_ended():
    """Nothing is told of its end, unless it was due before; and it is not disabled."""
    for ended, alerts in ((20, []), (23, []), (24, [7]), (29, [7]), (30, [1, 7])):
        found = due([Validity("d", "a", day(1), day(30), day(ended))])
        wanted = sorted((april(31 - days), days) for days in alerts)
        assert [(row[0], row[5]) for row in found if row[5]] == wanted
        assert len(found) == len(alerts) + 2 * (ended == 30)


def test_what_never_ends():
    """There is no end to tell of, nor is it ever in grace; grace that never ends has no end either."""
    assert due([Validity("d", "a", day(1), date.max)]) == []
    assert due([Validity("d", "a", day(1), date.max, day(9))]) == []
    early = [Application("a", ApplicationRules(alert_days=(1, 10**9)))]
    assert due([Validity("d", "a", day(1), date.max, day(9))], applications=early) == []
    assert due([Validity("d", "a", day(1), day(9)), Validity("d", "a", day(1), date.max)], applications=early) == []
    endless = [Application("a", ApplicationRules(grace_days=10**9))]
    assert [row[3] for row in due([Validity("d", "a", day(1), day(9))], applications=endless)] == ["grace_entered"]


def test_what_has_always_been():
    """Its alert is due when the days say so, or with the first instant of all."""
    applications = [Application("a", ApplicationRules(alert_days=(2, 10**9)))]
    assert due([Validity("d", "a", date.min, day(9))], applications=applications)[:2] == [
        (FIRST, "a", "d", "alert_due", april(10), 10**9),
        (april(8), "a", "d", "alert_due", april(10), 2),
    ]


@pytest.mark.parametrize("rows", [1, 3, 1_000])
def test_all_records_of_a_device_are_looked_at(rows, monkeypatch):
    """Whichever part of the fleet they are read with: the last one is far from what falls due, and changes it."""
    monkeypatch.setattr(reading, "ROWS", rows)
    others = [Validity(f"e{number}", "a", day(1), day(2)) for number in range(5)]
    records = [Validity("d", "a", day(1), day(20)), *others, Validity("d", "a", day(15), date(2027, 1, 1))]
    assert due(records, april(15), april(30)) == []
    assert [row[2:4] for row in due(records[:-1], april(21), april(30))] == [("d", "grace_entered"), ("d", "disabled")]


def test_records_that_supersede_each_other():
    """The first is told of nothing, as it has no end of its own any more."""
    applications = [Application("a", ApplicationRules(alert_days=(2,), overlap=Overlap.LATEST))]
    records = [Validity("d", "a", day(1), day(9)), Validity("d", "a", day(8), day(20))]
    assert due(records, applications=applications) == [
        *((april(19), "a", "d", "alert_due", april(21), 2), (april(21), "a", "d", "disabled", april(21), None)),
    ]


def test_in_instants():
    """So many local days before; of one record and of several; no part of a day counts."""
    end = april(20, 7)
    records = [
        TimedValidity("d", "a", april(1, 5), end),
        TimedValidity("d", "a", april(1, 5), end - timedelta(hours=3)),
    ]
    wanted = [
        *((april(13, 7), "a", "d", "alert_due", end, 7), (april(19, 7), "a", "d", "alert_due", end, 1)),
        *((end, "a", "d", "grace_entered", end, None), (april(23, 7), "a", "d", "disabled", end, None)),
    ]
    assert due(records[:1]) == wanted
    assert due(records) == wanted
    assert due(records, april(19, 5), april(19, 7)) == []
    assert due(records, april(19, 7), april(19, 8)) == [wanted[1]]


def test_kinds_and_columns_of_events():
    """In the order in which those of one instant come; of nothing there are no rows."""
    assert [kind.value for kind in KINDS] == ["alert_due", "alert_missed", "grace_entered", "disabled"]
    assert [each.tolist() for each in Events.nothing()] == [[]] * 6
    assert {str(each.dtype) for each in Events.nothing()} == {"int64"}


def test_intervals():
    """From an instant up to the same one is nothing; up to an earlier one is said to be none."""
    records = [Validity("d", "a", day(1), day(9))]
    assert due(records, april(10), april(10)) == []
    assert len(due(records, april(10), april(10) + timedelta.resolution)) == 1
    with pytest.raises(WrongValue) as raised:
        on_arrow_sweep.sweep(table_of(records), FLEET, april(10), april(9))
    assert str(raised.value).startswith(f"until: expected an instant from {april(10).isoformat()} on, got datetime")


@pytest.mark.parametrize(("most", "taken"), [(2**63 - 1, True), (2**63, False)])
def test_how_many_days_before_an_end(most, taken):
    """As many as a column has room for; it is said before anything is read."""
    applications = [Application("a", ApplicationRules(alert_days=(1, most)))]
    if taken:
        assert [row[5] for row in due([Validity("d", "a", day(1), day(9))], applications=applications)[:1]] == [most]
        return
    with pytest.raises(WrongValue) as raised:
        on_arrow_sweep.sweep(None, applications, FIRST, LAST)
    assert str(raised.value) == (
        f"alert_days: expected at most {2**63 - 1} days in a column; `validity.sweep` has no end, got tuple (1, {2**63})"
    )
