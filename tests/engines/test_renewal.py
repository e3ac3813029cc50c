"""Renewals by columns are those of the scalar core: who is served, with which credit, and what is left, bit by bit."""

import subprocess
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.columns import april
from tests.engines.pools import (
    Grant,
    Plan,
    all_methods,
    grant_table,
    hard_grants,
    hard_plans,
    plan_table,
    renewed_one_by_one,
    short_one_by_one,
)
from tests.house.source import ROOT

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.batch import RenewalOutcome, demand, renewal, stock, turns
from kpix_billing_core.catalogue import RenewalOrder
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns, WrongType, WrongValue

MAY = Month.parse("2026-05")
ORDERS = list(RenewalOrder)


def assert_renewed(plans, grants, month, accounts, order, columns=None, pools=None):
    """Compare a run with that of the scalar core, whatever its columns are like."""
    expected = renewed_one_by_one(plans, grants, month, accounts, order)
    run = renewal(columns or plan_table(plans), pools or grant_table(grants), month, accounts, order=order)
    run.check()
    shown = zip(*(run.plans.column(name).to_pylist() for name in run.plans.column_names), strict=True)
    found = [(device, account, sku, outcome, grant) for device, account, sku, outcome, grant in shown]
    assert [row[:3] for row in found] == [(plan.device, plan.account, plan.sku) for plan in plans]
    assert {(account, device): (outcome, grant) for device, account, _, outcome, grant in found} == expected.outcomes
    left = zip(*(run.grants.column(name).to_pylist() for name in ("account_id", "number", "left")), strict=True)
    assert {(account, number): count for account, number, count in left} == expected.left
    assert [tuple(row.values()) for row in run.refused.to_pylist()] == expected.refused
    return expected.outcomes


ALL_OUTCOMES = {each.value for each in RenewalOutcome}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("month", ["2026-05", "2024-03", "9999-12", "1970-01"])
def test_hard_fleets(month, order):
    """Every outcome, grants in every state, many devices that are equally old, late accounts, every order."""
    month, found = Month.parse(month), set()
    for seed in range(4):
        plans, grants = hard_plans(month, 400, seed), hard_grants(month, 60, seed)
        found |= {outcome for outcome, _ in assert_renewed(plans, grants, month, all_methods(), order).values()}
    assert found == ALL_OUTCOMES


@pytest.mark.parametrize("month", ["0001-01", "0001-02"])
def test_the_first_months_of_all(month):
    """In the first nothing can be due, in the second nothing can be late."""
    month = Month.parse(month)
    plans, grants = hard_plans(month, 200, 1), hard_grants(month, 40, 1)
    found = {outcome for outcome, _ in assert_renewed(plans, grants, month, all_methods(), ORDERS[0]).values()}
    assert "refused" not in found
    assert ("consumed" in found) is (month.number == 2)


def by_number(plain):
    """Return a table whose devices are whole numbers, in which 10 goes before 9 as text does."""
    digits = pa.array([int(name[1:]) for name in plain.column("device_id").to_pylist()], pa.int16())
    return plain.set_column(0, "device_id", digits)


def by_dictionary(plain):
    """Return a table whose ids are coded by a dictionary."""
    for place, field in enumerate(plain.schema):
        if field.type == pa.string():
            plain = plain.set_column(
                place, field.name, plain.column(place).cast(pa.dictionary(pa.int16(), pa.string()))
            )
    return plain


def in_pieces(plain):
    """Return a table in pieces, each with dictionaries of its own, and one without rows."""
    pieces = [by_dictionary(plain[start : start + 70].combine_chunks()) for start in range(0, plain.num_rows, 70)]
    return pa.concat_tables([pieces[0][:0], *pieces])


def with_views(plain):
    """Return a table with other texts and other widths."""
    wider = {pa.string(): pa.string_view(), pa.date32(): pa.date64(), pa.int64(): pa.int64(), pa.bool_(): pa.bool_()}
    return plain.cast(pa.schema([field.with_type(wider[field.type]) for field in plain.schema]))


@pytest.mark.parametrize("shape", [by_dictionary, in_pieces, with_views, lambda rows: rows.to_reader(50)])
@pytest.mark.parametrize("order", ORDERS)
def test_shapes(shape, order):
    """However columns hold their values, and in however many pieces."""
    plans, grants = hard_plans(MAY, 400, 5), hard_grants(MAY, 60, 5)
    columns, pools = shape(plan_table(plans)), shape(grant_table(grants))
    assert_renewed(plans, grants, MAY, all_methods(), order, columns, pools)


def test_devices_that_are_numbers_go_in_order_of_their_digits():
    """As text they are ids, and 10 goes before 9."""
    named = hard_plans(MAY, 400, 6)
    plans = [plan._replace(device=plan.device[1:]) for plan in named]
    grants = hard_grants(MAY, 60, 6)
    for order in ORDERS:
        columns = by_number(plan_table(named))
        expected = renewed_one_by_one(plans, grants, MAY, all_methods(), order)
        run = renewal(columns, grant_table(grants), MAY, all_methods(), order=order)
        shown = zip(
            *(run.plans.column(name).to_pylist() for name in ("device_id", "account_id", "outcome", "grant")),
            strict=True,
        )
        assert {(account, str(device)): rest for device, account, *rest in map(list, shown)} == {
            key: list(rest) for key, rest in expected.outcomes.items()
        }


def test_columns_that_hold_nothing():
    """A column may be of the type null, where all of it may be empty."""
    plans = [Plan(f"d{number}", "acme", None, "STD", april(1), True) for number in range(3)]
    grants = [Grant("acme", 1, "STD", 2, april(1))]
    columns, pools = plan_table(plans), grant_table(grants)
    for name in ("payer_id", "activated_on", "renew_until"):
        columns = columns.set_column(columns.column_names.index(name), name, pa.nulls(3))
    for name in ("expires_on", "priority", "pending"):
        pools = pools.set_column(pools.column_names.index(name), name, pa.nulls(1))
    assert_renewed(plans, grants, MAY, [ACME], RenewalOrder.DEVICE_ID, columns, pools)
    idle = [Plan("d1", "acme"), Plan("d2", "acme")]
    assert_renewed(idle, [], MAY, [ACME], RenewalOrder.GIVEN)
    assert outcomes(idle, [], accounts=[]) == ["idle", "idle"]
    assert_renewed([], [], MAY, [], RenewalOrder.GIVEN)
    assert_renewed([], grants, MAY, [], RenewalOrder.GIVEN)


ACME = Account("acme", "USD", PaymentMethod.PREPAY)


def outcomes(plans, grants, *, accounts=(ACME,), order=RenewalOrder.OLDEST_ACTIVATION):
    """Return what a run in May does to devices, in order of the rows."""
    return (
        renewal(plan_table(plans), grant_table(grants), MAY, accounts, order=order).plans.column("outcome").to_pylist()
    )


def test_who_gets_the_last_credit():
    """Two credits for three devices: the order of the terms says who goes without."""
    plans = [
        Plan("d2", "acme", None, "STD", april(1), True, april(9)),
        Plan("d10", "acme", None, "STD", april(1), True, april(9)),
        Plan("d3", "acme", None, "STD", april(1), True, april(7)),
    ]
    grants = [Grant("acme", 4, "STD", 2, april(1))]
    # d3 is the oldest; of the others, equally old, d10 goes first as text does
    assert outcomes(plans, grants) == ["no_credit", "consumed", "consumed"]
    assert outcomes(plans, grants, order=RenewalOrder.DEVICE_ID) == ["consumed", "consumed", "no_credit"]
    assert outcomes(plans, grants, order=RenewalOrder.GIVEN) == ["consumed", "consumed", "no_credit"]


def test_which_grant_goes_first():
    """Priority, then the earliest expiry, then the oldest; what is left of each is told in the order of the rows."""
    plans = [Plan(f"d{number}", "acme", None, "STD", april(1), True) for number in range(6)]
    grants = [
        Grant("acme", 1, "STD", 1, april(1)),
        Grant("acme", 2, "STD", 9, april(1)),
        Grant("acme", 3, "STD", 2, april(1), date(2026, 5, 1)),
        Grant("acme", 4, "STD", 1, april(1), None, -1),
        Grant("acme", 5, "STD", 1, april(1), date(2026, 4, 30)),
        Grant("acme", 6, "LITE", 7, april(1)),
    ]
    run = renewal(plan_table(plans), grant_table(grants), MAY, [ACME])
    assert run.plans.column("grant").to_pylist() == [4, 3, 3, 1, 2, 2]
    # 9 less the two that the last devices took; what has expired is left as it is
    assert run.grants.column("left").to_pylist() == [0, 9 - 2, 0, 0, 1, 7]


def test_what_happens_without_a_credit():
    """The nine pairs of ways to pay: a device on a post pay account is billed later, whoever owns it."""
    owners = [Account(f"owner-{method.value}", "USD", method) for method in PaymentMethod]
    payers = [Account(f"payer-{method.value}", "USD", method) for method in PaymentMethod]
    pairs = [(owner, payer) for owner in owners for payer in payers]
    plans = [
        Plan(f"d{number}", owner.id, payer.id, "STD", april(1), True) for number, (owner, payer) in enumerate(pairs)
    ]
    found = outcomes(plans, [], accounts=[*owners, *payers])
    assert found == [
        *("purchased", "purchased", "billed_later"),
        *("no_credit", "no_credit", "billed_later"),
        *("purchased", "no_credit", "billed_later"),
    ]


@pytest.mark.parametrize(("order", "first"), [*zip(ORDERS, ("d4", "d2", "d3"), strict=True)])
def test_an_account_that_is_late_is_left_alone(order, first):
    """None of its devices is renewed and none of its credits used; the first that would be served is named."""
    march = date(2026, 3, 31)
    plans = [
        Plan("d1", "acme", None, "STD", april(1), True, april(1)),
        Plan("d3", "acme", None, "STD", march, True, april(4)),
        Plan("d2", "acme", None, "STD", march, True, april(5)),
        Plan("d4", "acme", None, "STD", march, True, april(3)),
        Plan("d5", "acme"),
        Plan("d6", "beta", None, "STD", april(1), True),
        Plan("d7", "beta", None, "STD", march, False),
        Plan("d91", "aa", None, "STD", march, True, april(3)),
        Plan("d90", "aa", None, "STD", march, True, april(3)),
        Plan("d8", "a", None, "STD", march, True),
    ]
    grants = [Grant("acme", 1, "STD", 9, april(1)), Grant("beta", 1, "STD", 9, april(1))]
    run = renewal(plan_table(plans), grant_table(grants), MAY, [Account("beta", "USD")], order=order)
    assert run.plans.column("outcome").to_pylist() == [*["refused"] * 5, "consumed", "consumed", *["refused"] * 3]
    assert run.grants.column("left").to_pylist() == [9, 7]
    assert run.refused.to_pylist() == [
        {"account_id": account, "reason": "renewal_due", "detail": f"{device} has not been renewed for 2026-04"}
        for account, device in (("a", "d8"), ("aa", "d91" if order is RenewalOrder.GIVEN else "d90"), ("acme", first))
    ]


def test_an_account_that_is_not_there():
    """Owners and payers of devices that are due have to be known; those of others need not be."""
    plans = [
        Plan("d1", "acme", "reseller", "STD", april(1), True),
        Plan("d2", "beta", "other", "STD", april(1), True),
        Plan("d3", "idle", "nobody"),
    ]
    due = "^accounts: expected every account with a plan that is due, 3 are missing, got str 'beta'$"
    with pytest.raises(WrongValue, match=due):
        outcomes(plans, [])
    with pytest.raises(WrongValue, match="^accounts: expected each account once, got str 'acme'$"):
        outcomes(plans, [], accounts=[ACME, ACME])
    for wrong in (None, "acme"):
        with pytest.raises(WrongType, match="^accounts: expected "):
            outcomes(plans, [], accounts=wrong)
    with pytest.raises(WrongType, match="^accounts: expected Account, got int 7$"):
        outcomes(plans, [], accounts=[7])


@pytest.mark.parametrize(("name", "wrong"), [("month", "2026-05"), ("order", "given"), ("order", None)])
def test_wrong_wishes(name, wrong):
    """Nothing but a month and an order."""
    wish = {"month": MAY, "accounts": [], name: wrong}
    with pytest.raises(WrongType, match=name):
        renewal(plan_table([]), grant_table([]), **wish)
    with pytest.raises(WrongType, match="month"):
        demand(plan_table([]), grant_table([]), None)


def test_columns_of_another_sort():
    """Both contracts are held before a row is read."""
    with pytest.raises(MalformedColumns, match="column payer_id: missing"):
        renewal(plan_table([]).drop_columns("payer_id"), grant_table([]), MAY, [])
    lefts = grant_table([]).set_column(3, "left", pa.array([], pa.uint64()))
    flags = lefts.set_column(7, "pending", pa.array([], pa.int8()))
    with pytest.raises(MalformedColumns) as raised:
        demand(plan_table([]), flags, MAY)
    assert [str(fault) for fault in raised.value.faults] == [
        "column left: expected a count: whole numbers with a sign, of at most 64 bits; got uint64",
        "column pending: expected a flag: bool; got int8",
    ]


GOOD = Plan("good", "acme", None, "STD", april(1), True)
MORE = Grant("acme", 1, "STD", 9, april(1))


@pytest.mark.parametrize(
    ("reasons", "row"),
    [
        ("device_id: nothing", GOOD._replace(device=None)),
        ("device_id: nothing", GOOD._replace(device="")),
        ("account_id: not printable", GOOD._replace(device="d", account="a\n")),
        ("payer_id: not printable", GOOD._replace(payer="\x00")),
        ("sku: nothing", GOOD._replace(sku="")),
        ("sku: nothing", GOOD._replace(sku=None)),
        ("consumed_on: nothing", GOOD._replace(consumed_on=None)),
        ("prepaid: nothing", GOOD._replace(prepaid=None)),
        ("consumed_on: not in the years 1 to 9999", GOOD._replace(consumed_on=2**31 - 1)),
        ("renew_until: not in the years 1 to 9999", GOOD._replace(renew_until=-(2**31))),
        (
            "device_id: nothing; activated_on: not in the years 1 to 9999; sku: nothing",
            Plan(None, "acme", None, None, april(1), None, 2**31 - 1),
        ),
    ],
)
@pytest.mark.parametrize("shape", [lambda rows: rows, by_dictionary], ids=["plain", "dictionary"])
def test_rows_that_are_no_plans(reasons, row, shape):
    """They are set apart with every reason, and the others are renewed as if they were alone."""
    run = renewal(shape(plan_table([row, GOOD, row])), grant_table([MORE]), MAY, [ACME])
    assert run.rejected_plans.column("reasons").to_pylist() == [reasons] * 2
    assert run.plans.column("outcome").to_pylist() == ["consumed"]
    assert run.grants.column("left").to_pylist() == [9 - 1]
    with pytest.raises(MalformedColumns, match="plans: "):
        run.check()


@pytest.mark.parametrize("name", ["device_id", "account_id", "sku"])
@pytest.mark.parametrize("type_", [pa.string(), pa.int64()], ids=str)
def test_dictionaries_that_hold_nothing(name, type_):
    """An entry that is nothing is no id, though the row has the entry."""
    rows = plan_table([GOOD, GOOD._replace(device="bad")])
    held = rows.column(name)[0].as_py() if type_ == pa.string() else 7
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array([held, None], type_))
    found = demand(rows.set_column(rows.column_names.index(name), name, coded), grant_table([]), MAY)
    assert found.rejected_plans.column("reasons").to_pylist() == [f"{name}: nothing"]


@pytest.mark.parametrize(
    ("reasons", "row"),
    [
        ("account_id: nothing", MORE._replace(account=None)),
        ("number: nothing", MORE._replace(number=None)),
        ("number: below 0", MORE._replace(number=-1)),
        ("sku: nothing", MORE._replace(sku=None)),
        ("left: below 0", MORE._replace(number=2, left=-1)),
        ("left: nothing", MORE._replace(number=2, left=None)),
        ("granted_on: nothing", MORE._replace(number=2, granted_on=None)),
        ("expires_on: before granted_on", MORE._replace(number=2, expires_on=date(2026, 3, 31))),
        ("number: more than once in the account", MORE),
    ],
)
def test_rows_that_are_no_grants(reasons, row):
    """They are set apart with the reasons; of two grants of one number neither is believed."""
    pools = [MORE._replace(account="beta"), row, MORE._replace(number=7, left=3), *([MORE] if row == MORE else [])]
    run = renewal(plan_table([GOOD]), grant_table(pools), MAY, [ACME])
    twice = 1 + (row == MORE)
    assert run.rejected_grants.column("reasons").to_pylist() == [reasons] * twice
    assert run.grants.num_rows + twice == len(pools)
    assert run.grants.column("left").to_pylist() == [9, 2]
    with pytest.raises(MalformedColumns, match=reasons.split(":")[1].strip()):
        run.check()
    assert demand(plan_table([GOOD]), grant_table(pools), MAY).rejected_grants == run.rejected_grants


@pytest.mark.parametrize(
    ("what", "plan", "grant"),
    [("plans", GOOD._replace(account=""), MORE), ("grants", GOOD, MORE._replace(left=-1))],
    ids=["plans", "grants"],
)
def test_rejected_rows_of_a_demand(what, plan, grant):
    """The month is as it was asked for; the refusal says which of the two columns the row was in."""
    found = demand(plan_table([plan]), grant_table([grant]), MAY)
    assert found.month == MAY
    with pytest.raises(MalformedColumns) as raised:
        found.check()
    assert (raised.value.source, len(raised.value.faults)) == (what, 1)


@pytest.mark.parametrize(
    "devices",
    [
        ["d1", "d2", "d1", "d3"],
        pa.array(["d1", "d2", "d1", "d3"]).dictionary_encode(),
        pa.array([1, 2, 1, 3], pa.int8()),
        pa.array([-128, 127, -128, 0], pa.int8()),
        pa.array([2**64 - 1, 2**63, 2**64 - 1, 0], pa.uint64()),
        pa.array([2**62, -(2**62), 2**62, 0]),
    ],
    ids=["text", "dictionary", "small", "narrow", "unsigned", "far apart"],
)
def test_devices_that_are_there_twice(devices):
    """None of an account's two rows of a device is believed; two accounts may call a device the same."""
    rows = [GOOD._replace(device="x", account=account) for account in ("acme", "acme", "acme", "acme")]
    columns = plan_table(rows).set_column(0, "device_id", pa.array(devices) if type(devices) is list else devices)
    run = renewal(columns, grant_table([MORE]), MAY, [ACME])
    assert run.rejected_plans.column("reasons").to_pylist() == ["device_id: more than once in the account"] * 2
    assert run.plans.column("outcome").to_pylist() == ["consumed"] * 2
    other = columns.set_column(1, "account_id", pa.array(["acme", "acme", "beta", "acme"]))
    run = renewal(other, grant_table([MORE]), MAY, [ACME, Account("beta", "USD")])
    assert run.plans.column("outcome").to_pylist() == ["consumed", "consumed", "billed_later", "consumed"]
    run.check()


def test_what_is_no_text():
    """Bytes that are no UTF-8 are no rows with faults: the columns are not what they say."""
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    with pytest.raises(MalformedColumns, match="not text in UTF-8"):
        renewal(plan_table([GOOD]).set_column(0, "device_id", broken), grant_table([]), MAY, [ACME])


def test_more_stocks_than_a_grid_has_room_for(monkeypatch):
    """Then the stocks that there are get numbers of their own."""
    monkeypatch.setattr(stock, "LARGEST_GRID", 1)
    for seed in range(3):
        plans, grants = hard_plans(MAY, 300, seed), hard_grants(MAY, 60, seed)
        assert_renewed(plans, grants, MAY, all_methods(), ORDERS[0])
        assert_demanded(plans, grants, MAY)


def test_more_than_one_number_has_room_for(monkeypatch):
    """Then rows are put in order column by column."""
    monkeypatch.setattr(turns, "_BITS", 8)
    for seed in range(3):
        assert_renewed(hard_plans(MAY, 300, seed), hard_grants(MAY, 60, seed), MAY, all_methods(), ORDERS[seed])


def assert_demanded(plans, grants, month):
    """Compare what is needed with what the scalar core says of each account."""
    found = demand(plan_table(plans), grant_table(grants), month)
    found.check()
    assert [tuple(row.values()) for row in found.shortages.to_pylist()] == short_one_by_one(plans, grants, month)


@pytest.mark.parametrize("month", ["2026-05", "0001-01", "0001-02", "9999-12"])
def test_demand(month):
    """Needed, available and short, late accounts and all."""
    month = Month.parse(month)
    for seed in range(4):
        grants = [grant for grant in hard_grants(month, 60, seed) if grant.left < 2**62]
        assert_demanded(hard_plans(month, 400, seed, late=0.1), grants, month)
    assert_demanded([], [], month)


def test_more_credits_than_64_bits_count():
    """A renewal never adds them up; demand has to, and says that it cannot."""
    grants = [MORE._replace(number=number, left=2**62 + 1) for number in range(2)]
    one = demand(plan_table([GOOD]), grant_table(grants[:1]), MAY)
    assert one.shortages.column("available").to_pylist() == [2**62 + 1]
    with pytest.raises(WrongValue, match=f"^left: expected at most {2**63 - 1} for an account and a SKU, got"):
        demand(plan_table([GOOD]), grant_table(grants), MAY)
    assert outcomes([GOOD], grants) == ["consumed"]


SMALL = st.builds(
    Plan,
    st.uuids().map(str),
    st.sampled_from(("a", "b")),
    st.sampled_from((None, "a", "b")),
    st.sampled_from(("S", "T")),
    st.sampled_from((april(1), april(30), date(2026, 5, 1), date(2026, 3, 31))),
    st.booleans(),
    st.sampled_from((None, april(1), april(2))),
    st.sampled_from((None, april(30), date(2026, 5, 1))),
)


@given(
    st.lists(SMALL, max_size=12, unique_by=lambda plan: plan.device),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 1), st.sampled_from((None, date(2026, 5, 1)))), max_size=4),
    st.sampled_from(ORDERS),
)
def test_small_fleets(plans, pools, order):
    """Few devices, few credits, everything that can be equal is."""
    grants = [
        Grant(account, number, "S", left, april(1), expires, priority)
        for account in ("a", "b")
        for number, (left, priority, expires) in enumerate(pools)
    ]
    assert_renewed(plans, grants, MAY, all_methods(("a", "b")), order)
    assert_demanded(plans, grants, MAY)


def test_pandas_is_not_imported(tmp_path):
    """Though it is installed: a run over columns has no need of it."""
    for name, rows in (("plans", plan_table(hard_plans(MAY, 99, 1))), ("grants", grant_table(hard_grants(MAY, 9, 1)))):
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    code = f"""
import sys
from kpix_billing_core import Month
from kpix_billing_core.batch import demand, renewal
from tests.engines.fleets import ACCOUNTS
from kpix_billing_core.accounts import Account
wish = {str(tmp_path / "plans.parquet")!r}, {str(tmp_path / "grants.parquet")!r}, Month.parse("2026-05")
renewal(*wish, [Account(name, "USD") for name in ACCOUNTS])
demand(*wish)
print("pandas" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.split() == ["False"]


def test_pandas_is_not_imported_for_columns_of_nothing(tmp_path):
    """Nor where no row says who pays, since when or until when, and the columns have no type of their own."""
    ids = {"device_id": ["d1", "d2"], "account_id": ["acme", "acme"], "payer_id": pa.nulls(2), "sku": ["STD", "STD"]}
    held = {"consumed_on": [april(1)] * 2, "prepaid": [True] * 2}
    plans = pa.table({**ids, **held, "activated_on": pa.nulls(2), "renew_until": pa.nulls(2)})
    pool = {"account_id": ["acme"], "number": [0], "sku": ["STD"], "left": [1], "granted_on": [date(2026, 1, 1)]}
    grants = pa.table({**pool, "expires_on": pa.nulls(1), "priority": pa.nulls(1), "pending": pa.nulls(1)})
    for name, rows in (
        ("plans", plans),
        ("faulty", plans.set_column(0, "device_id", [["d1", "d1"]])),
        ("grants", grants),
    ):
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    code = f"""
import sys
from kpix_billing_core import Month
from kpix_billing_core.batch import demand, renewal
from kpix_billing_core.accounts import Account, PaymentMethod
may, acme = Month.parse("2026-05"), Account("acme", "USD", PaymentMethod.PREPAY)
for name in ("plans", "faulty"):
    wish = {str(tmp_path)!r} + f"/{{name}}.parquet", {str(tmp_path / "grants.parquet")!r}, may
    found = renewal(*wish, [acme])
    demand(*wish)
    print(found.plans.num_rows, found.rejected_plans.num_rows, "pandas" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.splitlines() == ["2 0 False", "0 2 False"]
