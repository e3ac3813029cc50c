"""The events of a quota: what each of them must say to be one."""

from datetime import timedelta, timezone

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, START

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.quota import (
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    Released,
    RenewalStarted,
    Reservation,
    ReservationTerminated,
    Reserved,
    ServicePackage,
)

HEAD = {"version": 0, "at": START, "account": "acme"}
TERM = {"package": "p1", "count": 20, "starts_at": START, "expires_at": EXPIRY}
EVENTS = (
    PackageCreated(**HEAD, **TERM),
    PackageRenewed(**HEAD, **TERM),
    Reserved(**HEAD, campaign="a", size=5),
    Committed(**HEAD, campaign="a", device="d1"),
    Released(**HEAD, campaign="a", consumed=2),
    Adjusted(**HEAD, amount=-3),
    RenewalStarted(**HEAD, package="p2", amount=-3),
    ReservationTerminated(**HEAD, campaign="a", unused=3),
    PackageTerminated(**HEAD, package="p1", unused=15),
)
OF_PACKAGES = (PackageCreated, PackageRenewed, Adjusted, RenewalStarted, PackageTerminated)
each_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)


@each_event
@pytest.mark.parametrize(("name", "wrong"), [("version", -1), ("account", ""), ("key", ""), ("tenant", "")])
def test_every_event_has_a_head(event, name, wrong):
    """A version, an account, and a key and a tenant that are ids where there are any."""
    assert complaint(WrongValue, attrs.evolve, event, **{name: wrong}).startswith(name)


@each_event
def test_tenants_have_campaigns_and_no_packages(event):
    """And no account is its own tenant."""
    if type(event) in OF_PACKAGES:
        assert "owns no package" in complaint(WrongValue, attrs.evolve, event, tenant="north")
    else:
        assert attrs.evolve(event, tenant="north").tenant == "north"
    assert "another account" in complaint(WrongValue, attrs.evolve, event, tenant="acme")


@each_event
def test_instants_are_kept_in_utc(event):
    """An event at the same instant is the same event, wherever it was written down."""
    there = attrs.evolve(event, at=START.astimezone(timezone(timedelta(hours=14))))
    assert there == event
    assert there.at.isoformat() == "2026-04-01T00:00:00+00:00"
    assert "with its zone" in complaint(WrongValue, attrs.evolve, event, at=START.replace(tzinfo=None))
    assert "datetime" in complaint(WrongType, attrs.evolve, event, at=START.date())


@pytest.mark.parametrize("event", EVENTS[:2], ids=["created", "renewed"])
def test_a_package_lasts(event):
    """It has a token at least, or no limit, and expires after it starts."""
    assert attrs.evolve(event, count=None).count is None
    assert "count" in complaint(WrongValue, attrs.evolve, event, count=0)
    assert "expires_at" in complaint(WrongValue, attrs.evolve, event, expires_at=START)


def test_a_package_is_put_down_while_it_is_valid():
    """From its start up to its expiry; a renewal is ordered before it starts, or as it does."""
    created, renewed = EVENTS[:2]
    assert attrs.evolve(created, at=EXPIRY - DAY).at == EXPIRY - DAY
    for at in (START - DAY, EXPIRY):
        assert "starts_at" in complaint(WrongValue, attrs.evolve, created, at=at)
    assert attrs.evolve(renewed, at=START - DAY).at == START - DAY
    assert "starts_at" in complaint(WrongValue, attrs.evolve, renewed, at=START + DAY)


@pytest.mark.parametrize(
    ("event", "name", "least"),
    [(EVENTS[2], "size", 1), (EVENTS[4], "consumed", 0), (EVENTS[7], "unused", 0), (EVENTS[8], "unused", 0)],
)
def test_numbers_have_a_least(event, name, least):
    """One below it is a mistake."""
    assert getattr(attrs.evolve(event, **{name: least}), name) == least
    assert complaint(WrongValue, attrs.evolve, event, **{name: least - 1}).startswith(name)


def test_an_adjustment_of_nothing_is_none():
    """More or fewer."""
    assert "amount" in complaint(WrongValue, attrs.evolve, EVENTS[5], amount=0)


@pytest.mark.parametrize(
    ("name", "wrong"), [("size", 0), ("consumed", 6), ("consumed", -1), ("lent", 6), ("tenant", "")]
)
def test_a_reservation_uses_no_more_than_it_has(name, wrong):
    """Nor was more of it lent."""
    reservation = Reservation(campaign="a", size=5, consumed=2, lent=1, reserved_at=START)
    assert reservation.unused == 3
    assert complaint(WrongValue, attrs.evolve, reservation, **{name: wrong}).startswith(name)


def test_a_package_says_how_many_tokens():
    """As a number that compares."""
    package = ServicePackage(id="p1", count=20, starts_at=START, expires_at=EXPIRY)
    assert package.tokens == 20
    assert attrs.evolve(package, count=None).tokens > 20
    assert complaint(WrongValue, attrs.evolve, package, previous="").startswith("previous")
