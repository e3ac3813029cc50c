"""The checks of what the events of a quota have in common."""

__all__ = ["check_head", "check_term"]

from datetime import datetime
from typing import Any

from ..checks import check_instant, check_whole
from ..errors import WrongValue
from ..ids import check_id


def check_head(event: Any, *, own: bool = False) -> None:
    """Refuse an event without version, instant or account, or with a key or tenant that is none.

    `own` events are about the package, which belongs to the quota's own account and never to a tenant (rule P15).
    """
    check_whole("version", event.version, 0)
    check_instant("at", event.at)
    check_id("account", event.account)
    if event.key is not None:
        check_id("key", event.key)
    if event.tenant is None:
        return
    check_id("tenant", event.tenant)
    if event.tenant == event.account:
        raise WrongValue("tenant", f"another account than {event.account}, or None", event.tenant)
    if own:
        raise WrongValue("tenant", "None, as a tenant owns no package", event.tenant)


def check_term(package: str, count: int | None, starts_at: datetime, expires_at: datetime) -> None:
    """Refuse a package without a name, with fewer than one token, or that ends before it starts."""
    check_id("package", package)
    if count is not None:
        check_whole("count", count, 1)
    check_instant("starts_at", starts_at)
    check_instant("expires_at", expires_at)
    if expires_at <= starts_at:
        raise WrongValue("expires_at", f"an instant after {starts_at.isoformat()}", expires_at)
