"""Validity as text: what devices are, what falls due, how many count and which tier fits, over random records."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

import attrs
from tests.golden.chance import Chance

from kpix_billing_core import Month, explain, to_json
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.validity import (
    TIERS,
    Application,
    ApplicationRules,
    Counted,
    Overlap,
    RenewalFrom,
    Subscription,
    TimedValidity,
    Validity,
    ValidityRecord,
    billable_rows,
    commitment,
    day_span,
    deactivate,
    fleet_status,
    glance,
    month_counts,
    move,
    renew,
    smallest_tier,
    status_counts,
    sweep,
    tier_size,
    timeline,
)

SPRING = date(2024, 1, 1), date(2024, 5, 1)
FLEETS = ("fleet", "flotte é")


def validities() -> Iterator[str]:
    """Records of a few devices, looked at on some day; then the tier of an account of that many times as many."""
    chance = Chance(9)
    for _ in range(40):
        applications = [Application(id_, _rules(chance)) for id_ in FLEETS]
        records = [_record(chance) for _ in range(chance.between(1, 12))]
        on, other = chance.day(*SPRING), chance.day(*SPRING)
        yield from _looks(records, applications, on)
        yield from _due(records, applications, on, other)
        yield from _each(records, applications, on, other)
        size = tier_size(status_counts(records, applications, on), chance.choice(tuple(Counted)))
        yield from _tiers(chance, size * chance.choice((1, 20, 200)), on, other)


def _looks(records: list[ValidityRecord], applications: list[Application], on: date) -> Iterator[str]:
    yield " ".join(f"{each.device}:{each.status.value}" for each in fleet_status(records, applications, on))
    yield from (to_json(count, indent=None) for count in status_counts(records, applications, on))
    yield from (to_json(count, indent=None) for count in month_counts(records, applications, Month.of(on)))
    yield str(glance(records, applications, on, 20))


def _due(records: list[ValidityRecord], applications: list[Application], on: date, other: date) -> Iterator[str]:
    since, until = (datetime.combine(day, time(), UTC) for day in sorted((on, other)))
    for event in sweep(records, applications, since, until):
        yield to_json(event, indent=None)
        yield f"{event.seen(until).kind.value} {explain(event)}"


def _each(records: list[ValidityRecord], applications: list[Application], on: date, other: date) -> Iterator[str]:
    for application in applications:
        mine = [record for record in records if record.application == application.id]
        yield " ".join(f"{row[0]} {row[3]} {row[4]}" for row in billable_rows(mine, application, "acme"))
        for device in sorted({record.device for record in mine}):
            held = [record for record in mine if record.device == device]
            status, first, last = day_span(held, application.rules, on)
            yield f"{status.value} {first} {last}\n{explain(timeline(held, application.rules))}"
            yield to_json(renew(held, date(2025, 1, 1), other, application.rules), indent=None)
            yield _held_apart(held, attrs.evolve(application.rules, overlap=Overlap.REJECT))


def _held_apart(held: list[ValidityRecord], rules: ApplicationRules) -> str:
    """Return what a device is where records must not overlap, or the error that names the one that does."""
    try:
        return " ".join(f"{span.status.value} {span.since}" for span in timeline(held, rules).spans)
    except WrongValue as error:
        return str(error)


def _tiers(chance: Chance, size: int, on: date, other: date) -> Iterator[str]:
    subscription, to = Subscription(chance.choice(TIERS), on), chance.choice(TIERS)
    moved = move(subscription, to, size, other, keeps_start=chance.often(30))
    fitting, left = smallest_tier(TIERS, size), commitment(subscription, other)
    yield f"{size} {fitting.name if fitting else None} {left.earliest_end} {left.months} {left.days}"
    yield str(explain(moved))


def _rules(chance: Chance) -> ApplicationRules:
    return ApplicationRules(
        grace_days=chance.choice((0, 1, 7, 30)),
        alert_days=chance.choice(((), (1,), (1, 7, 30))),
        enforcement=chance.often(70),
        billing=chance.often(80),
        zone=timezone(timedelta(minutes=chance.between(-12 * 60, 14 * 60))),
        overlap=chance.choice((Overlap.UNION, Overlap.UNION, Overlap.LATEST)),
        renewal_from=chance.choice(tuple(RenewalFrom)),
    )


def _record(chance: Chance) -> ValidityRecord:
    device, application = f"gerät-{chance.below(4)}", chance.choice(FLEETS)
    first = chance.day(*SPRING)
    last = first + timedelta(days=chance.below(60))
    made = datetime.combine(chance.day(*SPRING), time(12), UTC) if chance.often(30) else None
    if chance.often(10):
        return Validity(device, application)
    if chance.often(25):
        start, end = (datetime.combine(day, time(chance.below(12)), UTC) for day in (first, last + timedelta(days=1)))
        ended = start + timedelta(days=chance.below(60)) if chance.often(30) else None
        return TimedValidity(device, application, start, end, ended, created_at=made)
    record = Validity(device, application, first, last, created_at=made)
    return deactivate(record, chance.day(*SPRING), "returned") if chance.often(25) else record
