"""An explanation shows exactly the amount that it explains: its steps sum to it, and its words are its figures."""

from fractions import Fraction

from hypothesis import given
from tests.laws.fleet import NOTHING, bill, books, credits, histories

from kpix_billing_core.catalogue import FlatFee, Stairstep
from kpix_billing_core.explain import explain
from kpix_billing_core.money import Money


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
