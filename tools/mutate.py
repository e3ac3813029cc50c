"""Change the code in thousands of small ways and see whether a test fails each time.

`make mutate` tries everything, `make mutate MUTATE_ARGS='kpix_billing_core.money.*'` one room.
A change that no test notices is a missing test, or it changes nothing anybody could see; only then it may stand
in tests/mutation-equivalents.toml, with the reason. Fails where a survivor is not listed there, an entry there
names no survivor any more, or fewer than 95 of 100 changes are noticed, the listed ones not excused.
"""

import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parents[1]
REVIEWED = ROOT / "tests" / "mutation-equivalents.toml"
LOG = ROOT / "build" / "mutmut.log"
FLOOR = 95
# a change that makes the tests hang or crash was noticed
NOTICED = {"killed", "timeout", "segfault", "caught by type check"}


def change(name: str, path: Path) -> tuple[str, str]:
    """Name a mutant by its function and the lines that differ: its number moves with every edit."""
    diff = get_diff_for_mutant(name, path=path).splitlines()
    lines = [line for line in diff if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]
    return name.rsplit("__mutmut_", 1)[0], "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines)


def results() -> tuple[dict[str, Counter[str]], dict[tuple[str, str], str]]:
    """Read what mutmut left: per module how many were noticed or not, and the changes that were not."""
    modules: dict[str, Counter[str]] = defaultdict(Counter)
    survivors: dict[tuple[str, str], str] = {}
    for meta in sorted((ROOT / "mutants").rglob("*.meta")):
        path = meta.relative_to(ROOT / "mutants").with_suffix("")
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            status = status_by_exit_code[code]
            if status == "not checked":
                continue
            modules[str(path)]["noticed" if status in NOTICED else "survived"] += 1
            if status not in NOTICED:
                survivors[change(name, path)] = status
    return modules, survivors


def reviewed() -> dict[tuple[str, str], str]:
    """Read the survivors that somebody has looked at, and why each is harmless."""
    entries = tomllib.loads(REVIEWED.read_text(encoding="utf-8")).get("equivalent", [])
    return {(entry["function"], entry["change"].strip()): entry["why"] for entry in entries}


def main() -> int:
    """Run, count, compare with the reviewed list."""
    LOG.parent.mkdir(exist_ok=True)
    mutmut = [str(Path(sys.executable).with_name("mutmut")), "run", *sys.argv[1:]]
    with LOG.open("w", encoding="utf-8") as log:
        code = subprocess.run(mutmut, cwd=ROOT, stdout=log, stderr=log, check=False).returncode
    if code:
        print(*LOG.read_text(encoding="utf-8").replace("\r", "\n").splitlines()[-40:], sep="\n")
        return code
    modules, survivors = results()
    known = reviewed()
    for module, count in modules.items():
        print(f"{100 * count['noticed'] / count.total():6.1f} %  {count['noticed']:4} of {count.total():4}  {module}")
    noticed = sum(count["noticed"] for count in modules.values())
    everything = noticed + sum(count["survived"] for count in modules.values())
    unknown = {key: status for key, status in survivors.items() if key not in known}
    stale = [] if sys.argv[1:] else [key for key in known if key not in survivors]
    for (function, lines), status in unknown.items():
        print(f"\n[[equivalent]]  # {status}\nfunction = '{function}'\nchange = '''\n{lines}\n'''\nwhy = ''")
    for function, lines in stale:
        print(f"\nlisted and no survivor: {function}\n{lines}")
    score = 100 * noticed / everything if everything else 0.0
    listed = len(survivors) - len(unknown)
    print(f"\n{noticed} of {everything} changes noticed: {score:.2f} %; {listed} reviewed survivors")
    return int(bool(unknown or stale) or score < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
