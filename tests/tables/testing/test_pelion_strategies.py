"""The published strategy of documents in the shapes of Pelion: it keeps to its argument and reaches what is hard."""

import pytest
from hypothesis import Phase, find, given, settings

from kpix_billing_core import testing as kt
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interop import (
    PelionEntry,
    PelionError,
    PelionPackages,
    PelionQuota,
    PelionReport,
    PelionStatistic,
    PelionTenantReport,
    PelionTokens,
)

SEARCH = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=1_000)

HARD = {
    "a reason of a later age": (PelionEntry, lambda entry: entry.reason == "a new word"),
    "unknown keys": (PelionQuota, lambda quota: len(quota.extra) > 1),
    "as many tokens as 31 bits count": (PelionQuota, lambda quota: quota.quota == 2**31 - 1),
    "an active package in its days of grace, with the next": (
        PelionPackages,
        lambda sent: sent.active and sent.active.grace_period and sent.active.next_id,
    ),
    "a former package, and the one after it": (PelionPackages, lambda sent: any(one.next_id for one in sent.previous)),
    "a report with tenants": (PelionReport, lambda sent: sent.tenants),
    "a tenant with tokens": (PelionTenantReport, lambda tenant: tenant.tokens and tenant.tokens.lines),
    "tokens of several accounts together": (PelionTokens, lambda tokens: len(tokens.aggregated or ()) > 1),
    "a mistake with two faults": (PelionError, lambda error: len(error.faults or ()) > 1),
    "calls of devices in both directions": (
        PelionStatistic,
        lambda one: one.from_devices and one.to_devices and one.sda_tokens is not None,
    ),
    "packages in every place": (PelionPackages, lambda sent: sent.active and sent.pending and len(sent.previous) == 2),
}


@pytest.mark.deep
@pytest.mark.parametrize("case", HARD)
def test_hard_cases_are_reached(case):
    """Each within a thousand values."""
    kind, holds = HARD[case]
    assert find(kt.pelion_documents(kinds=(kind,)), holds, settings=SEARCH) is not None


@pytest.mark.unmeasured
@settings(max_examples=max(5, settings().max_examples // 5))
@given(kt.pelion_documents(kinds=[PelionQuota, PelionEntry]))
def test_kinds_are_kept(document):
    """Only what was asked for."""
    assert type(document) in {PelionQuota, PelionEntry}


@pytest.mark.parametrize(
    ("kind", "message", "kinds"),
    [
        (WrongType, "kinds: expected a list", {PelionQuota}),
        (WrongValue, "kinds: expected some of the published documents and their parts, got tuple ()", ()),
        (
            WrongValue,
            "kinds: expected some of the published documents and their parts, got tuple (<class",
            (PelionQuota, int),
        ),
    ],
)
def test_wrong_kinds_are_refused(kind, message, kinds):
    """When the strategy is asked for, not when it is used."""
    with pytest.raises(kind) as caught:
        kt.pelion_documents(kinds=kinds)
    assert str(caught.value).startswith(message)
