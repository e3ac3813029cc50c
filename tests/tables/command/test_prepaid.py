"""`grant`, `activate`, `renew-month` and `change-plan`: what they append, show and refuse."""

from datetime import date

import pytest
from tests.tables.command.prepaid import outcomes

from kpix_billing_core import from_json, to_json
from kpix_billing_core.lifecycle import fleet, transfer
from kpix_billing_core.pool import Ending, PoolEvent, Removed, replay


def events(prepaid) -> list[PoolEvent]:
    """Return what the file holds."""
    return [from_json(PoolEvent, line) for line in prepaid.events.read_bytes().splitlines()]


def refused(prepaid, result, reason: str, detail: str) -> None:
    """Check that the business said no, and that the file has exactly what it had."""
    assert (result.code, result.out, result.err) == (1, "", f"{reason}: {detail}\nrefused: nothing was written\n")


# --- grant ----------------------------------------------------------------------------------------------


def test_grant(prepaid):
    assert outcomes(prepaid.grant()) == [["acme", "", "STD", "2026-04-01", "grant 0: 4 from purchase"]]
    more = ("--source", "bulk", "--unit-price", "12.50 USD", "--expires-on", "2026-12-31", "--reference", "order 7")
    assert outcomes(prepaid.grant(*more, sku="PRO", count=1))[0][-1] == "grant 1: 1 from bulk"
    bulk = events(prepaid)[1]
    assert (str(bulk.unit_price), str(bulk.expires_on), bulk.reference) == ("12.50 USD", "2026-12-31", "order 7")
    assert [event.run for event in events(prepaid)] == ["2026-04-01:v0", None]


def test_grant_again_under_its_key(prepaid):
    prepaid.grant("--key", "order-1")
    prepaid.grant()
    before = prepaid.events.read_bytes()
    again = prepaid.grant("--key", "order-1")
    assert again.out.startswith("Granted before, under the same key; nothing was written\n")
    assert outcomes(again)[0][-1] == "grant 0: 4 from purchase"
    refused(prepaid, prepaid.grant("--key", "order-1", count=5), "key_reused", "key order-1 names another event")
    assert prepaid.events.read_bytes() == before


def test_the_same_grant_after_other_events(prepaid):
    """A grant that came now would be of a later instant; it is the same wish all the same."""
    prepaid.grant("--key", "order-1")
    prepaid.activate("tracker-1")
    assert outcomes(prepaid.grant("--key", "order-1")) == [
        ["acme", "", "STD", "2026-04-01", "grant 0: 4 from purchase"]
    ]


def test_a_key_of_an_activation_is_no_grant(prepaid):
    prepaid.activate("tracker-1", "--key", "k", owner="beta")
    result = prepaid.grant("--key", "k", account="beta")
    refused(prepaid, result, "key_reused", "key k names another event")


def test_grant_in_another_currency(prepaid):
    result = prepaid.grant("--unit-price", "1.00 EUR")
    assert (result.code, result.err) == (
        1,
        "--unit-price: expected USD, the account's, got 1.00 EUR\nnothing was written\n",
    )
    assert not prepaid.events.exists()


def test_bulk_needs_its_price(prepaid):
    result = prepaid.grant("--source", "bulk")
    assert result.code == 1
    assert result.err.startswith("unit_price: expected the price agreed for each credit bought in bulk")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--count", "0"], "argument --count: expected a count from 1 on, got 0"),
        (["--count", "1.5"], "argument --count: expected a count from 1 on, got 1.5"),
        (["--count", "²"], "argument --count: expected a count from 1 on, got ²"),
        (["--count", "9999999999"], "argument --count: expected a count from 1 on"),
        (["--on", "2026-4-1"], "argument --on: day: expected a day such as \"2026-04-28\", got str '2026-4-1'"),
        (["--unit-price", "4"], "argument --unit-price: "),
        (["--sku", ""], "argument --sku: name: expected an id, got str ''"),
        (["--source", "bundle"], "argument --source: invalid choice: 'bundle'"),
    ],
)
def test_wrong_use(prepaid, arguments, complaint):
    result = prepaid.grant(*arguments)
    assert (result.code, result.out) == (2, "")
    assert complaint in result.err


# --- activate -------------------------------------------------------------------------------------------


def test_activate_with_a_credit_of_the_pool(prepaid):
    prepaid.grant()
    result = prepaid.activate("tracker-1")
    assert result.out.splitlines()[3:] == [
        "acme     tracker-1  STD   2026-04-08  activation: a credit of grant 0",
        "STD of tracker-1 not had for 7 of 30 days in 2026-04: to be credited to acme",
    ]


def test_activate_as_the_account_pays(prepaid):
    """Bought at once; billed to the account it is on; without a credit or billing details refused."""
    assert outcomes(prepaid.activate("t1", owner="beta", on="2026-04-01"))[0][-1] == (
        "activation: a credit bought in run 2026-04-01:v0"
    )
    [event] = outcomes(prepaid.activate("t2", "--payer", "later", on="2026-04-01"))
    assert event == ["acme", "t2", "STD", "2026-04-01", "activation: its days are billed to later"]
    before = prepaid.events.read_bytes()
    refused(prepaid, prepaid.activate("t3"), "purchase_required", "no credit of STD in the pool of acme")
    refused(prepaid, prepaid.activate("t1", owner="beta"), "already_active", "t1 holds a plan")
    assert prepaid.events.read_bytes() == before


def test_activate_again_under_its_key(prepaid):
    prepaid.activate("t1", "--key", "k", owner="beta")
    before = prepaid.events.read_bytes()
    again = prepaid.activate("t1", "--key", "k", owner="beta")
    assert again.code == 0
    assert again.out.startswith("Activated before, under the same key; nothing was written\n")
    for other in (
        prepaid.activate("t2", "--key", "k", owner="beta"),
        prepaid.activate("t1", "--key", "k", owner="beta", sku="PRO"),
        prepaid.activate("t1", "--key", "k", owner="beta", on="2026-04-09"),
        prepaid.activate("t1", "--key", "k", "--payer", "later", owner="beta"),
    ):
        refused(prepaid, other, "key_reused", "key k names another event")
    assert prepaid.events.read_bytes() == before


def test_a_key_of_a_grant_is_no_activation(prepaid):
    prepaid.grant("--key", "k")
    refused(prepaid, prepaid.activate("t1", "--key", "k"), "key_reused", "key k names another event")


def test_activate_for_accounts_that_are_not_its_own(prepaid):
    assert prepaid.activate("t1", owner="who").err == "accounts.csv: has no account who\nnothing was written\n"
    assert prepaid.activate("t1", "--payer", "who").err == "accounts.csv: has no account who\nnothing was written\n"
    prepaid.activate("t1", owner="beta")
    assert prepaid.activate("t1").err == "t1 belongs to beta, not to acme\nnothing was written\n"


def test_accounts_that_cannot_be_used(prepaid):
    """Their faults and those of the events are told together."""
    prepaid.events.write_bytes(b"\n")
    prepaid.folder.joinpath("accounts.csv").write_text(
        "account_id,currency\nacme,USD\nacme,EUR\nbeta,U$\n", encoding="utf-8"
    )
    assert prepaid.activate("t1").err.splitlines() == [
        "accounts.csv: row 4, column currency: expected an ISO 4217 code, got str 'U$'",
        "accounts.csv: row 3, column account_id: expected each account once, got str 'acme' again",
        "events.jsonl: line 1: expected an event, got an empty line",
        "3 faults: nothing was written",
    ]


# --- renew-month ----------------------------------------------------------------------------------------


def fleet_of_four(prepaid) -> None:
    """Three trackers of acme on three credits, one of beta."""
    prepaid.grant(count=3)
    for device, on in (("t3", "2026-04-02"), ("t1", "2026-04-08"), ("t2", "2026-04-08")):
        prepaid.activate(device, on=on)
    prepaid.activate("b1", owner="beta")


def test_renew_every_account(prepaid):
    """Credits go to whom was activated first, or by device; an account that is short loses devices, not the run."""
    fleet_of_four(prepaid)
    prepaid.grant(count=2)
    before = prepaid.events.read_bytes()
    assert [row[:1] + row[1:2] + row[4:] for row in outcomes(prepaid.renew())] == [
        ["acme", "t3", "cycle: a credit of grant 4"],
        ["acme", "t1", "cycle: a credit of grant 4"],
        ["acme", "t2", "ended: no credit"],
        ["beta", "b1", "cycle: a credit bought in run 2026-05"],
    ]
    prepaid.events.write_bytes(before)
    by_device = outcomes(prepaid.renew("--order", "device_id"))
    assert [row[1] for row in by_device if row[-1] == "ended: no credit"] == ["t3"]


def test_renewing_again_adds_nothing(prepaid):
    fleet_of_four(prepaid)
    prepaid.renew()
    before = prepaid.events.read_bytes()
    again = prepaid.renew()
    assert (outcomes(again), again.err) == ([], "1 device had a plan for 2026-05 already\n")
    assert prepaid.events.read_bytes() == before


def test_a_month_left_out_is_refused_for_all(prepaid):
    fleet_of_four(prepaid)
    before = prepaid.events.read_bytes()
    result = prepaid.renew(month="2026-06")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [
        "renewal_due: t3 has not been renewed for 2026-05",
        "renewal_due: b1 has not been renewed for 2026-05",
        "refused: nothing was written",
    ]
    assert prepaid.events.read_bytes() == before


def test_renewal_needs_the_accounts_of_all(prepaid):
    prepaid.activate("t1", "--payer", "later")
    prepaid.folder.joinpath("accounts.csv").write_text(
        "account_id,currency,payment_method\nacme,USD,prepay\n", encoding="utf-8"
    )
    assert prepaid.renew().err == "accounts.csv: has no account later\nnothing was written\n"


def test_a_device_is_renewed_by_its_new_owner(prepaid):
    """The credit comes from the pool of whom it belongs to on that day (rule L10)."""
    prepaid.grant()
    prepaid.activate("t1")
    log = events(prepaid)
    device = transfer_of(log)
    with prepaid.events.open("a", encoding="utf-8") as file:
        file.write(device)
    assert outcomes(prepaid.renew()) == [["beta", "t1", "STD", "2026-05-01", "cycle: a credit bought in run 2026-05"]]


def transfer_of(log: list[PoolEvent]) -> str:
    """Return the line that hands the only device over to beta."""
    moved = transfer(replay(log), fleet(log).devices[0], "beta", on=date(2026, 4, 20))
    return to_json(moved.events[0], indent=None) + "\n"


# --- change-plan ----------------------------------------------------------------------------------------


def test_upgrade(prepaid):
    prepaid.grant(count=1)
    prepaid.grant(sku="PRO", count=1)
    prepaid.activate("t1", on="2026-04-01")
    assert prepaid.change("t1", "PRO").out.splitlines() == [
        "Changed",
        "account  device  plan  on          outcome",
        "-------  ------  ----  ----------  ---------------------------",
        "acme     t1      STD   2026-04-20  ended: upgraded",
        "acme     t1      PRO   2026-04-20  change: a credit of grant 1",
        "STD of t1 not had for 10 of 30 days in 2026-04: to be credited to acme",
        "PRO of t1 not had for 19 of 30 days in 2026-04: to be credited to acme",
    ]


def test_downgrade_and_no_change(prepaid):
    prepaid.activate("b1", owner="beta", sku="PRO", on="2026-04-01")
    assert outcomes(prepaid.change("b1", "PRO")) == []
    assert [row[-1] for row in outcomes(prepaid.change("b1", "STD"))[:2]] == [
        "ended: downgraded",
        "change: a credit bought in run 2026-04-20:v2",
    ]


def test_a_change_on_the_account_of_another(prepaid):
    """Without a credit in the owner's pool the payer's way to pay decides, as at the activation."""
    prepaid.activate("t1", "--payer", "later", on="2026-04-01")
    assert outcomes(prepaid.change("t1", "PRO")) == [
        ["acme", "t1", "STD", "2026-04-20", "ended: upgraded"],
        ["acme", "t1", "PRO", "2026-04-20", "change: its days are billed to later"],
    ]


def test_change_again_under_its_key(prepaid):
    prepaid.activate("b1", owner="beta", on="2026-04-01")
    prepaid.change("b1", "PRO", "--key", "k")
    before = prepaid.events.read_bytes()
    again = prepaid.change("b1", "PRO", "--key", "k")
    assert again.out.startswith("Changed before, under the same key; nothing was written\n")
    assert [row[-1] for row in outcomes(again)] == ["ended: upgraded", "change: a credit bought in run 2026-04-20:v2"]
    for other in (
        prepaid.change("b1", "STD", "--key", "k"),
        prepaid.change("b1", "PRO", "--key", "k", on="2026-04-21"),
    ):
        refused(prepaid, other, "key_reused", "key k names another event")
    assert prepaid.events.read_bytes() == before


def test_a_key_of_an_activation_is_no_change(prepaid):
    prepaid.activate("b1", "--key", "k", owner="beta", on="2026-04-01")
    refused(prepaid, prepaid.change("b1", "PRO", "--key", "k"), "key_reused", "key k names another event")


def test_the_same_change_after_other_events(prepaid):
    """What was done under the key are two events, whatever came after them."""
    prepaid.activate("b1", owner="beta", on="2026-04-01")
    prepaid.change("b1", "PRO", "--key", "k")
    prepaid.grant(account="beta")
    again = prepaid.change("b1", "PRO", "--key", "k")
    assert [row[-1] for row in outcomes(again)] == ["ended: upgraded", "change: a credit bought in run 2026-04-20:v2"]


@pytest.mark.parametrize("more", [0, 1, 2])
def test_a_key_of_a_cancellation_is_no_change(prepaid, more):
    """The plan that ended is not the one that is asked for, whatever the log goes on with: nothing, grants, a new start."""
    prepaid.activate("b1", owner="beta", on="2026-04-01")
    prepaid.activate("b2", owner="beta", on="2026-04-01")
    held = events(prepaid)
    at = held[-1].at.replace(day=20)
    common = {"version": len(held), "at": at, "account": "beta", "on": at.date(), "sku": "STD"}
    ended = Removed(**common, device="b1", why=Ending.CANCELLED, key="k")
    prepaid.write([*held, ended])
    if more == 1:
        prepaid.grant(account="beta")
    if more == 2:
        prepaid.activate("b1", owner="beta", on="2026-04-20")
    refused(prepaid, prepaid.change("b1", "STD", "--key", "k"), "key_reused", "key k names another event")


def test_change_is_refused(prepaid):
    """Without a credit of the new plan; before the plan began; and for a device that holds none."""
    prepaid.grant(count=1)
    prepaid.activate("t1")
    before = prepaid.events.read_bytes()
    refused(prepaid, prepaid.change("t1", "PRO"), "purchase_required", "no credit of PRO in the pool of acme")
    refused(prepaid, prepaid.change("t1", "PRO", on="2026-04-07"), "not_active", "t1 does not hold STD on 2026-04-07")
    assert prepaid.events.read_bytes() == before
    prepaid.renew()
    refused(prepaid, prepaid.change("t1", "PRO", on="2026-05-02"), "not_active", "t1 holds no plan")


def test_change_of_what_is_not_there(prepaid):
    prepaid.activate("b1", owner="beta")
    assert prepaid.change("b2", "PRO").err == "events.jsonl: tells of no device b2\nnothing was written\n"
    assert prepaid.change("b1", "NEW").err == "no price of NEW in USD for account beta in force on 2026-04-01\n"
    prepaid.folder.joinpath("book.json").write_text("{}", encoding="utf-8")
    assert prepaid.change("b1", "PRO").err.startswith("book.json: $")


# --- how they are called --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "option"),
    [
        *(
            (lambda prepaid, more: prepaid.activate("t1", *more), name)
            for name in ("device", "owner", "payer", "sku", "key")
        ),
        *((lambda prepaid, more: prepaid.change("t1", "PRO", *more), name) for name in ("device", "to", "key")),
        *((lambda prepaid, more: prepaid.grant(*more), name) for name in ("account", "sku", "key")),
    ],
)
def test_names_are_ids(prepaid, call, option):
    """What names something is looked at before any file is."""
    result = call(prepaid, (f"--{option}", ""))
    assert (result.code, result.out) == (2, "")
    assert f"argument --{option}: name: expected an id, got str ''" in result.err


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["--account ACCOUNT", "--sku SKU", "--count N", "--on DATE"], "grant"),
        (["--device DEVICE", "--owner ACCOUNT", "--payer ACCOUNT", "--sku SKU", "--on DATE", "--key KEY"], "activate"),
        (["--device DEVICE", "--to SKU", "--on DATE", "--price-book FILE", "--key KEY"], "change-plan"),
    ],
)
def test_help_says_what_goes_where(prepaid, words, command):
    """Each option with what it takes."""
    said = " ".join(prepaid.run(command, "--help").out.split())
    assert [word for word in words if word not in said] == []
