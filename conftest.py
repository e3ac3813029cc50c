"""How every test of this repository runs: documentation as tests, and how hard properties are tried."""

import doctest
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

# The one number that says how long `make test` takes: examples tried per property.
# Tests do not set max_examples themselves, so that the profiles below reach all of them.
EXAMPLES = 50

# A slow machine is no failure: neither profile that must give the same answer every time looks at the clock.
settings.register_profile(
    "test",
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("explore", max_examples=2_000, derandomize=False, deadline=None, print_blob=True)
settings.register_profile(
    "soak",
    max_examples=100_000,
    derandomize=False,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# A mutant is dead at its first failure; making the example small would only take time.
settings.register_profile(
    "mutate",
    settings.get_profile("test"),
    max_examples=100,
    phases=[Phase.explicit, Phase.generate],
)
# Loaded always, because Hypothesis picks a profile of its own where the variable CI is set;
# `pytest --hypothesis-profile=explore` comes later and wins.
settings.load_profile("test")

_pages = Sybil(
    name="pages",
    parsers=[PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS)],
    patterns=["*.md"],
)
_docstrings = Sybil(
    name="docstrings",
    parsers=[DocTestParser(optionflags=doctest.ELLIPSIS)],
    # one pattern for each depth: the star of pathlib's match does not cross folders
    patterns=[f"src/kpix_billing_core/{'*/' * depth}*.py" for depth in range(4)],
)
pytest_collect_file = (_pages + _docstrings).pytest()

# These compare results, by the hundred thousand; which lines ran is not their question, and asking it would take
# four times as long. The tables and laws reach every line without them.
UNMEASURED = {"exhaustive", "golden", "oracles"}


@pytest.fixture(autouse=True)
def measuring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pause the measuring of coverage, here and in processes that are started, for tests that only compare."""
    coverage = sys.modules.get("coverage")
    current = coverage and coverage.Coverage.current()
    if current is None or request.path.parent.name not in UNMEASURED:
        yield
        return
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
    current.stop()
    yield
    current.start()
