"""Reports as text: months of accounts with tenants, their lists, files, explanations and pages, over random facts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO

from tests.golden.chance import Chance
from tests.quota import START, Desk

from kpix_billing_core import BillingTerms, Month, Refused, explain, to_json
from kpix_billing_core.accounts.account_tier import AccountTier
from kpix_billing_core.quota import HISTORY_COLUMNS, history, release, renew, reserve
from kpix_billing_core.rendering import (
    active_devices_chart,
    activity_html,
    balance_chart,
    tenant_html,
    tenant_text,
    usage_html,
    usage_text,
)
from kpix_billing_core.reporting import (
    ACTIVE_DEVICE_COLUMNS,
    USAGE_COLUMNS,
    BusinessModel,
    BusinessModelChange,
    ModelChoice,
    ReportTerms,
    Tenancy,
    Tenant,
    TransactionSample,
    UsageReport,
    account_snapshot,
    active_device_rows,
    attributes_of,
    report_available_at,
    usage_by_account,
    usage_list,
    usage_report,
    usage_tally,
    write_export,
)
from kpix_billing_core.usage import (
    ActiveDevices,
    ApiCalls,
    FirmwareUpdate,
    active_devices_by_account,
    activity_by_account,
)

NAMES = ("North", "SÜD", "=team", "<b>")
ACCOUNTS = ("acme", "north", "south")
_MONTHS = 14


def reports() -> Iterator[str]:
    """Reports of months under any terms, or why there are none; what is listed, exported and priced of them."""
    chance = Chance(11)
    for _ in range(50):
        acme, desk = _tenancy(chance), _quota(chance)
        month = Month(2026, 4) + chance.below(14)
        terms = ReportTerms(
            zone=timezone(timedelta(hours=chance.choice((0, 0, 14, -12)))),
            model_choice=chance.choice(tuple(ModelChoice)),
        )
        active, used = _counted(chance, acme, month, terms)
        now = report_available_at(month) + timedelta(hours=chance.choice((-1, 0, 0, 0, 100)))
        answer = usage_report(acme, month, used, now=now, quota=desk.log, terms=terms)
        yield f"{answer.reason.value}: {answer.detail}" if isinstance(answer, Refused) else to_json(answer, indent=None)
        if isinstance(answer, UsageReport):
            yield from _read(chance, answer, active)
        samples = [
            TransactionSample("acme", now - timedelta(days=chance.below(40)), chance.below(100)) for _ in range(9)
        ]
        mine = next((each for each in active if each.account == "acme"), ActiveDevices("acme", month, terms.zone))
        yield str(account_snapshot(acme, mine, samples, now=now))


def _tenancy(chance: Chance) -> Tenancy:
    tenants = [
        Tenant(
            id=account,
            name=chance.choice(NAMES),
            organisation=chance.choice(("", "Straße")),
            created_at=START - timedelta(days=chance.below(900)),
            closed_at=chance.choice((None, None, START + timedelta(days=400))),
            attributes=attributes_of({"number": chance.below(9), "none": None}),
        )
        for account in ACCOUNTS[1:]
        if chance.often(80)
    ]
    changes = {
        START + timedelta(days=chance.below(400)): chance.choice(tuple(BusinessModel)) for _ in range(chance.below(3))
    }
    models = tuple(BusinessModelChange(*change) for change in changes.items())
    tier = chance.choice((*AccountTier, AccountTier.COMMERCIAL, AccountTier.COMMERCIAL))
    return Tenancy("acme", tuple(tenants), name="Acme", tier=tier, models=models)


def _quota(chance: Chance) -> Desk:
    desk = Desk()
    if chance.often(70):
        desk.package(chance.choice((5, 20, None)))
        for number in range(chance.below(5)):
            at = START + timedelta(days=30 * number + chance.below(30))
            asked = {"campaign": f"c{number}", "tenant": chance.choice((None, "north", "south"))}
            desk.do(reserve, at, size=chance.between(1, 9), **asked)
            if chance.often(50):
                desk.do(release, at, **asked)
        if chance.often(40):
            desk.do(renew, START + timedelta(days=200), package="p2", count=7)
    return desk


def _counted(chance: Chance, acme: Tenancy, month: Month, terms: ReportTerms):
    there = ("acme", *(tenant.id for tenant in acme.in_month(month, terms.zone).tenants))
    first = datetime(month.year, month.number, 1, tzinfo=UTC)
    moments = [first + timedelta(hours=chance.below(800)) for _ in range(chance.below(30))]
    rows = [(f"d{chance.below(9)}", chance.choice(there), at) for at in moments]
    active = [counted for _, counted in active_devices_by_account(rows, month, terms.zone)]
    updates = [FirmwareUpdate(account, device, "spring", at) for device, account, at in rows if chance.often(30)]
    calls = {account: ApiCalls(registrations=chance.below(99), notifications=chance.below(9)) for account in there}
    return active, usage_by_account(month, terms.zone, active=active, updates=updates, api_calls=calls)


def _read(chance: Chance, report: UsageReport, active: list[ActiveDevices]) -> Iterator[str]:
    listed = usage_list(report).search(chance.choice(("", "ü", "STRASSE")))
    yield from (str(report), str(listed.table()), str(explain(report)), str(usage_tally(report, BillingTerms())))
    for columns, rows in (
        (USAGE_COLUMNS, listed.rows()),
        (HISTORY_COLUMNS, report.history.rows()),
        (ACTIVE_DEVICE_COLUMNS, active_device_rows(active)),
    ):
        file = BytesIO()
        write_export(columns, rows, file, guard=chance.often(50))
        yield sha256(file.getvalue()).hexdigest()


def report_pages() -> Iterator[str]:
    """Reports, their tenants' parts and the activity of their month as they are shown, with the pictures of both."""
    chance = Chance(15)
    shown = []
    for number in range(25):
        acme, desk, month, terms = _tenancy(chance), _quota(chance), Month(2026, 4) + number % 14, ReportTerms()
        active, used = _counted(chance, acme, month, terms)
        answer = usage_report(acme, month, used, now=report_available_at(month), quota=desk.log, terms=terms)
        if isinstance(answer, UsageReport):
            yield from (usage_html(answer, "en_US"), usage_text(answer, "en_US"))
            for tenant in answer.tenants:
                yield from (tenant_html(answer, tenant.account, "en_US"), tenant_text(answer, tenant.account, "en_US"))
        rows = [(row.device, row.account, row.connected_at) for each in active for row in each.rows()]
        yield activity_html((used for _, used in activity_by_account(rows * 3, month)), month, "en_US")
        shown += [each for each in active if number < _MONTHS]
        yield balance_chart(history(desk.log, START + timedelta(days=400), "acme"))
    # Their words are the callers' and English: locales are asked for signs and sides, which have long been settled.
    yield from (active_devices_chart(shown, locale) for locale in ("en_US", "de_DE", "he"))
