"""Where raw data is fetched: the published samples, and what a client must not be told."""

import pytest

from kpix_billing_core.errors import MalformedData, WrongValue
from kpix_billing_core.interop import (
    ACTIVE_DEVICES_DATA,
    FIRMWARE_UPDATES_DATA,
    PelionRawData,
    from_pelion,
    to_pelion,
)


@pytest.mark.parametrize(
    ("about", "word"),
    [
        (ACTIVE_DEVICES_DATA, "billing-report-active-devices"),
        (FIRMWARE_UPDATES_DATA, "billing-report-firmware-updates"),
        ("billing-report-transactions", "billing-report-transactions"),
    ],
)
def test_the_published_samples(about, word):
    """Of both kinds, and of one that is not known yet; with what else was said."""
    sample = {"object": word, "filename": "example.csv.gz", "url": "https://example.com/example.csv.gz", "rows": 5}
    found = from_pelion(PelionRawData, sample)
    assert found == PelionRawData(
        about=about,
        filename="example.csv.gz",
        url="https://example.com/example.csv.gz",
        extra=(("rows", "5"),),
    )
    assert to_pelion(found) == sample


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"object": "billing-report"},
            "$.object: expected a word that begins with billing-report-, got str 'billing-report'",
        ),
        ({"object": None}, "$.object: expected a value, got nothing"),
        ({"filename": "../x"}, "$.filename: expected the name of a file, without a folder, got str '../x'"),
        ({"filename": "a\\x"}, "$.filename: expected the name of a file, without a folder, got str 'a\\\\x'"),
        ({"filename": "c:x"}, "$.filename: expected the name of a file, without a folder, got str 'c:x'"),
        ({"filename": ".."}, "$.filename: expected the name of a file, without a folder, got str '..'"),
        ({"filename": "."}, "$.filename: expected the name of a file, without a folder, got str '.'"),
        ({"filename": ""}, "$.filename: expected an id, got str ''"),
        (
            {"url": "file:///etc/passwd"},
            "$.url: expected an address that begins with https:// or http://, got str 'file:///etc/passwd'",
        ),
        ({"url": "http://a\n"}, "$.url: expected printable text, got str 'http://a\\n'"),
    ],
)
def test_what_is_refused(changes, message):
    """A client writes what it fetches under the name it is told: no folder, no other scheme."""
    sample = {"object": "billing-report-x", "filename": "a.csv.gz", "url": "http://127.0.0.1:80/a", **changes}
    with pytest.raises(MalformedData) as caught:
        from_pelion(PelionRawData, sample)
    assert str(caught.value).startswith(message)


def test_an_address_without_encryption():
    """Within a network of one's own it may be so."""
    assert PelionRawData(about=ACTIVE_DEVICES_DATA, filename="a", url="http://127.0.0.1:80/a").url.startswith("http:")


def test_no_known_key_is_said_twice():
    """Not even the one that says what it is."""
    with pytest.raises(WrongValue):
        PelionRawData(about="billing-report-x", filename="a", url="http://a", extra=(("object", "1"),))
