"""The lines of an open file, text or binary, compressed or not, but never more of it than the caller allows."""

__all__ = ["MOST_BYTES", "Source", "Unreadable", "lines_of"]

import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import Any, Protocol

from ..errors import WrongType, WrongValue

MOST_BYTES = 2**30
"""Bytes read of a file at most, after decompression, unless the caller says otherwise: 1 GiB."""

LONGEST_LINE = 2**20
"""Characters that a line must be shorter than: a row of a million characters is no row."""

_GZIP = b"\x1f\x8b"


class Source(Protocol):
    """An open file: whatever has a `read` that gives bytes; a text file has a `readline` too."""

    def read(self, size: int, /) -> Any:
        """Return up to so many bytes or characters."""


class Unreadable(Exception):
    """What makes it impossible to read on."""


class _Counted(io.RawIOBase):
    """The bytes of any file, and an error as soon as there are more than allowed."""

    def __init__(self, file: Any, most: int) -> None:
        self._file = file
        self._most = most
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # One byte more than allowed is asked for: that is how a larger file shows, however large it is.
        data = _filled(self._file, min(len(buffer), self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._most, "bytes")
        buffer[: len(data)] = data
        return len(data)


def _filled(file: Any, size: int) -> bytes:
    """Return `size` bytes, fewer only at the end of the file: a pipe may give them in pieces."""
    data: bytes = file.read(size)
    while (missing := size - len(data)) and (more := file.read(missing)):
        data += more
    return data


def lines_of(file: Source, most: int) -> Iterator[str]:
    """Yield the lines of an open file with their ends, without a byte order mark; the file is not closed.

    Bytes are UTF-8; those that are not come as lone surrogates. Bytes that begin like gzip are decompressed. Raises
    WrongType or WrongValue for what is no open file, Unreadable where it cannot be read on.
    """
    lines = _lines(file, most)
    for first in lines:
        yield first.removeprefix("\N{BYTE ORDER MARK}")
        break
    yield from lines


def _text(file: Any, most: int) -> Any:
    sample = _sample(file)
    if type(sample) is str:
        return file
    if type(sample) is not bytes:
        raise WrongType("file", "an open text or binary file", file)
    data = _decompressed(io.BufferedReader(_Counted(file, most)), most)
    if data.peek(len(BOM_UTF16_LE)).startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise Unreadable("expected UTF-8, got UTF-16, which spreadsheets call Unicode text")
    return io.TextIOWrapper(data, encoding="utf-8", errors="surrogateescape", newline="")


def _sample(file: Any) -> object:
    """Return nothing of a file, as text or as bytes."""
    try:
        return file.read(0)
    except (AttributeError, TypeError):
        raise WrongType("file", "an open text or binary file", file) from None
    except ValueError:
        raise WrongValue("file", "a file that is open for reading", file) from None


def _decompressed(plain: io.BufferedReader, most: int) -> io.BufferedReader:
    if not plain.peek(len(_GZIP)).startswith(_GZIP):
        return plain
    import gzip  # noqa: PLC0415  as below

    return io.BufferedReader(_Counted(gzip.GzipFile(fileobj=plain), most))


def _lines(file: Source, most: int) -> Iterator[str]:
    # Imported here: who reads no file need not wait for gzip.
    import gzip  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    left = most
    try:
        text = _text(file, most)
        while line := text.readline(LONGEST_LINE):
            left -= len(line)
            if left < 0:
                raise _too_large(most, "characters")
            if len(line) == LONGEST_LINE:
                raise Unreadable(f"expected lines of fewer than {LONGEST_LINE:,} characters, got a longer one")
            yield line
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable(f"expected whole gzip data, got what breaks off or is damaged: {error}") from None
    except UnicodeDecodeError:
        raise Unreadable("expected text in the encoding that the file was opened with, got other bytes") from None


def _too_large(most: int, what: str) -> Unreadable:
    return Unreadable(f"expected at most {most:,} {what}, got more")
