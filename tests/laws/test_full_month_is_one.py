"""A plan held for a whole month is exactly one, and costs exactly its price."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import BillingTerms, PerUnit, Price, PriceBook
from kpix_billing_core.dates import END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, Month
from kpix_billing_core.invoicing import draft
from kpix_billing_core.metering import Allocation, tally
from kpix_billing_core.money import Money
from kpix_billing_core.rating import rate

USD = Account("acme", "USD").currency
early = st.integers(0, 2760).map(lambda number: Month(1970, 1) + number)
counts = st.sampled_from((INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360))


def quantity(first, last, month, day_count):
    """Return what one allocation used of a month."""
    used = tally([Allocation("d1", "acme", "STD", first, last)], month, BillingTerms(day_count=day_count))
    return sum((entry.quantity for entry in used.entries), Fraction(0))


@given(early, counts, st.integers(0, 3), st.none() | st.integers(1, 3))
def test_a_whole_month_is_one(month, day_count, before, after):
    """Whatever the month's length, and however long before and after it the plan is held: frappe/erpnext#23681."""
    last = None if after is None else (month + after).first_day
    assert quantity((month - before).first_day, last, month, day_count) == 1


@given(early, st.sampled_from((INCLUSIVE_DAYS, STRICT_30_360)))
def test_from_the_first_to_the_last_is_one(month, day_count):
    """Both ends of the month named, it is one month; only a day count without the last day sees one day less."""
    assert quantity(month.first_day, month.last_day, month, day_count) == 1
    assert quantity(month.first_day, month.last_day, month, END_EXCLUDED) == 1 - Fraction(1, month.days)


@given(early, counts, st.integers(1, 14), st.integers(0, 100_000))
def test_a_full_term_is_the_full_price(month, day_count, term, minor):
    """A plan held for so many whole months costs so many times its price, to the cent: frappe/erpnext#57768."""
    account, price = Account("acme", "USD"), Money(minor, USD)
    book = PriceBook((Price("STD", PerUnit(price.exact)),), BillingTerms(day_count=day_count))
    held = [Allocation("d1", "acme", "STD", month.first_day, (month + term).first_day - timedelta(days=1))]
    if day_count is END_EXCLUDED:
        held = [Allocation("d1", "acme", "STD", month.first_day, (month + term).first_day)]
    invoices = [
        draft(account, each, rate(tally(held, each, book.terms), book, account)) for each in month.until(month + term)
    ]
    assert sum((invoice.due for invoice in invoices), Money(0, USD)) == price * term
    assert [bool(invoice.lines) for invoice in invoices] == [True] * term + [False]


@given(early, st.integers(0, 30), st.integers(0, 400))
def test_months_of_a_stretch_sum_to_its_days(month, start, length):
    """Over all months, days over their own month's divisor, nothing counts twice or not at all: silverapp/silver#200."""
    first = month.first_day + timedelta(days=start)
    last = first + timedelta(days=length)
    touched = Month.of(first).until(Month.of(last))
    found = sum((quantity(first, last, each, INCLUSIVE_DAYS) for each in touched), Fraction(0))
    by_day = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    expected: dict[int, int] = {}
    for day in by_day:
        days = Month.of(day).days
        expected[days] = expected.get(days, 0) + 1
    assert found == sum(Fraction(count, days) for days, count in expected.items())


@given(early, st.integers(1, 60), st.integers(0, 59))
def test_part_months_at_both_ends_are_billed_by_their_days(month, start, length):
    """From any day of one month to any day of a later one: OCA/contract#197 asked for it, with 5 days from 24 to 28."""
    first = month.first_day + timedelta(days=start)
    last = first + timedelta(days=length)
    begun, ended = Month.of(first), Month.of(last)
    if begun != ended:
        assert quantity(first, last, begun, INCLUSIVE_DAYS) == Fraction(begun.days - first.day + 1, begun.days)
        assert quantity(first, last, ended, INCLUSIVE_DAYS) == Fraction(last.day, ended.days)
    else:
        assert quantity(first, last, begun, INCLUSIVE_DAYS) == Fraction(last.day - first.day + 1, begun.days)


@given(early, counts, st.integers(-40, 40), st.integers(0, 80))
def test_a_share_is_a_part_of_the_month(month, day_count, start, length):
    """One allocation's part of a month lies between nothing and one, whenever it was billed: frappe/erpnext#49635."""
    first = month.first_day + timedelta(days=start)
    assert 0 <= quantity(first, first + timedelta(days=length), month, day_count) <= 1
