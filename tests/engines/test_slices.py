"""Some allocations at once, and whether they are any, before one of them is looked at by itself."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from kpix_billing_core.batch import slices
from kpix_billing_core.batch.coder import Coded, Coder
from kpix_billing_core.batch.slices import Slice, slices_of
from kpix_billing_core.batch.window import FIRST_DAY_EVER, LAST_DAY_EVER

IDS = Coded(np.array([0, 1]), np.array([0, 1]))
NO_IDS = Coded(np.array([0, 1]), np.array([0, -1]))
BEYOND = LAST_DAY_EVER + 1


def two(**different):
    """Return two allocations that are some, but for what is given."""
    rows = {"consumed_on": [5, 7], "removed_on": [6, 9], "full": None, "ended": None, **different}
    arrays = {name: None if values is None else np.array(values) for name, values in rows.items() if name != "ids"}
    return Slice(0, rows.get("ids", {"a": IDS, "b": IDS}), **arrays)


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"full": [True, True]},
        {"ended": [True, True]},
        {"consumed_on": [FIRST_DAY_EVER, LAST_DAY_EVER], "removed_on": [FIRST_DAY_EVER, LAST_DAY_EVER]},
        {"removed_on": [5, 7]},  # each on one day
        {"removed_on": [4, 9], "ended": [False, True]},  # what stands where there is nothing may be anything
        {"removed_on": [BEYOND, LAST_DAY_EVER], "ended": [False, True]},
        {"removed_on": [4, BEYOND], "ended": [False, False]},
    ],
)
def test_allocations(rows):
    """Nothing is missing, and the days are days and in order."""
    assert two(**rows).is_sound()


@pytest.mark.parametrize(
    "rows",
    [
        {"full": [True, False]},
        {"ids": {"a": IDS, "b": NO_IDS}},
        {"consumed_on": [FIRST_DAY_EVER - 1, 7]},
        {"consumed_on": [5, 10]},
        {"removed_on": [6, BEYOND]},
        {"removed_on": [6, BEYOND], "ended": [False, True]},
        {"removed_on": [4, 9], "ended": [True, False]},
        {"removed_on": [4, 9], "ended": [True, True]},
    ],
)
def test_what_is_none(rows):
    """By one of two rows it is not."""
    assert not two(**rows).is_sound()


def test_slices_of_a_batch(monkeypatch):
    """Each row is in one of them; what is missing in any column that is looked at is so in the slice."""
    monkeypatch.setattr(slices, "ROWS", 2)
    days = [date(1970, 1, day) for day in range(2, 7)]
    batch = pa.record_batch(
        {
            "a": pa.array(["x", "y", None, "x", "z"]),
            "b": pa.array(["x", None, "y", "z", "z"]),
            "c": pa.array([None] * 5, pa.string()),  # nobody looks at these
            "consumed_on": pa.array([*days[:3], None, days[4]]),
            "removed_on": pa.array([None, days[4], days[4], days[4], days[4]]),
        }
    )
    found = list(slices_of(batch, {name: Coder(name) for name in "ab"}))
    assert [each.start for each in found] == [0, 2, 4]
    assert [each.ids["a"].numbers()[0] for each in found][::2] == [0, 2]
    assert [each.ids["b"].numbers().tolist() for each in found[1:]] == [[1, 2], [2]]
    assert [None if each.full is None else each.full.tolist() for each in found] == [
        [True, False],
        [False, False],
        None,
    ]
    assert [each.consumed_on.tolist()[0] for each in found] == [1, 3, 5]
    assert [each.removed_on.tolist()[-1] for each in found] == [5, 5, 5]
    assert [None if each.ended is None else each.ended.tolist() for each in found] == [[False, True], None, None]
