"""Statistics: the published sample and its ids, what is counted where, and the pages of it."""

import copy
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interop import (
    PelionPageQuery,
    PelionSpan,
    PelionStatistic,
    PelionStatistics,
    PelionStatisticsQuery,
    from_pelion,
    pelion_statistics,
    statistic_id,
    statistic_start,
    to_pelion,
)

IDS = {
    datetime(2019, 11, 18, tzinfo=UTC): "00000000000000000000016e7bcf1800",
    datetime(2019, 11, 19, tzinfo=UTC): "00000000000000000000016e80f57400",
    datetime(2019, 11, 20, tzinfo=UTC): "00000000000000000000016e861bd000",
}
COUNTS = ((10, 4286, 962), (0, 6553, 1440), (0, 0, 0))
SAMPLE = {
    "after": None,
    "data": [
        {
            "active_devices": active,
            "firmware_updates": updates,
            "id": name,
            "object": "billing-statistics",
            "sda_tokens": tokens,
            "timestamp": f"{day:%Y-%m-%d}T00:00:00.000Z",
        }
        for (day, name), (active, updates, tokens) in zip(IDS.items(), COUNTS, strict=True)
    ],
    "has_more": False,
    "limit": 50,
    "object": "list",
    "order": "asc",
    "total_count": 3,
}


def test_the_published_sample():
    """It is read, and written as it was."""
    assert to_pelion(from_pelion(PelionStatistics, SAMPLE)) == SAMPLE


@pytest.mark.parametrize("starts_at", IDS)
def test_the_published_ids(starts_at):
    """The milliseconds since 1970, in 32 hexadecimal digits, and back."""
    assert statistic_id(starts_at) == IDS[starts_at]
    assert statistic_start(IDS[starts_at]) == starts_at


def test_ids_by_hand():
    """1970 is 0; a second and 24 milliseconds are 1024 = 400 in hexadecimal; an offset changes nothing."""
    first = datetime(1970, 1, 1, tzinfo=UTC)
    assert statistic_id(first) == "0" * 32
    assert statistic_id(first + timedelta(milliseconds=1024)) == "0" * 29 + "400"
    assert statistic_id((first + timedelta(microseconds=10_999)).astimezone(timezone(timedelta(hours=9)))) == (
        "0" * 31 + "a"
    )
    assert statistic_start("0" * 29 + "40F") == first + timedelta(milliseconds=1039)


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (WrongValue, "starts_at: expected an instant from 1970 on", lambda: statistic_id(BEFORE)),
        (WrongValue, "starts_at: expected a datetime with its zone", lambda: statistic_id(datetime(2026, 4, 1))),
        (WrongType, "starts_at: expected aware datetime", lambda: statistic_id(None)),
        (WrongValue, "id: expected 32 hexadecimal digits", lambda: statistic_start("0" * 31)),
        (WrongValue, "id: expected 32 hexadecimal digits", lambda: statistic_start("0" * 31 + "g")),
        (WrongType, "id: expected str", lambda: statistic_start(0)),
        (WrongValue, "id: expected an instant up to the year 9999", lambda: statistic_start("f" * 32)),
    ],
)
def test_what_has_no_id(error, message, call):
    """What was before 1970, what has no zone, other digits, and what is later than time."""
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)


BEFORE = datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC)


def test_what_is_not_known_is_kept():
    """Keys at both levels; letters of an order and of ids are as they were; no total unless it was said."""
    sample = {key: value for key, value in copy.deepcopy(SAMPLE).items() if key != "total_count"}
    sample |= {"order": "DESC", "after": "ABCDEF" + "0" * 26, "continuation": {"a": None}}
    sample["data"][0] |= {"edge": 1.5, "pelion_to_webapp_notifications": 7}
    assert to_pelion(from_pelion(PelionStatistics, sample)) == sample


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"object": "billing-statistics"}, "$.object: expected list, got str"),
        ({"limit": 1}, "$.limit: expected at least 2, got int 1"),
        ({"limit": 1001}, "$.limit: expected at most 1000, got int 1001"),
        ({"order": None}, "$.order: expected a value, got nothing"),
        ({"order": "up"}, "$.order: expected asc or desc, got str 'up'"),
        ({"order": 1}, "$.order: expected str, got int 1"),
        ({"after": "5"}, "$.after: expected 32 hexadecimal digits"),
        ({"has_more": 0}, "$.has_more: expected bool, got int 0"),
        ({"total_count": -1}, "$.total_count: expected at least 0, got int -1"),
        ({"data": [{**SAMPLE["data"][0], "object": "metrics"}]}, "$.data[0].object: expected billing-statistics"),
        ({"data": [{**SAMPLE["data"][0], "id": "g" * 32}]}, "$.data[0].id: expected 32 hexadecimal digits"),
        ({"data": [{**SAMPLE["data"][0], "timestamp": None}]}, "$.data[0].timestamp: expected a value, got nothing"),
        ({"data": [{**SAMPLE["data"][0], "active_devices": 1.0}]}, "$.data[0].active_devices: expected int"),
        ({"data": [{**SAMPLE["data"][0], "firmware_updates": None}]}, "$.data[0].firmware_updates: expected a value"),
    ],
)
def test_data_of_another_shape(changes, message):
    """It is refused with the path of what is wrong."""
    with pytest.raises(MalformedData) as caught:
        from_pelion(PelionStatistics, {**SAMPLE, **changes})
    assert str(caught.value).startswith(message)


def test_values_check_themselves():
    """However they are made: known keys are not said twice, an instant has a zone."""
    one = PelionStatistic(id="0" * 32, starts_at=BEFORE, active_devices=0, firmware_updates=0)
    assert one.sda_tokens == 0
    for wrong in ({"extra": (("timestamp", "1"),)}, {"extra": (("object", "1"),)}, {"starts_at": datetime(2026, 4, 1)}):
        with pytest.raises(WrongValue):
            attrs.evolve(one, **wrong)
    with pytest.raises(WrongValue):
        PelionStatistics(extra=(("data", "1"),))
    with pytest.raises(WrongValue):
        PelionStatistics(extra=(("object", "1"),))
    assert (PelionStatistics().limit, PelionStatistics().order, PelionStatistics().total_count) == (50, "asc", None)


# --- counting ------------------------------------------------------------------------------------------

APRIL = datetime(2026, 4, 1, tzinfo=UTC)
DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


def asked(end=APRIL + 3 * DAY, interval="1d", start=APRIL, total=False, **page):
    """Return a query over the first three days of April, day by day."""
    return PelionStatisticsQuery(
        start=start, end=end, interval=PelionSpan.parse(interval), page=PelionPageQuery(**page), total=total
    )


def active(page):
    """Return how many devices were counted in each interval."""
    return [each.active_devices for each in page.intervals]


def test_a_device_counts_in_its_first_interval():
    """As in the published sample, where 10 devices are 10, 0 and 0: once in the whole range, in whatever order."""
    seen = [(f"d{number}", "acme", APRIL + day * DAY) for day in (2, 0, 1) for number in range(10)]
    assert active(counted(connections=seen)) == [10, 0, 0]


def test_updates_and_tokens_count_each_time():
    """2 + 1 updates on two days, 1 token on another."""
    page = pelion_statistics(
        asked(), firmware_updates=[APRIL, APRIL, APRIL + DAY], sda_tokens=iter([APRIL + 2 * DAY, APRIL - DAY])
    )
    assert [(each.firmware_updates, each.sda_tokens) for each in page.intervals] == [(2, 0), (1, 0), (0, 1)]
    assert [each.starts_at for each in page.intervals] == [APRIL, APRIL + DAY, APRIL + 2 * DAY]
    assert [each.id for each in page.intervals] == [statistic_id(APRIL + day * DAY) for day in range(3)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (APRIL - MOMENT, [0, 0, 0]),
        (APRIL, [1, 0, 0]),
        (APRIL + DAY - MOMENT, [1, 0, 0]),
        (APRIL + DAY, [0, 1, 0]),
        (APRIL + 3 * DAY - MOMENT, [0, 0, 1]),
        (APRIL + 3 * DAY, [0, 0, 0]),
        ((APRIL + DAY).astimezone(timezone(timedelta(hours=-5))), [0, 1, 0]),
    ],
)
def test_starts_are_in_ends_are_not(at, expected):
    """Of the range, and of each interval."""
    assert active(counted(connections=[("d", at)])) == expected
    page = counted(updates=[at])
    assert [each.firmware_updates for each in page.intervals] == expected


def test_first_within_the_range():
    """A device that was there before counts where it comes back."""
    seen = [("d", APRIL - DAY), ("d", APRIL + DAY), ("e", APRIL + DAY), ("e", APRIL)]
    assert active(counted(connections=seen)) == [1, 1, 0]


def test_the_last_interval_may_be_cut_off():
    """50 hours are two days and two hours; what is after its end is not in it."""
    page = pelion_statistics(asked(APRIL + 50 * HOUR), firmware_updates=[APRIL + 49 * HOUR, APRIL + 50 * HOUR])
    assert [each.firmware_updates for each in page.intervals] == [0, 0, 1]
    assert page.intervals[-1].starts_at == APRIL + 48 * HOUR


def test_intervals_begin_where_the_range_does():
    """Two hours each from half past nine on."""
    start = APRIL + timedelta(hours=9, minutes=30)
    page = pelion_statistics(asked(start + 4 * HOUR, "2h", start))
    assert [each.starts_at - start for each in page.intervals] == [0 * HOUR, 2 * HOUR]


def test_months_are_reckoned_from_the_first_start():
    """31 January, 28 February, 31 March: a short month is not passed on."""
    start = datetime(2026, 1, 31, tzinfo=UTC)
    page = pelion_statistics(asked(datetime(2026, 4, 30, tzinfo=UTC), "1mo", start))
    assert [f"{each.starts_at:%m-%d}" for each in page.intervals] == ["01-31", "02-28", "03-31"]


@pytest.mark.parametrize(
    ("page", "days", "has_more"),
    [
        ({"limit": 2}, [0, 1], True),
        ({"limit": 3}, [0, 1, 2], False),
        ({"limit": 2, "after": IDS[datetime(2019, 11, 18, tzinfo=UTC)]}, [0, 1], True),
        ({"limit": 2, "after": statistic_id(APRIL + DAY)}, [2], False),
        ({"limit": 2, "after": statistic_id(APRIL + HOUR)}, [1, 2], False),
        ({"limit": 2, "after": statistic_id(APRIL + 2 * DAY)}, [], False),
        ({"limit": 2, "order": "DESC"}, [2, 1], True),
        ({"limit": 2, "order": "DESC", "after": statistic_id(APRIL + DAY)}, [0], False),
        ({"limit": 2, "order": "DESC", "after": statistic_id(APRIL + DAY + HOUR)}, [1, 0], False),
    ],
)
def test_pages(page, days, has_more):
    """After an id that need not be that of a start, in both orders; the order is said in small letters."""
    found = pelion_statistics(asked(**page))
    assert [(each.starts_at - APRIL).days for each in found.intervals] == days
    assert (found.has_more, found.limit, found.after) == (has_more, page["limit"], page.get("after"))
    assert found.order == page.get("order", "ASC").lower()
    assert found.total_count is None


def test_the_total_is_said_where_it_is_asked_for():
    """Of all pages together."""
    assert pelion_statistics(asked(total=True, limit=2)).total_count == 3


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("query: expected PelionStatisticsQuery", lambda: pelion_statistics(None)),
        ("connections: expected a list", lambda: counted(connections={"d": APRIL})),
        ("connection: expected (device, instant)", lambda: counted(connections=["d1"])),
        ("connection: expected (device, instant)", lambda: counted(connections=[("d",)])),
        ("device: expected str", lambda: counted(connections=[(1, APRIL)])),
        ("connected_at: expected aware", lambda: counted(connections=[("d", APRIL.date())])),
        ("firmware_updates: expected a list", lambda: counted(updates=APRIL)),
        ("firmware_updates: expected aware", lambda: counted(updates=[1])),
        ("sda_tokens: expected a list", lambda: pelion_statistics(asked(), sda_tokens={APRIL})),
        ("sda_tokens: expected aware", lambda: pelion_statistics(asked(), sda_tokens=[None])),
    ],
)
def test_what_cannot_be_counted(message, call):
    """What is no query, no row, no instant."""
    with pytest.raises(WrongType) as caught:
        call()
    assert str(caught.value).startswith(message)
