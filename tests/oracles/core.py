"""The library's answers to the oracles' cases: tally, rate, draft."""

from collections.abc import Callable
from typing import Any

from tests.oracles.case import Bill, Case, Line, Tariff

from kpix_billing_core import (
    Account,
    Allocation,
    BillingTerms,
    Currency,
    DayCount,
    ExactMoney,
    FlatFee,
    Graduated,
    MinimumSpend,
    Money,
    Month,
    Package,
    PerUnit,
    Price,
    PriceBook,
    Rounding,
    Stairstep,
    Volume,
    bands,
    draft,
    rate,
    tally_by_account,
)
from kpix_billing_core.catalogue import (
    BandBasis,
    CustomBands,
    MinimumScope,
    RoundingScope,
    StairstepMode,
)
from kpix_billing_core.dates import DayRule
from kpix_billing_core.money import RoundingMode


def bills(case: Case) -> dict[str, Bill]:
    """Return what each account with use in the month is billed."""
    month = Month(case.year, case.number)
    currency = Currency(case.currency, case.exponent)
    book = PriceBook(tuple(_price(tariff, currency) for tariff in case.tariffs), _terms(case, currency))
    allocations = (Allocation(*held) for held in case.held)
    found: dict[str, Bill] = {}
    for account_id, used in tally_by_account(allocations, month, book.terms):
        account = Account(account_id, currency)
        invoice = draft(account, month, rate(used, book, account))
        lines = [(line.sku, line.charge.entry, line.amount) for line in invoice.lines]
        found[account_id] = Bill(
            tuple(Line(sku, entry.count, entry.units, entry.divisor, amount.minor) for sku, entry, amount in lines),
            tuple((line.kind.value, line.sku, line.amount.minor) for line in invoice.adjustments),
            invoice.due.minor,
        )
    return found


def _terms(case: Case, currency: Currency) -> BillingTerms:
    return BillingTerms(
        day_count=DayCount(DayRule(case.rule), case.divisor),
        dedupe_days=case.dedupe,
        rounding=Rounding(RoundingMode(case.mode), case.step),
        rounding_scope=RoundingScope(case.scope),
        band_basis=BandBasis(case.basis),
        custom_bands=CustomBands(case.custom),
        minimum_spend=None if case.minimum is None else _minimum(case.minimum, currency),
    )


def _minimum(minimum: tuple[str, Any, bool], currency: Currency) -> MinimumSpend:
    scope, amount, without_usage = minimum
    return MinimumSpend(Money.of(amount, currency), MinimumScope(scope), without_usage)


def _price(tariff: Tariff, currency: Currency) -> Price:
    schedule = bands(*((band.threshold, ExactMoney(band.price, currency)) for band in tariff.bands))
    price = schedule[0].price
    models: dict[str, Callable[[], Any]] = {
        "volume": lambda: Volume(schedule),
        "graduated": lambda: Graduated(schedule),
        "stairs": lambda: Stairstep(schedule, StairstepMode.REACHED),
        "stairs_sum": lambda: Stairstep(schedule, StairstepMode.SUM),
        "per_unit": lambda: PerUnit(price),
        "flat": lambda: FlatFee(price),
        "package": lambda: Package(tariff.size, price),
    }
    return Price(tariff.sku, models[tariff.model](), tariff.account, tariff.since)
