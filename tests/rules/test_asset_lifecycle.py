"""The rules of the asset lifecycle, one class to a rule: validity, grace, enforcement, alerts, counts and tiers."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from tests.examples import APRIL, book, complaint
from tests.validity import FLEET, at, day, due, spans, status, timed, under, valid

from kpix_billing_core import Month, PerUnit, Price, Refused, rate, tally
from kpix_billing_core.accounts import Account
from kpix_billing_core.decisions import Reason
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.money import ExactMoney, Money
from kpix_billing_core.validity import (
    ASSET_LIFECYCLE,
    ESSENTIALS,
    FREE,
    PREMIER,
    PRO,
    TIERS,
    Application,
    ApplicationRules,
    BillingStatus,
    Counted,
    Overlap,
    RenewalFrom,
    Subscription,
    Validity,
    admit,
    billable_rows,
    cheapest_tier,
    commitment,
    deactivate,
    month_counts,
    move,
    renew,
    schedule,
    smallest_tier,
    status_counts,
    statuses,
    sweep,
    tier_size,
    timeline,
)

MADRID = ZoneInfo("Europe/Madrid")


# --- when a device is valid ------------------------------------------------------------------------------


@pytest.mark.rule("K01")
class TestK01:
    """A device is valid from the first instant of its first day to the last one of its last day, by any of its records."""

    @pytest.mark.parametrize(
        ("number", "hour", "expected"),
        [(0, 23, "pending"), (1, 0, "active"), (30, 23, "active"), (31, 0, "disabled")],
    )
    def test_both_days_are_included(self, number, hour, expected):
        """April from the first to the last hour: empirical-org/Empirical-Core#10819 had its last day end as it began."""
        assert status(valid(1, 30), number, hour) == expected

    def test_one_day(self):
        """A record whose first day is its last is valid for that day."""
        assert [status(valid(7, 7), number) for number in (6, 7, 8)] == ["pending", "active", "disabled"]

    def test_instants_do_not_include_their_end(self):
        """From ten to twelve is not at twelve."""
        record = timed(at(1, 10), at(1, 12))
        assert [status(record, 1, hour) for hour in (9, 10, 11, 12)] == ["pending", "active", "active", "disabled"]

    def test_several_records_are_one_set_of_days(self):
        """Valid where any of them is."""
        records = [valid(1, 3), valid(3, 5), valid(8, 9)]
        assert [number for number in range(12) if status(records, number) == "active"] == [1, 2, 3, 4, 5, 8, 9]

    def test_without_a_record_never(self):
        """Neither without any, nor with one that has no days."""
        assert spans([]) == spans([Validity("d1", FLEET)]) == [("unmanaged", None, None)]


@pytest.mark.rule("K02")
class TestK02:
    """What is valid is billed, and nothing else is."""

    def test_the_days_of_validity_are_billed(self):
        """Ten days of April at 30 a month are 10, in grace or not."""
        rows = list(billable_rows([valid(1, 10)], under(grace_days=7), "acme", "STD"))
        prices = book(Price("STD", PerUnit("30 USD")))
        charges = rate(tally(rows, APRIL, prices.terms), prices, Account("acme", "USD"))
        assert [each.amount for each in charges.charges] == [Money.parse("10 USD")]

    def test_grace_is_not_billed_unless_renewed(self):
        """Nothing for the days of grace; a renewal in grace is back-dated, so that they are billed then."""
        old, rules = valid(1, 10), under(grace_days=7)
        new = renew([old], day(20), day(15), rules.rules)
        assert [row[3:] for row in billable_rows([old], rules, "acme")] == [(day(1), day(10))]
        assert [row[3:] for row in billable_rows([old, new], rules, "acme")] == [(day(1), day(20))]

    def test_active_and_billable_are_one(self):
        """At every hour around the ends."""
        line = timeline([valid(5, 6)], ApplicationRules(grace_days=1))
        for hour in range(24 * 9):
            instant = at(2) + timedelta(hours=hour)
            assert line.billable(instant) is (line.status(instant) is BillingStatus.ACTIVE)

    def test_a_day_is_billed_once(self):
        """However many records say it."""
        rows = billable_rows([valid(1, 10), valid(5, 12), valid(12, 12)], under(), "acme")
        assert [row[3:] for row in rows] == [(day(1), day(12))]


@pytest.mark.rule("K03")
class TestK03:
    """Records have any last day from their first on; what is past is past at once, and alike records are one."""

    def test_an_end_before_the_start(self):
        """It is a mistake."""
        assert complaint(WrongValue, valid, 7, 6).startswith("last_day: expected a day from 2026-04-07 on")

    def test_made_after_its_end(self):
        """It counts as over at once."""
        record = valid(1, 10, created_at=at(25))
        assert (status(record, 12, grace_days=7), status(record, 25)) == ("in_grace", "disabled")

    def test_the_same_twice_is_once(self):
        """Spans and events are those of one."""
        once, twice = [valid()], [valid(), valid()]
        assert spans(once, grace_days=2) == spans(twice, grace_days=2)
        assert due(once, alert_days=(7,)) == due(twice, alert_days=(7,))

    def test_overlaps_are_united_by_default(self):
        """A shorter record takes nothing from a longer one."""
        records = [valid(1, 20), valid(5, 10)]
        assert [status(records, number) for number in (4, 10, 11, 20)] == ["active"] * 4

    def test_overlaps_can_be_a_mistake(self):
        """Where the rules say so; records that meet are none."""
        rejecting = {"overlap": Overlap.REJECT}
        assert status([valid(1, 4), valid(5, 9)], 9, **rejecting) == "active"
        said = complaint(WrongValue, spans, [valid(1, 5), valid(5, 9)], **rejecting)
        assert said.startswith("records: expected records that do not overlap")

    def test_the_latest_can_win(self):
        """The later record holds alone from its start on, and what it ends has no grace."""
        records = [valid(1, 20), valid(5, 10)]
        found = [status(records, number, overlap=Overlap.LATEST, grace_days=1) for number in (4, 10, 11, 12)]
        assert found == ["active", "active", "in_grace", "disabled"]


@pytest.mark.rule("K04")
class TestK04:
    """Every device has exactly one status at every instant, and every device is there."""

    def test_all_seven(self):
        """One device for each, at one instant."""
        fleet = [
            Validity("unmanaged", FLEET),
            valid(20, 30, device="pending"),
            valid(1, 30, device="active"),
            valid(1, 13, device="in_grace"),
            valid(1, 3, device="disabled"),
            valid(1, 30, 10, device="deactivated"),
            valid(1, 3, device="expired", application="lenient"),
        ]
        lenient = Application("lenient", ApplicationRules(enforcement=False))
        found = statuses(fleet, [under(grace_days=7), lenient], day(15))
        assert {device: each.value for devices in found.values() for device, each in devices.items()} == {
            each.value: each.value for each in BillingStatus
        }

    @pytest.mark.parametrize(
        ("records", "expected"),
        [
            ([valid(1, 3), valid(1, 20, 5), valid(14, 16)], "active"),
            ([valid(1, 20, 5), valid(1, 14)], "in_grace"),
            ([valid(1, 20, 5), valid(1, 3), valid(20, 30)], "deactivated"),
            ([valid(1, 3), valid(20, 30)], "disabled"),
            ([valid(20, 30), Validity("d1", FLEET)], "pending"),
            ([Validity("d1", FLEET)], "unmanaged"),
        ],
    )
    def test_which_record_speaks(self, records, expected):
        """Valid, then in grace, then deactivated, then over, then to come; in whatever order they are given."""
        for each in permutations(records):
            assert status(each, 15, grace_days=1) == expected

    def test_expiring_is_a_view_of_active(self):
        """From the first of the alert days on, up to the end."""
        line = timeline([valid(1, 30)], ApplicationRules(alert_days=(1, 7)))
        found = [number for number in range(35) if line.expiring(at(number))]
        assert found == [24, 25, 26, 27, 28, 29, 30]
        assert not timeline([valid(1, 30)], ASSET_LIFECYCLE).expiring(at(30))

    def test_when_it_changes_next(self):
        """The instants are known, not sampled."""
        line = timeline([valid(1, 30)], ApplicationRules(grace_days=7))
        assert [line.next_change(at(number)) for number in (0, 1, 31, 38)] == [at(1), at(31), at(38), None]


@pytest.mark.rule("K05")
class TestK05:
    """Somebody can end a record at any time; from then on the device is neither valid, billed nor connected."""

    def test_the_day_is_its_last(self):
        """Active on the tenth, deactivated from the eleventh on, and no grace follows."""
        ended = deactivate(valid(1, 30), day(10), "returned")
        assert [status(ended, number, grace_days=7) for number in (10, 11, 31)] == [
            "active",
            "deactivated",
            "deactivated",
        ]
        assert not BillingStatus.DEACTIVATED.connected
        assert [row[4] for row in billable_rows([ended], under(), "acme")] == [day(10)]

    def test_an_instant_is_no_part_of_it(self):
        """With instants it ends there."""
        ended = deactivate(timed(at(1), at(31)), at(10, 6))
        assert [status(ended, 10, hour) for hour in (5, 6)] == ["active", "deactivated"]

    def test_before_the_start_it_is_never_valid(self):
        """To come until the day, deactivated from then on."""
        ended = deactivate(valid(10, 30), day(5))
        assert [status(ended, number) for number in (5, 6, 10, 31)] == [
            "pending",
            "deactivated",
            "deactivated",
            "deactivated",
        ]

    def test_the_first_end_is_kept(self):
        """A second one changes nothing."""
        once = deactivate(valid(1, 30), day(10), "returned")
        assert deactivate(once, day(5), "again") == deactivate(once, day(20)) == once
        at_first = deactivate(timed(at(1), at(31)), at(10))
        assert deactivate(at_first, at(5)) == at_first

    def test_what_is_over_is_left_as_it_is(self):
        """On its last day or later there is nothing to end; nor in a device without days."""
        assert deactivate(valid(1, 30), day(30)) == deactivate(valid(1, 30), day(31)) == valid(1, 30)
        assert deactivate(Validity("d1", FLEET), day(1)) == Validity("d1", FLEET)
        assert deactivate(timed(at(1), at(31)), at(31)) == timed(at(1), at(31))
        assert status(valid(1, 30, 30), 31, grace_days=1) == "in_grace"

    def test_it_ends_a_grace_that_runs(self):
        """Of another record; one that begins later runs."""
        records = [valid(1, 4), valid(5, 30, 6), valid(10, 11)]
        found = [status(records, number, grace_days=7) for number in (6, 7, 10, 12)]
        assert found == ["active", "deactivated", "active", "in_grace"]


@pytest.mark.rule("K06")
class TestK06:
    """An end has a reason in the caller's words, perhaps none; a device comes back by a new record."""

    @pytest.mark.parametrize("reason", ["returned", "decommissioned", "lost at sea", ""])
    def test_any_reason(self, reason):
        """It is kept as it is."""
        assert deactivate(valid(), day(10), reason).reason == reason

    def test_back_by_a_new_record(self):
        """What was ended stays ended; the new record is valid."""
        records = [valid(1, 30, 5), valid(10, 20)]
        assert [status(records, number) for number in (9, 10, 21)] == ["deactivated", "active", "deactivated"]


# --- grace and enforcement -------------------------------------------------------------------------------


@pytest.mark.rule("K07")
class TestK07:
    """A device is disabled once its validity, and after it the days of grace, are over."""

    @pytest.mark.parametrize(("grace", "first"), [(0, 31), (1, 32), (7, 38)])
    def test_from_the_instant_on(self, grace, first):
        """One after the other, not at once; without grace at the end."""
        assert (status(valid(1, 30), first - 1, 23, grace_days=grace) != "disabled") is True
        assert status(valid(1, 30), first, grace_days=grace) == "disabled"
        assert (at(first), "disabled") in due([valid(1, 30)], grace_days=grace)

    def test_a_valid_record_lifts_it(self):
        """Disabled, and active again by a later record."""
        assert [status([valid(1, 5), valid(10, 20)], number) for number in (9, 10)] == ["disabled", "active"]

    def test_a_late_look_tells_the_instant(self):
        """Who looks in June learns that it was due on the eighth of May."""
        june = at(62), at(92)
        assert due([valid(1, 30)], *june, grace_days=7) == []
        assert due([valid(1, 30)], at(1), june[1], grace_days=7)[-1] == (at(38), "disabled")


@pytest.mark.rule("K08")
class TestK08:
    """In grace a device stays connected."""

    def test_connected_until_the_cut(self):
        """In grace, and not after it."""
        line = timeline([valid(1, 30)], ApplicationRules(grace_days=7))
        assert [line.status(at(number)).connected for number in (0, 1, 31, 37, 38)] == [False, True, True, True, False]

    def test_first_seen_in_grace(self):
        """A record made in its grace is in grace, and connected."""
        assert status(valid(1, 30, created_at=at(33)), 33, grace_days=7) == "in_grace"

    def test_entering_grace_is_told(self):
        """Once, at the instant; without grace never."""
        assert due([valid(1, 30)], grace_days=7)[0] == (at(31), "grace_entered")
        assert [word for _, word in due([valid(1, 30)])] == ["disabled"]


@pytest.mark.rule("K09")
class TestK09:
    """Grace is whole calendar days, set for each application and read when looked."""

    def test_none_unless_set(self):
        """The published rules set none; fewer than none is a mistake."""
        assert ASSET_LIFECYCLE.grace_days == 0
        assert complaint(WrongValue, ApplicationRules, grace_days=-1) == "grace_days: expected at least 0, got int -1"

    def test_each_application_for_itself(self):
        """One with grace, one without."""
        records = [valid(), valid(application="other")]
        found = statuses(records, [under(grace_days=7), Application("other")], day(31))
        assert (found[FLEET]["d1"].value, found["other"]["d1"].value) == ("in_grace", "disabled")

    def test_a_change_holds_at_once(self):
        """For a device in grace too."""
        assert [status(valid(), 33, grace_days=grace) for grace in (7, 2, 3)] == ["in_grace", "disabled", "in_grace"]

    def test_a_clock_change_takes_nothing(self):
        """Madrid puts the clock forward on 29 March 2026: seven days of grace are 167 hours, and end at midnight."""
        record = Validity("d1", FLEET, date(2026, 3, 1), date(2026, 3, 27))
        grace = timeline([record], ApplicationRules(grace_days=7, zone=MADRID)).spans[2]
        assert (grace.since, grace.until) == (
            datetime(2026, 3, 28, tzinfo=MADRID),
            datetime(2026, 4, 4, tzinfo=MADRID),
        )
        assert grace.until.astimezone(UTC) - grace.since.astimezone(UTC) == timedelta(hours=7 * 24 - 1)


# --- alerts ----------------------------------------------------------------------------------------------


@pytest.mark.rule("K10")
class TestK10:
    """Each of the alert days has one alert before the end of validity; made too late for it, it is due at once."""

    def test_one_for_each(self):
        """A day and a week before the end, which is not the end of grace."""
        found = due([valid(1, 30)], alert_days=(1, 7), grace_days=7)
        assert found[:2] == [(at(24), "alert_due 7"), (at(30), "alert_due 1")]
        assert [word for _, word in found[2:]] == ["grace_entered", "disabled"]

    def test_made_within_the_window(self):
        """At once."""
        record = valid(1, 30, created_at=at(27, 9))
        assert due([record], alert_days=(1, 7))[:2] == [(at(27, 9), "alert_due 7"), (at(30), "alert_due 1")]
        assert due([valid(29, 30)], alert_days=(7,))[0] == (at(29), "alert_due 7")

    def test_a_later_end_has_its_own(self):
        """Renewed, the device is told of before the new end, and no more before the old one."""
        renewed = [valid(1, 30), valid(31, 61)]
        assert [each for each in due(renewed, alert_days=(7,)) if "alert" in each[1]] == [(at(55), "alert_due 7")]

    def test_on_the_day_itself_is_too_late(self):
        """An alert precedes the end."""
        assert complaint(WrongValue, ApplicationRules, alert_days=(0,)).startswith("alert_days: expected at least 1")


@pytest.mark.rule("K11")
class TestK11:
    """No alert comes after the end; what was too late for it is reported as missed."""

    def test_always_before_the_end(self):
        """Of records short and long, made early and late."""
        records = [valid(first, 30, created_at=at(made)) for first in (1, 25, 30) for made in (0, 27, 30)]
        for record in records:
            [*alerts] = [
                each for each in sweep([record], [under(alert_days=(1, 2, 7))], at(0), at(99)) if each.days_left
            ]
            assert len(alerts) == 3
            assert all(each.due_at < each.expires_at == at(31) for each in alerts)

    def test_made_after_its_end(self):
        """Both are missed, when it was made."""
        record = valid(1, 10, created_at=at(20))
        assert due([record], alert_days=(1, 7))[1:] == [(at(20), "alert_missed 1"), (at(20), "alert_missed 7")]

    def test_nobody_looked_in_time(self):
        """Who sees the alert only after the end has missed it; up to then it is due."""
        [alert, _] = sweep([valid(1, 30)], [under(alert_days=(7,))], at(1), at(61))
        assert [alert.seen(at(number)).kind.value for number in (24, 30, 31)] == [
            "alert_due",
            "alert_due",
            "alert_missed",
        ]


# --- switches and counts ---------------------------------------------------------------------------------


@pytest.mark.rule("K12")
class TestK12:
    """Where nothing is enforced no device is disabled, application by application; its alerts go on."""

    def test_expired_and_connected(self):
        """Over, and still connected."""
        assert status(valid(1, 30), 40, enforcement=False) == "expired"
        assert BillingStatus.EXPIRED.connected

    def test_others_are_as_they_were(self):
        """The switch of one is not that of another."""
        fleet = [valid(), valid(application="other")]
        found = statuses(fleet, [under(enforcement=False), Application("other")], day(40))
        assert (found[FLEET]["d1"].value, found["other"]["d1"].value) == ("expired", "disabled")

    def test_alerts_go_on(self):
        """They inform, they do not cut."""
        found = due([valid(1, 30)], enforcement=False, alert_days=(7,), grace_days=1)
        assert found == [(at(24), "alert_due 7"), (at(31), "grace_entered")]

    def test_on_again_it_holds_at_once(self):
        """For all that is over by then."""
        assert [status(valid(1, 30), 40, enforcement=on) for on in (False, True)] == ["expired", "disabled"]


@pytest.mark.rule("K13")
class TestK13:
    """An application that is not billed has no billable day, disables nothing and alerts nobody; it is still counted."""

    def test_nothing_is_billed(self):
        """No rows."""
        assert list(billable_rows([valid()], under(billing=False), "acme")) == []
        assert not timeline([valid()], ApplicationRules(billing=False)).billable(at(1))

    @pytest.mark.parametrize("enforcement", [False, True])
    def test_nothing_is_disabled_or_told(self, enforcement):
        """Whatever is enforced."""
        rules = {"billing": False, "enforcement": enforcement, "alert_days": (1, 7)}
        assert (status(valid(1, 30), 40, **rules), due([valid(1, 30)], **rules)) == ("expired", [])

    def test_it_is_counted(self):
        """Active is active."""
        [count] = status_counts([valid()], [under(billing=False)], day(1))
        [month] = month_counts([valid()], [under(billing=False)], APRIL)
        assert (count.active, month.device_days) == (1, 30)


@pytest.mark.rule("K14")
class TestK14:
    """Devices are counted by application and status, each once; over a month, those valid at any time in it."""

    FLEET_OF_FIVE = (
        valid(1, 30),
        valid(10, 30, device="d1"),
        valid(1, 10, device="d2"),
        valid(1, 30, 10, device="d3"),
        valid(20, 22, device="d4"),
        Validity("d5", FLEET),
    )

    def test_now(self):
        """On the fifteenth: one active by two records, one in grace, one deactivated, one to come, one without a record."""
        [count] = status_counts(self.FLEET_OF_FIVE, [under(grace_days=7)], day(15))
        assert (count.active, count.in_grace, count.deactivated, count.pending, count.unmanaged) == (1, 1, 1, 1, 1)
        assert (count.registered, count.connected) == (5, 1 + 1)

    def test_over_a_month(self):
        """Four were valid, for 30, 10, 10 and 3 days, three of them at once."""
        [count] = month_counts(self.FLEET_OF_FIVE, [under(grace_days=7)], APRIL)
        assert (count.devices, count.device_days, count.peak) == (4, 30 + 10 + 10 + 3, 3)

    def test_a_month_without_any(self):
        """Is counted too."""
        [count] = month_counts([valid()], [under()], Month.parse("2026-06"))
        assert (count.devices, count.device_days, count.peak) == (0, 0, 0)


# --- tiers -----------------------------------------------------------------------------------------------


@pytest.mark.rule("K15")
class TestK15:
    """Free: 5 devices, a trial of 15 days."""

    def test_its_figures(self):
        """The trial from the first ends before the sixteenth."""
        assert (FREE.device_limit, FREE.days, FREE.months, FREE.trial) == (5, 15, 0, True)
        assert FREE.earliest_end(day(1)) == day(16)


@pytest.mark.rule("K16")
class TestK16:
    """Essentials: up to 100 devices, at least 3 months."""

    def test_its_figures(self):
        """And no trial."""
        assert (ESSENTIALS.device_limit, ESSENTIALS.months, ESSENTIALS.days, ESSENTIALS.trial) == (100, 3, 0, False)


@pytest.mark.rule("K17")
class TestK17:
    """Pro: up to 1,000 devices, at least 12 months."""

    def test_its_figures(self):
        """And no trial."""
        assert (PRO.device_limit, PRO.months, PRO.days, PRO.trial) == (1000, 12, 0, False)


@pytest.mark.rule("K18")
class TestK18:
    """Premier: any number of devices, at least 24 months."""

    def test_its_figures(self):
        """No number is too many."""
        assert (PREMIER.device_limit, PREMIER.months, PREMIER.days, PREMIER.trial) == (None, 24, 0, False)
        assert PREMIER.admits(10**18)


@pytest.mark.rule("K19")
class TestK19:
    """As many devices as the limit are allowed, one more is not; a move down says how many are too many."""

    @pytest.mark.parametrize("tier", TIERS[:3])
    def test_equal_is_allowed(self, tier):
        """The limit itself, not one more."""
        limit = tier.device_limit
        assert admit(tier, limit - 1) == limit
        assert admit(tier, limit) == Refused(Reason.LIMIT_EXCEEDED, f"{limit + 1} devices, {tier.name} allows {limit}")

    def test_several_at_once(self):
        """All or none."""
        assert admit(FREE, 2, 3) == 5
        assert admit(FREE, 2, 4).reason is Reason.LIMIT_EXCEEDED

    def test_what_counts(self):
        """Connected devices by default; all registered, or only the active."""
        counts = status_counts(TestK14.FLEET_OF_FIVE, [under(grace_days=7)], day(15))
        assert tier_size(counts) == tier_size(counts, Counted.CONNECTED) == 2
        assert (tier_size(counts, Counted.REGISTERED), tier_size(counts, Counted.ACTIVE)) == (5, 1)

    def test_a_move_down_tells_the_excess(self):
        """Twenty of 120 devices are too many, and none is chosen to go."""
        report = move(Subscription(PRO, date(2025, 1, 1)), ESSENTIALS, 120, day(1))
        assert (report.down, report.excess, report.devices) == (True, 20, 120)
        assert move(Subscription(ESSENTIALS, day(1)), PREMIER, 120, day(2)).excess == 0

    def test_which_tier_fits(self):
        """The smallest that admits the fleet, and the cheapest under the caller's prices."""
        assert [smallest_tier(TIERS, count) for count in (5, 6, 100, 101, 1000, 1001)] == [
            *(FREE, ESSENTIALS, ESSENTIALS, PRO, PRO, PREMIER)
        ]
        assert smallest_tier([FREE, ESSENTIALS], 101) is None
        prices = [
            (tier, ExactMoney.parse(price)) for tier, price in ((PREMIER, "9 USD"), (PRO, "20 USD"), (FREE, "0 USD"))
        ]
        assert [cheapest_tier(prices, count) for count in (5, 6, 1001)] == [FREE, PREMIER, PREMIER]
        assert cheapest_tier([], 1) is None


@pytest.mark.rule("K20")
class TestK20:
    """An account is bound for calendar months from its start, clamped to the end of a short month."""

    @pytest.mark.parametrize(
        ("start", "tier", "end"),
        [
            ("2026-01-31", ESSENTIALS, "2026-04-30"),
            ("2024-02-29", PRO, "2025-02-28"),
            ("2024-02-29", PREMIER, "2026-02-28"),
            ("2026-04-01", ESSENTIALS, "2026-07-01"),
        ],
    )
    def test_the_earliest_end(self, start, tier, end):
        """Counted from the start, not month by month."""
        assert tier.earliest_end(date.fromisoformat(start)) == date.fromisoformat(end)

    def test_what_is_left(self):
        """From 1 April to 31 January: nine months to 1 January, and 30 days; nothing on the day itself."""
        subscription = Subscription(PRO, date(2026, 1, 31))
        left = commitment(subscription, date(2026, 4, 1))
        assert (left.earliest_end, left.months, left.days, left.over) == (date(2027, 1, 31), 9, 30, False)
        assert commitment(subscription, date(2027, 1, 31)).over

    def test_a_breach_is_told_and_not_priced(self):
        """Moving down before the end is one, after it or upwards it is none."""
        on_pro = Subscription(PRO, date(2026, 1, 1))
        assert move(on_pro, ESSENTIALS, 10, date(2026, 12, 31)).breach
        assert not move(on_pro, ESSENTIALS, 10, date(2027, 1, 1)).breach
        assert not move(on_pro, PREMIER, 10, date(2026, 2, 1)).breach

    def test_moving_up_starts_again(self):
        """Each tier states its own minimum; by the caller's word the start is kept."""
        on_pro = Subscription(PRO, date(2026, 1, 1))
        assert move(on_pro, PREMIER, 10, day(1)).after == Subscription(PREMIER, day(1))
        assert move(on_pro, PREMIER, 10, day(1), keeps_start=True).after == Subscription(PREMIER, date(2026, 1, 1))


# --- what is outside, renewal, and no hand ---------------------------------------------------------------


@pytest.mark.rule("K21")
class TestK21:
    """What falls due is a value: who delivers it, and whether that works, changes nothing here."""

    def test_events_are_values(self):
        """The same again, with all that a message needs."""
        ask = ([valid()], [under(alert_days=(7,))], at(1), at(61))
        [alert, _] = sweep(*ask)
        assert sweep(*ask)[0] == alert
        assert (alert.application, alert.device, alert.expires_at, alert.days_left) == (FLEET, "d1", at(31), 7)


@pytest.mark.rule("K22")
class TestK22:
    """A renewal starts where the old validity ends, in grace too; in any other state it starts when it is made."""

    @pytest.mark.parametrize(
        ("on", "records", "start"),
        [
            (20, [valid(1, 30)], 31),
            (20, [valid(1, 30), valid(31, 40)], 41),
            (33, [valid(1, 30)], 31),
            (38, [valid(1, 30)], 38),
            (20, [valid(1, 30, 10)], 20),
            (0, [valid(5, 30)], 0),
            (3, [Validity("d1", FLEET)], 3),
            (5, [valid(1, 30, 10)], 11),
        ],
    )
    def test_where_it_starts(self, on, records, start):
        """Valid, valid and renewed, in grace, disabled, deactivated, to come, without a record, about to be ended."""
        new = renew(records, day(60), day(on), ApplicationRules(grace_days=7))
        assert (new.start, new.last_day) == (day(start), day(60))
        assert status([*records, new], max(on, start), grace_days=7) == "active"

    def test_in_grace_it_can_start_at_the_renewal(self):
        """Then the days of grace are free, and a hole in what is billed."""
        rules = ApplicationRules(grace_days=7, renewal_from=RenewalFrom.RENEWAL)
        assert renew([valid(1, 30)], day(60), day(33), rules).start == day(33)

    def test_with_instants(self):
        """It starts at the old end, to the second."""
        record = timed(at(1, 10), at(2, 12))
        new = renew([record], at(9), at(2, 11), ASSET_LIFECYCLE, created_at=at(2, 11))
        assert (new.start_at, new.end_at, new.created_at) == (at(2, 12), at(9), at(2, 11))
        assert renew([record], at(9), at(3), ASSET_LIFECYCLE).start_at == at(3)

    def test_an_end_before_it_starts(self):
        """Renewing to a day that it has already is a mistake."""
        assert complaint(WrongValue, renew, [valid(1, 30)], day(25), day(20), ASSET_LIFECYCLE).startswith("last_day:")


@pytest.mark.rule("K23")
class TestK23:
    """Nobody has to do anything, and nothing depends on when it was looked: asking twice gives the same, in any parts."""

    FLEET_OF_THREE = (valid(), valid(1, 10, device="d2"), valid(1, 30, 5, device="d3"))
    RULES = under(grace_days=7, alert_days=(1, 7))

    def test_in_any_order(self):
        """Of the devices."""
        found = {sweep(each, [self.RULES], at(0), at(60)) for each in permutations(self.FLEET_OF_THREE)}
        assert len(found) == 1

    def test_in_any_parts(self):
        """One look a day finds what one look finds, each thing once."""
        whole = sweep(self.FLEET_OF_THREE, [self.RULES], at(0), at(60))
        parts = [sweep(self.FLEET_OF_THREE, [self.RULES], at(number), at(number + 1)) for number in range(60)]
        assert tuple(event for part in parts for event in part) == whole

    def test_an_index_answers_the_same(self):
        """Made once, asked often."""
        index = schedule(self.FLEET_OF_THREE, [self.RULES])
        for number in range(60):
            ask = at(number), at(number + 3)
            assert index.sweep(*ask) == sweep(self.FLEET_OF_THREE, [self.RULES], *ask)


# --- the worked example ----------------------------------------------------------------------------------


@pytest.mark.rule("W9")
class TestW9:
    """April 2026, seven days of grace, an alert seven days before: the instants by the calendar."""

    APRIL = Validity("tracker-1", FLEET, date(2026, 4, 1), date(2026, 4, 30))

    @pytest.mark.parametrize("zone", [UTC, MADRID, ZoneInfo("America/Santiago"), ZoneInfo("Asia/Kolkata")])
    def test_the_days(self, zone):
        """Valid through 30 April, in grace from 1 to 7 May, disabled from the 8th, all by local midnights."""
        rules = ApplicationRules(grace_days=7, alert_days=(7,), zone=zone)
        line = timeline([self.APRIL], rules)
        midnights = [datetime(2026, month, number, tzinfo=zone) for month, number in ((4, 1), (5, 1), (5, 8))]
        assert [span.since for span in line.spans[1:]] == midnights
        assert [span.status.value for span in line.spans] == ["pending", "active", "in_grace", "disabled"]
        [alert, *_] = schedule([self.APRIL], [Application(FLEET, rules)]).events
        assert alert.due_at == datetime(2026, 4, 24, tzinfo=zone)

    def test_without_grace(self):
        """Disabled from 1 May."""
        line = timeline([self.APRIL], ASSET_LIFECYCLE)
        assert (line.spans[-1].status, line.spans[-1].since) == (
            BillingStatus.DISABLED,
            datetime(2026, 5, 1, tzinfo=UTC),
        )

    def test_deactivated(self):
        """On 10 April: active on that day, deactivated from the 11th."""
        ended = deactivate(self.APRIL, date(2026, 4, 10))
        last = timeline([ended], ASSET_LIFECYCLE).spans[-1]
        assert (last.status, last.since) == (BillingStatus.DEACTIVATED, datetime(2026, 4, 11, tzinfo=UTC))
