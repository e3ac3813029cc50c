"""Files of fleets of any size, always the same: rows in no order, ids by dictionary, half of the plans still held."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = ["account_id", "sku", "consumed_on", "removed_on"]
SKUS = ("STD", "LITE", "PRO", "MAX")
FIRST, LAST = "2026-04-01", "2026-04-30"
_ROW_GROUP = 1_000_000
_SHARES = (0.5, 0.3, 0.15, 0.05)
_NULLS = 0.55


def account_id(number: int) -> str:
    """Return the id of an account."""
    return f"account-{number:07d}"


def made(folder: Path, rows: int, groups: int) -> Path:
    """Return the file of so many rows and groups, written if it is not there."""
    path = folder / f"{rows:.0e}_{groups:.0e}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        begun = path.with_suffix(".part")
        _write(begun, rows, groups)
        begun.replace(path)
    return path


def _write(path: Path, rows: int, groups: int) -> None:
    chance = np.random.default_rng(7)
    accounts = groups // len(SKUS)
    names = pa.array([account_id(number) for number in chance.permutation(accounts)])
    coded = pa.dictionary(pa.int32(), pa.string())
    days = {"consumed_on": pa.date32(), "removed_on": pa.date32()}
    schema = pa.schema({"device_id": pa.int64(), "account_id": coded, "sku": coded, **days})
    options = {"use_dictionary": COLUMNS, "dictionary_pagesize_limit": 16 << 20}
    with pq.ParquetWriter(path, schema, **options) as writer:
        for start in range(0, rows, _ROW_GROUP):
            many = min(_ROW_GROUP, rows - start)
            first = np.datetime64(FIRST).astype(np.int32) + chance.integers(-400, 30, many, dtype=np.int32)
            last = first + chance.integers(0, 420, many, dtype=np.int32)
            account = pa.array(chance.integers(0, accounts, many, dtype=np.int32))
            sku = pa.array(chance.choice(len(SKUS), many, p=_SHARES).astype(np.int32))
            columns = [
                pa.array(np.arange(start, start + many)),
                pa.DictionaryArray.from_arrays(account, names),
                pa.DictionaryArray.from_arrays(sku, pa.array(SKUS)),
                pa.array(first).cast(pa.date32()),
                pa.array(last, mask=chance.random(many) < _NULLS).cast(pa.date32()),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=_ROW_GROUP)
