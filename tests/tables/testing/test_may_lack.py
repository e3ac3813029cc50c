"""What the values of published strategies have or lack: each both, among the first values."""

from functools import partial

import pytest
from hypothesis import Phase, given, seed, settings

from kpix_billing_core import testing as kt
from kpix_billing_core.pool import Consumed, Granted, Purchased, Removed, Withdrawn
from kpix_billing_core.quota import Adjusted, Committed, PackageCreated, PackageRenewed, Reserved

# What a value may have or not: sometimes nothing, sometimes something.
MAY_LACK = {
    "account_credits": ("reason", "origin"),
    "account_snapshots": ("tenants",),
    "active_devices": ("first",),
    "activities": ("devices",),
    "adjustments": ("sku",),
    "allocations": ("removed_on",),
    "application_rules": ("alert_days",),
    "billing_terms": ("minimum_spend",),
    "credit_grants": ("unit_price", "run", "expires_on"),
    "day_counts": ("divisor",),
    "devices": ("activated_on", "renew_until"),
    "facts": ("rules",),
    "firmware_updates": ("endpoint",),
    "glances": ("counts", "expiring"),
    "happenings": ("key", "what"),
    "history_entries": ("campaign", "package", "balance"),
    "holdings": ("removed_on",),
    "package_sections": ("remaining", "warning"),
    "peaks": ("at",),
    "plans": ("name", "rank"),
    "price_bands": ("up_to",),
    "prices": ("account", "effective_from"),
    "refusals": ("detail",),
    "reservations": ("tenant", "lapses_at"),
    "roundings": ("step",),
    "service_packages": ("count", "previous"),
    "sessions": ("disconnected_at",),
    "steps": ("band",),
    "subscription_tiers": ("device_limit",),
    "sweep_events": ("days_left",),
    "tables": ("rows", "title", "right", "foot"),
    "tally_entries": ("histogram", "devices"),
    "tenancies": ("tenants", "name", "models", "attributes"),
    "tenants": ("organisation", "closed_at", "attributes"),
    "timed_validities": ("deactivated_at", "reason", "created_at"),
    "unused_days": ("unit_price", "run"),
    "usage_reports": ("tenants", "package"),
    "usage_rows": ("name", "organisation"),
    "usages": ("access_tokens", "api_calls"),
    "validities": ("start", "last_day", "deactivated_on", "reason", "created_at"),
    "verdicts": ("reason", "detail"),
}
# Events of one kind at a time, which are many kinds together.
MAY_LACK_OF_EVENTS = {
    "pool_events": {
        Granted: ("unit_price", "run", "expires_on", "reference", "key"),
        Withdrawn: ("reference", "key"),
        Consumed: ("unit_price", "run", "key"),
        Purchased: ("key",),
        Removed: ("key",),
    },
    "quota_events": {
        PackageCreated: ("count", "key"),
        PackageRenewed: ("count", "key"),
        Reserved: ("tenant", "key"),
        Committed: ("tenant", "key"),
        Adjusted: ("reference", "key"),
    },
}
CASES = {
    **{name: (getattr(kt, name), fields) for name, fields in MAY_LACK.items()},
    **{
        f"{name} {kind.__name__}": (partial(getattr(kt, name), kinds=(kind,)), fields)
        for name, kinds in MAY_LACK_OF_EVENTS.items()
        for kind, fields in kinds.items()
    },
}
TWENTY = settings(phases=[Phase.generate], database=None, max_examples=20)


@pytest.mark.deep
@pytest.mark.parametrize("name", CASES)
def test_what_may_be_there_or_not(name):
    """Whoever forgets that it may be missing, or that it may be there, is told so among 140 values."""
    build, fields = CASES[name]
    missing = {(field, there) for field in fields for there in (True, False)}

    @given(build())
    @settings(TWENTY)
    def look(value):
        missing.difference_update((field, getattr(value, field) not in (None, "", ())) for field in fields)

    for number in range(7):
        if missing:
            seed(number)(look)()
    assert missing == set()
