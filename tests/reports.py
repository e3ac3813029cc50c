"""An account above two tenants, and short ways to have its months reported, for the tests of reports."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.reporting import Tenancy, Tenant, Usage, UsageReport, usage_report

APRIL = Month.parse("2026-04")
MAY = APRIL + 1
DUE = datetime(2026, 5, 5, 2, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def instant(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def tenant(account: str, name: str = "", **fields: Any) -> Tenant:
    """Return a tenant that has existed for long, unless said otherwise."""
    return Tenant(id=account, name=name or account.capitalize(), **{"created_at": LONG_AGO, **fields})


def tenancy(*tenants: Tenant, **fields: Any) -> Tenancy:
    """Return acme with tenants."""
    return Tenancy("acme", tenants, **fields)


def counts(active_devices: int = 0, firmware_updates: int = 0, **others: Any) -> Usage:
    """Return usage."""
    return Usage(active_devices=active_devices, firmware_updates=firmware_updates, **others)


def asked(
    usage: Mapping[str, Usage] | None = None, *tenants: Tenant, month: Month = APRIL, **given: Any
) -> UsageReport | Refused:
    """Ask for acme's report: a commercial account's, long after the month, unless said otherwise."""
    about = {name: given.pop(name) for name in ("tier", "models") if name in given}
    return usage_report(tenancy(*tenants, **about), month, usage or {}, **{"now": LATER, **given})


def report(usage: Mapping[str, Usage] | None = None, *tenants: Tenant, **given: Any) -> UsageReport:
    """Return acme's report, which must be there."""
    answer = asked(usage, *tenants, **given)
    assert isinstance(answer, UsageReport), answer
    return answer


def refusal(**given: Any) -> Reason | None:
    """Return why there is no report, or None where there is one."""
    answer = asked(**given)
    return answer.reason if isinstance(answer, Refused) else None


@contextmanager
def complains(message: str) -> Iterator[None]:
    """Expect a complaint about a value that begins like this."""
    with pytest.raises(WrongValue) as caught:
        yield
    assert str(caught.value).startswith(message)
