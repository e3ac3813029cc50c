"""Law: a report in the published shape says what the report says: own, by tenant and together, and every line of tokens."""

import json
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.quota import DAY, START, Desk
from tests.reports import report, tenant

from kpix_billing_core.dates import Month, month_start
from kpix_billing_core.interop import PelionReport, from_pelion, pelion_report, pelion_tenant_report, to_pelion
from kpix_billing_core.quota import as_of
from kpix_billing_core.reporting import BusinessModel, BusinessModelChange, Tenancy, Usage, usage_report
from kpix_billing_core.testing import quota_histories
from kpix_billing_core.usage import ApiCalls

LOGS = ((), Desk().package(20).reserved("n1", 5, START + DAY, tenant="north").log, Desk().package(2).log)
CALLS = ("registrations", "bootstrap_requests", "proxy_requests", "user_token_requests", "notifications")
COUNTS = (
    "active_devices",
    "firmware_updates",
    "sda_tokens",
    "user_token_requests",
    "api_key_requests",
    "notifications",
)
NESTED = {
    "from_devices": ("total", "registrations", "observations", "bootstrap_requests"),
    "to_devices": ("total", "proxy_requests", "subscriptions"),
}


def numbers(data):
    """Return the counters of billing data, those of messages too; what is not said is 0."""
    flat = [getattr(data, name) or 0 for name in COUNTS]
    parts = {name: getattr(data, name) for name in NESTED}
    return flat + [0 if parts[name] is None else getattr(parts[name], each) for name in NESTED for each in NESTED[name]]


@st.composite
def reports(draw):
    """Return a month of an account with two tenants, each with counts of its own or none, billed for devices or calls."""
    count = st.sampled_from((0, 1, 7, 10**12))
    calls = st.builds(ApiCalls, **dict.fromkeys(CALLS, count))
    usage = st.builds(
        Usage, active_devices=count, firmware_updates=count, access_tokens=st.none() | count, api_calls=calls
    )
    used = draw(st.dictionaries(st.sampled_from(("acme", "north", "south")), usage))
    models = draw(st.sampled_from(((), (BusinessModelChange(START, BusinessModel.API_CALLS),))))
    return report(used, tenant("north"), tenant("south"), models=models, quota=draw(st.sampled_from(LOGS)))


def said(found):
    """Return the report as a client reads it."""
    return from_pelion(PelionReport, json.loads(json.dumps(to_pelion(pelion_report(found, "r1")))))


@given(reports())
def test_together_is_own_and_tenants(whole):
    """For every counter, to the last unit; the sums of a tree of accounts: killbill/killbill#105, #339."""
    found = said(whole)
    parts = [found.billing_data, *(each.billing_data for each in found.tenants)]
    assert numbers(found.aggregated) == [sum(column) for column in zip(*map(numbers, parts), strict=True)]
    assert found.aggregated.active_devices == whole.aggregated.active_devices


@given(reports())
def test_a_tenant_sees_what_its_aggregator_sees(whole):
    """The same account, counts and lines, whoever asks; nothing in it is about others."""
    for listed in said(whole).tenants:
        own = pelion_tenant_report(whole, listed.account.id, "r2")
        assert (own.account, own.billing_data) == (listed.account, listed.billing_data)
        assert (own.tokens.lines if own.tokens else ()) == (listed.tokens.lines if listed.tokens else ())
        assert (own.aggregated, own.tenants, own.month) == (None, None, whole.month)


@given(quota_histories(account="acme"), st.integers(0, 13))
def test_tokens_are_those_of_the_ledger(events, months):
    """The lines of a month add up to the change of what remains over that month, and what is left is what the quota has.

    A report that keeps amounts of its own says others after a credit: killbill/killbill-analytics-plugin#105, #118.
    """
    assume(events and not any(getattr(event, "count", 1) is None for event in events))
    month = Month.of(events[0].at.date()) + months
    now = max(events[-1].at, month_start(month + 2))
    found = said(usage_report(Tenancy("acme"), month, {}, now=now, quota=events)).tokens
    before, after = (_remaining(events, month + number) for number in (0, 1))
    lines = () if found is None else found.aggregated
    assert sum(line.amount for line in lines) == after - before
    if found is not None and found.metadata is not None:
        assert found.metadata.remaining == _at_the_end(events, month).remaining


def _at_the_end(events, month):
    """Return where the tokens are as a month ends."""
    return as_of(events, month_start(month + 1) - timedelta.resolution, "acme").balance


def _remaining(events, month):
    """Return what remained just before a month."""
    return _at_the_end(events, month - 1).remaining
