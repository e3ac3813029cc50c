"""Targets of the trade: the catalogue, accounts and metering."""

import datetime as dt
from fractions import Fraction

from tests.bad_input.spec import Target, each, given, target

from kpix_billing_core.accounts import PaymentMethod
from kpix_billing_core.catalogue import (
    PLAN_POOL,
    AccountMinimum,
    BandBasis,
    BelowFirstBand,
    CreditValue,
    CustomBands,
    FlatFee,
    Graduated,
    IssueDay,
    MinimumScope,
    MinimumSpend,
    Package,
    PerUnit,
    Plan,
    Price,
    PriceBand,
    PriceBook,
    RenewalOrder,
    RoundingScope,
    Stairstep,
    StairstepMode,
    UnusedShare,
    Volume,
    bands,
)
from kpix_billing_core.dates import INCLUSIVE_DAYS, DayCount, Month
from kpix_billing_core.metering import Allocation, AllocationColumns, TallyEntry, tally
from kpix_billing_core.money import Currency, ExactMoney, Rounding

APRIL = Month(2026, 4)
DAY = dt.date(2026, 4, 16)
USD = Currency.of("USD")
PRICE = ExactMoney.parse("4.35 USD")
BANDS = bands((0, "4.35 USD"), (10, "4.26 USD"))
FLOOR = MinimumSpend("25.00 USD")
OF_ALLOCATIONS = MinimumSpend("1.00 USD", MinimumScope.ALLOCATION)
STANDARD = Price("STD", BANDS)
CUSTOM = Price("STD", PerUnit("4.00 USD"), "acme", dt.date(2026, 1, 1))
BOOK = PriceBook((STANDARD, CUSTOM))
USED = (Allocation("d1", "acme", "STD", DAY), Allocation("d2", "acme", "STD", DAY, DAY))
TALLY = tally(USED, APRIL, PLAN_POOL, histogram=True)
ENTRY = TALLY.entries[0]
HALF_APRIL = (15, 30)
ANY_TEXT = ("text", "any text")  # where it is only compared

# A table of bands in whose place a single price, or bands that do not fit together, are mistakes.
BAD_BANDS = {
    "no bands": (),
    "bands with a gap": (PriceBand(0, "2 USD", 5), PriceBand(10, "1 USD")),
    "bands that overlap": (PriceBand(0, "2 USD", 11), PriceBand(10, "1 USD")),
    "bands in the wrong order": (PriceBand(10, "2 USD"), PriceBand(0, "1 USD")),
    "a band twice": (PriceBand(0, "2 USD"), PriceBand(0, "1 USD")),
    "bands with an end": (PriceBand(0, "2 USD", 5),),
    "bands in two currencies": (PriceBand(0, "2 USD"), PriceBand(5, "1 EUR")),
    "bands in a list": list(BANDS),
    "a single band": BANDS[0],
}


def schedule() -> object:
    """Return the argument of a model of bands."""
    return each(BANDS, container="bands", bad=BAD_BANDS)


def model(name: str, value: object, **arguments: object) -> tuple[Target, ...]:
    """Return the targets of a pricing model: its constructor and its two methods."""
    ratio = each(HALF_APRIL, "whole>=0", container="ratio", bad={"a ratio of three": (1, 2, 3), "over nothing": (1, 0)})
    return (
        target(f"catalogue.{name}", **arguments),
        target(f"catalogue.{name}.steps", value, quantity=ratio, basis=ratio),
        target(f"catalogue.{name}.unit_price", value, basis=ratio),
    )


TARGETS = (
    # --- catalogue
    target("catalogue.Plan", sku=given("STD", "id"), name=given("Standard", "text"), rank=given(2, "whole", "None")),
    target(
        "catalogue.PriceBand",
        threshold=given(
            Fraction(1),
            "exact>=0",
            but=("13", "more than 64 bits", "a day without dashes", "a number as text", "an amount without currency"),
        ),
        price=given(PRICE, "price"),
        up_to=given(Fraction(2), "exact>0", "None", but=("1", "a third", "0")),
    ),
    target("catalogue.bands", pairs=each(((0, "4.35 USD"), (10, "4.26 USD")))),
    target(
        "catalogue.band_index",
        given=each(BANDS, container="bands", bad={"no bands": ()}),
        numerator=given(5, "whole>=0"),
        denominator=given(2, "whole>=1"),
    ),
    *model("FlatFee", FlatFee(PRICE), price=given(PRICE, "price")),
    *model("PerUnit", PerUnit(PRICE), price=given(PRICE, "price")),
    *model("Volume", Volume(BANDS), bands=schedule()),
    *model("Graduated", Graduated(BANDS), bands=schedule()),
    *model("Package", Package(10, PRICE), size=given(Fraction(10), "exact>0"), price=given(PRICE, "price")),
    *model("Stairstep", Stairstep(BANDS, StairstepMode.SUM), bands=schedule(), mode=StairstepMode.SUM),
    target(
        "catalogue.Step",
        band=given(0, "whole>=0", "None"),
        numerator=given(5, "whole>=0"),
        denominator=given(2, "whole>=1"),
        price=given(PRICE, "any exact money"),
    ),
    target(
        "catalogue.MinimumSpend",
        amounts=each(
            FLOOR.amounts, "floor of one", container="floor", bad={"two floors in one currency": FLOOR.amounts * 2}
        ),
        scope=MinimumScope.INVOICE,
        without_usage=given(True, "bool"),
    ),
    target("catalogue.MinimumSpend.amount", FLOOR, currency=given(USD, "nothing in another currency")),
    target("catalogue.AccountMinimum", account=given("acme", "id"), minimum_spend=FLOOR),
    target(
        "catalogue.BillingTerms",
        zone=given(dt.UTC, "zone"),
        day_count=given(INCLUSIVE_DAYS),
        dedupe_days=given(True, "bool"),
        rounding=Rounding(),
        rounding_scope=RoundingScope.LINE,
        band_basis=BandBasis.QUANTITY,
        custom_bands=CustomBands.REPLACE,
        below_first_band=BelowFirstBand.ERROR,
        minimum_spend=given(FLOOR, "None", bad={"a floor under allocations whose days are not theirs": OF_ALLOCATIONS}),
        issue_day=IssueDay.LAST_OF_MONTH,
        unused_share=UnusedShare.EXACT_DAYS,
        credit_new_plan=given(False, "bool"),
        credit_value=CreditValue.LIST_PRICE,
        renewal_order=RenewalOrder.GIVEN,
    ),
    target(
        "catalogue.Price",
        sku=given("STD", "id"),
        model=given(PerUnit(PRICE), bad=BAD_BANDS),
        account=given("acme", "id", "None"),
        effective_from=given(DAY, "day", "None"),
    ),
    target(
        "catalogue.PriceBook",
        prices=each(BOOK.prices, bad={"two prices from one day": (STANDARD, STANDARD)}),
        terms=PLAN_POOL,
        minimums=each((AccountMinimum("acme", FLOOR),), bad={"an account twice": (AccountMinimum("acme", FLOOR),) * 2}),
        plans=each((Plan("STD"),), bad={"a plan twice": (Plan("STD"), Plan("STD", "Standard"))}),
    ),
    target(
        "catalogue.PriceBook.of",
        prices=each(BOOK.prices),
        terms=PLAN_POOL,
        plans=each((Plan("STD"),)),
    ),
    target("catalogue.PriceBook.default_price", BOOK, sku=given("STD", *ANY_TEXT), currency=USD, on=given(DAY, "day")),
    target(
        "catalogue.PriceBook.custom_price",
        BOOK,
        sku=given("STD", *ANY_TEXT),
        currency=USD,
        account=given("acme", *ANY_TEXT),
        on=given(DAY, "day"),
    ),
    target(
        "catalogue.PriceBook.prices_in_force",
        BOOK,
        sku=given("STD", *ANY_TEXT),
        currency=USD,
        account=given("acme", *ANY_TEXT),
        on=given(DAY, "day"),
    ),
    target("catalogue.PriceBook.minimum_spend", BOOK, account=given("acme", "text")),
    target("catalogue.PriceBook.name", BOOK, sku=given("STD", "text")),
    target("catalogue.PriceBook.rank", BOOK, sku=given("STD", "text")),
    target("catalogue.PriceBook.terms_for", BOOK, account=given("acme", "text")),
    target(
        "catalogue.PriceBook.with_custom",
        BOOK,
        account=given("acme", "id"),
        sku=given("STD", "id"),
        model=given(PerUnit(PRICE), bad=BAD_BANDS),
        effective_from=given(DAY, "day", "None"),
    ),
    target("catalogue.PriceBook.with_price", BOOK, price=STANDARD),
    target("catalogue.PriceBook.with_minimum", BOOK, account=given("acme", "id"), minimum=FLOOR),
    target("catalogue.PriceBook.with_terms", BOOK, changes={"rounding": Rounding()}),
    # --- accounts
    target(
        "accounts.Account",
        id=given("acme", "id"),
        currency=given(USD, "currency"),
        payment_method=PaymentMethod.POSTPAY,
    ),
    # --- metering
    target(
        "metering.Allocation",
        device=given("d1", "id"),
        account=given("acme", "id"),
        sku=given("STD", "id"),
        consumed_on=given(DAY, "day", but=("the last day",)),
        removed_on=given(DAY, "day", "None", but=("the first day",)),
    ),
    target(
        "metering.Allocation.from_instants",
        device=given("d1", "id"),
        account=given("acme", "id"),
        sku=given("STD", "id"),
        consumed_at=given(dt.datetime(2026, 4, 16, tzinfo=dt.UTC), "instant", but=("the last instant",)),
        removed_at=given(dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC), "instant", "None"),
        zone=given(dt.UTC, "zone asked"),
    ),
    target(
        "metering.AllocationShare",
        allocation=USED[0],
        days=given(15, "whole>=0", but=("more than 64 bits",), bad={"more days than a month has": 32}),
        divisor=given(30, "whole>=1"),
    ),
    target(
        "metering.TallyEntry",
        sku=given("STD", "id"),
        count=given(2, "whole>=0", but=("0", "1")),
        units=given(16, "whole>=0", but=("more than 64 bits",), bad={"more days than two allocations have": 63}),
        divisor=given(30, "whole>=1"),
        histogram=given(None, "None", bad={"other allocations than counted": (0,) * 32, "a short one": (1, 1)}),
        devices=each(
            (("d1", 1), ("d2", 3)),
            container=("tuple", "None"),
            bad={
                "a device twice": (("d1", 1), ("d1", 3)),
                "devices out of order": (("d2", 1), ("d1", 3)),
                "more devices than allocations": (("d1", 1), ("d2", 1), ("d3", 1)),
            },
        ),
    ),
    target(
        "metering.Tally",
        account=given("acme", "id"),
        month=given(APRIL, but=("the last month",)),
        day_count=given(INCLUSIVE_DAYS, bad={"another divisor": DayCount(divisor=31)}),
        dedupe_days=given(False, "bool", but=("True",)),
        entries=each(
            (ENTRY,),
            bad={
                "a SKU twice": (ENTRY, ENTRY),
                "another divisor": (TallyEntry("STD", 1, 1, 31),),
                "a day more than April has": (TallyEntry("STD", 1, 31, 30),),
            },
        ),
    ),
    target("metering.Tally.empty", month=APRIL, terms=PLAN_POOL),
    target(
        "metering.Tally.of_counts",
        account=given("acme", "id"),
        month=APRIL,
        counts=given({"CALLS": 120}, "mapping", also=("a dict",), bad={"less than nothing": {"CALLS": -1}}),
        terms=PLAN_POOL,
    ),
    target("metering.Tally.entry", TALLY, sku=given("STD", "nothing else was used")),
    *(
        target(
            f"metering.{name}",
            allocations=each(
                USED,
                container="iterable",
                bad={
                    "a row too short": [("d1", "acme", "STD", DAY)],
                    "a row reversed": [("d1", "acme", "STD", DAY, dt.date(2026, 4, 1))],
                    "a row with an instant": [("d1", "acme", "STD", dt.datetime(2026, 4, 1), None)],
                    "a set of them, which would lose some": set(USED),
                    "columns of two lengths": AllocationColumns(["d1"], ["acme"], ["STD"], [DAY], []),
                    "columns of text": AllocationColumns("d", "a", "S", [DAY], [None]),
                },
            ),
            month=APRIL,
            terms=PLAN_POOL,
            **({} if name == "shares" else {"histogram": given(True, "bool", "None")}),
        )
        for name in ("tally", "tally_by_account", "shares")
    ),
)
