"""Targets of what is paid in advance: devices, pools, and the lives of plans."""

import datetime as dt

import attrs
from tests.bad_input.paper import ACME, OTHER
from tests.bad_input.spec import Given, Target, each, given, target
from tests.bad_input.trade import APRIL, BOOK, DAY, TALLY

from kpix_billing_core.accounts import Account, Device, MethodChange, PaymentMethod
from kpix_billing_core.catalogue import PLAN_POOL, Plan, PriceBook, RenewalOrder, UnusedShare
from kpix_billing_core.lifecycle import (
    Holding,
    PriceSource,
    UnusedDays,
    UnusedKind,
    renew_month,
)
from kpix_billing_core.money import ExactMoney, Rounding
from kpix_billing_core.pool import (
    Ending,
    GrantSource,
    Occasion,
    Pool,
    SkuTotal,
    consume,
    grant,
    replay,
)
from kpix_billing_core.rating import rate

NOON = dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC)
FIRST = dt.date(2026, 4, 1)
MAY = APRIL + 1
PRICE = ExactMoney.parse("13 USD")
D1 = Device("d1", "acme")
FOREIGN = Device("d1", "other")
PREPAY = Account("acme", "USD", PaymentMethod.PREPAY)
GRANT = grant(Pool("acme"), sku="STD", count=4, source=GrantSource.ADJUSTMENT, on=FIRST)
PENDING = grant(replay([GRANT]), sku="STD", count=4, source=GrantSource.BUNDLE, on=FIRST)
POOL = replay([GRANT, PENDING])
OPEN = POOL.grants[0]
START = consume(POOL, sku="STD", device=D1, on=DAY, method=PaymentMethod.PREPAY, occasion=Occasion.ACTIVATION)
HOLDING = Holding(START)
ELSEWHERE = Holding(attrs.evolve(START, device="d9"))
RANKED = PriceBook(BOOK.prices, plans=(Plan("STD", rank=1), Plan("PRO", rank=2)))
UNUSED = UnusedDays(
    account="acme",
    event=3,
    device="d1",
    sku="STD",
    kind=UnusedKind.STARTED,
    earned_on=DAY,
    days=15,
    divisor=30,
    run="2026-04",
)
BOUGHT = rate(TALLY, BOOK, ACME, "2026-04")
RENEWAL = renew_month(POOL, [D1], [HOLDING], MAY, owner=PREPAY)

CHANGE = MethodChange(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), PaymentMethod.PREPAY)

VERSION = given(3, "whole>=0")
ID = given("acme", "id")
AT = given(NOON, "instant")
ON = given(DAY, "day")
PRICE_OR_NONE = given(PRICE, "any exact money", "None", but=("negative exact money",))
WORDS = given("order 7", "text")
NUMBER = given(0, "whole>=0")
ID_OR_NONE = given("run-7", "id", "None")
WHEN = {"at": given(NOON, "instant", "None"), "key": given("wish-1", "id", "None")}
EMPTY = ("an empty tuple", "an empty list", "an empty generator")

# Each given the same way wherever it appears.
A_POOL = given(POOL, bad={"a pool of another account": Pool("other")})
NAMED = given(POOL, bad={"a pool of nobody": Pool()})
DEVICE = given(D1, bad={"a device of another owner": FOREIGN})
OWNER = given(PREPAY, bad={"another account": OTHER})
PAYER = given(PREPAY, "None", bad={"another account": OTHER})
HELD = given(HOLDING, bad={"a plan of another device": ELSEWHERE})
# An id of 4 MB is an id; that nothing has that price takes a while to say.
TO = given("PRO", "nothing else has a rank or a price", also=("4 MB of digits",))
DEVICES = each((D1,), container="iterable", bad={"a device twice": (D1, D1), "a set": {D1}})
HOLDINGS = each((HOLDING,), container="iterable", bad={"two plans of a device": (HOLDING, HOLDING), "a set": {HOLDING}})
EVENTS = each((GRANT, PENDING, START), container="iterable", bad={"a set": {GRANT}})
HEAD: dict[str, Given] = {"version": VERSION, "at": AT, "account": ID, "on": ON}
KEY = WHEN["key"]
PLAN: dict[str, Given] = {**HEAD, "device": ID, "sku": ID}
STARTED = {**PLAN, "payer": ID, "occasion": given(Occasion.CYCLE)}
TERMS: dict[str, Given] = {
    "unit_price": PRICE_OR_NONE,
    "run": ID_OR_NONE,
    "expires_on": given(dt.date(2026, 12, 31), "day", "None", but=("the first day",)),
    "priority": given(0, "whole"),
}
SINCE = given(DAY, "day", but=("the last day",))
ACTIVATE = {
    "pool": A_POOL,
    "device": DEVICE,
    "sku": ID,
    "on": ON,
    "owner": OWNER,
    "payer": PAYER,
    "holdings": each((ELSEWHERE,), container="iterable", bad={"a set": {ELSEWHERE}}),
    "terms": PLAN_POOL,
    "run": ID_OR_NONE,
    **WHEN,
}
AT_THE_END = {"pool": A_POOL, "device": DEVICE, "held": HELD, "on": ON}
END = {**AT_THE_END, **WHEN}
FORECAST = {"pool": given(POOL), "devices": DEVICES, "holdings": HOLDINGS, "month": MAY}

TARGETS: tuple[Target, ...] = (
    # --- accounts
    target("accounts.Account.with_billing_details", PREPAY, on_file=given(True, "bool")),
    target(
        "accounts.Device",
        id=ID,
        owner=ID,
        payer=ID,
        activated_on=given(DAY, "day", "None"),
        renew_until=given(DAY, "day", "None"),
    ),
    target("accounts.payment_method_of", device=DEVICE, owner=OWNER, payer=PAYER),
    target("accounts.MethodChange", since=AT, method=PaymentMethod.PREPAY),
    target(
        "accounts.method_at",
        changes=each(
            (CHANGE,),
            container="iterable",
            but=EMPTY,
            bad={"two at one instant": (CHANGE, MethodChange(CHANGE.since, PaymentMethod.POSTPAY)), "a set": {CHANGE}},
        ),
        at=AT,
    ),
    # --- pool: values
    target(
        "pool.CreditGrant",
        number=NUMBER,
        sku=ID,
        granted=given(4, "whole>=1", but=("1",)),
        source=GrantSource.BULK,
        granted_on=SINCE,
        consumed=given(1, "whole>=0", but=("13", "more than 64 bits")),
        withdrawn=given(1, "whole>=0", but=("13", "more than 64 bits")),
        **TERMS,
        pending=given(False, "bool", but=("True",)),
    ),
    target("pool.CreditGrant.usable", OPEN, on=ON),
    target("pool.CreditGrant.expired", OPEN, on=ON),
    target("pool.drawdown_order", grant=OPEN),
    target(
        "pool.SkuTotal",
        sku=ID,
        granted=given(20, "whole>=0", but=("0", "1")),
        consumed=given(5, "whole>=0", but=("more than 64 bits",)),
        withdrawn=given(2, "whole>=0", but=("more than 64 bits",)),
    ),
    target(
        "pool.PoolBalance",
        **{
            name: given(count, "no other number")
            for name, count in (("granted", 20), ("available", 7), ("consumed", 6), ("expired", 5), ("withdrawn", 2))
        },
        pending=NUMBER,
    ),
    target(
        "pool.Pool",
        account=given("acme", "id", "None"),
        version=VERSION,
        at=given(NOON, "instant", "None"),
        grants=each(POOL.grants, but=("an empty tuple",), bad={"out of order": POOL.grants[::-1]}),
        totals=each(POOL.totals, but=("an empty tuple",), bad={"out of balance": (SkuTotal("STD", 5, 0, 0),)}),
    ),
    target("pool.Pool.usable", POOL, sku=ID, on=ON),
    target("pool.Pool.balance", POOL, on=ON, sku=given("STD", "id", "None")),
    target("pool.Pool.table", POOL, on=ON),
    # --- pool: events
    target(
        "pool.Granted",
        **{**HEAD, "on": SINCE, "sku": ID, "count": given(4, "whole>=1"), "source": given(GrantSource.BULK)},
        **TERMS,
        pending=given(False, "bool"),
        reference=WORDS,
        key=KEY,
    ),
    target("pool.Confirmed", **HEAD, grant=NUMBER, key=KEY),
    target("pool.Withdrawn", **HEAD, grant=NUMBER, count=given(4, "whole>=1"), reference=WORDS, key=KEY),
    target("pool.Consumed", **STARTED, grant=NUMBER, unit_price=PRICE_OR_NONE, run=ID_OR_NONE, key=KEY),
    target("pool.Purchased", **STARTED, run=ID, key=KEY),
    target("pool.BilledLater", **STARTED, key=KEY),
    target("pool.Deactivated", **PLAN, why=Ending.NO_CREDIT, key=KEY),
    target("pool.Removed", **PLAN, why=Ending.CANCELLED, key=KEY),
    target("pool.Transferred", **HEAD, device=ID, to=ID, payer=ID, key=KEY),
    # --- pool: state and verbs
    target("pool.evolve", pool=NAMED, event=given(START, bad={"an event on another version": GRANT})),
    target(
        "pool.replay",
        events=each(
            (GRANT, PENDING, START),
            container="iterable",
            bad={"a gap": (GRANT, START), "another order": (START, GRANT)},
        ),
        start=given("acme", "None", bad={"a pool further on": POOL}),
    ),
    target(
        "pool.grant",
        pool=NAMED,
        sku=ID,
        count=given(4, "whole>=1"),
        source=given(GrantSource.PURCHASE),
        on=SINCE,
        **TERMS,
        reference=WORDS,
        **WHEN,
    ),
    target("pool.confirm", pool=NAMED, grant=given(1, "whole>=0"), on=ON, **WHEN),
    target("pool.withdraw", pool=NAMED, grant=NUMBER, count=given(1, "whole>=1"), on=ON, reference=WORDS, **WHEN),
    target(
        "pool.consume",
        pool=A_POOL,
        sku=ID,
        device=DEVICE,
        on=ON,
        method=PaymentMethod.PREPAY_AUTO,
        **{"occasion": Occasion.CYCLE, "run": ID_OR_NONE, **WHEN},
    ),
    # --- lifecycle: values
    target(
        "lifecycle.Holding",
        start=given(START, bad={"what starts no plan": GRANT}),
        removed_on=given(DAY, "day", "None", but=("the first day",)),
    ),
    target("lifecycle.billable", holdings=each((HOLDING,), container="iterable", bad={"a set": {HOLDING}})),
    target("lifecycle.Fleet", devices=each((D1,)), holdings=each((HOLDING,))),
    target(
        "lifecycle.Outcome",
        device=D1,
        events=each((START,), bad={"an event that no verb of life decides": (GRANT,)}),
        ended=given(HOLDING, "None"),
        started=given(HOLDING, "None"),
        unused=each((UNUSED,)),
    ),
    target(
        "lifecycle.Renewal",
        account=ID,
        month=MAY,
        run=ID,
        events=each(RENEWAL.events, bad={"an event that no renewal decides": (GRANT,)}),
        ended=each(RENEWAL.ended),
        renewed=each(("d2",), "id", container=("tuple", "texts")),
        idle=each(("d3",), "id", container=("tuple", "texts")),
        others=each((ELSEWHERE,)),
    ),
    target("lifecycle.Shortage", sku=ID, needed=NUMBER, available=NUMBER),
    target(
        "lifecycle.UnusedDays",
        account=ID,
        event=NUMBER,
        device=ID,
        sku=ID,
        kind=UnusedKind.STARTED,
        earned_on=ON,
        days=given(15, "whole>=0", but=("more than 64 bits",)),
        divisor=given(30, "whole>=1"),
        share_rule=UnusedShare.EXACT_DAYS,
        before=given(0, "whole>=0", but=("more than 64 bits",)),
        unit_price=PRICE_OR_NONE,
        run=ID_OR_NONE,
    ),
    target(
        "lifecycle.UnusedCredit",
        unused=UNUSED,
        price=given(PRICE, "any exact money", but=("negative exact money",)),
        source=PriceSource.LIST,
        rounding=Rounding(),
    ),
    # --- lifecycle: verbs
    target("lifecycle.activate", **ACTIVATE),
    target("lifecycle.reactivate", **ACTIVATE),
    target("lifecycle.deactivate", **AT_THE_END, unpaid=given(True, "bool"), **WHEN),
    target("lifecycle.cancel", **END),
    target(
        "lifecycle.change_plan",
        pool=A_POOL,
        device=DEVICE,
        held=HELD,
        to=TO,
        on=ON,
        owner=OWNER,
        book=RANKED,
        **{"payer": PAYER, "run": ID_OR_NONE, **WHEN},
    ),
    target(
        "lifecycle.transfer",
        pool=A_POOL,
        device=DEVICE,
        to=given("other", "id", bad={"its owner": "acme"}),
        on=ON,
        **{"payer": ID_OR_NONE, **WHEN},
    ),
    target(
        "lifecycle.renew_month",
        **{**FORECAST, "pool": A_POOL},
        owner=OWNER,
        payers=each((OTHER,), container="iterable", bad={"two of one name": (OTHER, Account("other", "EUR"))}),
        order=RenewalOrder.GIVEN,
        run=ID_OR_NONE,
        at=WHEN["at"],
    ),
    target("lifecycle.shortage", **FORECAST),
    target("lifecycle.runs_dry", **FORECAST),
    target("lifecycle.fleet", events=EVENTS),
    # --- lifecycle: prices
    target(
        "lifecycle.direction",
        old=given("STD", "nothing else has a rank", also=("4 MB of digits",)),
        new=TO,
        book=RANKED,
        account=ACME,
        month=APRIL,
    ),
    target(
        "lifecycle.list_price",
        sku=given("STD", "nothing else is sold", also=("4 MB of digits",)),
        book=BOOK,
        account=ACME,
        month=APRIL,
    ),
    target("lifecycle.purchase_runs", events=EVENTS),
    target("lifecycle.purchase_tally", events=EVENTS, run=ID, account=ID, month=APRIL, terms=PLAN_POOL),
    target(
        "lifecycle.credit_unused",
        unused=UNUSED,
        book=BOOK,
        account=given(ACME, bad={"another account": OTHER, "another currency": Account("acme", "EUR")}),
        charges=each((BOUGHT,), container="iterable", but=EMPTY, bad={"a set": {BOUGHT}}),
    ),
)
