"""Operators of values with strangers: Python's own TypeError, an error of the family, or a value that is listed as legal."""

import operator
from collections.abc import Callable

import pytest
from tests.bad_input.ground import APRIL, DAYS, PRICE
from tests.bad_input.rows import ROWS, OwnFault, Row
from tests.bad_input.test_bad_input import inexact
from tests.bad_input.trade import TALLY, USD
from tests.bad_input.usage import ACTIVE, ACTIVITY
from tests.every import every
from tests.house.public import value_classes

from kpix_billing_core.errors import BillingError
from kpix_billing_core.money import Money
from kpix_billing_core.quota import UNLIMITED
from kpix_billing_core.reporting import Usage
from kpix_billing_core.usage import ApiCalls

BINARY: dict[str, Callable[[object, object], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "&": operator.and_,
    "|": operator.or_,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, other: other in value,
    "[]": lambda value, other: value[other],
}
UNARY: dict[str, Callable[[object], object]] = {
    "-": operator.neg,
    "+": operator.pos,
    "abs": abs,
    "int": int,
    "float": float,
    "round": round,
    "index": operator.index,
    "len": len,
}
VALUES = {
    "Money": Money(435, USD),
    "ExactMoney": PRICE,
    "Month": APRIL,
    "Period": DAYS,
    "Currency": USD,
    "Tally": TALLY,
    "Unlimited": UNLIMITED,
    "ActiveDevices": ACTIVE,
    "Activity": ACTIVITY,
    "ApiCalls": ApiCalls(),
    "Usage": Usage(active_devices=3),
}


def compared_with(kind: str) -> dict[str, set[str]]:
    """Return the operators of order, with the one kind that may be compared."""
    return {sign: {kind} for sign in ("<", "<=", ">", ">=")}


# What an operator is for: the kinds of rows that may stand on its right side, by class.
LEGAL: dict[str, dict[str, set[str]]] = {
    "Money": {"+": {"Money"}, "-": {"Money"}, "*": {"whole", "any fraction"}, **compared_with("Money")},
    "ExactMoney": {
        "+": {"ExactMoney"},
        "-": {"ExactMoney"},
        "*": {"any whole", "any fraction"},
        **compared_with("ExactMoney"),
    },
    "Month": {"+": {"month shift"}, "-": {"month shift", "Month"}, "in": {"day"}, **compared_with("Month")},
    "Period": {"&": {"Period"}, "in": {"day"}, **compared_with("Period")},
    "Currency": compared_with("Currency"),
    "Tally": {},
    "Unlimited": {"+": {"any whole"}, "-": {"any whole"}, **compared_with("any whole")},
    "ActiveDevices": {},
    "Activity": {},
    "ApiCalls": {},
    "Usage": {},
}
LEGAL_UNARY = {"Money": {"-", "abs"}, "ExactMoney": {"-"}}


def fault(name: str, sign: str, row: Row) -> str | None:
    """Use an operator with a row on its right, and say what is wrong with what happens."""
    legal = bool(row.legal & LEGAL[name].get(sign, set()))
    try:
        result = BINARY[sign](VALUES[name], row.make())
    except (BillingError, TypeError, OwnFault) as error:
        return f"refuses what is no mistake: {error}" if legal else None
    except Exception as error:  # noqa: BLE001  which exceptions come is the question
        return f"escapes as {type(error).__name__}: {error}"
    return inexact(result) if legal else f"gives {result!r:.80}"


@every({f"{name} {sign}": (name, sign) for name in VALUES for sign in BINARY})
def test_strangers_are_refused(given):
    """A value is combined with its own kind, and with numbers where that means something; with nothing else."""
    name, sign = given
    faults = {row.name: problem for row in ROWS if (problem := fault(name, sign, row))}
    assert faults == {}


@every({f"{name} {sign}": (name, sign) for name in VALUES for sign in UNARY})
def test_a_value_is_no_number(given):
    """What could lose the currency, or come out as a float, is not there."""
    name, sign = given
    if sign in LEGAL_UNARY.get(name, set()):
        assert inexact(UNARY[sign](VALUES[name])) is None
    else:
        with pytest.raises(TypeError):
            UNARY[sign](VALUES[name])


def test_every_class_with_operators_is_tried():
    """A class that learns to add or to compare is entered here."""
    special = {"__add__", "__sub__", "__mul__", "__and__", "__lt__", "__contains__", "__neg__"}
    found = {kind.__name__ for kind in value_classes().values() if special & set(vars(kind))}
    assert found == set(VALUES)
