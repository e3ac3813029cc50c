"""What can have happened to an account's quota.

Every event says on which version of the quota it was decided, at which instant it holds (kept in UTC), and under which
idempotency key; `tenant` names the account under the quota's own that it is for, None for that account itself (P15).
The last three are records: they say what followed from the dates, and change nothing that was not so without them.
"""

__all__ = [
    "Adjusted",
    "Committed",
    "PackageCreated",
    "PackageRenewed",
    "PackageTerminated",
    "QuotaEvent",
    "QuotaRecord",
    "Released",
    "RenewalStarted",
    "ReservationTerminated",
    "Reserved",
]

from datetime import datetime
from typing import TypeAlias

import attrs

from ..checks import check_whole, instance, text
from ..errors import WrongValue
from ..ids import AccountId, DeviceId, check_id
from .event_fields import check_head, check_term
from .instants import utc


@attrs.frozen(kw_only=True)
class PackageCreated:
    """A service package and its quota came to be (rules P03, P04, P48).

    Attributes:
        version, at, account, tenant, key: as of every event.
        package: the caller's name for it.
        count: how many tokens; None: without limit.
        starts_at: the first instant it is valid.
        expires_at: the first instant it is valid no more.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    package: str
    count: int | None
    starts_at: datetime = attrs.field(converter=utc)
    expires_at: datetime = attrs.field(converter=utc)
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self, own=True)
        check_term(self.package, self.count, self.starts_at, self.expires_at)
        # It is put down once it is valid, perhaps a moment later.
        if not self.starts_at <= self.at < self.expires_at:
            raise WrongValue("starts_at", f"a package valid at {self.at.isoformat()}", self.starts_at)


@attrs.frozen(kw_only=True)
class PackageRenewed:
    """A package was renewed: the next one starts at its expiry, or at once (rule P49).

    Attributes:
        version, at, account, tenant, key: as of every event.
        package: the caller's name for the next one.
        count: how many tokens it brings; None: without limit.
        starts_at: the instant it takes effect.
        expires_at: the first instant it is valid no more.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    package: str
    count: int | None
    starts_at: datetime = attrs.field(converter=utc)
    expires_at: datetime = attrs.field(converter=utc)
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self, own=True)
        check_term(self.package, self.count, self.starts_at, self.expires_at)
        # It is ordered before it takes effect, or as it does.
        if self.starts_at < self.at:
            raise WrongValue("starts_at", f"an instant from {self.at.isoformat()} on", self.starts_at)


@attrs.frozen(kw_only=True)
class Reserved:
    """Tokens were set aside for an update campaign; a second time for the same one, more of them (rule P44).

    Attributes:
        version, at, account, tenant, key: as of every event.
        campaign: its name; the reservation is known by it.
        size: how many tokens.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    campaign: str
    size: int
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("campaign", self.campaign)
        check_whole("size", self.size, 1)


@attrs.frozen(kw_only=True)
class Committed:
    """A device was updated, which used one of its campaign's tokens (rule P07).

    Attributes:
        version, at, account, tenant, key: as of every event; the key names campaign and device, so a retry is free.
        campaign: whose token.
        device: which was updated.
        succeeded: whether the update did.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    campaign: str
    device: DeviceId
    succeeded: bool = attrs.field(default=True, validator=instance(bool))
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("campaign", self.campaign)
        check_id("device", self.device)


@attrs.frozen(kw_only=True)
class Released:
    """A campaign closed; what it had not used went back to the package active then (rules P45, P51).

    Attributes:
        version, at, account, tenant, key: as of every event.
        campaign: which closed.
        consumed: how many of its tokens it used in all.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    campaign: str
    consumed: int
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("campaign", self.campaign)
        check_whole("consumed", self.consumed, 0)


@attrs.frozen(kw_only=True)
class Adjusted:
    """An operator added tokens to the active package or took some away.

    Attributes:
        version, at, account, tenant, key: as of every event.
        amount: how many more, or with a minus how many fewer.
        reference: why, in the operator's words.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    amount: int
    reference: str = attrs.field(default="", validator=text)
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self, own=True)
        check_whole("amount", self.amount)
        if self.amount == 0:
            raise WrongValue("amount", "a number other than 0", self.amount)


@attrs.frozen(kw_only=True)
class RenewalStarted:
    """The record that a pending package took over at the expiry of the one before it (rules P50, P51).

    Attributes:
        version, at, account, tenant, key: as of every event.
        package: which took over.
        amount: the tokens it brought, less those that were not carried over; 0 without limit.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    package: str
    amount: int
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self, own=True)
        check_id("package", self.package)
        check_whole("amount", self.amount)


@attrs.frozen(kw_only=True)
class ReservationTerminated:
    """The record that a campaign lost its tokens with the package that expired (rules P46, P47).

    Attributes:
        version, at, account, tenant, key: as of every event.
        campaign: which was terminated.
        unused: how many tokens it lost; they had left the quota before, so the balance does not change.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    campaign: str
    unused: int
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("campaign", self.campaign)
        check_whole("unused", self.unused, 0)


@attrs.frozen(kw_only=True)
class PackageTerminated:
    """The record that a package expired without a renewal, and what was left of it was lost (rules P52, P53).

    Attributes:
        version, at, account, tenant, key: as of every event.
        package: which expired.
        unused: how many tokens were lost.
    """

    version: int
    at: datetime = attrs.field(converter=utc)
    account: AccountId
    package: str
    unused: int
    tenant: AccountId | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self, own=True)
        check_id("package", self.package)
        check_whole("unused", self.unused, 0)


QuotaRecord: TypeAlias = RenewalStarted | ReservationTerminated | PackageTerminated
"""What follows from the dates alone."""
QuotaEvent: TypeAlias = PackageCreated | PackageRenewed | Reserved | Committed | Released | Adjusted | QuotaRecord
"""All that can have happened."""
