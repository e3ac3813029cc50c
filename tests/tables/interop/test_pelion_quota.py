"""The published shapes about service packages: their samples, every key of a quota's own documents, and what is refused."""

import copy
from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.quota import DAY, EXPIRY, MOMENT, START, Desk

from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interop import (
    PelionEntry,
    PelionHistory,
    PelionPackage,
    PelionPackages,
    PelionQuota,
    PelionReservation,
    from_pelion,
    pelion_history,
    pelion_packages,
    pelion_quota,
    to_pelion,
)
from kpix_billing_core.interop.instants import instant_of, instant_text, milliseconds
from kpix_billing_core.quota import SERVICE_PACKAGES_WITH_GRACE, RenewalStart, create_package, history, reserve

CREATION = {
    "added": "2017-10-10T10:45:12.896Z",
    "amount": 20,
    "id": "787148a58f51434e938f8e0e54c09699",
    "reason": "package_creation",
    "reservation": None,
    "service_package": {
        "expires": "2018-10-10T10:45:12.300Z",
        "firmware_update_count": 20,
        "id": "010c804b945f4c33b2d1e313ed95094e",
        "previous_id": None,
        "start_time": "2017-10-10T10:45:12.300Z",
    },
}
PAGE = {
    "object": "service-package-quota-history",
    "data": [CREATION],
    "has_more": False,
    "limit": 50,
    "total_count": 1,
    "order": "ASC",
    "after": None,
}
OLDER = {
    "id": "2",
    "created": "2017-01-01T00:00:00.000Z",
    "modified": "2017-03-01T00:00:00.000Z",
    "start_time": "2017-01-01T00:00:00.000Z",
    "expires": "2018-01-01T00:00:00.000Z",
    "firmware_update_count": 500,
    "previous_id": None,
    "next_id": "4",
}
NEXT = {
    "id": "4",
    "created": "2017-03-01T00:00:00.000Z",
    "modified": "2017-03-01T00:00:00.000Z",
    "start_time": "2018-01-01T00:00:00.000Z",
    "expires": "2019-01-01T00:00:00.000Z",
    "firmware_update_count": 500,
    "previous_id": "2",
}
ENDED = {"end_time": "2017-02-01T00:00:00.000Z", "reason": "renewed"}
PACKAGES = {
    "object": "service-packages",
    "active": {**OLDER, "grace_period": False},
    "pending": NEXT,
    "previous": [{**OLDER, "id": "1", "next_id": "2", "expires": "2017-01-01T00:00:00.000Z", **ENDED}],
}


@pytest.mark.parametrize(("kind", "sample"), [(PelionHistory, PAGE), (PelionPackages, PACKAGES)])
def test_the_published_samples(kind, sample):
    """They are read, and written again as they were."""
    assert to_pelion(from_pelion(kind, sample)) == sample


def test_a_line_need_not_start_with_its_package():
    """In the published sample the line is 596 ms after the start (12.896 - 12.300)."""
    (line,) = from_pelion(PelionHistory, PAGE).entries
    assert line.added - line.package.starts_at == timedelta(milliseconds=596)


def test_what_is_not_known_is_kept():
    """Keys at every level, whatever they hold, and a reason of a later age."""
    sample = copy.deepcopy(PAGE)
    sample["sda_tokens"] = {"b": 1.5, "a": [None, True]}
    sample["data"][0] |= {"reason": "package_gift", "note": "é"}
    sample["data"][0]["service_package"]["grace_perid"] = True
    assert to_pelion(from_pelion(PelionHistory, sample)) == sample


def test_absent_and_null_are_the_same():
    """Senders of an older age leave keys out; here nulls are always said."""
    sparse = {key: value for key, value in PAGE.items() if key not in {"order", "after"}}
    sparse["data"] = [{key: value for key, value in CREATION.items() if key != "reservation"}]
    assert to_pelion(from_pelion(PelionHistory, sparse)) == PAGE | {"order": None}
    bare = {"object": "service-packages", "previous": []}
    assert to_pelion(from_pelion(PelionPackages, bare)) == bare | {"active": None, "pending": None}


def changed(sample, *path, **keys):
    """Return a sample with keys changed in the object at a path; `_` takes a key out."""
    sample = copy.deepcopy(sample)
    place = sample
    for step in path:
        place = place[step]
    for key, value in keys.items():
        if value == "_":
            del place[key]
        else:
            place[key] = value
    return sample


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (PelionQuota, [], "$: expected an object, got list []"),
        (PelionQuota, {1: 2}, "$: expected keys of text, got int 1"),
        (PelionQuota, {"quota": 5}, "$.object: expected service-package-quota, got NoneType None"),
        (
            PelionQuota,
            {"object": "service-packages", "quota": 5},
            "$.object: expected service-package-quota, got str 'service-packages'",
        ),
        (PelionQuota, {"object": "service-package-quota", "quota": True}, "$.quota: expected int, got bool True"),
        (PelionQuota, {"object": "service-package-quota", "quota": 5.0}, "$.quota: expected int, got float 5.0"),
        (PelionQuota, {"object": "service-package-quota", "quota": 2**63}, f"$.quota: expected at most {2**63 - 1}"),
        (PelionQuota, {"object": "service-package-quota", "quota": 5, "x": {1: 2}}, "$.x: expected what JSON can say"),
        (
            PelionQuota,
            {"object": "service-package-quota", "quota": 5, "x": float("inf")},
            "$.x: expected what JSON can say",
        ),
        (PelionQuota, {"object": "service-package-quota", "quota": 5, "x\n": 1}, "$.?: expected what JSON can say"),
        (PelionQuota, {"object": "service-package-quota", "quota": 5, "x": b""}, "$.x: expected what JSON can say"),
        (PelionHistory, changed(PAGE, data={}), "$.data: expected a list, got dict {}"),
        (PelionHistory, changed(PAGE, limit=1), "$.limit: expected at least 2, got int 1"),
        (PelionHistory, changed(PAGE, limit=1001), "$.limit: expected at most 1000, got int 1001"),
        (PelionHistory, changed(PAGE, order="UP"), "$.order: expected ASC or DESC, got str 'UP'"),
        (PelionHistory, changed(PAGE, "data", 0, amount="_"), "$.data[0].amount: expected a value, got nothing"),
        (
            PelionHistory,
            changed(PAGE, "data", 0, amount=2**63),
            "$.data[0].amount: expected a number of 64 bits, got int 9223372036854775808",
        ),
        (
            PelionHistory,
            changed(PAGE, "data", 0, id="A" * 32),
            "$.data[0].id: expected 32 hexadecimal digits, got str 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
        ),
        (PelionHistory, changed(PAGE, "data", 0, added=1), "$.data[0].added: expected an instant as text, got int 1"),
        (
            PelionHistory,
            changed(PAGE, "data", 0, "service_package", expires="2018-02-30T00:00:00.000Z"),
            "$.data[0].service_package.expires: expected an instant such as '2017-10-10T10:45:12.896Z', got str",
        ),
        (
            PelionHistory,
            changed(PAGE, "data", 0, reservation={"id": "1", "account_id": "a", "campaign_name": "c" * 251}),
            "$.data[0].reservation.campaign_name: expected at most 250 characters, got str",
        ),
        (
            PelionPackages,
            changed(PACKAGES, "pending", previous_id=None),
            "$.pending.previous_id: expected a value, got nothing",
        ),
        (
            PelionPackages,
            changed(PACKAGES, "previous", 0, reason="_"),
            "$.previous[0].reason: expected a value, got nothing",
        ),
        (
            PelionPackages,
            changed(PACKAGES, "active", firmware_update_count=2**31),
            "$.active.firmware_update_count: expected at most 2147483647, got int 2147483648",
        ),
    ],
)
def test_data_of_another_shape(kind, data, message):
    """It is refused with the path of what is wrong."""
    with pytest.raises(MalformedData) as caught:
        from_pelion(kind, data)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2017-10-10T10:45:12.896Z", datetime(2017, 10, 10, 10, 45, 12, 896_000, UTC)),
        ("2017-10-10T10:45:12Z", datetime(2017, 10, 10, 10, 45, 12, 0, UTC)),
        ("2016-09-01T00:00.000Z", datetime(2016, 9, 1, tzinfo=UTC)),  # as some published samples have it
        ("2017-10-10T12:45:12.8964449+02:00", datetime(2017, 10, 10, 10, 45, 12, 896_444, UTC)),
        ("2017-10-10T05:15:12.9-05:30", datetime(2017, 10, 10, 10, 45, 12, 900_000, UTC)),
    ],
)
def test_instants_are_read(text, instant):
    """In UTC and in other offsets, with and without seconds and parts of them."""
    assert instant_of(text) == instant


@pytest.mark.parametrize(
    "text", ["", "2017-10-10", "2017-10-10T10:45:12", "2017-13-01T00:00:00Z", "0001-01-01T00:00:00+01:00"]
)
def test_what_is_no_instant(text):
    """A day, a time without its zone, a thirteenth month, and one before all time."""
    with pytest.raises(WrongValue):
        instant_of(text)


def test_instants_are_written():
    """In UTC, to the millisecond, never later than they are; what is none is left for a check."""
    there = datetime(2026, 4, 1, 14, 0, 0, 999_999, timezone(timedelta(hours=2)))
    assert instant_text(there) == "2026-04-01T12:00:00.999Z"
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=2)))
    assert (milliseconds(None), milliseconds(first)) == (None, first)
    assert milliseconds(START.astimezone(timezone(timedelta(hours=2)))).tzinfo is UTC


# --- a quota's own documents ---------------------------------------------------------------------------


def year():
    """A package of 20 tokens, a campaign of 5 that used 2, and an order for the next year."""
    desk = Desk().package(20).reserved("a", 5, START + DAY, tenant="north").used("a", 2, START + DAY, tenant="north")
    return desk.closed("a", START + 2 * DAY, tenant="north").renewed(10, START + 3 * DAY)


def test_the_quota():
    """20 - 2 used = 18 remain, 28 with the renewal's 10, and none once all has expired."""
    desk = year()
    remaining = [pelion_quota(desk.quota, at).quota for at in (EXPIRY - MOMENT, EXPIRY, EXPIRY + 366 * DAY)]
    assert remaining == [18, 18 + 10, 0]


def test_a_quota_without_limit_is_refused():
    """The shape knows whole numbers only: for the quota, its package and its history alike."""
    desk = Desk().package(None)
    for call in (
        lambda: pelion_quota(desk.quota, START),
        lambda: pelion_packages(desk.log, START, "acme"),
        lambda: pelion_history(history(desk.log, START, "acme")),
    ):
        with pytest.raises(WrongValue) as caught:
            call()
        assert caught.value.expected == "a number of tokens, as the published shape has no other"


def test_the_history():
    """Creation, reservation, release: 20, -5, +3 = 5 - 2; a reservation is known by its campaign."""
    desk = year()
    lines = history(desk.log, START + 3 * DAY, "acme")
    page = to_pelion(pelion_history(lines))
    assert [(line["reason"], line["amount"]) for line in page["data"]] == [
        ("package_creation", 20),
        ("reservation", -5),
        ("reservation_release", 5 - 2),
    ]
    assert page["data"][1]["reservation"] == {"id": "a", "account_id": "north", "campaign_name": "a"}
    assert page["data"][1]["service_package"] is None
    assert page["data"][0]["service_package"] == {
        "id": "p1",
        "start_time": "2026-04-01T00:00:00.000Z",
        "expires": "2027-04-01T00:00:00.000Z",
        "firmware_update_count": 20,
        "previous_id": None,
    }


def test_pages_of_a_history():
    """Two lines and then one, or the newest first; an id that is not there is refused."""
    lines = history(year().log, START + 3 * DAY, "acme")
    first = pelion_history(lines, limit=2)
    second = pelion_history(lines, limit=2, after=first.entries[-1].id)
    assert [(len(page.entries), page.has_more, page.total_count) for page in (first, second)] == [
        (2, True, 3),
        (1, False, 3),
    ]
    newest = pelion_history(lines, order="DESC")
    assert [entry.id for entry in newest.entries] == [entry.id for entry in lines.entries[::-1]]
    with pytest.raises(WrongValue, match="after: expected the id of a line"):
        pelion_history(lines, after="0" * 32)


def test_a_page_says_what_was_asked_for():
    """Fifty lines in order of time, unless asked otherwise; a page that holds the last line has none after it."""
    lines = history(year().log, START + 3 * DAY, "acme")
    page = pelion_history(lines)
    assert (page.limit, page.order, page.after) == (50, "ASC", None)
    page = pelion_history(lines, limit=3, order="DESC", after=lines.entries[2].id)
    assert (page.limit, page.order, page.after, page.has_more) == (3, "DESC", lines.entries[2].id, False)
    assert not pelion_history(lines, limit=3).has_more


def test_three_packages_one_after_the_other():
    """Each knows the one that came next, and the grace of those that are not in force is nobody's question."""
    desk = Desk().package(20).must(create_package, EXPIRY + DAY, package="p2", count=5)
    desk.renewed(5, EXPIRY + 2 * DAY, "p3", start=RenewalStart.AT_ONCE).renewed(5, EXPIRY + 3 * DAY, "p4")
    sent = pelion_packages(desk.log, EXPIRY + 3 * DAY, "acme")
    assert stand(sent) == (
        ("p3", False, "p4"),
        ("p4", "p3"),
        [("p2", "renewed", EXPIRY + 2 * DAY), ("p1", "terminated", EXPIRY)],
    )
    assert [each.grace_period for each in (sent.pending, *sent.previous)] == [None, None, None]
    assert (sent.active.reason, sent.pending.reason) == (None, None)
    assert [each.next_id for each in sent.previous] == ["p3", "p2"]


def test_numbers_have_room_up_to_the_last():
    """Of 31 and of 64 bits, and of 250 letters."""
    assert PelionPackage(id="p", count=2**31 - 1, starts_at=START, expires_at=EXPIRY).count == 2**31 - 1
    assert PelionQuota(quota=2**63 - 1).quota == 2**63 - 1
    for amount in (2**63 - 1, -(2**63)):
        assert PelionEntry(id="0" * 32, added=START, amount=amount, reason="reservation").amount == amount
    name = "c" * 250
    assert PelionReservation(id=name, account=name, campaign=name).campaign == name


def test_what_else_was_said_is_kept_in_one_form():
    """Keys in order, no blanks; the order of the keys is theirs, whatever is said under them."""
    sent = from_pelion(PelionQuota, {"object": "service-package-quota", "quota": 1, "b": {"y": 1, "x": [1, 2]}, "a": 9})
    assert sent.extra == (("a", "9"), ("b", '{"x":[1,2],"y":1}'))


def stand(sent):
    """Return what stands where: ids, grace, reasons and ends."""
    active = sent.active and (sent.active.id, sent.active.grace_period, sent.active.next_id)
    pending = sent.pending and (sent.pending.id, sent.pending.previous_id)
    return active, pending, [(each.id, each.reason, each.ended_at) for each in sent.previous]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START + 2 * DAY, (("p1", False, None), None, [])),
        (START + 3 * DAY, (("p1", False, "p2"), ("p2", "p1"), [])),
        (EXPIRY - MOMENT, (("p1", False, "p2"), ("p2", "p1"), [])),
        (EXPIRY, (("p2", False, None), None, [("p1", "renewed", EXPIRY)])),
        (
            EXPIRY + 366 * DAY,
            (None, None, [("p2", "terminated", EXPIRY.replace(year=2028)), ("p1", "renewed", EXPIRY)]),
        ),
    ],
)
def test_the_packages(at, expected):
    """Before the order, after it, around the expiry, and when all is over; the newest first."""
    assert stand(pelion_packages(year().log, at, "acme")) == expected


def test_packages_in_days_of_grace():
    """Expired and still the active one, until it is renewed, as in the published sample, or the days are over."""
    desk = Desk(SERVICE_PACKAGES_WITH_GRACE).package(20)
    terms, over = SERVICE_PACKAGES_WITH_GRACE, EXPIRY + 60 * DAY
    sent = [stand(pelion_packages(desk.log, at, "acme", terms)) for at in (EXPIRY, over - MOMENT, over)]
    assert sent == [(("p1", True, None), None, [])] * 2 + [(None, None, [("p1", "terminated", over)])]
    late = EXPIRY + 31 * DAY
    desk.renewed(10, late)
    assert stand(pelion_packages(desk.log, late, "acme", terms)) == (
        ("p2", False, None),
        None,
        [("p1", "renewed", late)],
    )


def test_the_last_change_of_a_package():
    """It is put down, edited by hand, and renewed: `modified` follows."""
    desk = Desk().package(20).adjusted(3, START + DAY)
    assert pelion_packages(desk.log, START + DAY, "acme").active.modified == START + DAY
    desk.renewed(10, START + 3 * DAY)
    active = pelion_packages(desk.log, START + 3 * DAY, "acme").active
    assert (active.created, active.modified) == (START, START + 3 * DAY)


@pytest.mark.parametrize(
    "call",
    [
        lambda: to_pelion(5),
        lambda: from_pelion(PelionPackage, {}),
        lambda: pelion_quota(5, START),
        lambda: pelion_history(5),
        lambda: pelion_history(history(Desk().log, START, "acme"), order=None),
        lambda: pelion_packages([5], START, "acme"),
        lambda: pelion_packages([reserve], START, "acme"),
        lambda: PelionQuota(quota=1, extra=[]),
        lambda: PelionQuota(quota=1, extra=(1,)),
    ],
)
def test_other_types_are_refused(call):
    """What is no document, no quota, no history, no event, no pairs."""
    with pytest.raises(WrongType):
        call()


@pytest.mark.parametrize(
    "extra",
    [(("quota", "1"),), (("x", "{"),), (("x", "1 "),), (("x", "1"), ("x", "1")), (("x", "[" * 100_000),)],
)
def test_extra_is_json_under_unknown_keys(extra):
    """A known key, no JSON, blanks, a key twice, more levels than can be followed."""
    with pytest.raises(WrongValue):
        PelionQuota(quota=1, extra=extra)


def test_packages_must_have_what_their_place_needs():
    """A pending one names the one before it."""
    package = PelionPackage(id="p", count=1, starts_at=START, expires_at=EXPIRY, created=START, modified=START)
    with pytest.raises(WrongValue, match="pending: expected a package with its previous_id"):
        PelionPackages(pending=package)


def test_what_is_no_document_is_named():
    """The value that is none, and the class that is none."""
    known = "expected one of the documents, such as PelionReport"
    with pytest.raises(WrongType, match=f"^value: {known}, got int 5$"):
        to_pelion(5)
    with pytest.raises(WrongType, match=f"^cls: {known}"):
        from_pelion(PelionPackage, {})
