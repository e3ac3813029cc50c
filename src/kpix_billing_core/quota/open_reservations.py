"""The open reservations while events are applied to them: those touched are taken out of what was given, one by one."""

__all__ = ["Open", "OpenReservations"]

from datetime import datetime

from ..ids import AccountId
from .package import Reservation, place_of


class Open:
    """A reservation while events are applied to it; `package` is the one it expired with."""

    __slots__ = ("campaign", "consumed", "lapses_at", "lent", "package", "reserved_at", "size", "tenant")

    def __init__(self, campaign: str, tenant: AccountId | None, reserved_at: datetime) -> None:
        self.campaign = campaign
        self.tenant = tenant
        self.reserved_at = reserved_at
        self.size = self.consumed = self.lent = 0
        self.lapses_at: datetime | None = None
        self.package: str | None = None

    def settled(self) -> Reservation:
        """Return it as a value."""
        return Reservation(
            campaign=self.campaign,
            size=self.size,
            consumed=self.consumed,
            lent=self.lent,
            tenant=self.tenant,
            reserved_at=self.reserved_at,
            lapses_at=self.lapses_at,
        )


class OpenReservations:
    """Open reservations by campaign: those given, sorted by campaign, less those closed, and those that changed."""

    def __init__(self, given: tuple[Reservation, ...]) -> None:
        self._given = given
        # None: closed. Of 100,000 that are open an event touches one, and only that one is taken out.
        self._touched: dict[str, Open | None] = {}

    def find(self, campaign: str) -> Open | None:
        """Return a campaign's reservation, to be changed in place, or None."""
        found = self._touched.get(campaign)
        if found is None and self._given and campaign not in self._touched:
            place = place_of(self._given, campaign)
            if place < len(self._given) and self._given[place].campaign == campaign:
                found = self._touched[campaign] = _taken_out(self._given[place])
        return found

    def add(self, campaign: str, tenant: AccountId | None, reserved_at: datetime) -> Open:
        """Open a reservation, of nothing so far."""
        found = self._touched[campaign] = Open(campaign, tenant, reserved_at)
        return found

    def close(self, campaign: str) -> None:
        """Let a campaign have no reservation any more."""
        if self._given:
            self._touched[campaign] = None
        else:
            del self._touched[campaign]

    def every(self) -> list[Open]:
        """Return all of them, to be changed in place, in the order they were made and then of their campaigns."""
        for given in self._given:
            self.find(given.campaign)
        found = [each for each in self._touched.values() if each is not None]
        return sorted(found, key=lambda each: (each.reserved_at, each.campaign))

    def settled(self) -> tuple[Reservation, ...]:
        """Return all of them as values, sorted by campaign; those not touched are the very same."""
        settled: list[Reservation] = []
        done = 0
        for campaign, each in sorted(self._touched.items()):
            place = place_of(self._given, campaign)
            settled += self._given[done:place]
            if each is not None:
                settled.append(each.settled())
            done = place + (place < len(self._given) and self._given[place].campaign == campaign)
        return (*settled, *self._given[done:])


def _taken_out(given: Reservation) -> Open:
    found = Open(given.campaign, given.tenant, given.reserved_at)
    found.size, found.consumed, found.lent = given.size, given.consumed, given.lent
    found.lapses_at = given.lapses_at
    return found
