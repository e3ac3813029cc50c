"""What arguments of the command stand for; a wrong one is a wrong use of the command, not a fault of a file."""

__all__ = ["locale_name", "month_of"]

from argparse import ArgumentTypeError

from ..dates import Month
from ..errors import BillingError
from ..rendering.locales import locale_of


def month_of(text: str) -> Month:
    """Return the month of "2013-06"."""
    try:
        return Month.parse(text)
    except BillingError as error:
        raise ArgumentTypeError(str(error)) from None


def locale_name(text: str) -> str:
    """Return the name of a locale that exists."""
    try:
        locale_of(text)
    except BillingError as error:
        raise ArgumentTypeError(str(error)) from None
    return text
