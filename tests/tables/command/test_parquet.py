"""Parquet without the extra that reads it; what is done with the extra is tried by `make engines`."""

import sys

import pytest


@pytest.mark.parametrize("name", ["allocations.parquet", "ALLOCATIONS.PARQUET"])
def test_the_extra_is_named(files, monkeypatch, name):
    """One line says what to install; nothing is written, and nothing else is complained of."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "numpy", None)
    path = files.write(name, "")
    result = files.close("--allocations", path)
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"kpix-billing: {path}: kpix_billing_core.batch needs the extra arrow:"
        ' pip install "kpix-billing-core[arrow]" (import of numpy halted; None in sys.modules)\n'
    )
    assert files.left() == [name]
