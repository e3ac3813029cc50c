"""A service that keeps one quota: short ways to let things happen to it, for the tests of service packages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.log import Log, append
from kpix_billing_core.quota import (
    SERVICE_PACKAGES,
    HistoryEntry,
    Quota,
    QuotaBalance,
    QuotaEvent,
    QuotaTerms,
    ServicePackage,
    adjust,
    commit,
    create_package,
    evolve,
    expire,
    history,
    release,
    renew,
    reserve,
)

START = datetime(2026, 4, 1, tzinfo=UTC)
EXPIRY = datetime(2027, 4, 1, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
DAY = timedelta(days=1)


def day(number: int) -> datetime:
    """Return an instant so many days after the start."""
    return START + number * DAY


class Desk:
    """A quota with its log; every verb is called at an instant, and its event is admitted and happens."""

    def __init__(self, terms: QuotaTerms = SERVICE_PACKAGES, account: str = "acme") -> None:
        self.quota = Quota(account=account, terms=terms)
        self.log: Log[QuotaEvent] = Log()

    def do(self, verb: Callable[..., Any], at: datetime, **given: Any) -> QuotaEvent | Refused:
        """Call a verb; return its event once it has happened, or why it did not."""
        answer = verb(self.quota, at=at, **given)
        return answer if isinstance(answer, Refused) else self.admit(answer)

    def admit(self, event: QuotaEvent) -> QuotaEvent | Refused:
        """Append an event and let it happen; an event under a key that is known changes nothing."""
        after = append(self.log, event)
        if isinstance(after, Refused):
            return after
        if after is not self.log:
            self.log, self.quota = after, evolve(self.quota, event)
        return event

    def package(self, count: int | None = 20, at: datetime = START, package: str = "p1") -> "Desk":
        """Create a package, which must be possible; return the desk itself."""
        return self.must(create_package, at, package=package, count=count)

    def must(self, verb: Callable[..., Any], at: datetime, **given: Any) -> "Desk":
        """Call a verb that must not be refused; return the desk itself."""
        answer = self.do(verb, at, **given)
        assert not isinstance(answer, Refused), answer
        return self

    def renewed(self, count: int | None, at: datetime, package: str = "p2", **given: Any) -> "Desk":
        """Renew the package, which must be possible."""
        return self.must(renew, at, package=package, count=count, **given)

    def reserved(self, campaign: str, size: int, at: datetime, **given: Any) -> "Desk":
        """Reserve tokens, which must be possible."""
        return self.must(reserve, at, campaign=campaign, size=size, **given)

    def used(self, campaign: str, count: int, at: datetime, **given: Any) -> "Desk":
        """Update so many devices, d1, d2 and so on, which must be possible."""
        for number in range(count):
            self.must(commit, at, campaign=campaign, device=f"d{number + 1}", **given)
        return self

    def closed(self, campaign: str, at: datetime, **given: Any) -> "Desk":
        """Close a campaign, which must be possible."""
        return self.must(release, at, campaign=campaign, **given)

    def adjusted(self, amount: int, at: datetime) -> "Desk":
        """Add or take tokens by hand, which must be possible."""
        return self.must(adjust, at, amount=amount)

    def recorded(self, at: datetime) -> "Desk":
        """Append the records of all that is due by an instant; return the desk itself."""
        for record in expire(self.quota, at=at):
            assert self.admit(record) is record
        return self

    def refusal(self, verb: Callable[..., Any], at: datetime, **given: Any) -> Reason | None:
        """Return why a verb is refused, or None where it is not; nothing happens."""
        answer = verb(self.quota, at=at, **given)
        return answer.reason if isinstance(answer, Refused) else None

    def balance(self, at: datetime) -> QuotaBalance:
        """Return where the tokens are at an instant."""
        return self.quota.as_of(at).balance

    def active(self, at: datetime) -> ServicePackage | None:
        """Return the package in force at an instant."""
        return self.quota.as_of(at).active

    def lines(self, at: datetime) -> list[tuple[str, int, int | None]]:
        """Return the history up to an instant: reason, amount and balance of each line."""
        return [(entry.reason, entry.amount, entry.balance) for entry in self.history(at)]

    def history(self, at: datetime) -> tuple[HistoryEntry, ...]:
        """Return the lines of the history up to an instant."""
        return history(self.log, at, "acme", self.quota.terms).entries


def balance(remaining: int = 0, reserved: int = 0, consumed: int = 0, forfeited: int = 0) -> QuotaBalance:
    """Return a balance of tokens in these places; what was granted is their sum."""
    return QuotaBalance(
        granted=remaining + reserved + consumed + forfeited,
        remaining=remaining,
        reserved=reserved,
        consumed=consumed,
        forfeited=forfeited,
    )
