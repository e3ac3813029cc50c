"""Whose turn it is: stocks, ages and ids, on both ways that rows are put in order."""

import numpy as np
import pyarrow as pa
import pytest

from kpix_billing_core.batch.turns import in_turn

# Numbers that leave room for all of a row in one number, and numbers that do not.
STEPS = [(1, 1), (2**30, 2**40)]
NO_CUTS = np.array([], np.int64)


@pytest.mark.parametrize(("stock_step", "age_step"), STEPS, ids=["narrow", "wide"])
def test_the_oldest_of_each_stock_comes_first(stock_step, age_step):
    """Stock 0 has rows 3 and 1, of ages -2 and 7; stock 1 has 2, 4 and 0, of ages -3, 4 and 5."""
    stock = np.array([1, 0, 1, 0, 1]) * stock_step
    age = np.array([5, 7, -3, -2, 4]) * age_step
    assert in_turn(stock, age, None, NO_CUTS).tolist() == [3, 1, 2, 4, 0]


def test_of_no_rows_nobody_is_first():
    """Without rows there is no order."""
    assert in_turn(NO_CUTS, NO_CUTS, None, NO_CUTS).tolist() == []


SHAPES = [
    pa.array(["c", "a", "b", "d"]),
    pa.array(["c", "a", "b", "d"]).dictionary_encode(),
    pa.array([3, 10, 2, 4]).dictionary_encode(),  # by their digits: 10, 2, 3, 4
]


@pytest.mark.parametrize(("stock_step", "age_step"), STEPS, ids=["narrow", "wide"])
@pytest.mark.parametrize("ids", SHAPES, ids=["text", "dictionary", "numbers"])
def test_equally_old_ones_follow_by_id(stock_step, age_step, ids):
    """Rows 0 to 2 are equally old and a cut goes through them; row 3 is older, whatever its id."""
    stock = np.array([1, 1, 1, 1]) * stock_step
    age = np.array([8, 8, 8, 5]) * age_step
    order = in_turn(stock, age, lambda places: ids.take(pa.array(places)), np.array([2]))
    assert order.tolist() == [3, 1, 2, 0]


@pytest.mark.parametrize(
    ("ages", "cuts"),
    [([1, 1, 1, 2, 2], []), ([1, 1, 1, 2, 2], [3]), ([1, 1, 1, 2, 2], [0, 3, 5, 8]), ([1, 1, 1, 1, 1], [0, 5])],
    ids=["none", "between", "all of them", "at the ends"],
)
def test_ids_are_looked_at_only_where_a_cut_goes_through(ages, cuts):
    """A cut at either end, or between those of one age and of the next, splits nobody."""
    looked_at = []

    def names(places):
        looked_at.extend(places.tolist())
        return pa.nulls(len(places), pa.string())

    order = in_turn(np.zeros(5, np.int64), np.array(ages), names, np.array(cuts, np.int64))
    assert sorted(order[:3].tolist()) == [0, 1, 2]
    assert looked_at == []


def test_many_of_one_age_stay_within_their_stock():
    """Two stocks of 100 rows that take turns; their ids fall as the rows rise, so the last row of each comes first."""
    ids = pa.array([f"{999 - row}" for row in range(200)])
    order = in_turn(
        np.arange(200) % 2, np.zeros(200, np.int64), lambda places: ids.take(pa.array(places)), np.array([50, 150])
    )
    assert order.tolist() == [*range(198, -1, -2), *range(199, 0, -2)]
