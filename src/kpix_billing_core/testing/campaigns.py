"""Strategies for quotas, for the events that made them, and for their histories: campaigns run over the years."""

__all__ = ["histories", "quota_histories", "quotas"]

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..decisions import Refused
from ..ids import AccountId
from ..quota import (
    History,
    Quota,
    QuotaEvent,
    QuotaTerms,
    Unlimited,
    adjust,
    commit,
    create_package,
    evolve,
    history,
    release,
    renew,
    reserve,
)
from .making import made
from .metering import account_or_any
from .texts import MOST_PARTS, check_size
from .tokens import quota_terms

CAMPAIGNS = (("a", None), ("b", None), ("c", "north"), ("d", "south"))
"""Campaigns, and the tenant that runs each of them."""

VERBS = ("create", "renew", "reserve", "top up", "commit", "commit", "release", "adjust")
LATER = tuple(timedelta(days=days) for days in (0, 0, 0, 1, 30, 150, 366))
FEW = 12
"""Wishes in a story, at most."""

BEGINS = datetime(2024, 2, 29, 12, tzinfo=UTC)
"""When stories begin."""


@attrs.frozen
class Wish:
    """Something that an account wants of its quota: a verb, a campaign, a number, and how much later."""

    verb: str
    campaign: str
    tenant: AccountId | None
    number: int
    later: timedelta


_WISHES = tuple(
    Wish(verb, campaign, tenant, number, later)
    for verb, later, number, (campaign, tenant) in product(VERBS, LATER, range(5), CAMPAIGNS)
)
"""All there are: one is drawn at once, which is quicker than drawing its parts."""

HARD_BEGINNINGS: tuple[tuple[Wish, ...], ...] = (
    (),
    # all that is reserved expires, half used
    (
        Wish("create", "a", None, 4, LATER[0]),
        Wish("reserve", "a", None, 2, LATER[0]),
        Wish("commit", "a", None, 1, LATER[3]),
        Wish("create", "a", None, 2, timedelta(days=366)),
    ),
    # a tenant's campaign runs on over a renewal
    (
        Wish("create", "c", None, 4, LATER[0]),
        Wish("reserve", "c", "north", 3, LATER[3]),
        Wish("renew", "c", None, 4, LATER[3]),
        Wish("release", "c", "north", 0, timedelta(days=370)),
    ),
)


def quota_histories(*, account: AccountId | None = None, max_size: int = FEW) -> SearchStrategy[tuple[QuotaEvent, ...]]:
    """Return the logs of accounts that had up to `max_size` wishes: packages, renewals, campaigns and all else.

    They were decided under the published terms. A wish may be refused, and then nothing has happened. `replay` reads
    them.
    """
    check_size("max_size", max_size, 0, most=MOST_PARTS)
    return _stories(account, max_size, st.just(QuotaTerms())).map(_events)


def quotas(*, account: AccountId | None = None) -> SearchStrategy[Quota]:
    """Return quotas as such histories leave them, under any terms: with and without a package, limits, campaigns."""
    return _stories(account, FEW, quota_terms()).map(_quota)


def histories(*, account: AccountId | None = None) -> SearchStrategy[History]:
    """Return the lines of such histories, up to a year after the last event."""
    return made(_history, _stories(account, FEW, st.just(QuotaTerms())), st.sampled_from(LATER))


Story = tuple[Quota, tuple[QuotaEvent, ...]]


def _stories(account: AccountId | None, most: int, terms: SearchStrategy[QuotaTerms]) -> SearchStrategy[Story]:
    return made(_told, account_or_any(account), terms, _wishes(most))


def _wishes(most: int) -> SearchStrategy[list[Wish]]:
    rest = st.lists(st.sampled_from(_WISHES), max_size=most)
    return made(_both, st.sampled_from(_beginnings(most)), rest, st.just(most))


def _beginnings(most: int) -> list[tuple[Wish, ...]]:
    return [wishes for wishes in HARD_BEGINNINGS if len(wishes) <= most]


def _both(beginning: tuple[Wish, ...], rest: list[Wish], most: int) -> list[Wish]:
    return [*beginning, *rest][:most]


def _told(account: AccountId, terms: QuotaTerms, wishes: list[Wish]) -> Story:
    quota, at, events = Quota(account=account, terms=terms), BEGINS, ()
    story: Story = (quota, events)
    for number, wish in enumerate(wishes):
        at += wish.later
        story = _asked(story, wish, at, number)
    return story


def _asked(story: Story, wish: Wish, at: datetime, number: int) -> Story:
    quota, events = story
    # An account is nobody's tenant, least of all its own.
    tenant = None if wish.tenant == quota.account else wish.tenant
    campaign = {"campaign": wish.campaign, "tenant": tenant}
    size, name = wish.number + 1, f"package {number}"
    asked: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "create": (create_package, {"package": name, "count": 5 * wish.number or None}),
        "renew": (renew, {"package": name, "count": 5 * wish.number or None}),
        "reserve": (reserve, {**campaign, "size": size}),
        "top up": (reserve, {**campaign, "size": size, "top_up": True}),
        "commit": (commit, {**campaign, "device": f"d{number}"}),
        "release": (release, campaign),
        "adjust": (adjust, {"amount": wish.number - 2 or 1}),
    }
    verb, given = asked[wish.verb]
    if verb is adjust and type(quota.remaining(at)) is Unlimited:
        return story
    answer = verb(quota, at=at, **given)
    return story if type(answer) is Refused else (evolve(quota, answer), (*events, answer))


def _events(story: Story) -> tuple[QuotaEvent, ...]:
    return story[1]


def _quota(story: Story) -> Quota:
    return story[0]


def _history(story: Story, later: timedelta) -> History:
    quota, events = story
    at = BEGINS if quota.at is None else quota.at
    return history(events, at + later, quota.account or "", quota.terms)
