"""Files and functions stay small enough to be read at once; what is larger is named with a reason, and only shrinks."""

from functools import cache

from tests.house.source import Module, functions, modules

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Lines allowed beyond the limits, by file or file:function, with the reason. To be emptied, never to be filled.
EXCEPTIONS: dict[str, tuple[int, str]] = {}


@cache
def sizes(each: Module) -> dict[str, int]:
    """Return the lines of a file and of each function in it, docstrings and decorators included."""
    found = {each.name: each.text.count("\n")}
    for node in functions(each.tree):
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        key = f"{each.name}:{node.name}"
        found[key] = max(found.get(key, 0), (node.end_lineno or first) - first + 1)
    return found


def limit(key: str) -> int:
    """Return how many lines a file or function may have."""
    return EXCEPTIONS.get(key, (LONGEST_FUNCTION if ":" in key else LONGEST_FILE, ""))[0]


def test_nothing_is_too_long():
    """No file and no function is longer than can be taken in, nor longer than its exception says."""
    found = {key: lines for each in modules() for key, lines in sizes(each).items()}
    assert {key: lines for key, lines in found.items() if lines > limit(key)} == {}


def test_exceptions_fit_tightly():
    """An exception that is larger than what it is for, or for nothing, is a leftover."""
    real = {key: lines for each in modules() for key, lines in sizes(each).items()}
    assert {key: real.get(key) for key in EXCEPTIONS} == {key: lines for key, (lines, _) in EXCEPTIONS.items()}


def test_functions_are_mostly_short():
    """Half of all functions have at most 6 lines of body, docstring apart; a house of long ones is another house."""
    bodies = sorted(node.end_lineno - node.body[0].lineno + 1 for each in modules() for node in functions(each.tree))
    assert bodies[len(bodies) // 2] <= 10
