"""Law: a document in a published shape reads back as what was written, and what nobody knows comes out again."""

import json
import re
from itertools import pairwise

from hypothesis import given

from kpix_billing_core.interop import (
    PelionError,
    PelionHistory,
    PelionPackages,
    PelionQuota,
    PelionRawData,
    PelionReport,
    PelionStatistics,
    from_pelion,
    pelion_history,
    pelion_packages,
    pelion_quota,
    to_pelion,
)
from kpix_billing_core.quota import as_of, history
from kpix_billing_core.testing import pelion_documents, quota_histories

DOCUMENTS = (PelionPackages, PelionQuota, PelionHistory, PelionReport, PelionRawData, PelionStatistics, PelionError)
INSTANTS = {
    *("created", "modified", "start_time", "expires", "end_time", "added", "time", "timestamp"),
    *("generated", "period_start", "period_end"),
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


def times(data):
    """Yield every text in plain data that stands for an instant, by its key."""
    if type(data) is dict:
        for key, value in data.items():
            if key in INSTANTS and value is not None:
                yield value
            yield from times(value)
    elif type(data) is list:
        for each in data:
            yield from times(each)


@given(pelion_documents(kinds=DOCUMENTS))
def test_what_is_written_reads_back(document):
    """Also by way of JSON; times are in UTC, with milliseconds and a Z."""
    data = to_pelion(document)
    assert from_pelion(type(document), json.loads(json.dumps(data))) == document
    assert all(TIME.fullmatch(time) for time in times(data))


@given(pelion_documents(kinds=DOCUMENTS))
def test_writing_again_changes_nothing(document):
    """What was read is written as it came."""
    data = to_pelion(document)
    assert to_pelion(from_pelion(type(document), data)) == data


@given(quota_histories(account="acme"))
def test_the_pages_of_a_history_are_the_history(events):
    """Followed from page to page they have every line once, in order, and the amounts add up to what is left."""
    if not events or any(getattr(event, "count", 1) is None for event in events):
        return
    at = events[-1].at
    lines = history(events, at, "acme")
    found, after = [], None
    while True:
        page = from_pelion(PelionHistory, to_pelion(pelion_history(lines, limit=2, after=after)))
        found += page.entries
        if not page.has_more:
            break
        after = page.entries[-1].id
    assert [entry.id for entry in found] == [entry.id for entry in lines.entries]
    assert sum(entry.amount for entry in found) == as_of(events, at, "acme").balance.remaining == tokens(events, at)


def tokens(events, at):
    """Return the remaining tokens as they are sent."""
    return from_pelion(PelionQuota, to_pelion(pelion_quota(as_of(events, at, "acme"), at))).quota


@given(quota_histories(account="acme"))
def test_packages_are_a_chain(events):
    """Each package names its neighbours, the newest is first, and only those before have ended."""
    if not events or any(getattr(event, "count", 1) is None for event in events):
        return
    sent = pelion_packages(events, events[-1].at, "acme")
    assert from_pelion(PelionPackages, to_pelion(sent)) == sent
    chain = [each for each in (sent.pending, sent.active, *sent.previous) if each is not None]
    assert len(chain) == sum(1 for event in events if hasattr(event, "starts_at"))
    for newer, older in pairwise(chain):
        assert (newer.previous_id, older.next_id) == (older.id, newer.id)
        assert newer.created >= older.created
    assert {each.reason for each in sent.previous} <= {"renewed", "terminated"}
