"""Devices with several records: one status at every instant, found for all of them by one pass over all boundaries.

It is the pass of `validity.timeline`, boundary by boundary in the same order, with what holds after each of them
counted up and carried on in columns.
"""

__all__ = ["held_apart", "in_time", "tied", "united"]

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import WrongValue
from ..validity import ApplicationRules, BillingStatus, Overlap
from ..validity.status import lapsed
from .arrays import Numbers
from .instants import datetime_of
from .records import NOT_SAID, Records, picked
from .scales import DAYS, Scale
from .stretches import Spans, Stretches, number_of_status

# What a record meets, in the order in which those of one instant count (as in the scalar pass).
_EPOCH = date(1970, 1, 1).toordinal()
_STOP, _DEACTIVATE, _GRACE_END, _START, _FIRST = 0, 1, 2, 3, 4
_NOWHERE = -1


def in_time(stretches: Stretches, device: Numbers, tie: Numbers) -> Numbers:
    """Return the order of stretches: those of a device together, by start, end, where they were ended, and `tie`."""
    return np.lexsort((tie, stretches.ended, stretches.end, stretches.start, device))


def held_apart(stretches: Stretches, device: Numbers, rules: ApplicationRules) -> tuple[Stretches, Numbers]:
    """Let overlapping records, in order, come to what the rules say (rule K03); return those left, and which they are.

    Raises WrongValue where the rules reject them.
    """
    left = np.arange(len(device))
    if rules.overlap is Overlap.UNION or not len(device):
        return stretches, left
    start, end = stretches.start, stretches.end
    over = np.flatnonzero((device[1:] == device[:-1]) & (start[1:] < end[:-1]))
    if not len(over):
        return stretches, left
    if rules.overlap is Overlap.REJECT:
        raise WrongValue("records", "records that do not overlap", f"{len(over)} that do")
    end, graced = end.copy(), stretches.grace_end.copy()
    # Superseded, not elapsed: no grace. What starts with its successor is nothing.
    end[over] = graced[over] = start[over + 1]
    kept = np.ones(len(device), np.bool_)
    kept[over] = start[over] < start[over + 1]
    cut = stretches._replace(end=end, grace_end=graced, is_ended=stretches.ended < end)
    left = left[kept]
    return Stretches(*(each[left] for each in cut)), left


class _Boundaries(NamedTuple):
    """All boundaries in order: whose, when, which, and of which record; and where each device begins."""

    device: Numbers
    at: Numbers
    kind: Numbers
    record: Numbers
    first: Numbers


def united(stretches: Stretches, device: Numbers, rules: ApplicationRules, scale: Scale) -> tuple[Spans, Numbers]:
    """Return the spans of devices, and whose each is; stretches are in order.

    `record` is the place among the stretches. Together the spans of a device are all of time (rules K03 to K05, K08).
    """
    if not len(device):
        none = np.zeros(0, scale.dtype)
        return Spans(none, none, none, none), device
    bounds = _boundaries(stretches, device, scale)
    changes = np.flatnonzero(_differs(bounds.device) | _differs(bounds.at))
    last = np.append(changes[1:], len(bounds.at)) - 1  # what holds after all boundaries of an instant
    status, record = _now(bounds, stretches, rules)
    status, record = status[last], record[last]
    whose, since = bounds.device[last], bounds.at[last]
    runs = np.flatnonzero(_differs(whose) | _differs(status))
    ends = np.append(runs[1:], len(since))
    goes_on = np.append(whose[runs[1:]] == whose[runs[:-1]], np.False_)
    until = np.where(goes_on, since[np.minimum(ends, len(since) - 1)], scale.dtype.type(scale.forever))
    named = record[ends - 1]
    leaving = _leaving(bounds, stretches, changes)[np.minimum(ends, len(since) - 1)]
    is_active = status[runs] == number_of_status(BillingStatus.ACTIVE)
    named = np.where(is_active & goes_on, leaving, named)
    return Spans(status[runs], since[runs], until, named), whose[runs]


def _differs(values: Numbers) -> NDArray[np.bool_]:
    found = np.ones(len(values), np.bool_)
    found[1:] = values[1:] != values[:-1]
    return found


def _boundaries(stretches: Stretches, device: Numbers, scale: Scale) -> _Boundaries:
    start, end, graced, ended, is_ended = stretches
    leave = np.where(is_ended, ended, end)
    record = np.arange(len(device))
    # A record that was ended before its start, or of a day that a zone left out, never starts.
    starting, elapsing = np.flatnonzero(start < leave), np.flatnonzero(~is_ended)
    owners = np.flatnonzero(_differs(device))
    kinds = (
        np.where(is_ended, _DEACTIVATE, _STOP),
        np.full(len(starting), _START),
        np.full(len(elapsing), _GRACE_END),
        np.full(len(owners), _FIRST),
    )
    at = np.concatenate((leave, start[starting], graced[elapsing], np.full(len(owners), scale.since_ever, scale.dtype)))
    which = np.concatenate((record, starting, elapsing, owners))
    kind = np.concatenate(kinds)
    there = np.flatnonzero(at < scale.forever)
    at, which, kind = at[there], which[there], kind[there]
    order = np.lexsort((which, kind, at, device[which]))
    at, which, kind = at[order], which[order], kind[order]
    whose = device[which]
    starts = np.flatnonzero(_differs(whose))
    return _Boundaries(whose, at, kind, which, np.repeat(starts, np.diff(np.append(starts, len(whose)))))


def _now(bounds: _Boundaries, stretches: Stretches, rules: ApplicationRules) -> tuple[Numbers, Numbers]:
    """Return the status after each boundary, and the record it is by; of the valid ones the first will do."""
    valid = _valid(bounds, stretches) > 0
    grace = _in_grace(bounds, len(stretches.end)) > 0
    # A superseded record has no grace, though it stops later than one that has. Of others, the latest stays longest.
    has_grace = (stretches.grace_end > stretches.end)[bounds.record]
    stopped = _latest(bounds, (bounds.kind == _STOP) & has_grace)
    deactivated, elapsed = (_latest(bounds, bounds.kind == kind) for kind in (_DEACTIVATE, _GRACE_END))
    cases = (
        (valid, BillingStatus.ACTIVE, bounds.first),
        (grace, BillingStatus.IN_GRACE, stopped),
        (deactivated != _NOWHERE, BillingStatus.DEACTIVATED, deactivated),
        (elapsed != _NOWHERE, lapsed(rules), elapsed),
    )
    holds = [case[0] for case in cases]
    status = np.select(holds, [number_of_status(case[1]) for case in cases], number_of_status(BillingStatus.PENDING))
    place = np.select(holds, [case[2] for case in cases], bounds.first)
    return status.astype(np.int8), bounds.record[place]


def _counted(bounds: _Boundaries, steps: Numbers) -> Numbers:
    """Return the sums of steps up to each boundary, for each device from 0."""
    total = np.cumsum(steps)
    found: Numbers = total - total[bounds.first] + steps[bounds.first]
    return found


def _valid(bounds: _Boundaries, stretches: Stretches) -> Numbers:
    leave = np.where(stretches.is_ended, stretches.ended, stretches.end)
    has_started = (stretches.start < leave)[bounds.record]
    leaves = (bounds.kind <= _DEACTIVATE) & has_started
    return _counted(bounds, np.subtract(bounds.kind == _START, leaves, dtype=np.int64))


def _in_grace(bounds: _Boundaries, records: int) -> Numbers:
    """Return how many records are in grace: from their end to that of their grace, or to the next deactivation."""
    size, places = len(bounds.kind), np.arange(len(bounds.kind))
    stops, ends = (np.flatnonzero(bounds.kind == kind) for kind in (_STOP, _GRACE_END))
    over = np.full(records, size)
    over[bounds.record[ends]] = ends
    cleared = np.minimum.accumulate(np.where(bounds.kind == _DEACTIVATE, places, size)[::-1])[::-1]
    until = np.minimum(over[bounds.record[stops]], cleared[stops])
    # One that is cleared by a later device was never cleared.
    mine = until < size
    mine[mine] = bounds.device[until[mine]] == bounds.device[stops[mine]]
    return _counted(bounds, (bounds.kind == _STOP) - np.bincount(until[mine], minlength=size))


def _latest(bounds: _Boundaries, which: NDArray[np.bool_]) -> Numbers:
    """Return the place of the latest of some boundaries that the device has met, or nowhere."""
    places = np.maximum.accumulate(np.where(which, np.arange(len(which)), _NOWHERE))
    return np.where(places >= bounds.first, places, _NOWHERE)


def _leaving(bounds: _Boundaries, stretches: Stretches, changes: Numbers) -> Numbers:
    """Return of each instant the record with the latest end, of those that are valid up to it."""
    leave = np.where(stretches.is_ended, stretches.ended, stretches.end)
    leaves = (bounds.kind <= _DEACTIVATE) & (stretches.start < leave)[bounds.record]
    size = len(stretches.end)
    place = _ranks(stretches.end)[bounds.record] * size + bounds.record
    return np.maximum.reduceat(np.where(leaves, place, 0), changes) % size


def _ranks(ends: Numbers) -> Numbers:
    """Return numbers in the order of ends, small enough to be multiplied: days are, instants are numbered anew."""
    if ends.dtype == DAYS.dtype:
        return ends.astype(np.int64) - DAYS.since_ever
    return np.unique(ends, return_inverse=True)[1]


def tied(stretches: Stretches, records: Records, scale: Scale) -> Numbers:
    """Return ranks that say which of records of one device comes first that are alike as stretches.

    It is the order of their text, in which the scalar pass has them: only records that say different things by the same
    boundaries need one (made at different times, say), and only these are written out.
    """
    keys = (records.device, stretches.start, stretches.end, stretches.ended)
    order = np.lexsort(keys)
    alike = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    said = [records.start, records.last, records.ended, *([] if records.made is None else [records.made])]
    differs = np.logical_or.reduce([each[order][1:] != each[order][:-1] for each in said])
    ranks = np.zeros_like(order)
    if (alike & differs).any():
        group = np.cumsum(np.append([0], ~alike))
        rows = order[np.isin(group, group[1:][alike & differs])]
        written = [_written(picked(records, np.array([row])), scale) for row in rows.tolist()]
        places = {text: place for place, text in enumerate(sorted(set(written)))}
        ranks[rows] = [places[text] for text in written]
    return ranks


def _written(record: Records, scale: Scale) -> str:
    """Return what the text of one record of the scalar core says of its times; instants are in UTC."""
    start, last, ended = (int(each[0]) for each in (record.start, record.last, record.ended))
    made = None if record.made is None or record.made[0] == NOT_SAID else datetime_of(int(record.made[0]))
    time_of = _day_of if scale is DAYS else datetime_of
    return repr((time_of(start), time_of(last), None if ended == scale.no_end else time_of(ended), made))


def _day_of(number: int) -> date:
    return date.fromordinal(number + _EPOCH)
