"""Interchange: values as plain data, as JSON and as rows of a file, and back, with nothing lost, rounded or guessed.

`to_data` and `from_data` work from the fields of a class alone, so a new value class is known to them as it is.
`to_json` and `from_json` are the same as text; what JSON readers disagree about is refused, with the path.
`read_csv` and `write_csv` do it for files of rows, and every fault of every row is named at once.
`write_rows` writes reports of any columns; `json_schema` says to other languages what a document looks like.
Here a zone's name becomes a zone; files are opened and closed elsewhere.
"""

__all__ = [
    "csv_text",
    "from_data",
    "from_json",
    "json_schema",
    "read_csv",
    "to_data",
    "to_json",
    "write_csv",
    "write_rows",
]

from .csv_read import read_csv
from .csv_write import csv_text, write_csv, write_rows
from .data import from_data, to_data
from .json_text import from_json, to_json
from .schema import json_schema
