"""The JSON Schemas that the package ships are those of its classes."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from tools.write_schemas import DOCUMENTS, FOLDER, schemas

from kpix_billing_core.interchange import json_schema


def test_the_shipped_schemas_are_those_of_the_classes():
    """Each document has its schema, and no schema is left of a class that has changed or is no more."""
    shipped = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert shipped == schemas(), "run: python tools/write_schemas.py"


@pytest.mark.parametrize("cls", DOCUMENTS, ids=lambda cls: cls.__name__)
def test_a_schema_is_found_by_its_documents_name(cls):
    """A document says `kpix.invoice/1`, and `invoice.json` among the package's files describes it."""
    name = json_schema(cls)["title"].removeprefix("kpix.").removesuffix("/1")
    text = files("kpix_billing_core").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
