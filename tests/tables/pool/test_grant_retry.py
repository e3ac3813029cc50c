"""A purchase that is granted again under its key, after others came in between, is the same wish."""

from datetime import date

from kpix_billing_core.log import Log, append
from kpix_billing_core.pool import GrantSource, grant, replay

ON = date(2026, 4, 1)


def test_a_retry_on_a_later_version_is_admitted_as_the_first():
    log = Log()
    for key in ("order-1", "order-2", "order-1"):
        pool = replay(log, "acme")
        event = grant(pool, sku="STD", count=4, source=GrantSource.PURCHASE, on=ON, key=key)
        assert event.run == f"2026-04-01:key:{key}"
        log = append(log, event)
    assert [event.key for event in log] == ["order-1", "order-2"]


def test_without_a_key_each_purchase_has_a_run_of_its_own():
    first = grant(replay([], "acme"), sku="STD", count=4, source=GrantSource.PURCHASE, on=ON)
    second = grant(replay([first], "acme"), sku="STD", count=4, source=GrantSource.PURCHASE, on=ON)
    assert (first.run, second.run) == ("2026-04-01:v0", "2026-04-01:v1")
