"""Quotas as text: what happens to the tokens of a service, whatever is asked of it, over random years."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.golden.chance import Chance
from tests.quota import START, Desk

from kpix_billing_core import Refused, explain, to_json
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.quota import (
    QuotaTerms,
    RenewalStart,
    adjust,
    balances_by_account,
    balances_by_package,
    commit,
    create_package,
    expire,
    history,
    release,
    renew,
    replay,
    reserve,
    tokens_exhausted_at,
    tokens_lost,
    tokens_needed,
)
from kpix_billing_core.rendering import balance_chart

CAMPAIGNS = ("a", "kampagne ü")
VERBS = (create_package, renew, reserve, reserve, commit, commit, commit, release, adjust)


def quotas() -> Iterator[str]:
    """What a service asks of its quota, what comes of it, and the history, balances and forecasts at the end."""
    chance = Chance(10)
    for _ in range(40):
        desk, at = Desk(_terms(chance)).package(chance.choice((5, 20, None))), START
        for number in range(15):
            at += timedelta(days=chance.choice((0, 0, 1, 30, 100)), milliseconds=chance.below(2))
            yield _asked(chance, desk, number, at)
        yield from (str(explain(each)) for each in (desk.quota.as_of(at), desk.quota.updates_enabled(at), *desk.log))
        yield balance_chart(history(desk.log, at, "acme", desk.quota.terms))
        yield f"{replay(desk.log, 'acme', desk.quota.terms) == desk.quota} {desk.balance(at)}"
        yield from (to_json(record, indent=None) for record in expire(desk.quota, at=at))
        yield from (f"{line.added} {line.reason} {line.amount} {line.balance}" for line in desk.history(at))
        for parts in (balances_by_account, balances_by_package):
            yield " ".join(f"{key}: {part}" for key, part in parts(desk.log, at, "acme", desk.quota.terms).items())
        pace = chance.choice((1, "1/3", 7))
        yield f"{tokens_exhausted_at(desk.quota, at, pace)} {tokens_needed(desk.quota, at, pace)}"
        yield f"{tokens_lost(desk.quota, at, pace)} {desk.quota.expiry_warning(at)}"


def _terms(chance: Chance) -> QuotaTerms:
    return QuotaTerms(
        grace_days=chance.choice((0, 0, 60)),
        validity_months=chance.choice((3, 6, 12)),
        carry_over=chance.often(50),
        list_zero_releases=chance.often(50),
        renewal_start=chance.choice(tuple(RenewalStart)),
    )


def _asked(chance: Chance, desk: Desk, number: int, at: datetime) -> str:
    verb, campaign = chance.choice(VERBS), chance.choice(CAMPAIGNS)
    package = {"package": f"p{number + 2}", "count": chance.choice((1, 10, None))}
    given = {
        create_package: package,
        renew: package,
        reserve: {"campaign": campaign, "size": chance.between(1, 9), "top_up": chance.often(50)},
        commit: {"campaign": campaign, "device": f"d{chance.below(5)}", "succeeded": chance.often(80)},
        release: {"campaign": campaign},
        adjust: {"amount": chance.choice((-3, 1, 5))},
    }
    try:
        answer = desk.do(verb, at, **given[verb])
    except WrongValue as error:
        return str(error)
    return f"{answer.reason.value}: {answer.detail}" if isinstance(answer, Refused) else to_json(answer, indent=None)
