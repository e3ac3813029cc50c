"""Unused days of a plan are worth a part of what it cost: never more together, the same in preview, and nothing for none."""

from datetime import timedelta
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import USD
from tests.laws.fleet import ROUNDINGS, choices, unit_prices
from tests.prepaid import AUTO, BARE, charged, stocked

from kpix_billing_core import ExactMoney, Money, Month, PerUnit, Price, PriceBook, Tally, draft, rate, tally
from kpix_billing_core.accounts import Device
from kpix_billing_core.catalogue import BillingTerms, CreditValue, MinimumSpend, UnusedShare
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360
from kpix_billing_core.lifecycle import (
    Outcome,
    PriceSource,
    UnusedCredit,
    UnusedDays,
    UnusedKind,
    activate,
    billable,
    change_plan,
    credit_unused,
    renew_month,
)
from kpix_billing_core.pool import Pool, replay
from kpix_billing_core.rating import Charges

D1 = Device("d1", "acme")
MONTHS = tuple(map(Month.parse, ("2026-02", "2024-02", "2026-04", "2026-05", "2027-12")))
RANKED = PriceBook.of(
    Price("LOW", PerUnit("13.00 USD")), Price("HIGH", PerUnit("29.99 USD")), Price("TOP", PerUnit("99.00 USD"))
)
SHARES = (UnusedShare.WHOLE_PERCENT, UnusedShare.EXACT_DAYS)
COUNTS = (INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360)
days = choices(MONTHS, range(31), range(31))


def of(month, first, later):
    """Return two days of a month, in order."""
    first %= month.days
    later = first + later % (month.days - first)
    return month.first_day + timedelta(days=first), month.first_day + timedelta(days=later)


def book(share, count=INCLUSIVE_DAYS, **terms):
    """Return the prices under these terms."""
    return attrs.evolve(RANKED, terms=BillingTerms(unused_share=share, day_count=count, **terms))


def moved(given, prices, owner=BARE, to="HIGH"):
    """Return what an activation and an upgrade later in its month did."""
    first, later = of(*given)
    pool = stocked(LOW=1, HIGH=1, TOP=1, on=first) if owner is BARE else Pool("acme")
    began = activate(pool, D1, "LOW", on=first, owner=owner, terms=prices.terms)
    pool = replay(began.events, pool)
    return began, change_plan(pool, D1, began.started, to, on=later, owner=owner, book=prices)


@given(unit_prices, choices(SHARES, ROUNDINGS, range(32), range(32), (28, 29, 30, 31, 360)))
def test_two_parts_of_a_plan_are_worth_no_more_than_it_cost(price, chosen):
    """credit ≤ paid, whatever the rounding, to the last minor unit: flexprice bcd7a3ec7, LanternOps/breeze#6460."""
    rule, rounding, before, after, divisor = chosen
    before, after = min(before, 31), min(after, 31 - before)
    paid = {"account": "acme", "event": 0, "device": "d1", "sku": "LOW", "earned_on": MONTHS[2].first_day}
    first = UnusedDays(**paid, kind=UnusedKind.STARTED, days=before, divisor=divisor, share_rule=rule)
    second = UnusedDays(**paid, kind=UnusedKind.UPGRADED, days=after, divisor=divisor, share_rule=rule, before=before)
    credits = [
        UnusedCredit(unused=each, price=price, source=PriceSource.LIST, rounding=rounding) for each in (first, second)
    ]
    earned = [credit.amount for credit in credits]
    assert earned[0] + earned[1] <= price.rounded(rounding)
    assert min(earned) >= Money.zero("USD")
    assert first.share + second.share <= (1 if before + after <= divisor else 2)


@given(days, choices(SHARES, COUNTS))
def test_before_used_and_after_make_the_month(given, chosen):
    """Under every way of counting, what is credited and what was used are the plan: the month split adds up, lago-api#6292."""
    rule, count = chosen
    prices = book(rule, count)
    began, changed = moved(given, prices)
    first, later = of(*given)
    credited = sum(each.days for each in (*began.unused, *changed.unused) if each.sku == "LOW")
    month = count.of(Month.of(first))
    held = attrs.evolve(began.started.allocation, removed_on=later)
    entry = tally([held], Month.of(first), prices.terms).entries
    assert credited + (entry[0].units if entry else 0) == month.whole_month


@given(days, st.sampled_from(SHARES))
def test_the_old_plans_credit_does_not_ask_for_the_new_plan(given, rule):
    """It depends on the old plan, its price and the day: polarsource/polar#9344, polarsource/polar#11556."""
    one, other = (moved(given, book(rule), to=to)[1] for to in ("HIGH", "TOP"))
    earned = [
        [(each, credit_unused(each, RANKED, BARE).amount) for each in outcome.unused if each.sku == "LOW"]
        for outcome in (one, other)
    ]
    assert earned[0] == earned[1]


@given(days, st.sampled_from(SHARES))
def test_a_preview_is_the_change(given, rule):
    """Asked twice, tomorrow, or from the replayed log, the days are the same: getlago/lago-api#5522, #5187."""
    prices = book(rule)
    began, changed = moved(given, prices)
    again, changed_again = moved(given, prices)
    assert (began, changed) == (again, changed_again)
    first, later = of(*given)
    stored = replay([*began.events], stocked(LOW=1, HIGH=1, TOP=1, on=first))
    assert change_plan(stored, D1, began.started, "HIGH", on=later, owner=BARE, book=prices) == changed
    days_of = {each.kind: each.days for each in changed.unused if each.sku == "LOW"}
    left = Month.of(first).days - later.day
    assert days_of == ({UnusedKind.UPGRADED: left} if left else {})


@given(days, choices(SHARES, (True, False)))
def test_an_upgrade_is_paid_net(given, chosen):
    """Both plans are charged whole and credited for the days not had, and neither twice: getlago/lago-api#4760."""
    rule, credit_new_plan = chosen
    prices = book(rule, credit_new_plan=credit_new_plan)
    began, changed = moved(given, prices, owner=AUTO)
    events = [*began.events, *changed.events]
    charges = charged(events, AUTO, prices)
    assert sum(each.charges[0].amount.minor for each in charges.values()) == 1300 + 2999
    first, later = of(*given)
    length = Month.of(first).days
    found = {
        (each.sku, each.kind): credit_unused(each, prices, AUTO, charges.values())
        for each in (*began.unused, *changed.unused)
    }
    expected = {
        ("LOW", UnusedKind.STARTED): first.day - 1,
        ("LOW", UnusedKind.UPGRADED): length - later.day,
        ("HIGH", UnusedKind.STARTED): (later.day - 1) * credit_new_plan,
    }
    assert {place: credit.unused.days for place, credit in found.items()} == {
        place: count for place, count in expected.items() if count
    }
    assert all(credit.source is PriceSource.CHARGE for credit in found.values())
    assert sum(credit.amount.minor for (sku, _), credit in found.items() if sku == "LOW") <= 1300


@given(st.integers(1, 60), choices(SHARES, ROUNDINGS[::2], range(31, 5_000), range(1, 31)))
def test_the_credits_of_a_run_are_no_more_than_its_line(count, chosen):
    """All plans of a run given back on the day before they end are less than what the run cost: flexprice d74f9a9dd.

    From 31 minor units on: below that a plan costs less a day than half a unit, and each credit rounds by itself.
    """
    rule, rounding, minor, unused = chosen
    price = ExactMoney(Fraction(f"{minor}.3333") / 100, USD)
    prices = PriceBook.of(Price("LOW", PerUnit(price))).with_terms(unused_share=rule, rounding=rounding)
    month = MONTHS[3]
    charges = rate(Tally.of_counts("acme", month, {"LOW": count}, prices.terms), prices, AUTO, "r")
    paid = {"account": "acme", "device": "d1", "sku": "LOW", "earned_on": month.first_day, "run": "r"}
    part = UnusedDays(**paid, event=0, kind=UnusedKind.STARTED, days=unused, divisor=31, share_rule=rule)
    credit = credit_unused(part, prices, AUTO, [charges])
    assert credit.price == price
    assert credit.amount.minor * count <= charges.charges[0].amount.minor


@given(days, st.sampled_from(SHARES))
def test_nothing_unused_is_a_value(given, rule):
    """No day before the first, none after the last, an upgrade of a free plan: an empty answer or 0.00, and no error.

    polarsource/polar#10567, polarsource/polar#10617, nadineproject/nadine#348
    """
    month = given[0]
    prices = book(rule).with_custom("acme", "LOW", PerUnit("0 USD"))
    began, changed = moved((month, 0, month.days - 1), prices)
    assert (began.unused, [each.sku for each in changed.unused]) == ((), ["HIGH"])
    began, changed = moved(given, prices)
    earned = [credit_unused(each, prices, BARE) for each in (*began.unused, *changed.unused) if each.sku == "LOW"]
    assert all(credit.amount == Money.zero("USD") for credit in earned)
    invoice = draft(
        BARE, month, Charges("acme", month, BARE.currency, prices.terms), [one.account_credit for one in earned]
    )
    assert (invoice.due, invoice.credits_carried) == (Money.zero("USD"), Money.zero("USD"))


@given(choices(MONTHS, range(31)), choices(SHARES, (10, 25, 100)))
def test_a_share_may_be_anybodys_percent(given, chosen):
    """Who prorates by what was used and not by time says so many of a hundred: polarsource/polar#6881."""
    rule, percent = chosen
    part = UnusedDays(
        account="acme", event=0, device="d1", sku="LOW", kind=UnusedKind.UPGRADED,
        earned_on=given[0].first_day, days=min(given[1], 31), divisor=percent, share_rule=rule,
    )  # fmt: skip
    exact_part = Fraction(min(given[1], percent), percent)
    assert part.share == exact_part if rule is UnusedShare.EXACT_DAYS else exact_part - part.share < Fraction(1, 100)


@given(days, choices(SHARES, tuple(CreditValue)))
def test_a_run_has_no_floor(given, chosen):
    """A minimum spend is for use, once a month, and is not put under each purchase: flexprice 3a9196387."""
    rule, value = chosen
    prices = book(rule, credit_value=value, minimum_spend=MinimumSpend("500 USD"))
    began, changed = moved(given, prices, owner=AUTO)
    charges = charged([*began.events, *changed.events], AUTO, prices)
    invoices = [draft(AUTO, each.month, each) for each in charges.values()]
    assert [invoice.adjustments for invoice in invoices] == [()] * 2
    assert sum(invoice.due.minor for invoice in invoices) == 1300 + 2999


@given(days)
def test_a_refused_change_changes_nothing(given):
    """The old plan goes on, is renewed, and earns nothing: no ghost credit for what never happened, flexprice d74f9a9dd."""
    first, later = of(*given)
    pool = stocked(LOW=2, on=first)
    began = activate(pool, D1, "LOW", on=first, owner=BARE)
    pool = replay(began.events, pool)
    answer = change_plan(pool, D1, began.started, "HIGH", on=later, owner=BARE, book=RANKED)
    assert not isinstance(answer, Outcome)
    renewal = renew_month(pool, [D1], [began.started], Month.of(first) + 1, owner=BARE)
    assert [plan.sku for plan in renewal.started] == ["LOW"]
    assert list(billable([began.started, *renewal.started])) == []
