"""What a device is, explained: record, rule and boundary; what falls due; what a move of tiers means."""

from datetime import date

import pytest
from tests.examples import complaint
from tests.validity import at, day, timed, under, valid

from kpix_billing_core import explain
from kpix_billing_core.errors import WrongType
from kpix_billing_core.explain.of_validity import explain_validity
from kpix_billing_core.validity import (
    ESSENTIALS,
    PREMIER,
    PRO,
    ApplicationRules,
    BillingStatus,
    StatusSpan,
    Subscription,
    move,
    sweep,
    timeline,
)

GRACE = ApplicationRules(grace_days=7, alert_days=(1, 7))


def said(result):
    return str(explain(result)).splitlines()


def span(records, number, rules=GRACE):
    return said(timeline(records, rules).span(at(number)))


def test_a_timeline_tells_its_rules_and_each_span():
    assert said(timeline([valid(1, 30)], GRACE))[:9] == [
        "d1 in fleet",
        "  grace        7 days  [K09]",
        "  alerts       1 and 7 days before the end  [K10]",
        "  enforcement  on  [K12]",
        "  billing      on  [K13]",
        "  overlaps     union  [K03]",
        "  pending",
        "    why     a record is to come, and nothing before it  [K01 K04]",
        "    since   ever",
    ]
    assert said(timeline([], ApplicationRules(enforcement=False)))[:4] == [
        "A device without a record",
        "  grace        0 days  [K09]",
        "  alerts       none  [K10]",
        "  enforcement  off  [K12]",
    ]


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        (
            1,
            [
                "active",
                "  why     a record is valid  [K01 K02]",
                "  since   2026-04-01T00:00:00+00:00, a start",
                "  until   2026-05-01T00:00:00+00:00, not included, the end of validity",
                "  record  2026-04-01 to 2026-04-30, both included  [K01]",
            ],
        ),
        (
            31,
            [
                "in grace",
                "  why     validity is over, grace is not: connected, not billed  [K08 K09]",
                "  since   2026-05-01T00:00:00+00:00, the end of validity",
                "  until   2026-05-08T00:00:00+00:00, not included",
                "  record  2026-04-01 to 2026-04-30, both included  [K01]",
            ],
        ),
        (
            38,
            [
                "disabled",
                "  why     validity and grace are over: cut off  [K07]",
                "  since   2026-05-08T00:00:00+00:00, the end of grace",
                "  until   for ever",
                "  record  2026-04-01 to 2026-04-30, both included  [K01]",
            ],
        ),
    ],
)
def test_a_span_tells_its_boundaries(number, lines):
    assert span([valid(1, 30)], number) == lines


def test_an_early_end_tells_who_and_why():
    records = [valid(1, 30, 10, reason="returned")]
    assert span(records, 10)[3] == "  until   2026-04-11T00:00:00+00:00, not included, an end that somebody set"
    assert span(records, 11)[1:] == [
        "  why     somebody ended it  [K05 K06]",
        "  since   2026-04-11T00:00:00+00:00, the end that somebody set",
        "  until   for ever",
        "  record  2026-04-01 to 2026-04-30, both included  [K01]",
        "  ended   2026-04-10 was the last day: returned  [K05 K06]",
    ]
    assert span([timed(at(1), at(31), at(9, 6))], 9, ApplicationRules())[4:] == [
        "  record  from 2026-04-01T00:00:00+00:00 to 2026-05-01T00:00:00+00:00, not included  [K01]",
        "  ended   2026-04-09T06:00:00+00:00  [K05 K06]",
    ]
    assert span([timed(at(1), at(31))], 9)[-1].startswith("  record  from 2026-04-01T00")


def test_what_is_over_without_being_cut_off():
    """Nothing is enforced: expired, from the end of grace."""
    assert (
        span([valid(1, 30)], 38, ApplicationRules(enforcement=False))[2]
        == "  since   2026-05-01T00:00:00+00:00, the end of grace"
    )


def test_a_span_that_begins_by_no_boundary_of_its_own():
    assert said(StatusSpan(BillingStatus.PENDING, at(1)))[2:] == [
        "  since  2026-04-01T00:00:00+00:00",
        "  until  for ever",
    ]


def test_what_falls_due():
    alert, grace, *_ = sweep([valid(1, 30)], [under(grace_days=7, alert_days=(1,))], at(0), at(60))
    assert said(alert) == [
        "d1 in fleet: alert due",
        "  why              administrators are to be told that it will expire  [K10 K11]",
        "  due              2026-04-30T00:00:00+00:00  [K23]",
        "  end of validity  2026-05-01T00:00:00+00:00  [K01]",
        "  for              1 day before the end  [K10]",
    ]
    assert said(grace) == [
        "d1 in fleet: grace entered",
        "  why              validity is over, grace begins  [K08]",
        "  due              2026-05-01T00:00:00+00:00  [K23]",
        "  end of validity  2026-05-01T00:00:00+00:00  [K01]",
    ]


def test_a_move_between_tiers():
    assert said(move(Subscription(PRO, date(2026, 1, 1)), ESSENTIALS, 120, day(1))) == [
        "Pro to Essentials on 2026-04-01",
        "  devices       120, of 100 allowed  [K19]",
        "  too many      20  [K19]",
        "  bound until   2027-01-01, not included  [K20]",
        "  left of that  9 months and 0 days  [K20]",
        "  breach        moves down before it may  [K20]",
        "  counts from   2026-04-01  [K20]",
    ]
    up = said(move(Subscription(PRO, date(2026, 1, 1)), PREMIER, 120, day(1)))
    assert (up[1], up[5]) == ("  devices       120, no limit  [K19]", "  breach        none  [K20]")


def test_of_validity_but_nothing_to_explain():
    assert complaint(WrongType, explain, GRACE).startswith("result: expected Timeline, StatusSpan, SweepEvent or")
    assert complaint(WrongType, explain_validity, 1).endswith("SweepEvent or SubscriptionMove, got int 1")
