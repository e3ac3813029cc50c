"""Fields that follow from the others: the validators name what is wrong, and what they cannot name stays an error."""

import attrs
import pytest
from tests.examples import complaint

from kpix_billing_core.checks import derived, whole
from kpix_billing_core.errors import WrongType


@attrs.frozen
class Doubled:
    """A number, and its double."""

    number: int = attrs.field(validator=whole())
    double: int = attrs.field(init=False, default=derived(lambda self: self.number - -self.number))


def test_a_field_is_derived_once():
    """The field holds what follows from the others, and follows again when one of them changes."""
    assert Doubled(3).double == 6
    assert attrs.evolve(Doubled(3), number=4).double == 8


@pytest.mark.parametrize(("message", "value"), [("int, got str '3'", "3"), ("int, got float 3.0", 3.0)])
def test_a_wrong_field_is_named(message, value):
    """Whether the derivation stumbles over a wrong value or not, the field that holds it is named."""
    assert complaint(WrongType, Doubled, value) == f"number: expected {message}"


def test_an_error_that_nobody_can_name_stands():
    """Where every field is right, what went wrong in deriving is not hidden."""

    @attrs.frozen
    class Broken:
        number: int = attrs.field(validator=whole())
        derived: int = attrs.field(init=False, default=derived(lambda self: self.missing))

    with pytest.raises(AttributeError, match="missing"):
        Broken(3)
