"""A quota kept token by token: a list of tokens, each of which is in one place and belongs to one package.

Slow and obvious, and written from the rules alone: it shares nothing with the core but the events it reads.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kpix_billing_core.quota import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    QuotaEvent,
    QuotaTerms,
    Released,
    Reserved,
)


@dataclass
class Token:
    """One token: where it is, whose it is, and whether somebody lent it who has as many as anybody wants."""

    place: str
    package: str
    owner: str
    lent: bool = False


@dataclass
class Term:
    """A package, and for how long."""

    name: str
    count: int | None
    expires_at: datetime


@dataclass
class Campaign:
    """A campaign with its tokens, in the order it got them; `dies_at` once its package has expired."""

    owner: str
    since: datetime
    tokens: list[Token] = field(default_factory=list)
    dies_at: datetime | None = None

    def unused(self) -> list[Token]:
        """Return its tokens that are not used; what was lent is used first."""
        return sorted((token for token in self.tokens if token.place == "reserved"), key=lambda token: not token.lent)


class FlatLedger:
    """Everything that happened to one account's tokens, up to an instant."""

    def __init__(self, account: str, terms: QuotaTerms) -> None:
        self.account, self.terms = account, terms
        self.tokens: list[Token] = []
        self.campaigns: dict[str, Campaign] = {}
        self.package: Term | None = None
        self.waiting: Term | None = None
        self.last: datetime | None = None
        self.lines: list[tuple[datetime, str, int]] = []

    def read(self, events: list[QuotaEvent], at: datetime) -> "FlatLedger":
        """Let all happen that happened up to an instant."""
        for event in events:
            if event.at <= at:
                self.wait(event.at)
                self.happen(event)
        self.wait(at)
        return self

    def places(self, **of: str) -> Counter:
        """Count the tokens in each place; perhaps only those of an owner or a package."""
        found = [token for token in self.tokens if all(getattr(token, name) == value for name, value in of.items())]
        return Counter(token.place for token in found if token.place != "outside")

    def remaining(self) -> list[Token]:
        """Return the tokens that anybody may reserve."""
        return [token for token in self.tokens if token.place == "remaining"]

    def bring(self, count: int) -> None:
        """Add tokens to the package in force."""
        self.tokens += [Token("remaining", self.package.name, self.account) for _ in range(count)]

    def wait(self, until: datetime) -> None:
        """Let pass what time alone brings, the earliest first; campaigns before their package."""
        while True:
            moments = {campaign.dies_at for campaign in self.campaigns.values()} - {None}
            if self.package is not None:
                moments.add(self.package.expires_at)
            if not moments or min(moments) > until:
                return
            now = min(moments)
            self.bury(now)
            if self.package is not None and self.package.expires_at == now:
                self.expiry(now)

    def expiry(self, now: datetime) -> None:
        """End the package in force: by the one that waits, or for good."""
        if self.waiting is not None:
            self.renewal(now, self.waiting)
            self.waiting = None
            return
        for campaign in self.campaigns.values():
            campaign.dies_at = campaign.dies_at or now + timedelta(days=self.terms.grace_days)
        lost = self.remaining()
        for token in lost:
            token.place = "forfeited"
        self.package = None
        self.bury(now)
        self.lines.append((now, "package_termination", -len(lost)))

    def bury(self, now: datetime) -> None:
        """End the campaigns whose time has come, in the order they began."""
        for name, campaign in sorted(self.campaigns.items(), key=lambda item: (item[1].since, item[0])):
            if campaign.dies_at == now:
                for token in campaign.unused():
                    token.place = "forfeited"
                del self.campaigns[name]
                self.lines.append((now, "reservation_termination", 0))

    def renewal(self, now: datetime, term: Term) -> None:
        """Let the next package take over: what remains and what is reserved is now of that one."""
        kept = self.remaining()
        if not self.terms.carry_over:
            for token in kept:
                token.place = "forfeited"
        lost = 0 if self.terms.carry_over else len(kept)
        for token in self.remaining():
            token.package = term.name
        for campaign in self.campaigns.values():
            if campaign.dies_at is None:
                for token in campaign.unused():
                    token.package = term.name
        self.package = term
        self.bring(term.count or 0)
        self.lines.append((now, "package_renewal", (term.count or 0) - lost))

    def happen(self, event: QuotaEvent) -> None:
        """Let one event happen; records say nothing new."""
        match event:
            case PackageCreated():
                self.package = Term(event.package, event.count, event.expires_at)
                self.last = event.expires_at
                self.bring(event.count or 0)
                self.lines.append((event.at, "package_creation", event.count or 0))
            case PackageRenewed():
                self.renew(event)
            case Reserved():
                self.reserve(event)
            case Committed():
                campaign = self.campaigns[event.campaign]
                campaign.unused()[0].place = "consumed"
            case Released():
                self.release(event)
            case Adjusted():
                if event.amount > 0:
                    self.bring(event.amount)
                for token in self.remaining()[: max(0, -event.amount)]:
                    token.place = "outside"
                self.lines.append((event.at, "package_tokens_edit", event.amount))

    def renew(self, event: PackageRenewed) -> None:
        """Order the next package: it waits, or takes over at once, in grace as well."""
        term = Term(event.package, event.count, event.expires_at)
        if self.package is not None and event.starts_at == self.package.expires_at:
            self.waiting, self.last = term, event.expires_at
            return
        if self.package is None:
            for campaign in self.campaigns.values():
                if campaign.dies_at == self.last + timedelta(days=self.terms.grace_days):
                    campaign.dies_at = None
        self.last = event.expires_at
        self.renewal(event.at, term)

    def reserve(self, event: Reserved) -> None:
        """Take tokens one by one; a package without limit lends new ones."""
        owner = event.tenant or self.account
        campaign = self.campaigns.setdefault(event.campaign, Campaign(owner, event.at))
        if self.package.count is None:
            taken = [Token("reserved", self.package.name, owner, lent=True) for _ in range(event.size)]
            self.tokens += taken
        else:
            taken = self.remaining()[: event.size]
        for token in taken:
            token.place, token.owner = "reserved", owner
        campaign.tokens += taken
        self.lines.append((event.at, "reservation", 0 if self.package.count is None else -event.size))

    def release(self, event: Released) -> None:
        """Use what was used, and put the rest back where it came from, or lose it."""
        campaign = self.campaigns.pop(event.campaign)
        used = sum(token.place == "consumed" for token in campaign.tokens)
        for token in campaign.unused()[: event.consumed - used]:
            token.place = "consumed"
        returned = 0
        for token in campaign.unused():
            if campaign.dies_at is not None:
                token.place = "forfeited"
            elif token.lent:
                token.place = "outside"
            else:
                token.place, token.owner = "remaining", self.account
                returned += 1
        if returned or self.terms.list_zero_releases:
            self.lines.append((event.at, "reservation_release", returned))
