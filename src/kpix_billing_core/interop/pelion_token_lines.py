"""The tokens of a month within a report, as the published API sends them: lines of the history, and what is left."""

__all__ = [
    "LINE_KEYS",
    "METADATA_KEYS",
    "SECTION_KEYS",
    "PelionMetadata",
    "PelionTokenLine",
    "PelionTokens",
]

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from ..checks import check_instant, each, instance, optional, text
from ..errors import WrongValue
from ..ids import AccountId, identifier
from ..interchange.extra import Extra, check_extra
from .instants import milliseconds
from .numbers import check_amount, check_count

LINE_KEYS: Mapping[str, str] = MappingProxyType(
    {"account": "account_id", "amount": "amount", "campaign": "campaign_name", "added": "time", "reason": "type"}
)
METADATA_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "starts_at": "start_time",
        "ends_at": "end_time",
        "remaining": "remaining_quota",
        "reserved": "reserved_quota",
    }
)
SECTION_KEYS: Mapping[str, str] = MappingProxyType(
    {"metadata": "metadata", "lines": "quota_usage", "aggregated": "aggregated_quota_usage"}
)


@attrs.frozen(kw_only=True)
class PelionTokenLine:
    """A line of the month's history of tokens.

    Attributes:
        amount: the tokens; less than 0 where they were taken.
        reason: why, as a word: one of those of a history, or one that is not known yet.
        added: when.
        campaign: the campaign's name, of a reservation and of what it gives back.
        account: whose line it is, where those of several accounts stand together.
        extra: what else the sender said.
    """

    amount: int
    reason: str = attrs.field(validator=identifier)
    added: datetime = attrs.field(converter=milliseconds)
    campaign: str | None = attrs.field(default=None, validator=optional(text))
    account: AccountId | None = attrs.field(default=None, validator=optional(identifier))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_line(self)


@attrs.frozen(kw_only=True)
class PelionMetadata:
    """The package in force, and its tokens when the report was made.

    Attributes:
        starts_at: the first instant it is valid.
        ends_at: the first instant it is valid no more; a published sample leaves it unknown.
        remaining: tokens neither used nor reserved.
        reserved: tokens of all open reservations.
        extra: what else the sender said.
    """

    starts_at: datetime = attrs.field(converter=milliseconds)
    remaining: int
    reserved: int
    ends_at: datetime | None = attrs.field(default=None, converter=attrs.converters.optional(milliseconds))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_metadata(self)


@attrs.frozen(kw_only=True)
class PelionTokens:
    """What a report says about tokens (rule P28).

    Attributes:
        lines: the account's own lines of the month.
        metadata: its package; None when that has expired, and of a tenant, which has none.
        aggregated: the lines of the account and of its tenants together; None in the report of a tenant.
        extra: what else the sender said.
    """

    lines: tuple[PelionTokenLine, ...] = attrs.field(default=(), validator=each(PelionTokenLine))
    metadata: PelionMetadata | None = attrs.field(default=None, validator=optional(instance(PelionMetadata)))
    aggregated: tuple[PelionTokenLine, ...] | None = attrs.field(
        default=None, validator=optional(each(PelionTokenLine))
    )
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_tokens(self)


def _check_line(line: PelionTokenLine) -> None:
    check_amount("amount", line.amount)
    check_instant("added", line.added)
    check_extra(line.extra, LINE_KEYS.values())


def _check_metadata(metadata: PelionMetadata) -> None:
    check_instant("starts_at", metadata.starts_at)
    if metadata.ends_at is not None:
        check_instant("ends_at", metadata.ends_at)
    check_count("remaining", metadata.remaining)
    check_count("reserved", metadata.reserved)
    check_extra(metadata.extra, METADATA_KEYS.values())


def _check_tokens(tokens: PelionTokens) -> None:
    if any(line.account is None for line in tokens.aggregated or ()):
        raise WrongValue("aggregated", "lines that say whose they are", tokens.aggregated)
    check_extra(tokens.extra, SECTION_KEYS.values())
