"""Rows of cells as plain text and as escaped HTML, so that a value can show itself without looking up the floors."""

__all__ = ["Table"]

from unicodedata import category, east_asian_width

import attrs

from .checks import check_whole, each, text
from .errors import WrongType, WrongValue

SHOWN = 20
"""Rows shown before "… and N more"."""


@attrs.frozen(kw_only=True)
class Table:
    """Columns, rows and a title, ready to be shown; every cell is text already, nothing is computed here.

    Attributes:
        columns: the headings.
        rows: one tuple of cells for each row, as long as `columns`.
        title: a line above the table; empty for none.
        right: the indices of the columns set flush right.
        foot: rows that close the table, sums for instance; shown however many rows are left out.

    >>> print(Table(columns=("sku", "due"), rows=(("STD", "4.35"),), right=(1,)))
    sku   due
    ---  ----
    STD  4.35
    """

    columns: tuple[str, ...] = attrs.field(validator=each(str))
    rows: tuple[tuple[str, ...], ...] = attrs.field(validator=each(tuple))
    title: str = attrs.field(default="", validator=text)
    right: tuple[int, ...] = attrs.field(default=(), validator=each(int))
    foot: tuple[tuple[str, ...], ...] = attrs.field(default=(), validator=each(tuple))

    def __attrs_post_init__(self) -> None:
        _check_shape(self)

    def __str__(self) -> str:
        return self.text()

    def text(self, limit: int | None = SHOWN) -> str:
        """Return the table as aligned lines, at most `limit` rows of it (None: all)."""
        return _text(self, limit)

    def html(self, limit: int | None = SHOWN) -> str:
        """Return the table as an HTML `<table>`, every cell escaped, at most `limit` rows of it (None: all)."""
        return _html(self, limit)

    def _repr_html_(self) -> str:
        return self.html()


def _check_shape(table: Table) -> None:
    for row in (*table.rows, *table.foot):
        if len(row) != len(table.columns):
            raise WrongValue("row", f"{len(table.columns)} cells", row)
        for cell in row:
            if type(cell) is not str:
                raise WrongType("cell", "str", cell)
    for index in table.right:
        if not 0 <= index < len(table.columns):
            raise WrongValue("right", f"indices of the {len(table.columns)} columns", index)


def _shown(table: Table, limit: int | None) -> tuple[tuple[tuple[str, ...], ...], str]:
    if limit is not None:
        check_whole("limit", limit, 0)
    rows = table.rows[:limit]
    hidden = len(table.rows) - len(rows)
    return rows, f"… and {hidden} more" if hidden else ""


def escaped(text: str) -> str:
    """Return text as HTML, its signs that HTML means something by as entities."""
    # Imported here: the module brings two thousand entities along, and an import should cost what it is used for.
    from html import escape  # noqa: PLC0415

    return escape(text)


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    # Marks lie over the letter before them, and what only directs the text is not seen.
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def filled(text: str, width: int, *, right: bool = False) -> str:
    """Return text with blanks up to so many columns of a terminal: behind it, or before it to set it flush right."""
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def _line(cell: str) -> str:
    # A line break or an escape sequence inside a cell would let data draw over the table.
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cell)


def _text(table: Table, limit: int | None) -> str:
    rows, rest = _shown(table, limit)
    head, body, foot = (_lines(part) for part in ((table.columns,), rows, table.foot))
    lines = head + body + foot
    widths = [max(width_of(line[index]) for line in lines) for index in range(len(table.columns))]
    rule = [tuple("-" * width for width in widths)]
    shown = [_aligned(row, widths, table.right) for row in head + rule + body]
    closing = [_aligned(row, widths, table.right) for row in (rule + foot if foot else [])]
    return "\n".join([*([table.title] if table.title else []), *shown, *([rest] if rest else []), *closing])


def _lines(rows: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    return [tuple(map(_line, row)) for row in rows]


def _aligned(row: tuple[str, ...], widths: list[int], right: tuple[int, ...]) -> str:
    return "  ".join(filled(cell, widths[index], right=index in right) for index, cell in enumerate(row)).rstrip()


def _html(table: Table, limit: int | None) -> str:
    rows, rest = _shown(table, limit)
    caption = f"<caption>{escaped(table.title)}</caption>" if table.title else ""
    head = _html_row("th", table.columns, table.right)
    body = "".join(_html_row("td", row, table.right) for row in rows)
    more = f'<tr><td colspan="{len(table.columns)}">{rest}</td></tr>' if rest else ""
    sums = "".join(_html_row("th", row, table.right) for row in table.foot)
    foot = f"<tfoot>{more}{sums}</tfoot>" if more or sums else ""
    return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody>{foot}</table>"


def _html_row(tag: str, cells: tuple[str, ...], right: tuple[int, ...]) -> str:
    # Said for both sides: notebooks set cells right, and browsers centre headings, unless told otherwise.
    parts = (_html_cell(tag, cell, "right" if index in right else "left") for index, cell in enumerate(cells))
    return f"<tr>{''.join(parts)}</tr>"


def _html_cell(tag: str, cell: str, side: str) -> str:
    return f'<{tag} style="text-align:{side}">{escaped(_line(cell))}</{tag}>'
