"""Devices: their owner and their payer, and how their plans are paid when the pool has none left."""

from datetime import datetime

import pytest
from tests.examples import april, complaint

from kpix_billing_core.accounts import Account, Device, PaymentMethod, payment_method_of
from kpix_billing_core.errors import WrongType, WrongValue

PREPAY, PREPAY_AUTO, POSTPAY = PaymentMethod.PREPAY, PaymentMethod.PREPAY_AUTO, PaymentMethod.POSTPAY


def test_a_device_is_on_its_owners_account():
    """Unless somebody else is named as payer; it is not known to be active, and is renewed until told otherwise."""
    assert Device("d1", "acme") == Device(id="d1", owner="acme", payer="acme", activated_on=None, renew_until=None)
    assert Device("d1", "acme", "reseller").payer == "reseller"


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "id: expected an id, got str ''", {"id": ""}),
        (WrongType, "owner: expected str, got NoneType None", {"owner": None}),
        (WrongType, "payer: expected str, got NoneType None", {"payer": None}),
        (WrongType, "activated_on: expected date, got str '2026-04-01'", {"activated_on": "2026-04-01"}),
        (
            WrongType,
            "renew_until: expected date, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
            {"renew_until": datetime(2026, 4, 1)},
        ),
    ],
)
def test_what_no_device_can_be(kind, message, fields):
    """Ids are ids and days are days."""
    good = {"id": "d1", "owner": "acme", "activated_on": april(1), "renew_until": april(30)}
    assert complaint(kind, Device, **{**good, **fields}) == message


@pytest.mark.parametrize(
    ("expected", "owner", "payer"),
    [
        # on the owner's own account, the owner's way
        (PREPAY, PREPAY, None),
        (PREPAY_AUTO, PREPAY_AUTO, None),
        (POSTPAY, POSTPAY, None),
        # on a post pay account of somebody else, that is billed
        (POSTPAY, PREPAY, POSTPAY),
        (POSTPAY, PREPAY_AUTO, POSTPAY),
        (POSTPAY, POSTPAY, POSTPAY),
        # on an account that pays in advance, the owner's way ...
        (PREPAY, PREPAY, PREPAY_AUTO),
        (PREPAY_AUTO, PREPAY_AUTO, PREPAY),
        # ... but a post pay owner is not billed for what runs on another's account
        (PREPAY, POSTPAY, PREPAY),
        (PREPAY_AUTO, POSTPAY, PREPAY_AUTO),
    ],
)
def test_how_a_device_pays(expected, owner, payer):
    """A post pay account that it is on decides, else its owner's way; a post pay owner pays only on its own account."""
    device = Device("d1", "acme") if payer is None else Device("d1", "acme", "reseller")
    other = None if payer is None else Account("reseller", "USD", payer)
    assert payment_method_of(device, Account("acme", "USD", owner), other) is expected


ACME, OTHER = Account("acme", "USD"), Account("other", "USD")


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "device: expected Device, got str 'd1'", ("d1", ACME)),
        (WrongType, "owner: expected Account, got str 'acme'", (Device("d1", "acme"), "acme")),
        (WrongType, "payer: expected Account, got str 'acme'", (Device("d1", "acme"), ACME, "acme")),
        (
            WrongValue,
            "owner: expected account acme, which owns d1, got str 'other'",
            (Device("d1", "acme"), OTHER),
        ),
        (
            WrongValue,
            "payer: expected account reseller, which d1 is on, got str 'acme'",
            (Device("d1", "acme", "reseller"), ACME),
        ),
    ],
)
def test_accounts_are_the_devices_own(kind, message, arguments):
    """Owner and payer are the accounts that the device names."""
    assert complaint(kind, payment_method_of, *arguments) == message
