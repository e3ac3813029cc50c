"""What strategies set right, or leave out, because it could not be: each by hand, and not when chance has it."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.catalogue import PLAN_POOL
from kpix_billing_core.money import Currency, Rounding, RoundingMode
from kpix_billing_core.quota import UNLIMITED, QuotaTerms, ServicePackage
from kpix_billing_core.testing import campaigns
from kpix_billing_core.testing.money import payable
from kpix_billing_core.testing.reports import _section
from kpix_billing_core.testing.stories import Story, Wish

JPY, CHF = map(Currency.of, ("JPY", "CHF"))
FIVE_RAPPEN = Rounding(RoundingMode.HALF_EVEN, Fraction(1, 20))


@pytest.mark.parametrize(
    ("rounding", "currency", "expected"),
    [
        (FIVE_RAPPEN, CHF, FIVE_RAPPEN),
        (FIVE_RAPPEN, JPY, Rounding(RoundingMode.HALF_EVEN)),
        (Rounding(RoundingMode.DOWN), JPY, Rounding(RoundingMode.DOWN)),
    ],
)
def test_a_step_that_cannot_be_paid_is_left_out(rounding, currency, expected):
    """No coin of the yen is a twentieth."""
    assert payable(rounding, currency) == expected


@pytest.mark.parametrize("verb", ["activate", "withdraw"])
def test_what_is_refused_has_not_happened(verb):
    """Without a credit, and without billing details, nothing can be switched on or taken back."""
    story = Story(Account("acme", CHF, PaymentMethod.PREPAY), PLAN_POOL, date(2026, 4, 1))
    story.ask(Wish(verb, "d1", "STD", 0, 3))
    assert (story.events, story.outcomes, story.held, story.on) == ([], [], {}, date(2026, 4, 4))


@pytest.mark.parametrize(("warned", "expected"), [(None, None), ((30, True), (30, True))])
def test_a_section_warns_when_told(warned, expected):
    """A warning is of the expiry of the package that the section is about."""
    starts = datetime(2026, 4, 1, tzinfo=UTC)
    package = ServicePackage(id="p1", count=20, starts_at=starts, expires_at=datetime(2027, 4, 1, tzinfo=UTC))
    warning = _section(package, 5, warned).warning
    assert (warning and (warning.days_left, warning.renewal_pending)) == expected
    assert warning is None or warning.expires_at == package.expires_at


WEEKS = [
    # what is asked for, how many days later, and what happens: five credits, then two
    (Wish("purchase", "d1", "STD", 4, 0), ["Granted"], ""),
    (Wish("bulk", "d1", "LITE", 1, 1), ["Granted"], ""),
    (Wish("withdraw", "d1", "STD", 1, 0), ["Withdrawn"], ""),
    (Wish("activate", "d1", "STD", 0, 0), ["Consumed"], "d1"),
    (Wish("change", "d1", "LITE", 0, 1), [], "d1"),
    (Wish("activate", "d2", "STD", 0, 0), ["Consumed"], "d1 d2"),
    (Wish("cancel", "d2", "STD", 0, 3), ["Removed"], "d1"),
    # a reseller pays for it
    (Wish("activate", "d3", "STD", 0, 0), ["Consumed"], "d1 d3"),
    (Wish("renew", "d1", "STD", 0, 0), ["Consumed", "Consumed"], "d1 d3"),
    (Wish("deactivate", "d1", "STD", 0, 2), ["Removed"], "d3"),
    (Wish("transfer", "d2", "STD", 0, 0), ["Transferred"], "d3"),
    # another account's by now: whatever is asked for it, nothing happens
    (Wish("activate", "d2", "STD", 0, 0), [], "d3"),
    # with a plan still on, it may be given away too
    (Wish("transfer", "d3", "STD", 0, 0), ["Transferred"], ""),
]


def test_a_story_is_told_by_the_verbs():
    """What a story says is held is what was switched on, less what was switched off or given away."""
    story = Story(Account("acme", CHF, PaymentMethod.PREPAY), PLAN_POOL, date(2026, 4, 1))
    for wish, happened, held in WEEKS:
        before = len(story.events)
        story.ask(wish)
        assert [type(event).__name__ for event in story.events[before:]] == happened
        assert " ".join(sorted(story.held)) == held
    assert (story.on, sorted(story.devices), story.gone) == (date(2026, 5, 3), ["d1"], {"d2", "d3"})


def test_what_cannot_be_renewed_ends():
    """One credit lasts for a month."""
    story = Story(Account("acme", CHF, PaymentMethod.PREPAY), PLAN_POOL, date(2026, 4, 1))
    story.ask(Wish("adjustment", "d1", "STD", 0, 0))
    story.ask(Wish("activate", "d1", "STD", 0, 9))
    assert sorted(story.held) == ["d1"]
    assert [ended.device for ended in story.renew().ended] == ["d1"]
    assert (story.held, story.on) == ({}, date(2026, 5, 1))


NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
NOW = timedelta(0)


def quota_told(*wishes, account="acme"):
    """What a quota's story comes to, and the names of what happened in it."""
    quota, events = campaigns._told(account, QuotaTerms(), [campaigns.Wish(*wish) for wish in wishes])
    return quota, [type(event).__name__ for event in events], events


def test_wishes_of_a_quota_are_told_by_the_verbs():
    """A package of 15, of which 2 are reserved; 1 is used, 1 given back, 1 more added by hand."""
    quota, names, _ = quota_told(
        ("create", "a", None, 3, NOW),
        ("reserve", "a", None, 0, NOW),
        ("top up", "a", None, 0, NOW),
        ("commit", "a", None, 0, NOW),
        ("release", "a", None, 0, NOW),
        ("adjust", "a", None, 3, NOW),
        ("renew", "a", None, 0, NOW),
    )
    assert names == [
        "PackageCreated",
        "Reserved",
        "Reserved",
        "Committed",
        "Released",
        "Adjusted",
        "PackageRenewed",
    ]
    assert (quota.remaining(NOON), quota.pending.count) == (15 - 1 + 1, None)


def test_a_quota_without_limit_is_not_adjusted():
    """There is nothing to add to."""
    quota, names, _ = quota_told(("create", "a", None, 0, NOW), ("adjust", "a", None, 3, NOW))
    assert (quota.remaining(NOON), names) == (UNLIMITED, ["PackageCreated"])


def test_a_refused_wish_has_not_happened():
    """Without a package nothing can be reserved."""
    assert quota_told(("reserve", "a", None, 0, NOW))[1] == []


@pytest.mark.parametrize(("account", "tenant"), [("acme", "north"), ("north", None)])
def test_an_account_is_not_its_own_tenant(account, tenant):
    """Its own campaign is nobody else's."""
    events = quota_told(("create", "c", None, 3, NOW), ("reserve", "c", "north", 0, NOW), account=account)[2]
    assert events[1].tenant == tenant


def test_a_story_is_cut_to_its_size():
    """What it begins with counts."""
    one, two, three = (campaigns.Wish("create", name, None, 1, NOW) for name in "abc")
    assert campaigns._both((one, two), [three, one], 3) == [one, two, three]


def test_a_campaign_brings_its_tenant():
    """A wish names both, since a tenant's campaign is always the same tenant's."""
    assert {(wish.campaign, wish.tenant) for wish in campaigns._WISHES} == set(campaigns.CAMPAIGNS)
