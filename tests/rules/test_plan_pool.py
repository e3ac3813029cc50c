"""The plan-pool rules for accounts that pay after use, one class to a rule, and the published examples as given."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.examples import APRIL, LIST_BANDS, april, bill, book, complaint, counted, exact, held, money

from kpix_billing_core import Allocation, Invoice, Money, Month, explain, shares, tally
from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.catalogue import (
    PLAN_POOL,
    BandBasis,
    BelowFirstBand,
    BillingTerms,
    CustomBands,
    Graduated,
    IssueDay,
    MinimumScope,
    MinimumSpend,
    PerUnit,
    Price,
    bands,
)
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, next_cycle
from kpix_billing_core.errors import QuantityBelowBands, WrongType, WrongValue
from kpix_billing_core.metering import TallyEntry
from kpix_billing_core.money import HALF_AWAY_FROM_ZERO
from kpix_billing_core.rating import AccountCredit, Charge, rate

STD = Price("STD", LIST_BANDS)
LITE = Price("LITE", PerUnit("1.00 USD"))
BOOK = book(STD, LITE)
LENGTHS = {"2026-02": 28, "2024-02": 29, "2026-04": 30, "2026-05": 31}


def quantity(*used: Allocation, month: Month = APRIL, terms: BillingTerms = PLAN_POOL) -> Fraction:
    """Return how much of STD was used."""
    return tally(used, month, terms).entry("STD").quantity


def amount(units: int, divisor: int = 1, price: Price = STD, **terms: object) -> Money:
    """Return what a quantity of STD comes to."""
    return Charge(APRIL, TallyEntry("STD", units, units, divisor), price, (), BillingTerms(**terms)).amount


@pytest.mark.rule("L05")
class TestL05:
    """An account that pays after use is invoiced for a month's use once the month is over; it is never charged before."""

    def test_use_of_a_month_is_invoiced_in_the_next(self):
        """An invoice for April is dated in May."""
        assert Month.of(bill([held(1)], BOOK).issued_on) == APRIL + 1

    def test_nothing_is_charged_before_use(self):
        """An account without use owes nothing."""
        assert bill([], BOOK).due == money("0 USD")

    @pytest.mark.parametrize("method", [PaymentMethod.PREPAY, PaymentMethod.PREPAY_AUTO])
    def test_who_pays_in_advance_is_not_billed_for_days(self, method):
        """Days used are never billed to an account that has paid for them in advance."""
        used = tally([held(1)], APRIL, PLAN_POOL)
        assert "expected postpay" in complaint(WrongValue, rate, used, BOOK, Account("acme", "USD", method))


@pytest.mark.rule("L06")
class TestL06:
    """An invoice covers its month to the last day, and is dated on the first of the next one unless the terms differ."""

    @pytest.mark.parametrize(
        ("issued_on", "issue_day"),
        [(date(2026, 5, 1), IssueDay.FIRST_OF_NEXT_MONTH), (date(2026, 4, 30), IssueDay.LAST_OF_MONTH)],
    )
    def test_the_date_of_an_invoice(self, issued_on, issue_day):
        """The date follows the terms, what is billed does not."""
        invoice = bill([held(16)], book(STD, issue_day=issue_day))
        assert (invoice.issued_on, invoice.line("STD").quantity) == (issued_on, Fraction(15, 30))

    def test_the_first_of_the_next_month_by_default(self):
        """Who says nothing gets the first of the next month."""
        assert PLAN_POOL.issue_day is IssueDay.FIRST_OF_NEXT_MONTH

    @pytest.mark.parametrize(("month", "days"), LENGTHS.items())
    def test_what_is_still_held_counts_to_the_last_day(self, month, days):
        """An open allocation is measured to the last day of the month."""
        month = Month.parse(month)
        assert quantity(held(month.last_day), month=month) == Fraction(1, days)
        assert quantity(held(month.first_day), month=month) == 1


@pytest.mark.rule("L25")
class TestL25:
    """A plan activated within a month is held as a whole, and billed for the part of the month it was used."""

    @pytest.mark.parametrize("day", range(1, 31))
    def test_one_allocation_billed_in_part(self, day):
        """One allocation, and a quantity of the days from activation to the end of the month."""
        entry = tally([held(day)], APRIL, PLAN_POOL).entry("STD")
        assert (entry.count, entry.quantity) == (1, Fraction(31 - day, 30))


@pytest.mark.rule("L26")
class TestL26:
    """What is billed of an allocation is the number of its calendar days within the month, from one to all of them."""

    @pytest.mark.parametrize(("month", "days"), LENGTHS.items())
    def test_one_to_all_days(self, month, days):
        """Every last day of an allocation from the first on counts one day more."""
        month = Month.parse(month)
        ends = [month.first_day + timedelta(days=after) for after in range(days)]
        found = [tally([held(month.first_day, end)], month, PLAN_POOL).entry("STD").units for end in ends]
        assert found == list(range(1, days + 1))


@pytest.mark.rule("L27")
class TestL27:
    """A minimum spend is a floor: where the charges come to less, what is missing stands on a line of its own."""

    def test_none_by_default(self):
        """Without one agreed there is no floor."""
        assert PLAN_POOL.minimum_spend is None
        assert bill([held(1, 1)], BOOK).adjustments == ()

    @pytest.mark.parametrize(
        ("due", "scope"),
        [
            # 4.35 x 1/30 = 0.15 and 4.35 x 2/30 = 0.29 in one line of 0.44, and 1.00
            ("5.00 USD", MinimumScope.INVOICE),
            ("10.00 USD", MinimumScope.LINE),
            ("15.00 USD", MinimumScope.ALLOCATION),
        ],
    )
    def test_the_greater_of_floor_and_charges(self, due, scope):
        """The floor is under the invoice, under each line, or under each allocation, as the terms say."""
        prices = book(STD, LITE, minimum_spend=MinimumSpend("5 USD", scope))
        invoice = bill([held(1, 1), held(5, 6), held(1, sku="LITE")], prices)
        assert (invoice.subtotal, invoice.due) == (money("1.44 USD"), money(due))
        assert all(line.amount > money("0 USD") for line in invoice.adjustments)
        assert invoice.subtotal + invoice.adjusted == invoice.due

    def test_charges_above_the_floor_stay(self):
        """A floor below the charges adds nothing."""
        for scope in MinimumScope:
            prices = book(STD, minimum_spend=MinimumSpend("4.35 USD", scope))
            assert bill([held(1)], prices).adjustments == ()

    def test_no_use_no_floor(self):
        """A month without use is billed no floor, unless the terms say so."""
        assert bill([], book(STD, minimum_spend=MinimumSpend("5 USD"))).due == money("0 USD")
        assert bill([], book(STD, minimum_spend=MinimumSpend("5 USD", without_usage=True))).due == money("5 USD")

    def test_the_invoice_is_the_default_scope(self):
        """Who agrees on an amount alone has a floor under the invoice."""
        assert MinimumSpend("5 USD").scope is MinimumScope.INVOICE


@pytest.mark.rule("L28")
class TestL28:
    """The billing cycle starts with each calendar month; there are no anniversaries."""

    @pytest.mark.parametrize(
        ("start", "instant"),
        [
            (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 4, 16, 12, tzinfo=UTC)),
            (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 4, 30, 23, 59, 59, 999999, tzinfo=UTC)),
            (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
            (datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)),
        ],
    )
    def test_the_next_cycle(self, start, instant):
        """From any instant of a month, its very first one included, the next cycle is the start of the next month."""
        assert next_cycle(instant) == start

    def test_no_anniversary(self):
        """A plan held from the 16th on is billed for half of April, and from May on by whole months."""
        one = held(16)
        assert [quantity(one, month=APRIL + later) for later in range(3)] == [Fraction(15, 30), 1, 1]


@pytest.mark.rule("L37")
class TestL37:
    """After use, a change or a cancellation bills each plan for the days it was used; nothing is credited."""

    def test_a_change_bills_both_plans(self):
        """The day of a change counts for the old plan and for the new one."""
        invoice = bill([held(1, 10), held(10, sku="LITE")], BOOK)
        assert [line.quantity for line in invoice.lines] == [Fraction(21, 30), Fraction(10, 30)]
        assert (invoice.credits, invoice.adjustments) == ((), ())

    def test_a_cancellation_bills_its_last_day(self):
        """A plan cancelled on the 10th is billed for ten days."""
        assert bill([held(1, 10)], BOOK).due == money("1.45 USD")


@pytest.mark.rule("L39")
class TestL39:
    """Lines are made from the allocations used in the month, one line to a SKU."""

    def test_one_line_for_each_sku(self):
        """Allocations of one SKU share a line, lines stand in order of SKU, and quantities are sums."""
        invoice = bill([held(1, 5), held(1, sku="LITE"), held(16, 25), held(16, 20, sku="LITE")], BOOK)
        found = [(line.sku, line.quantity) for line in invoice.lines]
        assert found == [("LITE", Fraction(30 + 5, 30)), ("STD", Fraction(5 + 10, 30))]

    def test_no_quantity_no_line(self):
        """A SKU that was not used has no line."""
        assert bill([held(date(2026, 5, 1))], BOOK).lines == ()
        assert bill(counted(BOOK, STD=0, LITE=1), BOOK).lines[0].sku == "LITE"

    def test_the_allocations_behind_a_line(self):
        """The detail of each allocation sums to its line."""
        used = [held(1, 5), held(1, sku="LITE"), held(16, 25)]
        detail = [share for share in shares(used, APRIL, PLAN_POOL) if share.allocation.sku == "STD"]
        assert sum(share.quantity for share in detail) == bill(used, BOOK).line("STD").quantity


@pytest.mark.rule("L40")
class TestL40:
    """The quantity of a SKU is the sum of its allocations' parts of the month, as one exact fraction."""

    def test_three_thirds_are_one(self):
        """Three times ten days of thirty are exactly one plan-month."""
        assert quantity(held(1, 10), held(11, 20), held(21, 30)) == 1

    def test_no_allocation_is_rounded_on_its_own(self):
        """Seven allocations of one day each are 7/30 of a month, though 1/30 has no end in decimals."""
        assert quantity(*(held(day, day) for day in range(1, 8))) == Fraction(7, 30)

    @pytest.mark.parametrize(("shown", "days"), [("1/30 (0.0333)", 1), ("1/15 (0.0667)", 2), ("0.1", 3), ("0.5", 15)])
    def test_four_decimals_are_only_shown(self, shown, days):
        """Four decimals, half away from zero, stand beside the fraction in print; the fraction is what is billed."""
        [line] = bill([held(1, days)], BOOK).lines
        [fact] = [fact.value for fact in explain(line).facts if fact.label == "quantity"]
        assert fact.removeprefix(f"{days}/30 = ") == shown
        assert line.quantity == Fraction(days, 30)


@pytest.mark.rule("L41")
class TestL41:
    """Days used are divided by the calendar days of the month they lie in."""

    @pytest.mark.parametrize(("month", "days"), LENGTHS.items())
    def test_months_of_every_length(self, month, days):
        """Seven days are a different part of months of 28, 29, 30 and 31 days."""
        month = Month.parse(month)
        week = held(month.first_day, month.first_day + timedelta(days=6))
        assert quantity(week, month=month) == Fraction(7, days)


@pytest.mark.rule("L42")
class TestL42:
    """April is divided by 30 and May by 31: no month is made longer or shorter than it is."""

    @pytest.mark.parametrize(
        ("days", "month"), [(30, "2026-04"), (31, "2026-05"), (29, "2024-02"), (28, "2026-02"), (28, "2100-02")]
    )
    def test_the_divisor(self, days, month):
        """The divisor is the month's own number of days, leap years included."""
        month = Month.parse(month)
        assert tally([held(month.first_day)], month, PLAN_POOL).entry("STD").divisor == days


@pytest.mark.rule("L43")
class TestL43:
    """Days are counted inclusively: the first and the last day are both used."""

    @pytest.mark.parametrize(("days", "first", "last"), [(1, 10, 10), (2, 10, 11), (10, 16, 25), (30, 1, 30)])
    def test_both_ends_count(self, days, first, last):
        """From a day to another are their difference in days, plus one."""
        assert quantity(held(first, last)) == Fraction(days, 30)

    def test_the_day_is_the_billing_zones(self):
        """The days are local days of the billing zone, UTC by default."""
        late = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)
        assert PLAN_POOL.zone is UTC
        assert Allocation.from_instants("d1", "acme", "STD", late, None, PLAN_POOL.zone).consumed_on == april(30)

    def test_removed_before_consumed_is_an_error(self):
        """A last day before the first is no allocation."""
        assert complaint(WrongValue, held, 10, 9).startswith("removed_on: expected a day from 2026-04-10 on")


@pytest.mark.rule("L44")
class TestL44:
    """An allocation that starts and ends on one day is one day of use."""

    @pytest.mark.parametrize("day", [1, 15, 30])
    def test_one_day(self, day):
        """One day is one day, at the edges of the month too."""
        assert quantity(held(day, day)) == Fraction(1, 30)

    def test_three_times_on_one_day_are_three_days(self):
        """Three allocations of one device on one day are three days of use; terms may count a device's day once."""
        used = [held(10, 10)] * 3
        assert quantity(*used) == Fraction(3, 30)
        assert quantity(*used, terms=BillingTerms(dedupe_days=True)) == Fraction(1, 30)


@pytest.mark.rule("L45")
class TestL45:
    """Fifteen days of a month of thirty are a quantity of exactly one half."""

    @pytest.mark.parametrize("first", range(1, 17))
    def test_a_half(self, first):
        """Wherever in the month the fifteen days lie."""
        assert quantity(held(first, first + 14)) == Fraction(1, 2)


@pytest.mark.rule("L46")
class TestL46:
    """The unit price is taken from the default bands, or from the account's own; below the first band the first holds."""

    OWN = Price("STD", bands((0, "5.00 USD"), (20, "4.00 USD")), "acme")

    def test_default_bands(self):
        """An account without bands of its own has the default ones."""
        assert bill(counted(BOOK, STD=10), BOOK).line("STD").unit_price == exact("4.26 USD")

    @pytest.mark.parametrize(
        ("price", "rule"),
        [
            ("5.00 USD", CustomBands.REPLACE),
            ("4.26 USD", CustomBands.MERGE),
            ("4.26 USD", CustomBands.CHEAPER),
        ],
    )
    def test_own_bands(self, price, rule):
        """An account's own bands replace the default ones; by other terms both are merged, or the cheaper holds."""
        prices = book(STD, self.OWN, custom_bands=rule)
        assert bill(counted(prices, STD=10), prices).line("STD").unit_price == exact(price)

    def test_replacing_is_the_default(self):
        """Who says nothing has own bands in place of default ones."""
        assert PLAN_POOL.custom_bands is CustomBands.REPLACE

    def test_own_bands_are_for_their_sku_account_and_currency(self):
        """Another SKU, account or currency keeps its default bands."""
        prices = book(STD, LITE, self.OWN, Price("STD", PerUnit("9 EUR")))
        assert bill(counted(prices, LITE=1), prices).line("LITE").unit_price == exact("1.00 USD")
        other = Account("other", "USD")
        assert bill(counted(prices, "other", STD=1), prices, other).line("STD").unit_price == exact("4.35 USD")
        euro = Account("acme", "EUR")
        assert bill(counted(prices, STD=1), prices, euro).line("STD").unit_price == exact("9 EUR")

    def test_the_band_with_the_greatest_threshold_reached(self):
        """Of all thresholds at or below the quantity the greatest decides."""
        steps = Price("STD", bands((1, "3 USD"), (5, "2 USD"), (10, "1 USD")))
        prices = book(steps)
        found = [bill(counted(prices, STD=units), prices).line("STD").unit_price for units in (1, 4, 5, 9, 10, 99)]
        assert found == [exact(f"{price} USD") for price in (3, 3, 2, 2, 1, 1)]

    def test_below_the_first_band(self):
        """Half a plan-month, below a first threshold of 1, costs the first band's price; by other terms it is an error."""
        assert amount(15, 30) == money("2.18 USD")
        message = complaint(QuantityBelowBands, amount, 15, 30, below_first_band=BelowFirstBand.ERROR)
        assert message == "STD: 0.5 is below the first band, from 1"

    def test_no_bands_is_an_error(self):
        """A schedule without a band prices nothing."""
        assert complaint(WrongValue, bands) == "bands: expected at least one band, got tuple ()"


@pytest.mark.rule("L47")
class TestL47:
    """The band is chosen by the SKU's whole quantity of the month."""

    @pytest.mark.parametrize(
        ("price", "units", "divisor"),
        [("4.35 USD", 997, 100), ("4.35 USD", 299, 30), ("4.26 USD", 300, 30), ("4.26 USD", 301, 30)],
    )
    def test_ten_is_in_the_band_of_ten(self, price, units, divisor):
        """9.97 stays below a threshold of 10, exactly 10 reaches it."""
        charge = Charge(APRIL, TallyEntry("STD", units, units, divisor), STD, (), PLAN_POOL)
        assert charge.unit_price == exact(price)

    def test_all_allocations_choose_together(self):
        """Ten devices held for the month reach the band of 10, which none of them does alone."""
        used = [held(1, device=f"d{number}") for number in range(10)]
        assert bill(used, BOOK).line("STD").unit_price == exact("4.26 USD")

    @pytest.mark.parametrize(
        ("price", "basis"),
        [
            ("4.35 USD", BandBasis.QUANTITY),
            ("4.26 USD", BandBasis.ALLOCATIONS),
            ("4.35 USD", BandBasis.DEVICES),
        ],
    )
    def test_other_terms_choose_by_something_else(self, price, basis):
        """Ten short allocations of five devices are ten allocations, five devices, and a third of a plan-month."""
        used = [held(day, day, device=f"d{number}") for number in range(5) for day in (1, 10)]
        assert bill(used, book(STD, band_basis=basis)).line("STD").unit_price == exact(price)
        assert PLAN_POOL.band_basis is BandBasis.QUANTITY


@pytest.mark.rule("L48")
class TestL48:
    """The band's price applies to the whole quantity, and the line's amount is rounded once."""

    def test_all_units_at_one_price(self):
        """Twelve units are all charged at the price of the band of 10, none at the price before it."""
        assert amount(12) == money("51.12 USD")  # 4.26 x 12, where graduated bands would take 4.35 x 10 + 4.26 x 2

    def test_crossing_a_threshold_may_lower_the_amount(self):
        """10 units cost less than 9.9."""
        assert (amount(99, 10), amount(10)) == (money("43.07 USD"), money("42.60 USD"))

    def test_bands_alone_are_volume(self):
        """A price given as bands is read so; graduated bands are asked for by name."""
        assert amount(12, price=Price("STD", Graduated(LIST_BANDS))) == money("52.02 USD")

    def test_a_line_is_rounded_once(self):
        """Three allocations of a day each at 4.35 / 30 = 0.145 are 0.435, so 0.44, and not three times 0.15."""
        assert bill([held(day, day) for day in (1, 2, 3)], BOOK).due == money("0.44 USD")

    def test_the_total_is_the_sum_of_rounded_lines(self):
        """Two lines of 0.145 each come to 0.30."""
        prices = book(STD, Price("LITE", STD.model))
        invoice = bill([held(1, 1), held(1, 1, sku="LITE")], prices)
        assert [line.amount for line in invoice.lines] == [money("0.15 USD")] * 2
        assert invoice.due == money("0.30 USD")


@pytest.mark.rule("L49")
class TestL49:
    """What is billed are allocations, not devices."""

    def test_one_device_many_allocations(self):
        """One device with three whole allocations is billed three plan-months, as three devices are."""
        assert quantity(*[held(1)] * 3) == quantity(*(held(1, device=name) for name in "abc")) == 3

    def test_the_number_of_devices_is_no_quantity(self):
        """Two devices for half a month are one plan-month, not two."""
        assert quantity(held(1, 15), held(16, 30, device="d2")) == 1


@pytest.mark.rule("L50")
class TestL50:
    """A device may be billed several entries in one month, together more days than the month has."""

    def test_entries_are_not_made_unique(self):
        """Equal allocations of a device and SKU each count."""
        found = shares([held(1, 20), held(1, 20)], APRIL, PLAN_POOL)
        assert [share.days for share in found] == [20, 20]

    def test_more_days_than_the_month(self):
        """Two plans that share their day of change come to 31 days of April."""
        found = shares([held(1, 10), held(10, sku="LITE")], APRIL, PLAN_POOL)
        assert sum(share.days for share in found) == 31


@pytest.mark.rule("L51")
class TestL51:
    """Each allocation records who held which plan for whom, its first day, and its last day or that it is still held."""

    def test_what_an_allocation_records(self):
        """Device, account, SKU, first and last day; without a last day it is open."""
        one = Allocation(device="d1", account="acme", sku="STD", consumed_on=april(1), removed_on=None)
        assert attrs.asdict(one) == {
            "device": "d1",
            "account": "acme",
            "sku": "STD",
            "consumed_on": april(1),
            "removed_on": None,
        }
        assert Allocation("d1", "acme", "STD", april(1)).removed_on is None

    def test_each_has_its_own_dates(self):
        """Two allocations of a device keep their days apart."""
        found = shares([held(16, 25), held(1, 5)], APRIL, PLAN_POOL)
        dates = [(share.allocation.consumed_on.day, share.allocation.removed_on.day) for share in found]
        assert dates == [(1, 5), (16, 25)]


@pytest.mark.rule("L52")
class TestL52:
    """Each allocation adds its own part to the month, and these parts can be listed."""

    def test_a_row_for_each_allocation(self):
        """Days, divisor and fraction of each allocation; the rows sum to the line's quantity."""
        used = [held(1, 5), held(16, 25), held(date(2026, 3, 1), 2)]
        rows = shares(used, APRIL, PLAN_POOL)
        assert sorted((row.days, row.divisor, row.quantity) for row in rows) == [
            (2, 30, Fraction(2, 30)),
            (5, 30, Fraction(5, 30)),
            (10, 30, Fraction(10, 30)),
        ]
        assert sum(row.quantity for row in rows) == bill(used, BOOK).line("STD").quantity


@pytest.mark.rule("L53")
class TestL53:
    """Of an allocation, the days within the billed month count; one that has none is not billed in it."""

    @pytest.mark.parametrize(
        ("days", "month"), [(None, "2026-02"), (12, "2026-03"), (30, "2026-04"), (2, "2026-05"), (None, "2026-06")]
    )
    def test_clipped_to_each_month(self, days, month):
        """Held from 20 March to 2 May: 12, 30 and 2 days, and nothing before or after."""
        one = held(date(2026, 3, 20), date(2026, 5, 2))
        found = tally([one], Month.parse(month), PLAN_POOL).entries
        assert [entry.units for entry in found] == ([] if days is None else [days])

    def test_the_last_day_of_a_month_is_not_the_next_ones(self):
        """Removed on the last day of March, it adds nothing to April."""
        assert tally([held(date(2026, 3, 1), date(2026, 3, 31))], APRIL, PLAN_POOL).entries == ()


@pytest.mark.rule("L31")
class TestL31:
    """Credits pay of an invoice, oldest first; what they leave is shown and applied later, and no invoice is negative."""

    def test_a_credit_larger_than_the_invoice(self):
        """With nothing to pay, a credit of 2.86 is shown and carried, and nothing is due."""
        invoice = bill([], BOOK, credits=[AccountCredit("c1", "acme", money("2.86 USD"), april(8))])
        assert (invoice.due, invoice.credits_carried) == (money("0.00 USD"), money("2.86 USD"))
        assert "credits carried" in str(invoice)

    def test_oldest_first(self):
        """Of two credits the older one is used up before the younger."""
        young = AccountCredit("a", "acme", money("3 USD"), april(9))
        old = AccountCredit("b", "acme", money("3 USD"), april(8))
        invoice = bill([held(1)], BOOK, credits=[young, old])
        assert [(use.credit.id, use.used) for use in invoice.credits] == [
            ("b", money("3 USD")),
            ("a", money("1.35 USD")),
        ]
        assert invoice.carried == (attrs.evolve(young, amount=money("1.65 USD")),)

    def test_what_is_carried_pays_of_the_next(self):
        """A carried credit is one like any other, on the next invoice."""
        first = bill([], BOOK, credits=[AccountCredit("c1", "acme", money("5 USD"), april(8))])
        second = bill([held(1)], BOOK, month=APRIL + 1, credits=first.carried)
        assert (second.total, second.due, second.credits_carried) == (
            money("4.35 USD"),
            money("0 USD"),
            money("0.65 USD"),
        )

    def test_what_is_earned_later_pays_of_a_later_one(self):
        """April, drafted once more in May, is not paid by what was earned since; May is."""
        since = AccountCredit("c1", "acme", money("5 USD"), date(2026, 5, 1))
        first = bill([held(1)], BOOK, credits=[since])
        assert (first.due, first.carried) == (money("4.35 USD"), (since,))
        assert bill([held(1)], BOOK, month=APRIL + 1, credits=first.carried).due == money("0 USD")
        on_the_last_day = AccountCredit("c2", "acme", money("5 USD"), april(30))
        assert bill([held(1)], BOOK, credits=[on_the_last_day]).due == money("0 USD")


# --- the published examples ----------------------------------------------------------------------------


def example_2() -> Invoice:
    """Return the invoice of the second example: 135 devices on three plans, some for a part of April."""
    used = [held(date(2026, 1, 1), device=f"lite-{number}", sku="LITE") for number in range(6)]
    used += [held(1 if number < 123 else 20, device=f"std-{number}") for number in range(126)]
    used += [held(10 + 8 * number, device=f"unl-{number}", sku="UNL") for number in range(3)]
    assert len({one.device for one in used}) == 135
    return bill(used, book(STD, LITE, Price("UNL", PerUnit("13.00 USD"))))


@pytest.mark.rule("L59")
class TestL59:
    """In the second example 135 devices hold plans; that is not the quantity of anything."""

    def test_devices_are_not_the_quantity(self):
        """6 + 126 + 3 devices are less than 135 plan-months, as some were activated within the month."""
        assert 6 + 126 + 3 == 135
        assert sum(line.quantity for line in example_2().lines) < 135


@pytest.mark.rule("L60")
class TestL60:
    """In the second example six devices held a plan all month: a quantity of exactly six; the others fall short."""

    def test_whole_and_part_months(self):
        """Six for the lite plan; less than 126 and less than 3 for the plans with later activations."""
        lite, standard, unlimited = (example_2().line(sku).quantity for sku in ("LITE", "STD", "UNL"))
        assert lite == 6
        assert standard == 123 + Fraction(3 * 11, 30) < 126
        assert unlimited == Fraction(21 + 13 + 5, 30) < 3


@pytest.mark.rule("L61")
class TestL61:
    """An invoice sums up: a line to a plan, and the total that is due."""

    def test_a_summary_and_a_total(self):
        """Three lines for 135 devices, no row for a device, and the sum of the lines is due."""
        invoice = example_2()
        assert [line.sku for line in invoice.lines] == ["LITE", "STD", "UNL"]
        assert sum((line.amount for line in invoice.lines), money("0 USD")) == invoice.total == invoice.due
        assert "std-1" not in str(invoice)
        assert str(invoice).splitlines()[-1].split() == ["due", *str(invoice.due).split()]


FIXTURE_A = (held(1, 5), held(16, 25))
FIXTURE_B = (held(1, 5), held(15, 25))


@pytest.mark.rule("L62")
class TestL62:
    """Active for 5 days, off for 10, active for 10: 15 days of use, which are days 1 to 5 and 16 to 25."""

    def test_the_story_told(self):
        """Ten days lie between the two periods, and fifteen within them."""
        on = [day for one in FIXTURE_A for day in range(one.consumed_on.day, one.removed_on.day + 1)]
        off = [day for day in range(1, 26) if day not in on]
        assert (len(on), len(off)) == (15, 10)
        assert tally(FIXTURE_A, APRIL, PLAN_POOL).entry("STD").units == 15


@pytest.mark.rule("L64")
class TestL64:
    """A reactivation is a new allocation beside the first; the removed one is never opened again."""

    def test_two_allocations_of_one_device(self):
        """Both activations are billed, each with its own days."""
        assert tally(FIXTURE_A, APRIL, PLAN_POOL).entry("STD").count == 2
        assert [share.allocation for share in shares(FIXTURE_A, APRIL, PLAN_POOL)] == list(FIXTURE_A)

    def test_a_removed_allocation_stays_removed(self):
        """An allocation's days cannot be changed."""
        with pytest.raises(AttributeError):
            FIXTURE_A[0].removed_on = None


@pytest.mark.rule("L65")
class TestL65:
    """Fifteen days of use are a half of April; days 1 to 5 and 15 to 25 are sixteen, as both ends of each count."""

    def test_fifteen_days_are_a_half(self):
        """(1-5) + (16-25) are 15 of 30 days."""
        assert quantity(*FIXTURE_A) == Fraction(1, 2)

    def test_the_published_page_prints_one_half_for_days_1_to_5_and_15_to_25(self):
        """The page prints 0.5 for these dates, against its own rule of inclusive days: they are 16/30, and are billed so.

        Left out at the last days they would be 14/30, which other terms give; no reading by one rule gives 15/30. Only a
        second activation on day 16 fits the page's story of ten days off.
        """
        assert quantity(*FIXTURE_B) == Fraction(16, 30)
        assert quantity(*FIXTURE_B, terms=BillingTerms(day_count=END_EXCLUDED)) == Fraction(14, 30)
        assert Fraction(1, 2) not in {
            quantity(*FIXTURE_B, terms=BillingTerms(day_count=day_count))
            for day_count in (INCLUSIVE_DAYS, END_EXCLUDED)
        }

    @pytest.mark.parametrize(
        "corrected", [(held(1, 5), held(16, 25)), (held(1, 5), held(15, 24)), (held(1, 4), held(15, 25))]
    )
    def test_one_other_date_would_make_it_a_half(self, corrected):
        """One day later on, or one day earlier off, and the printed answer is right."""
        assert quantity(*corrected) == Fraction(1, 2)


@pytest.mark.rule("L66")
class TestL66:
    """A device moved between plans n times in a month has n + 1 allocations, and each day of change counts twice."""

    @pytest.mark.parametrize("days", [(), (10,), (10, 20), (2, 3, 4), tuple(range(2, 31))])
    def test_moves_within_a_month(self, days):
        """A month of 30 days with n moves comes to 30 + n days over n + 1 allocations."""
        starts, ends = (1, *days), (*days, None)
        used = [
            held(first, last, sku=f"S{index % 2}") for index, (first, last) in enumerate(zip(starts, ends, strict=True))
        ]
        entries = tally(used, APRIL, PLAN_POOL).entries
        assert sum(entry.count for entry in entries) == len(days) + 1
        assert sum(entry.units for entry in entries) == 30 + len(days)


@pytest.mark.rule("L69")
class TestL69:
    """Money is exact decimals of a currency; what is paid has the currency's decimals, a half going away from zero."""

    @pytest.mark.parametrize("currency", ["USD", "EUR", "GBP"])
    def test_thirteen_for_a_month(self, currency):
        """A price of 13 for a month bills 6.50 for half of it, in each of the vendor's currencies."""
        prices = book(Price("STD", PerUnit(f"13.00 {currency}")))
        assert bill([held(16)], prices, Account("acme", currency)).due == money(f"6.50 {currency}")

    @pytest.mark.parametrize(("due", "price"), [("0.13 USD", "0.125 USD"), ("0.12 USD", "0.1249999 USD")])
    def test_a_half_goes_away_from_zero(self, due, price):
        """Half a cent becomes a cent, a hair less becomes nothing; this is the default of the terms."""
        assert bill([held(1)], book(Price("STD", PerUnit(price)))).due == money(due)
        assert PLAN_POOL.rounding == HALF_AWAY_FROM_ZERO

    def test_a_float_is_no_money(self):
        """Prices and amounts are never floats."""
        assert complaint(WrongType, PerUnit, 13.0) == "price: expected ExactMoney, got float 13.0"
        assert complaint(WrongType, Money.of, 13.0, "USD").startswith("amount: expected")


# --- worked examples, row by row ------------------------------------------------------------------------


@pytest.mark.rule("L59", "L60", "L61")
class TestW2:
    """Second example: 135 devices, six lite plan-months, fewer than 126 and 3 of the others; its totals are not known."""

    @pytest.mark.parametrize(("most", "sku", "exactly"), [(6, "LITE", True), (126, "STD", False), (3, "UNL", False)])
    def test_each_plan(self, most, sku, exactly):
        """The quantity is the number of devices only where all of them held the plan all month."""
        found = example_2().line(sku).quantity
        assert found == most if exactly else found < most


@pytest.mark.rule("L43", "L44", "L62", "L65")
class TestW3:
    """Third example: days 1 to 5 and 15 to 25, by each reading."""

    @pytest.mark.parametrize(
        ("days", "used", "day_count"),
        [
            (5 + 11, FIXTURE_B, INCLUSIVE_DAYS),
            (4 + 10, FIXTURE_B, END_EXCLUDED),
            (5 + 10, FIXTURE_A, INCLUSIVE_DAYS),
        ],
    )
    def test_each_reading(self, days, used, day_count):
        """Both ends included, the last day left out, and the story as told."""
        terms = BillingTerms(day_count=day_count)
        assert tally(used, APRIL, terms).entry("STD").units == days
        assert quantity(*used, terms=terms) == Fraction(days, 30)

    @pytest.mark.parametrize("day_count", [INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360])
    def test_no_reading_of_all_days_gives_the_printed_half(self, day_count):
        """Fifteen days of the dates as given come only from a reading that changes between the first days and the last."""
        first, second = (tally([one], APRIL, PLAN_POOL).entry("STD").units for one in FIXTURE_B)
        assert quantity(*FIXTURE_B, terms=BillingTerms(day_count=day_count)) != Fraction(1, 2)
        assert (first, second - 1) == (5, 10)

    @pytest.mark.parametrize(
        "used", [(held(1, 5), held(16, 25)), (held(1, 5), held(15, 24)), (held(1, 4), held(15, 25))]
    )
    def test_one_other_date_gives_the_printed_half(self, used):
        """On from the 16th, off on the 24th, or off on the 4th: each makes 15 days; only the first is off for ten."""
        assert quantity(*used) == Fraction(15, 30)

    def test_fixture_a_is_a_half(self):
        """(1-5) + (16-25) -> 1/2."""
        assert quantity(*FIXTURE_A) == Fraction(1, 2)

    def test_fixture_b_is_eight_fifteenths(self):
        """(1-5) + (15-25) -> 8/15."""
        assert quantity(*FIXTURE_B) == Fraction(8, 15)


@pytest.mark.rule("L41", "L42", "L45")
class TestW4:
    """Fifteen days are a half of April, and 15/31 of May."""

    @pytest.mark.parametrize(
        ("expected", "shown", "month"),
        [(Fraction(1, 2), "15/30 = 0.5", "2026-04"), (Fraction(15, 31), "15/31 (0.4839)", "2026-05")],
    )
    def test_the_same_days_of_two_months(self, expected, shown, month):
        """The month they lie in divides them."""
        month = Month.parse(month)
        [line] = bill([held(month.first_day, month.first_day + timedelta(days=14))], BOOK, month=month).lines
        assert line.quantity == expected
        assert shown in {fact.value for fact in explain(line).facts}


@pytest.mark.rule("L41", "L44", "L46", "L47", "L48", "L53")
class TestW8:
    """Vectors of proration and of volume bands [[1, 4.35], [10, 4.26]]."""

    @pytest.mark.parametrize(
        ("expected", "first", "last", "month"),
        [
            (Fraction(1, 30), april(10), april(10), "2026-04"),
            (Fraction(28, 28), date(2026, 1, 20), None, "2026-02"),
            (Fraction(1, 30), date(2026, 3, 31), april(1), "2026-04"),
            (Fraction(29, 29), date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ],
    )
    def test_days_of_a_month(self, expected, first, last, month):
        """One day, an open allocation, one that ends on the first, and a leap February."""
        assert quantity(held(first, last), month=Month.parse(month)) == expected

    @pytest.mark.parametrize(
        ("due", "price", "units", "divisor"),
        [
            ("2.18 USD", "4.35 USD", 5, 10),
            ("2.32 USD", "4.35 USD", 16, 30),
            ("43.37 USD", "4.35 USD", 997, 100),
            ("42.60 USD", "4.26 USD", 10, 1),
            ("537.19 USD", "4.26 USD", 1261, 10),
            ("43.07 USD", "4.35 USD", 99, 10),
        ],
    )
    def test_volume_bands(self, due, price, units, divisor):
        """Below the first band, in it, just below the second, on it, far in it; 9.9 costs more than 10."""
        charge = Charge(APRIL, TallyEntry("STD", units, units, divisor), STD, (), PLAN_POOL)
        assert (charge.amount, charge.unit_price) == (money(due), exact(price))


@pytest.mark.rule("L43", "L44", "L65")
class TestC1:
    """Where the published dates and the published rule of inclusive days contradict each other, the rule is followed."""

    def test_the_rule_wins(self):
        """The example's dates are billed 16/30; nothing is bent to reach the printed half."""
        assert quantity(*FIXTURE_B) == Fraction(16, 30)
        assert bill(FIXTURE_B, BOOK).due == money("2.32 USD")  # 4.35 x 16/30, where 15/30 would be 2.18


@pytest.mark.rule("L40", "L45")
class TestC2:
    """Whole percents are for credits of plans paid in advance; what is billed after use stays exact."""

    def test_after_use_there_are_no_whole_percents(self):
        """24 days of 31 at 13.00 are 10.06, where 77 or 78 whole percent would be 10.01 or 10.14."""
        may = Month.parse("2026-05")
        invoice = bill([held(date(2026, 5, 8))], book(Price("STD", PerUnit("13.00 USD"))), month=may)
        assert invoice.line("STD").quantity == Fraction(24, 31)
        assert invoice.due == money("10.06 USD")
        assert invoice.due not in (money("10.01 USD"), money("10.14 USD"))
