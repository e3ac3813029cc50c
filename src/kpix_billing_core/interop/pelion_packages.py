"""The service packages and the quota of an account as the published API sends them."""

__all__ = ["PACKAGE_KEYS", "PelionPackage", "PelionPackages", "PelionQuota"]

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from ..checks import check_instant, each, instance, optional
from ..errors import WrongValue
from ..ids import identifier
from ..interchange.extra import Extra, check_extra
from .instants import milliseconds
from .numbers import MOST_TOKENS, check_count

PACKAGE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "created": "created",
        "modified": "modified",
        "starts_at": "start_time",
        "expires_at": "expires",
        "ended_at": "end_time",
        "count": "firmware_update_count",
        "grace_period": "grace_period",
        "previous_id": "previous_id",
        "next_id": "next_id",
        "reason": "reason",
    }
)
"""The fields of a package, and the keys under which they are sent."""


@attrs.frozen(kw_only=True)
class PelionPackage:
    """A service package as it is sent; which fields are set depends on where it stands.

    Attributes:
        id: its name.
        count: how many tokens it brings.
        starts_at: the first instant it is valid.
        expires_at: the first instant it is valid no more.
        created: when it was put down; not within a history.
        modified: when it last changed; not within a history.
        grace_period: of the active one, whether it has expired and campaigns run on.
        ended_at: of a previous one, when it ended.
        reason: of a previous one, why: `renewed`, `terminated`, or a word that is not known yet.
        previous_id: the package before it, if any.
        next_id: the package after it, if any.
        extra: what else the sender said.
    """

    id: str = attrs.field(validator=identifier)
    count: int
    starts_at: datetime = attrs.field(converter=milliseconds)
    expires_at: datetime = attrs.field(converter=milliseconds)
    created: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(milliseconds))
    modified: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(milliseconds))
    grace_period: bool | None = attrs.field(default=None, validator=optional(instance(bool)))
    ended_at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(milliseconds))
    reason: str | None = attrs.field(default=None, validator=optional(identifier))
    previous_id: str | None = attrs.field(default=None, validator=optional(identifier))
    next_id: str | None = attrs.field(default=None, validator=optional(identifier))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_package(self)


@attrs.frozen(kw_only=True)
class PelionPackages:
    """The packages of an account: at most one active and one pending, and those before, the newest first.

    Attributes:
        active: the one in force, if any.
        pending: the renewal that waits, if any.
        previous: those that ended.
        extra: what else the sender said.
    """

    active: PelionPackage | None = attrs.field(default=None, validator=optional(instance(PelionPackage)))
    pending: PelionPackage | None = attrs.field(default=None, validator=optional(instance(PelionPackage)))
    previous: tuple[PelionPackage, ...] = attrs.field(default=(), validator=each(PelionPackage))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_packages(self)


@attrs.frozen(kw_only=True)
class PelionQuota:
    """How many tokens remain: always a whole number, as clients stumble over anything else.

    Attributes:
        quota: the tokens.
        extra: what else the sender said.
    """

    quota: int
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_quota(self)


def _check_package(package: PelionPackage) -> None:
    check_count("count", package.count, MOST_TOKENS)
    for name in ("starts_at", "expires_at", "created", "modified", "ended_at"):
        value = getattr(package, name)
        if value is not None or name in {"starts_at", "expires_at"}:
            check_instant(name, value)
    check_extra(package.extra, PACKAGE_KEYS.values())


_MUST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "active": ("created", "modified"),
        "pending": ("created", "modified", "previous_id"),
        "previous": ("created", "modified", "ended_at", "reason"),
    }
)


def _check_packages(packages: PelionPackages) -> None:
    for place, names in _MUST.items():
        found = getattr(packages, place)
        for package in found if place == "previous" else filter(None, (found,)):
            for name in names:
                if getattr(package, name) is None:
                    raise WrongValue(place, f"a package with its {name}", package.id)
    check_extra(packages.extra, {"object", *_MUST})


def _check_quota(quota: PelionQuota) -> None:
    check_count("quota", quota.quota)
    check_extra(quota.extra, {"object", "quota"})
