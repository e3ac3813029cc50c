"""Every history of a few verbs on a small quota: no token is lost or invented, and none reserved that is not there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import attrs
import pytest
from tests.deep import mostly_deep
from tests.exhaustive.histories import DEEP
from tests.oracles.flat_ledger import FlatLedger
from tests.quota import START

from kpix_billing_core.decisions import Refused
from kpix_billing_core.quota import (
    Quota,
    QuotaEvent,
    QuotaTerms,
    commit,
    create_package,
    evolve,
    history,
    release,
    renew,
    reserve,
)

VERBS: tuple[tuple[Callable, dict], ...] = (
    *((reserve, {"campaign": name, "size": size, "top_up": True}) for name in "ab" for size in (1, 2, 3)),
    *((commit, {"campaign": name, "device": "d", "key": "any"}) for name in "ab"),
    *((release, {"campaign": name}) for name in "ab"),
    (renew, {"package": "p2", "count": 2}),
    (create_package, {"package": "p3", "count": 2}),
)
# Once each: to the expiry, and with grace past its end.
AHEAD = {0: (timedelta(days=365),), 60: (timedelta(days=365), timedelta(days=60))}


class State(NamedTuple):
    """A quota, the events that led to it, the time, and how often time has jumped; renewed once at most."""

    quota: Quota
    events: tuple[QuotaEvent, ...]
    at: datetime
    jumps: int

    def key(self) -> object:
        """Return what makes it the same as another: all but how many events and which."""
        return attrs.evolve(self.quota.as_of(self.at), version=1, at=None), self.jumps


def following(state: State) -> list[State]:
    """Return what can come of a state; a verb that is refused, or that is a mistake, leaves it as it was."""
    found = []
    for verb, given in VERBS:
        answer = verb(state.quota, at=state.at, **given)
        if not isinstance(answer, Refused):
            found.append(State(evolve(state.quota, answer), (*state.events, answer), state.at, state.jumps))
    jumps = AHEAD[state.quota.terms.grace_days]
    if state.jumps < len(jumps):
        found.append(state._replace(at=state.at + jumps[state.jumps], jumps=state.jumps + 1))
    return found


def check(state: State) -> None:
    """The law, and the same from a ledger that knows every token."""
    quota = state.quota.as_of(state.at)
    balance = quota.balance
    assert balance.granted == balance.remaining + balance.reserved + balance.consumed + balance.forfeited
    assert balance.remaining >= 0
    assert balance.reserved == sum(each.unused for each in quota.reservations)
    assert attrs.evolve(quota, reservations=tuple(map(attrs.evolve, quota.reservations))) == quota
    flat = FlatLedger("acme", quota.terms).read(list(state.events), state.at)
    places = flat.places()
    assert places.total() == balance.granted
    for place in ("remaining", "reserved", "consumed", "forfeited"):
        assert places.get(place, 0) == getattr(balance, place)
    lines = history(state.events, state.at, "acme", quota.terms).entries
    assert [(line.added, line.reason, line.amount) for line in lines] == flat.lines
    assert sum(line.amount for line in lines) == balance.remaining


@pytest.mark.parametrize("more", mostly_deep([0, 1], 0))
@pytest.mark.parametrize(
    ("terms", "count", "verbs", "states"),
    [
        (QuotaTerms(), 4, 5, (440, 782)),
        (QuotaTerms(grace_days=60), 4, 4, (396, 1_094)),
        (QuotaTerms(carry_over=False), 4, 4, (190, 427)),
        (QuotaTerms(), None, 3, (140, 402)),
    ],
    ids=["published", "grace", "nothing carried over", "without limit"],
)
def test_every_history(terms, count, verbs, states, more):
    """Verbs, by `make deep` and by night one more each, over two campaigns, sizes from one to three, a renewal, a new package, an expiry."""
    package = create_package(Quota(account="acme", terms=terms), package="p1", count=count, at=START)
    first = State(evolve(Quota(account="acme", terms=terms), package), (package,), START, 0)
    seen, newest = {first.key()}, [first]
    for _ in range(verbs + more + DEEP):
        coming = {state.key(): state for each in newest for state in following(each)}
        newest = [state for key, state in coming.items() if key not in seen]
        seen |= coming.keys()
        for state in newest:
            check(state)
    print(f"{len(seen):,} states after at most {verbs + more + DEEP} verbs")  # noqa: T201  pytest -s says how many
    assert len(seen) == states[more] or DEEP
