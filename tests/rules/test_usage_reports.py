"""The rules of monthly reports for an account and its tenants, one class to a rule, and the worked example."""

import gzip
import inspect
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import get_args
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.quota import DAY, EXPIRY, START, Desk, day
from tests.reports import (
    APRIL,
    DUE,
    LATER,
    LONG_AGO,
    MAY,
    asked,
    complains,
    counts,
    instant,
    refusal,
    report,
    tenancy,
    tenant,
)

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import BillingTerms, PerUnit, Price, PriceBook
from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.explain import explain
from kpix_billing_core.interchange import to_json
from kpix_billing_core.interop import pelion_tenant_report
from kpix_billing_core.money import Currency, ExactMoney, Money
from kpix_billing_core.rating import rate
from kpix_billing_core.rendering import tenant_html, tenant_text
from kpix_billing_core.reporting import (
    ACTIVE_DEVICE_COLUMNS,
    FIRMWARE_UPDATE_COLUMNS,
    USAGE_COLUMNS,
    AccountReport,
    AccountSnapshot,
    AccountTier,
    BusinessModel,
    BusinessModelChange,
    ModelChoice,
    PackageSection,
    Tenant,
    TransactionSample,
    Usage,
    UsageList,
    UsageReport,
    UsageRow,
    account_snapshot,
    active_device_rows,
    attributes_of,
    business_model_in,
    choose_business_model,
    default_month,
    export_name,
    firmware_update_rows,
    period_label,
    printed_end,
    report_available_at,
    report_day,
    report_period,
    usage_by_account,
    usage_list,
    usage_tally,
    write_export,
)
from kpix_billing_core.usage import ActiveDevices, ApiCalls, FirmwareUpdate

DEVICES, CALLS = BusinessModel.ACTIVE_DEVICES, BusinessModel.API_CALLS
NORTH, SOUTH = tenant("north"), tenant("south")


def billed_by_calls(since: datetime = LONG_AGO) -> tuple[BusinessModelChange, ...]:
    """Return the changes of an account that is billed for calls."""
    return (BusinessModelChange(since, CALLS),)


def devices(account: str, *names: str, month: Month = APRIL) -> ActiveDevices:
    """Return devices that connected on the ninth of a month."""
    ninth = datetime(month.year, month.number, 9, tzinfo=UTC)
    return ActiveDevices(account, month, first=tuple((name, ninth) for name in sorted(names)))


def lines(columns, rows, **given) -> list[str]:
    """Return the lines of an export."""
    file = BytesIO()
    write_export(columns, rows, file, **given)
    return file.getvalue().decode().split("\r\n")[:-1]


@pytest.mark.rule("P01")
class TestP01:
    """Exactly one business model holds for a month, and says what is billed."""

    def test_devices_unless_somebody_chose(self):
        """The metric's name is the model's value."""
        assert business_model_in([], APRIL) is DEVICES
        assert business_model_in(billed_by_calls(), APRIL) is CALLS
        assert (DEVICES.value, CALLS.value) == ("active_devices", "api_calls")

    @pytest.mark.parametrize(
        ("since", "at_end", "at_start"),
        [
            ("2026-03-31T23:59:59.999999", CALLS, CALLS),
            ("2026-04-01T00:00:00", CALLS, CALLS),
            ("2026-04-01T00:00:00.000001", CALLS, DEVICES),
            ("2026-04-30T23:59:59.999999", CALLS, DEVICES),
            ("2026-05-01T00:00:00", DEVICES, DEVICES),
        ],
    )
    def test_changed_in_the_month(self, since, at_end, at_start):
        """That of the last instant of the month by default; that of the first one if asked."""
        changes = billed_by_calls(instant(since))
        assert business_model_in(changes, APRIL) is at_end
        assert business_model_in(changes, APRIL, choice=ModelChoice.AT_START) is at_start

    def test_the_latest_change_holds(self):
        """Whatever order they are kept in."""
        back = BusinessModelChange(instant("2026-04-20T00:00"), DEVICES)
        for changes in ((*billed_by_calls(), back), (back, *billed_by_calls())):
            assert business_model_in(changes, APRIL) is DEVICES

    def test_the_zone_says_which_month(self):
        """An hour before midnight in UTC it is May in Berlin."""
        late = BusinessModelChange(instant("2026-04-30T22:00"), CALLS)
        assert business_model_in([late], APRIL) is CALLS
        assert business_model_in([late], APRIL, ZoneInfo("Europe/Berlin")) is DEVICES

    def test_the_report_bills_by_it(self):
        """The tally of a report has the metric of the model, and no other."""
        used = {"acme": counts(3, 5, api_calls=ApiCalls(registrations=7))}
        terms = BillingTerms()
        by_devices = usage_tally(report(used), terms)
        by_calls = usage_tally(report(used, models=billed_by_calls()), terms)
        assert [(entry.sku, entry.quantity) for entry in by_devices.entries] == [("active_devices", 3)]
        assert [(entry.sku, entry.quantity) for entry in by_calls.entries] == [("api_calls", 7)]


@pytest.mark.rule("P02")
class TestP02:
    """Only commercial accounts see billing; partners are among them."""

    @pytest.mark.parametrize(
        ("tier", "reason"),
        [(AccountTier.FREE, Reason.NOT_COMMERCIAL), (AccountTier.COMMERCIAL, None), (AccountTier.PARTNER, None)],
    )
    def test_report_and_snapshot(self, tier, reason):
        """Each of them is refused to a free account."""
        assert refusal(tier=tier) is reason
        snapshot = account_snapshot(tenancy(tier=tier), devices("acme"), now=LATER)
        assert (snapshot.reason if isinstance(snapshot, Refused) else None) is reason

    def test_it_comes_first(self):
        """Who may not ask is not told when there will be an answer."""
        assert refusal(tier=AccountTier.FREE, now=LONG_AGO) is Reason.NOT_COMMERCIAL


@pytest.mark.rule("P16")
class TestP16:
    """A month's report is made on the third business day of the next month."""

    @pytest.mark.parametrize(("first_weekday", "third"), [(0, 3), (1, 3), (2, 3), (3, 5), (4, 5), (5, 5), (6, 4)])
    def test_for_every_month_of_a_century(self, first_weekday, third):
        """The weekday of the first decides: Monday to Wednesday the 3rd, Sunday the 4th, otherwise the 5th."""
        found = 0
        for month in Month(1990, 1).until(Month(2099, 12)):
            if month.first_day.weekday() == first_weekday:
                assert report_day(month - 1) == date(month.year, month.number, third)
                found += 1
        assert found > 150

    def test_new_year_is_a_business_day(self):
        """December is reported in January."""
        assert report_day(Month(2024, 12)) == date(2025, 1, 3)


@pytest.mark.rule("P17")
class TestP17:
    """Business days are Monday to Friday, whatever is celebrated."""

    def test_a_holiday_counts(self):
        """The first of May 2025 is a Thursday: 1, 2, 5."""
        assert report_day(Month(2025, 4)) == date(2025, 5, 5)

    def test_no_weekend(self):
        """1 August 2026 is a Saturday: 3, 4, 5."""
        assert report_day(Month(2026, 7)) == date(2026, 8, 5)


@pytest.mark.rule("P18")
class TestP18:
    """It can be expected at 02:00 UTC of that day, or when somebody says; before its month has ended never."""

    def test_the_instant_itself_is_in_time(self):
        """A microsecond before is not."""
        assert report_available_at(APRIL) == DUE
        assert refusal(now=DUE) is None
        assert refusal(now=DUE - timedelta.resolution) is Reason.NOT_YET_AVAILABLE

    @pytest.mark.parametrize("month", [APRIL, MAY, APRIL + 120])
    def test_the_current_month_and_later_ones(self, month):
        """Whatever the override says."""
        now = instant("2026-04-16T00:00")
        assert refusal(month=month, now=now, available_from=LONG_AGO) is Reason.NOT_YET_AVAILABLE

    def test_earlier_or_later(self):
        """The override counts from the end of the month on."""
        end = instant("2026-05-01T00:00")
        assert refusal(now=end, available_from=LONG_AGO) is None
        assert refusal(now=end - timedelta.resolution, available_from=LONG_AGO) is Reason.NOT_YET_AVAILABLE
        assert refusal(now=DUE, available_from=DUE + DAY) is Reason.NOT_YET_AVAILABLE
        assert refusal(now=DUE + DAY, available_from=DUE + DAY) is None

    def test_the_refusal_says_when(self):
        """For whoever has to wait."""
        answer = asked(now=instant("2026-05-01T00:00"))
        assert answer == Refused(
            Reason.NOT_YET_AVAILABLE, "the report for 2026-04 is expected at 2026-05-05T02:00:00+00:00"
        )


class TestW5:
    """The worked example: months and when their reports are there."""

    @pytest.mark.parametrize(
        ("month", "day_of_report"),
        [
            ("2016-09", "2016-10-05"),
            ("2018-07", "2018-08-03"),
            ("2024-10", "2024-11-05"),
            ("2024-12", "2025-01-03"),
            ("2025-01", "2025-02-05"),
            ("2025-05", "2025-06-04"),
            ("2025-10", "2025-11-05"),
            ("2026-01", "2026-02-04"),
            ("2026-04", "2026-05-05"),
            ("2026-07", "2026-08-05"),
            ("2026-10", "2026-11-04"),
        ],
    )
    def test_the_vectors(self, month, day_of_report):
        """Two hours after midnight of each."""
        assert report_available_at(Month.parse(month)) == instant(f"{day_of_report}T02:00")


# What can be asked of each of them.
QUESTIONS = {
    UsageReport: {"tenant"},
    AccountReport: set(),
    PackageSection: set(),
    Usage: {"metrics"},
    ApiCalls: set(),
    AccountSnapshot: set(),
    UsageList: {"search", "rows", "table"},
    UsageRow: set(),
}


@pytest.mark.rule("P19")
class TestP19:
    """Reports are read: nothing of them changes an account, a package or a campaign."""

    @pytest.mark.parametrize(("kind", "questions"), QUESTIONS.items())
    def test_there_are_only_questions(self, kind, questions):
        """No method does anything, and no field can be set."""
        # What mutation testing adds has letters that no name of ours has.
        names = {name for name in vars(kind) if name.isascii() and not name.startswith("_")}
        offered = {name for name in names if inspect.isfunction(vars(kind)[name])}
        assert offered == questions
        assert kind.__setattr__ is not object.__setattr__

    def test_asking_twice_is_asking_once(self):
        """The same facts give the same report; the log they came from is as it was."""
        desk = Desk().package(20).reserved("a", 5, START)
        before = tuple(desk.log)
        assert report(quota=desk.log) == report(quota=desk.log)
        assert tuple(desk.log) == before


@pytest.mark.rule("P20")
class TestP20:
    """No report holds money: no amount, no currency, no price, however deep."""

    @pytest.mark.parametrize("kind", QUESTIONS)
    def test_no_field_can_hold_money(self, kind):
        """Walked through by the types of the fields."""
        attrs.resolve_types(kind)
        kinds = {part for each in attrs.fields(kind) for part in (each.type, *get_args(each.type))}
        assert not kinds & {Money, ExactMoney, Currency, Price}

    def test_no_key_of_it_in_the_document(self):
        """As it is sent to somebody; an amount of the history is one of tokens."""
        used = {"acme": counts(3), "north": counts(2)}
        document = to_json(report(used, NORTH, quota=Desk().package().log))
        keys = set(re.findall(r'"(\w+)":', document))
        assert "active_devices" in keys
        assert not keys & {"currency", "price", "minor", "due", "total", "subtotal", "money"}


@pytest.mark.rule("P21")
class TestP21:
    """A report is the basis of a bill; a price book of the caller's makes charges of it, in a step of its own."""

    BOOK = PriceBook.of(
        Price("DEVICE", PerUnit("1.50 USD")), Price("CALL", PerUnit("0.001 USD")), Price("UPDATE", PerUnit("0.20 USD"))
    )
    ACME = Account("acme", "USD")

    def test_devices(self):
        """5 devices at 1.50."""
        found = report({"acme": counts(3), "north": counts(2)}, NORTH)
        used = usage_tally(found, self.BOOK.terms, {"active_devices": "DEVICE"})
        assert [str(charge.amount) for charge in rate(used, self.BOOK, self.ACME).charges] == ["7.50 USD"]

    def test_calls(self):
        """7,000 calls at a tenth of a cent; the devices are not billed beside them."""
        calls = ApiCalls(observations=4_000, subscriptions=2_000, notifications=1_000)
        found = report({"acme": counts(3, api_calls=calls)}, models=billed_by_calls())
        skus = {"active_devices": "DEVICE", "api_calls": "CALL"}
        used = usage_tally(found, self.BOOK.terms, skus)
        assert [str(charge.amount) for charge in rate(used, self.BOOK, self.ACME).charges] == ["7.00 USD"]

    def test_updates_may_have_a_price_too(self):
        """Under either model, if asked."""
        for models in ((), billed_by_calls()):
            found = report({"acme": counts(3, 5)}, models=models)
            used = usage_tally(found, self.BOOK.terms, {"firmware_updates": "UPDATE"})
            assert [(entry.sku, entry.quantity) for entry in used.entries] == [("UPDATE", 5)]


@pytest.mark.rule("P22")
class TestP22:
    """A billing period is a calendar month: from its first instant to the first of the next one."""

    @pytest.mark.parametrize(
        ("month", "end", "printed"),
        [
            ("2024-02", "2024-03-01T00:00", "2024-02-29T23:59:59.999"),
            ("2025-02", "2025-03-01T00:00", "2025-02-28T23:59:59.999"),
            ("2025-12", "2026-01-01T00:00", "2025-12-31T23:59:59.999"),
        ],
    )
    def test_start_and_end(self, month, end, printed):
        """And the last millisecond, which is what is printed."""
        asked_for = Month.parse(month)
        assert report_period(asked_for) == (instant(f"{month}-01T00:00"), instant(end))
        assert printed_end(asked_for) == instant(printed)
        own = report(month=asked_for).own
        assert (own.period_start, own.period_end) == report_period(asked_for)
        assert own.printed_end == instant(printed)

    def test_there_is_no_thirteenth_month(self):
        """Though it has the form of one."""
        with complains("month number: expected 1 to 12"):
            Month.parse("2018-13")


@pytest.mark.rule("P23")
class TestP23:
    """The month before the present one is shown unless another is asked for."""

    def test_the_previous_month(self):
        """In January that is December of the year before; on the first of a month it may not be there yet."""
        assert default_month(instant("2026-01-15T00:00")) == Month(2025, 12)
        assert default_month(instant("2026-05-01T00:00")) == APRIL
        assert default_month(instant("2026-04-30T23:59:59.999")) == Month(2026, 3)
        assert refusal(month=default_month(DUE - DAY), now=DUE - DAY) is Reason.NOT_YET_AVAILABLE


@pytest.mark.rule("P24")
class TestP24:
    """All of a report is as of its month: its tenants, and the package as the month ended."""

    def test_tenants_of_the_month(self):
        """One that came later is not there, one that has gone since is."""
        came = tenant("came", created_at=instant("2026-05-01T00:00"))
        gone = tenant("gone", closed_at=instant("2026-04-01T00:00:00.000001"))
        before = tenant("before", closed_at=instant("2026-04-01T00:00"))
        late = tenant("late", created_at=instant("2026-04-30T23:59:59.999999"))
        found = report({}, came, gone, before, late, quota=Desk().package().log)
        assert [each.account for each in found.tenants] == ["gone", "late"]

    def test_the_package_as_the_month_ended(self):
        """What is reserved in the next month, from its first instant on, is not yet reserved."""
        desk = Desk().package(20).reserved("a", 5, day(30) - timedelta.resolution).reserved("b", 7, day(30))
        section = report(quota=desk.log).package
        assert (section.remaining, section.reserved, section.package.id) == (15, 5, "p1")

    def test_a_package_that_expires_with_the_month(self):
        """Was in force to the end of it, and is gone in the next."""
        desk = Desk().package(20)
        last = Month.of(EXPIRY.date()) - 1
        assert report(month=last, quota=desk.log, now=LATER + 365 * DAY).package.remaining == 20
        assert report(month=last + 1, quota=desk.log, now=LATER + 365 * DAY).package is None


@pytest.mark.rule("P25")
class TestP25:
    """A snapshot is of the account alone, never of its tenants."""

    def test_devices_of_a_tenant_are_refused(self):
        """As are its transactions."""
        with complains("active: expected devices of acme, got str 'north'"):
            account_snapshot(tenancy(NORTH), devices("north", "d1"), now=LATER)
        with complains("samples: expected samples of acme, got str 'north'"):
            sample = TransactionSample("north", LATER, 1)
            account_snapshot(tenancy(NORTH), devices("acme"), [sample], now=LATER)

    def test_tenants_change_nothing_but_their_number(self):
        """C8: the month's report has them together, the snapshot never."""
        alone = account_snapshot(tenancy(), devices("acme", "d1"), now=LATER)
        above = account_snapshot(tenancy(NORTH, SOUTH), devices("acme", "d1"), now=LATER)
        assert attrs.evolve(above, tenants=None) == alone


class TestC8:
    """Two scopes: a snapshot is of the account alone, what a month's report has together is with all tenants."""

    def test_both_of_one_month(self):
        """One device against three."""
        found = usage_by_account(APRIL, active=[devices("acme", "d1"), devices("north", "d1", "d2")])
        snapshot = account_snapshot(tenancy(NORTH), devices("acme", "d1"), now=LATER)
        assert snapshot.active_devices == 1
        assert report(found, NORTH).aggregated.active_devices == 1 + 2


@pytest.mark.rule("P26")
class TestP26:
    """A snapshot shows the active devices of the running month, or of another one if asked."""

    def test_the_running_month_grows(self):
        """Counted today, and counted tomorrow."""
        now = instant("2026-04-16T00:00")
        for names in (("d1",), ("d1", "d2")):
            snapshot = account_snapshot(tenancy(), devices("acme", *names), now=now)
            assert (snapshot.month, snapshot.active_devices) == (APRIL, len(names))

    def test_an_earlier_month(self):
        """And none that has not begun."""
        now = instant("2026-04-30T23:59:59")
        earlier = account_snapshot(tenancy(), devices("acme", "d1", month=APRIL - 1), now=now)
        assert (earlier.month, earlier.active_devices) == (APRIL - 1, 1)
        with complains("active: expected a month that has begun, got str '2026-05'"):
            account_snapshot(tenancy(), devices("acme", month=MAY), now=now)


@pytest.mark.rule("P27")
class TestP27:
    """Transactions of the past 30 times 24 hours: from the first instant of them on, up to, not including, now."""

    NOW = datetime(2026, 4, 16, 10, tzinfo=UTC)

    def counted(self, *starts: datetime) -> int:
        """Return the transactions of a snapshot from samples with 1, 10, 100, … of them."""
        samples = [TransactionSample("acme", start, 10**place) for place, start in enumerate(starts)]
        return account_snapshot(tenancy(), devices("acme"), samples, now=self.NOW).transactions

    def test_the_edges(self):
        """720 hours ago is in, now is not, nor a microsecond before the window."""
        first = self.NOW - timedelta(hours=720)
        before, last = first - timedelta.resolution, self.NOW - timedelta.resolution
        assert self.counted(first, before, self.NOW, last) == 1 + 1000

    def test_samples_of_a_day(self):
        """Those that began in the window, whole: the running day is one of thirty."""
        midnight = self.NOW.replace(hour=0)
        assert self.counted(*(midnight - n * DAY for n in range(32))) == sum(10**n for n in range(30))

    def test_the_first_days_there_are(self):
        """Thirty days before them there is nothing, not even a year."""
        now = datetime(1, 1, 2, tzinfo=UTC)
        active = ActiveDevices("acme", Month(1, 1))
        samples = [TransactionSample("acme", datetime(1, 1, 1, tzinfo=UTC), 5)]
        assert account_snapshot(tenancy(), active, samples, now=now).transactions == 5


@pytest.mark.rule("P28")
class TestP28:
    """The number of tenants is shown where there are any."""

    def test_none_is_not_nought(self):
        """Nobody is told that he has 0 tenants."""
        gone = tenant("gone", closed_at=instant("2026-04-09T00:00"))
        for tenants, number in (((), None), ((NORTH,), 1), ((NORTH, SOUTH), 2), ((gone,), None)):
            snapshot = account_snapshot(tenancy(*tenants), devices("acme"), now=LATER)
            assert snapshot.tenants == number

    def test_of_an_earlier_month(self):
        """Those that existed as it ended."""
        left = tenant("left", closed_at=instant("2026-05-01T00:00"))
        came = tenant("came", created_at=instant("2026-05-01T00:00"))
        snapshot = account_snapshot(tenancy(left, came, NORTH), devices("acme"), now=LATER)
        assert snapshot.tenants == 1 + 1
        now = instant("2026-04-16T00:00")
        assert account_snapshot(tenancy(came), devices("acme"), now=now).tenants is None


@pytest.mark.rule("P32")
class TestP32:
    """A report shows the business model of its account for the month, which only an administrator may choose."""

    def test_chosen_by_an_administrator(self):
        """And refused to anybody else."""
        since = instant("2026-04-09T00:00")
        change = choose_business_model(CALLS, since=since, administrator=True)
        assert change == BusinessModelChange(since, CALLS)
        refused = choose_business_model(CALLS, since=since, administrator=False)
        assert isinstance(refused, Refused)
        assert refused.reason is Reason.NOT_ADMINISTRATOR

    def test_shown(self):
        """Each month has its own, from the changes that were kept."""
        models = billed_by_calls(instant("2026-05-09T00:00"))
        assert report(models=models).business_model is DEVICES
        assert report(models=models, month=MAY).business_model is CALLS
        found = report({}, NORTH, models=models, month=MAY, quota=Desk().package().log)
        assert found.tenant("north").business_model is CALLS


@pytest.mark.rule("P33")
class TestP33:
    """Together is own and all tenants; own is own only."""

    def test_active_devices(self):
        """100 and 200 and 300."""
        used = {"acme": counts(100), "north": counts(200), "south": counts(300)}
        found = report(used, NORTH, SOUTH)
        assert found.aggregated.active_devices == 100 + 200 + 300
        assert found.own.usage.active_devices == 100


@pytest.mark.rule("P35")
class TestP35:
    """Calls are shown where the account is billed for them, and elsewhere they are absent, which is not 0."""

    CALLS = ApiCalls(registrations=5)

    def test_billed_for_devices(self):
        """Whatever was counted."""
        found = report({"acme": counts(1, api_calls=self.CALLS)})
        assert found.own.usage == counts(1)
        assert found.aggregated.api_calls is None
        assert "api_calls" not in found.aggregated.metrics()

    def test_billed_for_calls(self):
        """With 0 where none was counted, for tenants too."""
        found = report({"acme": counts(1, api_calls=self.CALLS), "north": counts(1)}, NORTH, models=billed_by_calls())
        assert found.tenant("north").usage.api_calls == ApiCalls()
        assert found.aggregated.api_calls == self.CALLS
        assert found.aggregated.metrics()["api_calls"] == 5


@pytest.mark.rule("P39")
class TestP39:
    """Active devices as a compressed file: a row for each, those of tenants too."""

    FOUND = (devices("acme", "d1", "d2"), devices("north", "d1"))

    def test_the_rows(self):
        """As many as are counted together."""
        rows = lines(ACTIVE_DEVICE_COLUMNS, active_device_rows(self.FOUND, {"d2": 'pump "A", hall 3'}))
        assert rows == [
            "account_id,timestamp,device_id,endpoint_name",
            "acme,2026-04-09T00:00:00Z,d1,",
            'acme,2026-04-09T00:00:00Z,d2,"pump ""A"", hall 3"',
            "north,2026-04-09T00:00:00Z,d1,",
        ]
        together = report(usage_by_account(APRIL, active=self.FOUND), NORTH).aggregated
        assert len(rows) - 1 == together.active_devices

    def test_compressed(self):
        """The same bytes inside; outside neither a name nor a time."""
        plain, packed = BytesIO(), BytesIO()
        write_export(ACTIVE_DEVICE_COLUMNS, active_device_rows(self.FOUND), plain)
        write_export(ACTIVE_DEVICE_COLUMNS, active_device_rows(self.FOUND), packed, compressed=True)
        assert gzip.decompress(packed.getvalue()) == plain.getvalue()
        flags, time = packed.getvalue()[3], packed.getvalue()[4:8]
        assert (flags, time) == (0, bytes(4))
        assert export_name("active-devices", APRIL) == "active-devices-2026-04.csv.gz"

    def test_a_month_without_any(self):
        """Has its header."""
        assert lines(ACTIVE_DEVICE_COLUMNS, active_device_rows([])) == ["account_id,timestamp,device_id,endpoint_name"]


@pytest.mark.rule("P40")
class TestP40:
    """Firmware updates as a file, quoted as the standard says, and safe in a spreadsheet unless told otherwise."""

    UPDATES = (
        FirmwareUpdate("acme", "d2", 'spring, "all"', instant("2026-04-16T12:00")),
        FirmwareUpdate("acme", "d1", "=1+1", instant("2026-04-09T00:00"), "pump"),
        FirmwareUpdate("acme", "d1", "late", instant("2026-05-01T00:00")),
    )

    def test_the_rows(self):
        """One for each that counts in the month."""
        rows = lines(FIRMWARE_UPDATE_COLUMNS, firmware_update_rows(self.UPDATES, APRIL))
        assert rows == [
            "account_id,timestamp,campaign_name,device_id,endpoint_name",
            "acme,2026-04-09T00:00:00Z,'=1+1,d1,pump",
            'acme,2026-04-16T12:00:00Z,"spring, ""all""",d2,',
        ]
        assert len(rows) - 1 == usage_by_account(APRIL, updates=self.UPDATES)["acme"].firmware_updates

    def test_without_the_guard(self):
        """As it is."""
        rows = lines(FIRMWARE_UPDATE_COLUMNS, firmware_update_rows(self.UPDATES, APRIL), guard=False)
        assert rows[1] == "acme,2026-04-09T00:00:00Z,=1+1,d1,pump"


@pytest.mark.rule("P41")
class TestP41:
    """Above what is used together stands the month by its English name."""

    def test_the_label(self):
        """The month's name, not a day."""
        assert period_label(Month(2016, 9)) == "September 2016"
        assert [period_label(Month(2026, number)).split()[0][:3] for number in range(1, 13)] == [
            *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
        ]
        assert report().title == "Aggregated monthly usage - period ending April 2026"


@pytest.mark.rule("P57")
class TestP57:
    """The account above stands first, then its tenants by name and id."""

    def test_the_order(self):
        """Whatever order they are kept in."""
        some = (tenant("t9", "Alpha"), tenant("t1", "Beta"), tenant("t2", "Alpha"))
        for tenants in (some, some[::-1]):
            listed = usage_list(report({}, *tenants, quota=Desk().package().log))
            assert [row.account for row in listed.entries] == ["acme", "t2", "t9", "t1"]

    def test_without_tenants(self):
        """One row."""
        assert [row.account for row in usage_list(report()).entries] == ["acme"]


@pytest.mark.rule("P58")
class TestP58:
    """A tenant is listed if the account above had a package in the month, or it used something itself."""

    def listed(self, usage=None, *, month: Month = APRIL, quota=(), of: Tenant = NORTH) -> list[str]:
        """Return the tenants of a report."""
        now = LATER + 1000 * DAY
        return [each.account for each in report(usage, of, month=month, quota=quota, now=now).tenants]

    def test_with_a_package(self):
        """Be it for an instant of the month; with no usage at all."""
        desk, first = Desk().package(20), Month.of(START.date())
        assert self.listed(quota=desk.log, month=first) == ["north"]
        assert self.listed(quota=desk.log, month=first - 1) == []
        last = Month.of(EXPIRY.date()) - 1
        assert self.listed(quota=desk.log, month=last) == ["north"]
        # It ends exactly as the next month starts.
        assert self.listed(quota=desk.log, month=last + 1) == []
        desk.renewed(20, day(1))
        assert self.listed(quota=desk.log, month=last + 1) == ["north"]

    def test_a_package_put_down_late(self):
        """It counts from its start, not from when it was put down."""
        began = START - timedelta(milliseconds=1)
        late = Desk().package(20, at=began).quota.active
        desk = Desk()
        desk.package(20)
        event = attrs.evolve(next(iter(desk.log)), starts_at=late.starts_at, expires_at=late.expires_at)
        assert self.listed(quota=[event], month=APRIL - 1) == ["north"]

    @pytest.mark.parametrize("usage", [counts(1), counts(0, 1), counts(access_tokens=1)])
    def test_with_usage(self, usage):
        """It must be billed, package or not."""
        assert self.listed({"north": usage}) == ["north"]

    def test_with_neither(self):
        """Nothing is listed; calls are no usage where they are not billed."""
        assert self.listed({"north": counts(api_calls=ApiCalls(notifications=1))}) == []
        assert self.listed({"north": counts()}) == []

    def test_with_lines_of_the_history(self):
        """Its campaign ended with the package, at the very start of the month."""
        desk = Desk().package(20).reserved("a", 5, START, tenant="north")
        assert self.listed(quota=desk.log, month=Month.of(EXPIRY.date())) == ["north"]

    def test_usage_before_it_existed(self):
        """Facts that contradict each other are a mistake; without usage it is only not listed."""
        new = tenant("north", created_at=instant("2026-05-01T00:00"))
        assert self.listed({"north": counts()}, of=new, quota=Desk().package().log) == []
        with complains("usage: expected none of north, which did not exist in 2026-04"):
            self.listed({"north": counts(1)}, of=new)


@pytest.mark.rule("P59")
class TestP59:
    """Tenants are found by any part of team name or organisation, capitals or not."""

    SOME = (tenant("t1", "North Team", organisation="Acme GmbH"), tenant("t2", "Süd", organisation="Straße"))

    @pytest.mark.parametrize(
        ("text", "found"), [("", ["t1", "t2"]), ("NORTH", ["t1"]), ("gmbh", ["t1"]), ("STRASSE", ["t2"]), ("t1", [])]
    )
    def test_search(self, text, found):
        """Of the tenancy, and of the list of a month."""
        assert [each.id for each in tenancy(*self.SOME).search(text).tenants] == found
        listed = usage_list(report({}, *self.SOME, quota=Desk().package().log)).search(text)
        assert [row.account for row in listed.entries if row.account != "acme"] == found

    def test_what_is_found_is_what_is_exported(self):
        """P56: same rows, same order, under the same columns whatever is billed."""
        found = report({"t2": counts(2)}, *self.SOME, quota=Desk().package().log)
        listed = usage_list(found).search("süd")
        assert lines(USAGE_COLUMNS, listed.rows()) == [
            ",".join(USAGE_COLUMNS),
            "2026-04,t2,Süd,Straße,2,0,,,,,",
        ]
        assert USAGE_COLUMNS[:4] == ("month", "account_id", "name", "organisation")
        assert USAGE_COLUMNS[4:7] == ("active_devices", "firmware_updates", "access_tokens")
        assert USAGE_COLUMNS[7:] == ("to_services", "to_devices", "integration", "api_calls")
        assert listed.total.active_devices == 2


@pytest.mark.rule("P60")
class TestP60:
    """A tenant's billing details are made as those of the account above, for the tenant alone."""

    def test_the_same_as_for_the_account_itself(self):
        """Were the tenant an account of its own, its own figures would be the same."""
        desk = Desk().package(20).reserved("a", 5, day(3), tenant="north").reserved("b", 1, day(4))
        used = {"acme": counts(7), "north": counts(2, 1)}
        mine = report(used, NORTH, quota=desk.log).tenant("north")
        assert mine.usage == counts(2, 1)
        assert [(line.campaign, line.amount) for line in mine.history] == [("a", -5)]
        own = report({"acme": counts(2, 1)}).own
        assert attrs.evolve(own, account="north", history=mine.history) == mine

    def test_no_package_and_no_tenants(self):
        """C10: a tenant may have its own report, which has nothing of the package and of other accounts."""
        names = {each.name for each in attrs.fields(AccountReport)}
        assert not names & {"package", "tenants", "aggregated", "tenancy"}


class TestC10:
    """A tenant gets its own report, without what the package says."""

    def test_its_lines_show_no_package(self):
        """Lines about packages are the account's above."""
        desk = Desk().package(20).reserved("a", 5, day(3), tenant="north").renewed(5, day(4))
        mine = report({}, NORTH, quota=desk.log).tenant("north")
        assert [line.reason for line in mine.history] == ["reservation"]

    @pytest.mark.parametrize("size", [20, 1_000])
    @pytest.mark.parametrize("others", [0, 7])
    def test_it_is_the_same_whatever_is_left_of_the_quota(self, size, others):
        """However large the package is and whatever others reserve of it: nobody can tell from a tenant's part."""
        desk = Desk().package(size)
        for campaign, tenant_of in (("theirs", "south"), ("ours", None)) if others else ():
            desk.reserved(campaign, others, day(2), tenant=tenant_of)
        found = report({}, NORTH, SOUTH, quota=desk.reserved("a", 5, day(3), tenant="north").log)
        least = report({}, NORTH, SOUTH, quota=Desk().package(5).reserved("a", 5, day(3), tenant="north").log)
        mine = found.tenant("north")
        assert mine == least.tenant("north")
        for written in (to_json, repr, str, lambda one: str(explain(one)), lambda one: explain(one)._repr_html_()):
            assert written(mine) == written(least.tenant("north"))
        for shown in (tenant_text, tenant_html, lambda *given: pelion_tenant_report(*given, "7f")):
            assert shown(found, "north") == shown(least, "north")
        [seen_above] = [line for line in found.history.entries if line.account == "north"]
        assert seen_above.balance == size - 2 * others - 5

    def test_who_is_not_listed_has_none(self):
        """Nor has anybody else."""
        with complains("account: expected a tenant that is listed in 2026-04, got str 'south'"):
            report({"north": counts(1)}, NORTH, SOUTH).tenant("south")


KNOWN = {
    "id": "north",
    "tier": "1",
    "business_model_history": [{"updated_at": "2019-09-09T00:00:00Z", "business_model": None}],
    "something new": {"b": [1, 2.50, True], "a": None},
    "city": "Zürich",
}


@pytest.mark.rule("P61")
class TestP61:
    """All that is known of a tenant's account is passed through as it came."""

    def test_nothing_is_lost(self):
        """Unknown keys, explicit nulls, and numbers as they were."""
        north = tenant("north", attributes=attributes_of(KNOWN))
        listed = report({"north": counts(1)}, north).tenancy.tenant("north")
        assert listed.details() == KNOWN


@pytest.mark.rule("P62")
class TestP62:
    """Every counter together is own and all tenants; what is absent counts as 0, and is absent where all lack it."""

    def test_the_published_sample(self):
        """600, 600 and 700."""
        used = {
            "acme": counts(100, 100, access_tokens=200),
            "north": counts(200, 200, access_tokens=300),
            "south": counts(300, 300, access_tokens=200),
        }
        assert report(used, NORTH, SOUTH).aggregated == counts(600, 600, access_tokens=700)

    def test_absent(self):
        """Beside one that is there, and beside none."""
        assert counts(1) + counts(2, access_tokens=3) == counts(3, access_tokens=3)
        assert counts(2, access_tokens=3) + counts(1) == counts(3, access_tokens=3)
        assert (counts(1) + counts(2)).access_tokens is None
        calls = ApiCalls(notifications=1)
        assert counts(1) + counts(api_calls=calls) == counts(1, api_calls=calls)
        assert counts(1, api_calls=calls) + counts(api_calls=calls) == counts(1, api_calls=ApiCalls(notifications=2))
