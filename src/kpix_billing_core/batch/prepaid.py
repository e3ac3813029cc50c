"""Prepaid plans by columns: which device of whom holds which plan, and which credits their pools have left.

They are what `renew_month` is given, a row for each device and a row for each grant, of any number of accounts.
"""

__all__ = ["GRANTS", "PLANS", "Grants", "Plans", "grants_of", "plans_of"]

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from .apart import Judge, Sifted, set_apart, sifted
from .arrays import Numbers
from .coder import Coder
from .keys import coded, repeated
from .plain_columns import filled, is_there
from .schema import Column, ColumnKind, Contract
from .source import Source, reader_of
from .window import FIRST_DAY_EVER, LAST_DAY_EVER

PLANS: Contract = (
    Column("device_id", ColumnKind.ID),
    Column("account_id", ColumnKind.ID),
    Column("payer_id", ColumnKind.ID, may_be_empty=True),
    Column("sku", ColumnKind.ID, may_be_empty=True),
    Column("consumed_on", ColumnKind.DAY, may_be_empty=True),
    Column("prepaid", ColumnKind.FLAG, may_be_empty=True),
    Column("activated_on", ColumnKind.DAY, may_be_empty=True),
    Column("renew_until", ColumnKind.DAY, may_be_empty=True),
)
"""Devices of accounts, each with the plan it holds: since when, and whether a credit paid for it.

An empty payer is the owner; an empty SKU, and then first day and flag, means that the device holds no plan.
"""

GRANTS: Contract = (
    Column("account_id", ColumnKind.ID),
    Column("number", ColumnKind.COUNT),
    Column("sku", ColumnKind.ID),
    Column("left", ColumnKind.COUNT),
    Column("granted_on", ColumnKind.DAY),
    Column("expires_on", ColumnKind.DAY, may_be_empty=True),
    Column("priority", ColumnKind.COUNT, may_be_empty=True),
    Column("pending", ColumnKind.FLAG, may_be_empty=True),
)
"""Grants of plan credits with what is left of them, as a pool has them; empty priority is 0, empty pending is no."""


class Plans(NamedTuple):
    """Devices with their plans as numbers: ids as their coder numbers them, -1 for none; days as Arrow counts them.

    Attributes:
        sifted: the rows that these are, and those that were set apart.
        account: who owns each.
        payer: the account it is on.
        sku: the plan it holds.
        begins: the first day of that.
        since: how long it has been active, or the first day of its plan.
        until: the last day it is renewed on, the last day of all where there is no end.
        prepaid: whether a credit paid for the plan.
    """

    sifted: Sifted
    account: Numbers
    payer: Numbers
    sku: Numbers
    begins: Numbers
    since: Numbers
    until: Numbers
    prepaid: Numbers


class Grants(NamedTuple):
    """Grants as numbers, as `Plans` has them; the fields are those of `GRANTS`."""

    sifted: Sifted
    account: Numbers
    sku: Numbers
    number: Numbers
    left: Numbers
    granted_on: Numbers
    expires_on: Numbers
    priority: Numbers
    pending: Numbers


def plans_of(source: Source, accounts: Coder, skus: Coder) -> Plans:
    """Read devices with their plans; raises MalformedColumns for columns of another sort."""
    read = sifted(reader_of(source, PLANS).read_all(), Judge(PLANS, _is_doubtful_plan, _plan_reasons))
    found, account = _each_once(read, PLANS, "device_id", accounts)
    rows = found.rows
    payer = coded(rows.column("payer_id"), accounts)
    begins = filled(rows.column("consumed_on"), pa.date32(), LAST_DAY_EVER)
    active = filled(rows.column("activated_on"), pa.date32(), _NO_DAY)
    return Plans(
        found,
        account,
        account if payer.max(initial=-1) < 0 else np.where(payer < 0, account, payer),
        coded(rows.column("sku"), skus),
        begins,
        np.where(active == _NO_DAY, begins, active) if active.min(initial=0) == _NO_DAY else active,
        filled(rows.column("renew_until"), pa.date32(), LAST_DAY_EVER),
        filled(rows.column("prepaid"), pa.int8(), 0) > 0,
    )


def grants_of(source: Source, accounts: Coder, skus: Coder) -> Grants:
    """Read grants; raises MalformedColumns for columns of another sort."""
    read = sifted(reader_of(source, GRANTS).read_all(), Judge(GRANTS, _is_doubtful_grant, _grant_reasons))
    found, account = _each_once(read, GRANTS, "number", accounts)
    rows = found.rows
    number, left, priority = (filled(rows.column(name), pa.int64(), 0) for name in ("number", "left", "priority"))
    return Grants(
        found,
        account,
        coded(rows.column("sku"), skus),
        number,
        left,
        filled(rows.column("granted_on"), pa.date32(), _NO_DAY),
        filled(rows.column("expires_on"), pa.date32(), LAST_DAY_EVER),
        priority,
        filled(rows.column("pending"), pa.int8(), 0) > 0,
    )


def _each_once(read: Sifted, contract: Contract, name: str, accounts: Coder) -> tuple[Sifted, Numbers]:
    """Return rows with their owners, without those that an account has twice: which is right, nobody knows."""
    owners = coded(read.rows.column("account_id"), accounts)
    twice = repeated(owners, read.rows.column(name))
    if not twice.any():
        return read, owners
    return set_apart(read, twice, contract, f"{name}: more than once in the account"), owners[~twice]


_NO_DAY = FIRST_DAY_EVER - 1


def _is_doubtful_plan(rows: pa.Table) -> Numbers:
    """Return where a plan is there in part only."""
    names = ("sku", "consumed_on", "prepaid")
    if not any(rows.column(name).null_count for name in names):
        return np.zeros(rows.num_rows, np.bool_)
    sku, day, flag = (is_there(rows, name) for name in names)
    found: Numbers = (sku != day) | (sku & ~flag)
    return found


def _plan_reasons(row: dict[str, Any]) -> Iterator[str]:
    if row["sku"] is None and row["consumed_on"] is not None:
        yield "sku: nothing"
    for name in ("consumed_on", "prepaid"):
        if row["sku"] is not None and row[name] is None:
            yield f"{name}: nothing"


def _is_doubtful_grant(rows: pa.Table) -> Numbers:
    first, last = (filled(rows.column(name), pa.date32(), LAST_DAY_EVER) for name in ("granted_on", "expires_on"))
    number, left = (filled(rows.column(name), pa.int64(), 0) for name in ("number", "left"))
    found: Numbers = (last < first) | (number < 0) | (left < 0)
    return found


def _grant_reasons(row: dict[str, Any]) -> Iterator[str]:
    for name in ("number", "left"):
        if row[name] is not None and row[name] < 0:
            yield f"{name}: below 0"
    if None not in (row["granted_on"], row["expires_on"]) and row["expires_on"] < row["granted_on"]:
        yield "expires_on: before granted_on"
