"""What a sender says beyond the known keys: kept as JSON text, so that a value of it cannot change."""

__all__ = ["Extra", "check_extra", "extra_of", "plain"]

from collections.abc import Collection
from itertools import pairwise
from typing import Any, TypeAlias

from ..checks import check_text
from ..errors import MalformedData, WrongType, WrongValue

Extra: TypeAlias = tuple[tuple[str, str], ...]
"""Unknown keys in order, each with its value as JSON text."""

_PAIR = 2
_FORM = "JSON text without blanks, its keys in order"


def extra_of(data: dict[str, Any], known: Collection[str], path: str) -> Extra:
    """Return what data says under keys that are not known; raises MalformedData for what is no JSON."""
    found: list[tuple[str, str]] = []
    for key in sorted(data.keys() - known):
        text = _text_of(data[key])
        if text is None or not key.isprintable():
            raise MalformedData(f"{path}.{key if key.isprintable() else '?'}", "expected what JSON can say")
        found.append((key, text))
    return tuple(found)


def plain(text: str) -> Any:
    """Return what JSON text says."""
    # Imported here: who reads and writes no JSON need not wait for it.
    import json  # noqa: PLC0415

    return json.loads(text)


def check_extra(extra: tuple[Any, ...], known: Collection[str]) -> None:
    """Refuse anything but pairs of an unknown key and JSON text, in order of the keys."""
    if type(extra) is not tuple:
        raise WrongType("extra", "tuple", extra)
    for pair in extra:
        if not _is_pair(pair):
            raise WrongType("extra", "tuple of keys, each with JSON text", pair)
        for part in pair:
            check_text("extra", part)
        if pair[0] in known:
            raise WrongValue("extra", "keys that are not known", pair[0])
        if not _is_json(pair[1]):
            raise WrongValue("extra", _FORM, pair[1])
    if any(first[0] >= second[0] for first, second in pairwise(extra)):
        raise WrongValue("extra", "each key once, in order", extra)


def _is_pair(pair: tuple[Any, ...]) -> bool:
    return type(pair) is tuple and len(pair) == _PAIR


def _is_json(text: str) -> bool:
    try:
        return _text_of(plain(text)) == text
    except (ValueError, RecursionError):
        return False


def _text_of(value: object) -> str | None:
    import json  # noqa: PLC0415  as above

    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"), sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return None
    # A key that was no text would have become some.
    return text if plain(text) == value else None
