"""Statistics of our own: what is counted in which interval, and the pages of it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kpix_billing_core.errors import BillingError, TallyMismatch, WrongType
from kpix_billing_core.interop import (
    PelionPageQuery,
    PelionSpan,
    PelionStatisticsQuery,
    PelionToDevices,
    pelion_statistics,
    statistic_id,
)
from kpix_billing_core.usage import ApiCalls, Connection, FirmwareUpdate

APRIL = datetime(2026, 4, 1, tzinfo=UTC)
DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
LONG_AGO = "00000000000000000000016e7bcf1800"


def asked(end=APRIL + 3 * DAY, interval="1d", start=APRIL, total=False, **page):
    """Return a query over the first three days of April, day by day."""
    return PelionStatisticsQuery(
        start=start, end=end, interval=PelionSpan.parse(interval), page=PelionPageQuery(**page), total=total
    )


def counted(query=None, **facts):
    """Return what is counted of acme."""
    return pelion_statistics(query or asked(), "acme", **facts)


def seen(*instants):
    """Return connections of one device."""
    return [("d", "acme", at) for at in instants]


def done(*instants, device="d"):
    """Return updates of one device."""
    return [FirmwareUpdate("acme", device, "spring", at) for at in instants]


def active(page):
    """Return how many devices were counted in each interval."""
    return [each.active_devices for each in page.intervals]


def updated(page):
    """Return how many updates were counted in each interval."""
    return [each.firmware_updates for each in page.intervals]


@pytest.mark.rule("P11", "P12")
def test_a_device_counts_in_its_first_interval():
    """As in the published sample, where 10 devices are 10, 0 and 0: once in the whole range, in whatever order."""
    rows = [(f"d{number}", "acme", APRIL + day * DAY) for day in (2, 0, 1) for number in range(10)]
    assert active(counted(connections=rows)) == [10, 0, 0]
    assert active(counted(connections=(Connection(*row) for row in rows))) == [10, 0, 0]


def test_updates_and_tokens_count_each_time():
    """Two devices at once and one of them again; 1 token on another day, and one before the range."""
    both = [*done(APRIL, APRIL + DAY), *done(APRIL, device="e")]
    page = counted(updates=both, access_tokens=iter([APRIL + 2 * DAY, APRIL - DAY]))
    assert [(each.firmware_updates, each.sda_tokens) for each in page.intervals] == [(2, 0), (1, 0), (0, 1)]
    assert [each.starts_at for each in page.intervals] == [APRIL, APRIL + DAY, APRIL + 2 * DAY]
    assert [each.id for each in page.intervals] == [statistic_id(APRIL + day * DAY) for day in range(3)]


@pytest.mark.rule("P34")
def test_the_same_update_twice_is_one():
    """As in a report."""
    assert updated(counted(updates=done(APRIL, APRIL))) == [1, 0, 0]


@pytest.mark.rule("P14", "P36", "P37", "P38")
def test_calls_are_summed():
    """4 and 3 registrations are 7 on the first day; what was made outside the range is not in it."""
    made = [
        (APRIL, ApiCalls(registrations=4, proxy_requests=1)),
        ((APRIL + DAY - MOMENT).astimezone(timezone(timedelta(hours=2))), ApiCalls(registrations=3, notifications=5)),
        (APRIL + DAY, ApiCalls(user_token_requests=6)),
        (APRIL - MOMENT, ApiCalls(api_key_requests=1)),
        (APRIL + 3 * DAY, ApiCalls(api_key_requests=1)),
    ]
    first, second, third = counted(api_calls=made).intervals
    assert (first.from_devices.registrations, first.from_devices.total, first.notifications) == (4 + 3, 4 + 3, 5)
    assert first.to_devices == PelionToDevices(total=1, proxy_requests=1, subscriptions=0)
    assert (second.user_token_requests, second.from_devices.total) == (6, 0)
    assert (third.api_key_requests, third.from_devices.total) == (0, 0)


@pytest.mark.rule("P35")
def test_calls_are_said_where_they_are_given():
    """None of them are zeros; not given, they are not said."""
    assert {each.notifications for each in counted(api_calls=[]).intervals} == {0}
    assert {(each.notifications, each.to_devices) for each in counted().intervals} == {(None, None)}


@pytest.mark.rule("P11", "P34")
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
    assert active(counted(connections=seen(at))) == expected
    assert updated(counted(updates=done(at))) == expected
    assert [each.sda_tokens for each in counted(access_tokens=[at]).intervals] == expected


def test_first_within_the_range():
    """A device that was there before counts where it comes back."""
    rows = [*seen(APRIL - DAY, APRIL + DAY), ("e", "acme", APRIL + DAY), ("e", "acme", APRIL)]
    assert active(counted(connections=rows)) == [1, 1, 0]


def test_the_last_interval_may_be_cut_off():
    """50 hours are two days and two hours; what is after its end is not in it."""
    page = counted(asked(APRIL + 50 * HOUR), updates=done(APRIL + 49 * HOUR, APRIL + 50 * HOUR))
    assert updated(page) == [0, 0, 1]
    assert page.intervals[-1].starts_at == APRIL + 48 * HOUR


def test_intervals_begin_where_the_range_does():
    """Two hours each from half past nine on."""
    start = APRIL + timedelta(hours=9, minutes=30)
    page = counted(asked(start + 4 * HOUR, "2h", start))
    assert [each.starts_at - start for each in page.intervals] == [0 * HOUR, 2 * HOUR]


def test_months_are_reckoned_from_the_first_start():
    """31 January, 28 February, 31 March: a short month is not passed on."""
    start = datetime(2026, 1, 31, tzinfo=UTC)
    page = counted(asked(datetime(2026, 4, 30, tzinfo=UTC), "1mo", start))
    assert [f"{each.starts_at:%m-%d}" for each in page.intervals] == ["01-31", "02-28", "03-31"]


@pytest.mark.parametrize(
    ("page", "days", "has_more"),
    [
        ({"limit": 2}, [0, 1], True),
        ({"limit": 3}, [0, 1, 2], False),
        ({"limit": 2, "after": LONG_AGO}, [0, 1], True),
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
    found = counted(asked(**page))
    assert [(each.starts_at - APRIL).days for each in found.intervals] == days
    assert (found.has_more, found.limit, found.after) == (has_more, page["limit"], page.get("after"))
    assert found.order == page.get("order", "ASC").lower()
    assert found.total_count is None


def test_the_total_is_said_where_it_is_asked_for():
    """Of all pages together."""
    assert counted(asked(total=True, limit=2)).total_count == 3


OTHER = "expected facts of str 'acme', got one of str 'north'"


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (WrongType, "query: expected PelionStatisticsQuery, got int 3", lambda: pelion_statistics(3, "acme")),
        (WrongType, "account: expected str, got NoneType None", lambda: pelion_statistics(asked(), None)),
        (
            WrongType,
            "connections: expected a list, tuple or other iterable in order, got dict",
            lambda: counted(connections={"d": APRIL}),
        ),
        (
            WrongType,
            "connection: expected Connection or a tuple of its 3 fields, got tuple",
            lambda: counted(connections=[("d", APRIL)]),
        ),
        (WrongType, "device: expected str, got int 1", lambda: counted(connections=[(1, "acme", APRIL)])),
        (
            WrongType,
            "connected_at: expected aware datetime, got date 2026-04-01",
            lambda: counted(connections=seen(APRIL.date())),
        ),
        (
            WrongType,
            "updates: expected a list, tuple or other iterable in order, got set",
            lambda: counted(updates={APRIL}),
        ),
        (WrongType, "update: expected FirmwareUpdate, got int 3", lambda: counted(updates=[3])),
        (
            WrongType,
            "access_tokens: expected a list, tuple or other iterable in order, got set",
            lambda: counted(access_tokens={APRIL}),
        ),
        (WrongType, "access_token: expected aware datetime, got NoneType None", lambda: counted(access_tokens=[None])),
        (
            WrongType,
            "api_calls: expected a list, tuple or other iterable in order, got dict",
            lambda: counted(api_calls={APRIL: ApiCalls()}),
        ),
        (
            WrongType,
            "api_calls: expected pairs of an instant and ApiCalls, got ApiCalls",
            lambda: counted(api_calls=[ApiCalls()]),
        ),
        (
            WrongType,
            "api_calls: expected pairs of an instant and ApiCalls, got tuple",
            lambda: counted(api_calls=[(APRIL,)]),
        ),
        (
            WrongType,
            "api_calls: expected pairs of an instant and ApiCalls, got str 'now'",
            lambda: counted(api_calls=["now"]),
        ),
        (
            WrongType,
            "api_calls: expected pairs of an instant and ApiCalls, got tuple",
            lambda: counted(api_calls=[(APRIL, 5)]),
        ),
        (
            WrongType,
            "api_calls: expected aware datetime, got NoneType None",
            lambda: counted(api_calls=[(None, ApiCalls())]),
        ),
        (TallyMismatch, OTHER, lambda: counted(connections=[("d", "north", APRIL)])),
        (TallyMismatch, OTHER, lambda: counted(updates=[FirmwareUpdate("north", "d", "c", APRIL)])),
    ],
)
def test_what_cannot_be_counted(error, message, call):
    """What is no query, no row, no instant, and facts of another account: a tenant's are not the aggregator's."""
    with pytest.raises(BillingError) as caught:
        call()
    assert type(caught.value) is error
    assert str(caught.value).startswith(message)
