"""Strategies for text: ids that a spreadsheet, a page or a terminal would trip over, and the tables that show them."""

__all__ = ["ids", "tables"]

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..checks import check_many, check_whole
from ..errors import WrongType, WrongValue
from ..ids import check_id
from ..tables import Table
from .making import made

K = TypeVar("K", bound=type[Any])

# Plain ones, markup, a formula, digits, quotes, a slash, other scripts, a combining mark, an emoji, a long one.
HARD_IDS = (
    *("acme", "STD", "tracker-1", "0", "007", "None", "a b", "<b>&amp;</b>", "=1+1", '"', "'", "a/b", "a,b;c"),
    *("ß", "设备", "e\u0301", "\N{SATELLITE}", "x" * 200),
)

MOST = 10_000
"""The largest size of anything; beyond what Hypothesis makes in one value, which is a few thousand choices."""

MOST_PARTS = 100
"""The largest number of what is made of many choices itself: a column, a price band, a wish in a story."""

MOST_COLUMNS, MOST_ROWS = 4, 30
"""Of a table, unless more are asked for; pages show twenty rows."""

DIFFERENT_ROWS = 3
"""Rows of a table that differ; one row many times is as good as many."""

LONGEST_ID = 200
PRINTABLE = st.characters(exclude_categories=["C", "Z"])
"""Everything that leaves a mark, in any script; no blanks."""

CELLS = st.sampled_from(("", "4.35", "\n", "\x1b[2J")) | st.text(max_size=8)
"""Of tables, beside ids: nothing, an amount, what moves a terminal's cursor, and any short text."""


def ids(*, max_size: int = LONGEST_ID) -> SearchStrategy[str]:
    """Return ids of at most `max_size` characters: hard ones where they fit, and any printable text without blanks."""
    check_size("max_size", max_size, 1)
    hard = [text for text in HARD_IDS if len(text) <= max_size]
    return st.sampled_from(hard) | st.text(PRINTABLE, min_size=1, max_size=max_size)


def words() -> SearchStrategy[str]:
    """Return nothing said, and whatever could be an id."""
    return st.just("") | ids()


def tables(*, max_columns: int = MOST_COLUMNS, max_rows: int = MOST_ROWS) -> SearchStrategy[Table]:
    """Return tables of any text, control characters and markup among it, from no row to more than are shown."""
    check_size("max_columns", max_columns, 1, most=MOST_PARTS)
    check_size("max_rows", max_rows, 0)
    return st.one_of(*(_tables(width, max_rows) for width in range(1, max_columns + 1)))


def _tables(width: int, max_rows: int) -> SearchStrategy[Table]:
    cells = st.tuples(*[CELLS | ids()] * width)
    rows = st.lists(cells, max_size=min(max_rows, DIFFERENT_ROWS)).map(tuple)
    return made(
        Table,
        columns=cells,
        rows=rows | made(_repeated, cells, st.integers(0, max_rows)),
        title=words(),
        right=st.lists(st.sampled_from(range(width)), unique=True).map(tuple),
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


def kinds_among(kinds: Iterable[K], known: Sequence[K], what: str) -> list[K]:
    """Return the kinds that are wanted; refuse others than those known, and none at all."""
    check_many("kinds", kinds)
    wanted: list[K] = []
    for kind in kinds:
        if not any(kind is one for one in known):
            raise WrongValue("kinds", f"some of {what}", kinds)
        wanted.append(kind)
    if not wanted:
        raise WrongValue("kinds", f"some of {what}", kinds)
    return wanted


def _repeated(row: tuple[str, ...], times: int) -> tuple[tuple[str, ...], ...]:
    return (row,) * times
