"""A log admits each event once, in order, on the state it was decided on; whoever comes second is told so."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.log import Log, append
from kpix_billing_core.testing import Happening, logs

START = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def filled(count, keyed=True):
    log = Log()
    for number in range(count):
        log = append(log, Happening(number, START + number * SECOND, f"key-{number}" if keyed else None, f"{number}"))
    return log


class LogMachine(RuleBasedStateMachine):
    """A log beside a plain list of what was admitted."""

    def __init__(self):
        super().__init__()
        self.log = Log()
        self.admitted = []
        self.now = START

    def event(self, **changes):
        return attrs.evolve(Happening(len(self.admitted), self.now), **changes)

    def refused(self, reason, event):
        answer = append(self.log, event)
        assert isinstance(answer, Refused)
        assert answer.reason is reason

    @rule(pause=st.integers(0, 2), keyed=st.booleans(), what=st.sampled_from("ab"))
    def admit(self, pause, keyed, what):
        self.now += pause * SECOND
        event = self.event(key=f"key-{len(self.admitted)}" if keyed else None, what=what)
        before, copy = self.log, list(self.log)
        self.log = append(self.log, event)
        assert list(before) == copy
        self.admitted.append(event)

    @rule(off=st.integers(1, 3), behind=st.booleans())
    def refuse_another_version(self, off, behind):
        version = len(self.admitted) + (-off if behind else off)
        if version >= 0:
            self.refused(Reason.STALE_VERSION, self.event(version=version))

    @precondition(lambda self: self.admitted)
    @rule(early=st.integers(1, 10**9))
    def refuse_an_earlier_instant(self, early):
        newest = self.admitted[-1].at
        self.refused(Reason.OUT_OF_ORDER, self.event(at=newest - timedelta(microseconds=early)))

    @precondition(lambda self: any(event.key for event in self.admitted))
    @rule(data=st.data(), version=st.integers(0, 9), late=st.integers(-5, 5))
    def repeat(self, data, version, late):
        """A retry, decided anew at another time, changes nothing."""
        first = data.draw(st.sampled_from([event for event in self.admitted if event.key]))
        again = attrs.evolve(first, version=version, at=first.at + late * SECOND)
        assert append(self.log, again) is self.log
        assert self.log.with_key(first.key) is first

    @precondition(lambda self: any(event.key for event in self.admitted))
    @rule(data=st.data())
    def refuse_another_wish_under_a_key(self, data):
        first = data.draw(st.sampled_from([event for event in self.admitted if event.key]))
        self.refused(Reason.KEY_REUSED, self.event(key=first.key, what=first.what + "!"))

    @invariant()
    def holds_what_was_admitted(self):
        assert list(self.log) == self.admitted
        assert (self.log.version, len(self.log)) == (len(self.admitted), len(self.admitted))
        assert self.log.last() == (self.admitted[-1] if self.admitted else None)
        assert self.log.with_key("never given") is None
        assert all(event.key is None or self.log.with_key(event.key) is event for event in self.admitted)


def test_a_log_is_the_list_of_what_it_admitted():
    """Whatever is tried in whatever order, a log holds what it admitted, and old logs stay as they were."""
    run_state_machine_as_test(LogMachine, settings=settings(stateful_step_count=20))


def interleavings():
    """Every order in which three writers can each read and then write."""
    return sorted(set(permutations("aabbcc")))


@pytest.mark.parametrize("keyed", [False, True])
def test_of_three_writers_one_wins(keyed):
    """Read, then write: in all 90 orders a write wins exactly if no other came between: getlago/lago-api#3618."""
    assert len(interleavings()) == 90
    for steps in interleavings():
        log, seen, won, expected = Log(), {}, [], []
        writes = 0
        for writer in steps:
            if writer not in seen:
                seen[writer] = log.version, writes
                continue
            version, writes_before = seen[writer]
            answer = append(log, Happening(version, START, f"by-{writer}" if keyed else None, writer))
            if writes == writes_before:
                expected.append(writer)
                writes += 1
            if isinstance(answer, Log):
                won.append(writer)
                log = answer
            else:
                assert answer.reason is Reason.STALE_VERSION
        assert won == expected == [event.what for event in log]
        assert won


def test_of_writers_who_read_together_one_wins():
    """Where all three read before any writes, exactly one is admitted: getlago/lago-api#5980."""
    for order in permutations("abc"):
        log, refused = Log(), []
        for writer in order:
            answer = append(log, Happening(0, START, None, writer))
            log, refused = (answer, refused) if isinstance(answer, Log) else (log, [*refused, writer])
        assert ([event.what for event in log], tuple(refused)) == ([order[0]], order[1:])


def test_losers_who_try_again_get_in_once():
    """Who was refused decides anew on the log as it is, and retries are told apart by their key, not by luck."""
    log = filled(3)
    late = Happening(2, START + 5 * SECOND, "late", "x")
    assert append(log, late).reason is Reason.STALE_VERSION
    once = append(log, attrs.evolve(late, version=3))
    assert len(once) == 4
    assert append(once, attrs.evolve(late, version=3)) is once
    assert append(once, attrs.evolve(late, version=4, at=late.at + SECOND)) is once


def test_a_reused_key_is_for_the_same_wish_of_the_same_kind():
    """An event of another kind under the key is another wish, even if it says the same."""

    @attrs.frozen
    class Other(Happening):
        """Another kind of event with the same fields."""

    log = filled(2)
    first = log.with_key("key-0")
    answer = append(log, Other(2, START + 9 * SECOND, "key-0", first.what))
    assert answer == Refused(Reason.KEY_REUSED, "key key-0 names another event")


@pytest.mark.parametrize("count", [1, 2, 3, 64, 1000, 1024])
def test_appending_copies_little(count):
    """n appends copy each event at most once for each doubling, n log n in all, where a list copied each time takes n²/2."""
    copied, log = 0, Log()
    for number in range(count):
        longer = append(log, Happening(number, START))
        kept = {id(run) for run in log.runs}
        copied += sum(len(run.events) for run in longer.runs if id(run) not in kept)
        log = longer
    assert copied <= count * count.bit_length()
    assert len(log.runs) == count.bit_count()


@given(logs())
def test_a_log_is_its_events(log):
    """Logs of the same events are equal and hash alike, and appending them again from nothing gives the log."""
    again = Log()
    for event in log:
        again = append(again, event)
    assert again == log
    assert hash(again) == hash(log)
    assert all(later.at >= earlier.at for earlier, later in zip(list(log), list(log)[1:], strict=False))
