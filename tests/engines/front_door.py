"""The room's front as text, to be compared with the last one agreed on; it is loaded only where its extra is.

`python -m tests.engines.front_door > tests/engines/front_door.txt` agrees on the present one.
"""

import sys

from tests.house.front_door import described

from kpix_billing_core import batch


def snapshot() -> str:
    """Return every exported name with its signature."""
    return "\n".join(line for name in batch.__all__ for line in described(name, getattr(batch, name))) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(snapshot())
