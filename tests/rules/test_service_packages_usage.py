"""The rules of service packages about what is counted: active devices, firmware updates, API calls."""

from datetime import timedelta, timezone
from itertools import islice

import pytest
from tests.usage import APRIL, BEGINS, ENDS, MOMENT, NOON, april, met

from kpix_billing_core.usage import (
    ActiveDevices,
    ApiCalls,
    FirmwareUpdate,
    active_devices,
    active_devices_by_account,
    firmware_updates,
    firmware_updates_by_account,
)

MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.rule("P11")
class TestP11:
    """A device is active in a month if it connected in it once or more."""

    @pytest.mark.parametrize(("at", "active"), [(ENDS - MILLISECOND, 1), (ENDS, 0), (BEGINS, 1), (BEGINS - MOMENT, 0)])
    def test_the_edges_are_those_of_utc(self, at, active):
        """23:59:59.999 of the last day counts, 00:00 of the next month does not."""
        assert active_devices([met(at=at)], APRIL, "acme").count == active

    def test_the_boundary_is_in_one_month(self):
        """Midnight is May's: no event is dropped or told twice, getlago/lago-api#5104."""
        counts = [active_devices([met(at=ENDS)], month, "acme").count for month in (APRIL - 1).until(APRIL + 2)]
        assert counts == [0, 0, 1, 0]

    def test_another_zone_is_another_month(self):
        """Where the caller bills by another clock, the last hours of April in UTC are of May."""
        east = timezone(timedelta(hours=2))
        assert active_devices([met(at=ENDS - MOMENT)], APRIL + 1, "acme", east).count == 1

    def test_what_was_deleted_later_counts(self):
        """Nothing is asked but connections: that the device is gone since changes nothing."""
        assert active_devices([met("gone", april(1))], APRIL, "acme").count == 1

    def test_no_connection_is_no_activity(self):
        assert active_devices([], APRIL, "acme") == ActiveDevices("acme", APRIL)


@pytest.mark.rule("P12")
class TestP12:
    """Of each device one connection is counted in a month."""

    def test_a_device_counts_once(self):
        """Removed, added again, connected a hundred times: zerotier/ZeroTierOne#2382."""
        rows = [met("d1", april(day)) for day in range(1, 31)] * 4
        assert active_devices(rows, APRIL, "acme").count == 1

    def test_in_each_month_again(self):
        rows = [met(at=NOON), met(at=NOON + timedelta(days=30))]
        assert [active_devices(rows, month, "acme").count for month in (APRIL, APRIL + 1)] == [1, 1]

    def test_a_new_id_is_a_new_device(self):
        """Device ids are compared letter by letter, and nothing else of a device is looked at."""
        assert active_devices([met("d1"), met("D1"), met("d1 ")], APRIL, "acme").count == 3

    def test_a_device_that_moves_counts_in_both_accounts(self):
        rows = [met("d1", april(3), "north"), met("d1", april(9), "south")]
        assert {account: active.count for account, active in active_devices_by_account(rows, APRIL)} == {
            "north": 1,
            "south": 1,
        }

    @pytest.mark.parametrize("order", [(2, 9, 5), (9, 5, 2), (5, 2, 9)])
    def test_the_first_connection_is_listed(self, order):
        """Whatever the order they come in."""
        rows = [met(at=april(day)) for day in order]
        assert active_devices(rows, APRIL, "acme").first == (("d1", april(2)),)
        assert list(active_devices(rows, APRIL, "acme").rows()) == [met(at=april(2))]


@pytest.mark.rule("P13")
class TestP13:
    """There is no limit on how many devices are active."""

    @pytest.mark.unmeasured
    def test_a_hundred_thousand_stream(self):
        """They are read as they come, a few hundred at a time, and all of them count."""
        left = iter(range(100_000))
        rows = ((f"d{number}", "acme", NOON) for number in left)
        assert active_devices(rows, APRIL, "acme").count == 100_000
        assert list(islice(left, 1)) == []


@pytest.mark.rule("P14")
class TestP14:
    """Notifications and messages of devices are counted in addition to the calls."""

    def test_the_total_has_all_of_them(self):
        calls = ApiCalls(user_token_requests=10, api_key_requests=20, notifications=3, observations=4, proxy_requests=5)
        assert calls.total == 10 + 20 + 3 + 4 + 5

    def test_a_missing_counter_is_nothing(self):
        assert ApiCalls(user_token_requests=10).total == 10
        assert ApiCalls().total == 0


@pytest.mark.rule("P34")
class TestP34:
    """Updates count in the month they were completed in."""

    def update(self, at, device="d1", campaign="spring", account="acme"):
        return FirmwareUpdate(account, device, campaign, at)

    def test_completion_decides(self):
        """One that began in April and was completed as May began is May's."""
        row = self.update(ENDS)
        assert firmware_updates([row], APRIL, "acme") == ()
        assert firmware_updates([row], APRIL + 1, "acme") == (row,)

    def test_a_device_updated_twice_counts_twice(self):
        rows = [self.update(april(3)), self.update(april(9), campaign="late spring")]
        assert len(firmware_updates(rows, APRIL, "acme")) == 2

    def test_reported_twice_it_counts_once(self):
        assert len(firmware_updates([self.update(april(3))] * 2, APRIL, "acme")) == 1

    def test_tenants_are_counted_apart(self):
        """So that own updates and those of tenants can be told and added."""
        rows = [self.update(april(3)), self.update(april(3), account="tenant"), self.update(april(4), account="tenant")]
        found = dict(firmware_updates_by_account(rows, APRIL))
        assert {account: len(updates) for account, updates in found.items()} == {"acme": 1, "tenant": 2}


@pytest.mark.rule("P36")
class TestP36:
    """Calls to services are seven counters."""

    def test_their_sum(self):
        calls = ApiCalls(
            registrations=1,
            registration_updates=10,
            registration_deletes=100,
            observations=1_000,
            est_requests=10_000,
            proxy_responses=100_000,
            bootstrap_requests=1_000_000,
            proxy_requests=5,
            notifications=7,
        )
        assert calls.to_services == 1_111_111


@pytest.mark.rule("P37")
class TestP37:
    """Calls to devices are two counters."""

    def test_their_sum(self):
        assert ApiCalls(proxy_requests=2, subscriptions=30, observations=5).to_devices == 32


@pytest.mark.rule("P38")
class TestP38:
    """Other calls are three counters, and the grand total is the sum of all three groups."""

    def test_their_sum(self):
        calls = ApiCalls(user_token_requests=1, api_key_requests=20, notifications=300, subscriptions=4_000)
        assert calls.integration == 321
        assert calls.total == 321 + 4_000
