"""Single texts and numbers: what each refuses, in its own words."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction

import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import BillingError
from kpix_billing_core.interchange.leaves import LEAVES
from kpix_billing_core.money import Currency

EDGE = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (str, 1, "text: expected str, got int 1"),
        (str, "\ud800", "text: expected text without lone surrogates, got str '\\ud800'"),
        (int, True, "number: expected int, got bool True"),
        (bool, 1, "value: expected bool, got int 1"),
        (Fraction, 1, "number: expected Fraction, got int 1"),
        (Fraction, Fraction(1, 7**700), "number: expected at most 200 digits, got Fraction Fraction(1, 3"),
        (Fraction, Fraction(10**400, 3), "number: expected at most 200 digits, got Fraction Fraction("),
        (Decimal, 1, "number: expected Decimal, got int 1"),
        (date, EDGE, "day: expected date, got datetime "),
        (datetime, date(2026, 4, 1), "instant: expected aware datetime, got date "),
        (datetime, EDGE, "instant: expected an instant within the years 1 to 9999 in UTC, got datetime "),
        (Month, "2026-04", "value: expected Month, got str '2026-04'"),
        (Currency, None, "value: expected Currency, got NoneType None"),
    ],
)
def test_what_cannot_be_written(kind, value, words):
    """Each kind of leaf names what it expected and what it got."""
    with pytest.raises(BillingError) as caught:
        LEAVES[kind].to_plain(value)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Decimal, "1/2", "number: expected a decimal number such as \"0.35\", got str '1/2'"),
        (datetime, "2026-04-28", "instant: expected an instant such as \"2026-04-28T10:00:00Z\", got str '2026-04-28'"),
        (
            *(datetime, "2026-02-30T10:00:00Z"),
            "instant: expected an instant such as \"2026-04-28T10:00:00Z\", got str '2026-02-30T10:00:00Z'",
        ),
    ],
)
def test_what_cannot_be_read(kind, text, words):
    """Each kind of leaf says what its text should have been."""
    with pytest.raises(BillingError) as caught:
        LEAVES[kind].from_plain(text)
    assert str(caught.value) == words


@pytest.mark.parametrize("digits", [200, 201])
@pytest.mark.parametrize("sign", [1, -1])
def test_digits_of_a_ratio(sign, digits):
    """A ratio of 200 digits over 200 is written, one more is refused on either side of the stroke."""
    leaf, large = LEAVES[Fraction], 10**digits - 1
    for ratio in (Fraction(sign * large, 7), Fraction(sign, large)):
        if digits == 200:
            assert leaf.from_plain(leaf.to_plain(ratio)) == ratio
        else:
            with pytest.raises(BillingError):
                leaf.to_plain(ratio)


@pytest.mark.parametrize(("digits", "places"), [(200, 0), (200, 200), (1, 200), (150, 100)])
def test_digits_of_a_decimal(digits, places):
    """A decimal may have 200 digits before its point and 200 behind it, and reads back exactly."""
    leaf = LEAVES[Fraction]
    for value in (Fraction(10 ** (digits + places) - 1, 10**places), Fraction(1 - 10 ** (digits + places), 10**places)):
        assert leaf.from_plain(leaf.to_plain(value)) == value


def test_every_leaf_is_text_a_number_or_a_truth_value():
    """Nothing else is a leaf, and only text has a form to match."""
    assert {leaf.plain for leaf in LEAVES.values()} == {str, int, bool}
    assert {kind for kind, leaf in LEAVES.items() if leaf.pattern is None} == {str, int, bool}
    assert tzinfo in LEAVES
    assert LEAVES[datetime].to_plain(datetime(2026, 4, 28, 10, tzinfo=UTC)) == "2026-04-28T10:00:00Z"
