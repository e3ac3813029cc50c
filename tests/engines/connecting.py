"""Connections that are hard to count, and what the scalar core makes of them, for the tests of active devices."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, timedelta, timezone, tzinfo
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import pyarrow as pa
from tests.engines.fleets import ACCOUNTS, NO_IDS

from kpix_billing_core.batch import ActiveTotals, active_by_account
from kpix_billing_core.batch.connections import REJECTED_CONNECTIONS
from kpix_billing_core.batch.instants import FIRST_INSTANT, LAST_INSTANT, datetime_of, number_of
from kpix_billing_core.dates import Month
from kpix_billing_core.usage import active_devices_by_account
from kpix_billing_core.usage.instants import month_span

Row: TypeAlias = tuple[str | None, str | None, int | None]
"""Device, account, and an instant as microseconds from 1970 on, of any year."""
A_DAY = 86_400_000_000


class Case(NamedTuple):
    """A month of a zone."""

    month: str
    zone: tzinfo = UTC


def named(case: Case) -> str:
    """Return what a test of a case is called."""
    return f"{case.month} {case.zone}"


# Every length of a month, the ends of time, and clocks that are put forward, put back, and skip a day at a border.
CASES = (
    Case("2026-04"),
    Case("2026-03", ZoneInfo("Europe/Madrid")),
    Case("2025-02", timezone(timedelta(hours=14))),
    Case("2024-02", ZoneInfo("Asia/Kathmandu")),
    Case("2011-12", ZoneInfo("Pacific/Apia")),
    Case("2012-01", ZoneInfo("Pacific/Apia")),
    Case("1969-12", timezone(timedelta(hours=-12, minutes=-1))),
    Case("1970-01"),
    Case("0001-01", timezone(timedelta(hours=-5))),
    Case("9999-12", timezone(timedelta(hours=5))),
)


def borders(case: Case) -> tuple[int, int]:
    """Return the first and the last instant of a month."""
    first, last = month_span(Month.parse(case.month), case.zone)
    return number_of(first), number_of(last)


def hard_connections(case: Case, size: int, seed: int = 1) -> list[Row]:
    """Return rows around a month in no order, with repeated and faulty ones; the same each time."""
    chance = random.Random(seed)
    rows = [_row(chance, *borders(case)) for _ in range(size)]
    rows += chance.choices(rows, k=size // 10)
    chance.shuffle(rows)
    return rows


def _row(chance: random.Random, first: int, last: int) -> Row:
    at: int | None = chance.choice((first - 1, first, first + 1, last - 1, last, last + 1, chance.randint(first, last)))
    at = chance.choice((at, at, at - 40 * A_DAY, at + 40 * A_DAY))
    if not FIRST_INSTANT <= at <= LAST_INSTANT or chance.random() < 0.05:
        at = chance.choice((None, FIRST_INSTANT - 1, LAST_INSTANT + 1))
    ids = [f"d{chance.randrange(9)}", chance.choice(ACCOUNTS)]
    if chance.random() < 0.1:
        ids[chance.randrange(2)] = chance.choice(NO_IDS)
    return (*ids, at)


def connections_of(rows: Iterable[Row]) -> pa.Table:
    """Return rows as text and instants."""
    device, account, at = ([row[place] for row in rows] for place in range(3))
    return pa.table(
        {
            "device_id": pa.array(device, pa.string()),
            "account_id": pa.array(account, pa.string()),
            "connected_at": pa.array(at, pa.int64()).cast(pa.timestamp("us", "UTC")),
        }
    )


def assert_active(found: ActiveTotals, rows: list[Row], case: Case) -> None:
    """Compare what was found, bit by bit, with what the core makes of those rows of which it can make a connection."""
    good, bad = [], []
    for device, account, at in rows:
        fits = at is not None and FIRST_INSTANT <= at <= LAST_INSTANT
        if fits and all(text and text.isprintable() for text in (device, account)):
            good.append((device, account, datetime_of(at)))
        else:
            bad.append((device, account, at if fits else None))
    accepted = found._replace(rejected=REJECTED_CONNECTIONS.empty_table())
    wanted = dict(active_devices_by_account(good, Month.parse(case.month), case.zone))
    assert dict(active_by_account(accepted)) == wanted
    assert list(wanted) == [row["account_id"] for row in accepted.counts().to_pylist()]
    assert [one.count for one in wanted.values()] == [row["active_devices"] for row in accepted.counts().to_pylist()]
    assert found.read == len(rows)
    assert Counter(_rejected(found.rejected)) == Counter(bad)
    assert all(found.rejected.column("reasons").to_pylist())


def _rejected(table: pa.Table) -> list[Row]:
    at = table.column("connected_at").cast(pa.int64())
    return list(zip(*(each.to_pylist() for each in (*table.columns[:2], at)), strict=True))
