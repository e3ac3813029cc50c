"""Handing over: the plan stays, the next one comes from the new owner's pool."""

import attrs
import pytest
from tests.examples import april, complaint
from tests.stock import D1, midnight, stocked

from kpix_billing_core.accounts import Device
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Outcome, transfer
from kpix_billing_core.pool import Pool, Transferred

STOCK = stocked(STD=1)
GIVEN = attrs.evolve(D1, activated_on=april(1), renew_until=april(30))


@pytest.mark.parametrize(("payer", "said"), [("other", None), ("other", "other"), ("reseller", "reseller")])
def test_a_device_gets_another_owner(payer, said):
    """It is on its new owner's account unless told otherwise; since when it is active, and to when it is renewed, stays."""
    event = Transferred(
        version=1,
        at=midnight(april(10)),
        account="acme",
        on=april(10),
        key="wish-1",
        device="d1",
        to="other",
        payer=payer,
    )
    moved = Device("d1", "other", payer, april(1), april(30))
    outcome = transfer(STOCK, GIVEN, "other", on=april(10), payer=said, key="wish-1")
    assert outcome == Outcome(device=moved, events=(event,))


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "device: expected Device, got str 'd1'", (STOCK, "d1", "other")),
        (WrongValue, "to: expected another account than acme, got str 'acme'", (STOCK, D1, "acme")),
        (WrongValue, "owner: expected an id, got str ''", (STOCK, D1, "")),
        (
            WrongValue,
            "device: expected one of other, whose pool this is, got str 'acme'",
            (Pool("other"), D1, "reseller"),
        ),
    ],
)
def test_what_is_a_mistake(kind, message, arguments):
    """Only what is the pool's can be given away, and to somebody else."""
    assert complaint(kind, transfer, *arguments, on=april(10)) == message
