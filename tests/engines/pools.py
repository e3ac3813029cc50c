"""Prepaid fleets that are hard to renew, and what the scalar core makes of them, account by account."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pyarrow as pa
from tests.engines.fleets import ACCOUNTS, EPOCH

from kpix_billing_core.accounts import Account, Device, PaymentMethod
from kpix_billing_core.batch import GRANTS, PLANS, ColumnKind
from kpix_billing_core.catalogue import RenewalOrder
from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Refused
from kpix_billing_core.lifecycle import Holding, renew_month, shortage
from kpix_billing_core.pool import (
    BilledLater,
    Consumed,
    CreditGrant,
    Deactivated,
    Ending,
    GrantSource,
    Occasion,
    Pool,
    Purchased,
    SkuTotal,
    drawdown_order,
    replay,
)

TYPES = {
    ColumnKind.ID: pa.string(),
    ColumnKind.DAY: pa.date32(),
    ColumnKind.COUNT: pa.int64(),
    ColumnKind.FLAG: pa.bool_(),
}
AT = datetime(1, 1, 1, tzinfo=UTC)


class Plan(NamedTuple):
    """A device, as the columns of plans have it."""

    device: str
    account: str
    payer: str | None = None
    sku: str | None = None
    consumed_on: date | None = None
    prepaid: bool | None = None
    activated_on: date | None = None
    renew_until: date | None = None


class Grant(NamedTuple):
    """A grant, as the columns of grants have it."""

    account: str
    number: int
    sku: str
    left: int
    granted_on: date
    expires_on: date | None = None
    priority: int | None = None
    pending: bool | None = None


def plan_table(plans: Iterable[Any]) -> pa.Table:
    """Return plans by columns."""
    return _table(list(plans), PLANS)


def grant_table(grants: Iterable[Any]) -> pa.Table:
    """Return grants by columns."""
    return _table(list(grants), GRANTS)


def _table(rows: list[Any], contract: Any) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(contract)
    types = [TYPES[column.kind] for column in contract]
    arrays = [_array(list(values), type_) for values, type_ in zip(columns, types, strict=True)]
    return pa.Table.from_arrays(arrays, [column.name for column in contract])


def _array(values: list[Any], type_: pa.DataType) -> pa.Array:
    # A number stands for a day that Python does not know.
    if type_ == pa.date32():
        days = [each.toordinal() - EPOCH if isinstance(each, date) else each for each in values]
        return pa.array(days, pa.int32()).cast(type_)
    return pa.array(values, type_)


class Expected(NamedTuple):
    """What the scalar core does to each device, what is left of each grant, and which accounts it refuses."""

    outcomes: dict[tuple[str, str], tuple[str, int | None]]
    left: dict[tuple[str, int], int]
    refused: list[tuple[str, str, str]]


def renewed_one_by_one(
    plans: list[Plan], grants: list[Grant], month: Month, accounts: list[Account], order: RenewalOrder
) -> Expected:
    """Renew each account by itself."""
    known = {account.id: account for account in accounts}
    found = Expected({}, {(grant.account, grant.number): grant.left for grant in grants}, [])
    for account in sorted({plan.account for plan in plans}):
        mine = [plan for plan in plans if plan.account == account]
        pool, devices, holdings = pool_of(account, grants), list(map(_device, mine)), list(map(_holding, mine))
        answer = renew_month(
            pool, devices, filter(None, holdings), month, owner=known[account], payers=accounts, order=order
        )
        if isinstance(answer, Refused):
            found.refused.append((account, answer.reason.value, answer.detail))
            found.outcomes.update({(account, plan.device): ("refused", None) for plan in mine})
            continue
        found.outcomes.update({(account, device): ("held", None) for device in answer.renewed})
        found.outcomes.update({(account, device): ("idle", None) for device in answer.idle})
        found.outcomes.update({(account, event.device): _outcome(event) for event in answer.events})
        usable = {(account, grant.number): 0 for grant in pool.grants}
        found.left.update(usable | {(account, each.number): each.left for each in replay(answer.events, pool).grants})
    return found


def short_one_by_one(plans: list[Plan], grants: list[Grant], month: Month) -> list[tuple[str, str, int, int, int]]:
    """Return what each account lacks by itself."""
    found = []
    for account in sorted({plan.account for plan in plans}):
        mine = [plan for plan in plans if plan.account == account]
        holdings = filter(None, map(_holding, mine))
        shortages = shortage(pool_of(account, grants), map(_device, mine), holdings, month)
        found += [(account, each.sku, each.needed, each.available, each.short) for each in shortages]
    return found


def pool_of(account: str, grants: list[Grant]) -> Pool:
    """Return the pool of an account."""
    held = [_grant(grant) for grant in grants if grant.account == account and grant.left]
    totals: dict[str, int] = {}
    for grant in held:
        totals[grant.sku] = totals.get(grant.sku, 0) + grant.left * (not grant.pending)
    by_sku = tuple(SkuTotal(sku, count, 0, 0) for sku, count in sorted(totals.items()))
    return Pool(account, 0, None, tuple(sorted(held, key=drawdown_order)), by_sku)


def _grant(grant: Grant) -> CreditGrant:
    return CreditGrant(
        number=grant.number,
        sku=grant.sku,
        granted=grant.left,
        source=GrantSource.ADJUSTMENT,
        granted_on=grant.granted_on,
        expires_on=grant.expires_on,
        priority=grant.priority or 0,
        pending=grant.pending or False,
    )


def _device(plan: Plan) -> Device:
    return Device(plan.device, plan.account, plan.payer or plan.account, plan.activated_on, plan.renew_until)


def _holding(plan: Plan) -> Holding | None:
    if plan.sku is None:
        return None
    head = {"version": 0, "at": AT, "on": plan.consumed_on, "account": plan.account, "device": plan.device}
    wish = {**head, "sku": plan.sku, "payer": plan.payer or plan.account, "occasion": Occasion.ACTIVATION}
    return Holding(Consumed(**wish, grant=0) if plan.prepaid else BilledLater(**wish))


def _outcome(event: object) -> tuple[str, int | None]:
    match event:
        case Consumed():
            return "consumed", event.grant
        case Purchased():
            return "purchased", None
        case BilledLater():
            return "billed_later", None
        case Deactivated(why=Ending.NO_CREDIT):
            return "no_credit", None
        case _:
            return "not_renewed", None


def all_methods(names: Iterable[str] = ACCOUNTS) -> list[Account]:
    """Return accounts that pay in every way, one after the other."""
    methods = list(PaymentMethod)
    return [Account(name, "USD", methods[number % 3]) for number, name in enumerate(names)]


def hard_plans(month: Month, size: int, seed: int, *, late: float = 0.004) -> list[Plan]:
    """Return devices in no order, of which many are equally old, few are late; the same each time."""
    chance = random.Random(seed)
    names = [f"d{number}" for number in range(size)]
    chance.shuffle(names)
    return [_hard_plan(chance, month, name, late) for name in names]


def _hard_plan(chance: random.Random, month: Month, name: str, late: float) -> Plan:
    account, payer = chance.choice(ACCOUNTS), chance.choice((None, None, None, *ACCOUNTS))
    activated = chance.choice((None, _day(month, -40), _day(month, -400 + chance.randrange(3))))
    if chance.random() < 0.05:
        return Plan(name, account, payer, activated_on=activated)
    prepaid = chance.random() < 0.7
    begins = _day(month, chance.choice((-1, -28, -28, 0, 3)))
    if chance.random() < late or (not prepaid and chance.random() < 0.2):
        begins = _day(month, -70)
    until = chance.choice((None, None, None, _day(month, -1), _day(month, 0), date.max))
    return Plan(name, account, payer, chance.choice(("STD", "STD", "LITE")), begins, prepaid, activated, until)


def _day(month: Month, offset: int) -> date:
    return date.fromordinal(max(1, month.first_day.toordinal() + offset))


def hard_grants(month: Month, size: int, seed: int, most: int = 9) -> list[Grant]:
    """Return grants in no order: some used up, pending, expired or not begun; their order of use is hard to tell."""
    chance = random.Random(seed)
    numbers: dict[str, int] = {}
    found = []
    for _ in range(size):
        account = chance.choice(ACCOUNTS)
        number = numbers[account] = numbers.get(account, 0) + chance.choice((1, 1, 7))
        begins = _day(month, chance.choice((-300, -30, -1, 0, 1)))
        ends = chance.choice((None, None, date.max, begins, _day(month, 0), _day(month, 30)))
        ends = None if ends is not None and ends < begins else ends
        left = chance.choice((0, 1, 1, 2, most, 2**62))
        found.append(
            Grant(
                account,
                number,
                chance.choice(("STD", "STD", "LITE", "PRO")),
                left,
                begins,
                ends,
                chance.choice((None, 0, -1, 5)),
                chance.choice((None, False, True)) if chance.random() < 0.3 else None,
            )
        )
    chance.shuffle(found)
    return found
