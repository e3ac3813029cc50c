"""Exact types and ranges: what passes, and what each refusal says."""

from datetime import UTC, date, datetime, tzinfo
from enum import IntEnum
from fractions import Fraction

import attrs
import pytest

from kpix_billing_core.checks import (
    check_day,
    check_instant,
    check_many,
    check_ratio,
    check_text,
    check_whole,
    day,
    derived,
    each,
    instance,
    optional,
    text,
    whole,
)
from kpix_billing_core.errors import WrongType, WrongValue

DAY, NOON = date(2026, 4, 30), datetime(2026, 4, 30, 12, tzinfo=UTC)


class Whole(IntEnum):
    ONE = 1


class Text(str):
    __slots__ = ()


class ZoneWithoutOffset(tzinfo):
    def utcoffset(self, _):
        return None


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        (check_whole, (0,)),
        (check_whole, (-(10**40),)),
        (check_whole, (10**640 - 1,)),
        (check_whole, (1 - 10**640,)),
        (check_many, ((1, 2),)),
        (check_many, ([],)),
        (check_many, (range(3),)),
        (check_many, (iter([1]),)),
        (check_whole, (3, 3)),
        (check_text, ("",)),
        (check_text, ("a b · 设备",)),
        (check_day, (DAY,)),
        (check_instant, (NOON,)),
    ],
)
def test_what_is_exactly_of_the_type_passes(check, arguments):
    """A value of the very type and within the range passes."""
    check("field", *arguments)


def test_a_checked_day_is_returned():
    """What was unknown before is a day afterwards, for a type checker too."""
    assert check_day("field", DAY) is DAY


@pytest.mark.parametrize(
    ("message", "check", "arguments"),
    [
        ("field: expected int, got bool True", check_whole, (True,)),
        ("field: expected int, got float 1.0", check_whole, (1.0,)),
        ("field: expected int, got str '1'", check_whole, ("1",)),
        ("field: expected int, got Whole <Whole.ONE: 1>", check_whole, (Whole.ONE,)),
        ("field: expected at least 3, got int 2", check_whole, (2, 3)),
        ("field: expected at most 640 digits, got an int of 2127 bits", check_whole, (10**640,)),
        ("field: expected at most 640 digits, got an int of 2127 bits", check_whole, (-(10**640),)),
        ("field: expected a list, tuple or other iterable in order, got int 1", check_many, (1,)),
        ("field: expected a list, tuple or other iterable in order, got set {1}", check_many, ({1},)),
        ("field: expected a list, tuple or other iterable in order, got dict {1: 2}", check_many, ({1: 2},)),
        ("field: expected a list, tuple or other iterable in order, got str 'ab'", check_many, ("ab",)),
        ("field: expected a list, tuple or other iterable in order, got bytes b'ab'", check_many, (b"ab",)),
        ("field: expected str, got bytes b'x'", check_text, (b"x",)),
        ("field: expected str, got Text 'x'", check_text, (Text("x"),)),
        ("field: expected printable text, got str 'a\\nb'", check_text, ("a\nb",)),
        ("field: expected printable text, got str '\\ud800'", check_text, ("\ud800",)),
        (
            "field: expected date, got datetime datetime.datetime(2026, 4, 30, 0, 0)",
            check_day,
            (datetime(2026, 4, 30),),
        ),
        ("field: expected date, got str '2026-04-30'", check_day, ("2026-04-30",)),
        ("field: expected aware datetime, got date 2026-04-30", check_instant, (DAY,)),
        (
            "field: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 30, 0, 0)",
            check_instant,
            (datetime(2026, 4, 30),),
        ),
    ],
)
def test_anything_else_is_refused_by_name(message, check, arguments):
    """A refusal names the field, what it expects and what it got; the type is wrong before the value is."""
    wrong = (
        WrongValue
        if "at least" in message or "at most" in message or "printable" in message or "its zone" in message
        else WrongType
    )
    with pytest.raises(wrong) as caught:
        check("field", *arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize("ratio", [(0, 1), (16, 30), (10**640 - 1, 10**640 - 1)])
def test_a_ratio_of_whole_numbers_passes(ratio):
    """A quantity of nothing or more, over 1 or more, each of at most 640 digits."""
    check_ratio("field", ratio)


@pytest.mark.parametrize(
    ("kind", "message", "ratio"),
    [
        (WrongType, "field: expected (numerator, denominator), got Fraction Fraction(1, 2)", Fraction(1, 2)),
        (WrongType, "field: expected (numerator, denominator), got list [1, 2]", [1, 2]),
        (WrongType, "field: expected (numerator, denominator), got tuple (1,)", (1,)),
        (WrongType, "field: expected (numerator, denominator), got tuple (1, 2, 3)", (1, 2, 3)),
        (WrongType, "field: expected (numerator, denominator), got str '12'", "12"),
        (WrongType, "numerator of the field: expected int, got bool True", (True, 2)),
        (WrongType, "numerator of the field: expected int, got float 1.0", (1.0, 2.0)),
        (WrongValue, "numerator of the field: expected at least 0, got int -1", (-1, 2)),
        (WrongValue, "numerator of the field: expected at most 640 digits, got an int of 2127 bits", (10**640, 2)),
        (WrongType, "denominator of the field: expected int, got float 2.0", (1, 2.0)),
        (WrongType, "denominator of the field: expected int, got bool True", (1, True)),
        (WrongValue, "denominator of the field: expected at least 1, got int 0", (1, 0)),
        (WrongValue, "denominator of the field: expected at most 640 digits, got an int of 2127 bits", (1, 10**640)),
    ],
)
def test_anything_else_is_no_ratio(kind, message, ratio):
    """Two whole numbers in a tuple, and the message says which of them is wrong."""
    with pytest.raises(kind) as caught:
        check_ratio("field", ratio)
    assert str(caught.value) == message


def test_a_zone_that_knows_no_offset_is_none():
    """An instant whose zone names no offset stands for no moment."""
    with pytest.raises(WrongValue, match="a datetime with its zone"):
        check_instant("field", datetime(2026, 4, 30, tzinfo=ZoneWithoutOffset()))


def holder(validator):
    """A class with one validated field."""
    return attrs.make_class("Holder", {"field": attrs.field(validator=validator)}, frozen=True)


@pytest.mark.parametrize(
    ("validator", "value"),
    [
        (lambda: whole(), -1),
        (lambda: whole(1), 1),
        (lambda: text, ""),
        (lambda: day, DAY),
        (lambda: instance(int, str), 1),
        (lambda: instance(int, str), "x"),
        (lambda: optional(whole(1)), None),
        (lambda: optional(whole(1)), 1),
        (lambda: each(int), ()),
        (lambda: each(int, str), (1, "x", 2)),
    ],
)
def test_a_field_takes_what_its_validator_passes(validator, value):
    """A validated field keeps the value as it came."""
    assert holder(validator())(value).field is value


@pytest.mark.parametrize(
    ("message", "validator", "value"),
    [
        ("field: expected int, got str 'x'", lambda: whole(), "x"),
        ("field: expected at least 1, got int 0", lambda: whole(1), 0),
        ("field: expected str, got int 1", lambda: text, 1),
        ("field: expected printable text, got str '\\t'", lambda: text, "\t"),
        ("field: expected date, got int 1", lambda: day, 1),
        ("field: expected int, got bool True", lambda: instance(int), True),
        ("field: expected int or str, got NoneType None", lambda: instance(int, str), None),
        ("field: expected at least 1, got int 0", lambda: optional(whole(1)), 0),
        ("field: expected tuple, got list [1]", lambda: each(int), [1]),
        ("field: expected tuple, got NoneType None", lambda: each(int), None),
        ("field: expected tuple of int, got str 'x'", lambda: each(int), (1, "x")),
        ("field: expected tuple of int or str, got float 1.5", lambda: each(int, str), ("x", 1.5)),
        ("field: expected tuple of int, got bool True", lambda: each(int), (True,)),
    ],
)
def test_a_field_refuses_what_its_validator_refuses(message, validator, value):
    """A validated field names itself, and inside a tuple the member that is wrong."""
    with pytest.raises((WrongType, WrongValue)) as caught:
        holder(validator())(value)
    assert str(caught.value) == message


def test_an_optional_field_is_validated_with_its_owner():
    """What validates the field sees the whole value, as it would without being optional."""
    seen = []
    made = holder(optional(lambda owner, attribute, value: seen.append((owner, attribute.name, value))))(7)
    assert seen == [(made, "field", 7)]


def deriving(derive):
    """A class with a whole number and a field derived from it."""
    fields = {"number": attrs.field(validator=whole()), "twice": attrs.field(init=False, default=derived(derive))}
    return attrs.make_class("Deriving", fields, frozen=True)


def test_a_derived_field_is_made_from_the_others():
    """It is worked out when the value is made, from the value."""
    assert deriving(lambda owner: 2 * owner.number)(3).twice == 6


def test_a_wrong_field_is_named_before_what_is_derived_from_it():
    """Where deriving stumbles over a wrong value, the field that is wrong is named."""
    with pytest.raises(WrongType, match=r"^number: expected int, got NoneType None$"):
        deriving(lambda owner: 2 * owner.number)(None)


def test_a_mistake_in_deriving_is_not_hidden():
    """Where nothing is wrong with the fields, the error is the one that deriving raised."""
    with pytest.raises(ZeroDivisionError):
        deriving(lambda owner: 1 // owner.number)(0)
