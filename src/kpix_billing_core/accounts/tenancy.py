"""An account with the accounts under it: who its tenants are, since when and until when, and how they are found."""

__all__ = ["Tenancy", "Tenant", "attributes_of"]

from datetime import UTC, datetime, tzinfo
from typing import Any

import attrs

from ..checks import check_instant, check_text, each, instance, text
from ..dates import Month, month_start
from ..dates.zone import before_end, utc
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id, identifier
from ..interchange.extra import Extra, check_extra, extra_of, plain
from .account_tier import AccountTier
from .business_model import BusinessModelChange, by_instant


@attrs.frozen(kw_only=True)
class Tenant:
    """An account under another one, which is billed for its devices (rules P15, P61).

    Attributes:
        id: the account.
        name: of its team, as people know it.
        organisation: the company; empty where it is not known.
        created_at: the first instant it exists; kept in UTC.
        closed_at: the first instant it exists no more; None while it does.
        attributes: whatever else is known of the account, passed through as it came; see `attributes_of`.
    """

    id: AccountId = attrs.field(validator=identifier)
    name: str = attrs.field(validator=identifier)
    organisation: str = attrs.field(default="", validator=text)
    created_at: datetime = attrs.field(converter=utc)
    closed_at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(utc))
    attributes: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_tenant(self)

    def exists_at(self, instant: datetime) -> bool:
        """Whether the account exists at an instant: from its creation up to, not including, its end."""
        return _exists_at(self, instant)

    def exists_in(self, month: Month, zone: tzinfo = UTC) -> bool:
        """Whether it exists at any instant of a month; one that was closed at its start does not (rules P24, P58)."""
        return _exists_in(self, month, zone)

    def details(self) -> dict[str, Any]:
        """Return the attributes as the plain data they came as, every key with its value."""
        return _details(self.attributes)


def _in_order(tenants: tuple[Tenant, ...]) -> tuple[Tenant, ...]:
    # What is none is left for the validator to complain of.
    if type(tenants) is tuple and set(map(type, tenants)) == {Tenant}:
        return tuple(sorted(tenants, key=_place))
    return tenants


@attrs.frozen
class Tenancy:
    """An account that is billed, and its tenants in order of name and id (rule P57); most accounts have none.

    A tenant has no tenants of its own, no service package and no business model: all is of the account above it (rules
    P01, P15). Raises WrongType or WrongValue.

    Attributes:
        aggregator: the account above them, or alone.
        tenants: the accounts under it, each once; in whatever order they are given.
        name: of the account's own team; empty where it is not known.
        organisation: its own company; empty where it is not known.
        tier: what kind of account it is.
        models: what it has been billed for, and since when; see `business_model_in`.
        attributes: whatever else is known of it, passed through as it came.

    >>> north = Tenant(id="t1", name="North", created_at=datetime(2026, 4, 30, tzinfo=UTC))
    >>> acme = Tenancy("acme", (north,))
    >>> len(acme.in_month(Month.parse("2026-04")).tenants), len(acme.search("south").tenants)
    (1, 0)
    """

    aggregator: AccountId = attrs.field(validator=identifier)
    tenants: tuple[Tenant, ...] = attrs.field(default=(), converter=_in_order, validator=each(Tenant))
    name: str = attrs.field(default="", validator=text, kw_only=True)
    organisation: str = attrs.field(default="", validator=text, kw_only=True)
    tier: AccountTier = attrs.field(default=AccountTier.COMMERCIAL, validator=instance(AccountTier), kw_only=True)
    models: tuple[BusinessModelChange, ...] = attrs.field(default=(), validator=each(BusinessModelChange), kw_only=True)
    attributes: Extra = attrs.field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        _check_tenancy(self)

    def tenant(self, account: AccountId) -> Tenant:
        """Return the tenant of this id; raises WrongValue where it is none."""
        return _tenant(self, account)

    def at(self, instant: datetime) -> "Tenancy":
        """Return it with the tenants that exist at an instant only."""
        return _at(self, instant)

    def in_month(self, month: Month, zone: tzinfo = UTC) -> "Tenancy":
        """Return it with the tenants that exist at any instant of a month only (rules P24, P58)."""
        return _in_month(self, month, zone)

    def search(self, text: str) -> "Tenancy":
        """Return it with the tenants that a text finds: any part of name or organisation, capitals or not (rule P59).

        Empty text finds all.
        """
        return _search(self, text)


def attributes_of(data: dict[str, Any]) -> Extra:
    """Return plain data about an account as attributes: each key in order, with its value as JSON text (rule P61).

    Nothing is left out or changed; `Tenant.details` gives it back. Raises WrongType for what is no dict, MalformedData
    for what JSON cannot say.

    >>> attributes_of({"state": None, "alias": "acme-north", "seats": [1, 2]})
    (('alias', '"acme-north"'), ('seats', '[1,2]'), ('state', 'null'))
    """
    if type(data) is not dict:
        raise WrongType("data", "dict", data)
    for key in data:
        check_text("key", key)
    return extra_of(data, (), "$")


def matches(text: str, *names: str) -> bool:
    """Whether a text is part of a name, capitals or not."""
    part = text.casefold()
    return any(part in name.casefold() for name in names)


def tenant_ids(tenancy: Tenancy) -> tuple[AccountId, ...]:
    """Return the ids of the tenants, in order of name and id."""
    return tuple(tenant.id for tenant in tenancy.tenants)


def _details(attributes: Extra) -> dict[str, Any]:
    return {key: plain(value) for key, value in attributes}


def _exists_at(tenant: Tenant, instant: datetime) -> bool:
    check_instant("instant", instant)
    moment = utc(instant)
    return tenant.created_at <= moment and (tenant.closed_at is None or moment < tenant.closed_at)


def _exists_in(tenant: Tenant, month: Month, zone: tzinfo) -> bool:
    start = month_start(month, zone)
    return before_end(tenant.created_at, month, zone) and (tenant.closed_at is None or tenant.closed_at > start)


def _place(tenant: Tenant) -> tuple[str, str]:
    return tenant.name, tenant.id


def _tenant(tenancy: Tenancy, account: AccountId) -> Tenant:
    check_id("account", account)
    for tenant in tenancy.tenants:
        if tenant.id == account:
            return tenant
    raise WrongValue("account", f"a tenant of {tenancy.aggregator}", account)


def _at(tenancy: Tenancy, instant: datetime) -> Tenancy:
    check_instant("instant", instant)
    return attrs.evolve(tenancy, tenants=tuple(each for each in tenancy.tenants if _exists_at(each, instant)))


def _in_month(tenancy: Tenancy, month: Month, zone: tzinfo) -> Tenancy:
    month_start(month, zone)
    return attrs.evolve(tenancy, tenants=tuple(each for each in tenancy.tenants if _exists_in(each, month, zone)))


def _search(tenancy: Tenancy, text: str) -> Tenancy:
    check_text("text", text)
    found = (each for each in tenancy.tenants if matches(text, each.name, each.organisation))
    return attrs.evolve(tenancy, tenants=tuple(found))


def _check_tenant(tenant: Tenant) -> None:
    check_instant("created_at", tenant.created_at)
    if tenant.closed_at is not None:
        check_instant("closed_at", tenant.closed_at)
        if tenant.closed_at <= tenant.created_at:
            raise WrongValue("closed_at", f"an instant after {tenant.created_at.isoformat()}", tenant.closed_at)
    check_extra(tenant.attributes, ())


def _check_tenancy(tenancy: Tenancy) -> None:
    check_extra(tenancy.attributes, ())
    by_instant(tenancy.models)
    ids = set(tenant_ids(tenancy))
    if tenancy.aggregator in ids:
        raise WrongValue("tenants", "accounts other than the one above them", tenancy.aggregator)
    if len(ids) != len(tenancy.tenants):
        raise WrongValue("tenants", "each account once", tenant_ids(tenancy))
