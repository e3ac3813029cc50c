"""Reports of random accounts with tenants, beside a database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.golden.chance import Chance
from tests.oracles.reports_in_sql import Database
from tests.quota import Desk

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Refused
from kpix_billing_core.quota import create_package
from kpix_billing_core.reporting import Tenancy, Tenant, usage_by_account, usage_list, usage_report
from kpix_billing_core.usage import Connection, FirmwareUpdate, active_devices_by_account

ABOVE = "acme"
MONTHS = tuple(Month(2025, 11) + later for later in range(5))
FIRST = datetime(2025, 11, 1, tzinfo=UTC)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
CASES = 150


def moment(chance: Chance) -> datetime:
    """Return an instant, half of the time at the edge of a month."""
    if chance.often(50):
        month = chance.choice(MONTHS)
        return datetime(month.year, month.number, 1, tzinfo=UTC) + chance.choice((-1, 0, 1)) * timedelta.resolution
    return FIRST + timedelta(minutes=chance.below(150 * 24 * 60))


def tenants(chance: Chance) -> Iterator[Tenant]:
    """Yield tenants that come and go; two of them may have one name."""
    for number in range(chance.below(4)):
        created = moment(chance) if chance.often(60) else FIRST - timedelta(days=400)
        closed = moment(chance) if chance.often(40) else None
        closed = None if closed is None or closed <= created else closed
        yield Tenant(id=f"t{number}", name=chance.choice(("A", "B")), created_at=created, closed_at=closed)


def exists(tenant: Tenant | None, at: datetime) -> bool:
    """Whether something can happen at a tenant: not before or after it; at the account above always."""
    return tenant is None or (tenant.created_at <= at and (tenant.closed_at is None or at < tenant.closed_at))


def facts(chance: Chance, some: list[Tenant], make: Any) -> Iterator[Any]:
    """Yield some facts of the account above and of tenants that exist when they happen."""
    for _ in range(chance.below(25)):
        tenant = chance.choice((None, *some))
        at = moment(chance)
        if exists(tenant, at):
            yield make(f"d{chance.below(4)}", ABOVE if tenant is None else tenant.id, at)


def packages(chance: Chance) -> Desk:
    """Return a quota that had a package for some months, none, or two with a gap."""
    desk = Desk()
    for number in range(chance.below(3)):
        at = moment(chance) - timedelta(days=chance.choice((0, 300, 400)))
        if desk.quota.at is None or desk.quota.at < at:
            answer = desk.do(create_package, at, package=f"p{number}", count=5)
            assert isinstance(answer, Refused) or answer in desk.log
    return desk


def test_reports_are_those_of_a_database():
    """Who is listed, in which order, with which counters; together is the sum of what the database says."""
    listed, empty = 0, 0
    for seed in range(CASES):
        chance = Chance(seed)
        some = list(tenants(chance))
        connections = list(facts(chance, some, Connection))
        updates = list(facts(chance, some, lambda device, account, at: FirmwareUpdate(account, device, "spring", at)))
        desk = packages(chance)
        base = Database(ABOVE)
        base.insert("account", ((each.id, each.name, each.created_at, each.closed_at) for each in some))
        base.insert("connection", ((each.device, each.account, each.connected_at) for each in connections))
        base.insert("updated", ((each.device, each.account, each.campaign, each.completed_at) for each in updates))
        base.insert("package", ((event.starts_at, event.expires_at) for event in desk.log))
        for month in MONTHS:
            active = [counted for _, counted in active_devices_by_account(connections, month)]
            used = usage_by_account(month, active=active, updates=updates)
            report = usage_report(Tenancy(ABOVE, tuple(some)), month, used, now=NOW, quota=desk.log)
            rows = base.report(report.own.period_start, report.own.period_end)
            found = [
                (row.account, row.usage.active_devices, row.usage.firmware_updates)
                for row in usage_list(report).entries
            ]
            assert (seed, str(month), found) == (seed, str(month), rows)
            together = report.aggregated.active_devices, report.aggregated.firmware_updates
            assert together == (sum(row[1] for row in rows), sum(row[2] for row in rows))
            listed += len(report.tenants)
            empty += len(report.tenancy.tenants) < len(some)
        base.close()
    # Otherwise nothing would have been compared.
    assert listed > 200
    assert empty > 100
