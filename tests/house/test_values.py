"""Every exported value class keeps the same promises: frozen, slotted, deep, hashable, and checked however it is made."""

import copy
import pickle
import sys
import weakref
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Protocol
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.every import every
from tests.house.public import exports, is_enum, is_named_tuple, value_classes

from kpix_billing_core.errors import BillingError
from kpix_billing_core.testing._registration import STRATEGIES

# Rows in and out, which are tuples with names: cheaper than values, and checked where they are read.
NAMED_TUPLES = {
    "errors.ColumnFault": "a line of a report of errors",
    "errors.Fault": "a line of a report of errors",
    "rendering.FleetLabels": "words for a page, which a caller translates",
    "rendering.Labels": "words for a document, which a caller translates",
    "rendering.UsageLabels": "words for a page, which a caller translates",
    "metering.AllocationColumns": "a caller's own columns, which are lists as often as not",
}
# A value of tests, which may be made wrong on purpose.
LOOSE = {"Happening"}
EXAMPLES = max(3, settings().max_examples // 20)
ATOMS = (int, str, bool, Fraction, Decimal, date, datetime, timedelta, Enum, tzinfo, type(None))

CLASSES = {kind.__name__: kind for kind in value_classes().values() if kind.__name__ not in LOOSE}
SAMPLED = {name: kind for name, kind in CLASSES.items() if kind in STRATEGIES}
each_class = every(SAMPLED)


@cache
def samples(kind: type) -> tuple[object, ...]:
    """Return a few values of a class, always the same: these laws hold for a class or fail for all of it."""
    found = []

    @settings(max_examples=EXAMPLES, database=None, derandomize=True, phases=[Phase.generate])
    @given(st.from_type(kind))
    def collect(value: object) -> None:
        found.append(value)

    collect()
    return tuple(found)


def parts(value: object, *, init_only: bool = False) -> dict[str, object]:
    """Return a value's fields, derived ones too unless only what it is made from is asked for."""
    fields = attrs.fields(type(value))
    return {field.name: getattr(value, field.name) for field in fields if field.init or not init_only}


def touched(value: object) -> object:
    """Return the value after everything that it derives on demand has been asked for."""
    for name in dir(type(value)):
        if not name.startswith("__") and not callable(getattr(type(value), name)):
            getattr(value, name)
    return value


# --- which classes -------------------------------------------------------------------------------------


def test_every_exported_class_is_of_a_known_sort():
    """What is exported is a value, a closed set of names, an error, a row or a protocol; there is no sixth sort."""
    stray = [
        name
        for name, thing in exports().items()
        if isinstance(thing, type)
        and thing.__module__ != "builtins"  # another name for text
        and name not in value_classes()
        and name not in NAMED_TUPLES
        and not is_enum(thing)
        and not issubclass(thing, Exception)
        and not issubclass(thing, Protocol)
    ]
    assert stray == []
    assert all(is_named_tuple(exports()[name]) for name in NAMED_TUPLES)


def test_every_value_class_has_a_strategy():
    """A value class without a registered strategy would be in no property of ours, nor of anybody who embeds us."""
    assert [name for name, kind in CLASSES.items() if kind not in STRATEGIES] == []


def test_two_classes_have_two_names():
    """Names are unique over all rooms, so that a word means one thing."""
    assert len({*CLASSES, *LOOSE}) == len(set(value_classes().values()))


# --- immutable -----------------------------------------------------------------------------------------


@each_class
def test_frozen(kind):
    """No field can be set, deleted or added."""
    for value in samples(kind):
        for name in (*parts(value), "something_new"):
            with pytest.raises((AttributeError, TypeError)):
                setattr(value, name, 1)
            with pytest.raises((AttributeError, TypeError)):
                delattr(value, name)


@each_class
def test_slotted(kind):
    """There is no dictionary in which something could be hidden, and millions of values stay small."""
    assert not any(hasattr(value, "__dict__") for value in samples(kind))


@each_class
def test_deeply_immutable(kind):
    """Whatever is inside is immutable as well, all the way down."""
    assert [fault for value in samples(kind) for fault in mutable_parts(value, kind.__name__)] == []


def mutable_parts(value: object, path: str) -> Iterator[str]:
    """Yield the path of each part that could change."""
    if attrs.has(type(value)):
        if not is_frozen(type(value)):
            yield f"{path}: {type(value).__name__} is not frozen"
        for name, part in parts(value).items():
            yield from mutable_parts(part, f"{path}.{name}")
    elif isinstance(value, tuple | frozenset):
        for index, part in enumerate(value):
            yield from mutable_parts(part, f"{path}[{index}]")
    elif not isinstance(value, ATOMS):
        yield f"{path}: {type(value).__name__}"


def is_frozen(kind: type) -> bool:
    """Whether attrs made a class that refuses to be changed."""
    return kind.__setattr__ is not object.__setattr__ and kind.__hash__ is not None


def test_mutable_parts_are_seen():
    """A list, a dictionary or an open class inside is found, however deep."""

    @attrs.frozen
    class Inner:
        x: object

    @attrs.define
    class Open:
        x: object

    assert list(mutable_parts(Inner((1, Inner([1]))), "v")) == ["v.x[1].x: list"]
    assert list(mutable_parts(Inner({}), "v")) == ["v.x: dict"]
    assert list(mutable_parts(Inner(Open(1)), "v")) == ["v.x: Open is not frozen"]


# --- equal, and equal again ----------------------------------------------------------------------------


@each_class
def test_hashable(kind):
    """Equal values have equal hashes, also after everything derived was asked for."""
    for value in samples(kind):
        again = attrs.evolve(value)
        assert again is not value
        assert again == value
        assert hash(again) == hash(value) == hash(touched(value))


@each_class
def test_equal_only_to_its_own_kind(kind):
    """A stranger is given the chance to answer, then it is unequal; equality is that of the fields."""
    for value in samples(kind):
        assert kind.__eq__(value, object()) is NotImplemented
        assert kind.__eq__(value, None) is NotImplemented
        assert value != object()
        for other in samples(kind):
            same = parts(value, init_only=True) == parts(other, init_only=True)
            assert (value == other) is same


@each_class
def test_picklable(kind):
    """A value survives a pickle of any protocol, with all that is derived in it."""
    for value, protocol in product(samples(kind), range(pickle.HIGHEST_PROTOCOL + 1)):
        again = pickle.loads(pickle.dumps(touched(value), protocol))
        assert (protocol, type(again)) == (protocol, kind)
        assert (protocol, again) == (protocol, value)
        assert (protocol, hash(again)) == (protocol, hash(value))
        assert (protocol, parts(again)) == (protocol, parts(value))


@each_class
def test_copies_are_equal(kind):
    """A copy is equal in every field, derived ones too."""
    for value, copied in product(samples(kind), (copy.copy, copy.deepcopy)):
        assert copied(touched(value)) == value
        assert parts(copied(value)) == parts(value)


@each_class
def test_weak_references(kind):
    """Caches of a platform may refer to a value without keeping it."""
    for value in samples(kind):
        assert weakref.ref(value)() is value


# --- checked however it is made ------------------------------------------------------------------------


@each_class
def test_evolve_checks_again(kind):
    """Changing a field runs all checks: what could not be constructed cannot be reached by evolving either."""
    for value in samples(kind)[:2]:
        for name in parts(value, init_only=True):
            for wrong in (object(), 1.5, [1], {1: 1}):
                with pytest.raises(BillingError):
                    attrs.evolve(value, **{name.lstrip("_"): wrong})


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in Python 3.13")
@each_class
def test_replace_checks_again(kind):
    """The standard library's way of changing a field is as strict."""
    for value in samples(kind)[:2]:
        assert copy.replace(value) == value
        for name in parts(value, init_only=True):
            with pytest.raises(BillingError):
                copy.replace(value, **{name.lstrip("_"): object()})


# --- shown ---------------------------------------------------------------------------------------------


@each_class
def test_repr_names_the_class(kind):
    """A value shows what it is, on one line."""
    for value in samples(kind):
        assert repr(value).startswith(kind.__name__)
        assert "\n" not in repr(value)


@each_class
def test_matches_by_its_fields(kind):
    """A `match` statement takes a value apart by position (or by name, where the constructor wants names)."""
    fields = [field for field in attrs.fields(kind) if field.init]
    assert kind.__match_args__ == tuple(field.name for field in fields if not field.kw_only)
    pattern = ", ".join(f"{field.name}=x{i}" if field.kw_only else f"x{i}" for i, field in enumerate(fields))
    got = ", ".join(f"x{i}" for i in range(len(fields)))
    for value in samples(kind):
        names: dict[str, object] = {"value": value, "kind": kind}
        exec(f"match value:\n    case kind({pattern}):\n        got = [{got}]", names)
        assert names["got"] == list(parts(value, init_only=True).values())


@each_class
def test_text_is_read_back(kind):
    """Where there is a `parse`, it inverts `str`, and a `repr` that shows it can be typed in again."""
    if not hasattr(kind, "parse"):
        return
    for value in samples(kind):
        assert kind.parse(str(value)) == value
        if repr(value).startswith(f"{kind.__name__}.parse("):
            assert eval(repr(value), {kind.__name__: kind}) == value


SCRIPT = "<script>alert('&amp;')</script>"


@each_class
def test_html_is_escaped(kind):
    """A notebook shows text as text: markup in any field is escaped, and what is shown is well formed."""
    if not hasattr(kind, "_repr_html_"):
        return
    for value in samples(kind):
        for shown in (value, scripted(value)):
            html = shown._repr_html_()
            assert "<script" not in html
            ET.fromstring(f"<div>{html}</div>")


def scripted(value: object) -> object:
    """Return the value with markup in every text, as far as the checks allow."""
    if attrs.has(type(value)):
        for name, part in parts(value, init_only=True).items():
            value = evolved(value, name, scripted(part))
        return everywhere(value)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(scripted(part) for part in value)
    return SCRIPT if type(value) is str else value


def everywhere(value: object) -> object:
    """Return the value with all its parts scripted at once, where one by one they would contradict each other."""
    changes = {name: scripted(part) for name, part in parts(value, init_only=True).items() if attrs.has(type(part))}
    try:
        return attrs.evolve(value, **changes)
    except BillingError:
        return value


def evolved(value: object, name: str, part: object) -> object:
    """Return the value with one part changed, or as it is where it would not be valid."""
    try:
        return attrs.evolve(value, **{name: part})
    except BillingError:
        return value


def test_markup_gets_in():
    """The script does reach what is shown: else the test above would prove nothing."""
    table = CLASSES["Table"](columns=("a",), rows=(("b",),), title="c")
    assert table._repr_html_().count("&lt;script") == 0
    assert scripted(table)._repr_html_().count("&lt;script") == 3
