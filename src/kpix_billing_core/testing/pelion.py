"""Strategies for documents in the published shapes of Pelion Device Management, what they are made of, and queries."""

__all__ = ["PELION_KINDS", "pelion_documents", "pelion_page_queries", "pelion_spans", "pelion_statistics_queries"]

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..interop import PelionPageQuery, PelionSpan, PelionStatisticsQuery
from .making import made
from .numbers import HEX_IDS
from .pelion_parts import ORDERS, Fields, built, moments
from .pelion_reports import REPORT_FIELDS
from .pelion_tokens import TOKEN_FIELDS
from .texts import kinds_among

PelionKind: TypeAlias = type[Any]
_FIELDS: Mapping[PelionKind, Callable[[], Fields]] = MappingProxyType({**TOKEN_FIELDS, **REPORT_FIELDS})
PELION_KINDS: tuple[PelionKind, ...] = tuple(_FIELDS)
"""The documents and the parts of them."""

_COUNTS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"m": (5, 60, 141_120), "h": (1, 2_352), "d": (1, 7, 98), "w": (1, 14), "mo": (1, 3)}
)
_LONGEST = timedelta(days=98)
_MORE = st.sampled_from((timedelta(0), timedelta(milliseconds=1), timedelta(hours=5), _LONGEST))
_LIMITS = st.sampled_from((2, 3, 50, 1000))


def pelion_documents(*, kinds: Collection[PelionKind] = PELION_KINDS) -> SearchStrategy[Any]:
    """Return documents and parts of these kinds, all by default, with unknown keys and words among what they say."""
    wanted = kinds_among(kinds, PELION_KINDS, "the published documents and their parts")
    return st.one_of(*(built(kind, _FIELDS[kind]()) for kind in PELION_KINDS if kind in wanted))


def pelion_spans() -> SearchStrategy[PelionSpan]:
    """Return lengths of time in every unit, the least and the most that may be asked for among them."""
    return st.sampled_from([PelionSpan(count, unit) for unit, counts in _COUNTS.items() for count in counts])


def pelion_page_queries() -> SearchStrategy[PelionPageQuery]:
    """Return queries for pages of every size, in both orders, from the first line or after another."""
    return made(
        PelionPageQuery,
        limit=_LIMITS,
        after=st.none() | HEX_IDS,
        order=st.sampled_from(ORDERS),
    )


def pelion_statistics_queries() -> SearchStrategy[PelionStatisticsQuery]:
    """Return queries for statistics: one interval, a few, a few and a part of one, or as many as a range may hold."""
    return made(_statistics_query, moments(), pelion_spans(), _MORE, pelion_page_queries(), st.booleans())


def _statistics_query(
    start: datetime,
    interval: PelionSpan,
    more: timedelta,
    page: PelionPageQuery,
    total: bool,  # noqa: FBT001  built by position
) -> PelionStatisticsQuery:
    end = min(interval.after(start) + more, start + _LONGEST)
    return PelionStatisticsQuery(start=start, end=end, interval=interval, page=page, total=total)
