"""Allocations as objects, tuples and columns: the same rows, checked, with a faulty one named by its number."""

from datetime import date, datetime

import pytest
from tests.examples import april, complaint, held

from kpix_billing_core.errors import BillingError, WrongType, WrongValue, describe
from kpix_billing_core.metering import Allocation, AllocationColumns
from kpix_billing_core.metering.rows import objects_of, parts_of

OBJECTS = [held(1, 5), held(16, device="d2"), held(date(2026, 3, 1), 3, device="d3", sku="LITE")]
TUPLES = [(one.device, one.account, one.sku, one.consumed_on, one.removed_on) for one in OBJECTS]
BATCH = 4096
COLUMNS = AllocationColumns(*map(list, zip(*TUPLES, strict=True)))


def taken(given):
    """Return the allocations given, as objects."""
    return [one for part in parts_of(given) for one in objects_of(part)]


def test_objects_pass_as_they_are():
    """Objects have been checked when they were made; nothing is copied, whatever holds them."""
    (part,) = parts_of(OBJECTS)
    assert part is OBJECTS
    for given in (tuple(OBJECTS), iter(OBJECTS)):
        assert list(map(id, taken(given))) == list(map(id, OBJECTS))


def test_tuples_and_columns_stay_columns(monkeypatch):
    """No object is made for a row that is in order: it would cost more than counting it."""
    monkeypatch.setattr("kpix_billing_core.metering.rows.Allocation", None)
    for given in (TUPLES, COLUMNS):
        (part,) = parts_of(given)
        assert list(map(list, part)) == list(map(list, COLUMNS))


def test_rows_are_taken_in_batches():
    """A file is not held in memory: no more is taken from an iterator than a batch, until it is asked for."""
    asked = []
    parts = parts_of(asked.append(number) or TUPLES[0] for number in range(3 * BATCH))
    assert len(next(parts).device) == BATCH
    assert len(asked) == BATCH
    columns = AllocationColumns(*zip(*[TUPLES[0]] * (BATCH + 1), strict=True))
    assert [len(part.device) for part in parts_of(columns)] == [BATCH, 1]


@pytest.mark.parametrize(
    "shape",
    [
        list,
        tuple,
        iter,
        lambda rows: (row for row in rows),
        lambda rows: AllocationColumns(*zip(*rows, strict=True)),
        lambda rows: AllocationColumns(*map(list, zip(*rows, strict=True))),
        lambda rows: [OBJECTS[0], *rows[1:]],
        lambda rows: [rows[0], *OBJECTS[1:]],
    ],
)
def test_every_shape_gives_the_same_rows(shape):
    """Tuples, columns, and objects among tuples give the same rows in the same order."""
    assert taken(shape(TUPLES)) == OBJECTS


@pytest.mark.parametrize("given", [[], (), iter(()), AllocationColumns([], [], [], [], [])])
def test_nothing_is_no_rows(given):
    """No allocations are no rows."""
    assert taken(given) == []


@pytest.mark.parametrize("number", [0, 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH])
@pytest.mark.parametrize("columns", [False, True])
def test_a_faulty_row_is_named(number, columns):
    """What is wrong with a row is said with its number, counted from 0, however far down it stands."""
    given = [TUPLES[0]] * number + [("d1", "acme", "STD", april(5), april(4))] + [TUPLES[0]] * 3
    with pytest.raises(WrongValue, match=r"^removed_on: expected a day from 2026-04-05 on") as caught:
        list(parts_of(AllocationColumns(*zip(*given, strict=True)) if columns else given))
    assert caught.value.__notes__ == [f"in row {number} of the allocations, counted from 0"]


@pytest.mark.parametrize("objects", [0, 2, BATCH, BATCH + 1])
@pytest.mark.parametrize("row", [None, "d1", TUPLES[0][:4], (*TUPLES[0], 1), list(TUPLES[0])])
def test_a_row_of_another_shape_is_named(objects, row):
    """Neither an allocation nor a tuple of five is named with its number, also after a batch of objects."""
    with pytest.raises(WrongType) as caught:
        list(parts_of([OBJECTS[0]] * objects + [row]))
    assert str(caught.value) == f"allocation: expected Allocation or a tuple of its 5 fields, got {describe(row)}"
    assert caught.value.__notes__ == [f"in row {objects} of the allocations, counted from 0"]


@pytest.mark.parametrize(
    ("kind", "message", "given"),
    [
        (WrongType, "allocations: expected a list, tuple or other iterable in order, got NoneType None", None),
        (WrongType, "allocations: expected a list, tuple or other iterable in order, got str 'd1'", "d1"),
        (WrongType, "allocations: expected a list, tuple or other iterable in order, got bytes b'd1'", b"d1"),
        (WrongType, "allocations: expected a list, tuple or other iterable in order, got int 5", 5),
        (WrongType, "sku: expected a column of values, got int 1", COLUMNS._replace(sku=1)),
        (WrongType, "device: expected a column of values, got str 'd1d'", COLUMNS._replace(device="d1d")),
        (WrongType, "account: expected a column of values, got bytes b'abc'", COLUMNS._replace(account=b"abc")),
        (WrongValue, "columns: expected columns of one length, got tuple (3, 3, 1, 3, 3)", COLUMNS._replace(sku=["S"])),
        (
            WrongValue,
            "columns: expected columns of one length, got tuple (3, 3, 3, 3, 0)",
            COLUMNS._replace(removed_on=[]),
        ),
    ],
)
def test_what_no_allocations_can_be(kind, message, given):
    """Text, a number, and columns that are none or of several lengths are refused."""
    assert complaint(kind, lambda: list(parts_of(given))) == message


class Code(str):
    """Text of a subclass; equal to plain text."""

    __slots__ = ()


class Day(date):
    """A day of a subclass; equal to a plain day."""


FAULTS = [
    *((at, value) for at in range(3) for value in (1, None, True, "", "a\n", b"d1", Code(TUPLES[0][at]))),
    *((3, value) for value in (None, "2026-04-01", datetime(2026, 4, 1), Day(2026, 4, 1), april(6), 0)),
    *((4, value) for value in ("2026-04-05", datetime(2026, 4, 5), Day(2026, 4, 5), date(2026, 3, 31), 0, "", False)),
]


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize(("at", "value"), FAULTS)
def test_a_row_is_checked_like_an_object(at, value, columns):
    """Each cell is checked as the field of an object is, also one that equals a right one, and named with its row."""
    fields = (*TUPLES[0][:at], value, *TUPLES[0][at + 1 :])
    with pytest.raises(BillingError) as of_object:
        Allocation(*fields)
    given = [*TUPLES, fields, *TUPLES]
    with pytest.raises(type(of_object.value)) as of_row:
        list(parts_of(AllocationColumns(*zip(*given, strict=True)) if columns else given))
    assert str(of_row.value) == str(of_object.value)
    assert of_row.value.__notes__ == ["in row 3 of the allocations, counted from 0"]


def test_the_first_faulty_row_is_named():
    """Of two faults the one that comes first is named, whatever column it stands in."""
    given = [TUPLES[0], ("d1", "acme", "STD", april(5), april(4)), (1, "acme", "STD", april(5), None)]
    assert complaint(WrongValue, lambda: list(parts_of(given))).startswith("removed_on: ")
    given = [TUPLES[0], ("d1", "acme", "STD", april(5), april(4)), None]
    assert complaint(WrongValue, lambda: list(parts_of(given))).startswith("removed_on: ")
