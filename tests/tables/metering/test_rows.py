"""Allocations as objects, tuples and columns: the same rows, checked, with a faulty one named by its number."""

from datetime import date

import pytest
from tests.examples import april, complaint, held

from kpix_billing_core.errors import BillingError, WrongType, WrongValue, describe
from kpix_billing_core.metering import Allocation, AllocationColumns
from kpix_billing_core.metering.rows import Row, rows_of

OBJECTS = [held(1, 5), held(16, device="d2"), held(date(2026, 3, 1), 3, device="d3", sku="LITE")]
TUPLES = [(one.device, one.account, one.sku, one.consumed_on, one.removed_on) for one in OBJECTS]
ROWS = [Row(*fields) for fields in TUPLES]
BATCH = 4096
COLUMNS = AllocationColumns(*map(list, zip(*TUPLES, strict=True)))


def test_objects_pass_as_they_are():
    """Objects have been checked when they were made; nothing is copied, whatever holds them."""
    assert rows_of(OBJECTS) is OBJECTS
    for given in (tuple(OBJECTS), iter(OBJECTS)):
        assert list(map(id, rows_of(given))) == list(map(id, OBJECTS))


def test_rows_are_taken_in_batches():
    """A file is not held in memory: no more is taken from an iterator than a batch, until it is asked for."""
    taken = []
    rows = rows_of(taken.append(number) or TUPLES[0] for number in range(3 * BATCH))
    assert next(iter(rows)) == ROWS[0]
    assert len(taken) == BATCH


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
    assert list(rows_of(shape(TUPLES))) == ROWS


@pytest.mark.parametrize("given", [[], (), iter(()), AllocationColumns([], [], [], [], [])])
def test_nothing_is_no_rows(given):
    """No allocations are no rows."""
    assert list(rows_of(given)) == []


@pytest.mark.parametrize("number", [0, 1, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH])
@pytest.mark.parametrize("columns", [False, True])
def test_a_faulty_row_is_named(number, columns):
    """What is wrong with a row is said with its number, counted from 0, however far down it stands."""
    given = [TUPLES[0]] * number + [("d1", "acme", "STD", april(5), april(4))] + [TUPLES[0]] * 3
    with pytest.raises(WrongValue, match=r"^removed_on: expected a day from 2026-04-05 on") as caught:
        list(rows_of(AllocationColumns(*zip(*given, strict=True)) if columns else given))
    assert caught.value.__notes__ == [f"in row {number} of the allocations, counted from 0"]


@pytest.mark.parametrize("objects", [0, 2, BATCH, BATCH + 1])
@pytest.mark.parametrize("row", [None, "d1", TUPLES[0][:4], (*TUPLES[0], 1), list(TUPLES[0])])
def test_a_row_of_another_shape_is_named(objects, row):
    """Neither an allocation nor a tuple of five is named with its number, also after a batch of objects."""
    with pytest.raises(WrongType) as caught:
        list(rows_of([OBJECTS[0]] * objects + [row]))
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
    assert complaint(kind, lambda: list(rows_of(given))) == message


def test_a_row_is_checked_like_an_object():
    """Each field of a row is checked as the object's is."""
    for index, value in enumerate([1, "", "a\n", "2026-04-01", "2026-04-01"]):
        fields = [*TUPLES[0][:index], value, *TUPLES[0][index + 1 :]]
        with pytest.raises(BillingError) as of_object:
            Allocation(*fields)
        assert complaint(type(of_object.value), lambda: list(rows_of([tuple(fields)]))) == str(of_object.value)  # noqa: B023
