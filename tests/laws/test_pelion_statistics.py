"""Law: the pages of statistics are the range, every interval once; and what is counted in them is what was there."""

from datetime import UTC, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpix_billing_core.interop import pelion_statistics, statistic_id, statistic_start
from kpix_billing_core.testing import ids, instants, pelion_spans, pelion_statistics_queries
from kpix_billing_core.usage import FirmwareUpdate

MILLISECOND = timedelta(milliseconds=1)
# Ids begin in 1970; and what holds for a thousand intervals holds for all 28,224.
QUERIES = pelion_statistics_queries().filter(
    lambda query: query.start.year >= 1970 and query.interval.after(query.start, 1500) >= query.end
)


def pages(query, **facts):
    """Return the intervals of all pages, each asked for with the id of the last one of the page before."""
    found, page = [], attrs.evolve(query.page, after=None, limit=1000)
    while True:
        answer = pelion_statistics(attrs.evolve(query, page=page), "acme", **facts)
        found += answer.intervals
        if not answer.has_more:
            return found
        page = attrs.evolve(page, after=answer.intervals[-1].id)


@pytest.mark.rule("P12", "P34")
@given(QUERIES, st.lists(st.tuples(ids(max_size=2), st.integers(-2, 99 * 24)), max_size=9))
def test_every_device_in_the_range_counts_once(query, seen):
    """In whatever order they are given; and each update counts, however often it is given."""
    connections = [(device, "acme", query.start + timedelta(hours=hours)) for device, hours in seen]
    updates = [FirmwareUpdate("acme", device, "spring", at) for device, _, at in connections]
    within = {(device, at) for device, _, at in connections if query.start <= at < query.end}
    found = pages(query, connections=connections, updates=updates)
    assert sum(each.active_devices for each in found) == len({device for device, _ in within})
    assert sum(each.firmware_updates for each in found) == len(within)
    assert found == pages(query, connections=connections[::-1], updates=updates[::-1])


@pytest.mark.rule("P11")
@given(QUERIES)
def test_intervals_tile_the_range(query):
    """They follow each other from the first instant, in either order, and the last one reaches the end."""
    found = pages(query)
    starts = [each.starts_at for each in found]
    if query.page.order == "DESC":
        starts.reverse()
    assert starts[0] == query.start
    assert all(first < second for first, second in pairwise(starts))
    assert starts[-1] < query.end <= query.interval.after(query.start, len(starts))
    assert [query.interval.after(query.start, number) for number in range(len(starts))] == starts


@given(instants(zone=UTC))
def test_ids_are_instants(instant):
    """To the millisecond, and as text they are in the same order."""
    assume(instant.year >= 1970)
    name = statistic_id(instant)
    assert 0 * MILLISECOND <= instant - statistic_start(name) < MILLISECOND
    assert statistic_id(instant + MILLISECOND) > name if instant.year < 9999 else len(name) == 32


@given(pelion_spans(), st.integers(0, 5))
def test_lengths_read_back(span, times):
    """As text, and forwards and backwards in time where they are no months."""
    assert type(span).parse(str(span)) == span
    start = statistic_start("00000000000000000000016e7bcf1800")
    assert (span.after(start, times) - start == times * (span.after(start) - start)) or span.unit == "mo"
