"""Every example shown in the documentation is either run or plainly not code: none is skipped silently."""

import re
from pathlib import Path

import pytest
from tests.every import every

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

# `python` is run (a block that starts with a prompt as a session); the others are never Python.
# A `pycon` block would look right and never run.
LANGUAGES = {"python", "console", "sh", "json", "toml", "text", "csv", "mermaid"}
DIRECTIVES = {"{eval-rst}", "{toctree}", "{image}", "{note}", "{warning}"}
PROMPT = re.compile(r"^\s*(>>>|In \[\d+\]:)", re.MULTILINE)
FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)\n(?P<body>.*?)^[ \t]*(?P=marks)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


def faults(text: str) -> list[str]:
    """What in this Markdown text would look like a tested example and not be one."""
    found = []
    prose = text
    for fence in FENCE.finditer(text):
        prose = prose.replace(fence.group(), "")
        words = fence["info"].split()
        language = words[0] if words else ""
        if language not in LANGUAGES | DIRECTIVES:
            found.append(f"fence of language {language!r}")
        elif language in DIRECTIVES and language != "{toctree}" and PROMPT.search(fence["body"]):
            found.append(f"prompt in a {language} block, which nothing runs")
        elif language in LANGUAGES - {"python"} and PROMPT.search(fence["body"]):
            found.append(f"prompt in a {language} fence, which nothing runs")
        elif language == "python" and words[1:]:
            found.append(f"python fence with arguments {words[1:]}: the runner would not know it")
        if fence["marks"] != "```":
            found.append(f"fence marked {fence['marks']}: the runner reads only three backticks")
    if "```" in prose:
        found.append("fence that does not end")
    if PROMPT.search(prose):
        found.append("prompt outside a fence")
    return found


def test_there_are_pages():
    assert ROOT / "README.md" in PAGES


@every({str(page.relative_to(ROOT)): page for page in PAGES})
def test_every_fence_is_run_or_is_no_code(page):
    assert faults(page.read_text(encoding="utf-8")) == []


@every({str(source.relative_to(ROOT)): source for source in SOURCES})
def test_docstrings_show_code_at_prompts_only(source):
    # docstrings are read as reStructuredText, where a fence is neither code nor run
    assert "```" not in source.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("```pycon\n>>> 1\n1\n```\n", "fence of language 'pycon'"),
        ("```\n1\n```\n", "fence of language ''"),
        ("```text\n>>> 1\n```\n", "prompt in a text fence"),
        ("```python title=x\n1\n```\n", "python fence with arguments"),
        ("~~~python\n1\n~~~\n", "fence marked ~~~"),
        ("```python\n1\n", "fence that does not end"),
        ("    >>> 1\n", "prompt outside a fence"),
        ("```{eval-rst}\n>>> 1\n```\n", "prompt in a {eval-rst} block"),
    ],
)
def test_this_test_can_fail(text, problem):
    assert [problem in fault for fault in faults(text)] == [True]


def test_this_test_can_pass():
    assert faults("words\n\n```python\n>>> 1\n1\n```\n\n- item\n\n  ```json\n  {}\n  ```\n") == []
