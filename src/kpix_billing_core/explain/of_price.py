"""What a plan credit cost, as far as what carries it says."""

__all__ = ["price_facts"]

from ..money import ExactMoney
from .explanation import Fact
from .words import amount_text


def price_facts(unit_price: ExactMoney | None, run: str | None) -> tuple[Fact, ...]:
    """Return where the price of a plan credit comes from: agreed, settled by the charge of a run, or not known."""
    if unit_price is not None:
        return (Fact("price", f"{amount_text(unit_price)}, agreed with the credit", ("L20", "L68")),)
    if run is not None:
        return (Fact("price", f"what the charge of run {run} comes to for each", ("L12", "L68")),)
    return (Fact("price", "none of its own: days not used are worth the list price", ("L68",)),)
