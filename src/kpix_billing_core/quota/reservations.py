"""All open reservations as one value: where one of many changes, the others are neither copied nor looked at."""

__all__ = ["Reservations", "in_order"]

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, groupby, pairwise
from operator import attrgetter
from typing import overload

import attrs

from ..checks import derived
from ..errors import WrongType, WrongValue
from .package import Reservation

_Page = tuple[Reservation, ...]
_FULL = 256
"""How many reservations fit on a page: all that are copied where one changes, beside the list of pages."""
_THIN = 32
"""How many there must be to a page on average."""


@attrs.frozen(eq=False, repr=False)
class Reservations(Sequence[Reservation]):
    """Open reservations, sorted by campaign: a sequence, equal to the tuple of the same.

    Attributes:
        pages: all of them in order, on pages of which none is empty.
        ends: how many there are up to the end of each page.
    """

    pages: tuple[_Page, ...] = ()
    ends: tuple[int, ...] = attrs.field(init=False, default=derived(lambda self: _ends(self.pages)))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __iter__(self) -> Iterator[Reservation]:
        return chain.from_iterable(self.pages)

    @overload
    def __getitem__(self, index: int) -> Reservation: ...
    @overload
    def __getitem__(self, index: slice) -> _Page: ...
    def __getitem__(self, index: int | slice) -> Reservation | _Page:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = range(len(self))[index]
        number = bisect_right(self.ends, place)
        return self.pages[number][place - self.ends[number]]

    def __eq__(self, other: object) -> bool:
        if type(other) is Reservations or type(other) is tuple:
            return tuple(self) == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def of(self, campaign: str) -> Reservation | None:
        """Return a campaign's reservation, or None."""
        page = self.pages[_page_of(self.pages, campaign)] if self.pages else ()
        place = bisect_left(page, campaign, key=_campaign_of)
        return page[place] if place < len(page) and page[place].campaign == campaign else None

    def changed(self, changes: Mapping[str, Reservation | None]) -> "Reservations":
        """Return them with other reservations of some campaigns, or with none; pages without these are the very same."""
        if not changes:
            return self
        pages = list(self.pages) or [()]
        # From the last page on, so that those before it keep their numbers.
        campaigns = sorted(changes, reverse=True)
        for number, touched in groupby(campaigns, lambda campaign: _page_of(self.pages, campaign)):
            given = [changes[campaign] for campaign in touched]
            kept = (each for each in pages[number] if each.campaign not in changes)
            added = (each for each in given if each is not None)
            pages[number : number + 1] = _cut(sorted((*kept, *added), key=_campaign_of))
        many = Reservations(tuple(pages))
        return many if len(pages) <= 1 + len(many) // _THIN else Reservations(_cut(tuple(many)))


def in_order(given: Sequence[Reservation]) -> Reservations:
    """Return a tuple of reservations on pages; refuse what is none, or is not sorted by campaign."""
    if type(given) is Reservations:
        return given
    if type(given) is not tuple or any(type(each) is not Reservation for each in given):
        raise WrongType("reservations", "tuple of Reservation", given)
    if any(one.campaign >= next_.campaign for one, next_ in pairwise(given)):
        raise WrongValue("reservations", "one reservation for each campaign, sorted by campaign", given)
    return Reservations(_cut(given))


_campaign_of = attrgetter("campaign")


def _ends(pages: Sequence[_Page]) -> tuple[int, ...]:
    return tuple(accumulate(map(len, pages)))


def _page_of(pages: Sequence[_Page], campaign: str) -> int:
    """Return the number of the page that a campaign's reservation is on, or would be."""
    return max(0, bisect_right(pages, campaign, key=lambda page: page[0].campaign) - 1)


def _cut(each: Sequence[Reservation]) -> tuple[_Page, ...]:
    """Return so many reservations on pages: on one where they fit, else on pages with room for more."""
    size = _FULL if len(each) <= _FULL else _FULL // 2
    return tuple(tuple(each[start : start + size]) for start in range(0, len(each), size))
