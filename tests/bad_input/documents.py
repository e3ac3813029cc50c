"""Targets of the documents in other systems' shapes: their values, and the way there and back."""

from tests.bad_input.spec import Target, each, given, target
from tests.bad_input.tokens import AT, CREATED, EVENTS, HISTORY, ID, ITS_ACCOUNT, KEY, NATURAL, QUOTA, TERMS

from kpix_billing_core.interop import (
    PelionQuota,
    pelion_history,
    pelion_packages,
    to_pelion,
)

SENT = pelion_packages([CREATED], CREATED.at, "acme")
PAGE = pelion_history(HISTORY)
BOOL = given(True, "bool")
NO_FLAG = given(None, "bool", "None")
TOKENS = given(5, "whole>=0", but=("more than 64 bits",), bad={"more than 32 bits": 2**31})
EXTRA = given(
    (("new", "1"),), bad={"a list": [], "no JSON": (("new", "{"),), "no pair": (("new",),), "twice": (("a", "1"),) * 2}
)
DATA = to_pelion(PelionQuota(quota=5))

TARGETS: tuple[Target, ...] = (
    target(
        "interop.PelionPackage",
        id=ID,
        count=TOKENS,
        starts_at=AT,
        expires_at=AT,
        created=given(None, "instant", "None"),
        modified=given(None, "instant", "None"),
        grace_period=NO_FLAG,
        ended_at=given(None, "instant", "None"),
        reason=KEY,
        previous_id=KEY,
        next_id=KEY,
        extra=EXTRA,
    ),
    target(
        "interop.PelionPackages",
        active=given(SENT.active, "PelionPackage", "None"),
        pending=given(None, "None"),
        previous=each((), container="tuple"),
        extra=EXTRA,
    ),
    target("interop.PelionQuota", quota=given(5, "whole>=0", but=("more than 64 bits",)), extra=EXTRA),
    target("interop.PelionReservation", id=ID, account=ID, campaign=ID, extra=EXTRA),
    target(
        "interop.PelionEntry",
        id=given("0" * 32, "hexadecimal digits"),
        added=AT,
        amount=given(5, "whole", but=("more than 64 bits",)),
        reason=ID,
        reservation=given(None, "None"),
        package=given(None, "None"),
        extra=EXTRA,
    ),
    target(
        "interop.PelionHistory",
        entries=each(PAGE.entries[:1]),
        has_more=BOOL,
        limit=given(50, "whole>=2", but=("more than 64 bits",)),
        total_count=NATURAL,
        order=given("ASC", "None"),
        after=KEY,
        extra=EXTRA,
    ),
    target("interop.to_pelion", value=PelionQuota(quota=5)),
    target("interop.from_pelion", cls=given(PelionQuota), data=given(DATA)),
    target("interop.pelion_quota", quota=QUOTA, at=AT),
    target("interop.pelion_packages", events=EVENTS, at=AT, account=ITS_ACCOUNT, terms=TERMS),
    target(
        "interop.pelion_history",
        history=HISTORY,
        limit=given(50, "whole>=2", but=("more than 64 bits",)),
        after=given(None, "None"),
        order="ASC",
    ),
)
