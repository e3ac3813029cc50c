"""The published strategies reach the cases that broke others, among their first values."""

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import get_args

import attrs
import pytest
from hypothesis import Phase, given, seed, settings

from kpix_billing_core import testing as kt
from kpix_billing_core.accounts import PaymentMethod
from kpix_billing_core.accounts.business_model import ModelChoice
from kpix_billing_core.catalogue import (
    BillingTerms,
    CreditValue,
    CustomBands,
    FlatFee,
    Graduated,
    MinimumScope,
    RenewalOrder,
    UnusedShare,
    Volume,
)
from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason
from kpix_billing_core.pool import Consumed, Deactivated, Ending, Occasion, PoolEvent, Removed
from kpix_billing_core.quota import RenewalStarted
from kpix_billing_core.testing import reports
from kpix_billing_core.validity import TIERS

CYCLE = Occasion.CYCLE

# What must be among the first values of a strategy, as it once broke a billing system or would break ours.
HARD = {
    "currencies": {
        "no decimals": lambda c: c.exponent == 0,
        "more decimals than ISO knows": lambda c: c.exponent > 4,
        "one of ISO's": lambda c: not c.code.startswith("X"),
    },
    "exact_moneys": {
        "a tie of half a cent": lambda m: m.amount * 10**m.currency.exponent % 1 == Fraction(1, 2),
        "digits that never end": lambda m: m.amount.denominator % 3 == 0,
        "a price far below a cent": lambda m: 0 < m.amount < Fraction(1, 10**6),
        "a little more or less than a half": lambda m: m.amount.numerator in {10**9 + 1, 10**9 - 1, 10**18 + 1},
    },
    "moneys": {
        "more than 28 digits": lambda m: abs(m.minor) > 10**28,
        "the first whole number that no float holds": lambda m: abs(m.minor) == 2**53 + 1,
        "a credit": lambda m: m.minor < 0,
    },
    "roundings": {
        "a step": lambda r: r.step == Fraction(1, 20),
    },
    "days": {
        "a leap day": lambda d: (d.month, d.day) == (2, 29),
        "the end of a February without one": lambda d: (d.month, d.day, d.year % 4) == (2, 28, 0),
    },
    "months": {
        "a leap month": lambda m: m.days == 29,
    },
    "periods": {
        "a period of one day": lambda p: p.days == 1,
        "a period of a whole month": lambda p: p.first.day == 1 and p.days == Month.of(p.first).days,
    },
    "day_counts": {
        "another divisor": lambda c: c.divisor not in {None, 30},
    },
    "zones": {
        "a zone ahead by more than half a day": lambda z: z == timezone(timedelta(hours=14)),
        "a zone with a name": lambda z: "/" in str(z),
    },
    "instants": {
        "a repeated hour": lambda i: i.fold == 1,
        "midnight": lambda i: (i.hour, i.minute, i.second, i.microsecond) == (0, 0, 0, 0),
        "the change at St John's": lambda i: i == datetime(2009, 11, 1, 2, 30, tzinfo=UTC),
    },
    "ids": {
        "a formula as an id": lambda i: i.startswith("="),
        "markup as an id": lambda i: "<" in i,
    },
    "tables": {
        "a table longer than is shown": lambda t: len(t.rows) > 20,
        "a control character in a cell": lambda t: any(not c.isprintable() for c in t.columns),
    },
    "logs": {
        "a log of keyed events": lambda log: log.with_key("key-1") is not None,
        "a log without keys": lambda log: len(log) > 1 and not any(event.key for event in log),
    },
    "refusals": {
        "every reason": lambda r: r.reason is Reason.KEY_REUSED,
    },
    "unit_prices": {
        "a free price": lambda p: not p,
        "a price far below a cent": lambda p: 0 < p.amount < Fraction(1, 10**6),
    },
    "band_schedules": {
        "bands that start above 0": lambda s: len(s) > 1 and s[0].threshold > 0,
        "one band alone": lambda s: len(s) == 1,
        "a band of part of a plan": lambda s: s[0].threshold == Fraction(1, 30),
    },
    "price_bands": {
        "a single band with an end": lambda b: b.up_to is not None,
    },
    "minimum_spends": {
        "a floor in two currencies": lambda m: len(m.amounts) > 1,
        "a floor without use": lambda m: m.without_usage,
        "a floor for each allocation": lambda m: m.scope is MinimumScope.ALLOCATION,
    },
    "billing_terms": {
        "days counted once": lambda t: t.dedupe_days,
        "days shared exactly": lambda t: t.unused_share is UnusedShare.EXACT_DAYS,
        "a change without a credit for the new plan": lambda t: not t.credit_new_plan,
        "credits at list price": lambda t: t.credit_value is CreditValue.LIST_PRICE,
        "devices in the order given": lambda t: t.renewal_order is RenewalOrder.GIVEN,
    },
    "price_books": {
        "merged bands": lambda b: b.terms.custom_bands is CustomBands.MERGE and len(b.prices) > 2,
        "a custom price": lambda b: any(price.account == "acme" for price in b.prices),
        "a price from a day on": lambda b: any(price.effective_from for price in b.prices),
        "an own floor": lambda b: b.minimums,
    },
    "plans": {
        "a plan with the rank of nothing": lambda p: p.rank == 0,
        "a plan with a name": lambda p: p.name,
    },
    "allocations": {
        "an open allocation": lambda a: a.removed_on is None,
    },
    "allocation_histories": {
        "a device that comes back": lambda h: len({a.device for a in h}) < len(h),
    },
    "allocation_columns": {
        "columns of nothing": lambda c: not c.device,
        "columns of something": lambda c: None in c.removed_on,
    },
    "tally_entries": {
        "an entry with a histogram": lambda e: e.histogram and e.units,
        "an entry with devices": lambda e: e.devices and e.histogram is None,
        "an entry of things counted": lambda e: e.divisor == 1 and e.count == 10**18,
    },
    "tallies": {
        "a tally of days": lambda t: any(e.divisor > 1 for e in t.entries),
        "a tally of things counted": lambda t: any(e.divisor == 1 and e.units for e in t.entries),
        "a tally of nothing": lambda t: not t.entries,
    },
    "allocation_shares": {
        "a share of nothing": lambda s: s.days == 0,
    },
    "rated_months": {
        "a month without charges": lambda r: not r.charges,
        "two charges": lambda r: len(r.charges) == 2,
    },
    "charges": {
        "a charge with a price passed over": lambda c: c.passed_over,
        "a charge at graduated prices": lambda c: type(c.price.model) is Graduated,
        "a charge at a flat fee": lambda c: type(c.price.model) is FlatFee,
        "a charge for nothing": lambda c: not c.amount,
    },
    "invoice_lines": {
        "a line": lambda line: line.amount.minor > 0,
    },
    "adjustments": {
        "a downward adjustment": lambda a: a.amount.minor < 0,
        "an adjustment to nothing": lambda a: not a.target,
    },
    "credit_uses": {
        "an unused credit": lambda u: u.left.minor > 0 and not u.used,
        "a credit used up": lambda u: u.used.minor > 0 and not u.left,
    },
    "invoices": {
        "an invoice of two lines": lambda i: len(i.lines) == 2 and i.due.minor > 0,
        "an invoice that carries a credit": lambda i: i.credits_carried,
        "an invoice with an adjustment": lambda i: i.adjustments,
        "an invoice of nothing": lambda i: not i.lines and not i.credits,
    },
    "explanations": {
        "an explanation of a charge": lambda e: re.search(r" in \d{4}-\d\d: ", e.title),
        "an explanation of an adjustment": lambda e: e.title.startswith(("Minimum spend", "Rounding")),
        "an explanation of an invoice": lambda e: e.title.startswith("Invoice"),
    },
    "facts": {
        "a fact with rules": lambda f: f.rules,
    },
    "devices": {
        "a device on another's account": lambda d: d.payer != d.owner,
        "a device that is not renewed for ever": lambda d: d.renew_until is not None,
    },
    "method_changes": {
        "details removed": lambda c: c.method is PaymentMethod.PREPAY,
        "a change at midnight": lambda c: (c.since.hour, c.since.minute, c.since.second) == (0, 0, 0),
    },
    "credit_grants": {
        "a grant used up": lambda g: not g.left,
        "a pending grant with something taken back": lambda g: g.pending and g.withdrawn,
        "a grant good for a day": lambda g: g.expires_on == g.granted_on,
        "a grant that goes first": lambda g: g.priority < 0,
        "more than a float can count": lambda g: g.left >= 10**18,
    },
    "sku_totals": {
        "a total of nothing": lambda t: not t.granted,
        "a total used up": lambda t: t.consumed == t.granted > 0,
    },
    "pool_balances": {
        "credits in every place": lambda b: all(attrs.astuple(b)),
        "an empty balance": lambda b: not b.granted,
    },
    "pool_events": {
        **{f"an event {kind.__name__}": lambda e, kind=kind: type(e) is kind for kind in get_args(PoolEvent)},
        "an event under a key": lambda e: e.key,
        "a credit with a price": lambda e: type(e) is Consumed and e.unit_price,
    },
    "pool_histories": {
        **{
            f"a history with {kind.__name__}": lambda h, kind=kind: kind in map(type, h) for kind in get_args(PoolEvent)
        },
        "a history of nothing": lambda h: not h,
        "two plans at one cycle": lambda h: len({e.device for e in h if getattr(e, "occasion", None) is CYCLE}) > 1,
        "an upgrade": lambda h: any(type(e) is Removed and e.why is Ending.UPGRADED for e in h),
    },
    "pools": {
        "a pool with a pending grant": lambda p: any(g.pending for g in p.grants),
        "a pool with a grant partly used": lambda p: any(g.consumed for g in p.grants),
        "a pool with two grants of a SKU": lambda p: len({g.sku for g in p.grants}) < len(p.grants),
        "an empty pool": lambda p: not p.version,
    },
    "fleets": {
        "a fleet with an open plan": lambda f: f.open,
        "a fleet whose device changed hands": lambda f: len({d.owner for d in f.devices}) > 1,
        "a fleet with a plan that ended": lambda f: len(f.open) < len(f.holdings),
    },
    "outcomes": {
        "an outcome of nothing": lambda o: not o.events,
        "an outcome of two events": lambda o: len(o.events) > 1,
        "an outcome with unused days": lambda o: o.unused,
    },
    "renewals": {
        "a renewal that bought": lambda r: r.purchases,
        "a renewal that switched off": lambda r: any(type(e) is Deactivated for e in r.events),
        "a renewal of nobody": lambda r: not r.events,
        "a renewal with an idle device": lambda r: r.idle,
    },
    "holdings": {
        "a plan billed later": lambda h: not h.prepaid,
        "a plan of one day": lambda h: h.removed_on == h.consumed_on,
        "a plan that is held": lambda h: h.removed_on is None,
    },
    "shortages": {
        "a shortage": lambda s: s.short,
        "none": lambda s: not s.short,
    },
    "unused_days": {
        "no unused day": lambda u: not u.days,
        "a whole month unused": lambda u: u.share == 1,
        "days credited before": lambda u: u.before,
    },
    "subscription_tiers": {
        "a trial of months": lambda t: t not in TIERS and t.trial and t.months,
        "a trial of days": lambda t: t not in TIERS and t.trial and t.days,
        "a limit, bound for months": lambda t: t not in TIERS and t.device_limit and t.months,
    },
    "subscription_moves": {
        "a move that begins anew": lambda m: m.after.since == m.on != m.before.since,
        "a move that keeps its start": lambda m: m.after.since == m.before.since != m.on,
        "a move that breaks a promise": lambda m: m.breach,
        "more devices than the new tier allows": lambda m: m.excess,
    },
    "application_rules": {
        "neither billed nor enforced": lambda r: not (r.billing or r.enforcement),
        "both": lambda r: r.billing and r.enforcement,
    },
    "timed_validities": {
        "ended early": lambda v: v.deactivated_at and v.deactivated_at < v.end_at,
        "ended late": lambda v: v.deactivated_at and v.deactivated_at > v.end_at,
    },
    "unused_credits": {
        "a credit of nothing": lambda c: not c.amount,
        "a credit of something": lambda c: c.amount,
    },
}


# What is asked for with options, or is drawn for what is published.
ASKED = {
    "prices of an account": (
        lambda: kt.prices(account="A"),
        {"its own": lambda p: p.account == "A", "a default one": lambda p: p.account is None},
    ),
    "books of one model": (
        lambda: kt.price_books(skus=tuple("ABCD")),
        {
            **{
                kind.__name__: lambda b, kind=kind: {type(price.model) for price in b.prices} == {kind}
                for kind in (Volume, Graduated)
            },
            "of several": lambda b: len({type(price.model) for price in b.prices}) > 2,
        },
    ),
    "tallies under terms that need no histogram": (
        lambda: kt.tallies(terms=BillingTerms()),
        {
            "with one": lambda t: any(entry.histogram for entry in t.entries),
            "without": lambda t: any(entry.divisor > 1 and not entry.histogram for entry in t.entries),
        },
    ),
    "renewals of a quota": (
        lambda: kt.quota_events(kinds=(RenewalStarted,)),
        {
            "nothing is changed": lambda e: e.amount == 0,
            "something is lost": lambda e: e.amount < 0,
            "something is gained": lambda e: e.amount > 0,
        },
    ),
    "terms of the reports of stories": (
        reports._report_terms,
        {
            **{choice.value: lambda t, choice=choice: t.model_choice is choice for choice in ModelChoice},
            **{str(zone): lambda t, zone=zone: t.zone == zone for zone in reports.ZONES},
        },
    ),
}

# Values that take milliseconds to make; their cases are common among them.
LARGE = {"price_books", "tallies", "rated_months", "charges", "invoice_lines", "invoices", "explanations"}
# A hard case need not be made small, and is there or not, whatever the profile.
TWENTY = settings(phases=[Phase.generate], database=None, max_examples=20)


# Chance reaches lines of the strategies; what is measured is in the other files, by hand.
@pytest.mark.deep
@pytest.mark.parametrize("name", HARD)
def test_hard_cases_are_reached(name):
    """Whoever asks for any value gets the hard ones too: among 140 values, among 60 of those that are large."""
    reach(getattr(kt, name)(), HARD[name], 3 if name in LARGE else 7)


@pytest.mark.deep
@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_comes(name):
    """An option gives what it names, not only nothing else; and what others are made of has hard cases too."""
    build, cases = ASKED[name]
    reach(build(), cases, 7)


def reach(strategy, cases, turns):
    """Look for the cases among twenty values a turn."""
    missing = dict(cases)

    @given(strategy)
    @settings(TWENTY)
    def look(value):
        for case in [case for case, holds in missing.items() if holds(value)]:
            del missing[case]

    for number in range(turns):
        if missing:
            seed(number)(look)()
    assert missing == {}
