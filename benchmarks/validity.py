"""What a million devices are on a day, what falls due on one, and a year of looks at ten thousand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from benchmarks.harness import Finding, at_least, at_most, best, ratio, side_by_side
from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    BillingStatus,
    DeviceStatus,
    Validity,
    fleet_status,
    schedule,
    statuses,
    sweep,
)

DEVICES, FEW = 1_000_000, 10_000
GRACE = 7
FLEET = Application("fleet", ApplicationRules(grace_days=GRACE, alert_days=(1, 7)))
FIRST, DAY = date(2025, 1, 1), date(2026, 4, 16)
NOON, A_DAY = datetime(2026, 4, 16, tzinfo=UTC), timedelta(days=1)
LENGTHS = (30, 90, 365)


def records(devices: int, seed: int = 1, *, mixed: bool = False) -> list[Validity]:
    """Return devices with one record each, begun on any day of two years, for a month, a quarter or a year.

    They are in order of device; mixed, in nobody's order, as a file may have them.
    """
    chance = Random(seed)
    numbers = chance.sample(range(devices), devices) if mixed else range(devices)
    days = [FIRST + timedelta(days=number) for number in range(730 + max(LENGTHS))]
    found = []
    for number in numbers:
        start, length = chance.randrange(730), chance.choice(LENGTHS)
        found.append(Validity(f"device-{number:07d}", "fleet", days[start], days[start + length]))
    return found


def by_hand(fleet: list[Validity]) -> list[BillingStatus]:
    """Return what each is on the day, in the fewest words."""
    graced = DAY - timedelta(days=GRACE)
    found = []
    for record in fleet:
        if record.start > DAY:
            found.append(BillingStatus.PENDING)
        elif record.last_day >= DAY:
            found.append(BillingStatus.ACTIVE)
        elif record.last_day >= graced:
            found.append(BillingStatus.IN_GRACE)
        else:
            found.append(BillingStatus.DISABLED)
    return found


def renewed(fleet: list[Validity]) -> list[Validity]:
    """Return the records, and after that of every tenth device one more that follows it."""
    found = []
    for number, record in enumerate(fleet):
        found.append(record)
        if number % 10 == 0 and record.last_day is not None:
            start, last = record.last_day + timedelta(days=1), record.last_day + timedelta(days=30)
            found.append(Validity(record.device, record.application, start, last))
    return found


def kept(fleet: list[Validity]) -> dict[str, BillingStatus]:
    """Return the same by device, as an answer needs it."""
    return dict(zip([record.device for record in fleet], by_hand(fleet), strict=True))


def looking(rounds: int) -> Iterator[Finding]:
    """Yield what it takes to say what every device is, beside a loop that compares and nothing else."""
    fleet, tenth = records(DEVICES), records(DEVICES // 10)
    subjects = {
        "loop": lambda: by_hand(fleet),
        "statuses": lambda: statuses(fleet, [FLEET], DAY),
        "tenth": lambda: statuses(tenth, [FLEET], DAY),
        "kept": lambda: kept(fleet),
        "asked": lambda: statuses(fleet, [FLEET], DAY)["fleet"][fleet[-1].device],
        "bare": lambda: [DeviceStatus("fleet", record.device, BillingStatus.ACTIVE) for record in fleet],
        "values": lambda: fleet_status(fleet, [FLEET], DAY),
    }
    measured = side_by_side(subjects, rounds)
    each = f"{best(measured, 'statuses') / DEVICES * 1e6:.2f} us a device"
    yield Finding("status of 1,000,000 devices on a day", each)
    yield at_most("status: beside comparing by hand", ratio(measured, "statuses", "loop"), 3)
    yield at_most("status: ten times the devices", ratio(measured, "statuses", "tenth"), 11, "{:.1f} x")
    yield at_most("status: values beside building them bare", ratio(measured, "values", "bare"), 2)
    yield Finding("status: asked by id, beside keeping by device", f"{ratio(measured, 'asked', 'kept'):.2f} x")


def looking_anywhere(rounds: int) -> Iterator[Finding]:
    """Yield the same for devices in nobody's order, and for a fleet of which every tenth device was renewed."""
    mixed, mixed_tenth = records(DEVICES, mixed=True), records(DEVICES // 10, mixed=True)
    chained = renewed(records(DEVICES))
    subjects = {
        "loop": lambda: by_hand(mixed),
        "statuses": lambda: statuses(mixed, [FLEET], DAY),
        "tenth": lambda: statuses(mixed_tenth, [FLEET], DAY),
        "bare": lambda: [DeviceStatus("fleet", record.device, BillingStatus.ACTIVE) for record in mixed],
        "values": lambda: fleet_status(mixed, [FLEET], DAY),
        "renewed loop": lambda: by_hand(chained),
        "renewed": lambda: statuses(chained, [FLEET], DAY),
    }
    measured = side_by_side(subjects, rounds)
    yield at_most("status in no order: beside comparing by hand", ratio(measured, "statuses", "loop"), 3)
    yield at_most("status in no order: ten times the devices", ratio(measured, "statuses", "tenth"), 11, "{:.1f} x")
    yield at_most("status in no order: values beside bare ones", ratio(measured, "values", "bare"), 2)
    yield at_most("status: a tenth renewed, beside comparing", ratio(measured, "renewed", "renewed loop"), 3)


def sweeping(rounds: int) -> Iterator[Finding]:
    """Yield what a sweep of a day takes by looking at all and by an index, and a year of sweeps of a smaller fleet."""
    fleet, tenth, few = records(DEVICES), records(DEVICES // 10), records(FEW)
    # Making an index takes a timeline for each device, so the one that is asked here is of fewer.
    index, small = schedule(tenth, [FLEET]), schedule(few, [FLEET])
    year = [datetime(2026, 1, 1, tzinfo=UTC) + number * A_DAY for number in range(366)]
    subjects = {
        "scan": lambda: sweep(fleet, [FLEET], NOON, NOON + A_DAY),
        "scan of a tenth": lambda: sweep(tenth, [FLEET], NOON, NOON + A_DAY),
        "index": lambda: index.sweep(NOON, NOON + A_DAY),
        "year": lambda: [small.sweep(day, day + A_DAY) for day in year],
        "schedule": lambda: schedule(few, [FLEET]),
        "scans": lambda: [sweep(few, [FLEET], day, day + A_DAY) for day in year[:30]],
    }
    measured = side_by_side(subjects, rounds)
    yield Finding("sweep of a day over 1,000,000 devices", f"{best(measured, 'scan'):.2f} s")
    yield at_least("sweep: the index beside looking at all", ratio(measured, "scan of a tenth", "index"), 100)
    yield Finding("a schedule of 10,000 devices", f"{best(measured, 'schedule') / FEW * 1e6:.0f} us a device")
    yield Finding("a year of sweeps over 10,000 devices, indexed", f"{best(measured, 'year') * 1e3:.1f} ms")
    yield Finding("a month of sweeps over 10,000 devices, scanned", f"{best(measured, 'scans') * 1e3:.0f} ms")
