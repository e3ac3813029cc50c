"""Active devices of a real year, and of random ones, are what a database counts that knows nothing of the library."""

import atexit
import gzip
import random
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.interchange import read_csv
from kpix_billing_core.usage import (
    ActiveDevices,
    AtLeastConnections,
    Connection,
    OnDays,
    Session,
    active_devices_by_account,
    activity_by_account,
    peak_concurrent,
)

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "connections-2013"
NEW_YORK = ZoneInfo("America/New_York")
# From when on connections are looked at: all of them by `make deep`, always the last that a clock was changed before.
WHOLE, LATE = "2013", "2013-10-31"
YEAR = tuple(Month(2013, number) for number in range(1, 13))
# The ends of the year, and where the clock was changed.
LOCAL_MONTHS = *(Month(2013, number) for number in (1, 3, 11, 12)), Month(2014, 1)
LATE_MONTHS = Month(2013, 11), Month(2014, 1)
# The offsets of New York in 2013, as everybody knows them: summer time from 10 March to 3 November at two o'clock.
SUMMER = "'2013-03-10T07:00:00Z'", "'2013-11-03T06:00:00Z'"
LOCAL = f"datetime(at, CASE WHEN at >= {SUMMER[0]} AND at < {SUMMER[1]} THEN '-4 hours' ELSE '-5 hours' END)"

Found = dict[str, dict[str, str]]
"""Of each account the first connection of each device, as text."""


def lines(since: str) -> Iterator[str]:
    """Yield the head and the connections of the file from a day on."""
    with gzip.open(EXAMPLE / "connections-2013.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield next(file)
        yield from (line for line in file if line >= since)


@cache
def base(since: str) -> sqlite3.Connection:
    """Return a database with the real connections, from the text of the file."""
    made = sqlite3.connect(":memory:")
    atexit.register(made.close)  # kept for all tests
    made.execute("CREATE TABLE met (at TEXT, account TEXT, device TEXT)")
    text = lines(since)
    assert next(text) == "connected_at,tenant_id,device_id\n"
    made.executemany("INSERT INTO met VALUES (?, ?, ?)", (line.rstrip("\n").split(",") for line in text))
    return made


@cache
def real(since: str) -> tuple[Connection, ...]:
    """Return the real connections, read by the library."""
    if since == WHOLE:
        with (EXAMPLE / "connections-2013.csv.gz").open("rb") as file:
            return read_csv(Connection, file)
    return read_csv(Connection, BytesIO("".join(lines(since)).encode()))


def in_sql(made: sqlite3.Connection, local: str = "at") -> dict[str, Found]:
    """Return what the database finds in each month, by the first seven letters of the local time."""
    rows = made.execute(
        f"SELECT substr({local}, 1, 7), account, device, min(at) FROM met GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    found: dict[str, Found] = {}
    for month, account, device, at in rows:
        found.setdefault(month, {}).setdefault(account, {})[device] = at
    return found


@cache
def in_zone(since: str, local: str) -> dict[str, Found]:
    """Return what the database finds in the months of the real year."""
    return in_sql(base(since), local)


def plain(counted) -> Found:
    """Return what the library counted in the words of the database."""
    return {
        account: {device: at.isoformat().replace("+00:00", "Z") for device, at in active.first}
        for account, active in counted
    }


def some(*months: Month) -> pytest.MarkDecorator:
    """Mark a test to look at months: the late ones always, each of them within the whole year by `make deep`."""
    late = [(LATE, month) for month in months if month in LATE_MONTHS]
    whole = [pytest.param(WHOLE, month, marks=pytest.mark.deep) for month in months]
    return pytest.mark.parametrize(("since", "month"), [*late, *whole], ids=str)


@some(*YEAR, Month(2014, 1))
def test_the_real_year(since, month):
    """Every tenant, every device, every first connection, in UTC."""
    expected = in_zone(since, "at")[str(month)]
    assert plain(active_devices_by_account(real(since), month)) == expected
    assert sum(map(len, expected.values())) == readme()[str(month)][0]


@some(*LOCAL_MONTHS)
def test_the_real_year_in_new_york(since, month):
    """The same by the clocks of New York, where evenings belong to the month they are in there."""
    expected = in_zone(since, LOCAL)[str(month)]
    assert plain(active_devices_by_account(real(since), month, NEW_YORK)) == expected
    assert expected != in_zone(since, "at").get(str(month))


def readme() -> dict[str, tuple[int, int]]:
    """Return the table of the example's page."""
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8").replace(",", "")
    rows = re.findall(r"^\| (\d{4}-\d{2}) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {month: (int(active), int(met)) for month, active, met in rows}


@pytest.mark.deep
def test_the_page_of_the_example():
    """Its table is what the file holds, and the figures above it are too."""
    rows = base(WHOLE).execute("SELECT substr(at, 1, 7), count(*) FROM met GROUP BY 1").fetchall()
    assert {month: met for month, (_, met) in readme().items()} == dict(rows)
    figures = (
        base(WHOLE).execute("SELECT count(*), count(DISTINCT device), count(DISTINCT account) FROM met").fetchone()
    )
    two = (
        base(WHOLE)
        .execute("SELECT count(*) FROM (SELECT 1 FROM met GROUP BY device HAVING count(DISTINCT account) > 1)")
        .fetchone()
    )
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    assert figures == (328_521, 4_037, 16)
    assert two == (17,)
    assert "328,521 departures" in text
    assert "4,037 aircraft of 16 carriers" in text
    assert "17 of them" in text


@some(Month(2013, 3), Month(2013, 11))
def test_activity_of_the_real_year(since, month):
    """Numbers of connections and of local days, in the months in which the clock of New York was changed."""
    rows = (
        base(since)
        .execute(
            f"SELECT account, device, count(*), count(DISTINCT substr({LOCAL}, 1, 10)) FROM met"
            f" WHERE substr({LOCAL}, 1, 7) = ? GROUP BY account, device",
            (str(month),),
        )
        .fetchall()
    )
    found = dict(activity_by_account(real(since), month, NEW_YORK))
    assert [
        (account, one.device, one.connections, one.days.bit_count())
        for account, each in found.items()
        for one in each.devices
    ] == sorted(rows)
    for number in (2, 9, 20):
        often = sum(met >= number for _, _, met, _ in rows)
        days = sum(on >= number for _, _, _, on in rows)
        assert sum(each.active(AtLeastConnections(number)).count for each in found.values()) == often > 0
        assert sum(each.active(OnDays(number)).count for each in found.values()) == days > 0


@pytest.mark.parametrize("seed", range(8))
def test_random_connections(seed):
    """Few devices and accounts, in any order, told twice, around the edges of a month, in shards and late."""
    chance = random.Random(seed)
    month = Month(2026, chance.randint(1, 12))
    begins = datetime.combine(month.first_day, datetime.min.time(), UTC)
    edges = (-1, 0, 1, month.days * 86_400 - 1, month.days * 86_400)
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE met (at TEXT, account TEXT, device TEXT)")
    rows = []
    for _ in range(chance.randint(0, 400)):
        second = chance.choice(edges) if chance.random() < 0.2 else chance.randint(-86_400, 40 * 86_400)
        rows.append((f"d{chance.randint(0, 30)}", chance.choice("ab"), begins + timedelta(seconds=second)))
    made.executemany(
        "INSERT INTO met VALUES (?, ?, ?)",
        ((at.isoformat().replace("+00:00", "Z"), account, device) for device, account, at in rows),
    )
    expected = in_sql(made).get(str(month), {})
    made.close()
    rows += chance.choices(rows, k=len(rows) // 3) if rows else []
    chance.shuffle(rows)
    assert plain(active_devices_by_account(rows, month)) == expected
    shards = [dict(active_devices_by_account(rows[start::3], month)) for start in range(3)]
    nothing = {account: ActiveDevices(account, month) for account in "ab"}
    whole = {account: sum((shard.get(account, none) for shard in shards), none) for account, none in nothing.items()}
    assert plain((account, active) for account, active in whole.items() if active.count) == expected


@pytest.mark.parametrize("seed", range(8))
def test_random_sessions(seed):
    """The peak of some sessions is the most devices on any minute, counted minute by minute."""
    chance = random.Random(seed)
    begins = datetime(2026, 2, 1, tzinfo=UTC)
    for _ in range(40):
        spans = []
        for _ in range(chance.randint(0, 9)):
            start = chance.randint(-5, 28 * 1440 + 5) if chance.random() < 0.1 else chance.randint(-5, 30)
            spans.append((f"d{chance.randint(0, 4)}", start, start + chance.choice((0, 1, 3, 9, 60_000))))
        held = [
            Session(device, "a", begins + timedelta(minutes=since), begins + timedelta(minutes=until))
            for device, since, until in spans
        ]
        candidates = sorted({max(since, 0) for _, since, _ in spans if since < 28 * 1440})
        at_once = {
            minute: len({device for device, since, until in spans if since <= minute < until}) for minute in candidates
        }
        most = max(at_once.values(), default=0)
        first = next((minute for minute in candidates if at_once[minute] == most), None) if most else None
        found = peak_concurrent(held, Month(2026, 2), "a")
        assert (found.count, found.at) == (most, None if first is None else begins + timedelta(minutes=first))
