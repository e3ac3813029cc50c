"""Every instant belongs to exactly one package, to days of grace, or to none; nobody's clock or zone changes that."""

from datetime import UTC, date, datetime, timedelta

import attrs
from hypothesis import example, given
from hypothesis import strategies as st
from tests.quota import DAY, MOMENT, Desk, balance

from kpix_billing_core.dates import add_months
from kpix_billing_core.decisions import Reason
from kpix_billing_core.quota import (
    Quota,
    QuotaTerms,
    RenewalStart,
    commit,
    create_package,
    release,
    renew,
    replay,
    reserve,
)
from kpix_billing_core.testing import instants, zones

STARTS = instants(min_day=date(1950, 1, 1), max_day=date(2150, 1, 1))
LEAP_DAY = datetime(2024, 2, 29, tzinfo=UTC)
MONTH_END = datetime(2025, 8, 31, 23, 59, 59, 999999, tzinfo=UTC)
AROUND = (-MOMENT, timedelta(microseconds=-1), timedelta(0), MOMENT)


@given(STARTS, st.integers(1, 60))
@example(LEAP_DAY, 12)
@example(LEAP_DAY, 48)
@example(MONTH_END, 6)
@example(MONTH_END, 18)
def test_validity_is_counted_in_months(start, months):
    """The day is that of the calendar, counted from the start, and the time of day is kept: both in UTC."""
    expiry = Desk(QuotaTerms(validity_months=months)).package(at=start).quota.active.expires_at
    assert expiry.date() == add_months(start.astimezone(UTC).date(), months)
    assert expiry.timetz() == start.astimezone(UTC).timetz()


@given(STARTS)
@example(LEAP_DAY)
@example(MONTH_END)
def test_renewals_tile(start):
    """Where one package ends the next begins, and no instant has two or none.

    empirical-org/Empirical-Core#10819, openmeterio/openmeter#1408, openmeterio/openmeter#4278.
    """
    desk, edge = Desk().package(at=start), start
    for number in (1, 2, 3):
        edge = desk.active(edge).expires_at
        desk.renewed(5, edge - MOMENT, f"p{number + 1}")
        found = [desk.active(edge + off).id for off in AROUND[1:]]
        assert found == [f"p{number}", f"p{number + 1}", f"p{number + 1}"]


@given(STARTS)
@example(LEAP_DAY)
@example(MONTH_END)
def test_every_verb_knows_the_expiry(start):
    """To the microsecond, a package is valid before its expiry and not from it on: getlago/lago-api#5651."""
    desk = Desk().package(20, at=start).reserved("a", 5, start)
    expiry = desk.quota.active.expires_at
    for off in AROUND:
        at, valid = expiry + off, off < timedelta(0)
        assert desk.balance(at) == (balance(15, 5) if valid else balance(forfeited=20))
        assert bool(desk.quota.updates_enabled(at)) is valid
        assert (desk.quota.expiry_warning(at) is not None) is valid
        gone = None if valid else Reason.NO_RESERVATION
        assert desk.refusal(commit, at, campaign="a", device="d1") is gone
        assert desk.refusal(release, at, campaign="a") is gone
        expired = None if valid else Reason.PACKAGE_EXPIRED
        assert desk.refusal(reserve, at, campaign="b", size=15) is expired
        assert desk.refusal(renew, at, package="p2", count=1) is expired
        assert desk.refusal(create_package, at, package="p2", count=1) is (Reason.PACKAGE_ACTIVE if valid else None)


@given(STARTS, st.sampled_from((1, 60)))
@example(LEAP_DAY, 60)
def test_grace_follows_at_once(start, days):
    """No instant is neither valid, nor grace, nor over: CESNET/perun#3821."""
    desk = Desk(QuotaTerms(grace_days=days)).package(20, at=start).reserved("a", 5, start)
    expiry = desk.quota.active.expires_at
    end = expiry + days * DAY
    for off in AROUND:
        late = off >= timedelta(0)
        assert desk.balance(expiry + off) == (balance(0, 5, 0, 15) if late else balance(15, 5))
        assert desk.balance(end + off) == (balance(forfeited=20) if late else balance(0, 5, 0, 15))
        assert desk.refusal(commit, end + off, campaign="a", device="d1") is (Reason.NO_RESERVATION if late else None)
        assert desk.refusal(renew, end + off, package="p2", count=1) is (Reason.PACKAGE_EXPIRED if late else None)


@given(STARTS, st.sampled_from((0, 1, 3, 12)))
@example(datetime(2017, 5, 31, tzinfo=UTC), 3)
def test_a_warning_starts_once(start, months):
    """From one instant on, so many calendar months before the expiry."""
    quota = Desk(QuotaTerms(warning_months=months)).package(at=start).quota
    expiry = quota.active.expires_at
    due = datetime.combine(add_months(expiry.date(), -months), expiry.timetz())
    for off in AROUND:
        at = max(due + off, quota.at)
        assert (quota.expiry_warning(at) is None) is (at < due or at >= expiry)


@given(STARTS, zones(), st.sampled_from(RenewalStart), st.integers(1, 500))
def test_zones_are_only_how_an_instant_is_written(start, zone, when, later):
    """The same instants in another zone make the same quota, in the hour that a clock has twice as well."""

    def told(write):
        desk = Desk().package(20, at=write(start)).reserved("a", 5, write(start))
        desk.do(renew, write(start + DAY), package="p2", count=3, start=when)
        desk.do(commit, write(start + later * DAY), campaign="a", device="d1")
        return desk.log, desk.quota, desk.quota.as_of(write(start + 500 * DAY))

    start = start.astimezone(UTC)
    assert told(lambda instant: instant.astimezone(zone)) == told(lambda instant: instant)


@given(st.integers(0, 400), st.integers(0, 10**9))
def test_grace_may_be_longer_than_the_calendar(months, days):
    """At the end of all days campaigns lapse on the last of them: no instant is beyond it."""
    start = datetime(9998, 11, 1, tzinfo=UTC)
    desk = Desk(QuotaTerms(grace_days=days)).package(20, at=start).reserved("a", 5, start)
    end = desk.quota.active.expires_at
    assert desk.balance(end).reserved == (5 if days else 0)
    far = Desk(QuotaTerms(warning_months=months * 1_000)).package(20, at=start).quota
    assert (far.expiry_warning(start) is None) is (months == 0)


def test_a_late_event_is_out_of_order():
    """Whoever's clock is behind is told so, by the verb as by the log; the moment of the newest event is in order."""
    desk = Desk().package(20, at=LEAP_DAY).reserved("a", 5, LEAP_DAY)
    assert desk.do(reserve, LEAP_DAY - MOMENT, campaign="b", size=1).reason is Reason.OUT_OF_ORDER
    event = reserve(desk.quota, campaign="b", size=1, at=LEAP_DAY)
    assert desk.admit(attrs.evolve(event, at=LEAP_DAY - MOMENT)).reason is Reason.OUT_OF_ORDER
    assert desk.admit(event) is event


def test_an_empty_quota_is_the_same_at_any_time():
    """Nothing falls due where nothing is."""
    quota = Quota(account="acme")
    assert quota.as_of(datetime.max.replace(tzinfo=UTC)) is quota
    assert replay([], quota) == quota
