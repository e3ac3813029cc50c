"""What may be an id."""

import attrs
import pytest

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.ids import check_id, identifier


@attrs.frozen
class Named:
    id: str = attrs.field(validator=identifier)


@pytest.mark.parametrize("text", ["acme", "0", "tracker-1", "a b", "设备", "=1+1", "x" * 1_000])
def test_printable_text_is_an_id(text):
    """Any text that leaves a mark will do; it is the caller's own."""
    check_id("account", text)
    assert Named(text).id is text


@pytest.mark.parametrize(
    ("kind", "message", "value"),
    [
        (WrongType, "id: expected str, got int 1", 1),
        (WrongType, "id: expected str, got NoneType None", None),
        (WrongType, "id: expected str, got bytes b'a'", b"a"),
        (WrongValue, "id: expected an id, got str ''", ""),
        (WrongValue, "id: expected printable text, got str 'a\\x00'", "a\x00"),
        (WrongValue, "id: expected printable text, got str 'a\\n'", "a\n"),
        (WrongValue, "id: expected printable text, got str '\\u200b'", "\u200b"),
        (WrongValue, "id: expected printable text, got str '\\udc80'", "\udc80"),
    ],
)
def test_anything_else_is_no_id(kind, message, value):
    """Nothing, what cannot be seen, and what is no text is refused, as an argument and as a field."""
    with pytest.raises(kind) as by_argument:
        check_id("id", value)
    with pytest.raises(kind) as by_field:
        Named(value)
    assert str(by_argument.value) == str(by_field.value) == message
