"""Outcomes: what a verb did to one device."""

import pytest
from tests.examples import april, complaint
from tests.stock import D1, EMPTY, granted, held

from kpix_billing_core.errors import WrongType
from kpix_billing_core.lifecycle import Outcome


def test_an_outcome_without_events_did_nothing():
    """The device is as it was."""
    assert Outcome(device=D1) == Outcome(device=D1, events=(), ended=None, started=None, unused=())


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("device: expected Device, got str 'd1'", {"device": "d1"}),
        ("events: expected tuple, got list [", {"events": [held(april(1)).start]}),
        (
            "events: expected tuple of Consumed or Purchased or BilledLater or Removed or Transferred, got Granted ",
            {"events": (granted(EMPTY),)},
        ),
        ("ended: expected Holding, got str 'STD'", {"ended": "STD"}),
        ("started: expected Holding, got bool True", {"started": True}),
        ("unused: expected tuple of UnusedDays, got int 7", {"unused": (7,)}),
    ],
)
def test_what_no_outcome_is(message, fields):
    """Each part is of its kind."""
    assert complaint(WrongType, Outcome, **{"device": D1, **fields}).startswith(message)
