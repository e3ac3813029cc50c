"""The demonstration's fleet: hard drives of a data centre, and how rows about drives become allocations.

A drive is a device, its model a SKU, its maker an account; the days it was in service are one allocation.
"""

__all__ = ["Drive", "allocation_of", "maker_of"]

from datetime import date

import attrs

from ..ids import AccountId, identifier
from ..metering import Allocation

_SEAGATE = "ST"
"""How models of Seagate begin; all other makers stand before their model, as in `WDC WD30EFRX`."""


@attrs.frozen
class Drive:
    """A row of the file of drives.

    Attributes:
        serial_number: which drive.
        model: its maker's name for this kind of drive.
        first_day: the day it was first seen in service.
        last_day: the day it was last seen, included; None while it was still in service at the end of the year.
        failed_on: the day it failed, if it did; of no concern to billing, as it was in service until its last day.
    """

    serial_number: str = attrs.field(validator=identifier)
    model: str = attrs.field(validator=identifier)
    first_day: date
    last_day: date | None = None
    failed_on: date | None = None


def maker_of(model: str) -> AccountId:
    """Return who makes a model.

    >>> maker_of("ST4000DM000"), maker_of("Hitachi HDS722020ALA330"), maker_of("WDC WD30EFRX")
    ('Seagate', 'Hitachi', 'WDC')
    """
    first_word = model.partition(" ")[0]
    return "Seagate" if first_word.startswith(_SEAGATE) else first_word


def allocation_of(drive: Drive) -> Allocation:
    """Return a drive's time in service as an allocation: both of its days are included, none means it goes on.

    >>> str(allocation_of(Drive("S1", "ST4000DM000", date(2013, 7, 3))).consumed_on)
    '2013-07-03'
    """
    return Allocation(
        device=drive.serial_number,
        account=maker_of(drive.model),
        sku=drive.model,
        consumed_on=drive.first_day,
        removed_on=drive.last_day,
    )
