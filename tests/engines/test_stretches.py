"""Records of one application as boundaries, and what devices with one record each are between these, by hand."""

from datetime import date

import numpy as np

from kpix_billing_core.batch.calendars import calendars_of
from kpix_billing_core.batch.records import Records
from kpix_billing_core.batch.scales import DAYS
from kpix_billing_core.batch.stretches import STATUSES, lone_spans, stretches_of
from kpix_billing_core.validity import ApplicationRules, BillingStatus

RULES = ApplicationRules(grace_days=3)
FOREVER = (date.max - date(1970, 1, 1)).days


def records_of(*rows):
    """Return records of a start, a last day, and a day on which somebody ended it, or None, from 1970 on."""
    start, last, ended = (
        np.array([DAYS.no_end if day is None else day for day in days], np.int32) for days in zip(*rows, strict=True)
    )
    none = np.zeros(len(rows), np.int64)
    return Records(none, none, None, start, last, ended, None)


def stretches(*rows, rules=RULES):
    """Return records as stretches."""
    return stretches_of(records_of(*rows), rules, calendars_of({"a": rules})["a"])


def spans(*rows, rules=RULES):
    """Return what devices are from when until when, in order of the records."""
    found = lone_spans(stretches(*rows, rules=rules), rules, DAYS)
    assert [each.dtype for each in found] == [np.int8, np.int32, np.int32, np.int64]
    shown = zip(found.record.tolist(), found.since.tolist(), found.until.tolist(), found.status.tolist(), strict=True)
    return [(record, STATUSES[status], since, until) for record, since, until, status in sorted(shown)]


def test_stretches():
    """The end is the day after the last; ended on that or later is not ended."""
    found = stretches((10, 19, None), (10, 19, 14), (10, 19, 18), (10, 19, 19), (10, 19, 25))
    assert (found.start.tolist(), found.end.tolist(), found.grace_end.tolist()) == ([10] * 5, [20] * 5, [23] * 5)
    assert found.ended.tolist() == [FOREVER, 15, 19, 20, 26]
    assert found.is_ended.tolist() == [False, True, True, False, False]
    assert {each.dtype for each in found[:4]} == {np.dtype(np.int32)}
    assert not stretches((10, 19, None)).is_ended.any()


def test_spans():
    """Active, in grace, disabled; of what somebody ended only until when it was active, if it ever was."""
    assert spans((10, 19, None), (10, 19, 14), (10, 19, 9), (10, 19, 3)) == [
        (0, BillingStatus.ACTIVE, 10, 20),
        (0, BillingStatus.IN_GRACE, 20, 23),
        (0, BillingStatus.DISABLED, 23, FOREVER),
        (1, BillingStatus.ACTIVE, 10, 15),
    ]


def test_spans_without_grace_and_without_end():
    """No grace is no span; what never ends is active for ever."""
    rows = ((10, 19, None), (10, FOREVER, None), (10, FOREVER - 2, None))
    assert spans(*rows, rules=ApplicationRules(enforcement=False))[:2] == [
        (0, BillingStatus.ACTIVE, 10, 20),
        (0, BillingStatus.EXPIRED, 20, FOREVER),
    ]
    assert spans(*rows)[3:] == [
        (1, BillingStatus.ACTIVE, 10, FOREVER),
        (2, BillingStatus.ACTIVE, 10, FOREVER - 1),
        (2, BillingStatus.IN_GRACE, FOREVER - 1, FOREVER),
    ]
