"""The published strategies of service packages: they keep to their arguments and reach the cases that are hard."""

import pytest
from hypothesis import Phase, find, given, settings

from kpix_billing_core import testing as kt
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.quota import (
    UNLIMITED,
    Committed,
    HistoryReason,
    PackageRenewed,
    Released,
    Reserved,
    replay,
)

SEARCH = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=1_000)

KEPT = [
    (kt.quota_events(account="A", kinds=(Reserved,)), lambda event: (type(event), event.account) == (Reserved, "A")),
    (kt.quota_histories(account="A", max_size=1), lambda events: len(events) <= 1),
    (kt.quota_histories(account="north"), lambda events: replay(events, "north").version == len(events)),
    (kt.quotas(account="A"), lambda quota: quota.account == "A"),
    (kt.histories(account="A"), lambda history: history.account == "A"),
    (kt.unlimited(), lambda tokens: tokens == UNLIMITED),
]

HARD = {
    "service_packages": {
        "a package without limit": lambda package: package.count is None,
        "more tokens than a float can count": lambda package: package.count == 10**18,
    },
    "reservations": {
        "one that is used up": lambda one: one.unused == 0,
        "one that lapses": lambda one: one.lapses_at is not None,
    },
    "quota_terms": {
        "days of grace": lambda terms: terms.grace_days == 60,
        "a day of grace": lambda terms: terms.grace_days == 1,
        "nothing carried over": lambda terms: not terms.carry_over,
    },
    "history_entries": {
        "a word that is not known": lambda line: line.known is None,
        "an end of a campaign": lambda line: line.known is HistoryReason.RESERVATION_TERMINATION,
    },
    "quota_histories": {
        "a tenant's campaign that gives back": lambda events: any(
            isinstance(event, Released) and event.tenant for event in events
        ),
        "a renewal, and use after it": lambda events: any(
            isinstance(event, PackageRenewed) and isinstance(later, Committed) and later.at > event.starts_at
            for event in events
            for later in events
        ),
    },
    "quotas": {
        "a campaign in days of grace": lambda quota: any(one.lapses_at for one in quota.reservations),
        "a renewal that waits": lambda quota: quota.pending is not None,
        "tokens lost": lambda quota: quota.balance.forfeited > 0,
        "tokens lent": lambda quota: any(one.lent for one in quota.reservations),
    },
    "histories": {
        "a package that ended": lambda history: (
            history.entries and history.entries[-1].known is HistoryReason.PACKAGE_TERMINATION
        ),
    },
}


@pytest.mark.deep
@pytest.mark.parametrize(("strategy", "holds"), KEPT)
def test_options_are_kept(strategy, holds):
    """Whatever comes of a strategy is as its arguments say."""

    @settings(max_examples=max(10, settings().max_examples // 5))
    @given(strategy)
    def law(value):
        assert holds(value)

    law()


@pytest.mark.deep
@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in HARD.items() for case in cases])
def test_hard_cases_are_reached(name, case):
    """Each within a thousand values."""
    assert find(getattr(kt, name)(), HARD[name][case], settings=SEARCH) is not None


@pytest.mark.parametrize(
    ("kind", "message", "call"),
    [
        (
            WrongType,
            f"kinds: expected a list, tuple or other iterable in order, got set {{{Reserved}}}",
            lambda: kt.quota_events(kinds={Reserved}),
        ),
        (
            WrongValue,
            "kinds: expected some of the events of a quota, got tuple ()",
            lambda: kt.quota_events(kinds=()),
        ),
        (
            WrongValue,
            "kinds: expected some of the events of a quota, got tuple (<class 'int'>,)",
            lambda: kt.quota_events(kinds=(int,)),
        ),
        (WrongValue, "account: expected an id, got str ''", lambda: kt.quotas(account="")),
        (WrongType, "account: expected str, got int 1", lambda: kt.histories(account=1)),
        (WrongValue, "max_size: expected at most 100, got int 101", lambda: kt.quota_histories(max_size=101)),
        (WrongValue, "max_size: expected at least 0, got int -1", lambda: kt.quota_histories(max_size=-1)),
    ],
)
def test_wrong_options_are_refused(kind, message, call):
    """When the strategy is asked for, not when it is used."""
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == message
