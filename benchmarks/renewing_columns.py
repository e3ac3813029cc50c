"""Who gets the last credits of ten million devices in memory, beside DuckDB asked the same; part of `make bench-scale`.

Each of a hundred thousand accounts has a hundred of them, of four SKUs. In one run a tenth of the accounts lack
credits, in the other all do. DuckDB has the rows in tables of its own, and one thread, as the library.
`python -m benchmarks.renewing_columns` measures this alone.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.fleet_files import SKUS, account_id
from benchmarks.harness import Finding, at_most, best, ratio, side_by_side, spin
from kpix_billing_core import Account, Month
from kpix_billing_core.accounts import PaymentMethod
from kpix_billing_core.batch import renewal

DEVICES, ACCOUNTS = 10_000_000, 100_000
MAY = Month.parse("2026-05")
_APRIL, _FIRST_EVER = (
    int(np.datetime64(day).astype("datetime64[D]").astype(int)) for day in ("2026-04-01", "2025-01-01")
)
Answer = tuple[int, int]
"""How many devices are renewed, and the sum of their ids."""


def plans() -> pa.Table:
    """Return devices in no order, all with a prepaid plan of April, active since one of 400 days."""
    chance = np.random.default_rng(7)
    return pa.table(
        {
            "device_id": pa.array(chance.permutation(DEVICES) + DEVICES),  # of equal length: as text in the same order
            "account_id": _named(chance.integers(0, ACCOUNTS, DEVICES), map(account_id, range(ACCOUNTS))),
            "payer_id": pa.nulls(DEVICES),
            "sku": _named(chance.choice(len(SKUS), DEVICES, p=(0.5, 0.3, 0.15, 0.05)), SKUS),
            "consumed_on": _days(np.full(DEVICES, _APRIL)),
            "prepaid": pa.array(np.ones(DEVICES, np.bool_)),
            "activated_on": _days(_FIRST_EVER + chance.integers(0, 400, DEVICES)),
            "renew_until": pa.nulls(DEVICES),
        }
    )


def _named(codes: np.ndarray, names: object) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(names)))


def _days(numbers: np.ndarray) -> pa.Array:
    return pa.array(numbers.astype(np.int32)).cast(pa.date32())


def grants(held: pa.Table, short: float) -> pa.Table:
    """Return a grant for each account and SKU: a tenth too little in some accounts, a tenth too much in the others."""
    account, sku = (held.column(name).chunk(0).indices.to_numpy() for name in ("account_id", "sku"))
    needed = np.bincount(sku * ACCOUNTS + account, minlength=ACCOUNTS * len(SKUS))
    lacks = np.random.default_rng(8).random(ACCOUNTS) < short
    stock = np.arange(len(needed))
    left = np.where(np.tile(lacks, len(SKUS)), needed * 9 // 10, needed * 11 // 10)
    return pa.table(
        {
            "account_id": pa.DictionaryArray.from_arrays(
                pa.array(stock % ACCOUNTS), held.column("account_id").chunk(0).dictionary
            ),
            "number": pa.array(stock // ACCOUNTS),
            "sku": pa.DictionaryArray.from_arrays(pa.array(stock // ACCOUNTS), pa.array(SKUS)),
            "left": pa.array(left),
            "granted_on": _days(np.full(len(stock), _FIRST_EVER)),
            "expires_on": pa.nulls(len(stock)),
            "priority": pa.nulls(len(stock)),
            "pending": pa.nulls(len(stock)),
        }
    )


_QUERY = """
    select count(*), sum(device_id)::bigint from (
        select account_id, sku, device_id,
            row_number() over (partition by account_id, sku order by activated_on, device_id) as place
        from plans)
    join grants using (account_id, sku)
    where place <= "left"
    """


def _asked(held: pa.Table, pools: pa.Table) -> Callable[[], object]:
    """Return DuckDB's run, over copies that are its own."""
    session = duckdb.connect(config={"threads": 1})
    for name, table in (("plans", held), ("grants", pools)):
        session.register("given", table)
        session.execute(f"create table {name} as select * from given")
        session.unregister("given")
    return lambda: session.sql(_QUERY).fetchall()[0]


def _coded(table: pa.Table) -> pa.Table:
    """Return a table whose accounts and SKUs are whole numbers."""
    for name in ("account_id", "sku"):
        place = table.column_names.index(name)
        table = table.set_column(place, name, table.column(name).chunk(0).indices.cast(pa.int32()))
    return table


def _answer(held: pa.Table, outcome: pa.Table) -> Answer:
    word = outcome.column("outcome").chunk(0)
    renewed = word.indices.to_numpy() == word.dictionary.to_pylist().index("consumed")
    return int(renewed.sum()), int(held.column("device_id").chunk(0).to_numpy()[renewed].sum())


def findings(rounds: int) -> Iterator[Finding]:
    """Measure, and hold the answers to each other."""
    held = plans()
    accounts = [Account(account_id(number), "USD", PaymentMethod.PREPAY) for number in range(ACCOUNTS)]
    for short, limit in ((0.1, 0.3), (1.0, 0.5)):
        pools = grants(held, short)
        ours = partial(renewal, held, pools, MAY, accounts)
        theirs, by_number = _asked(held, pools), _asked(_coded(held), _coded(pools))
        answers = {_answer(held, ours().plans), theirs(), by_number()}
        measured = side_by_side({"renewal": ours, "duckdb": theirs, "duckdb by number": by_number}, rounds)
        what = f"{DEVICES / 1e6:g} M devices, {short:.0%} of {ACCOUNTS:,} accounts short"
        for name in measured:
            yield Finding(f"{what}: {name}", f"{best(measured, name):.2f} s")
        yield Finding(f"{what}: one answer", str(len(answers)), "1", len(answers) == 1)
        yield at_most(f"{what}: by duckdb", ratio(measured, "renewal", "duckdb"), limit)
        beside = ratio(measured, "renewal", "duckdb by number")
        yield Finding(f"{what}: by duckdb with whole numbers", f"{beside:.2f} x")


def main() -> int:
    """Measure, print, and say by the exit code whether every target was met."""
    missed = 0
    for finding in (spin(), *findings(5), spin()):
        print(f"{finding.what:76} {finding.found:20} {finding.wanted}".rstrip(), flush=True)
        missed += finding.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
