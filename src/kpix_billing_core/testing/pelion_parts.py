"""What the strategies of published documents share: short texts, counts, instants, and what a newer sender says."""

__all__ = ["COUNTS", "LIMITS", "ORDERS", "REASONS", "Fields", "built", "few", "moments", "names", "some_names"]

from datetime import UTC, datetime
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .dates import instants
from .making import made
from .texts import ids

Fields: TypeAlias = dict[str, SearchStrategy[Any]]

# Keys that are not known, and what may stand under them.
_SAID: SearchStrategy[dict[str, str]] = st.dictionaries(
    st.sampled_from(("note", "zone", "Ä")), st.sampled_from(('"new"', "null", "1.5", '{"a":[1,true]}', "[]"))
)

COUNTS = st.integers(0, 9) | st.just(2**31 - 1)
"""A few, and as many as the narrowest field has room for."""

LIMITS = st.integers(2, 1000)
"""Lines of a page."""

ORDERS = ("ASC", "DESC")
REASONS = st.sampled_from(("reservation", "package_tokens_edit", "a new word"))
"""Why tokens came or went."""

_LONGEST_NAME = 9
_MOST = 2


def built(kind: type[Any], fields: Fields) -> SearchStrategy[Any]:
    """Return values of a class that keeps what else was said."""
    return made(kind, **fields, extra=_SAID.map(_in_order))


def names() -> SearchStrategy[str]:
    """Return ids short enough for every field."""
    return ids(max_size=_LONGEST_NAME)


def some_names() -> SearchStrategy[str | None]:
    """Return ids, and none."""
    return st.none() | names()


def moments() -> SearchStrategy[datetime]:
    """Return instants, finer than a document says them."""
    return instants(zone=UTC)


def few(one: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    """Return none, one or two of something."""
    return st.lists(one, max_size=_MOST).map(tuple)


def _in_order(said: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(said.items()))
