"""Rows are read a part at a time, and no object is made where there is one or none is needed."""

from datetime import timedelta, timezone
from importlib import import_module
from itertools import count

import pytest
from tests.examples import complaint
from tests.usage import APRIL, NOON, met

from kpix_billing_core.errors import WrongType
from kpix_billing_core.usage import active_devices

EAST = timezone(timedelta(hours=2))
# The room exports functions of the same names.
counting = import_module("kpix_billing_core.usage.count")
rows = import_module("kpix_billing_core.usage.rows")


def usual(number, at=NOON):
    """Return so many tuples that are in order."""
    return [(f"d{each}", "acme", at) for each in range(number)]


def test_parts_are_small_and_numbered():
    """Each knows where it begins, also the third."""
    parts = [(start, len(part)) for start, part in rows.parts_of(range(1300))]
    assert parts == [(0, 512), (512, 512), (1024, 276)]


@pytest.mark.parametrize("at", [NOON, NOON.astimezone(EAST)], ids=["UTC", "east"])
def test_no_object_is_made_of_a_tuple_in_order(monkeypatch, at):
    """Also where its instant is said in another zone, and where its device or account is known."""
    monkeypatch.setattr(counting, "objects_of", lambda *_: pytest.fail("an object was made"))
    assert active_devices(usual(700, at) * 2, APRIL, "acme").count == 700


@pytest.mark.parametrize(
    "row",
    [
        *(("d", "acme"), ["d", "acme", NOON], (1, "acme", NOON), ("d", 1, NOON), (1, 1, NOON), ("d", "acme", 1)),
        *(("", "acme", NOON), ("d\n", "acme", NOON), ("d", "", NOON), ("d", "b\n", NOON)),
        ("d", "acme", NOON.replace(tzinfo=None)),
    ],
)
def test_what_is_unusual_is_looked_at_as_an_object(monkeypatch, row):
    """One row is enough for its part, and for no other."""
    asked = []
    monkeypatch.setattr(counting, "objects_of", lambda part, start: asked.append(start) or [])
    active_devices([*usual(600), row, *usual(600)], APRIL, "acme")
    assert asked == [512]


def test_objects_are_not_made_anew():
    """A part of objects is taken as it is."""
    held = [met("d1"), met("d2")]
    assert rows.objects_of(held, 0) is held
    assert rows.objects_of([held[0], ("d2", "acme", NOON)], 0) == held


def test_nothing_is_read_beyond_a_fault():
    """But for the rest of its part: an endless file with a fault ends there."""
    taken = count()

    def endless():
        for number in taken:
            yield None if number == 700 else ("d1", "acme", NOON)

    complaint(WrongType, active_devices, endless(), APRIL, "acme")
    assert next(taken) == 1024
