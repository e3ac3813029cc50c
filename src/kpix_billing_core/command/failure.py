"""What is wrong with the input, gathered until all of it can be said."""

__all__ = ["Failed", "Faults", "reason_of"]

from .screen import counted


def reason_of(error: OSError) -> str:
    """Return why a file could not be read or written, in the system's words, or in its own where there are none.

    >>> reason_of(FileNotFoundError(2, "No such file or directory", "a.csv")), reason_of(OSError("not seekable"))
    ('No such file or directory', 'not seekable')
    """
    return error.strerror or str(error)


class Failed(Exception):
    """A run that ends here, with what is to be said about it, line by line."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


class Faults:
    """The faults found so far, in the order in which they were found.

    >>> faults = Faults()
    >>> faults.add("a.csv", "No such file or directory")
    >>> faults.stop_if_any()
    Traceback (most recent call last):
    kpix_billing_core.command.failure.Failed: ('a.csv: No such file or directory', '1 fault: nothing was written')
    """

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, place: str, problem: str) -> None:
        """Note a fault: where it is, and what is wrong there."""
        self._lines.append(f"{place}: {problem}")

    def stop_if_any(self) -> None:
        """Raise Failed with all of them, if there are any."""
        if self._lines:
            raise self.failed()

    def failed(self) -> Failed:
        """Return the end of a run that has them."""
        return Failed(*self._lines, f"{counted(len(self._lines), 'fault')}: nothing was written")
