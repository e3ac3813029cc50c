"""What is foretold at one go is what happens token by token: used up, missing, lost."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.laws.fleet import choices
from tests.quota import DAY, EXPIRY, START, Desk, day

from kpix_billing_core.decisions import Refused
from kpix_billing_core.quota import (
    UNLIMITED,
    QuotaTerms,
    RenewalStart,
    commit,
    reserve,
    tokens_exhausted_at,
    tokens_lost,
    tokens_needed,
)

SHORT = {"validity_months": 1}
TERMS = (QuotaTerms(**SHORT), QuotaTerms(**SHORT, carry_over=False), QuotaTerms(**SHORT, grace_days=60))
COUNTS = (1, 2, 3, 30, 31, None)
PACES = st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 3), Fraction(1), Fraction(31, 30), Fraction(3, 2)])
MICROSECONDS = 24 * 60 * 60 * 10**6
LONG = 70


def prepared(terms, count, renewal, reserved):
    """Return a desk with a package, perhaps tokens of a campaign that stands still, and perhaps a renewal that waits."""
    desk = Desk(terms).package(count)
    if reserved and (count is None or count > reserved):
        desk.reserved("still", reserved, START)
    return desk if renewal == 0 else desk.renewed(renewal, START, start=RenewalStart.AT_EXPIRY)


def lived(desk, now, pace):
    """Live day by day: reserve and use each token when it is due; return when none remained, and what each day lacked."""
    empty = now if desk.quota.remaining(now) == 0 else None
    lacking, number = [], 0
    for today in range(LONG):
        until = now + (today + 1) * DAY
        while pace and (at := now + (number + 1) * MICROSECONDS / pace // 1 * (DAY // MICROSECONDS)) < until:
            number += 1
            answer = desk.do(reserve, at, campaign=f"c{number}", size=1)
            if isinstance(answer, Refused):
                lacking.append(at)
            else:
                desk.must(commit, at, campaign=f"c{number}", device="d").closed(f"c{number}", at)
            if empty is None and desk.quota.remaining(at) == 0 and desk.active(at) is not None:
                empty = at
    return empty, lacking


@given(choices(TERMS, COUNTS, (0, 0, 1, 31, None), (0, 1)), PACES, st.sampled_from((0, 1, 17, 29)))
@example((TERMS[0], 31, 0, 0), Fraction(1), 0)
@example((TERMS[0], 30, 0, 0), Fraction(1), 0)
@example((TERMS[0], 29, 0, 0), Fraction(1), 0)
@example((TERMS[1], 31, 1, 0), Fraction(1, 3), 1)
@example((TERMS[0], None, 3, 1), Fraction(1, 3), 1)
def test_it_is_as_lived(given, pace, wait):
    """With and without limit and renewal, from any day, at any pace; a projection that differs is none: getlago/lago-api#2542."""
    terms, count, renewal, reserved = given
    now = day(wait)
    desk = prepared(terms, count, renewal, reserved)
    quota, before = desk.quota.as_of(now), desk.balance(now)
    expiry = quota.active.expires_at
    empty, lacking = lived(desk, now, pace)
    assert tokens_exhausted_at(quota, now, pace) == empty
    assert tokens_needed(quota, now, pace) == sum(at < expiry for at in lacking)
    assert tokens_lost(quota, now, pace) == desk.balance(EXPIRY).forfeited - before.forfeited


def test_nothing_is_needed_without_limit():
    """Nor used up; what is reserved can still be lost."""
    quota = Desk().package(None).reserved("a", 4, START).quota
    assert quota.remaining(START) == UNLIMITED
    assert tokens_exhausted_at(quota, START, 10**6) is None
    assert (tokens_needed(quota, START, 10**6), tokens_lost(quota, START, 10**6)) == (0, 4)


@pytest.mark.parametrize("at", [EXPIRY, EXPIRY + DAY])
def test_without_a_package_there_is_nothing_to_foretell(at):
    """Used up is what there was; nothing is needed, and only what is in grace can be lost."""
    quota = Desk(QuotaTerms(grace_days=60)).package(20).reserved("a", 5, START).quota
    assert tokens_exhausted_at(quota, at, 1) is None
    assert tokens_needed(quota, at, 1) is None
    assert tokens_lost(quota, at, 1) == 5
