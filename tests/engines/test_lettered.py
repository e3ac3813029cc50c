"""Ids in the order of their text as numbers: whole numbers that are never written out, and text with a dictionary."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from kpix_billing_core.batch import lettered
from kpix_billing_core.batch.lettered import in_text_order, text_ranks

MOST = 10**17 - 1
"""The largest number that is put in order by its digits."""


def assert_in_order(ids: pa.Array) -> None:
    """Look whether ranks are 0 or more, equal for equal ids, and in the order of the texts, by every pair."""
    texts, ranks = [str(each) for each in ids.to_pylist()], text_ranks(ids)
    assert ranks.dtype == np.int64
    assert len(ranks) == len(texts)
    pairs = sorted(zip(texts, ranks.tolist(), strict=True))
    for (one, rank), (other, next_rank) in pairwise(pairs):
        assert 0 <= rank <= next_rank
        assert (rank == next_rank) == (one == other)


NUMBERS = [0, 1, 10, 11, 100, 2, 19, 20, 9, 99, 101, 1, 1_000_000, 999_999]


@pytest.mark.parametrize("kind", [pa.int32(), pa.int64(), pa.uint32(), pa.uint64()])
def test_numbers(kind):
    """1, 10, 100, 11, 2: by their digits, the shorter first where it begins the longer."""
    assert_in_order(pa.array(NUMBERS, kind))
    assert_in_order(pa.array([], kind))
    assert_in_order(pa.array([0], kind))


@pytest.mark.parametrize(
    "more",
    [[0], [7], [MOST], [MOST, MOST - 1, 10**16, 10**16 - 1], [MOST + 1], [2**63 - 1, 2**62], [-1], [-10, -(2**63)]],
)
def test_large_numbers_and_those_with_a_sign(more, monkeypatch):
    """Seventeen digits are put in order as they are; more, or a sign, are written out, and come to the same order."""
    written = []
    ranked = lettered._ranked_text
    monkeypatch.setattr(lettered, "_ranked_text", lambda ids: (written.append(ids.type), ranked(ids))[1])
    assert_in_order(pa.array(NUMBERS + more, pa.int64()))
    assert written == ([] if min(more) >= 0 and max(more) <= MOST else [pa.string()])


def test_every_number_of_digits():
    """The powers of ten and their neighbours, up to seventeen digits."""
    assert_in_order(pa.array([10**place + step for place in range(17) for step in (-1, 0, 1)] + [MOST], pa.int64()))


TEXTS = ["b", "a", "ba", "a", "", "B", "é", "\U0001f600", "\uffff"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_text(kind):
    """By the numbers of their letters, as in Python, in whatever way they are held."""
    assert_in_order(pa.array(TEXTS, kind))
    assert_in_order(pa.array(TEXTS, kind).dictionary_encode())
    assert_in_order(pa.array([], kind))


@pytest.mark.parametrize(
    "entries", [["a", "b", "c"], ["c", "a", "b"], ["b", "a", "b"], ["a", "a", "b"], ["c", "b", "c"]]
)
def test_dictionaries(entries):
    """In order or not, an entry twice or not, all used or not."""
    for places in ([0, 1, 2, 0], [2, 2, 1], [0], []):
        assert_in_order(pa.DictionaryArray.from_arrays(pa.array(places, pa.int8()), pa.array(entries)))


# Two keys that fit one number together, two that do not if one of them is far, and two that are far from it.
KEYS = [
    ([3, 0, 3, 1], [7, 2, 0, 2], 1, 1),
    ([3, 0, 3, 1], [7, 2, 0, 2], 1, 2**59),
    ([3, 0, 3, 1], [7, 2, 0, 2], 2**60, 1),
    ([3, 0, 3, 1], [7, 2, 0, 2], 2**60, 2**60),
]


@pytest.mark.parametrize(("one", "other", "step", "other_step"), KEYS)
def test_rows_in_order_of_two_keys(one, other, step, other_step):
    """The first key first; each pair that occurs begins once."""
    keys = [np.array(one) * step, np.array(other) * other_step]
    order, starts = in_text_order(keys)
    assert order.tolist() == [1, 3, 2, 0]
    assert starts.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("step", [1, 2**61])
def test_rows_of_one_key_stand_together(step):
    """Whichever of them comes first; the least and the largest key are among them."""
    keys = [np.array([1, 0, 1, 0, 0]) * step, np.array([2, 3, 2, 0, 3]) * step]
    order, starts = in_text_order(keys)
    assert starts.tolist() == [0, 1, 3]
    assert [sorted(rows.tolist()) for rows in np.split(order, starts[1:])] == [[3], [1, 4], [0, 2]]


def test_the_last_of_one_key_and_the_first_of_the_next():
    """No pair is taken for another: 0 and 2, then 1 and 0, then 1 and 1."""
    order, starts = in_text_order([np.array([1, 0, 1, 1]), np.array([0, 2, 1, 0])])
    assert starts.tolist() == [0, 1, 3]
    assert [sorted(rows.tolist()) for rows in np.split(order, starts[1:])] == [[1], [0, 3], [2]]


def test_of_no_rows_nothing_begins():
    """Nor is there an order."""
    none = np.zeros(0, np.int64)
    assert [each.tolist() for each in in_text_order([none, none])] == [[], []]
    assert [each.tolist() for each in in_text_order([none + 5])] == [[], []]


def test_one_key():
    """Alone, it is the order."""
    order, starts = in_text_order([np.array([5, 1, 5, 3])])
    assert starts.tolist() == [0, 1, 2]
    assert [sorted(rows.tolist()) for rows in np.split(order, starts[1:])] == [[1], [3], [0, 2]]
