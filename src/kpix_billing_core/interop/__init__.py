"""Interop: documents in the shapes that other systems publish, written and read with nothing lost.

`PelionPackages`, `PelionQuota` and `PelionHistory` are what the public billing API of Pelion Device Management sends;
they hold `PelionPackage`, `PelionEntry` and `PelionReservation`. `pelion_packages`, `pelion_quota` and
`pelion_history` make them of a quota; `to_pelion` and `from_pelion` turn them into plain data for JSON and back.
What a newer sender adds is kept: unknown keys in `extra`, unknown reasons as the words they are.
Nothing here sends or receives anything, and nothing else in the house knows these shapes.
"""

__all__ = [
    "Extra",
    "PelionEntry",
    "PelionHistory",
    "PelionPackage",
    "PelionPackages",
    "PelionQuota",
    "PelionReservation",
    "from_pelion",
    "pelion_history",
    "pelion_packages",
    "pelion_quota",
    "to_pelion",
]

from .extra import Extra
from .pelion_from_quota import pelion_history, pelion_packages, pelion_quota
from .pelion_history import PelionEntry, PelionHistory, PelionReservation
from .pelion_packages import PelionPackage, PelionPackages, PelionQuota
from .pelion_shapes import from_pelion, to_pelion
