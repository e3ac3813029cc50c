"""Law: whatever is written as plain data or as JSON reads back as what it was, and holds nothing but plain data."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.house.public import value_classes

from kpix_billing_core.explain import Explanation, Fact, explain
from kpix_billing_core.interchange import from_json, to_data, to_json
from kpix_billing_core.log import Log
from kpix_billing_core.rating import Charge
from kpix_billing_core.testing import Happening, happenings
from kpix_billing_core.testing._registration import strategy_of

# Values of no strategy of their own: an explanation is always one of something.
OTHERS = {
    Explanation: lambda: strategy_of(Charge).map(explain),
    Fact: lambda: strategy_of(Charge).map(lambda charge: explain(charge).facts[0]),
    Happening: happenings,
}
# A log is kept as its events, each of them plain data; the runs it is made of are nobody's business.
WITHOUT_DATA = {Log}


# What takes long to make up; everything else is a part of it, or stands alone.
ROOMS_OF_DOCUMENTS = ("rating", "invoicing", "explain")


def classes(*, documents):
    """Return the exported value classes that have plain data: documents, or what they are made of."""
    named = [(name.partition(".")[0], kind) for name, kind in sorted(value_classes().items())]
    return [kind for room, kind in named if (room in ROOMS_OF_DOCUMENTS) is documents and kind not in WITHOUT_DATA]


def leaves(data):
    """Yield everything in plain data that is no list and no dict, keys too."""
    if type(data) is dict:
        for key, value in data.items():
            yield key
            yield from leaves(value)
    elif type(data) is list:
        for member in data:
            yield from leaves(member)
    else:
        yield data


def values(kinds):
    """Return values of any of these classes."""
    return st.sampled_from(kinds).flatmap(lambda kind: OTHERS[kind]() if kind in OTHERS else strategy_of(kind))


@pytest.mark.parametrize("documents", [True, False], ids=["documents", "parts"])
def test_what_is_written_reads_back(documents):
    """Every value of every exported class is equal to what its data and its JSON are read as, derived fields too."""

    @given(values(classes(documents=documents)))
    def law(value):
        text, written = to_json(value, indent=None), to_data(value)
        assert from_json(type(value), text) == value
        assert json.loads(text) == written
        assert {type(leaf) for leaf in leaves(written)} <= {str, int, bool, type(None)}

    law()
