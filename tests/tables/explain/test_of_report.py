"""What a report's numbers come from, in words."""

from tests.examples import complaint
from tests.quota import Desk, day
from tests.reports import LATER, LONG_AGO, MAY, counts, instant, report, tenant

from kpix_billing_core.accounts.business_model import BusinessModel, BusinessModelChange
from kpix_billing_core.errors import WrongType
from kpix_billing_core.explain import explain
from kpix_billing_core.reporting import Usage
from kpix_billing_core.usage import ApiCalls

NORTH = tenant("north")
BY_CALLS = (BusinessModelChange(LONG_AGO, BusinessModel.API_CALLS),)


def told(result) -> dict[str, str]:
    """Return the facts of an explanation by label."""
    return {fact.label: fact.value for fact in explain(result).facts}


def test_a_whole_report():
    """Sums by account, the package, who is listed; and each account by itself below."""
    desk = Desk().package(20).reserved("a", 5, day(3), tenant="north")
    found = report({"acme": counts(100, 1), "north": counts(200)}, NORTH, quota=desk.log)
    assert str(explain(found)).splitlines()[:9] == [
        "acme in 2026-04, with 1 tenant",
        "  period            from 2026-04-01T00:00:00+00:00 up to, not including, 2026-05-01T00:00:00+00:00  [P22]",
        "  generated         2027-01-01T00:00:00+00:00  [P16 P18]",
        "  billed for        active devices  [P01 P32 P35]",
        "  active devices    300 = 100 of acme + 200 of north  [P62 P11 P12 P33]",
        "  firmware updates  1 = 1 of acme + 0 of north  [P62 P34]",
        "  package           p1, 15 remaining, 5 reserved, as the period ended  [P24 P29]",
        "  expires           2027-04-01  [P30]",
        "  listed            1 tenant that existed in the period, with a package above or use of their own  [P57 P58]",
    ]
    assert [part.title for part in explain(found).parts] == ["acme alone in 2026-04", "north alone in 2026-04"]
    assert explain(found).parts[1] == explain(found.tenant("north"))
    assert told(found.tenant("north"))["active devices"] == "200: devices that connected in the period, each once"
    assert told(found.tenant("north"))["quota"].startswith("1 line, -5 together: those on its own account")


def test_without_tenants_and_package():
    """All its own."""
    facts = told(report({"acme": counts(3, access_tokens=2)}))
    assert facts["active devices"] == "3, all its own"
    assert facts["access tokens"] == "2, all its own"
    assert facts["package"] == "none in force as the period ended"


def test_every_fact_has_its_rules():
    """Of each account by itself, of a package that is about to expire, and of none."""
    own = report({"acme": counts(3, access_tokens=2)}).own
    assert [(fact.label, fact.rules) for fact in explain(own).facts[3:]] == [
        ("active devices", ("P11", "P12", "P33")),
        ("firmware updates", ("P34",)),
        ("access tokens", ()),
        ("quota", ("P60", "P63")),
    ]
    none = {fact.label: fact.rules for fact in explain(report()).facts}
    assert none["package"] == ("P24", "P30")
    soon = report(quota=Desk().package(20).log, month=MAY + 9, now=LATER.replace(year=2028))
    some = {fact.label: fact.rules for fact in explain(soon).facts}
    assert (some["package"], some["expires"], some["warning"]) == (("P24", "P29"), ("P30",), ("P31",))


def test_calls():
    """Each kind, and all together; who has none adds 0."""
    calls = ApiCalls(registrations=1, subscriptions=20, notifications=300)
    found = report({"acme": counts(api_calls=calls), "north": counts(1, access_tokens=4)}, NORTH, models=BY_CALLS)
    facts = told(found)
    assert facts["api calls"] == "321 = 321 of acme + 0 of north"
    assert facts["access tokens"] == "4 = 0 of acme + 4 of north"
    assert told(found.own)["to devices"] == "20: messages from services to devices"


def test_packages():
    """Without limit, and about to expire with a renewal or without."""
    assert told(report(quota=Desk().package(None).log))["package"].startswith("p1, without limit, 0 reserved")
    desk = Desk().package(20)
    soon = {"month": MAY + 9, "now": LATER.replace(year=2028)}
    facts = told(report(quota=desk.log, **soon))
    assert facts["warning"] == "32 days left as the period ended, no renewal waits"
    desk.renewed(5, instant("2026-06-01T00:00"))
    assert told(report(quota=desk.log, **soon))["warning"].endswith("a renewal waits")


def test_what_is_nothing_of_a_report():
    """Counters alone come from nowhere."""
    assert complaint(WrongType, explain, Usage()).startswith("result: expected a result of this package, got Usage")
