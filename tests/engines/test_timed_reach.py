"""How far an interval reaches among instants, by hand: two days beyond what calendar days come to in UTC."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
from tests.engines.valid_fleets import EVER

from kpix_billing_core.batch.clocks import clocks_of, times_of
from kpix_billing_core.batch.instants import number_of
from kpix_billing_core.batch.records import Records
from kpix_billing_core.batch.scales import DAYS, INSTANTS
from kpix_billing_core.batch.timed_reach import timed_reach_of
from kpix_billing_core.validity import ApplicationRules

RULES = ApplicationRules(grace_days=7, alert_days=(3, 20), zone=ZoneInfo("Europe/Madrid"))
SINCE, UNTIL = datetime(2026, 5, 1, 6, tzinfo=UTC), datetime(2026, 5, 3, 6, tzinfo=UTC)


def around(*days):
    """Return the microsecond before, and that of, six in the morning of days of April, the 31st the first of May."""
    instants = [number_of(datetime(2026, 4, 1, 6, tzinfo=UTC) + timedelta(days=day - 1)) for day in days]
    return np.array([instant + step for instant in instants for step in (-1, 0)])


def rows(found, **columns):
    """Return which records are concerned, of some that are not but for what is given of them."""
    many = max(map(len, columns.values()))
    far = dict.fromkeys(("start", "last"), np.full(many, number_of(datetime(2020, 1, 1, tzinfo=UTC))))
    records = Records._make([None] * len(Records._fields))._replace(**far)._replace(**columns)
    return found.rows(records).tolist()


def test_an_interval():
    """Its first instant is in it, and its last is not."""
    found = timed_reach_of([RULES], SINCE, UNTIL)
    assert found.span == (number_of(SINCE), number_of(UNTIL))
    assert found.holds(around(31, 33)).tolist() == [False, True, True, False]


def test_ends():
    """Those that grace is counted from, those themselves, and those that are told of; others are far from all."""
    found = timed_reach_of([ApplicationRules(), RULES], SINCE, UNTIL)
    of_grace, of_itself, of_three_days, of_twenty = (22, 28), (29, 35), (32, 38), (49, 55)
    wanted = [False, True, True, False]
    for begins, ends in (of_grace, (of_itself[0], of_three_days[1]), of_twenty):
        near = around(begins, ends)
        assert rows(found, last=near) == np.flatnonzero(wanted).tolist()
    assert rows(found, last=around(25, 30, 36, 52)) == list(range(8))
    assert rows(found, last=np.array([number_of(each) for each in EVER])) == []
    for days, (begins, ends) in ((3, of_three_days), (20, of_twenty)):
        assert found.tells(around(begins, ends), days).tolist() == wanted
    assert not found.tells(around(31), 10**12).any()


def test_starts_and_when_records_were_made():
    """In the interval."""
    found = timed_reach_of([RULES], SINCE, UNTIL)
    assert rows(found, start=around(31, 33)) == [1, 2]
    assert rows(found, made=around(31, 33)) == [1, 2]
    assert rows(found, made=around(31, 33), start=around(32, 34)) == [0, 1, 2]


def test_any_number_of_days():
    """More than there are of all come to as many as these."""
    far = ApplicationRules(grace_days=10**12, alert_days=(10**12,))
    found = timed_reach_of([far], SINCE, UNTIL)
    assert (found.firsts[1:] - found.span[0]).tolist() == [
        (days * 24 - 48) * 3_600 * 10**6 for days in (-3_652_059, 0, 3_652_059)
    ]


# --- a clock -------------------------------------------------------------------------------------------


def test_a_clock():
    """Instants stand for themselves; only so many calendar days away asks for the zone."""
    clock = clocks_of({"a": RULES})["a"]
    noon = np.array([number_of(datetime(2026, 3, 27, 12, tzinfo=UTC))])
    for way in (clock.begin, clock.end, clock.starts, clock.shown):
        assert way(noon) is noon
    assert clock.graced(noon, 7).tolist() == [number_of(datetime(2026, 4, 3, 11, tzinfo=UTC))]
    assert clock.told(noon, 7).tolist() == [number_of(datetime(2026, 3, 20, 12, tzinfo=UTC))]
    assert clock.start(date(2026, 3, 30)) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert clock.number(datetime(2026, 3, 27, 13, tzinfo=timezone(timedelta(hours=1)))) == noon[0]
    early = datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))
    assert clock.number(early) == INSTANTS.since_ever == number_of(EVER[0])


def test_times():
    """Days of a calendar, or instants of a clock."""
    assert [times_of({"a": RULES}, scale)["a"].scale for scale in (DAYS, INSTANTS)] == [DAYS, INSTANTS]
