"""The rules of service packages, one class to a rule, and the worked example line by line."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, MOMENT, START, Desk, balance, day

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import BrokenLog, WrongValue
from kpix_billing_core.interchange import write_rows
from kpix_billing_core.quota import (
    HISTORY_COLUMNS,
    SERVICE_PACKAGES_WITH_GRACE,
    UNLIMITED,
    HistoryEntry,
    HistoryReason,
    PackageTerminated,
    Quota,
    QuotaTerms,
    RenewalStart,
    RenewalStarted,
    Reservation,
    ReservationTerminated,
    Reserved,
    ServicePackage,
    adjust,
    as_of,
    balances_by_account,
    balances_by_package,
    commit,
    create_package,
    evolve,
    expire,
    history,
    previous_month,
    release,
    renew,
    replay,
    reserve,
)

AT_ONCE = RenewalStart.AT_ONCE
GRACE = SERVICE_PACKAGES_WITH_GRACE
LATER = EXPIRY + DAY
LAPSE = EXPIRY + 60 * DAY


def instant(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.rule("P03")
class TestP03:
    """A package opens a quota of its tokens; one at a time."""

    def test_it_brings_its_tokens(self):
        """Twenty tokens can be reserved from its very start."""
        assert Desk().package(20).balance(START) == balance(20)

    @pytest.mark.parametrize("count", [0, -1])
    def test_it_brings_at_least_one(self, count):
        """A package of nothing, or of less, is a mistake: openmeterio/openmeter#1344."""
        assert "count" in complaint(
            WrongValue, create_package, Quota(account="acme"), package="p", count=count, at=START
        )

    def test_there_is_one_at_a_time(self):
        """Up to a millisecond before the expiry a second one is refused, at the expiry it is not."""
        desk = Desk().package()
        assert desk.refusal(create_package, EXPIRY - MOMENT, package="p2", count=5) is Reason.PACKAGE_ACTIVE
        assert desk.refusal(create_package, EXPIRY, package="p2", count=5) is None

    def test_two_never_overlap(self):
        """Put down late, it cannot start while the one before it was still valid; nor does a log say so."""
        desk = Desk().package()
        late = {"package": "p2", "count": 5, "at": LATER}
        assert desk.refusal(create_package, starts_at=EXPIRY - MOMENT, **late) is Reason.PACKAGE_ACTIVE
        event = create_package(desk.quota, starts_at=EXPIRY, **late)
        assert evolve(desk.quota, event).as_of(LATER).balance == balance(5, forfeited=20)
        forged = attrs.evolve(event, starts_at=EXPIRY - MOMENT)
        assert "p1 has expired" in complaint(BrokenLog, evolve, desk.quota, forged)

    def test_no_limit_is_a_number_too(self):
        """Whoever asks is told a number that is larger than any, and no call fails for want of one: useautumn/autumn#1534."""
        quota = Desk().package(None).quota
        assert quota.remaining(START) == UNLIMITED
        assert quota.remaining(START) > 10**18
        assert quota.can_start(10**18, START)


@pytest.mark.rule("P04")
class TestP04:
    """Twelve calendar months, the same time of day in UTC; the last instant does not count."""

    def test_the_published_sample(self):
        """W6: valid a millisecond before the anniversary, expired at it."""
        start, end = instant("2017-10-10T10:45:12.300"), instant("2018-10-10T10:45:12.300")
        desk = Desk().package(at=start)
        assert desk.quota.active.expires_at == end
        assert desk.quota.updates_enabled(end - MOMENT)
        assert desk.quota.updates_enabled(end).reason is Reason.PACKAGE_EXPIRED

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ("2024-02-29T00:00", "2025-02-28T00:00"),
            ("2023-02-28T00:00", "2024-02-28T00:00"),
            ("2023-03-01T12:30", "2024-03-01T12:30"),
            ("2026-12-31T23:59:59.999", "2027-12-31T23:59:59.999"),
        ],
    )
    def test_leap_years_and_ends_of_months(self, start, end):
        """W6: the same day, or the last of a February too short for it."""
        assert Desk().package(at=instant(start)).quota.active.expires_at == instant(end)

    def test_months_are_those_of_utc(self):
        """In whatever zone an instant is written: Helsinki's 1 March is still February in UTC."""
        start = datetime.fromisoformat("2024-03-01T01:00:00+02:00")
        assert Desk().package(at=start).quota.active.expires_at == instant("2025-02-28T23:00")

    def test_it_may_have_started_a_moment_ago(self):
        """The sample was put down 596 ms after it had begun; it expires twelve months after its start."""
        event = create_package(Quota(account="acme"), package="p", count=20, at=START, starts_at=START - 596 * MOMENT)
        assert (event.starts_at, event.expires_at) == (START - 596 * MOMENT, EXPIRY - 596 * MOMENT)

    @pytest.mark.parametrize("starts_at", [START + MOMENT, instant("2025-04-01T00:00")])
    def test_it_is_valid_when_it_is_put_down(self, starts_at):
        """Neither still to come nor expired already."""
        what = {"package": "p", "count": 20, "at": START, "starts_at": starts_at}
        assert "starts_at" in complaint(WrongValue, create_package, Quota(account="acme"), **what)


@pytest.mark.rule("P05")
class TestP05:
    """A campaign can start under a package in force with enough tokens for all of its devices."""

    @pytest.mark.parametrize(("size", "yes"), [(1, True), (20, True), (21, False)])
    def test_enough_is_enough(self, size, yes):
        """Exactly what remains can be reserved, one more cannot, and then nothing is."""
        desk = Desk().package(20)
        answer = desk.do(reserve, START, campaign="a", size=size)
        assert bool(Desk().package(20).quota.can_start(size, START)) is yes
        assert isinstance(answer, Reserved) is yes
        assert desk.balance(START) == (balance(20 - size, size) if yes else balance(20))

    def test_the_refusal_says_how_many(self):
        """Have and need stand in the answer."""
        desk = Desk().package(20).reserved("a", 15, START)
        answer = desk.do(reserve, START, campaign="b", size=6)
        assert answer == Refused(Reason.INSUFFICIENT_QUOTA, "have 5, need 6")
        assert desk.quota.can_start(6, START).detail == "have 5, need 6"

    def test_no_package_and_none_any_more(self):
        """The reasons differ, and an expiry counts more than what is left."""
        assert Desk().refusal(reserve, START, campaign="a", size=1) is Reason.NO_PACKAGE
        assert Desk().package().refusal(reserve, EXPIRY, campaign="a", size=1) is Reason.PACKAGE_EXPIRED

    @pytest.mark.parametrize("size", [0, -1])
    def test_a_campaign_of_nothing_is_a_mistake(self, size):
        """It is never a reservation."""
        quota = Desk().package().quota
        assert "size" in complaint(WrongValue, reserve, quota, campaign="a", size=size, at=START)
        assert "size" in complaint(WrongValue, quota.can_start, size, START)


@pytest.mark.rule("P06")
class TestP06:
    """Updates are off once nothing remains and no campaign has tokens set aside."""

    def test_what_is_reserved_goes_on(self):
        """With nothing remaining, running campaigns update; when the last token is used, updates are off."""
        desk = Desk().package(2).reserved("a", 2, START).used("a", 1, START)
        assert desk.quota.updates_enabled(START)
        assert desk.quota.can_start(1, START).reason is Reason.INSUFFICIENT_QUOTA
        desk.must(commit, START, campaign="a", device="d2")
        assert desk.quota.updates_enabled(START).reason is Reason.TOKENS_EXHAUSTED

    def test_without_limit_they_never_are(self):
        """Nobody uses up what has no limit."""
        assert Desk().package(None).reserved("a", 9, START).used("a", 9, START).quota.updates_enabled(START)


@pytest.mark.rule("P07")
class TestP07:
    """Each successful update of a device uses one token; other attempts use none unless the terms say so."""

    def test_one_for_each_device(self):
        """Three devices, three tokens."""
        assert Desk().package(20).reserved("a", 5, START).used("a", 3, START).balance(START) == balance(15, 2, 3)

    def test_two_campaigns_two_tokens(self):
        """A device that is updated in two campaigns uses two."""
        desk = Desk().package(20).reserved("a", 1, START).reserved("b", 1, START)
        assert desk.used("a", 1, START).used("b", 1, START).balance(START) == balance(18, 0, 2)

    def test_a_retry_costs_nothing(self):
        """However often one device reports, it is one token: Brewskey/spark-server#276 counted 1,500 in a night."""
        desk = Desk().package(20).reserved("a", 5, START)
        for minute in range(1_500):
            desk.do(commit, START + timedelta(minutes=minute), campaign="a", device="d1")
        assert desk.balance(day(2)) == balance(15, 4, 1)
        assert len(desk.log) == 3

    def test_failures_are_free(self):
        """Nothing happens, and the answer says why; the success that follows uses a token."""
        desk = Desk().package(20).reserved("a", 5, START)
        assert desk.refusal(commit, START, campaign="a", device="d1", succeeded=False) is Reason.UPDATE_FAILED
        assert desk.used("a", 1, START).balance(START) == balance(15, 4, 1)

    def test_failures_that_count(self):
        """By other terms a device's failures in a campaign use one token, and its success another."""
        desk = Desk(QuotaTerms(failed_updates_count=True)).package(20).reserved("a", 5, START)
        for succeeded in (False, False, True, True):
            desk.must(commit, START, campaign="a", device="d1", succeeded=succeeded)
        assert desk.balance(START) == balance(15, 3, 2)

    def test_names_cannot_run_into_each_other(self):
        """A colon or a quote within a name makes no other device of it."""
        desk = Desk().package(20)
        pairs = [("a", "b:c"), ("a:b", "c"), ("a' 'b", "c"), ("a", "b' 'c")]
        for number, (campaign, device) in enumerate(pairs):
            desk.do(reserve, START, campaign=campaign, size=2)
            desk.must(commit, START, campaign=campaign, device=device)
            assert desk.balance(START).consumed == number + 1

    def test_only_what_was_reserved_is_used(self):
        """No token without a reservation, and none beyond it: getlago/lago-api#5020."""
        desk = Desk().package(20)
        assert desk.refusal(commit, START, campaign="a", device="d1") is Reason.NO_RESERVATION
        desk.reserved("a", 1, START).used("a", 1, START)
        assert desk.refusal(commit, START, campaign="a", device="d2") is Reason.TOKENS_EXHAUSTED


@pytest.mark.rule("P08")
class TestP08:
    """From its expiry on a package starts nothing, whatever it has left; by later terms running campaigns go on."""

    @pytest.mark.parametrize("terms", [QuotaTerms(), GRACE])
    def test_an_expiry_counts_more_than_tokens(self, terms):
        """C4: new campaigns are refused at once, with days of grace as without, and nothing remains."""
        quota = Desk(terms).package(20).quota
        assert (quota.remaining(EXPIRY - MOMENT), quota.remaining(EXPIRY)) == (20, 0)
        assert quota.updates_enabled(EXPIRY).reason is Reason.PACKAGE_EXPIRED
        assert quota.can_start(1, EXPIRY).reason is Reason.PACKAGE_EXPIRED


class TestC4:
    """Two texts differ on what an expiry does to running campaigns: the earlier ends them, the later gives 60 days."""

    def test_without_grace_they_end_at_once(self):
        """An update at the very instant is too late."""
        desk = Desk().package().reserved("a", 5, START)
        assert desk.refusal(commit, EXPIRY - MOMENT, campaign="a", device="d1") is None
        assert desk.refusal(commit, EXPIRY, campaign="a", device="d1") is Reason.NO_RESERVATION

    def test_with_grace_they_go_on_for_sixty_days(self):
        """They use what they have, get no more, and lose the rest on the sixtieth day."""
        desk = Desk(GRACE).package(20).reserved("a", 5, START).used("a", 1, EXPIRY + 59 * DAY)
        assert desk.refusal(commit, LAPSE - MOMENT, campaign="a", device="d2") is None
        assert desk.refusal(commit, LAPSE, campaign="a", device="d2") is Reason.NO_RESERVATION
        assert desk.refusal(reserve, LAPSE - MOMENT, campaign="a", size=1, top_up=True) is Reason.PACKAGE_EXPIRED
        assert desk.balance(LAPSE - MOMENT) == balance(0, 4, 1, 15)
        assert desk.balance(LAPSE) == balance(0, 0, 1, 19)

    def test_what_is_released_in_grace_is_lost(self):
        """It is part of a package that has expired, even if another one is in force by then."""
        desk = Desk(GRACE).package(20).reserved("a", 5, START).package(7, LATER, "p2").closed("a", LATER)
        assert desk.balance(LATER) == balance(7, 0, 0, 20)

    def test_a_new_package_does_not_feed_them(self):
        """A campaign of the expired package gets nothing of the next one; another campaign does."""
        desk = Desk(GRACE).package(20).reserved("a", 5, START).package(7, LATER, "p2")
        assert desk.refusal(reserve, LATER, campaign="a", size=1, top_up=True) is Reason.PACKAGE_EXPIRED
        assert desk.reserved("b", 7, LATER).balance(LAPSE) == balance(0, 7, 0, 20)

    def test_a_renewal_in_grace_saves_them(self):
        """It starts at once; what had expired is lost, what is reserved is not."""
        desk = Desk(GRACE).package(20).reserved("a", 5, START).renewed(10, LATER)
        assert desk.balance(LAPSE) == balance(10, 5, 0, 15)
        assert desk.closed("a", LAPSE).balance(LAPSE) == balance(15, 0, 0, 15)
        assert desk.active(LAPSE).previous == "p1"

    def test_grace_ends(self):
        """A millisecond before its end a renewal is one, at its end it is too late; nor does a log say so."""
        desk = Desk(GRACE).package(20).reserved("a", 5, START)
        assert desk.refusal(renew, LAPSE - MOMENT, package="p2", count=5) is None
        assert desk.refusal(renew, LAPSE, package="p2", count=5) is Reason.PACKAGE_EXPIRED
        event = renew(desk.quota, package="p2", count=5, at=LAPSE - MOMENT)
        forged = attrs.evolve(event, at=LAPSE, starts_at=LAPSE)
        assert "a renewal of p1 before" in complaint(BrokenLog, evolve, desk.quota, forged)

    def test_a_renewal_saves_its_own_package_only(self):
        """Campaigns of a package before the one that is renewed still end on their day."""
        short = QuotaTerms(grace_days=60, validity_months=1)
        may, june = day(30), instant("2026-06-10T00:00")
        desk = Desk(short).package(20).reserved("a", 5, START).package(9, day(31), "p2").reserved("b", 2, day(31))
        assert desk.active(day(31)).expires_at == instant("2026-06-02T00:00")
        desk.renewed(3, june, "p3")
        assert desk.balance(june) == balance(3, 7, 0, 22)
        assert [each.campaign for each in desk.quota.as_of(may + 60 * DAY).reservations] == ["b"]
        parts = balances_by_package(desk.log, june, "acme", short)
        assert parts == {"p1": balance(0, 5, 0, 15), "p2": balance(0, 0, 0, 7), "p3": balance(3, 2)}


@pytest.mark.rule("P09")
class TestP09:
    """A quota is a number of device updates, as the package sets it."""

    def test_updates_are_counted_not_devices(self):
        """The same device twice, in two campaigns, takes two of three."""
        desk = Desk().package(3).reserved("a", 1, START).reserved("b", 1, START)
        assert desk.used("a", 1, START).used("b", 1, START).quota.remaining(START) == 1

    @pytest.mark.parametrize("count", [1, 2**31 - 1, 2**63, 10**18])
    def test_any_size(self, count):
        """One, or more than a register holds."""
        assert Desk().package(count).reserved("a", count, START).balance(START) == balance(0, count)


@pytest.mark.rule("P10")
class TestP10:
    """No more is reserved than was granted, whatever happens."""

    def test_the_second_of_two_is_refused(self):
        """Two campaigns want the last tokens; decided on the same version, one of them gets them."""
        desk = Desk().package(20)
        first, second = (reserve(desk.quota, campaign=name, size=15, at=START) for name in "ab")
        assert desk.admit(first) is first
        assert desk.admit(second).reason is Reason.STALE_VERSION
        assert desk.do(reserve, START, campaign="b", size=15).reason is Reason.INSUFFICIENT_QUOTA

    def test_a_log_that_overdraws_is_broken(self):
        """Whoever stored both is told at which event."""
        desk = Desk().package(20).reserved("a", 15, START)
        event = Reserved(version=2, at=START, account="acme", campaign="b", size=6)
        assert complaint(BrokenLog, evolve, desk.quota, event) == "event 2: expected at most 5 tokens reserved, got 6"

    def test_an_operator_takes_no_more_than_is_left(self):
        """What is set aside for a campaign is not there to be taken."""
        desk = Desk().package(20).reserved("a", 15, START)
        assert desk.refusal(adjust, START, amount=-6) is Reason.INSUFFICIENT_QUOTA
        assert desk.adjusted(-5, START).balance(START) == balance(0, 15)
        assert desk.adjusted(2, START).balance(START) == balance(2, 15)


@pytest.mark.rule("P15")
class TestP15:
    """Tenants draw on the quota of the account above them, and own no package."""

    def test_a_tenants_campaign_takes_of_the_shared_tokens(self):
        """What a tenant reserves nobody else can, and the log says whose it was."""
        desk = Desk().package(20).reserved("a", 5, START, tenant="north").reserved("b", 3, START)
        assert desk.balance(START) == balance(12, 8)
        assert [event.tenant for event in desk.log] == [None, "north", None]
        assert desk.quota.reservation("a", START).tenant == "north"

    def test_each_has_its_part(self):
        """Tokens a tenant reserved are its own until it gives them back; the parts add up to the whole."""
        desk = Desk().package(20).reserved("a", 5, START, tenant="north").used("a", 2, START, tenant="north")
        desk.reserved("b", 4, START, tenant="south").closed("b", START, tenant="south", consumed=1)
        parts = balances_by_account(desk.log, START, "acme")
        assert parts == {"acme": balance(14), "north": balance(0, 3, 2), "south": balance(0, 0, 1)}
        assert desk.balance(START) == balance(14, 3, 3)

    def test_what_expires_reserved_is_its_tenants(self):
        """A package lost five tokens of a tenant's campaign and fifteen that were everybody's."""
        desk = Desk().package(20).reserved("a", 5, START, tenant="north")
        lost = {"acme": balance(forfeited=15), "north": balance(forfeited=5)}
        assert balances_by_account(desk.log, EXPIRY, "acme") == lost

    @pytest.mark.parametrize("tenant", [None, "south"])
    def test_nobody_runs_anothers_campaign(self, tenant):
        """Neither another tenant nor the account above."""
        quota = Desk().package(20).reserved("a", 5, START, tenant="north").quota
        for verb, what in ((commit, {"device": "d1"}), (release, {}), (reserve, {"size": 1, "top_up": True})):
            message = complaint(WrongValue, verb, quota, campaign="a", at=START, tenant=tenant, **what)
            assert message.startswith("tenant: expected north")

    def test_no_event_says_that_a_tenant_owns_a_package(self):
        """Nor is an account its own tenant."""
        event = create_package(Quota(account="acme"), package="p", count=1, at=START)
        assert "owns no package" in complaint(WrongValue, attrs.evolve, event, tenant="north")
        what = {"campaign": "a", "size": 1, "at": START, "tenant": "acme"}
        assert "another account" in complaint(WrongValue, reserve, Desk().package().quota, **what)


@pytest.mark.rule("P29")
class TestP29:
    """What remains is what can be reserved: open reservations have left it already."""

    def test_reserved_tokens_do_not_remain(self):
        """C5: of 1,000 with 100 reserved, 900 remain; a published sample that says 1,000 is not followed."""
        desk = Desk().package(1_000).reserved("a", 100, START)
        assert desk.quota.remaining(START) == 900
        assert sum(entry.amount for entry in desk.history(START)) == 900

    def test_nothing_remains_without_a_package(self):
        """Neither before the first nor after the last."""
        assert Quota(account="acme").remaining(START) == 0
        assert Desk().package().quota.remaining(EXPIRY) == 0


@pytest.mark.rule("P30")
class TestP30:
    """The day a package expires is shown."""

    def test_the_day_in_utc(self):
        """Whatever zone it was bought in; none without a package. The day is for show, the instant decides: MHSanaei/3x-ui#6516."""
        start = datetime.fromisoformat("2026-04-01T01:00:00+02:00")
        quota = Desk().package(at=start).quota
        assert quota.expires_on(start) == date(2027, 3, 31)
        assert quota.expires_on(EXPIRY) is None


@pytest.mark.rule("P31")
class TestP31:
    """A warning is due from three calendar months before the expiry, until it."""

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2017-10-10T10:45:12.300", "2018-07-10T10:45:12.300"),
            ("2017-05-31T00:00", "2018-02-28T00:00"),
            ("2023-05-31T00:00", "2024-02-29T00:00"),
        ],
    )
    def test_calendar_months(self, start, due):
        """W6: clamped to the end of a short month; ninety days would be other days."""
        quota = Desk().package(at=instant(start)).quota
        assert quota.expiry_warning(instant(due) - MOMENT) is None
        assert quota.expiry_warning(instant(due)).expires_at == quota.active.expires_at

    def test_how_many_days_are_left(self):
        """Days of the calendar, 90 of them from 1 January to 1 April, and none on the last day."""
        quota = Desk().package(at=START + timedelta(hours=12)).quota
        found = [
            quota.expiry_warning(instant(f"2027-{when}")) for when in ("01-01T12:00", "03-31T23:59", "04-01T11:59")
        ]
        assert [warning.days_left for warning in found] == [90, 1, 0]
        assert quota.expiry_warning(EXPIRY + timedelta(hours=12)) is None

    def test_a_renewal_that_waits_is_said(self):
        """The warning stays, and says so."""
        desk = Desk().package()
        assert desk.quota.expiry_warning(EXPIRY - DAY).renewal_pending is False
        assert desk.renewed(5, EXPIRY - DAY).quota.expiry_warning(EXPIRY - DAY).renewal_pending is True
        assert desk.quota.expiry_warning(EXPIRY) is None

    def test_other_terms(self):
        """From the very start, or never."""
        assert Desk(QuotaTerms(warning_months=12)).package().quota.expiry_warning(START).days_left == 365
        assert Desk(QuotaTerms(warning_months=10**6)).package().quota.expiry_warning(START) is not None
        assert Desk(QuotaTerms(warning_months=0)).package().quota.expiry_warning(EXPIRY - MOMENT) is None


@pytest.mark.rule("P42")
class TestP42:
    """The history lists what changed the remaining tokens, in order, each line with the balance after it."""

    def test_amounts_add_up_to_each_balance(self):
        """From the first line to the last."""
        desk = Desk().package(20).reserved("a", 5, day(1)).used("a", 2, day(2)).closed("a", day(3)).adjusted(7, day(4))
        entries = desk.history(EXPIRY)
        assert [entry.amount for entry in entries] == [20, -5, 3, 7, -25]
        assert [entry.balance for entry in entries] == [20, 15, 18, 25, 0]
        assert [entry.added for entry in entries] == [START, day(1), day(3), day(4), EXPIRY]

    def test_ids_are_of_the_lines(self):
        """32 hexadecimal digits, all different, and the same when more has happened since or records were kept."""
        desk = Desk().package(20).reserved("a", 5, START).reserved("a", 5, START, top_up=True)
        before = desk.history(START)
        after = desk.recorded(EXPIRY).history(EXPIRY)
        assert after[:3] == before
        assert len({entry.id for entry in after}) == len(after) == 5
        assert all(len(entry.id) == 32 and int(entry.id, 16) >= 0 for entry in after)
        assert history(list(desk.log)[:3], EXPIRY, "acme").entries == after

    def test_the_past_stays_as_it_was(self):
        """Asked for an earlier instant, later events are passed over."""
        desk = Desk().package(20).reserved("a", 5, day(1)).closed("a", day(2))
        assert desk.lines(day(1)) == [("package_creation", 20, 20), ("reservation", -5, 15)]

    def test_without_limit(self):
        """Nothing is taken from what has no limit; a line then says no balance."""
        desk = Desk().package(None).reserved("a", 5, START).closed("a", START)
        assert desk.lines(START) == [("package_creation", 0, None), ("reservation", 0, None)]


@pytest.mark.rule("P43")
class TestP43:
    """Six reasons are published, and later a seventh; a reader takes others too."""

    def test_the_reasons(self):
        """C9: the page lists six twice over; there are six, and the edit by hand."""
        published = {"reservation", "reservation_release", "reservation_termination"}
        published |= {"package_creation", "package_renewal", "package_termination"}
        assert {reason.value for reason in HistoryReason} == published | {"package_tokens_edit"}

    def test_a_word_that_is_not_known(self):
        """It is read as it is, and known to be unknown."""
        line = {"id": "0" * 32, "added": START, "amount": 1, "account": "acme"}
        assert HistoryEntry(reason="package_gift", **line).known is None
        assert HistoryEntry(reason="reservation", **line).known is HistoryReason.RESERVATION


@pytest.mark.rule("P44")
class TestP44:
    """A reservation takes a campaign's tokens out of what remains, before it starts."""

    def test_it_takes_the_size_of_the_campaign(self):
        """Five of twenty, all at once."""
        desk = Desk().package(20).reserved("a", 5, START)
        assert desk.lines(START)[-1] == ("reservation", -5, 15)
        assert desk.quota.reservation("a", START) == Reservation(campaign="a", size=5, reserved_at=START)

    def test_once_for_each_campaign(self):
        """A second time is refused, unless a continuous campaign asks for more."""
        desk = Desk().package(20).reserved("a", 5, START)
        assert desk.refusal(reserve, START, campaign="a", size=2) is Reason.CAMPAIGN_OPEN
        desk.reserved("a", 2, day(1), top_up=True)
        assert desk.quota.reservation("a", day(1)).size == 7
        assert desk.lines(day(1))[-1] == ("reservation", -2, 13)

    def test_several_at_a_time(self):
        """They are known by campaign, in whatever order they came."""
        desk = Desk().package(20)
        for campaign in "cab":
            desk.reserved(campaign, 1, START)
        assert [each.campaign for each in desk.quota.reservations] == ["a", "b", "c"]
        assert desk.quota.reservation("d", START) is None

    def test_more_is_as_good_as_new(self):
        """With `top_up` the first reservation of a campaign is simply that."""
        assert Desk().package(20).reserved("a", 5, START, top_up=True).balance(START) == balance(15, 5)


@pytest.mark.rule("P45")
class TestP45:
    """A closed campaign gives back what it has not used."""

    @pytest.mark.parametrize(("used", "lines"), [(3, [("reservation_release", 2, 17)]), (5, [])])
    def test_what_is_not_used_goes_back(self, used, lines):
        """Two of five; nothing to give back is not listed."""
        desk = Desk().package(20).reserved("a", 5, START).used("a", used, START).closed("a", START)
        assert desk.balance(START) == balance(20 - used, 0, used)
        assert desk.lines(START)[2:] == lines

    def test_a_release_of_nothing_may_be_listed(self):
        """By other terms."""
        desk = Desk(QuotaTerms(list_zero_releases=True)).package(20).reserved("a", 1, START).used("a", 1, START)
        assert desk.closed("a", START).lines(START)[-1] == ("reservation_release", 0, 19)

    def test_use_may_be_said_at_the_end(self):
        """Where updates were not committed one by one; never fewer than were, nor more than there are."""
        desk = Desk().package(20).reserved("a", 5, START).used("a", 2, START)
        for wrong in (-1, 1, 6):
            assert "consumed" in complaint(WrongValue, release, desk.quota, campaign="a", at=START, consumed=wrong)
        assert desk.closed("a", START, consumed=4).balance(START) == balance(16, 0, 4)

    def test_twice_is_refused(self):
        """A double release is none: LanternOps/breeze#6460; by the same key it is the first: useautumn/autumn#1534."""
        desk = Desk().package(20).reserved("a", 5, START).closed("a", START, key="close a")
        assert desk.refusal(release, START, campaign="a") is Reason.NO_RESERVATION
        assert desk.balance(START) == balance(20)


@pytest.mark.rule("P46")
class TestP46:
    """When a package expires, each open reservation ends, and nothing goes back."""

    def test_it_is_listed_without_an_amount(self):
        """Its tokens had left before; what was updated stays so."""
        desk = Desk().package(20).reserved("a", 5, START).used("a", 2, START)
        assert desk.lines(EXPIRY)[2:] == [("reservation_termination", 0, 15), ("package_termination", -15, 0)]
        assert desk.balance(EXPIRY) == balance(0, 0, 2, 18)

    def test_all_of_them_in_the_order_they_were_made(self):
        """Not in that of their names."""
        desk = Desk().package(20).reserved("b", 1, START).reserved("a", 1, day(1))
        ended = [record.campaign for record in expire(desk.quota, at=EXPIRY)[:2]]
        assert ended == [entry.campaign for entry in desk.history(EXPIRY)[3:5]] == ["b", "a"]


@pytest.mark.rule("P47")
class TestP47:
    """Tokens reserved but not used at the expiry are lost for good."""

    def test_a_release_comes_too_late(self):
        """At the very instant, and after a new package as well."""
        desk = Desk().package(20).reserved("a", 5, START)
        assert desk.refusal(release, EXPIRY - MOMENT, campaign="a") is None
        assert desk.refusal(release, EXPIRY, campaign="a") is Reason.NO_RESERVATION
        desk.package(7, LATER, "p2")
        assert desk.refusal(release, LATER, campaign="a") is Reason.NO_RESERVATION
        assert desk.balance(LATER) == balance(7, 0, 0, 20)

    def test_the_name_may_be_used_again(self):
        """As another campaign, with tokens of its own."""
        desk = Desk().package(20).reserved("a", 5, START).package(7, LATER, "p2").reserved("a", 3, LATER)
        assert desk.balance(LATER) == balance(4, 3, 0, 20)


@pytest.mark.rule("P48")
class TestP48:
    """A new package and its tokens are listed; after an expiry it is a creation, no renewal."""

    def test_it_is_listed_with_its_package(self):
        """The published sample: 20 tokens."""
        entry = Desk().package(20).history(START)[0]
        package = ServicePackage(id="p1", count=20, starts_at=START, expires_at=EXPIRY)
        assert (entry.amount, entry.reason, entry.package, entry.campaign) == (20, "package_creation", package, None)

    def test_after_a_lapse(self):
        """It knows the one before it, and starts from its own count."""
        desk = Desk().package(20).package(7, LATER, "p2")
        assert desk.lines(LATER)[-1] == ("package_creation", 7, 7)
        assert desk.active(LATER).previous == "p1"


@pytest.mark.rule("P49")
class TestP49:
    """A renewal is ordered before the expiry; by default it takes effect then, and there it is listed."""

    def test_at_the_expiry(self):
        """C6: it waits, the tokens cannot be used before, and it starts where the old one ends."""
        desk = Desk().package(20).renewed(7, day(100))
        assert (desk.active(EXPIRY - MOMENT).id, desk.active(EXPIRY).id) == ("p1", "p2")
        assert (desk.quota.remaining(EXPIRY - MOMENT), desk.quota.remaining(EXPIRY)) == (20, 27)
        assert desk.quota.pending.starts_at == EXPIRY
        assert desk.active(EXPIRY).expires_at == instant("2028-04-01T00:00")
        assert [entry.added for entry in desk.history(EXPIRY)] == [START, EXPIRY]

    @pytest.mark.parametrize("how", ["asked", "by the terms"])
    def test_at_once(self, how):
        """C6: for who has used up everything, twelve months from now."""
        desk = Desk(QuotaTerms(renewal_start=AT_ONCE if how == "by the terms" else RenewalStart.AT_EXPIRY))
        desk.package(20).renewed(7, day(100), **({"start": AT_ONCE} if how == "asked" else {}))
        assert desk.quota.remaining(day(100)) == 27
        assert desk.active(day(100)).expires_at == instant("2027-07-10T00:00")

    def test_one_may_wait(self):
        """A second one is refused, now as well as at once; when the first has taken over, another may."""
        desk = Desk().package(20).renewed(7, day(100))
        for start in RenewalStart:
            assert desk.refusal(renew, day(101), package="p3", count=1, start=start) is Reason.RENEWAL_PENDING
        assert desk.refusal(renew, EXPIRY, package="p3", count=1) is None

    def test_only_before_the_expiry(self):
        """At the expiry it is too late; without any package there is nothing to renew."""
        desk = Desk().package(20)
        assert desk.refusal(renew, EXPIRY - MOMENT, package="p2", count=7) is None
        assert desk.refusal(renew, EXPIRY, package="p2", count=7) is Reason.PACKAGE_EXPIRED
        assert Desk().refusal(renew, START, package="p2", count=7) is Reason.NO_PACKAGE


class TestC6:
    """Two texts differ on when a renewal starts: at the expiry by default, at once if asked; `TestP49` has both."""

    def test_a_choice_at_the_call_goes_before_the_terms(self):
        """Whichever the terms say."""
        desk = Desk(QuotaTerms(renewal_start=AT_ONCE)).package(20).renewed(7, START, start=RenewalStart.AT_EXPIRY)
        assert desk.active(START).id == "p1"


@pytest.mark.rule("P50")
class TestP50:
    """At a renewal what remains goes over to the new package; by other terms it is lost."""

    @pytest.mark.parametrize(("carry_over", "amount", "after"), [(True, 7, 22), (False, -8, 7)])
    def test_what_remains(self, carry_over, amount, after):
        """15 remaining and 7 new make 22; or the 15 are lost, which leaves 7."""
        desk = Desk(QuotaTerms(carry_over=carry_over)).package(20).reserved("a", 5, START).renewed(7, day(100))
        assert desk.lines(EXPIRY)[-1] == ("package_renewal", amount, after)
        assert desk.balance(EXPIRY) == balance(after, 5, 0, 22 - after)

    def test_the_record_says_the_same(self):
        """Its amount is what the line says."""
        desk = Desk(QuotaTerms(carry_over=False)).package(20).renewed(7, day(100))
        assert [type(record) for record in expire(desk.quota, at=EXPIRY)] == [RenewalStarted]
        assert expire(desk.quota, at=EXPIRY)[0].amount == -13


@pytest.mark.rule("P51")
class TestP51:
    """Campaigns run on over a renewal; what they give back goes to the package in force then."""

    @pytest.mark.parametrize("start", RenewalStart)
    def test_they_run_on(self, start):
        """Reserved under the first, released under the second; no line says that they ended."""
        desk = Desk().package(20).reserved("a", 5, START).renewed(7, day(100), start=start)
        assert desk.balance(EXPIRY - MOMENT).reserved == desk.balance(EXPIRY).reserved == 5
        desk.used("a", 1, EXPIRY).closed("a", EXPIRY)
        assert desk.balance(EXPIRY) == balance(26, 0, 1)
        assert balances_by_package(desk.log, EXPIRY, "acme") == {"p1": balance(), "p2": balance(26, 0, 1)}

    def test_what_a_package_without_limit_lent_goes_back_there(self):
        """Used first; else whoever reserves without limit would take as much over to a package with one."""
        desk = Desk().package(None).reserved("a", 100, START).renewed(7, day(100), start=AT_ONCE)
        desk.reserved("a", 2, day(100), top_up=True).used("a", 1, day(100)).closed("a", day(100))
        assert desk.balance(day(100)) == balance(7, 0, 1)

    def test_what_has_a_limit_stays_so(self):
        """Beside a package without limit it waits for the next one with one."""
        desk = Desk().package(20).reserved("a", 5, START).renewed(None, START, start=AT_ONCE).closed("a", day(1))
        assert desk.quota.remaining(day(1)) == UNLIMITED
        desk.renewed(7, day(2), "p3", start=AT_ONCE)
        assert desk.balance(day(2)) == balance(27)


@pytest.mark.rule("P52")
class TestP52:
    """A package that expires without a renewal is listed, with all that remained taken away."""

    @pytest.mark.parametrize("left", [15, 0])
    def test_the_balance_is_nothing(self, left):
        """Fifteen fewer, or a line of none where none remained."""
        desk = Desk().package(20).adjusted(-20 + left, START) if left else Desk().package(20).reserved("a", 20, START)
        assert desk.lines(EXPIRY)[-1] == ("package_termination", -left, 0)

    def test_it_needs_no_job(self):
        """Whether and when anybody ran one: twentyhq/twenty#25603, managoat/fountain#1126."""
        desk = Desk().package(20).reserved("a", 5, START)
        asked = desk.quota.as_of(LATER)
        kept = Desk().package(20).reserved("a", 5, START).recorded(LATER).quota
        assert attrs.evolve(kept, version=2, at=START) == asked == as_of(desk.log, LATER, "acme")
        assert kept.version == 4

    def test_with_grace_it_is_the_campaigns_that_wait(self):
        """The package loses its tokens at the expiry, the campaigns theirs sixty days later."""
        desk = Desk(GRACE).package(20).reserved("a", 5, START)
        added = [(entry.reason, entry.added) for entry in desk.history(LAPSE)[2:]]
        assert added == [("package_termination", EXPIRY), ("reservation_termination", LAPSE)]


@pytest.mark.rule("P53")
class TestP53:
    """Nothing of an expired package reaches a later one."""

    def test_the_next_starts_from_its_own_count(self):
        """Twenty are lost, seven are there."""
        desk = Desk().package(20).package(7, LATER, "p2")
        assert desk.balance(LATER) == balance(7, 0, 0, 20)
        parts = {"p1": balance(forfeited=20), "p2": balance(7)}
        assert balances_by_package(desk.log, LATER, "acme") == parts


@pytest.mark.rule("P54")
class TestP54:
    """The history shows the month before this one, unless another is asked for."""

    @pytest.mark.parametrize(("now", "month"), [("2026-05-31T23:59", "2026-04"), ("2027-01-01T00:00", "2026-12")])
    def test_the_month_before(self, now, month):
        """To its last minute, and over the new year."""
        assert previous_month(instant(now)) == Month.parse(month)

    def test_its_lines(self):
        """The first instant of a month is in it, that of the next is not."""
        may, june = instant("2026-05-01T00:00"), instant("2026-06-01T00:00")
        desk = Desk().package(20)
        for number, at in enumerate((may - MOMENT, may, june - MOMENT, june)):
            desk.reserved(f"c{number}", 1, at)
        shown = history(desk.log, june, "acme").view(previous_month(june))
        assert [entry.campaign for entry in shown.entries] == ["c1", "c2"]


@pytest.mark.rule("P55")
class TestP55:
    """The history is searched by campaign, by reason, or by both."""

    WHOLE = history(
        Desk().package(20).reserved("Spring 26", 5, START).reserved("spare", 1, START).closed("Spring 26", START).log,
        START,
        "acme",
    )

    @pytest.mark.parametrize(
        ("asked", "amounts"),
        [
            ({}, [20, -5, -1, 5]),
            ({"campaign": "spr"}, [-5, 5]),
            ({"campaign": "SP"}, [-5, -1, 5]),
            ({"campaign": ""}, [-5, -1, 5]),
            ({"reason": "reservation"}, [-5, -1]),
            ({"reason": HistoryReason.PACKAGE_CREATION}, [20]),
            ({"campaign": "26", "reason": HistoryReason.RESERVATION_RELEASE}, [5]),
            ({"campaign": "winter"}, []),
            ({"reason": "package_gift"}, []),
        ],
    )
    def test_any_part_of_a_name(self, asked, amounts):
        """In capitals or not; lines about packages have no campaign."""
        assert [entry.amount for entry in self.WHOLE.view(**asked).entries] == amounts


@pytest.mark.rule("P56")
class TestP56:
    """What is downloaded is what is shown."""

    @pytest.mark.parametrize("asked", [{}, {"campaign": "spr"}, {"reason": "package_creation"}, {"campaign": "x"}])
    def test_the_rows_of_the_file_are_the_lines_shown(self, asked):
        """The same lines in the same order, under the same columns."""
        shown = TestP55.WHOLE.view(**asked)
        file = StringIO()
        write_rows(HISTORY_COLUMNS, shown.rows(), file)
        head, *lines = file.getvalue().splitlines()
        assert head == "id,added,account,reason,campaign,package,amount,balance"
        assert [line.split(",")[0] for line in lines] == [entry.id for entry in shown.entries]
        assert len(shown.table().rows) == len(lines)

    def test_a_line(self):
        """Every cell of it."""
        release = TestP55.WHOLE.entries[-1]
        cells = ("2026-04-01T00:00:00+00:00", "acme", "reservation_release", "Spring 26", None, 5, 19)
        assert TestP55.WHOLE.rows()[-1] == (release.id, *cells)


@pytest.mark.rule("P63")
class TestP63:
    """An account sees its own lines or those of all its tenants, each with whose it is."""

    def test_own_and_together(self):
        """Packages are the account's own."""
        desk = Desk().package(20).reserved("a", 5, START, tenant="north").reserved("b", 3, START)
        whole = history(desk.log, START, "acme")
        assert [(entry.account, entry.amount) for entry in whole.entries] == [("acme", 20), ("north", -5), ("acme", -3)]
        assert [entry.amount for entry in whole.view(account="acme").entries] == [20, -3]
        assert [entry.amount for entry in whole.view(account="north").entries] == [-5]
        assert whole.view(account="south").entries == ()


@pytest.mark.rule("P64")
class TestP64:
    """At the instant of an expiry: first what came before it, then the renewal, or the campaigns and last the package."""

    def test_a_millisecond_before_is_in_time(self):
        """What is released then is lost with the package, not with the campaign."""
        desk = Desk().package(20).reserved("a", 5, START).closed("a", EXPIRY - MOMENT)
        lines = [("package_creation", 20, 20), ("reservation", -5, 15)]
        lines += [("reservation_release", 5, 20), ("package_termination", -20, 0)]
        assert desk.lines(EXPIRY) == lines

    def test_at_the_instant_is_too_late_without_a_renewal(self):
        """And in time with one."""
        desk = Desk().package(20).reserved("a", 5, START)
        assert desk.refusal(commit, EXPIRY, campaign="a", device="d1") is Reason.NO_RESERVATION
        desk.renewed(7, START)
        assert desk.refusal(commit, EXPIRY, campaign="a", device="d1") is None

    def test_records_follow_that_order(self):
        """Each of them can be appended, decided one after the other."""
        desk = Desk().package(20).reserved("b", 1, START).reserved("a", 5, START)
        kinds = [type(record) for record in expire(desk.quota, at=EXPIRY)]
        assert kinds == [ReservationTerminated, ReservationTerminated, PackageTerminated]
        desk.recorded(EXPIRY)
        assert [event.version for event in desk.log] == [0, 1, 2, 3, 4, 5]
        assert expire(desk.quota, at=LATER) == ()


class TestW7:
    """The worked example, line by line."""

    def test_the_ledger(self):
        """Consumed 3 + 4 + 2, lost 25 + 6; at every line the amounts add up to what remains."""
        second = instant("2028-04-01T00:00")
        desk = Desk().package(20)
        desk.reserved("A", 5, day(1)).used("A", 3, day(2)).closed("A", day(3))
        desk.reserved("B", 10, day(4)).renewed(20, day(5)).used("B", 4, EXPIRY).closed("B", LATER)
        desk.reserved("C", 8, LATER).used("C", 2, LATER)
        assert desk.lines(second) == [
            ("package_creation", 20, 20),
            ("reservation", -5, 15),
            ("reservation_release", 2, 17),
            ("reservation", -10, 7),
            ("package_renewal", 20, 27),
            ("reservation_release", 6, 33),
            ("reservation", -8, 25),
            ("reservation_termination", 0, 25),
            ("package_termination", -25, 0),
        ]
        assert desk.balance(second) == balance(0, 0, 3 + 4 + 2, 25 + 8 - 2)
        assert replay(desk.log, "acme").as_of(second) == desk.quota.as_of(second)
        assert balances_by_package(desk.log, second, "acme") == {"p1": balance(0, 0, 3), "p2": balance(0, 0, 6, 31)}
