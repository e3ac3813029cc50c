"""Short ways to say which device connected when, for the tests of usage."""

from datetime import UTC, datetime, timedelta

from kpix_billing_core.dates import Month
from kpix_billing_core.usage import Connection

APRIL = Month.parse("2026-04")
MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
BEGINS = datetime(2026, 4, 1, tzinfo=UTC)
ENDS = datetime(2026, 5, 1, tzinfo=UTC)
NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)


def april(day: int, hour: int = 0) -> datetime:
    """Return an hour of a day of April 2026 in UTC."""
    return datetime(2026, 4, day, hour, tzinfo=UTC)


def met(device: str = "d1", at: datetime = NOON, account: str = "acme") -> Connection:
    """Return a connection."""
    return Connection(device, account, at)
