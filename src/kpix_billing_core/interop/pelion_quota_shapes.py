"""How the documents about service packages are sent: which key holds what, which are there, which may be null."""

__all__ = ["HISTORY", "PACKAGES", "QUOTA"]

from types import MappingProxyType

from .pelion_history import ENTRY_KEYS, PAGE_KEYS, RESERVATION_KEYS, PelionEntry, PelionHistory, PelionReservation
from .pelion_packages import PACKAGE_KEYS, PelionPackage, PelionPackages, PelionQuota
from .shape import Shape


def _package(always: str, free: str) -> Shape:
    """Return how a package is sent in one place: with these keys beside those of every place, and these may be null."""
    elsewhere = _SOMEWHERE - set(always.split())
    return Shape(PelionPackage, PACKAGE_KEYS, free=elsewhere | set(free.split()), rare=elsewhere)


_SOMEWHERE = frozenset({"grace_period", "ended_at", "reason", "next_id", "previous_id", "created", "modified"})
_LINKS = "previous_id next_id"
_ACTIVE = _package(f"created modified {_LINKS} grace_period", f"{_LINKS} grace_period")
_PENDING = _package("created modified previous_id", "")
_PREVIOUS = _package(f"created modified {_LINKS} ended_at reason", _LINKS)
_OF_ENTRY = _package("previous_id", "previous_id")
_RESERVATION = Shape(PelionReservation, RESERVATION_KEYS)
_ENTRY = Shape(
    PelionEntry,
    ENTRY_KEYS,
    free=frozenset({"reservation", "package"}),
    inner=MappingProxyType({"reservation": _RESERVATION, "package": _OF_ENTRY}),
)
PACKAGES = Shape(
    PelionPackages,
    {"pending": "pending", "active": "active", "previous": "previous"},
    free=frozenset({"pending", "active"}),
    tag="service-packages",
    inner=MappingProxyType({"pending": _PENDING, "active": _ACTIVE, "previous": _PREVIOUS}),
    many=frozenset({"previous"}),
)
QUOTA = Shape(PelionQuota, {"quota": "quota"}, tag="service-package-quota")
HISTORY = Shape(
    PelionHistory,
    PAGE_KEYS,
    free=frozenset({"order", "after"}),
    tag="service-package-quota-history",
    inner=MappingProxyType({"entries": _ENTRY}),
    many=frozenset({"entries"}),
)
