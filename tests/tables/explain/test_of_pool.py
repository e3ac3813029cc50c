"""Events of a pool, word for word: what happened, why, at which price, and where it stands in the log."""

from datetime import UTC, date, datetime

import pytest
from tests.examples import exact

from kpix_billing_core.explain import explain
from kpix_billing_core.pool import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Ending,
    Granted,
    GrantSource,
    Occasion,
    Purchased,
    Removed,
    Transferred,
    Withdrawn,
)

MAY = date(2026, 5, 1)
HEAD = {"version": 4, "at": datetime(2026, 5, 1, 6, tzinfo=UTC), "account": "acme", "on": MAY}
START = {**HEAD, "device": "tracker-1", "sku": "STD", "payer": "acme", "occasion": Occasion.CYCLE}
GRANT = {**HEAD, "sku": "STD", "count": 4}
CYCLE = "  needed    a month begins  [L01 L09 L28]\n"
POOL = "  pool      acme's, who owns the device; all its devices share it  [L10 L16]\n"
CREDIT = (
    "  credit    one of grant 2  [L09 L11]\n"
    "  drawdown  of STD and no other plan: lowest priority, then earliest expiry, then oldest grant  [L11 L16]\n"
)
WHOLE = "  paid for  the whole month, whatever its first day  [L23]\n"
RECORDED = "recorded  2026-05-01T06:00:00+00:00, on version 4"
NO_PRICE = "price     none of its own: days not used are worth the list price  [L68]\n"

EVENTS = [
    (
        Consumed(**START, grant=2, unit_price=exact("13 USD"), key="wish-1"),
        (
            "tracker-1 holds STD from 2026-05-01, with a credit\n"
            f"{CYCLE}{POOL}{CREDIT}  price     13.00 USD, agreed with the credit  [L20 L68]\n{WHOLE}  {RECORDED}, as wish-1"
        ),
    ),
    (
        Consumed(**START, grant=2, run="2026-04"),
        (
            "tracker-1 holds STD from 2026-05-01, with a credit\n"
            f"{CYCLE}{POOL}{CREDIT}  price     what the charge of run 2026-04 comes to for each  [L12 L68]\n{WHOLE}  {RECORDED}"
        ),
    ),
    (
        Consumed(**{**START, "occasion": Occasion.CHANGE}, grant=2),
        (
            "tracker-1 holds STD from 2026-05-01, with a credit\n"
            f"  needed    the device changes its plan  [L32 L34 L35]\n{POOL}{CREDIT}  {NO_PRICE}{WHOLE}  {RECORDED}"
        ),
    ),
    (
        Purchased(**START, run="2026-05"),
        (
            "tracker-1 holds STD from 2026-05-01, with a credit bought for it\n"
            f"{CYCLE}{POOL}"
            "  credit    none of STD was left in the pool of acme  [L11]\n"
            "  bought    one, used at once: paid in advance, with billing details on file  [L02 L12]\n"
            "  price     what the charge of run 2026-05 comes to for each  [L12 L68]\n"
            f"  paid for  the whole month, whatever its first day  [L23 L29]\n  {RECORDED}"
        ),
    ),
    (
        BilledLater(**{**START, "payer": "reseller", "occasion": Occasion.ACTIVATION}),
        (
            "tracker-1 holds STD from 2026-05-01, billed later\n"
            "  needed             the device is switched on  [L09 L22]\n"
            "  pool               acme's, who owns the device; all its devices share it  [L10 L16]\n"
            "  on the account of  reseller, which is not its owner  [L14]\n"
            "  credit             none of STD was left in the pool of acme  [L11]\n"
            "  billed             to reseller, who pays after use: the days from 2026-05-01 on  [L13 L14 L25 L26]\n"
            "  recorded           2026-05-01T06:00:00+00:00, on version 4"
        ),
    ),
    (
        Deactivated(**HEAD, device="tracker-1", sku="STD", why=Ending.NO_CREDIT),
        (
            "tracker-1 switched off on 2026-05-01\n"
            "  credit    none of STD was left in the pool of acme  [L11]\n"
            "  why       no credit, and no billing details to buy one with  [L03 L15]\n"
            f"  plan      STD, to the day before  [L67]\n  {RECORDED}"
        ),
    ),
    (
        Deactivated(**HEAD, device="tracker-1", sku="STD", why=Ending.NOT_RENEWED),
        (
            "tracker-1 switched off on 2026-05-01\n"
            "  why       it was not to be renewed  [L09]\n"
            f"  plan      STD, to the day before  [L67]\n  {RECORDED}"
        ),
    ),
    (
        Granted(**GRANT, source=GrantSource.BUNDLE, pending=True, reference="order 7"),
        (
            "4 credits of STD came to acme on 2026-05-01\n"
            "  grant      4, with priority 0\n"
            "  source     bundled with a product, into the pool of who ordered it  [L17 L18]\n"
            "  price      none of its own: days not used are worth the list price  [L68]\n"
            "  lasts      for ever\n"
            "  pending    they pay for nothing before somebody confirms them  [L19]\n"
            "  reference  order 7\n"
            "  recorded   2026-05-01T06:00:00+00:00, on version 4"
        ),
    ),
    (
        Granted(
            **{**GRANT, "count": 1},
            source=GrantSource.BULK,
            unit_price=exact("10/3 USD"),
            expires_on=date(2026, 7, 31),
            priority=-1,
        ),
        (
            "1 credit of STD came to acme on 2026-05-01\n"
            "  grant     4, with priority -1\n"
            "  source    bought in bulk, into the pool of who bought them  [L20 L21]\n"
            "  price     10/3 (3.3333) USD, agreed with the credit  [L20 L68]\n"
            f"  lasts     to 2026-07-31, included\n  {RECORDED}"
        ),
    ),
    (
        Granted(**GRANT, source=GrantSource.PURCHASE, run="shop"),
        (
            "4 credits of STD came to acme on 2026-05-01\n"
            "  grant     4, with priority 0\n"
            "  source    bought  [L12]\n"
            "  price     what the charge of run shop comes to for each  [L12 L68]\n"
            f"  lasts     for ever\n  {RECORDED}"
        ),
    ),
    (
        Granted(**GRANT, source=GrantSource.ADJUSTMENT),
        (
            "4 credits of STD came to acme on 2026-05-01\n"
            f"  grant     4, with priority 0\n  source    by hand\n  {NO_PRICE}  lasts     for ever\n  {RECORDED}"
        ),
    ),
    (
        Confirmed(**HEAD, grant=2),
        f"Grant 2 of acme confirmed on 2026-05-01\n  credits   they pay for plans from now on  [L19]\n  {RECORDED}",
    ),
    (
        Withdrawn(**HEAD, grant=2, count=3, reference="returned"),
        f"3 credits of grant 2 taken back from acme on 2026-05-01\n  reference  returned\n  {RECORDED.replace('  ', '   ', 1)}",
    ),
    (Withdrawn(**HEAD, grant=2, count=1), f"1 credit of grant 2 taken back from acme on 2026-05-01\n  {RECORDED}"),
    (
        Transferred(**HEAD, device="tracker-1", to="other", payer="reseller"),
        (
            "tracker-1 given to other on 2026-05-01\n"
            "  pool               the next plan comes from other's; the plan it holds stays with it  [L10]\n"
            "  on the account of  reseller  [L14]\n"
            "  recorded           2026-05-01T06:00:00+00:00, on version 4"
        ),
    ),
]


@pytest.mark.parametrize(("event", "text"), EVENTS)
def test_each_event_word_for_word(event, text):
    """What happened, why, which credit paid and at which price, and where it stands in the log."""
    assert str(explain(event)) == text


@pytest.mark.parametrize(
    ("why", "words", "after"),
    [
        (Ending.SWITCHED_OFF, "the device was switched off  [L36 L63]", "not credited  [L36 L63]"),
        (Ending.CANCELLED, "the plan was cancelled  [L36]", "not credited  [L36]"),
        (Ending.UNPAID, "it was bought, and the payment failed  [L12]", "not credited  [L12]"),
        (Ending.UPGRADED, "the device moved to a better plan  [L32 L33]", "credited, if they were paid for  [L32 L33]"),
        (Ending.DOWNGRADED, "the device moved to a lesser or equal plan  [L32 L35]", "not credited  [L32 L35]"),
    ],
)
def test_each_end_of_a_plan_word_for_word(why, words, after):
    """A plan that was left for a better one earns a credit for the days after it, any other none."""
    assert str(explain(Removed(**HEAD, device="tracker-1", sku="STD", why=why))) == (
        "STD of tracker-1 ended on 2026-05-01\n"
        f"  why            {words}\n"
        "  last day       2026-05-01, included  [L43 L63]\n"
        f"  days after it  {after}\n"
        "  credit         one that paid for it is used and does not come back  [L63]\n"
        "  recorded       2026-05-01T06:00:00+00:00, on version 4"
    )


@pytest.mark.parametrize("why", Ending)
@pytest.mark.parametrize("kind", [Removed, Deactivated])
def test_every_end_has_words(kind, why):
    """Whatever an event may say is explained."""
    [fact] = [
        fact for fact in explain(kind(**HEAD, device="tracker-1", sku="STD", why=why)).facts if fact.label == "why"
    ]
    assert fact.value
    assert fact.rules
