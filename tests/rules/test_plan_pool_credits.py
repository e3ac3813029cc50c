"""The plan-pool rules on plans paid in advance that were not used to the end: what is credited, and the first example."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.examples import APRIL, april, exact, money
from tests.prepaid import AUTO, BARE, LATER, MAY, PLANS, charged, invoiced, may, started, stocked

from kpix_billing_core import Account, Money, Month, PerUnit, Plan, Price, PriceBook, draft, rate, tally
from kpix_billing_core.accounts import Device
from kpix_billing_core.catalogue import PLAN_POOL, BillingTerms, CreditValue, UnusedShare
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360
from kpix_billing_core.decisions import Reason
from kpix_billing_core.invoicing import Invoice
from kpix_billing_core.lifecycle import (
    Direction,
    Outcome,
    PriceSource,
    UnusedCredit,
    UnusedDays,
    UnusedKind,
    billable,
    cancel,
    change_plan,
    credit_unused,
    deactivate,
    direction,
    fleet,
    purchase_tally,
    reactivate,
    renew_month,
    transfer,
)
from kpix_billing_core.money import Rounding, RoundingMode
from kpix_billing_core.money.rounding import round_ratio
from kpix_billing_core.pool import BilledLater, Consumed, Ending, GrantSource, Pool, Purchased, grant, replay
from kpix_billing_core.rating import Charges

D1 = Device("d1", "acme")
EXACT = PLANS.with_terms(unused_share=UnusedShare.EXACT_DAYS)
PRICE = exact("13.00 USD")
PAID = {"account": "acme", "event": 0, "device": "d1", "sku": "PRO", "earned_on": may(8)}


def switched_on(day: date, sku: str = "PRO", owner: Account = BARE, terms: BillingTerms = PLAN_POOL):
    """Return the pool and the outcome of an activation with plenty of credits."""
    return started(stocked(LITE=9, STD=9, PRO=9), D1, sku, on=day, owner=owner, terms=terms)


def moved(first: date, on: date, old: str = "STD", new: str = "PRO", book: PriceBook = PLANS) -> Outcome:
    """Return the outcome of a change of plan on a day, the old plan held since another."""
    pool, outcome = switched_on(first, old, terms=book.terms)
    changed = change_plan(pool, D1, outcome.started, new, on=on, owner=BARE, book=book)
    assert isinstance(changed, Outcome)
    return changed


def unused(outcome: Outcome) -> dict[tuple[UnusedKind, str], int]:
    """Return the days credited, by kind and plan."""
    return {(each.kind, each.sku): each.days for each in outcome.unused}


def worth(days: int, divisor: int, rule: UnusedShare, price: str = "13.00 USD") -> Money:
    """Return what some unused days of a plan at a price come to."""
    share = UnusedDays(**PAID, kind=UnusedKind.STARTED, days=days, divisor=divisor, share_rule=rule)
    return UnusedCredit(unused=share, price=exact(price), source=PriceSource.LIST).amount


# --- switched on within a month ----------------------------------------------------------------------------


@pytest.mark.rule("L24")
class TestL24:
    """Switched on within a month, a plan paid in advance is credited for the days before: the part that is not used."""

    @pytest.mark.parametrize("day", range(2, 32))
    def test_the_days_before(self, day):
        """Of 31 days, those before the day of activation; that day and the rest are used."""
        _, outcome = switched_on(may(day), terms=EXACT.terms)
        [part] = outcome.unused
        assert (part.days, part.share, part.kind) == (day - 1, Fraction(day - 1, 31), UnusedKind.STARTED)

    def test_the_first_day_of_a_month(self):
        """Nothing comes before it, and nothing is credited."""
        assert switched_on(may(1))[1].unused == ()

    @pytest.mark.parametrize(("last", "days"), [(date(2026, 2, 28), 27), (date(2024, 2, 29), 28), (april(30), 29)])
    def test_the_last_day_of_a_month(self, last, days):
        """All days but one, of as many as the month has."""
        pool, outcome = started(stocked(PRO=1, on=date(2024, 1, 1)), D1, "PRO", on=last, owner=BARE, terms=EXACT.terms)
        assert outcome.unused[0].share == Fraction(days, days + 1)
        assert pool.balance(last).consumed == 1

    def test_billed_later_there_is_nothing_to_credit(self):
        """Who pays after use pays for the days used to begin with."""
        assert started(Pool("acme"), D1, "PRO", on=may(8), owner=LATER)[1].unused == ()


@pytest.mark.rule("L29")
class TestL29:
    """A plan bought within a month is bought whole, at its full price."""

    @pytest.mark.parametrize("day", [1, 8, 31])
    def test_the_full_price_on_any_day(self, day):
        """The charge knows no days."""
        _, outcome = started(Pool("acme"), D1, "PRO", on=may(day), owner=AUTO)
        [invoice] = invoiced(outcome.events, AUTO)
        assert (invoice.line("PRO").quantity, invoice.due) == (1, money("13.00 USD"))


@pytest.mark.rule("L30")
class TestL30:
    """What corrects a part month is money on the next invoice: the first charge is never less."""

    def test_on_the_next_invoice(self):
        """Bought at 13.00 in May; June's run is paid with the 2.86."""
        pool, outcome = started(Pool("acme"), D1, "PRO", on=may(8), owner=AUTO)
        [first] = charged(outcome.events, AUTO).values()
        credit = credit_unused(outcome.unused[0], PLANS, AUTO, [first]).account_credit
        renewal = renew_month(pool, [D1], [outcome.started], MAY + 1, owner=AUTO)
        [second] = charged(renewal.events, AUTO).values()
        assert draft(AUTO, MAY, first).due == money("13.00 USD")
        invoice = draft(AUTO, MAY + 1, second, [credit])
        assert (invoice.total, invoice.credits_applied, invoice.due) == tuple(
            map(money, ("13.00 USD", "2.86 USD", "10.14 USD"))
        )

    def test_where_it_came_from_is_kept(self):
        """The credit says why it is owed, and from what."""
        credit = credit_unused(switched_on(may(8))[1].unused[0], PLANS, BARE).account_credit
        assert (credit.account, credit.granted_on) == ("acme", may(8))
        assert (credit.reason, credit.origin) == ("PRO not used before its start", "PRO of d1 in 2026-05")

    def test_credits_that_nobody_used_earn_nothing(self):
        """They stay in the pool as they are, month after month."""
        pool, outcome = switched_on(may(8))
        assert len(outcome.unused) == 1
        assert pool.balance(date(2030, 1, 1)).available == 9 + 9 + 9 - 1


# --- changes -----------------------------------------------------------------------------------------------


@pytest.mark.rule("L32")
class TestL32:
    """A plan can be changed on any day: the old one ends and the new one begins on it."""

    @pytest.mark.parametrize("day", range(5, 31))
    @pytest.mark.parametrize(
        ("old", "new", "why"), [("STD", "PRO", Ending.UPGRADED), ("PRO", "STD", Ending.DOWNGRADED)]
    )
    def test_on_any_day(self, day, old, new, why):
        """Also on the day it began and on the last of the month."""
        outcome = moved(april(5), april(day), old, new)
        assert (outcome.ended.removed_on, outcome.started.consumed_on) == (april(day), april(day))
        assert [type(event).__name__ for event in outcome.events] == ["Removed", "Consumed"]
        assert outcome.events[0].why is why

    def test_the_same_plan_is_no_change(self):
        """Nothing happens, and no credit is taken."""
        assert moved(april(5), april(9), "STD", "STD") == Outcome(device=attrs.evolve(D1))

    def test_at_the_boundary_it_is_the_renewal(self):
        """On the first of a month no day is shared, nothing is credited, and the cycle adds nothing."""
        pool, outcome = switched_on(april(5), "STD")
        changed = change_plan(pool, D1, outcome.started, "PRO", on=may(1), owner=BARE, book=PLANS)
        assert (changed.ended.removed_on, changed.started.consumed_on) == (april(30), may(1))
        assert changed.unused == ()
        renewal = renew_month(replay(changed.events, pool), [D1], [changed.started], MAY, owner=BARE)
        assert (renewal.events, renewal.renewed) == ((), ("d1",))

    def test_a_plan_of_a_month_gone_by_is_renewed_first(self):
        """On the second of May there is no April plan to leave."""
        pool, outcome = switched_on(april(5), "STD")
        answer = change_plan(pool, D1, outcome.started, "PRO", on=may(2), owner=BARE, book=PLANS)
        assert answer.reason is Reason.RENEWAL_DUE

    def test_refused_without_a_credit(self):
        """The old plan goes on, and nothing has happened."""
        pool, outcome = started(stocked(STD=1), D1, "STD", on=april(5), owner=BARE)
        answer = change_plan(pool, D1, outcome.started, "PRO", on=april(9), owner=BARE, book=PLANS)
        assert answer.reason is Reason.PURCHASE_REQUIRED
        assert fleet(outcome.events).open == (outcome.started,)


@pytest.mark.rule("L33")
class TestL33:
    """An upgrade credits the old plan for the days after the day of change, which is a day of the old plan."""

    @pytest.mark.parametrize("day", range(1, 30))
    def test_the_days_after(self, day):
        """The day of change is used, so D - d days are left, never D - d + 1."""
        outcome = moved(april(1), april(day), book=EXACT)
        assert outcome.unused[0].share == Fraction(30 - day, 30)
        assert outcome.unused[0].kind is UnusedKind.UPGRADED

    def test_the_last_day_of_the_month(self):
        """Nothing is left of the old plan, and nothing is credited for it."""
        assert unused(moved(april(1), april(30))) == {(UnusedKind.STARTED, "PRO"): 29}

    @pytest.mark.parametrize("book", [PLANS, EXACT])
    @pytest.mark.parametrize("day", range(5, 31))
    def test_no_day_is_credited_twice(self, day, book):
        """Four days credited at activation and those after the change are all that the old plan ever earns."""
        pool, outcome = switched_on(april(5), "STD", terms=book.terms)
        changed = change_plan(pool, D1, outcome.started, "PRO", on=april(day), owner=BARE, book=book)
        days = [each.days for each in (*outcome.unused, *changed.unused) if each.sku == "STD"]
        assert sum(days) == 30 - (day - 5 + 1)
        earned = [credit_unused(each, book, BARE) for each in (*outcome.unused, *changed.unused)]
        assert sum(credit.amount.minor for credit in earned if credit.unused.sku == "STD") <= 950

    def test_two_halves_of_a_cent_are_not_both_rounded_up(self):
        """29/30 and 1/30 of 13.05 are 12.615 and 0.435: the second credit is what the first left of 13.05, not 0.44."""
        book = EXACT.with_price(Price("STD", PerUnit("13.05 USD"))).with_terms(day_count=ACTUAL_360)
        book = attrs.evolve(book, plans=(Plan("STD", rank=1), Plan("PRO", rank=2)))
        pool, outcome = switched_on(may(30), "STD", terms=book.terms)
        changed = change_plan(pool, D1, outcome.started, "PRO", on=may(30), owner=BARE, book=book)
        earned = [credit_unused(each, book, BARE).amount for each in (*outcome.unused, *changed.unused[:1])]
        assert earned == [money("12.62 USD"), money("0.43 USD")]

    def test_two_credits_never_have_one_name(self):
        """A device left a plan in two logs on one day: what acme paid for twice is owed to it twice.

        Named by the event that ended the plan, both were unused:upgraded:d1:2026-04-10:1, and one was lost.
        """
        acme, other = attrs.evolve(AUTO), attrs.evolve(AUTO, id="globex")
        pool, outcome = started(Pool("acme"), D1, "LITE", on=april(10), owner=acme)
        first = change_plan(pool, D1, outcome.started, "STD", on=april(10), owner=acme, book=PLANS)
        given = transfer(replay(first.events, pool), D1, "globex", on=april(10))
        theirs = stocked("globex", LITE=1)
        second = change_plan(theirs, given.device, first.started, "PRO", on=april(10), owner=other, book=PLANS)
        ids = [each.id for each in (*outcome.unused, *first.unused, *second.unused)]
        assert len(set(ids)) == len(ids) == 5
        assert [each.account for each in second.unused] == ["acme", "globex"]


@pytest.mark.rule("L34")
class TestL34:
    """A change takes a whole credit of the new plan, or buys it; what the month has before it is credited as at an activation."""

    @pytest.mark.parametrize(("owner", "start"), [(AUTO, Purchased), (LATER, BilledLater)])
    def test_taken_or_bought(self, owner, start):
        """A credit where there is one, else what the way to pay says."""
        pool, outcome = started(stocked(STD=1), D1, "STD", on=april(5), owner=owner)
        changed = change_plan(pool, D1, outcome.started, "PRO", on=april(9), owner=owner, book=PLANS)
        assert type(changed.events[1]) is start
        assert type(moved(april(5), april(9)).events[1]) is Consumed

    @pytest.mark.parametrize(("old", "new"), [("STD", "PRO"), ("PRO", "STD")])
    def test_the_days_before_the_new_plan(self, old, new):
        """Credited by default, upgrade or downgrade, and not where the terms say so."""
        assert PLAN_POOL.credit_new_plan
        assert unused(moved(april(1), april(10), old, new))[UnusedKind.STARTED, new] == 9
        without = moved(april(1), april(10), old, new, PLANS.with_terms(credit_new_plan=False))
        assert [each.kind for each in without.unused if each.sku == new] == []

    def test_the_day_of_change_is_paid_on_both(self):
        """20 days after it and 9 before it are 29 of 30: the tenth is nobody's to get back."""
        assert unused(moved(april(1), april(10))) == {(UnusedKind.UPGRADED, "STD"): 20, (UnusedKind.STARTED, "PRO"): 9}

    def test_left_again_where_it_was_not_credited(self):
        """Without that credit at the change, the days after a second upgrade are all the first one's plan earns."""
        book = PLANS.with_terms(credit_new_plan=False)
        pool, outcome = switched_on(april(1), "LITE", terms=book.terms)
        first = change_plan(pool, D1, outcome.started, "STD", on=april(10), owner=BARE, book=book)
        pool = replay(first.events, pool)
        [second] = change_plan(pool, D1, first.started, "PRO", on=april(20), owner=BARE, book=book).unused
        assert (second.sku, second.days, second.before) == ("STD", 10, 0)


@pytest.mark.rule("L35")
class TestL35:
    """A downgrade takes effect at once, takes or buys the new plan, and credits nothing of the old one."""

    @pytest.mark.parametrize("day", range(5, 31))
    def test_nothing_for_the_old_plan(self, day):
        """On whatever day."""
        outcome = moved(april(5), april(day), "PRO", "STD")
        assert [each.sku for each in outcome.unused] == ["STD"]
        assert outcome.started.sku == "STD"


@pytest.mark.rule("L36")
class TestL36:
    """A cancelled plan earns nothing for the days after; the device is off, and that plan is never taken up again."""

    @pytest.mark.parametrize("day", [5, 9, 30])
    def test_nothing_for_the_days_after(self, day):
        """The credit is spent and does not come back."""
        pool, outcome = switched_on(april(5))
        ended = cancel(pool, outcome.device, outcome.started, on=april(day))
        assert (ended.unused, ended.device.activated_on, ended.ended.removed_on) == ((), None, april(day))
        assert replay(ended.events, pool).balance(april(30)) == pool.balance(april(30))

    def test_what_was_earned_before_stays(self):
        """The credit for the days before its start has nothing to do with its end."""
        pool, outcome = switched_on(april(5))
        before = [credit_unused(each, PLANS, BARE) for each in outcome.unused]
        ended = cancel(pool, outcome.device, outcome.started, on=april(9))
        invoice = draft(
            BARE, MAY, Charges("acme", MAY, BARE.currency, PLAN_POOL), [each.account_credit for each in before]
        )
        assert ended.events[0].why is Ending.CANCELLED
        assert invoice.credits_carried == money("1.69 USD")  # 13 % of 13.00, 4 of 30 days

    def test_not_taken_up_again(self):
        """Ending it twice is refused; switched on again, the device takes another credit."""
        pool, outcome = switched_on(april(5))
        ended = cancel(pool, outcome.device, outcome.started, on=april(9))
        pool = replay(ended.events, pool)
        assert cancel(pool, ended.device, ended.ended, on=april(9)).reason is Reason.NOT_ACTIVE
        again, _ = started(pool, ended.device, "PRO", on=april(9), owner=BARE, holdings=[ended.ended])
        assert again.balance(april(9), "PRO").consumed == 2


@pytest.mark.rule("L38")
class TestL38:
    """An upgrade is a change to a plan of higher rank, where both are ranked, else of higher list price for the account."""

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("LITE", "PRO", Direction.UPGRADE),
            ("PRO", "LITE", Direction.DOWNGRADE),
            ("STD", "TWIN", Direction.DOWNGRADE),
            ("TWIN", "STD", Direction.DOWNGRADE),
        ],
    )
    def test_by_price(self, old, new, expected):
        """Dearer is an upgrade; cheaper, and as dear, is a downgrade."""
        book = PLANS.with_price(Price("TWIN", PerUnit("9.50 USD")))
        assert direction(old, new, book, BARE, MAY) is expected

    def test_an_equal_price_earns_no_credit(self):
        """As for a downgrade."""
        book = PLANS.with_price(Price("TWIN", PerUnit("9.50 USD")))
        pool, outcome = started(stocked(STD=1, TWIN=1), D1, "STD", on=april(1), owner=BARE)
        changed = change_plan(pool, D1, outcome.started, "TWIN", on=april(10), owner=BARE, book=book)
        assert [each.sku for each in changed.unused] == ["TWIN"]

    @pytest.mark.parametrize(
        ("ranks", "expected"),
        [((1, 2), Direction.UPGRADE), ((2, 1), Direction.DOWNGRADE), ((1, 1), Direction.DOWNGRADE), ((2, None), Direction.UPGRADE)],
    )  # fmt: skip
    def test_by_rank(self, ranks, expected):
        """Ranks of both plans count for more than prices; a single rank counts for nothing."""
        plans = tuple(Plan(sku, rank=rank) for sku, rank in zip(("STD", "PRO"), ranks, strict=True))
        assert direction("STD", "PRO", attrs.evolve(PLANS, plans=plans), BARE, MAY) is expected

    def test_in_the_accounts_currency_at_its_prices(self):
        """What is dearer in dollars may be cheaper in euro, or for one account."""
        euros = PLANS.with_price(Price("STD", PerUnit("9 EUR"))).with_price(Price("PRO", PerUnit("8 EUR")))
        assert direction("STD", "PRO", euros, Account("acme", "EUR"), MAY) is Direction.DOWNGRADE
        own = PLANS.with_custom("acme", "PRO", PerUnit("5.00 USD"))
        assert direction("STD", "PRO", own, BARE, MAY) is Direction.DOWNGRADE
        assert direction("STD", "PRO", own, Account("globex", "USD"), MAY) is Direction.UPGRADE


@pytest.mark.rule("L63")
class TestL63:
    """Switching a device off marks its plan as removed, with its last day; the credit does not come back."""

    @pytest.mark.parametrize("owner", [BARE, LATER])
    def test_removed_on_its_last_day(self, owner):
        """The plan of the same month, whoever pays for it and how."""
        pool, outcome = started(stocked(PRO=1) if owner is BARE else Pool("acme"), D1, "PRO", on=may(8), owner=owner)
        off = deactivate(pool, outcome.device, outcome.started, on=may(9))
        assert (off.ended.start, off.ended.removed_on) == (outcome.started.start, may(9))
        assert fleet([*outcome.events, *off.events]).holdings == (off.ended,)
        assert replay(off.events, pool).balance(may(9)) == pool.balance(may(9))

    def test_a_device_that_holds_none(self):
        """There is nothing to remove twice, nor before it began."""
        pool, outcome = switched_on(may(8))
        off = deactivate(pool, outcome.device, outcome.started, on=may(9))
        pool = replay(off.events, pool)
        assert deactivate(pool, D1, off.ended, on=may(10)).reason is Reason.NOT_ACTIVE
        assert deactivate(pool, D1, outcome.started, on=may(7)).reason is Reason.NOT_ACTIVE


@pytest.mark.rule("L68")
class TestL68:
    """The unused part is owed to the account, not to the device, at the price that was paid for the credit."""

    def test_owed_to_the_account(self):
        """Whatever becomes of the device."""
        _, outcome = switched_on(may(8))
        assert credit_unused(outcome.unused[0], PLANS, BARE).account_credit.account == "acme"

    @pytest.mark.parametrize(
        ("price", "source", "amount"),
        [("7.00 USD", GrantSource.BULK, "1.54 USD"), ("0 USD", GrantSource.ADJUSTMENT, "0.00 USD")],
    )
    def test_the_price_paid(self, price, source, amount):
        """22 % of what the credit cost, not of its list price of 13.00; nothing of what was free."""
        given = {"sku": "PRO", "count": 1, "source": source, "on": may(1), "unit_price": exact(price)}
        pool = replay([grant(Pool("acme"), **given)])
        _, outcome = started(pool, D1, "PRO", on=may(8), owner=BARE)
        assert credit_unused(outcome.unused[0], PLANS, BARE).amount == money(amount)
        by_list = PLANS.with_terms(credit_value=CreditValue.LIST_PRICE)
        assert credit_unused(outcome.unused[0], by_list, BARE).amount == money("2.86 USD")

    def test_the_list_price_where_nobody_knows_what_was_paid(self):
        """A credit put in by hand without a price."""
        credit = credit_unused(switched_on(may(8))[1].unused[0], PLANS, BARE)
        assert (credit.source, credit.amount) == (PriceSource.LIST, money("2.86 USD"))
        assert PLAN_POOL.credit_value is CreditValue.PRICE_PAID

    def test_a_new_price_does_not_change_what_was_paid(self):
        """Bought at 13.00, then the list rises: the charge of the run still says 13.00."""
        _, outcome = started(Pool("acme"), D1, "PRO", on=may(8), owner=AUTO)
        dearer = PLANS.with_price(Price("PRO", PerUnit("99.00 USD")))
        credit = credit_unused(outcome.unused[0], dearer, AUTO, charged(outcome.events, AUTO).values())
        assert (credit.source, credit.amount) == (PriceSource.CHARGE, money("2.86 USD"))


# --- the first published example -----------------------------------------------------------------------------

OCTOBER = Month.parse("2024-10")
A, B = Device("a", "acme"), Device("b", "acme")


def example_1() -> tuple[Pool, Outcome, Outcome, Invoice]:
    """Return the first example's pool after it, what happened to both devices, and the invoice.

    Four credits; device A has its plan from the first of October, device B from the eighth.
    """
    given = {"sku": "PRO", "count": 4, "source": GrantSource.ADJUSTMENT, "on": date(2024, 9, 1)}
    pool = replay([grant(Pool("acme"), **given)])
    pool, first = started(pool, A, "PRO", on=date(2024, 10, 1), owner=BARE)
    pool, second = started(pool, B, "PRO", on=date(2024, 10, 8), owner=BARE)
    owed = [credit_unused(each, PLANS, BARE).account_credit for each in (*first.unused, *second.unused)]
    bought = purchase_tally([*first.events, *second.events], "2024-10", "acme", OCTOBER, PLAN_POOL)
    return pool, first, second, draft(BARE, OCTOBER, rate(bought, PLANS, BARE, "2024-10"), owed)


@pytest.mark.rule("L54")
class TestL54:
    """Of four credits, two devices use two, and two are left."""

    def test_two_are_left(self):
        """4 - 2 = 2."""
        balance = example_1()[0].balance(OCTOBER.last_day, "PRO")
        assert (balance.granted, balance.consumed, balance.available) == (4, 2, 2)

    def test_two_renewals(self):
        """The cycle of the next month takes the other two."""
        pool, first, second, _ = example_1()
        renewal = renew_month(pool, [A, B], [first.started, second.started], OCTOBER + 1, owner=BARE)
        assert replay(renewal.events, pool).balance(date(2024, 11, 1), "PRO").available == 0


@pytest.mark.rule("L55")
class TestL55:
    """Nothing was bought, so nothing is billed; the credit is shown and carried."""

    def test_no_line_and_nothing_due(self):
        """An invoice without lines, of 0.00 and never of -2.86."""
        invoice = example_1()[3]
        assert (invoice.lines, invoice.due, invoice.credits_carried) == ((), money("0.00 USD"), money("2.86 USD"))


@pytest.mark.rule("L56")
class TestL56:
    """78 % of device B's plan was used and 22 % was not: whole percents of whole days, the unused part rounded down."""

    def test_used_and_left(self):
        """The eighth to the last of October are 24 of 31 days; 7 of 31 are 22.58 %, so 22 % are left."""
        [part] = example_1()[2].unused
        assert (part.days, part.divisor, part.share) == (7, 31, Fraction(22, 100))
        assert 1 - part.share == Fraction(78, 100)

    @pytest.mark.parametrize("divisor", [28, 29, 30, 31])
    def test_percents_are_whole_and_add_up(self, divisor):
        """For every day of every month: whole percents, at most one below the exact part, and none for none."""
        for days in range(divisor):
            part = UnusedDays(**PAID, kind=UnusedKind.STARTED, days=days, divisor=divisor)
            percents = part.share * 100
            assert percents.denominator == 1
            assert 0 <= Fraction(100 * days, divisor) - percents < 1

    def test_the_exact_part_by_other_terms(self):
        """Seven of 31 days."""
        [part] = switched_on(may(8), terms=EXACT.terms)[1].unused
        assert part.share == Fraction(7, 31)
        assert PLAN_POOL.unused_share is UnusedShare.WHOLE_PERCENT


@pytest.mark.rule("L57")
class TestL57:
    """The invoice was credited 2.86, which is 22 % of 13.00."""

    def test_the_amount(self):
        """13.00 x 22/100 = 2.86 exactly."""
        [use] = example_1()[3].credits
        assert use.credit.amount == money("2.86 USD")
        assert Fraction(13) * Fraction(22, 100) == Fraction("2.86")

    def test_exact_days_come_to_another_amount(self):
        """13.00 x 7/31 = 2.9355, which the page does not print."""
        assert worth(7, 31, UnusedShare.EXACT_DAYS) == money("2.94 USD")


@pytest.mark.rule("L58")
class TestL58:
    """Device A used its plan for the whole month, so nothing is credited for it."""

    def test_nothing_unused(self):
        """31 of 31 days are used."""
        assert example_1()[1].unused == ()
        assert [use.credit.origin for use in example_1()[3].credits] == ["PRO of b in 2024-10"]


# --- worked examples, row by row -----------------------------------------------------------------------------

MONTHS = (28, 29, 30, 31)
HALF_UP, HALF_EVEN, DOWN, UP = (
    RoundingMode.HALF_AWAY_FROM_ZERO,
    RoundingMode.HALF_EVEN,
    RoundingMode.DOWN,
    RoundingMode.UP,
)
Policy = Callable[[int, int], tuple[int, int]]
"""From days used and days of the month to the percents used and left."""


def percents(used_mode: RoundingMode, left_mode: RoundingMode) -> Policy:
    """Return the policy that rounds both percents, each its own way."""
    return lambda used, days: (
        round_ratio(100 * used, days, used_mode),
        round_ratio(100 * (days - used), days, left_mode),
    )


def left_truncated(used: int, days: int) -> tuple[int, int]:
    """Return the percents where the unused one is rounded down and the rest is used."""
    left = round_ratio(100 * (days - used), days, DOWN)
    return 100 - left, left


def used_truncated(used: int, days: int) -> tuple[int, int]:
    """Return the percents where the used one is rounded down and the rest is left."""
    part = round_ratio(100 * used, days, DOWN)
    return part, 100 - part


@pytest.mark.rule("L54", "L55", "L56", "L57", "L58")
class TestW1:
    """First example: which ways of rounding print 78 %, 22 % and 2.86, and which of them is ours."""

    @pytest.mark.parametrize(
        ("policy", "found"),
        [
            (left_truncated, [(31, 24)]),
            (used_truncated, [(28, 22)]),
            (percents(HALF_UP, HALF_UP), []),
            (percents(HALF_EVEN, HALF_EVEN), []),
            (percents(DOWN, DOWN), []),
            (percents(UP, UP), []),
        ],
        ids=["left down", "used down", "half up", "half even", "both down", "both up"],
    )
    def test_whole_percents(self, policy, found):
        """Days of the month and days used for which a policy gives 78 and 22."""
        assert [(days, used) for days in MONTHS for used in range(days + 1) if policy(used, days) == (78, 22)] == found

    @pytest.mark.parametrize("mode", RoundingMode)
    def test_exact_fractions_never_print_it(self, mode):
        """No whole day of any month, rounded in any way, is 2.86 of 13.00."""
        amounts = {(PRICE * Fraction(left, days)).rounded(Rounding(mode)) for days in MONTHS for left in range(days)}
        assert money("2.86 USD") not in amounts

    @pytest.mark.parametrize("decimals", [1, 2, 3, 4])
    @pytest.mark.parametrize("mode", [HALF_UP, HALF_EVEN, DOWN, UP])
    def test_a_rounded_daily_rate_prints_it_for_no_78_percent(self, mode, decimals):
        """A price for each day, times the days left: never 2.86 where 78 of 100 were used."""
        for days in MONTHS:
            rate_of_day = Fraction(round_ratio(13 * 10**decimals, days, mode), 10**decimals)
            for left in range(days):
                near = {round_ratio(100 * left, days, DOWN), round_ratio(100 * left, days, UP)}
                amount = round_ratio(*(rate_of_day * left * 100).as_integer_ratio(), HALF_UP)
                assert amount != 286 or 22 not in near

    @pytest.mark.parametrize(("mode", "found"), [(DOWN, [(31, 7)]), (UP, [(28, 6)])])
    def test_fractions_of_two_decimals(self, mode, found):
        """Rounded to two decimals, a fraction is a percent: the same two pairs."""
        rounded = {
            (days, left): Fraction(round_ratio(100 * left, days, mode), 100) for days in MONTHS for left in range(days)
        }
        assert [
            pair for pair, part in rounded.items() if (PRICE * part).rounded(Rounding()) == money("2.86 USD")
        ] == found

    def test_ours_prints_it_for_october(self):
        """Of all months and days, the default share gives 22 % for 7 of 31 days alone."""
        found = [
            (days, left) for days in MONTHS for left in range(days) if worth(left, days, UnusedShare.WHOLE_PERCENT) == money("2.86 USD")
        ]  # fmt: skip
        assert found == [(31, 7)]

    @pytest.mark.parametrize("rule", UnusedShare)
    def test_credit_from_percent(self, rule):
        """Who knows no days but 22 of 100 gets 2.86 under both rules."""
        assert worth(22, 100, rule) == money("2.86 USD")

    @pytest.mark.parametrize(
        ("rule", "amount"), [(UnusedShare.WHOLE_PERCENT, "2.86 USD"), (UnusedShare.EXACT_DAYS, "2.94 USD")]
    )
    def test_credit_from_days(self, rule, amount):
        """Who knows the days gets what the rule says."""
        assert worth(7, 31, rule) == money(amount)

    @pytest.mark.parametrize(
        ("rule", "amount"), [(UnusedShare.WHOLE_PERCENT, "2.73 USD"), (UnusedShare.EXACT_DAYS, "2.79 USD")]
    )
    def test_six_days_of_february(self, rule, amount):
        """The other month that could be meant: 6 of 28 are 21.43 %, of which neither rule of ours makes 22."""
        assert worth(6, 28, rule) == money(amount)

    def test_the_whole_example(self):
        """Two credits left, nothing due, 2.86 carried."""
        pool, _, _, invoice = example_1()
        assert pool.balance(OCTOBER.last_day).available == 2
        assert (invoice.total, invoice.due, invoice.credits_carried) == tuple(
            map(money, ("0.00 USD", "0.00 USD", "2.86 USD"))
        )


def lived(*days: tuple[int, int]) -> list[object]:
    """Return what is billed of a device that was switched on and off on days of April, paid after use."""
    pool, plans = Pool("acme"), []
    for first, last in days:
        outcome = reactivate(pool, D1, "STD", on=april(first), owner=LATER, holdings=plans)
        pool = replay(outcome.events, pool)
        off = deactivate(pool, outcome.device, outcome.started, on=april(last))
        pool, plans = replay(off.events, pool), [*plans, off.ended]
    return list(billable(plans))


@pytest.mark.rule("L62", "L63", "L64", "L65")
class TestW3:
    """Third example, lived through: switched on, off and on again, by each reading of its dates."""

    FIXTURE_A, FIXTURE_B = ((1, 5), (16, 25)), ((1, 5), (15, 25))

    @pytest.mark.parametrize(
        ("days", "dates", "day_count"),
        [
            (5 + 11, FIXTURE_B, INCLUSIVE_DAYS),
            (4 + 10, FIXTURE_B, END_EXCLUDED),
            (5 + 10, FIXTURE_A, INCLUSIVE_DAYS),
            (4 + 9, FIXTURE_A, END_EXCLUDED),
        ],
    )
    def test_each_reading(self, days, dates, day_count):
        """Both ends included, the last day left out, and the story as told."""
        entry = tally(lived(*dates), APRIL, BillingTerms(day_count=day_count)).entry("STD")
        assert (entry.count, entry.units, entry.quantity) == (2, days, Fraction(days, 30))

    def test_the_page_prints_one_half_for_dates_that_are_sixteen_days(self):
        """No way of counting that treats both stretches alike makes fifteen days of days 1 to 5 and 15 to 25."""
        found = {
            count: tally(lived(*self.FIXTURE_B), APRIL, BillingTerms(day_count=count)).entry("STD").quantity
            for count in (INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360)
        }
        assert set(found.values()) == {Fraction(16, 30), Fraction(14, 30)}
        first, second = (tally(lived(days), APRIL, PLAN_POOL).entry("STD").units for days in self.FIXTURE_B)
        assert (first, second - 1) == (5, 10)  # only one end counted and the other not gives fifteen

    @pytest.mark.parametrize(("hours", "days"), [((8, 8), 4 + 10), ((10, 8), 5 + 10), ((10, 10), 5 + 11)])
    def test_hours_prove_nothing(self, hours, days):
        """Elapsed days rounded up are what the clock makes them; here a day is a day, whatever the hours."""
        spans = [(first, last, hour - 9) for (first, last), hour in zip(self.FIXTURE_B, hours, strict=True)]
        elapsed = [timedelta(days=last - first, hours=more) for first, last, more in spans]
        assert sum(-(-each // timedelta(days=1)) for each in elapsed) == days
        assert tally(lived(*self.FIXTURE_B), APRIL, PLAN_POOL).entry("STD").units == 16

    @pytest.mark.parametrize("corrected", [((1, 5), (16, 25)), ((1, 5), (15, 24)), ((1, 4), (15, 25))])
    def test_one_other_date_makes_it_a_half(self, corrected):
        """A second start on day 16, which fits the story, or an end on day 24 or on day 4."""
        assert tally(lived(*corrected), APRIL, PLAN_POOL).entry("STD").quantity == Fraction(1, 2)

    def test_paid_in_advance_it_takes_two_credits(self):
        """Each activation takes a whole one, and each is credited for the days before it."""
        pool, outcome = switched_on(april(1))
        off = deactivate(pool, outcome.device, outcome.started, on=april(5))
        pool, again = started(replay(off.events, pool), D1, "PRO", on=april(16), owner=BARE, holdings=[off.ended])
        assert pool.balance(april(30), "PRO").consumed == 2
        assert [each.days for each in (*outcome.unused, *again.unused)] == [15]


@pytest.mark.rule("L24", "L33", "L56", "L57")
class TestW8:
    """Vectors of credits at 13.00: days before an activation in a month of 31, days after an upgrade in one of 30."""

    @pytest.mark.parametrize(
        ("day", "floor", "in_days"),
        [(1, "0.00", "0.00"), (2, "0.39", "0.42"), (8, "2.86", "2.94"), (15, "5.85", "5.87"), (31, "12.48", "12.58")],
    )
    def test_switched_on(self, day, floor, in_days):
        """By whole percents and by exact days."""
        for book, amount in ((PLANS, floor), (EXACT, in_days)):
            parts = switched_on(may(day), terms=book.terms)[1].unused
            earned = [credit_unused(each, book, BARE).amount for each in parts]
            assert earned == ([] if day == 1 else [money(f"{amount} USD")])

    @pytest.mark.parametrize(
        ("day", "floor", "in_days"), [(1, "12.48", "12.57"), (10, "8.58", "8.67"), (30, "0.00", "0.00")]
    )
    def test_upgraded(self, day, floor, in_days):
        """The old plan's days after the change."""
        for prices, amount in ((PLANS, floor), (EXACT, in_days)):
            book = prices.with_price(Price("MAX", PerUnit("99.00 USD")))
            pool, outcome = started(stocked(PRO=1, MAX=1), D1, "PRO", on=april(1), owner=BARE, terms=book.terms)
            changed = change_plan(pool, D1, outcome.started, "MAX", on=april(day), owner=BARE, book=book)
            earned = [credit_unused(each, book, BARE).amount for each in changed.unused if each.sku == "PRO"]
            assert earned == ([] if day == 30 else [money(f"{amount} USD")])


# --- where the text contradicts itself -------------------------------------------------------------------------


@pytest.mark.rule("L40", "L56", "L57")
class TestC2:
    """Whole percents are for the credit of a plan paid in advance, exact days for a quantity billed after use."""

    def test_one_month_two_policies(self):
        """From the eighth of May on: 22 % of 13.00 back in advance, 24 of 31 days of 13.00 after use."""
        [part] = switched_on(may(8))[1].unused
        _, later = started(Pool("acme"), D1, "PRO", on=may(8), owner=LATER)
        billed = draft(LATER, MAY, rate(tally(billable([later.started]), MAY, PLAN_POOL), PLANS, LATER))
        assert credit_unused(part, PLANS, BARE).amount == money("2.86 USD")
        assert billed.due == money("10.06 USD")
        assert money("13.00 USD") - money("2.86 USD") != billed.due

    def test_exact_days_on_both_sides_agree(self):
        """Credited by exact days, both come to the same: 13.00 - 2.94 = 10.06."""
        [part] = switched_on(may(8), terms=EXACT.terms)[1].unused
        assert PRICE.rounded(Rounding()) - credit_unused(part, EXACT, BARE).amount == money("10.06 USD")


@pytest.mark.rule("L24", "L56")
class TestC3:
    """The text credits the remaining days of the month in one place and what is left of the plan in another."""

    def test_what_is_left_are_the_days_before(self):
        """On the eighth, the 7 days before are unused; the 23 days after it are in use and are not paid back."""
        [part] = switched_on(may(8))[1].unused
        assert part.days == 7
        assert credit_unused(part, PLANS, BARE).amount == money("2.86 USD")
        assert worth(23, 31, UnusedShare.WHOLE_PERCENT) == money("9.62 USD")  # 74 % of 13.00, which nobody is paid

    def test_the_later_a_plan_starts_the_more_is_left(self):
        """Under the other reading it would be the less."""
        days = [switched_on(may(day))[1].unused[0].days for day in range(2, 32)]
        assert days == sorted(days) == list(range(1, 31))
