"""Looking ahead at a pace: worked out by hand for a package of a year, from 1 April 2026 to 1 April 2027, 365 days."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.examples import complaint
from tests.quota import START, Desk, day

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.quota import Quota, QuotaTerms, tokens_exhausted_at, tokens_lost, tokens_needed

TWENTY = Desk().package(20).quota
USED_UP = Desk().package(20).reserved("A", 20, START).quota
FIVE_RESERVED = Desk().package(20).reserved("A", 5, START).quota
UNLIMITED = Desk().package(None).quota
RENEWED = Desk().package(20).renewed(10, START).quota
NOT_CARRIED = Desk(QuotaTerms(carry_over=False)).package(20).renewed(10, START).quota
AT_LAST_LIMITED = Desk().package(None).renewed(10, START).quota
FOR_EVER = Desk().package(20).renewed(None, START).quota
NOTHING = Quota(account="acme")


@pytest.mark.parametrize(
    ("exhausted", "needed", "lost", "quota", "pace"),
    [
        # the twentieth token at 20 / (5/2) days
        (day(8), 912 - 20, 0, TWENTY, "5/2"),
        # the 365th would be used at the very instant of the expiry, which is too late
        (day(20), 364 - 20, 0, TWENTY, 1),
        # one in a hundred days: three before the expiry
        (None, 0, 17, TWENTY, "1/100"),
        (None, 0, 20, TWENTY, 0),
        # to the microsecond below: 20 days and 20 thirds of a day
        (START + timedelta(days=26, hours=16), 273 - 20, 0, TWENTY, "3/4"),
        (START, 364, 20, USED_UP, 1),
        (START, 0, 20, USED_UP, 0),
        (None, 0, 15 - 3 + 5, FIVE_RESERVED, "1/100"),
        (None, 0, 0, UNLIMITED, 1_000),
        # 18 in the first year, 2 carried over to 10 more: the 30th at 30 * 20 days
        (day(600), 0, 0, RENEWED, "1/20"),
        # not carried over: 2 are lost, and the 28th is the last
        (day(560), 0, 2, NOT_CARRIED, "1/20"),
        # 3 and 7 of 731 days at one in a hundred: 20 + 10 - 7
        (None, 0, 23, RENEWED, "1/100"),
        (None, 0, (20 - 3) + (10 - 4), NOT_CARRIED, "1/100"),
        # what was used without limit takes none of the ten
        (day(560), 0, 0, AT_LAST_LIMITED, "1/20"),
        (day(20), 344, 0, FOR_EVER, 1),
        (None, None, 0, NOTHING, 1),
    ],
)
def test_at_a_pace(exhausted, needed, lost, quota, pace):
    """When nothing remains, how many are missing to the expiry, how many will be lost."""
    assert tokens_exhausted_at(quota, START, pace) == exhausted
    assert tokens_needed(quota, START, pace) == needed
    assert tokens_lost(quota, START, pace) == lost


@pytest.mark.parametrize("forecast", [tokens_exhausted_at, tokens_needed, tokens_lost])
@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "quota: expected Quota, got str 'acme'", ("acme", START, 1)),
        (WrongValue, "pace: expected at least 0 tokens a day, got int -1", (TWENTY, START, -1)),
        (WrongType, "at: expected aware datetime, got NoneType None", (TWENTY, None, 1)),
    ],
)
def test_what_is_a_mistake(forecast, kind, message, arguments):
    """Each argument is of its kind, and nobody uses tokens backwards."""
    assert complaint(kind, forecast, *arguments) == message


def test_grace_beyond_the_calendar_is_grace_for_ever():
    """Campaigns that run may go on to the last instant there is."""
    desk = Desk(QuotaTerms(grace_days=10_000_000)).package().reserved("A", 5, day(1))
    assert [each.lapses_at for each in desk.quota.as_of(day(365)).reservations] == [datetime.max.replace(tzinfo=UTC)]
