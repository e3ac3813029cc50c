"""The fleet at a glance: each application by status, and what expires soon."""

__all__ = ["Expiry", "Glance", "glance"]

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

import attrs

from ..checks import check_whole, day, each, whole
from ..ids import DeviceId, identifier
from ..tables import Table
from .boundaries import day_at
from .counts import StatusCount, status_counts
from .fleet import by_application, listed, rules_by_application
from .moment import moment_of
from .record import Validity, ValidityRecord
from .rules import Application, ApplicationRules
from .status import BillingStatus
from .timeline import timeline


@attrs.frozen
class Expiry:
    """A valid device whose validity ends soon.

    Attributes:
        last_day: the last day on which it is valid, in the application's zone.
        application: where.
        device: which.
        days_left: how many more days it is valid on, today not counted.
    """

    last_day: date = attrs.field(validator=day)
    application: str = attrs.field(validator=identifier)
    device: DeviceId = attrs.field(validator=identifier)
    days_left: int = attrs.field(validator=whole(0))


@attrs.frozen
class Glance:
    """How a fleet stands at an instant; shows itself as text and as HTML.

    Attributes:
        counts: for each application, in order.
        expiring: the valid devices that expire soon, the soonest first.
        within: how many days ahead that is.
    """

    counts: tuple[StatusCount, ...] = attrs.field(validator=each(StatusCount))
    expiring: tuple[Expiry, ...] = attrs.field(validator=each(Expiry))
    within: int = attrs.field(validator=whole(0))

    def __str__(self) -> str:
        return "\n\n".join(map(str, _tables(self)))

    def _repr_html_(self) -> str:
        return "".join(table.html() for table in _tables(self))


def glance(
    records: Iterable[ValidityRecord], applications: Iterable[Application], at: date | datetime, within: int = 30
) -> Glance:
    """Return how a fleet stands at an instant, or at the start of a day, and what expires within so many days (K04).

    A device that is renewed already does not expire. Raises as `sweep`.

    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> print(glance([april], [Application("fleet")], date(2026, 4, 28)))
    application  unmanaged  pending  active  in grace  disabled  expired  deactivated  devices
    -----------  ---------  -------  ------  --------  --------  -------  -----------  -------
    fleet                0        0       1         0         0        0            0        1
    <BLANKLINE>
    Expiring within 30 days: 1
    last day    application  device     days left
    ----------  -----------  ---------  ---------
    2026-04-30  fleet        tracker-1          2
    """
    check_whole("within", within, 0)
    held, rules = listed(records), rules_by_application(applications)
    counts = status_counts(held, [Application(id_, each) for id_, each in rules.items()], at)
    return Glance(counts, tuple(sorted(_expiring(held, rules, at, within), key=_soonest)), within)


def _expiring(
    records: list[ValidityRecord], rules: Mapping[str, ApplicationRules], at: date | datetime, within: int
) -> Iterator[Expiry]:
    for application, devices in by_application(records, rules).items():
        moment = moment_of(at, rules[application])
        for device, held in devices.items():
            # Most devices have one record that ends some other time.
            if type(held) is Validity and not _ends_soon(held, moment.day, within):
                continue
            found = timeline(held if isinstance(held, list) else [held], moment.rules).span(moment.at)
            if found.status is BillingStatus.ACTIVE and found.until is not None:
                last = day_at(found.until - timedelta.resolution, moment.rules)
                left = (last - moment.day).days
                if left <= within:
                    yield Expiry(last, application, device, left)


def _soonest(expiry: Expiry) -> tuple[date, str, DeviceId]:
    return expiry.last_day, expiry.application, expiry.device


def _ends_soon(record: Validity, day: date, within: int) -> bool:
    last = record.last_day
    if record.deactivated_on is not None and last is not None:
        last = min(last, record.deactivated_on)
    return last is not None and 0 <= (last - day).days <= within


def _tables(shown: Glance) -> tuple[Table, ...]:
    names = tuple(status.value.replace("_", " ") for status in BillingStatus)
    counts = Table(
        columns=("application", *names, "devices"),
        rows=tuple(map(_count_row, shown.counts)),
        right=tuple(range(1, len(names) + 2)),
    )
    if not shown.expiring:
        return (counts,)
    rows = tuple(
        (each.last_day.isoformat(), each.application, each.device, str(each.days_left)) for each in shown.expiring
    )
    title = f"Expiring within {shown.within} days: {len(rows)}"
    return counts, Table(title=title, columns=("last day", "application", "device", "days left"), rows=rows, right=(3,))


def _count_row(count: StatusCount) -> tuple[str, ...]:
    return count.application, *(str(count.of(status)) for status in BillingStatus), str(count.registered)
