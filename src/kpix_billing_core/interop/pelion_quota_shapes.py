"""How the documents about service packages are sent: which key holds what, which are there, which may be null."""

__all__ = ["HISTORY", "PACKAGES", "QUOTA"]

from types import MappingProxyType

from .pelion_history import ENTRY_KEYS, PAGE_KEYS, RESERVATION_KEYS, PelionEntry, PelionHistory, PelionReservation
from .pelion_packages import PACKAGE_KEYS, PelionPackage, PelionPackages, PelionQuota
from .shape import Shape

_GRACE = frozenset({"grace_period"})
_LINKS = frozenset({"previous_id", "next_id"})
_END = frozenset({"ended_at", "reason"})
_NOT_PENDING = _GRACE | _END | {"next_id"}
_NOT_IN_HISTORY = _NOT_PENDING | {"created", "modified"}
# What a place does not have is rare there; of what it has, some may be null.
_ACTIVE = Shape(PelionPackage, PACKAGE_KEYS, free=_END | _LINKS | _GRACE, rare=_END)
_PENDING = Shape(PelionPackage, PACKAGE_KEYS, free=_NOT_PENDING, rare=_NOT_PENDING)
_PREVIOUS = Shape(PelionPackage, PACKAGE_KEYS, free=_GRACE | _LINKS, rare=_GRACE)
_OF_ENTRY = Shape(PelionPackage, PACKAGE_KEYS, free=_NOT_IN_HISTORY | {"previous_id"}, rare=_NOT_IN_HISTORY)
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
