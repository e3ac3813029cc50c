"""Where the tokens of a quota are and why, what is about to expire, and what a line of the history means."""

__all__ = ["OfQuota", "explain_quota"]

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ..errors import WrongType
from ..quota import (
    ExpiryWarning,
    HistoryEntry,
    HistoryReason,
    Quota,
    QuotaBalance,
    QuotaEvent,
    Reservation,
    ServicePackage,
    Verdict,
)
from .explanation import Explanation, Fact
from .of_refusal import explain_verdict
from .of_tokens import explain_token_event
from .words import counted, tokens_text

OfQuota: TypeAlias = Quota | QuotaBalance | Reservation | Verdict | ExpiryWarning | HistoryEntry | QuotaEvent
"""What a quota can be asked about."""

_LINES: Mapping[HistoryReason, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        HistoryReason.PACKAGE_CREATION: ("a package came to be, with its tokens", ("P03", "P48")),
        HistoryReason.PACKAGE_RENEWAL: ("a renewal took effect; what remained went over, or was lost", ("P49", "P50")),
        HistoryReason.PACKAGE_TERMINATION: ("a package expired, and what remained of it was lost", ("P52", "P53")),
        HistoryReason.PACKAGE_TOKENS_EDIT: ("an operator changed the number of tokens", ("P43",)),
        HistoryReason.RESERVATION: ("tokens were set aside for a campaign", ("P44",)),
        HistoryReason.RESERVATION_RELEASE: ("a campaign closed; what it had not used came back", ("P45", "P51")),
        HistoryReason.RESERVATION_TERMINATION: (
            "a campaign lost its tokens with its package; they had left when they were reserved",
            ("P46", "P47"),
        ),
    }
)


def explain_quota(result: OfQuota) -> Explanation:
    """Explain a quota, its balance, an answer, a warning, a line or an event; raises WrongType for anything else."""
    tell = _TELL.get(type(result))
    if tell is not None:
        return tell(result)
    if isinstance(result, QuotaEvent):
        return explain_token_event(result)
    raise WrongType("result", "Quota, Verdict, ExpiryWarning, HistoryEntry or an event of a quota", result)


def _quota(quota: Quota) -> Explanation:
    unlimited = quota.active is not None and quota.active.count is None
    remaining = None if unlimited else quota.balance.remaining
    newest = "" if quota.at is None else f", the newest at {quota.at.isoformat()}"
    facts = (
        Fact("as of", f"{counted(quota.version, 'event')}{newest}"),
        _package(quota),
        *([] if quota.pending is None else [_renewal(quota.pending)]),
        *_places(quota.balance),
        *([_WITHOUT_LIMIT] if unlimited else ()),
    )
    title = f"Quota of {quota.account or 'nobody'}: {tokens_text(remaining)} remaining"
    return Explanation(title, facts, tuple(map(_reservation, quota.reservations)))


_WITHOUT_LIMIT = Fact(
    "without limit", "whatever a campaign asks for beside that; it counts as granted once it is reserved", ("P29",)
)


def _package(quota: Quota) -> Fact:
    held = quota.active
    if held is not None:
        valid = f"from {held.starts_at.isoformat()} to {held.expires_at.isoformat()}, not included"
        return Fact("package", f"{held.id}, {tokens_text(held.count)}, {valid}", ("P04", "P09"))
    if quota.lapsed is None:
        return Fact("package", "none yet", ("P03",))
    return Fact("package", f"none; {quota.lapsed.id} expired at {quota.lapsed.expires_at.isoformat()}", ("P08", "P53"))


def _renewal(pending: ServicePackage) -> Fact:
    takes_over = f"takes over at {pending.starts_at.isoformat()}"
    return Fact("renewal", f"{pending.id}, {tokens_text(pending.count)}, {takes_over}", ("P49", "P50"))


def _balance(balance: QuotaBalance) -> Explanation:
    return Explanation(f"{tokens_text(balance.remaining)} remaining", _places(balance))


def _places(balance: QuotaBalance) -> tuple[Fact, ...]:
    gone = (balance.reserved, balance.consumed, balance.forfeited)
    sum_ = " - ".join(map(str, (balance.granted, *gone)))
    return (
        Fact("granted", f"{balance.granted} in all", ("P03", "P48", "P49")),
        Fact("reserved", f"{balance.reserved} set aside for campaigns and not used", ("P44",)),
        Fact("consumed", f"{balance.consumed} used for updates", ("P07",)),
        Fact("forfeited", f"{balance.forfeited} lost when a package ended", ("P47", "P50", "P52")),
        Fact("remaining", f"{sum_} = {balance.remaining}", ("P10", "P29")),
    )


def _reservation(held: Reservation) -> Explanation:
    lent = f"{held.lent} of them by a package without limit; they are used first"
    facts = (
        Fact("reserved", f"{held.size}, the first at {held.reserved_at.isoformat()}", ("P44",)),
        *([Fact("lent", lent, ("P51",))] if held.lent else ()),
        Fact("used", str(held.consumed), ("P07",)),
        Fact("not used", f"{held.size} - {held.consumed} = {held.unused}", ("P45",)),
        *([] if held.tenant is None else [Fact("for", f"{held.tenant}, a tenant", ("P15",))]),
        *([] if held.lapses_at is None else [_lapse(held.lapses_at.isoformat())]),
    )
    return Explanation(f"{held.campaign}: {tokens_text(held.unused)} set aside", facts)


def _lapse(at: str) -> Fact:
    return Fact("lapses", f"at {at}: its package has expired, and runs on in days of grace", ("P08", "P47"))


def _warning(warning: ExpiryWarning) -> Explanation:
    none = "none waits: no campaign can start from then on, and what remains is lost"
    facts = (
        Fact("days left", f"{warning.days_left}, by the calendar in UTC", ("P30", "P31")),
        Fact("renewal", "waits, and takes over then", ("P31", "P49"))
        if warning.renewal_pending
        else Fact("renewal", none, ("P08", "P31", "P52")),
    )
    return Explanation(f"The package expires at {warning.expires_at.isoformat()}", facts)


def _line(entry: HistoryEntry) -> Explanation:
    why, rules = _UNKNOWN if entry.known is None else _LINES[entry.known]
    facts = (
        Fact("why", why, rules),
        Fact("when", entry.added.isoformat()),
        Fact("for", entry.account, ("P15", "P63")),
        *([] if entry.campaign is None else [Fact("campaign", entry.campaign)]),
        *([] if entry.package is None else [Fact("package", entry.package.id)]),
        Fact("remaining", _sum(entry), ("P42",)),
    )
    return Explanation(f"{entry.amount:+d}: {entry.reason.replace('_', ' ')}", facts)


_UNKNOWN = ("a reason of its sender's that is not known here", ("P43",))


def _sum(entry: HistoryEntry) -> str:
    if entry.balance is None:
        return "without limit"
    sign = "-" if entry.amount < 0 else "+"
    return f"{entry.balance - entry.amount} {sign} {abs(entry.amount)} = {entry.balance}"


_TELL: Mapping[type, Callable[[Any], Explanation]] = MappingProxyType(
    {
        Quota: _quota,
        QuotaBalance: _balance,
        Reservation: _reservation,
        Verdict: explain_verdict,
        ExpiryWarning: _warning,
        HistoryEntry: _line,
    }
)
