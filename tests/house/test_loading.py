"""Importing the package loads what months are billed with, and not what only some need."""

import subprocess
import sys

from tests.house.source import PACKAGE

# Rooms, and files that load them, that stay away until something of theirs is asked for.
LATER = (
    *("pool", "lifecycle", "validity", "quota", "usage", "reporting", "price_list", "log"),
    *("explain.of_prepaid", "explain.of_validity", "explain.of_quota", "explain.of_refusal", "explain.of_report"),
)

BILLS_A_MONTH = f"""
import sys
import {PACKAGE} as kpix
acme, april = kpix.Account("acme", "USD"), kpix.Month.parse("2026-04")
book = kpix.PriceBook.of(kpix.Price("STD", kpix.PerUnit("4.00 USD")))
used = kpix.Tally.of_counts("acme", april, {{"STD": 2}}, book.terms)
kpix.explain(kpix.draft(acme, april, kpix.rate(used, book, acme)))
print(*sorted(sys.modules), sep="\\n")
"""
PREPAID = f"""
import sys
import {PACKAGE} as kpix
from {PACKAGE}.lifecycle import Shortage
kpix.explain(Shortage("STD", 2, 1))
print(*sorted(sys.modules), sep="\\n")
"""
VALID = f"""
import sys
import {PACKAGE} as kpix
from {PACKAGE}.validity import ASSET_LIFECYCLE, timeline
kpix.explain(timeline([], ASSET_LIFECYCLE))
print(*sorted(sys.modules), sep="\\n")
"""
QUOTA = f"""
import sys
import {PACKAGE} as kpix
from {PACKAGE}.quota import Quota
kpix.explain(Quota())
print(*sorted(sys.modules), sep="\\n")
"""
REFUSED = f"""
import sys
import {PACKAGE} as kpix
from {PACKAGE}.decisions import Reason, Refused
kpix.explain(Refused(Reason.STALE_VERSION, ""))
print(*sorted(sys.modules), sep="\\n")
"""


REPORTED = f"""
import sys
import {PACKAGE} as kpix
from {PACKAGE}.reporting import Tenancy, usage_report
from datetime import datetime, UTC
kpix.explain(usage_report(Tenancy("acme"), kpix.Month(2026, 4), {{}}, now=datetime(2026, 6, 1, tzinfo=UTC)))
print(*sorted(sys.modules), sep="\\n")
"""


def loaded(code: str) -> set[str]:
    """Return the rooms and files of `LATER` that a program has loaded at its end."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = set(done.stdout.splitlines())
    assert f"{PACKAGE}.explain" in names
    return {name for name in LATER if f"{PACKAGE}.{name}" in names}


def test_who_bills_months_only_loads_none_of_them():
    """From importing the package to an explained invoice, nothing of prepaid plans, validity, quotas or reports is."""
    assert loaded(BILLS_A_MONTH) == set()


def test_what_is_asked_for_is_loaded():
    """Once something of a room is explained, its files are there, and no others: the test above can fail."""
    assert loaded(PREPAID) == {"pool", "lifecycle", "explain.of_prepaid"}
    assert loaded(VALID) == {"validity", "explain.of_validity"}
    assert loaded(QUOTA) == {"quota", "explain.of_quota", "explain.of_refusal"}
    assert loaded(REFUSED) == {"explain.of_refusal"}
    assert loaded(REPORTED) == {"quota", "usage", "reporting", "explain.of_report"}
