"""A rule that the source names in a comment, a docstring or an explanation can be looked up."""

import re

from tests.house.source import PACKAGE, SRC
from tests.house.test_rules_page import pages, rules

RULE = re.compile(r"\b[KLP][0-9]{2}\b")


def cited(text: str) -> set[str]:
    """Return the rules a text names, those within a range such as L41 to L44 included."""
    found = set(RULE.findall(text))
    for first, last in re.findall(r"\b([KLP][0-9]{2}) to ([KLP][0-9]{2})\b", text):
        found |= {f"{first[0]}{number:02}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    return found


def test_every_rule_that_the_source_names_is_on_a_page():
    """What stands in brackets beside a fact leads to words, and to a test."""
    said = {rule.id for page in pages() for rule in rules(page.read_text(encoding="utf-8"))}
    source = sorted((SRC / PACKAGE).rglob("*.py"))
    named = {(path.name, rule) for path in source for rule in cited(path.read_text(encoding="utf-8"))}
    assert sorted((name, rule) for name, rule in named if rule not in said) == []


def test_ranges_are_read():
    """A range names each rule in it."""
    assert cited("rules L41 to L43, P07 (L50)") == {"L41", "L42", "L43", "P07", "L50"}
