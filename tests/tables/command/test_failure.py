"""Why a file could not be used, in words."""

import pytest

from kpix_billing_core.command.failure import reason_of


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied", "a.csv"), "Permission denied"),
        (OSError("not seekable"), "not seekable"),
        (OSError(), ""),
    ],
)
def test_reasons(error, words):
    """The system's words without its number and the name, which the place says already; else the error's own."""
    assert reason_of(error) == words
