"""Much to try: some of it always, the rest of it by `make deep`."""

from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def mostly_deep(things: Iterable[T], *always: T) -> list[object]:
    """Return the rows of a table for pytest, of which only those named run every time."""
    return [thing if thing in always else pytest.param(thing, marks=pytest.mark.deep) for thing in things]
