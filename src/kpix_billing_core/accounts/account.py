"""Who pays."""

__all__ = ["Account"]

import attrs

from ..checks import instance
from ..errors import WrongType
from ..ids import AccountId, identifier
from ..money import Currency
from .payment_method import PaymentMethod


def _currency(value: Currency | str) -> Currency:
    return Currency.parse(value) if isinstance(value, str) else value


@attrs.frozen
class Account:
    """Who pays: one currency for all its invoices, and when it pays.

    Raises WrongType or WrongValue (rule L05).

    Attributes:
        id: the caller's name for it.
        currency: what it is billed in; text such as "USD" is read by ISO 4217.
        payment_method: post pay unless said otherwise.

    >>> Account("acme", "USD").payment_method.value
    'postpay'
    """

    id: AccountId = attrs.field(validator=identifier, metadata={"column": "account_id"})
    currency: Currency = attrs.field(converter=_currency, validator=instance(Currency))
    payment_method: PaymentMethod = attrs.field(default=PaymentMethod.POSTPAY, validator=instance(PaymentMethod))

    def with_billing_details(self, *, on_file: bool) -> "Account":
        """Return the account once billing details are on file, or no longer (rules L02, L03).

        That moves an account that pays in advance between its two ways to pay. It never makes one post pay, nor one
        that is anything else: post pay is granted by the vendor (rule L07).

        >>> Account("acme", "USD", PaymentMethod.PREPAY).with_billing_details(on_file=True).payment_method.value
        'prepay_auto'
        """
        return _with_billing_details(self, on_file)


def _with_billing_details(account: Account, on_file: object) -> Account:
    if type(on_file) is not bool:
        raise WrongType("on_file", "bool", on_file)
    if account.payment_method is PaymentMethod.POSTPAY:
        return account
    return attrs.evolve(account, payment_method=PaymentMethod.PREPAY_AUTO if on_file else PaymentMethod.PREPAY)
