"""The core says what two slow, obviously right implementations say: on random histories and on a real fleet."""

import pytest
from tests.deep import mostly_deep
from tests.oracles import core, day_by_day, fleet, in_sql
from tests.oracles.case import BANDED, CHUNK, HISTORIES, MODES, Case, cases


def differences(case: Case) -> list[object]:
    """Return the first account that is billed differently, with all that is needed to see why."""
    ours, theirs, in_base = core.bills(case), day_by_day.bills(case), in_sql.lines(case)
    for account in sorted({*ours, *theirs, *in_base}):
        mine, first, second = ours.get(account), theirs.get(account), in_base.get(account, ())
        if mine != first or mine is None or mine.lines != second:
            tariffs = tuple(tariff for tariff in case.tariffs if tariff.account in {None, account})
            held = tuple(each for each in case.held if each.account == account)
            return [case._replace(tariffs=tariffs, held=held), mine, first, second]
    return []


@pytest.mark.parametrize("seed", range(HISTORIES // CHUNK))
def test_random_histories(seed):
    """Every line, adjustment and total of random histories under random conventions is the same three times."""
    for case in cases(seed):
        assert differences(case) == []


@pytest.mark.parametrize("number", mostly_deep(fleet.MONTHS, 4))
def test_the_real_fleet(number):
    """Every line, adjustment and total of 29,072 drives is the same three times, month by month."""
    for case in fleet.cases(number):
        assert differences(case) == []


def test_the_real_fleet_is_all_there():
    """The fleet has as many drives as its source says, and a month bills SKUs in each of the bands."""
    assert len(fleet.held()) == 29_072
    thresholds = (1, 10, 100, 1_000, 3_000)
    billed = in_sql.lines(next(fleet.cases(11)))
    lines = [line for account in billed.values() for line in account]
    reached = {sum(line.units >= threshold * line.divisor for threshold in thresholds) for line in lines}
    assert reached >= {1, 2, 3, 4, 5}


def test_random_histories_try_everything():
    """The generator reaches every convention and model, so that no agreement is for want of a question."""
    tried = [case for seed in range(8) for case in cases(seed)]
    assert {case.rule for case in tried} == {"inclusive", "end_excluded", "thirty"}
    assert {case.basis for case in tried} == {"quantity", "allocations", "devices"}
    assert {case.custom for case in tried} == {"replace", "merge", "cheaper"}
    assert {case.mode for case in tried} == set(MODES)
    assert {case.scope for case in tried} == {"line", "invoice"}
    assert {case.dedupe for case in tried} == {False, True}
    assert {case.minimum and case.minimum[0] for case in tried} == {None, "invoice", "line", "allocation"}
    assert {tariff.model for case in tried for tariff in case.tariffs} == {*BANDED, "per_unit", "flat", "package"}


def test_a_difference_is_seen():
    """One day more, or one minor unit more, is no agreement: the comparison itself is tried."""
    case = next(cases(0))
    assert differences(case) == []
    ours = core.bills(case)
    account = min(ours)
    longer = case._replace(held=(*case.held, case.held[0]))
    assert day_by_day.bills(longer) != ours
    assert in_sql.lines(longer)[case.held[0].account] != ours[case.held[0].account].lines
    dearer = tuple(
        each._replace(bands=tuple(b._replace(price=b.price + 1) for b in each.bands)) for each in case.tariffs
    )
    assert day_by_day.bills(case._replace(tariffs=dearer))[account] != ours[account]
    assert in_sql.lines(case._replace(tariffs=dearer))[account] != ours[account].lines
