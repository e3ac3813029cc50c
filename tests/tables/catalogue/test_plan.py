"""A plan's code and its name."""

import pytest
from tests.examples import complaint

from kpix_billing_core.catalogue import Plan
from kpix_billing_core.errors import WrongType, WrongValue


def test_a_plan_needs_no_name():
    """A plan without a name has an empty one."""
    assert Plan("STD") == Plan(sku="STD", name="")


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "sku: expected str, got NoneType None", (None,)),
        (WrongValue, "sku: expected an id, got str ''", ("",)),
        (WrongType, "name: expected str, got NoneType None", ("STD", None)),
        (WrongValue, "name: expected printable text, got str 'a\\nb'", ("STD", "a\nb")),
    ],
)
def test_what_no_plan_can_be(kind, message, arguments):
    """A code is an id, a name is printable text."""
    assert complaint(kind, Plan, *arguments) == message
