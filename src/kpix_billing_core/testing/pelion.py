"""Strategies for documents in the published shapes of Pelion Device Management, and for what they are made of."""

__all__ = ["PELION_KINDS", "pelion_documents"]

from collections.abc import Callable, Collection, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..checks import check_many
from ..errors import WrongValue
from ..interop import PelionEntry, PelionHistory, PelionPackage, PelionPackages, PelionQuota, PelionReservation
from .dates import instants
from .texts import ids

PelionKind: TypeAlias = type[Any]
PELION_KINDS: tuple[PelionKind, ...] = (
    *(PelionPackage, PelionPackages, PelionQuota, PelionReservation, PelionEntry, PelionHistory),
)
Fields: TypeAlias = dict[str, SearchStrategy[Any]]

# What a newer sender may say under a key of its own.
_SAID = ('"new"', "null", "1.5", '{"a":[1,true]}', "[]")


def pelion_documents(*, kinds: Collection[PelionKind] = PELION_KINDS) -> SearchStrategy[Any]:
    """Return documents and parts of these kinds, all by default, with unknown keys and reasons among what they say."""
    wanted = _kinds(kinds)
    return st.one_of(*(_made(kind) for kind in PELION_KINDS if kind in wanted))


def _kinds(kinds: Collection[PelionKind]) -> list[PelionKind]:
    check_many("kinds", kinds)
    wanted: list[PelionKind] = []
    for kind in kinds:
        if not any(kind is known for known in PELION_KINDS):
            raise WrongValue("kinds", "some of the published documents and their parts", kinds)
        wanted.append(kind)
    if not wanted:
        raise WrongValue("kinds", "some of the published documents and their parts", kinds)
    return wanted


def _made(kind: PelionKind) -> SearchStrategy[Any]:
    return st.builds(kind, **_FIELDS[kind](), extra=_extras())


def _extras() -> SearchStrategy[tuple[tuple[str, str], ...]]:
    said = st.dictionaries(st.sampled_from(("note", "zone", "Ä")), st.sampled_from(_SAID))
    return said.map(lambda found: tuple(sorted(found.items())))


def _short() -> SearchStrategy[str]:
    return ids(max_size=9)


def _maybe() -> SearchStrategy[str | None]:
    return st.none() | _short()


def _counts() -> SearchStrategy[int]:
    return st.integers(0, 9) | st.just(2**31 - 1)


def _digits() -> SearchStrategy[str]:
    return st.integers(0, 16**32 - 1).map(lambda number: f"{number:032x}")


def _instants() -> SearchStrategy[Any]:
    return instants(zone=UTC)


def _few(one: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


def _package_fields() -> Fields:
    return {
        "id": _short(),
        "count": _counts(),
        "starts_at": _instants(),
        "expires_at": _instants(),
        "previous_id": _maybe(),
    }


def _package(**fields: SearchStrategy[Any]) -> SearchStrategy[PelionPackage]:
    dated = {"created": _instants(), "modified": _instants()}
    return st.builds(PelionPackage, **{**_package_fields(), **dated, **fields}, extra=_extras())


def _packages_fields() -> Fields:
    reasons = st.sampled_from(("renewed", "terminated", "merged"))
    return {
        "active": st.none() | _package(grace_period=st.none() | st.booleans(), next_id=_maybe()),
        "pending": st.none() | _package(previous_id=_short()),
        "previous": _few(_package(ended_at=_instants(), reason=reasons, next_id=_maybe())),
    }


def _entry_fields() -> Fields:
    return {
        "id": _digits(),
        "added": _instants(),
        "amount": st.integers(-9, 9),
        "reason": st.sampled_from(("reservation", "package_tokens_edit", "a new word")),
        "reservation": st.none() | _made(PelionReservation),
        "package": st.none() | _made(PelionPackage),
    }


def _history_fields() -> Fields:
    return {
        "entries": _few(_made(PelionEntry)),
        "has_more": st.booleans(),
        "limit": st.integers(2, 1000),
        "total_count": st.integers(0, 9),
        "order": st.none() | st.sampled_from(("ASC", "DESC")),
        "after": _maybe(),
    }


_FIELDS: Mapping[PelionKind, Callable[[], Fields]] = MappingProxyType(
    {
        PelionPackage: _package_fields,
        PelionPackages: _packages_fields,
        PelionQuota: lambda: {"quota": _counts()},
        PelionReservation: lambda: {"id": _short(), "account": _short(), "campaign": _short()},
        PelionEntry: _entry_fields,
        PelionHistory: _history_fields,
    }
)
