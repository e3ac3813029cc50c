"""API calls by category: the counters that are billed where the business model is API calls."""

__all__ = ["ApiCalls"]

import attrs

from ..checks import check_whole

_TO_SERVICES = (
    "registrations",
    "registration_updates",
    "registration_deletes",
    "observations",
    "est_requests",
    "proxy_responses",
    "bootstrap_requests",
)
_TO_DEVICES = ("proxy_requests", "subscriptions")
_INTEGRATION = ("user_token_requests", "api_key_requests", "notifications")
_ALL = (*_TO_SERVICES, *_TO_DEVICES, *_INTEGRATION)


@attrs.frozen(kw_only=True)
class ApiCalls:
    """How many API calls and messages there were, by category; a counter that is missing is 0 (rules P14, P36 to P38).

    Calls of parts of a month, or of several accounts, add up. Raises WrongType or WrongValue.

    Attributes:
        registrations, registration_updates, registration_deletes: devices that came, stayed and went.
        observations: notifications that devices sent of their own resources.
        est_requests: certificates that devices asked for.
        proxy_responses: answers of devices to requests.
        bootstrap_requests: devices that asked where to go.
        proxy_requests: requests to devices.
        subscriptions: resources of devices that were subscribed to.
        user_token_requests: REST calls with a user's token.
        api_key_requests: REST calls with an API key.
        notifications: notifications to a web application.

    >>> calls = ApiCalls(registrations=5, proxy_requests=2, api_key_requests=30)
    >>> calls.to_services, calls.to_devices, calls.integration, calls.total
    (5, 2, 30, 37)
    """

    registrations: int = 0
    registration_updates: int = 0
    registration_deletes: int = 0
    observations: int = 0
    est_requests: int = 0
    proxy_responses: int = 0
    bootstrap_requests: int = 0
    proxy_requests: int = 0
    subscriptions: int = 0
    user_token_requests: int = 0
    api_key_requests: int = 0
    notifications: int = 0

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def to_services(self) -> int:
        """Messages from devices to services (rule P36)."""
        return _sum(self, _TO_SERVICES)

    @property
    def to_devices(self) -> int:
        """Messages from services to devices (rule P37)."""
        return _sum(self, _TO_DEVICES)

    @property
    def integration(self) -> int:
        """REST calls, and notifications to a web application (rule P38)."""
        return _sum(self, _INTEGRATION)

    @property
    def total(self) -> int:
        """All of them: what is billed (rule P14)."""
        return _sum(self, _ALL)

    def __add__(self, other: "ApiCalls") -> "ApiCalls":
        if type(other) is not ApiCalls:
            return NotImplemented
        return _added(self, other)


def _check(calls: ApiCalls) -> None:
    for name in _ALL:
        check_whole(name, getattr(calls, name), 0)


def _sum(calls: ApiCalls, names: tuple[str, ...]) -> int:
    return sum(getattr(calls, name) for name in names)


def _added(one: ApiCalls, other: ApiCalls) -> ApiCalls:
    return ApiCalls(**{name: getattr(one, name) + getattr(other, name) for name in _ALL})
