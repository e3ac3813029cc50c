# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A year of connections
#
# 328,521 departures from New York in 2013: an aircraft is a device, its carrier a tenant, a departure a connection.
# The year is reported month by month, one evening is looked at in two zones, and one month is priced.
# That the carriers are tenants of one account, and the prices, are made up.
# Run this notebook in its own folder.

# %%
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import kpix_billing_core as kpix
from kpix_billing_core.rendering import active_devices_chart
from kpix_billing_core.reporting import Tenancy, Tenant, UsageReport, usage_by_account, usage_report, usage_tally
from kpix_billing_core.tables import Table
from kpix_billing_core.usage import ActiveDevices, Connection, active_devices_by_account

FILE = Path("../examples/connections-2013/connections-2013.csv.gz")
with FILE.open("rb") as file:
    connections = kpix.read_csv(Connection, file)
len(connections)

# %% [markdown]
# ## Active devices by month and tenant
#
# A device counts once a month, however often it connected.

# %%
by_month = {
    str(month): tuple(rows)
    for month, rows in groupby(connections, key=lambda row: kpix.Month.of(row.connected_at.date()))
}
year = [kpix.Month(2013, number) for number in range(1, 13)]


def active_in(month: kpix.Month) -> list[ActiveDevices]:
    return [counted for _, counted in active_devices_by_account(by_month[str(month)], month)]


active = {month: active_in(month) for month in year}
tenants = sorted({row.account for row in connections})
Table(
    title="Active devices in 2013",
    columns=("tenant", *(str(month) for month in year)),
    rows=tuple(
        (tenant, *(str({one.account: one.count for one in active[month]}.get(tenant, 0)) for month in year))
        for tenant in tenants
    ),
    right=tuple(range(1, 13)),
    foot=(("together", *(str(sum(one.count for one in active[month])) for month in year)),),
)

# %% [markdown]
# The sets say the same: devices of a tenant in a month, put together by Python alone.

# %%
pairs = {(row.connected_at.month, row.account, row.device) for row in connections if row.connected_at.year == 2013}
for month in year:
    counted = sum(one.count for one in active[month])
    assert counted == sum(number == month.number for number, _, _ in pairs)


# %%
class Picture(str):
    """SVG that a notebook shows as a picture."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


Picture(active_devices_chart(one for month in year for one in active[month]))

# %% [markdown]
# ## The last evening of the year
#
# The evening of 31 December in New York is January in UTC: 89 departures by 87 aircraft.
# Billed in months of UTC they are of January; in months of New York all but 3, which left after midnight, of December.

# %%
january = kpix.Month(2014, 1)
evening = by_month[str(january)]
in_utc = {account: one.count for account, one in active_devices_by_account(connections, january)}
new_york = ZoneInfo("America/New_York")
there = {account: one.count for account, one in active_devices_by_account(connections, january, new_york)}
assert (len(evening), sum(in_utc.values()), sum(there.values())) == (89, 87, 3)
december = kpix.Month(2013, 12)
utc = {account: one.count for account, one in active_devices_by_account(connections, december)}
local = {account: one.count for account, one in active_devices_by_account(connections, december, new_york)}
Table(
    title="Active devices in December 2013",
    columns=("tenant", "in UTC", "in New York", "difference"),
    rows=tuple(
        (tenant, str(utc[tenant]), str(local[tenant]), f"{local[tenant] - utc[tenant]:+}")
        for tenant in tenants
        if utc.get(tenant) != local.get(tenant)
    ),
    right=(1, 2, 3),
)

# %% [markdown]
# Over a whole month one aircraft makes the difference: it left New York on the evening of 30 November, which is
# December in UTC, and not again in December.

# %%
local_days = {
    (row.account, row.device, row.connected_at.astimezone(new_york).date().isoformat())
    for row in (*by_month["2013-12"], *evening)
}
before = {(account, device) for account, device, on in local_days if on == "2013-11-30"}
after = {(account, device) for account, device, on in local_days if on.startswith("2013-12")}
assert [account for account, _ in before - after] == ["WN"]
before - after

# %% [markdown]
# ## A report
#
# The airports are one account, with every carrier as a tenant; the report is there on the third business day of July.

# %%
long_ago = datetime(2012, 1, 1, tzinfo=UTC)
airports = Tenancy("nyc", tuple(Tenant(id=tenant, name=tenant, created_at=long_ago) for tenant in tenants))
june = kpix.Month(2013, 6)


def reported(month: kpix.Month, now: datetime) -> UsageReport:
    answer = usage_report(airports, month, usage_by_account(month, active=active[month]), now=now)
    assert isinstance(answer, UsageReport), answer
    return answer


report = reported(june, datetime(2013, 7, 3, 2, tzinfo=UTC))
report

# %% [markdown]
# ## A month, priced
#
# The account is billed for all of its tenants' devices: 0.50 each, from 3,000 on 0.45 each, for all of them.

# %%
book = kpix.PriceBook.of(kpix.Price("DEVICE", kpix.bands((0, "0.50 USD"), (3_000, "0.45 USD"))))
nyc = kpix.Account("nyc", "USD")
used = usage_tally(report, book.terms, {"active_devices": "DEVICE"})
invoice = kpix.draft(nyc, june, kpix.rate(used, book, nyc))
count = report.aggregated.active_devices
assert invoice.due.to_decimal() * 100 == 45 * count
invoice

# %%
kpix.explain(invoice.line("DEVICE"))
