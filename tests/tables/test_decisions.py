"""Refusals by example: the closed set of reasons, and what a refusal says."""

import pytest

from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType


def test_the_reasons_to_refuse():
    """They are a closed set, by these names."""
    assert [reason.value for reason in Reason] == [
        *("stale_version", "out_of_order", "key_reused"),
        *("purchase_required", "not_enough_credits", "unknown_grant", "not_pending"),
        *("already_active", "not_active", "renewal_due", "limit_exceeded"),
        *("no_package", "package_active", "package_expired", "renewal_pending", "insufficient_quota"),
        *("tokens_exhausted", "campaign_open", "no_reservation", "update_failed"),
        *("not_administrator", "not_commercial", "not_yet_available"),
    ]


@pytest.mark.parametrize(
    ("message", "reason", "detail"),
    [
        ("reason: expected Reason, got str 'stale_version'", "stale_version", ""),
        ("detail: expected str, got NoneType None", Reason.STALE_VERSION, None),
    ],
)
def test_a_refusal_has_a_reason_and_a_text(message, reason, detail):
    """Reasons are of the closed set, details are text."""
    with pytest.raises(WrongType) as caught:
        Refused(reason, detail)
    assert str(caught.value) == message
