"""Records, rules and renewals: what they take and what they complain of."""

from datetime import UTC, date, datetime, tzinfo

import pytest
from tests.examples import complaint
from tests.validity import FLEET, at, day, timed, under, valid

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.validity import (
    ASSET_LIFECYCLE,
    Application,
    Overlap,
    RenewalFrom,
    Validity,
    billable_rows,
    deactivate,
    renew,
    timeline,
)


class ZoneWithoutOffset(tzinfo):
    def utcoffset(self, _):
        return None


def test_the_published_rules():
    """No grace and no alerts until an application sets them, enforced and billed, days in UTC, a union, back-dated."""
    assert (ASSET_LIFECYCLE.grace_days, ASSET_LIFECYCLE.alert_days, ASSET_LIFECYCLE.zone) == (0, (), UTC)
    assert ASSET_LIFECYCLE.enforcement
    assert ASSET_LIFECYCLE.billing
    assert ASSET_LIFECYCLE.overlap is Overlap.UNION
    assert ASSET_LIFECYCLE.renewal_from is RenewalFrom.OLD_EXPIRY
    assert Application(FLEET).rules == ASSET_LIFECYCLE


@pytest.mark.parametrize(
    ("kind", "said", "make"),
    [
        (WrongValue, "start: expected both a start and a last day, or neither", lambda: Validity("d1", FLEET, day(1))),
        (WrongValue, "last_day: expected both", lambda: Validity("d1", FLEET, None, day(1))),
        (WrongValue, "deactivated_on: expected both", lambda: Validity("d1", FLEET, deactivated_on=day(1))),
        (WrongType, "last_day: expected date, got datetime", lambda: Validity("d1", FLEET, day(1), at(2))),
        (WrongValue, "device: expected an id", lambda: Validity("", FLEET)),
        (WrongValue, "end_at: expected an instant after", lambda: timed(at(2), at(2))),
        (WrongValue, "created_at: expected a datetime with its zone", lambda: valid(created_at=datetime(2026, 4, 1))),
        (WrongValue, "alert_days: expected each number once, in order", lambda: under(alert_days=(7, 1))),
        (WrongType, "alert_days: expected tuple, got list", lambda: under(alert_days=[7])),
        (WrongValue, "zone: expected a zone that knows its offset", lambda: under(zone=ZoneWithoutOffset())),
        (WrongType, "record: expected Validity or TimedValidity", lambda: deactivate("d1", day(1))),
        (WrongType, "on: expected date, got datetime", lambda: deactivate(valid(), at(1))),
        (WrongType, "on: expected aware datetime, got date", lambda: deactivate(timed(at(1), at(2)), day(1))),
        (WrongType, "rules: expected ApplicationRules", lambda: timeline([], under())),
        (WrongType, "records: expected Validity or TimedValidity", lambda: timeline(["d1"], ASSET_LIFECYCLE)),
        (
            WrongValue,
            "records: expected records of d1 in fleet",
            lambda: timeline([valid(), valid(device="d2")], ASSET_LIFECYCLE),
        ),
        (WrongValue, "records: expected at least one record", lambda: renew([], day(2), day(1), ASSET_LIFECYCLE)),
        (WrongType, "until: expected aware datetime", lambda: renew([valid()], day(60), at(1), ASSET_LIFECYCLE)),
        (WrongType, "until: expected date", lambda: renew([valid()], at(60), day(1), ASSET_LIFECYCLE)),
        (WrongType, "application: expected Application", lambda: billable_rows([], ASSET_LIFECYCLE, "acme")),
    ],
)
def test_what_is_refused(kind, said, make):
    assert complaint(kind, make).startswith(said)


def test_why_a_record_was_ended():
    """In the caller's words, or in none."""
    for record, end in ((valid(), day(5)), (timed(at(1), at(9)), at(5))):
        assert (deactivate(record, end).reason, deactivate(record, end, "lost").reason) == ("", "lost")


def test_a_renewal_on_the_last_day_chains():
    """It is valid on the day of renewal; when the renewal was made is told, where it is."""
    renewed = renew([valid(1, 30)], day(60), day(30), ASSET_LIFECYCLE, created_at=at(30, 9))
    assert renewed == valid(31, 60, created_at=at(30, 9))


def test_two_validities_within_a_day_are_billed_once():
    """From two to four and from six to eight on one day, and again two days later."""
    records = [timed(at(1, 2), at(1, 4)), timed(at(1, 6), at(1, 8)), timed(at(3), at(4, 1))]
    assert [row[3:] for row in billable_rows(records, under(), "acme")] == [(day(1), day(1)), (day(3), day(4))]
    records = [timed(at(1), at(2, 4)), timed(at(2, 6), at(3))]
    assert [row[3:] for row in billable_rows(records, under(), "acme")] == [(day(1), day(2))]


def test_a_whole_life_is_billed_from_the_first_day_to_no_end():
    """A validity that begins and ends with the calendar is open at both ends."""
    record = Validity("d1", FLEET, date.min, date.max)
    assert [row[3:] for row in billable_rows([record], under(), "acme")] == [(date.min, None)]
