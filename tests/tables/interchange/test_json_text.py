"""JSON: one text for each value, and everything refused that readers of JSON disagree about."""

import json
import sys
from fractions import Fraction

import attrs
import pytest

from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interchange import from_json, to_json
from kpix_billing_core.money import ExactMoney, Money


@attrs.frozen
class Note:
    text: str = ""
    number: int = 0
    money: Money | None = None
    others: "tuple[Note, ...]" = ()


def note(**fields):
    """Return the JSON of a note; a field's value is given as JSON."""
    return "{" + ", ".join(f'"{key}": {value}' for key, value in {"schema": '"kpix.note/1"', **fields}.items()) + "}"


# --- writing -------------------------------------------------------------------------------------------


def test_text_is_laid_out_for_people():
    """Two blanks to a level, keys in the order of the fields, no blank at a line's end and no line end at the end."""
    assert to_json(ExactMoney.of(Fraction(1, 3), "USD")) == (
        '{\n  "schema": "kpix.exact_money/1",\n  "amount": "1/3",\n  "currency": "USD"\n}'
    )


def test_text_on_one_line():
    """Without an indent there is no blank at all."""
    assert to_json(Note("a b", 1), indent=None) == (
        '{"schema":"kpix.note/1","text":"a b","number":1,"money":null,"others":[]}'
    )


def test_text_indented_by_nothing():
    """An indent of 0 puts each member on a line of its own."""
    assert to_json(Money.parse("1 JPY"), indent=0) == '{\n"schema": "kpix.money/1",\n"minor": 1,\n"currency": "JPY"\n}'


def test_letters_stand_for_themselves():
    """Text of any script is not escaped, so people can read it; quotes and control characters are."""
    assert '"é設\\n\\"\\u0000"' in to_json(Note('é設\n"\0'))
    assert from_json(Note, to_json(Note('é設\n"\0'))) == Note('é設\n"\0')


@pytest.mark.parametrize("indent", ["  ", True, 2.0, "2"])
def test_an_indent_is_a_number(indent):
    """An indent is a number of blanks."""
    with pytest.raises(WrongType, match="^indent: expected int, got "):
        to_json(Note(), indent=indent)


def test_an_indent_is_not_negative():
    """Less than no blanks cannot be written."""
    with pytest.raises(WrongValue):
        to_json(Note(), indent=-1)


def test_an_indent_has_an_end():
    """Sixteen blanks to a level are enough for anybody."""
    assert to_json(Note(), indent=16).startswith('{\n                "schema"')
    with pytest.raises(WrongValue) as caught:
        to_json(Note(), indent=17)
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("indent", "at most 16", 17)


def test_lone_surrogates_are_not_written():
    """Text that no encoding can carry is an error before it is written, not when somebody saves it."""
    with pytest.raises(MalformedData, match=r"\$\.others\[0\]\.text: expected text without lone surrogates"):
        to_json(Note(others=(Note("\ud800"),)))


# --- reading -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [note(text='"é"'), note(text='"é"').encode(), " \n\t" + note(text='"é"') + "\r\n "])
def test_text_and_its_bytes_are_read(text):
    """JSON is text, or the bytes of text in UTF-8; blanks around it do not matter."""
    assert from_json(Note, text) == Note("é")


def test_escaped_pairs_are_one_letter():
    """A letter written as two escapes is that letter."""
    assert from_json(Note, note(text='"\\ud83d\\ude00"')) == Note("😀")


@pytest.mark.parametrize(
    ("path", "problem", "text"),
    [
        # numbers that are no whole ones, or none at all
        ("$.number", "expected int, got the number 1.5", note(number="1.5")),
        ("$.number", "expected int, got the number 1.0", note(number="1.0")),
        ("$.number", "expected int, got the number 1e2", note(number="1e2")),
        ("$.number", "expected int, got the number 1e400", note(number="1e400")),
        ("$.number", "expected int, got the number NaN", note(number="NaN")),
        ("$.number", "expected int, got the number Infinity", note(number="Infinity")),
        ("$.number", "expected int, got the number -Infinity", note(number="-Infinity")),
        ("$.number", "expected int, got the number 0." + "1" * 38, note(number="0." + "1" * 1000)),
        ("$.number", "expected int, got str '1'", note(number='"1"')),
        ("$.number", "expected int, got bool True", note(number="true")),
        ("$.text", "expected text, got the number 1.5", note(text="1.5")),
        ("$.money.minor", "expected int, got the number 4.35", note(money='{"minor": 4.35, "currency": "USD"}')),
        # keys given twice, at any depth, even with equal values
        ("$", "expected object, got an object with the key str 'number' twice", note(number='1, "number": 1')),
        (
            "$",
            "expected object, got an object with the key str 'schema' twice",
            note(text='"", "schema": "kpix.note/1"'),
        ),
        (
            *("$.others[1].money", "expected object, got an object with the key str 'minor' twice"),
            note(others='[{}, {"money": {"minor": 1, "currency": "USD", "minor": 2}}]'),
        ),
        # an object under a key that nobody reads is not read past either
        ("$", "expected only the keys text, number, money, others, got str 'x'", note(x='{"a": 1, "a": 2}')),
        ("$.text", "expected text without lone surrogates, got str '\\ud800'", note(text='"\\ud800"')),
        ("$.others[0]", "expected object, got NoneType None", note(others="[null]")),
        # another document, or none
        ("$", "expected object, got list []", "[]"),
        ("$", "expected object, got the number 1.5", "1.5"),
        ("$", "expected object, got NoneType None", "null"),
        ("$.schema", "expected one of kpix.note/1, got nothing", "{}"),
    ],
)
def test_what_readers_disagree_about_is_refused(path, problem, text):
    """What one reader takes and another does not is an error with its path."""
    with pytest.raises(MalformedData) as caught:
        from_json(Note, text)
    assert (caught.value.path, caught.value.problem) == (path, problem)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("line 1, column 1", ""),
        ("line 1, column 1", "x"),
        ("line 1, column 1", "'a'"),
        ("line 1, column 3", "{}}"),
        ("line 1, column 4", "{} {}"),
        ("line 2, column 1", "{}\n//"),
        ("line 2, column 3", '{"a": 1,\n  b: 2}'),
        ("line 1, column 7", '{"a": 01}'[:6] + "+1}"),
        ("line 1, column 8", '{"a": 01}'),
        ("line 1, column 3", '["\n"]'),
        ("line 1, column 1", b"\xef\xbb\xbf{}"),
        ("line 1, column 1", "\N{BYTE ORDER MARK}{}"),
        ("byte 2", b'{"\xff": 1}'),
        ("byte 1", b'"\xed\xa0\x80"'),
        ("byte 0", b"\xff\xfe{\x00}\x00"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(path, text):
    """Text that is no JSON, or bytes that are no UTF-8, are errors with the place where it shows."""
    with pytest.raises(MalformedData) as caught:
        from_json(Note, text)
    assert caught.value.path == path
    assert caught.value.problem.startswith("no JSON: " if path.startswith("line") else "expected UTF-8")


def test_ints_have_an_end():
    """An int of 640 digits is read and written, one of more is refused, with or without a sign."""
    largest = 10**640 - 1
    assert from_json(Note, to_json(Note(number=-largest))) == Note(number=-largest)
    for digits in ("1" + "0" * 640, "-1" + "0" * 640):
        with pytest.raises(MalformedData, match=r"\$\.number: expected int, got an int of 641 digits"):
            from_json(Note, note(number=digits))


def test_an_interpreters_limit_of_digits_changes_nothing():
    """Where somebody has set the interpreter's limit of digits to its least, the same ints are read and written."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert from_json(Note, to_json(Note(number=10**640 - 1))) == Note(number=10**640 - 1)
    finally:
        sys.set_int_max_str_digits(before)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_deep_nesting_is_an_error_not_a_crash(text):
    """However deep the nesting, the answer is an error of the data."""
    with pytest.raises(MalformedData):
        from_json(Note, text)


def test_nesting_that_parses_but_cannot_be_followed():
    """What the parser still takes and the reader cannot follow is an error too."""
    deep = "[]"
    for _ in range(sys.getrecursionlimit() // 3):
        deep = f'[{{"others": {deep}}}]'
    with pytest.raises(MalformedData):
        from_json(Note, note(others=deep))


@pytest.mark.parametrize("text", [None, 1, bytearray(b"{}"), ["{}"], {"schema": "kpix.note/1"}])
def test_only_text_is_read(text):
    """What is neither text nor bytes is an error of the caller."""
    with pytest.raises(WrongType) as caught:
        from_json(Note, text)
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("text", "str or bytes", text)


def test_what_is_written_is_json_to_others():
    """The standard library reads the same data back."""
    assert json.loads(to_json(Note("a", 1, Money.parse("1 JPY")))) == {
        "schema": "kpix.note/1",
        "text": "a",
        "number": 1,
        "money": {"minor": 1, "currency": "JPY"},
        "others": [],
    }
