"""Ids in order: as Python orders them, of whatever letters and lengths, and wherever in an array they begin."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.batch.alphabet import LONGEST, in_alphabet
from kpix_billing_core.batch.coder import Coder, are_ids

IDS = st.text("ab ~\xa1ä€𝄞", min_size=1, max_size=20)
AT_THE_EDGE = ["a" * LONGEST, "a" * (LONGEST - 1), "b"]


@given(st.lists(IDS, max_size=12), st.integers(0, 3), st.integers(0, 3))
def test_the_order_is_that_of_python(ids, start, beyond):
    """Twice the same too; and of a slice, whose letters begin and end somewhere in its array."""
    wanted = slice(start, max(len(ids) - beyond, start))
    held = pa.array(ids, pa.string())[wanted]
    assert held.take(pa.array(in_alphabet(held))).to_pylist() == sorted(ids[wanted])


def test_a_slice():
    """Neither what is before it nor what is behind it is in it."""
    assert in_alphabet(pa.array(["a", "d", "c", "b"])[1:3]).tolist() == [1, 0]


@pytest.mark.parametrize(
    "ids",
    [
        ["account-10", "account-1", "account-2", "account-01"],  # eight letters are the same
        ["account-", "account-\U0001f600", "account-z", "account-é"],
        ["b", "b", "b"],
        AT_THE_EDGE,
        [*AT_THE_EDGE, "a" * (LONGEST + 1)],
    ],
)
def test_where_words_of_eight_letters_end(ids):
    """A shorter id comes before a longer one that begins with it."""
    assert [ids[place] for place in in_alphabet(pa.array(ids)).tolist()] == sorted(ids)


@pytest.mark.parametrize("letter", ["\x1f", "\x7f", "\xa0", "\x00", "\n"])
@pytest.mark.parametrize("others", [["a", "~ "], ["ä"]])
def test_letters_that_cannot_be_printed(letter, others):
    """One among plain letters, and one among others."""
    assert are_ids(pa.array(others))
    assert not are_ids(pa.array([*others, f"a{letter}b"]))


@pytest.mark.parametrize(("repeats", "numbers"), [(False, [0, 1, 0]), (True, [0, 1, 2])])
def test_a_text_that_a_dictionary_has_twice(repeats, numbers):
    """It has one number, or two where whoever asks adds up what is of one text."""
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["b", "a", "b"]))
    assert Coder("sku", repeats=repeats).coded(twice).numbers().tolist() == numbers
