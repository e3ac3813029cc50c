"""Applications as rows of a file: what may be left out, how switches and days are written, and what is refused."""

import io
from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from tests.examples import complaint

from kpix_billing_core.errors import Fault, MalformedFile, WrongType, WrongValue
from kpix_billing_core.validity import (
    ASSET_LIFECYCLE,
    Application,
    ApplicationRules,
    Overlap,
    RenewalFrom,
    read_applications,
    write_applications,
)

COLUMNS = "application_id,grace_days,alert_days,enforcement,billing,zone,overlap,renewal_from\n"
ALL = ApplicationRules(
    grace_days=7,
    alert_days=(1, 30),
    enforcement=False,
    billing=False,
    zone=ZoneInfo("Europe/Madrid"),
    overlap=Overlap.LATEST,
    renewal_from=RenewalFrom.RENEWAL,
)
WRITTEN = f"""\
{COLUMNS}fleet,0,,true,true,UTC,union,old_expiry
lab,7,1;30,false,false,Europe/Madrid,latest,renewal
"""


def read(rows: str, columns: str = COLUMNS) -> tuple[Application, ...]:
    return read_applications(io.StringIO(columns + rows, newline=""))


def test_applications_are_written_and_read():
    file = io.StringIO()
    write_applications([Application("fleet"), Application("lab", ALL)], file)
    assert file.getvalue() == WRITTEN
    assert read_applications(io.BytesIO(WRITTEN.encode())) == (Application("fleet"), Application("lab", ALL))


def test_what_is_left_empty_or_out_is_as_published():
    assert read("fleet,,,,,,,\n") == read("fleet\n", "application_id\n") == (Application("fleet", ASSET_LIFECYCLE),)
    assert read("fleet,,,,,,,\n")[0].rules.zone is UTC


@pytest.mark.parametrize("switch", ["false", "off", "OFF", "False"])
def test_switches(switch):
    for columns, field in (("enforcement", "enforcement"), ("billing", "billing")):
        [off] = read(f"fleet,{switch}\n", f"application_id,{columns}\n")
        [on] = read("fleet,on\n", f"application_id,{columns}\n")
        assert (getattr(off.rules, field), getattr(on.rules, field)) == (False, True)


@pytest.mark.parametrize("days", ["30;1", "1 30", '"1, 30"', "1|30|1", ";1;30;"])
def test_days_of_alerts_in_any_order(days):
    assert read(f"fleet,{days}\n", "application_id,alert_days\n")[0].rules.alert_days == (1, 30)


@pytest.mark.parametrize(
    ("fault", "row"),
    [
        (Fault(2, "alert_days", "expected whole numbers such as \"1;7\", got str '1;x'"), "fleet,,1;x,,,,,"),
        (Fault(2, "alert_days", "expected at least 1, got int 0"), "fleet,,0,,,,,"),
        (Fault(2, "grace_days", "expected at least 0, got int -1"), "fleet,-1,,,,,,"),
        (Fault(2, "billing", "expected one of true, false, on, off, got str 'no'"), "fleet,,,,no,,,"),
        (Fault(2, "application_id", "expected an id, got str ''"), ",,,,,,,"),
    ],
)
def test_faults(fault, row):
    with pytest.raises(MalformedFile) as caught:
        read(f"{row}\n")
    assert caught.value.faults == (fault,)
    assert str(caught.value).startswith("file: 1 fault")


def test_a_file_of_applications_refuses():
    assert complaint(WrongType, write_applications, ["fleet"], io.StringIO()) == (
        "applications: expected Application, got str 'fleet'"
    )
    assert complaint(WrongType, write_applications, {Application("fleet")}, io.StringIO()).startswith(
        "applications: expected a list, tuple or other iterable in order, got set"
    )
    odd = Application("fleet", ApplicationRules(zone=timezone(timedelta(microseconds=1))))
    assert complaint(WrongValue, write_applications, [odd], io.StringIO()).startswith(
        "zone: expected an offset of whole seconds"
    )
    assert complaint(WrongType, read_applications, io.StringIO(COLUMNS), name=1) == "name: expected str, got int 1"
    said = complaint(MalformedFile, read_applications, io.StringIO(COLUMNS), name="a.csv", most_bytes=10)
    assert said.startswith("a.csv: 1 fault\n  row 1: expected at most 10 characters")
