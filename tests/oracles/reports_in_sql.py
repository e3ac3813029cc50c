"""What a month's report must say, asked of a database that knows nothing of the library: facts in, rows out."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

_TABLES = """
CREATE TABLE account (id TEXT PRIMARY KEY, name TEXT, created INTEGER, closed INTEGER);
CREATE TABLE connection (device TEXT, account TEXT, at INTEGER);
CREATE TABLE updated (device TEXT, account TEXT, campaign TEXT, at INTEGER);
CREATE TABLE package (starts INTEGER, expires INTEGER);
"""

# Instants are microseconds, so that nothing is cut short; the account above has no row of its own.
_REPORT = """
WITH active AS (
    SELECT account, count(DISTINCT device) AS number FROM connection
    WHERE at >= :start AND at < :end GROUP BY account
), done AS (
    SELECT account, count(*) AS number FROM (SELECT DISTINCT * FROM updated)
    WHERE at >= :start AND at < :end GROUP BY account
), counted AS (
    SELECT account.*, ifnull(active.number, 0) AS devices, ifnull(done.number, 0) AS updates
    FROM account LEFT JOIN active ON active.account = id LEFT JOIN done ON done.account = id
    WHERE created < :end AND (closed IS NULL OR closed > :start)
)
SELECT id, devices, updates FROM counted
WHERE devices + updates > 0 OR id = :above
   OR EXISTS (SELECT 1 FROM package WHERE starts < :end AND expires > :start)
ORDER BY id <> :above, name, id
"""

EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def micros(at: datetime | None) -> int | None:
    """Return an instant as microseconds since 2000."""
    if at is None:
        return None
    gone = at - EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


class Database:
    """Facts of an account and its tenants in tables."""

    def __init__(self, above: str) -> None:
        self.above = above
        self.base = sqlite3.connect(":memory:")
        self.base.executescript(_TABLES)
        self.base.execute("INSERT INTO account VALUES (?, '', ?, NULL)", (above, -(10**18)))

    def close(self) -> None:
        """Give the memory back: from Python 3.13 on, a database that is forgotten is a warning."""
        self.base.close()

    def insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Put rows into a table; instants are kept as numbers."""
        for row in rows:
            cells = [micros(cell) if isinstance(cell, datetime) else cell for cell in row]
            self.base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(cells))})", cells)

    def report(self, start: datetime, end: datetime) -> list[tuple[str, int, int]]:
        """Return each account of a month's report with its devices and updates, the account above first."""
        names = {"start": micros(start), "end": micros(end), "above": self.above}
        return self.base.execute(_REPORT, names).fetchall()
