"""Strategies for devices and for how accounts pay over time: details come and go at one instant or another."""

__all__ = ["device_ids", "devices", "method_changes"]

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..accounts import Device, MethodChange, PaymentMethod
from ..ids import AccountId, DeviceId
from .dates import days, instants
from .making import made
from .metering import DEVICES, account_or_any
from .texts import ids


def devices(*, owner: AccountId | None = None) -> SearchStrategy[Device]:
    """Return devices on their owner's account and on others, active since some day or not, renewed for ever or not."""
    some_day = st.none() | days()
    return made(_device, device_ids(), account_or_any(owner, "owner"), st.none() | ids(), some_day, some_day)


def method_changes() -> SearchStrategy[MethodChange]:
    """Return changes to each way to pay, at any instant."""
    return made(MethodChange, instants(), st.sampled_from(PaymentMethod))


def device_ids() -> SearchStrategy[DeviceId]:
    """Return ids of devices: a few that come back, and any other."""
    return st.sampled_from(DEVICES) | ids()


def _device(
    id_: DeviceId, owner: AccountId, payer: AccountId | None, activated_on: date | None, renew_until: date | None
) -> Device:
    return Device(id_, owner, owner if payer is None else payer, activated_on, renew_until)
