"""The words on a document that no locale data knows."""

__all__ = ["ENGLISH", "ENGLISH_FLEET", "FleetLabels", "Labels", "check_fleet_labels", "check_labels", "check_words"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..checks import check_text
from ..errors import WrongType, WrongValue

_NO_PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Labels(NamedTuple):
    """The words on invoices and overviews: English unless the caller gives others, all or some of them.

    Derivations (see `explain`) are in English whatever the labels, and marked as such. They are
    checked where they are used.

    Attributes:
        invoice: what the document is.
        invoices: what an overview lists.
        reference: the name of the draft.
        account: who is billed.
        month: what is billed.
        issued_on: the date of the invoice.
        item: what was used.
        quantity: how much of it.
        unit_price: the price of one.
        amount: what that comes to.
        subtotal: the lines together.
        minimum_spend: the adjustment up to a floor.
        rounding: the adjustment to a rounded total.
        credits_applied: what credits pay of it.
        credits_carried: what is left of them.
        due: what is to be paid.
        total: a sum over several invoices.
        quantity_by_month: a chart.
        derivation: the part that explains the amounts.
        follow: what the links of an overview are for.

    >>> Labels(invoice="Rechnung", due="Zu zahlen").account
    'Account'
    """

    invoice: str = "Invoice"
    invoices: str = "Invoices"
    reference: str = "Reference"
    account: str = "Account"
    month: str = "Month"
    issued_on: str = "Date of issue"
    item: str = "Item"
    quantity: str = "Quantity"
    unit_price: str = "Unit price"
    amount: str = "Amount"
    subtotal: str = "Subtotal"
    minimum_spend: str = "Minimum spend"
    rounding: str = "Rounding"
    credits_applied: str = "Credits applied"
    credits_carried: str = "Credits carried over"
    due: str = "Amount due"
    total: str = "Total"
    quantity_by_month: str = "Quantity by month"
    derivation: str = "How each amount came about"
    follow: str = "Each amount leads to its invoice, and there to how it came about."


class FleetLabels(NamedTuple):
    """The words on the page of a fleet and its calendar: English unless the caller gives others, all or some of them.

    They are checked where they are used: each is a word, and those with a place in braces keep it.

    Attributes:
        fleet: what the page is, with a {day}.
        by_status: the table of devices by status.
        last_days: the calendar of the days on which validity ends.
        expiring: what ends soon, with a number of {days}.
        more: devices that are not listed, with their {number}.
        application: where a device is valid.
        device: a device.
        devices: how many there are.
        last_day: the last day of a validity.
        days_left: how many days there are until then.
        nothing: on a day on which nothing ends.
        unmanaged, pending, active, in_grace, disabled, expired, deactivated: what a device can be.

    >>> FleetLabels(fleet="Flotte am {day}", device="Gerät").application
    'Application'
    """

    fleet: str = "Fleet on {day}"
    by_status: str = "Devices by status"
    last_days: str = "Last days of validity"
    expiring: str = "Expiring within {days} days"
    more: str = "\N{HORIZONTAL ELLIPSIS} and {number} more"
    application: str = "Application"
    device: str = "Device"
    devices: str = "Devices"
    last_day: str = "Last day"
    days_left: str = "Days left"
    nothing: str = "none"
    unmanaged: str = "Unmanaged"
    pending: str = "Pending"
    active: str = "Active"
    in_grace: str = "In grace"
    disabled: str = "Disabled"
    expired: str = "Expired"
    deactivated: str = "Deactivated"


def check_labels(labels: Labels) -> None:
    """Refuse anything but labels, all of them words.

    >>> check_labels(Labels(due=""))
    Traceback (most recent call last):
    kpix_billing_core.errors.WrongValue: due: expected a word, got str ''
    """
    if type(labels) is not Labels:
        raise WrongType("labels", "Labels", labels)
    check_words(labels._asdict())


def check_fleet_labels(labels: FleetLabels) -> None:
    """Refuse anything but labels of a fleet, all of them words, with the places that they need.

    >>> check_fleet_labels(FleetLabels(fleet="Flotte"))
    Traceback (most recent call last):
    kpix_billing_core.errors.WrongValue: fleet: expected a word with {day}, got str 'Flotte'
    """
    if type(labels) is not FleetLabels:
        raise WrongType("labels", "FleetLabels", labels)
    check_words(labels._asdict(), {"fleet": ("{day}",), "expiring": ("{days}",), "more": ("{number}",)})


def check_words(words: Mapping[str, str], places: Mapping[str, tuple[str, ...]] = _NO_PLACES) -> None:
    """Refuse what is no word, or lacks a place that it needs; raises WrongType or WrongValue with the name."""
    for name, word in words.items():
        check_text(name, word)
        if not word:
            raise WrongValue(name, "a word", word)
    for name, needed in places.items():
        for place in needed:
            if place not in words[name]:
                raise WrongValue(name, f"a word with {place}", words[name])


ENGLISH = Labels()
"""The words as they are, unless the caller gives others."""
ENGLISH_FLEET = FleetLabels()
"""The same for a fleet."""
