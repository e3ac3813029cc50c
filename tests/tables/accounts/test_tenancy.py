"""Accounts with tenants: order, existence, search, and what is none."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.examples import complaint
from tests.reports import APRIL, LONG_AGO, instant, tenancy, tenant

from kpix_billing_core.accounts.business_model import BusinessModel, BusinessModelChange, ModelChoice, business_model_in
from kpix_billing_core.accounts.tenancy import Tenancy, Tenant, attributes_of
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.reporting import choose_business_model

MOMENT = timedelta.resolution
CREATED, CLOSED = instant("2026-04-09T00:00"), instant("2026-04-20T00:00")
BRIEF = tenant("brief", created_at=CREATED, closed_at=CLOSED)
LATE_MONTH = Month(9999, 12)


@pytest.mark.parametrize(
    ("at", "there"),
    [(CREATED - MOMENT, False), (CREATED, True), (CLOSED - MOMENT, True), (CLOSED, False)],
)
def test_exists_at(at, there):
    """From its creation up to, not including, its end."""
    assert BRIEF.exists_at(at) is there
    assert tenancy(BRIEF).at(at).tenants == ((BRIEF,) if there else ())


@pytest.mark.parametrize("month", [APRIL - 1, APRIL, APRIL + 1])
def test_exists_in(month):
    """In its only month, and in no other."""
    assert BRIEF.exists_in(month) is (month == APRIL)
    assert tenancy(BRIEF).in_month(month).tenants == ((BRIEF,) if month == APRIL else ())


def test_in_the_first_and_the_last_month_there_are():
    """Neither has a neighbour."""
    ever = tenant("ever", created_at=datetime.min.replace(tzinfo=UTC))
    assert ever.exists_in(Month(1, 1))
    assert ever.exists_in(LATE_MONTH)
    last = tenant("last", created_at=datetime.max.replace(tzinfo=UTC))
    assert [last.exists_in(month) for month in (LATE_MONTH - 1, LATE_MONTH)] == [False, True]


def test_in_a_zone():
    """Created in the last hour of April in UTC: in a zone ahead that is May."""
    late, ahead = tenant("late", created_at=instant("2026-04-30T23:30")), timezone(timedelta(hours=1))
    assert late.exists_in(APRIL)
    assert not late.exists_in(APRIL, ahead)
    assert tenancy(late).in_month(APRIL, ahead).tenants == ()


def test_instants_are_kept_in_utc():
    """So that two of them compare."""
    berlin = timezone(timedelta(hours=2))
    one = tenant("t", created_at=datetime(2026, 4, 9, 2, tzinfo=berlin), closed_at=datetime(2026, 5, 1, tzinfo=berlin))
    assert one == tenant("t", created_at=CREATED, closed_at=instant("2026-04-30T22:00"))
    change = BusinessModelChange(datetime(2026, 4, 9, 2, tzinfo=berlin), BusinessModel.API_CALLS)
    assert change.since.isoformat() == "2026-04-09T00:00:00+00:00"


def test_filters_keep_all_else():
    """What is known of the account above stays."""
    known = Tenancy("acme", (BRIEF,), name="Acme", organisation="Acme GmbH", attributes=attributes_of({"a": 1}))
    for found in (known.at(LONG_AGO), known.in_month(APRIL - 1), known.search("nobody")):
        assert found == Tenancy("acme", name="Acme", organisation="Acme GmbH", attributes=attributes_of({"a": 1}))


def test_tenant():
    """By its id."""
    assert tenancy(BRIEF).tenant("brief") is BRIEF
    assert (
        complaint(WrongValue, tenancy(BRIEF).tenant, "other") == "account: expected a tenant of acme, got str 'other'"
    )


@pytest.mark.parametrize(
    ("tenants", "message"),
    [
        ((BRIEF, tenant("brief", "Other")), "tenants: expected each account once"),
        ((tenant("acme"),), "tenants: expected accounts other than the one above them, got str 'acme'"),
        ([BRIEF], "tenants: expected tuple"),
    ],
)
def test_no_tenancy(tenants, message):
    """An account twice, or under itself; a list could change."""
    kind = WrongType if type(tenants) is list else WrongValue
    assert complaint(kind, Tenancy, "acme", tenants).startswith(message)


def test_a_tenant_ends_after_it_began():
    """At the same instant it never was."""
    message = "closed_at: expected an instant after 2026-04-09T00:00:00+00:00"
    assert complaint(WrongValue, tenant, "t", created_at=CREATED, closed_at=CREATED).startswith(message)
    assert tenant("t", created_at=CREATED, closed_at=CREATED + MOMENT).exists_at(CREATED)


def test_details_are_as_they_came():
    """In order of the keys."""
    given = {"b": [1, {"c": None}], "a": "ü"}
    known = Tenant(id="t", name="T", created_at=LONG_AGO, attributes=attributes_of(given))
    assert known.details() == given
    assert [key for key, _ in known.attributes] == ["a", "b"]


def test_no_attributes():
    """What JSON cannot say, and keys that are no text."""
    assert complaint(WrongType, attributes_of, [1]) == "data: expected dict, got list [1]"
    assert complaint(WrongType, attributes_of, {1: 2}) == "key: expected str, got int 1"
    assert complaint(MalformedData, attributes_of, {"a": object()}) == "$.a: expected what JSON can say"


def test_two_models_at_one_instant():
    """Neither may be kept, nor asked about; the same one twice may."""
    one = BusinessModelChange(CREATED, BusinessModel.API_CALLS)
    other = BusinessModelChange(CREATED, BusinessModel.ACTIVE_DEVICES)
    message = "changes: expected one model from each instant on, got str '2026-04-09T00:00:00+00:00'"
    assert complaint(WrongValue, business_model_in, [one, other], APRIL) == message
    assert complaint(WrongValue, Tenancy, "acme", models=(one, other)) == message
    assert business_model_in([one, one], APRIL) is BusinessModel.API_CALLS


def test_what_is_no_change():
    """Nor a choice, nor an answer."""
    assert complaint(WrongType, business_model_in, [1], APRIL) == "changes: expected BusinessModelChange, got int 1"
    assert complaint(WrongType, business_model_in, [], APRIL, UTC, 1) == "choice: expected ModelChoice, got int 1"
    given = {"since": CREATED, "administrator": 1}
    message = "administrator: expected bool, got int 1"
    assert complaint(WrongType, choose_business_model, BusinessModel.API_CALLS, **given) == message


def test_the_model_of_the_last_month():
    """No month comes after it."""
    last = BusinessModelChange(datetime.max.replace(tzinfo=UTC), BusinessModel.API_CALLS)
    assert business_model_in([last], LATE_MONTH) is BusinessModel.API_CALLS
    assert business_model_in([last], LATE_MONTH - 1) is BusinessModel.ACTIVE_DEVICES


def test_the_model_a_month_of_a_zone_began_with():
    """A change at its first instant is in time, a moment later is not."""
    ahead, start = timezone(timedelta(hours=2)), instant("2026-03-31T22:00")
    for since, model in ((start, BusinessModel.API_CALLS), (start + MOMENT, BusinessModel.ACTIVE_DEVICES)):
        change = BusinessModelChange(since, BusinessModel.API_CALLS)
        assert business_model_in([change], APRIL, ahead, ModelChoice.AT_START) is model


def test_changes_that_are_no_list():
    """Named."""
    assert complaint(WrongType, business_model_in, 1, APRIL).startswith("changes: expected a list, tuple")
