"""Every published strategy, as it comes: built here and nowhere taken from what Hypothesis may have kept."""

from inspect import isfunction

from hypothesis import Phase, find, settings
from hypothesis.strategies import SearchStrategy
from tests.every import every

from kpix_billing_core import testing as kt
from kpix_billing_core.testing._registration import STRATEGIES, strategy_of

FIRST = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=10)
PUBLISHED = [each for each in map(kt.__dict__.get, kt.__all__) if isfunction(each)]


@every({kind.__name__: kind for kind in STRATEGIES})
def test_the_strategy_of_a_class_makes_it(kind):
    """Asked for by hand, the strategy makes values of the class; Hypothesis keeps what it was given once."""
    assert type(find(strategy_of(kind), lambda _: True, settings=FIRST)) is kind


@every({strategy.__name__: strategy for strategy in PUBLISHED})
def test_a_published_name_is_a_strategy(strategy):
    """Every function of the room can be called without an argument."""
    assert isinstance(strategy(), SearchStrategy)
