"""What is raised deep inside data that does not fit its type; it gathers its path on the way out."""

__all__ = ["Misfit", "Odd", "expected", "problem_of"]

from typing import NamedTuple

from ..errors import BillingError, MalformedData, WrongType, WrongValue, describe


class Odd(NamedTuple):
    """Something that JSON can say and plain data cannot, such as 1.5 or a key given twice; no type reads it."""

    what: str


class Misfit(Exception):
    """Data that does not fit: what is wrong, and the steps from the place where it is wrong back to the root."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.steps: list[str] = []

    def within(self, step: str) -> "Misfit":
        """Return the same misfit, one step further out."""
        self.steps.append(step)
        return self

    def error(self) -> MalformedData:
        """Return what the caller is told."""
        return MalformedData("$" + "".join(reversed(self.steps)), self.problem)


def expected(what: str, got: object) -> Misfit:
    """Return the misfit of data that should have been something else.

    >>> expected("int", Odd("the number 1.5")).problem
    'expected int, got the number 1.5'
    """
    return Misfit(f"expected {what}, got {got.what if type(got) is Odd else describe(got)}")


def problem_of(error: BillingError) -> str:
    """Return what is wrong in a value's own words, without the name it has there.

    >>> problem_of(WrongValue("month number", "1 to 12", 13))
    'expected 1 to 12, got int 13'
    """
    if isinstance(error, WrongType | WrongValue):
        return f"expected {error.expected}, got {describe(error.got)}"
    return str(error)
