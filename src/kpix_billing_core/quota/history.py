"""The history of a quota: what changed the remaining tokens, line by line, and how it is searched."""

__all__ = ["HISTORY_COLUMNS", "History", "HistoryEntry", "history", "previous_month"]

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from hashlib import blake2b
from itertools import pairwise

import attrs

from ..checks import check_instant, check_text, check_whole, each, instance, optional
from ..dates import Month, local_day
from ..dates.zone import check_zone
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id, identifier
from ..tables import Table
from .events import QuotaEvent
from .follow import followed
from .instants import utc
from .ledger import Entry, HistoryReason, Ledger
from .package import ServicePackage
from .terms import SERVICE_PACKAGES, QuotaTerms
from .tokens import UNLIMITED

HISTORY_COLUMNS = ("id", "added", "account", "reason", "campaign", "package", "amount", "balance")
"""The columns of the history as a file; the same whatever is searched for (rule P56)."""
_DIGITS = 32


@attrs.frozen(kw_only=True)
class HistoryEntry:
    """One line: by how much the remaining tokens changed, and why (rules P42, P43).

    Attributes:
        id: 32 hexadecimal digits; the same line has the same id whenever it is asked for.
        added: when.
        amount: how many tokens more, or with a minus how many fewer; 0 where only a campaign ended.
        reason: one of `HistoryReason`, or in what others have written a word that is not known yet.
        account: whom it was for: the quota's own account, or a tenant.
        campaign: whose reservation it is about, if any.
        package: which package it is about, if any.
        balance: how many tokens remain after it; None: without limit.
    """

    id: str = attrs.field(validator=identifier)
    added: datetime = attrs.field(converter=utc)
    amount: int
    reason: str = attrs.field(validator=identifier)
    account: AccountId = attrs.field(validator=identifier)
    campaign: str | None = attrs.field(default=None, validator=optional(identifier))
    package: ServicePackage | None = attrs.field(default=None, validator=optional(instance(ServicePackage)))
    balance: int | None = None

    def __attrs_post_init__(self) -> None:
        _check_entry(self)

    @property
    def known(self) -> HistoryReason | None:
        """The reason as one of the published ones, or None where it is another word."""
        return _known(self)


@attrs.frozen
class History:
    """Lines of the history of one account's quota, in order; those at one instant in the order they came to be.

    Attributes:
        account: whose quota it is.
        entries: the lines.
    """

    account: AccountId = attrs.field(validator=identifier)
    entries: tuple[HistoryEntry, ...] = attrs.field(default=(), validator=each(HistoryEntry))

    def __attrs_post_init__(self) -> None:
        _check_order(self)

    def view(
        self,
        month: Month | None = None,
        *,
        campaign: str | None = None,
        reason: HistoryReason | str | None = None,
        account: AccountId | None = None,
        zone: tzinfo = UTC,
    ) -> "History":
        """Return the lines that are all of what is asked for, in the same order (rules P54, P55, P63).

        `campaign` is any part of a campaign's name, in capitals or not; lines about packages have none. `account` is
        the quota's own, for the lines that are not a tenant's, or one of its tenants. A line is of the month that
        `added` is in, in `zone`. `previous_month` has the one to begin with.
        """
        return _view(self, month, campaign, reason, account, zone)

    def rows(self) -> tuple[tuple[object, ...], ...]:
        """Return the cells of each line under `HISTORY_COLUMNS`, for a file (rule P56)."""
        return tuple(map(_row, self.entries))

    def table(self) -> Table:
        """Return the lines, to be shown."""
        return _table(self)


def history(
    events: Iterable[QuotaEvent], at: datetime, account: AccountId, terms: QuotaTerms = SERVICE_PACKAGES
) -> History:
    """Return the whole history up to an instant, with what the dates have done by then (rule P42).

    Raises BrokenLog for events that cannot have happened one after the other; WrongType or WrongValue.

    >>> history([], datetime(2026, 5, 1, tzinfo=UTC), "acme").entries
    ()
    """
    check_id("account", account)
    ledger = Ledger(account, terms)
    lines = ledger.entries = []
    followed(events, at, ledger)
    return History(account, tuple(_entry(account, *numbered) for numbered in enumerate(lines)))


def previous_month(now: datetime, zone: tzinfo = UTC) -> Month:
    """Return the month before the one an instant is in: what a history shows unless asked otherwise (rule P54).

    >>> previous_month(datetime(2026, 1, 31, tzinfo=UTC))
    Month.parse('2025-12')
    """
    return Month.of(local_day(now, zone)) - 1


def _known(entry: HistoryEntry) -> HistoryReason | None:
    return next((reason for reason in HistoryReason if reason.value == entry.reason), None)


def _id_of(account: AccountId, number: int, line: Entry) -> str:
    """Return the id of the n-th line: it depends on the line and its place, so two equal lines have two."""
    package = None if line.package is None else line.package.id
    cells = (
        account,
        number,
        line.added.isoformat(),
        line.reason.value,
        line.tenant,
        line.campaign,
        package,
        line.amount,
    )
    return blake2b(repr(cells).encode(), digest_size=16).hexdigest()


def _entry(account: AccountId, number: int, line: Entry) -> HistoryEntry:
    return HistoryEntry(
        id=_id_of(account, number, line),
        added=line.added,
        amount=line.amount,
        reason=line.reason.value,
        account=line.tenant or account,
        campaign=line.campaign,
        package=line.package,
        balance=line.remaining,
    )


def _view(
    history: History,
    month: Month | None,
    campaign: str | None,
    reason: HistoryReason | str | None,
    account: AccountId | None,
    zone: tzinfo,
) -> History:
    check_zone("zone", zone)
    if month is not None and type(month) is not Month:
        raise WrongType("month", "Month", month)
    if campaign is not None:
        check_text("campaign", campaign)
    word = reason.value if type(reason) is HistoryReason else reason
    for name, value in (("reason", word), ("account", account)):
        if value is not None:
            check_id(name, value)
    part = None if campaign is None else campaign.casefold()
    found = tuple(
        each
        for each in history.entries
        if (month is None or local_day(each.added, zone) in month)
        and (part is None or (each.campaign is not None and part in each.campaign.casefold()))
        and (word is None or each.reason == word)
        and (account is None or each.account == account)
    )
    return History(history.account, found)


def _row(each: HistoryEntry) -> tuple[object, ...]:
    package = None if each.package is None else each.package.id
    added = each.added.isoformat()
    return (each.id, added, each.account, each.reason, each.campaign, package, each.amount, each.balance)


def _table(history: History) -> Table:
    columns = ("added", "account", "reason", "campaign or package", "amount", "balance")
    rows = tuple(
        (
            each.added.isoformat(sep=" ", timespec="milliseconds"),
            each.account,
            each.reason,
            each.campaign or ("" if each.package is None else each.package.id),
            f"{each.amount:+d}",
            str(UNLIMITED if each.balance is None else each.balance),
        )
        for each in history.entries
    )
    return Table(title=f"Quota history of {history.account}", columns=columns, rows=rows, right=(4, 5))


def _check_entry(entry: HistoryEntry) -> None:
    if not (len(entry.id) == _DIGITS and set(entry.id) <= set("0123456789abcdef")):
        raise WrongValue("id", f"{_DIGITS} hexadecimal digits", entry.id)
    check_instant("added", entry.added)
    check_whole("amount", entry.amount)
    if entry.balance is not None:
        check_whole("balance", entry.balance, 0)
    if entry.campaign is not None and entry.package is not None:
        raise WrongValue("package", "None beside a campaign", entry.package)


def _check_order(history: History) -> None:
    for before, after in pairwise(history.entries):
        if after.added < before.added:
            raise WrongValue("entries", "lines in order of time", after.added)
