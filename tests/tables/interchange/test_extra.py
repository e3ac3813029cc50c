"""What a sender says beyond the known keys: what is kept, as which text, and what no JSON could have said."""

import pytest
from tests.examples import complaint

from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interchange.extra import check_extra, extra_of, plain

KNOWN = ("id", "count")


def test_what_is_kept():
    """Unknown keys in order, with compact text whose keys are in order too."""
    data = {"zone": {"b": [1, None], "a": "ü"}, "id": 7, "colour": "red", "at": 1.5}
    assert extra_of(data, KNOWN, "$") == (("at", "1.5"), ("colour", '"red"'), ("zone", '{"a":"\\u00fc","b":[1,null]}'))
    assert extra_of({"id": 7}, KNOWN, "$") == ()
    assert plain('{"a":"\\u00fc"}') == {"a": "ü"}


@pytest.mark.parametrize(
    ("message", "data"),
    [
        ("$.page.more: expected what JSON can say", {"more": {1}}),
        ("$.page.more: expected what JSON can say", {"more": float("nan")}),
        ("$.page.more: expected what JSON can say", {"more": float("inf")}),
        ("$.page.more: expected what JSON can say", {"more": {1: "a key that is no text"}}),
        ("$.page.more: expected what JSON can say", {"more": ("no list",)}),
        ("$.page.?: expected what JSON can say", {"a\n": 1}),
        ("$.page.?: expected what JSON can say", {"a\n": {1}}),
    ],
)
def test_what_no_json_can_say(message, data):
    """Named with its place; a key that would break the line is not shown."""
    assert complaint(MalformedData, extra_of, data, KNOWN, "$.page") == message


@pytest.mark.parametrize("extra", [(), (("a", "1"),), (("a", '{"b":[1,2]}'), ("b", "null"), ("c", '"id"'))])
def test_what_may_be_kept(extra):
    """Values may say what keys may not."""
    assert check_extra(extra, KNOWN) is None


FORM = "extra: expected JSON text without blanks, its keys in order, got str"


@pytest.mark.parametrize(
    ("kind", "message", "extra"),
    [
        (WrongType, "extra: expected tuple, got list []", []),
        (WrongType, "extra: expected tuple of keys, each with JSON text, got list ['a', '1']", (["a", "1"],)),
        (WrongType, "extra: expected tuple of keys, each with JSON text, got tuple ('a',)", (("a",),)),
        (WrongType, "extra: expected tuple of keys, each with JSON text, got str 'ab'", ("ab",)),
        (WrongType, "extra: expected str, got int 1", ((1, "1"),)),
        (WrongType, "extra: expected str, got int 1", (("a", 1),)),
        (WrongValue, "extra: expected keys that are not known, got str 'id'", (("id", "1"),)),
        (WrongValue, f"{FORM} '1 '", (("a", "1 "),)),
        (WrongValue, f"{FORM} '[1, 2]'", (("a", "[1, 2]"),)),
        (WrongValue, f'{FORM} \'{{"b":1,"a":2}}\'', (("a", '{"b":1,"a":2}'),)),
        (WrongValue, f"{FORM} 'NaN'", (("a", "NaN"),)),
        (WrongValue, f"{FORM} '{{'", (("a", "{"),)),
        (
            WrongValue,
            "extra: expected each key once, in order, got tuple (('b', '1'), ('a', '1'))",
            (("b", "1"), ("a", "1")),
        ),
        (
            WrongValue,
            "extra: expected each key once, in order, got tuple (('a', '1'), ('a', '2'))",
            (("a", "1"), ("a", "2")),
        ),
    ],
)
def test_what_may_not_be_kept(kind, message, extra):
    """Anything but pairs of an unknown key and the one text of a value, each key once."""
    assert complaint(kind, check_extra, extra, KNOWN) == message
