"""The pictures of the documentation are what the library's own values draw."""

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tools import draw_pictures

from kpix_billing_core.pool import MOVES, Place
from kpix_billing_core.quota import TOKEN_MOVES, TokenPlace

STATIC = Path(__file__).parents[2] / "docs" / "_static"


@pytest.mark.parametrize("name", draw_pictures.PICTURES)
def test_committed_picture_is_what_would_be_drawn(name):
    drawn = draw_pictures.PICTURES[name]()
    assert (STATIC / name).read_text(encoding="utf-8") == drawn, "run tools/draw_pictures.py docs/_static"


def test_no_picture_is_left_over():
    assert {path.name for path in STATIC.glob("*.svg")} == set(draw_pictures.PICTURES)


@pytest.mark.parametrize("name", draw_pictures.PICTURES)
def test_picture_stays_on_its_paper(name):
    root = ET.fromstring(draw_pictures.PICTURES[name]())
    width, height = int(root.get("width")), int(root.get("height"))
    for part in root.iter():
        across = [Fraction(part.get(side)) for side in ("x", "x1", "x2", "cx") if part.get(side)]
        down = [Fraction(part.get(side)) for side in ("y", "y1", "y2", "cy") if part.get(side)]
        assert all(0 <= place <= width for place in across)
        assert all(0 <= place <= height for place in down)


def test_picture_of_credits_has_every_move_of_the_pool_and_expiry():
    moves = {move for moves in MOVES.values() for move in moves}
    assert set(draw_pictures.WAYS) == moves | {(Place.AVAILABLE, Place.EXPIRED)}
    assert set(draw_pictures.PLACES) == set(Place)
    drawn = draw_pictures.credits()
    assert drawn.count("<line ") == len(draw_pictures.WAYS)
    assert all(event.__name__ in drawn for event in MOVES)


def test_picture_of_tokens_has_every_move_of_the_quota():
    """A line for each way there is, and every event at each of its ways."""
    ways = {move for moves in TOKEN_MOVES.values() for move in moves}
    assert set(draw_pictures.TOKEN_WAYS) == ways
    assert set(draw_pictures.TOKEN_PLACES) == set(TokenPlace)
    drawn = draw_pictures.tokens()
    assert drawn.count("<line ") == len(ways)
    for event, moves in TOKEN_MOVES.items():
        assert drawn.count(f">{event.__name__}<") == len(moves)


@pytest.mark.parametrize(("place", "text"), [(0, "0"), (Fraction(1, 3), "0.3"), (Fraction(1, 20), "0.1"), (12, "12")])
def test_coordinates_have_at_most_one_decimal(place, text):
    assert draw_pictures.at(place) == text
