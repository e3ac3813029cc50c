"""Usage as text: who was active, how often, at what time most, over random connections in months of many zones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from tests.golden.chance import Chance

from kpix_billing_core import Month, to_json
from kpix_billing_core.dates import month_start
from kpix_billing_core.exact import fraction_text
from kpix_billing_core.usage import (
    ApiCalls,
    AtLeastConnections,
    FirmwareUpdate,
    OnDays,
    Session,
    active_devices_by_account,
    activity_by_account,
    firmware_updates_by_account,
    peak_concurrent,
)

ACCOUNTS = ("acme", "nord ü")
COUNTERS = tuple(ApiCalls.__annotations__)


def connections() -> Iterator[str]:
    """Connections, sessions, updates and calls of a few devices of two accounts, counted in every way there is."""
    chance = Chance(11)
    for _ in range(40):
        month = Month(chance.between(1999, 2028), chance.between(1, 12))
        zone = timezone(timedelta(minutes=chance.between(-14 * 60, 14 * 60)))
        rows = [(f"d{chance.below(9)}", chance.choice(ACCOUNTS), _at(chance, month)) for _ in range(chance.below(60))]
        yield from (to_json(active, indent=None) for _, active in active_devices_by_account(rows, month, zone))
        for account, found in activity_by_account(rows, month, zone):
            yield to_json(found, indent=None)
            rules = (AtLeastConnections(chance.between(1, 4)), OnDays(chance.between(1, 3)))
            yield f"{account} {fraction_text(found.daily_average)} {[found.active(rule).count for rule in rules]}"
        sessions = [Session(device, "acme", at, _end(chance, at)) for device, _, at in rows]
        yield to_json(peak_concurrent(sessions, month, "acme", zone), indent=None)
        updates = [FirmwareUpdate(account, device, chance.choice("ab"), at) for device, account, at in rows]
        for account, done in firmware_updates_by_account(updates, month, zone):
            yield f"{account} {' '.join(f'{each.device}:{each.campaign}:{each.completed_at}' for each in done)}"
        one, other = (ApiCalls(**{name: chance.below(10**6) for name in COUNTERS}) for _ in range(2))
        yield f"{to_json(one + other, indent=None)} {(one + other).total}"


def _at(chance: Chance, month: Month) -> datetime:
    start = month_start(month + chance.choice((0, 0, 0, 0, 1)), UTC)
    return start + timedelta(seconds=chance.between(-86_400, 40 * 86_400) if chance.often(90) else 0)


def _end(chance: Chance, at: datetime) -> datetime | None:
    return at + timedelta(hours=chance.below(200)) if chance.often(90) else None
