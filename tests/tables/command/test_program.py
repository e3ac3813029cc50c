"""`python -m kpix_billing_core` is the command; importing it is not running it."""

import runpy
import sys

import pytest


def test_as_a_program_it_is_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["kpix-billing", "--help"])
    with pytest.raises(SystemExit) as stop:
        runpy.run_module("kpix_billing_core", run_name="__main__")
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("usage: kpix-billing")


def test_importing_it_runs_nothing(capsys):
    runpy.run_module("kpix_billing_core.__main__", run_name="imported")
    assert capsys.readouterr() == ("", "")
