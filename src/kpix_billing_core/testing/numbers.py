"""Numbers that several strategies draw: versions, places in a log, things left, and more than any fleet needs."""

__all__ = ["HEX_IDS", "MANY", "PLACES", "SOME", "SOME_OR_NONE", "VERSIONS"]

from hypothesis import strategies as st

MANY = 10**18
"""More than any fleet needs, and than a float can count."""

PLACES = st.integers(0, 9)
"""Of an event or a grant among those of its account."""

VERSIONS = PLACES | st.just(MANY)
SOME = st.integers(1, 4) | st.just(MANY)
SOME_OR_NONE = st.integers(0, 4) | st.just(MANY)
"""Things counted: devices, credits, tokens."""

HEX_IDS = st.integers(0, 16**32 - 1).map("{:032x}".format)
"""Ids of 32 hexadecimal digits."""
