"""A plan's code and its name."""

import pytest
from tests.examples import complaint

from kpix_billing_core.catalogue import Plan
from kpix_billing_core.errors import WrongType, WrongValue


def test_a_plan_needs_no_name():
    """A plan without a name has an empty one."""
    assert Plan("STD") == Plan(sku="STD", name="", rank=None)


@pytest.mark.parametrize("rank", [-1, 0, 7, None])
def test_a_rank_is_any_whole_number_or_none(rank):
    """Ranks only order plans, so any will do."""
    assert Plan("STD", rank=rank).rank == rank


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "sku: expected str, got NoneType None", (None,)),
        (WrongValue, "sku: expected an id, got str ''", ("",)),
        (WrongType, "name: expected str, got NoneType None", ("STD", None)),
        (WrongValue, "name: expected printable text, got str 'a\\nb'", ("STD", "a\nb")),
        (WrongType, "rank: expected int, got str '1'", ("STD", "", "1")),
        (WrongType, "rank: expected int, got bool True", ("STD", "", True)),
    ],
)
def test_what_no_plan_can_be(kind, message, arguments):
    """A code is an id, a name is printable text."""
    assert complaint(kind, Plan, *arguments) == message
