"""The open reservations while events are applied to them: those touched are taken out of what was given, one by one."""

__all__ = ["Open", "OpenReservations", "check_lapses"]

from datetime import datetime
from typing import Any

from ..errors import WrongValue
from ..ids import AccountId
from .package import Reservation
from .reservations import Reservations


class Open:
    """A reservation while events are applied to it; `package` is the one it expired with."""

    __slots__ = ("campaign", "consumed", "lapses_at", "lent", "package", "reserved_at", "size", "tenant")

    def __init__(self, campaign: str, tenant: AccountId | None, reserved_at: datetime, size: int) -> None:
        self.campaign: str = campaign
        self.tenant: AccountId | None = tenant
        self.reserved_at: datetime = reserved_at
        self.size: int = size
        self.consumed: int = 0
        self.lent: int = 0
        self.lapses_at: datetime | None = None
        self.package: str | None = None

    def settled(self) -> Reservation:
        """Return it as a value; what its events said was checked with them, and is not looked at again."""
        reservation = Reservation.__new__(Reservation)
        fields: Any = reservation
        fields.__attrs_init__(
            campaign=self.campaign,
            size=self.size,
            consumed=self.consumed,
            lent=self.lent,
            tenant=self.tenant,
            reserved_at=self.reserved_at,
            lapses_at=self.lapses_at,
        )
        return reservation


class OpenReservations(dict[str, Open | None]):
    """Open reservations by campaign, to be changed in place; None for a campaign that has none, or none any more.

    Of 100,000 that were given, sorted by campaign, only those are taken out that somebody asks for: the others are
    no keys of it.
    """

    def __init__(self, given: Reservations) -> None:
        super().__init__()
        self._given = given

    def __missing__(self, campaign: str) -> Open | None:
        given = self._given.of(campaign)
        if given is None:
            return None
        taken = self[campaign] = _taken_out(given)
        return taken

    def known(self, campaign: str) -> Open | None:
        """Return the same as for a key, sooner where a campaign is most likely a new one."""
        return self[campaign] if campaign in self or self._given.pages else None

    def close(self, campaign: str) -> None:
        """Let a campaign have no reservation any more."""
        if self._given.pages:
            self[campaign] = None
        else:
            del self[campaign]

    def every(self) -> list[Open]:
        """Return all of them, to be changed in place, in the order they were made and then of their campaigns."""
        for given in self._given:
            self[given.campaign]
        every = [each for each in self.values() if each is not None]
        return sorted(every, key=lambda each: (each.reserved_at, each.campaign))

    def settled(self) -> Reservations:
        """Return all of them as values, sorted by campaign; those not touched are the very same."""
        changes = {campaign: None if each is None else each.settled() for campaign, each in self.items()}
        return self._given.changed(changes)


def _taken_out(given: Reservation) -> Open:
    taken = Open(given.campaign, given.tenant, given.reserved_at, given.size)
    taken.consumed, taken.lent, taken.lapses_at = given.consumed, given.lent, given.lapses_at
    return taken


def check_lapses(reservations: Reservations, after: datetime | None, until: datetime) -> None:
    """Refuse reservations that lapse at other times than after an instant and up to another."""
    lapses = reservations.lapses()
    if lapses and not ((after is None or after < min(lapses)) and max(lapses) <= until):
        raise WrongValue("reservations", "none that lapses but in days of grace after an expiry", max(lapses))
