"""The list of a month's accounts, its table and its tally; files that are none."""

from datetime import datetime, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from tests.examples import complaint
from tests.quota import Desk
from tests.reports import APRIL, LATER, LONG_AGO, MAY, counts, instant, report, tenancy, tenant

from kpix_billing_core.accounts.business_model import BusinessModel, BusinessModelChange
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.reporting import (
    TransactionSample,
    account_snapshot,
    active_device_rows,
    export_name,
    report_available_at,
    report_day,
    usage_list,
    usage_tally,
    write_export,
)
from kpix_billing_core.usage import ActiveDevices, ApiCalls

SOME = (tenant("t1", "North Team", organisation="Acme GmbH"), tenant("t2", "South"))
BY_CALLS = (BusinessModelChange(LONG_AGO, BusinessModel.API_CALLS),)
CALLS = ApiCalls(registrations=1, subscriptions=20, notifications=300)
TERMS = BillingTerms()


def test_the_table():
    """Counters that nobody has are left out; a last line has all together."""
    listed = usage_list(report({"acme": counts(3), "t1": counts(2, 1)}, *SOME, quota=Desk().package().log))
    assert str(listed.table()).splitlines() == [
        "Usage in 2026-04",
        "account   name        organisation  active devices  firmware updates",
        "--------  ----------  ------------  --------------  ----------------",
        "acme                                             3                 0",
        "t1        North Team  Acme GmbH                  2                 1",
        "t2        South                                  0                 0",
        "--------  ----------  ------------  --------------  ----------------",
        "together                                         5                 1",
    ]


def test_calls_have_their_columns():
    """Three kinds, and all together."""
    listed = usage_list(report({"acme": counts(3, api_calls=CALLS)}, models=BY_CALLS))
    assert listed.rows() == (("2026-04", "acme", "", "", 3, 0, None, 1, 20, 300, 321),)
    assert listed.table().columns[-4:] == ("to services", "to devices", "integration", "api calls")
    assert listed.table().rows[0][-4:] == ("1", "20", "300", "321")


def test_what_is_no_report():
    """Has no list and no tally."""
    assert complaint(WrongType, usage_list, 3) == "report: expected UsageReport, got int 3"
    assert complaint(WrongType, usage_tally, 3, TERMS) == "report: expected UsageReport or AccountReport, got int 3"


# --- tallies -------------------------------------------------------------------------------------------


def quantities(used) -> dict[str, Fraction]:
    """Return what a tally has of each SKU."""
    return {entry.sku: entry.quantity for entry in used.entries}


def test_calls_in_parts():
    """Each part its own SKU, or two of them the same."""
    found = report({"acme": counts(api_calls=CALLS)}, models=BY_CALLS)
    parts = {"to_services": "UP", "to_devices": "DOWN", "integration": "DOWN"}
    assert quantities(usage_tally(found, TERMS, parts)) == {"UP": 1, "DOWN": 20 + 300}
    assert quantities(usage_tally(found, TERMS, {"api_calls": "CALL"})) == {"CALL": 321}


def test_of_one_account_alone():
    """A tenant's, to show what it would have cost."""
    found = report({"acme": counts(3), "t1": counts(2)}, *SOME)
    mine = usage_tally(found.tenant("t1"), TERMS)
    assert (mine.account, mine.month, quantities(mine)) == ("t1", APRIL, {"active_devices": 2})
    assert (usage_tally(found, TERMS).account, quantities(usage_tally(found, TERMS))) == ("acme", {"active_devices": 5})


def test_what_the_report_does_not_count_is_left_out():
    """Tokens here; there they are counted and are none."""
    skus = {"access_tokens": "TOKEN"}
    assert quantities(usage_tally(report({"acme": counts(1)}), TERMS, skus)) == {}
    assert quantities(usage_tally(report({"acme": counts(access_tokens=0)}), TERMS, skus)) == {"TOKEN": 0}


@pytest.mark.parametrize(
    ("skus", "kind", "message"),
    [
        ({"devices": "D"}, WrongValue, "skus: expected metrics among access_tokens, active_devices, api_calls,"),
        ({"api_calls": "A", "to_devices": "B"}, WrongValue, "skus: expected calls as a whole or in parts"),
        ({"api_calls": ""}, WrongValue, "sku: expected an id"),
        ([1], WrongType, "skus: expected a mapping of metric to SKU"),
    ],
)
def test_skus_that_are_none(skus, kind, message):
    """A call is billed once, as a whole or in its part."""
    assert complaint(kind, usage_tally, report(), TERMS, skus).startswith(message)


# --- files ---------------------------------------------------------------------------------------------

NINTH = instant("2026-04-09T00:00")


class Counting:
    """A file that takes bytes and counts how often; it cannot be closed."""

    def __init__(self) -> None:
        self.most, self.total = 0, 0

    def write(self, data: bytes) -> None:
        """Take some."""
        self.most = max(self.most, len(data))
        self.total += len(data)


@pytest.mark.unmeasured
@pytest.mark.parametrize("compressed", [False, True])
def test_rows_are_not_held(compressed):
    """What was written of fifty thousand rows leaves as they come."""
    sink = Counting()
    rows = ((number, "x") for number in range(50_000))
    write_export(("number", "text"), rows, sink, compressed=compressed)
    assert sink.total > 100_000
    assert sink.most < 100_000


def test_the_file_stays_open():
    """It is the caller's to close, also where a row is wrong; the rows before it are there."""
    file = BytesIO()
    message = complaint(WrongValue, write_export, ("a", "b"), [(1, 2), (3,)], file)
    assert message == "row: expected 2 cells, got tuple (3,)"
    assert file.getvalue() == b"a,b\r\n1,2\r\n"


def test_instants_of_other_zones():
    """The same instant is the same bytes."""
    from zoneinfo import ZoneInfo

    written = []
    for zone in ("UTC", "Asia/Tokyo"):
        file = BytesIO()
        write_export(("at",), [(NINTH.astimezone(ZoneInfo(zone)),)], file)
        written.append(file.getvalue())
    assert written == [b"at\r\n2026-04-09T00:00:00Z\r\n"] * 2


def test_text_in_utf_8():
    """And what is no text in it is refused, guarded or not."""
    file = BytesIO()
    write_export(("name",), [("Zürich",)], file)
    assert file.getvalue() == "name\r\nZürich\r\n".encode()
    for guard in (True, False):
        for wrong in ("\ud800", "a\x00b"):
            with pytest.raises(WrongValue):
                write_export(("name",), [(wrong,)], BytesIO(), guard=guard)


@pytest.mark.parametrize(
    ("kind", "compressed", "name"),
    [
        ("active-devices", True, "active-devices-2026-04.csv.gz"),
        ("firmware-updates", True, "firmware-updates-2026-04.csv.gz"),
        ("quota-history", False, "quota-history-2026-04.csv"),
        ("usage", False, "usage-2026-04.csv"),
    ],
)
def test_names(kind, compressed, name):
    """Of each kind of file."""
    assert export_name(kind, APRIL, compressed=compressed) == name


def test_names_that_are_none():
    """Nor a month, nor yes or no."""
    message = "kind: expected one of active-devices, firmware-updates, quota-history, usage, got str 'devices'"
    assert complaint(WrongValue, export_name, "devices", APRIL) == message
    assert complaint(WrongType, export_name, "usage", 4) == "month: expected Month, got int 4"
    assert complaint(WrongType, export_name, "usage", APRIL, compressed=1) == "compressed: expected bool, got int 1"


def test_files_that_are_none():
    """Nor devices, nor names of endpoints."""
    assert complaint(WrongType, write_export, ("a",), [], 3) == "file: expected an open binary file, got int 3"
    wrong = {"compressed": 1}
    assert complaint(WrongType, write_export, ("a",), [], BytesIO(), **wrong) == "compressed: expected bool, got int 1"
    assert (
        complaint(WrongType, active_device_rows, [], 3) == "endpoints: expected a mapping of device to text, got int 3"
    )
    assert complaint(WrongType, list, active_device_rows([3])) == "active: expected ActiveDevices, got int 3"


# --- snapshots, days -----------------------------------------------------------------------------------


def test_snapshots_of_what_is_none():
    """Neither devices nor samples nor a tenancy."""
    seen = ActiveDevices("acme", APRIL)
    message = "active: expected ActiveDevices, got int 3"
    assert complaint(WrongType, account_snapshot, tenancy(), 3, now=LATER) == message
    message = "tenancy: expected Tenancy, got str 'acme'"
    assert complaint(WrongType, account_snapshot, "acme", seen, now=LATER) == message
    message = "samples: expected TransactionSample, got int 3"
    assert complaint(WrongType, account_snapshot, tenancy(), seen, [3], now=LATER) == message
    message = "active: expected a month that has begun, got str '2026-05'"
    given = (tenancy(), ActiveDevices("acme", MAY))
    assert complaint(WrongValue, account_snapshot, *given, now=instant("2026-04-30T23:59:59.999999")) == message
    assert account_snapshot(*given, now=instant("2026-05-01T00:00")).month == MAY


def test_samples_are_kept_in_utc():
    """So that two of one zone compare."""
    from zoneinfo import ZoneInfo

    sample = TransactionSample("acme", datetime(2026, 4, 9, 2, tzinfo=ZoneInfo("Europe/Berlin")), 1)
    assert sample.starts_at.isoformat() == "2026-04-09T00:00:00+00:00"


def test_days_of_what_is_no_month():
    """Nor an instant."""
    assert complaint(WrongType, report_day, 4) == "month: expected Month, got int 4"
    assert complaint(WrongType, report_available_at, APRIL, 4) == "override: expected aware datetime, got int 4"
    assert report_available_at(APRIL, NINTH + timedelta(days=1)) == instant("2026-04-10T00:00")
