"""Strategies for accounts with tenants: those that come and go at the edges of months, and models that change."""

__all__ = ["business_model_changes", "tenancies", "tenants"]

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..accounts.account_tier import AccountTier
from ..accounts.business_model import BusinessModel, BusinessModelChange
from ..accounts.tenancy import Tenancy, Tenant, attributes_of
from ..dates.zone import utc
from ..ids import AccountId
from .dates import instants
from .making import made
from .metering import account_or_any
from .texts import check_size, ids

EDGES = tuple(
    datetime(year, number, 1, tzinfo=UTC) + later
    for year, number in ((2024, 2), (2024, 3), (2025, 1))
    for later in (-timedelta.resolution, timedelta(0), timedelta.resolution)
)
"""The first instants of months, and those beside them."""

NAMES = ("North", "SÜD", "team =1+1", "<b>West</b>")
ORGANISATIONS = ("", "Acme GmbH", "Straße & Söhne")
ATTRIBUTES: tuple[dict[str, Any], ...] = (
    {},
    {"alias": "north", "state": None},
    {"tier": "1", "something": {"new": [1, 2, True]}},
)
CAMPAIGNERS = ("north", "south")
"""The tenants that run campaigns in `quota_histories`."""

LASTS = st.none() | st.sampled_from((timedelta.resolution, timedelta(days=29), timedelta(days=400)))
"""How long tenants exist; None is for ever."""

MOST_TENANTS, MOST_CHANGES = 3, 2


def business_model_changes() -> SearchStrategy[BusinessModelChange]:
    """Return changes to either model, at any instant and at the edges of months."""
    return made(BusinessModelChange, _moments(), st.sampled_from(BusinessModel))


def tenants(*, account: AccountId | None = None) -> SearchStrategy[Tenant]:
    """Return tenants that exist for ever, for some time or for a moment, with attributes and without."""
    return _tenants(account_or_any(account))


def tenancies(*, account: AccountId | None = None, max_size: int = MOST_TENANTS) -> SearchStrategy[Tenancy]:
    """Return accounts with up to `max_size` tenants, most of any tier and model, in whatever order they are given."""
    check_size("max_size", max_size, 0)
    return made(
        _tenancy,
        account_or_any(account),
        st.lists(_tenants(st.sampled_from(CAMPAIGNERS) | ids()), max_size=max_size),
        st.sampled_from(("", *NAMES)),
        st.sampled_from(AccountTier),
        st.lists(business_model_changes(), max_size=MOST_CHANGES),
        st.sampled_from(ATTRIBUTES),
    )


def _tenants(accounts: SearchStrategy[AccountId]) -> SearchStrategy[Tenant]:
    return made(
        _tenant,
        accounts,
        st.sampled_from(NAMES) | ids(),
        st.sampled_from(ORGANISATIONS),
        _moments(),
        LASTS,
        st.sampled_from(ATTRIBUTES),
    )


def _moments() -> SearchStrategy[datetime]:
    return st.sampled_from(EDGES) | instants()


def _tenant(
    account: AccountId,
    name: str,
    organisation: str,
    created_at: datetime,
    lasts: timedelta | None,
    attributes: dict[str, Any],
) -> Tenant:
    # In UTC, as clocks that are put back would make it end before it began.
    start = utc(created_at)
    return Tenant(
        id=account,
        name=name,
        organisation=organisation,
        created_at=start,
        closed_at=None if lasts is None else start + lasts,
        attributes=attributes_of(attributes),
    )


def _tenancy(
    account: AccountId,
    some: Sequence[Tenant],
    name: str,
    tier: AccountTier,
    changes: Sequence[BusinessModelChange],
    attributes: dict[str, Any],
) -> Tenancy:
    # Each account once, and none under itself; one model from each instant on.
    found = {tenant.id: tenant for tenant in some if tenant.id != account}
    models = {change.since: change for change in changes}
    return Tenancy(
        account,
        tuple(found.values()),
        name=name,
        tier=tier,
        models=tuple(models.values()),
        attributes=attributes_of(attributes),
    )
