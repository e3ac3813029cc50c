"""Strategies for pools, for the events that made them, and for what verbs answer over the lives of devices."""

__all__ = ["fleets", "outcomes", "pool_histories", "pools", "renewals"]

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..accounts import Account, Device, PaymentMethod
from ..catalogue import PLAN_POOL, BillingTerms, UnusedShare
from ..ids import AccountId
from ..lifecycle import Fleet, Outcome, Renewal, fleet
from ..pool import Pool, PoolEvent
from .dates import days
from .making import made
from .metering import account_or_any
from .stories import DEVICES, LIFE, SKUS, STOCK, Story, Wish
from .texts import MOST_PARTS, check_size

TERMS = (PLAN_POOL, BillingTerms(unused_share=UnusedShare.EXACT_DAYS), BillingTerms(credit_new_plan=False))
HARD_BEGINNINGS: tuple[tuple[Wish, ...], ...] = (
    (),
    # one credit, used up before the cycle
    (Wish("adjustment", "d1", "STD", 0, 0), Wish("activate", "d1", "STD", 0, 7), Wish("renew", "d1", "STD", 0, 0)),
    # a bundle that waits, is confirmed, and serves two devices at two cycles, then at none
    (
        *(Wish("bundle", "d1", "STD", 3, 0), Wish("confirm", "d1", "STD", 0, 1)),
        *(Wish("activate", "d1", "STD", 0, 7), Wish("activate", "d2", "STD", 0, 0), Wish("renew", "d1", "STD", 0, 0)),
    ),
    # up from one plan to the other in mid-month
    (
        *(Wish("adjustment", "d1", "LITE", 0, 0), Wish("bulk", "d1", "STD", 1, 0)),
        *(Wish("activate", "d1", "LITE", 0, 7), Wish("change", "d1", "STD", 0, 7)),
    ),
)
"""What a pool may go through first."""

FEW = 12
"""Wishes in a story, at most."""

WHICH = st.integers(0, FEW)
"""Of the outcomes in a story, the first again after the last."""

NUMBERS, LATER = st.integers(0, 4), st.sampled_from((0, 0, 1, 7, 30, 31))
"""Of a wish: how many or which grant, and how many days later."""

WISHES = made(
    Wish,
    st.sampled_from(LIFE) | st.sampled_from(STOCK),
    st.sampled_from(DEVICES),
    st.sampled_from(SKUS),
    NUMBERS,
    LATER,
)


def pool_histories(*, account: AccountId | None = None, max_size: int = FEW) -> SearchStrategy[tuple[PoolEvent, ...]]:
    """Return the logs of owners who had up to `max_size` wishes: grants, changes of plan, renewals and all else.

    A wish may be refused, and then nothing has happened; a renewal may be several events. `replay` and `fleet`
    read them.
    """
    check_size("max_size", max_size, 0, most=MOST_PARTS)
    return _stories(account, max_size).map(_events)


def pools(*, account: AccountId | None = None) -> SearchStrategy[Pool]:
    """Return pools as such histories leave them: empty ones, and ones with pending, expiring or used credits."""
    return _stories(account, FEW).map(_pool)


def fleets(*, account: AccountId | None = None) -> SearchStrategy[Fleet]:
    """Return the devices and the plans that such histories tell of."""
    return pool_histories(account=account).map(fleet)


def outcomes(*, account: AccountId | None = None) -> SearchStrategy[Outcome]:
    """Return what verbs did to devices of an account, nothing among it."""
    return made(_outcome, _stories(account, FEW), WHICH)


def renewals(*, account: AccountId | None = None) -> SearchStrategy[Renewal]:
    """Return renewals of an account after such histories."""
    return _stories(account, FEW).map(Story.renew)


def _stories(account: AccountId | None, most: int) -> SearchStrategy[Story]:
    methods, terms = st.sampled_from(PaymentMethod), st.sampled_from(TERMS)
    return made(_told, account_or_any(account), methods, terms, days(), _wishes(most))


def _wishes(most: int) -> SearchStrategy[list[Wish]]:
    return made(_both, st.sampled_from(_beginnings(most)), st.lists(WISHES, max_size=most), st.just(most))


def _beginnings(most: int) -> list[tuple[Wish, ...]]:
    return [wishes for wishes in HARD_BEGINNINGS if len(wishes) <= most]


def _both(beginning: tuple[Wish, ...], rest: list[Wish], most: int) -> list[Wish]:
    return [*beginning, *rest][:most]


def _told(id_: AccountId, method: PaymentMethod, terms: BillingTerms, on: date, wishes: list[Wish]) -> Story:
    story = Story(Account(id_, "USD", method), terms, on)
    for wish in wishes:
        story.ask(wish)
    return story


def _events(story: Story) -> tuple[PoolEvent, ...]:
    return tuple(story.events)


def _pool(story: Story) -> Pool:
    return story.pool


def _outcome(story: Story, number: int) -> Outcome:
    nothing = Outcome(device=Device(DEVICES[0], story.owner.id))
    return story.outcomes[number % len(story.outcomes)] if story.outcomes else nothing
