"""A test of many things at once says as much as many tests would."""

import pytest
from tests.every import every


def check_even(number):
    """Numbers are even."""
    assert number % 2 == 0


def test_each_that_fails_is_named():
    """The others are tried all the same, and an error counts as much as a failed assertion."""
    tried = []

    def check(number):
        tried.append(number)
        check_even(number)

    with pytest.raises(ExceptionGroup, match="3 of 4 failed") as found:
        every({"one": 1, "two": 2, "text": "x", "three": 3})(check)()
    assert tried == [1, 2, "x", 3]
    assert [type(fault) for fault in found.value.exceptions] == [AssertionError, TypeError, AssertionError]
    assert [fault.__notes__ for fault in found.value.exceptions] == [["with one"], ["with text"], ["with three"]]


def test_it_looks_like_the_check():
    """Reports name the check, and no argument of its is taken for a fixture."""
    made = every({"two": 2})(check_even)
    assert (made.__name__, made.__doc__, made.__module__) == ("check_even", "Numbers are even.", __name__)
    assert made() is None


def test_nothing_to_try_is_a_failure():
    """A table that became empty would prove nothing."""
    with pytest.raises(AssertionError, match="nothing to try"):
        every({})(check_even)()
