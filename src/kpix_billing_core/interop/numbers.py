"""How wide the numbers of the published shapes are."""

__all__ = ["MOST_COUNT", "MOST_TOKENS", "at_most", "check_amount", "check_count"]

from ..checks import check_whole
from ..errors import WrongValue

MOST_TOKENS = 2**31 - 1
MOST_COUNT = 2**63 - 1


def at_most(name: str, value: int, most: int) -> None:
    """Refuse a number that the published shape has no room for."""
    if value > most:
        raise WrongValue(name, f"at most {most}", value)


def check_count(name: str, value: int, most: int = MOST_COUNT) -> None:
    """Refuse anything but a whole number from 0 to what the shape has room for."""
    check_whole(name, value, 0)
    at_most(name, value, most)


def check_amount(name: str, value: int) -> None:
    """Refuse anything but a whole number of 64 bits, of either sign."""
    check_whole(name, value)
    if not -MOST_COUNT - 1 <= value <= MOST_COUNT:
        raise WrongValue(name, "a number of 64 bits", value)
