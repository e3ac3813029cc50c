"""The words on reports of usage that no locale data knows."""

__all__ = ["ENGLISH_USAGE", "UsageLabels", "check_usage_labels"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..errors import WrongType
from .labels import check_words

_PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "activity": ("{month}",),
        "more": ("{number}",),
        "picture": ("{accounts}", "{first}", "{last}", "{most}", "{account}", "{month}"),
    }
)


class UsageLabels(NamedTuple):
    """The words on reports of usage: English unless the caller gives others, all or some of them.

    They are checked where they are used: each is a word, and those with places in braces keep them. Reasons of a
    quota's history are written as they are.

    Attributes:
        billing: what the page of an account is.
        account, name, organisation: who it is about.
        month: what it is about.
        generated_at: when the report was made.
        accounts: the table of the account and its tenants.
        together: all of them.
        package: the section about the service package.
        expires_on: its last day.
        remaining: tokens that can be reserved.
        reserved: tokens that are set aside.
        without_limit: where they are not counted.
        warning, expires_soon: that the package is about to expire.
        summary, details, history, attributes: the sections about a tenant; the history is on both pages.
        created_at, closed_at: when a tenant began and ended.
        added, reason, campaign, amount, balance: the columns of the history.
        nothing: in a section without lines.
        active_devices, firmware_updates, access_tokens, to_services, to_devices, integration, api_calls, connections:
            what is counted.
        activity: what the page of active devices is, with its {month}.
        by_day: the chart of each day's active devices.
        daily_average: how many devices connected on a day, on average.
        more: accounts that are not listed, with their {number}.
        picture: what the picture of active devices says to who cannot see it: the number of {accounts}, the {first} and
            the {last} month, and {most}, the highest number, with the {account} and the {month} it is of.

    >>> UsageLabels(together="zusammen").account
    'Account'
    """

    billing: str = "My billing"
    account: str = "Account"
    name: str = "Name"
    organisation: str = "Organisation"
    month: str = "Month"
    generated_at: str = "Report made"
    accounts: str = "Own usage and tenants"
    together: str = "Together"
    package: str = "Service package"
    expires_on: str = "Expires on"
    remaining: str = "Remaining"
    reserved: str = "Reserved"
    without_limit: str = "without limit"
    warning: str = "Warning"
    expires_soon: str = "expires soon"
    summary: str = "Summary"
    details: str = "Billing details"
    history: str = "Quota history"
    attributes: str = "Attributes"
    created_at: str = "Created"
    closed_at: str = "Closed"
    added: str = "Time"
    reason: str = "Reason"
    campaign: str = "Campaign"
    amount: str = "Amount"
    balance: str = "Balance"
    nothing: str = "none"
    active_devices: str = "Active devices"
    firmware_updates: str = "Firmware updates"
    access_tokens: str = "Access tokens"
    to_services: str = "Calls to services"
    to_devices: str = "Calls to devices"
    integration: str = "Integration calls"
    api_calls: str = "API calls"
    connections: str = "Connections"
    activity: str = "Active devices in {month}"
    by_day: str = "Active by day"
    daily_average: str = "Daily average"
    more: str = "\N{HORIZONTAL ELLIPSIS} and {number} more"
    picture: str = (
        "Active devices of {accounts} accounts from {first} to {last}: at most {most}, of {account} in {month}"
    )


def check_usage_labels(labels: UsageLabels) -> None:
    """Refuse anything but labels of usage, all of them words, with the places that they need.

    >>> check_usage_labels(UsageLabels(together=""))
    Traceback (most recent call last):
    kpix_billing_core.errors.WrongValue: together: expected a word, got str ''
    """
    if type(labels) is not UsageLabels:
        raise WrongType("labels", "UsageLabels", labels)
    check_words(labels._asdict(), _PLACES)


ENGLISH_USAGE = UsageLabels()
"""The words of reports of usage as they are, unless the caller gives others."""
