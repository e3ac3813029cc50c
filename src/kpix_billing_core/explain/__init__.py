"""How a result came about, read from the result that carries it: nothing here is calculated a second time.

`explain` turns an invoice, a line, an adjustment, a charge or a credit used into an `Explanation`: facts in the order
in which they follow from each other, each `Fact` with the rules it rests on. It shows itself as text and as HTML.
It does the same for prepaid plans: what happened to a pool or a device, a renewal run, a shortage, days not used.
And for validity: what a device is at any time, what falls due, what a move to another tier would mean.
And for service packages: where the tokens of a quota are, why it answers no, what happened to it; and for any refusal.
The files of those are loaded when one is given, so that who bills months only loads none of them.
"""

__all__ = ["Explanation", "Fact", "explain"]

from .explain import explain
from .explanation import Explanation, Fact
