"""How a result came about, read from the result that carries it: nothing here is calculated a second time.

`explain` turns an invoice, a line, an adjustment, a charge or a credit used into an `Explanation`: facts in the order
in which they follow from each other, each `Fact` with the rules it rests on. It shows itself as text and as HTML.
It does the same for prepaid plans: what happened to a pool or a device, a renewal run, a shortage, days not used.
The files of those are loaded when one is given, so that who bills months only never loads the pool.
"""

__all__ = ["Explanation", "Fact", "explain"]

from .explain import explain
from .explanation import Explanation, Fact
