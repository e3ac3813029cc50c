"""The quota beside a ledger that knows every token by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

import attrs
from hypothesis import example, given
from hypothesis import strategies as st
from tests.oracles.flat_ledger import FlatLedger
from tests.quota import EXPIRY, START, Desk

from kpix_billing_core.quota import (
    UNLIMITED,
    Quota,
    QuotaBalance,
    QuotaEvent,
    QuotaTerms,
    RenewalStart,
    adjust,
    balances_by_account,
    balances_by_package,
    commit,
    create_package,
    history,
    release,
    renew,
    replay,
    reserve,
)
from kpix_billing_core.testing import quota_histories

LATER = st.sampled_from([timedelta(days=days) for days in (-400, -30, 0, 1, 60, 400, 800)])
TERMS = (QuotaTerms(), QuotaTerms(grace_days=60), QuotaTerms(carry_over=False), QuotaTerms(list_zero_releases=True))


def agree(events: tuple[QuotaEvent, ...], at: datetime, account: str, terms: QuotaTerms) -> None:
    """Compare all that can be asked about the tokens at an instant."""
    flat = FlatLedger(account, terms).read(list(events), at)
    past = [event for event in events if event.at <= at]
    quota = replay(past, Quota(account=account, terms=terms)).as_of(at)
    assert attrs.asdict(quota.balance) == counted(flat.places())
    assert {each.campaign: each.unused for each in quota.reservations} == {
        name: len(campaign.unused()) for name, campaign in flat.campaigns.items()
    }
    lines = history(events, at, account, terms).entries
    assert [(line.added, line.reason, line.amount) for line in lines] == flat.lines
    compare(balances_by_account(events, at, account, terms), lambda name: flat.places(owner=name))
    compare(balances_by_package(events, at, account, terms), lambda name: flat.places(package=name))
    known = {getattr(token, kind) for token in flat.tokens for kind in ("owner", "package") if token.place != "outside"}
    parts = {*balances_by_account(events, at, account, terms), *balances_by_package(events, at, account, terms)}
    assert known <= parts


def counted(places: dict[str, int]) -> dict[str, int]:
    """Return how many tokens are in each place, those that are nowhere and all of them together."""
    found = {name: places.get(name, 0) for name in ("remaining", "reserved", "consumed", "forfeited")}
    return {"granted": sum(found.values()), **found}


def compare(parts: dict[str, QuotaBalance], places: Callable[[str], dict[str, int]]) -> None:
    """Compare each part of the core with the oracle's tokens of it."""
    for name, part in parts.items():
        assert attrs.asdict(part) == counted(places(name)), name


@given(quota_histories(account="acme", max_size=16), LATER)
def test_published_terms(events, later):
    """Whatever the history, at any instant in it or after it."""
    newest = events[-1].at if events else START
    agree(events, newest + later, "acme", QuotaTerms())


@given(st.sampled_from(TERMS), st.data())
def test_other_terms(terms, data):
    """The same wishes under other terms, which make other events of them."""
    desk = Desk(terms).package(data.draw(st.sampled_from((3, 20, None))))
    at = START
    for number in range(data.draw(st.integers(0, 9))):
        at += data.draw(st.sampled_from([timedelta(days=days) for days in (0, 0, 1, 59, 200)]))
        wish(desk, at, number, data.draw(st.sampled_from(WISHES)), data.draw(st.integers(0, 3)))
    agree(tuple(desk.log), at + data.draw(LATER), "acme", terms)


@example(QuotaTerms(grace_days=60))
@given(st.sampled_from(TERMS))
def test_an_expiry_with_all_of_it(terms):
    """Two campaigns, a tenant's among them, half used, when the package expires: at each instant around it."""
    desk = Desk(terms).package(20).reserved("b", 5, START).reserved("a", 3, START, tenant="north").used("b", 2, START)
    for days in (-1, 0, 1, 59, 60, 61):
        agree(tuple(desk.log), EXPIRY + timedelta(days=days), "acme", terms)


WISHES = ("create", "renew", "renew at once", "reserve", "reserve", "commit", "commit", "release", "adjust")


def wish(desk: Desk, at: datetime, number: int, what: str, which: int) -> None:
    """Ask a desk for something; what is refused has not happened."""
    name, tenant = (("a", None), ("b", None), ("c", "north"), ("d", "south"))[which]
    campaign = {"campaign": name, "tenant": tenant}
    match what:
        case "create":
            desk.do(create_package, at, package=f"p{number}", count=which * 3 or None)
        case "renew" | "renew at once":
            start = RenewalStart.AT_ONCE if what == "renew at once" else None
            desk.do(renew, at, package=f"p{number}", count=which * 3 or None, start=start)
        case "reserve":
            desk.do(reserve, at, **campaign, size=which + 1, top_up=number % 2 == 0)
        case "commit":
            desk.do(commit, at, **campaign, device=f"d{number}")
        case "release":
            desk.do(release, at, **campaign)
        case "adjust" if desk.quota.remaining(at) != UNLIMITED:
            desk.do(adjust, at, amount=which - 2 or 4)
