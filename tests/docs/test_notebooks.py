"""Every notebook runs from top to bottom, and everything it shows can be shown."""

import ast
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.deep import mostly_deep

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
# What needs an extra: the tests of the engines run it.
BY_COLUMNS = frozenset({"hundred_million.py"})
# What counts the connections of a real year.
LONG = frozenset({"connections_2013.py"})
NOTEBOOKS = sorted(path for path in FOLDER.glob("*.py") if path.name not in BY_COLUMNS)
SHORT = [path for path in NOTEBOOKS if path.name not in LONG]


def cells(text: str) -> list[str]:
    """The code cells of a percent script; markdown cells are comments and come out empty."""
    lines = ["# %%" if line.startswith("# %%") else line for line in text.splitlines()]
    return "\n".join(lines).split("# %%")


def run(text: str, name: str) -> list[object]:
    """Run cell by cell in one namespace, as Jupyter would; return what the cells show."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    shown = []
    for cell in cells(text):
        body = ast.parse(cell, name).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), name, "exec"), namespace)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
            shown += [] if value is None else [value]
    return shown


@pytest.mark.parametrize("notebook", mostly_deep(NOTEBOOKS, *SHORT), ids=lambda path: path.name)
def test_notebook_runs_and_shows(notebook, monkeypatch):
    monkeypatch.chdir(notebook.parent)
    assert faults(run(notebook.read_text(encoding="utf-8"), notebook.name)) == []


def test_what_is_named_is_there():
    """Else the tests of the engines, or `make deep`, would run nothing."""
    assert {path.name for path in FOLDER.glob("*.py")} >= BY_COLUMNS | LONG


def faults(shown: list[object]) -> list[str]:
    """What is wrong with what a notebook shows: nothing at all, or a value that has no text or broken HTML."""
    found = [] if shown else ["shows nothing"]
    for value in shown:
        html = getattr(value, "_repr_html_", None)
        found += [f"{value!r:.80}: no text"] if not repr(value) or not str(value) else []
        found += [f"{value!r:.80}: leaves open {left_open(html())}"] if html and left_open(html()) else []
    return found


class Tags(HTMLParser):
    """The tags that are open where the text ends, and ends without a start."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.open.append(f"/{tag}")


def left_open(html: str) -> list[str]:
    """What is wrong with the nesting of a piece of HTML; plain text has no tags and nothing wrong."""
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags.open


def test_this_test_can_fail():
    with pytest.raises(ZeroDivisionError):
        run("# %% [markdown]\n# # title\n\n# %%\nx = 1\n\n# %%\nx / 0\n", "t.py")


def test_html_that_does_not_nest_is_found():
    assert left_open("<table><tr><td>1</td></table>") == ["table", "tr", "/table"]
    assert left_open("<p>1 &lt; 2</p>") == []


def test_cells_share_names_and_show_their_last_expression():
    assert run("# %% [markdown]\n# # title\n\n# %%\nx = 1\nx\n# %%\nx + 1\n# %%\ny = 1\n", "t.py") == [1, 2]
