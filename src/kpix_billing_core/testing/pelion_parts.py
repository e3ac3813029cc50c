"""What the strategies of published documents share: short texts, counts, instants, and what a newer sender says."""

__all__ = ["Fields", "built", "counts", "few", "hex_ids", "moments", "names", "some_names"]

from datetime import UTC, datetime
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .dates import instants
from .texts import ids

Fields: TypeAlias = dict[str, SearchStrategy[Any]]

# What may stand under a key that is not known.
_SAID = ('"new"', "null", "1.5", '{"a":[1,true]}', "[]")


def built(kind: type[Any], fields: Fields) -> SearchStrategy[Any]:
    """Return values of a class that keeps what else was said."""
    said = st.dictionaries(st.sampled_from(("note", "zone", "Ä")), st.sampled_from(_SAID))
    return st.builds(kind, **fields, extra=said.map(lambda found: tuple(sorted(found.items()))))


def names() -> SearchStrategy[str]:
    """Return ids short enough for every field."""
    return ids(max_size=9)


def some_names() -> SearchStrategy[str | None]:
    """Return ids, and none."""
    return st.none() | names()


def counts() -> SearchStrategy[int]:
    """Return counts: few, and as many as the narrowest field has room for."""
    return st.integers(0, 9) | st.just(2**31 - 1)


def hex_ids() -> SearchStrategy[str]:
    """Return ids of 32 hexadecimal digits."""
    return st.integers(0, 16**32 - 1).map(lambda number: f"{number:032x}")


def moments() -> SearchStrategy[datetime]:
    """Return instants, finer than a document says them."""
    return instants(zone=UTC)


def few(one: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    """Return none, one or two of something."""
    return st.lists(one, max_size=2).map(tuple)
