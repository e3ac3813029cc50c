"""The published documents as plain data, and back."""

__all__ = ["PelionDocument", "from_pelion", "to_pelion"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from ..errors import WrongType
from .pelion_error import PelionError
from .pelion_history import PelionHistory
from .pelion_packages import PelionPackages, PelionQuota
from .pelion_quota_shapes import HISTORY, PACKAGES, QUOTA
from .pelion_raw_data import PelionRawData
from .pelion_report import PelionReport
from .pelion_report_shapes import ERROR, RAW_DATA, REPORT, STATISTICS
from .pelion_statistics import PelionStatistics
from .shape import Shape, read, written

PelionDocument: TypeAlias = (
    PelionPackages | PelionQuota | PelionHistory | PelionReport | PelionRawData | PelionStatistics | PelionError
)
"""What the published API answers."""
T = TypeVar("T", PelionPackages, PelionQuota, PelionHistory, PelionReport, PelionRawData, PelionStatistics, PelionError)
_SHAPES: Mapping[object, Shape] = MappingProxyType(
    {each.cls: each for each in (PACKAGES, QUOTA, HISTORY, REPORT, RAW_DATA, STATISTICS, ERROR)}
)
_KNOWN = "one of the documents, such as PelionReport"


def to_pelion(value: PelionDocument) -> dict[str, Any]:
    """Return a document as plain data, ready for JSON: nulls said, times in UTC with milliseconds and a Z.

    Raises WrongType for anything else.

    >>> to_pelion(PelionQuota(quota=15))
    {'object': 'service-package-quota', 'quota': 15}
    """
    shape = _SHAPES.get(type(value))
    if shape is None:
        raise WrongType("value", _KNOWN, value)
    return written(shape, value)


def from_pelion(cls: type[T], data: object) -> T:
    """Return the document that plain data stands for; the inverse of `to_pelion`.

    A null and an absent key are the same; keys that are not known are kept. Raises MalformedData with the path for data
    of another shape, WrongType for a class that is none of the documents.

    >>> from_pelion(PelionQuota, {"object": "service-package-quota", "quota": None})
    Traceback (most recent call last):
    kpix_billing_core.errors.MalformedData: $.quota: expected a value, got nothing
    """
    shape = next((each for known, each in _SHAPES.items() if cls is known), None)
    if shape is None:
        raise WrongType("cls", _KNOWN, cls)
    found: T = read(shape, data, "$")
    return found
