"""One test for a law that holds for each of many things: all are tried, and each that fails is named.

To pytest, thousands of tests of a few microseconds are thousands of things to plan, send and report, which takes ten
times as long as they do.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def every(things: Mapping[str, T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Make one test of a check, which is given one thing after the other; their names are for the report."""

    def over(check: Callable[[T], None]) -> Callable[[], None]:
        def test() -> None:
            assert things, "nothing to try"
            faults = []
            for name, thing in things.items():
                try:
                    check(thing)
                except Exception as fault:  # noqa: BLE001  whatever it is, the others are tried too
                    fault.add_note(f"with {name}")
                    faults.append(fault)
            if faults:
                raise ExceptionGroup(f"{len(faults)} of {len(things)} failed", faults)

        test.__doc__ = check.__doc__
        test.__name__ = check.__name__
        test.__module__ = check.__module__
        return test

    return over
