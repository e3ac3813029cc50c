"""What strategies make of what they have drawn: each by hand, so that no line is right by luck."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.every import every

from kpix_billing_core.accounts import Account, Device
from kpix_billing_core.accounts.account_tier import AccountTier
from kpix_billing_core.accounts.business_model import BusinessModel, BusinessModelChange
from kpix_billing_core.accounts.tenancy import Tenancy, Tenant, attributes_of
from kpix_billing_core.catalogue import (
    BelowFirstBand,
    BillingTerms,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Plan,
    Price,
    PriceBand,
    PriceBook,
    Volume,
    bands,
)
from kpix_billing_core.dates import INCLUSIVE_DAYS, STRICT_30_360, Month, Period
from kpix_billing_core.invoicing import Adjustment, AdjustmentKind, CreditUse
from kpix_billing_core.lifecycle import Holding
from kpix_billing_core.metering import Allocation, AllocationShare, Tally, TallyEntry
from kpix_billing_core.money import Currency, ExactMoney, Money, Rounding, RoundingMode
from kpix_billing_core.pool import (
    Confirmed,
    CreditGrant,
    Granted,
    GrantSource,
    Occasion,
    PoolBalance,
    Purchased,
    SkuTotal,
)
from kpix_billing_core.quota import (
    Adjusted,
    PackageCreated,
    PackageRenewed,
    QuotaBalance,
    Reservation,
    Reserved,
    ServicePackage,
)
from kpix_billing_core.rating import AccountCredit
from kpix_billing_core.testing import (
    billing,
    books,
    campaigns,
    catalogue,
    dates,
    decisions,
    lives,
    metering,
    money,
    numbers,
    payers,
    pelion,
    pelion_parts,
    renewing,
    stock,
    texts,
    tiers,
    tokens,
    usage,
    validity,
)
from kpix_billing_core.testing.tenancies import _tenancy, _tenant
from kpix_billing_core.usage import ApiCalls, Connection, DeviceActivity, FirmwareUpdate, Session
from kpix_billing_core.validity import ApplicationRules, Glance, MonthCount, Overlap, TimedValidity, Validity

APRIL = Month(2026, 4)
FIRST = APRIL.first_day
USD, JPY = map(Currency.of, ("USD", "JPY"))
NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACME = Account("acme", USD)
ALLOCATION = Allocation("d1", "acme", "STD", date(2026, 3, 31), FIRST)
OPEN = Allocation("d1", "acme", "STD", FIRST)
TWO, THREE = (ExactMoney(Fraction(number), USD) for number in (2, 3))
CREDIT = AccountCredit("c1", "acme", Money(10, USD), FIRST)
FLOOR = MinimumSpend((Money(500, USD),), MinimumScope.INVOICE)
PURCHASED = Purchased(
    version=0, at=NOON, account="acme", on=FIRST, device="d1", sku="STD", payer="acme", occasion=Occasion.CYCLE, run="r"
)
PACKAGE = {"account": "acme", "package": "p", "count": 4, "lasts": DAY}
STARTED = datetime(2026, 3, 31, 22, tzinfo=UTC)
CONNECTED = Connection("d1", "acme", NOON)
TERMS = {"source": GrantSource.BUNDLE, "unit_price": None, "run": None, "lasts": None, "priority": 0}
WAITS = {"number": 2, "sku": "STD", "granted_on": FIRST, "source": GrantSource.BUNDLE}
RECORD = Validity("d1", "fleet", FIRST, FIRST)
WARNED = ApplicationRules(grace_days=7, alert_days=(1,), enforcement=True)


def columns(rows):
    """Return what columns are made of."""
    found = metering._columns(rows)
    return [[*column] for column in (found.device, found.account, found.sku, found.consumed_on, found.removed_on)]


def parts(models, **terms):
    """Return the parts of a book of these default prices of LITE and STD."""
    return books.BookParts(BillingTerms(**terms), models, [], ["", ""], None)


def charged(models, use, count, **terms):
    """Return SKU and amount of the one charge that is taken."""
    charge = billing._charge(ACME, parts(models, **terms), APRIL, use, count)
    return charge.sku, charge.amount


def in_yen(value):
    """Return a value with the same numbers in yen."""
    return books.in_currency(value, JPY)


def counted(numbers):
    """Return things counted, which need neither days nor devices."""
    return metering.Use([], numbers, None)


HISTOGRAM = (1, 0, 2, *[0] * 29)
PER_UNIT, DEARER = PerUnit(TWO), PerUnit(THREE)
FROM_TEN = Volume(bands((10, "2 USD")))

MADE = {
    # --- metering
    "two days": (lambda: metering._allocation(("d1", "STD", -1, 2), "acme", APRIL), ALLOCATION),
    "still open": (lambda: metering._allocation(("d1", "STD", 0, None), "acme", APRIL), OPEN),
    "before the first day": (lambda: metering._day(0), date.min),
    "the first day": (lambda: metering._day(1), date(1, 1, 1)),
    "the second day": (lambda: metering._day(2), date(1, 1, 2)),
    "after the last day": (lambda: metering._day(date.max.toordinal() + 1), date.max),
    "columns": (
        lambda: columns((ALLOCATION, OPEN)),
        [["d1"] * 2, ["acme"] * 2, ["STD"] * 2, [date(2026, 3, 31), FIRST], [FIRST, None]],
    ),
    "more days than the month": (lambda: metering._share(OPEN, 30, 31), AllocationShare(OPEN, 30, 30)),
    "fewer": (lambda: metering._share(OPEN, 31, 5), AllocationShare(OPEN, 5, 31)),
    "things": (lambda: metering._counted("STD", 3, 30), TallyEntry("STD", 3, 3, 30)),
    "days": (lambda: metering._entry("STD", [0, 2, 2], 31, False, False), TallyEntry("STD", 3, 4, 31)),
    "days with all": (
        lambda: metering._entry("STD", [0, 2, 2], 31, True, True),
        TallyEntry("STD", 3, 4, 31, HISTOGRAM, (("d0", 0), ("d1", 0b11), ("d2", 0b11))),
    ),
    "a tally of things": (
        lambda: metering.tally_of(counted({"STD": 2}), "acme", APRIL, BillingTerms()),
        Tally.of_counts("acme", APRIL, {"STD": 2}, BillingTerms()),
    ),
    "a tally of days": (
        lambda: metering.tally_of(metering.Use([("d1", "STD", -1, 2)], None, True), "acme", APRIL, BillingTerms()),
        metering.tally((ALLOCATION,), APRIL, BillingTerms(), histogram=True),
    ),
    # --- billing
    "a charge": (lambda: charged([PER_UNIT, DEARER], counted({"LITE": 1, "STD": 2}), 1), ("STD", Money(600, USD))),
    "another": (lambda: charged([PER_UNIT, DEARER], counted({"LITE": 1, "STD": 2}), 2), ("LITE", Money(200, USD))),
    "a charge where nothing was used": (lambda: charged([PER_UNIT] * 2, counted({}), 3), ("LITE", Money(600, USD))),
    "a charge below the bands": (
        lambda: charged([FROM_TEN] * 2, counted({"STD": 1}), 1, below_first_band=BelowFirstBand.ERROR),
        ("STD", Money(200, USD)),
    ),
    "a credit used up": (lambda: billing._use(CREDIT, 20), CreditUse(CREDIT, Money(10, USD))),
    "a credit used in part": (lambda: billing._use(CREDIT, 3), CreditUse(CREDIT, Money(3, USD))),
    "an adjustment": (
        lambda: billing._adjustment(
            AdjustmentKind.ROUNDING,
            ExactMoney(Fraction(2), JPY),
            1,
            Rounding(RoundingMode.DOWN, Fraction(1, 20)),
            "S",
            (5, MinimumScope.LINE),
        ),
        Adjustment(
            AdjustmentKind.ROUNDING, ExactMoney(Fraction(2), JPY), Money(1, JPY), Rounding(RoundingMode.DOWN), "S"
        ),
    ),
    "an adjustment to a floor": (
        lambda: (
            billing._adjustment(
                AdjustmentKind.MINIMUM_SPEND, ExactMoney(Fraction(2), JPY), 1, Rounding(), None, (5, MinimumScope.LINE)
            ).minimum_spend
        ),
        MinimumSpend(Money(5, JPY), MinimumScope.LINE),
    ),
    "an adjustment to a floor that nobody agreed": (
        lambda: (
            billing._adjustment(
                AdjustmentKind.MINIMUM_SPEND, ExactMoney(Fraction(2), JPY), 1, Rounding(), None, None
            ).minimum_spend
        ),
        None,
    ),
    "an invoice with a credit": (
        lambda: [
            (use.credit.account, use.used)
            for use in billing._invoice(
                ACME, parts([PER_UNIT] * 2), APRIL, counted({"STD": 2}), [AccountCredit("c", "x", Money(9, JPY), FIRST)]
            ).credits
        ],
        [("acme", Money(9, USD))],
    ),
    # --- books
    "a book": (
        lambda: books.book_of(
            books.BookParts(
                BillingTerms(),
                [PER_UNIT, DEARER],
                [("STD", PER_UNIT, True, FIRST), ("LITE", DEARER, False, FIRST)],
                ["Lite", ""],
                FLOOR,
            ),
            ("LITE", "STD"),
            "acme",
            JPY,
        ),
        PriceBook(
            (Price("LITE", in_yen(PER_UNIT)), Price("STD", in_yen(DEARER))),
            plans=(Plan("LITE", "Lite"), Plan("STD")),
        )
        .with_price(Price("STD", in_yen(PER_UNIT), "acme", FIRST))
        .with_price(Price("LITE", in_yen(DEARER), None, FIRST))
        .with_minimum("acme", MinimumSpend((Money(500, JPY),), MinimumScope.INVOICE)),
    ),
    "a price in yen": (
        lambda: in_yen(Price("STD", FROM_TEN, "acme")),
        Price("STD", Volume((PriceBand(Fraction(10), ExactMoney(Fraction(2), JPY)),)), "acme"),
    ),
    "terms in yen": (
        lambda: in_yen(BillingTerms(minimum_spend=FLOOR, rounding=Rounding(RoundingMode.DOWN, Fraction(1, 20)))),
        BillingTerms(
            minimum_spend=MinimumSpend((Money(500, JPY),), MinimumScope.INVOICE), rounding=Rounding(RoundingMode.DOWN)
        ),
    ),
    # --- catalogue
    "a band": (lambda: catalogue._band(Fraction(2), TWO, Fraction(3)), PriceBand(Fraction(2), TWO, Fraction(5))),
    "a band without end": (lambda: catalogue._band(Fraction(2), TWO, None), PriceBand(Fraction(2), TWO)),
    "bands in order": (
        lambda: catalogue._schedule([(Fraction(5), Fraction(2)), (Fraction(1), Fraction(3))], USD),
        bands((1, "3 USD"), (5, "2 USD")),
    ),
    "the first": (lambda: catalogue._first((Fraction(1), Fraction(2))), Fraction(1)),
    "alone": (lambda: catalogue._alone(USD), [USD]),
    "a floor of an invoice": (
        lambda: catalogue._minimum([USD], [500, 600], MinimumScope.INVOICE, True),
        MinimumSpend((Money(500, USD),), MinimumScope.INVOICE, without_usage=True),
    ),
    "a floor that asks for use": (lambda: catalogue._minimum([USD], [500], MinimumScope.INVOICE, False), FLOOR),
    "a floor of a line": (
        lambda: catalogue._minimum([USD, JPY], [500, 6], MinimumScope.LINE, True),
        MinimumSpend((Money(500, USD), Money(6, JPY)), MinimumScope.LINE),
    ),
    **{
        f"days counted once, {name}": (
            lambda count=count, scope=scope: (
                catalogue._terms(
                    dedupe_days=True,
                    day_count=count,
                    minimum_spend=scope and MinimumSpend((Money(500, USD),), scope),
                ).dedupe_days
            ),
            expected,
        )
        for name, count, scope, expected in [
            ("no floor", INCLUSIVE_DAYS, None, True),
            ("a floor of lines", INCLUSIVE_DAYS, MinimumScope.LINE, True),
            ("a floor of allocations", INCLUSIVE_DAYS, MinimumScope.ALLOCATION, False),
            ("months of 30 days", STRICT_30_360, None, False),
        ]
    },
    # --- days
    "a moment": (lambda: dates._instant(FIRST, time(2), UTC, False), datetime(2026, 4, 1, 2, tzinfo=UTC)),
    "a repeated hour": (
        lambda: dates._instant(date(2026, 10, 25), time(2, 30), BERLIN, True).astimezone(UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ),
    "minutes": (lambda: dates._minutes(90), timedelta(hours=1, minutes=30)),
    "places": (lambda: [*map(dates._is_place, ("Factory", "localtime", "Europe/Berlin"))], [False, False, True]),
    "five days of two": (lambda: dates._stretch(FIRST, 5, date(2026, 4, 2)), Period(FIRST, date(2026, 4, 2))),
    "five days": (lambda: dates._stretch(FIRST, 5, date(2026, 4, 30)), Period(FIRST, date(2026, 4, 5))),
    "whole months": (
        lambda: dates._whole_months(date(2025, 12, 1), date(2026, 2, 28), 31),
        [Period.of(Month(*month)) for month in ((2026, 2), (2026, 1), (2025, 12))],
    ),
    "whole months but for a day": (lambda: dates._whole_months(date(2025, 12, 2), date(2026, 2, 27), 30), []),
    "short months": (
        lambda: dates._whole_months(date(2025, 12, 1), date(2026, 4, 30), 30),
        [Period.of(Month(*month)) for month in ((2026, 4), (2026, 2))],
    ),
    "changes of clocks": (
        lambda: dates._hard_instants(date(2026, 3, 28), date(2026, 10, 26)),
        [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)],
    ),
    "changes of clocks a day inside": (lambda: dates._hard_instants(date(2026, 3, 29), date(2026, 10, 25)), []),
    # --- logs
    "a log": (
        lambda: [*decisions._log([(HOUR, True, "a"), (timedelta(0), False, ""), (DAY, True, "b")])],
        [
            decisions.Happening(0, datetime(2026, 1, 1, 1, tzinfo=UTC), "key-0", "a"),
            decisions.Happening(1, datetime(2026, 1, 1, 1, tzinfo=UTC), None, ""),
            decisions.Happening(2, datetime(2026, 1, 2, 1, tzinfo=UTC), "key-2", "b"),
        ],
    ),
    # --- lives
    "a plan held": (lambda: lives._holding(PURCHASED, None), Holding(PURCHASED)),
    "a plan for three days": (lambda: lives._holding(PURCHASED, 2), Holding(PURCHASED, date(2026, 4, 3))),
    # --- money
    "signs": (lambda: money._both_signs((1, 2)), [1, -1, 2, -2]),
    "currencies of three decimals and four": (
        lambda: sorted({currency.code for currency in money._fitting(3, 4)}),
        sorted(["CLF", "UYW", "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    ),
    "within": (lambda: numbers.within([1, 2, 3, 4], 2, 3), [2, 3]),
    "from": (lambda: numbers.within([1, 2, 3], 2, None), [2, 3]),
    "up to": (lambda: numbers.within([1, 2, 3], None, 2), [1, 2]),
    # --- payers
    "a device that pays for itself": (
        lambda: payers._device("d1", "acme", None, FIRST, None),
        Device("d1", "acme", "acme", FIRST),
    ),
    "a device of a reseller": (
        lambda: payers._device("d1", "acme", "other", None, FIRST),
        Device("d1", "acme", "other", None, FIRST),
    ),
    # --- documents
    "as long as may be asked": (
        lambda: (
            pelion._statistics_query(NOON, pelion.PelionSpan(98, "d"), HOUR, pelion.PelionPageQuery(limit=2), True).end
        ),
        NOON + 98 * DAY,
    ),
    "an interval and more": (
        lambda: (
            pelion._statistics_query(NOON, pelion.PelionSpan(2, "d"), HOUR, pelion.PelionPageQuery(limit=2), True).end
        ),
        NOON + 2 * DAY + HOUR,
    ),
    "said in order": (lambda: pelion_parts._in_order({"b": "1", "a": "2"}), (("a", "2"), ("b", "1"))),
    # --- stories
    **{
        f"how stories of {which} may begin": (lambda room=room, most=most: len(room._beginnings(most)), expected)
        for which, room, most, expected in [
            ("a pool, nothing", renewing, 0, 1),
            ("a pool, three wishes", renewing, 3, 2),
            ("a pool, four", renewing, 4, 3),
            ("a quota, three", campaigns, 3, 1),
            ("a quota, four", campaigns, 4, 3),
        ]
    },
    "one by one": (lambda: renewing._both(((1,), (2,)), [(3,), (4,)], 3), [(1,), (2,), (3,)]),
    # --- stock
    "a total": (lambda: stock._total("STD", 1, 2, 4), SkuTotal("STD", 7, 1, 2)),
    "a balance": (
        lambda: stock._balance(1, 2, 4, 8, 16),
        PoolBalance(granted=15, available=1, consumed=2, expired=4, withdrawn=8, pending=16),
    ),
    "later": (lambda: stock.later(FIRST, 30), date(2026, 5, 1)),
    "later than there is": (lambda: stock.later(date(9999, 12, 30), 5), date.max),
    "a grant that waits": (
        lambda: stock._grant(2, "STD", (1, 2, 4), True, TERMS, FIRST),
        CreditGrant(**WAITS, granted=6, withdrawn=2, pending=True),
    ),
    "a grant of nothing": (
        lambda: stock._grant(2, "STD", (0, 0, 0), True, TERMS, FIRST),
        CreditGrant(**WAITS, granted=1, pending=True),
    ),
    "a grant confirmed": (
        lambda: stock._grant(2, "STD", (1, 2, 4), False, {**TERMS, "lasts": 30, "priority": 1}, FIRST),
        CreditGrant(**WAITS, granted=7, consumed=1, withdrawn=2, priority=1, expires_on=date(2026, 5, 1)),
    ),
    "a purchase does not wait": (
        lambda: stock._grant(2, "STD", (1, 2, 4), True, {**TERMS, "source": GrantSource.PURCHASE}, FIRST),
        CreditGrant(**{**WAITS, "source": GrantSource.PURCHASE}, granted=7, consumed=1, withdrawn=2),
    ),
    "an event": (
        lambda: stock._made(Confirmed, {"version": 1, "at": NOON, "account": "acme", "on": FIRST, "grant": 3}),
        Confirmed(version=1, at=NOON, account="acme", on=FIRST, grant=3),
    ),
    **{
        f"an event that grants: {source.value}": (
            lambda source=source: stock._made(
                Granted,
                {
                    "version": 1,
                    "at": NOON,
                    "account": "acme",
                    "on": FIRST,
                    "sku": "STD",
                    "count": 3,
                    "terms": {**TERMS, "source": source, "lasts": 30},
                },
            ),
            Granted(
                version=1,
                at=NOON,
                account="acme",
                on=FIRST,
                sku="STD",
                count=3,
                source=source,
                expires_on=date(2026, 5, 1),
                pending=pending,
            ),
        )
        for source, pending in [(GrantSource.BUNDLE, True), (GrantSource.PURCHASE, False)]
    },
    # --- tenancies
    "a tenant": (
        lambda: _tenant("a", "A", "Acme", NOON, HOUR, {"alias": "x"}),
        Tenant(
            id="a",
            name="A",
            organisation="Acme",
            created_at=NOON,
            closed_at=NOON + HOUR,
            attributes=attributes_of({"alias": "x"}),
        ),
    ),
    # --- tables
    "a row thrice": (lambda: texts._repeated(("a",), 3), (("a",),) * 3),
    # --- counts of devices
    "three devices for two days, one at a time": (
        lambda: tiers._month_count("a", APRIL, 3, 2, 3),
        MonthCount(application="a", month=APRIL, devices=3, device_days=6, peak=1),
    ),
    "four devices, three at once": (
        lambda: tiers._month_count("a", APRIL, 4, 1, 3),
        MonthCount(application="a", month=APRIL, devices=4, device_days=4, peak=2),
    ),
    "all month": (
        lambda: tiers._month_count("a", APRIL, 3, 31, 3),
        MonthCount(application="a", month=APRIL, devices=3, device_days=90, peak=3),
    ),
    "most of it": (
        lambda: tiers._month_count("a", APRIL, 3, 29, 31),
        MonthCount(application="a", month=APRIL, devices=3, device_days=87, peak=3),
    ),
    "at a glance": (lambda: tiers._glance([], []), Glance((), (), 30)),
    # --- tokens
    "a package": (
        lambda: tokens._package("p", 4, NOON, DAY, "o"),
        ServicePackage(id="p", count=4, starts_at=NOON, expires_at=NOON + DAY, previous="o"),
    ),
    "a reservation": (
        lambda: tokens._reservation("c", (3, 1, 2), "t", NOON, NOON + DAY),
        Reservation(campaign="c", size=3, consumed=1, lent=2, tenant="t", reserved_at=NOON, lapses_at=NOON + DAY),
    ),
    "a reservation used up": (
        lambda: tokens._reservation("c", (3, 4, 4), None, NOON, None),
        Reservation(campaign="c", size=3, consumed=3, lent=3, tenant=None, reserved_at=NOON),
    ),
    "a balance of tokens": (
        lambda: tokens._balance(1, 2, 4, 8),
        QuotaBalance(granted=15, remaining=1, reserved=2, consumed=4, forfeited=8),
    ),
    "a package created as the clock is put forward": (
        lambda: tokens._made(
            PackageCreated,
            {
                **PACKAGE,
                "version": 1,
                "at": datetime(2026, 3, 29, 3, tzinfo=BERLIN),
                "ahead": -timedelta(milliseconds=1),
            },
        ),
        PackageCreated(
            version=1,
            at=datetime(2026, 3, 29, 1, tzinfo=UTC),
            account="acme",
            package="p",
            count=4,
            starts_at=datetime(2026, 3, 29, 1, tzinfo=UTC) - timedelta(milliseconds=1),
            expires_at=datetime(2026, 3, 30, 1, tzinfo=UTC) - timedelta(milliseconds=1),
        ),
    ),
    "a package created now": (
        lambda: tokens._made(PackageCreated, {**PACKAGE, "version": 1, "at": NOON, "ahead": timedelta(0)}).starts_at,
        NOON,
    ),
    "a package renewed ahead": (
        lambda: tokens._made(PackageRenewed, {**PACKAGE, "version": 1, "at": NOON, "ahead": DAY}),
        PackageRenewed(
            version=1,
            at=NOON,
            account="acme",
            package="p",
            count=4,
            starts_at=NOON + DAY,
            expires_at=NOON + 2 * DAY,
        ),
    ),
    "an account that is not its own tenant": (
        lambda: [
            tokens._made(
                Reserved,
                {"version": 1, "at": NOON, "account": "acme", "campaign": "c", "tenant": tenant, "size": 2},
            ).tenant
            for tenant in ("acme", "t", None)
        ],
        [None, "t", None],
    ),
    "tokens adjusted": (
        lambda: tokens._made(Adjusted, {"version": 1, "at": NOON, "account": "acme", "amount": 2, "reference": "r"}),
        Adjusted(version=1, at=NOON, account="acme", amount=2, reference="r"),
    ),
    # --- usage
    "no call": (lambda: usage._calls(0), ApiCalls()),
    "calls of the first and the second kind": (lambda: usage._calls(5 * 4 + 3).total, 999_983 + 2**63),
    "calls of the last kind": (
        lambda: usage._calls(2 * 5 ** (len(usage._COUNTERS) - 1)),
        ApiCalls(**{usage._COUNTERS[-1]: 1}),
    ),
    "an instant": (lambda: usage._at(Month(2026, 3), BERLIN, (1, HOUR)), STARTED + HOUR),
    "a connection": (
        lambda: usage._connection("d1", "acme", APRIL, BERLIN, (0, HOUR)),
        Connection("d1", "acme", STARTED + HOUR),
    ),
    "a session": (lambda: usage._session(CONNECTED, HOUR), Session("d1", "acme", NOON, NOON + HOUR)),
    "a session that is open": (lambda: usage._session(CONNECTED, None), Session("d1", "acme", NOON)),
    "an update": (
        lambda: usage._update(CONNECTED, "spring", "node"),
        FirmwareUpdate("acme", "d1", "spring", NOON, "node"),
    ),
    "a device on two days": (
        lambda: usage._device("d1", APRIL, (0, HOUR), 0b101, 4),
        DeviceActivity("d1", datetime(2026, 4, 1, 1, tzinfo=UTC), 6, 0b101),
    ),
    "active devices": (
        lambda: usage._active([("d1", (0, HOUR)), ("d2", (1, HOUR))], "acme", APRIL, BERLIN).first,
        usage.counted_devices([Connection("d1", "acme", STARTED + HOUR)], APRIL, "acme", BERLIN).first,
    ),
    "an activity": (
        lambda: usage._activity([("d1", (0, HOUR)), ("d1", (0, 2 * HOUR))], "acme", APRIL, BERLIN).devices,
        (DeviceActivity("d1", STARTED + HOUR, 2, 0b1),),
    ),
    "a peak": (
        lambda: (
            usage._peak(
                [("d1", (0, HOUR), HOUR), ("d2", (0, HOUR), None), ("d3", (0, 3 * HOUR), None)], "acme", APRIL, BERLIN
            ).at
        ),
        STARTED + HOUR,
    ),
    # --- validity
    "a record": (
        lambda: validity._validity(("d1", "a"), FIRST, 6, 2, "returned", NOON),
        Validity("d1", "a", FIRST, date(2026, 4, 7), date(2026, 4, 3), "returned", NOON),
    ),
    "a record that was not ended": (
        lambda: validity._validity(("d1", "a"), FIRST, 6, None, "", None),
        Validity("d1", "a", FIRST, date(2026, 4, 7)),
    ),
    "the first day of all": (lambda: validity._later(date.min, -1), date.min),
    "the last day of all": (lambda: validity._later(date.max, 1), date.max),
    "a record in instants": (
        lambda: validity._timed(("d1", "a"), NOON, DAY, HOUR, "returned", NOON),
        TimedValidity("d1", "a", NOON, NOON + DAY, NOON + HOUR, "returned", NOON),
    ),
    "a record in instants as the clock is put back": (
        lambda: validity._timed(("d1", "a"), datetime(2026, 10, 25, 2, tzinfo=BERLIN), HOUR, None, "", None).end_at,
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    ),
    "an end is in UTC, wherever the start was": (
        lambda: validity._at(datetime(2026, 10, 25, 2, tzinfo=BERLIN), HOUR).tzinfo is UTC,
        True,
    ),
    "one where two must not overlap": (
        lambda: validity._apart([1, 2], ApplicationRules(overlap=Overlap.REJECT)),
        [1],
    ),
    "two where they may": (lambda: validity._apart([1, 2], ApplicationRules(overlap=Overlap.UNION)), [1, 2]),
    "a timeline is of one device": (
        lambda: validity._timeline([RECORD], WARNED),
        validity.timeline([RECORD], WARNED),
    ),
    "a schedule": (
        lambda: validity._schedule([Validity("d1", "other", FIRST, FIRST)], WARNED),
        validity.schedule([RECORD], [validity.Application("fleet", WARNED)]),
    ),
}


@every(MADE)
def test_what_is_made_of_what_was_drawn(case):
    """Every part in its place, and what could not be set right."""
    make, expected = case
    assert make() == expected


SOME = [
    Tenant(id=name, name=number, created_at=NOON, organisation="")
    for name, number in (("a", "1"), ("acme", "2"), ("a", "3"), ("b", "4"))
]
CHANGES = [BusinessModelChange(NOON, model) for model in BusinessModel]


def test_a_tenancy_has_each_account_once():
    """None is under itself, and of two models from one instant on the later counts."""
    made = _tenancy("acme", SOME, "Acme", AccountTier.COMMERCIAL, CHANGES, {"alias": "x"})
    assert made == Tenancy(
        "acme",
        (SOME[2], SOME[3]),
        name="Acme",
        tier=AccountTier.COMMERCIAL,
        models=(CHANGES[-1],),
        attributes=attributes_of({"alias": "x"}),
    )


@pytest.mark.parametrize(("name", "value"), [("number", 3), ("sku", None)])
def test_it_is_told_which_option_is_wrong(name, value):
    """An account, a SKU or an owner: the complaint names the option as it was given."""
    with pytest.raises(Exception, match=f"{name}: "):
        metering.account_or_any(value or "", name)
