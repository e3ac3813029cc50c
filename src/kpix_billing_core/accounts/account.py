"""Who pays."""

__all__ = ["Account"]

import attrs

from ..checks import instance
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
