"""What a quota and its history show, and what asking them wrongly says."""

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, START, Desk, balance

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.quota import (
    ExpiryWarning,
    History,
    HistoryEntry,
    Quota,
    QuotaBalance,
    QuotaTerms,
    Verdict,
    adjust,
    as_of,
    commit,
    commit_key,
    create_package,
    expire,
    history,
    release,
    renew,
    replay,
    reserve,
    tokens_exhausted_at,
    tokens_lost,
)
from kpix_billing_core.quota.instants import utc

DESK = Desk().package(20).reserved("spring", 5, START, tenant="north").reserved("<b>", 1, START).used("<b>", 1, START)
LINE = HistoryEntry(id="0" * 32, added=START, amount=1, reason="reservation", account="acme", campaign="a", balance=1)


def test_a_quota_is_shown():
    """Its campaigns as rows, its package and what remains above them."""
    assert str(DESK.quota.table(START)).splitlines() == [
        "Quota of acme at 2026-04-01T00:00:00+00:00: p1 to 2027-04-01T00:00:00+00:00, 14 remaining",
        "campaign  tenant  reserved  consumed  unused",
        "--------  ------  --------  --------  ------",
        "<b>                      1         1       0",
        "spring    north          5         0       5",
    ]
    assert "<b>" not in DESK.quota.table(START).html()
    assert str(Quota().table(START)).startswith("Quota of nobody at 2026-04-01T00:00:00+00:00: no package, 0 remaining")
    assert "unlimited remaining" in Desk().package(None).quota.table(START).title


def test_a_history_is_shown():
    """One line for each, the sign of every amount said."""
    assert str(history(Desk().package(20).reserved("a", 5, START).log, EXPIRY, "acme").table()).splitlines() == [
        "Quota history of acme",
        "added                          account  reason                   campaign or package  amount  balance",
        "-----------------------------  -------  -----------------------  -------------------  ------  -------",
        "2026-04-01 00:00:00.000+00:00  acme     package_creation         p1                      +20       20",
        "2026-04-01 00:00:00.000+00:00  acme     reservation              a                        -5       15",
        "2027-04-01 00:00:00.000+00:00  acme     reservation_termination  a                        +0       15",
        "2027-04-01 00:00:00.000+00:00  acme     package_termination      p1                      -15        0",
    ]
    assert history(Desk().package(None).log, START, "acme").table().rows[0][-1] == "unlimited"


def test_a_line_about_nothing():
    """As others may have written it: neither campaign nor package."""
    other = attrs.evolve(LINE, campaign=None, balance=None)
    assert History("acme", (other,)).table().rows[0][3:] == ("", "+1", "unlimited")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("id", "0" * 31), ("id", "A" * 32), ("balance", -1), ("reason", ""), ("package", DESK.quota.active)],
)
def test_a_line_is_checked(name, wrong):
    """32 hexadecimal digits, a balance that is not negative, a campaign or a package."""
    assert complaint(WrongValue, attrs.evolve, LINE, **{name: wrong}).startswith(name)


def test_lines_are_in_order():
    """Equal instants are."""
    later = attrs.evolve(LINE, added=START + DAY)
    assert History("acme", (LINE, LINE, later)).entries[-1] is later
    assert "in order of time" in complaint(WrongValue, History, "acme", (later, LINE))


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (WrongType, {"month": "2026-04"}),
        (WrongType, {"campaign": 1}),
        (WrongValue, {"reason": ""}),
        (WrongValue, {"account": ""}),
        (WrongType, {"zone": "UTC"}),
    ],
)
def test_a_view_is_asked_for_rightly(kind, given):
    """Nothing else is looked for."""
    assert complaint(kind, History("acme", (LINE,)).view, **given).startswith(*given)


def test_a_line_is_of_the_month_of_a_zone():
    """At midnight in UTC it is still March five hours to the west."""
    west = timezone(timedelta(hours=-5))
    march, april = (
        history(DESK.log, START, "acme").view(month, zone=west) for month in (Month(2026, 3), Month(2026, 4))
    )
    assert (len(march.entries), len(april.entries)) == (3, 0)


def test_nothing_is_asked_of_the_past():
    """A quota knows from its newest event on; its events know the rest."""
    assert complaint(WrongValue, DESK.quota.remaining, START - DAY).startswith("at: expected an instant from")
    assert as_of(DESK.log, START - DAY, "acme") == Quota(account="acme")
    assert "an event" in complaint(WrongType, as_of, ["reserved"], START)
    assert complaint(WrongType, as_of, [], START, "acme", "terms").startswith("terms")
    assert as_of([], START) == Quota()
    assert expire(DESK.quota, at=START - DAY) == ()


def test_a_quota_without_an_account_decides_nothing():
    """Whose would the event be?"""
    given = {"package": "p", "count": 1, "at": START}
    assert "knows its account" in complaint(WrongValue, create_package, Quota(), **given)
    assert complaint(WrongType, create_package, None, **given).startswith("quota")


@pytest.mark.parametrize(
    ("kind", "verb", "given", "name"),
    [
        (WrongType, reserve, {"campaign": "a", "size": 1, "top_up": 1}, "top_up"),
        (WrongType, commit, {"campaign": "a", "device": "d", "succeeded": 1}, "succeeded"),
        (WrongType, renew, {"package": "p2", "count": 1, "start": "at_once"}, "start"),
        (WrongValue, reserve, {"campaign": "a", "size": 1, "key": ""}, "key"),
        (WrongValue, reserve, {"campaign": "a", "size": 1, "tenant": ""}, "tenant"),
        (WrongValue, adjust, {"amount": 0}, "amount"),
    ],
)
def test_verbs_are_asked_rightly(kind, verb, given, name):
    """A mistake is an exception, no refusal."""
    assert complaint(kind, verb, DESK.quota, at=START, **given).startswith(name)


def test_what_cannot_be_adjusted():
    """A package without limit needs no more; without a package there is nothing to add to."""
    assert "without limit" in complaint(WrongValue, adjust, Desk().package(None).quota, amount=1, at=START)
    assert DESK.refusal(adjust, EXPIRY, amount=1) is Reason.PACKAGE_EXPIRED
    assert DESK.refusal(adjust, EXPIRY, amount=-1) is Reason.PACKAGE_EXPIRED
    assert Desk().refusal(adjust, START, amount=1) is Reason.NO_PACKAGE


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (create_package, {"package": "p2", "count": 1}),
        (renew, {"package": "p2", "count": 1}),
        (reserve, {"campaign": "a", "size": 1}),
        (commit, {"campaign": "spring", "device": "d", "tenant": "north"}),
        (adjust, {"amount": 1}),
        (release, {"campaign": "<b>"}),
    ],
)
def test_every_verb_may_come_too_late(verb, given):
    """After the newest event nothing is decided for a time before it."""
    assert DESK.refusal(verb, START - DAY, **given) is Reason.OUT_OF_ORDER


def test_the_key_of_a_commit():
    """It finds the first event again, when the campaign is closed as well."""
    desk = Desk().package(20).reserved("a", 1, START).used("a", 1, START).closed("a", START)
    assert desk.log.with_key(commit_key("a", "d1")).device == "d1"
    assert desk.log.with_key(commit_key("a", "d1", succeeded=False)) is None
    assert complaint(WrongType, commit_key, "a", "d1", succeeded=1).startswith("succeeded")


def test_answers_are_checked():
    """A balance adds up, a warning is not over, and no has a reason."""
    assert "the sum of" in complaint(WrongValue, QuotaBalance, granted=5, remaining=4)
    assert complaint(WrongValue, QuotaBalance, granted=-1, remaining=-1).startswith("granted")
    what = {"expires_at": EXPIRY, "renewal_pending": False}
    assert complaint(WrongValue, ExpiryWarning, days_left=-1, **what).startswith("days_left")
    assert complaint(WrongType, Verdict, "no").startswith("reason")
    assert balance(1, 2, 3, 4).granted == 10


@pytest.mark.parametrize("pace", [-1, "-1/2"])
def test_a_pace_is_not_negative(pace):
    """Nobody un-updates devices."""
    assert complaint(WrongValue, tokens_lost, DESK.quota, START, pace).startswith("pace")
    assert complaint(WrongType, tokens_exhausted_at, DESK.log, START, 1).startswith("quota")


def test_the_edges_of_the_calendar():
    """An instant that has no name in UTC is kept as it is; a package must end within the calendar."""
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))
    assert utc(first) is first
    late = {"package": "p", "count": 1, "at": datetime(9999, 1, 1, tzinfo=UTC)}
    assert complaint(WrongValue, create_package, Quota(account="acme"), **late).startswith("months")


def test_other_terms_of_a_campaign():
    """Zero days of warning and grace, in other words none."""
    terms = QuotaTerms(warning_months=0, grace_days=0)
    assert Desk(terms).package().quota.expiry_warning(START) is None


def test_more_for_a_campaign_in_one_replay():
    """From nothing, in one pass: three tokens and then two more are one reservation of five."""
    desk = Desk().package(20).reserved("a", 3, START).reserved("b", 1, START).reserved("a", 2, START, top_up=True)
    found = replay(desk.log, "acme")
    assert [(each.campaign, each.size) for each in found.reservations] == [("a", 3 + 2), ("b", 1)]
    assert found == desk.quota
