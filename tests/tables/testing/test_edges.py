"""How far the published strategies go: to these numbers and never beyond them."""

from collections.abc import Callable
from datetime import timezone
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from kpix_billing_core import testing as kt
from kpix_billing_core.catalogue import Package
from kpix_billing_core.dates import Month
from kpix_billing_core.interop import PelionStatistics, PelionTokenLine
from kpix_billing_core.money import Currency
from kpix_billing_core.pool import Consumed, Granted, Withdrawn
from kpix_billing_core.quota import Adjusted, Released
from kpix_billing_core.testing import billing, books, campaigns, renewing, tiers, validity
from kpix_billing_core.testing.billing import LARGEST
from kpix_billing_core.testing.catalogue import HARD_SIZES
from kpix_billing_core.testing.lives import LONGEST
from kpix_billing_core.testing.metering import uses
from kpix_billing_core.testing.money import HARD_CURRENCIES

JPY = Currency.of("JPY")
APRIL = Month(2026, 4)
MANY = 10**18
Measure = Callable[[Any], Any]


def few(number: int) -> int | None:
    """Return a number, without those that no float can hold, which stand beside small ones."""
    return None if number >= MANY else number


# What is drawn, and for each number of it: how it is found, None where it has none; the least; the most.
EDGES: dict[str, tuple[Callable[[], Any], dict[str, tuple[Measure, object, object]]]] = {
    "plans": (kt.plans, {"rank": (lambda plan: plan.rank, -1, 9)}),
    "steps": (kt.steps, {"band": (lambda step: step.band, 0, 9)}),
    "price_bands": (
        kt.price_bands,
        {"width": (lambda band: None if band.up_to is None else int(30 * (band.up_to - band.threshold)), 1, 30 * 500)},
    ),
    "band_schedules": (kt.band_schedules, {"bands": (len, 1, 4)}),
    "packages": (
        lambda: kt.pricing_models(kinds=(Package,)),
        {"size": (lambda model: None if model.size in HARD_SIZES else int(model.size), 2, 1000)},
    ),
    "minimum_spends": (
        lambda: kt.minimum_spends(currency=JPY),
        {"floor": (lambda minimum: minimum.amounts[0].minor, 0, 10**6)},
    ),
    "minimum_spends of any currency": (
        kt.minimum_spends,
        {"amounts": (lambda minimum: len(minimum.amounts), 1, 3)},
    ),
    "day_counts": (kt.day_counts, {"divisor": (lambda count: count.divisor, 2, 366)}),
    "zones": (
        kt.zones,
        {
            "minutes": (
                lambda zone: zone.utcoffset(None).total_seconds() / 60 if type(zone) is timezone else None,
                -23 * 60,
                23 * 60,
            )
        },
    ),
    "currencies": (
        kt.currencies,
        {
            "decimals": (lambda currency: currency.exponent, 0, 18),
            "letters": (lambda currency: None if currency in HARD_CURRENCIES else len(currency.code), 3, 10),
        },
    ),
    "exact_moneys": (kt.exact_moneys, {"denominator": (lambda money: money.amount.denominator, 1, 10**12)}),
    "account_credits": (
        lambda: kt.account_credits(currency=JPY),
        {"amount": (lambda credit: credit.amount.minor, 0, LARGEST)},
    ),
    "credit_uses": (
        kt.credit_uses,
        {"used": (lambda use: use.used.minor, 0, LARGEST)},
    ),
    "adjustments": (
        kt.adjustments,
        {
            "target": (lambda adjustment: adjustment.target.amount, 0, LARGEST),
            "reached": (lambda adjustment: adjustment.reached.minor, 0, LARGEST),
        },
    ),
    "roundings": (
        lambda: kt.roundings(currency=Currency.of("USD")),
        {"step": (lambda rounding: rounding.step, Fraction(1, 20), Fraction(100))},
    ),
    "facts": (kt.facts, {"rules": (lambda fact: len(fact.rules), 0, 3)}),
    "allocations": (
        lambda: kt.allocations(month=APRIL),
        {
            "start": (lambda one: (one.consumed_on - APRIL.first_day).days, -400, 62),
            "length": (lambda one: one.removed_on and (one.removed_on - one.consumed_on).days + 1, 1, 400),
        },
    ),
    "allocation_histories": (kt.allocation_histories, {"rows": (len, 0, 12)}),
    "allocation_columns": (kt.allocation_columns, {"rows": (lambda columns: len(columns.device), 0, 5)}),
    "allocation_shares": (
        kt.allocation_shares,
        {"days": (lambda share: share.days, 0, 31), "month": (lambda share: share.divisor, 28, 31)},
    ),
    "tally_entries": (
        lambda: kt.tally_entries(divisor=31),
        {
            "allocations": (lambda entry: None if entry.histogram is None else entry.count, 0, 6),
            "days": (
                lambda entry: (
                    entry.histogram and max(days for days, count in enumerate(entry.histogram) if count or not days)
                ),
                0,
                28,
            ),
            "things": (lambda entry: None if entry.histogram or entry.devices else few(entry.count), 0, 9),
        },
    ),
    "uses": (
        lambda: uses(("STD",)),
        {
            "rows": (lambda use: None if use.counts is not None else len(use.rows), 0, 12),
            "rows of things": (lambda use: None if use.counts is None else len(use.rows), 0, 0),
            "things": (lambda use: None if not use.counts else use.counts["STD"], 0, 200),
        },
    ),
    "happenings": (
        kt.happenings,
        {"version": (lambda one: one.version, 0, 9), "letters": (lambda one: len(one.what), 0, 8)},
    ),
    "refusals": (kt.refusals, {"letters": (lambda refused: len(refused.detail), 0, 20)}),
    "tables": (
        lambda: kt.tables(max_columns=2),
        {
            "rows": (lambda table: len(table.rows), 0, 30),
            "columns": (lambda table: len(table.columns), 1, 2),
            "columns named twice": (lambda table: len(table.right) - len({*table.right}), 0, 0),
        },
    ),
    "shortages": (kt.shortages, {"needed": (lambda one: few(one.needed), 0, 4)}),
    "unused_days": (
        kt.unused_days,
        {
            "event": (lambda unused: unused.event, 0, 9),
            "days": (lambda unused: unused.days, 0, LONGEST),
            "before": (lambda unused: unused.before, 0, 24),
        },
    ),
    "credit_grants": (
        kt.credit_grants,
        {"left": (lambda grant: few(grant.left), 0, 4), "consumed": (lambda grant: few(grant.consumed), 0, 4)},
    ),
    "grants": (
        lambda: kt.pool_events(kinds=(Granted,)),
        {"version": (lambda event: few(event.version), 0, 9), "count": (lambda event: few(event.count), 1, 9)},
    ),
    "withdrawals": (
        lambda: kt.pool_events(kinds=(Withdrawn,)),
        {"grant": (lambda event: event.grant, 0, 9), "count": (lambda event: event.count, 1, 9)},
    ),
    "consumptions": (lambda: kt.pool_events(kinds=(Consumed,)), {"grant": (lambda event: event.grant, 0, 9)}),
    "quota_balances": (kt.quota_balances, {"remaining": (lambda balance: few(balance.remaining), 0, 4)}),
    "expiry_warnings": (kt.expiry_warnings, {"days": (lambda warning: warning.days_left, 0, 366)}),
    "history_entries": (
        kt.history_entries,
        {
            "amount": (lambda line: line.amount if line.amount > -MANY else None, -9, 9),
            "balance": (lambda line: line.balance, 0, 9),
        },
    ),
    "device_activities": (kt.device_activities, {"days": (lambda one: one.days, 1, (1 << 28) - 1)}),
    "at_least_connections": (kt.at_least_connections, {"number": (lambda rule: rule.number, 1, 10**6)}),
    "on_days": (kt.on_days, {"number": (lambda rule: rule.number, 1, 31)}),
    "subscription_tiers": (
        kt.subscription_tiers,
        {
            "limit": (lambda tier: tier.device_limit, 0, 10**6),
            "months": (lambda tier: tier.months, 0, 36),
            "days": (lambda tier: tier.days, 0, 90),
        },
    ),
    "status_counts": (kt.status_counts, {"active": (lambda count: count.active, 0, 10**6)}),
    "month_counts": (
        kt.month_counts,
        {"devices": (lambda count: count.devices, 0, 10**6)},
    ),
    "validities": (
        kt.validities,
        {
            "length": (lambda one: one.start and (one.last_day - one.start).days, 0, 364),
            "ended": (lambda one: one.deactivated_on and (one.deactivated_on - one.start).days, -2, 40),
        },
    ),
    "tokens given back": (
        lambda: kt.quota_events(kinds=(Released,)),
        {"consumed": (lambda event: few(event.consumed), 0, 4), "version": (lambda event: few(event.version), 0, 9)},
    ),
    "tokens adjusted": (
        lambda: kt.quota_events(kinds=(Adjusted,)),
        {"amount": (lambda event: few(event.amount), -9, 4)},
    ),
    "expiries": (kt.expiries, {"days": (lambda one: one.days_left, 0, 30)}),
    "sweep_events": (kt.sweep_events, {"before": (lambda event: event.days_left, 1, 30)}),
    "glances": (
        kt.glances,
        {"counts": (lambda one: len(one.counts), 0, 3), "expiries": (lambda one: len(one.expiring), 0, 3)},
    ),
    "account_snapshots": (
        kt.account_snapshots,
        {"tenants": (lambda one: one.tenants, 1, 9)},
    ),
    "ids": (kt.ids, {"letters": (len, 1, 200)}),
    "counts at a glance": (lambda: tiers._few(st.none()), {"counts": (len, 0, 3)}),
    "records of a device": (lambda: validity._few(st.none()), {"records": (len, 0, 3)}),
    "price_books": (
        lambda: kt.price_books(skus=("X",), currency=JPY),
        {"others": (lambda book: len(book.prices) - 1, 0, 3)},
    ),
    "terms in yen": (
        lambda: kt.billing_terms(currency=JPY),
        {"part of a yen": (lambda terms: terms.rounding.step and terms.rounding.step.denominator, 1, 1)},
    ),
    "parts of a book": (
        lambda: books.book_parts(("X", "Y")),
        {
            "models": (lambda parts: len(parts.models), 2, 2),
            "names": (lambda parts: len(parts.names), 2, 2),
            "others": (lambda parts: len(parts.others), 0, 3),
        },
    ),
    "credits of an invoice": (
        billing._owed,
        {"credits": (len, 0, 3), "ids twice": (lambda owed: len(owed) - len({credit.id for credit in owed}), 0, 0)},
    ),
    "wishes of a pool": (lambda: renewing._wishes(4), {"wishes": (len, 0, 4)}),
    "wishes of a quota": (lambda: campaigns._wishes(5), {"wishes": (len, 0, 5)}),
    "logs": (kt.logs, {"events": (len, 0, 20)}),
    "holdings": (
        kt.holdings,
        {"length": (lambda one: one.removed_on and (one.removed_on - one.consumed_on).days, 0, 365)},
    ),
    "usages": (kt.usages, {"devices": (lambda usage: few(usage.active_devices), 0, 9)}),
    "package_sections": (kt.package_sections, {"days": (lambda one: one.warning and one.warning.days_left, 0, 90)}),
    "tenancies": (
        kt.tenancies,
        {"tenants": (lambda one: len(one.tenants), 0, 3), "models": (lambda one: len(one.models), 0, 2)},
    ),
    "reservations": (
        kt.reservations,
        {"size": (lambda one: few(one.size), 1, 4), "lent": (lambda one: one.lent, 0, 4)},
    ),
    "service_packages": (kt.service_packages, {"lasts": (lambda one: (one.expires_at - one.starts_at).days, 1, 366)}),
    "quota_terms": (
        kt.quota_terms,
        {
            "validity": (lambda terms: terms.validity_months, 1, 36),
            "warning": (lambda terms: terms.warning_months, 0, 12),
            "grace": (lambda terms: terms.grace_days, 0, 60),
        },
    ),
    "lines of tokens": (
        lambda: kt.pelion_documents(kinds=(PelionTokenLine,)),
        {"amount": (lambda line: line.amount if line.amount > -(2**63) else None, -9, 9)},
    ),
    "pages of statistics": (
        lambda: kt.pelion_documents(kinds=(PelionStatistics,)),
        {"intervals": (lambda page: len(page.intervals), 0, 2), "limit": (lambda page: page.limit, 2, 1000)},
    ),
}


FIFTY = settings(phases=[Phase.generate], database=None, max_examples=50)
"""Enough to see that a number is not passed; to reach it takes up to a thousand values, and tens of seconds for all."""


@pytest.mark.deep
@pytest.mark.parametrize("name", EDGES)
def test_strategies_go_so_far(name):
    """None goes further; where there is time (`make explore`, `make mutate`), each goes there."""
    build, measures = EDGES[name]
    found: dict[str, tuple[Any, Any]] = {}

    @given(build())
    @settings(FIFTY)
    def look(value):
        for what, (measure, _, _) in measures.items():
            number = measure(value)
            if number is not None:
                least, most = found.get(what, (number, number))
                found[what] = min(least, number), max(most, number)

    expected = {what: (least, most) for what, (_, least, most) in measures.items()}
    turns = 20 if settings().max_examples > FIFTY.max_examples else 1
    for turn in range(turns):
        seed(turn)(look)()
        if turn > 3 and found == expected:
            break
    assert {
        what: (max(least, expected[what][0]), min(most, expected[what][1])) for what, (least, most) in found.items()
    } == found
    assert turns == 1 or found == expected
