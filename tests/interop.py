"""Strategies for documents in the shapes of other systems; the published ones stand on the same floor as these."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from kpix_billing_core.interop import (
    PelionEntry,
    PelionHistory,
    PelionPackage,
    PelionPackages,
    PelionQuota,
    PelionReservation,
)
from kpix_billing_core.testing import ids

KNOWN = st.integers(0, 9) | st.just(2**31 - 1)
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))
SAID = ('"new"', "null", "1.5", '{"a":[1,true]}', "[]")
EXTRAS = st.dictionaries(st.sampled_from(("alias", "sda_tokens", "zone")), st.sampled_from(SAID)).map(
    lambda found: tuple(sorted(found.items()))
)
SHORT = ids(max_size=9)
MAYBE = st.none() | SHORT
DIGITS = st.integers(0, 16**32 - 1).map(lambda number: f"{number:032x}")


def packages(**fields):
    """Return packages with these fields beside those of every place."""
    common = {"id": SHORT, "count": KNOWN, "starts_at": INSTANTS, "expires_at": INSTANTS, "extra": EXTRAS}
    return st.builds(PelionPackage, **common, **fields)


DATED = {"created": INSTANTS, "modified": INSTANTS}
REASONS = st.sampled_from(("renewed", "terminated", "merged"))
SENT = st.builds(
    PelionPackages,
    active=st.none() | packages(**DATED, grace_period=st.none() | st.booleans(), previous_id=MAYBE, next_id=MAYBE),
    pending=st.none() | packages(**DATED, previous_id=SHORT),
    previous=st.lists(packages(**DATED, ended_at=INSTANTS, reason=REASONS, next_id=MAYBE), max_size=2).map(tuple),
    extra=EXTRAS,
)
QUOTAS = st.builds(PelionQuota, quota=KNOWN, extra=EXTRAS)
RESERVATIONS = st.builds(PelionReservation, id=SHORT, account=SHORT, campaign=SHORT, extra=EXTRAS)
ENTRIES = st.builds(
    PelionEntry,
    id=DIGITS,
    added=INSTANTS,
    amount=st.integers(-9, 9),
    reason=st.sampled_from(("reservation", "package_tokens_edit", "a new word")),
    reservation=st.none() | RESERVATIONS,
    package=st.none() | packages(previous_id=MAYBE),
    extra=EXTRAS,
)
PAGES = st.builds(
    PelionHistory,
    entries=st.lists(ENTRIES, max_size=3).map(tuple),
    has_more=st.booleans(),
    limit=st.integers(2, 1000),
    total_count=st.integers(0, 9),
    order=st.none() | st.sampled_from(("ASC", "DESC")),
    after=MAYBE,
    extra=EXTRAS,
)
STRATEGIES = {
    PelionPackage: packages(previous_id=MAYBE),
    PelionPackages: SENT,
    PelionQuota: QUOTAS,
    PelionReservation: RESERVATIONS,
    PelionEntry: ENTRIES,
    PelionHistory: PAGES,
}
