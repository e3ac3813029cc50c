"""No field of any value is always the same, and where there are few values for it, each of them comes."""

from collections import defaultdict
from enum import Enum

import attrs
import pytest
from hypothesis import Phase, given, seed, settings

from kpix_billing_core.testing._registration import STRATEGIES, strategy_of

# What is the same in every value: what a strategy does not tell of, and what is told elsewhere.
SAME = {
    "AccountReport": {"generated_at"},
    "Adjusted": {"tenant"},
    "Charges": {"run"},
    "Glance": {"within"},
    "Invoice": {"run"},
    "PackageCreated": {"tenant"},
    "PackageRenewed": {"tenant"},
    "PackageTerminated": {"tenant"},
    # those of a history have no more; those of a document of packages do
    "PelionPackage": {"created", "modified", "grace_period", "next_id", "ended_at", "reason"},
    "Renewal": {"others", "renewed"},
    "RenewalStarted": {"tenant"},
    "Tenancy": {"organisation"},
}
KINDS = {kind.__name__: kind for kind in STRATEGIES if attrs.has(kind)}
TWENTY = settings(phases=[Phase.generate], database=None, max_examples=20)


def wanted(some):
    """How many values a field must have, told by one of them: all there are of an enumeration, two of all else."""
    return len(type(some)) if isinstance(some, Enum) else 2


@pytest.mark.deep
@pytest.mark.parametrize("name", KINDS)
def test_every_field_is_drawn(name):
    """Among 140 values; what is not is listed."""
    seen = defaultdict(set)
    missing = {field.name for field in attrs.fields(KINDS[name])}

    @given(strategy_of(KINDS[name]))
    @settings(TWENTY)
    def look(value):
        for field in list(missing):
            drawn = getattr(value, field)
            seen[field].add(repr(drawn))
            if len(seen[field]) >= wanted(drawn):
                missing.discard(field)

    for number in range(7):
        if missing - SAME.get(name, set()):
            seed(number)(look)()
    assert missing == SAME.get(name, set())
