"""What a report says of an account's service package: what is left of it, how long it lasts, and the warning."""

__all__ = ["PackageSection", "package_section"]

from datetime import date, datetime

import attrs

from ..checks import instance, optional, whole
from ..errors import WrongType, WrongValue
from ..quota import ExpiryWarning, Quota, ServicePackage


@attrs.frozen(kw_only=True)
class PackageSection:
    """The service package of an account at an instant; never that of a tenant, who has none (rules P15, P29 to P31).

    Attributes:
        package: the one in force.
        remaining: tokens that can be reserved; None: without limit.
        reserved: tokens set aside for campaigns, its tenants' too, and not used yet.
        warning: that it is about to expire; None where that is not due.
    """

    package: ServicePackage = attrs.field(validator=instance(ServicePackage))
    remaining: int | None = attrs.field(validator=optional(whole(0)))
    reserved: int = attrs.field(validator=whole(0))
    warning: ExpiryWarning | None = attrs.field(default=None, validator=optional(instance(ExpiryWarning)))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def expires_on(self) -> date:
        """The day in UTC on which the package expires (rule P30)."""
        return self.package.expires_at.date()


def package_section(quota: Quota, at: datetime) -> PackageSection | None:
    """Return what a report says of the package in force at an instant; None where none is (rules P29 to P31).

    Raises WrongType, or WrongValue for an instant before the quota's newest event.

    >>> from datetime import UTC
    >>> package_section(Quota(account="acme"), datetime(2026, 5, 1, tzinfo=UTC)) is None
    True
    """
    if type(quota) is not Quota:
        raise WrongType("quota", "Quota", quota)
    then = quota.as_of(at)
    if then.active is None:
        return None
    return PackageSection(
        package=then.active,
        remaining=None if then.active.count is None else then.balance.remaining,
        reserved=then.balance.reserved,
        warning=then.expiry_warning(at),
    )


def _check(section: PackageSection) -> None:
    if (section.remaining is None) is not (section.package.count is None):
        raise WrongValue("remaining", "None for a package without limit and no other", section.remaining)
    if section.warning is not None and section.warning.expires_at != section.package.expires_at:
        raise WrongValue("warning", f"one for {section.package.expires_at.isoformat()}", section.warning.expires_at)
