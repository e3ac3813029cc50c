"""Compare the public API with that of the newest release tag: a break needs a new major version."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run griffe against the newest tag, or say that there is none yet."""
    git = ["git", "-C", str(ROOT), "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]
    answer = subprocess.run(git, capture_output=True, text=True, check=False)
    tag = answer.stdout.strip()
    if answer.returncode or not tag:
        print("no release tag yet: no public API to compare with")
        return 0
    griffe = Path(sys.executable).parent / "griffe"
    check = [str(griffe), "check", "kpix_billing_core", "-s", "src", "--against", tag]
    return subprocess.run(check, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
