"""Strategies for tests with Hypothesis, of this package and of whatever is built on it.

Each is a function with a plural name, such as `moneys` or `day_counts`; its options are keywords, and they are checked.
Each mixes hard cases, which broke real billing systems, with generated ones: `instants` knows changed clocks.
`st.from_type(Money)` works as well, wherever Hypothesis is installed: every value class is registered with it.
Needs the extra `testing`; nothing else in the package imports it.
"""

__all__ = [
    "Happening",
    "account_credits",
    "account_minimums",
    "accounts",
    "adjustments",
    "allocation_columns",
    "allocation_histories",
    "allocation_shares",
    "allocations",
    "application_rules",
    "applications",
    "band_schedules",
    "billing_terms",
    "charges",
    "commitments",
    "credit_grants",
    "credit_uses",
    "currencies",
    "day_counts",
    "days",
    "device_statuses",
    "devices",
    "exact_moneys",
    "expiries",
    "expiry_warnings",
    "explanations",
    "facts",
    "fleets",
    "glances",
    "happenings",
    "histories",
    "history_entries",
    "holdings",
    "ids",
    "instants",
    "invoice_lines",
    "invoices",
    "logs",
    "method_changes",
    "minimum_spends",
    "moneys",
    "month_counts",
    "month_days",
    "months",
    "outcomes",
    "pelion_documents",
    "periods",
    "plans",
    "pool_balances",
    "pool_events",
    "pool_histories",
    "pools",
    "price_bands",
    "price_books",
    "prices",
    "pricing_models",
    "quota_balances",
    "quota_events",
    "quota_histories",
    "quota_terms",
    "quotas",
    "rated_months",
    "refusals",
    "renewals",
    "reservations",
    "roundings",
    "schedules",
    "service_packages",
    "shortages",
    "sku_totals",
    "status_counts",
    "status_spans",
    "steps",
    "subscription_moves",
    "subscription_tiers",
    "subscriptions",
    "sweep_events",
    "tables",
    "tallies",
    "tally_entries",
    "timed_validities",
    "timelines",
    "unit_prices",
    "unlimited",
    "unused_credits",
    "unused_days",
    "validities",
    "verdicts",
    "zones",
]

from .billing import (
    account_credits,
    accounts,
    adjustments,
    charges,
    credit_uses,
    explanations,
    facts,
    invoice_lines,
    invoices,
    rated_months,
)
from .books import price_books, prices
from .campaigns import histories, quota_histories, quotas
from .catalogue import (
    account_minimums,
    band_schedules,
    billing_terms,
    minimum_spends,
    plans,
    price_bands,
    pricing_models,
    steps,
    unit_prices,
)
from .dates import day_counts, days, instants, month_days, months, periods, zones
from .decisions import Happening, happenings, logs, refusals
from .lives import holdings, shortages, unused_credits, unused_days
from .metering import (
    allocation_columns,
    allocation_histories,
    allocation_shares,
    allocations,
    tallies,
    tally_entries,
)
from .money import currencies, exact_moneys, moneys, roundings
from .payers import devices, method_changes
from .pelion import pelion_documents
from .renewing import fleets, outcomes, pool_histories, pools, renewals
from .stock import credit_grants, pool_balances, pool_events, sku_totals
from .texts import ids, tables
from .tiers import (
    commitments,
    expiries,
    glances,
    month_counts,
    status_counts,
    subscription_moves,
    subscription_tiers,
    subscriptions,
)
from .tokens import (
    expiry_warnings,
    history_entries,
    quota_balances,
    quota_events,
    quota_terms,
    reservations,
    service_packages,
    unlimited,
    verdicts,
)
from .validity import (
    application_rules,
    applications,
    device_statuses,
    schedules,
    status_spans,
    sweep_events,
    timed_validities,
    timelines,
    validities,
)
