"""The client that the vendor published (`mbed-cloud-sdk` 2.2.0) reads over HTTP what is answered here, unchanged.

Every billing call it has is made, and what it shows is compared with the values that were served.
"""

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import attrs
import pytest
from mbed_cloud import BillingAPI
from mbed_cloud.exceptions import CloudApiException
from tests.client.service import REPORT, Facts, month_report, serving
from tests.quota import DAY, EXPIRY, START, Desk

from kpix_billing_core.dates import Month
from kpix_billing_core.quota import HistoryReason, as_of, history
from kpix_billing_core.reporting import (
    AccountTier,
    BusinessModel,
    BusinessModelChange,
    Tenancy,
    Tenant,
    attributes_of,
)
from kpix_billing_core.usage import ApiCalls, Connection, FirmwareUpdate

APRIL = Month.parse("2026-04")
NOW = EXPIRY + 100 * DAY
SECOND = EXPIRY.replace(year=2028)


def events():
    """A year in which all happens that a history can tell, and another one that ends with all the rest lost.

    20 tokens; 5 for a tenant's campaign that uses 2; 3 added by hand; 4 for one that still runs when all is over.
    """
    desk = (
        Desk().package(20).reserved("north-1", 5, START + DAY, tenant="t1").used("north-1", 2, START + DAY, tenant="t1")
    )
    desk.closed("north-1", START + 2 * DAY, tenant="t1").adjusted(3, START + 3 * DAY)
    return desk.renewed(10, START + 4 * DAY).reserved("own", 4, EXPIRY + DAY).recorded(SECOND).log


EVENTS = tuple(events())
TENANCY = Tenancy(
    "acme",
    (
        Tenant(
            id="t1",
            name="North",
            organisation="Acme North",
            created_at=START,
            attributes=attributes_of({"customer_subtenant_id": "c-1", "city": "Oulu", "email": None, "seats": 5}),
        ),
        Tenant(id="t2", name="South", created_at=START),
    ),
    organisation="Acme",
    attributes=attributes_of({"contact": "Äiti", "state": None}),
)
CONNECTIONS = tuple(
    Connection(f"{account}-{number}", account, START + number * DAY + timedelta(hours=hours))
    for account, devices in {"acme": 3, "t1": 2, "t2": 1}.items()
    for number in range(devices)
    for hours in (0, 5)
)
UPDATES = tuple(FirmwareUpdate("t1", f"t1-{number}", "north-1", START + DAY, "=pump") for number in range(2))
CALLS = {
    "acme": ApiCalls(registrations=4, observations=5, proxy_requests=6, user_token_requests=7),
    "t2": ApiCalls(bootstrap_requests=8, subscriptions=9, api_key_requests=10, notifications=11),
}
FACTS = Facts(now=NOW, tenancy=TENANCY, events=EVENTS, connections=CONNECTIONS, updates=UPDATES, api_calls=CALLS)


def client(host, key="k"):
    """Return the client, set up for the service."""
    return BillingAPI({"api_key": key, "host": host})


@pytest.fixture(scope="module")
def api():
    """The client of a service that has all the facts."""
    with serving(FACTS) as (host, _):
        yield client(host)


# --- tokens --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [START, START + DAY, START + 3 * DAY, EXPIRY, SECOND])
def test_the_quota(at):
    """20, less 5, with what came back and was added; 10 of the renewal; and none in the end, which is a 0."""
    with serving(attrs.evolve(FACTS, now=at)) as (host, _):
        assert client(host).get_quota_remaining() == as_of(EVENTS, at, "acme").remaining(at)


def test_the_history():
    """Every line with its id, instant, amount and reason; all seven reasons; and what each line is about."""
    lines = history(EVENTS, SECOND, "acme").entries
    with serving(attrs.evolve(FACTS, now=SECOND)) as (host, _):
        shown = list(client(host).get_quota_history())
    assert {line.reason for line in shown} == {reason.value for reason in HistoryReason}
    assert [(each.id, each.delta, each.reason) for each in shown] == [
        (line.id, line.amount, line.reason) for line in lines
    ]
    assert [each.created_at for each in shown] == [line.added for line in lines]
    for each, line in zip(shown, lines, strict=True):
        about = {"id": line.campaign, "account_id": line.account, "campaign_name": line.campaign}
        assert each.reservation == (None if line.campaign is None else about)
        package = None if each.service_package is None else each.service_package["id"]
        assert package == (None if line.package is None else line.package.id)


@pytest.mark.parametrize("size", [2, 3, 7, 1000])
def test_the_history_page_by_page(api, size):
    """The pages follow each other by the id of the last line; the client never sends an order."""
    with serving(FACTS) as (host, requests):
        shown = [line.id for line in client(host).get_quota_history(page_size=size)]
    lines = history(EVENTS, NOW, "acme").entries
    assert shown == [line.id for line in lines]
    assert len(requests) == -(-len(lines) // size)
    ends = [lines[place - 1].id for place in range(size, len(lines), size)]
    asked = [dict(parse_qsl(urlsplit(request).query)) for request in requests]
    assert asked == [{"limit": str(size)}, *({"limit": str(size), "after": end} for end in ends)]


def test_some_of_the_history(api):
    """Of as many as were wanted, and how many there are in all."""
    lines = history(EVENTS, NOW, "acme").entries
    some = api.get_quota_history(limit=3)
    assert [line.id for line in some] == [line.id for line in lines[:3]]
    assert some.count() == len(lines)


def test_no_history():
    """An account without packages has no tokens, no lines, no packages."""
    with serving(attrs.evolve(FACTS, events=())) as (host, _):
        empty = client(host)
        assert (empty.get_quota_remaining(), list(empty.get_quota_history()), empty.get_service_packages()) == (
            0,
            [],
            [],
        )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START, [("p1", "active", None)]),
        (START + 4 * DAY, [("p2", "pending", None), ("p1", "active", None)]),
        (EXPIRY, [("p2", "active", None), ("p1", "previous", "renewed")]),
        (SECOND, [("p2", "previous", "terminated"), ("p1", "previous", "renewed")]),
    ],
)
def test_the_packages(at, expected):
    """Pending, active, and those before; what is not there is a null, and the client shows nothing."""
    with serving(attrs.evolve(FACTS, now=at)) as (host, _):
        shown = client(host).get_service_packages()
    # It has no attribute for what a package of that place does not have.
    assert [(each.id, each.state, each.to_dict()["reason"]) for each in shown] == expected


def test_what_a_package_is():
    """Its dates, tokens and neighbours."""
    with serving(attrs.evolve(FACTS, now=EXPIRY)) as (host, _):
        active, previous = client(host).get_service_packages()
    assert (active.created_at, active.modified_at, active.expires_at) == (START + 4 * DAY, START + 4 * DAY, SECOND)
    assert (active.firmware_update_count, active.grace_period) == (10, False)
    assert (active.previous_id, active.next_id, previous.next_id) == ("p1", None, "p2")
    assert (previous.expires_at, previous.ends_at, previous.firmware_update_count) == (EXPIRY, EXPIRY, 20)


# --- reports -------------------------------------------------------------------------------------------


def counted(data):
    """Return what the client shows of counts."""
    return (data.active_devices, data.firmware_updates, data.generated, data.period_start)


def expected(report, usage):
    """Return the same of a report of ours."""
    return (usage.active_devices, usage.firmware_updates, report.generated_at, report.period_start)


def test_the_report(api, tmp_path):
    """3 devices of its own, 2 and 1 of its tenants: 6 in all; 2 updates; every line about tokens."""
    ours = month_report(FACTS, APRIL)
    shown = api.get_report_overview("2026-04", str(tmp_path / "report.json"))
    assert (shown.id, shown.month, shown.account.id, shown.account.company) == (REPORT, "2026-04", "acme", "Acme")
    assert (shown.account.contact, shown.account.email) == ("Äiti", None)
    assert (shown.billing_data.active_devices, shown.aggregated.active_devices) == (3, 3 + 2 + 1)
    assert counted(shown.billing_data) == expected(ours.own, ours.own.usage)
    assert counted(shown.aggregated) == expected(ours.own, ours.aggregated)
    assert shown.billing_data.period_end == datetime(2026, 4, 30, 23, 59, 59, 999_000, UTC)
    for each, tenant in zip(shown.subtenants, ours.tenants, strict=True):
        assert each.account.id == tenant.account
        assert counted(each.billing_data) == expected(tenant, tenant.usage)
    assert [each.account.customer_subtenant_id for each in shown.subtenants] == ["c-1", None]
    assert '"company": "Acme"' in (tmp_path / "report.json").read_text()


def test_the_tokens_of_the_report(api):
    """What is left of the package, its own lines and those of all."""
    ours = month_report(FACTS, APRIL)
    shown = api.get_report_overview(datetime(2026, 4, 15), None).service_package
    assert (shown.metadata.remaining_quota, shown.metadata.reserved_quota) == (20 - 2 + 3, 0)
    assert (shown.metadata.start_time, shown.metadata.end_time) == (START, EXPIRY)
    assert [(each.account_id, each.amount, each.type, each.time) for each in shown.aggregated_quota_usage] == [
        (line.account, line.amount, line.reason, line.added) for line in ours.history.entries
    ]
    assert [(each.amount, each.campaign_name) for each in shown.quota_usage] == [(20, None), (3, None)]
    (north,) = [each for each in api.get_report_overview("2026-04", None).subtenants if each.account.id == "t1"]
    assert [(each.amount, each.campaign_name) for each in north.service_package.quota_usage] == [
        (-5, "north-1"),
        (3, "north-1"),
    ]


def test_an_account_that_pays_by_calls():
    """A client of that age does not know the counters: it shows the rest as ever."""
    models = (BusinessModelChange(START, BusinessModel.API_CALLS),)
    with serving(attrs.evolve(FACTS, tenancy=attrs.evolve(TENANCY, models=models))) as (host, _):
        shown = client(host).get_report_overview("2026-04", None)
    assert (shown.aggregated.active_devices, shown.aggregated.firmware_updates) == (6, 2)


def test_an_account_that_is_alone():
    """No tenants, no package: an empty list and nothing."""
    alone = attrs.evolve(
        FACTS, tenancy=Tenancy("acme"), events=(), updates=(), api_calls={}, connections=CONNECTIONS[:6]
    )
    with serving(alone) as (host, _):
        shown = client(host).get_report_overview("2026-04", None)
    assert (shown.subtenants, shown.service_package, shown.account.company) == ([], None, None)
    assert (shown.billing_data.active_devices, shown.aggregated.active_devices) == (3, 3)


@pytest.mark.parametrize("about", ["active_devices", "firmware_updates"])
def test_raw_data(api, tmp_path, about):
    """The client fetches the file under the name it is told; its rows are those that were counted."""
    ours = month_report(FACTS, APRIL)
    shown = getattr(api, f"get_report_{about}")("2026-04", f"{tmp_path}/")
    name = f"{about.replace('_', '-')}-2026-04.csv.gz"
    assert shown.filename == name
    rows = list(csv.DictReader(io.StringIO(gzip.decompress((tmp_path / name).read_bytes()).decode())))
    assert len(rows) == getattr(ours.aggregated, about)
    if about == "active_devices":
        assert {(row["account_id"], row["device_id"]) for row in rows} == {
            (each.account, each.device) for each in CONNECTIONS
        }
    else:
        assert [(row["account_id"], row["campaign_name"], row["device_id"], row["endpoint_name"]) for row in rows] == [
            ("t1", "north-1", "t1-0", "'=pump"),
            ("t1", "north-1", "t1-1", "'=pump"),
        ]


# --- other answers -------------------------------------------------------------------------------------


CALLS_OF_A_MONTH = ("get_report_overview", "get_report_active_devices", "get_report_firmware_updates")


@pytest.mark.parametrize("call", CALLS_OF_A_MONTH)
def test_not_yet_available(tmp_path, call):
    """A 404 is nothing: of the month that runs, and before the third business day at two in the morning."""
    due = datetime(2026, 5, 5, 2, tzinfo=UTC)
    with serving(attrs.evolve(FACTS, now=due - timedelta(microseconds=1))) as (host, _):
        assert getattr(client(host), call)("2026-04", f"{tmp_path}/a") is None
    with serving(attrs.evolve(FACTS, now=due)) as (host, _):
        assert getattr(client(host), call)("2026-04", f"{tmp_path}/b") is not None
        assert getattr(client(host), call)("2026-05", f"{tmp_path}/c") is None


@pytest.mark.parametrize("call", CALLS_OF_A_MONTH)
def test_not_commercial(tmp_path, call):
    """A 403 is the client's own exception, with what was said."""
    free = attrs.evolve(FACTS, tenancy=attrs.evolve(TENANCY, tier=AccountTier.FREE))
    said = "Account is not a commercial account."
    with serving(free) as (host, _), pytest.raises(CloudApiException, match=said) as caught:
        getattr(client(host), call)("2026-04", f"{tmp_path}/a")
    assert caught.value.status == 403


@pytest.mark.parametrize("month", ["2018-13", "2018-00"])
def test_a_month_that_is_none(api, month):
    """The client looks at its form only, and sends it: the answer is a 400."""
    with pytest.raises(CloudApiException, match="validation_error") as caught:
        api.get_report_overview(month, None)
    assert caught.value.status == 400


def test_another_key():
    """A 401 is the client's own exception too."""
    with serving(FACTS) as (host, _), pytest.raises(CloudApiException, match="Access is denied.") as caught:
        client(host, "other").get_quota_remaining()
    assert caught.value.status == 401


def test_what_the_client_cannot_do(api):
    """Faults of its own, whatever is answered: should one go, its users may be told."""
    with pytest.raises(TypeError):
        list(api.get_quota_history(order="DESC"))
    with pytest.raises(TypeError):
        api.get_quota_history().count()
    (package, *_) = api.get_service_packages()
    with pytest.raises(AttributeError):
        package.starts_at  # noqa: B018  looks under a key that no answer has
