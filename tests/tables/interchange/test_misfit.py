"""What does not fit: its problem in words, and its path."""

from kpix_billing_core.errors import CurrencyMismatch, MalformedData, WrongType
from kpix_billing_core.interchange.misfit import Misfit, Odd, expected, problem_of


def test_the_path_grows_outwards():
    """Steps are added on the way out, and read from the root inwards."""
    error = Misfit("wrong").within(".minor").within("[3]").within(".lines").error()
    assert type(error) is MalformedData
    assert (error.path, error.problem) == ("$.lines[3].minor", "wrong")
    assert (Misfit("wrong").error().path, str(Misfit("wrong"))) == ("$", "wrong")


def test_what_was_expected_and_what_was_found():
    """What was found is shown with its type, what no type reads in words."""
    assert expected("int", "x").problem == "expected int, got str 'x'"
    assert expected("int", Odd("the number 1.5")).problem == "expected int, got the number 1.5"


def test_the_problem_of_a_refusal():
    """A refusal that says what it expected loses its name, any other is told as it is."""
    assert problem_of(WrongType("minor", "int", 1.5)) == "expected int, got float 1.5"
    assert problem_of(CurrencyMismatch("USD", "EUR")) == str(CurrencyMismatch("USD", "EUR"))
