"""Files that are written anew."""

import pytest

from kpix_billing_core.command.folder import new_file, write_text


def test_a_new_file(tmp_path):
    """In UTF-8 wherever it is written; one that exists is left as it is."""
    path = tmp_path / "new.csv"
    with new_file(path) as file:
        assert (file.encoding, file.mode) == ("utf-8", "x")
        file.write("é\r\n\n")
    assert path.read_bytes() == b"\xc3\xa9\r\n\n"
    with pytest.raises(FileExistsError):
        write_text(path, "other")
    assert path.read_bytes() == b"\xc3\xa9\r\n\n"
