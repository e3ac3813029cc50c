"""Ten thousand results are the same here as everywhere, and today as when they were agreed."""

import pytest
from hypothesis import settings
from tests.golden.digest import AGREED, FEW, LEAST, elsewhere, many, text

DEEP = settings().max_examples >= 1_000
"""Whether a profile for the night is on: then every surrounding is tried, not only the worst."""


def test_results_are_as_agreed():
    """The digest in this process is the agreed one; where results were meant to change, `make agree` accepts them."""
    assert text() == AGREED.read_text(encoding="utf-8")


def test_there_are_ten_thousand():
    """Sections with less than a few hundred results would say little; a page is one result and holds a hundred."""
    numbers = {line.split()[0]: int(line.split()[1]) for line in AGREED.read_text(encoding="utf-8").splitlines()}
    whole = numbers.pop("everything")
    assert whole == sum(numbers.values()) >= LEAST
    assert numbers.pop("report_pages") >= 150
    assert min(numbers.values()) >= 300


@pytest.mark.deep
@pytest.mark.parametrize("surroundings", [*many()] if DEEP else FEW, ids=lambda each: each[0])
def test_surroundings_change_nothing(surroundings):
    """Hash seed, zone, locale, optimisation, warnings and the ambient decimal context of a process change no result."""
    assert elsewhere(surroundings) == AGREED.read_text(encoding="utf-8")
