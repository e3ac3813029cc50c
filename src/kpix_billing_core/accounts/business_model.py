"""What an account is billed for, devices or calls, and which of the two holds for a month."""

__all__ = ["BusinessModel", "BusinessModelChange", "ModelChoice", "business_model_in", "choose_business_model"]

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from enum import Enum

import attrs

from ..checks import check_instant, check_many, instance
from ..dates import Month, month_start
from ..dates.zone import before_end, utc
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue


class BusinessModel(Enum):
    """What an account is billed for; the value is the name of what is counted (rule P01).

    ACTIVE_DEVICES: devices that connected in the month. API_CALLS: calls, messages and notifications.
    """

    ACTIVE_DEVICES = "active_devices"
    API_CALLS = "api_calls"


class ModelChoice(Enum):
    """Which model holds for a month in which it changed: that AT_END or AT_START of the month (rule P01)."""

    AT_END = "at_end"
    AT_START = "at_start"


def _instant(_: object, attribute: "attrs.Attribute[datetime]", value: object) -> None:
    check_instant(attribute.name, value)


@attrs.frozen
class BusinessModelChange:
    """From an instant on an account is billed for this (rule P32).

    Attributes:
        since: the first instant it holds; kept in UTC.
        model: what the account is billed for from then on.
    """

    since: datetime = attrs.field(converter=utc, validator=_instant)
    model: BusinessModel = attrs.field(validator=instance(BusinessModel))


def choose_business_model(
    model: BusinessModel, *, since: datetime, administrator: bool
) -> BusinessModelChange | Refused:
    """Return the change to a model from an instant on, to be kept with those before it (rule P32).

    Refused with NOT_ADMINISTRATOR where it is not an administrator of the account who chooses. Raises WrongType or
    WrongValue.

    >>> choose_business_model(BusinessModel.API_CALLS, since=datetime(2026, 4, 9, tzinfo=UTC), administrator=False)
    Refused(reason=<Reason.NOT_ADMINISTRATOR: 'not_administrator'>, detail='an administrator chooses the model')
    """
    change = BusinessModelChange(since, model)
    if type(administrator) is not bool:
        raise WrongType("administrator", "bool", administrator)
    return change if administrator else Refused(Reason.NOT_ADMINISTRATOR, "an administrator chooses the model")


def business_model_in(
    changes: Iterable[BusinessModelChange],
    month: Month,
    zone: tzinfo = UTC,
    choice: ModelChoice = ModelChoice.AT_END,
) -> BusinessModel:
    """Return the one model that an account is billed by for a month, whatever order its changes are in (rule P01).

    By default that of the last instant of the month; a change at the first instant of the next month is too late.
    Without a change by then, ACTIVE_DEVICES. Raises WrongType, or WrongValue where two models start at one instant.

    >>> changes = [BusinessModelChange(datetime(2026, 4, 9, tzinfo=UTC), BusinessModel.API_CALLS)]
    >>> business_model_in(changes, Month.parse("2026-04")).value
    'api_calls'
    >>> business_model_in(changes, Month.parse("2026-04"), choice=ModelChoice.AT_START).value
    'active_devices'
    """
    start = month_start(month, zone)
    if type(choice) is not ModelChoice:
        raise WrongType("choice", "ModelChoice", choice)
    found = by_instant(changes)
    if choice is ModelChoice.AT_START:
        held = [since for since in found if since <= start]
    else:
        held = [since for since in found if before_end(since, month, zone)]
    return found[max(held)] if held else BusinessModel.ACTIVE_DEVICES


def by_instant(changes: Iterable[BusinessModelChange]) -> dict[datetime, BusinessModel]:
    """Return the model that starts at each instant; raises WrongValue where two do."""
    check_many("changes", changes)
    found: dict[datetime, BusinessModel] = {}
    for change in changes:
        if type(change) is not BusinessModelChange:
            raise WrongType("changes", "BusinessModelChange", change)
        if found.setdefault(change.since, change.model) is not change.model:
            raise WrongValue("changes", "one model from each instant on", change.since.isoformat())
    return found
