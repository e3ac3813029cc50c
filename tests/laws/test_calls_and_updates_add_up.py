"""API calls add up counter by counter, and each update that was completed counts in one month."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.dates import Month
from kpix_billing_core.testing import api_calls, firmware_updates, zones
from kpix_billing_core.usage import ApiCalls, firmware_updates_by_account
from kpix_billing_core.usage import firmware_updates as updates_of

APRIL = Month.parse("2026-04")


@given(api_calls(), api_calls(), api_calls())
def test_calls_are_a_monoid(a, b, c):
    """In any order and brackets; the totals are sums of the twelve counters, each in one of them."""
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + ApiCalls() == a
    assert (a + b).total == a.total + b.total
    assert a.to_services + a.to_devices + a.integration == a.total == sum(attrs.astuple(a))


@given(st.lists(firmware_updates(month=APRIL, account="acme"), max_size=8), zones(), st.randoms(use_true_random=False))
def test_updates_are_a_set(held, zone, chance):
    """Order and duplicates mean nothing; over the months around each update stands once."""
    near = list((APRIL - 4).until(APRIL + 4))
    found = [update for month in near for update in updates_of(held, month, "acme", zone)]
    assert len(found) == len(set(found))
    assert set(found) == set(held)
    again = held * 2
    chance.shuffle(again)
    assert [update for month in near for update in updates_of(again, month, "acme", zone)] == found
    assert [update.completed_at for update in found] == sorted(update.completed_at for update in found)


@given(st.lists(firmware_updates(month=APRIL), max_size=8), zones())
def test_accounts_part_the_updates(held, zone):
    """Each account has its own, as if it stood alone."""
    for account, found in firmware_updates_by_account(held, APRIL, zone):
        assert found == updates_of([update for update in held if update.account == account], APRIL, account, zone)
        assert found
