"""What happened to a quota, and why: each event tells it from its own fields."""

__all__ = ["explain_token_event"]

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ..quota import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    QuotaEvent,
    Released,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
)
from .explanation import Explanation, Fact
from .words import tokens_text

Told: TypeAlias = tuple[str, tuple[Fact, ...]]
"""A title, and the facts below it."""


def explain_token_event(event: QuotaEvent) -> Explanation:
    """Return what happened and why, for whom, and where it stands in the log."""
    title, facts = _TELL[type(event)](event)
    whose = f"{event.tenant}, a tenant on the quota of {event.account}"
    key = "" if event.key is None else f", as {event.key}"
    return Explanation(
        title,
        (
            *facts,
            *([] if event.tenant is None else [Fact("for", whose, ("P15",))]),
            Fact("recorded", f"{event.at.isoformat()}, on version {event.version}{key}"),
        ),
    )


def _created(event: PackageCreated) -> Told:
    return f"Package {event.package} of {event.account}: {tokens_text(event.count)}", (
        _valid(event),
        Fact("tokens", "can be reserved from then on", ("P03", "P48")),
    )


def _renewed(event: PackageRenewed) -> Told:
    when = "at once" if event.starts_at == event.at else "when the package before it expires"
    return f"Package {event.package} of {event.account}, a renewal: {tokens_text(event.count)}", (
        Fact("takes effect", f"{event.starts_at.isoformat()}, {when}", ("P49",)),
        _valid(event),
        _GOES_OVER,
    )


def _valid(event: PackageCreated | PackageRenewed) -> Fact:
    valid = f"from {event.starts_at.isoformat()} to {event.expires_at.isoformat()}, not included"
    return Fact("valid", valid, ("P04",))


_GOES_OVER = Fact("goes over", "campaigns, and what remains unless the terms say that it is lost", ("P50", "P51"))


def _reserved(event: Reserved) -> Told:
    return f"{tokens_text(event.size)} set aside for {event.campaign}", (
        Fact("tokens", "all of them or none, before the campaign starts", ("P05", "P10", "P44")),
    )


def _committed(event: Committed) -> Told:
    if event.succeeded:
        return f"{event.device} updated by {event.campaign}", (
            Fact("tokens", "one of the campaign's is used, however many attempts it took", ("P07", "P09")),
        )
    return f"{event.device} not updated by {event.campaign}", (
        Fact("tokens", "one of the campaign's is used, as the terms let failures cost one", ("P07",)),
    )


def _released(event: Released) -> Told:
    return f"{event.campaign} closed, {tokens_text(event.consumed)} used in all", (
        Fact("the rest", "goes to the package in force, or is lost with its own", ("P45", "P47", "P51")),
    )


def _adjusted(event: Adjusted) -> Told:
    return f"{event.amount:+d} for {event.account}, by hand", (
        Fact("tokens", "of the package in force", ("P43",)),
        *([Fact("reference", event.reference)] if event.reference else ()),
    )


def _renewal_started(event: RenewalStarted) -> Told:
    amount = f"{event.amount:+d}: what it brought, less what was not carried over"
    return f"Package {event.package} of {event.account} took over", (
        Fact("remaining", amount, ("P49", "P50")),
        _GOES_OVER,
        _BY_ITSELF,
    )


def _reservation_terminated(event: ReservationTerminated) -> Told:
    return f"{event.campaign} ended with its package: {tokens_text(event.unused)} lost", (
        Fact("remaining", "as before: they had left when they were reserved", ("P46", "P47")),
        _BY_ITSELF,
    )


def _package_terminated(event: PackageTerminated) -> Told:
    return f"Package {event.package} of {event.account} expired: {tokens_text(event.unused)} lost", (
        Fact("remaining", "0, and no later package brings them back", ("P52", "P53")),
        _BY_ITSELF,
    )


_BY_ITSELF = Fact("record", "of what the dates did; noted or not, it is so", ("P52", "P64"))

_TELL: Mapping[type, Callable[[Any], Told]] = MappingProxyType(
    {
        PackageCreated: _created,
        PackageRenewed: _renewed,
        Reserved: _reserved,
        Committed: _committed,
        Released: _released,
        Adjusted: _adjusted,
        RenewalStarted: _renewal_started,
        ReservationTerminated: _reservation_terminated,
        PackageTerminated: _package_terminated,
    }
)
