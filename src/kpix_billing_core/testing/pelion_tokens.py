"""What the published documents about service packages are made of."""

__all__ = ["TOKEN_FIELDS"]

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..interop import PelionEntry, PelionHistory, PelionPackage, PelionPackages, PelionQuota, PelionReservation
from .numbers import HEX_IDS, PLACES
from .pelion_parts import COUNTS, LIMITS, ORDERS, REASONS, Fields, built, few, moments, names, some_names

_ENDS = st.sampled_from(("renewed", "terminated", "merged"))
"""Why a package is a former one."""

_AMOUNTS = st.integers(-9, 9)
_ORDERS = st.none() | st.sampled_from(ORDERS)


def _package() -> Fields:
    return {
        "id": names(),
        "count": COUNTS,
        "starts_at": moments(),
        "expires_at": moments(),
        "previous_id": some_names(),
    }


def _dated(**fields: SearchStrategy[Any]) -> SearchStrategy[PelionPackage]:
    return built(PelionPackage, {**_package(), "created": moments(), "modified": moments(), **fields})


def _packages() -> Fields:
    return {
        "active": st.none() | _dated(grace_period=st.none() | st.booleans(), next_id=some_names()),
        "pending": st.none() | _dated(previous_id=names()),
        "previous": few(_dated(ended_at=moments(), reason=_ENDS, next_id=some_names())),
    }


def _reservation() -> Fields:
    return {"id": names(), "account": names(), "campaign": names()}


def _entry() -> Fields:
    return {
        "id": HEX_IDS,
        "added": moments(),
        "amount": _AMOUNTS,
        "reason": REASONS,
        "reservation": st.none() | built(PelionReservation, _reservation()),
        "package": st.none() | built(PelionPackage, _package()),
    }


def _history() -> Fields:
    return {
        "entries": few(built(PelionEntry, _entry())),
        "has_more": st.booleans(),
        "limit": LIMITS,
        "total_count": PLACES,
        "order": _ORDERS,
        "after": some_names(),
    }


TOKEN_FIELDS: Mapping[type[Any], Callable[[], Fields]] = MappingProxyType(
    {
        PelionPackage: _package,
        PelionPackages: _packages,
        PelionQuota: lambda: {"quota": COUNTS},
        PelionReservation: _reservation,
        PelionEntry: _entry,
        PelionHistory: _history,
    }
)
"""The fields of each class, as strategies."""
