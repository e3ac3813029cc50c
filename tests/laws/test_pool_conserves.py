"""A pool loses and invents no credit: whatever is granted is available, used, expired or taken back, at every step."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.examples import complaint, exact
from tests.laws.fleet import choices

from kpix_billing_core import PaymentMethod
from kpix_billing_core.accounts import Device
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import BrokenLog, WrongValue
from kpix_billing_core.log import Log, append
from kpix_billing_core.pool import (
    MOVES,
    BilledLater,
    Consumed,
    Deactivated,
    GrantSource,
    Occasion,
    Place,
    Pool,
    Purchased,
    confirm,
    consume,
    evolve,
    grant,
    replay,
    withdraw,
)

SKUS = ("STD", "PRO")
START = date(2026, 5, 1)
TRACKER = Device("d1", "acme")
WITHOUT = {
    PaymentMethod.PREPAY_AUTO: Purchased,
    PaymentMethod.POSTPAY: BilledLater,
    PaymentMethod.PREPAY: Deactivated,
}
GRANTS = choices(SKUS, range(1, 5), tuple(GrantSource), (None, 0, 1, 10, 40), (0, 1, -1), (0, 5))


class Stock:
    """A grant as the model knows it: how many are where."""

    def __init__(self, number, sku, count, first, last, priority, pending):
        self.number, self.sku, self.first, self.last = number, sku, first, last
        self.priority, self.pending = priority, pending
        self.left, self.used, self.back, self.void = count, 0, 0, 0

    def good(self, on):
        return self.left > 0 and not self.pending and self.first <= on and (self.last is None or on <= self.last)


class PoolMachine(RuleBasedStateMachine):
    """A pool, its log, and a plain model beside them."""

    def __init__(self):
        super().__init__()
        self.pool, self.log = Pool("acme"), Log()
        self.stocks, self.today = [], START
        self.bought = dict.fromkeys(SKUS, 0)

    def admit(self, event):
        """Append an event that must be admitted; a second attempt under its key changes nothing."""
        event = attrs.evolve(event, key=f"k{self.pool.version}")
        before, seen = self.pool, self.log
        self.log, self.pool = append(self.log, event), evolve(self.pool, event)
        assert append(self.log, event) is self.log
        assert append(seen, attrs.evolve(event, version=event.version + 1)).reason is Reason.STALE_VERSION
        assert before.version + 1 == self.pool.version

    @initialize(given=st.lists(GRANTS, max_size=2))
    def begin(self, given):
        for each in given:
            self.grant(each)

    @rule(days=st.sampled_from((1, 1, 5, 30)))
    def wait(self, days):
        self.today += timedelta(days=days)

    @rule(given=GRANTS)
    def grant(self, given):
        sku, count, source, lasts, priority, ahead = given
        first = self.today + timedelta(days=ahead)
        last = None if lasts is None else first + timedelta(days=lasts)
        price = exact("7 USD") if source is GrantSource.BULK else None
        what = {"sku": sku, "count": count, "source": source, "unit_price": price}
        event = grant(self.pool, on=first, expires_on=last, priority=priority, **what)
        self.stocks.append(Stock(event.version, sku, count, first, last, priority, source is GrantSource.BUNDLE))
        self.admit(event)

    def found(self, number):
        return next((one for one in self.stocks if one.number == number and one.left), None)

    @precondition(lambda self: self.stocks)
    @rule(which=st.integers(0, 5))
    def confirm(self, which):
        """A transition happens once, and twice is refused: getlago/lago-api#2243."""
        number = self.stocks[which % len(self.stocks)].number
        stock = self.found(number)
        answer = confirm(self.pool, grant=number, on=self.today)
        if stock is None or not stock.pending:
            reason = Reason.UNKNOWN_GRANT if stock is None else Reason.NOT_PENDING
            assert answer.reason is reason
            return
        stock.pending = False
        self.admit(answer)
        assert confirm(self.pool, grant=number, on=self.today).reason is Reason.NOT_PENDING

    @precondition(lambda self: self.stocks)
    @rule(which=st.integers(0, 5), count=st.integers(1, 3))
    def withdraw(self, which, count):
        """What is taken back is bounded by what is left, which no clawback exceeds: LanternOps/breeze#6460."""
        number = self.stocks[which % len(self.stocks)].number
        stock = self.found(number)
        answer = withdraw(self.pool, grant=number, count=count, on=self.today)
        if stock is None or stock.left < count:
            assert answer.reason is (Reason.UNKNOWN_GRANT if stock is None else Reason.NOT_ENOUGH_CREDITS)
            return
        stock.left -= count
        # Taken back before it was confirmed, a credit never came in.
        stock.back += 0 if stock.pending else count
        stock.void += count if stock.pending else 0
        self.admit(answer)

    @rule(given=choices(SKUS, tuple(PaymentMethod), (Occasion.CYCLE, Occasion.ACTIVATION)))
    def consume(self, given):
        """The next grant is asked when one is empty, and none goes below zero: getlago/lago-api#5825."""
        sku, method, occasion = given
        answer = consume(self.pool, sku=sku, device=TRACKER, on=self.today, method=method, occasion=occasion)
        usable = [stock for stock in self.stocks if stock.sku == sku and stock.good(self.today)]
        if usable:
            first = min(usable, key=lambda stock: (stock.priority, stock.last or date.max, stock.number))
            assert (type(answer), answer.grant) == (Consumed, first.number)
            first.left -= 1
            first.used += 1
        elif method is PaymentMethod.PREPAY and occasion is not Occasion.CYCLE:
            assert answer.reason is Reason.PURCHASE_REQUIRED
            return
        else:
            assert type(answer) is WITHOUT[method]
            self.bought[sku] += type(answer) is Purchased
        self.admit(answer)

    @invariant()
    def balances(self):
        """Every credit is in one place, for each SKU and in total, today and later, with nobody running a job.

        Expiry is a function of the dates: twentyhq/twenty#25603, managoat/fountain#1126.
        """
        for day in (self.today, self.today + timedelta(days=11)):
            for sku in (*SKUS, None):
                balance = self.pool.balance(day, sku)
                assert attrs.asdict(balance) == self.expected(sku, day)
                assert balance.granted == balance.available + balance.consumed + balance.expired + balance.withdrawn

    def expected(self, sku, day):
        stocks = [stock for stock in self.stocks if sku in (None, stock.sku)]
        settled = [stock for stock in stocks if not stock.pending]
        bought = sum(count for each, count in self.bought.items() if sku in (None, each))
        over = sum(stock.left for stock in settled if stock.last is not None and stock.last < day)
        left = sum(stock.left for stock in settled)
        used, back = sum(stock.used for stock in stocks), sum(stock.back for stock in stocks)
        return {
            "granted": left + used + back + bought,
            "available": left - over,
            "consumed": used + bought,
            "expired": over,
            "withdrawn": back,
            "pending": sum(stock.left for stock in stocks if stock.pending),
        }

    @invariant()
    def replays(self):
        """The log from nothing, and from any state on the way, is the pool: openmeterio/openmeter#4845, polarsource/polar#5648."""
        assert replay(self.log, "acme") == self.pool
        events, half = list(self.log), len(self.log) // 2
        assert replay(events[half:], replay(events[:half], "acme")) == self.pool

    @invariant()
    def keeps_what_is_open(self):
        """Σ consumption(grant) ≤ amount(grant), grant by grant: getlago/lago-api#5020."""
        open_ = {grant.number: grant for grant in self.pool.grants}
        assert {stock.number for stock in self.stocks if stock.left} == set(open_)
        for stock in self.stocks:
            if stock.left:
                found = open_[stock.number]
                assert (found.left, found.consumed, found.withdrawn) == (
                    stock.left,
                    stock.used,
                    stock.back + stock.void,
                )
        taken = [event.grant for event in self.log if type(event) is Consumed]
        assert all(taken.count(stock.number) == stock.used for stock in self.stocks)


def test_a_pool_loses_and_invents_nothing():
    """After every step of any history the model, the pool and the replayed log agree, and the balance law holds."""
    run_state_machine_as_test(PoolMachine, settings=settings(stateful_step_count=12))


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_is_granted_that_is_not_there(count):
    """A grant of nothing or of less is no grant: openmeterio/openmeter#1344."""
    what = {"sku": "STD", "source": GrantSource.ADJUSTMENT, "on": START}
    assert "count" in complaint(WrongValue, grant, Pool("acme"), count=count, **what)


@given(st.integers(1, 5), st.integers(0, 45), st.integers(-2, 2))
def test_the_last_day_pays_and_the_next_does_not(count, lasts, off):
    """The day it is valid through is included, at every edge: empirical-org/Empirical-Core#10819, CESNET/perun#3821."""
    last = START + timedelta(days=lasts)
    what = {"sku": "STD", "count": count, "source": GrantSource.ADJUSTMENT}
    pool = replay([grant(Pool("acme"), on=START, expires_on=last, **what)])
    day = max(last + timedelta(days=off), START)
    balance = pool.balance(day)
    assert (balance.available, balance.expired) == ((0, count) if day > last else (count, 0))
    answer = consume(pool, sku="STD", device=TRACKER, on=day, method=PaymentMethod.PREPAY)
    assert type(answer) is (Deactivated if day > last else Consumed)


@given(st.integers(1, 4), st.integers(0, 6))
def test_a_log_with_one_credit_too_many_is_broken(count, consumptions):
    """A store that spent a grant's credit twice is found out by the replay, at the event that did it."""
    pool = replay([grant(Pool("acme"), sku="STD", count=count, source=GrantSource.ADJUSTMENT, on=START)])
    first = consume(pool, sku="STD", device=TRACKER, on=START, method=PaymentMethod.PREPAY)
    events = [attrs.evolve(first, version=1 + number) for number in range(consumptions)]
    if consumptions <= count:
        assert replay(events, pool).balance(START).available == count - consumptions
    else:
        with pytest.raises(BrokenLog) as caught:
            replay(events, pool)
        assert str(1 + count) in str(caught.value)


def test_every_move_is_on_the_map():
    """Credits come from outside and end used, taken back or expired; no event brings one back or makes it expire."""
    moves = [move for ways in MOVES.values() for move in ways]
    assert {after for _, after in moves} == set(Place) - {Place.EXPIRED}
    assert {before for before, _ in moves} == {Place.OUTSIDE, Place.PENDING, Place.AVAILABLE}
    assert isinstance(withdraw(Pool("acme"), grant=0, count=1, on=START), Refused)
