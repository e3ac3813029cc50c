"""Files that are written anew."""

import tempfile

import pytest

from kpix_billing_core.command.failure import Failed
from kpix_billing_core.command.folder import new_file, write_folder, write_text


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


def test_a_folder_grows_beside_its_place(tmp_path):
    """Hidden, and named after it, so that who finds what a power cut left knows what it was to be; then it is gone."""
    target = tmp_path / "new" / "out"
    grown = []

    def fill(folder):
        grown.append(folder)
        folder.joinpath("a.txt").touch()

    write_folder(target, fill, lambda name: False, replace=False)
    assert grown[0].parent.parent == target.parent
    assert grown[0].parent.name.startswith(".out-")
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "out", "a.txt"]


def test_a_folder_that_cannot_be_made(tmp_path, monkeypatch):
    """The complaint names the folder that was asked for, not the one beside it that it would have grown in."""

    def refused(suffix, prefix, folder):
        raise PermissionError(13, "Permission denied", str(folder / f"{prefix}x1y2z3"))

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    with pytest.raises(Failed) as failed:
        write_folder(tmp_path / "out", lambda folder: None, lambda name: False, replace=False)
    assert failed.value.lines == (f"{tmp_path / 'out'}: Permission denied",)
