"""The first day there is has none before it: a run on it renews nothing, and no plan can end before it."""

from datetime import date

import attrs
import pytest

from kpix_billing_core import Account, Month, PaymentMethod
from kpix_billing_core.accounts import Device
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.lifecycle import activate, fleet, renew_month
from kpix_billing_core.pool import Deactivated, Ending, replay

ACME = Account("acme", "USD", PaymentMethod.PREPAY_AUTO)


def test_a_renewal_of_the_first_month_leaves_its_plans_alone():
    begun = activate(replay([], "acme"), Device("d1", "acme"), "STD", on=date.min, owner=ACME)
    renewal = renew_month(replay(begun.events), [begun.device], [begun.started], Month.of(date.min), owner=ACME)
    assert (renewal.events, renewal.ended, renewal.renewed) == ((), (), ("d1",))


def test_no_plan_ends_before_the_first_day():
    (start,) = activate(replay([], "acme"), Device("d1", "acme"), "STD", on=date.min, owner=ACME).events
    why = Ending.NO_CREDIT
    ended = Deactivated(version=1, at=start.at, account="acme", on=date.min, device="d1", sku="STD", why=why)
    for second in (ended, attrs.evolve(start, version=1)):
        with pytest.raises(WrongValue, match="expected a plan that is held before it is renewed"):
            fleet([start, second])
