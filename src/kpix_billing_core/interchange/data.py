"""Values as plain data and back: what a document store or a browser can hold, with nothing lost or rounded."""

__all__ = ["from_data", "schema_tag", "to_data"]

from typing import Any, TypeVar, overload

from ..errors import MalformedData, WrongType
from .leaves import Plain
from .misfit import Misfit
from .resolve import SCHEMA, kind_of, shape_of
from .shapes import Choice, Object, Shape, read_tagged

T = TypeVar("T")


def to_data(value: object) -> Plain:
    """Return a value as plain data: dicts, lists, text, whole numbers, true, false and None, never a float.

    An object is a dict of its public fields in their order, derived amounts included; the outermost one says first what
    it is, such as `"schema": "kpix.invoice/1"`. Settled money is whole minor units, every other number with a fraction
    is text, a day is "2026-04-28", an instant is in UTC. Not included: properties, which readers can work out.
    Raises WrongType for what has no plain form, MalformedData for a value with a part that cannot be written.

    >>> from ..money import Money
    >>> to_data(Money.parse("4.35 USD"))
    {'schema': 'kpix.money/1', 'minor': 435, 'currency': 'USD'}
    """
    try:
        shape = checked_shape(type(value))
        data = shape.write(value)
    except Misfit as misfit:
        raise misfit.error() from misfit.__cause__
    except RecursionError:
        raise too_deep() from None
    return {SCHEMA: schema_tag(type(value)), **data} if isinstance(shape, Object) else data


@overload
def from_data(cls: type[T], data: Plain) -> T: ...
@overload
def from_data(cls: object, data: Plain) -> Any: ...
def from_data(cls: Any, data: Plain) -> Any:
    """Return the value that plain data stands for; the inverse of `to_data`.

    The outermost dict must name its schema. Fields with a default may be absent, derived ones too; where a derived one
    is given it must be what the other fields amount to. `cls` may be a union: the schema then says which class it is.
    Raises MalformedData with the path for unknown or missing keys, other types than promised and values that the
    class refuses; WrongType for a class that has no plain form.

    >>> from ..money import Money
    >>> from_data(Money, {"schema": "kpix.money/1", "minor": 435, "currency": "USD"})
    Money.parse('4.35 USD')
    >>> from_data(Money, {"schema": "kpix.money/1", "minor": 4.35, "currency": "USD"})
    Traceback (most recent call last):
    kpix_billing_core.errors.MalformedData: $.minor: expected int, got float 4.35
    """
    try:
        return _read(checked_shape(cls), data)
    except Misfit as misfit:
        raise misfit.error() from misfit.__cause__
    except RecursionError:
        raise too_deep() from None


def schema_tag(cls: type) -> str:
    """Return what the outermost dict of a class's data names as its schema.

    >>> from ..money import ExactMoney
    >>> schema_tag(ExactMoney)
    'kpix.exact_money/1'
    """
    return f"kpix.{kind_of(cls)}/1"


def checked_shape(cls: Any) -> Shape:
    """Return the shape of a type; raises WrongType for what is none."""
    try:
        return shape_of(cls)
    except TypeError as error:
        raise error if isinstance(error, WrongType) else WrongType("type", "a class", cls) from None


def too_deep() -> MalformedData:
    """Return the error for data within data within data."""
    return MalformedData("$", "expected fewer levels, got more than can be followed")


def _read(shape: Shape, data: Plain) -> Any:
    match shape:
        case Object():
            return read_tagged(SCHEMA, {schema_tag(shape.cls): shape}, data)
        case Choice():
            return read_tagged(SCHEMA, {schema_tag(each.cls): each for each in shape.members.values()}, data)
        case _:
            return shape.read(data)
