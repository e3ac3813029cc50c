"""Rows of one device or application, by hand: with a place for each number, and with numbers put in order."""

import numpy as np
import pytest

from kpix_billing_core.batch import grouped_rows
from kpix_billing_core.batch.grouped_rows import LARGEST_ROOM, Wanted, by_application, repeated

NONE = np.zeros(0, np.int64)
# Numbers that have a place each, and numbers too far apart for that.
STEPS = pytest.mark.parametrize("step", [1, LARGEST_ROOM], ids=["near", "far apart"])


@STEPS
@pytest.mark.parametrize("shift", [0, 1, -7, 2**40, -(2**40)])
def test_devices_with_several_rows(step, shift):
    """Both rows of 3, all three of 0, and neither 1 nor 2, wherever they stand."""
    device = np.array([3, 0, 1, 0, 3, 2, 0]) * step + shift
    found = repeated(device)
    assert found.dtype == np.bool_
    assert found.tolist() == [True, True, False, True, True, False, True]


@STEPS
def test_devices_with_one_row(step):
    """Nobody has several, nor has the only one."""
    assert repeated(np.array([2, 0, 1]) * step).tolist() == [False] * 3
    assert repeated(np.array([5]) * step).tolist() == [False]


def test_no_devices():
    """Of nobody there are no rows."""
    assert repeated(NONE).tolist() == []
    assert Wanted(NONE).rows(np.array([0, 5, -5])).tolist() == []
    assert Wanted(np.array([1])).rows(NONE).tolist() == []


@STEPS
@pytest.mark.parametrize("shift", [0, 1, 7, 8, 9, -1, -8, -9, 2**40, -(2**40)])
def test_devices_that_are_looked_for(step, shift):
    """Found are 3, 12 and 40 wherever they stand, and no one near them, below all or beyond all."""
    rows = np.array([40, 2, 3, 4, -5, 12, 11, 13, 20, 3, 41, 39, 49, 60, 1_000, -1_000])
    found = Wanted(np.array([12, 40, 3, 12]) * step + shift).rows(rows * step + shift)
    assert found.tolist() == [0, 2, 5, 9]


@pytest.mark.parametrize("wanted", [[0], [0, 1], [0, 7], [0, 8], [0, 15], [0, 16], [0, 23], [5]])
def test_each_device_around_those_that_are_looked_for(wanted):
    """At whatever bit of a byte the first and the last of them lie."""
    around = np.arange(-40, 80)
    assert around[Wanted(np.array(wanted)).rows(around)].tolist() == wanted


@pytest.mark.parametrize(("room", "has_places"), [(10, False), (11, True)])
def test_how_far_apart_devices_with_a_place_may_be(room, has_places, monkeypatch):
    """By less than the room that there is."""
    monkeypatch.setattr(grouped_rows, "LARGEST_ROOM", room)
    device = np.array([20, 30, 30])
    assert repeated(device).tolist() == [False, True, True]
    wanted = Wanted(device)
    assert (wanted._room is not None) == has_places
    assert wanted.rows(np.array([30, 29, 20, 19, 31])).tolist() == [0, 2]


def test_how_much_room_they_take():
    """A bit for each place: of eight million numbers a million bytes, one before these, and two behind."""
    assert len(Wanted(np.array([0, 2**23 - 1]))._room) == 2**20 + 3


def by_number(*application, many):
    """Return the rows of each application that has some, by its number."""
    return [(number, rows.tolist()) for number, rows in by_application(np.array(application, np.int64), many)]


def test_rows_by_application():
    """Each that has rows, by number, its rows in their order; others are left out."""
    assert by_number(2, 0, 2, 4, 0, 2, many=5) == [(0, [1, 4]), (2, [0, 2, 5]), (4, [3])]
    assert by_number(1, 0, many=2) == [(0, [1]), (1, [0])]
    assert by_number(1, 1, many=2) == [(1, [0, 1])]
    assert by_number(many=2) == []


def test_rows_of_the_only_application():
    """All of them, if there are any."""
    assert by_number(0, 0, 0, many=1) == [(0, [0, 1, 2])]
    assert by_number(many=1) == []
    assert by_number(many=0) == []


@pytest.mark.parametrize("many", [2**8, 2**8 + 1, 2**8 + 5, 2**16, 2**16 + 1, 2**16 + 5, 2**17])
def test_more_applications_than_a_short_number_counts(many):
    """The last of them is none of the first."""
    assert by_number(many - 1, 0, many - 2, 5, 0, many=many) == [
        (0, [1, 4]),
        (5, [3]),
        (many - 2, [2]),
        (many - 1, [0]),
    ]


def test_rows_of_an_application_keep_their_order():
    """However many there are: a quicker way to put them in order would not keep it."""
    application = np.arange(1_000) % 3
    for number, rows in by_application(application, 3):
        assert rows.tolist() == list(range(number, 1_000, 3))
