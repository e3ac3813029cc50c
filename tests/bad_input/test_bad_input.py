"""Every public callable refuses every bad value with a documented error, at once, and never gives a wrong number."""

import inspect
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import islice
from time import thread_time
from typing import NamedTuple

import attrs
import pytest
from hypothesis.strategies import SearchStrategy
from tests.bad_input import (
    documents,
    ground,
    paper,
    prepaid,
    published,
    reports,
    strategies,
    tokens,
    trade,
    usage,
    validity,
)
from tests.bad_input.rows import ROWS, OwnFault, Row
from tests.bad_input.spec import Place, Target, places
from tests.every import every
from tests.house.public import exports, is_enum, is_named_tuple, methods, value_classes

from kpix_billing_core.errors import BillingError

TARGETS: tuple[Target, ...] = (
    *(*ground.TARGETS, *trade.TARGETS, *paper.TARGETS, *prepaid.TARGETS),
    *(*tokens.TARGETS, *documents.TARGETS, *published.TARGETS, *validity.TARGETS, *reports.TARGETS, *usage.TARGETS),
    *strategies.TARGETS,
)
SECONDS = 0.1
TRIES = 3
HANGS = 5
# Each place tries its share of the catalogue always, and all of it by `make deep`: a check that is not there lets pass most
# of it, and one that is wrong is wrong wherever it is used.
SHARES = 8
# Where such a row is legal there is nothing to prove, and it takes long.
HUGE = {"4 MB of digits"}
LONGEST_MESSAGE = 2_000

# Exported callables that are no targets, and why.
EXEMPT = {
    "log.Event": "a protocol: nothing is constructed",
    "ids.identifier": "a validator of fields: every constructor with an id runs it",
    "testing.Happening": "takes anything, so that tests can offer to a log what is no event",
}
# Whole files whose functions take what the house gives them, not what a caller does.
HOUSE_ONLY = {"checks": "validators of fields: every constructor in the table runs them"}


def function_of(target: Target) -> Callable[..., object]:
    """Return what a target calls."""
    room, name, *method = target.name.split(".")
    found = exports()[f"{room}.{name}"]
    if not method:
        return found
    return getattr(found if target.owner is None else target.owner, method[0])


@cache
def parameters_of(name: str, function: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    """Return the parameters of what a target calls, by the target's name."""
    return inspect.signature(function).parameters


@cache
def gathered(name: str, function: Callable[..., object]) -> tuple[str | None, str | None]:
    """Return the names of the parameters that stand for *args and **kwargs, None where there is none."""
    by_kind = {parameter.kind: parameter.name for parameter in parameters_of(name, function).values()}
    return by_kind.get(inspect.Parameter.VAR_POSITIONAL), by_kind.get(inspect.Parameter.VAR_KEYWORD)


def call(target: Target, arguments: dict[str, object]) -> object:
    """Call a target by keyword (what it takes as *args, by position), and run what it yields."""
    function = function_of(target)
    named = dict(arguments)
    positional, keywords = gathered(target.name, function)
    spread = named.pop(positional) if positional else ()
    if keywords:
        named.update(named.pop(keywords))
    result = function(*spread, **named)
    return list(islice(result, 100)) if isinstance(result, Iterator) else result


def spread(place: Place) -> bool:
    """Whether a parameter takes any number of arguments: none of them is replaced as a whole."""
    kind = parameters_of(place.target.name, function_of(place.target))[place.parameter].kind
    return kind in {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


class Hang(Exception):
    """A call that does not come back."""


@pytest.fixture(autouse=True, scope="module")
def alarms() -> Iterator[None]:
    """Raise Hang in what takes long, where the system has alarms: one mistake shall not stop the whole suite."""

    def ring(*_: object) -> None:
        raise Hang(f"no answer in {HANGS} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.signal(signal.SIGALRM, before)


def set_alarm(seconds: int) -> None:
    """Have an alarm in so many seconds, in none for 0."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


class Outcome(NamedTuple):
    """What came of one call: a result or an exception, its message, and how long that took."""

    result: object
    error: Exception | None
    message: str
    seconds: float


def outcome(target: Target, arguments: dict[str, object]) -> Outcome:
    """Call a target; an error is only there once its message is."""
    started = thread_time()
    try:
        set_alarm(HANGS)
        result, error, message = call(target, arguments), None, ""
    except Exception as raised:  # noqa: BLE001  which exceptions come is the question
        result, error, message = None, raised, str(raised)
    finally:
        set_alarm(0)
    return Outcome(result, error, message, thread_time() - started)


def fault(place: Place, row: Row) -> str | None:
    """Put one bad value in one place, and say what is wrong with what happens."""
    result, error, message, seconds = outcome(place.target, place.arguments(row.make()))
    if seconds > SECONDS and not place.takes(row):
        return f"takes {seconds:.3f} s"
    if place.takes(row):
        if error is None or isinstance(error, OwnFault):
            return inexact(result)
        return f"refuses what is no mistake: {type(error).__name__} {message}"
    if error is None:
        return f"accepts it: {type(result).__name__}"
    if not isinstance(error, BillingError):
        return f"escapes as {type(error).__name__}: {message[:80]}"
    return unhelpful(error, message)


def unhelpful(error: BillingError, text: str) -> str | None:
    """Say what is wrong with an error as a message to people, or None."""
    if not text.isascii() and "\\ud" in repr(text):
        return f"cannot be written: {text!r}"
    if not 10 <= len(text) <= LONGEST_MESSAGE:
        return f"says {len(text)} characters: {text[:80]}"
    if isinstance(error, TypeError) and not (error.name and "expected" in text):
        return f"names nothing: {text}"
    return None


def inexact(result: object) -> str | None:
    """Say where a result is no exact value that can be shown, or None."""
    if isinstance(result, float | complex):
        return f"gives the float {result}"
    # These may be as long as what was given; strategies show what they were given too.
    if type(result) not in (int, Fraction, str) and not isinstance(result, SearchStrategy):
        with suppress(OwnFault):
            str(result), repr(result)
    parts = attrs.astuple(result, recurse=False) if attrs.has(type(result)) else result
    inner = parts if isinstance(parts, tuple | list) else ()
    return next((problem for part in inner if (problem := inexact(part))), None)


PLACES = [place for place in places(TARGETS) if place.member or not spread(place)]
BY_TARGET = {target.name: [place for place in PLACES if place.target is target] for target in TARGETS}
each_target = every({target.name: target for target in TARGETS})


each_held = every({name: held for name, held in BY_TARGET.items() if held})


@each_held
def test_bad_input_is_refused(held):
    """In every place, bad values are refused at once with an error of the family, or are legal there and give a value."""
    assert {place.name: found for place in held if (found := faults(place, SHARES))} == {}


@pytest.mark.deep
@each_held
def test_all_bad_input_is_refused(held):
    """In every place, every row is."""
    assert {place.name: found for place in held if (found := faults(place))} == {}


def faults(place: Place, shares: int = 1) -> dict[str, str]:
    """Put every bad value, or a share of them, in one place, and say what is wrong, by the names of the values."""
    suspects = [row for row in place.rows(shares) if not (row.name in HUGE and place.takes(row))]
    for _ in range(TRIES):  # a loaded machine may pause, but hardly every time at the same row
        found = {row.name: problem for row in suspects if (problem := fault(place, row))}
        suspects = [row for row in suspects if row.name in found]
    return found


@each_target
def test_good_input_is_taken(target):
    """The arguments of the table are valid: else a refusal would prove nothing."""
    arguments = {name: given.value for name, given in target.arguments.items()}
    assert inexact(call(target, arguments)) is None


@each_target
def test_every_parameter_is_in_the_table(target):
    """No parameter of a public callable is left out."""
    assert list(target.arguments) == list(parameters_of(target.name, function_of(target)))


def public_callables() -> set[str]:
    """Return the names of all public functions, constructors and methods that a caller's value can reach."""
    found = set()
    for name, thing in exports().items():
        if name.split(".")[0] in HOUSE_ONLY or is_enum(thing) or is_named_tuple(thing):
            continue
        if isinstance(thing, type) and issubclass(thing, Exception):
            continue
        if inspect.isfunction(thing) or name in value_classes():
            found.add(name)
        if name in value_classes():
            found |= {f"{name}.{method}" for method in methods(thing)}
    return found - set(EXEMPT)


def test_every_public_callable_is_in_the_table():
    """Whatever is exported is tried."""
    names = [target.name for target in TARGETS]
    assert sorted(names) == sorted(set(names))
    assert public_callables() - set(names) == set()


def test_exemptions_are_needed():
    """An exemption for something that is gone goes too."""
    assert set(EXEMPT) <= set(exports())
    assert {name.split(".")[0] for name in exports()} >= set(HOUSE_ONLY)


def test_the_catalogue_is_large():
    """It has at least 60 rows, and no name twice."""
    assert len(ROWS) >= 60
    assert len({row.name for row in ROWS}) == len(ROWS)
