"""What a client asks: every parameter's range, both ends of it, and all faults at once, in published words where there are some."""

from collections import UserDict
from datetime import UTC, date, datetime, timedelta, timezone

import attrs
import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interop import (
    PelionPageQuery,
    PelionSpan,
    PelionStatisticsQuery,
    page_query,
    pelion_error,
    report_month,
    statistics_query,
    to_pelion,
)

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
ID = "00000000000000000000016e7bcf1800"
FITS = "Parameter not valid: expected at most the range that is asked for."
LIMIT = "Parameter not valid: expected 2 to 1000."
SPAN = "Parameter not valid: expected a length of time such as 5m, 2h, 3d, 4w or 1mo."
INSTANT = "Parameter not valid: expected an instant such as '2017-10-10T10:45:12.896Z'."
RANGE = "Parameter not valid: expected 5 minutes to 98 days after the start."


def faults(answer):
    """Return the faults of an answer 400 by parameter."""
    assert (answer.code, answer.kind, answer.request_id) == (400, "validation_error", "r1")
    return {each.name: each.message for each in answer.faults}


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2018-01", Month(2018, 1)),
        ("2018-12", Month(2018, 12)),
        ("0001-01", Month(1, 1)),
        ("9999-12", Month(9999, 12)),
    ],
)
def test_months(text, month):
    """The first and last of a year and of all; other parameters are passed over."""
    assert report_month({"month": text, "tenant": "x"}, "r1") == month


@pytest.mark.parametrize(
    "text",
    ["2018-13", "2018-00", "2018-1", "18-01", "2018-01-01", "2018-01\n", " 2018-01", "", "２０１８-01", "0000-01"],
)
def test_what_is_no_month(text):
    """Also what the published pattern lets pass and a client sends: a thirteenth month."""
    assert list(faults(report_month({"month": text}, "r1"))) == ["month"]


def test_a_missing_month():
    """The published answer, word for word."""
    assert to_pelion(report_month({}, "example-request-id")) == {
        "object": "error",
        "code": 400,
        "type": "validation_error",
        "message": "One of the request fields has failed validation.",
        "request_id": "example-request-id",
        "fields": [{"name": "month", "message": "Parameter missing."}],
    }


def test_what_was_sent_is_not_sent_back():
    """A fault says what was expected, and nothing of what came."""
    (fault,) = report_month({"month": "<script>"}, "r1").faults
    assert fault.message == 'Parameter not valid: expected a month such as "2026-04".'


def test_pages_as_they_are_unless_told():
    """50 lines from the first one on, the oldest first: a client of an older age sends no order."""
    assert page_query({}, "r1") == PelionPageQuery(limit=50, after=None, order="ASC")


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ({"limit": "2"}, PelionPageQuery(limit=2)),
        ({"limit": "1000"}, PelionPageQuery(limit=1000)),
        ({"limit": "0050"}, PelionPageQuery()),
        ({"after": ID}, PelionPageQuery(after=ID)),
        ({"after": ID.upper()}, PelionPageQuery(after=ID.upper())),
        ({"order": "ASC"}, PelionPageQuery()),
        ({"order": "desc"}, PelionPageQuery(order="DESC")),
        (UserDict({"order": "Desc", "include": "x"}), PelionPageQuery(order="DESC")),
    ],
)
def test_pages(query, page):
    """The ends of the range, ids and orders in letters of either size."""
    assert page_query(query, "r1") == page


@pytest.mark.parametrize("text", ["1", "1001", "0", "-2", "+2", "2.0", "", " 2", "٢", "9" * 10, "9" * 5000])
def test_limits_that_are_none(text):
    """Out of range, no whole number, and one that nobody should have to read."""
    assert faults(page_query({"limit": text}, "r1")) == {"limit": "Parameter not valid: expected 2 to 1000."}


def test_all_faults_at_once():
    """Each parameter says its own."""
    assert faults(page_query({"limit": "1", "after": "5", "order": "up"}, "r1")) == {
        "limit": "Parameter not valid: expected 2 to 1000.",
        "after": "Parameter not valid: expected 32 hexadecimal digits.",
        "order": "Parameter not valid: expected ASC or DESC.",
    }


def test_statistics_of_a_period():
    """It ends now, and is reckoned back from there."""
    found = statistics_query({"interval": "2h", "period": "2d"}, NOW, "r1")
    assert found == PelionStatisticsQuery(start=NOW - timedelta(days=2), end=NOW, interval=PelionSpan(2, "h"))


def test_statistics_of_a_range():
    """Both ends as they are said, and everything else that can be said."""
    query = {
        "interval": "1d",
        "start": "2019-11-01T00:00:00.000Z",
        "end": "2019-12-01T02:00:00.000+02:00",
        "limit": "2",
        "after": ID,
        "order": "desc",
        "include": "foo,total_count",
    }
    assert statistics_query(query, NOW, "r1") == PelionStatisticsQuery(
        start=datetime(2019, 11, 1, tzinfo=UTC),
        end=datetime(2019, 12, 1, tzinfo=UTC),
        interval=PelionSpan(1, "d"),
        page=PelionPageQuery(limit=2, after=ID, order="DESC"),
        total=True,
    )


def test_the_total_is_not_asked_for_by_another_word():
    """Words that are not known are passed over."""
    assert statistics_query({"interval": "1d", "period": "2d", "include": "total"}, NOW, "r1").total is False


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"interval": "Parameter missing.", "period": "Parameter missing."}),
        ({"period": "2d"}, {"interval": "Parameter missing."}),
        ({"interval": "1d"}, {"period": "Parameter missing."}),
        ({"interval": "1d", "start": "2019-11-01T00:00:00.000Z"}, {"end": "Parameter missing."}),
        ({"interval": "1d", "end": "2019-11-01T00:00:00.000Z"}, {"start": "Parameter missing."}),
        (
            {"interval": "1d", "period": "2d", "end": "2019-11-01T00:00:00.000Z"},
            {"period": "Parameter not allowed beside start and end."},
        ),
        (
            {"interval": "1d", "period": "2d", "start": "2019-11-01T00:00:00.000Z"},
            {"period": "Parameter not allowed beside start and end."},
        ),
        ({"interval": "3d", "period": "2d"}, {"interval": FITS}),
        ({"interval": "1mo", "period": "27d"}, {"interval": FITS}),
        ({"interval": "4m", "period": "2d"}, {"interval": "Parameter not valid: expected 5 to 141120."}),
        ({"interval": "1d", "period": "99d"}, {"period": "Parameter not valid: expected 1 to 98."}),
        ({"interval": "1y", "period": "1d", "limit": "1"}, {"limit": LIMIT, "interval": SPAN}),
        ({"interval": "1d", "start": "2019-11-01", "end": "x"}, {"start": INSTANT, "end": INSTANT}),
        (
            {"interval": "5m", "start": "2019-11-01T00:00:00Z", "end": "2019-11-01T00:04:59.999Z"},
            {"end": RANGE},
        ),
        ({"interval": "5m", "start": "2019-11-02T00:00:00Z", "end": "2019-11-01T00:00:00Z"}, {"end": RANGE}),
        (
            {"interval": "5m", "start": "2019-01-01T00:00:00Z", "end": "2019-04-09T00:00:00.001Z"},
            {"end": RANGE},
        ),
    ],
)
def test_statistics_that_cannot_be_asked_for(query, expected):
    """What is missing, both ways to say a range, and ranges out of theirs: 2019-04-09 is 31 + 28 + 31 + 8 = 98 days in."""
    assert faults(statistics_query(query, NOW, "r1")) == expected


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2019-11-01T00:00:00Z", "2019-11-01T00:05:00Z"),
        ("2019-01-01T00:00:00Z", "2019-04-09T00:00:00Z"),
        ("9999-12-31T23:00:00Z", "9999-12-31T23:05:00Z"),
    ],
)
def test_the_shortest_and_the_longest_range(start, end):
    """5 minutes and 31 + 28 + 31 + 8 = 98 days; near the end of time too."""
    found = statistics_query({"interval": "5m", "start": start, "end": end}, NOW, "r1")
    assert found.interval == PelionSpan(5, "m")


def test_an_interval_beyond_the_end_of_time():
    """It is longer than any range there."""
    query = {"interval": "1d", "start": "9999-12-31T12:00:00Z", "end": "9999-12-31T13:00:00Z"}
    assert faults(statistics_query(query, NOW, "r1")) == {"interval": FITS}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("5m", timedelta(minutes=5)),
        ("141120m", timedelta(days=98)),
        ("1h", timedelta(hours=1)),
        ("2352h", timedelta(days=98)),
        ("1d", timedelta(days=1)),
        ("98d", timedelta(days=98)),
        ("1w", timedelta(days=7)),
        ("14w", timedelta(days=98)),
        ("1mo", timedelta(days=30)),  # from 15 April
        ("3mo", timedelta(days=30 + 31 + 30)),
    ],
)
def test_the_published_lengths(text, length):
    """The least and the most of each unit; all but months reach the same 98 days."""
    span = PelionSpan.parse(text)
    assert (str(span), span.after(NOW) - NOW) == (text, length)
    assert span.after(span.after(NOW), -1) == NOW


@pytest.mark.parametrize(
    "text",
    [
        "4m",
        "141121m",
        "0h",
        "2353h",
        "0d",
        "99d",
        "0w",
        "15w",
        "0mo",
        "4mo",
        "1",
        "m",
        "1M",
        "1 d",
        "-1d",
        "1.5d",
        "٥m",
    ],
)
def test_lengths_that_are_not_allowed(text):
    """One less than the least and one more than the most of each unit, and other words."""
    with pytest.raises(WrongValue):
        PelionSpan.parse(text)


def test_a_length_that_is_not_allowed_says_why():
    """Its number is named, and the range of its unit."""
    with pytest.raises(WrongValue, match="^count: expected 5 to 141120, got int 4$"):
        PelionSpan.parse("4m")


def test_lengths_several_times():
    """From 31 January two months are to 31 March, and -1 is back to 31 December; in UTC, whatever the zone."""
    start = datetime(2026, 1, 31, 1, tzinfo=UTC)
    month = PelionSpan(1, "mo")
    assert [f"{month.after(start, times):%m-%d}" for times in (-1, 0, 1, 2)] == ["12-31", "01-31", "02-28", "03-31"]
    there = start.astimezone(timezone(timedelta(hours=9)))
    assert all(span.after(there).tzinfo is UTC for span in (month, PelionSpan(1, "d")))
    assert PelionSpan(2, "w").after(start, 3) - start == timedelta(days=2 * 7 * 3)


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (
            WrongType,
            "query: expected a mapping of text to text, got list [('month', '2018-07')]",
            lambda: report_month([("month", "2018-07")], "r1"),
        ),
        (WrongType, "query: expected a mapping of text to text, got str 'month'", lambda: report_month("month", "r1")),
        (
            WrongType,
            "query: expected a mapping of text to text, got int 201807",
            lambda: report_month({"month": 201807}, "r1"),
        ),
        (
            WrongType,
            "query: expected a mapping of text to text, got NoneType None",
            lambda: report_month({"month": "2018-07", "x": None}, "r1"),
        ),
        (
            WrongType,
            "query: expected a mapping of text to text, got int 5",
            lambda: report_month({"month": "2018-07", 5: "x"}, "r1"),
        ),
        (WrongType, "request_id: expected str, got int 5", lambda: report_month({"month": "2018-07"}, 5)),
        (WrongType, "query: expected a mapping of text to text, got int 2", lambda: page_query({"limit": 2}, "r1")),
        (
            WrongType,
            "query: expected a mapping of text to text, got list ['ASC']",
            lambda: page_query({"order": ["ASC"]}, "r1"),
        ),
        (
            WrongType,
            "query: expected a mapping of text to text, got list ['ASC']",
            lambda: page_query({"after": ["ASC"]}, "r1"),
        ),
        (WrongType, "request_id: expected str, got NoneType None", lambda: page_query({"limit": "1"}, None)),
        (
            WrongType,
            "query: expected a mapping of text to text, got int 5",
            lambda: statistics_query({"start": 5}, NOW, "r1"),
        ),
        (
            WrongType,
            "query: expected a mapping of text to text, got int 5",
            lambda: statistics_query({"include": 5}, NOW, "r1"),
        ),
        (
            WrongType,
            "at: expected aware datetime, got date 2026-04-01",
            lambda: statistics_query({}, date(2026, 4, 1), "r1"),
        ),
        (WrongType, "span: expected str, got int 5", lambda: PelionSpan.parse(5)),
        (
            WrongValue,
            "span: expected a length of time such as 5m, 2h, 3d, 4w or 1mo, got str '5x'",
            lambda: PelionSpan.parse("5x"),
        ),
        (WrongType, "count: expected int, got str '5'", lambda: PelionSpan("5", "m")),
        (WrongType, "unit: expected str, got NoneType None", lambda: PelionSpan(5, None)),
        (WrongValue, "unit: expected m, h, d, w or mo, got str 's'", lambda: PelionSpan(5, "s")),
        (WrongType, "instant: expected aware datetime, got NoneType None", lambda: PelionSpan(5, "m").after(None)),
        (WrongType, "times: expected int, got bool True", lambda: PelionSpan(5, "m").after(NOW, True)),
        (
            WrongValue,
            "instant: expected years 1 to 9999, got datetime",
            lambda: PelionSpan(5, "m").after(NOW, 10**30),
        ),
        (WrongType, "order: expected str, got NoneType None", lambda: PelionPageQuery(order=None)),
        (WrongValue, "order: expected ASC or DESC, got str 'desc'", lambda: PelionPageQuery(order="desc")),
        (WrongValue, "limit: expected at most 1000, got int 1001", lambda: PelionPageQuery(limit=1001)),
        (WrongValue, "after: expected 32 hexadecimal digits, got str ''", lambda: PelionPageQuery(after="")),
        (WrongType, "start: expected aware datetime, got NoneType None", lambda: attrs.evolve(HOURS, start=None)),
        (WrongType, "end: expected aware datetime, got NoneType None", lambda: attrs.evolve(HOURS, end=None)),
        (WrongType, "interval: expected PelionSpan, got str '2h'", lambda: attrs.evolve(HOURS, interval="2h")),
        (
            WrongValue,
            "interval: expected at most the range that is asked for, got PelionSpan",
            lambda: attrs.evolve(HOURS, interval=PelionSpan(2, "d")),
        ),
        (WrongType, "page: expected PelionPageQuery, got NoneType None", lambda: attrs.evolve(HOURS, page=None)),
        (WrongType, "total: expected bool, got int 1", lambda: attrs.evolve(HOURS, total=1)),
        (
            WrongValue,
            "end: expected 5 minutes to 98 days after the start, got datetime",
            lambda: attrs.evolve(HOURS, end=HOURS.start),
        ),
    ],
)
def test_mistakes_of_the_caller(error, message, call):
    """What no client can send: another type; and values that check themselves."""
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


HOURS = PelionStatisticsQuery(start=NOW - timedelta(days=1), end=NOW, interval=PelionSpan(1, "h"))


def test_milliseconds():
    """A range knows nothing finer."""
    found = attrs.evolve(HOURS, end=NOW + timedelta(microseconds=999))
    assert found.end == NOW


def test_a_fault_can_be_said_of_anything():
    """A service answers an id that is not there in the same way."""
    answer = pelion_error(400, "r1", faults=page_query({"after": "x"}, "r1").faults)
    assert answer == page_query({"after": "x"}, "r1")
