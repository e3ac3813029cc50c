"""Values as JSON and back, with everything refused that JSON readers disagree about."""

__all__ = ["from_json", "to_json"]

from typing import Any, TypeVar, overload

from ..checks import check_whole
from ..errors import MalformedData, WrongType, WrongValue, describe
from .data import from_data, to_data, too_deep
from .leaves import Plain
from .misfit import Odd

T = TypeVar("T")

# What `check_whole` allows, and what every interpreter converts, whatever limit somebody has set.
_MOST_DIGITS = 640
_LONGEST_SHOWN = 40
_MOST_INDENT = 16


def to_json(value: object, *, indent: int | None = 2) -> str:
    """Return a value as JSON text: `to_data` with its keys in order, so equal values give equal text.

    Letters of every script stand for themselves; written as UTF-8 it is what `from_json` reads. `indent=None` gives one
    line without blanks. Raises as `to_data`.

    >>> from ..money import Money
    >>> to_json(Money.parse("4.35 USD"), indent=None)
    '{"schema":"kpix.money/1","minor":435,"currency":"USD"}'
    """
    if indent is not None:
        check_whole("indent", indent, 0)
        if indent > _MOST_INDENT:
            raise WrongValue("indent", f"at most {_MOST_INDENT}", indent)
    data = to_data(value)
    separators = (",", ":") if indent is None else (",", ": ")
    import json  # noqa: PLC0415  as below

    return json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)


@overload
def from_json(cls: type[T], text: str | bytes) -> T: ...
@overload
def from_json(cls: object, text: str | bytes) -> Any: ...
def from_json(cls: Any, text: str | bytes) -> Any:
    """Return the value that JSON text or its UTF-8 bytes stand for; the inverse of `to_json`.

    Stricter than most readers: a key given twice, a number with a point or an exponent, NaN, an int of more than 640
    digits, a byte order mark, anything after the end and nesting beyond all bounds are errors too. Raises MalformedData
    with the path, or with the line and column where the text is no JSON at all; otherwise as `from_data`.

    >>> from ..money import Money
    >>> from_json(Money, '{"schema": "kpix.money/1", "minor": 4.35, "currency": "USD"}')
    Traceback (most recent call last):
    kpix_billing_core.errors.MalformedData: $.minor: expected int, got the number 4.35
    """
    return from_data(cls, _parsed(_decoded(text)))


def _decoded(text: object) -> str:
    if type(text) is str:
        return text
    if type(text) is not bytes:
        raise WrongType("text", "str or bytes", text)
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise MalformedData(f"byte {error.start}", "expected UTF-8, got bytes that are none") from None


def _parsed(text: str) -> Plain:
    # Imported here: who reads and writes no JSON need not wait for it.
    import json  # noqa: PLC0415

    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_int, parse_float=_number, parse_constant=_number)
    except json.JSONDecodeError as error:
        raise MalformedData(f"line {error.lineno}, column {error.colno}", f"no JSON: {error.msg}") from None
    except RecursionError:
        raise too_deep() from None


def _object(pairs: list[tuple[str, Plain]]) -> Plain:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    return Odd(f"an object with the key {describe(next(key for key in keys if keys.count(key) > 1))} twice")


def _int(text: str) -> Plain:
    digits = len(text.lstrip("-"))
    return Odd(f"an int of {digits:,} digits") if digits > _MOST_DIGITS else int(text)


def _number(text: str) -> Odd:
    return Odd(f"the number {text[:_LONGEST_SHOWN]}")
