"""A second pool: a plain list of single credits, each a dict, and a rule for who gets which. It knows no grant, event or version."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from hypothesis import settings

HISTORIES = min(20_000, 20 * max(25, settings().max_examples))
"""Histories tried: 500 by default, 2,000 by `make deep`."""
CHUNK = 500
"""Histories of one test."""

SKUS = ("STD", "PRO")
METHODS = ("prepay", "prepay_auto", "postpay")
ORDERS = ("oldest_activation", "device_id", "given")
START = date(2026, 3, 1)


class Life(NamedTuple):
    """What an owner wants over some months, step by step: a name and its arguments."""

    method: str
    order: str
    steps: tuple[tuple[Any, ...], ...]


def lives(seed: int, count: int = CHUNK) -> Iterator[Life]:
    """Yield histories, the same for the same seed."""
    chance = Random(seed)
    for _ in range(count):
        yield Life(chance.choice(METHODS), chance.choice(ORDERS), tuple(_steps(chance)))


def _steps(chance: Random) -> Iterator[tuple[Any, ...]]:
    day = START
    for _ in range(chance.randrange(4, 14)):
        what = chance.choice(("credits", "credits", "on", "on", "off", "move", "wait", "wait", "confirm", "back"))
        if what == "credits":
            first = day + timedelta(days=chance.choice((0, 0, -3, 2, 31)))
            last = chance.choice((None, None, first, first + timedelta(days=chance.randrange(1, 70))))
            yield (
                what,
                day,
                chance.choice(SKUS),
                chance.randrange(1, 4),
                first,
                last,
                chance.choice((0, 0, 1, -1)),
                chance.random() < 0.2,
            )
        elif what == "wait":
            after = day + timedelta(days=chance.choice((1, 3, 10, 31)))
            while (day.year, day.month) != (after.year, after.month):
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                yield "cycle", day, chance.sample(("d1", "d2", "d3", "d4"), 4)
            day = max(day, after)
        elif what in {"confirm", "back"}:
            yield what, day, chance.randrange(4)
        else:
            yield what, day, chance.choice(("d1", "d2", "d3", "d4")), chance.choice(SKUS)


class Credits:
    """Single credits, each a dict that says where it is; devices are dicts that say what they hold."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.credits: list[dict[str, Any]] = []
        self.bundles = 0
        self.devices: dict[str, dict[str, Any]] = {}

    def best(self, sku: str, day: date) -> dict[str, Any] | None:
        """Return the credit whose turn it is: look at each, keep the better of two."""
        found = None
        for credit in self.credits:
            if credit["sku"] != sku or credit["where"] != "pool" or credit["first"] > day:
                continue
            if credit["last"] is not None and credit["last"] < day:
                continue
            if found is None or self.before(credit, found):
                found = credit
        return found

    @staticmethod
    def before(one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether a credit goes before another: lower priority, then sooner lost, then older."""
        if one["priority"] != other["priority"]:
            return one["priority"] < other["priority"]
        if one["last"] != other["last"]:
            return one["last"] is not None and (other["last"] is None or one["last"] < other["last"])
        return False  # the list is as old as it is long: who stands first stays first

    def serve(self, device: str, sku: str, day: date, *, cycle: bool) -> str:
        """Give a device what it is due, and say which bundle its credit was of or what happened instead."""
        credit = self.best(sku, day)
        if credit is not None:
            credit["where"] = device
            answer = f"credit of {credit['bundle']}"
        else:
            switched_off = "off" if cycle else "refused"
            answer = {"prepay_auto": "bought", "postpay": "later", "prepay": switched_off}[self.life.method]
        if answer in {"off", "refused"}:
            return answer
        since = self.devices[device]["since"] if device in self.devices and cycle else day
        self.devices[device] = {"sku": sku, "from": day, "since": since}
        return answer

    def answers(self) -> Iterator[Any]:
        """Yield what comes of each step."""
        for what, *given in self.life.steps:
            yield getattr(self, f"do_{what}")(*given)

    def do_credits(
        self, day: date, sku: str, count: int, first: date, last: date | None, priority: int, waits: bool
    ) -> str:
        place = "waiting" if waits else "pool"
        for _ in range(count):
            self.credits.append(
                {"bundle": self.bundles, "sku": sku, "first": first, "last": last, "priority": priority, "where": place}
            )
        self.bundles += 1
        return "stored"

    def do_confirm(self, day: date, bundle: int) -> int:
        mine = [credit for credit in self.credits if credit["bundle"] == bundle and credit["where"] == "waiting"]
        for credit in mine:
            credit["where"] = "pool"
        return len(mine)

    def do_back(self, day: date, bundle: int) -> int:
        for credit in reversed(self.credits):
            if credit["bundle"] == bundle and credit["where"] in {"waiting", "pool"}:
                credit["where"] = "gone"
                return 1
        return 0

    def do_on(self, day: date, device: str, sku: str) -> str:
        if device in self.devices:
            return "already"
        return self.serve(device, sku, day, cycle=False)

    def do_off(self, day: date, device: str, sku: str) -> str:
        return "off" if self.devices.pop(device, None) else "nothing"

    def do_move(self, day: date, device: str, sku: str) -> str:
        if device not in self.devices:
            return "nothing"
        if self.devices[device]["sku"] == sku:
            return "same"
        since = self.devices[device]["since"]
        answer = self.serve(device, sku, day, cycle=False)
        if answer != "refused":
            self.devices[device]["since"] = since
        return answer

    def do_cycle(self, day: date, listed: list[str]) -> list[tuple[str, str]]:
        due = [name for name in listed if name in self.devices and self.devices[name]["from"] < day]
        if self.life.order == "device_id":
            due.sort()
        elif self.life.order == "oldest_activation":
            due.sort(key=lambda name: (self.devices[name]["since"], name))
        found = []
        for name in due:
            answer = self.serve(name, self.devices[name]["sku"], day, cycle=True)
            if answer == "off":
                del self.devices[name]
            found.append((name, answer))
        return found

    def places(self, day: date) -> dict[str, int]:
        """Count the credits by where they are on a day."""
        found = dict.fromkeys(("available", "expired", "used", "pending"), 0)
        for credit in self.credits:
            if credit["where"] == "pool":
                found["expired" if credit["last"] is not None and credit["last"] < day else "available"] += 1
            elif credit["where"] != "gone":
                found["pending" if credit["where"] == "waiting" else "used"] += 1
        return found
