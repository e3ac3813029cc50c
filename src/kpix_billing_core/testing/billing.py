"""Strategies for accounts and for what they are billed: charges, credits and invoices, made by the very verbs."""

__all__ = [
    "account_credits",
    "accounts",
    "adjustments",
    "charges",
    "credit_uses",
    "explanations",
    "facts",
    "invoice_lines",
    "invoices",
    "rated_months",
]

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..accounts import Account, PaymentMethod
from ..catalogue import BelowFirstBand, MinimumScope, MinimumSpend, PriceBook
from ..dates import Month
from ..errors import QuantityBelowBands, WrongType
from ..explain import Explanation, Fact, explain
from ..ids import AccountId, SkuCode
from ..invoicing import Adjustment, AdjustmentKind, CreditUse, Invoice, InvoiceLine, draft
from ..metering import Tally
from ..money import Currency, ExactMoney, Money, Rounding
from ..rating import AccountCredit, Charge, Charges, rate
from .books import BookParts, book_of, book_parts
from .dates import days
from .making import made
from .metering import Use, account_or_any, month_or_any, tally_of, uses
from .money import currency_or_any, exact_moneys, moneys, payable, roundings
from .texts import ids, words

SKUS = ("LITE", "STD")
LARGEST = 10**9
"""The largest credit, in minor units: more than most invoices come to, so that some are carried."""

CREDITS = 3
"""Credits that an invoice may use, at most."""

USED = st.sampled_from((0, LARGEST)) | st.integers(0, LARGEST)
REACHED = st.integers(0, LARGEST)
FLOORS = st.none() | st.tuples(st.integers(0, LARGEST), st.sampled_from(MinimumScope))
"""Agreed, in minor units, and of what."""

THINGS = st.integers(1, 200)
"""Counted, where no day was used."""

RULES = st.lists(ids(), max_size=3).map(tuple)
"""Of one step, which may follow from none."""


def accounts(
    *, currency: Currency | None = None, payment_method: PaymentMethod | None = None
) -> SearchStrategy[Account]:
    """Return accounts of every way to pay, or of one."""
    if payment_method is not None and type(payment_method) is not PaymentMethod:
        raise WrongType("payment_method", "PaymentMethod", payment_method)
    methods = st.sampled_from(PaymentMethod) if payment_method is None else st.just(payment_method)
    return made(Account, ids(), currency_or_any(currency), methods)


def account_credits(
    *, account: AccountId | None = None, currency: Currency | None = None
) -> SearchStrategy[AccountCredit]:
    """Return money owed to an account, from nothing up."""
    amounts = moneys(currency=currency, min_minor=0, max_minor=LARGEST)
    return made(AccountCredit, ids(), account_or_any(account), amounts, days(), words(), words())


def credit_uses() -> SearchStrategy[CreditUse]:
    """Return credits of which nothing, something or everything was used."""
    return made(_use, account_credits(), USED)


def rated_months(*, month: Month | None = None, currency: Currency | None = None) -> SearchStrategy[Charges]:
    """Return all charges of an account in a month, under any terms and prices; sometimes it used nothing."""
    return made(_rated, _payers(currency), book_parts(SKUS), month_or_any(month), uses(SKUS))


def charges(*, month: Month | None = None, currency: Currency | None = None) -> SearchStrategy[Charge]:
    """Return single charges, of days and of things counted, at default and custom prices."""
    return made(_charge, _payers(currency), book_parts(SKUS), month_or_any(month), uses(SKUS), THINGS)


def invoice_lines() -> SearchStrategy[InvoiceLine]:
    """Return lines of charges."""
    return charges().map(InvoiceLine)


def adjustments() -> SearchStrategy[Adjustment]:
    """Return adjustments of either kind, of a line or of the whole, up and down."""
    amounts = exact_moneys(min_amount=0, max_amount=LARGEST)
    skus = st.none() | ids()
    return made(_adjustment, st.sampled_from(AdjustmentKind), amounts, REACHED, roundings(), skus, FLOORS)


def invoices(*, month: Month | None = None, currency: Currency | None = None) -> SearchStrategy[Invoice]:
    """Return drafts with lines, floors, rounding differences and credits, some of which are left over."""
    return made(_invoice, _payers(currency), book_parts(SKUS), month_or_any(month), uses(SKUS), _owed())


def facts() -> SearchStrategy[Fact]:
    """Return single steps of derivations, with and without rules."""
    return made(Fact, ids(), ids(), RULES)


def explanations() -> SearchStrategy[Explanation]:
    """Return the derivations of charges, adjustments and invoices."""
    return st.one_of(charges(), adjustments(), invoices()).map(explain)


def _payers(currency: Currency | None) -> SearchStrategy[Account]:
    return accounts(currency=currency, payment_method=PaymentMethod.POSTPAY)


def _owed() -> SearchStrategy[list[AccountCredit]]:
    return st.lists(account_credits(), max_size=CREDITS, unique_by=_id)


def _rated(account: Account, parts: BookParts, month: Month, use: Use) -> Charges:
    book = book_of(parts, SKUS, account.id, account.currency)
    return _priced(tally_of(use, account.id, month, book.terms_for(account.id)), book, account)


def _charge(account: Account, parts: BookParts, month: Month, use: Use, count: int) -> Charge:
    found = _rated(account, parts, month, use).charges
    if not found:
        found = _rated(account, parts, month, Use([], {SKUS[0]: count}, None)).charges
    return found[count % len(found)]


def _invoice(account: Account, parts: BookParts, month: Month, use: Use, owed: list[AccountCredit]) -> Invoice:
    credits = [attrs.evolve(one, account=account.id, amount=Money(one.amount.minor, account.currency)) for one in owed]
    return draft(account, month, _rated(account, parts, month, use), credits)


def _priced(used: Tally, book: PriceBook, account: Account) -> Charges:
    try:
        return rate(used, book, account)
    except QuantityBelowBands:
        # Under terms that call it an error there is no charge; the other reading has one.
        return rate(used, book.with_terms(below_first_band=BelowFirstBand.FIRST_BAND), account)


def _id(credit: AccountCredit) -> str:
    return credit.id


def _use(credit: AccountCredit, used: int) -> CreditUse:
    return CreditUse(credit, attrs.evolve(credit.amount, minor=min(used, credit.amount.minor)))


def _adjustment(
    kind: AdjustmentKind,
    target: ExactMoney,
    reached: int,
    rounding: Rounding,
    sku: SkuCode | None,
    floor: tuple[int, MinimumScope] | None,
) -> Adjustment:
    minimum = None
    if floor is not None and kind is AdjustmentKind.MINIMUM_SPEND:
        minimum = MinimumSpend(Money(floor[0], target.currency), floor[1])
    payable_ = payable(rounding, target.currency)
    return Adjustment(kind, target, Money(reached, target.currency), payable_, sku, minimum)
