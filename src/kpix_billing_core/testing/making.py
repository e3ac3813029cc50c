"""Values made of drawn parts, none of which is left to be guessed."""

__all__ = ["accepted", "made"]

from collections.abc import Callable
from typing import Any, TypeVar, cast

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..decisions import Refused

T = TypeVar("T")


def made(make: Callable[..., T], *parts: SearchStrategy[Any], **fields: SearchStrategy[Any]) -> SearchStrategy[T]:
    """Return what a class or function makes of the parts drawn; a forgotten part is an error.

    `st.builds` would take one from the annotation: any day at all, where those of a bill were meant.
    """
    return st.builds(_Whole(make), *parts, **fields)


def accepted(answer: T | Refused) -> T:
    """Return what a verb answered that had no reason to refuse."""
    return cast("T", answer)


@attrs.frozen(repr=False)
class _Whole:
    """A class or function without its annotations; equal for the same, so that Hypothesis keeps what it built."""

    make: Callable[..., Any]

    def __call__(self, *parts: object, **fields: object) -> Any:
        return self.make(*parts, **fields)

    def __repr__(self) -> str:
        return self.make.__name__
