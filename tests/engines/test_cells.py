"""Cells, grids and piles, by hand: what is added comes out again, in the order that is asked for, and only that."""

import sys

import numpy as np
import pytest

from kpix_billing_core.batch import cells
from kpix_billing_core.batch.cells import Grid, Groups, Pile, condensed, fits, joined

# Four accounts and three SKUs: a place is account + 4 * sku.
ROWS = [(0, 0, 5, True), (3, 2, 31, True), (0, 0, 7, True), (1, 2, 0, True), (2, 1, 0, False), (3, 2, 5, True)]


def add(grid, rows=ROWS, accounts=4):
    """Add rows to a grid: account, SKU, days, and whether it is counted."""
    account, sku, days, counted = (np.array(values) for values in zip(*rows, strict=True))
    grid.add(account + accounts * sku, days.astype(np.int8), counted)


def every(count):
    """Return the numbers of all, in their order."""
    return np.arange(count)


def rows_of(groups):
    """Return groups as rows."""
    columns = [each.tolist() for each in groups if each is not None]
    return list(zip(*columns, strict=True))


def test_a_grid():
    """A row that is counted and has no days is there; one that is not counted is not."""
    grid = Grid(4, 3, by_days=False)
    assert (grid.accounts, grid.skus) == (4, 3)
    add(grid)
    [found] = grid.groups(every(4), every(3))
    assert rows_of(found) == [(0, 0, 2, 12), (1, 2, 1, 0), (3, 2, 2, 36)]
    assert found.days_each is found.device is found.used is None
    assert {each.dtype for each in found[:4]} == {np.dtype(np.int64)}


def test_a_grid_by_days():
    """Allocations of the same days of one account and SKU are together, and their days added up."""
    grid = Grid(4, 3, by_days=True)
    add(grid, [*ROWS, (0, 0, 5, True)])
    [found] = grid.groups(every(4), every(3))
    assert rows_of(found) == [(0, 0, 2, 10, 5), (0, 0, 1, 7, 7), (1, 2, 1, 0, 0), (3, 2, 1, 5, 5), (3, 2, 1, 31, 31)]
    assert {each.dtype for each in found[:4]} == {np.dtype(np.int64)}


@pytest.mark.parametrize("by_days", [False, True])
def test_the_order_of_groups(by_days):
    """That in which accounts and SKUs are given; some may be left out."""
    grid = Grid(4, 3, by_days=by_days)
    add(grid, [(account, sku, 1 + account + sku, True) for account in range(4) for sku in range(3)])
    [found] = grid.groups(np.array([2, 0, 3]), np.array([1, 0]))
    assert [row[:2] for row in rows_of(found)] == [(2, 1), (2, 0), (0, 1), (0, 0), (3, 1), (3, 0)]
    assert found.days.tolist() == [4, 3, 2, 1, 5, 4]


@pytest.mark.parametrize("by_days", [False, True])
def test_a_grid_that_grows(by_days):
    """What was added stays where it belongs, and more is added beside it."""
    small = Grid(2, 1, by_days=by_days)
    add(small, [(0, 0, 3, True), (1, 0, 4, True)], accounts=2)
    grid = small.grown(4, 3)
    assert (grid.accounts, grid.skus, grid._rows) == (4, 3, 2)
    add(grid, [(1, 0, 4, True), (3, 2, 9, True)])
    [found] = grid.groups(every(4), every(3))
    assert [row[:4] for row in rows_of(found)] == [(0, 0, 1, 3), (1, 0, 2, 8), (3, 2, 1, 9)]


@pytest.mark.parametrize("by_days", [False, True])
def test_a_grid_that_is_emptied(by_days, monkeypatch):
    """No more rows are added than its cells have room for; all before them come first, and nothing twice."""
    monkeypatch.setattr(cells, "MOST_ROWS", 5)
    grid = Grid(4, 3, by_days=by_days)
    add(grid, ROWS[:3])
    add(grid, ROWS[:2])
    assert grid._emptied == []
    add(grid, ROWS[3:])
    assert len(grid._emptied) == 1
    grid = grid.grown(5, 3)
    add(grid, [(4, 0, 1, True)], accounts=5)
    first, last = grid.groups(every(5), every(3))
    assert [sum(part.allocations.tolist()) for part in (first, last)] == [5, 3]
    assert [sum(part.days.tolist()) for part in (first, last)] == [5 + 31 + 7 + 5 + 31, 0 + 5 + 1]
    assert {row[:2] for row in rows_of(last)} == {(1, 2), (3, 2), (4, 0)}


def test_room_is_taken_once():
    """For as many rows as were ever added at once."""
    grid = Grid(4, 3, by_days=False)
    add(grid)
    room = grid._room
    assert room.shape == (2, len(ROWS))
    add(grid, ROWS[:2])
    add(grid)
    assert grid._room is room
    add(grid, ROWS * 2)
    assert grid._room.shape == (2, 2 * len(ROWS))


def test_how_large_a_grid_may_be():
    """Cells of 8 bytes, 128 MB in all; by days 32 for each account and SKU."""
    assert cells.LARGEST_GRID == 2**24
    assert fits(2**12, 2**12, by_days=False)
    assert not fits(2**12 + 1, 2**12, by_days=False)
    assert fits(2**12, 2**7, by_days=True)
    assert not fits(2**12, 2**7 + 1, by_days=True)
    assert {"little": 4, "big": 3}[sys.byteorder] == cells._UPPER


def groups_of(*rows, by_days=False, by_devices=False):
    """Return groups of account, SKU, allocations, days, and what else is asked for."""
    columns = [np.array(values, np.int64) for values in zip(*rows, strict=True)]
    named = ["account", "sku", "allocations", "days", *["days_each"] * by_days, *["device", "used"] * by_devices]
    return Groups(**dict(zip(named, columns, strict=True)))


def test_groups_one_after_the_other():
    """Empty ones are left out; of nothing else one stays; one alone is not copied."""
    none = groups_of((0, 0, 0, 0))._replace(**dict.fromkeys(Groups._fields[:4], np.zeros(0, np.int64)))
    one, two = groups_of((1, 2, 3, 4)), groups_of((5, 6, 7, 8), (1, 2, 3, 4))
    assert rows_of(joined([one, none, two])) == [(1, 2, 3, 4), (5, 6, 7, 8), (1, 2, 3, 4)]
    assert joined([none, two]) is two
    assert joined([none, none]) is none
    assert joined([one, two]).used is None


def test_groups_with_days_and_devices():
    """Each key once, in order; allocations and days are added up, the days of a device united."""
    held = [
        groups_of((1, 2, 3, 4, 9, 5, 0b011), (0, 2, 1, 1, 9, 5, 0b1), by_days=True, by_devices=True),
        groups_of(
            *((1, 2, 10, 20, 9, 5, 0b110), (1, 2, 1, 1, 9, 4, 0b1), (1, 2, 1, 1, 8, 5, 0b1), (1, 1, 1, 1, 9, 5, 0b1)),
            by_days=True,
            by_devices=True,
        ),
    ]
    found = rows_of(condensed(held))
    assert sorted(found) == [
        *((0, 2, 1, 1, 9, 5, 0b1), (1, 1, 1, 1, 9, 5, 0b1), (1, 2, 1, 1, 8, 5, 0b1)),
        *((1, 2, 1, 1, 9, 4, 0b1), (1, 2, 13, 24, 9, 5, 0b111)),
    ]
    assert [row[:2] for row in found] == sorted(row[:2] for row in found)
    plain = condensed([groups_of((1, 2, 3, 4), (1, 2, 5, 6))])
    assert rows_of(plain) == [(1, 2, 8, 10)]
    assert plain.days_each is plain.device is plain.used is None


@pytest.mark.parametrize(("by_days", "by_devices"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_pile(by_days, by_devices, monkeypatch):
    """It is put in order where there are many rows, and then where there are twice as many as were left."""
    monkeypatch.setattr(cells, "PILE", 4)
    sizes, condense = [], cells.condensed
    monkeypatch.setattr(
        cells, "condensed", lambda held: (sizes.append(sum(len(each.account) for each in held)), condense(held))[1]
    )
    pile = Pile(by_days=by_days, by_devices=by_devices)
    [nothing] = pile.groups()
    assert [None if each is None else each.tolist() for each in nothing] == [
        *([], [], [], []),
        *([] if by_days else None, [] if by_devices else None, [] if by_devices else None),
    ]
    assert {each.dtype for each in nothing if each is not None} == {np.dtype(np.int64)}
    extra = [1] * (by_days + 2 * by_devices)
    two = groups_of((0, 0, 1, 5, *extra), (1, 0, 1, 6, *extra), by_days=by_days, by_devices=by_devices)
    for _ in range(5):
        pile.add(two)
    assert sizes == [6, 6]
    three = groups_of(*((number, 7, 1, 1, *extra) for number in range(9)), by_days=by_days, by_devices=by_devices)
    for _ in range(3):
        pile.add(three)
    # Eleven are left after the next, so that twenty-two are needed.
    assert sizes == [6, 6, 11, 29]
    whole = joined(pile.groups())
    assert (sum(whole.allocations.tolist()), sum(whole.days.tolist())) == (10 + 27, 5 * 11 + 27)
