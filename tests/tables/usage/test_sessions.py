"""The most devices that were connected at one time."""

from datetime import UTC, timedelta, timezone

import pytest
from tests.examples import complaint
from tests.usage import APRIL, BEGINS, ENDS, HOUR, MOMENT, NOON, april

from kpix_billing_core.errors import TallyMismatch, WrongType, WrongValue
from kpix_billing_core.usage import PeakConcurrent, Session, peak_concurrent

EAST = timezone(timedelta(hours=2))


def on(device, since, until=None, account="acme"):
    """Return a session; numbers are hours of 16 April."""
    return Session(
        device,
        account,
        *(at and at if at is None or not isinstance(at, int) else april(16, at) for at in (since, until)),
    )


def peak(count, at, zone=UTC):
    return PeakConcurrent("acme", APRIL, zone, count, april(16, at) if isinstance(at, int) else at)


@pytest.mark.parametrize(
    ("sessions", "count", "at"),
    [
        ([], 0, None),
        ([on("a", 1, 5)], 1, 1),
        ([on("a", 1, 5), on("b", 2, 3)], 2, 2),
        ([on("b", 2, 3), on("a", 1, 5)], 2, 2),
        # one goes as the other comes
        ([on("a", 1, 2), on("b", 2, 3)], 1, 1),
        # three and then three again: the first time stands
        ([on("a", 1, 9), on("b", 2, 3), on("c", 2, 3), on("b", 5, 6), on("c", 5, 6)], 3, 2),
        # still connected
        ([on("a", 1), on("b", 9), on("c", 4, 5)], 2, 4),
        # a device once, however its sessions lie
        ([on("a", 1, 5), on("a", 2, 3), on("a", 4, 8), on("a", 8, 9)], 1, 1),
        ([on("a", 1, 5), on("a", 2, 9), on("b", 6, 7)], 2, 6),
        ([on("a", 1, 2), on("a", 2, 4), on("b", 3, 4)], 2, 3),
        ([on("a", 1, 4), on("a", 1, 2), on("b", 3, 4)], 2, 3),
        # connected for no time at all
        ([on("a", 1, 1)], 0, None),
        ([on("a", 1, 1), on("b", 0, 2), on("c", 1, 2)], 2, 1),
        # around the month
        ([on("a", BEGINS - HOUR, BEGINS)], 0, None),
        ([on("a", BEGINS - HOUR, BEGINS + MOMENT), on("b", BEGINS - HOUR)], 2, BEGINS),
        ([on("a", ENDS - MOMENT), on("b", ENDS)], 1, ENDS - MOMENT),
        ([on("a", ENDS, ENDS + HOUR)], 0, None),
        ([on("a", BEGINS - HOUR, ENDS + HOUR)], 1, BEGINS),
    ],
)
def test_peaks(sessions, count, at):
    """How many at once, and when first."""
    assert peak_concurrent(sessions, APRIL, "acme") == peak(count, at)
    assert peak_concurrent(reversed(sessions), APRIL, "acme") == peak(count, at)


def test_a_zone_moves_the_month():
    """What is over when April begins in UTC was in April two hours east."""
    assert peak_concurrent([on("a", BEGINS - HOUR, BEGINS)], APRIL, "acme", EAST) == peak(1, BEGINS - HOUR, EAST)


def test_strangers():
    """Sessions of another account, and what is no session."""
    problem = complaint(TallyMismatch, peak_concurrent, [on("a", 1, 2, "b")], APRIL, "acme")
    assert problem == "expected sessions of acme, got one of b"
    assert complaint(WrongType, peak_concurrent, [1], APRIL, "acme") == "session: expected Session, got int 1"
    assert complaint(WrongType, peak_concurrent, 1, APRIL, "acme").startswith("sessions: expected")
    assert complaint(WrongType, peak_concurrent, [], 4, "acme").startswith("month: expected Month")
    assert complaint(WrongValue, peak_concurrent, [], APRIL, "").startswith("account: expected an id")


@pytest.mark.parametrize(
    ("fields", "kind", "problem"),
    [
        (("", "acme", NOON), WrongValue, "device: expected an id"),
        (("a", "", NOON), WrongValue, "account: expected an id"),
        (("a", "acme", NOON.date()), WrongType, "connected_at: expected aware datetime"),
        (("a", "acme", NOON, 1), WrongType, "disconnected_at: expected aware datetime"),
        (
            ("a", "acme", NOON, NOON - MOMENT),
            WrongValue,
            "disconnected_at: expected an instant from 2026-04-16T12:00:00+00:00 on, got datetime",
        ),
    ],
)
def test_what_is_no_session(fields, kind, problem):
    """It ends when it began, or later."""
    assert complaint(kind, Session, *fields).startswith(problem)


def test_instants_are_kept_in_utc():
    """As those of connections."""
    found = Session("a", "acme", NOON.astimezone(EAST), NOON.astimezone(EAST))
    assert (found.connected_at.tzinfo, found.disconnected_at.tzinfo) == (UTC, UTC)
    assert peak(1, NOON.astimezone(EAST)).at.tzinfo is UTC


@pytest.mark.parametrize(
    ("fields", "kind", "problem"),
    [
        (("", APRIL), WrongValue, "account: expected an id"),
        (("acme", 4), WrongType, "month: expected Month"),
        (("acme", APRIL, UTC, -1), WrongValue, "count: expected at least 0"),
        (("acme", APRIL, UTC, 1), WrongValue, "at: expected an instant for a count above 0, and None for 0, got"),
        (
            ("acme", APRIL, UTC, 0, NOON),
            WrongValue,
            "at: expected an instant for a count above 0, and None for 0, got datetime",
        ),
        (("acme", APRIL, UTC, 1, 1), WrongType, "at: expected aware datetime"),
        (("acme", APRIL, UTC, 1, ENDS), WrongValue, "at: expected an instant of 2026-04, got datetime"),
        (("acme", APRIL, UTC, 1, BEGINS - MOMENT), WrongValue, "at: expected an instant of 2026-04, got datetime"),
    ],
)
def test_what_is_no_peak(fields, kind, problem):
    """A peak has its instant in the month, and nothing has none."""
    assert complaint(kind, PeakConcurrent, *fields).startswith(problem)


def test_the_edges_are_within():
    """A peak may be at the first and at the last instant."""
    assert peak(1, BEGINS).count == peak(1, ENDS - MOMENT).count == 1
