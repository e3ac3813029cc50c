"""Strategies for what verbs answer, and for the logs that their events are kept in."""

__all__ = ["Happening", "happenings", "logs", "refusals"]

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..checks import check_whole, text
from ..decisions import Reason, Refused
from ..log import Log, append
from .dates import instants
from .making import accepted, made
from .numbers import PLACES
from .texts import PRINTABLE, check_size, ids

WORDS = st.text(PRINTABLE, max_size=8)
"""What happened."""

DETAILS = st.text(PRINTABLE, max_size=20)
"""Of a refusal."""

PAUSES = st.timedeltas(timedelta(0), timedelta(days=1))
"""Between two events of a log, which may be at one instant."""

ENTRIES = 20
"""In a log, at most, unless more are asked for."""


@attrs.frozen
class Happening:
    """The least an event can be, for laws about logs of events: when, on which version, under which key, and a word.

    Attributes:
        version: how many events the state that decided it had seen.
        at: the instant it happened.
        key: the idempotency key, or None.
        what: a word.
    """

    version: int
    at: datetime
    key: str | None = None
    what: str = attrs.field(default="", validator=text)


def happenings(*, version: int | None = None) -> SearchStrategy[Happening]:
    """Return events decided on one version, or on any."""
    if version is not None:
        check_whole("version", version, 0)
    versions = PLACES if version is None else st.just(version)
    return made(Happening, versions, instants(), st.none() | ids(), WORDS)


def logs(*, max_size: int = ENTRIES) -> SearchStrategy[Log[Happening]]:
    """Return logs of up to `max_size` happenings in order of time, some at one instant, some under keys."""
    check_size("max_size", max_size, 0)
    entries = st.tuples(PAUSES, st.booleans(), WORDS)
    return st.lists(entries, max_size=max_size).map(_log)


def refusals() -> SearchStrategy[Refused]:
    """Return refusals for every reason."""
    return made(Refused, st.sampled_from(Reason), DETAILS)


def _log(entries: Sequence[tuple[timedelta, bool, str]]) -> Log[Happening]:
    log: Log[Happening] = Log()
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for number, (pause, keyed, what) in enumerate(entries):
        at += pause
        # in order, and on the log's own version: never refused
        log = accepted(append(log, Happening(number, at, f"key-{number}" if keyed else None, what)))
    return log
