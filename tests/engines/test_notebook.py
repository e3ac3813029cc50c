"""The notebook that counts columns runs from top to bottom, and draws what was measured."""

import csv
import re

import pytest
from tests.docs.test_notebooks import BY_COLUMNS, FOLDER, faults, run

MEASURED = FOLDER / "hundred_million.csv"


@pytest.mark.parametrize("name", sorted(BY_COLUMNS))
def test_notebook_runs_and_shows(name, monkeypatch):
    """A hundred thousand rows are enough to see it work."""
    monkeypatch.chdir(FOLDER)
    shown = run((FOLDER / name).read_text(encoding="utf-8"), name)
    assert faults(shown) == []
    with MEASURED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    picture = shown[-1]._repr_html_()
    # a point for each measurement in each of the two plots, and all of them on the paper
    points = [(int(x), int(y)) for x, y in re.findall(r'<circle cx="(\d+)" cy="(\d+)"', picture)]
    assert len(points) == 2 * len(rows)
    assert all(62 <= x <= 62 + 300 + 190 + 300 and 34 <= y <= 34 + 220 for x, y in points)
