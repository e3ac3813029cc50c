"""Where the time of the tests goes: seconds of processor by folder and by file. `make times` loads this into pytest.

Unlike pytest's --durations this is not the time of the clock, so a busy machine makes little difference.
"""

import os
from collections import Counter
from collections.abc import Generator
from pathlib import PurePosixPath

import pytest

SHOWN = 25


def spent() -> float:
    """Seconds of processor that this process and those it started have had."""
    return sum(os.times()[:4])


class Times:
    """Each process notes what a test took in its last report; the one that prints adds them up."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.start = 0.0
        self.files: Counter[str] = Counter()

    def pytest_runtest_logstart(self) -> None:
        """Look at the clock of the processor."""
        self.start = spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put what the test took into the report of its end."""
        report = yield
        if call.when == "teardown":
            report.user_properties.append(("processor", spent() - self.start))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add it to what its file took."""
        if report.when == "teardown":
            self.files[report.nodeid.partition("::")[0]] += dict(report.user_properties)["processor"]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the sums."""
        folders: Counter[str] = Counter()
        for file, seconds in self.files.items():
            folders["/".join(PurePosixPath(file).parts[:-1][:2])] += seconds
        for title, sums in ("folder", folders), ("file", self.files):
            terminalreporter.section(f"seconds of processor by {title}")
            for name, seconds in sums.most_common(SHOWN):
                terminalreporter.line(f"{seconds:7.1f} {name}")
        terminalreporter.line(f"{self.files.total():7.1f} in tests; what is missing to the whole is collecting")


def pytest_configure(config: pytest.Config) -> None:
    """Be a plugin, also in the processes of pytest-xdist."""
    config.pluginmanager.register(Times())
