"""Devices live: switched on, renewed, moved, handed over, switched off; no plan, credit, day or cent is lost or doubled."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.examples import exact
from tests.laws.fleet import choices
from tests.prepaid import charged

from kpix_billing_core import Account, Money, Month, PaymentMethod, PerUnit, Price, PriceBook, bands, draft, rate, tally
from kpix_billing_core.accounts import Device, payment_method_of
from kpix_billing_core.catalogue import BillingTerms, UnusedShare
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.lifecycle import (
    Outcome,
    activate,
    billable,
    cancel,
    change_plan,
    credit_unused,
    deactivate,
    fleet,
    renew_month,
    shortage,
    transfer,
)
from kpix_billing_core.log import Log, append
from kpix_billing_core.pool import (
    BilledLater,
    Consumed,
    Deactivated,
    GrantSource,
    Occasion,
    Pool,
    Purchased,
    Removed,
    grant,
    replay,
)

APRIL = Month(2026, 4)
SKUS = ("LITE", "STD", "PRO")
RISING = {sku: rank for rank, sku in enumerate(SKUS)}
OWNERS = ("acme", "globex")
RESELLER = Account("reseller", "USD")
IDS = ("d1", "d2", "d3")
PRICES = (
    Price("LITE", PerUnit("4.35 USD")),
    Price("STD", PerUnit("9.505 USD")),
    Price("PRO", bands((1, "13.00 USD"), (2, "12.3333 USD"))),
)
TERMS = choices(tuple(UnusedShare), (True, False))
NOTHING = Money.parse("0 USD")


class LifeMachine(RuleBasedStateMachine):
    """Two owners, a reseller and three devices, with what a service would store, and a plain model of who holds what."""

    @initialize(terms=TERMS, methods=st.tuples(*[st.sampled_from(PaymentMethod)] * 2), payers=st.integers(0, 7))
    def begin(self, terms, methods, payers):
        share, credit_new_plan = terms
        self.book = PriceBook(PRICES, BillingTerms(unused_share=share, credit_new_plan=credit_new_plan))
        self.today, self.ticks = APRIL.first_day, 0
        self.accounts = {id_: Account(id_, "USD", method) for id_, method in zip(OWNERS, methods, strict=True)}
        self.pools = {id_: Pool(id_) for id_ in OWNERS}
        self.logs = {id_: Log() for id_ in OWNERS}
        self.events, self.unused, self.seen_runs = [], [], {id_: {} for id_ in OWNERS}
        self.devices = {
            id_: Device(id_, "acme", "reseller" if payers >> place & 1 else "acme") for place, id_ in enumerate(IDS)
        }
        self.held, self.over = {}, []

    # --- what a service does around the verbs ---

    def now(self):
        self.ticks += 1
        return datetime.combine(self.today, time(), UTC) + timedelta(seconds=self.ticks)

    def store(self, owner, events):
        for event in events:
            log = append(self.logs[owner], event)
            assert isinstance(log, Log)
            self.logs[owner] = log
        self.pools[owner] = replay(events, self.pools[owner])
        self.events += events

    def took(self, outcome, owner):
        self.store(owner, outcome.events)
        self.devices[outcome.device.id] = outcome.device
        if outcome.ended is not None:
            assert self.held.pop(outcome.device.id).start == outcome.ended.start
            self.over.append(outcome.ended)
        if outcome.started is not None:
            self.held[outcome.device.id] = outcome.started
        self.unused += outcome.unused

    def who(self, id_):
        device = self.devices[id_]
        payer = self.accounts.get(device.payer, RESELLER)
        return device, self.accounts[device.owner], payer, payment_method_of(device, self.accounts[device.owner], payer)

    def start_of(self, sku, owner, method):
        """Return the kind of start that is due, by the pool and the way to pay; None for a refusal."""
        if self.pools[owner].usable(sku, self.today):
            return Consumed
        return {PaymentMethod.PREPAY_AUTO: Purchased, PaymentMethod.POSTPAY: BilledLater}.get(method)

    def overdue(self, held, day):
        return held.prepaid and Month.of(held.consumed_on) != Month.of(day)

    # --- what can happen ---

    @rule(
        given=choices(
            OWNERS, SKUS, (1, 2), (GrantSource.PURCHASE, GrantSource.ADJUSTMENT, GrantSource.BULK), (None, 20)
        )
    )
    def grant(self, given):
        owner, sku, count, source, lasts = given
        price = exact("7.77 USD") if source is GrantSource.BULK else None
        expires_on = None if lasts is None else self.today + timedelta(days=lasts)
        what = {"sku": sku, "count": count, "source": source, "unit_price": price, "expires_on": expires_on}
        self.store(owner, [grant(self.pools[owner], on=self.today, at=self.now(), **what)])

    @rule(days=st.sampled_from((1, 9, 30)))
    def wait(self, days):
        """Within the month: its end is another rule."""
        self.today = min(self.today + timedelta(days=days), Month.of(self.today).last_day)

    @rule(owner=st.sampled_from(OWNERS), on_file=st.booleans())
    def billing_details(self, owner, on_file):
        self.accounts[owner] = self.accounts[owner].with_billing_details(on_file=on_file)

    @rule(given=choices(IDS, SKUS))
    def activate(self, given):
        id_, sku = given
        device, owner, payer, method = self.who(id_)
        before = self.pools[owner.id]
        wish = {"on": self.today, "owner": owner, "payer": payer, "terms": self.book.terms, "at": self.now()}
        answer = activate(before, device, sku, holdings=[*self.over, *self.held.values()], **wish)
        assert answer == activate(before, device, sku, holdings=self.held.values(), **wish)
        expected = None if id_ in self.held else self.start_of(sku, owner.id, method)
        if expected is None:
            assert answer.reason is (Reason.ALREADY_ACTIVE if id_ in self.held else Reason.PURCHASE_REQUIRED)
            return
        assert [type(event) for event in answer.events] == [expected]
        days = self.today.day - 1 if expected is not BilledLater else 0
        assert [each.days for each in answer.unused] == [days] * bool(days)
        self.took(answer, owner.id)

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 2), verb=st.sampled_from((deactivate, cancel)))
    def end(self, which, verb):
        id_ = sorted(self.held)[which % len(self.held)]
        held, device = self.held[id_], self.devices[id_]
        answer = verb(self.pools[device.owner], device, held, on=self.today, at=self.now())
        if self.overdue(held, self.today):
            assert answer.reason is Reason.RENEWAL_DUE
            return
        assert (answer.ended.removed_on, answer.unused) == (self.today, ())
        self.took(answer, device.owner)

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 2), sku=st.sampled_from(SKUS))
    def change(self, which, sku):
        """Credit of the old plan depends on nothing of the new one but that it is better: polarsource/polar#9344."""
        id_ = sorted(self.held)[which % len(self.held)]
        device, owner, payer, method = self.who(id_)
        held = self.held[id_]
        wish = {"on": self.today, "owner": owner, "payer": payer, "book": self.book, "at": self.now()}
        answer = change_plan(self.pools[owner.id], device, held, sku, **wish)
        last = self.today
        if last.day == 1 and held.consumed_on < last:
            last -= timedelta(days=1)
        if self.overdue(held, last):
            assert answer.reason is Reason.RENEWAL_DUE
        elif sku == held.sku:
            assert answer == Outcome(device=device)
        elif self.start_of(sku, owner.id, method) is None:
            assert answer.reason is Reason.PURCHASE_REQUIRED
        else:
            assert [type(event) for event in answer.events] == [Removed, self.start_of(sku, owner.id, method)]
            rises = held.prepaid and RISING[sku] > RISING[held.sku]
            starts = answer.started.prepaid and self.book.terms.credit_new_plan
            after, before = Month.of(last).days - last.day, self.today.day - 1
            expected = [(held.sku, after)] * (rises and after > 0) + [(sku, before)] * (starts and before > 0)
            assert [(each.sku, each.days) for each in answer.unused] == expected
            self.took(answer, owner.id)

    @rule(given=choices(IDS, (*OWNERS, "reseller")))
    def transfer(self, given):
        id_, payer = given
        device = self.devices[id_]
        to = OWNERS[device.owner == OWNERS[0]]
        answer = transfer(
            self.pools[device.owner], device, to, on=self.today, payer=None if payer in OWNERS else payer, at=self.now()
        )
        assert (answer.device.owner, answer.started, answer.ended) == (to, None, None)
        self.took(answer, device.owner)

    @rule()
    def renew(self):
        """The run answers for every device, does what the shortage foretold, and run again adds nothing.

        An event is keyed by device and month, not by attempt: Brewskey/spark-server#276, getlago/lago-api#3618.
        """
        month = Month.of(self.today)
        for owner in OWNERS:
            pool = self.pools[owner]
            mine = [device for device in self.devices.values() if device.owner == owner]
            run = {"owner": self.accounts[owner], "payers": [RESELLER, *self.others(owner)]}
            renewal = renew_month(pool, mine, self.held.values(), month, at=self.now(), **run)
            due = {id_ for id_, held in self.held.items() if held.consumed_on < month.first_day}
            due &= {device.id for device in mine}
            assert Counter(event.device for event in renewal.events) == Counter(due)
            assert {*due, *renewal.renewed, *renewal.idle} == {device.id for device in mine}
            needs = shortage(pool, mine, self.held.values(), month)
            assert sum(each.needed for each in needs) == len(renewal.events)
            lacking = Counter(event.sku for event in renewal.events if type(event) is not Consumed)
            assert Counter({each.sku: each.short for each in needs}) == lacking
            for plan in renewal.ended:
                assert self.held.pop(plan.device).start == plan.start
            self.over += renewal.ended
            self.held |= {plan.device: plan for plan in renewal.started}
            for event in renewal.events:
                if type(event) is Deactivated:
                    self.devices[event.device] = attrs.evolve(self.devices[event.device], activated_on=None)
            self.store(owner, renewal.events)
            mine = [self.devices[device.id] for device in mine]
            again = renew_month(self.pools[owner], mine, self.held.values(), month, **run)
            assert again.events == ()
            assert all(append(self.logs[owner], event) is self.logs[owner] for event in renewal.events)

    def others(self, owner):
        return [account for id_, account in self.accounts.items() if id_ != owner]

    @rule(renewed=st.booleans())
    def month_ends(self, renewed):
        """The run may be late: then what it has to do first is refused, and a run of the month after that too."""
        self.renew()
        self.today = (Month.of(self.today) + 1).first_day
        late = [plan for plan in self.held.values() if plan.prepaid]
        month = Month.of(self.today) + 1
        for owner in OWNERS:
            mine = [device for device in self.devices.values() if device.owner == owner]
            run = {"owner": self.accounts[owner], "payers": [RESELLER, *self.others(owner)]}
            answer = renew_month(self.pools[owner], mine, self.held.values(), month, **run)
            waits = any(self.devices[plan.device].owner == owner for plan in late)
            assert isinstance(answer, Refused) is waits
        if renewed:
            self.renew()

    # --- what holds after every step ---

    @invariant()
    def pools_balance(self):
        for owner, pool in self.pools.items():
            assert replay(self.logs[owner], owner) == pool
            starts = [event for event in self.logs[owner] if type(event) in (Consumed, Purchased)]
            assert pool.balance(self.today).consumed == len(starts)
            for sku in pool.skus:
                balance = pool.balance(self.today, sku)
                assert balance.granted == balance.available + balance.consumed + balance.expired + balance.withdrawn

    @invariant()
    def the_log_tells_who_holds_what(self):
        """Devices and plans read from the events are the ones that the outcomes said, and no device has two at once."""
        found = fleet(self.events)
        told = {device.id: device for device in found.devices}
        assert told == {id_: self.devices[id_] for id_ in told}
        assert {plan.device: plan for plan in found.open} == self.held
        assert Counter(found.holdings) == Counter([*self.over, *self.held.values()])
        for id_ in IDS:
            plans = [plan for plan in found.holdings if plan.device == id_]
            for before, after in pairwise(plans):
                shared = before.removed_on is not None and before.removed_on >= after.consumed_on
                assert not shared or (before.removed_on, after.start.occasion) in (
                    (after.consumed_on, Occasion.CHANGE),
                    (after.consumed_on, Occasion.ACTIVATION),
                )

    @invariant()
    def what_was_bought_is_charged_once(self):
        """Each purchase is in one run, each run is one charge, and a charged run stays as it was: killbill/killbill#877."""
        for owner, log in self.logs.items():
            charges = charged(log, attrs.evolve(self.accounts[owner], payment_method=PaymentMethod.PREPAY), self.book)
            bought = Counter(event.sku for event in log if type(event) is Purchased)
            for event in log:
                if getattr(event, "source", None) is GrantSource.PURCHASE:
                    bought[event.sku] += event.count
            quantities = Counter()
            for each in charges.values():
                quantities.update({charge.sku: charge.quantity for charge in each.charges})
            assert quantities == bought
            # A cycle's run grows while its month's run is being made; any other is over at once.
            closed = {run: each for run, each in charges.items() if ":" in run}
            assert self.seen_runs[owner].items() <= closed.items()
            self.seen_runs[owner] = closed

    @invariant()
    def unused_days_are_worth_no_more_than_was_paid(self):
        """credit ≤ paid, for each plan-month that was begun, in the log of whoever paid for it: flexprice d74f9a9dd."""
        per_plan = {}
        for each in self.unused:
            per_plan.setdefault((each.account, each.event), []).append(each)
        for (account, version), parts in per_plan.items():
            assert len({part.id for part in parts}) == len(parts) <= 2
            credits = [self.credit(part) for part in parts]
            assert sum(part.days for part in parts) < Month.of(parts[0].earned_on).days
            assert sum(credit.amount.minor for credit in credits) <= min(
                credit.price.rounded(credit.rounding).minor for credit in credits
            )
            assert list(self.logs[account])[version].sku == parts[0].sku

    def credit(self, part):
        account = self.accounts[part.account]
        runs = charged(self.logs[part.account], attrs.evolve(account, payment_method=PaymentMethod.PREPAY), self.book)
        return credit_unused(part, self.book, account, runs.values())

    def teardown(self):
        if hasattr(self, "book"):
            self.renew()
            for owner in OWNERS:
                self.settle(owner)
            for payer in (*self.accounts.values(), RESELLER):
                self.bill_days(payer)

    def settle(self, owner):
        """From purchase to invoice no cent is lost: lines are the charges, and credits are applied or carried.

        Drafting twice gives the same, and nothing more: killbill/killbill#154, #1505.
        """
        account = self.accounts[owner]
        charges = charged(self.logs[owner], attrs.evolve(account, payment_method=PaymentMethod.PREPAY), self.book)
        given = open_ = tuple(self.credit(part).account_credit for part in self.unused if part.account == owner)
        lines, applied, due, store = NOTHING, NOTHING, NOTHING, {}
        for run in sorted(charges):
            invoice = draft(account, charges[run].month, charges[run], open_)
            assert draft(account, charges[run].month, charges[run], open_) == invoice
            assert [line.charge for line in invoice.lines] == list(charges[run].charges)
            assert store.setdefault(invoice.id, invoice) is invoice
            lines += invoice.subtotal
            applied += invoice.credits_applied
            due += invoice.due
            open_ = invoice.carried
        assert lines == sum((charge.amount for each in charges.values() for charge in each.charges), NOTHING)
        assert due == lines - applied
        assert applied + sum((credit.amount for credit in open_), NOTHING) == sum(
            (one.amount for one in given), NOTHING
        )

    def bill_days(self, payer):
        """Every day of a plan billed later is on one month's bill, its payer's: getlago/lago-api#6123."""
        plans = [plan for plan in [*self.over, *self.held.values()] if not plan.prepaid and plan.account == payer.id]
        account, found = attrs.evolve(payer, payment_method=PaymentMethod.POSTPAY), Counter()
        last = Month.of(self.today)
        for month in APRIL.until(last):
            charges = rate(tally(billable(plans), month, self.book.terms), self.book, account)
            found.update({charge.sku: charge.entry.units for charge in charges.charges})
        days = Counter()
        for plan in plans:
            end = last.last_day if plan.removed_on is None else plan.removed_on
            days[plan.sku] += (end - plan.consumed_on).days + 1
        assert found == days


def test_lives_lose_and_double_nothing():
    """After every step of any history events, plans, pools and charges agree; at its end, so do the invoices."""
    run_state_machine_as_test(LifeMachine, settings=settings(stateful_step_count=14))
