"""Every published strategy, as it comes: built here and nowhere taken from what Hypothesis may have kept."""

from inspect import isfunction

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.every import every

from kpix_billing_core import testing as kt
from kpix_billing_core.testing._registration import STRATEGIES, strategy_of

PUBLISHED = [each for each in map(kt.__dict__.get, kt.__all__) if isfunction(each)]


@settings(max_examples=1, phases=[Phase.generate], database=None, derandomize=True)
@given(st.data())
def test_the_strategy_of_a_class_makes_it(data):
    """Asked for by hand, the strategy makes values of the class; Hypothesis keeps what it was given once."""
    for kind in STRATEGIES:
        assert type(data.draw(strategy_of(kind))) is kind


@every({strategy.__name__: strategy for strategy in PUBLISHED})
def test_a_published_name_is_a_strategy(strategy):
    """Every function of the room can be called without an argument."""
    assert isinstance(strategy(), SearchStrategy)
