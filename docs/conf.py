"""How Sphinx builds the documentation: plain Markdown pages, warnings are errors."""

import logging
import re
import tomllib
from pathlib import Path
from typing import Any

_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _project["name"]
version = release = _project["version"]
author = _project["authors"][0]["name"]
project_copyright = f"2026 {author}, {_project['license']}"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
# Notebooks and examples are files to run and read, not pages; an example folder's own README is one.
exclude_patterns = ["notebooks/**"]
# Decimal, date and the like are known to every reader; a link to a site that may be out of reach adds nothing.
nitpicky = False

myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
# A shelf of the index may be empty for a while; this warning has no name that suppress_warnings could use.
logging.getLogger("sphinx.sphinx.directives.other").addFilter(
    lambda record: getattr(record, "subtype", None) != "empty_glob"
)

# single backticks in a docstring are code
default_role = "code"
# "Attributes:" in a docstring becomes a list of fields
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
# Spark is large, and nothing of it is on a page: its names are enough to read signatures by.
autodoc_mock_imports = ["pyspark"]
autodoc_default_options = {"members": True, "show-inheritance": True}

html_theme = "furo"
html_title = f"{project} {version}"
html_copy_source = False

_TOGETHER = re.compile(r"(?P<indent> +)(?P<names>\w+(?:, \w+)+): (?P<words>.*)")


def _one_by_one(*told: Any) -> None:
    """Give attributes that a docstring names together a line each; napoleon would take all but the last for a type."""
    lines: list[str] = told[-1]
    lines[:] = [each for line in lines for each in _split(line)]


def _split(line: str) -> list[str]:
    together = _TOGETHER.fullmatch(line)
    if together is None:
        return [line]
    return [f"{together['indent']}{name}: {together['words']}" for name in together["names"].split(", ")]


def setup(app: Any) -> None:
    """Be asked before napoleon, which reads the sections of a docstring."""
    app.connect("autodoc-process-docstring", _one_by_one, priority=400)
