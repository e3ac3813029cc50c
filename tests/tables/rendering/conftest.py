"""Every test of rendering starts cold: what an earlier one left in a cache must not be what makes it pass."""

import pytest

from kpix_billing_core.rendering import amounts, locales

CACHES = (amounts._currency_pattern, amounts._number_pattern, locales._locale)


@pytest.fixture(autouse=True)
def _cold():
    for cache in CACHES:
        cache.cache_clear()
