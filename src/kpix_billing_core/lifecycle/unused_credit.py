"""What unused days are worth: a share of the price paid, rounded once, never more than was paid."""

__all__ = ["PriceSource", "UnusedCredit", "credit_unused"]

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction

import attrs

from ..accounts import Account
from ..catalogue import CreditValue, PriceBook
from ..checks import check_many, derived, instance
from ..errors import CurrencyMismatch, PriceNotFound, WrongType, WrongValue
from ..money import ExactMoney, Money, Rounding
from ..rating import AccountCredit, Charges
from ..rating.amount import line_rounding
from .purchases import list_price
from .unused_days import UnusedDays, UnusedKind, unused_share


class PriceSource(Enum):
    """Where the price came from: AGREED with the credit, the CHARGE of the run it was bought in, or the price LIST."""

    AGREED = "agreed"
    CHARGE = "charge"
    LIST = "list"


@attrs.frozen(kw_only=True)
class UnusedCredit:
    """The credit for unused days with everything that made it so (rules L30, L57, L68).

    Attributes:
        unused: the days.
        price: what the whole plan-month cost.
        source: where that price came from.
        rounding: how the amount becomes payable.
        amount: price times share, rounded once, and never more than is left of what was paid; derived.

    >>> from datetime import date
    >>> paid = {"account": "acme", "event": 3, "device": "tracker-1", "sku": "PRO", "kind": UnusedKind.STARTED}
    >>> unused = UnusedDays(**paid, earned_on=date(2024, 10, 8), days=7, divisor=31)
    >>> UnusedCredit(unused=unused, price=ExactMoney.parse("13 USD"), source=PriceSource.LIST).amount
    Money.parse('2.86 USD')
    """

    unused: UnusedDays = attrs.field(validator=instance(UnusedDays))
    price: ExactMoney = attrs.field(validator=instance(ExactMoney))
    source: PriceSource = attrs.field(validator=instance(PriceSource))
    rounding: Rounding = attrs.field(default=Rounding(), validator=instance(Rounding))
    amount: Money = attrs.field(init=False, eq=False, repr=False, default=derived(lambda self: _amount(self)))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def exact_amount(self) -> ExactMoney:
        """Price times share, before rounding."""
        return _exact_amount(self)

    @property
    def limit(self) -> Money:
        """What is left of the price paid after the credit for earlier days of the same plan-month (rule L68)."""
        return _limit(self)

    @property
    def account_credit(self) -> AccountCredit:
        """The money owed to the account on a later invoice, with its reason and where it came from."""
        return _account_credit(self)


def credit_unused(
    unused: UnusedDays, book: PriceBook, account: Account, charges: Iterable[Charges] = ()
) -> UnusedCredit:
    """Value unused days: at the price paid, else at the list price, or always at the list price if the terms say so.

    The price paid is the one agreed with the credit, or the one that the charge of its run came to for each plan-month;
    so `charges` must hold that run's (rules L12, L68). Not included: putting it on an invoice, which `draft` does.
    Raises PriceNotFound without the charge of the run or without a list price, WrongType, WrongValue, CurrencyMismatch.
    """
    _check_wish(unused, book, account)
    price, source = _price(unused, book, account, charges)
    if price.currency != account.currency:
        raise CurrencyMismatch(account.currency, price.currency)
    return UnusedCredit(unused=unused, price=price, source=source, rounding=line_rounding(book.terms))


def _price(
    unused: UnusedDays, book: PriceBook, account: Account, charges: Iterable[Charges]
) -> tuple[ExactMoney, PriceSource]:
    if book.terms.credit_value is CreditValue.PRICE_PAID:
        if unused.unit_price is not None:
            return unused.unit_price, PriceSource.AGREED
        if unused.run is not None:
            return _charged(unused, unused.run, charges), PriceSource.CHARGE
    return list_price(unused.sku, book, account, unused.month), PriceSource.LIST


def _charged(unused: UnusedDays, run: str, charges: Iterable[Charges]) -> ExactMoney:
    check_many("charges", charges)
    for charged in charges:
        if type(charged) is not Charges:
            raise WrongType("charges", "Charges", charged)
        if charged.run == run and charged.account == unused.account:
            for charge in charged.charges:
                if charge.sku == unused.sku:
                    return charge.exact_amount * Fraction(charge.entry.divisor, charge.entry.units)
    raise PriceNotFound(f"no charge of {unused.sku} in run {run} of account {unused.account}")


def _check_wish(unused: object, book: object, account: object) -> None:
    if type(unused) is not UnusedDays:
        raise WrongType("unused", "UnusedDays", unused)
    if type(book) is not PriceBook:
        raise WrongType("book", "PriceBook", book)
    if type(account) is not Account:
        raise WrongType("account", "Account", account)
    if account.id != unused.account:
        raise WrongValue("account", unused.account, account.id)


def _exact_amount(credit: UnusedCredit) -> ExactMoney:
    return credit.price * credit.unused.share


def _amount(credit: UnusedCredit) -> Money:
    # Rounded up, two parts of one price could come to more than it.
    return min(credit.exact_amount.rounded(credit.rounding), credit.limit)


def _limit(credit: UnusedCredit) -> Money:
    unused, rounding = credit.unused, credit.rounding
    before = credit.price * unused_share(unused.before, unused.divisor, unused.share_rule)
    return credit.price.rounded(rounding) - before.rounded(rounding)


def _account_credit(credit: UnusedCredit) -> AccountCredit:
    unused = credit.unused
    when = "before its start" if unused.kind is UnusedKind.STARTED else "after an upgrade"
    return AccountCredit(
        unused.id,
        unused.account,
        credit.amount,
        unused.earned_on,
        f"{unused.sku} not used {when}",
        f"{unused.sku} of {unused.device} in {unused.month}",
    )


def _check(credit: UnusedCredit) -> None:
    if credit.price < ExactMoney(Fraction(0), credit.price.currency):
        raise WrongValue("price", "0 or more", str(credit.price))
