"""Published documents as text: months of an account and its tenants, statistics page by page, and what clients ask."""

import json
from collections.abc import Iterator
from datetime import timedelta

import attrs
from tests.golden.chance import Chance
from tests.quota import START, Desk
from tests.reports import LATER

from kpix_billing_core.dates import Month
from kpix_billing_core.interop import (
    PelionError,
    PelionReport,
    from_pelion,
    page_query,
    pelion_history,
    pelion_report,
    pelion_statistics,
    report_month,
    statistics_query,
    to_pelion,
)
from kpix_billing_core.quota import history, release, reserve
from kpix_billing_core.reporting import (
    BusinessModel,
    BusinessModelChange,
    Tenancy,
    Tenant,
    attributes_of,
    usage_by_account,
    usage_report,
)
from kpix_billing_core.usage import ApiCalls, FirmwareUpdate, active_devices_by_account

ACCOUNTS = ("acme", "nord ü", "south")
MONTHS = ("2026-04", "2026-13", "2026-4", "", "9999-12", "２０２６-04")
SPANS = ("5m", "4m", "1h", "2352h", "1d", "99d", "2w", "1mo", "4mo", "1y", "")
INSTANTS = ("2026-04-01T00:00:00.000Z", "2026-04-01T00:00.000Z", "2026-04-03T02:30:00.125+02:00", "2026-04-01")


def published() -> Iterator[str]:
    """Yield reports and their histories, statistics, and what is answered to queries, right and wrong."""
    chance = Chance(12)
    for number in range(60):
        yield from _month(chance, Month(2026, 4) + number % 8)
    for _ in range(60):
        yield from _statistics(chance)
    for _ in range(200):
        yield from _asked(chance)


def _text(document) -> str:
    return json.dumps(to_pelion(document), ensure_ascii=False)


def _instant(chance: Chance, days: int = 60):
    return START + timedelta(days=chance.between(-1, days), milliseconds=chance.below(86_400_000))


def _connections(chance: Chance):
    return [(f"d{chance.below(9)}", chance.choice(ACCOUNTS), _instant(chance)) for _ in range(chance.below(40))]


def _updates(chance: Chance):
    return [FirmwareUpdate("acme", f"d{chance.below(4)}", "spring", _instant(chance)) for _ in range(chance.below(9))]


def _calls(chance: Chance) -> ApiCalls:
    return ApiCalls(**{field.name: chance.below(9) for field in attrs.fields(ApiCalls)})


def _log(chance: Chance):
    desk = Desk().package(chance.choice((5, 40)))
    for day in range(chance.below(6)):
        given = chance.choice(({"campaign": "own"}, {"campaign": "s1", "tenant": "south"}))
        desk.do(reserve, START + timedelta(days=20 * day), size=chance.between(1, 9), **given)
        desk.do(release, START + timedelta(days=20 * day + 1), **given)
    return desk.log if chance.often(80) else ()


def _month(chance: Chance, month: Month) -> Iterator[str]:
    tenants = tuple(
        Tenant(id=name, name=name, created_at=START, attributes=attributes_of({"city": name, "seats": 5}))
        for name in ACCOUNTS[1:]
    )
    models = (BusinessModelChange(START, chance.choice(tuple(BusinessModel))),)
    active = [found for _, found in active_devices_by_account(_connections(chance), month)]
    calls = {name: _calls(chance) for name in ACCOUNTS if chance.often(50)}
    usage = usage_by_account(month, active=active, updates=_updates(chance), api_calls=calls)
    log = _log(chance)
    tenancy = Tenancy("acme", tenants if chance.often(80) else (), models=models, organisation="Acme, Ltd")
    known = {tenancy.aggregator, *(each.id for each in tenancy.tenants)}
    usage = {account: used for account, used in usage.items() if account in known}
    whole = pelion_report(usage_report(tenancy, month, usage, now=LATER, quota=log), f"{month}")
    yield _text(whole)
    yield str(from_pelion(PelionReport, to_pelion(whole)) == whole)
    page = page_query({"limit": str(chance.between(2, 5)), "order": chance.choice(("asc", "DESC"))}, "q")
    lines = history(log, LATER, "acme")
    yield _text(pelion_history(lines, limit=page.limit, order=page.order))


def _statistics(chance: Chance) -> Iterator[str]:
    asked = {"interval": chance.choice(("1h", "5h", "1d", "2w", "1mo")), "period": chance.choice(("31d", "8w", "2mo"))}
    limit = chance.choice(("2", "7", "50"))
    query = statistics_query({**asked, "limit": limit, "order": chance.choice(("asc", "desc"))}, _instant(chance), "q")
    if isinstance(query, PelionError):
        yield _text(query)
        return
    own = [row for row in _connections(chance) if row[1] == "acme"]
    calls = [(_instant(chance), _calls(chance)) for _ in range(3)] if chance.often(50) else None
    facts = {"connections": own, "updates": _updates(chance), "api_calls": calls}
    for _ in range(3):
        page = pelion_statistics(query, "acme", **facts)
        yield _text(page)
        if not page.has_more:
            return
        query = attrs.evolve(query, page=attrs.evolve(query.page, after=page.intervals[-1].id))


def _asked(chance: Chance) -> Iterator[str]:
    names = ("interval", "period", "start", "end", "limit", "after", "order", "include")
    values = (*SPANS, *INSTANTS, "2", "1", "1001", "0" * 32, "asc", "up", "total_count")
    query = {name: chance.choice(values) for name in names if chance.often(40)}
    found = statistics_query(query, LATER, "q")
    yield _text(found) if isinstance(found, PelionError) else str(found)
    month = report_month({"month": chance.choice(MONTHS)}, "q")
    yield _text(month) if isinstance(month, PelionError) else str(month)
