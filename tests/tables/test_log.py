"""Logs by example: what is admitted and what refused, and what is no event at all."""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.log import Log, append
from kpix_billing_core.testing import Happening

NOON = datetime(2026, 4, 30, 12, tzinfo=UTC)
FIRST = Happening(0, NOON, "key-1", "first")


@attrs.frozen
class Keyless:
    """What lacks one of the three."""

    version: int = 0
    at: datetime | None = None


class Plain:
    """What has all three and is no attrs class, so that two of them could not be compared."""

    version, at, key = 0, NOON, None

    def __repr__(self):
        return "Plain"


@pytest.fixture
def log():
    """A log of one event."""
    return append(Log(), FIRST)


def test_an_empty_log():
    """It has seen nothing, ends nowhere and knows no key."""
    assert (Log().version, len(Log()), list(Log()), Log().last(), Log().with_key("key-1")) == (0, 0, [], None, None)


def test_an_event_is_admitted(log):
    """It is last, found by its key, and the next must have seen it."""
    assert (log.version, len(log), list(log), log.last(), log.with_key("key-1")) == (1, 1, [FIRST], FIRST, FIRST)
    assert list(append(log, Happening(1, NOON))) == [FIRST, Happening(1, NOON)]


@pytest.mark.parametrize(
    ("reason", "detail", "event"),
    [
        (Reason.STALE_VERSION, "decided on 0 events, the log holds 1", Happening(0, NOON)),
        (Reason.STALE_VERSION, "decided on 2 events, the log holds 1", Happening(2, NOON)),
        (
            Reason.OUT_OF_ORDER,
            "2026-04-30T11:59:59.999999+00:00 is before 2026-04-30T12:00:00+00:00",
            Happening(1, NOON - timedelta(microseconds=1)),
        ),
        (Reason.KEY_REUSED, "key key-1 names another event", Happening(1, NOON, "key-1", "second")),
        # the key is looked at before the version, and the version before the time
        (Reason.KEY_REUSED, "key key-1 names another event", Happening(0, NOON, "key-1", "second")),
        (Reason.STALE_VERSION, "decided on 0 events, the log holds 1", Happening(0, NOON - timedelta(days=1))),
    ],
)
def test_what_is_refused(log, reason, detail, event):
    """A refusal is a value that says why; nothing happened."""
    assert append(log, event) == Refused(reason, detail)
    assert list(log) == [FIRST]


def test_keys_are_compared_whole(log):
    """A key that sorts beside another, or begins like it, is not it."""
    longer = append(append(log, Happening(1, NOON, "key-10")), Happening(2, NOON, "key"))
    assert [longer.with_key(key) for key in ("key-1", "key-10", "key", "key-", "kez")] == [*longer, None, None]


@pytest.mark.parametrize(
    ("kind", "message", "event"),
    [
        (WrongType, "version: expected int, got str '0'", Happening("0", NOON)),
        (WrongType, "version: expected int, got bool False", Happening(False, NOON)),
        (WrongValue, "version: expected at least 0, got int -1", Happening(-1, NOON)),
        (
            WrongType,
            "at: expected aware datetime, got date 2026-04-30",
            Happening(0, date(2026, 4, 30)),
        ),
        (
            WrongValue,
            "at: expected a datetime with its zone, got datetime datetime.datetime(2026, 4, 30, 0, 0)",
            Happening(0, datetime(2026, 4, 30)),
        ),
        (WrongType, "key: expected str, got int 7", Happening(0, NOON, 7)),
        (WrongValue, "key: expected an id, got str ''", Happening(0, NOON, "")),
    ],
)
def test_what_is_no_event(kind, message, event):
    """A version that is no count, an instant without a zone and a key that is no id are mistakes, not refusals."""
    with pytest.raises(kind) as caught:
        append(Log(), event)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "ask"),
    [
        (WrongType, "log: expected Log, got list []", lambda: append([], FIRST)),
        (WrongType, "log: expected Log, got NoneType None", lambda: append(None, FIRST)),
        (
            WrongType,
            "event: expected an event with a version, an instant and a key, got str 'x'",
            lambda: append(Log(), "x"),
        ),
        (
            WrongType,
            "event: expected an event with a version, an instant and a key, got Keyless Keyless(version=0, at=None)",
            lambda: append(Log(), Keyless()),
        ),
        (
            WrongType,
            "event: expected an event with a version, an instant and a key, got Plain Plain",
            lambda: append(Log(), Plain()),
        ),
        (WrongType, "key: expected str, got int 1", lambda: Log().with_key(1)),
        (WrongValue, "key: expected an id, got str ''", lambda: Log().with_key("")),
    ],
)
def test_what_is_no_log_and_no_key(kind, message, ask):
    """Events are admitted to logs, and looked up by keys."""
    with pytest.raises(kind) as caught:
        ask()
    assert str(caught.value) == message


def test_a_log_shows_no_way_around_append(log):
    """It is frozen, and extending it leaves it as it was."""
    append(log, Happening(1, NOON))
    assert len(log) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        log.runs = ()
