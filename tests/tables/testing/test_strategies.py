"""The published strategies: they keep to their arguments and refuse wrong ones."""

from datetime import UTC, date, timedelta, timezone
from inspect import isfunction, signature

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis.strategies import SearchStrategy
from tests.every import every

from kpix_billing_core import testing as kt
from kpix_billing_core.accounts import PaymentMethod
from kpix_billing_core.catalogue import BillingTerms, PerUnit
from kpix_billing_core.dates import INCLUSIVE_DAYS, Month, local_day
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import Currency
from kpix_billing_core.pool import Granted, GrantSource, Removed, replay
from kpix_billing_core.testing import books, pelion_parts

JPY, KWD = map(Currency.of, ("JPY", "KWD"))
APRIL = Month(2026, 4)
# A hard case need not be made small, and is there or not, whatever the profile.
SEARCH = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=1_000)


FEW_DAYS = {"min_day": date(2024, 2, 28), "max_day": date(2024, 3, 1)}
AS_CLOCKS_CHANGE = {"min_day": date(2026, 3, 28), "max_day": date(2026, 3, 30)}
AHEAD = timezone(timedelta(hours=14))

# What every value of a strategy built with arguments must be.
KEPT = [
    (lambda: kt.currencies(min_exponent=3, max_exponent=4), lambda c: 3 <= c.exponent <= 4),
    (lambda: kt.currencies(min_exponent=17), lambda c: 17 <= c.exponent <= 18),
    (
        lambda: kt.moneys(currency=JPY, min_minor=-3, max_minor=120),
        lambda m: m.currency == JPY and -3 <= m.minor <= 120,
    ),
    (lambda: kt.moneys(min_minor=10**50), lambda m: m.minor >= 10**50),
    (lambda: kt.moneys(max_minor=-(10**50)), lambda m: m.minor <= -(10**50)),
    (lambda: kt.exact_moneys(currency=KWD), lambda m: m.currency == KWD),
    (lambda: kt.exact_moneys(min_amount="0.001", max_amount="0.002"), lambda m: 1 <= m.amount * 1000 <= 2),
    (lambda: kt.exact_moneys(min_amount="0.7", max_amount="0.7"), lambda m: m.amount * 10 == 7),
    (lambda: kt.moneys(min_minor=7, max_minor=7), lambda m: m.minor == 7),
    (lambda: kt.exact_moneys(min_amount=10**60), lambda m: m.amount >= 10**60),
    (lambda: kt.exact_moneys(max_amount=-(10**60)), lambda m: m.amount <= -(10**60)),
    (lambda: kt.roundings(currency=JPY), lambda r: r.step is None or r.step.denominator == 1),
    (lambda: kt.days(**FEW_DAYS), lambda d: FEW_DAYS["min_day"] <= d <= FEW_DAYS["max_day"]),
    (lambda: kt.months(min_month=APRIL, max_month=APRIL + 1), lambda m: m in {APRIL, APRIL + 1}),
    (lambda: kt.periods(**FEW_DAYS), lambda p: FEW_DAYS["min_day"] <= p.first <= p.last <= FEW_DAYS["max_day"]),
    (lambda: kt.days(min_day=date.min, max_day=date.min), lambda d: d == date.min),
    (lambda: kt.months(min_month=APRIL, max_month=APRIL), lambda m: m == APRIL),
    (lambda: kt.periods(min_day=date.max, max_day=date.max), lambda p: p.first == p.last == date.max),
    (lambda: kt.periods(max_days=1), lambda p: p.days == 1),
    (lambda: kt.periods(max_days=2), lambda p: p.days <= 2),
    (
        lambda: kt.instants(**FEW_DAYS, zone=AHEAD),
        lambda i: FEW_DAYS["min_day"] <= local_day(i, AHEAD) <= FEW_DAYS["max_day"],
    ),
    (lambda: kt.instants(**AS_CLOCKS_CHANGE, zone=AHEAD), lambda i: i.tzinfo is AHEAD),
    (lambda: kt.ids(max_size=3), lambda i: 1 <= len(i) <= 3),
    (lambda: kt.ids(max_size=1), lambda i: len(i) == 1),
    (lambda: kt.tables(max_columns=2, max_rows=1), lambda t: len(t.columns) <= 2 and len(t.rows) <= 1),
    (lambda: kt.tables(max_columns=1), lambda t: len(t.columns) == 1),
    (lambda: kt.tables(max_columns=2), lambda t: len({*t.right}) == len(t.right)),
    (pelion_parts.moments, lambda at: at.tzinfo is UTC),
    (lambda: kt.logs(max_size=2), lambda log: len(log) <= 2),
    (lambda: kt.happenings(version=7), lambda h: h.version == 7),
    (lambda: kt.happenings(), lambda h: 0 <= h.version <= 9),
    (lambda: kt.pricing_models(kinds=(PerUnit,)), lambda m: type(m) is PerUnit),
    (lambda: kt.pricing_models(currency=KWD), lambda m: m.currency == KWD),
    (lambda: kt.prices(currency=JPY, sku="S"), lambda p: (p.sku, p.currency) == ("S", JPY)),
    (lambda: kt.price_books(skus=("X",)), lambda b: {price.account for price in b.prices} <= {None, "acme"}),
    (lambda: kt.prices(account="A"), lambda p: p.account in {None, "A"}),
    (
        lambda: books.book_parts(("X",)),
        lambda p: {in_usd.currency for in_usd in (*p.models, *(model for _, model, _, _ in p.others))} == {books.AMONG},
    ),
    (lambda: kt.price_bands(currency=KWD), lambda b: b.price.currency == KWD),
    (lambda: kt.band_schedules(currency=KWD, max_bands=2), lambda s: len(s) <= 2 and s[-1].price.currency == KWD),
    (lambda: kt.steps(currency=KWD), lambda s: s.price.currency == KWD),
    (lambda: kt.unit_prices(currency=KWD), lambda p: p.currency == KWD and p.amount >= 0),
    (lambda: kt.minimum_spends(currency=KWD), lambda m: {a.currency for a in m.amounts} == {KWD}),
    (lambda: kt.account_minimums(currency=KWD), lambda m: m.minimum_spend.amount(KWD).minor >= 0),
    (
        lambda: kt.billing_terms(currency=JPY),
        lambda t: t.minimum_spend is None or t.minimum_spend.amount(JPY).minor >= 0,
    ),
    (lambda: kt.billing_terms(currency=JPY), lambda t: t.rounding.step is None or t.rounding.step.denominator == 1),
    (lambda: kt.accounts(currency=KWD), lambda a: a.currency == KWD),
    (lambda: kt.accounts(payment_method=PaymentMethod.PREPAY), lambda a: a.payment_method is PaymentMethod.PREPAY),
    (lambda: kt.account_credits(account="A", currency=KWD), lambda c: (c.account, c.amount.currency) == ("A", KWD)),
    (lambda: kt.allocations(month=APRIL), lambda a: abs((a.consumed_on - APRIL.first_day).days) <= 400),
    (lambda: kt.allocations(skus=["X"]), lambda a: a.sku == "X"),
    (lambda: kt.allocations(account="A", skus=("X",)), lambda a: (a.account, a.sku) == ("A", "X")),
    (lambda: kt.allocation_histories(max_size=2), lambda h: len(h) <= 2 and len({a.account for a in h}) <= 1),
    (
        lambda: kt.allocation_histories(account="A", skus=("X",)),
        lambda h: {(a.account, a.sku) for a in h} <= {("A", "X")},
    ),
    (
        lambda: kt.allocation_histories(month=APRIL),
        lambda h: all(abs((a.consumed_on - APRIL.first_day).days) <= 400 for a in h),
    ),
    (lambda: kt.allocation_histories(max_size=0), lambda h: h == ()),
    (lambda: kt.pool_histories(max_size=0), lambda h: h == ()),
    (lambda: kt.logs(max_size=0), lambda log: len(log) == 0),
    (lambda: kt.tables(max_rows=0), lambda t: t.rows == ()),
    (lambda: kt.allocation_columns(), lambda c: len(c.device) == len(c.removed_on) <= 5),
    (lambda: kt.tally_entries(divisor=29), lambda e: e.divisor == 29),
    (lambda: kt.tallies(month=APRIL, account="A"), lambda t: t.month == APRIL and t.account in {None, "A"}),
    (lambda: kt.tallies(terms=BillingTerms(), skus=("X",)), lambda t: {e.sku for e in t.entries} <= {"X"}),
    (lambda: kt.tallies(terms=BillingTerms()), lambda t: t.day_count == INCLUSIVE_DAYS),
    (lambda: kt.charges(month=APRIL, currency=KWD), lambda c: (c.month, c.amount.currency) == (APRIL, KWD)),
    (lambda: kt.rated_months(month=APRIL, currency=KWD), lambda r: (r.month, r.currency) == (APRIL, KWD)),
    (lambda: kt.invoices(month=APRIL, currency=KWD), lambda i: (i.month, i.due.currency) == (APRIL, KWD)),
    (lambda: kt.adjustments(), lambda a: a.target.amount >= 0),
    (lambda: kt.devices(owner="A"), lambda d: d.owner == "A"),
    (lambda: kt.usages(api_calls=True), lambda u: u.api_calls is not None),
    (lambda: kt.usages(api_calls=False), lambda u: u.api_calls is None),
    (lambda: kt.transaction_samples(account="A"), lambda s: s.account == "A"),
    (lambda: kt.usage_reports(account="A"), lambda r: r.own.account == "A"),
    (lambda: kt.tenants(account="A"), lambda t: t.id == "A"),
    (lambda: kt.tenancies(account="A", max_size=1), lambda t: t.aggregator == "A" and len(t.tenants) <= 1),
    (lambda: kt.tenancies(max_size=0), lambda t: t.tenants == ()),
    (
        lambda: kt.validities(**FEW_DAYS),
        lambda v: v.start is None or FEW_DAYS["min_day"] <= v.start <= FEW_DAYS["max_day"],
    ),
    (
        lambda: kt.validities(**FEW_DAYS),
        lambda v: v.created_at is None or FEW_DAYS["min_day"] <= v.created_at.date() <= FEW_DAYS["max_day"],
    ),
    (lambda: kt.credit_grants(sku="X"), lambda g: g.sku == "X" and g.left == g.granted - g.consumed - g.withdrawn >= 0),
    (lambda: kt.credit_grants(), lambda g: g.source is GrantSource.BUNDLE or not g.pending),
    (
        lambda: kt.pool_events(account="A", kinds=(Granted, Removed)),
        lambda e: e.account == "A" and type(e) in {Granted, Removed},
    ),
    (lambda: kt.pool_histories(account="A", max_size=2), lambda h: {e.account for e in h} <= {"A"}),
    (lambda: kt.pool_histories(), lambda h: replay(h).version == len(h)),
    (lambda: kt.pools(account="A"), lambda p: p.account == "A"),
    (lambda: kt.fleets(account="A"), lambda f: {h.start.account for h in f.holdings} <= {"A"}),
    (lambda: kt.outcomes(account="A"), lambda o: {e.account for e in o.events} <= {"A"}),
    (lambda: kt.renewals(account="A"), lambda r: r.account == "A"),
    (lambda: kt.holdings(account="A"), lambda h: h.start.account == "A"),
    (lambda: kt.unused_days(account="A"), lambda u: u.account == "A" and u.days + u.before <= 31),
    (
        lambda: kt.unused_credits(account="A", currency=JPY),
        lambda c: (c.unused.account, c.amount.currency) == ("A", JPY),
    ),
]


@pytest.mark.parametrize(("build", "holds"), KEPT)
def test_strategies_keep_to_their_arguments(build, holds):
    """Bounds are included, and currencies, accounts, SKUs, models and months are those asked for."""

    @given(build())
    @settings(max_examples=max(3, settings().max_examples // 10))
    def law(value):
        assert holds(value)

    law()


# What is no value of an option, wherever there is an option of this name.
WRONG = {
    **dict.fromkeys(("account", "api_calls", "max_day", "min_day", "owner", "payment_method", "sku", "terms"), 1),
    **dict.fromkeys(("max_amount", "max_minor", "min_amount", "min_minor"), 0.5),
    **dict.fromkeys(("max_month", "min_month", "month"), "2026-04"),
    **dict.fromkeys(("max_rows", "max_size", "min_exponent", "version"), -1),
    **dict.fromkeys(("divisor", "max_bands", "max_columns", "max_days"), 0),
    "currency": "USD",
    "kinds": (int,),
    "max_exponent": 19,
    "skus": "XY",
    "zone": "UTC",
}
OPTIONS = {
    f"{strategy.__name__} {option}": (strategy, option)
    for strategy in map(kt.__dict__.get, kt.__all__)
    if isfunction(strategy)
    for option in signature(strategy).parameters
}


@every(OPTIONS)
def test_every_option_is_checked(case):
    """At once, even where it is for what the value is made of; and the complaint names it."""
    strategy, option = case
    with pytest.raises((WrongType, WrongValue), match=f"^{option}: "):
        strategy(**{option: WRONG[option]})


# The least and the most that each option of a size or number may be.
ENDS = {
    "allocation_histories": {"max_size": (0, 10_000)},
    "band_schedules": {"max_bands": (1, 100)},
    "currencies": {"min_exponent": (0, 18), "max_exponent": (0, 18)},
    "happenings": {"version": (0,)},
    "ids": {"max_size": (1, 10_000)},
    "logs": {"max_size": (0, 10_000)},
    "periods": {"max_days": (1,)},
    "pool_histories": {"max_size": (0, 100)},
    "quota_histories": {"max_size": (0, 100)},
    "tables": {"max_columns": (1,), "max_rows": (0, 10_000)},
    "tally_entries": {"divisor": (1,)},
    "tenancies": {"max_size": (0, 10_000)},
}


@every(
    {
        f"{name} {option} {number}": (getattr(kt, name), {option: number})
        for name, options in ENDS.items()
        for option, numbers in options.items()
        for number in numbers
    }
)
def test_the_ends_of_every_option_are_taken(case):
    """The table above refuses what lies beyond them."""
    strategy, options = case
    assert isinstance(strategy(**options), SearchStrategy)


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


@pytest.mark.parametrize(
    ("kind", "message", "build"),
    [
        (WrongType, "currency: expected Currency, got str 'USD'", lambda: kt.moneys(currency="USD")),
        (WrongType, "api_calls: expected bool or None, got int 1", lambda: kt.usages(api_calls=1)),
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
            "max_day: expected a day from 2026-04-30 on, got date 2026-04-01",
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
        (WrongValue, "max_size: expected at least 0, got int -1", lambda: kt.tenancies(max_size=-1)),
        (WrongValue, "max_size: expected at least 0, got int -1", lambda: kt.pool_histories(max_size=-1)),
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
