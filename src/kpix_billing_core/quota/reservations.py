"""All open reservations as one value: where one of many changes, the others are neither copied nor looked at."""

__all__ = ["Page", "Reservations", "in_order"]

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import cast, overload

import attrs

from ..checks import derived
from ..errors import WrongType, WrongValue
from .package import Reservation

_Held = tuple[Reservation, ...]
_FULL = 256
"""How many reservations fit on a page: where one changes, its page is copied, and the list of pages."""
_THIN = 32
"""How many must be on a page on average: with fewer, the list of pages would be as long as what it saves."""


_campaign_of = attrgetter("campaign")


@attrs.frozen
class Page:
    """Some open reservations that stand side by side.

    Attributes:
        held: these, in order.
        lapses: when any of them lapse, as their package has expired.
    """

    held: _Held
    lapses: frozenset[datetime] = attrs.field(init=False, default=derived(lambda self: _lapses(self.held)))


@attrs.frozen(eq=False, repr=False)
class Reservations(Sequence[Reservation]):
    """Open reservations, sorted by campaign: a sequence, equal to the tuple of the same.

    Attributes:
        pages: all of them in order, on pages of which none is empty.
        ends: how many there are up to the end of each page.
    """

    pages: tuple[Page, ...] = ()
    ends: tuple[int, ...] = attrs.field(init=False, default=derived(lambda self: _ends(self.pages)))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __iter__(self) -> Iterator[Reservation]:
        return chain.from_iterable(page.held for page in self.pages)

    @overload
    def __getitem__(self, index: int) -> Reservation: ...
    @overload
    def __getitem__(self, index: slice) -> _Held: ...
    def __getitem__(self, index: int | slice) -> Reservation | _Held:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = range(len(self))[index]
        number = bisect_right(self.ends, place)
        return self.pages[number].held[place - self.ends[number]]

    def __eq__(self, other: object) -> bool:
        if type(other) is Reservations:
            return tuple(self) == tuple(other)
        return tuple(self) == other if type(other) is tuple else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def of(self, campaign: str) -> Reservation | None:
        """Return a campaign's reservation, or None."""
        held = self.pages[_number(self.pages, campaign)].held if self.pages else ()
        place = bisect_left(held, campaign, key=_campaign_of)
        return held[place] if place < len(held) and held[place].campaign == campaign else None

    def lapses(self) -> frozenset[datetime]:
        """Return when any of them lapse, as their package has expired."""
        return frozenset(chain.from_iterable(page.lapses for page in self.pages))

    def changed(self, changes: Mapping[str, Reservation | None]) -> "Reservations":
        """Return them with other reservations of some campaigns, or none; pages without these are the very same."""
        if not self.pages:
            return Reservations(_cut(_sorted(changes.values())))
        made: list[tuple[Page, ...]] = []
        until, campaigns = len(self.pages), sorted(changes)
        # From the last page on: each stretch of pages is copied once, however many are cut anew.
        while campaigns:
            number = _number(self.pages, campaigns[-1])
            held = self.pages[number].held
            start = bisect_left(campaigns, held[0].campaign) if number else 0
            kept = [each for each in held if each.campaign not in changes]
            cut = _cut(_sorted(kept + [changes[campaign] for campaign in campaigns[start:]]))
            made += [self.pages[number + 1 : until], cut]
            until = number
            del campaigns[start:]
        made.append(self.pages[:until])
        return _thick(Reservations(tuple(chain.from_iterable(reversed(made)))))


def in_order(given: Sequence[Reservation]) -> Reservations:
    """Return a tuple of reservations on pages; refuse what is none, or is not sorted by campaign."""
    if type(given) is Reservations:
        return given
    each = cast("_Held", given)
    if type(given) is not tuple or any(type(one) is not Reservation for one in each):
        raise WrongType("reservations", "tuple of Reservation", each)
    if any(one.campaign >= next_.campaign for one, next_ in pairwise(each)):
        raise WrongValue("reservations", "one reservation for each campaign, sorted by campaign", each)
    return Reservations(_cut(each))


def _lapses(held: _Held) -> frozenset[datetime]:
    return frozenset(each.lapses_at for each in held if each.lapses_at is not None)


def _ends(pages: Sequence[Page]) -> tuple[int, ...]:
    return tuple(accumulate(len(page.held) for page in pages))


def _number(pages: Sequence[Page], campaign: str) -> int:
    """Return the number of the page that a campaign's reservation is on, or would be."""
    return max(0, bisect_right(pages, campaign, key=lambda page: page.held[0].campaign) - 1)


def _sorted(given: Iterable[Reservation | None]) -> _Held:
    return tuple(sorted((each for each in given if each is not None), key=_campaign_of))


def _cut(given: _Held) -> tuple[Page, ...]:
    """Return reservations on pages: on one where they fit, else on several with room for more."""
    size = _FULL if len(given) <= _FULL else _FULL // 2
    return tuple(Page(given[start : start + size]) for start in range(0, len(given), size))


def _thick(given: Reservations) -> Reservations:
    """Return reservations on fewer pages where too few are on each, as many campaigns have closed."""
    return given if len(given.pages) <= 1 + len(given) // _THIN else Reservations(_cut(tuple(given)))
