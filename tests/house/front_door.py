"""The front door as text: every exported name with its full signature, to be compared with the last one agreed on.

`python -m tests.house.front_door > tests/house/front_door.txt` agrees on the present one.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from types import NoneType, UnionType
from typing import ForwardRef, Union, get_args, get_origin

import attrs
from tests.house.public import faces, is_enum, is_named_tuple

LONGEST_DEFAULT = 80
UNNAMED = {None: "None", NoneType: "None", ...: "...", inspect.Signature.empty: "?"}


def snapshot() -> str:
    """Return the whole front door: what the root offers and from where, then each room in full."""
    lines = []
    for room, face in faces().items():
        lines += ["", f"== {room or 'kpix_billing_core'}"] if lines else [f"== {room or 'kpix_billing_core'}"]
        for name in face.__all__:
            thing = getattr(face, name)
            lines += [f"{name}  {_origin(thing)}".rstrip()] if not room else described(name, thing)
    return "\n".join(lines) + "\n"


def described(name: str, thing: object) -> Iterator[str]:
    """Yield the lines that say what an exported thing is."""
    if isinstance(thing, type) and thing.__module__ != "builtins":
        yield from _class(name, thing)
    elif inspect.isfunction(thing):
        yield f"{name}{_signature(thing)}"
    elif get_origin(thing) is not None or thing is str:
        yield f"{name} = {_type(thing)}"
    else:
        yield f"{name} = {_plain(thing)}"


def _origin(thing: object) -> str:
    module = getattr(thing, "__module__", None)
    return f"from {module.split('.')[1]}" if isinstance(module, str) else ""


def _class(name: str, kind: type) -> Iterator[str]:
    bases = [base.__name__ for base in kind.__bases__ if base is not object]
    yield f"class {name}" + (f"({', '.join(bases)})" if bases else "")
    if is_enum(kind):
        yield from (f"    {member.name} = {member.value!r}" for member in kind)
        return
    if attrs.has(kind):
        taken = inspect.signature(kind).parameters
        yield from (f"    {_field(field, taken.get(field.name))}" for field in attrs.fields(kind))
    elif is_named_tuple(kind):
        yield f"    fields: {', '.join(kind._fields)}"
    elif issubclass(kind, Exception):
        yield f"    {_signature(kind.__init__)}"
    yield from (f"    {line}" for line in _members(kind))


def _field(field: "attrs.Attribute", taken: inspect.Parameter | None) -> str:
    held = _type(field.type)
    given = held if taken is None else _type(taken.annotation)
    default = "" if field.default is attrs.NOTHING else f" = {_default(field.default)}"
    marks = [mark for mark, on in (("keyword", field.kw_only), ("derived", not field.init)) if on]
    marks += [f"given as {given}"] if given != held else []
    return f"{field.name}: {held}{default}" + (f"  [{', '.join(marks)}]" if marks else "")


def _default(value: object) -> str:
    return "…" if isinstance(value, attrs.Factory) else _plain(value)


def _members(kind: type) -> Iterator[str]:
    for name, member in vars(kind).items():
        if name.startswith("_") or (attrs.has(kind) and name in {field.name for field in attrs.fields(kind)}):
            continue
        if isinstance(member, property):
            yield f"property {name} -> {_type(inspect.signature(member.fget).return_annotation)}"
        elif isinstance(member, classmethod):
            yield f"classmethod {name}{_signature(getattr(kind, name))}"
        elif inspect.isfunction(member):
            yield f"{name}{_signature(member)}"


def _signature(function: Callable[..., object]) -> str:
    signature = inspect.signature(function)
    shown = [_parameter(each) for each in signature.parameters.values()]
    kinds = [each.kind for each in signature.parameters.values()]
    if inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        shown.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    if inspect.Parameter.POSITIONAL_ONLY in kinds:
        shown.insert(kinds.count(inspect.Parameter.POSITIONAL_ONLY), "/")
    return f"({', '.join(shown)}) -> {_type(signature.return_annotation)}"


def _parameter(each: inspect.Parameter) -> str:
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}.get(each.kind, "")
    note = "" if each.annotation is each.empty else f": {_type(each.annotation)}"
    default = "" if each.default is each.empty else f" = {_plain(each.default)}"
    return f"{stars}{each.name}{note}{default}"


def _type(note: object) -> str:
    # Taken apart rather than printed: one Python quotes, qualifies and unites otherwise than the next.
    if isinstance(note, str | ForwardRef):
        return getattr(note, "__forward_arg__", note)
    if isinstance(note, list):
        return f"[{', '.join(map(_type, note))}]"
    if note in UNNAMED:
        return UNNAMED[note]
    origin, inner = get_origin(note), list(map(_type, get_args(note)))
    if origin in (Union, UnionType):
        return " | ".join(dict.fromkeys(inner))
    if origin is None:
        return getattr(note, "__name__", str(note))
    return f"{origin.__name__}[{', '.join(inner)}]"


def _plain(value: object) -> str:
    # No addresses and no module paths; and of a long value, only what it is.
    text = re.sub(r"<(\w+\.\w+): [^>]*>", r"\1", repr(value))
    text = re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z_])", "", text)
    return text if len(text) <= LONGEST_DEFAULT and " at 0x" not in text else f"{type(value).__name__}(…)"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(snapshot())
