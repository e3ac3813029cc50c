"""`Unlimited`: more than any number, whatever is taken."""

import pytest

from kpix_billing_core.quota import UNLIMITED, Unlimited

NUMBERS = (0, 1, -1, 10**18)


@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_more_than_any_number(number):
    """On either side, and never equal to one."""
    assert number < UNLIMITED
    assert number <= UNLIMITED
    assert number < UNLIMITED
    assert number <= UNLIMITED
    assert not number > UNLIMITED
    assert not number >= UNLIMITED
    assert not number > UNLIMITED
    assert not number >= UNLIMITED
    assert number != UNLIMITED


def test_it_is_as_many_as_itself():
    """Neither more nor fewer."""
    assert Unlimited() == UNLIMITED
    assert Unlimited() >= UNLIMITED
    assert Unlimited() <= UNLIMITED
    assert not Unlimited() > UNLIMITED
    assert not Unlimited() < UNLIMITED


@pytest.mark.parametrize("number", NUMBERS)
def test_more_or_fewer_leave_it_as_it_is(number):
    """Added or taken away; from a number nothing unlimited can be taken."""
    assert UNLIMITED + number == number + UNLIMITED == UNLIMITED - number == UNLIMITED
    with pytest.raises(TypeError):
        number - UNLIMITED


def test_it_can_be_said():
    """In a sentence such as "have unlimited, need 5"."""
    assert str(UNLIMITED) == "unlimited"
    assert max(3, UNLIMITED, 5) == UNLIMITED
    assert sorted([UNLIMITED, 3, 5]) == [3, 5, UNLIMITED]
