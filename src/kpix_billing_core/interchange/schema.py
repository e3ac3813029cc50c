"""JSON Schemas of documents, from the same description that writes and reads them."""

__all__ = ["json_schema"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ..errors import WrongType, WrongValue
from .data import checked_shape, schema_tag
from .leaves import Leaf, Plain
from .resolve import SCHEMA, kind_of
from .shapes import KIND, Choice, Fixed, Many, Maybe, Name, Object, Shape, Unordered

_JSON_TYPES: Mapping[type, str] = MappingProxyType({str: "string", int: "integer", bool: "boolean"})
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(cls: Any) -> dict[str, Plain]:
    """Return the JSON Schema (draft 2020-12) of a class's documents, with every class inside it under `$defs`.

    What it accepts `from_json` may still refuse, because a schema cannot say what the classes check: days that do not
    exist, bands that overlap, derived amounts that are not so. Raises WrongType for a class without a plain form.

    >>> from ..money import Money
    >>> json_schema(Money)["properties"]["minor"]
    {'type': 'integer'}
    """
    shape = checked_shape(cls)
    if not isinstance(shape, Object):
        raise WrongType("class", "a class with fields", cls)
    definitions = _Definitions()
    root = _object(shape, {SCHEMA: schema_tag(shape.cls)}, definitions)
    found = {"$defs": dict(sorted(definitions.schemas.items()))} if definitions.schemas else {}
    return {"$schema": _DIALECT, "title": schema_tag(shape.cls), **root, **found}


class _Definitions:
    """The classes inside a document, each described once under a name."""

    def __init__(self) -> None:
        self.schemas: dict[str, Plain] = {}
        self._owners: dict[str, Object] = {}

    def reference(self, name: str, shape: Object, tags: dict[str, str]) -> dict[str, Plain]:
        """Return a reference to a class's schema, worked out when it is first met."""
        if name not in self._owners:
            # Entered before its fields are: a class may hold others of its kind.
            self._owners[name] = shape
            self.schemas[name] = _object(shape, tags, self)
        if self._owners[name].hint != shape.hint:
            raise WrongValue("class", "classes of different names within one document", name)
        return {"$ref": f"#/$defs/{name}"}


def _object(shape: Object, tags: dict[str, str], definitions: _Definitions) -> dict[str, Plain]:
    fields = shape.fields()
    return {
        "type": "object",
        "properties": {
            **{key: {"const": tag} for key, tag in tags.items()},
            **{name: _schema(field.shape, definitions) for name, field in fields.items()},
        },
        "required": [*tags, *(name for name, field in fields.items() if field.required)],
        "additionalProperties": False,
    }


def _schema(shape: Shape, definitions: _Definitions) -> dict[str, Plain]:
    match shape:
        case Leaf():
            return _leaf(shape)
        case Name(enum):
            return {"enum": [member.value for member in enum]}
        case Maybe(inner):
            return {"anyOf": [_schema(inner, definitions), {"type": "null"}]}
        case Object():
            return definitions.reference(kind_of(shape.cls), shape, {})
        case Choice():
            return _choice(shape, definitions)
        case _:
            return {"type": "array", **_members(shape, definitions)}


def _leaf(leaf: Leaf) -> dict[str, Plain]:
    pattern = {} if leaf.pattern is None else {"pattern": f"^{leaf.pattern}$"}
    return {"type": _JSON_TYPES[leaf.plain], **pattern}


def _members(shape: Many | Unordered | Fixed, definitions: _Definitions) -> dict[str, Plain]:
    if isinstance(shape, Fixed):
        members = [_schema(each, definitions) for each in shape.shapes]
        return {"prefixItems": members, "items": False, "minItems": len(members)}
    once = {"uniqueItems": True} if isinstance(shape, Unordered) else {}
    return {"items": _schema(shape.shape, definitions), **once}


def _choice(shape: Choice, definitions: _Definitions) -> dict[str, Plain]:
    # In order of kind: two spellings of one union are one type, and whichever was met first is the one remembered.
    members = sorted(shape.members.items())
    return {"oneOf": [definitions.reference(f"{KIND}_{kind}", each, {KIND: kind}) for kind, each in members]}
