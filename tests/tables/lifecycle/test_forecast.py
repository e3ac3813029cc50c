"""Looking ahead: what the next cycle lacks, and the month in which the pool runs dry."""

from datetime import date

import attrs
import pytest
from tests.examples import APRIL, april, complaint
from tests.stock import D1, D2, D3, EMPTY, MAY, granted, held, log, may, stocked

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Shortage, runs_dry, shortage
from kpix_billing_core.pool import GrantSource, evolve

DEVICES = (D1, D2, D3)
HELD = (held(april(1)), held(april(2), device=D2), held(april(3), "PRO", device=D3))
LAST = Month(9999, 12)


def test_what_a_cycle_lacks():
    """By SKU: needed, there, missing; a SKU that nobody needs is left out."""
    found = shortage(stocked(STD=1, LITE=9), DEVICES, HELD, MAY)
    assert found == (Shortage("PRO", 1, 0), Shortage("STD", 2, 1))
    assert [one.short for one in found] == [1 - 0, 2 - 1]
    assert Shortage("STD", 2, 5).short == 0


@pytest.mark.parametrize(
    ("needed", "devices", "holdings"),
    [
        (0, (D1,), ()),
        (0, (), HELD),
        (1, (D1,), HELD),
        (0, (D1,), (attrs.evolve(HELD[0], removed_on=april(20)),)),
        # one that holds a plan of that month already
        (0, (D1,), (held(may(1)),)),
        # one that is not to be renewed by then, and one that is, for the last time
        (0, (attrs.evolve(D1, renew_until=april(30)),), HELD),
        (1, (attrs.evolve(D1, renew_until=may(1)),), HELD),
    ],
)
def test_who_needs_a_credit(needed, devices, holdings):
    """A device of those given that holds a plan of an earlier month, and is to be renewed."""
    assert shortage(EMPTY, devices, holdings, MAY) == ((Shortage("STD", 1, 0),) if needed else ())


def test_only_credits_that_pay_on_that_day_are_there():
    """Not those that expire before, begin after, wait, or are of another SKU."""
    pool = log(granted(EMPTY, count=2))
    for terms in ({"expires_on": april(30)}, {"on": may(2)}, {"source": GrantSource.BUNDLE}, {"expires_on": may(1)}):
        pool = log_with(pool, **terms)
    assert shortage(pool, (D1,), HELD, MAY) == (Shortage("STD", 1, 2 + 1),)


def log_with(pool, **terms):
    """Return a pool with one more credit."""

    return evolve(pool, granted(pool, at=pool.at, **terms))


@pytest.mark.parametrize(
    ("month", "credits"),
    [
        # two devices need two each month: 0 to 1 last to none, 2 to 3 to one, 4 to two
        (MAY, 0),
        (MAY, 1),
        (MAY + 1, 2),
        (MAY + 1, 3),
        (MAY + 2, 4),
        (MAY + 60, 120),
    ],
)
def test_when_a_pool_runs_dry(month, credits):
    """The first month at whose start somebody lacks one."""
    pool = stocked(STD=credits) if credits else EMPTY
    assert runs_dry(pool, (D1, D2), HELD[:2], MAY) == month


def test_the_first_of_several_skus_counts():
    """PRO lasts one month, STD three."""
    assert runs_dry(stocked(STD=6, PRO=1), DEVICES, HELD, MAY) == MAY + 1


@pytest.mark.parametrize(
    ("month", "devices", "terms"),
    [
        # nobody needs one
        (None, (), [{}]),
        # not renewed any more before it is used up: May, June
        (None, (attrs.evolve(D1, renew_until=date(2026, 6, 30)),), [{"count": 2}]),
        (MAY + 1, (attrs.evolve(D1, renew_until=date(2026, 6, 1)),), [{"count": 1}]),
        # lost before it is used up: May and June pay, July has nothing
        (MAY + 2, (D1,), [{"count": 9, "expires_on": date(2026, 6, 30)}]),
        (MAY + 3, (D1,), [{"count": 9, "expires_on": date(2026, 7, 1)}]),
        # not there yet in May; from June on
        (MAY, (D1,), [{"on": may(2), "count": 9}]),
        (MAY + 1 + 9, (D1,), [{"count": 1}, {"on": may(2), "count": 9}]),
        (MAY + 1 + 9, (D1,), [{"count": 1}, {"on": date(2026, 6, 1), "count": 9}]),
        # what expires first goes first: of the 2 + 9, all 11 are used
        (MAY + 11, (D1,), [{"count": 9}, {"count": 2, "expires_on": date(2026, 6, 30)}]),
        # what goes first by priority leaves the other to expire: May and June of the 9, and 7 more
        (MAY + 9, (D1,), [{"count": 9, "priority": -1}, {"count": 2, "expires_on": date(2026, 6, 30)}]),
        # more than the calendar has months
        (None, (D1,), [{"count": 10**6}]),
        (None, (D1,), [{"count": 10**6, "expires_on": date.max}]),
        (MAY, (D1,), [{"count": 1, "on": date(9999, 12, 31)}]),
    ],
)
def test_credits_and_devices_have_their_days(month, devices, terms):
    """Expiry, first days and last renewals are months in which something changes."""
    pool = log(granted(EMPTY, **terms[0]))
    for more in terms[1:]:
        pool = log_with(pool, **more)
    assert runs_dry(pool, devices, HELD[:1], MAY) == month


def test_at_the_end_of_the_calendar():
    """There is a last month; after it nothing is asked for."""
    assert runs_dry(EMPTY, (D1,), HELD[:1], LAST) == LAST
    assert runs_dry(stocked(STD=1), (D1,), HELD[:1], LAST - 1) == LAST
    assert runs_dry(stocked(STD=1), (D1,), HELD[:1], LAST) is None
    # what ends on the first day of the last month, or later, ends with the calendar
    renewed_to = attrs.evolve(D1, renew_until=LAST.first_day)
    assert runs_dry(stocked(STD=1), (renewed_to,), HELD[:1], LAST - 1) == LAST


@pytest.mark.parametrize("call", [shortage, runs_dry])
@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "pool: expected Pool, got str 'acme'", ("acme", (D1,), HELD, MAY)),
        (WrongType, "month: expected Month, got str '2026-05'", (EMPTY, (D1,), HELD, "2026-05")),
        (WrongType, "devices: expected Device, got str 'd1'", (EMPTY, ("d1",), HELD, MAY)),
        (WrongValue, "devices: expected each device once, got str 'd1'", (EMPTY, (D1, D1), HELD, MAY)),
        (WrongType, "holdings: expected Holding, got NoneType None", (EMPTY, (D1,), (None,), MAY)),
        (
            WrongValue,
            "holdings: expected one open plan of each device, got str 'd1'",
            (EMPTY, (D1,), (HELD[0], HELD[0]), MAY),
        ),
    ],
)
def test_what_is_a_mistake(call, kind, message, arguments):
    """Each device once, each with one plan."""
    assert complaint(kind, call, *arguments) == message


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("sku: expected an id, got str ''", ("", 1, 1)),
        ("needed: expected at least 0, got int -1", ("STD", -1, 1)),
        ("available: expected at least 0, got int -1", ("STD", 1, -1)),
    ],
)
def test_what_no_shortage_is(message, arguments):
    """Counts are counts."""
    assert complaint(WrongValue, Shortage, *arguments) == message


def test_no_month_lacks_what_was_renewed():
    """April is renewed already, so nobody needs anything for it."""
    assert shortage(EMPTY, DEVICES, HELD, APRIL) == ()
