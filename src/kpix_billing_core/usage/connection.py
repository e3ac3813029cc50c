"""A device that connected."""

__all__ = ["Connection"]

from datetime import UTC, datetime

import attrs

from ..ids import AccountId, DeviceId, check_id
from .instants import check_utc, utc


def _check(row: "Connection") -> None:
    """Refuse what is no connection: ids that are none, an instant that is none."""
    # Millions of these are made: one look at the usual case, and the reasons only where it is another.
    if not (
        type(row.device) is type(row.account) is str
        and (row.device and row.account)
        and row.device.isprintable()
        and row.account.isprintable()
        and type(row.connected_at) is datetime
        and row.connected_at.tzinfo is UTC
    ):
        _complain(row)


def _complain(row: "Connection") -> None:
    check_id("device", row.device)
    check_id("account", row.account)
    check_utc("connected_at", row.connected_at)


@attrs.frozen
class Connection:
    """A device of an account connected at an instant (rule P11).

    What counts as a connection (a registration, a session, any message) is said by whoever hands in the facts.
    In a file its columns are `device_id`, `tenant_id` and `connected_at`. Raises WrongType or WrongValue.

    Attributes:
        device: what connected.
        account: whose it is: an account, or a tenant of one.
        connected_at: when, kept in UTC.

    >>> Connection("d1", "acme", datetime.fromisoformat("2026-05-01T01:30:00+02:00")).connected_at.isoformat()
    '2026-04-30T23:30:00+00:00'
    """

    device: DeviceId = attrs.field(metadata={"column": "device_id"})
    account: AccountId = attrs.field(metadata={"column": "tenant_id"})
    connected_at: datetime = attrs.field(converter=utc)

    # Not a method that calls the function: a call is a tenth of what making a connection costs.
    __attrs_post_init__ = _check
