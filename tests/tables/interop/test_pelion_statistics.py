"""Statistics: the published sample and its ids, what other senders say, and what is refused where."""

import copy
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interop import (
    PelionStatistic,
    PelionStatistics,
    from_pelion,
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
        (
            WrongValue,
            "starts_at: expected an instant from 1970 on, got datetime",
            lambda: statistic_id(BEFORE),
        ),
        (
            WrongValue,
            "starts_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
            lambda: statistic_id(datetime(2026, 4, 1)),
        ),
        (WrongType, "starts_at: expected aware datetime, got NoneType None", lambda: statistic_id(None)),
        (
            WrongValue,
            "id: expected 32 hexadecimal digits, got str '0000000000000000000000000000000'",
            lambda: statistic_start("0" * 31),
        ),
        (
            WrongValue,
            "id: expected 32 hexadecimal digits, got str '0000000000000000000000000000000g'",
            lambda: statistic_start("0" * 31 + "g"),
        ),
        (WrongType, "id: expected str, got int 0", lambda: statistic_start(0)),
        (
            WrongValue,
            "id: expected an instant up to the year 9999, got str 'ffffffffffffffffffffffffffffffff'",
            lambda: statistic_start("f" * 32),
        ),
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
        ({"object": "billing-statistics"}, "$.object: expected list, got str 'billing-statistics'"),
        ({"limit": 1}, "$.limit: expected at least 2, got int 1"),
        ({"limit": 1001}, "$.limit: expected at most 1000, got int 1001"),
        ({"order": None}, "$.order: expected a value, got nothing"),
        ({"order": "up"}, "$.order: expected asc or desc, got str 'up'"),
        ({"order": 1}, "$.order: expected str, got int 1"),
        ({"after": "5"}, "$.after: expected 32 hexadecimal digits, got str '5'"),
        ({"has_more": 0}, "$.has_more: expected bool, got int 0"),
        ({"total_count": -1}, "$.total_count: expected at least 0, got int -1"),
        (
            {"data": [{**SAMPLE["data"][0], "object": "metrics"}]},
            "$.data[0].object: expected billing-statistics, got str 'metrics'",
        ),
        (
            {"data": [{**SAMPLE["data"][0], "id": "g" * 32}]},
            "$.data[0].id: expected 32 hexadecimal digits, got str 'gggggggggggggggggggggggggggggggg'",
        ),
        ({"data": [{**SAMPLE["data"][0], "timestamp": None}]}, "$.data[0].timestamp: expected a value, got nothing"),
        (
            {"data": [{**SAMPLE["data"][0], "active_devices": 1.0}]},
            "$.data[0].active_devices: expected int, got float 1.0",
        ),
        (
            {"data": [{**SAMPLE["data"][0], "firmware_updates": None}]},
            "$.data[0].firmware_updates: expected a value, got nothing",
        ),
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
    for wrong in ({"extra": (("timestamp", "1"),)}, {"extra": (("object", "1"),)}):
        with pytest.raises(WrongValue):
            attrs.evolve(one, **wrong)
    with pytest.raises(WrongValue, match="^starts_at: expected a datetime with its zone"):
        attrs.evolve(one, starts_at=datetime(2026, 4, 1))
    with pytest.raises(WrongValue):
        PelionStatistics(extra=(("data", "1"),))
    with pytest.raises(WrongValue):
        PelionStatistics(extra=(("object", "1"),))
    assert (PelionStatistics().limit, PelionStatistics().order, PelionStatistics().total_count) == (50, "asc", None)
