"""What Hypothesis calls when it is imported, so that `st.from_type(Money)` works; builds nothing until asked."""

__all__ = ["STRATEGIES", "register"]

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_origin

from ..dates import DayCount, Month, MonthDays, Period
from ..decisions import Log, Refused
from ..money import Currency, ExactMoney, Money, Rounding
from ..tables import Table

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

STRATEGIES: Mapping[type, tuple[str, str]] = MappingProxyType(
    {
        Currency: ("money", "currencies"),
        DayCount: ("dates", "day_counts"),
        ExactMoney: ("money", "exact_moneys"),
        Log: ("decisions", "logs"),
        Money: ("money", "moneys"),
        Month: ("dates", "months"),
        MonthDays: ("dates", "month_days"),
        Period: ("dates", "periods"),
        Refused: ("decisions", "refusals"),
        Rounding: ("money", "roundings"),
        Table: ("texts", "tables"),
    }
)
"""Value classes, and where the strategy of each is: a module of this room, and a function in it."""


def register() -> None:
    """Tell Hypothesis which strategy makes values of each class."""
    # Neither this module nor this function imports strategies: whoever imports those first makes Hypothesis call this
    # in the middle of that import, when they do not exist yet.
    from hypothesis import strategies as st  # noqa: PLC0415

    for kind in STRATEGIES:
        st.register_type_strategy(kind, strategy_of)


def strategy_of(kind: type) -> "SearchStrategy[Any]":
    """Return the strategy for a value class; Hypothesis asks at the first use."""
    module, function = STRATEGIES[get_origin(kind) or kind]
    strategy: SearchStrategy[Any] = getattr(import_module(f".{module}", __package__), function)()
    return strategy
