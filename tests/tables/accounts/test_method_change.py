"""How an account pays over time: the latest change at or before an instant holds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.examples import complaint

from kpix_billing_core.accounts import MethodChange, PaymentMethod, method_at
from kpix_billing_core.errors import WrongType, WrongValue

PREPAY, PREPAY_AUTO, POSTPAY = PaymentMethod.PREPAY, PaymentMethod.PREPAY_AUTO, PaymentMethod.POSTPAY
NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
CHANGES = [MethodChange(NOON, PREPAY_AUTO), MethodChange(NOON - HOUR, PREPAY), MethodChange(NOON + HOUR, POSTPAY)]


@pytest.mark.parametrize(
    ("expected", "at"),
    [
        (PREPAY, NOON - HOUR),
        (PREPAY, NOON - INSTANT),
        (PREPAY_AUTO, NOON),
        (PREPAY_AUTO, NOON + HOUR - INSTANT),
        (POSTPAY, NOON + HOUR),
        (POSTPAY, NOON.replace(year=2099)),
        (PREPAY_AUTO, NOON.astimezone(timezone(timedelta(hours=14)))),
    ],
)
def test_the_latest_change_holds(expected, at):
    """From its instant on, that included, in whatever order the changes are given and whatever zone is asked in."""
    assert method_at(CHANGES, at) is expected
    assert method_at(iter(CHANGES[::-1]), at) is expected


def test_the_same_change_twice_is_one():
    """What is told twice is no contradiction."""
    assert method_at([CHANGES[0]] * 2, NOON) is PREPAY_AUTO


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (
            WrongValue,
            "at: expected an instant from the first change on, got str '2026-04-16T12:00:00+00:00'",
            ([], NOON),
        ),
        (
            WrongValue,
            "at: expected an instant from the first change on, got str '2026-04-16T11:59:59.999999+00:00'",
            (CHANGES[:1], NOON - INSTANT),
        ),
        (
            WrongValue,
            "changes: expected one method from each instant on, got str '2026-04-16T12:00:00+00:00'",
            ([CHANGES[0], MethodChange(NOON, PREPAY)], NOON),
        ),
        (WrongType, "changes: expected MethodChange, got str 'prepay'", (["prepay"], NOON)),
        (WrongType, "changes: expected a list, tuple or other iterable in order, got set set()", (set(), NOON)),
        (WrongType, "at: expected aware datetime, got str 'noon'", (CHANGES, "noon")),
    ],
)
def test_what_has_no_answer(kind, message, arguments):
    """Before the first change, and where two contradict each other, nobody can tell."""
    assert complaint(kind, method_at, *arguments) == message


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "since: expected aware datetime, got date 2026-04-16", (NOON.date(), PREPAY)),
        (WrongType, "method: expected PaymentMethod, got str 'prepay'", (NOON, "prepay")),
    ],
)
def test_what_no_change_can_be(kind, message, arguments):
    """A change has an instant and a way to pay."""
    assert complaint(kind, MethodChange, *arguments) == message
