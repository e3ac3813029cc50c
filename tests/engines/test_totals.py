"""Totals: what engines hand over, how it is checked, and that parts merge into the whole."""

import attrs
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.engines.columns import table

from kpix_billing_core.batch import Totals, counted, fine_schema, merge, no_totals, sift, tallies, totals_of
from kpix_billing_core.batch.grouping import grouped
from kpix_billing_core.batch.rejected import REJECTED
from kpix_billing_core.batch.totals import DEVICES, HISTOGRAM, SUMS
from kpix_billing_core.catalogue import BandBasis, BillingTerms, MinimumScope, MinimumSpend
from kpix_billing_core.dates import END_EXCLUDED, STRICT_30_360, Month
from kpix_billing_core.errors import MalformedColumns, TallyMismatch, WrongType, WrongValue
from kpix_billing_core.metering import Allocation, Tally, TallyEntry, tally_by_account
from kpix_billing_core.testing import allocations

APRIL = Month.parse("2026-04")
LARGEST = 2**63 - 1
PLAIN = BillingTerms()
THIRTY = BillingTerms(day_count=STRICT_30_360)
BY_DEVICES = BillingTerms(band_basis=BandBasis.DEVICES)
ONCE = BillingTerms(dedupe_days=True)
EACH = BillingTerms(minimum_spend=MinimumSpend("1.00 USD", MinimumScope.ALLOCATION))
BOTH = attrs.evolve(EACH, band_basis=BandBasis.DEVICES)
TERMS = (PLAIN, BY_DEVICES, ONCE, EACH, BOTH, BillingTerms(day_count=END_EXCLUDED, dedupe_days=True))


def fine(*rows: tuple[object, ...], terms: BillingTerms = PLAIN, histogram: bool | None = None) -> pa.Table:
    """Return what an engine has counted."""
    schema = fine_schema(terms, histogram=histogram)
    arrays = [pa.array(list(values), field.type) for field, values in zip(schema, zip(*rows, strict=True), strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def rows(found: pa.Table) -> list[tuple[object, ...]]:
    """Return the rows of a table."""
    return [tuple(row.values()) for row in found.to_pylist()]


@pytest.mark.parametrize(
    ("names", "terms", "histogram"),
    [
        ("account_id sku allocations days", PLAIN, None),
        ("account_id sku days_each allocations days", PLAIN, True),
        ("account_id sku days_each allocations days", EACH, None),
        ("account_id sku allocations days", EACH, False),
        ("account_id sku device_id allocations days used", BY_DEVICES, None),
        ("account_id sku device_id allocations days used", ONCE, None),
        ("account_id sku device_id days_each allocations days used", BOTH, None),
    ],
)
def test_what_engines_count_by(names, terms, histogram):
    """More keys only where the terms look closer."""
    assert fine_schema(terms, histogram=histogram).names == names.split()


def test_sums():
    """A key that comes twice is added up; keys are in order, as Python orders text."""
    given = fine(("b", "S", 1, 2), ("a", "T", 1, 30), ("b", "S", 2, 60), ("a", "S", 3, 0), ("ä", "S", 1, 1))
    found = counted(given, APRIL, PLAIN, read=9)
    assert rows(found.sums) == [("a", "S", 3, 0), ("a", "T", 1, 30), ("b", "S", 3, 62), ("ä", "S", 1, 1)]
    assert (found.histogram, found.devices, found.read, found.rejected.num_rows) == (None, None, 9, 0)
    assert (found.month, found.day_count, found.dedupe_days) == (APRIL, PLAIN.day_count, False)


def test_histograms_and_devices():
    """From one table come three: sums, allocations by days, and the days of each device."""
    given = fine(
        ("a", "S", "d2", 5, 2, 10, 0b111110),
        ("a", "S", "d1", 5, 1, 5, 0b11111),
        ("a", "S", "d2", 1, 1, 1, 1),
        terms=BOTH,
    )
    found = counted(given, APRIL, BOTH, read=4)
    assert rows(found.sums) == [("a", "S", 4, 16)]
    assert rows(found.histogram) == [("a", "S", 1, 1), ("a", "S", 5, 3)]
    assert rows(found.devices) == [("a", "S", "d1", 0b11111), ("a", "S", "d2", 0b111111)]


def test_days_that_count_once():
    """Days are those of the devices, united: 5 + 6, though the allocations had 5 + 5 + 5 + 1."""
    given = fine(
        ("a", "S", "d1", 1, 5, 0b11111),
        ("a", "S", "d2", 2, 10, 0b111110),
        ("a", "S", "d2", 1, 1, 1),
        ("b", "S", "d2", 1, 0, 0),
        terms=ONCE,
    )
    assert rows(counted(given, APRIL, ONCE, read=5).sums) == [("a", "S", 4, 5 + 6), ("b", "S", 1, 0)]


def test_engines_may_use_other_types_of_whole_numbers_and_text():
    """Narrower numbers, large text and dictionaries are what engines have; they come out as one."""
    given = pa.table(
        {
            "days": pa.array([7], pa.uint8()),
            "allocations": pa.array([1], pa.int32()),
            "sku": pa.array(["S"], pa.large_string()),
            "account_id": pa.array(["a"]).dictionary_encode(),
        }
    )
    assert counted(given, APRIL, PLAIN, read=1).sums.schema == SUMS


def test_dictionaries_of_whatever_sort():
    """An engine's dictionary may have a text twice, or be in no order."""
    account = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 0], pa.int8()), pa.array(["b", "a", "b"]))
    given = fine(*(("", "S", 100, number) for number in (1, 10, 100, 1000))).set_column(0, "account_id", account)
    assert rows(counted(given, APRIL, PLAIN, read=400).sums) == [("a", "S", 100, 10), ("b", "S", 300, 1101)]


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (pa.float64(), "days"),  # what a DECIMAL becomes when it is divided
        (pa.decimal128(38, 0), "allocations"),  # what a sum of 64 bits becomes when nobody casts it
        (pa.bool_(), "days"),
        (pa.uint64(), "days"),
        (pa.int64(), "account_id"),
        (pa.binary(), "sku"),
    ],
)
def test_anything_else_is_refused(type_, name):
    """An engine that made something else of whole numbers may have rounded them."""
    given = fine(("1", "1", 1, 1))
    value = {pa.binary(): b"S", pa.bool_(): True}.get(type_, 1)
    odd = given.set_column(given.column_names.index(name), name, pa.array([value], type_))
    with pytest.raises(WrongType, match=rf"{name} of fine: expected (int64|string), got"):
        counted(odd, APRIL, PLAIN, read=1)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "fine: expected pyarrow.Table, got NoneType None", {"fine": None}),
        (WrongValue, "fine: expected a column days", {"fine": fine(("a", "S", 1, 1)).drop_columns("days")}),
        (WrongType, "rejected: expected pyarrow.Table, got tuple ()", {"rejected": ()}),
        (WrongValue, "rejected: expected a column device_id", {"rejected": fine(("a", "S", 1, 1))}),
        (WrongType, "read: expected int, got float 2.0", {"read": 2.0}),
        (WrongValue, "read: expected at least 0, got int -1", {"read": -1, "fine": SUMS.empty_table()}),
        (WrongValue, "days of fine: expected something in every row", {"fine": fine(("a", "S", 1, None))}),
        (WrongValue, "sku of fine: expected something in every row", {"fine": fine(("a", None, 1, 1))}),
        (WrongType, "month: expected Month, got str '2026-04'", {"month": "2026-04"}),
        (WrongType, "terms: expected BillingTerms, got NoneType None", {"terms": None}),
        (WrongType, "histogram: expected bool or None, got int 1", {"histogram": 1}),
        (WrongValue, "days: expected 0 or more, got int -1", {"fine": fine(("a", "S", 1, -1))}),
        (TallyMismatch, "2 allocations of 1 rows, 0 rejected", {"fine": fine(("a", "S", 2, 1)), "read": 1}),
    ],
)
def test_what_is_no_count(kind, message, arguments):
    """Each argument is looked at, and the rows must be enough for the allocations."""
    given = {"fine": fine(("a", "S", 1, 1)), "month": APRIL, "terms": PLAIN, "read": 5, **arguments}
    with pytest.raises(kind) as raised:
        counted(**given)
    assert str(raised.value).startswith(message)


def test_rejected_rows_are_counted_among_those_read():
    """Of two rows one is rejected, so there is one allocation at most; going on takes the caller's own decision."""
    rejected = sift(table(("d1", "", "S", None, None)))[1]
    found = counted(fine(("a", "S", 1, 1)), APRIL, PLAIN, read=2, rejected=rejected)
    assert found.rejected == rejected
    with pytest.raises(TallyMismatch, match="1 allocations of 1 rows, 1 rejected"):
        counted(fine(("a", "S", 1, 1)), APRIL, PLAIN, read=1, rejected=rejected)
    with pytest.raises(MalformedColumns) as raised:
        found.check()
    assert str(raised.value).splitlines() == [
        "2 rows of allocations: 2 faults",
        "  column account_id: nothing in 1 row (account '', device 'd1')",
        "  column consumed_on: nothing in 1 row (account '', device 'd1')",
    ]
    with pytest.raises(MalformedColumns):
        tallies(found)
    accepted = found._replace(rejected=REJECTED.empty_table())
    assert [account for account, _ in tallies(accepted)] == ["a"]


FEBRUARY = Month.parse("2026-02")
NO_USE = [
    ("a, S: days 3000, allocations 1: no use of 2026-04", PLAIN, APRIL, [("a", "S", 1, 3000)]),
    ("a, S: days 61, allocations 2: no use of 2026-04", PLAIN, APRIL, [("b", "S", 2, 60), ("a", "S", 2, 61)]),
    ("a, S: days 1, allocations 0: no use of 2026-04", PLAIN, APRIL, [("a", "S", 0, 1)]),
    (
        "b, S: days 31, allocations 1: no use of 2026-04, and 2 more like it",
        PLAIN,
        APRIL,
        [("a", "S", 2, 31), ("b", "S", 1, 31), ("b", "T", 1, 31), ("c", "S", 1, 31)],
    ),
    ("a, S: days 29, allocations 1: no use of 2026-02", PLAIN, FEBRUARY, [("a", "S", 1, 29)]),
    ("a, S: days 31, allocations 1: no use of 2026-02", THIRTY, FEBRUARY, [("a", "S", 1, 31)]),
    (f"a, S: days {LARGEST}, allocations 1: no use of 2026-04", PLAIN, APRIL, [("a", "S", 1, LARGEST)]),
    (
        f"a, S: days {LARGEST}, allocations {LARGEST // 30}: no use of 2026-04",
        PLAIN,
        APRIL,
        [("a", "S", LARGEST // 30, LARGEST), ("b", "S", LARGEST // 2, LARGEST)],
    ),
    (
        "a, S: days_each 31, allocations 1: no use of 2026-04",
        EACH,
        APRIL,
        [("a", "S", 30, 1, 30), ("a", "S", 31, 1, 30), ("b", "S", 1, 1, 1)],
    ),
    ("a, S: days_each -1, allocations 1: no use of 2026-04", EACH, APRIL, [("a", "S", -1, 1, 0)]),
    (
        f"a, S: device_id d2, used {2**30}: no use of 2026-04",
        BY_DEVICES,
        APRIL,
        [("a", "S", "d1", 1, 30, 2**30 - 1), ("a", "S", "d2", 1, 1, 2**30)],
    ),
]


@pytest.mark.parametrize(("message", "terms", "month", "given"), NO_USE)
def test_more_days_than_there_are(message, terms, month, given):
    """No allocation has more days than its month, nor has a device: told when it is counted, and where it stands."""
    counts = fine(*given, terms=terms)
    with pytest.raises(TallyMismatch) as raised:
        counted(counts, month, terms, read=LARGEST)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("terms", "month", "given"),
    [
        (PLAIN, APRIL, ("a", "S", 2, 60)),
        (PLAIN, FEBRUARY, ("a", "S", 1, 28)),
        (PLAIN, Month.parse("2026-05"), ("a", "S", 1, 31)),
        (THIRTY, FEBRUARY, ("a", "S", 1, 30)),
        (PLAIN, APRIL, ("a", "S", 1, 0)),
        (PLAIN, APRIL, ("a", "S", LARGEST, LARGEST)),
        (PLAIN, APRIL, ("a", "S", LARGEST // 30 + 1, LARGEST)),
        (EACH, APRIL, ("a", "S", 30, 1, 30)),
        (EACH, APRIL, ("a", "S", 0, 1, 0)),
        (BY_DEVICES, APRIL, ("a", "S", "d1", 1, 30, 2**30 - 1)),
    ],
)
def test_all_days_that_there_are(terms, month, given):
    """The whole month, and none of it, is use that can be."""
    counted(fine(given, terms=terms), month, terms, read=LARGEST).check()


def test_totals_made_otherwise_are_looked_at_before_they_are_priced():
    """Totals are a tuple that anybody may put together: nothing of them is priced that cannot be."""
    right = counted(fine(("a", "S", 1, 30)), APRIL, PLAIN, read=1)
    right.check()
    for wrong, told in (
        (("a", "S", 1, 31), "days 31, allocations 1"),
        (("a", "S", 1, -1), "days -1, allocations 1"),
        (("a", "S", -1, 0), "days 0, allocations -1"),
        (("a", "S", -1, -30), "days -30, allocations -1"),
        (("a", "S", -LARGEST - 1, 0), f"days 0, allocations {-LARGEST - 1}"),
    ):
        with pytest.raises(TallyMismatch, match=f"^a, S: {told}: no use of 2026-04$"):
            tallies(right._replace(sums=fine(wrong)))


# --- sums beyond 64 bits -------------------------------------------------------------------------------


def test_sums_beyond_64_bits():
    """Two groups whose sums fit do, though together they do not; one that does not is refused, not begun again."""
    half, most = LARGEST // 32, LARGEST // 16  # allocations, of 16 days each
    halves = [("a", "S", half, LARGEST // 2), ("a", "S", half, LARGEST // 2 + 1), ("b", "S", most, LARGEST)]
    found = counted(fine(*halves), APRIL, PLAIN, read=2 * half + most)
    assert rows(found.sums) == [("a", "S", 2 * half, LARGEST), ("b", "S", most, LARGEST)]
    with pytest.raises(WrongValue, match=f"days: expected at most {LARGEST} for an account and a SKU, got int {2**63}"):
        counted(fine(*halves, ("a", "S", 1, 1)), APRIL, PLAIN, read=LARGEST)


def test_many_values_of_every_key():
    """Where the values of all keys multiply to more than 64 bits hold, they are numbered anew on the way."""
    names = [f"n{number}" for number in range(70_000)]
    given = pa.table([pa.array(names)] * 4 + [pa.array([1] * 70_000)], ["account_id", "sku", "device_id", "x", "used"])
    found = grouped(given, given.schema)
    assert found.num_rows == 70_000
    assert found.column("x").to_pylist() == sorted(names)


# --- merging -------------------------------------------------------------------------------------------

fleets = st.lists(allocations(month=APRIL, skus=("STD", "LITE")), max_size=9)


def totals(held, terms: BillingTerms, histogram: bool | None = None) -> Totals:
    """Return the totals of allocations, counted by the scalar core."""
    found = tally_by_account(held, APRIL, terms, histogram=histogram)
    return totals_of((tally for _, tally in found), APRIL, terms, histogram=histogram)


@given(st.tuples(fleets, fleets, fleets), st.sampled_from(TERMS), st.sampled_from((None, True, False)))
@example(([], [], []), BOTH, None)
def test_totals_are_a_monoid(parts, terms, histogram):
    """Parts merge into what the whole counts to, in any order and grouping; nothing changes nothing."""
    one, two, three = (totals(part, terms, histogram) for part in parts)
    whole = totals([row for part in parts for row in part], terms, histogram)
    assert merge([one, two, three]) == whole
    assert merge([three, merge([two, one])]) == whole
    assert merge([no_totals(APRIL, terms, histogram=histogram), whole]) == whole
    assert merge([whole]) == whole


@given(fleets, st.sampled_from(TERMS), st.sampled_from((None, True, False)))
def test_totals_are_tallies(held, terms, histogram):
    """What the core tallied comes back from totals, bit by bit."""
    tallied = dict(tally_by_account(held, APRIL, terms, histogram=histogram))
    found = totals_of(tallied.values(), APRIL, terms, histogram=histogram)
    assert dict(tallies(found)) == tallied
    assert list(dict(tallies(found))) == sorted(tallied)
    assert found.sums.schema == SUMS
    assert found.histogram is None or found.histogram.schema == HISTOGRAM
    assert found.devices is None or found.devices.schema == DEVICES


MAY = Month.parse("2026-05")
NOTHING = no_totals(APRIL, PLAIN)


@pytest.mark.parametrize(
    ("kind", "message", "parts"),
    [
        (WrongType, "parts: expected a list, tuple or other iterable in order, got set", {1}),
        (WrongType, "parts: expected Totals, got int 1", [NOTHING, 1]),
        (WrongValue, "parts: expected at least one, got int 0", []),
        (TallyMismatch, "totals merge only within one month", [NOTHING, no_totals(MAY, PLAIN)]),
        (TallyMismatch, "totals merge only within one month", [NOTHING, no_totals(APRIL, PLAIN, histogram=True)]),
        (TallyMismatch, "totals merge only within one month", [NOTHING, no_totals(APRIL, BY_DEVICES)]),
        (TallyMismatch, "totals merge only within one month", [no_totals(APRIL, ONCE), no_totals(APRIL, BY_DEVICES)]),
        (
            TallyMismatch,
            "totals merge only within one month",
            [NOTHING, no_totals(APRIL, BillingTerms(day_count=END_EXCLUDED))],
        ),
    ],
)
def test_what_does_not_merge(kind, message, parts):
    """Totals of two months, of two ways of counting, or of which one knows more."""
    with pytest.raises(kind, match=message):
        merge(parts)


def test_rejected_rows_merge_too():
    """What was read and what was rejected adds up like everything else."""
    rejected = sift(table(("d1", "", "S", None, None)))[1]
    one = counted(fine(("a", "S", 1, 1)), APRIL, PLAIN, read=3, rejected=rejected)
    found = merge([one, NOTHING, one])
    assert (found.read, found.rejected.num_rows) == (6, 2)


STD = TallyEntry("STD", 1, 1, 30)


@pytest.mark.parametrize(
    ("kind", "message", "tallied"),
    [
        (WrongType, "tallied: expected a list, tuple or other iterable in order, got int 1", 1),
        (WrongType, "tallied: expected Tally, got str 'a'", ["a"]),
        (TallyMismatch, "totals are of one month, counted in one way", [Tally("a", MAY, PLAIN.day_count)]),
        (TallyMismatch, "totals are of one month, counted in one way", [Tally("a", APRIL, END_EXCLUDED)]),
        (TallyMismatch, "S: things counted are no days", [Tally.of_counts("a", APRIL, {"S": 1}, PLAIN)]),
        (
            WrongValue,
            f"tallied: expected at most {LARGEST} allocations and days, got int {2**63}",
            [Tally("a", APRIL, PLAIN.day_count, entries=(TallyEntry("S", 2**62, 2**63, 30),))],
        ),
    ],
)
def test_tallies_that_are_no_totals(kind, message, tallied):
    """Named one by one."""
    with pytest.raises(kind, match=message):
        totals_of(tallied, APRIL, PLAIN)


@pytest.mark.parametrize("terms", [EACH, BY_DEVICES])
def test_tallies_that_know_too_little(terms):
    """A tally of sums cannot become one that looks closer."""
    found = [Tally("a", APRIL, PLAIN.day_count, entries=(STD,))]
    with pytest.raises(TallyMismatch, match="STD: the tally knows less of its allocations than is asked for"):
        totals_of(found, APRIL, terms)
    knows = dict(tally_by_account([Allocation("d", "a", "STD", APRIL.first_day)], APRIL, terms)).values()
    assert totals_of(knows, APRIL, PLAIN).sums.num_rows == 1


def test_tables_that_do_not_belong_together():
    """A histogram that lacks an account of the sums is a mistake of whoever put them together."""
    held = [Allocation("d", "a", "STD", APRIL.first_day)]
    found = totals(held, EACH)
    with pytest.raises(TallyMismatch, match="a, STD: the totals know less of it than of others"):
        list(tallies(found._replace(histogram=HISTOGRAM.empty_table())))
    with pytest.raises(WrongType, match="totals: expected Totals, got NoneType None"):
        tallies(None)
