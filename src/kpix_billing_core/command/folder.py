"""A folder of results that appears all at once or not at all."""

__all__ = ["check_target", "new_file", "write_folder", "write_text"]

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from .failure import Failed, reason_of

Own = Callable[[str], bool]
"""Whether a name in the folder is one that the command itself writes."""


def check_target(target: Path, own: Own, *, replace: bool) -> None:
    """Refuse a target that is no folder, and one that holds anything, unless that is our own and may be replaced."""
    try:
        names = sorted(entry.name for entry in target.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise Failed(f"{target}: is no folder") from None
    strangers = [name for name in names if not own(name)]
    if strangers:
        raise Failed(f"{target}: holds what this command did not write, such as {strangers[0]}; it is left as it is")
    if names and not replace:
        raise Failed(f"{target}: is not empty; --force replaces what was written before")


def write_folder(target: Path, fill: Callable[[Path], None], own: Own, *, replace: bool) -> None:
    """Let `fill` write into a new folder, and put it in place when it is complete; nothing is left where that fails.

    What was there before is gone only when the new one is in its place.
    """
    check_target(target, own, replace=replace)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as beside:
        complete = Path(beside, "new")
        complete.mkdir()
        fill(complete)
        _put(complete, target, Path(beside, "old"))


def _beside(target: Path) -> tempfile.TemporaryDirectory[str]:
    # On the same disk, so that renaming is one step. What is complained of is the folder that was asked for.
    try:
        return tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent)
    except OSError as error:
        raise Failed(f"{target}: {reason_of(error)}") from None


def _put(complete: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        complete.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def new_file(path: Path) -> TextIO:
    """Open a new file in UTF-8, lines ending as they are written on every system; one that exists is an error."""
    return path.open("x", encoding="utf-8", newline="")


def write_text(path: Path, text: str) -> None:
    """Write a new file: in UTF-8, and lines end with a line feed on every system."""
    with new_file(path) as file:
        file.write(text)
