"""The history of a quota as the published API sends it, page by page."""

__all__ = ["ENTRY_KEYS", "PAGE_KEYS", "RESERVATION_KEYS", "PelionEntry", "PelionHistory", "PelionReservation"]

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from ..checks import check_instant, check_whole, each, instance, optional
from ..errors import WrongValue
from ..ids import AccountId, identifier
from ..interchange.extra import Extra, check_extra
from .instants import milliseconds
from .numbers import check_amount
from .pages import USUAL, check_limit, check_order
from .pelion_packages import PelionPackage

_LONGEST = 250
_DIGITS = 32
RESERVATION_KEYS: Mapping[str, str] = MappingProxyType(
    {"id": "id", "account": "account_id", "campaign": "campaign_name"}
)
ENTRY_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "added": "added",
        "amount": "amount",
        "reason": "reason",
        "reservation": "reservation",
        "package": "service_package",
    }
)
PAGE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "entries": "data",
        "has_more": "has_more",
        "limit": "limit",
        "total_count": "total_count",
        "order": "order",
        "after": "after",
    }
)


@attrs.frozen(kw_only=True)
class PelionReservation:
    """The reservation that a line is about.

    Attributes:
        id: its id; of a quota here the campaign, by which a reservation is known.
        account: whose campaign it is: the quota's own account or a tenant.
        campaign: the campaign's name.
        extra: what else the sender said.
    """

    id: str = attrs.field(validator=identifier)
    account: AccountId = attrs.field(validator=identifier)
    campaign: str = attrs.field(validator=identifier)
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_reservation(self)


@attrs.frozen(kw_only=True)
class PelionEntry:
    """One line of a history.

    Attributes:
        id: 32 hexadecimal digits.
        added: when.
        amount: how many tokens more, or with a minus how many fewer.
        reason: why; a word that is not known yet is kept.
        reservation: for the reasons about one.
        package: for the reasons about one.
        extra: what else the sender said.
    """

    id: str = attrs.field(validator=identifier)
    added: datetime = attrs.field(converter=milliseconds)
    amount: int
    reason: str = attrs.field(validator=identifier)
    reservation: PelionReservation | None = attrs.field(default=None, validator=optional(instance(PelionReservation)))
    package: PelionPackage | None = attrs.field(default=None, validator=optional(instance(PelionPackage)))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_entry(self)


@attrs.frozen(kw_only=True)
class PelionHistory:
    """A page of a history; the next one is asked for with the id of its last line.

    Attributes:
        entries: the lines.
        has_more: whether lines follow.
        limit: how many lines a page holds at most.
        total_count: how many lines there are in all.
        order: ASC or DESC by time; None where a sender of an older age does not say.
        after: the id of the line before the first one, if any.
        extra: what else the sender said.
    """

    entries: tuple[PelionEntry, ...] = attrs.field(default=(), validator=each(PelionEntry))
    has_more: bool = attrs.field(default=False, validator=instance(bool))
    limit: int = USUAL
    total_count: int = 0
    order: str | None = attrs.field(default=None, validator=optional(identifier))
    after: str | None = attrs.field(default=None, validator=optional(identifier))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_page(self)


def _check_reservation(reservation: PelionReservation) -> None:
    for name in RESERVATION_KEYS:
        if len(getattr(reservation, name)) > _LONGEST:
            raise WrongValue(name, f"at most {_LONGEST} characters", getattr(reservation, name))
    check_extra(reservation.extra, RESERVATION_KEYS.values())


def _check_entry(entry: PelionEntry) -> None:
    if not (len(entry.id) == _DIGITS and set(entry.id) <= set("0123456789abcdef")):
        raise WrongValue("id", f"{_DIGITS} hexadecimal digits", entry.id)
    check_instant("added", entry.added)
    check_amount("amount", entry.amount)
    check_extra(entry.extra, ENTRY_KEYS.values())


def _check_page(page: PelionHistory) -> None:
    check_limit(page.limit)
    check_whole("total_count", page.total_count, 0)
    if page.order is not None:
        check_order(page.order)
    check_extra(page.extra, {"object", *PAGE_KEYS.values()})
