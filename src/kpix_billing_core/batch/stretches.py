"""Records of one application as boundaries to be compared: what `validity.boundaries` says of one, of all at once.

A boundary is an instant, or, of records in days, the day at whose start it lies, as the last day that starts there; so
two are equal where their instants are. Statuses are numbers here: their places in `STATUSES`.
"""

__all__ = ["STATUSES", "Spans", "Stretches", "lone_spans", "number_of_status", "stretches_of"]

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..validity import ApplicationRules, BillingStatus
from ..validity.status import lapsed
from .arrays import Numbers
from .clocks import Times
from .records import Records
from .scales import Scale

STATUSES = tuple(BillingStatus)


def number_of_status(status: BillingStatus) -> int:
    """Return the number of a status."""
    return STATUSES.index(status)


class Stretches(NamedTuple):
    """Records with days, of one application: where each starts, ends, ends its grace, and where somebody ended it.

    `is_ended` says where somebody did, before it ended by itself.
    """

    start: Numbers
    end: Numbers
    grace_end: Numbers
    ended: Numbers
    is_ended: NDArray[np.bool_]


def stretches_of(records: Records, rules: ApplicationRules, times: Times) -> Stretches:
    """Return records that all have days as stretches (rules K01, K05, K09)."""
    scale = times.scale
    start, end = times.begin(records.start), times.end(records.last)
    graced = times.graced(records.last, rules.grace_days)
    ended, is_ended = np.full(len(end), scale.forever, scale.dtype), np.zeros(len(end), np.bool_)
    stopped = np.flatnonzero(records.ended != scale.no_end)
    if len(stopped):
        ended[stopped] = times.end(records.ended[stopped])
        is_ended = ended < end
    return Stretches(start, end, graced, ended, is_ended)


class Spans(NamedTuple):
    """Statuses from one boundary up to, not including, another; `record` is the place of the record that says so."""

    status: Numbers
    since: Numbers
    until: Numbers
    record: Numbers


def lone_spans(stretches: Stretches, rules: ApplicationRules, scale: Scale) -> Spans:
    """Return the spans of devices with one record each: valid, in grace, and after it, where they are not empty.

    What is deactivated is not in it either: nothing falls due of it.
    """
    start, end, graced, ended, is_ended = stretches
    until = np.where(is_ended, ended, end)
    forever = np.full(len(end), scale.forever, scale.dtype)
    phases = (
        (BillingStatus.ACTIVE, start, until, start < until),
        (BillingStatus.IN_GRACE, end, graced, ~is_ended & (end < graced)),
        (lapsed(rules), graced, forever, ~is_ended & (graced < scale.forever)),
    )
    held: list[Spans] = []
    for status, since, to, there in phases:
        rows = np.flatnonzero(there)
        held.append(Spans(np.full(len(rows), number_of_status(status), np.int8), since[rows], to[rows], rows))
    return Spans(*map(np.concatenate, zip(*held, strict=True)))
