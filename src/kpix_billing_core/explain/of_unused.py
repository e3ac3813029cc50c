"""Why an account is owed a credit for days of a plan, and why it is so much."""

__all__ = ["explain_unused_credit", "explain_unused_days"]

from collections.abc import Mapping
from types import MappingProxyType

from ..catalogue import UnusedShare
from ..exact import fraction_text
from ..lifecycle import PriceSource, UnusedCredit, UnusedDays, UnusedKind
from .explanation import Explanation, Fact
from .of_price import price_facts
from .words import amount_text, counted, number_text, rounding_text


def explain_unused_days(unused: UnusedDays) -> Explanation:
    """Return which days were not used, why they count, and which part of the plan-month they are."""
    title = f"{_what(unused)}: {number_text(unused.share)} of its price"
    return Explanation(title, (*_days(unused), *price_facts(unused.unit_price, unused.run), _owed(unused)))


def explain_unused_credit(credit: UnusedCredit) -> Explanation:
    """Return what the days are worth: price times share, rounded once, never more than is left of the price."""
    unused = credit.unused
    price = f"{amount_text(credit.price)} for the whole plan-month, {_SOURCES[credit.source]}"
    share = f"{amount_text(credit.price)} × {number_text(unused.share)} = {amount_text(credit.exact_amount)}"
    rounded = f"{credit.exact_amount.rounded(credit.rounding)}, {rounding_text(credit.rounding)}"
    facts = (
        *_days(unused),
        Fact("price", price, ("L57", "L68")),
        Fact("exact amount", share, ("L57",)),
        Fact("rounded", rounded, ("L57", "L69")),
        Fact("at most", f"{credit.limit}, {_LIMITS[unused.before > 0]}", ("L68",)),
        _owed(unused),
    )
    return Explanation(f"{_what(unused)}: {credit.amount}", facts)


_SOURCES: Mapping[PriceSource, str] = MappingProxyType(
    {
        PriceSource.AGREED: "agreed with its credit",
        PriceSource.CHARGE: "as the charge of its run came to for each",
        PriceSource.LIST: "the list price",
    }
)
_LIMITS: Mapping[bool, str] = MappingProxyType(
    {False: "the whole price", True: "what the credit for the days before it started left of the price"}
)


def _what(unused: UnusedDays) -> str:
    return f"{counted(unused.days, 'day')} of {unused.sku} not used by {unused.device} in {unused.month}"


def _days(unused: UnusedDays) -> tuple[Fact, ...]:
    before = f"{counted(unused.before, 'day')} of the same plan-month, before it started"
    return (
        _why(unused),
        Fact("days", f"{unused.days} of {unused.divisor}", ("L41", "L42", "L43")),
        _share(unused),
        *([Fact("credited already", before, ("L24", "L33"))] if unused.before else ()),
    )


def _why(unused: UnusedDays) -> Fact:
    day = unused.earned_on.isoformat()
    if unused.kind is UnusedKind.STARTED:
        return Fact(
            "not used", f"before the plan started, on {day}; its credit paid for the whole month", ("L24", "L30")
        )
    return Fact("not used", f"after the last day of the plan, {day}, which was left for a better one", ("L33",))


def _share(unused: UnusedDays) -> Fact:
    if unused.share_rule is UnusedShare.EXACT_DAYS:
        return Fact("share", f"{number_text(unused.share)}, exact days", ("L56",))
    return Fact("share", f"{fraction_text(unused.share)}, in whole percents, rounded down", ("L56",))


def _owed(unused: UnusedDays) -> Fact:
    return Fact("owed to", f"{unused.account}, on its next invoice", ("L30", "L31", "L68"))
