"""Rows that were set apart because they are no facts: those of allocations, and the refusal to go on with any."""

__all__ = ["BETWEEN", "IDS", "REJECTED", "check_rejected", "is_id"]

from itertools import repeat

import pyarrow as pa

from ..errors import ColumnFault, MalformedColumns

IDS = ("device_id", "account_id", "sku")
_DAYS = ("consumed_on", "removed_on")
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(IDS, pa.string()),
    **dict.fromkeys(_DAYS, pa.date32()),
    "reasons": pa.string(),
}
REJECTED = pa.schema(_TYPES)
"""What a table of rejected rows holds: the row, and every reason, each after the name of its column."""

BETWEEN = "; "
_EXAMPLES = 3


def is_id(text: str | None) -> bool:
    """Whether text is an id: printable, and not empty."""
    return text is not None and text.isprintable() and text != ""


def check_rejected(what: str, rejected: pa.Table, owner: str = "account") -> None:
    """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples.

    `owner` is what devices belong to: rows have an id of it.
    """
    if rejected.num_rows:
        raise MalformedColumns(what, _faults_of(rejected, owner))


def _faults_of(rejected: pa.Table, owner: str) -> tuple[ColumnFault, ...]:
    """Return what is wrong with rejected rows: each reason once, with how many rows it is about and some of them."""
    found: dict[str, list[str]] = {}
    count: dict[str, int] = {}
    # Not all facts are of a device.
    devices = rejected.column("device_id").to_pylist() if "device_id" in rejected.column_names else repeat(None)
    owners, why = rejected.column(f"{owner}_id").to_pylist(), map(str, rejected.column("reasons").to_pylist())
    for owned_by, device, reasons in zip(owners, devices, why, strict=False):
        for reason in reasons.split(BETWEEN):
            count[reason] = count.get(reason, 0) + 1
            examples = found.setdefault(reason, [])
            if len(examples) < _EXAMPLES:
                examples.append(f"{owner} {owned_by!a}" + (f", device {device!a}" if device else ""))
    return tuple(_fault(reason, count[reason], examples) for reason, examples in sorted(found.items()))


def _fault(reason: str, rows: int, examples: list[str]) -> ColumnFault:
    name, problem = reason.split(": ")
    return ColumnFault(name, problem, rows, tuple(examples))
