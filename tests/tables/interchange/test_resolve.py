"""From types to shapes: what each type is taken for, and what has no plain form."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, Optional

import attrs
import pytest
from tests.tables.interchange.samples import (
    BigWheel,
    Box,
    Circle,
    Colour,
    Everything,
    Mixed,
    Pair,
    Part,
    Shelf,
    Sprocket,
)

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interchange.leaves import LEAVES
from kpix_billing_core.interchange.resolve import fields_of, kind_of, shape_of
from kpix_billing_core.interchange.shapes import Choice, Fixed, Many, Maybe, Name, Object, Unordered


@attrs.frozen
class Named:
    kind: str


@attrs.frozen
class Schema:
    schema: str


class HasSchema(NamedTuple):
    schema: int


@attrs.frozen
class Hidden:
    _secret: int


@attrs.frozen
class HiddenWithDefault:
    shown: int
    _secret: int = 1


def another_sprocket():
    """Return a class of the same name as another."""

    @attrs.frozen
    class Sprocket:
        size: int

    return Sprocket


@pytest.mark.parametrize(
    ("hint", "shape"),
    [
        (int, LEAVES[int]),
        (date, LEAVES[date]),
        (int | None, Maybe(LEAVES[int])),
        (Optional[int], Maybe(LEAVES[int])),  # noqa: UP045
        (None | date, Maybe(LEAVES[date])),
        (tuple[int, ...], Many(LEAVES[int])),
        (tuple[tuple[int, str], ...], Many(Fixed((LEAVES[int], LEAVES[str])))),
        (Sequence[int], Many(LEAVES[int], sequence=True)),
        (tuple[int], Fixed((LEAVES[int],))),
        (tuple[()], Fixed(())),
        (frozenset[str], Unordered(LEAVES[str])),
        (frozenset[Colour], Unordered(Name(Colour))),
        (Colour, Name(Colour)),
    ],
)
def test_shapes_of_types(hint, shape):
    """Annotations say what a field looks like, in any spelling of them."""
    assert shape_of(hint) == shape
    assert type(shape_of(hint)) is type(shape)


def test_the_shape_of_a_class():
    """A class is its public fields in their order, each with what its constructor and its file call it."""
    shape = shape_of(Circle)
    assert isinstance(shape, Object)
    assert (shape.hint, shape.cls) == (Circle, Circle)
    assert shape.fields() is fields_of(Circle)
    assert list(fields_of(Circle)) == ["radius", "diameter"]
    radius, diameter = fields_of(Circle).values()
    assert (radius.shape, radius.argument, radius.required, radius.column) == (LEAVES[int], "r", True, "radius")
    assert (diameter.argument, diameter.required) == (None, False)
    assert not any(field.required for field in fields_of(Everything).values())


def test_the_shape_of_a_named_tuple():
    """A named tuple is its fields, those with a default not required."""
    left, right = fields_of(Pair).values()
    assert (left.shape, left.argument, left.required, left.column) == (LEAVES[int], "left", True, "left")
    assert (right.shape, right.argument, right.required, right.column) == (LEAVES[str], "right", False, "right")


def test_the_shape_of_a_union():
    """A union of classes tells them apart by kind, both ways."""
    shape = shape_of(Part)
    assert isinstance(shape, Choice)
    assert {kind: each.cls for kind, each in shape.members.items()} == {"sprocket": Sprocket, "big_wheel": BigWheel}
    assert dict(shape.kinds) == {Sprocket: "sprocket", BigWheel: "big_wheel"}
    assert isinstance(shape_of(Part | None), Maybe)


def test_the_shape_of_a_generic_class():
    """Its type variables stand for the types given, inside other types too."""
    fields = fields_of(Box[int, Fraction])
    assert fields["content"].shape == LEAVES[int]
    assert fields["others"].shape == Many(LEAVES[Fraction])
    assert fields["spare"].shape == Maybe(LEAVES[int])
    assert fields["size"].shape == LEAVES[int]
    inner = fields["inner"].shape.shape
    assert (inner.cls, inner.hint) == (Box, Box[Fraction, int])


@pytest.mark.parametrize("cls", [Box, Shelf])
def test_a_generic_class_without_its_types_has_no_plain_form(cls):
    """What a type variable stands for must be said."""
    with pytest.raises(WrongType, match="a type with a plain form, got TypeVar ~T"):
        fields_of(cls)


@pytest.mark.parametrize(("kind", "cls"), [("circle", Circle), ("big_wheel", BigWheel), ("has_schema", HasSchema)])
def test_names_of_kinds(kind, cls):
    """A class's name in data is its words in small letters."""
    assert kind_of(cls) == kind


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("type: expected an attrs class, or a type with a plain form, got type <class 'float'>", float),
        ("type: expected an attrs class, or a type with a plain form, got type <class 'tuple'>", tuple),
        ("type: expected an attrs class, or a type with a plain form, got type <class 'object'>", object),
        ("type: expected an attrs class, or a type with a plain form, got TypeVar ~T", Box.__parameters__[0]),
        ("type: expected an attrs class, or a type with a plain form, got GenericAlias list[int]", list[int]),
        ("type: expected an attrs class, or a type with a plain form, got Circle Circle(", Circle(1)),
        ("type: expected an enumeration of texts or ints, got EnumType <enum 'Mixed'>", Mixed),
        (f"type: expected a set of texts or ints, which have an order, got type {Circle!r}"[:90], frozenset[Circle]),
        ("type: expected a union of classes of different names, each with fields, got tuple (<class 'int'>", int | str),
        ("type: expected a union of classes of different names, each with fields, got tuple (<class '", Circle | int),
        (
            "type: expected a union of classes of different names, each with fields, got tuple (<class '",
            Sprocket | another_sprocket(),
        ),
    ],
)
def test_types_without_a_plain_form(words, hint):
    """What cannot be written is refused as a type, and named."""
    with pytest.raises(WrongType) as caught:
        shape_of(hint)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("hint", [Schema, HasSchema])
def test_a_field_may_not_be_called_schema(hint):
    """The outermost object keeps that key for itself."""
    with pytest.raises(WrongValue) as caught:
        shape_of(hint)
    assert (caught.value.name, caught.value.got) == ("type", hint)
    assert caught.value.expected == 'a class without a field "schema", a name that data keeps for itself'


def test_a_field_of_one_among_several_may_not_be_called_kind():
    """An object among others keeps that key for itself; alone it may have such a field."""
    assert isinstance(shape_of(Named), Object)
    assert isinstance(shape_of(Named | None), Maybe)
    with pytest.raises(WrongValue) as caught:
        shape_of(Named | Circle)
    assert (caught.value.name, caught.value.got) == ("type", Named)
    assert caught.value.expected == 'a class without a field "kind", a name that data keeps for itself'


@pytest.mark.parametrize("hint", [Hidden, HiddenWithDefault])
def test_private_arguments_would_be_lost(hint):
    """A class whose constructor takes what is private could not be given back as it was."""
    with pytest.raises(WrongType) as caught:
        fields_of(hint)
    assert str(caught.value) == (
        "type: expected a class without private arguments, which data could not give back, got str '_secret'"
    )
