"""What a reader of `--help` is told, and how each argument is read: all of it, against a page that somebody has read.

Where it was meant to change, `python -m tests.tables.command.test_words > tests/tables/command/words.txt` accepts it.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from kpix_billing_core.command.main import _parser

WORDS = Path(__file__).with_name("words.txt")


def described(parser: argparse.ArgumentParser, words: str = "") -> Iterator[str]:
    """Yield a parser, its arguments and its subcommands, an argument a line."""
    yield f"== {parser.prog}: {words}"
    yield f"{parser.description}"
    yield f"abbreviations {parser.allow_abbrev}, {parser.formatter_class.__name__}"
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield f"{action.metavar}, required {action.required}"
        elif action.dest not in {"help", "version"}:
            yield _argument(action)
    if parser.epilog is not None:
        yield parser.epilog
    for group in parser._mutually_exclusive_groups:
        yield f"one of {[action.dest for action in group._group_actions]}, required {group.required}"
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help for choice in action._choices_actions}
            for name, each in action.choices.items():
                yield from described(each, helps[name])


def _argument(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or action.dest
    read = "" if action.type is None else f" as {action.type.__name__}"
    choices = "" if action.choices is None else f" of {list(map(str, action.choices))}"
    more = f"{type(action).__name__.strip('_')}, required {action.required}, default {action.default}, nargs {action.nargs}"
    return f"{name} {action.metavar}{read}{choices}: {action.help}  ({more})"


def text() -> str:
    """Return all that the command can be asked."""
    return "\n".join([*described(_parser()), ""])


def test_the_words_of_the_command():
    assert text() == WORDS.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write(text())
