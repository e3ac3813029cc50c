"""JSON Schemas: what they say of each type, and that they let pass what is written and not what is broken."""

from copy import deepcopy
from enum import Enum

import attrs
import pytest
from jsonschema import Draft202012Validator
from tests.tables.interchange.samples import FORMS, BigWheel, Box, Branch, Circle, Everything, Part, Sprocket, Tip, Tree

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interchange import json_schema, to_data

EVERYTHING = Draft202012Validator(json_schema(Everything))


class Empty(Enum):
    """An enumeration without members."""


def test_the_schema_of_a_small_class():
    """The outermost object must name its schema; defaulted and derived fields are not required, others keys not allowed."""
    assert json_schema(Circle) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kpix.circle/1",
        "type": "object",
        "properties": {
            "schema": {"const": "kpix.circle/1"},
            "radius": {"type": "integer"},
            "diameter": {"type": "integer"},
        },
        "required": ["schema", "radius"],
        "additionalProperties": False,
    }


def test_the_schema_of_every_kind_of_field():
    """Each kind of field says what its data looks like."""
    schema = json_schema(Everything)
    fields = schema["properties"]
    assert schema["required"] == ["schema"]
    assert fields["truth"] == {"type": "boolean"}
    assert fields["text"] == {"type": "string"}
    assert fields["colour"] == {"enum": ["red", "blue"]}
    assert fields["level"] == {"enum": [1, 2]}
    assert fields["maybe"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert fields["many"] == {"type": "array", "items": {"type": "integer"}}
    assert fields["unordered"] == {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    assert fields["fixed"] == {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "string"}],
        "items": False,
        "minItems": 2,
    }
    assert fields["month"] == {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}
    assert fields["sprocket"] == {"$ref": "#/$defs/sprocket"}
    assert fields["part"] == {"oneOf": [{"$ref": "#/$defs/kind_big_wheel"}, {"$ref": "#/$defs/kind_sprocket"}]}
    assert schema["$defs"]["kind_big_wheel"] == {
        "type": "object",
        "properties": {"kind": {"const": "big_wheel"}, "spokes": {"type": "integer"}},
        "required": ["kind", "spokes"],
        "additionalProperties": False,
    }
    assert list(schema["$defs"]) == ["exact_money", "kind_big_wheel", "kind_sprocket", "money", "pair", "sprocket"]
    assert schema["$defs"]["pair"]["required"] == ["left"]


@attrs.frozen
class Holder:
    pairs: tuple[tuple[Sprocket, Circle], ...] = ()


def test_classes_inside_lists_are_described():
    """A class is described wherever it is met, and refers to nothing that is not."""
    schema = json_schema(Holder)
    assert list(schema["$defs"]) == ["circle", "sprocket"]
    assert schema["properties"]["pairs"]["items"]["prefixItems"] == [
        {"$ref": "#/$defs/sprocket"},
        {"$ref": "#/$defs/circle"},
    ]


def test_a_class_that_holds_others_of_its_kind():
    """A class that names itself refers to itself; inside, nothing names its schema."""
    schema = json_schema(Tree)
    assert schema["properties"]["children"] == {"type": "array", "items": {"$ref": "#/$defs/tree"}}
    assert schema["$defs"]["tree"]["required"] == ["name"]
    validator = Draft202012Validator(schema)
    assert validator.is_valid(to_data(Tree("a", (Tree("b", (Tree("c"),)),))))
    assert not validator.is_valid({"schema": "kpix.tree/1", "name": "a", "children": [{"name": 1}]})
    assert Draft202012Validator(json_schema(Branch)).is_valid(to_data(Branch(Branch(Tip(1)))))


@pytest.mark.parametrize("cls", [Everything, Circle, Tree, Branch, Sprocket, BigWheel])
def test_schemas_are_schemas(cls):
    """What is said of a class is valid by the rules of JSON Schema itself."""
    Draft202012Validator.check_schema(json_schema(cls))


@pytest.mark.parametrize(("field", "data", "value"), FORMS)
def test_what_is_written_is_valid(field, data, value):
    """Whatever is written fits the schema."""
    assert EVERYTHING.is_valid(to_data(Everything(**{field: value})))


BROKEN = [
    *[("whole", 1.5), ("whole", "1"), ("whole", None), ("whole", True)],
    *[("text", 1), ("text", None), ("truth", 1), ("truth", "true")],
    *[
        ("fraction", 0.5),
        ("fraction", "1e5"),
        ("fraction", "1/0"),
        ("fraction", "1/000"),
        ("fraction", ".5"),
        ("fraction", ""),
    ],
    *[("fraction", "1,5"), ("fraction", "1_0"), ("fraction", "١"), ("fraction", "1/2/3"), ("fraction", "9" * 201)],
    *[("decimal", "1/2"), ("decimal", "NaN"), ("decimal", "1E5"), ("decimal", 1)],
    *[
        ("day", "20260428"),
        ("day", "2026-13-01"),
        ("day", "2026-04-32"),
        ("day", "2026-4-1"),
        ("day", "2026-04-28T00:00"),
    ],
    *[("instant", "2026-04-28"), ("instant", "2026-04-28T10:00:00"), ("instant", "2026-04-28T24:00:00Z")],
    *[("zone", ""), ("zone", "+2"), ("zone", "/etc/localtime"), ("zone", 2)],
    *[("month", "2026-13"), ("month", "2026-4"), ("month", "2026-04-01")],
    *[("period", "2026-04-01"), ("period", "2026-04-01/2026-04-31T"), ("period", ["2026-04-01", "2026-04-02"])],
    *[("currency", "usd"), ("currency", "US"), ("currency", "XBT/"), ("currency", "XBT/123")],
    *[("money", "4.35 USD"), ("money", {"minor": 4.35, "currency": "USD"}), ("money", {"minor": 435})],
    *[("money", {"minor": 435, "currency": "USD", "x": 1}), ("exact", {"amount": 0.5, "currency": "USD"})],
    *[("colour", "RED"), ("colour", None), ("level", 3), ("level", "1"), ("maybe", ""), ("maybe", "1")],
    *[("many", [1, "2"]), ("many", {}), ("many", 1), ("fixed", [1]), ("fixed", [1, "a", "b"]), ("fixed", ["a", 1])],
    *[
        ("unordered", ["a", "a"]),
        ("unordered", [1]),
        ("pair", {}),
        ("pair", [1, "r"]),
        ("sprocket", {"kind": "sprocket", "teeth": 3}),
    ],
    *[("part", {"spokes": 8}), ("part", {"kind": "sprocket", "spokes": 8}), ("part", {"kind": "car"}), ("part", None)],
    *[
        ("perhaps_part", []),
        ("parts", [{"kind": "big_wheel"}]),
        ("parts", None),
        ("colours", 1),
        ("kind", "everything"),
    ],
]


@pytest.mark.parametrize(("field", "data"), BROKEN)
def test_what_is_broken_is_not_valid(field, data):
    """A schema refuses what it can: other types, other forms, keys that are missing or unknown."""
    document = to_data(Everything())
    assert EVERYTHING.is_valid(document)
    broken = deepcopy(document) | {field: data}
    assert not EVERYTHING.is_valid(broken)


@pytest.mark.parametrize("schema", [None, 1, "", "kpix.everything/2", "everything", "kpix.sprocket/1"])
def test_the_outermost_object_names_its_schema(schema):
    """A document of another schema, or of none, is not valid."""
    assert not EVERYTHING.is_valid(to_data(Everything()) | {"schema": schema})
    assert not EVERYTHING.is_valid({"whole": 1})


@attrs.frozen
class First:
    one: int


def second():
    """Return another class of the same name."""

    @attrs.frozen
    class First:
        two: int

    return First


Second = second()


@attrs.frozen
class Both:
    first: First
    second: Second


@attrs.frozen
class Boxes:
    numbers: Box[int, int]
    texts: Box[str, str]


@pytest.mark.parametrize("cls", [Both, Boxes])
def test_two_classes_of_one_name_are_not_mixed(cls):
    """Within one document a name stands for one class."""
    with pytest.raises(WrongValue) as caught:
        json_schema(cls)
    name = {Both: "first", Boxes: "box"}[cls]
    assert (caught.value.name, caught.value.got) == ("class", name)
    assert caught.value.expected == "classes of different names within one document"


@pytest.mark.parametrize("cls", [Month, int, Part])
def test_a_text_or_a_number_is_no_document(cls):
    """Only what has fields is a document of its own."""
    with pytest.raises(WrongType) as caught:
        json_schema(cls)
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("class", "a class with fields", cls)


@pytest.mark.parametrize("cls", [5, None, [], float, Box, Empty])
def test_what_has_no_plain_form_has_no_schema(cls):
    """What has no plain form has no schema."""
    with pytest.raises(WrongType):
        json_schema(cls)
