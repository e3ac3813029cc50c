"""The published strategies: they keep to their arguments, refuse wrong ones, and reach the cases that broke others."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import get_args

import attrs
import pytest
from hypothesis import Phase, find, given, settings

from kpix_billing_core import testing as kt
from kpix_billing_core.accounts import PaymentMethod
from kpix_billing_core.catalogue import (
    BillingTerms,
    CreditValue,
    CustomBands,
    FlatFee,
    Graduated,
    MinimumScope,
    PerUnit,
    RenewalOrder,
    UnusedShare,
)
from kpix_billing_core.dates import INCLUSIVE_DAYS, Month, local_day
from kpix_billing_core.decisions import Reason
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import Currency
from kpix_billing_core.pool import Consumed, Deactivated, Ending, Granted, Occasion, PoolEvent, Removed, replay

JPY, KWD = map(Currency.of, ("JPY", "KWD"))
APRIL = Month(2026, 4)
# A hard case need not be made small, and is there or not, whatever the profile.
SEARCH = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=1_000)


FEW_DAYS = {"min_day": date(2024, 2, 28), "max_day": date(2024, 3, 1)}
AHEAD = timezone(timedelta(hours=14))
CYCLE = Occasion.CYCLE

# What every value of a strategy built with arguments must be.
KEPT = [
    (kt.currencies(min_exponent=3, max_exponent=4), lambda c: 3 <= c.exponent <= 4),
    (kt.currencies(min_exponent=17), lambda c: 17 <= c.exponent <= 18),
    (kt.moneys(currency=JPY, min_minor=-3, max_minor=120), lambda m: m.currency == JPY and -3 <= m.minor <= 120),
    (kt.moneys(min_minor=10**50), lambda m: m.minor >= 10**50),
    (kt.moneys(max_minor=-(10**50)), lambda m: m.minor <= -(10**50)),
    (kt.exact_moneys(currency=KWD), lambda m: m.currency == KWD),
    (kt.exact_moneys(min_amount="0.001", max_amount="0.002"), lambda m: 1 <= m.amount * 1000 <= 2),
    (kt.exact_moneys(max_amount=-(10**60)), lambda m: m.amount <= -(10**60)),
    (kt.roundings(currency=JPY), lambda r: r.step is None or r.step.denominator == 1),
    (kt.days(**FEW_DAYS), lambda d: FEW_DAYS["min_day"] <= d <= FEW_DAYS["max_day"]),
    (kt.months(min_month=APRIL, max_month=APRIL + 1), lambda m: m in {APRIL, APRIL + 1}),
    (kt.periods(**FEW_DAYS), lambda p: FEW_DAYS["min_day"] <= p.first <= p.last <= FEW_DAYS["max_day"]),
    (kt.periods(max_days=2), lambda p: p.days <= 2),
    (kt.instants(**FEW_DAYS, zone=AHEAD), lambda i: FEW_DAYS["min_day"] <= local_day(i, AHEAD) <= FEW_DAYS["max_day"]),
    (kt.ids(max_size=3), lambda i: 1 <= len(i) <= 3),
    (kt.tables(max_columns=2, max_rows=1), lambda t: len(t.columns) <= 2 and len(t.rows) <= 1),
    (kt.logs(max_size=2), lambda log: len(log) <= 2),
    (kt.happenings(version=7), lambda h: h.version == 7),
    (kt.happenings(), lambda h: 0 <= h.version <= 9),
    (kt.pricing_models(kinds=(PerUnit,)), lambda m: type(m) is PerUnit),
    (kt.pricing_models(currency=KWD), lambda m: m.currency == KWD),
    (kt.prices(currency=JPY, sku="S"), lambda p: (p.sku, p.currency) == ("S", JPY)),
    (kt.prices(account="A"), lambda p: p.account in {None, "A"}),
    (kt.price_bands(currency=KWD), lambda b: b.price.currency == KWD),
    (kt.band_schedules(currency=KWD, max_bands=2), lambda s: len(s) <= 2 and s[-1].price.currency == KWD),
    (kt.steps(currency=KWD), lambda s: s.price.currency == KWD),
    (kt.unit_prices(currency=KWD), lambda p: p.currency == KWD and p.amount >= 0),
    (kt.minimum_spends(currency=KWD), lambda m: {a.currency for a in m.amounts} == {KWD}),
    (kt.account_minimums(currency=KWD), lambda m: m.minimum_spend.amount(KWD).minor >= 0),
    (kt.billing_terms(currency=JPY), lambda t: t.minimum_spend is None or t.minimum_spend.amount(JPY).minor >= 0),
    (kt.billing_terms(currency=JPY), lambda t: t.rounding.step is None or t.rounding.step.denominator == 1),
    (kt.accounts(currency=KWD), lambda a: a.currency == KWD),
    (kt.accounts(payment_method=PaymentMethod.PREPAY), lambda a: a.payment_method is PaymentMethod.PREPAY),
    (kt.account_credits(account="A", currency=KWD), lambda c: (c.account, c.amount.currency) == ("A", KWD)),
    (kt.allocations(month=APRIL), lambda a: abs((a.consumed_on - APRIL.first_day).days) <= 400),
    (kt.allocations(account="A", skus=("X",)), lambda a: (a.account, a.sku) == ("A", "X")),
    (kt.allocation_histories(max_size=2), lambda h: len(h) <= 2 and len({a.account for a in h}) <= 1),
    (kt.allocation_histories(account="A", skus=("X",)), lambda h: {(a.account, a.sku) for a in h} <= {("A", "X")}),
    (kt.tally_entries(divisor=29), lambda e: e.divisor == 29),
    (kt.tallies(month=APRIL, account="A"), lambda t: t.month == APRIL and t.account in {None, "A"}),
    (kt.tallies(terms=BillingTerms(), skus=("X",)), lambda t: {e.sku for e in t.entries} <= {"X"}),
    (kt.tallies(terms=BillingTerms()), lambda t: t.day_count == INCLUSIVE_DAYS),
    (kt.charges(month=APRIL, currency=KWD), lambda c: (c.month, c.amount.currency) == (APRIL, KWD)),
    (kt.rated_months(month=APRIL, currency=KWD), lambda r: (r.month, r.currency) == (APRIL, KWD)),
    (kt.invoices(month=APRIL, currency=KWD), lambda i: (i.month, i.due.currency) == (APRIL, KWD)),
    (kt.devices(owner="A"), lambda d: d.owner == "A"),
    (kt.credit_grants(sku="X"), lambda g: g.sku == "X" and g.left == g.granted - g.consumed - g.withdrawn >= 0),
    (
        kt.pool_events(account="A", kinds=(Granted, Removed)),
        lambda e: e.account == "A" and type(e) in {Granted, Removed},
    ),
    (kt.pool_histories(account="A", max_size=2), lambda h: {e.account for e in h} <= {"A"}),
    (kt.pool_histories(), lambda h: replay(h).version == len(h)),
    (kt.pools(account="A"), lambda p: p.account == "A"),
    (kt.fleets(account="A"), lambda f: {h.start.account for h in f.holdings} <= {"A"}),
    (kt.outcomes(account="A"), lambda o: {e.account for e in o.events} <= {"A"}),
    (kt.renewals(account="A"), lambda r: r.account == "A"),
    (kt.holdings(account="A"), lambda h: h.start.account == "A"),
    (kt.unused_days(account="A"), lambda u: u.account == "A" and u.days + u.before <= 31),
    (kt.unused_credits(account="A", currency=JPY), lambda c: (c.unused.account, c.amount.currency) == ("A", JPY)),
]


@pytest.mark.parametrize(("strategy", "holds"), KEPT)
def test_strategies_keep_to_their_arguments(strategy, holds):
    """Bounds are included, and currencies, accounts, SKUs, models and months are those asked for."""

    @given(strategy)
    @settings(max_examples=settings().max_examples // 10)
    def law(value):
        assert holds(value)

    law()


@settings(max_examples=max(20, settings().max_examples // 10))
@given(kt.price_books(currency=KWD, skus=("X", "Y", "Z"), account="A"))
def test_a_book_prices_what_it_promises(book):
    """Every SKU has a default price since ever in the currency, and floors and steps can be paid in it."""
    assert all(book.default_price(sku, KWD, date.min) is not None for sku in "XYZ")
    assert {price.currency for price in book.prices} == {KWD}
    assert {price.account for price in book.prices} <= {None, "A"}
    assert {plan.sku for plan in book.plans} == set("XYZ")
    floor = book.minimum_spend("A")
    assert floor is None or floor.amount(KWD).currency == KWD
    step = book.terms.rounding.step
    assert step is None or (step * 1000).denominator == 1


def test_a_book_may_be_of_no_sku():
    """Without SKUs there are terms, and perhaps a floor, and no price."""
    assert find(kt.price_books(skus=()), lambda _: True, settings=SEARCH).prices == ()


def test_allocations_stay_within_the_calendar():
    """Around the first and the last month there is, days are cut to those that exist."""
    assert find(kt.allocations(month=Month(1, 1)), lambda one: one.consumed_on == date.min, settings=SEARCH)
    assert find(kt.allocations(month=Month(9999, 12)), lambda one: one.removed_on == date.max, settings=SEARCH)


# What must be among the first values of a strategy, as it once broke a billing system or would break ours.
HARD = {
    "currencies": {
        "no decimals": lambda c: c.exponent == 0,
        "more decimals than ISO knows": lambda c: c.exponent > 4,
    },
    "exact_moneys": {
        "a tie of half a cent": lambda m: m.amount * 10**m.currency.exponent % 1 == Fraction(1, 2),
        "digits that never end": lambda m: m.amount.denominator % 3 == 0,
        "a price far below a cent": lambda m: 0 < m.amount < Fraction(1, 10**6),
    },
    "moneys": {
        "more than 28 digits": lambda m: abs(m.minor) > 10**28,
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
        "a custom price": lambda b: any(price.account for price in b.prices),
        "a price from a day on": lambda b: any(price.effective_from for price in b.prices),
        "an own floor": lambda b: b.minimums,
    },
    "plans": {
        "a plan with a name": lambda p: p.name,
        "a plan with the rank of nothing": lambda p: p.rank == 0,
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
        "an explanation of an invoice": lambda e: e.parts,
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
    "unused_credits": {
        "a credit of nothing": lambda c: not c.amount,
        "a credit of something": lambda c: c.amount,
    },
}


# Values that take milliseconds to make; their cases are common among them.
LARGE = {"price_books", "tallies", "rated_months", "charges", "invoice_lines", "invoices", "explanations"}


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_are_reached(name):
    """Whoever asks for any value gets the hard ones too, and without a long search."""
    missing = dict(HARD[name])

    @given(getattr(kt, name)())
    @settings(SEARCH, max_examples=66 if name in LARGE else 150)
    def search(value):
        for case in [case for case, holds in missing.items() if holds(value)]:
            del missing[case]

    search()
    assert missing == {}


@pytest.mark.parametrize(
    ("kind", "message", "build"),
    [
        (WrongType, "currency: expected Currency, got str 'USD'", lambda: kt.moneys(currency="USD")),
        (WrongType, "currency: expected Currency, got str 'USD'", lambda: kt.roundings(currency="USD")),
        (WrongType, "currency: expected Currency, got str 'USD'", lambda: kt.exact_moneys(currency="USD")),
        (WrongType, "min_minor: expected int, got float 0.5", lambda: kt.moneys(min_minor=0.5)),
        (WrongType, "max_minor: expected int, got str '5'", lambda: kt.moneys(max_minor="5")),
        (WrongValue, "max_minor: expected at least 2, got int 1", lambda: kt.moneys(min_minor=2, max_minor=1)),
        (
            WrongType,
            "min_amount: expected int, Fraction, Decimal or text, got float 0.5",
            lambda: kt.exact_moneys(min_amount=0.5),
        ),
        (
            WrongType,
            "max_amount: expected int, Fraction, Decimal or text, got float 0.5",
            lambda: kt.exact_moneys(max_amount=0.5),
        ),
        (
            WrongValue,
            "max_amount: expected at least 1, got Fraction Fraction(1, 2)",
            lambda: kt.exact_moneys(min_amount=1, max_amount="0.5"),
        ),
        (WrongValue, "min_exponent: expected at least 0, got int -1", lambda: kt.currencies(min_exponent=-1)),
        (
            WrongValue,
            "max_exponent: expected at least 3, got int 2",
            lambda: kt.currencies(min_exponent=3, max_exponent=2),
        ),
        (WrongValue, "max_exponent: expected at most 18, got int 19", lambda: kt.currencies(max_exponent=19)),
        (WrongValue, "max_size: expected at most 10,000, got int 10001", lambda: kt.ids(max_size=10_001)),
        (WrongValue, "max_columns: expected at most 100, got int 101", lambda: kt.tables(max_columns=101)),
        (WrongValue, "max_bands: expected at most 100, got int 101", lambda: kt.band_schedules(max_bands=101)),
        (WrongType, "skus: expected a tuple or list of ids, got set {'X'}", lambda: kt.allocations(skus={"X"})),
        (WrongType, "skus: expected a tuple or list of ids, got str 'XY'", lambda: kt.price_books(skus="XY")),
        (WrongType, "min_day: expected date, got str '2026-04-01'", lambda: kt.days(min_day="2026-04-01")),
        (WrongType, "max_day: expected date, got NoneType None", lambda: kt.periods(max_day=None)),
        (
            WrongValue,
            "max_day: expected a day from 2026-04-30 on, got date datetime.date(2026, 4, 1)",
            lambda: kt.days(min_day=APRIL.last_day, max_day=APRIL.first_day),
        ),
        (WrongValue, "max_days: expected at least 1, got int 0", lambda: kt.periods(max_days=0)),
        (WrongType, "min_month: expected Month, got str '2026-04'", lambda: kt.months(min_month="2026-04")),
        (WrongType, "max_month: expected Month, got str '2026-04'", lambda: kt.months(max_month="2026-04")),
        (
            WrongValue,
            "max_month: expected a month from 2026-04 on, got str '2026-03'",
            lambda: kt.months(min_month=APRIL, max_month=APRIL - 1),
        ),
        (WrongType, "zone: expected tzinfo, got str 'UTC'", lambda: kt.instants(zone="UTC")),
        (WrongType, "min_day: expected date, got int 1", lambda: kt.instants(min_day=1)),
        (WrongValue, "max_size: expected at least 1, got int 0", lambda: kt.ids(max_size=0)),
        (WrongValue, "max_columns: expected at least 1, got int 0", lambda: kt.tables(max_columns=0)),
        (WrongValue, "max_rows: expected at least 0, got int -1", lambda: kt.tables(max_rows=-1)),
        (WrongValue, "max_size: expected at least 0, got int -1", lambda: kt.logs(max_size=-1)),
        (WrongValue, "version: expected at least 0, got int -1", lambda: kt.happenings(version=-1)),
        (WrongValue, "max_bands: expected at least 1, got int 0", lambda: kt.band_schedules(max_bands=0)),
        (WrongValue, "kinds: expected some of the pricing models, got tuple ()", lambda: kt.pricing_models(kinds=())),
        (
            WrongValue,
            "kinds: expected some of the pricing models, got list [<class 'int'>]",
            lambda: kt.pricing_models(kinds=[int]),
        ),
        (WrongType, "currency: expected Currency, got int 1", lambda: kt.minimum_spends(currency=1)),
        (WrongType, "sku: expected str, got int 1", lambda: kt.prices(sku=1)),
        (WrongValue, "account: expected an id, got str ''", lambda: kt.prices(account="")),
        (WrongType, "account: expected str, got NoneType None", lambda: kt.price_books(account=None)),
        (WrongType, "skus: expected str, got int 1", lambda: kt.price_books(skus=(1,))),
        (WrongType, "skus: expected str, got int 1", lambda: kt.allocations(skus=(1,))),
        (WrongType, "month: expected Month, got str '2026-04'", lambda: kt.allocations(month="2026-04")),
        (WrongValue, "account: expected an id, got str ''", lambda: kt.tallies(account="")),
        (WrongType, "terms: expected BillingTerms, got int 1", lambda: kt.tallies(terms=1)),
        (WrongValue, "max_size: expected at least 0, got int -1", lambda: kt.allocation_histories(max_size=-1)),
        (WrongValue, "divisor: expected at least 1, got int 0", lambda: kt.tally_entries(divisor=0)),
        (WrongValue, "kinds: expected some of the events of a pool, got tuple ()", lambda: kt.pool_events(kinds=())),
        (
            WrongValue,
            "kinds: expected some of the events of a pool, got tuple (<class 'int'>,)",
            lambda: kt.pool_events(kinds=(int,)),
        ),
        (WrongValue, "owner: expected an id, got str ''", lambda: kt.devices(owner="")),
        (WrongValue, "sku: expected an id, got str ''", lambda: kt.credit_grants(sku="")),
        (WrongValue, "max_size: expected at most 100, got int 101", lambda: kt.pool_histories(max_size=101)),
        (WrongType, "account: expected str, got int 1", lambda: kt.renewals(account=1)),
        (
            WrongType,
            "payment_method: expected PaymentMethod, got str 'postpay'",
            lambda: kt.accounts(payment_method="postpay"),
        ),
    ],
)
def test_wrong_arguments_are_refused_at_once(kind, message, build):
    """A strategy that could make nothing right says so when it is built, not when it is first drawn from."""
    with pytest.raises(kind) as caught:
        build()
    assert str(caught.value) == message
