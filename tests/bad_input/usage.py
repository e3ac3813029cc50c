"""Targets of usage: connections, sessions, updates and calls, and what is counted of them."""

import datetime as dt

from tests.bad_input.spec import Target, each, given, target
from tests.bad_input.trade import APRIL

from kpix_billing_core.usage import (
    ActiveDevices,
    Activity,
    ApiCalls,
    AtLeastConnections,
    Connection,
    DeviceActivity,
    FirmwareUpdate,
    OnDays,
    Session,
)

UTC = dt.UTC
NOON = dt.datetime(2026, 4, 16, 12, tzinfo=UTC)
MAY = dt.datetime(2026, 5, 1, tzinfo=UTC)
FAR = dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ID = given("acme", "id")
DEVICE = given("d1", "id")
# The rows are those of one account: no other id is right.
THE_ACCOUNT = given("acme", "the account")
ZONE = given(UTC, "zone asked")
WHEN = given(NOON, "instant", bad={"before the year 1 in UTC": FAR})
# An instant is counted only in its month.
IN_APRIL = ("the last instant", "a datetime whose zone fails")
# The results hold those of the month, so it cannot be another one.
THE_MONTH = given(APRIL, "Month", but=("the last month",))
LATER = MAY - dt.datetime.resolution

ROW = Connection("d1", "acme", NOON)
THEIRS = Connection("d1", "other", NOON)
ROWS = each(
    (ROW, ("d2", "acme", MAY)),
    container="iterable",
    bad={
        "of another account": (THEIRS,),
        "tuple of another account": (("d1", "other", NOON),),
        "too few fields": (("d1", "acme"),),
        "a field too many": (("d1", "acme", NOON, NOON),),
        "a list": (["d1", "acme", NOON],),
        "a naive instant": (("d1", "acme", NOON.replace(tzinfo=None)),),
        "a day": (("d1", "acme", NOON.date()),),
        "a number for a device": ((1, "acme", NOON),),
        "nothing for an account": (("d1", "", NOON),),
        "a lone surrogate": (("\ud800", "acme", NOON),),
        "before the year 1 in UTC": (("d1", "acme", FAR),),
        "good ones first": (*(ROW,) * 600, ("d1", "acme")),
    },
)
OF_ALL = each(ROWS.value, container="iterable", bad={"a field too many": (("d1", "acme", NOON, NOON),)})
USED = DeviceActivity("d1", NOON, 3, 0b11)
SESSION = Session("d1", "acme", NOON, MAY)
SESSIONS = each((SESSION,), container="iterable", bad={"of another account": (Session("d1", "other", NOON),)})
UPDATE = FirmwareUpdate("acme", "d1", "spring", NOON)
UPDATES = each((UPDATE,), container="iterable", bad={"of another account": (FirmwareUpdate("b", "d1", "c", NOON),)})
COUNT = given(3, "whole>=0")
ACTIVE = ActiveDevices("acme", APRIL, first=(("d1", NOON),))
ACTIVITY = Activity("acme", APRIL, devices=(USED,))

TARGETS: tuple[Target, ...] = (
    target("usage.Connection", device=DEVICE, account=ID, connected_at=WHEN),
    target(
        "usage.ActiveDevices",
        account=ID,
        month=THE_MONTH,
        zone=ZONE,
        first=each(
            (("d1", NOON), ("d2", NOON)),
            bad={
                "one twice": (("d1", NOON), ("d1", NOON)),
                "not in order": (("d2", NOON), ("d1", NOON)),
                "another month": (("d1", MAY),),
                "the month before": (("d1", NOON - dt.timedelta(days=30)),),
                "another zone": (("d1", NOON.astimezone(dt.timezone(dt.timedelta(hours=1)))),),
                "naive": (("d1", NOON.replace(tzinfo=None)),),
                "a device": ("d1",),
                "no device": (("", NOON),),
                "a triple": (("d1", NOON, NOON),),
                "a list": (["d1", NOON],),
                "a lone surrogate": (("\ud800", NOON),),
                "a number": ((1, NOON),),
            },
        ),
    ),
    target("usage.ActiveDevices.rows", ACTIVE),
    target("usage.active_devices", connections=ROWS, month=APRIL, account=THE_ACCOUNT, zone=ZONE),
    target("usage.active_devices_by_account", connections=OF_ALL, month=APRIL, zone=ZONE),
    # --- activity
    target(
        "usage.DeviceActivity",
        device=DEVICE,
        first=WHEN,
        connections=given(9, "whole>=1", but=("1",)),
        days=given(0b11, "whole>=1", but=("more than 64 bits",), bad={"33 days": 1 << 32}),
    ),
    target(
        "usage.Activity",
        account=ID,
        month=THE_MONTH,
        zone=ZONE,
        devices=each(
            (USED,),
            bad={
                "one twice": (USED, USED),
                "another month": (DeviceActivity("d1", MAY, 3, 1),),
                "31 April": (DeviceActivity("d1", NOON, 3, 1 << 30),),
            },
        ),
    ),
    target("usage.Activity.active", ACTIVITY, rule=OnDays(1)),
    target("usage.activity", connections=ROWS, month=APRIL, account=THE_ACCOUNT, zone=ZONE),
    target("usage.activity_by_account", connections=OF_ALL, month=APRIL, zone=ZONE),
    target("usage.AtLeastConnections", number=given(9, "whole>=1")),
    target("usage.AtLeastConnections.counts", AtLeastConnections(9), device=USED),
    target("usage.OnDays", number=given(9, "whole>=1", but=("more than 64 bits",), bad={"32 days": 32})),
    target("usage.OnDays.counts", OnDays(9), device=USED),
    # --- sessions
    target(
        "usage.Session",
        device=DEVICE,
        account=ID,
        connected_at=given(NOON, "instant", but=("the last instant",), bad={"before the year 1 in UTC": FAR}),
        disconnected_at=given(MAY, "instant", "None", bad={"before it began": NOON - dt.datetime.resolution}),
    ),
    target(
        "usage.PeakConcurrent",
        account=ID,
        month=THE_MONTH,
        zone=ZONE,
        count=given(3, "whole>=1"),
        at=given(NOON, "instant", but=IN_APRIL[:1], bad={"the month after": MAY}),
    ),
    target("usage.peak_concurrent", sessions=SESSIONS, month=APRIL, account=THE_ACCOUNT, zone=ZONE),
    # --- updates and calls
    target(
        "usage.FirmwareUpdate",
        account=ID,
        device=DEVICE,
        campaign=given("spring", "id"),
        completed_at=WHEN,
        endpoint=given("node-1", "text"),
    ),
    target("usage.firmware_updates", updates=UPDATES, month=APRIL, account=THE_ACCOUNT, zone=ZONE),
    target("usage.firmware_updates_by_account", updates=each((UPDATE,), container="iterable"), month=APRIL, zone=ZONE),
    target("usage.ApiCalls", **dict.fromkeys(ApiCalls.__annotations__, COUNT)),
)
