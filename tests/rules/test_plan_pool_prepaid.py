"""The plan-pool rules for accounts that pay in advance, one class to a rule: who pays how, the pool, the renewal run."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations

import attrs
import pytest
from tests.examples import book, complaint, exact, money
from tests.prepaid import AUTO, BARE, LATER, MAY, PLANS, charged, invoiced, may, started, stocked

from kpix_billing_core import Account, MinimumSpend, Month, PaymentMethod, Price, Refused, bands, draft, rate, tally
from kpix_billing_core.accounts import Device, MethodChange, method_at, payment_method_of
from kpix_billing_core.catalogue import PLAN_POOL, RenewalOrder
from kpix_billing_core.dates import month_start, next_cycle
from kpix_billing_core.decisions import Reason
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.lifecycle import (
    Holding,
    PriceSource,
    activate,
    billable,
    credit_unused,
    deactivate,
    fleet,
    renew_month,
    runs_dry,
    shortage,
    transfer,
)
from kpix_billing_core.pool import (
    BilledLater,
    Consumed,
    Deactivated,
    Ending,
    GrantSource,
    Occasion,
    Pool,
    Purchased,
    confirm,
    consume,
    grant,
    replay,
    withdraw,
)

D1, D2, D3 = (Device(f"d{number}", "acme") for number in (1, 2, 3))
EVERY = [(AUTO, Purchased), (BARE, Deactivated), (LATER, BilledLater)]
"""Each way to pay, and what a cycle without credits does to a device."""
APRIL_5 = date(2026, 4, 5)


def held(device: Device, sku: str = "STD", on: date = APRIL_5, version: int = 0) -> Holding:
    """Return a prepaid plan that a device holds since some day of April."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return Holding(
        Consumed(
            version=version, at=at, account=device.owner, on=on, device=device.id, sku=sku,
            payer=device.payer, occasion=Occasion.ACTIVATION, grant=0,
        )
    )  # fmt: skip


def served(pool: Pool, *devices: Device, owner: Account = BARE, month: Month = MAY, **given):
    """Return the events of a renewal run over devices that hold STD."""
    return renew_month(pool, devices, [held(device) for device in devices], month, owner=owner, **given).events


# --- who pays how ----------------------------------------------------------------------------------------


@pytest.mark.rule("L01")
class TestL01:
    """Devices are billed one by one at the first instant of each month, in the billing zone, UTC unless said otherwise."""

    def test_each_device_on_its_own(self):
        """One event for each device that holds a plan, all on the first of the month."""
        events = served(stocked(STD=2), D1, D2)
        assert [(event.device, event.on) for event in events] == [("d1", may(1)), ("d2", may(1))]

    def test_a_device_without_a_plan_is_skipped(self):
        """It is named as idle, and nothing is taken for it."""
        renewal = renew_month(stocked(STD=2), [D1, D2], [held(D2)], MAY, owner=BARE)
        assert ([event.device for event in renewal.events], renewal.idle) == (["d2"], ("d1",))

    @pytest.mark.parametrize("hours", [0, 5, -8])
    def test_the_instant_follows_the_zone(self, hours):
        """In UTC by default; where the caller's month starts elsewhere, the event says so and the day stays the first."""
        zone = timezone(timedelta(hours=hours))
        [event] = served(Pool("acme"), D1, at=month_start(MAY, zone))
        assert (event.at, event.on) == (datetime(2026, 5, 1, tzinfo=UTC) - timedelta(hours=hours), may(1))
        [by_default] = served(Pool("acme"), D1)
        assert by_default.at == month_start(MAY, PLAN_POOL.zone)


@pytest.mark.rule("L02")
class TestL02:
    """Who pays in advance and has billing details on file is charged without being asked."""

    def test_details_on_file(self):
        """Details make an account that pays in advance one that is charged automatically."""
        assert BARE.with_billing_details(on_file=True) == AUTO
        assert AUTO.with_billing_details(on_file=True) == AUTO

    def test_bought_without_being_asked(self):
        """An activation without a credit buys one."""
        _, outcome = started(Pool("acme"), D1, "STD", on=may(3), owner=AUTO)
        assert type(outcome.events[0]) is Purchased


@pytest.mark.rule("L03")
class TestL03:
    """Who pays in advance without billing details is never charged unasked; details count from the instant they come."""

    def test_details_removed(self):
        """Without details it pays in advance by hand."""
        assert AUTO.with_billing_details(on_file=False) == BARE
        assert BARE.with_billing_details(on_file=False) == BARE

    @pytest.mark.parametrize(("seconds", "outcome"), [(-1, Deactivated), (0, Deactivated), (1, Purchased)])
    def test_removed_around_the_cycle(self, seconds, outcome):
        """Removed a second before the cycle, or as it begins, nothing is bought; removed a second later, it was."""
        cycle = month_start(MAY)
        changes = [
            MethodChange(cycle + timedelta(seconds=seconds), PaymentMethod.PREPAY),
            MethodChange(datetime(2026, 1, 1, tzinfo=UTC), PaymentMethod.PREPAY_AUTO),
        ]
        owner = Account("acme", "USD", method_at(changes, cycle))
        [event] = served(Pool("acme"), D1, owner=owner)
        assert type(event) is outcome


@pytest.mark.rule("L04")
class TestL04:
    """A pool that is not kept filled costs who pays by hand its devices; what will be missing can be known before."""

    @pytest.mark.parametrize(("owner", "outcome"), EVERY)
    def test_only_without_details(self, owner, outcome):
        """At a cycle without credits, only an account that pays in advance by hand loses the device."""
        [event] = served(Pool("acme"), D1, owner=owner)
        assert type(event) is outcome

    def test_the_shortage_is_known_before(self):
        """Needed less available, for each SKU, and never below 0."""
        plans = [held(D1), held(D2), held(D3, "PRO")]
        found = shortage(stocked(STD=1, PRO=4), [D1, D2, D3], plans, MAY)
        assert [(each.sku, each.needed, each.available, each.short) for each in found] == [
            ("PRO", 1, 4, 0),
            ("STD", 2, 1, 1),
        ]

    def test_the_month_it_runs_dry_is_known_before(self):
        """Two devices and five credits: two months are served, in the third one credit is missing."""
        assert runs_dry(stocked(STD=5), [D1, D2], [held(D1), held(D2)], MAY) == MAY + 2
        assert runs_dry(Pool("acme"), [], [], MAY) is None


@pytest.mark.rule("L07")
class TestL07:
    """Paying after use is granted by the vendor in so many words; nothing an account does makes it so."""

    @pytest.mark.parametrize("on_file", [True, False])
    @pytest.mark.parametrize("method", PaymentMethod)
    def test_billing_details_grant_nothing(self, method, on_file):
        """Details come and go; post pay stays what it is, and nothing else becomes it."""
        after = Account("acme", "USD", method).with_billing_details(on_file=on_file)
        assert (after.payment_method is PaymentMethod.POSTPAY) == (method is PaymentMethod.POSTPAY)

    def test_no_method_is_inferred(self):
        """Before the first change nobody knows how an account pays, and no guess is made."""
        change = MethodChange(datetime(2026, 5, 1, tzinfo=UTC), PaymentMethod.POSTPAY)
        assert "first change" in complaint(WrongValue, method_at, [change], change.since - timedelta(seconds=1))

    def test_many_devices_grant_nothing(self):
        """However large an account is, a cycle without credits and details ends its plans."""
        many = [Device(f"d{number:03}", "acme") for number in range(300)]
        assert {type(event) for event in served(Pool("acme"), *many)} == {Deactivated}


# --- the pool --------------------------------------------------------------------------------------------


@pytest.mark.rule("L08")
class TestL08:
    """Every account has a pool of plan credits by SKU, an empty one included, however it pays."""

    def test_an_empty_pool(self):
        """Nothing has to happen for a pool to be there."""
        pool = replay([], "acme")
        assert (pool.account, pool.skus, pool.balance(may(1)).granted) == ("acme", (), 0)

    def test_credits_by_sku(self):
        """What is in it is counted by SKU and together."""
        pool = stocked(STD=2, PRO=3)
        found = [pool.balance(may(1), sku).available for sku in ("STD", "PRO", "LITE", None)]
        assert found == [2, 3, 0, 2 + 3]

    @pytest.mark.parametrize(("owner", "without"), EVERY)
    def test_who_pays_later_uses_its_credits_first(self, owner, without):
        """A credit is used before anything is bought or billed later, whatever the way to pay."""
        first, second = served(stocked(STD=1), D1, D2, owner=owner)
        assert (type(first), type(second)) == (Consumed, without)


@pytest.mark.rule("L09")
class TestL09:
    """A device takes exactly one credit of its plan when it is switched on, and one at each cycle while it is active."""

    def test_one_at_activation_one_at_each_cycle(self):
        """Three months of one device are three credits."""
        pool, outcome = started(stocked(STD=9), D1, "STD", on=APRIL_5, owner=BARE)
        plans = [outcome.started]
        for month in (MAY, MAY + 1):
            renewal = renew_month(pool, [D1], plans, month, owner=BARE)
            pool, plans = replay(renewal.events, pool), list(renewal.started)
        assert pool.balance(MAY.last_day).consumed == 3

    def test_activated_at_the_cycle(self):
        """Switched on at the very start of a month it takes one credit: the run leaves it alone."""
        pool, outcome = started(stocked(STD=9), D1, "STD", on=may(1), owner=BARE)
        renewal = renew_month(pool, [outcome.device], [outcome.started], MAY, owner=BARE)
        assert (renewal.events, renewal.renewed) == ((), ("d1",))
        assert pool.balance(may(1)).consumed == 1

    @pytest.mark.parametrize(
        ("until", "outcome"), [(date(2026, 4, 30), Deactivated), (may(1), Consumed), (None, Consumed)]
    )
    def test_not_renewed_after_its_last_day_of_renewal(self, until, outcome):
        """Its day reached, the plan is not renewed: the credit stays, and the reason is kept."""
        [event] = served(stocked(STD=1), attrs.evolve(D1, renew_until=until))
        assert type(event) is outcome
        assert outcome is Consumed or event.why is Ending.NOT_RENEWED

    def test_not_switched_on_twice(self):
        """A device that holds a plan is refused another one."""
        pool, outcome = started(stocked(STD=9), D1, "STD", on=APRIL_5, owner=BARE)
        again = activate(pool, D1, "STD", on=may(3), owner=BARE, holdings=[outcome.started])
        assert again.reason is Reason.ALREADY_ACTIVE


@pytest.mark.rule("L10")
class TestL10:
    """The pool is that of whoever owns the device at that moment; who else may see or pay for it is no matter."""

    def test_the_owners_pool_not_the_payers(self):
        """A device on a reseller's account draws on its owner's pool."""
        reseller = Account("reseller", "USD", PaymentMethod.PREPAY)
        device = Device("d1", "acme", "reseller")
        _, outcome = started(stocked(STD=1), device, "STD", on=may(3), owner=BARE, payer=reseller)
        assert outcome.events[0].account == "acme"
        assert "device" in complaint(
            WrongValue, activate, stocked("reseller", STD=1), device, "STD", on=may(3), owner=BARE, payer=reseller
        )

    def test_a_plan_stays_when_the_device_changes_hands(self):
        """The running plan goes on and costs the new owner nothing; the next one comes from the new owner's pool."""
        old, outcome = started(stocked(STD=1), D1, "STD", on=APRIL_5, owner=BARE)
        given = transfer(old, outcome.device, "globex", on=date(2026, 4, 20))
        log = [*outcome.events, *given.events]
        assert fleet(log).open == (outcome.started,)
        renewal = renew_month(
            stocked("globex", STD=1), [given.device], fleet(log).open, MAY, owner=attrs.evolve(BARE, id="globex")
        )
        assert [(type(event), event.account) for event in renewal.events] == [(Consumed, "globex")]

    def test_another_owners_device_is_not_renewed(self):
        """Whoever runs the cycle over a device of another account is told so, also where it is not to be renewed."""
        for device in (Device("d1", "globex"), Device("d1", "globex", renew_until=APRIL_5)):
            assert "globex" in complaint(WrongValue, served, stocked(STD=1), device)
            assert "globex" in complaint(WrongValue, served, stocked(STD=1), attrs.evolve(device, payer="acme"))


@pytest.mark.rule("L11")
class TestL11:
    """A credit is good for exactly its SKU: no dearer plan stands in, and a variant is another SKU."""

    @pytest.mark.parametrize("wanted", ["STD", "PRO-4H", "PRO-ONLYUK", "pro", "PR"])
    def test_nothing_stands_in(self, wanted):
        """Four credits of PRO are none of anything else."""
        pool = stocked(PRO=4)
        answer = consume(
            pool, sku=wanted, device=D1, on=may(1), method=PaymentMethod.PREPAY, occasion=Occasion.ACTIVATION
        )
        assert answer.reason is Reason.PURCHASE_REQUIRED
        assert pool.usable(wanted, may(1)) == ()

    def test_the_same_sku_does(self):
        """And one of them is one of PRO."""
        answer = consume(stocked(PRO=4), sku="PRO", device=D1, on=may(1), method=PaymentMethod.PREPAY)
        assert (type(answer), answer.sku) == (Consumed, "PRO")


@pytest.mark.rule("L12")
class TestL12:
    """Where no credit is left and details are on file, what is missing is bought and used at once, in one priced run."""

    PRICES = book(Price("STD", bands((1, "4.35 USD"), (3, "4.00 USD"))))

    def test_bought_and_used(self):
        """Bought into the pool and out of it at once: granted and consumed both count it."""
        [event] = served(Pool("acme"), D1, owner=AUTO)
        after = replay([event]).balance(may(1))
        assert (after.granted, after.consumed, after.available) == (1, 1, 0)

    def test_exactly_the_shortage(self):
        """Three devices and one credit: two are bought."""
        renewal = renew_month(stocked(STD=1), [D1, D2, D3], map(held, (D1, D2, D3)), MAY, owner=AUTO)
        assert dict(renewal.purchases) == {"STD": 2}

    @pytest.mark.parametrize(("devices", "due"), [(2, 2 * 435), (3, 3 * 400)])
    def test_priced_by_the_total_of_the_run(self, devices, due):
        """All that is bought of a SKU in one run chooses the band, and stands on one line."""
        events = served(Pool("acme"), *(D1, D2, D3)[:devices], owner=AUTO)
        [invoice] = invoiced(events, AUTO, self.PRICES)
        assert (invoice.line("STD").quantity, invoice.due.minor) == (devices, due)
        assert invoice.run == "2026-05"

    def test_the_run_names_the_price_paid(self):
        """What one of them cost is what the charge of the run says."""
        events = [*served(Pool("acme"), D1, D2, owner=AUTO)]
        _, late = started(replay(events), D3, "STD", on=may(8), owner=AUTO)
        charges = charged([*events, *late.events], AUTO, self.PRICES)
        assert {run: charges[run].charges[0].quantity for run in charges} == {"2026-05": 2, "2026-05-08:v2": 1}
        credit = credit_unused(late.unused[0], self.PRICES, AUTO, charges.values())
        assert (credit.price, credit.source) == (exact("4.35 USD"), PriceSource.CHARGE)

    def test_a_run_that_was_charged_does_not_grow(self):
        """Switched off and on again within a day, a device is a second purchase and a second run."""
        pool, first = started(Pool("acme"), D1, "STD", on=may(8), owner=AUTO)
        off = deactivate(pool, D1, first.started, on=may(8))
        pool = replay(off.events, pool)
        _, second = started(pool, D1, "STD", on=may(8), owner=AUTO)
        before = charged(first.events, AUTO, self.PRICES)
        after = charged([*first.events, *off.events, *second.events], AUTO, self.PRICES)
        assert len(after) == 2
        assert before.items() <= after.items()

    def test_a_purchase_has_no_minimum_spend(self):
        """The floor is under a month's use; a plan bought in advance costs its price, however small."""
        [invoice] = invoiced(
            served(Pool("acme"), D1, owner=AUTO), AUTO, self.PRICES.with_terms(minimum_spend=MinimumSpend("25 USD"))
        )
        assert (invoice.adjustments, invoice.due) == ((), money("4.35 USD"))


@pytest.mark.rule("L13")
class TestL13:
    """Where no credit is left and the account pays after use, the plan is held at once and billed for its month."""

    def test_held_without_a_credit(self):
        """No credit moves and nothing is charged at once."""
        pool, outcome = started(Pool("acme"), D1, "STD", on=may(8), owner=LATER)
        assert (type(outcome.events[0]), outcome.started.prepaid) == (BilledLater, False)
        assert (pool.balance(may(8)).granted, charged(outcome.events, LATER)) == (0, {})

    def test_billed_for_its_month(self):
        """It stands on the invoice of the month it was held in, for the days held."""
        _, outcome = started(Pool("acme"), D1, "STD", on=may(8), owner=LATER)
        used = tally(billable([outcome.started]), MAY, PLAN_POOL)
        invoice = draft(LATER, MAY, rate(used, PLANS, LATER))
        assert invoice.due == money("7.35 USD")  # 9.50 x 24/31 = 7.3548

    def test_a_credit_is_not_billed_again(self):
        """What a credit paid for is no day to be billed."""
        _, outcome = started(stocked(STD=1), D1, "STD", on=may(8), owner=LATER)
        assert list(billable([outcome.started])) == []


@pytest.mark.rule("L14")
class TestL14:
    """Billing after use needs the device to be on a post pay account; else its owner's way to pay holds."""

    @pytest.mark.parametrize(
        ("owner", "payer", "method"),
        [
            ("prepay", "postpay", "postpay"),
            ("prepay_auto", "postpay", "postpay"),
            ("postpay", "postpay", "postpay"),
            ("prepay", "prepay_auto", "prepay"),
            ("prepay_auto", "prepay", "prepay_auto"),
            ("postpay", "prepay", "prepay"),
        ],
    )
    def test_owner_and_payer(self, owner, payer, method):
        """A post pay payer bills later whoever owns it; a post pay owner does not, for a device on another account."""
        mine, theirs = Account("acme", "USD", PaymentMethod(owner)), Account("reseller", "USD", PaymentMethod(payer))
        device = Device("d1", "acme", "reseller")
        assert payment_method_of(device, mine, theirs) is PaymentMethod(method)

    @pytest.mark.parametrize("method", PaymentMethod)
    def test_on_its_owners_account(self, method):
        """Where owner and payer are one, there is one way to pay."""
        assert payment_method_of(D1, Account("acme", "USD", method)) is method

    def test_the_payer_is_billed(self):
        """The days go to the account it is on, though the pool asked was the owner's."""
        reseller = Account("reseller", "USD")
        device = Device("d1", "acme", "reseller")
        [event] = served(Pool("acme"), device, payers=[reseller])
        assert (type(event), event.account, event.payer) == (BilledLater, "acme", "reseller")
        assert [one.account for one in billable([Holding(event)])] == ["reseller"]


@pytest.mark.rule("L15")
class TestL15:
    """Where no credit is left and there are no billing details, a cycle ends the plan and an activation is refused."""

    def test_at_the_cycle(self):
        """The device is switched off at the instant of the cycle, with the reason; its plan ended the day before."""
        renewal = renew_month(Pool("acme"), [D1], [held(D1)], MAY, owner=BARE)
        [event] = renewal.events
        assert (type(event), event.on, event.at, event.why) == (Deactivated, may(1), month_start(MAY), Ending.NO_CREDIT)
        assert (renewal.started, renewal.ended[0].removed_on) == ((), date(2026, 4, 30))

    def test_at_an_activation(self):
        """Nothing happens but the answer."""
        answer = activate(Pool("acme"), D1, "STD", on=may(8), owner=BARE)
        assert isinstance(answer, Refused)
        assert answer.reason is Reason.PURCHASE_REQUIRED

    def test_other_devices_are_unaffected(self):
        """One of three has another plan, of which there is a credit."""
        plans = [held(D1), held(D2, "PRO"), held(D3)]
        events = renew_month(stocked(PRO=1), [D1, D2, D3], plans, MAY, owner=BARE).events
        assert [type(event) for event in events] == [Deactivated, Consumed, Deactivated]


@pytest.mark.rule("L16")
class TestL16:
    """All devices share the pool and none has a credit of its own: the first need is served first, in a declared order."""

    OLD, MIDDLE, NEW = (
        Device(id_, "acme", activated_on=on)
        for id_, on in [("c", date(2025, 1, 1)), ("a", date(2025, 6, 1)), ("b", date(2025, 6, 1))]
    )

    @pytest.mark.parametrize("given", list(permutations([0, 1, 2])))
    @pytest.mark.parametrize(
        ("order", "lucky"), [(RenewalOrder.OLDEST_ACTIVATION, ["c", "a"]), (RenewalOrder.DEVICE_ID, ["a", "b"])]
    )
    def test_the_declared_order(self, order, lucky, given):
        """Oldest activation, then id; or id alone: in whatever order devices and plans are handed in."""
        devices = [(self.OLD, self.MIDDLE, self.NEW)[place] for place in given]
        events = served(stocked(STD=2), *devices, order=order)
        assert [event.device for event in events if type(event) is Consumed] == lucky
        assert len(events) == 3

    def test_as_given(self):
        """Or the caller's own order."""
        events = served(stocked(STD=1), self.NEW, self.OLD, self.MIDDLE, order=RenewalOrder.GIVEN)
        assert [event.device for event in events if type(event) is Consumed] == ["b"]

    def test_oldest_activation_by_default(self):
        """Who says nothing gets the oldest first."""
        assert PLAN_POOL.renewal_order is RenewalOrder.OLDEST_ACTIVATION
        assert served(stocked(STD=1), self.NEW, self.MIDDLE, self.OLD)[0].device == "c"

    def test_no_credit_is_kept_for_a_device(self):
        """Whoever is switched on first within the month takes the last one."""
        pool, _ = started(stocked(STD=1), D2, "STD", on=may(2), owner=BARE)
        assert activate(pool, D1, "STD", on=may(3), owner=BARE).reason is Reason.PURCHASE_REQUIRED


# --- where credits come from -----------------------------------------------------------------------------


def bundle(account: str = "acme", count: int = 3) -> Pool:
    """Return the pool of an account that ordered a product with credits."""
    event = grant(Pool(account), sku="STD", count=count, source=GrantSource.BUNDLE, on=may(1), reference="order 7")
    return replay([event])


@pytest.mark.rule("L17")
class TestL17:
    """A product can come with one or more plan credits, which go into the pool."""

    @pytest.mark.parametrize("count", [1, 3, 1_000])
    def test_as_many_as_the_order_says(self, count):
        """n credits of the plan, with the order they belong to."""
        [credits] = bundle(count=count).grants
        assert (credits.sku, credits.left, credits.source) == ("STD", count, GrantSource.BUNDLE)

    def test_none_is_no_bundle(self):
        """An order without credits grants nothing."""
        assert "count" in complaint(WrongValue, bundle, count=0)


@pytest.mark.rule("L18")
class TestL18:
    """Bundled credits go to whoever placed the order, not to who owns the device."""

    def test_the_buyers_pool(self):
        """The owner's device cannot use them, the buyer's can."""
        buyer = replay([confirm(bundle("buyer"), grant=0, on=may(2))], bundle("buyer"))
        assert activate(Pool("acme"), D1, "STD", on=may(3), owner=BARE).reason is Reason.PURCHASE_REQUIRED
        assert "buyer" in complaint(WrongValue, activate, buyer, D1, "STD", on=may(3), owner=BARE)
        mine = Device("d9", "buyer")
        _, outcome = started(buyer, mine, "STD", on=may(3), owner=attrs.evolve(BARE, id="buyer"))
        assert type(outcome.events[0]) is Consumed


@pytest.mark.rule("L19")
class TestL19:
    """Bundled credits wait until somebody confirms them; before that they pay for nothing."""

    def test_pending(self):
        """Pending credits are in no balance but their own."""
        balance = bundle().balance(may(2))
        assert (balance.pending, balance.granted, balance.available) == (3, 0, 0)
        assert activate(bundle(), D1, "STD", on=may(2), owner=BARE).reason is Reason.PURCHASE_REQUIRED

    def test_confirmed(self):
        """Confirmed, they can be used, and are not confirmed again."""
        pool = replay([confirm(bundle(), grant=0, on=may(2))], bundle())
        assert (pool.balance(may(2)).available, pool.balance(may(2)).pending) == (3, 0)
        assert confirm(pool, grant=0, on=may(2)).reason is Reason.NOT_PENDING
        assert confirm(pool, grant=7, on=may(2)).reason is Reason.UNKNOWN_GRANT

    def test_turned_down(self):
        """An order that is turned down leaves nothing behind."""
        pool = replay([withdraw(bundle(), grant=0, count=3, on=may(2))], bundle())
        assert (pool.grants, pool.balance(may(2)).granted) == ((), 0)

    @pytest.mark.parametrize("source", [GrantSource.PURCHASE, GrantSource.ADJUSTMENT])
    def test_only_bundles_wait(self, source):
        """What was bought or corrected by hand can be used at once."""
        pool = replay([grant(Pool("acme"), sku="STD", count=1, source=source, on=may(1))])
        assert pool.balance(may(1)).available == 1


def bulk(price: str = "7.00 USD", account: str = "acme") -> Pool:
    """Return a pool with a hundred credits bought at an agreed price."""
    given = {"sku": "STD", "count": 100, "source": GrantSource.BULK, "on": date(2026, 4, 1)}
    return replay([grant(Pool(account), **given, unit_price=exact(price))])


@pytest.mark.rule("L20")
class TestL20:
    """Credits bought in bulk carry the price that was agreed for each."""

    def test_the_price_stays_on_the_credit(self):
        """It is on the grant, on what a device takes of it, and is what unused days are worth."""
        _, outcome = started(bulk(), D1, "STD", on=may(17), owner=BARE)
        assert outcome.events[0].unit_price == exact("7.00 USD")
        credit = credit_unused(outcome.unused[0], PLANS, BARE)
        assert (credit.source, credit.amount) == (PriceSource.AGREED, money("3.57 USD"))  # 7.00 x 51 %: 16 of 31 days

    def test_no_bulk_without_a_price(self):
        """A discount nobody named is none."""
        given = {"sku": "STD", "count": 100, "source": GrantSource.BULK, "on": may(1)}
        assert "unit_price" in complaint(WrongValue, grant, Pool("acme"), **given)

    def test_not_charged_a_second_time(self):
        """The sale is billed where it was agreed: no run charges it."""
        event = grant(
            Pool("acme"), sku="STD", count=100, source=GrantSource.BULK, on=may(1), unit_price=exact("7.00 USD")
        )
        assert charged([event], BARE) == {}

    @pytest.mark.parametrize("source", [GrantSource.ADJUSTMENT, GrantSource.BUNDLE])
    def test_nor_is_what_was_never_sold(self, source):
        """Credits put in by hand or that came with a product are in no run's charge, though they may name one."""
        event = grant(Pool("acme"), sku="STD", count=3, source=source, on=may(1), run="2026-05")
        assert charged([event], BARE) == {}


@pytest.mark.rule("L21")
class TestL21:
    """Credits bought in bulk go into the pool of whoever bought them."""

    def test_the_buyers_pool(self):
        """Their buyer's devices can use them, another owner's cannot."""
        pool = bulk(account="buyer")
        assert (pool.account, pool.balance(may(1)).available) == ("buyer", 100)
        assert "buyer" in complaint(WrongValue, activate, pool, D1, "STD", on=may(3), owner=BARE)


# --- switching on ----------------------------------------------------------------------------------------


@pytest.mark.rule("L22")
class TestL22:
    """Switching a device on takes a credit of its owner's pool, or says that one has to be bought, or does what is agreed."""

    @pytest.mark.parametrize("owner", [AUTO, BARE, LATER])
    def test_with_a_credit(self, owner):
        """A credit is a credit for everyone."""
        pool, outcome = started(stocked(STD=1), D1, "STD", on=may(8), owner=owner)
        assert (type(outcome.events[0]), pool.balance(may(8)).available) == (Consumed, 0)
        assert (outcome.device.activated_on, outcome.started.consumed_on) == (may(8), may(8))

    @pytest.mark.parametrize(("owner", "without"), [(AUTO, Purchased), (LATER, BilledLater)])
    def test_without_a_credit(self, owner, without):
        """Bought, or billed later."""
        _, outcome = started(Pool("acme"), D1, "STD", on=may(8), owner=owner)
        assert type(outcome.events[0]) is without

    def test_nothing_partial_on_a_refusal(self):
        """The pool is as it was, and the same wish with a credit goes through."""
        pool = stocked(PRO=1)
        answer = activate(pool, D1, "STD", on=may(8), owner=BARE)
        assert answer == Refused(Reason.PURCHASE_REQUIRED, "no credit of STD in the pool of acme")
        assert pool == stocked(PRO=1)
        _, outcome = started(pool, D1, "PRO", on=may(8), owner=BARE)
        assert outcome.events[0].version == 1


@pytest.mark.rule("L23")
class TestL23:
    """A plan paid in advance is taken whole for its calendar month, on whatever day of it."""

    @pytest.mark.parametrize("day", range(1, 32))
    def test_one_whole_credit_on_any_day(self, day):
        """The last day of a month takes as much as its first."""
        pool, outcome = started(stocked(STD=5), D1, "STD", on=may(day), owner=BARE)
        assert (pool.balance(may(day)).available, outcome.started.prepaid) == (4, True)

    def test_it_lasts_to_the_end_of_the_month(self):
        """The next month needs another one, one day or thirty later."""
        pool, outcome = started(stocked(STD=5), D1, "STD", on=may(31), owner=BARE)
        renewal = renew_month(pool, [D1], [outcome.started], MAY + 1, owner=BARE)
        assert [type(event) for event in renewal.events] == [Consumed]


# --- the end of a month is the start of the next ----------------------------------------------------------


@pytest.mark.rule("L67")
class TestL67:
    """Renewing at the end of a month and at the start of the next is one instant, and no day belongs to both plans."""

    def test_one_instant(self):
        """The cycle after any instant of April is the first instant of May."""
        assert next_cycle(datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC)) == month_start(MAY)
        [event] = served(stocked(STD=1), D1)
        assert event.at == month_start(MAY)

    @pytest.mark.parametrize(("owner", "outcome"), EVERY)
    def test_no_shared_day(self, owner, outcome):
        """The old plan's last day is the last of April, whatever follows."""
        renewal = renew_month(Pool("acme"), [D1], [held(D1)], MAY, owner=owner)
        assert [plan.removed_on for plan in renewal.ended] == [date(2026, 4, 30)]
        assert [plan.consumed_on for plan in renewal.started] == ([] if outcome is Deactivated else [may(1)])

    def test_two_months_after_use_come_to_two(self):
        """Renewed after use, April and May are one plan-month each: no day is counted twice."""
        pool, outcome = started(Pool("acme"), D1, "STD", on=date(2026, 4, 1), owner=LATER)
        renewal = renew_month(pool, [D1], [outcome.started], MAY, owner=LATER)
        plans = list(billable([*renewal.ended, *renewal.started]))
        found = [tally(plans, month, PLAN_POOL).entry("STD").quantity for month in (MAY - 1, MAY)]
        assert found == [1, 1]


@pytest.mark.rule("L01", "L28", "L67")
class TestC7:
    """The text renews at the end of the month in one place and at its start in another: they are one instant."""

    def test_end_of_april_is_start_of_may(self):
        """The renewal of May sees the plans of April to their last day, and none of them after it."""
        renewal = renew_month(stocked(STD=1), [D1], [held(D1)], MAY, owner=BARE)
        [ended], [event] = renewal.ended, renewal.events
        assert ended.removed_on + timedelta(days=1) == event.on == may(1)
        assert event.at == month_start(MAY)
        assert renew_month(stocked(STD=1), [D1], [held(D1)], MAY - 1, owner=BARE).events == ()
