"""Ids as small numbers, the same for a whole fleet: what is counted by is looked up in an array, never in text.

Text is looked at once for each entry of a dictionary, not for each row. Files mostly repeat one dictionary in every
piece, which is seen without reading it again.
"""

__all__ = ["Coded", "Coder", "are_ids", "as_text"]

from itertools import count, repeat
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import ColumnFault, MalformedColumns
from .alphabet import in_alphabet
from .arrays import ArrowArray, Numbers, column, numbers, texts
from .rejected import is_id


class Coded(NamedTuple):
    """An array of ids as numbers: where each row's stands in a table, and the table, with -1 for text that is no id.

    There is no table where each place is the number itself. Where the array has a hole, the place means nothing.
    """

    places: Numbers
    table: Numbers | None

    def part(self, part: slice) -> "Coded":
        """Return some of the rows."""
        return Coded(self.places[part], self.table)

    def numbers(self) -> Numbers:
        """Return the number of each row's id."""
        return self.places if self.table is None else self.table[self.places]

    def are_ids(self) -> bool:
        """Whether each row has an id."""
        table = self.table
        return table is None or table.min(initial=0) == 0 or bool((table[self.places] >= 0).all())


class Coder:
    """The numbers of the ids of one column, given in the order in which they are met; 32 bits wide.

    One text has one number, but for `repeats`: then it has another for each time that a dictionary has it, which spares
    a search and does where equal texts are added up in the end.

    Attributes:
        name: of the column.
    """

    def __init__(self, name: str, *, repeats: bool = False) -> None:
        self.name = name
        self._repeats = repeats
        self._texts = texts([])
        self._listed: list[str] = []
        self._numbers: dict[str, int] = {}
        self._last: ArrowArray | None = None
        self._table: Numbers | None = None

    def __len__(self) -> int:
        return len(self._listed) or len(self._texts)

    def coded(self, ids: ArrowArray) -> Coded:
        """Return an array of ids as numbers; raises MalformedColumns for what is no text."""
        held = ids if isinstance(ids, pa.DictionaryArray) else ids.dictionary_encode()
        if self._last is None or not _same(self._last, held.dictionary):
            self._last, self._table = held.dictionary, self._learned(as_text(self.name, held.dictionary))
        return Coded(numbers(held.indices).astype(np.int32, copy=False), self._table)

    def _learned(self, dictionary: ArrowArray) -> Numbers | None:
        if not len(self) and are_ids(dictionary) and (self._repeats or _is_each_once(dictionary)):
            # Mostly the only one there ever is: it is kept as it is, and not taken apart.
            self._texts = dictionary
            return None
        if not self._listed:
            # Once there are two dictionaries, text by text.
            self._listed = self._texts.to_pylist()
            self._numbers = dict(zip(self._listed, count()))
        found = dictionary.to_pylist()
        new = [text for text in dict.fromkeys(found) if text not in self._numbers and is_id(text)]
        self._numbers.update(zip(new, count(len(self._listed))))
        self._listed += new
        return np.fromiter(map(self._numbers.get, found, repeat(-1)), np.int32, len(found))

    def alphabet(self) -> tuple[Numbers, ArrowArray]:
        """Return the numbers of all ids in order of their text, and the texts in that order."""
        held = texts(self._listed) if self._listed else self._texts
        order = in_alphabet(held).astype(np.int32)
        return order, held.take(column(order))


def as_text(name: str, dictionary: ArrowArray) -> ArrowArray:
    """Return entries as text, whole numbers as their digits; raises MalformedColumns for what is none."""
    try:
        found = dictionary.cast(pa.string())
        found.validate(full=True)
    except pa.ArrowInvalid as error:
        raise MalformedColumns("columns", (ColumnFault(name, f"not text in UTF-8: {error}"),)) from error
    return found


def _is_each_once(found: ArrowArray) -> bool:
    return len(pc.unique(found)) == len(found)


def are_ids(found: ArrowArray) -> bool:
    """Whether all of some texts are ids: one look at thousands. It may say no where a slice of an array is all ids."""
    if found.null_count or _shortest(found) == 0:
        return False
    letters = memoryview(found.buffers()[2] or b"")
    return _are_plain(letters) or bytes(letters).decode(errors="replace").isprintable()


def _are_plain(letters: memoryview) -> bool:
    """Whether all letters are of ASCII and printable, which is seen without a look at each."""
    codes = np.frombuffer(letters, np.uint8)
    return bool(codes.min(initial=_TILDE) >= _BLANK and codes.max(initial=_BLANK) <= _TILDE)


_BLANK, _TILDE = b" ~"


def _shortest(found: Any) -> Any:
    lengths: Any = pc.binary_length(found)
    return pc.min(lengths).as_py()


def _same(one: ArrowArray, other: ArrowArray) -> bool:
    # Batches of a stream share one dictionary; the row groups of a file have equal ones.
    return one is other or (len(one) == len(other) and one.type == other.type and bool(one.equals(other)))
