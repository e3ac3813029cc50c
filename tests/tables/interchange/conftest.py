"""What every test of this room starts from."""

import pytest

from kpix_billing_core.interchange import resolve


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Let each test have its types worked out anew, so that what is wrong with that shows."""
    resolve.shape_of.cache_clear()
    resolve.fields_of.cache_clear()
