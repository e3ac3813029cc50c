"""Connections and validity records of millions of devices in memory, always the same, in no order."""

import numpy as np
import pyarrow as pa

FIRST, NEXT = "2026-04-01", "2026-05-01"
DAY = "2026-04-16"
APPLICATIONS = {"fleet": (7, (1, 7)), "lab": (0, (30,))}
"""Days of grace, and days before an end on which it is told, of each application."""
_A_DAY = 86_400_000_000
_ELSEWHERE, _ENDED = 0.01, 0.02


def connections(rows: int, devices: int, accounts: int) -> pa.Table:
    """Return connections from five days before a month to five after it; one in a hundred for another account."""
    chance = np.random.default_rng(7)
    device = chance.integers(0, devices, rows)
    account = chance.integers(0, accounts, devices, dtype=np.int32)[device]
    elsewhere = np.flatnonzero(chance.random(rows) < _ELSEWHERE)
    account[elsewhere] = chance.integers(0, accounts, len(elsewhere), dtype=np.int32)
    begins = int(np.datetime64(FIRST, "us").astype(np.int64)) - 5 * _A_DAY
    names = pa.array([f"account-{number:07d}" for number in chance.permutation(accounts)])
    return pa.table(
        {
            "device_id": pa.array(device),
            "account_id": pa.DictionaryArray.from_arrays(pa.array(account), names),
            "connected_at": pa.array(begins + chance.integers(0, 40 * _A_DAY, rows)).cast(pa.timestamp("us", "UTC")),
        }
    )


def validities(rows: int) -> pa.Table:
    """Return records begun on any day of two years, for a month, a quarter or a year.

    One device in 25 has a second record, begun the day after the first; one in 50 of the others was ended half-way.
    """
    chance = np.random.default_rng(7)
    devices = rows * 25 // 26
    again = chance.choice(devices, rows - devices, replace=False)
    start = (np.datetime64("2025-01-01").astype(np.int32) + chance.integers(0, 730, devices)).astype(np.int32)
    last = start + chance.choice(np.array([29, 89, 364], np.int32), devices)
    ended = chance.random(devices) < _ENDED
    ended[again] = False
    none = np.zeros(rows - devices, np.bool_)
    application = chance.choice(np.array([0, 1], np.int32), devices, p=(0.7, 0.3))
    order = chance.permutation(rows)
    first = np.concatenate([start, last[again] + 1])[order]
    second = np.concatenate([last, last[again] + 30])[order]
    stopped = first + (second - first) // 2
    device = chance.permutation(devices)
    owner = np.concatenate([device, device[again]])[order]
    coded = pa.array(np.concatenate([application, application[again]])[order])
    return pa.table(
        {
            "device_id": pa.array(owner),
            "application_id": pa.DictionaryArray.from_arrays(coded, pa.array(list(APPLICATIONS))),
            "start": pa.array(first).cast(pa.date32()),
            "last_day": pa.array(second).cast(pa.date32()),
            "deactivated_on": pa.array(stopped, mask=~np.concatenate([ended, none])[order]).cast(pa.date32()),
        }
    )
