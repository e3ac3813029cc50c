"""The billing report: its published sample, what older, newer and other senders say, and what is refused where."""

import copy
import json
from datetime import UTC, datetime

import attrs
import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interop import (
    PelionAccount,
    PelionBillingData,
    PelionFromDevices,
    PelionMetadata,
    PelionReport,
    PelionTenantReport,
    PelionTokenLine,
    PelionTokens,
    from_pelion,
    to_pelion,
)

PLACE = (
    "address_line1",
    "address_line2",
    "city",
    "contact",
    "country",
    "email",
    "phone_number",
    "postal_code",
    "state",
)
# Without seconds, as the published sample has its times.
FIRST = "2016-09-01T00:00.000Z"


def account(name, company, **more):
    """Return an account of the sample, most of it unknown."""
    return {"company": company, "id": name, **dict.fromkeys(PLACE), **more}


def data(active, updates, tokens):
    """Return counts of the sample; they were generated within the month."""
    return {
        "active_devices": active,
        "firmware_updates": updates,
        "generated": "2016-09-21T14:11:34.131Z",
        "period_end": "2016-09-30T23:59:59.999Z",
        "period_start": FIRST,
        "sda_tokens": tokens,
    }


def line(amount, campaign, day, kind="reservation", **more):
    """Return a line about tokens of the sample."""
    return {"amount": amount, "campaign_name": campaign, "time": f"2016-09-0{day}T00:00.000Z", "type": kind, **more}


def tenant(number, counts, amount, day):
    """Return a tenant of the sample."""
    name = f"example-tenant-account-{number}"
    return {
        "account": account(
            name, f"example-tenant-company-{number}", customer_subtenant_id=f"example-customer-tenant-id-{number}"
        ),
        "billing_data": data(*counts),
        "service_package": {"quota_usage": [line(amount, f"{name}-campaign-name", day)]},
    }


def numbered(number, amount, day):
    """Return the line of a tenant among those of all accounts."""
    name = f"example-tenant-account-{number}"
    return line(amount, f"{name}-campaign-name", day, account_id=name)


CREATION = line(1000, None, 1, "package_creation")
OWN = line(-50, "example-account-campaign-name", 2)
SAMPLE = {
    "account": account("example-account", "example-company"),
    "aggregated": data(600, 600, 700),
    "billing_data": data(100, 100, 200),
    "id": "6cae0aec221911e88f227f51b2f005c0",
    "month": "2016-09",
    "object": "billing-report",
    "service_package": {
        "aggregated_quota_usage": [
            {**CREATION, "account_id": "example-account"},
            {**OWN, "account_id": "example-account"},
            numbered(1, -20, 3),
            numbered(2, -30, 4),
        ],
        "metadata": {"end_time": None, "remaining_quota": 1000, "reserved_quota": 100, "start_time": FIRST},
        "quota_usage": [CREATION, OWN],
    },
    "subtenants": [tenant(1, (200, 200, 300), -20, 3), tenant(2, (300, 300, 200), -30, 4)],
}
CALLS = {
    "rest_api_requests_with_user_token": 1,
    "rest_api_requests_with_api_key_token": 2,
    "pelion_to_webapp_notifications": 3,
    "device_to_pelion_messages": {
        "total_count": 4 + 5 + 6 + 7 + 8 + 9 + 10,
        "registrations": 4,
        "registration_updates": 5,
        "registration_deletes": 6,
        "observations": 7,
        "est_requests": 8,
        "proxy_responses": 9,
        "bootstrap_requests": 10,
    },
    "pelion_to_device_messages": {"total_count": 11 + 12, "proxy_requests": 11, "subscriptions": 12},
}


def report(**changes):
    """Return the sample with some of its keys changed; `_` takes a key out."""
    changed = {**copy.deepcopy(SAMPLE), **changes}
    return {key: value for key, value in changed.items() if value != "_"}


def again(sample):
    """Return what is written of what is read, by way of JSON."""
    return json.loads(json.dumps(to_pelion(from_pelion(PelionReport, sample))))


def with_seconds(sample):
    """Return plain data with its times as they are written."""
    return json.loads(json.dumps(sample).replace("T00:00.000Z", "T00:00:00.000Z"))


def test_the_published_sample():
    """It is read, its times without seconds too, and written with them and otherwise as it was."""
    assert again(SAMPLE) == with_seconds(SAMPLE)


def test_the_published_sample_as_values():
    """The month, the first and last millisecond, names and counts; 100 + 200 + 300 = 600, 200 + 300 + 200 = 700."""
    found = from_pelion(PelionReport, SAMPLE)
    assert (found.month, found.account.company, found.account.tenant_id) == (Month(2016, 9), "example-company", None)
    assert found.billing_data.period_start == datetime(2016, 9, 1, tzinfo=UTC)
    assert found.billing_data.period_end == datetime(2016, 9, 30, 23, 59, 59, 999_000, UTC)
    parts = [found.billing_data, *(each.billing_data for each in found.tenants)]
    for name in ("active_devices", "firmware_updates", "sda_tokens"):
        assert getattr(found.aggregated, name) == sum(getattr(each, name) for each in parts)
    assert [each.account.tenant_id for each in found.tenants] == [f"example-customer-tenant-id-{n}" for n in (1, 2)]


def test_the_tokens_of_the_published_sample():
    """1000 - 50 of its own, 20 and 30 of the tenants; the 1000 remaining of the sample are no sum of these."""
    tokens = from_pelion(PelionReport, SAMPLE).tokens
    assert [each.amount for each in tokens.lines] == [1000, -50]
    assert [(each.account, each.amount) for each in tokens.aggregated] == [
        ("example-account", 1000),
        ("example-account", -50),
        ("example-tenant-account-1", -20),
        ("example-tenant-account-2", -30),
    ]
    assert (tokens.metadata.remaining, tokens.metadata.reserved, tokens.metadata.ends_at) == (1000, 100, None)


def test_an_account_that_pays_by_calls():
    """Five counters more, two of them with their kinds."""
    sample = report(billing_data={**data(1, 2, 3), **CALLS})
    assert again(sample) == with_seconds(sample)
    found = from_pelion(PelionReport, sample).billing_data
    assert (found.user_token_requests, found.api_key_requests, found.notifications) == (1, 2, 3)
    assert found.from_devices.total == 49
    assert (found.to_devices.proxy_requests, found.to_devices.subscriptions) == (11, 12)


def test_an_account_that_pays_by_devices():
    """Its counters of calls are left out, as published, and not sent as nulls."""
    assert set(again(SAMPLE)["billing_data"]) == set(data(1, 1, 1))


def test_what_an_account_says_of_itself():
    """Its business model is a word, also one of a later age; its other name is kept."""
    said = {"alias": "acme", "business_model": "api_calls_2_business_model"}
    sample = report(account=account("a", "b", **said))
    assert again(sample) == with_seconds(sample)
    assert from_pelion(PelionReport, sample).account.business_model == "api_calls_2_business_model"


@pytest.mark.parametrize("key", ["business_model_history", "tier"])
def test_what_else_is_known_of_accounts(key):
    """What belongs to another document is kept like any unknown key."""
    sample = report(account={**account("a", "b"), key: [{"business_model": "x", "updated_at": "y"}]})
    assert again(sample) == with_seconds(sample)


def test_a_tenants_own_report():
    """It has no part about tenants, and no package: neither is said, not even as null."""
    section = {"quota_usage": [line(-20, "c", 3)]}
    sample = report(aggregated="_", subtenants="_", service_package=section)
    assert again(sample) == with_seconds(sample)


def test_an_expired_package():
    """The null of an account says so; the lines of the month stay."""
    sample = report(service_package={**SAMPLE["service_package"], "metadata": None})
    assert again(sample)["service_package"]["metadata"] is None
    assert again(sample) == with_seconds(sample)


def test_no_section_about_tokens():
    """Absent and null are the same; the null is said."""
    assert again(report(service_package="_"))["service_package"] is None
    assert again(report(service_package=None)) == again(report(service_package="_"))


def test_no_tenants():
    """An account without tenants says an empty list, a tenant nothing."""
    assert again(report(subtenants=[]))["subtenants"] == []
    assert "subtenants" not in again(report(subtenants=None))


def test_a_sender_of_an_older_age():
    """It counts no devices in tokens of secure access: the key stays away."""
    sample = report(billing_data={key: value for key, value in data(1, 2, 3).items() if key != "sda_tokens"})
    assert again(sample) == with_seconds(sample)


def test_what_is_not_known_is_kept():
    """Keys at every level, and a kind of line of a later age."""
    sample = copy.deepcopy(SAMPLE)
    sample["currency"] = None
    sample["aggregated"]["edge_devices"] = 5
    sample["account"]["vat"] = {"b": 1.5, "a": [None]}
    sample["service_package"]["grace_perid"] = False
    sample["service_package"]["metadata"]["count"] = 1
    sample["service_package"]["quota_usage"][0] |= {"type": "package_gift", "note": "é"}
    sample["subtenants"][0]["service_package"]["quota_usage"][0]["device"] = []
    sample["billing_data"] |= copy.deepcopy(CALLS)
    sample["billing_data"]["device_to_pelion_messages"]["pings"] = 7
    sample["billing_data"]["pelion_to_device_messages"]["pings"] = 8
    assert again(sample) == with_seconds(sample)


def test_a_total_is_what_its_sender_says():
    """A newer one may count a kind that is not known here: 1 + 0 + ... is less than its 9."""
    found = from_pelion(PelionReport, report(billing_data={**data(1, 1, 1), **CALLS}))
    changed = attrs.evolve(found.billing_data.from_devices, total=9, registrations=1)
    assert changed.total == 9


def place(sample, *path):
    """Return the object at a path."""
    for step in path:
        sample = sample[step]
    return sample


@pytest.mark.parametrize(
    ("path", "changes", "message"),
    [
        ((), {"month": "2016-13"}, "$.month: expected 1 to 12, got int 13"),
        ((), {"month": "2016-9"}, "$.month: expected a month such as \"2026-04\", got str '2016-9'"),
        ((), {"month": 201609}, "$.month: expected a month as text, got int 201609"),
        ((), {"id": ""}, "$.id: expected an id, got str ''"),
        ((), {"object": "error"}, "$.object: expected billing-report, got str 'error'"),
        ((), {"account": None}, "$.account: expected a value, got nothing"),
        ((), {"subtenants": {}}, "$.subtenants: expected a list, got dict {}"),
        (("account",), {"id": None}, "$.account.id: expected a value, got nothing"),
        (("account",), {"company": 5}, "$.account.company: expected str, got int 5"),
        (("account",), {"city": "a\nb"}, "$.account.city: expected printable text, got str 'a\\nb'"),
        (("billing_data",), {"active_devices": -1}, "$.billing_data.active_devices: expected at least 0, got int -1"),
        (("billing_data",), {"active_devices": None}, "$.billing_data.active_devices: expected a value, got nothing"),
        (("billing_data",), {"firmware_updates": True}, "$.billing_data.firmware_updates: expected int, got bool True"),
        (("billing_data",), {"sda_tokens": 2**63}, f"$.billing_data.sda_tokens: expected at most {2**63 - 1}"),
        (("billing_data",), {"generated": 5}, "$.billing_data.generated: expected an instant as text, got int 5"),
        (
            ("billing_data",),
            {"rest_api_requests_with_user_token": 1.0},
            "$.billing_data.rest_api_requests_with_user_token: expected int, got float 1.0",
        ),
        (
            ("billing_data",),
            {"rest_api_requests_with_api_key_token": "1"},
            "$.billing_data.rest_api_requests_with_api_key_token: expected int, got str '1'",
        ),
        (
            ("billing_data",),
            {"pelion_to_webapp_notifications": -1},
            "$.billing_data.pelion_to_webapp_notifications: expected at least 0, got int -1",
        ),
        (
            ("billing_data",),
            {"device_to_pelion_messages": {**CALLS["device_to_pelion_messages"], "observations": None}},
            "$.billing_data.device_to_pelion_messages.observations: expected a value, got nothing",
        ),
        (
            ("billing_data",),
            {"pelion_to_device_messages": {**CALLS["pelion_to_device_messages"], "total_count": -1}},
            "$.billing_data.pelion_to_device_messages.total_count: expected at least 0, got int -1",
        ),
        (
            ("service_package", "metadata"),
            {"remaining_quota": -1},
            "$.service_package.metadata.remaining_quota: expected at least 0, got int -1",
        ),
        (
            ("service_package", "metadata"),
            {"reserved_quota": 2**63},
            "$.service_package.metadata.reserved_quota: expected at most 9223372036854775807, got int",
        ),
        (
            ("service_package", "metadata"),
            {"start_time": "2016"},
            "$.service_package.metadata.start_time: expected an instant such as '2017-10-10T10:45:12.896Z', got str",
        ),
        (
            ("service_package", "quota_usage", 1),
            {"amount": -(2**63) - 1},
            "$.service_package.quota_usage[1].amount: expected a number of 64 bits, got int",
        ),
        (
            ("service_package", "quota_usage", 1),
            {"type": None},
            "$.service_package.quota_usage[1].type: expected a value, got nothing",
        ),
        (
            ("service_package", "quota_usage", 1),
            {"time": None},
            "$.service_package.quota_usage[1].time: expected a value, got nothing",
        ),
        (
            ("service_package", "aggregated_quota_usage", 2),
            {"account_id": None},
            "$.service_package.aggregated_quota_usage: expected lines that say whose they are, got tuple",
        ),
        (("subtenants", 1, "account"), {"state": []}, "$.subtenants[1].account.state: expected str, got list []"),
        (("subtenants", 1), {"billing_data": []}, "$.subtenants[1].billing_data: expected an object, got list []"),
    ],
)
def test_data_of_another_shape(path, changes, message):
    """It is refused with the path of what is wrong."""
    sample = copy.deepcopy(SAMPLE)
    place(sample, *path).update(changes)
    with pytest.raises(MalformedData) as caught:
        from_pelion(PelionReport, sample)
    assert str(caught.value).startswith(message)


def test_amounts_of_either_sign():
    """64 bits of them."""
    sample = copy.deepcopy(SAMPLE)
    sample["service_package"]["quota_usage"] = [line(-(2**63), None, 1), line(2**63 - 1, None, 1)]
    assert again(sample) == with_seconds(sample)


WHEN = datetime(2026, 4, 1, tzinfo=UTC)
DATA = PelionBillingData(generated=WHEN, period_start=WHEN, period_end=WHEN, active_devices=1, firmware_updates=2)
ONE = PelionTokenLine(amount=1, reason="package_gift", added=WHEN)


NAIVE = datetime(2026, 4, 1)
METADATA = PelionMetadata(starts_at=WHEN, ends_at=WHEN, remaining=1, reserved=0)
TENANT = PelionTenantReport(account=PelionAccount(id="a"), billing_data=DATA)
FROM_DEVICES = ("total", *(key for key in CALLS["device_to_pelion_messages"] if key != "total_count"))


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("generated: expected aware datetime, got NoneType None", lambda: attrs.evolve(DATA, generated=None)),
        (
            "period_start: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
            lambda: attrs.evolve(DATA, period_start=NAIVE),
        ),
        (
            "period_end: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
            lambda: attrs.evolve(DATA, period_end=NAIVE),
        ),
        ("active_devices: expected int, got NoneType None", lambda: attrs.evolve(DATA, active_devices=None)),
        ("firmware_updates: expected at least 0, got int -1", lambda: attrs.evolve(DATA, firmware_updates=-1)),
        ("from_devices: expected PelionFromDevices, got int 1", lambda: attrs.evolve(DATA, from_devices=1)),
        (
            "extra: expected keys that are not known, got str 'period_start'",
            lambda: attrs.evolve(DATA, extra=(("period_start", "1"),)),
        ),
        ("amount: expected int, got bool True", lambda: attrs.evolve(ONE, amount=True)),
        ("added: expected aware datetime, got NoneType None", lambda: attrs.evolve(ONE, added=None)),
        (
            "extra: expected keys that are not known, got str 'account_id'",
            lambda: attrs.evolve(ONE, extra=(("account_id", "1"),)),
        ),
        (
            "starts_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
            lambda: attrs.evolve(METADATA, starts_at=NAIVE),
        ),
        (
            "ends_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
            lambda: attrs.evolve(METADATA, ends_at=NAIVE),
        ),
        (
            "extra: expected keys that are not known, got str 'end_time'",
            lambda: attrs.evolve(METADATA, extra=(("end_time", "1"),)),
        ),
        (
            "lines: expected tuple, got list",
            lambda: PelionTokens(lines=[ONE]),
        ),
        (
            "aggregated: expected lines that say whose they are, got tuple",
            lambda: PelionTokens(aggregated=(ONE,)),
        ),
        (
            "extra: expected keys that are not known, got str 'metadata'",
            lambda: PelionTokens(extra=(("metadata", "1"),)),
        ),
        (
            "extra: expected keys that are not known, got str 'customer_subtenant_id'",
            lambda: PelionAccount(id="a", extra=(("customer_subtenant_id", "1"),)),
        ),
        (
            "extra: expected keys that are not known, got str 'billing_data'",
            lambda: attrs.evolve(TENANT, extra=(("billing_data", "1"),)),
        ),
        (
            "month: expected Month, got str '2026-04'",
            lambda: PelionReport(id="a", month="2026-04", account=PelionAccount(id="a"), billing_data=DATA),
        ),
        (
            "extra: expected keys that are not known, got str 'object'",
            lambda: PelionReport(
                id="a",
                month=Month(2026, 4),
                account=PelionAccount(id="a"),
                billing_data=DATA,
                extra=(("object", "1"),),
            ),
        ),
        (
            "extra: expected keys that are not known, got str 'total_count'",
            lambda: PelionFromDevices(**dict.fromkeys(FROM_DEVICES, 1), extra=(("total_count", "1"),)),
        ),
    ],
)
def test_values_check_themselves(message, call):
    """However they are made, and the field that is wrong is named."""
    with pytest.raises((WrongType, WrongValue)) as caught:
        call()
    assert str(caught.value).startswith(message)


def test_as_little_as_must_be_said():
    """Of counts two numbers, and 0 devices in tokens of secure access; of a section about tokens nothing."""
    assert (DATA.sda_tokens, DATA.notifications, PelionTokens().lines, PelionTokens().aggregated) == (0, None, (), None)
