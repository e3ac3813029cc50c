"""Plain data: what each type looks like, what is read back, and where data that does not fit is said to be wrong."""

import re
import sys
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import attrs
import pytest
from tests.tables.interchange.samples import (
    FORMS,
    BigWheel,
    Box,
    Branch,
    Circle,
    Colour,
    Everything,
    Mixed,
    Pair,
    Part,
    Sprocket,
    Stretch,
    Tip,
    Tree,
)

from kpix_billing_core.dates import Month, Period
from kpix_billing_core.errors import CurrencyMismatch, MalformedData, WrongType, WrongValue
from kpix_billing_core.interchange import from_data, to_data
from kpix_billing_core.log import Log
from kpix_billing_core.money import Currency


def data_of(cls, **fields):
    """Return the data of a class with these fields."""
    name = {Everything: "everything", Sprocket: "sprocket", Circle: "circle", Tree: "tree"}[cls]
    return {"schema": f"kpix.{name}/1", **fields}


# --- what it looks like --------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "data", "value"), FORMS)
def test_form_of_each_type(field, data, value):
    """Each type has one form as plain data, and it reads back as what it was."""
    whole = Everything(**{field: value})
    written = to_data(whole)
    assert (written[field], type(written[field])) == (data, type(data))
    assert from_data(Everything, written) == whole


def test_fields_stand_in_their_order_after_the_schema():
    """The outermost object says first what it is, then its fields in the order of the class."""
    assert list(to_data(Everything())) == ["schema", *(field.name for field in attrs.fields(Everything))]
    assert to_data(Everything())["schema"] == "kpix.everything/1"
    assert list(to_data(Everything())["part"]) == ["kind", "spokes"]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("2026-04", Month(2026, 4)),
        ("XBT/8", Currency("XBT", 8)),
        ("2026-04-01/2026-04-01", Period.parse("2026-04-01/2026-04-01")),
    ],
)
def test_a_text_alone_names_no_schema(data, value):
    """A value whose data is one text is that text, and reads back from it."""
    assert to_data(value) == data
    assert from_data(type(value), data) == value


def test_keys_are_read_in_any_order():
    """The order of keys means nothing to a reader."""
    assert from_data(Sprocket, {"name": "n", "teeth": 4, "schema": "kpix.sprocket/1"}) == Sprocket(4, "n")


def test_fields_with_a_default_may_be_absent():
    """Only fields without a default must be given, in named tuples too."""
    assert from_data(Everything, data_of(Everything)) == Everything()
    assert from_data(Everything, data_of(Everything, pair={"left": 5})).pair == Pair(5)


def test_a_class_may_keep_a_sequence_of_its_own():
    """It is written as a list and given back as a tuple; text and bytes are no list of their letters."""
    assert to_data(Stretch(range(3)))["numbers"] == to_data(Stretch((0, 1, 2)))["numbers"] == [0, 1, 2]
    assert from_data(Stretch, to_data(Stretch(range(3)))) == Stretch((0, 1, 2))
    for wrong in ("abc", b"abc", {1, 2}, 3):
        with pytest.raises(MalformedData, match=r"^\$\.numbers: expected tuple, got "):
            to_data(Stretch(wrong))
    with pytest.raises(MalformedData, match=r"^\$\.numbers\[1\]: expected int, got str"):
        to_data(Stretch([1, "2"]))


def test_instants_come_back_in_utc():
    """An instant keeps its place in time, not the zone it was written down in."""
    data = data_of(Everything, instant="2026-04-28T10:00:00.5+02:00")
    assert from_data(Everything, data).instant == datetime(2026, 4, 28, 8, 0, 0, 500_000, tzinfo=UTC)
    assert from_data(Everything, data).instant.tzinfo is UTC


def test_derived_fields_are_written_and_verified():
    """A derived field is written for readers; given back it must be what it is derived to, and it may be left out."""
    assert to_data(Circle(2)) == {"schema": "kpix.circle/1", "radius": 2, "diameter": 4}
    assert from_data(Circle, data_of(Circle, radius=2, diameter=4)) == Circle(2)
    assert from_data(Circle, data_of(Circle, radius=2)) == Circle(2)


def test_classes_may_hold_others_of_their_kind():
    """A class that names itself is written and read like any other, alone or as one of several."""
    tree = Tree("a", (Tree("b"), Tree("c", (Tree("d"),))))
    assert from_data(Tree, to_data(tree)) == tree
    assert from_data(Branch, to_data(Branch(Branch(Tip(1))))) == Branch(Branch(Tip(1)))


def test_a_union_is_told_by_its_schema():
    """Where the outermost class is one of several, the schema says which."""
    assert from_data(Part, to_data(Sprocket(5))) == Sprocket(5)
    assert from_data(Part, to_data(BigWheel(spokes=5))) == BigWheel(spokes=5)


def test_type_variables_are_filled_in():
    """A generic class is read as the types given for its variables."""
    box = Box(1, (Fraction(1, 2),), 2, Box(Fraction(1, 3), (4,)))
    data = {
        "schema": "kpix.box/1",
        "content": 1,
        "others": ["0.5"],
        "spare": 2,
        "inner": {"content": "1/3", "others": [4]},
    }
    assert from_data(Box[int, Fraction], data) == box
    with pytest.raises(MalformedData, match=re.escape("$.inner.others[0]: expected int, got str '4'")):
        from_data(Box[int, Fraction], {**data, "inner": {"content": "1/3", "others": ["4"]}})


# --- what is refused -----------------------------------------------------------------------------------

TOO_MANY_DIGITS = "9" * 201
WRONG = [
    # an exact type each: a bool is no int, a float nothing at all
    ("$.whole", "int, got bool True", "whole", True),
    ("$.whole", "int, got float 1.0", "whole", 1.0),
    ("$.whole", "int, got str '1'", "whole", "1"),
    ("$.whole", "int, got NoneType None", "whole", None),
    pytest.param("$.whole", "at most 640 digits, got an int of 2127 bits", "whole", 10**640, id="too large"),
    pytest.param("$.whole", "at most 640 digits, got an int of 2127 bits", "whole", -(10**640), id="too small"),
    ("$.text", "text, got int 1", "text", 1),
    ("$.text", "text without lone surrogates", "text", "a\ud800"),
    ("$.truth", "true or false, got int 1", "truth", 1),
    ("$.fraction", 'text of a number such as "0.35" or "16/30", got int 1', "fraction", 1),
    ("$.fraction", 'text of a number such as "0.35" or "16/30", got float 0.5', "fraction", 0.5),
    ("$.fraction", 'a number such as "12", "0.35" or "16/30", got str \'1e5\'', "fraction", "1e5"),
    ("$.fraction", 'a number such as "12", "0.35" or "16/30", got str \'١\'', "fraction", "١"),
    ("$.fraction", 'a number such as "12", "0.35" or "16/30", got str \'1_000\'', "fraction", "1_000"),
    ("$.fraction", "a denominator other than 0", "fraction", "1/0"),
    ("$.fraction", "a number such as", "fraction", TOO_MANY_DIGITS),
    ("$.decimal", 'text of a number such as "0.35", got Decimal', "decimal", Decimal(1)),
    ("$.decimal", "a decimal number such as \"0.35\", got str '1/2'", "decimal", "1/2"),
    ("$.decimal", "a number such as", "decimal", "NaN"),
    ("$.day", 'text of a day such as "2026-04-28", got date', "day", date(2026, 4, 28)),
    ("$.day", "a day such as \"2026-04-28\", got str '20260428'", "day", "20260428"),
    ("$.day", "a day such as", "day", "2026-W18-2"),
    ("$.day", "a day such as", "day", "2026-02-30"),
    ("$.instant", 'an instant such as "2026-04-28T10:00:00Z", got str', "instant", "2026-04-28T10:00:00"),
    ("$.instant", "an instant such as", "instant", "2026-04-28"),
    ("$.instant", "an instant such as", "instant", "2026-04-28T24:00:00Z"),
    ("$.instant", "an instant such as", "instant", "2026-02-30T10:00:00Z"),
    ("$.instant", "an instant such as", "instant", "2026-04-28T10:00:60Z"),
    ("$.instant", "an instant such as", "instant", "2026-04-28T10:00:00+99:00"),
    ("$.instant", "an instant such as", "instant", "2026-04-28T10:00:00.0000001Z"),
    ("$.instant", "an instant within the years 1 to 9999 in UTC", "instant", "0001-01-01T00:00:00+01:00"),
    ("$.zone", 'a zone such as "UTC", "Europe/Berlin" or "+02:00", got str', "zone", "Mars/Olympus"),
    ("$.zone", 'text of a zone such as "UTC" or "Europe/Berlin", got int 2', "zone", 2),
    ("$.month", 'text of a month such as "2026-04", got int 4', "month", 4),
    ("$.month", "1 to 12, got int 13", "month", "2026-13"),
    ("$.period", "a day from 2026-04-02 on", "period", "2026-04-02/2026-04-01"),
    ("$.period", 'text of two days such as "2026-04-28/2026-05-02", got list', "period", ["2026-04-02"]),
    ("$.currency", "an ISO 4217 code, got str 'usd'", "currency", "usd"),
    ("$.currency", 'text of a currency such as "USD" or "XBT/8", got dict', "currency", {"code": "USD"}),
    ("$.money", "object, got str '4.35 USD'", "money", "4.35 USD"),
    ("$.money.minor", "int, got float 4.35", "money", {"minor": 4.35, "currency": "USD"}),
    ("$.money.currency", "a value, got nothing", "money", {"minor": 435}),
    ("$.money", "only the keys minor, currency, got str 'amount'", "money", {"amount": "4.35", "currency": "USD"}),
    ("$.money", "only the keys minor, currency, got int 1", "money", {"minor": 435, "currency": "USD", 1: 2}),
    # the kind is for one among several, the schema for the outermost
    (
        "$.money",
        "only the keys minor, currency, got str 'kind'",
        "money",
        {"kind": "money", "minor": 1, "currency": "USD"},
    ),
    ("$.money", "only the keys", "money", {"schema": "kpix.money/1", "minor": 1, "currency": "USD"}),
    ("$.colour", "one of red, blue, got str 'RED'", "colour", "RED"),
    ("$.colour", "one of red, blue, got list ['red']", "colour", ["red"]),
    ("$.level", "one of 1, 2, got bool True", "level", True),
    ("$.level", "one of 1, 2, got float 1.0", "level", 1.0),
    ("$.maybe", "int, got str ''", "maybe", ""),
    ("$.many", "list, got tuple (1, 2)", "many", (1, 2)),
    ("$.many", "list, got str 'ab'", "many", "ab"),
    ("$.many[2]", "int, got NoneType None", "many", [1, 2, None]),
    ("$.fixed", "2 members, got list [1]", "fixed", [1]),
    ("$.fixed", "2 members, got list [1, 'a', 'b']", "fixed", [1, "a", "b"]),
    ("$.fixed", "list, got dict {}", "fixed", {}),
    ("$.fixed[1]", "text, got int 2", "fixed", [1, 2]),
    ("$.unordered", "each member once, got list ['a', 'b', 'a']", "unordered", ["a", "b", "a"]),
    ("$.unordered", "list, got str 'ab'", "unordered", "ab"),
    ("$.unordered[1]", "text, got int 2", "unordered", ["a", 2]),
    ("$.pair.left", "a value, got nothing", "pair", {}),
    ("$.pair", "object, got list [1, 'r']", "pair", [1, "r"]),
    # what a class refuses is said at the field it names, else where the object is
    ("$.sprocket.teeth", "at least 3, got int 2", "sprocket", {"teeth": 2}),
    ("$.part.kind", "one of sprocket, big_wheel, got nothing", "part", {"spokes": 8}),
    ("$.part.kind", "one of sprocket, big_wheel, got str 'car'", "part", {"kind": "car"}),
    ("$.part.kind", "one of sprocket, big_wheel, got NoneType None", "part", {"kind": None}),
    ("$.part.kind", "one of sprocket, big_wheel, got list", "part", {"kind": ["sprocket"]}),
    ("$.part", "object, got NoneType None", "part", None),
    ("$.part.spokes", "int, got str '8'", "part", {"kind": "big_wheel", "spokes": "8"}),
    ("$.perhaps_part", "object, got list []", "perhaps_part", []),
    ("$.parts[1].teeth", "a value, got nothing", "parts", [{"kind": "big_wheel", "spokes": 8}, {"kind": "sprocket"}]),
    ("$.parts[0].teeth", "at least 3, got int 1", "parts", [{"kind": "sprocket", "teeth": 1}]),
]


@pytest.mark.parametrize(("path", "problem", "field", "data"), WRONG)
def test_what_does_not_fit_is_named_with_its_path(path, problem, field, data):
    """Data of another type, form or range is refused, and the error says where it is and what was expected."""
    with pytest.raises(MalformedData) as caught:
        from_data(Everything, data_of(Everything, **{field: data}))
    assert caught.value.path == path
    assert caught.value.problem.startswith(f"expected {problem}")


def test_other_errors_of_a_class_are_told_in_its_words():
    """A refusal that names no field is told as it is, and what the class raised is kept as the cause."""
    with pytest.raises(MalformedData) as caught:
        from_data(Everything, data_of(Everything, sprocket={"teeth": 13}))
    assert str(caught.value) == "$.sprocket: luck: expected more of it, got int 13"
    assert type(caught.value.__cause__) is WrongValue
    with pytest.raises(MalformedData) as caught:
        from_data(Everything, data_of(Everything, sprocket={"teeth": 99}))
    assert str(caught.value) == f"$.sprocket: {CurrencyMismatch('USD', 'EUR')}"
    assert type(caught.value.__cause__) is CurrencyMismatch


def test_the_cause_is_kept():
    """What a value complained of stays reachable; where data alone is wrong there is no cause to confuse."""
    with pytest.raises(MalformedData) as caught:
        from_data(Month, "2026-13")
    assert type(caught.value.__cause__) is WrongValue
    with pytest.raises(MalformedData) as caught:
        from_data(Month, 13)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("problem", "data"),
    [
        ("$.schema: expected one of kpix.sprocket/1, got nothing", {"teeth": 4}),
        (
            "$.schema: expected one of kpix.sprocket/1, got str 'kpix.sprocket/2'",
            {"schema": "kpix.sprocket/2", "teeth": 4},
        ),
        ("$.schema: expected one of kpix.sprocket/1, got int 1", {"schema": 1, "teeth": 4}),
        ("$.schema: expected one of kpix.sprocket/1, got NoneType None", {"schema": None, "teeth": 4}),
        ("$: expected object, got list []", []),
        ("$: expected object, got NoneType None", None),
        ("$: expected only the keys teeth, name, got str 'size'", {"schema": "kpix.sprocket/1", "teeth": 4, "size": 1}),
        ("$: expected only the keys teeth, name, got str 'tooth'", {"schema": "kpix.sprocket/1", "tooth": 4}),
        ("$.teeth: expected a value, got nothing", {"schema": "kpix.sprocket/1"}),
    ],
)
def test_the_outermost_object_says_what_it_is(problem, data):
    """A document without its schema, or with another's, is not guessed at; nor is one with other keys."""
    with pytest.raises(MalformedData) as caught:
        from_data(Sprocket, data)
    assert str(caught.value) == problem


def test_a_union_refuses_another_schema():
    """The schema must be one of the union's classes."""
    with pytest.raises(MalformedData, match=re.escape("$.schema: expected one of kpix.sprocket/1, kpix.big_wheel/1")):
        from_data(Part, to_data(Circle(1)))


def test_a_derived_amount_that_is_not_so_is_refused():
    """A document whose amounts do not follow from its other fields is no document."""
    with pytest.raises(MalformedData, match=re.escape("$.diameter: expected int 4 by the other fields, got int 5")):
        from_data(Circle, data_of(Circle, radius=2, diameter=5))
    with pytest.raises(MalformedData, match=re.escape("$.diameter: expected int, got bool True")):
        from_data(Circle, data_of(Circle, radius=2, diameter=True))


def test_a_private_field_is_no_key():
    """What is private is neither written nor read."""
    with pytest.raises(MalformedData, match="only the keys radius, diameter"):
        from_data(Circle, data_of(Circle, radius=2, _cache=7))


def test_a_complaint_never_prints_a_whole_document():
    """However large what was found is, the message stays short."""
    with pytest.raises(MalformedData) as caught:
        from_data(Everything, data_of(Everything, money=["x" * 10_000]))
    assert len(str(caught.value)) < 200


# --- depth ---------------------------------------------------------------------------------------------


def nested(levels):
    """Return the data of a tree so many levels deep."""
    data = {"name": "leaf", "children": []}
    for _ in range(levels):
        data = {"name": "x", "children": [data]}
    return {"schema": "kpix.tree/1", **data}


def test_data_within_data_ends_in_an_error():
    """Nesting beyond what can be followed is an error of the data, both ways, and never a crash."""
    with pytest.raises(MalformedData, match=re.escape("$: expected fewer levels")):
        from_data(Tree, nested(100_000))
    tree = Tree("leaf")
    for _ in range(sys.getrecursionlimit()):
        tree = Tree("x", (tree,))
    with pytest.raises(MalformedData, match=re.escape("$: expected fewer levels")):
        to_data(tree)


# --- values that cannot be written ---------------------------------------------------------------------


@attrs.frozen
class Loose:
    """A class that checks nothing itself."""

    whole: int = 0
    text: str = ""
    truth: bool = False
    fraction: Fraction = Fraction(0)
    decimal: Decimal = Decimal(0)
    day: date = date(2026, 4, 28)
    instant: datetime = datetime(2026, 4, 28, tzinfo=UTC)
    zone: tzinfo = UTC
    month: Month = Month(2026, 4)
    colour: Colour = Colour.RED
    many: tuple[int, ...] = ()
    fixed: tuple[int, str] = (1, "a")
    unordered: frozenset[str] = frozenset()
    sprocket: Sprocket = Sprocket(3)
    part: Part = Sprocket(3)


@pytest.mark.parametrize(
    ("path", "problem", "field", "value"),
    [
        ("$.whole", "int, got bool True", "whole", True),
        ("$.whole", "int, got float 1.0", "whole", 1.0),
        pytest.param("$.whole", "at most 640 digits", "whole", 10**640, id="too large"),
        ("$.text", "text without lone surrogates", "text", "\udcff"),
        ("$.text", "str, got bytes", "text", b"x"),
        ("$.truth", "bool, got int 0", "truth", 0),
        ("$.fraction", "Fraction, got int 1", "fraction", 1),
        ("$.fraction", "at most 200 digits", "fraction", Fraction(1, 3**1000)),
        ("$.fraction", "a number such as", "fraction", Fraction(10**200)),
        ("$.fraction", "a number such as", "fraction", Fraction(-(10**200))),
        ("$.fraction", "a number such as", "fraction", Fraction(1, 3**420)),
        ("$.decimal", "Decimal, got int 1", "decimal", 1),
        ("$.decimal", "a finite number", "decimal", Decimal("NaN")),
        ("$.decimal", "at most 200 digits", "decimal", Decimal("1e1000000")),
        ("$.day", "date, got datetime", "day", datetime(2026, 4, 28, tzinfo=UTC)),
        ("$.instant", "aware datetime, got date", "instant", date(2026, 4, 28)),
        ("$.instant", "a datetime with its zone", "instant", datetime(2026, 4, 28)),
        (
            *("$.instant", "an instant within the years 1 to 9999 in UTC", "instant"),
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        ),
        ("$.zone", "tzinfo, got str 'UTC'", "zone", "UTC"),
        ("$.month", "Month, got str '2026-04'", "month", "2026-04"),
        ("$.colour", "Colour, got str 'red'", "colour", "red"),
        ("$.many", "tuple, got list [1]", "many", [1]),
        ("$.many[1]", "int, got str 'x'", "many", (1, "x")),
        ("$.fixed", "tuple, got list", "fixed", [1, "a"]),
        ("$.fixed", "2 members, got tuple (1,)", "fixed", (1,)),
        ("$.fixed[0]", "int, got str 'a'", "fixed", ("a", "a")),
        ("$.unordered", "frozenset, got set", "unordered", {"a"}),
        ("$.sprocket", "Sprocket, got BigWheel", "sprocket", BigWheel(spokes=1)),
        ("$.part", "one of Sprocket, BigWheel, got Circle", "part", Circle(1)),
    ],
)
def test_a_part_that_cannot_be_written_is_named(path, problem, field, value):
    """Only what reads back as it was is written; a part that would not is named with its path."""
    with pytest.raises(MalformedData) as caught:
        to_data(Loose(**{field: value}))
    assert caught.value.path == path
    assert caught.value.problem.startswith(f"expected {problem}")


# --- classes without a plain form ----------------------------------------------------------------------


@attrs.frozen
class WithFloat:
    rate: float


@attrs.frozen
class WithPrivateArgument:
    _hidden: int


@attrs.frozen
class WithSchema:
    schema: str


class NamesSchema(NamedTuple):
    schema: str


@attrs.frozen
class WithKind:
    kind: str


@attrs.frozen
class WithUnion:
    either: WithKind | Sprocket


@attrs.frozen
class WithLooseUnion:
    either: int | str


@attrs.frozen
class WithSetOfObjects:
    members: frozenset[Sprocket]


@attrs.frozen
class WithMixedEnum:
    mixed: Mixed


@attrs.frozen
class WithAnyTuple:
    members: tuple


@pytest.mark.parametrize(
    "cls",
    [
        *(WithFloat, WithPrivateArgument, WithUnion, WithLooseUnion, WithSetOfObjects, WithMixedEnum, WithAnyTuple),
        *(Box, float, dict, list[int], object, 5, "Money", None, [], {}),
    ],
)
def test_a_class_without_a_plain_form_is_refused(cls):
    """What has no plain form is an error of the caller, named as such, not of the data."""
    with pytest.raises((WrongType, WrongValue)):
        from_data(cls, {"schema": "kpix.x/1", "rate": 1, "content": 1, "others": []} | _tag(cls))


@pytest.mark.parametrize("cls", [[], {}, [int]])
def test_what_is_no_type_at_all_is_refused(cls):
    """What cannot even be looked up is named as it is."""
    with pytest.raises(WrongType) as caught:
        from_data(cls, {})
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("type", "a class", cls)


def test_a_type_without_a_plain_form_says_so():
    """The error of a type keeps its own words."""
    words = "^type: expected an attrs class, or a type with a plain form, got type <class 'float'>"
    with pytest.raises(WrongType, match=words):
        from_data(float, 1)


def _tag(cls):
    name = re.sub("(?<!^)(?=[A-Z])", "_", getattr(cls, "__name__", "x")).lower()
    return {"schema": f"kpix.{name}/1"}


@pytest.mark.parametrize("cls", [WithSchema, NamesSchema])
def test_a_field_may_not_be_called_schema(cls):
    """The key that says what a document is belongs to the document."""
    with pytest.raises(WrongValue, match='a class without a field "schema"'):
        to_data(cls("x"))


def test_a_field_of_one_among_several_may_not_be_called_kind():
    """The key that tells classes apart is not for fields, but only there."""
    with pytest.raises(WrongValue, match='a class without a field "kind"'):
        to_data(WithUnion(Sprocket(3)))
    assert to_data(WithKind("x")) == {"schema": "kpix.with_kind/1", "kind": "x"}


@pytest.mark.parametrize("value", [1.5, object(), [1], {"a": 1}, {1}, b"x", None, (1, 2), Box(1, ()), Log()])
def test_a_value_without_a_plain_form_is_refused(value):
    """Only values of the package, and what they are made of, are written."""
    with pytest.raises(WrongType):
        to_data(value)
