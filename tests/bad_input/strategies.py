"""Targets of the published strategies: each option means the same wherever it appears, so the table is by option."""

import datetime as dt
import inspect

from tests.bad_input.spec import Given, Target, each, given, target

from kpix_billing_core import testing
from kpix_billing_core.accounts import PaymentMethod
from kpix_billing_core.catalogue import PLAN_POOL, PerUnit
from kpix_billing_core.dates import Month
from kpix_billing_core.interop import PelionQuota
from kpix_billing_core.money import Currency
from kpix_billing_core.pool import Granted
from kpix_billing_core.quota import Reserved

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
# An option means the same in a dozen strategies, and they are slow to build: each tries its share of the catalogue.
SHARES = 6
# Sizes that Hypothesis could not make are not tried.
NO_ODD_SIZE = ("more than 64 bits",)

OPTIONS: dict[str, Given] = {
    "api_calls": given(True, "bool", "None"),
    "account": given("acme", "id", "None"),
    "currency": given(Currency.of("USD"), "Currency", "None"),
    "divisor": given(30, "whole>=1", "None"),
    "kinds": given((PerUnit,), "kinds", also=("something hostile",)),
    "max_amount": given("4.35", "exact", "None", but=("0", "-1", "minus a half", "Decimal minus zero")),
    "max_bands": given(4, "whole>=1", but=NO_ODD_SIZE),
    "max_columns": given(4, "whole>=1", but=NO_ODD_SIZE),
    "max_day": given(LAST, "day", but=("the first day",)),
    "max_days": given(31, "None", "whole>=1"),
    "max_exponent": given(18, "exponent", also=("0",)),
    "max_minor": given(435, "None", "whole>=1", but=("1", "13")),
    "max_month": given(Month(2026, 12), "Month"),
    "max_rows": given(30, "whole>=0", but=NO_ODD_SIZE),
    "max_size": given(20, "whole>=0", but=NO_ODD_SIZE),
    "min_amount": given(
        "0.01", "exact", "None", but=("13", "more than 64 bits", "a number as text", "a day without dashes")
    ),
    "min_day": given(FIRST, "day", but=("the last day",)),
    "min_exponent": given(0, "exponent", also=("0",)),
    "min_minor": given(100, "whole", "None", but=NO_ODD_SIZE),
    "min_month": given(Month(2026, 1), "Month", but=("the last month",)),
    "month": given(Month(2026, 4), "Month", "None"),
    "owner": given("acme", "id", "None"),
    "payment_method": given(PaymentMethod.POSTPAY, "PaymentMethod", "None"),
    "sku": given("STD", "id", "None"),
    "skus": each(("LITE", "STD"), "id", container=("tuple", "texts", "list of none")),
    "terms": given(PLAN_POOL, "BillingTerms", "None"),
    "version": given(0, "whole>=0", "None"),
    "zone": given(dt.UTC, "zone", "None"),
}
# Options that mean something narrower in one place.
NARROWER: dict[tuple[str, str], Given] = {
    ("pelion_documents", "kinds"): given((PelionQuota,), "kinds", also=("something hostile",)),
    ("pool_events", "kinds"): given((Granted,), "kinds", also=("something hostile",)),
    ("price_books", "account"): given("acme", "id"),
    ("quota_events", "kinds"): given((Reserved,), "kinds", also=("something hostile",)),
    ("ids", "max_size"): given(20, "whole>=1", but=NO_ODD_SIZE),
}


def strategy(name: str) -> Target:
    """Return the target of a published strategy, with the options that it has."""
    options = inspect.signature(getattr(testing, name)).parameters
    found = target(
        f"testing.{name}",
        **{option: NARROWER.get((name, option), OPTIONS[option]) for option in options if option in OPTIONS},
    )
    return found._replace(shares=SHARES)


TARGETS = tuple(strategy(name) for name in testing.__all__ if name.islower())
