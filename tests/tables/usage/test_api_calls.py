"""API calls by category, their sums, and the sum of two."""

import pytest
from tests.examples import complaint

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.usage import ApiCalls

# A power of two each, so that a sum tells what is in it.
CALLS = ApiCalls(
    registrations=1,
    registration_updates=2,
    registration_deletes=4,
    observations=8,
    est_requests=16,
    proxy_responses=32,
    bootstrap_requests=64,
    proxy_requests=128,
    subscriptions=256,
    user_token_requests=512,
    api_key_requests=1024,
    notifications=2048,
)
NAMES = tuple(ApiCalls.__annotations__)


def test_sums():
    """Seven counters to services, two to devices, three of integration; all twelve together."""
    assert CALLS.to_services == 1 + 2 + 4 + 8 + 16 + 32 + 64
    assert CALLS.to_devices == 128 + 256
    assert CALLS.integration == 512 + 1024 + 2048
    assert CALLS.total == 4095


def test_what_is_missing_is_nothing():
    """No calls at all."""
    assert ApiCalls().total == 0
    assert ApiCalls(observations=3) == ApiCalls(observations=3, proxy_requests=0)


def test_the_sum_of_two():
    """Counter by counter, so that no addend is lost."""
    assert ApiCalls(**{name: 2 * 2**place for place, name in enumerate(NAMES)}) == CALLS + CALLS
    assert CALLS + ApiCalls() == ApiCalls() + CALLS == CALLS


@pytest.mark.parametrize("name", NAMES)
def test_counters_are_whole_and_not_negative(name):
    """Each of them."""
    assert complaint(WrongValue, ApiCalls, **{name: -1}) == f"{name}: expected at least 0, got int -1"
    assert complaint(WrongType, ApiCalls, **{name: True}) == f"{name}: expected int, got bool True"


def test_strangers_are_not_added():
    """Python says so."""
    with pytest.raises(TypeError, match="unsupported operand"):
        CALLS + 1
