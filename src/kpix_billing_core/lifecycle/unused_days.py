"""The days of a prepaid plan-month that a device did not have: before it started, or after it moved up."""

__all__ = ["UnusedDays", "UnusedKind"]

from datetime import date
from enum import Enum
from fractions import Fraction

import attrs

from ..catalogue import BillingTerms, UnusedShare
from ..checks import check_whole, day, instance, optional, whole
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import AccountId, DeviceId, SkuCode, identifier
from ..money import ExactMoney
from ..pool import Consumed, Purchased
from ..pool.credit_grant import check_unit_price

_PERCENT = 100
_LONGEST_MONTH = 31


class UnusedKind(Enum):
    """Which days they are: those before a plan was STARTED, or those after one was left for a better (UPGRADED)."""

    STARTED = "started"
    UPGRADED = "upgraded"


@attrs.frozen(kw_only=True)
class UnusedDays:
    """Days that were paid for and not used, for which the account is owed a credit (rules L24, L30, L33, L56).

    Not included: what they are worth (see `credit_unused`). Raises WrongType or WrongValue.

    Attributes:
        account: who paid, and is owed.
        event: the version of the event with which the plan began, in the log of the account that paid.
        device: which did not have the plan.
        sku: the plan.
        kind: before its start, or after an upgrade.
        earned_on: the day the plan began, or its last day after an upgrade.
        days: how many, under the day count.
        divisor: the days they are a part of.
        share_rule: how the part is worked out.
        before: days of the same plan-month that an earlier credit is for already.
        unit_price: what the plan-month cost, where its credit says so.
        run: the run whose charge says what it cost, where there is one.

    >>> paid = {"account": "acme", "event": 3, "device": "tracker-1", "sku": "PRO", "earned_on": date(2024, 10, 8)}
    >>> UnusedDays(**paid, kind=UnusedKind.STARTED, days=7, divisor=31).share
    Fraction(11, 50)
    """

    account: AccountId = attrs.field(validator=identifier)
    event: int = attrs.field(validator=whole(0))
    device: DeviceId = attrs.field(validator=identifier)
    sku: SkuCode = attrs.field(validator=identifier)
    kind: UnusedKind = attrs.field(validator=instance(UnusedKind))
    earned_on: date = attrs.field(validator=day)
    days: int = attrs.field(validator=whole(0))
    divisor: int = attrs.field(validator=whole(1))
    share_rule: UnusedShare = attrs.field(default=UnusedShare.WHOLE_PERCENT, validator=instance(UnusedShare))
    before: int = attrs.field(default=0, validator=whole(0))
    unit_price: ExactMoney | None = None
    run: str | None = attrs.field(default=None, validator=optional(identifier))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def month(self) -> Month:
        """The plan-month they are a part of."""
        return Month.of(self.earned_on)

    @property
    def share(self) -> Fraction:
        """Which part of the plan-month they are; whole percents are rounded down."""
        return unused_share(self.days, self.divisor, self.share_rule)

    @property
    def id(self) -> str:
        """The same whenever it is worked out again, and no other's."""
        return _id(self)


def unused_share(days: int, divisor: int, rule: UnusedShare) -> Fraction:
    """Return which part of a plan-month some of its days are, never more than all of it (rules L24, L56).

    >>> unused_share(7, 31, UnusedShare.WHOLE_PERCENT), unused_share(7, 31, UnusedShare.EXACT_DAYS)
    (Fraction(11, 50), Fraction(7, 31))
    """
    check_whole("days", days, 0)
    check_whole("divisor", divisor, 1)
    if type(rule) is not UnusedShare:
        raise WrongType("rule", "UnusedShare", rule)
    part = min(days, divisor)
    return Fraction(part, divisor) if rule is UnusedShare.EXACT_DAYS else Fraction(_PERCENT * part // divisor, _PERCENT)


def unused_before(start: Consumed | Purchased, terms: BillingTerms) -> UnusedDays:
    """Return the days of the month before a prepaid plan started (rules L24, L34)."""
    return UnusedDays(
        account=start.account,
        event=start.version,
        device=start.device,
        sku=start.sku,
        kind=UnusedKind.STARTED,
        earned_on=start.on,
        days=days_before(start.on, terms),
        divisor=terms.day_count.of(Month.of(start.on)).divisor,
        share_rule=terms.unused_share,
        unit_price=start.unit_price if isinstance(start, Consumed) else None,
        run=start.run,
    )


def unused_after(start: Consumed | Purchased, last: date, before: int, terms: BillingTerms) -> UnusedDays:
    """Return the days of the month after the last day of a prepaid plan, given those credited before (rule L33)."""
    month = terms.day_count.of(Month.of(last))  # that of its first day too: a prepaid plan lasts no longer
    return attrs.evolve(
        unused_before(start, terms),
        kind=UnusedKind.UPGRADED,
        earned_on=last,
        days=month.whole_month - month.days(None, last.day),
        before=before,
    )


def days_before(on: date, terms: BillingTerms) -> int:
    """Return how many days of its month lie before a day, under the terms' day count."""
    month = terms.day_count.of(Month.of(on))
    return month.whole_month - month.days(on.day, None)


def _id(unused: UnusedDays) -> str:
    # A plan begins once and is left once, and its first event is the only one of its version in its account's log. What
    # ends it would not do: a device that changed hands has events in two logs, of the same versions on the same day.
    return f"unused:{unused.kind.value}:{unused.event}:{unused.account}"


def _check(unused: UnusedDays) -> None:
    check_unit_price(unused.unit_price)
    if unused.days + unused.before > _LONGEST_MONTH:
        raise WrongValue("days", f"at most {_LONGEST_MONTH}, with those credited before", unused.days)
