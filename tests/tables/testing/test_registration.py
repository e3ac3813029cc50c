"""Hypothesis knows every value class of the package, whoever is imported first, and at little cost."""

import os
import subprocess
import sys
from importlib import import_module, metadata
from pkgutil import iter_modules

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.deep import mostly_deep

import kpix_billing_core
from kpix_billing_core.log import Log
from kpix_billing_core.testing import Happening
from kpix_billing_core.testing._registration import STRATEGIES, register, strategy_of

# On the same floor as the strategies, or above it: they cannot know what is made there.
BESIDE_OR_ABOVE = {"batch", "command", "rendering", "testing", "__main__"}


def exported_value_classes():
    """Every class made by attrs that a room, or a file beside the rooms, exports."""
    names = {each.name for each in iter_modules(kpix_billing_core.__path__)} - BESIDE_OR_ABOVE
    rooms = [import_module(f"kpix_billing_core.{name}") for name in sorted(names) if not name.startswith("_")]
    values = {value for room in rooms for value in map(room.__dict__.get, room.__all__) if isinstance(value, type)}
    return {value for value in values if attrs.has(value)}


def test_every_value_class_has_a_strategy():
    """A new value class is entered beside the others before anybody asks Hypothesis for one."""
    assert exported_value_classes() - set(STRATEGIES) == set()


@pytest.mark.deep
@pytest.mark.parametrize("kind", STRATEGIES, ids=lambda kind: kind.__name__)
def test_from_type_makes_values_of_the_class(kind):
    """`st.from_type` gives values of exactly the class asked for, all of them valid."""

    @given(st.from_type(kind))
    @settings(max_examples=max(2, settings().max_examples // 40))
    def law(value):
        assert type(value) is kind

    law()


def test_a_class_with_parameters_is_known_too():
    """`Log[Happening]`, as an annotation would have it, is a log."""

    @given(st.from_type(Log[Happening]))
    @settings(max_examples=5)
    def law(value):
        assert type(value) is Log

    law()


def test_hypothesis_is_told_of_every_class(monkeypatch):
    """One function finds the strategy of each when it is first asked for."""
    told = {}
    monkeypatch.setattr(st, "register_type_strategy", told.__setitem__)
    register()
    assert told == dict.fromkeys(STRATEGIES, strategy_of)


def test_hypothesis_is_told_where_to_look():
    """The distribution names one function to Hypothesis, and it can be loaded."""
    (entry,) = metadata.distribution("kpix-billing-core").entry_points.select(group="hypothesis")
    assert entry.load().__name__ == "register"


ORDERS = {
    "Hypothesis": "import hypothesis; assert 'kpix_billing_core.rendering' not in sys.modules",
    "the package": "import kpix_billing_core; assert 'hypothesis' not in sys.modules; import kpix_billing_core.testing",
    "a strategy": "from kpix_billing_core.testing import moneys",
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("first", mostly_deep(ORDERS, "Hypothesis"))
def test_whoever_is_imported_first(first):
    """Hypothesis asks for the strategies in the middle of being imported by them; neither order fails or warns.

    Whoever bills needs no Hypothesis, and registering builds no strategy.
    """
    imports = f"import sys; {ORDERS[first]}; from hypothesis import strategies as st; from kpix_billing_core.money import Money"
    code = f"{imports}; st.from_type(Money).validate()"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
