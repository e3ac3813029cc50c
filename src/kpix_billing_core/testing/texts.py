"""Strategies for text: ids that a spreadsheet, a page or a terminal would trip over, and the tables that show them."""

__all__ = ["ids", "tables"]

from collections.abc import Sequence
from typing import cast

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..checks import check_whole
from ..errors import WrongType, WrongValue
from ..ids import check_id
from ..tables import Table

# Plain ones, markup, a formula, digits, quotes, a slash, other scripts, a combining mark, an emoji, a long one.
HARD_IDS = (
    *("acme", "STD", "tracker-1", "0", "007", "None", "a b", "<b>&amp;</b>", "=1+1", '"', "'", "a/b", "a,b;c"),
    *("ß", "设备", "e\u0301", "\N{SATELLITE}", "x" * 200),
)

MOST = 10_000
"""The largest size of anything; beyond what Hypothesis makes in one value, which is a few thousand choices."""

PRINTABLE = st.characters(exclude_categories=["C", "Z"])
"""Everything that leaves a mark, in any script; no blanks."""


def ids(*, max_size: int = 200) -> SearchStrategy[str]:
    """Return ids of at most `max_size` characters: hard ones where they fit, and any printable text without blanks."""
    check_size("max_size", max_size, 1)
    hard = [text for text in HARD_IDS if len(text) <= max_size]
    return st.sampled_from(hard) | st.text(PRINTABLE, min_size=1, max_size=max_size)


def tables(*, max_columns: int = 4, max_rows: int = 30) -> SearchStrategy[Table]:
    """Return tables of any text, control characters and markup among it, from no row to more than are shown."""
    check_size("max_columns", max_columns, 1, most=100)
    check_size("max_rows", max_rows, 0)
    return st.one_of(*(_tables(width, max_rows) for width in range(1, max_columns + 1)))


def _tables(width: int, max_rows: int) -> SearchStrategy[Table]:
    cells = st.tuples(*[st.sampled_from(("", "4.35", "\n", "\x1b[2J")) | st.text(max_size=8) | ids()] * width)
    rows = st.lists(cells, max_size=min(max_rows, 3)).map(tuple)
    return st.builds(
        Table,
        columns=cells,
        # one row many times is as good as many
        rows=rows | st.builds(_repeated, cells, st.integers(0, max_rows)),
        title=st.just("") | ids(),
        right=st.lists(st.integers(0, width - 1), max_size=width, unique=True).map(tuple),
        foot=st.just(()) | rows,
    )


def check_size(name: str, value: int, least: int, *, most: int = MOST) -> None:
    """Refuse a size that Hypothesis could not make."""
    check_whole(name, value, least)
    if value > most:
        raise WrongValue(name, f"at most {most:,}", value)


def check_ids(name: str, values: object) -> None:
    """Refuse anything but a tuple or list of ids."""
    if type(values) is not tuple and type(values) is not list:
        raise WrongType(name, "a tuple or list of ids", values)
    for value in cast("Sequence[object]", values):
        check_id(name, value)


def _repeated(row: tuple[str, ...], times: int) -> tuple[tuple[str, ...], ...]:
    return (row,) * times
