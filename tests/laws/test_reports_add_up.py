"""Law: what a report has together is own and all tenants; what is searched for is what is exported; nothing leaks."""

import gzip
import json
from collections import Counter
from datetime import UTC, timedelta
from io import BytesIO
from itertools import permutations

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.reports import APRIL, LATER

from kpix_billing_core import from_json, to_json
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Refused
from kpix_billing_core.explain import explain
from kpix_billing_core.metering import Tally
from kpix_billing_core.quota import HISTORY_COLUMNS, HistoryReason, as_of, history
from kpix_billing_core.reporting import (
    ACTIVE_DEVICE_COLUMNS,
    FIRMWARE_UPDATE_COLUMNS,
    USAGE_COLUMNS,
    AccountTier,
    BusinessModel,
    Tenancy,
    TransactionSample,
    Usage,
    UsageReport,
    account_snapshot,
    active_device_rows,
    firmware_update_rows,
    report_available_at,
    usage_by_account,
    usage_list,
    usage_report,
    usage_tally,
    write_export,
)
from kpix_billing_core.testing import (
    active_devices,
    connections,
    firmware_updates,
    quota_histories,
    tenancies,
    usage_reports,
    usages,
)
from kpix_billing_core.usage import ApiCalls
from kpix_billing_core.usage import active_devices as devices_of

TERMS = BillingTerms()

COUNTERS = ("active_devices", "firmware_updates", "access_tokens")
CALLS = tuple(field.name for field in attrs.fields(ApiCalls))
WORDS = ("", "süd", "STRASSE", "gmbh", "=1", "nobody")
MONTHS = tuple(Month(2024, 1) + later for later in range(18))


def counter(usage: Usage, name: str) -> int | None:
    """Return a counter by its name, those of calls too."""
    if name in COUNTERS:
        return getattr(usage, name)
    return None if usage.api_calls is None else getattr(usage.api_calls, name)


def exported(columns, rows, **given) -> list[str]:
    """Return the lines of an export; what is between them is in a cell."""
    file = BytesIO()
    write_export(columns, rows, file, **given)
    return file.getvalue().decode().split("\r\n")


def billed(tenancy: Tenancy) -> Tenancy:
    """Return an account that sees billing."""
    return attrs.evolve(tenancy, tier=AccountTier.COMMERCIAL)


# --- together ------------------------------------------------------------------------------------------


def together_is_own_and_tenants(report):
    """For every counter, to the last unit: sub-accounts roll up without a rest (killbill/killbill#105)."""
    parts = [report.own.usage, *(tenant.usage for tenant in report.tenants)]
    for name in (*COUNTERS, *CALLS):
        there = [number for part in parts if (number := counter(part, name)) is not None]
        assert counter(report.aggregated, name) == (sum(there) if there else None)


@given(st.lists(usages(), min_size=3, max_size=3))
def test_usage_adds_in_any_order(some):
    """And nothing added changes nothing but what is absent."""
    sums = {one + other + third for one, other, third in permutations(some)}
    assert len(sums) == 1
    first, second, third = some
    assert (first + second) + third == first + (second + third)
    assert first + Usage() == first


def calls_are_there_where_they_are_billed(report):
    """In every part, or in none."""
    by_calls = report.business_model is BusinessModel.API_CALLS
    for usage in (report.own.usage, *(tenant.usage for tenant in report.tenants)):
        assert (usage.api_calls is not None) is by_calls


def lines_of_the_history_are_somebodys(report):
    """Own lines and tenants' lines are the whole, but for tenants that are not of the month: one source for all."""
    # killbill/killbill-analytics-plugin#105: figures of a report derive from the entries themselves
    parts = {one.account: one.history for one in (report.own, *report.tenants)}
    whole = {account: [_seen(line) for line in report.history.entries if line.account == account] for account in parts}
    assert {account: [_seen(line) for line in lines] for account, lines in parts.items()} == whole


def _seen(line):
    return line.added, line.amount, line.reason, line.campaign


def the_tally_has_what_is_billed(report):
    """The metric of the business model, together, and no other; parts of the calls are the calls.

    Which of two kinds of use wins is a rule that can be read, and nothing is billed by both: balena-io/docs#1788.
    """
    used = usage_tally(report, BillingTerms())
    assert [(entry.sku, entry.units) for entry in used.entries] == [
        (report.business_model.value, report.aggregated.metrics()[report.business_model.value])
    ]
    if report.business_model is BusinessModel.API_CALLS:
        parts = dict.fromkeys(("to_services", "to_devices", "integration"), "CALL")
        assert usage_tally(report, BillingTerms(), parts).entry("CALL").units == report.aggregated.api_calls.total


def explanations_add_up(report):
    """The numbers of a sum are the number it stands for (killbill/killbill#839), and what is counted is said."""
    # Cumulocity-IoT/c8y-docs#2054: a number without its counting rule is misunderstood
    shown = {fact.label: fact for fact in explain(report).facts}
    for metric, number in report.aggregated.metrics().items():
        fact = shown[metric.replace("_", " ")]
        if report.tenants:
            total, _, summands = fact.value.partition(" = ")
            found = []
            for account in (report.account, *(tenant.account for tenant in report.tenants)):
                text, _, rest = summands.partition(" of ")
                found.append(int(text))
                summands = rest.removeprefix(account).removeprefix(" + ")
            assert (int(total), sum(found), summands) == (number, number, "")
        else:
            assert fact.value == f"{number}, all its own"


# --- months --------------------------------------------------------------------------------------------


@given(quota_histories(account="acme"))
def test_months_share_out_the_history(events):
    """Each line is in one month's report; what remains at the end of a month is the balance of its last line."""
    lines = []
    for month in MONTHS:
        report = usage_report(Tenancy("acme"), month, {}, now=LATER.replace(year=2200), quota=events)
        lines += report.history.entries
        before = [
            line
            for line in history(events, LATER.replace(year=2200), "acme").entries
            if line.added < report.own.period_end
        ]
        remaining = before[-1].balance if before else 0
        left = 0 if report.package is None else report.package.remaining
        assert left == remaining
        start = as_of(events, report.own.period_end - timedelta.resolution, "acme")
        assert (report.package is None) is (start.active is None)
    whole = history(events, LATER.replace(year=2200), "acme").entries
    assert lines == [line for line in whole if Month.of(line.added.date()) in MONTHS]


@given(tenancies(), st.sampled_from(MONTHS), quota_histories(account="acme"), usages())
def test_a_report_is_the_same_whenever_it_is_made(tenancy, month, events, usage):
    """But for when it was made: a preview is the same function of the same facts (killbill/killbill#2249)."""
    acme = attrs.evolve(billed(tenancy), aggregator="acme", tenants=())
    first = report_available_at(month)
    early = usage_report(acme, month, {"acme": usage}, now=first, quota=events)
    late = usage_report(acme, month, {"acme": usage}, now=LATER.replace(year=2200), quota=events)
    assert attrs.evolve(late, own=attrs.evolve(late.own, generated_at=first)) == early
    too_early = usage_report(acme, month, {"acme": usage}, now=first - timedelta.resolution, quota=events)
    assert isinstance(too_early, Refused)


# --- views and files -----------------------------------------------------------------------------------


def searching_commutes_with_exporting(report):
    """To search and write is to write and keep those lines, in the same order (rule P56)."""
    listed = usage_list(report)
    for text in WORDS:
        _searched(listed, text)


def _searched(listed, text):
    found = listed.search(text)
    keep = [
        text.casefold() in row.name.casefold() or text.casefold() in row.organisation.casefold()
        for row in listed.entries
    ]
    header, *whole = exported(USAGE_COLUMNS, listed.rows())[:-1]
    assert exported(USAGE_COLUMNS, found.rows())[:-1] == [
        header,
        *(line for line, kept in zip(whole, keep, strict=True) if kept),
    ]
    assert found.search("").rows() == found.rows()


def history_views_commute_with_exporting(report):
    """As above, of the lines of the quota."""
    for campaign in ("a", "B", None):
        for reason in (HistoryReason.RESERVATION, None):
            _viewed(report.history, campaign, reason)


def _viewed(whole, campaign, reason):
    view = whole.view(campaign=campaign, reason=reason)
    keep = [line in set(view.entries) for line in whole.entries]
    lines = exported(HISTORY_COLUMNS, whole.rows())[1:-1]
    kept = [line for line, there in zip(lines, keep, strict=True) if there]
    assert exported(HISTORY_COLUMNS, view.rows())[1:-1] == kept


@given(st.lists(active_devices(month=APRIL), max_size=3), st.lists(firmware_updates(month=APRIL), max_size=4))
def test_files_have_a_row_for_each_that_counts(active, updates):
    """No fewer, no more, however parts are given; and the instants are not cut short (getlago/lago-api#5104)."""
    active = [attrs.evolve(each, zone=LATER.tzinfo) for each in active if each.zone is LATER.tzinfo]
    once = {each.account: each for each in active}
    found = usage_by_account(APRIL, active=once.values(), updates=updates)
    rows = list(active_device_rows(once.values()))
    assert Counter(row[0] for row in rows) == Counter({name: used.active_devices for name, used in found.items()})
    assert {(row[0], row[2], row[1]) for row in rows} == {
        (a.account, *first) for a in once.values() for first in a.first
    }
    rows = list(firmware_update_rows(updates, APRIL))
    assert Counter(row[0] for row in rows) == Counter({name: used.firmware_updates for name, used in found.items()})
    assert usage_by_account(APRIL, active=tuple(once.values())[::-1], updates=updates[::-1]) == found


@given(st.lists(active_devices(month=APRIL, account="acme"), max_size=3))
def test_a_device_in_two_parts_counts_once(parts):
    """Removed and added again, it is still one: zerotier/ZeroTierOne#2382."""
    assume(len({part.zone for part in parts}) <= 1)
    zone = parts[0].zone if parts else LATER.tzinfo
    found = usage_by_account(APRIL, zone, active=parts)
    devices = {device for part in parts for device, _ in part.first}
    assert found.get("acme", Usage()).active_devices == len(devices)


@given(*[st.lists(connections(month=APRIL, account="acme", zone=UTC), max_size=9)] * 2)
def test_what_comes_late_is_a_difference_of_its_month(early, late):
    """A report made anew says what was there before and what came late, each once; nothing is billed a second time.

    A correction is of the month that it corrects, whenever it is billed: flexprice/flexprice#605,
    cloudfoundry-attic/cf-abacus#145, FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec#505, #511, #1501.
    """
    before = devices_of(early, APRIL, "acme")
    after = before + devices_of(late, APRIL, "acme")
    told, anew = (
        usage_tally(usage_report(Tenancy("acme"), APRIL, {"acme": Usage(active_devices=one.count)}, now=LATER), TERMS)
        for one in (before, after)
    )
    came = {device for device, _ in after.first} - {device for device, _ in before.first}
    correction = Tally.of_counts("acme", APRIL, {"active_devices": len(came)}, TERMS)
    assert (told + correction).entry("active_devices").units == anew.entry("active_devices").units
    assert correction.month == anew.month


@given(
    st.lists(st.tuples(st.text(max_size=9) | st.sampled_from(("=1+1", 'a "b"\r\nc', "-1")), st.integers())),
    st.booleans(),
)
def test_compressed_is_the_same_file(rows, guard):
    """The same bytes inside, and the same outside whenever it is written."""
    rows = [row for row in rows if "\0" not in row[0] and row[0].isprintable()]
    plain, packed, again = BytesIO(), BytesIO(), BytesIO()
    write_export(("text", "number"), rows, plain, guard=guard)
    write_export(("text", "number"), rows, packed, compressed=True, guard=guard)
    write_export(("text", "number"), iter(rows), again, compressed=True, guard=guard)
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()
    assert packed.getvalue() == again.getvalue()
    assert FIRMWARE_UPDATE_COLUMNS[0] == ACTIVE_DEVICE_COLUMNS[0]


# --- what does not leak --------------------------------------------------------------------------------


@given(tenancies(), active_devices(month=APRIL), st.lists(st.integers(0, 9), max_size=3))
def test_snapshots_never_include_tenants(tenancy, active, numbers):
    """Whoever the tenants are, the figures are those of the account alone (rules P25, C8)."""
    acme = attrs.evolve(billed(tenancy), aggregator=active.account, tenants=())
    above = attrs.evolve(acme, tenants=tuple(each for each in tenancy.tenants if each.id != active.account))
    samples = [TransactionSample(active.account, LATER - timedelta(days=days + 1), 10**days) for days in numbers]
    alone, with_tenants = (account_snapshot(one, active, samples, now=LATER) for one in (acme, above))
    assert attrs.evolve(with_tenants, tenants=None) == alone
    assert alone.active_devices == len({device for device, _ in active.first})
    assert alone.transactions == sum(10**days for days in numbers)
    assert with_tenants.tenants != 0


def a_tenants_own_report_says_nothing_of_others(report):
    """Not of the account above, its package, what is left of it or other tenants, however it is written (rule P60)."""
    for tenant in report.tenants:
        written = to_json(tenant)
        assert not set(_keys(json.loads(written))) & {"balance", "remaining", "reserved", "package", "tenants", "id"}
        assert from_json(type(tenant), written) == tenant


def _keys(data):
    """Yield every key of a document, however deep."""
    match data:
        case dict():
            yield from data
            for value in data.values():
                yield from _keys(value)
        case list():
            for value in data:
                yield from _keys(value)


def reports_survive_a_document(report):
    """Written and read, they are what they were; what is together is written too."""
    assert from_json(UsageReport, to_json(report)) == report
    assert f'"active_devices": {report.aggregated.active_devices}' in to_json(report)


SIDES = (
    together_is_own_and_tenants,
    calls_are_there_where_they_are_billed,
    lines_of_the_history_are_somebodys,
    the_tally_has_what_is_billed,
    explanations_add_up,
    searching_commutes_with_exporting,
    history_views_commute_with_exporting,
    a_tenants_own_report_says_nothing_of_others,
    reports_survive_a_document,
)


@given(usage_reports())
def test_every_side_of_a_report(report):
    """One report takes a while to make, so each is looked at from all sides."""
    for side in SIDES:
        side(report)
