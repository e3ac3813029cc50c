"""Law: whatever is written as plain data or as JSON reads back as what it was, and holds nothing but plain data."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.house.public import value_classes

from kpix_billing_core.decisions import Log
from kpix_billing_core.interchange import from_data, from_json, to_data, to_json
from kpix_billing_core.testing._registration import STRATEGIES, strategy_of

# A log is kept as its events, each of them plain data; the runs it is made of are nobody's business.
WITHOUT_DATA = {Log}


def by_room():
    """Return the value classes of each room that have plain data."""
    named = sorted((name.partition(".")[0], name, kind) for name, kind in value_classes().items())
    groups = {room: [kind for _, _, kind in group] for room, group in groupby(named, key=lambda entry: entry[0])}
    known = {
        room: [kind for kind in kinds if kind in STRATEGIES and kind not in WITHOUT_DATA]
        for room, kinds in groups.items()
    }
    return {room: kinds for room, kinds in known.items() if kinds}


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


@pytest.mark.parametrize("room", by_room())
@given(data=st.data())
def test_what_is_written_reads_back(room, data):
    """Every value of every exported class is equal to what its data and its JSON are read as, derived fields too."""
    kind = data.draw(st.sampled_from(by_room()[room]))
    value = data.draw(strategy_of(kind))
    written = to_data(value)
    assert from_data(kind, written) == value
    assert to_data(from_data(kind, written)) == written
    assert from_json(kind, to_json(value, indent=None)) == value
    assert {type(leaf) for leaf in leaves(written)} <= {str, int, bool, type(None)}
