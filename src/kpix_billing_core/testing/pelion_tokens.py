"""What the published documents about service packages are made of."""

__all__ = ["TOKEN_FIELDS"]

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..interop import PelionEntry, PelionHistory, PelionPackage, PelionPackages, PelionQuota, PelionReservation
from .pelion_parts import Fields, built, counts, few, hex_ids, moments, names, some_names


def _package() -> Fields:
    return {
        "id": names(),
        "count": counts(),
        "starts_at": moments(),
        "expires_at": moments(),
        "previous_id": some_names(),
    }


def _dated(**fields: SearchStrategy[Any]) -> SearchStrategy[PelionPackage]:
    return built(PelionPackage, {**_package(), "created": moments(), "modified": moments(), **fields})


def _packages() -> Fields:
    reasons = st.sampled_from(("renewed", "terminated", "merged"))
    return {
        "active": st.none() | _dated(grace_period=st.none() | st.booleans(), next_id=some_names()),
        "pending": st.none() | _dated(previous_id=names()),
        "previous": few(_dated(ended_at=moments(), reason=reasons, next_id=some_names())),
    }


def _reservation() -> Fields:
    return {"id": names(), "account": names(), "campaign": names()}


def _entry() -> Fields:
    return {
        "id": hex_ids(),
        "added": moments(),
        "amount": st.integers(-9, 9),
        "reason": st.sampled_from(("reservation", "package_tokens_edit", "a new word")),
        "reservation": st.none() | built(PelionReservation, _reservation()),
        "package": st.none() | built(PelionPackage, _package()),
    }


def _history() -> Fields:
    return {
        "entries": few(built(PelionEntry, _entry())),
        "has_more": st.booleans(),
        "limit": st.integers(2, 1000),
        "total_count": st.integers(0, 9),
        "order": st.none() | st.sampled_from(("ASC", "DESC")),
        "after": some_names(),
    }


TOKEN_FIELDS: Mapping[type[Any], Callable[[], Fields]] = MappingProxyType(
    {
        PelionPackage: _package,
        PelionPackages: _packages,
        PelionQuota: lambda: {"quota": counts()},
        PelionReservation: _reservation,
        PelionEntry: _entry,
        PelionHistory: _history,
    }
)
"""The fields of each class, as strategies."""
