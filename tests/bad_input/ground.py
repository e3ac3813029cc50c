"""Targets of the ground floors: ids, numbers, tables, the log, money and dates."""

import datetime as dt
from fractions import Fraction

import attrs
from tests.bad_input.spec import each, given, target

from kpix_billing_core.dates import INCLUSIVE_DAYS, DayRule, Month, Period
from kpix_billing_core.decisions import Reason
from kpix_billing_core.log import Log
from kpix_billing_core.money import Currency, ExactMoney, Money, Rounding, RoundingMode
from kpix_billing_core.tables import Table
from kpix_billing_core.testing import Happening

DAY = dt.date(2026, 4, 16)
NOON = dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC)
EVENT = Happening(0, NOON, "k1", "first")
APRIL = Month(2026, 4)
DAYS = Period(DAY, dt.date(2026, 5, 2))
USD = Currency.of("USD")
PRICE = ExactMoney.parse("0.0035 USD")
TABLE = Table(columns=("sku",), rows=(("STD",),))
DAYS_OF_APRIL = INCLUSIVE_DAYS.of(APRIL)
HOLIDAY = given(None, "None", "function")

TARGETS = (
    target("ids.check_id", name=given("account", "anything"), value=given("acme", "id")),
    target("exact.to_fraction", value=given("0.35", "exact"), name=given("price", "anything")),
    target(
        "exact.fraction_text",
        value=given(Fraction(1, 2), "any fraction"),
        least=given(2, "whole>=0", but=("more than 64 bits",)),
    ),
    target(
        "exact.short_text",
        value=given(Fraction(1, 3), "any fraction"),
        places=given(4, "whole>=0", but=("more than 64 bits",)),
    ),
    target("decisions.Refused", reason=Reason.KEY_REUSED, detail=given("taken", "text")),
    target("log.Log", runs=given((), "tuple")),
    target(
        "log.append",
        log=Log(),
        event=given(
            EVENT,
            bad={
                "an event on no version": attrs.evolve(EVENT, version=-1),
                "an event on a version of text": attrs.evolve(EVENT, version="0"),
                "an event at no instant": attrs.evolve(EVENT, at=dt.datetime(2026, 4, 16)),
                "an event without a key": attrs.evolve(EVENT, key=""),
            },
        ),
    ),
    target("log.Log.last", Log()),
    target("log.Log.with_key", Log(), key=given("k1", "id")),
    target(
        "tables.Table",
        columns=each(("sku",), "text", "any text", container=""),
        rows=each((("STD",),), container="tuple"),
        title=given("title", "text"),
        right=given((0,), "tuple"),
        foot=each((("1.00",),), container="tuple"),
    ),
    target("tables.Table.text", TABLE, limit=given(None, "None", "whole>=0")),
    target("tables.Table.html", TABLE, limit=given(None, "None", "whole>=0")),
    # --- money
    target(
        "money.Currency",
        code=given("USD", also=("an unknown currency", "a metal", "another currency", "the zone UTC by name")),
        exponent=given(2, "exponent", also=("0",)),
    ),
    target("money.Currency.of", code=given("USD", "currency text")),
    target("money.Currency.parse", text=given("USD", "currency text")),
    target("money.Money", minor=given(435, "whole"), currency=given(USD, "Currency")),
    target(
        "money.Money.of",
        amount=given("4.35", "exact", but=("a third",)),
        currency=given(USD, "currency", but=("a currency",)),
    ),
    target("money.Money.parse", text=given("4.35 USD", "money text")),
    target("money.Money.zero", currency=given(USD, "currency")),
    target("money.Money.to_decimal", Money(435, USD)),
    target("money.ExactMoney", amount=given(Fraction(1, 3), "any fraction"), currency=given(USD, "Currency")),
    target("money.ExactMoney.of", amount=given("0.0035", "exact"), currency=given(USD, "currency")),
    target("money.ExactMoney.parse", text=given("0.0035 USD", "exact money text")),
    target("money.ExactMoney.rounded", PRICE, rounding=Rounding()),
    target(
        "money.Rounding",
        mode=RoundingMode.HALF_EVEN,
        step=given(Fraction(1, 20), "exact>0", "None"),
    ),
    target(
        "money.Rounding.minor_units",
        Rounding(),
        numerator=given(5, "any whole"),
        denominator=given(2, "any whole>=1"),
        exponent=given(2, "exponent", also=("0",)),
    ),
    target(
        "money.round_ratio",
        numerator=given(5, "any whole"),
        denominator=given(2, "any whole>=1"),
        mode=RoundingMode.HALF_EVEN,
    ),
    target(
        "money.apportion",
        whole=given(Money(100, USD), "any money"),
        weights=each((1, 2), "weight", container="weights"),
    ),
    target(
        "money.total",
        amounts=each(
            (Money(100, USD), Money(1, USD)),
            "Money",
            container="iterable",
            bad={"two currencies": (Money(100, USD), Money.parse("1 EUR"))},
        ),
        currency=given(
            USD, bad={"a currency of another": Currency.of("JPY")}, but=("a currency", "a currency of one's own")
        ),
    ),
    # --- dates
    target("dates.Month", year=given(2026, "year"), number=given(4, "month number")),
    target("dates.Month.parse", text=given("2026-04", "month text")),
    target("dates.Month.of", day=given(DAY, "day")),
    target("dates.Month.until", APRIL, last=given(Month(2026, 6), "Month")),
    target(
        "dates.Period",
        first=given(DAY, "day", but=("the last day",)),
        last=given(DAYS.last, "day", but=("the first day",)),
    ),
    target("dates.Period.parse", text=given("2026-04-28/2026-05-02", "period text")),
    target("dates.Period.of", month=APRIL),
    target("dates.Period.split", DAYS, last=given(DAY, "day")),
    target("dates.Period.months", DAYS),
    target("dates.DayCount", rule=DayRule.INCLUSIVE, divisor=given(30, "whole>=2", "None")),
    target("dates.DayCount.of", INCLUSIVE_DAYS, month=APRIL),
    target("dates.DayCount.days", INCLUSIVE_DAYS, period=DAYS),
    target("dates.DayCount.quantity", INCLUSIVE_DAYS, period=DAYS),
    target(
        "dates.MonthDays",
        opens=each(DAYS_OF_APRIL.opens, "whole>=0", but=("an empty tuple",)),
        closes=each(DAYS_OF_APRIL.closes, "whole>=0", but=("an empty tuple",)),
        whole_month=given(30, "whole>=0"),
        divisor=given(30, "whole>=1"),
    ),
    target(
        "dates.MonthDays.days",
        DAYS_OF_APRIL,
        first=given(16, "None", also=("1", "13")),
        last=given(30, "None", also=("1", "13")),
    ),
    target(
        "dates.add_months",
        anchor=given(DAY, "day", but=("the last day",)),
        months=given(1, "whole", but=("more than 64 bits",)),
    ),
    target(
        "dates.anniversary_period",
        anchor=given(DAY, "day"),
        day=given(DAYS.last, "day", but=("the first day", "the last day")),
        months=given(1, "whole>=1", but=("more than 64 bits",)),
    ),
    target("dates.business_day", month=given(APRIL, "Month"), nth=given(3, "nth", also=("13",)), holiday=HOLIDAY),
    target("dates.local_day", instant=given(NOON, "instant"), zone=given(dt.UTC, "zone asked")),
    target("dates.month_start", month=given(APRIL, "Month"), zone=given(dt.UTC, "zone asked")),
    target("dates.day_start", day=given(NOON.date(), "day"), zone=given(dt.UTC, "zone asked")),
    target(
        "dates.next_cycle", instant=given(NOON, "instant", but=("the last instant",)), zone=given(dt.UTC, "zone asked")
    ),
)
