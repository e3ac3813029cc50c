"""A file of events: read whole or refused with every line at fault, and only ever added to."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from tests.tables.command.prepaid import APRIL_8, Prepaid, outcomes, story

from kpix_billing_core import Account, PaymentMethod, from_json
from kpix_billing_core.accounts import Device
from kpix_billing_core.command import event_file
from kpix_billing_core.command.outcomes import outcomes_table
from kpix_billing_core.command.screen import Progress
from kpix_billing_core.interchange import csv_read
from kpix_billing_core.lifecycle import activate, transfer
from kpix_billing_core.pool import Ending, GrantSource, PoolEvent, Removed, confirm, grant, replay, withdraw

APRIL_12 = datetime(2026, 4, 12, tzinfo=UTC)


def complaints(prepaid: Prepaid) -> list[str]:
    """Return what is said of a file that cannot be used; it must be left as it is."""
    before = prepaid.events.read_bytes()
    result = prepaid.grant()
    assert (result.code, result.out) == (1, "")
    assert prepaid.events.read_bytes() == before
    return result.err.splitlines()


def test_what_is_written_is_the_events(prepaid):
    """One line of compact JSON for each, tagged, in the order decided."""
    prepaid.grant("--source", "adjustment", count=2)
    prepaid.activate("tracker-1", "--key", "tracker-1")
    prepaid.activate("tracker-2", "--key", "tracker-2")
    lines = prepaid.events.read_bytes().splitlines(keepends=True)
    assert [from_json(PoolEvent, line) for line in lines] == story()
    assert lines[0].startswith(b'{"schema":"kpix.granted/1","version":0,"at":"2026-04-01T00:00:00Z","account":"acme",')
    assert all(line.endswith(b"}\n") for line in lines)


def test_lines_that_cannot_be_read(prepaid):
    """Broken, unknown, empty, no UTF-8, a wrong value, cut off: each with its line, all at once."""
    whole = prepaid.write(story()).splitlines(keepends=True)
    prepaid.events.write_bytes(
        b"".join(
            (
                whole[0],
                b'{"schema":\n',
                b'{"schema":"kpix.exploded/1","version":1}\n',
                b"\n",
                b"\xff\n",
                whole[1].replace(b'"grant":0', b'"grant":-1'),
                whole[1].replace(b'"grant":0', b'"grant":0,"colour":"red"'),
                whole[2][:-1],
            )
        )
    )
    said = complaints(prepaid)
    assert [line.split(": ")[:2] for line in said] == [
        *[["events.jsonl", f"line {number}"] for number in (2, 3, 4, 5, 6, 7, 8)],
        ["7 faults", "nothing was written"],
    ]
    assert said[0] == "events.jsonl: line 2: column 11: no JSON: Expecting value"
    assert "kpix.exploded/1" in said[1]
    assert said[2].endswith("expected an event, got an empty line")
    assert "expected UTF-8" in said[3]
    assert "$.grant: expected at least 0, got int -1" in said[4]
    assert "colour" in said[5]
    assert said[6].endswith("expected a line break at its end; it may have been cut off")


def test_lines_that_are_missing_repeated_or_late(prepaid):
    """Each place where a log does not go on is one fault; what follows it counts on from there."""
    granted, first, second = story()
    late = attrs.evolve(first, version=5, at=granted.at.replace(day=2), key=None)
    other = attrs.evolve(granted, account="beta", version=1)
    prepaid.write(
        [granted, granted, first, attrs.evolve(second, version=4), late, attrs.evolve(first, version=6), other]
    )
    assert complaints(prepaid) == [
        "events.jsonl: line 2: expected version 1 of acme, got 0 again",
        "events.jsonl: line 4: expected version 2 of acme, got 4",
        "events.jsonl: line 5: expected an instant from 2026-04-08T00:00:00+00:00 on, got 2026-04-02T00:00:00+00:00",
        "events.jsonl: line 6: expected each key of acme once, got tracker-1 again, as in line 3",
        "events.jsonl: line 7: expected version 0 of beta, got 1",
        "5 faults: nothing was written",
    ]


def test_each_line_before_the_newest_is_late(prepaid):
    """Also one that comes after another late line, and later than that."""
    granted, first, second = story()
    again = [attrs.evolve(granted, version=number, at=granted.at.replace(day=day)) for number, day in ((2, 2), (3, 5))]
    prepaid.write([granted, first, *again, attrs.evolve(second, version=4)])
    assert complaints(prepaid) == [
        *(
            f"events.jsonl: line {line}: expected an instant from 2026-04-08T00:00:00+00:00 on, got 2026-04-0{day}T00:00:00+00:00"
            for line, day in ((3, 2), (4, 5))
        ),
        "2 faults: nothing was written",
    ]


def test_the_first_plan_that_was_not_held_is_the_first_in_time(prepaid):
    """Two logs stand one after the other in the file; what the second tells may have happened before."""
    common = {"version": 0, "sku": "STD", "why": Ending.CANCELLED}
    late, early = (
        Removed(**common, at=APRIL_12.replace(day=day), account=account, on=APRIL_8.replace(day=day), device=f"d{day}")
        for account, day in (("acme", 20), ("beta", 10))
    )
    prepaid.write([late, early])
    assert complaints(prepaid) == [
        "events.jsonl: line 2: expected a plan STD held by d10 before it ends",
        "1 fault: nothing was written",
    ]


def test_credits_that_are_not_there(prepaid):
    """The first such line of each account, by its place in the file and not in its log."""
    granted, first, second = story()
    third = attrs.evolve(second, version=3, device="tracker-3", key=None)
    prepaid.write(
        [
            granted,
            attrs.evolve(granted, account="beta"),
            first,
            attrs.evolve(first, account="beta", grant=3),
            second,
            third,
            attrs.evolve(third, version=4),
        ]
    )
    assert complaints(prepaid) == [
        "events.jsonl: line 6: expected a credit of STD in grant 0, got none",
        "events.jsonl: line 4: expected an open grant, got 3",
        "2 faults: nothing was written",
    ]


@pytest.mark.parametrize("at", range(3, 12))
def test_a_plan_that_ends_and_was_not_held(prepaid, at):
    """The line is found wherever it stands."""
    held = story()
    granted = [attrs.evolve(held[0], version=number) for number in range(3, 11)]
    device = Device("tracker-9", "acme")
    moved = transfer(replay(held, "acme"), device, "beta", on=APRIL_8).events[0]
    stray = Removed(
        version=at, at=moved.at, account="acme", on=APRIL_8, device="tracker-9", sku="STD", why=Ending.CANCELLED
    )
    later = [attrs.evolve(each, version=each.version + (each.version >= at), at=moved.at) for each in granted]
    prepaid.write([*held, *later[: at - 3], stray, *later[at - 3 :]])
    assert complaints(prepaid) == [
        f"events.jsonl: line {at + 1}: expected a plan STD held by tracker-9 before it ends",
        "1 fault: nothing was written",
    ]


def test_a_file_that_is_missing(prepaid):
    """Where plans are changed or renewed there must be one; a grant and an activation begin it."""
    for result in (prepaid.renew(), prepaid.change("tracker-1", "PRO")):
        assert (result.code, result.err) == (
            1,
            "events.jsonl: No such file or directory\n1 fault: nothing was written\n",
        )
    assert not prepaid.events.exists()
    assert prepaid.activate("tracker-1", owner="beta").code == 0
    assert len(prepaid.events.read_bytes().splitlines()) == 1


def test_a_file_that_is_a_folder(prepaid):
    prepaid.events.mkdir()
    assert prepaid.grant().err == "events.jsonl: Is a directory\n1 fault: nothing was written\n"


def test_an_empty_file_holds_nothing(prepaid):
    prepaid.events.touch()
    assert outcomes(prepaid.renew()) == []
    assert prepaid.events.read_bytes() == b""


def test_a_file_that_grew_meanwhile_is_left_alone(prepaid, monkeypatch):
    """Somebody appended between reading and writing: what was decided was decided on less than there is."""
    before = prepaid.write(story())

    def grow(self: Progress) -> None:
        with prepaid.events.open("ab") as file:
            file.write(b"{}\n")

    monkeypatch.setattr(Progress, "clear", grow)
    result = prepaid.grant()
    assert result.code == 1
    assert result.err == "events.jsonl: has changed since it was read\nnothing was written; run the command again\n"
    assert prepaid.events.read_bytes() == before + b"{}\n"


def test_a_disk_that_is_full_leaves_no_half_line(prepaid, monkeypatch):
    before = prepaid.write(story())
    usual = Path.open

    def short(path: Path, mode: str = "r", *more: object, **named: object) -> object:
        return Short(path, mode) if mode == "ab" else usual(path, mode, *more, **named)

    monkeypatch.setattr(Path, "open", short)
    result = prepaid.grant()
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("events.jsonl: the disk took 7 of ")
    assert result.err.endswith(" bytes\nnothing was written\n")
    assert prepaid.events.read_bytes() == before


class Short(io.FileIO):
    """A disk with seven bytes left, when it is written to."""

    def write(self, data: bytes) -> int:
        return super().write(data[:7])


def test_a_write_that_never_reaches_the_disk_is_taken_back(prepaid, monkeypatch):
    before = prepaid.write(story())

    def fail(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    result = prepaid.grant()
    assert (result.code, result.err) == (1, "input or output: Input/output error\n")
    assert prepaid.events.read_bytes() == before


def test_all_is_written_before_the_disk_is_asked_to_keep_it(prepaid, monkeypatch):
    """Nothing waits in a buffer of the process, which a power cut would lose."""
    before = prepaid.write(story())
    kept: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: kept.append(prepaid.events.read_bytes()))
    assert prepaid.grant().code == 0
    assert kept == [prepaid.events.read_bytes()]
    assert len(kept[0].splitlines()) == len(before.splitlines()) + 1


def test_nothing_is_written_that_could_not_be_read_again(prepaid):
    """A device got another owner in May, in the old one's log; the new one cannot have activated it in April."""
    beta = Account("beta", "USD", PaymentMethod.PREPAY_AUTO)
    begun = activate(replay([], "beta"), Device("tracker-1", "beta"), "STD", on=APRIL_8.replace(month=5), owner=beta)
    pool = replay(begun.events, "beta")
    moved = transfer(pool, begun.device, "acme", on=APRIL_8.replace(month=5, day=9))
    on = APRIL_8.replace(month=5, day=10)
    ended = Removed(
        version=2, at=moved.events[0].at, account="beta", on=on, device="tracker-1", sku="STD", why=Ending.CANCELLED
    )
    prepaid.write([*begun.events, *moved.events, ended])
    assert prepaid.grant(sku="STD").code == 0
    before = prepaid.events.read_bytes()
    result = prepaid.activate("tracker-1", on="2026-05-08")
    assert result.code == 1
    assert result.err == "events.jsonl: line 5: expected a day from 2026-05-08 on\n1 fault: nothing was written\n"
    assert prepaid.events.read_bytes() == before


def test_progress_over_many_lines(prepaid, monkeypatch):
    monkeypatch.setattr(event_file, "_SHOW_EVERY", 3)
    granted = story()[0]
    prepaid.write(attrs.evolve(granted, version=version) for version in range(7))
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(Progress, "show", lambda self, what, count: said.append((what, count)))
    monkeypatch.setattr(csv_read, "_ROWS_BETWEEN_CALLS", 2)
    assert prepaid.renew().code == 0
    assert said == [("rows of accounts.csv", 2), ("lines of events.jsonl", 3), ("lines of events.jsonl", 6)]


def test_every_kind_of_event_has_words():
    """Also those that no command decides, but a file may tell of."""
    pool = replay([], "acme")
    bundle = grant(pool, sku="STD", count=3, source=GrantSource.BUNDLE, on=APRIL_8)
    confirmed = confirm(replay([bundle]), grant=0, on=APRIL_8)
    withdrawn = withdraw(replay([bundle, confirmed]), grant=0, count=2, on=APRIL_8)
    moved = transfer(pool, Device("tracker-1", "acme"), "beta", on=APRIL_8).events
    table = outcomes_table("all", [bundle, confirmed, withdrawn, *moved])
    assert table.rows == (
        ("acme", "", "STD", "2026-04-08", "grant 0: 3 from bundle"),
        ("acme", "", "", "2026-04-08", "grant 0 confirmed"),
        ("acme", "", "", "2026-04-08", "2 taken back from grant 0"),
        ("acme", "tracker-1", "", "2026-04-08", "handed over to beta"),
    )
