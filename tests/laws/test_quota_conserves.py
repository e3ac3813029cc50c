"""A quota loses and invents no token: what was granted remains, is reserved, used or lost, whatever happens when."""

from collections import Counter
from datetime import timedelta
from itertools import accumulate

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.laws.fleet import choices
from tests.quota import START, Desk

from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.log import append
from kpix_billing_core.quota import (
    UNLIMITED,
    Committed,
    QuotaBalance,
    QuotaTerms,
    RenewalStart,
    adjust,
    as_of,
    balances_by_account,
    balances_by_package,
    commit,
    create_package,
    expire,
    history,
    release,
    renew,
    replay,
    reserve,
)

TERMS = (
    QuotaTerms(),
    QuotaTerms(grace_days=60),
    QuotaTerms(carry_over=False, list_zero_releases=True),
    QuotaTerms(grace_days=60, validity_months=1, renewal_start=RenewalStart.AT_ONCE),
)
CAMPAIGNS = (("a", None), ("b", None), ("c", "north"), ("d", "south"))
COUNTS = (1, 4, 20, None)
PAUSES = [timedelta(0), timedelta(milliseconds=1), *map(timedelta, (1, 20, 59, 60, 365))]


def bare(quota):
    """Return a quota without how many events it has seen, which records add to."""
    return attrs.evolve(quota, version=1, at=None)


def added(balances):
    """Return what parts of a quota come to together."""
    return QuotaBalance(**sum((Counter(attrs.asdict(each)) for each in balances), Counter()))


class QuotaMachine(RuleBasedStateMachine):
    """Two services with one quota: one of them keeps a record of all that falls due, the other never runs a job."""

    @initialize(terms=st.sampled_from(TERMS), count=st.sampled_from(COUNTS))
    def begin(self, terms, count):
        self.lazy, self.busy = Desk(terms).package(count), Desk(terms).package(count)
        self.now, self.past, self.number = START, [], 0
        self.came = [(START, count or 0)]
        self.used, self.lent = 0, Counter()

    def ask(self, verb, **given):
        """Ask both; they must say the same, and under its key an event happens once."""
        self.number += 1
        self.busy.recorded(self.now)
        given = {"key": f"k{self.number}", **given}
        busy, lazy = self.busy.do(verb, self.now, **given), self.lazy.do(verb, self.now, **given)
        if isinstance(lazy, Refused):
            assert lazy == busy
            return None
        assert attrs.evolve(busy, version=lazy.version) == lazy
        log = self.lazy.log
        assert append(log, lazy) is log
        assert append(log, attrs.evolve(lazy, key=None)).reason is Reason.STALE_VERSION
        return lazy

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause):
        """Time passes, by a moment or a year; what was then is remembered."""
        if pause:
            self.past = [*self.past[-2:], (self.now, self.lazy.quota.as_of(self.now))]
            self.now += pause

    @rule()
    def wait_for_an_expiry(self):
        """The very instant, for whoever takes one too many or too few."""
        package = self.lazy.active(self.now)
        if package is not None:
            self.wait(package.expires_at - self.now)

    @rule(count=st.sampled_from(COUNTS))
    def create(self, count):
        event = self.ask(create_package, package=f"p{self.number}", count=count)
        if event is not None:
            self.came.append((event.starts_at, count or 0))

    @rule(count=st.sampled_from(COUNTS), start=st.sampled_from([None, *RenewalStart]))
    def renew(self, count, start):
        event = self.ask(renew, package=f"p{self.number}", count=count, start=start)
        if event is not None:
            self.came.append((event.starts_at, count or 0))

    @rule(given=choices(CAMPAIGNS, range(1, 5), (False, False, True)))
    def reserve(self, given):
        """All or nothing, and never more than remain: getlago/lago-api#5980, polarsource/polar#13569."""
        (campaign, tenant), size, top_up = given
        remaining = self.lazy.quota.remaining(self.now)
        event = self.ask(reserve, campaign=campaign, tenant=tenant, size=size, top_up=top_up)
        if event is not None:
            assert size <= remaining
            self.lent[campaign] += size if remaining == UNLIMITED else 0

    @rule(given=choices(CAMPAIGNS, range(3), (True, True, False)))
    def commit(self, given):
        """By campaign and device, not by attempt: Brewskey/spark-server#276."""
        (campaign, tenant), device, succeeded = given
        given = {"campaign": campaign, "tenant": tenant, "device": f"d{device}", "succeeded": succeeded, "key": None}
        before = len(self.lazy.log)
        event = self.ask_again(commit, **given)
        self.used += len(self.lazy.log) - before
        assert event is None or succeeded

    def ask_again(self, verb, **given):
        """Ask for what may have happened already, in which case nothing happens."""
        self.busy.recorded(self.now)
        busy, lazy = self.busy.do(verb, self.now, **given), self.lazy.do(verb, self.now, **given)
        assert isinstance(busy, Refused) is isinstance(lazy, Refused)
        return None if isinstance(lazy, Refused) else lazy

    @rule(campaign=st.sampled_from(CAMPAIGNS), all_used=st.booleans())
    def release(self, campaign, all_used):
        """At most what was reserved, once, keyed by the campaign: LanternOps/breeze#6460, useautumn/autumn#1534."""
        campaign, tenant = campaign
        open_ = self.lazy.quota.reservation(campaign, self.now)
        consumed = open_.size if open_ is not None and all_used else None
        event = self.ask(release, campaign=campaign, tenant=tenant, consumed=consumed)
        assert (event is None) is (open_ is None)
        if event is not None:
            self.used += event.consumed - open_.consumed
            # What was lent was used first; nothing of it comes back.
            unused = open_.size - event.consumed
            back = 0 if open_.lapses_at else max(0, unused - (open_.size - self.lent[campaign]))
            self.came.append((self.now, -back))
            self.came.append((self.now, self.lent.pop(campaign, 0)))
            assert self.ask(release, campaign=campaign, tenant=tenant) is None

    @rule(amount=st.sampled_from([-3, -1, 5]))
    def adjust(self, amount):
        if self.lazy.quota.remaining(self.now) != UNLIMITED and self.ask(adjust, amount=amount) is not None:
            self.came.append((self.now, amount))

    @invariant()
    def balances(self):
        """Everything that came in is in one place, for all of it, each account and each package: LanternOps/breeze#6460.

        And it came in once: whatever else happens in its time grants nothing again, openmeterio/openmeter#4252.
        """
        whole = self.lazy.balance(self.now)
        ended = [name for name in self.lent if self.lazy.quota.reservation(name, self.now) is None]
        for campaign in ended:  # with its package: what it was lent counts for good
            self.came.append((self.now, self.lent.pop(campaign)))
        assert whole.granted == sum(count for at, count in self.came if at <= self.now) + self.lent.total()
        assert whole.granted == whole.remaining + whole.reserved + whole.consumed + whole.forfeited
        assert min(attrs.astuple(whole)) >= 0
        assert whole.consumed == self.used
        for parts in (balances_by_account, balances_by_package):
            found = parts(self.lazy.log, self.now, "acme", self.lazy.quota.terms)
            assert added(found.values()) == whole

    @invariant()
    def accounts_have_what_they_took(self):
        """What each has reserved is what its campaigns have, and what it used is what its devices used."""
        parts = balances_by_account(self.lazy.log, self.now, "acme", self.lazy.quota.terms)
        open_ = self.lazy.quota.as_of(self.now).reservations
        for account, part in parts.items():
            tenant = None if account == "acme" else account
            assert part.reserved == sum(each.unused for each in open_ if each.tenant == tenant)
            assert part.consumed >= sum(type(event) is Committed and event.tenant == tenant for event in self.lazy.log)
            assert part.remaining == (0 if tenant else self.lazy.balance(self.now).remaining)

    @invariant()
    def lines_add_up(self):
        """The history is the balance, line by line, with and without records."""
        lines = history(self.lazy.log, self.now, "acme", self.lazy.quota.terms)
        amounts = [entry.amount for entry in lines.entries]
        assert sum(amounts) == self.lazy.balance(self.now).remaining
        for entry, balance in zip(lines.entries, accumulate(amounts), strict=True):
            assert entry.balance in {None, balance}
        assert history(self.busy.log, self.now, "acme", self.lazy.quota.terms) == lines

    @invariant()
    def records_change_nothing(self):
        """Expiry is a function of the dates, not of a job: twentyhq/twenty#25603, managoat/fountain#1126."""
        assert bare(self.busy.quota.as_of(self.now)) == bare(self.lazy.quota.as_of(self.now))
        due = expire(self.lazy.quota, at=self.now)
        assert [record.version for record in due] == [len(self.lazy.log) + number for number in range(len(due))]

    @invariant()
    def balances_by_construction(self):
        """An event makes a quota without another look at all that is open: the constructor would take it as it is."""
        for quota in (self.lazy.quota, self.busy.quota, self.lazy.quota.as_of(self.now)):
            whole = tuple(map(attrs.evolve, quota.reservations))
            assert attrs.evolve(quota, reservations=whole) == quota

    @invariant()
    def replays(self):
        """From nothing and from any state on the way: openmeterio/openmeter#4845, polarsource/polar#5648."""
        terms, events, half = self.lazy.quota.terms, list(self.lazy.log), len(self.lazy.log) // 2
        assert replay(events, "acme", terms) == self.lazy.quota
        assert replay(events[half:], replay(events[:half], "acme", terms)) == self.lazy.quota

    @invariant()
    def the_past_stays(self):
        """The quota at an instant is a function of the instant, whoever asks when, and by whatever steps."""
        for then, quota in self.past:
            assert as_of(self.lazy.log, then, "acme", self.lazy.quota.terms) == quota
        last = self.lazy.quota.at
        half = last + (self.now - last) // 2
        assert self.lazy.quota.as_of(half).as_of(self.now) == self.lazy.quota.as_of(self.now)


def test_a_quota_loses_and_invents_nothing():
    """After every step of any history, in all, for each account and for each package."""
    run_state_machine_as_test(QuotaMachine, settings=settings(stateful_step_count=15))
