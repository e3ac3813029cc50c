"""One digest over ten thousand results: `python tests/golden/digest.py` prints it, section by section.

It must be the same on every machine, under every Python and every version of what the library needs.
`--context PREC ROUNDING` computes under a hostile decimal context, `--everywhere` in many surroundings, one process each.
What was agreed stands in digest.txt; `make agree` writes it anew.
"""

import argparse
import decimal
import hashlib
import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
AGREED = Path(__file__).with_name("digest.txt")
LEAST = 10_000
"""Results, at least."""
say = sys.stdout.write
ROUNDINGS = (
    decimal.ROUND_05UP,
    decimal.ROUND_CEILING,
    decimal.ROUND_DOWN,
    decimal.ROUND_FLOOR,
    decimal.ROUND_HALF_DOWN,
    decimal.ROUND_HALF_EVEN,
    decimal.ROUND_HALF_UP,
    decimal.ROUND_UP,
)


def digests() -> Iterator[str]:
    """Yield a line for each section, and one for all: name, number of results, SHA-256."""
    from tests.golden import corpus

    everything, number = hashlib.sha256(), 0
    for section in corpus.SECTIONS:
        lines = [f"{result}\n".encode() for result in section()]
        found = hashlib.sha256(b"".join(lines))
        everything.update(found.digest())
        number += len(lines)
        yield f"{section.__name__:12} {len(lines):6} {found.hexdigest()}"
    yield f"{'everything':12} {number:6} {everything.hexdigest()}"


def text() -> str:
    """Return the digests as the file has them."""
    return "".join(f"{line}\n" for line in digests())


Surroundings = tuple[str, list[str], dict[str, str], list[str]]
"""A name, options of the interpreter, variables of the environment, arguments of this script."""

FEW: list[Surroundings] = [
    (
        "everything hostile",
        ["-OO", "-bb", "-W", "error"],
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8", "PYTHONINTMAXSTRDIGITS": "640"},
        ["--context", "1", decimal.ROUND_05UP],
    ),
    ("another hash seed, and letters of one byte", [], {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}, []),
]


def many() -> Iterator[Surroundings]:
    """Yield every surrounding there is, one thing at a time."""
    yield from FEW
    for seed in ("0", "1", "4242", "random"):
        yield f"PYTHONHASHSEED={seed}", [], {"PYTHONHASHSEED": seed}, []
    for zone in ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"):
        yield f"TZ={zone}", [], {"TZ": zone}, []
    for name in ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"):
        yield f"LC_ALL={name}", [], {"LC_ALL": name}, []
    for options in (["-O"], ["-OO"], ["-W", "error"], ["-bb"], ["-X", "dev"], ["-I"]):
        yield " ".join(options), options, {}, []
    for precision in ("1", "5", "1000"):
        for rounding in ROUNDINGS:
            yield f"decimal: {precision} digits, {rounding}", [], {}, ["--context", precision, rounding]


def elsewhere(surroundings: Surroundings) -> str:
    """Return what this script prints in other surroundings, or its complaint."""
    _, options, variables, arguments = surroundings
    command = [sys.executable, *options, str(Path(__file__)), *arguments]
    # what this process was given stays, or a wheel under test would not be found
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **variables}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else f"{done.stdout}{done.stderr}"


def hostile(precision: int, rounding: str) -> None:
    """Make the ambient decimal context as unhelpful as it can be: few digits, every signal an error."""
    traps = list(decimal.Context().traps)
    decimal.setcontext(decimal.Context(prec=precision, rounding=rounding, traps=traps))


def everywhere() -> int:
    """Compare the digest in every surrounding with the agreed one; print each, return how many differ."""
    agreed, wrong = AGREED.read_text(encoding="utf-8"), 0
    for surroundings in many():
        found = elsewhere(surroundings)
        wrong += found != agreed
        say(f"{'same' if found == agreed else 'DIFFERENT'}  {surroundings[0]}\n")
        if found != agreed:
            say(found)
    say(f"{sys.implementation.name} {sys.version.split()[0]}: {wrong} of {len(list(many()))} differ\n")
    return wrong


def main() -> int:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--context", nargs=2, metavar=("PREC", "ROUNDING"))
    parser.add_argument("--everywhere", action="store_true")
    asked = parser.parse_args()
    if asked.everywhere:
        return everywhere()
    if asked.context:
        hostile(int(asked.context[0]), asked.context[1])
    with suppress(locale.Error):  # not every machine has every locale
        locale.setlocale(locale.LC_ALL, "")
    say(text())
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
