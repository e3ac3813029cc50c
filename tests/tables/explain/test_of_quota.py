"""A quota explained: where its tokens are and why, answers, the warning, lines of the history, events and refusals."""

from datetime import UTC, datetime

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, EXPIRY, START, Desk, day

from kpix_billing_core import explain
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType
from kpix_billing_core.quota import (
    SERVICE_PACKAGES,
    SERVICE_PACKAGES_WITH_GRACE,
    UNLIMITED,
    HistoryEntry,
    HistoryReason,
    Quota,
    QuotaBalance,
    QuotaTerms,
    RenewalStart,
    Verdict,
    commit,
    expire,
    reserve,
)

FROM, TO = "2026-04-01T00:00:00+00:00", "2027-04-01T00:00:00+00:00"
LONG = datetime(2027, 3, 1, 23, tzinfo=UTC)


def said(result):
    return str(explain(result)).splitlines()


def used(terms=SERVICE_PACKAGES):
    return Desk(terms).package(20).reserved("spring", 5, day(1)).used("spring", 1, day(2))


def test_a_quota_tells_where_its_tokens_are():
    assert said(used().quota) == [
        "Quota of acme: 15 tokens remaining",
        "  as of      3 events, the newest at 2026-04-03T00:00:00+00:00",
        f"  package    p1, 20 tokens, from {FROM} to {TO}, not included  [P04 P09]",
        "  granted    20 in all  [P03 P48 P49]",
        "  reserved   4 set aside for campaigns and not used  [P44]",
        "  consumed   1 used for updates  [P07]",
        "  forfeited  0 lost when a package ended  [P47 P50 P52]",
        "  remaining  20 - 4 - 1 - 0 = 15  [P10 P29]",
        "  spring: 4 tokens set aside",
        "    reserved  5, the first at 2026-04-02T00:00:00+00:00  [P44]",
        "    used      1  [P07]",
        "    not used  5 - 1 = 4  [P45]",
    ]


def test_a_quota_once_its_package_has_expired():
    assert said(used().quota.as_of(EXPIRY)) == [
        "Quota of acme: 0 tokens remaining",
        "  as of      3 events, the newest at 2026-04-03T00:00:00+00:00",
        f"  package    none; p1 expired at {TO}  [P08 P53]",
        "  granted    20 in all  [P03 P48 P49]",
        "  reserved   0 set aside for campaigns and not used  [P44]",
        "  consumed   1 used for updates  [P07]",
        "  forfeited  19 lost when a package ended  [P47 P50 P52]",
        "  remaining  20 - 0 - 1 - 19 = 0  [P10 P29]",
    ]


def test_a_quota_of_nobody_and_nothing():
    assert said(Quota())[:3] == [
        "Quota of nobody: 0 tokens remaining",
        "  as of      0 events",
        "  package    none yet  [P03]",
    ]


def test_a_renewal_that_waits():
    assert said(used().renewed(30, day(3)).quota)[3] == f"  renewal    p2, 30 tokens, takes over at {TO}  [P49 P50]"


def test_a_quota_without_limit_and_what_it_lent():
    desk = Desk().package(2).reserved("a", 2, START, tenant="north").renewed(None, day(1), start=RenewalStart.AT_ONCE)
    told = said(desk.must(reserve, day(2), campaign="a", size=3, tenant="north", top_up=True).quota)
    assert told[0] == "Quota of acme: unlimited tokens remaining"
    assert told[2].startswith("  package        p2, unlimited tokens, from 2026-04-02T00:00:00+00:00 to 2027-04-02T")
    assert told[3:9] == [
        "  granted        5 in all  [P03 P48 P49]",
        "  reserved       5 set aside for campaigns and not used  [P44]",
        "  consumed       0 used for updates  [P07]",
        "  forfeited      0 lost when a package ended  [P47 P50 P52]",
        "  remaining      5 - 5 - 0 - 0 = 0  [P10 P29]",
        "  without limit  whatever a campaign asks for beside that; it counts as granted once it is reserved  [P29]",
    ]
    assert told[9:] == [
        "  a: 5 tokens set aside",
        f"    reserved  5, the first at {FROM}  [P44]",
        "    lent      3 of them by a package without limit; they are used first  [P51]",
        "    used      0  [P07]",
        "    not used  5 - 0 = 5  [P45]",
        "    for       north, a tenant  [P15]",
    ]


def test_a_campaign_in_days_of_grace():
    [held] = used(SERVICE_PACKAGES_WITH_GRACE).quota.as_of(EXPIRY).reservations
    assert said(held)[-1] == (
        "  lapses    at 2027-05-31T00:00:00+00:00: its package has expired, and runs on in days of grace  [P08 P47]"
    )


def test_a_balance_alone():
    assert said(QuotaBalance(granted=10, remaining=1, reserved=2, consumed=3, forfeited=4)) == [
        "1 token remaining",
        "  granted    10 in all  [P03 P48 P49]",
        "  reserved   2 set aside for campaigns and not used  [P44]",
        "  consumed   3 used for updates  [P07]",
        "  forfeited  4 lost when a package ended  [P47 P50 P52]",
        "  remaining  10 - 2 - 3 - 4 = 1  [P10 P29]",
    ]


@pytest.mark.parametrize(
    ("verdict", "lines"),
    [
        (
            used().quota.can_start(15, day(3)),
            ["Yes", "  why  a package is in force, with tokens left or set aside  [P05 P06]"],
        ),
        (
            used().quota.can_start(16, day(3)),
            [
                "No: insufficient quota",
                "  why    fewer tokens remain than it takes, so that none is taken  [P05 P10]",
                "  found  have 15, need 16",
            ],
        ),
        (
            used().quota.updates_enabled(EXPIRY),
            [
                "No: package expired",
                "  why    the package is valid no more, whatever was left of it  [P08]",
                f"  found  package p1 expired at {TO}",
            ],
        ),
        (
            Quota(account="acme").updates_enabled(START),
            [
                "No: no package",
                "  why    the account has had no service package yet  [P03 P05]",
                "  found  no service package yet",
            ],
        ),
        (
            Desk().package(1).reserved("a", 1, START).used("a", 1, START).quota.updates_enabled(START),
            [
                "No: tokens exhausted",
                "  why    nothing that could be used is left  [P06]",
                "  found  no tokens left, and none reserved",
            ],
        ),
        (
            Verdict(Reason.TOKENS_EXHAUSTED),
            ["No: tokens exhausted", "  why  nothing that could be used is left  [P06]"],
        ),
    ],
)
def test_an_answer(verdict, lines):
    assert said(verdict) == lines


def test_a_warning():
    assert said(used().quota.expiry_warning(LONG)) == [
        f"The package expires at {TO}",
        "  days left  31, by the calendar in UTC  [P30 P31]",
        "  renewal    none waits: no campaign can start from then on, and what remains is lost  [P08 P31 P52]",
    ]
    assert said(used().renewed(5, day(3)).quota.expiry_warning(LONG))[2] == (
        "  renewal    waits, and takes over then  [P31 P49]"
    )


def test_every_line_of_a_history():
    desk = used().closed("spring", day(4)).adjusted(1, day(5)).reserved("summer", 7, day(6), tenant="north")
    told = [said(entry) for entry in desk.history(EXPIRY)]
    assert told[0] == [
        "+20: package creation",
        "  why        a package came to be, with its tokens  [P03 P48]",
        f"  when       {FROM}",
        "  for        acme  [P15 P63]",
        "  package    p1",
        "  remaining  0 + 20 = 20  [P42]",
    ]
    assert told[4] == [
        "-7: reservation",
        "  why        tokens were set aside for a campaign  [P44]",
        "  when       2026-04-07T00:00:00+00:00",
        "  for        north  [P15 P63]",
        "  campaign   summer",
        "  remaining  20 - 7 = 13  [P42]",
    ]
    assert [(lines[0], lines[1][13:], lines[-1][13:]) for lines in (*told[1:4], *told[5:])] == [
        ("-5: reservation", "tokens were set aside for a campaign  [P44]", "20 - 5 = 15  [P42]"),
        (
            "+4: reservation release",
            "a campaign closed; what it had not used came back  [P45 P51]",
            "15 + 4 = 19  [P42]",
        ),
        ("+1: package tokens edit", "an operator changed the number of tokens  [P43]", "19 + 1 = 20  [P42]"),
        (
            "+0: reservation termination",
            "a campaign lost its tokens with its package; they had left when they were reserved  [P46 P47]",
            "13 + 0 = 13  [P42]",
        ),
        (
            "-13: package termination",
            "a package expired, and what remained of it was lost  [P52 P53]",
            "13 - 13 = 0  [P42]",
        ),
    ]


def test_a_line_of_a_renewal_and_one_without_limit():
    *_, renewed = Desk().package(2).renewed(None, START, start=RenewalStart.AT_ONCE).history(START)
    assert said(renewed)[:2] == [
        "+0: package renewal",
        "  why        a renewal took effect; what remained went over, or was lost  [P49 P50]",
    ]
    assert said(renewed)[-1] == "  remaining  without limit  [P42]"


def test_a_line_with_a_reason_of_somebody_elses():
    entry = HistoryEntry(id="0" * 32, added=START, amount=1, reason="found_again", account="acme", balance=1)
    assert entry.known is None
    assert said(entry)[:2] == [
        "+1: found again",
        "  why        a reason of its sender's that is not known here  [P43]",
    ]


def test_every_reason_of_a_line_is_told():
    told = {
        said(HistoryEntry(id="0" * 32, added=START, amount=0, reason=reason.value, account="a"))[1]
        for reason in HistoryReason
    }
    assert len(told) == len(HistoryReason) == 7


AT = day(1).isoformat()
EVENTS = [
    (
        Desk().package(20, day(1)).log.last(),
        [
            "Package p1 of acme: 20 tokens",
            "  valid     from 2026-04-02T00:00:00+00:00 to 2027-04-02T00:00:00+00:00, not included  [P04]",
            "  tokens    can be reserved from then on  [P03 P48]",
            f"  recorded  {AT}, on version 0",
        ],
    ),
    (
        Desk().package(20).renewed(1, day(1), key="order 7").log.last(),
        [
            "Package p2 of acme, a renewal: 1 token",
            f"  takes effect  {TO}, when the package before it expires  [P49]",
            f"  valid         from {TO} to 2028-04-01T00:00:00+00:00, not included  [P04]",
            "  goes over     campaigns, and what remains unless the terms say that it is lost  [P50 P51]",
            f"  recorded      {AT}, on version 1, as order 7",
        ],
    ),
    (
        Desk().package(20).reserved("spring", 5, day(1), tenant="north").log.last(),
        [
            "5 tokens set aside for spring",
            "  tokens    all of them or none, before the campaign starts  [P05 P10 P44]",
            "  for       north, a tenant on the quota of acme  [P15]",
            f"  recorded  {AT}, on version 1",
        ],
    ),
    (
        Desk().package(20).reserved("spring", 5, START).used("spring", 1, day(1)).log.last(),
        [
            "d1 updated by spring",
            "  tokens    one of the campaign's is used, however many attempts it took  [P07 P09]",
            f"  recorded  {AT}, on version 2, as commit 'spring' 'd1'",
        ],
    ),
    (
        Desk(QuotaTerms(failed_updates_count=True))
        .package(20)
        .reserved("spring", 5, START)
        .must(commit, day(1), campaign="spring", device="d1", succeeded=False)
        .log.last(),
        [
            "d1 not updated by spring",
            "  tokens    one of the campaign's is used, as the terms let failures cost one  [P07]",
            f"  recorded  {AT}, on version 2, as failure 'spring' 'd1'",
        ],
    ),
    (
        Desk().package(20).reserved("spring", 5, START).closed("spring", day(1), consumed=3).log.last(),
        [
            "spring closed, 3 tokens used in all",
            "  the rest  goes to the package in force, or is lost with its own  [P45 P47 P51]",
            f"  recorded  {AT}, on version 2",
        ],
    ),
    (
        Desk().package(20).adjusted(-3, day(1)).log.last(),
        [
            "-3 for acme, by hand",
            "  tokens    of the package in force  [P43]",
            f"  recorded  {AT}, on version 1",
        ],
    ),
    (
        attrs.evolve(Desk().package(20).adjusted(3, day(1)).log.last(), reference="ticket 7"),
        [
            "+3 for acme, by hand",
            "  tokens     of the package in force  [P43]",
            "  reference  ticket 7",
            f"  recorded   {AT}, on version 1",
        ],
    ),
]


@pytest.mark.parametrize(("event", "lines"), EVENTS)
def test_an_event(event, lines):
    assert said(event) == lines


def test_a_renewal_that_starts_at_once():
    event = Desk().package(20).renewed(30, day(1), start=RenewalStart.AT_ONCE).log.last()
    assert said(event)[1] == f"  takes effect  {AT}, at once  [P49]"


def test_records():
    campaign, package = expire(used().quota, at=EXPIRY + DAY)
    [renewal] = expire(used().renewed(30, day(3)).quota, at=EXPIRY)
    record = "of what the dates did; noted or not, it is so  [P52 P64]"
    assert said(campaign) == [
        "spring ended with its package: 4 tokens lost",
        "  remaining  as before: they had left when they were reserved  [P46 P47]",
        f"  record     {record}",
        f"  recorded   {TO}, on version 3",
    ]
    assert said(package) == [
        "Package p1 of acme expired: 15 tokens lost",
        "  remaining  0, and no later package brings them back  [P52 P53]",
        f"  record     {record}",
        f"  recorded   {TO}, on version 4",
    ]
    assert said(renewal) == [
        "Package p2 of acme took over",
        "  remaining  +30: what it brought, less what was not carried over  [P49 P50]",
        "  goes over  campaigns, and what remains unless the terms say that it is lost  [P50 P51]",
        f"  record     {record}",
        f"  recorded   {TO}, on version 4",
    ]


def test_a_refusal():
    again = used().do(reserve, day(3), campaign="spring", size=1)
    assert said(again) == [
        "Refused: campaign open",
        "  why    a campaign reserves once, unless it asks for more  [P44]",
        "  found  spring has 4 tokens set aside",
    ]


REFUSALS = {
    Reason.STALE_VERSION: "another event came first: read the log and decide anew",
    Reason.OUT_OF_ORDER: "a later event has happened already",
    Reason.KEY_REUSED: "its key stands for another wish, which has been met",
    Reason.PURCHASE_REQUIRED: "no credit is left, and no billing details to buy one with  [L15 L22]",
    Reason.NOT_ENOUGH_CREDITS: "the grant has fewer credits left than are to be taken back",
    Reason.UNKNOWN_GRANT: "the pool has no such grant with credits left",
    Reason.NOT_PENDING: "the grant waits for nobody's confirmation  [L19]",
    Reason.ALREADY_ACTIVE: "the device holds a plan on that day  [L22]",
    Reason.NOT_ACTIVE: "the device does not hold that plan on that day  [L32 L36]",
    Reason.RENEWAL_DUE: "the plan is paid for one month, and that of the day is another  [L09 L23]",
    Reason.LIMIT_EXCEEDED: "more devices than the tier allows  [K19]",
    Reason.NO_PACKAGE: "the account has had no service package yet  [P03 P05]",
    Reason.PACKAGE_ACTIVE: "no two packages of an account overlap  [P03]",
    Reason.PACKAGE_EXPIRED: "the package is valid no more, whatever was left of it  [P08]",
    Reason.RENEWAL_PENDING: "one renewal may wait at a time  [P49]",
    Reason.INSUFFICIENT_QUOTA: "fewer tokens remain than it takes, so that none is taken  [P05 P10]",
    Reason.TOKENS_EXHAUSTED: "nothing that could be used is left  [P06]",
    Reason.CAMPAIGN_OPEN: "a campaign reserves once, unless it asks for more  [P44]",
    Reason.NO_RESERVATION: "the campaign has no tokens set aside, or none any more  [P45 P47]",
    Reason.UPDATE_FAILED: "an update that failed costs nothing, unless the terms say so  [P07]",
    Reason.NOT_ADMINISTRATOR: "only an administrator of the account chooses its business model  [P32]",
    Reason.NOT_COMMERCIAL: "billing is for commercial accounts, and those of partners  [P02]",
    Reason.NOT_YET_AVAILABLE: "the report of a month is there from the third business day after it  [P16 P18]",
}


@pytest.mark.parametrize("reason", Reason)
def test_what_each_reason_of_a_refusal_means(reason):
    title, why = said(Refused(reason, ""))
    assert title == f"Refused: {reason.value.replace('_', ' ')}"
    assert why == f"  why  {REFUSALS[reason]}"


@pytest.mark.parametrize("other", [QuotaTerms(), UNLIMITED, RenewalStart.AT_ONCE, used().quota.active])
def test_of_quotas_but_nothing_to_explain(other):
    expected = "result: expected Quota, Verdict, ExpiryWarning, HistoryEntry or an event of a quota, got"
    assert complaint(WrongType, explain, other).startswith(f"{expected} {type(other).__name__} ")
