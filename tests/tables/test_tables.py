"""Rows as text and as HTML: alignment, limits, and data that would draw over the page."""

import pytest

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.tables import SHOWN, Table

DUE = Table(columns=("sku", "due"), rows=(("STD", "4.35"), ("LONGER", "0.05")), title="acme", right=(1,))
EMPTY = {"columns": ("a",), "rows": ()}
LONG = Table(columns=("n",), rows=tuple((str(number),) for number in range(21)))


def test_text_is_aligned():
    """Cells are as wide as their column, numbers flush right, nothing trails, and a rule stands below the headings."""
    assert str(DUE) == "acme\nsku      due\n------  ----\nSTD     4.35\nLONGER  0.05"


def test_text_of_other_scripts_is_aligned():
    """Chinese letters take two columns of a terminal, a mark over the letter before it none."""
    table = Table(columns=("sku", "due"), rows=(("標準", "￥4"), ("e\N{COMBINING ACUTE ACCENT}é", "4")), right=(1,))
    assert str(table).split("\n") == ["sku   due", "----  ---", "標準  ￥4", "e\N{COMBINING ACUTE ACCENT}é      4"]


def test_text_without_title_or_rows():
    """No title takes no line, and a table of nothing is its headings."""
    assert str(Table(columns=("sku", "x"), rows=())) == "sku  x\n---  -"


def test_blanks_at_the_end_of_a_line_are_left_out():
    """A short last cell is not padded."""
    assert str(Table(columns=("a", "bbb"), rows=(("1", "2"),))) == "a  bbb\n-  ---\n1  2"


@pytest.mark.parametrize(
    ("rows", "rest", "limit"),
    [(21, "", None), (21, "", 21), (20, "… and 1 more", 20), (1, "… and 20 more", 1), (0, "… and 21 more", 0)],
)
def test_a_limit_counts_what_it_hides(rows, rest, limit):
    """As many rows as asked for are shown and the rest is counted, in text and in HTML alike."""
    lines = LONG.text(limit).split("\n")
    assert lines[2 : 2 + rows] == [str(number) for number in range(rows)]
    assert lines[2 + rows :] == ([rest] if rest else [])
    assert LONG.html(limit).count('<tr><td style="text-align:left">') == rows
    assert ('<tfoot><tr><td colspan="1">' + rest + "</td></tr></tfoot>" in LONG.html(limit)) == bool(rest)
    assert ("<tfoot>" in LONG.html(limit)) == bool(rest)


def test_twenty_rows_are_shown_by_default():
    """Printing a table, showing it in a notebook, and asking for its text or HTML show the first twenty rows."""
    assert SHOWN == 20
    assert str(LONG) == LONG.text() == LONG.text(20)
    assert LONG._repr_html_() == LONG.html() == LONG.html(20)


def test_html_is_one_table():
    """Title, headings and cells in their places; columns of numbers flush right, a footer that spans all columns."""
    right = ' style="text-align:right"'
    assert DUE.html(1) == (
        "<table><caption>acme</caption>"
        f'<thead><tr><th style="text-align:left">sku</th><th{right}>due</th></tr></thead>'
        f'<tbody><tr><td style="text-align:left">STD</td><td{right}>4.35</td></tr></tbody>'
        '<tfoot><tr><td colspan="2">… and 1 more</td></tr></tfoot></table>'
    )
    assert (
        Table(columns=("a",), rows=()).html()
        == '<table><thead><tr><th style="text-align:left">a</th></tr></thead><tbody></tbody></table>'
    )


def test_a_foot_closes_the_table():
    """Sums stand below a rule of their own, as wide as they need, however many rows are left out."""
    sums = (("<sum>", "1003.00"), ("due", "3.00"))
    table = Table(columns=("sku", "amount"), rows=(("A", "1.00"), ("B", "2.00")), right=(0,), foot=sums)
    assert table.text(1) == (
        "  sku  amount\n-----  -------\n    A  1.00\n… and 1 more\n-----  -------\n<sum>  1003.00\n  due  3.00"
    )
    right, left = ' style="text-align:right"', ' style="text-align:left"'
    head = f"<table><thead><tr><th{right}>sku</th><th{left}>amount</th></tr></thead><tbody>"
    one = f"<tr><td{right}>A</td><td{left}>1.00</td></tr>"
    two = f"<tr><td{right}>B</td><td{left}>2.00</td></tr>"
    foot = (
        f"<tr><th{right}>&lt;sum&gt;</th><th{left}>1003.00</th></tr><tr><th{right}>due</th><th{left}>3.00</th></tr>"
        "</tfoot></table>"
    )
    more = '<tr><td colspan="2">… and 1 more</td></tr>'
    assert table.html() == f"{head}{one}{two}</tbody><tfoot>{foot}"
    assert table.html(1) == f"{head}{one}</tbody><tfoot>{more}{foot}"


def test_data_stays_data():
    """Markup in titles, headings and cells is escaped in HTML, and control characters are replaced in both."""
    table = Table(columns=("<i>",), rows=(('<b>&"',), ("a\nb\x1b[2J",)), title="<script>")
    html = table.html()
    assert "&lt;script&gt;" in html
    assert "&lt;i&gt;" in html
    assert "&lt;b&gt;&amp;&quot;" in html
    assert "<b>" not in html
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[2J" in html
    assert table.text().splitlines()[-1] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[2J"


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "columns: expected tuple, got list ['a']", {"columns": ["a"], "rows": ()}),
        (WrongType, "columns: expected tuple of str, got int 1", {"columns": (1,), "rows": ()}),
        (WrongType, "rows: expected tuple, got list []", {"columns": ("a",), "rows": []}),
        (WrongType, "rows: expected tuple of tuple, got list ['x']", {"columns": ("a",), "rows": (["x"],)}),
        (WrongValue, "row: expected 1 cells, got tuple ('x', 'y')", {"columns": ("a",), "rows": (("x", "y"),)}),
        (WrongValue, "row: expected 2 cells, got tuple ('x',)", {"columns": ("a", "b"), "rows": (("x",),)}),
        (WrongType, "cell: expected str, got int 1", {"columns": ("a",), "rows": (("x",), (1,))}),
        (WrongType, "foot: expected tuple, got list []", {**EMPTY, "foot": []}),
        (WrongValue, "row: expected 1 cells, got tuple ()", {**EMPTY, "foot": ((),)}),
        (WrongType, "cell: expected str, got NoneType None", {**EMPTY, "foot": ((None,),)}),
        (WrongType, "title: expected str, got NoneType None", {**EMPTY, "title": None}),
        (WrongValue, "title: expected printable text, got str '\\n'", {**EMPTY, "title": "\n"}),
        (WrongType, "right: expected tuple of int, got str '0'", {**EMPTY, "right": ("0",)}),
        (
            WrongValue,
            "right: expected indices of the 1 columns, got int 1",
            {"columns": ("a",), "rows": (), "right": (1,)},
        ),
        (
            WrongValue,
            "right: expected indices of the 1 columns, got int -1",
            {"columns": ("a",), "rows": (), "right": (-1,)},
        ),
    ],
)
def test_a_table_has_the_shape_it_says(kind, message, fields):
    """Cells are text, rows as long as the headings, and columns set right exist."""
    with pytest.raises(kind) as caught:
        Table(**fields)
    assert str(caught.value) == message


@pytest.mark.parametrize(("kind", "limit"), [(WrongValue, -1), (WrongType, 1.0), (WrongType, True)])
def test_a_limit_is_a_number_of_rows(kind, limit):
    """A limit below nothing, or none at all, is a mistake in text and in HTML."""
    with pytest.raises(kind, match=r"^limit: expected "):
        DUE.text(limit)
    with pytest.raises(kind, match=r"^limit: expected "):
        DUE.html(limit)
