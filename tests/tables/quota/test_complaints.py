"""What a mistake in asking a quota is answered with, word for word: which argument, what was expected, what came."""

from datetime import datetime

import attrs
import pytest
from tests.quota import DAY, EXPIRY, START, Desk

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import BillingError
from kpix_billing_core.quota import (
    Adjusted,
    Committed,
    ExpiryWarning,
    History,
    HistoryEntry,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    Quota,
    QuotaBalance,
    Released,
    RenewalStarted,
    Reservation,
    ReservationTerminated,
    Reserved,
    ServicePackage,
    adjust,
    as_of,
    balances_by_account,
    commit_key,
    create_package,
    evolve,
    expire,
    history,
    release,
    renew,
    replay,
    reserve,
    tokens_needed,
)
from kpix_billing_core.quota.instants import months_later

NAIVE = datetime(2026, 4, 1)
HEAD = {"version": 0, "at": START, "account": "acme"}
TERM = {"package": "p1", "count": 20, "starts_at": START, "expires_at": EXPIRY}
DESK = Desk().package(20).reserved("a", 2, START, tenant="north").reserved("b", 1, START)
QUOTA = DESK.quota
WAITING = Desk().package(20).renewed(5, START).quota
PACKAGE = QUOTA.active
HELD = Reservation(campaign="a", size=2, reserved_at=START)
LINE = HistoryEntry(id="0" * 32, added=START, amount=1, reason="reservation", account="acme", campaign="a", balance=1)
LINES = History("acme", (LINE,))
COMPLAINTS = [
    (
        lambda: QuotaBalance(granted=3, remaining=1),
        "granted: expected 1, the sum of remaining, reserved, consumed and forfeited, got int 3",
    ),
    (
        lambda: ExpiryWarning(expires_at=NAIVE, days_left=1, renewal_pending=False),
        "expires_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: balances_by_account([], START, ""), "account: expected an id, got str ''"),
    (lambda: balances_by_account([], START, None), "account: expected str, got NoneType None"),
    (
        lambda: balances_by_account({}, START, "acme"),
        "events: expected a list, tuple or other iterable in order, got dict {}",
    ),
    (
        lambda: as_of([], NAIVE),
        "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: as_of([], START, ""), "account: expected an id, got str ''"),
    (lambda: as_of([], START, "acme", "usual"), "terms: expected QuotaTerms, got str 'usual'"),
    (lambda: as_of([7], START), "event: expected an event of a quota, got int 7"),
    (lambda: history([], START, ""), "account: expected an id, got str ''"),
    (lambda: history([], START, None), "account: expected str, got NoneType None"),
    (
        lambda: create_package(Quota(account="acme"), package="p", count=1, at=START, starts_at=NAIVE),
        "starts_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (
        lambda: create_package(Quota(account="acme"), package="p", count=1, at=NAIVE),
        "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (
        lambda: create_package(Quota(), package="p", count=1, at=START),
        "quota: expected one that knows its account, such as replay(events, account), got NoneType None",
    ),
    (lambda: create_package("acme", package="p", count=1, at=START), "quota: expected Quota, got str 'acme'"),
    (
        lambda: renew(QUOTA, package="p2", count=1, at=START, start="at_once"),
        "start: expected RenewalStart, got str 'at_once'",
    ),
    (lambda: reserve(QUOTA, campaign="", size=1, at=START), "campaign: expected an id, got str ''"),
    (lambda: reserve(QUOTA, campaign="c", size=0, at=START), "size: expected at least 1, got int 0"),
    (lambda: reserve(QUOTA, campaign="b", size=0, at=START), "size: expected at least 1, got int 0"),
    (lambda: reserve(QUOTA, campaign="c", size=True, at=START), "size: expected int, got bool True"),
    (lambda: reserve(QUOTA, campaign="c", size=1, at=START, top_up=1), "top_up: expected bool, got int 1"),
    (
        lambda: reserve(QUOTA, campaign="a", size=1, at=START, tenant="south", top_up=True),
        "tenant: expected north, which a runs for, got str 'south'",
    ),
    (lambda: commit_key("", "d"), "campaign: expected an id, got str ''"),
    (lambda: commit_key("a", ""), "device: expected an id, got str ''"),
    (lambda: commit_key("a", "d", succeeded=1), "succeeded: expected bool, got int 1"),
    (lambda: release(QUOTA, campaign="", at=START), "campaign: expected an id, got str ''"),
    (lambda: release(QUOTA, campaign="z", at=START, consumed=-1), "consumed: expected at least 0, got int -1"),
    (lambda: release(QUOTA, campaign="b", at=START, consumed=2), "consumed: expected 0 to 1, got int 2"),
    (lambda: adjust(QUOTA, amount=1.5, at=START), "amount: expected int, got float 1.5"),
    (
        lambda: adjust(Desk().package(None).quota, amount=1, at=START),
        "amount: expected nothing to add to a package without limit, got int 1",
    ),
    (
        lambda: expire(QUOTA, at=NAIVE),
        "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: evolve("acme", DESK.log.last()), "quota: expected Quota, got str 'acme'"),
    (lambda: evolve(QUOTA, "reserved"), "event: expected an event of a quota, got str 'reserved'"),
    (lambda: replay({}), "events: expected a list, tuple or other iterable in order, got dict {}"),
    (lambda: replay([], 7), "start: expected Quota or the id of an account, got int 7"),
    (
        lambda: QUOTA.remaining(START - DAY),
        "at: expected an instant from 2026-04-01T00:00:00+00:00 on, got datetime datetime.datetime(2026, 3, 31, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (lambda: QUOTA.can_start(0, START), "size: expected at least 1, got int 0"),
    (lambda: QUOTA.reservation("", START), "campaign: expected an id, got str ''"),
    (lambda: tokens_needed(QUOTA, START, 1.5), "pace: expected int, Fraction, Decimal or text, got float 1.5"),
    (
        lambda: tokens_needed(QUOTA, START, "x"),
        'pace: expected a number such as "12", "0.35" or "16/30", got str \'x\'',
    ),
    (
        lambda: months_later(NAIVE, 1),
        "instant: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: Reserved(**HEAD, campaign="", size=1), "campaign: expected an id, got str ''"),
    (
        lambda: Reserved(**{**HEAD, "at": NAIVE}, campaign="a", size=1),
        "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (
        lambda: Reserved(**HEAD, campaign="a", size=1, tenant="acme"),
        "tenant: expected another account than acme, or None, got str 'acme'",
    ),
    (lambda: Committed(**HEAD, campaign="", device="d"), "campaign: expected an id, got str ''"),
    (lambda: Committed(**HEAD, campaign="a", device=""), "device: expected an id, got str ''"),
    (lambda: Released(**HEAD, campaign="", consumed=0), "campaign: expected an id, got str ''"),
    (lambda: Adjusted(**HEAD, amount=0), "amount: expected a number other than 0, got int 0"),
    (lambda: Adjusted(**HEAD, amount="1"), "amount: expected int, got str '1'"),
    (
        lambda: Adjusted(**HEAD, amount=1, tenant="north"),
        "tenant: expected None, as a tenant owns no package, got str 'north'",
    ),
    (lambda: RenewalStarted(**HEAD, package="", amount=1), "package: expected an id, got str ''"),
    (lambda: RenewalStarted(**HEAD, package="p2", amount=None), "amount: expected int, got NoneType None"),
    (lambda: ReservationTerminated(**HEAD, campaign="", unused=0), "campaign: expected an id, got str ''"),
    (lambda: PackageTerminated(**HEAD, package="", unused=0), "package: expected an id, got str ''"),
    (lambda: PackageCreated(**HEAD, **{**TERM, "package": ""}), "package: expected an id, got str ''"),
    (lambda: PackageCreated(**HEAD, **{**TERM, "count": 0}), "count: expected at least 1, got int 0"),
    (
        lambda: PackageCreated(**HEAD, **{**TERM, "starts_at": NAIVE}),
        "starts_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (
        lambda: PackageCreated(**HEAD, **{**TERM, "expires_at": NAIVE}),
        "expires_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (
        lambda: PackageCreated(**HEAD, **{**TERM, "expires_at": START}),
        "expires_at: expected an instant after 2026-04-01T00:00:00+00:00, got datetime datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (
        lambda: PackageCreated(**HEAD, **{**TERM, "starts_at": START + DAY}),
        "starts_at: expected a package valid at 2026-04-01T00:00:00+00:00, got datetime datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (
        lambda: PackageRenewed(**HEAD, **{**TERM, "starts_at": START - DAY}),
        "starts_at: expected an instant from 2026-04-01T00:00:00+00:00 on, got datetime datetime.datetime(2026, 3, 31, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (lambda: ServicePackage(id="", count=1, starts_at=START, expires_at=EXPIRY), "id: expected an id, got str ''"),
    (
        lambda: ServicePackage(id="p", count=0, starts_at=START, expires_at=EXPIRY),
        "count: expected at least 1, got int 0",
    ),
    (lambda: attrs.evolve(HELD, size=2.0), "size: expected int, got float 2.0"),
    (lambda: attrs.evolve(HELD, size=2.0, consumed=0.0), "size: expected int, got float 2.0"),
    (lambda: attrs.evolve(HELD, size=True, consumed=False, lent=False), "size: expected int, got bool True"),
    (lambda: attrs.evolve(HELD, lent=False), "lent: expected int, got bool False"),
    (lambda: attrs.evolve(HELD, size=10**640), "size: expected at most 640 digits, got an int of 2127 bits"),
    (lambda: attrs.evolve(HELD, campaign=b"a"), "campaign: expected str, got bytes b'a'"),
    (
        lambda: attrs.evolve(HELD, reserved_at=START.date()),
        "reserved_at: expected aware datetime, got date 2026-04-01",
    ),
    (lambda: attrs.evolve(HELD, size=0), "size: expected at least 1, got int 0"),
    (lambda: attrs.evolve(HELD, consumed=3), "consumed: expected at most 2, got int 3"),
    (lambda: attrs.evolve(HELD, lent=3), "lent: expected at most 2, got int 3"),
    (lambda: attrs.evolve(HELD, campaign=""), "campaign: expected an id, got str ''"),
    (
        lambda: attrs.evolve(HELD, reserved_at=NAIVE),
        "reserved_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (
        lambda: attrs.evolve(HELD, lapses_at=NAIVE),
        "lapses_at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: attrs.evolve(QUOTA, version=-1), "version: expected at least 0, got int -1"),
    (lambda: attrs.evolve(QUOTA, account=""), "account: expected an id, got str ''"),
    (
        lambda: attrs.evolve(QUOTA, at=NAIVE),
        "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: attrs.evolve(QUOTA, reservations=[]), "reservations: expected tuple of Reservation, got list []"),
    (
        lambda: attrs.evolve(QUOTA, reservations=(HELD, HELD)),
        "reservations: expected one reservation for each campaign, sorted by campaign, got tuple (Reservation(campaign='a', size=2, consumed=0, lent=0, tenant=None, reserved_at…",
    ),
    (
        lambda: attrs.evolve(QUOTA, reservations=(HELD,)),
        "reservations: expected 3 tokens set aside together, got int 2",
    ),
    (
        lambda: attrs.evolve(
            QUOTA, reservations=tuple(attrs.evolve(each, lapses_at=EXPIRY) for each in QUOTA.reservations)
        ),
        "reservations: expected none that lapses but in days of grace after an expiry, got datetime datetime.datetime(2027, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (lambda: Quota(active=PACKAGE), "account: expected the id of whose quota it is, got NoneType None"),
    (lambda: Quota(lapsed=PACKAGE), "account: expected the id of whose quota it is, got NoneType None"),
    (lambda: Quota(version=1), "account: expected the id of whose quota it is, got NoneType None"),
    (
        lambda: Quota(reservations=(HELD,), balance=QuotaBalance(granted=2, reserved=2)),
        "account: expected the id of whose quota it is, got NoneType None",
    ),
    (
        lambda: Quota(account="acme", balance=QuotaBalance(granted=2, remaining=2)),
        "balance: expected nothing remaining without a package, got int 2",
    ),
    (
        lambda: Quota(account="acme", pending=PACKAGE),
        "pending: expected a renewal that starts when the active package expires, got datetime datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (
        lambda: attrs.evolve(WAITING, pending=attrs.evolve(WAITING.pending, starts_at=EXPIRY + DAY)),
        "pending: expected a renewal that starts when the active package expires, got datetime datetime.datetime(2027, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
    (lambda: LINES.view("2026-04"), "month: expected Month, got str '2026-04'"),
    (lambda: LINES.view(Month(2026, 4), campaign=1), "campaign: expected str, got int 1"),
    (
        lambda: attrs.evolve(LINE, id="X" * 32),
        "id: expected 32 hexadecimal digits, got str 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'",
    ),
    (
        lambda: attrs.evolve(LINE, added=NAIVE),
        "added: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: attrs.evolve(LINE, amount=None), "amount: expected int, got NoneType None"),
    (
        lambda: attrs.evolve(LINE, package=PACKAGE),
        "package: expected None beside a campaign, got ServicePackage ServicePackage(id='p1', count=20, starts_at=datetime.datetime(2026, 4, 1, 0, 0,…",
    ),
    (
        lambda: History("acme", (attrs.evolve(LINE, added=START + DAY), LINE)),
        "entries: expected lines in order of time, got datetime datetime.datetime(2026, 4, 1, 0, 0, tzinfo=datetime.timezone.utc)",
    ),
]


@pytest.mark.parametrize(("call", "message"), COMPLAINTS, ids=[message[:60] for _, message in COMPLAINTS])
def test_a_mistake_is_named(call, message):
    with pytest.raises(BillingError) as caught:
        call()
    assert str(caught.value) == message
