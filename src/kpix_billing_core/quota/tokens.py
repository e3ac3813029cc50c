"""Numbers of update tokens: whole, or without limit."""

__all__ = ["UNLIMITED", "Tokens", "Unlimited"]

from typing import TypeAlias

import attrs


def _is_number(other: object) -> bool:
    return type(other) is int or type(other) is Unlimited


@attrs.frozen(order=False)
class Unlimited:
    """As many tokens as anybody asks for: it compares with whole numbers, and taking some away leaves it as it is.

    >>> UNLIMITED > 10**18, 5 <= UNLIMITED, UNLIMITED - 7 == UNLIMITED
    (True, True, True)
    """

    def __lt__(self, other: "Tokens") -> bool:
        return False if _is_number(other) else NotImplemented

    def __le__(self, other: "Tokens") -> bool:
        return type(other) is Unlimited if _is_number(other) else NotImplemented

    def __gt__(self, other: "Tokens") -> bool:
        return type(other) is int if _is_number(other) else NotImplemented

    def __ge__(self, other: "Tokens") -> bool:
        return True if _is_number(other) else NotImplemented

    def __add__(self, other: int) -> "Unlimited":
        return self if type(other) is int else NotImplemented

    __radd__ = __add__
    __sub__ = __add__

    def __str__(self) -> str:
        return "unlimited"


UNLIMITED = Unlimited()
"""The number of tokens of a quota without limit."""

Tokens: TypeAlias = int | Unlimited
"""A number of tokens."""
