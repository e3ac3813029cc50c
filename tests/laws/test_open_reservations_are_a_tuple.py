"""Law: open reservations on pages are the sorted tuple of the same, whatever has come and gone."""

from hypothesis import given
from hypothesis import strategies as st
from tests.quota import START

from kpix_billing_core.quota import Reservation
from kpix_billing_core.quota.reservations import Reservations

FULL, THIN = 256, 32
ALL = 1_000
CHANGES = st.lists(
    st.tuples(st.integers(0, ALL), st.integers(1, ALL), st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=8
)
"""From which number on, how many, in which steps, and their size; those of size 0 go."""


@given(CHANGES)
def test_a_dictionary_says_the_same(changes):
    """After each change all are there, in order, found by name and by place, on pages neither empty, full nor thin."""
    expected, paged = {}, Reservations()
    for first, count, step, size in changes:
        names = [f"c{number % ALL:04}" for number in range(first, first + count * step, step)]
        new = {name: Reservation(campaign=name, size=size, reserved_at=START) if size else None for name in names}
        before, paged = paged, paged.changed(new)
        assert before == tuple(expected[name] for name in sorted(expected))
        expected = {name: each for name, each in (expected | new).items() if each is not None}
        same = tuple(expected[name] for name in sorted(expected))
        assert (tuple(paged), len(paged), hash(paged)) == (same, len(same), hash(same))
        assert all(paged[place] is same[place] for place in range(-len(same), len(same), 7))
        assert all(paged.of(name) is expected.get(name) for name in names[:9])
        assert all(0 < len(page.held) <= FULL for page in paged.pages)
        assert len(paged.pages) <= 1 + len(paged) // THIN
