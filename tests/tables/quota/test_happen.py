"""What can have happened to a quota: a log that says anything else is broken, and says where."""

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, MOMENT, START, Desk, balance

from kpix_billing_core.errors import BrokenLog, WrongType, WrongValue
from kpix_billing_core.quota import (
    TOKEN_MOVES,
    Adjusted,
    Committed,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    Quota,
    QuotaTerms,
    Released,
    RenewalStart,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
    TokenPlace,
    evolve,
    replay,
)
from kpix_billing_core.quota.follow import followed
from kpix_billing_core.quota.ledger import Ledger

EMPTY = Desk()
OPEN = Desk().package(20).reserved("a", 2, START, tenant="north").used("a", 2, START, tenant="north")
UNLIMITED = Desk().package(None)
WAITING = Desk().package(20).renewed(5, START)


def following(desk, kind, **given):
    """Return an event that would be next of a desk."""
    return kind(**{"version": desk.quota.version, "at": START, "account": "acme", **given})


TERM = {"package": "p2", "count": 5, "starts_at": START, "expires_at": EXPIRY}
BROKEN = [
    (OPEN, following(OPEN, Reserved, campaign="b", size=1, version=3), "the event decided on 4, got one on 3"),
    (OPEN, following(OPEN, Reserved, campaign="b", size=1, at=START - DAY), "an instant from"),
    (OPEN, following(OPEN, Reserved, campaign="b", size=1, account="other"), "an event of acme, got one of other"),
    (OPEN, following(OPEN, PackageCreated, **TERM), "no active package beside p1"),
    (EMPTY, following(EMPTY, PackageRenewed, **TERM), "a package to renew"),
    (WAITING, following(WAITING, PackageRenewed, **TERM), "no renewal waiting"),
    (OPEN, following(OPEN, PackageRenewed, **{**TERM, "starts_at": START + DAY}), "starts at once, or at the expiry"),
    (EMPTY, following(EMPTY, Reserved, campaign="b", size=1), "an active package"),
    (OPEN, following(OPEN, Reserved, campaign="b", size=19), "at most 18 tokens reserved, got 19"),
    (OPEN, following(OPEN, Reserved, campaign="a", size=1), "by its own tenant"),
    (OPEN, following(OPEN, Committed, campaign="a", device="d", tenant="north"), "a token left of a, got none"),
    (OPEN, following(OPEN, Committed, campaign="a", device="d"), "an open reservation of a by its own tenant"),
    (OPEN, following(OPEN, Committed, campaign="b", device="d"), "an open reservation of b"),
    (OPEN, following(OPEN, Released, campaign="a", consumed=1, tenant="north"), "2 to 2 tokens consumed, got 1"),
    (OPEN, following(OPEN, Adjusted, amount=-19), "19 tokens to take"),
    (EMPTY, following(EMPTY, Adjusted, amount=1), "an active package"),
    (UNLIMITED, following(UNLIMITED, Adjusted, amount=1), "a limit"),
    (OPEN, following(OPEN, RenewalStarted, package="p2", amount=5), "a record of what has happened"),
    (OPEN, following(OPEN, ReservationTerminated, campaign="a", unused=0), "a record of what has happened"),
    (OPEN, following(OPEN, PackageTerminated, package="p1", unused=18), "a record of what has happened"),
]


@pytest.mark.parametrize(("desk", "event", "problem"), BROKEN, ids=[problem for _, _, problem in BROKEN])
def test_what_cannot_have_happened(desk, event, problem):
    """The error says at which event, and what was to be expected."""
    message = complaint(BrokenLog, evolve, desk.quota, event)
    assert message.startswith(f"event {desk.quota.version}: expected ")
    assert problem in message


def test_an_error_is_no_longer_than_can_be_read():
    """However long the name of an account is."""
    event = following(OPEN, Reserved, campaign="b", size=1, account="x" * 10**6)
    assert len(complaint(BrokenLog, evolve, OPEN.quota, event)) < 500


def test_what_is_no_event():
    """Nor is a quota anything else."""
    for call in (evolve, lambda quota, event: replay([event], quota)):
        assert "an event of a quota" in complaint(WrongType, call, OPEN.quota, "reserved")
    assert complaint(WrongType, evolve, OPEN.log, OPEN.log.last()).startswith("quota")
    assert complaint(WrongType, replay, [], 7).startswith("start")


def test_the_first_event_names_the_account():
    """Where nobody has, and only there."""
    event = PackageCreated(version=0, at=START, account="acme", **TERM)
    assert replay([event]).account == "acme"
    assert "an event of other" in complaint(BrokenLog, replay, [event], "other")


def test_every_move_is_on_the_map_and_every_way_is_gone():
    """The map has what happens, and nothing that does not; what is used or lost never comes back."""
    second = EXPIRY + DAY
    desks = [
        Desk(QuotaTerms(carry_over=False))
        .package(20)
        .renewed(5, START, start=RenewalStart.AT_ONCE)
        .reserved("a", 2, START)
        .closed("a", START, consumed=1)
        .adjusted(3, START)
        .adjusted(-1, START)
        .reserved("b", 2, START)
        .used("b", 1, START)
        .renewed(4, START, "p3"),
        Desk().package(20).renewed(5, START, start=RenewalStart.AT_ONCE),
        Desk().package(None).reserved("a", 2, START).closed("a", START),
        Desk(QuotaTerms(grace_days=60)).package(20).reserved("a", 2, START).closed("a", EXPIRY),
    ]
    gone = set()
    for desk in desks:
        ledger = Ledger("acme", desk.quota.terms)
        ledger.moves = []
        for move in followed(desk.log, second + 800 * DAY, ledger).moves:
            gone.add((move.cause, move.start, move.end))
    assert {cause for cause, start, end in gone if start is end} == {PackageRenewed, RenewalStarted}
    gone = {move for move in gone if move[1] is not move[2]}
    assert gone == {(cause, *way) for cause, ways in TOKEN_MOVES.items() for way in ways}
    assert {start for _, start, _ in gone} == {TokenPlace.OUTSIDE, TokenPlace.REMAINING, TokenPlace.RESERVED}


@pytest.mark.parametrize(
    ("name", "wrong", "problem"),
    [
        ("version", -1, "version"),
        ("account", "", "account"),
        ("account", None, "whose quota it is"),
        ("at", START.replace(tzinfo=None), "at"),
        ("balance", balance(20, 3, 2), "3 tokens set aside"),
        ("active", None, "nothing remaining without a package"),
        ("pending", OPEN.quota.active, "starts when the active package expires"),
        ("reservations", tuple(OPEN.quota.reservations) * 2, "one reservation for each campaign"),
        (
            "reservations",
            tuple(attrs.evolve(each, lapses_at=START) for each in OPEN.quota.reservations),
            "days of grace",
        ),
    ],
)
def test_a_quota_that_does_not_balance_is_none(name, wrong, problem):
    """However it was put together."""
    assert problem in complaint(WrongValue, attrs.evolve, OPEN.quota, **{name: wrong})


@pytest.mark.parametrize("wrong", [[], None, (None,)])
def test_reservations_are_a_tuple_of_them(wrong):
    """Sorted by campaign, so that one is found among many."""
    assert complaint(WrongType, attrs.evolve, OPEN.quota, reservations=wrong).startswith("reservations")
    assert Quota(account="acme").reservations == ()


GRACE = Desk(QuotaTerms(grace_days=60)).package(20).reserved("a", 2, START).quota.as_of(EXPIRY + DAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", EXPIRY + 60 * DAY),
        ("lapsed", attrs.evolve(GRACE.lapsed, expires_at=EXPIRY - DAY)),
        ("lapsed", None),
        ("terms", QuotaTerms(grace_days=59)),
    ],
)
def test_campaigns_lapse_in_days_of_grace_after_an_expiry(field, value):
    """After the newest event, and no later than the grace of the package that ended last."""
    problem = "none that lapses but in days of grace after an expiry"
    assert problem in complaint(WrongValue, attrs.evolve, GRACE, **{field: value})


def test_campaigns_lapse_whenever_somebody_looks():
    """Also those of a quota that was put together by hand, and however late its newest event was."""
    for at in (None, START, EXPIRY, EXPIRY + 59 * DAY):
        quota = attrs.evolve(GRACE, at=at)
        assert quota.as_of(EXPIRY + 60 * DAY - MOMENT).balance == balance(0, 2, 0, 18)
        assert quota.as_of(EXPIRY + 60 * DAY).balance == balance(forfeited=20)


def test_many_open_reservations():
    """One of them changes, the others are the very same."""
    desk = Desk().package(1_000)
    for number in range(100):
        desk.reserved(f"c{number:02}", 2, START)
    before = {each.campaign: each for each in desk.quota.reservations}
    desk.used("c42", 1, START).closed("c43", START)
    changed = [each for each in desk.quota.reservations if before[each.campaign] is not each]
    assert [each.campaign for each in changed] == ["c42"]
    assert len(desk.quota.reservations) == 99
