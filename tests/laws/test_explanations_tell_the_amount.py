"""An explanation shows exactly the amount that it explains: its steps sum to it, and its words are its figures."""

from datetime import date
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import NOTHING, USD, bill, books, credits, histories

from kpix_billing_core.catalogue import FlatFee, Stairstep, UnusedShare
from kpix_billing_core.explain import explain
from kpix_billing_core.lifecycle import PriceSource, UnusedCredit, UnusedDays, UnusedKind
from kpix_billing_core.money import ExactMoney, Money, Rounding, RoundingMode
from kpix_billing_core.testing import history_entries, quota_balances


def told(explanation, label):
    """Return the values of all facts of a label."""
    return [fact.value for fact in explanation.facts if fact.label == label]


def number(text):
    """Return the exact number that stands first in a text."""
    return Fraction(text.split()[0])


def stepped(value, model):
    """Return what a step says that it comes to, read from its words."""
    if isinstance(model, FlatFee | Stairstep):
        return number(value)
    quantity, price = value.rsplit(" at ", 1)
    return number(quantity) * number(price)


@given(histories, books())
def test_the_steps_told_sum_to_the_amount(held, book):
    """Quantities and prices, read back from the words, multiply and sum to the exact amount: killbill/killbill#839.

    Each band is told once, those taken are those of the steps: getlago/lago-front#3489.
    """
    for line in bill(held, book).lines:
        explanation, model = explain(line), line.charge.price.model
        [quantity], [exact], [rounded] = (told(explanation, label) for label in ("quantity", "exact amount", "rounded"))
        assert number(quantity) == line.quantity
        steps = sum(stepped(value, model) for value in told(explanation, "step"))
        assert steps == number(exact) == line.charge.exact_amount.amount
        assert Money.parse(rounded.split(",")[0]) == line.amount
        assert explanation.title.endswith(f": {line.amount}")
        taken = told(explanation, "band taken")
        assert len(taken) == len({step.band for step in line.charge.steps if step.band is not None})
        assert len(taken) + len(told(explanation, "band passed over")) == len(getattr(model, "bands", ()))


@given(histories, books(), credits)
def test_the_parts_sum_to_the_total(held, book, owed):
    """Lines and adjustments told sum to the total told, and each adjustment to its target: killbill/killbill#839."""
    invoice = bill(held, book, owed)
    explanation = explain(invoice)
    amounts = [Money.parse(part.title.rsplit(": ", 1)[1]) for part in explanation.parts]
    assert amounts == [line.amount for line in (*invoice.lines, *invoice.adjustments)]
    assert [Money.parse(total) for total in told(explanation, "total")] == [sum(amounts, NOTHING)] == [invoice.total]
    assert explanation.title.endswith(f": {invoice.due}")
    assert len(told(explanation, "credit")) == len(owed)
    for line in invoice.adjustments:
        why = explain(line)
        reached, difference, rounded = (
            Money.parse(told(why, label)[0].split(",")[0]) for label in ("reached", "difference", "rounded")
        )
        assert reached + difference == rounded
        assert difference == line.amount


@st.composite
def unused_days(draw):
    """Return days of a plan-month of 28 to 31 that were not used, after some that were credited before."""
    divisor = draw(st.integers(28, 31))
    days = draw(st.integers(0, divisor))
    before = draw(st.integers(0, divisor - days))
    return UnusedDays(
        account="acme",
        event=1,
        device="d",
        sku="STD",
        kind=draw(st.sampled_from(UnusedKind)),
        earned_on=date(2026, 3, 31),
        days=days,
        divisor=divisor,
        share_rule=draw(st.sampled_from(UnusedShare)),
        before=before,
    )


prices = st.fractions(0, 1_000, max_denominator=1_000).map(lambda amount: ExactMoney(amount, USD))
roundings = st.sampled_from(RoundingMode).map(Rounding)


@given(unused_days(), prices, st.sampled_from(PriceSource), roundings)
def test_a_credit_told_is_price_times_share_and_no_more_than_is_left(unused, price, source, rounding):
    """Price, share, rounded amount and limit, read back from the words, make the credit (rules L57, L68).

    What is left of the price and the credit for the days before it are the price.
    """
    credit = UnusedCredit(unused=unused, price=price, source=source, rounding=rounding)
    explanation = explain(credit)
    [share], [paid], [exact] = (told(explanation, label) for label in ("share", "price", "exact amount"))
    times, comes_to = exact.split(" = ")
    assert number(share.replace(",", " ")) * number(paid) == number(comes_to)
    assert [number(factor) for factor in times.split(" × ")] == [number(paid), number(share.replace(",", " "))]
    rounded, limit = (Money.parse(told(explanation, label)[0].split(",")[0]) for label in ("rounded", "at most"))
    assert explanation.title.endswith(f": {min(rounded, limit)}")
    assert credit.amount == min(rounded, limit)
    earlier = UnusedCredit(
        unused=attrs.evolve(unused, days=unused.before, before=0), price=price, source=source, rounding=rounding
    )
    assert earlier.amount + limit == price.rounded(rounding)


def summed(text):
    """Return both sides of a sum in words, such as 20 - 5 = 15."""
    left, right = text.split(" = ")
    first, *others = left.replace("- ", "-").replace("+ ", "").split()
    return int(first) + sum(map(int, others)), int(right)


@given(quota_balances())
def test_the_tokens_told_are_the_balance(balance):
    """What is granted less what is gone, read back from the words, is what remains (rules P10, P29)."""
    explanation = explain(balance)
    [remaining] = told(explanation, "remaining")
    assert summed(remaining) == (balance.remaining, balance.remaining)
    for place in ("granted", "reserved", "consumed", "forfeited"):
        assert [number(value) for value in told(explanation, place)] == [getattr(balance, place)]
    assert number(explanation.title) == balance.remaining


@given(history_entries())
def test_a_line_told_makes_its_balance(entry):
    """The amount in the title, added to what was there before, is what is there after (rule P42)."""
    explanation = explain(entry)
    [remaining] = told(explanation, "remaining")
    assert int(explanation.title.split(":")[0]) == entry.amount
    if entry.balance is None:
        assert remaining == "without limit"
    else:
        before = int(remaining.split()[0])
        assert summed(remaining) == (before + entry.amount, entry.balance) == (entry.balance, entry.balance)
