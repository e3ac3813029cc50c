"""Writers who decide on what they have read: of two who conflict one is admitted, and no credit is spent twice."""

from collections import Counter
from datetime import date
from itertools import permutations

import attrs
import pytest
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
from tests.prepaid import AUTO, BARE, MAY, PLANS, may

from kpix_billing_core.accounts import Device
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.lifecycle import Outcome, activate, change_plan, deactivate, fleet, renew_month
from kpix_billing_core.log import Log, append
from kpix_billing_core.pool import Consumed, GrantSource, Occasion, Pool, Purchased, grant, replay, withdraw

WRITERS = "abc"
SKU = "STD"
INTERLEAVINGS = sorted(set(permutations("aabbcc")))
"""Every order in which three writers can each read and then write."""


def appended(log, events):
    """Append all events or none, as a service does in one transaction."""
    for event in events:
        answer = append(log, event)
        if isinstance(answer, Refused):
            return answer
        log = answer
    return log


def stocked(count):
    """Return a log of one grant."""
    what = {"sku": SKU, "count": count, "source": GrantSource.ADJUSTMENT}
    return append(Log(), grant(Pool("acme"), on=date(2026, 1, 1), **what)) if count else Log()


def wish(log, writer):
    """Decide, on what the log says now, to switch on the writer's device."""
    device = Device(writer, "acme")
    return activate(
        replay(log, "acme"), device, SKU, on=may(8), owner=BARE, holdings=fleet(log).holdings, key=f"on-{writer}"
    )


def used(log):
    """Return how often each grant was used."""
    return Counter(event.grant for event in log if type(event) is Consumed)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_all_interleavings_of_three_writers(count):
    """Whoever wrote after another came between is told so, decides anew, and the credits go round exactly once.

    In each of the 90 orders: getlago/lago-api#3618, #5980, polarsource/polar#13569, flexprice/flexprice#2252.
    """
    assert len(INTERLEAVINGS) == 90
    for steps in INTERLEAVINGS:
        log, seen, refused = stocked(count), {}, []
        for writer in steps:
            if writer not in seen:
                seen[writer] = log.version, wish(log, writer)
                continue
            version, answer = seen[writer]
            if isinstance(answer, Refused):
                assert (answer.reason, sum(used(log).values())) == (Reason.PURCHASE_REQUIRED, count)
                continue
            after = appended(log, answer.events)
            assert isinstance(after, Log) is (version == log.version)
            if isinstance(after, Log):
                log = after
                assert appended(log, answer.events) is log
            else:
                assert after.reason is Reason.STALE_VERSION
                refused.append(writer)
        for writer in refused:
            again = wish(log, writer)
            log = appended(log, again.events) if isinstance(again, Outcome) else log
        assert sum(used(log).values()) == min(count, 3)
        assert replay(log, "acme").balance(may(8)).available == max(0, count - 3)
        assert len(fleet(log).open) == min(count, 3)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_two_who_decided_on_the_same_state_are_not_both_admitted(count):
    """Exactly one of any two, whatever they want: the other's version has passed."""
    log = stocked(count)
    began = wish(log, "a")
    log = appended(log, began.events)
    pool = replay(log, "acme")
    a, b = Device("a", "acme"), Device("b", "acme")
    wishes = [
        activate(pool, b, SKU, on=may(8), owner=AUTO).events,
        deactivate(pool, a, began.started, on=may(8)).events,
        change_plan(pool, a, began.started, "PRO", on=may(8), owner=AUTO, book=PLANS).events,
        renew_month(pool, [a], [began.started], MAY + 1, owner=AUTO).events,
        (grant(pool, sku=SKU, count=1, source=GrantSource.ADJUSTMENT, on=may(8)),),
    ]
    taking = withdraw(pool, grant=0, count=1, on=may(8))
    wishes += [] if isinstance(taking, Refused) else [(taking,)]
    for first, second in permutations(wishes, 2):
        once = appended(log, first)
        assert isinstance(once, Log)
        assert appended(once, second).reason is Reason.STALE_VERSION
        replay(once, "acme")


@pytest.mark.parametrize("devices", [1, 2, 3])
@pytest.mark.parametrize("steps", sorted(set(permutations("rrab"))))
def test_a_run_beside_other_writers(devices, steps):
    """A renewal that lost its version starts again on what is there, and no device of the month is served twice."""
    fleet_of = [Device(f"d{number}", "acme") for number in range(devices)]
    log = stocked(9)
    for device in fleet_of:
        began = activate(replay(log, "acme"), device, SKU, on=date(2026, 4, 9), owner=BARE)
        log = appended(log, began.events)
    seen = None
    for writer in steps:
        if writer == "a":
            log = appended(log, wish(log, "x").events)
        elif writer == "b":
            held = next(plan for plan in fleet(log).open if plan.device == "d0")
            ended = deactivate(replay(log, "acme"), fleet_of[0], held, on=held.consumed_on)
            log = appended(log, ended.events)
        elif seen is None:
            seen = renewed(log, fleet_of)
        else:
            after = appended(log, seen.events)
            if isinstance(after, Refused):
                after = appended(log, renewed(log, fleet_of).events)
            log = after
    log = appended(log, renewed(log, fleet_of).events)
    starts = Counter(event.device for event in log if type(event) is Consumed and event.on >= may(1))
    # The run that wrote before d0 was switched off served it; one that came after found it idle.
    served_first = "".join(steps).rindex("r") < steps.index("b")
    assert {device.id: starts[device.id] for device in fleet_of} == {
        device.id: int(served_first or device.id != "d0") for device in fleet_of
    }
    assert sum(used(log).values()) == 9 - replay(log, "acme").balance(may(8)).available


def renewed(log, devices):
    """Run the renewal of May on what the log says."""
    return renew_month(replay(log, "acme"), devices, fleet(log).holdings, MAY, owner=BARE)


class WritersMachine(RuleBasedStateMachine):
    """Writers who read, decide and write whenever they like, on one log."""

    @initialize(count=st.integers(0, 3))
    def begin(self, count):
        self.log, self.granted = stocked(count), count
        self.decided = {}

    @rule(
        writer=st.sampled_from(WRITERS),
        owner=st.sampled_from((BARE, AUTO)),
        what=st.sampled_from(("on", "run", "end", "get", "take")),
    )
    def decide(self, writer, owner, what):
        """Read the log, make up one's mind, and do not write yet."""
        pool, found = replay(self.log, "acme"), fleet(self.log)
        device, key = Device(writer, "acme"), f"{writer}-{what}-{self.log.version}"
        held = next((plan for plan in found.open if plan.device == writer), None)
        if what == "get":
            answer = (grant(pool, sku=SKU, count=1, source=GrantSource.ADJUSTMENT, on=may(8), key=key),)
        elif held is None:
            ends = [plan.removed_on for plan in found.holdings if plan.device == writer]
            on = max([may(8), *ends])
            answer = activate(pool, device, SKU, on=on, owner=owner, holdings=found.holdings, key=key)
        elif what == "run":
            run = {"owner": owner, "run": key}
            answer = renew_month(pool, [Device(each, "acme") for each in WRITERS], found.holdings, MAY + 1, **run)
        elif what == "take":
            answer = withdraw(pool, grant=0, count=1, on=may(8), key=key)
            answer = (answer,) if not isinstance(answer, Refused) else answer
        else:
            answer = deactivate(pool, device, held, on=held.consumed_on, key=key)
        events = () if isinstance(answer, Refused) else getattr(answer, "events", answer)
        self.decided[writer] = self.log.version, events

    @precondition(lambda self: self.decided)
    @rule(which=st.integers(0, 2))
    def write(self, which):
        """Admitted exactly if nobody wrote since; a retry of what was admitted changes nothing."""
        writer = sorted(self.decided)[which % len(self.decided)]
        version, events = self.decided.pop(writer)
        if not events:
            return
        answer = appended(self.log, events)
        if version != self.log.version:
            assert answer.reason is Reason.STALE_VERSION
            return
        self.log = answer
        assert len(self.log) == version + len(events)
        assert all(append(self.log, event) is self.log for event in events if event.key is not None)
        later = [attrs.evolve(event, version=len(self.log)) for event in events if event.key is not None]
        assert all(append(self.log, event) is self.log for event in later)

    @invariant()
    def spent_once(self):
        """Σ consumption(grant) ≤ amount(grant), and every device holds at most one plan: getlago/lago-api#4945."""
        if not hasattr(self, "log"):
            return
        amounts = {event.version: event.count for event in self.log if hasattr(event, "source")}
        assert all(count <= amounts[number] for number, count in used(self.log).items())
        balance = replay(self.log, "acme").balance(may(8))
        bought = sum(type(event) is Purchased for event in self.log)
        assert balance.granted == sum(amounts.values()) + bought
        assert balance.consumed == sum(used(self.log).values()) + bought
        cycles = Counter(event.device for event in self.log if getattr(event, "occasion", None) is Occasion.CYCLE)
        assert all(count == 1 for count in cycles.values())
        open_ = [plan.device for plan in fleet(self.log).open]
        assert len(set(open_)) == len(open_)


def test_writers_spend_no_credit_twice():
    """Whatever is read, decided and written in whatever order, the log is one history in which every credit goes once."""
    run_state_machine_as_test(WritersMachine, settings=settings(stateful_step_count=12))
