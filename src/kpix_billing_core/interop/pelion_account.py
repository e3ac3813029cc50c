"""Whose report it is, as the published API says it."""

__all__ = ["ACCOUNT_KEYS", "PelionAccount"]

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from ..checks import optional, text
from ..ids import AccountId, identifier
from ..interchange.extra import Extra, check_extra

ACCOUNT_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "company": "company",
        "contact": "contact",
        "email": "email",
        "phone_number": "phone_number",
        "address_line1": "address_line1",
        "address_line2": "address_line2",
        "city": "city",
        "state": "state",
        "postal_code": "postal_code",
        "country": "country",
        "alias": "alias",
        "business_model": "business_model",
        "tenant_id": "customer_subtenant_id",
    }
)
"""The fields of an account, and the keys under which they are sent."""


@attrs.frozen(kw_only=True)
class PelionAccount:
    """An account of a report and how to reach it; any of it but the id may be unknown.

    Attributes:
        id: the account; not always of hexadecimal digits, though the published one says so.
        company: who it is.
        contact: a person there.
        email: that person's address.
        phone_number: and number.
        address_line1: street or box.
        address_line2: the rest of it.
        city: of the address.
        state: of the address.
        postal_code: of the address.
        country: of the address.
        alias: another name.
        business_model: by what it pays, as a word: `active_device_business_model`, `api_calls_1_business_model` or a
            word that is not known yet.
        tenant_id: how its aggregator calls it; of tenants only.
        extra: what else the sender said.
    """

    id: AccountId = attrs.field(validator=identifier)
    company: str | None = attrs.field(default=None, validator=optional(text))
    contact: str | None = attrs.field(default=None, validator=optional(text))
    email: str | None = attrs.field(default=None, validator=optional(text))
    phone_number: str | None = attrs.field(default=None, validator=optional(text))
    address_line1: str | None = attrs.field(default=None, validator=optional(text))
    address_line2: str | None = attrs.field(default=None, validator=optional(text))
    city: str | None = attrs.field(default=None, validator=optional(text))
    state: str | None = attrs.field(default=None, validator=optional(text))
    postal_code: str | None = attrs.field(default=None, validator=optional(text))
    country: str | None = attrs.field(default=None, validator=optional(text))
    alias: str | None = attrs.field(default=None, validator=optional(text))
    business_model: str | None = attrs.field(default=None, validator=optional(identifier))
    tenant_id: str | None = attrs.field(default=None, validator=optional(text))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check(self)


def _check(account: PelionAccount) -> None:
    check_extra(account.extra, ACCOUNT_KEYS.values())
