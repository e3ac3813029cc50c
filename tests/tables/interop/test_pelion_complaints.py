"""What a mistake about documents of the published API is answered with, word for word."""

from datetime import datetime

import attrs
import pytest
from tests.quota import EXPIRY, START, Desk

from kpix_billing_core.errors import BillingError
from kpix_billing_core.interop import (
    PelionEntry,
    PelionHistory,
    PelionPackage,
    PelionPackages,
    PelionQuota,
    PelionReservation,
    from_pelion,
    pelion_history,
    pelion_packages,
    pelion_quota,
    to_pelion,
)
from kpix_billing_core.interop.instants import instant_of
from kpix_billing_core.quota import History, Quota, history

NAIVE = datetime(2026, 4, 1)
UNLIMITED = Desk().package(None)
PACKAGE = PelionPackage(id="p1", count=0, starts_at=START, expires_at=EXPIRY)
RESERVATION = PelionReservation(id="a", account="acme", campaign="a")
ENTRY = PelionEntry(id="0" * 32, added=START, amount=1, reason="reservation")
PAGE = PelionHistory()
QUOTA = PelionQuota(quota=0)
COMPLAINTS = [
    (lambda: attrs.evolve(PACKAGE, extra=[]), "extra: expected tuple, got list []"),
    (
        lambda: attrs.evolve(PACKAGE, extra=("alias",)),
        "extra: expected tuple of keys, each with JSON text, got str 'alias'",
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("alias", "1", "2"),)),
        "extra: expected tuple of keys, each with JSON text, got tuple ('alias', '1', '2')",
    ),
    (lambda: attrs.evolve(PACKAGE, extra=(("alias", 1),)), "extra: expected str, got int 1"),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("created", "1"),)),
        "extra: expected keys that are not known, got str 'created'",
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("alias", "x"),)),
        "extra: expected JSON text without blanks, its keys in order, got str 'x'",
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("alias", '{"b": 1}'),)),
        "extra: expected JSON text without blanks, its keys in order, got str '{\"b\": 1}'",
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("alias", '{"b":1,"a":1}'),)),
        'extra: expected JSON text without blanks, its keys in order, got str \'{"b":1,"a":1}\'',
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("alias", "NaN"),)),
        "extra: expected JSON text without blanks, its keys in order, got str 'NaN'",
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("b", "1"), ("a", "1"))),
        "extra: expected each key once, in order, got tuple (('b', '1'), ('a', '1'))",
    ),
    (
        lambda: attrs.evolve(PACKAGE, extra=(("a", "1"), ("a", "2"))),
        "extra: expected each key once, in order, got tuple (('a', '1'), ('a', '2'))",
    ),
    (lambda: attrs.evolve(PACKAGE, count=-1), "count: expected at least 0, got int -1"),
    (lambda: attrs.evolve(PACKAGE, count=2**31), "count: expected at most 2147483647, got int 2147483648"),
    (lambda: attrs.evolve(PACKAGE, count="1"), "count: expected int, got str '1'"),
    (lambda: attrs.evolve(PACKAGE, starts_at=None), "starts_at: expected aware datetime, got NoneType None"),
    (lambda: attrs.evolve(PACKAGE, expires_at=None), "expires_at: expected aware datetime, got NoneType None"),
    (
        lambda: attrs.evolve(PACKAGE, created=NAIVE),
        "created: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: PelionPackages(active=PACKAGE), "active: expected a package with its created, got str 'p1'"),
    (lambda: PelionPackages(extra=(("object", "1"),)), "extra: expected keys that are not known, got str 'object'"),
    (lambda: PelionPackages(extra=(("active", "1"),)), "extra: expected keys that are not known, got str 'active'"),
    (lambda: PelionQuota(quota=-1), "quota: expected at least 0, got int -1"),
    (lambda: PelionQuota(quota=2**63), "quota: expected at most 9223372036854775807, got int 9223372036854775808"),
    (
        lambda: PelionQuota(quota=1, extra=(("object", "1"),)),
        "extra: expected keys that are not known, got str 'object'",
    ),
    (
        lambda: attrs.evolve(RESERVATION, campaign="c" * 251),
        "campaign: expected at most 250 characters, got str 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc…",
    ),
    (
        lambda: attrs.evolve(RESERVATION, extra=(("campaign_name", "1"),)),
        "extra: expected keys that are not known, got str 'campaign_name'",
    ),
    (
        lambda: attrs.evolve(ENTRY, id="X" * 32),
        "id: expected 32 hexadecimal digits, got str 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'",
    ),
    (
        lambda: attrs.evolve(ENTRY, added=NAIVE),
        "added: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 1, 0, 0)",
    ),
    (lambda: attrs.evolve(ENTRY, amount=None), "amount: expected int, got NoneType None"),
    (lambda: attrs.evolve(ENTRY, amount=2**63), "amount: expected a number of 64 bits, got int 9223372036854775808"),
    (
        lambda: attrs.evolve(ENTRY, amount=-(2**63) - 1),
        "amount: expected a number of 64 bits, got int -9223372036854775809",
    ),
    (lambda: attrs.evolve(PAGE, total_count=-1), "total_count: expected at least 0, got int -1"),
    (lambda: attrs.evolve(PAGE, total_count=None), "total_count: expected int, got NoneType None"),
    (lambda: attrs.evolve(PAGE, order=1), "order: expected str, got int 1"),
    (lambda: attrs.evolve(PAGE, order="up"), "order: expected ASC or DESC, got str 'up'"),
    (lambda: attrs.evolve(PAGE, extra=(("object", "1"),)), "extra: expected keys that are not known, got str 'object'"),
    (lambda: pelion_history(History("acme"), order=1), "order: expected str, got int 1"),
    (lambda: pelion_history(History("acme"), after=""), "after: expected an id, got str ''"),
    (
        lambda: pelion_history(History("acme"), after="0" * 32),
        "after: expected the id of a line of the history, got str '00000000000000000000000000000000'",
    ),
    (lambda: pelion_history("acme"), "history: expected History, got str 'acme'"),
    (
        lambda: pelion_history(history(UNLIMITED.log, START, "acme")),
        "count: expected a number of tokens, as the published shape has no other, got Unlimited Unlimited()",
    ),
    (lambda: pelion_quota("acme", START), "quota: expected Quota, got str 'acme'"),
    (
        lambda: pelion_quota(UNLIMITED.quota, START),
        "quota: expected a number of tokens, as the published shape has no other, got Unlimited Unlimited()",
    ),
    (
        lambda: pelion_packages({}, START, "acme"),
        "events: expected a list, tuple or other iterable in order, got dict {}",
    ),
    (lambda: pelion_packages([7], START, "acme"), "event: expected an event of a quota, got int 7"),
    (
        lambda: pelion_packages(UNLIMITED.log, START, "acme"),
        "count: expected a number of tokens, as the published shape has no other, got Unlimited Unlimited()",
    ),
    (lambda: to_pelion(7), "value: expected one of the documents, such as PelionReport, got int 7"),
    (
        lambda: from_pelion(Quota, {}),
        "cls: expected one of the documents, such as PelionReport, got type <class 'kpix_billing_core.quota.state.Quota'>",
    ),
    (lambda: instant_of("soon"), "instant: expected an instant such as '2017-10-10T10:45:12.896Z', got str 'soon'"),
    (
        lambda: instant_of("2026-02-30T00:00Z"),
        "instant: expected an instant such as '2017-10-10T10:45:12.896Z', got str '2026-02-30T00:00Z'",
    ),
]


def test_keys_are_in_order_whatever_is_said_under_them():
    assert attrs.evolve(PACKAGE, extra=(("a", "1"), ("b", "0"))).extra[1] == ("b", "0")


@pytest.mark.parametrize(("call", "message"), COMPLAINTS, ids=[message[:60] for _, message in COMPLAINTS])
def test_a_mistake_is_named(call, message):
    with pytest.raises(BillingError) as caught:
        call()
    assert str(caught.value) == message
