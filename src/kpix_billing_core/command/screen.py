"""The terminal: progress where somebody is watching, and characters that it can show."""

__all__ = ["Progress", "counted", "note", "shows"]

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

PROGRAM = "kpix-billing"
_CLEAR = "\r\x1b[K"
_SHOW_EVERY = 100


def note(line: str) -> None:
    """Say something beside the result, on standard error."""
    print(f"{PROGRAM}: {_safe(line)}", file=sys.stderr)


def _safe(line: str) -> str:
    # The name of a file may hold anything, an escape sequence for the terminal too.
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def counted(number: int, noun: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "row"), counted(29_072, "drive")
    ('1 row', '29,072 drives')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def shows(characters: str) -> bool:
    """Return whether standard output can write these characters."""
    try:
        characters.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


class Progress:
    """A line on standard error that counts, and is gone in the end; nothing where no terminal is."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = False

    def show(self, what: str, count: int) -> None:
        """Say how far something has come."""
        if self._stream.isatty():
            self._stream.write(f"{_CLEAR}{count:,} {what}")
            self._stream.flush()
            self._shown = True

    def each(self, what: str, things: Iterable[T]) -> Iterator[T]:
        """Yield things; after every hundred of them say how many are done."""
        for number, thing in enumerate(things, start=1):
            yield thing
            if number % _SHOW_EVERY == 0:
                self.show(what, number)

    def clear(self) -> None:
        """Remove the line."""
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._shown = False
