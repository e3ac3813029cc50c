"""How every test of this repository runs: documentation as tests, and how hard properties are tried."""

import doctest
import gc
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, Phase, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

import kpix_billing_core

# The one number that says how long `make test` takes: examples tried per property.
# Tests do not set max_examples themselves, so that the profiles below reach all of them.
EXAMPLES = 15

# A slow machine is no failure: neither profile that must give the same answer every time looks at the clock.
settings.register_profile(
    "test",
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# What a submission must pass besides, in a step of its own.
settings.register_profile("deep", settings.get_profile("test"), max_examples=100)
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

# The tables, the rules and the documentation reach every line by themselves, and `make test` has coverage look at these
# alone. All other tests compare results, many thousand times: which lines ran is not their question, and to ask would
# double their time.
MEASURED = {"tables", "rules"}
HALVES = ("measured", "compared")
TESTS = Path(__file__).with_name("tests")

# What needs an extra: tried by `make engines` alone, which tries nothing else.
ENGINES = [Path(__file__).parent / name for name in ("tests/engines", "src/kpix_billing_core/batch", "docs/scale")]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run ask for the tests of the engines, or for one half of all others."""
    parser.addoption("--engines", action="store_true", help="the tests of the engines, which need their packages")
    parser.addoption("--half", choices=HALVES, help="what coverage looks at, or all that is compared")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the engines to runs that ask for them, and each half to its own."""
    theirs = any(collection_path.is_relative_to(path) for path in ENGINES)
    if theirs and not config.getoption("engines"):
        return True
    half = config.getoption("half")
    return True if half and half_of(collection_path) not in {half, None} else None


def half_of(path: Path) -> str | None:
    """Return the half that a file or folder belongs to, None for a folder that holds some of both."""
    if path in TESTS.parents or path == TESTS:
        return None
    if path.is_relative_to(TESTS) and path.relative_to(TESTS).parts[0] not in MEASURED:
        return "compared"
    return "measured"


class Measuring:
    """Coverage of this process and of those it starts, off and on where it changes: that takes milliseconds.

    While it is on, only what a test and its fixtures run is looked at, which is a matter of microseconds; to look at
    pytest as well would double what pytest takes.
    """

    def __init__(self) -> None:
        """Take over what was measuring when this file was imported."""
        coverage = sys.modules.get("coverage")
        self.coverage = coverage and coverage.Coverage.current()
        self.on = True
        self.inherited = pytest.MonkeyPatch()
        self.tracer = None

    def turn(self, *, on: bool) -> None:
        """Measure from now on, or do not."""
        if self.coverage is None or on is self.on:
            return
        self.on = on
        if on:
            self.inherited.undo()
            self.coverage.start()
            self.tracer = sys.gettrace()
            sys.settrace(None)
        else:
            self.tracer = None
            self.inherited.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
            self.coverage.stop()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look at what runs inside, if measuring is on."""
        before = sys.gettrace()
        if self.tracer is not None:
            sys.settrace(self.tracer)
        try:
            yield
        finally:
            sys.settrace(before)


_measuring = Measuring()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Measure what importing the package runs, and then not what collecting runs: it would take as long again.

    There is no garbage to speak of yet, and much to look through for it.
    """
    gc.disable()
    if session.config.getoption("engines"):
        return
    if _measuring.coverage is not None:
        for module in walk_packages(kpix_billing_core.__path__, "kpix_billing_core."):
            if not module.name.endswith("__main__") and module.name != "kpix_billing_core.batch":
                import_module(module.name)
    _measuring.turn(on=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Measure a test, or do not; what was on for the one before stays on."""
    _measuring.turn(on=item.get_closest_marker("unmeasured") is None)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Look at what the test runs."""
    with _measuring.looking():
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_fixture_setup() -> Generator[None, object, object]:
    """Look at what its fixtures run."""
    with _measuring.looking():
        return (yield)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage thousands of tests that stay, and have it look less often."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(250_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Look for garbage once: pytest and Python would each go through all that is left again before they end."""
    gc.collect()
    gc.freeze()
