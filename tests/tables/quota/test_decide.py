"""What verbs put into their events, and what comes of them for tenants, packages, the history and each balance."""

from datetime import UTC, timedelta, timezone

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, START, Desk, balance, day

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import BrokenLog, WrongValue
from kpix_billing_core.quota import (
    SERVICE_PACKAGES_WITH_GRACE,
    UNLIMITED,
    Adjusted,
    Quota,
    QuotaTerms,
    Released,
    RenewalStart,
    Reservation,
    Verdict,
    adjust,
    as_of,
    balances_by_account,
    balances_by_package,
    commit,
    commit_key,
    create_package,
    evolve,
    expire,
    history,
    previous_month,
    release,
    renew,
    replay,
    reserve,
    tokens_exhausted_at,
    tokens_lost,
)
from kpix_billing_core.quota.follow import followed
from kpix_billing_core.quota.instants import utc
from kpix_billing_core.quota.ledger import Ledger

GRACE = SERVICE_PACKAGES_WITH_GRACE
AT_ONCE = RenewalStart.AT_ONCE
LAPSE = EXPIRY + 60 * DAY


def test_every_event_has_the_key_it_was_asked_under():
    quota = Desk().package(20).reserved("a", 2, START).quota
    asked = {"at": START, "key": "k"}
    events = (
        create_package(Quota(account="acme"), package="p", count=1, **asked),
        renew(quota, package="p", count=1, **asked),
        reserve(quota, campaign="b", size=1, **asked),
        commit(quota, campaign="a", device="d", **asked),
        release(quota, campaign="a", **asked),
        adjust(quota, amount=1, **asked),
    )
    assert [event.key for event in events] == ["k"] * 6


def test_an_update_has_a_key_of_its_own():
    """It names whether it succeeded, the campaign and the device, each in quotes."""
    assert commit_key("a", "d") == "commit 'a' 'd'"
    assert commit_key("a", "d", succeeded=False) == "failure 'a' 'd'"
    failing = Desk(QuotaTerms(failed_updates_count=True)).package(20).reserved("a", 2, START).quota
    failure = commit(failing, campaign="a", device="d", at=START, succeeded=False)
    assert (failure.succeeded, failure.key) == (False, "failure 'a' 'd'")


def test_a_reference_is_kept():
    quota = Desk().package(20).quota
    assert adjust(quota, amount=1, at=START).reference == ""
    assert adjust(quota, amount=-1, at=START, reference="ticket 7").reference == "ticket 7"


@pytest.mark.parametrize(
    ("ask", "reason", "detail"),
    [
        (
            lambda: commit(Desk().package().quota, campaign="z", device="d", at=START),
            Reason.NO_RESERVATION,
            "z has no open reservation",
        ),
        (
            lambda: release(Desk().package().quota, campaign="z", at=START),
            Reason.NO_RESERVATION,
            "z has no open reservation",
        ),
        (
            lambda: create_package(Desk().package().quota, package="p2", count=1, at=EXPIRY, starts_at=EXPIRY - DAY),
            Reason.PACKAGE_ACTIVE,
            "package p1 was active until 2027-04-01T00:00:00+00:00",
        ),
        (
            lambda: reserve(Quota(account="acme"), campaign="a", size=1, at=START),
            Reason.NO_PACKAGE,
            "no service package yet",
        ),
    ],
)
def test_why_not(ask, reason, detail):
    assert ask() == Refused(reason, detail)


def test_why_no_update_can_be_made():
    quota = Desk().package(1).reserved("a", 1, START).used("a", 1, START).quota
    assert quota.updates_enabled(START) == Verdict(Reason.TOKENS_EXHAUSTED, "no tokens left, and none reserved")


def test_a_campaign_that_used_nothing_or_said_so():
    desk = Desk().package(20).reserved("a", 2, START)
    assert release(desk.quota, campaign="a", at=START, consumed=0).consumed == 0


def test_a_tenant_asks_for_more():
    desk = Desk().package(20).reserved("a", 2, START, tenant="north")
    more = reserve(desk.quota, campaign="a", size=3, at=START, tenant="north", top_up=True)
    assert (more.size, more.tenant) == (3, "north")


def test_what_was_lent_adds_up():
    """A package without limit lends a campaign 3 tokens, then 4 more; they go back to where they came from."""
    desk = Desk().package(None).reserved("a", 3, START).reserved("a", 4, START, top_up=True)
    assert desk.quota.reservation("a", START).lent == 3 + 4
    assert desk.closed("a", START).balance(START) == balance()


def test_the_last_token_lets_updates_be_made():
    assert Desk().package(1).quota.updates_enabled(START)


def test_a_package_knows_the_one_before():
    desk = Desk().package(20).renewed(5, START)
    renewed = desk.quota.as_of(EXPIRY)
    assert (renewed.active.id, renewed.active.previous, renewed.lapsed.id) == ("p2", "p1", "p1")
    assert desk.renewed(5, EXPIRY, "p3").quota.pending.previous == "p2"


def test_a_campaign_of_the_package_before_lapses_beside_a_new_package():
    """In its own time, and the new package stays as it is."""
    desk = Desk(GRACE).package(20).reserved("a", 2, START).must(create_package, EXPIRY + DAY, package="p2", count=10)
    assert desk.balance(LAPSE - DAY) == balance(10, 2, 0, 18)
    assert desk.balance(LAPSE) == balance(10, 0, 0, 20)
    assert desk.active(LAPSE).id == "p2"


def test_records_say_for_whom():
    desk = Desk().package(20).reserved("a", 2, START, tenant="north").reserved("b", 2, START)
    campaign_a, campaign_b, package = expire(desk.quota, at=EXPIRY)
    assert [each.tenant for each in (campaign_a, campaign_b, package)] == ["north", None, None]
    assert [line.account for line in desk.history(EXPIRY)[-3:]] == ["north", "acme", "acme"]


def test_a_record_of_a_renewal_is_admitted():
    desk = Desk().package(20).renewed(5, START).recorded(EXPIRY)
    assert desk.quota.active.id == "p2"
    other = attrs.evolve(desk.log.last(), version=3, package="p9")
    assert "a record of what has happened" in complaint(BrokenLog, evolve, desk.quota, other)


def test_lines_name_their_package_and_their_account():
    desk = (
        Desk().package(20).renewed(5, START, start=AT_ONCE).adjusted(1, START).reserved("a", 2, START, tenant="north")
    )
    lines = desk.closed("a", START, tenant="north").history(START)
    assert [line.package and line.package.id for line in lines] == ["p1", "p2", "p2", None, None]
    assert [line.campaign for line in lines] == [None, None, None, "a", "a"]
    assert [line.account for line in lines] == ["acme", "acme", "acme", "north", "north"]
    rows = history(desk.log, START, "acme").rows()
    assert [row[5] for row in rows] == ["p1", "p2", "p2", None, None]


def test_an_id_of_a_line_says_all_of_it():
    """Another account or another package, and it is another."""
    [line] = history(Desk().package(20).log, START, "acme").entries
    [other_package] = history(Desk().package(20, package="p9").log, START, "acme").entries
    [other_account] = history(Desk(account="umbrella").package(20).log, START, "umbrella").entries
    assert len({line.id, other_package.id, other_account.id}) == 3
    [again] = history(Desk().package(20).log, EXPIRY - DAY, "acme").entries
    assert again == line


def test_a_campaign_closed_in_days_of_grace_is_not_listed():
    """Nothing came back; what it had not used is lost for the tenant it was of."""
    desk = (
        Desk(GRACE)
        .package(20)
        .reserved("a", 2, START, tenant="north")
        .closed("a", EXPIRY + DAY, tenant="north", consumed=1)
    )
    assert [line.reason for line in desk.history(LAPSE)] == ["package_creation", "reservation", "package_termination"]
    found = balances_by_account(desk.log, LAPSE, "acme", GRACE)
    assert found == {"acme": balance(forfeited=18), "north": balance(consumed=1, forfeited=1)}


def test_tokens_lent_go_back_for_the_tenant_they_were_of():
    desk = Desk().package(None).reserved("a", 5, START, tenant="north").closed("a", START, tenant="north", consumed=2)
    assert balances_by_account(desk.log, START, "acme")["north"] == balance(consumed=2)
    assert desk.balance(START) == balance(consumed=2)


def test_one_token_lent_goes_back():
    """It does not remain: nobody was granted it."""
    assert Desk().package(None).reserved("a", 1, START).closed("a", START).balance(START) == balance()


def test_a_package_keeps_what_was_used_of_it_and_hands_on_the_rest():
    desk = Desk().package(20).reserved("a", 5, START).used("a", 2, START).renewed(10, day(1), start=AT_ONCE)
    found = balances_by_package(desk.log, day(1), "acme")
    assert found == {"p1": balance(consumed=2), "p2": balance(20 - 5 + 10, 5 - 2)}


def test_what_is_used_in_days_of_grace_is_of_the_package_that_expired():
    desk = Desk(GRACE).package(20).reserved("a", 2, START).must(create_package, EXPIRY + DAY, package="p2", count=10)
    desk.used("a", 1, EXPIRY + 2 * DAY)
    found = balances_by_package(desk.log, EXPIRY + 2 * DAY, "acme", GRACE)
    assert found == {"p1": balance(0, 1, 1, 18), "p2": balance(10)}


def test_an_adjustment_of_one_comes_from_outside():
    """And goes there."""
    for amount, way in ((1, ("outside", "remaining")), (-1, ("remaining", "outside"))):
        ledger = Ledger("acme", QuotaTerms())
        ledger.moves = []
        followed(Desk().package(20).adjusted(amount, START).log, START, ledger)
        assert [(move.start.value, move.end.value, move.tokens) for move in ledger.moves[1:]] == [(*way, 1)]


def test_closing_what_is_not_open_has_not_happened():
    """Nor what another account has open; and no more is taken away than remains."""
    desk = Desk().package(20).reserved("a", 2, START, tenant="north")
    for wrong in ({"campaign": "z"}, {"campaign": "a"}):
        event = Released(version=2, at=START, account="acme", consumed=0, **wrong)
        expected = f"event 2: expected an open reservation of {wrong['campaign']} by its own tenant"
        assert complaint(BrokenLog, evolve, desk.quota, event) == expected
    event = Adjusted(version=2, at=START, account="acme", amount=-19)
    expected = "event 2: expected an active package with a limit and 19 tokens to take"
    assert complaint(BrokenLog, evolve, desk.quota, event) == expected


def test_a_message_of_400_letters_is_not_cut():
    desk = Desk().package(20)
    start, end = "event 1: expected an open reservation of ", " by its own tenant"
    for longer, cut in ((0, ""), (1, "…")):
        name = "x" * (400 - len(start) - len(end) + len("event 1: ") + longer)
        event = Released(version=1, at=START, account="acme", campaign=name, consumed=0)
        whole = f"{start}{name}{end}"
        assert complaint(BrokenLog, evolve, desk.quota, event) == (whole[:-1] + cut if cut else whole)


def test_terms_and_account_are_those_asked_for():
    desk = Desk(GRACE).package(20)
    assert replay(desk.log, "acme", GRACE) == desk.quota
    assert as_of(desk.log, START, "acme", GRACE) == desk.quota
    for ask in (history, balances_by_account, balances_by_package):
        assert "expected an event of umbrella" in complaint(BrokenLog, ask, desk.log, START, "umbrella")


def test_a_quota_to_which_nothing_happens_is_the_very_same():
    quota = Desk().package(20).quota
    assert quota.as_of(EXPIRY - DAY) is quota


def test_instants_are_in_utc_whatever_the_machine():
    assert utc(START.astimezone(timezone(timedelta(hours=2)))).tzinfo is UTC


def test_the_month_before_is_that_of_the_zone():
    west = timezone(timedelta(hours=-5))
    assert previous_month(START) == Month(2026, 3)
    assert previous_month(START, west) == Month(2026, 2)


def test_a_renewal_that_waits_is_taken_as_it_is():
    waiting = Desk().package(20).renewed(5, START).quota
    assert attrs.evolve(waiting) == waiting
    assert "pending" in complaint(WrongValue, attrs.evolve, waiting, active=None, balance=balance())


@pytest.mark.parametrize("fields", [{"size": 1}, {"consumed": 2}, {"lent": 2}])
def test_a_reservation_of_a_tenant_has_the_same_limits(fields):
    reservation = Reservation(campaign="a", size=2, reserved_at=START, tenant="north")
    assert attrs.evolve(reservation, **fields).tenant == "north"


def test_tokens_without_limit_are_compared_with_numbers_only():
    for call in (
        lambda: UNLIMITED < "5",
        lambda: UNLIMITED <= "5",
        lambda: UNLIMITED > "5",
        lambda: UNLIMITED >= "5",
        lambda: UNLIMITED + "5",
    ):
        with pytest.raises(TypeError):
            call()


def test_forecasts_to_the_microsecond():
    """At seven tokens a day the first is used after 86400/7 seconds, which is 12342.857142 and a bit."""
    quota = Desk().package(1).quota
    assert tokens_exhausted_at(quota, START, 7) == START + timedelta(seconds=12342, microseconds=857142)


def test_what_a_package_without_limit_took_over_is_lost_with_it():
    """Nothing of it is used, as there is no limit to what can be."""
    quota = Desk().package(20).renewed(None, START, start=AT_ONCE).quota
    assert tokens_lost(quota, START, 1) == 20
