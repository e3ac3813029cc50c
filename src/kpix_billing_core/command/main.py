"""The entry of the command: arguments in, an exit code out, and no traceback for what a user can get wrong."""

__all__ = ["main"]

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import metadata
from pathlib import Path

from ..errors import BillingError
from .activate import add_activate
from .change_plan import add_change_plan
from .close_month import add_close_month
from .demo import add_demo
from .explain import add_explain
from .failure import Failed, reason_of
from .fleet_status import add_fleet_status
from .grant import add_grant
from .renew_month import add_renew_month
from .screen import PROGRAM, note
from .sweep import add_sweep
from .usage_report import add_usage_report

_DISTRIBUTION = "kpix-billing-core"
_DONE, _FAULT = 0, 1
_COMMANDS = (
    *(add_close_month, add_explain, add_grant, add_activate, add_renew_month, add_change_plan),
    *(add_fleet_status, add_sweep, add_usage_report, add_demo),
)
_INTERRUPTED, _PIPE_GONE = 130, 141
"""What shells report of a command that SIGINT or SIGPIPE ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (by default the process's own) and return its exit code.

    0: done. 1: the input or the disk is at fault, and no file was written; why stands on standard error. 2: the command
    was called wrongly. 130: interrupted. 141: whoever read the output went away.
    """
    # A job may have closed them (`>&-`) and want the files all the same: what is said to a closed stream goes nowhere.
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(sys.stdout or nowhere),
        redirect_stderr(sys.stderr or nowhere),
    ):
        _let_print_anything()
        return _code(argv)


def _code(argv: Sequence[str] | None) -> int:
    try:
        return _run(argv)
    except Failed as failed:
        return _failed(*failed.lines)
    except BillingError as error:
        return _failed(str(error))
    except BrokenPipeError:
        _write_no_more()
        return _PIPE_GONE
    except OSError as error:
        return _failed(f"{error.filename or 'input or output'}: {reason_of(error)}")
    except KeyboardInterrupt:
        note("interrupted")
        return _INTERRUPTED


def _run(argv: Sequence[str] | None) -> int:
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as end:
        # argparse has printed help, version or what is wrong with the call.
        return int(end.code or _DONE)
    code: int = arguments.run(arguments)
    sys.stdout.flush()
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Exact billing of device fleets: months closed, plans renewed, use counted, amounts explained.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {metadata.version(_DISTRIBUTION)}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in _COMMANDS:
        add(commands.add_parser)
    return parser


def _failed(*lines: str) -> int:
    for line in lines:
        note(line)
    return _FAULT


def _let_print_anything() -> None:
    """Let a terminal that lacks a letter show its code instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _write_no_more() -> None:
    # The interpreter flushes standard output once more when it ends; that must not complain a second time.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
