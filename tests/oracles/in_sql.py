"""The second oracle: a database that knows nothing of the library; days, bands and amounts are whole numbers in SQL.

It knows lines, not what adjusts them. Thresholds are tenths, prices ten-thousandths, so that nothing is approximated.
"""

import sqlite3
from fractions import Fraction
from itertools import count

from tests.oracles.case import Case, Line, calendar

_TABLES = """
CREATE TABLE held (device TEXT, account TEXT, sku TEXT, first INTEGER, last INTEGER);
CREATE TABLE day (number INTEGER PRIMARY KEY);
CREATE TABLE tariff (id INTEGER PRIMARY KEY, sku TEXT, account TEXT, since INTEGER, model TEXT, size INTEGER);
CREATE TABLE band (tariff INTEGER, threshold INTEGER, price INTEGER);
CREATE INDEX tariffs ON tariff (sku, account);
CREATE INDEX bands ON band (tariff);
"""

# A day's number is SQLite's own: the Julian day.
_HELD = """INSERT INTO held VALUES
    (?, ?, ?, CAST(julianday(?) + 0.5 AS INTEGER), CAST(julianday(?) + 0.5 AS INTEGER))"""

_COUNTED = """
CREATE TABLE clipped AS
SELECT account, sku, device, first >= :first AS began, max(first, :first) AS opened,
       CASE WHEN last IS NULL OR last > :last THEN :last ELSE last - (:rule = 'end_excluded') END AS closed
FROM held WHERE first <= :last AND (last IS NULL OR last >= :first);

CREATE TABLE used AS
SELECT account, sku, count(*) AS allocations, count(DISTINCT device) AS devices, sum(days) AS units
FROM (SELECT *, CASE WHEN :rule = 'thirty' AND closed = :last THEN 30 - (opened - :first)
                     ELSE closed - opened + 1 END AS days FROM clipped)
WHERE began OR days > 0
GROUP BY account, sku;
"""

_DEDUPED = """
UPDATE used SET units = (
    SELECT count(DISTINCT device || ' ' || number) FROM clipped JOIN day ON number BETWEEN opened AND closed
    WHERE clipped.account = used.account AND clipped.sku = used.sku);
"""

_PRICED = """
WITH line AS (
    SELECT *,
        (SELECT id FROM tariff WHERE tariff.sku = used.sku AND account IS NULL AND since <= :first
         ORDER BY since DESC LIMIT 1) AS general,
        (SELECT id FROM tariff WHERE tariff.sku = used.sku AND tariff.account = used.account AND since <= :first
         ORDER BY since DESC LIMIT 1) AS own,
        CASE :basis WHEN 'quantity' THEN units WHEN 'allocations' THEN allocations * :divisor
                    ELSE devices * :divisor END * 10 AS basis
    FROM used WHERE units > 0
), offer AS (  -- what is priced: one schedule, or two of which the cheaper one holds
    SELECT line.*, tariff.id AS tariff, model, size, threshold, price,
        CASE WHEN :custom = 'cheaper' THEN tariff.id END AS schedule
    FROM line
    JOIN tariff ON tariff.id = own OR (tariff.id = general AND (own IS NULL OR :custom <> 'replace'))
    JOIN band ON band.tariff = tariff.id
    WHERE NOT (:custom = 'merge' AND own IS NOT NULL AND tariff.id = general
               AND threshold IN (SELECT threshold FROM band WHERE tariff = own))
), reach AS (
    SELECT *, CASE WHEN row_number() OVER steps = 1 THEN 0 ELSE threshold * :divisor END AS lower,
              lead(threshold * :divisor) OVER steps AS upper
    FROM offer WINDOW steps AS (PARTITION BY account, sku, schedule ORDER BY threshold)
), amount AS (  -- over 100,000 times the divisor
    SELECT account, sku, allocations, units, sum(price * CASE model
        WHEN 'volume' THEN (basis >= lower AND (upper IS NULL OR basis < upper)) * units * 10
        WHEN 'graduated' THEN max(0, min(units * 10, ifnull(upper, units * 10)) - lower)
        WHEN 'stairs' THEN (basis >= lower AND (upper IS NULL OR basis < upper)) * :divisor * 10
        WHEN 'stairs_sum' THEN (basis >= lower) * :divisor * 10
        WHEN 'per_unit' THEN units * 10
        WHEN 'flat' THEN :divisor * 10
        WHEN 'package' THEN (units + size * :divisor - 1) / (size * :divisor) * :divisor * 10
        END) * :scale AS n
    FROM reach GROUP BY account, sku, schedule
)
SELECT account, sku, allocations, units, :step * CASE :mode
    WHEN 'half_away_from_zero' THEN (2 * n + :over) / (2 * :over)
    WHEN 'half_even' THEN n / :over + (2 * (n % :over) > :over OR (2 * (n % :over) = :over AND n / :over % 2 = 1))
    WHEN 'up' THEN (n + :over - 1) / :over WHEN 'ceiling' THEN (n + :over - 1) / :over
    ELSE n / :over END
FROM (SELECT account, sku, allocations, units, min(n) AS n FROM amount GROUP BY account, sku)
ORDER BY account, sku
"""


def lines(case: Case) -> dict[str, tuple[Line, ...]]:
    """Return the lines of each account with a quantity above 0 in the month."""
    month = calendar(case.year, case.number)
    divisor = case.divisor or len(month)
    with sqlite3.connect(":memory:") as base:
        base.executescript(_TABLES)
        base.executemany(
            _HELD, ((*names, first.isoformat(), last and last.isoformat()) for *names, first, last in case.held)
        )
        first, last = (_number(base, day.isoformat()) for day in (month[0], month[-1]))
        _load(base, case, range(first, last + 1))
        known = {"first": first, "last": last, "rule": case.rule}
        for statement in _COUNTED.split(";")[:2]:
            base.execute(statement, known)
        if case.dedupe:
            base.execute(_DEDUPED)
        rows = base.execute(_PRICED, {**known, **_conventions(case, divisor)}).fetchall()
    base.close()
    found: dict[str, tuple[Line, ...]] = {}
    for account, sku, allocations, units, minor in rows:
        found[account] = (*found.get(account, ()), Line(sku, allocations, units, divisor, minor))
    return found


def _conventions(case: Case, divisor: int) -> dict[str, object]:
    step = int(case.step * 10**case.exponent) if case.step is not None and case.scope == "line" else 1
    return {
        "basis": case.basis,
        "custom": case.custom,
        "mode": case.mode,
        "divisor": divisor,
        "step": step,
        "scale": 10**case.exponent,
        "over": 100_000 * divisor * step,
    }


def _load(base: sqlite3.Connection, case: Case, days: range) -> None:
    base.executemany("INSERT INTO day VALUES (?)", ((day,) for day in days))
    for tariff, id_ in zip(case.tariffs, count(1), strict=False):
        since = 0 if tariff.since is None else _number(base, tariff.since.isoformat())
        row = (id_, tariff.sku, tariff.account, since, tariff.model, tariff.size)
        base.execute("INSERT INTO tariff VALUES (?, ?, ?, ?, ?, ?)", row)
        bands = ((id_, _whole(band.threshold * 10), _whole(band.price * 10_000)) for band in tariff.bands)
        base.executemany("INSERT INTO band VALUES (?, ?, ?)", bands)


def _number(base: sqlite3.Connection, day: str) -> int:
    return base.execute("SELECT CAST(julianday(?) + 0.5 AS INTEGER)", (day,)).fetchone()[0]


def _whole(number: Fraction) -> int:
    assert number.denominator == 1
    return number.numerator
