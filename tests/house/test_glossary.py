"""The glossary and the code use the same words, and neither uses the words that lost."""

import re

from tests.house.public import exports
from tests.house.source import OPTIONAL, ROOT, exported, modules, rooms

GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?P<word>[^|]+?) \| (?P<meaning>[^|]+?) \| (?P<others>[^|]*?) ?\|$", re.MULTILINE)
CODE = re.compile(r"`(\w+)`")

# Words that were not chosen, and what is said instead; they are looked for inside names of classes and modules.
BANNED = {
    "Asset": "device",
    "Equipment": "device",
    "Customer": "account",
    "Subtenant": "tenant",
    "Tier": "plan, or price band; of a subscription, `SubscriptionTier`",
    "Quantity": "a derived number: units over divisor",
    "Split": "apportion",
    "Booking": "reservation",
    "Hold": "reservation",
    "Tenure": "a length of time is no set of terms",
    "Settings": "terms",
    "Discount": "a price agreed with an account is a custom price",
}
# Whole names that a banned word is part of, and why there it means one thing.
MEANT = {
    "SubscriptionTier": "what its vendors and its customers call it; a price has bands, and a SKU is a plan",
    "AccountTier": "what the published API calls it; it has nothing to do with prices",
    "account_tier": "the file of the same",
}
# Whole names that say too little.
BARE = {"Credit": "AccountCredit: money owed; a prepaid right to a plan-month is another thing"}


def glossary() -> list[re.Match[str]]:
    """Return the rows of the glossary."""
    return [row for row in ROW.finditer(GLOSSARY.read_text(encoding="utf-8")) if row["word"] not in {"word", "---"}]


def classes() -> dict[str, str]:
    """Return every exported class (errors and other names for text apart) and where it is."""
    return {
        name.split(".")[1]: name
        for name, thing in exports().items()
        if isinstance(thing, type) and thing.__module__ != "builtins" and not issubclass(thing, Exception)
    }


def optional_names() -> set[str]:
    """Return what the rooms that need an extra export, read from their text."""
    return {name for room in OPTIONAL for name in exported(rooms()[room].tree) or ()}


def losers(name: str) -> list[str]:
    """Return the banned words inside a name, whether it is written CamelCase or with_underscores."""
    if name in MEANT:
        return []
    words = {word.capitalize() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}
    return sorted(words & set(BANNED)) + [bare for bare in BARE if name == bare]


def test_every_name_in_the_glossary_is_in_the_code():
    """What the glossary writes as code can be imported."""
    known = {name.split(".")[1] for name in exports()} | optional_names()
    assert {name for row in glossary() for name in CODE.findall(row.group())} - known == set()


def test_every_exported_class_is_in_the_glossary():
    """A new type brings its word."""
    said = {name for row in glossary() for name in CODE.findall(row.group())}
    assert {where for name, where in classes().items() if name not in said} == set()


def test_every_word_has_one_row_and_a_meaning():
    """No word is explained twice, and none is left without a meaning."""
    words = [row["word"] for row in glossary()]
    assert sorted(words) == sorted(set(words))
    assert len(words) > 30
    assert [row["word"] for row in glossary() if len(row["meaning"]) < 10] == []


def test_the_words_that_lost_are_not_used():
    """No class or module is named with a word that means two things, or something else elsewhere."""
    names = {*classes(), *(part for each in modules() for part in each.parts)}
    assert {name: found for name in sorted(names) if (found := losers(name))} == {}


def test_losers_are_seen():
    """In CamelCase, with underscores, alone and inside a longer name."""
    assert losers("PriceTier") == losers("price_tier") == losers("tier") == ["Tier"]
    assert losers("Credit") == ["Credit"]
    assert losers("SubscriptionTier") == []
    assert losers("TierMove") == ["Tier"]
    assert losers("AccountCredit") == losers("Frontier") == losers("CreditUse") == []
