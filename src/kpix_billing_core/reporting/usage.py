"""What a report counts of an account in a month: its active devices, its firmware updates and its calls."""

__all__ = ["Usage"]

from collections.abc import Iterator

import attrs

from ..checks import instance, optional, whole
from ..usage import ApiCalls


@attrs.frozen(kw_only=True)
class Usage:
    """The counters of one account in a month, or of several accounts together (rules P33 to P35, P62).

    Adding two adds every counter. One that is absent counts as 0 beside one that is there, and stays absent where it is
    absent in both: absent says that it is not counted here, 0 that nothing was. Not included: anything about money.
    Raises WrongType or WrongValue.

    Attributes:
        active_devices: devices that connected in the month, each once.
        firmware_updates: updates of a device that succeeded in the month.
        access_tokens: devices named in tokens for secure access; None where they are not counted.
        api_calls: calls, messages and notifications; None where the account is billed for devices.

    >>> (Usage(active_devices=2) + Usage(active_devices=3, access_tokens=1)).access_tokens
    1
    """

    active_devices: int = attrs.field(default=0, validator=whole(0))
    firmware_updates: int = attrs.field(default=0, validator=whole(0))
    access_tokens: int | None = attrs.field(default=None, validator=optional(whole(0)))
    api_calls: ApiCalls | None = attrs.field(default=None, validator=optional(instance(ApiCalls)))

    def __add__(self, other: "Usage") -> "Usage":
        if type(other) is not Usage:
            return NotImplemented
        return _sum(self, other)

    def __bool__(self) -> bool:
        return _is_any(self)

    def metrics(self) -> dict[str, int]:
        """Return each counter that is there by its name; of the calls the three parts and, as `api_calls`, their total.

        >>> Usage(active_devices=2).metrics()
        {'active_devices': 2, 'firmware_updates': 0}
        """
        return dict(_metrics(self))


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        active_devices=one.active_devices + other.active_devices,
        firmware_updates=one.firmware_updates + other.firmware_updates,
        access_tokens=_tokens(one.access_tokens, other.access_tokens),
        api_calls=_calls(one.api_calls, other.api_calls),
    )


def _tokens(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def _calls(one: ApiCalls | None, other: ApiCalls | None) -> ApiCalls | None:
    if one is None:
        return other
    return one if other is None else one + other


def _is_any(usage: Usage) -> bool:
    return any(number for _, number in _metrics(usage))


def _metrics(usage: Usage) -> Iterator[tuple[str, int]]:
    yield "active_devices", usage.active_devices
    yield "firmware_updates", usage.firmware_updates
    if usage.access_tokens is not None:
        yield "access_tokens", usage.access_tokens
    if usage.api_calls is not None:
        calls = usage.api_calls
        yield "to_services", calls.to_services
        yield "to_devices", calls.to_devices
        yield "integration", calls.integration
        yield "api_calls", calls.total
